"""What and why, when, and who sees it: asked in two parts while an objective is begun, and all at once afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from okr_xblock.api.beginning import CycleWindow
from okr_xblock.api.goals import GoalView
from okr_xblock.api.objectives import ObjectiveSpec
from okr_xblock.domain.lifecycle import Ambition, Category, Visibility

from .. import words
from ..dates import long_date
from .base import NO_DATE, SubmittedForm

WHAT, WHEN = "what", "when"
_ASKED = {WHAT: ("title", "why", "category", "ambition", "goal"), WHEN: ("starts_on", "due_on", "visibility")}
_ALL = (*_ASKED[WHAT], *_ASKED[WHEN])


class ObjectiveForm(SubmittedForm):
    """
    The fields of one part (`WHAT` or `WHEN`), or without a part all of them.

    There is no question where there is no choice: no goals on this site, no course team to show it to; and only a
    change to what has started is asked for its reason (`asks_why`). `window` says
    between which days it may lie, so that a wrong date is told together with everything else.
    """

    api_names: ClassVar[dict[str, str]] = {"goal_id": "goal"}

    id = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("What do you want to reach?"),
        max_length=255,
        error_messages={"required": _("Please write what you want to reach.")},
    )
    why = forms.CharField(label=_("Why does it matter to you?"), required=False, max_length=2000, widget=forms.Textarea)
    category = forms.ChoiceField(label=_("What is it about?"), choices=words.CATEGORY_CHOICES)
    ambition = forms.ChoiceField(label=_("A stretch, or a promise?"), choices=words.AMBITION_CHOICES)
    goal = forms.ChoiceField(label=_("Does it serve a goal of the organisation?"), required=False)
    starts_on = forms.DateField(label=_("From"), error_messages=NO_DATE)
    due_on = forms.DateField(label=_("Until"), error_messages=NO_DATE)
    visibility = forms.ChoiceField(label=_("Who can see it?"), choices=words.VISIBILITY_CHOICES)
    reason = forms.CharField(label=_("Why the change? (optional)"), required=False, max_length=500)

    def __init__(
        self,
        data: Any = None,
        *,
        part: str = "",
        goals: Sequence[GoalView] = (),
        chosen_goal: tuple[str, str] | None = None,
        can_share: bool = True,
        asks_why: bool = False,
        window: CycleWindow | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.part, self.window = part, window
        offered = {goal.public_id: goal.title for goal in goals}
        if chosen_goal is not None:
            offered.setdefault(*chosen_goal)
        left_out = {name for name in _ALL if name not in _ASKED.get(part, _ALL)}
        left_out |= {"goal"} if not offered else set()
        left_out |= {"visibility"} if not can_share else set()
        left_out |= {"reason"} if part or not asks_why else set()
        for name in left_out:
            del self.fields[name]
        if offered:
            self.fields["goal"].choices = [("", _("It stands for itself")), *offered.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Dates that are none of them wrong in themselves, and do not go together."""
        typed = self.cleaned_data
        starts_on, due_on = typed.get("starts_on"), typed.get("due_on")
        if starts_on and due_on and starts_on >= due_on:
            self.add_error("due_on", ValidationError(_("Choose a later day than “From”."), code="empty_window"))
        elif self.window is not None:
            for name, day in (("starts_on", starts_on), ("due_on", due_on)):
                if day and not self.window.earliest <= day <= self.window.latest:
                    self.add_error(name, self._outside(self.window))
        return typed

    def spec(self, before: ObjectiveSpec) -> ObjectiveSpec:
        """`before` with what was typed, for the api. Call on a valid form."""
        typed = self.cleaned_data
        found = {name: typed[name] for name in ("title", "why", "starts_on", "due_on") if name in typed}
        for name, meaning in (("category", Category), ("ambition", Ambition), ("visibility", Visibility)):
            if name in typed:
                found[name] = meaning(typed[name])
        if "goal" in typed:
            found["goal_id"] = typed["goal"] or None
        return replace(before, **found)

    @staticmethod
    def _outside(window: CycleWindow) -> ValidationError:
        days = {"start": long_date(window.earliest), "due": long_date(window.latest)}
        return ValidationError(_("The cycle runs from %(start)s to %(due)s.") % days, code="outside_cycle")
