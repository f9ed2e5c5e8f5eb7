"""The forms read what was typed. What is allowed is the api's to say; `add_api_errors` puts it beside the field."""

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from okr_xblock.api.key_results import KeyResultDetail, KeyResultSpec, RequirementSpec, StageSpec
from okr_xblock.api.objectives import ObjectiveSpec
from okr_xblock.api.standings import parse_course_key
from okr_xblock.domain.confidence import START
from okr_xblock.domain.courses import Criterion
from okr_xblock.domain.lifecycle import Ambition, Category, KeyResultKind, Visibility
from okr_xblock.domain.progress import Side

from . import words
from .amounts import AmountField

CONFIDENCE_CHOICES = [(str(n), str(n)) for n in range(1, 11)]
_NO_TITLE = {"required": _("Please give it a title.")}
_NO_DATE = {"required": _("Please choose a date."), "invalid": _("Please choose a date.")}
# In our own words: the framework's speak to nobody in particular, and in some languages to men only.
_IN_OUR_WORDS = {
    "max_length": _("Please keep this under %(limit_value)s characters; it has %(show_value)s."),
    "invalid_choice": _("Choose one of the offered answers."),
}
_NO_WHOLE_NUMBER = {"invalid": _("Write a whole number, like 3.")}
YES_NO = "yes_no"
"""Offered as a kind of its own; in the domain it is a milestones key result with one stage."""


class SubmittedForm(forms.Form):
    """Every form that writes carries a key, so that sending it twice writes once."""

    # What the api calls a field, where the form has another name for the same thing.
    api_names: ClassVar[dict[str, str]] = {}

    submission_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id=f"okr-{uuid.uuid4().hex[:6]}-%s", label_suffix="", **options)
        self.initial.setdefault("submission_key", uuid.uuid4().hex)
        for field in self.fields.values():
            field.error_messages.update(_IN_OUR_WORDS)
            if isinstance(field, forms.ChoiceField):
                field.error_messages["required"] = _IN_OUR_WORDS["invalid_choice"]

    def add_api_errors(self, error: ValidationError) -> None:
        """Put what the api refused beside the field it is about, or above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for api_name, problems in error.error_dict.items():
            name = self.api_names.get(api_name, api_name)
            self.add_error(name if name in self.fields else None, problems)


class ObjectiveForm(SubmittedForm):
    """What and why, when, and who sees it."""

    id = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("What do you want to reach?"), max_length=255, error_messages=_NO_TITLE)
    why = forms.CharField(label=_("Why does it matter to you?"), required=False, max_length=2000, widget=forms.Textarea)
    category = forms.ChoiceField(label=_("What is it about?"), choices=words.CATEGORY_CHOICES)
    ambition = forms.ChoiceField(label=_("How far do you reach?"), choices=words.AMBITION_CHOICES)
    starts_on = forms.DateField(label=_("From"), error_messages=_NO_DATE)
    due_on = forms.DateField(label=_("Until"), error_messages=_NO_DATE)
    visibility = forms.ChoiceField(label=_("Who can see it?"), choices=words.VISIBILITY_CHOICES)
    reason = forms.CharField(label=_("Why the change?"), required=False, max_length=500)

    def spec(self) -> ObjectiveSpec:
        """What was typed, for the api. Call on a valid form."""
        typed = self.cleaned_data
        return ObjectiveSpec(
            title=typed["title"],
            why=typed["why"],
            category=Category(typed["category"]),
            ambition=Ambition(typed["ambition"]),
            visibility=Visibility(typed["visibility"]),
            starts_on=typed["starts_on"],
            due_on=typed["due_on"],
        )


class KeyResultForm(SubmittedForm):
    """How will I notice? The fields of every kind; those of the other kinds are ignored."""

    api_names: ClassVar[dict[str, str]] = {"requirements": "course"}

    id = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    objective = forms.CharField(max_length=32, widget=forms.HiddenInput)
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=words.KIND_CHOICES, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Key result"), max_length=255, error_messages=_NO_TITLE)
    unit = forms.CharField(label=_("Of what?"), required=False, max_length=40)
    baseline = AmountField(label=_("Today it is"), required=False)
    target = AmountField(label=_("It should become"), required=False)
    limit = AmountField(label=_("The limit"), required=False)
    side = forms.ChoiceField(label=_("Stay"), required=False, choices=words.SIDE_CHOICES)
    times_per_week = forms.IntegerField(label=_("Days a week"), required=False, error_messages=_NO_WHOLE_NUMBER)
    stages = forms.CharField(label=_("Stages, one a line"), required=False, max_length=5000, widget=forms.Textarea)
    course = forms.CharField(label=_("Course"), required=False, max_length=255)
    criterion = forms.ChoiceField(label=_("Counts as done when"), required=False, choices=words.CRITERION_CHOICES)
    required_percent = AmountField(label=_("At least, in percent"), required=False, digits=3, places=2)
    weight = AmountField(label=_("Weight"), required=False, digits=5, places=2)
    start_confidence = forms.TypedChoiceField(
        label=_("How sure are you that you will get there? 5 is a good start"),
        required=False,
        coerce=int,
        empty_value=START,
        choices=CONFIDENCE_CHOICES,
    )
    reason = forms.CharField(label=_("Why the change?"), required=False, max_length=500)

    def spec(self, before: KeyResultDetail | None = None) -> KeyResultSpec:
        """What was typed, for the api; `before` is the key result that is being changed. Call on a valid form."""
        typed = self.cleaned_data
        kind = KeyResultKind.MILESTONES if typed["kind"] == YES_NO else KeyResultKind(typed["kind"])
        return KeyResultSpec(
            kind=kind,
            title=typed["title"],
            weight=typed["weight"] if typed["weight"] is not None else Decimal(1),
            start_confidence=typed["start_confidence"],
            unit=typed["unit"],
            baseline=typed["baseline"],
            target=typed["target"],
            limit=typed["limit"],
            side=Side(typed["side"]) if typed["side"] else None,
            times_per_week=typed["times_per_week"],
            stages=self._stages(before),
            requirements=self._requirements(before),
        )

    def _stages(self, before: KeyResultDetail | None) -> tuple[StageSpec, ...]:
        """
        A line that was there before keeps its stage, and with it whether it is done.

        Lines that are new take the stages that are left over, in order: a corrected word is the same stage still.
        """
        existing = list(before.spec.stages) if before else []
        if self.cleaned_data["kind"] == YES_NO:
            return tuple(
                StageSpec(title=self.cleaned_data["title"], weight=stage.weight, stage_id=stage.stage_id)
                for stage in existing[:1]
            )
        lines = [line.strip() for line in self.cleaned_data["stages"].splitlines() if line.strip()]
        kept: list[StageSpec | None] = [_take(existing, line) for line in lines]
        return tuple(
            stage or (replace(existing.pop(0), title=line) if existing else StageSpec(title=line))
            for line, stage in zip(lines, kept, strict=True)
        )

    def _requirements(self, before: KeyResultDetail | None) -> tuple[RequirementSpec, ...]:
        typed = self.cleaned_data
        if typed["kind"] != KeyResultKind.COURSE or not typed["course"]:
            return ()
        criterion = Criterion(typed["criterion"] or Criterion.COMPLETION)
        measured = criterion in {Criterion.COMPLETION, Criterion.GRADE}
        percent = typed["required_percent"] if typed["required_percent"] is not None else Decimal(100)
        key = parse_course_key(typed["course"])
        if key is None:
            # The same words as for a course that does not exist or is not this person's to see.
            raise ValidationError({"course": ValidationError(_("This course cannot be found."))})  # type: ignore[dict-item]
        first = RequirementSpec(
            course_key=key, criterion=criterion, required_fraction=percent / 100 if measured else None
        )
        others = before.spec.requirements[1:] if before else ()
        return (first, *others)


def _take(stages: list[StageSpec], title: str) -> StageSpec | None:
    """The first stage of this title, taken out of the list."""
    found = next((stage for stage in stages if stage.title == title), None)
    if found is not None:
        stages.remove(found)
    return found


class CheckInForm(SubmittedForm):
    """One key result's check-in. Days and stages are sent with what was shown, so that only changes count."""

    id = forms.CharField(max_length=32, widget=forms.HiddenInput)
    value = AmountField(label=_("Where is it now?"), required=False)
    confidence = forms.TypedChoiceField(
        label=_("How sure are you that you will get there?"), coerce=int, choices=CONFIDENCE_CHOICES
    )
    note = forms.CharField(
        label=_("What helped, what got in the way?"), required=False, max_length=4000, widget=forms.Textarea
    )

    def changed_stages(self) -> dict[str, bool]:
        """Stage id → done, for the stages whose box is not as it was shown."""
        shown, ticked, done_before = (set(self.data.getlist(n)) for n in ("shown_stage", "stage", "done_stage"))
        return {stage: stage in ticked for stage in shown if (stage in ticked) != (stage in done_before)}

    def changed_days(self) -> dict[date, bool]:
        """Day → kept, for the days whose box is not as it was shown."""
        shown, ticked, before = self._days("shown_day"), self._days("day"), self._days("kept_day")
        return {day: day in ticked for day in shown if (day in ticked) != (day in before)}

    def _days(self, name: str) -> set[date]:
        days = set()
        for text in self.data.getlist(name):
            try:
                days.add(date.fromisoformat(text))
            except ValueError as error:
                raise ValidationError(_("One of the days cannot be read."), code="day") from error
        return days
