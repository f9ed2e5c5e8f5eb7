"""How will I notice? One form for every kind of key result."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from opaque_keys.edx.keys import CourseKey

from okr_xblock.api.key_results import KeyResultDetail, KeyResultSpec, RequirementSpec, StageSpec
from okr_xblock.api.standings import parse_course_key
from okr_xblock.domain.confidence import START
from okr_xblock.domain.courses import Criterion
from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.domain.progress import Side

from .. import words
from ..amounts import AmountField
from .base import ConfidenceField, SubmittedForm

YES_NO = "yes_no"
"""Offered as a kind of its own; in the domain it is a milestones key result with one stage."""
_NO_WHOLE_NUMBER = {"invalid": _("Write a whole number, like 3.")}


class KeyResultForm(SubmittedForm):
    """
    How will I notice? The fields of every kind; those of the other kinds are ignored.

    `before` is the key result that is being changed. Only a change to what is running is asked for its reason.
    """

    api_names: ClassVar[dict[str, str]] = {"requirements": "course"}

    id = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    objective = forms.CharField(max_length=32, widget=forms.HiddenInput)
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=words.KIND_CHOICES, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Key result"), max_length=255, error_messages={"required": _("Please write the key result.")}
    )
    unit = forms.CharField(label=_("Of what?"), required=False, max_length=40)
    baseline = AmountField(label=_("Today it is"), required=False)
    target = AmountField(label=_("It should become"), required=False)
    limit = AmountField(label=_("The limit"), required=False)
    side = forms.ChoiceField(label=_("Stay"), required=False, choices=words.SIDE_CHOICES)
    times_per_week = forms.IntegerField(label=_("Days a week"), required=False, error_messages=_NO_WHOLE_NUMBER)
    stages = forms.CharField(label=_("Stages, one a line"), required=False, max_length=5000, widget=forms.Textarea)
    course = forms.CharField(label=_("Course"), required=False, max_length=255)
    has_also = forms.BooleanField(required=False, widget=forms.HiddenInput)
    criterion = forms.ChoiceField(label=_("It counts when"), required=False, choices=words.CRITERION_CHOICES)
    required_percent = AmountField(label=_("At least, in percent"), required=False, digits=3, places=2)
    weight = AmountField(label=_("How much does it count?"), required=False, digits=5, places=2)
    start_confidence = ConfidenceField(
        label=_("How sure are you that you will get there?"),
        help_text=_("1 not at all, 5 a good start, 10 certain"),
        required=False,
        empty_value=START,
    )
    reason = forms.CharField(label=_("Why the change? (optional)"), required=False, max_length=500)

    def __init__(self, data: Any = None, *, before: KeyResultDetail | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.is_running = before is not None and not before.is_draft
        if self.is_running:
            # Today's number typed there would move where it began, and with it all progress.
            self.fields["baseline"].label = _("It began at")
        else:
            del self.fields["reason"]

    def clean_stages(self) -> str:
        """The api would take milestones without stages for a yes or no; here that is another kind to choose."""
        stages: str = self.cleaned_data["stages"]
        if self.cleaned_data.get("kind") == KeyResultKind.MILESTONES and not stages.strip():
            raise ValidationError(_("Write at least one stage, each on a line of its own."), code="required")
        return stages

    def clean_course(self) -> str:
        """Which one has to be said, before a title is asked for that would be the course's."""
        course: str = self.cleaned_data["course"]
        if self.cleaned_data.get("kind") == KeyResultKind.COURSE and not course:
            raise ValidationError(_("Choose a course."), code="required")
        return course

    def clean(self) -> dict[str, Any]:
        """Without a course and a title the course is what is missing: it gives the title."""
        if self.has_error("course", code="required") and self.has_error("title", code="required"):
            del self.errors["title"]
        return super().clean() or self.cleaned_data

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
        """The course that was chosen, and the others that count beside it: as it does, or as they did before."""
        typed = self.cleaned_data
        if typed["kind"] != KeyResultKind.COURSE or not typed["course"]:
            return ()
        criterion = Criterion(typed["criterion"] or Criterion.COMPLETION)
        measured = criterion in {Criterion.COMPLETION, Criterion.GRADE}
        percent = typed["required_percent"] if typed["required_percent"] is not None else Decimal(100)
        first = RequirementSpec(
            course_key=_course_key(typed["course"]),
            criterion=criterion,
            required_fraction=percent / 100 if measured else None,
        )
        others = list(before.spec.requirements[1:]) if before else []
        if not typed["has_also"]:
            return (first, *others)
        was_first = before.spec.requirements[0] if before and before.spec.requirements else None
        on_their_own = {r.course_key: r for r in others if not _counts_alike(r, was_first)}
        keys = dict.fromkeys(_course_key(key) for key in self.also())
        keys.pop(first.course_key, None)
        return (first, *(on_their_own.get(key) or replace(first, course_key=key) for key in keys))

    def also(self) -> list[str]:
        """The courses that are ticked beside the chosen one."""
        found: list[str] = self.data.getlist("also") if self.is_bound else self.initial.get("also", [])
        return found


def _counts_alike(one: RequirementSpec, other: RequirementSpec | None) -> bool:
    return other is not None and replace(one, course_key=other.course_key) == other


def _course_key(typed: str) -> CourseKey:
    key = parse_course_key(typed)
    if key is None:
        # The same words as for a course that does not exist or is not this person's to see.
        raise ValidationError({"course": ValidationError(_("This course cannot be found."))})  # type: ignore[dict-item]
    return key


def _take(stages: list[StageSpec], title: str) -> StageSpec | None:
    """The first stage of this title, taken out of the list."""
    found = next((stage for stage in stages if stage.title == title), None)
    if found is not None:
        stages.remove(found)
    return found
