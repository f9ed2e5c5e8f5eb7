"""Key results: how a learner will notice that the objective is reached."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from okr_xblock.domain.courses import Criterion
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import KeyResultKind, ObjectiveState
from okr_xblock.domain.progress import Side
from okr_xblock.models import CourseRequirement, KeyResult, Learner, Objective, Stage
from okr_xblock.platform_adapters import get_platform

from ._key_result_specs import KeyResultSpec, RequirementSpec, StageSpec, validated
from ._measures import rebase
from ._texts import clean_reason
from ._writes import Write, learner_write, save_valid
from .errors import NotFoundError, StaleError
from .objectives import own_objective, own_part
from .progress import Evidence, recalculate
from .standings import ensure_standing

__all__ = [
    "KeyResultDetail",
    "KeyResultSpec",
    "RequirementSpec",
    "StageSpec",
    "add_key_result",
    "get_key_result",
    "key_result_titles",
    "remove_key_result",
    "revise_key_result",
]


@dataclass(frozen=True, kw_only=True)
class KeyResultDetail:
    """A key result as its own form shows it."""

    public_id: str
    objective_id: str
    row_version: int
    is_draft: bool
    """Whether its objective waits to be started."""
    spec: KeyResultSpec


def get_key_result(*, user_id: int, public_id: str) -> KeyResultDetail:
    """The learner's own key result, unless removed. Raises `NotFoundError` for anything else."""
    row = (
        KeyResult.objects.select_related("objective")
        .filter(objective__learner__user_id=user_id, public_id=public_id, removed_at__isnull=True)
        .first()
    )
    if row is None:
        raise NotFoundError
    return _detail(row)


def key_result_titles(*, user_id: int, public_ids: Collection[str]) -> dict[str, str]:
    """What the learner's own among these are called, removed ones too; the others are left out."""
    rows = KeyResult.objects.filter(objective__learner__user_id=user_id, public_id__in=public_ids)
    return dict(rows.values_list("public_id", "title"))


def add_key_result(
    *,
    user_id: int,
    objective_id: str,
    spec: KeyResultSpec,
    submission_key: str = "",
    now: datetime | None = None,
) -> str:
    """
    Add a key result to an own objective, draft or running. Returns its public id.

    Courses are linked at once: what the platform says now counts, and is marked if it was reached already.
    Raises `NotFoundError`, `NotOpenError`, `ValidationError` per field; a course that does not exist and one that the
    learner may not see get the same answer.
    """
    content = ("add_key_result", objective_id, spec)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        objective = own_objective(learner=write.learner, public_id=objective_id)
        spec = validated(spec, user_id=user_id)
        row = KeyResult(objective=objective, kind=spec.kind, position=objective.key_results.count())
        fill_key_result(row, spec)
        save_valid(row, now=write.now)
        save_parts(write, row, spec)
        _require_weight(objective)
        _recalculate(write.learner, objective, row, Evidence(cause=Cause.LINKED, happened_at=write.now))
        return write.remember(row.public_id)


def revise_key_result(
    *,
    user_id: int,
    public_id: str,
    row_version: int,
    spec: KeyResultSpec,
    reason: str = "",
    submission_key: str = "",
    now: datetime | None = None,
) -> str:
    """
    Change wording, target, weight or sources; progress is recalculated at once, old values stay in the history.

    The kind cannot be changed (its check-ins would lose their meaning). Raises `NotFoundError`, `NotOpenError`,
    `StaleError` if `row_version` is no longer the current one, `ValidationError` per field.
    """
    # Without the stages' ids: a new line has none the first time, and its own when the same form is sent again.
    bare = tuple(replace(stage, stage_id=None, weight=stage.weight.normalize()) for stage in spec.stages)
    content = ("revise_key_result", public_id, row_version, replace(spec, stages=bare), reason)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = own_key_result(learner=write.learner, public_id=public_id)
        if row.row_version != row_version:
            raise StaleError(_detail(row))
        spec = validated(
            replace(spec, kind=KeyResultKind(row.kind)),
            user_id=user_id,
            known_stages=frozenset(row.stages.values_list("public_id", flat=True)),
            followed=frozenset(r.course_key for r in row.requirements.all() if r.course_key is not None),
        )
        fill_key_result(row, spec)
        save_valid(row, reason=clean_reason(reason), now=write.now)
        KeyResult.objects.filter(pk=row.pk).update(row_version=F("row_version") + 1)
        save_parts(write, row, spec)
        _require_weight(row.objective)
        _recalculate(write.learner, row.objective, row, Evidence(cause=Cause.REVISION, happened_at=write.now))
        return write.remember(row.public_id)


def remove_key_result(
    *, user_id: int, public_id: str, reason: str = "", submission_key: str = "", now: datetime | None = None
) -> str:
    """
    Take a key result out of its objective; its check-ins stay. Returns the objective's public id.

    Raises `NotFoundError`, `NotOpenError`, `ValidationError` if a running objective would be left without any.
    """
    content = ("remove_key_result", public_id, reason)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = own_key_result(learner=write.learner, public_id=public_id)
        row.removed_at = write.now
        save_valid(row, reason=clean_reason(reason), now=write.now)
        objective = row.objective
        if objective.published_at and not objective.key_results.filter(removed_at__isnull=True).exists():
            raise ValidationError(_("A running objective needs at least one key result."), code="last_key_result")
        _require_weight(objective)
        _recalculate(write.learner, objective, row, Evidence(cause=Cause.REVISION, happened_at=write.now))
        return write.remember(objective.public_id)


def own_key_result(*, learner: Learner, public_id: str) -> KeyResult:
    """A key result of the (locked) learner that may still be changed. Raises `NotFoundError`, `NotOpenError`."""
    return own_part(KeyResult.objects.select_related("objective__cycle"), learner=learner, public_id=public_id)


def _recalculate(learner: Learner, objective: Objective, row: KeyResult, evidence: Evidence) -> None:
    recalculate(
        learner=learner,
        objective_ids=[objective.pk],
        key_result_ids=[row.pk],
        evidence=evidence,
        now=evidence.happened_at,
    )


def _require_weight(objective: Objective) -> None:
    total = objective.key_results.filter(removed_at__isnull=True).aggregate(total=Sum("weight"))["total"]
    if total is not None and total <= 0:
        raise ValidationError(
            {"weight": ValidationError(_("Not everything can weigh nothing: give one key result a weight."))}
        )


def fill_key_result(row: KeyResult, spec: KeyResultSpec) -> None:
    """Copy what was written (and `validated`) onto the row."""
    row.title, row.weight, row.start_confidence, row.unit = spec.title, spec.weight, spec.start_confidence, spec.unit
    row.baseline, row.target = spec.baseline, spec.target
    row.limit, row.side = spec.limit, spec.side or ""
    row.times_per_week = spec.times_per_week
    row.parts = _parts(spec)


def _parts(spec: KeyResultSpec) -> list[list[str]]:
    """Title and weight of each stage, or title, criterion and required share ("" for none) of each course."""
    titles = {}
    if spec.requirements:
        titles = get_platform().course_titles(course_keys={wanted.course_key for wanted in spec.requirements})
    return [
        *([stage.title, f"{stage.weight.normalize():f}"] for stage in spec.stages),
        *(
            [
                titles.get(wanted.course_key, str(wanted.course_key)),
                wanted.criterion.value,
                "" if wanted.required_fraction is None else f"{wanted.required_fraction.normalize():f}",
            ]
            for wanted in spec.requirements
        ),
    ]


def save_parts(write: Write, row: KeyResult, spec: KeyResultSpec) -> None:
    """The stages and course requirements of a saved key result, as `validated` gave them."""
    if row.kind == KeyResultKind.MILESTONES:
        _save_stages(write, row, spec)
    if row.kind == KeyResultKind.COURSE:
        _save_requirements(write, row, spec)


def _save_stages(write: Write, row: KeyResult, spec: KeyResultSpec) -> None:
    kept = {stage.stage_id for stage in spec.stages if stage.stage_id is not None}
    row.stages.exclude(public_id__in=kept).delete()
    existing = {stage.public_id: stage for stage in row.stages.all()}
    for position, stage in enumerate(spec.stages):
        target = existing[stage.stage_id] if stage.stage_id is not None else Stage(key_result=row)
        target.title, target.weight, target.position = stage.title, stage.weight, position
        save_valid(target, now=write.now)


def _save_requirements(write: Write, row: KeyResult, spec: KeyResultSpec) -> None:
    """Rows of courses that stay keep what was learnt of them; the others go, and new ones begin from the truth now."""
    existing = {(r.course_key, r.criterion): r for r in row.requirements.all()}
    wanted = {(r.course_key, r.criterion.value): r for r in spec.requirements}
    for key, old in existing.items():
        if key not in wanted:
            old.delete()
    for position, (key, requirement) in enumerate(wanted.items()):
        target = existing.get(key) or CourseRequirement(
            key_result=row,
            standing=ensure_standing(learner=write.learner, course_key=requirement.course_key, now=write.now),
            course_key=requirement.course_key,
            criterion=requirement.criterion,
        )
        is_rebased = key in existing and target.required_fraction != requirement.required_fraction
        target.required_fraction, target.position = requirement.required_fraction, position
        if is_rebased:
            rebase(target)
        save_valid(target, now=write.now)


def spec_of(row: KeyResult) -> KeyResultSpec:
    """What was written about a key result, as its form shows it."""
    return KeyResultSpec(
        kind=KeyResultKind(row.kind),
        title=row.title,
        weight=row.weight,
        start_confidence=row.start_confidence,
        unit=row.unit,
        baseline=row.baseline,
        target=row.target,
        limit=row.limit,
        side=Side(row.side) if row.side else None,
        times_per_week=row.times_per_week,
        stages=tuple(StageSpec(title=s.title, weight=s.weight, stage_id=s.public_id) for s in row.stages.all()),
        requirements=tuple(
            RequirementSpec(
                course_key=r.course_key, criterion=Criterion(r.criterion), required_fraction=r.required_fraction
            )
            for r in row.requirements.all()
        ),
    )


def _detail(row: KeyResult) -> KeyResultDetail:
    return KeyResultDetail(
        public_id=row.public_id,
        objective_id=row.objective.public_id,
        row_version=row.row_version,
        is_draft=row.objective.state == ObjectiveState.DRAFT,
        spec=spec_of(row),
    )
