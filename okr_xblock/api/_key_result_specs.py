"""What a learner may write about a key result, kind by kind."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.confidence import MAX, MIN, START
from okr_xblock.domain.courses import Criterion, Requirement
from okr_xblock.domain.errors import RuleError
from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.domain.progress import Side, linear_progress

from ._texts import UNIT_LIMIT, clean_text, clean_title
from .standings import find_linkable

Errors = dict[str, Exception]

MAX_STAGES = 20
MAX_REQUIREMENTS = 10


@dataclass(frozen=True, kw_only=True)
class StageSpec:
    """A stage of a milestones key result. `stage_id` is None for a new one."""

    title: str
    weight: Decimal = Decimal(1)
    stage_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class RequirementSpec:
    """What one course must say. `required_fraction` (0 < x ≤ 1) only for completion and grade."""

    course_key: CourseKey
    criterion: Criterion = Criterion.COMPLETION
    required_fraction: Decimal | None = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class KeyResultSpec:
    """
    What a learner writes about a key result; which fields matter follows from `kind`.

    A milestones key result without stages is a yes/no milestone: one stage that bears its title.
    """

    kind: KeyResultKind
    title: str
    weight: Decimal = Decimal(1)
    start_confidence: int = START
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    limit: Decimal | None = None
    side: Side | None = None
    times_per_week: int | None = None
    stages: tuple[StageSpec, ...] = field(default=())
    requirements: tuple[RequirementSpec, ...] = field(default=())


def validated(
    spec: KeyResultSpec,
    *,
    user_id: int,
    known_stages: frozenset[str] = frozenset(),
    followed: frozenset[CourseKey] = frozenset(),
) -> KeyResultSpec:
    """
    The spec with cleaned texts and only what its kind needs. Raises `ValidationError` naming every bad field.

    `known_stages` and `followed` are what the key result has already: a course that is gone meanwhile may stay linked.
    """
    errors: dict[str, Exception] = {}
    texts = {"title": "", "unit": ""}
    for name, clean in (("title", clean_title), ("unit", partial(clean_text, limit=UNIT_LIMIT))):
        try:
            texts[name] = clean(getattr(spec, name))
        except ValidationError as error:
            errors[name] = error
    if not MIN <= spec.start_confidence <= MAX:
        errors["start_confidence"] = ValidationError(_("Choose a number from 1 to 10."), code="confidence")
    if not spec.weight.is_finite() or spec.weight < 0:
        errors["weight"] = ValidationError(_("A weight is 0 or more."), code="weight")
    bare = KeyResultSpec(
        kind=spec.kind,
        title=texts["title"],
        unit=texts["unit"],
        weight=spec.weight,
        start_confidence=spec.start_confidence,
    )
    completed = _COMPLETE_BY_KIND[spec.kind](spec, bare, errors, known_stages)
    try:
        completed = replace(
            completed,
            requirements=tuple(_linked(r, user_id=user_id, followed=followed) for r in completed.requirements),
        )
    except ValidationError as error:
        errors["requirements"] = error
    if errors:
        raise ValidationError(errors)
    return completed


def _linked(wanted: RequirementSpec, *, user_id: int, followed: frozenset[CourseKey]) -> RequirementSpec:
    if wanted.course_key in followed:
        return wanted
    return replace(wanted, course_key=find_linkable(user_id=user_id, course_key=wanted.course_key))


def _complete_metric(spec: KeyResultSpec, bare: KeyResultSpec, errors: Errors, _known: frozenset[str]) -> KeyResultSpec:
    for name in ("baseline", "target"):
        if getattr(spec, name) is None:
            errors[name] = ValidationError(_("Please write a number."), code="required")
    if spec.baseline is not None and spec.target is not None:
        try:
            linear_progress(baseline=spec.baseline, target=spec.target, current=spec.baseline)
        except RuleError:
            errors["target"] = ValidationError(
                _("Start and goal are the same. To keep a number where it is, choose “A limit”."), code="no_distance"
            )
    return replace(bare, baseline=spec.baseline, target=spec.target)


def _complete_stay(spec: KeyResultSpec, bare: KeyResultSpec, errors: Errors, _known: frozenset[str]) -> KeyResultSpec:
    if spec.limit is None:
        errors["limit"] = ValidationError(_("Please write a number."), code="required")
    if spec.side is None:
        errors["side"] = ValidationError(_("Choose one of the offered answers."), code="required")
    return replace(bare, limit=spec.limit, side=spec.side)


def _complete_habit(spec: KeyResultSpec, bare: KeyResultSpec, errors: Errors, _known: frozenset[str]) -> KeyResultSpec:
    if spec.times_per_week is None or not 1 <= spec.times_per_week <= 7:  # noqa: PLR2004 - a week has seven days
        errors["times_per_week"] = ValidationError(_("Between 1 and 7 days a week."), code="times_per_week")
    return replace(bare, times_per_week=spec.times_per_week)


def _complete_milestones(
    spec: KeyResultSpec, bare: KeyResultSpec, errors: Errors, known: frozenset[str]
) -> KeyResultSpec:
    if not spec.stages:
        return replace(bare, stages=(StageSpec(title=bare.title),))
    if len(spec.stages) > MAX_STAGES:
        errors["stages"] = ValidationError(_("At most %(count)s stages.") % {"count": MAX_STAGES}, code="too_many")
        return bare
    stages = []
    for stage in spec.stages:
        try:
            stages.append(replace(stage, title=clean_title(stage.title)))
        except ValidationError as error:
            errors["stages"] = error
    if any(stage.stage_id is not None and stage.stage_id not in known for stage in stages):
        errors["stages"] = ValidationError(_("One of these stages no longer exists."), code="unknown_stage")
    if "stages" not in errors and sum((stage.weight for stage in stages), Decimal(0)) <= 0:
        errors["stages"] = ValidationError(_("Not all stages can weigh nothing."), code="no_weight")
    return replace(bare, stages=tuple(stages))


def _complete_course(spec: KeyResultSpec, bare: KeyResultSpec, errors: Errors, _known: frozenset[str]) -> KeyResultSpec:
    if not spec.requirements:
        errors["requirements"] = ValidationError(_("Choose a course."), code="required")
    if len(spec.requirements) > MAX_REQUIREMENTS:
        message = _("At most %(count)s courses.") % {"count": MAX_REQUIREMENTS}
        errors["requirements"] = ValidationError(message, code="too_many")
        return bare
    for wanted in spec.requirements:
        try:
            Requirement(criterion=wanted.criterion, required_fraction=wanted.required_fraction)
        except RuleError:
            errors["required_percent"] = ValidationError(
                _("Write a percentage above 0 and up to 100."), code="required_fraction"
            )
    return replace(bare, requirements=spec.requirements)


_COMPLETE_BY_KIND: dict[
    KeyResultKind, Callable[[KeyResultSpec, KeyResultSpec, Errors, frozenset[str]], KeyResultSpec]
] = {
    KeyResultKind.METRIC: _complete_metric,
    KeyResultKind.STAY: _complete_stay,
    KeyResultKind.HABIT: _complete_habit,
    KeyResultKind.MILESTONES: _complete_milestones,
    KeyResultKind.COURSE: _complete_course,
}
