"""How did it end, and what now?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from okr_xblock.api.closing import ClosingSpec
from okr_xblock.domain.closing import DEFAULT_NEXT_STEP, NextStep, Outcome

from .. import words
from .base import SubmittedForm

_NO_GRADE = dict.fromkeys(
    ("invalid", "min_value", "max_value", "max_decimal_places", "max_digits", "max_whole_digits"),
    _("Choose a grade from 0.0 to 1.0, in tenths."),
)
_REFLECTION = {"required": False, "max_length": 2000, "widget": forms.Textarea}


class ClosingForm(SubmittedForm):
    """
    The grade in tenths, the outcome, three questions, and what becomes of it.

    Nothing is required here: half-filled it is kept as a draft, and what closing needs the api says.
    """

    id = forms.CharField(max_length=32, widget=forms.HiddenInput)
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    grade = forms.DecimalField(
        label=_("Grade"), required=False, min_value=0, max_value=1, decimal_places=1, error_messages=_NO_GRADE
    )
    outcome = forms.ChoiceField(label=_("How did it end?"), required=False, choices=words.OUTCOME_CHOICES)
    proud = forms.CharField(label=_("What are you proud of?"), **_REFLECTION)
    obstacle = forms.CharField(label=_("What got in the way?"), **_REFLECTION)
    change = forms.CharField(label=_("What will you do differently?"), **_REFLECTION)
    next_step = forms.ChoiceField(label=_("And now?"), choices=words.NEXT_STEP_CHOICES)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial.setdefault("next_step", DEFAULT_NEXT_STEP.value)

    def spec(self) -> ClosingSpec:
        """What was typed, for the api. Call on a valid form."""
        typed = self.cleaned_data
        return ClosingSpec(
            grade=typed["grade"],
            outcome=Outcome(typed["outcome"]) if typed["outcome"] else None,
            next_step=NextStep(typed["next_step"]),
            **{name: typed[name] for name in ("proud", "obstacle", "change")},
        )
