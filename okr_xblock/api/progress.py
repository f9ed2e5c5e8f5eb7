"""
Recalculation: from rows to shares, from shares to evidence and badges.

Whatever happens (a check-in, a revision, a platform event), this is the one way in which progress changes. It reads the
current rows and writes what follows from them, so doing it twice, late or in another order ends at the same values.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.courses import Criterion, course_progress
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import FINAL_STATES, KeyResultKind
from okr_xblock.domain.numbers import stored_fraction
from okr_xblock.domain.progress import Part, objective_progress
from okr_xblock.domain.schedule import Window, local_date, outdated_from, pace_instants
from okr_xblock.domain.trail import Trail, extend_trail
from okr_xblock.models import CourseStanding, KeyResult, Learner, Objective, ProgressChange

from ._learners import zone_of
from ._measures import is_all_or_nothing, measure, prefetch_material, read_ratio, write_ratio
from ._pace import check_in_clock_start, pace_thresholds, window_of_objective
from ._rows import update_columns
from .badges import Standing, award_due

__all__ = ["Evidence", "recalculate"]

CRITERION_OF_EVENT = {
    Cause.COMPLETION: Criterion.COMPLETION,
    Cause.GRADE: Criterion.GRADE,
    Cause.PASSING: Criterion.PASSING,
    Cause.CERTIFICATE: Criterion.CERTIFICATE,
    Cause.CERTIFICATE_REVOKED: Criterion.CERTIFICATE,
}
EVENT_OF_CRITERION = {
    Criterion.COMPLETION: Cause.COMPLETION,
    Criterion.GRADE: Cause.GRADE,
    Criterion.PASSING: Cause.PASSING,
    Criterion.CERTIFICATE: Cause.CERTIFICATE,
}
_OF_LEARNER = (Cause.CHECK_IN, Cause.REVISION, Cause.LINKED)
"""What the learner did, and so has seen."""

_DERIVED_OF_KEY_RESULT = (
    "progress_ratio",
    "progress_fraction",
    "was_already_reached",
    "has_pace",
    "behind_from",
    "far_behind_from",
    "outdated_from",
    "moved_at",
    "moved_by",
    "moved_subject",
    "moved_from",
    "seen_fraction",
    "trail",
)
_DERIVED_OF_OBJECTIVE = (
    "progress_fraction",
    "last_confidence",
    "last_check_in_at",
    "behind_from",
    "far_behind_from",
    "outdated_from",
    "trail",
)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What happened, when, and what about: the words of the evidence line."""

    cause: Cause
    happened_at: datetime
    subject: str = ""
    course_key: CourseKey | None = None


def recalculate(
    *,
    learner: Learner,
    objective_ids: Collection[int] | QuerySet[Any],
    key_result_ids: Collection[int] | None = None,
    standing: CourseStanding | None = None,
    evidence: Evidence,
    now: datetime,
) -> bool:
    """
    Bring key results, their objectives and the learner's badges up to what the rows say. Returns whether any moved.

    Only `key_result_ids`, or those that follow `standing`, are measured anew (all of the objectives', if neither is
    given); the others count with the exact share that was kept. Call with the learner's row locked, inside a
    transaction. A closed objective does not move; what would have moved it is noted.
    """
    objectives = list(Objective.objects.filter(pk__in=objective_ids, learner=learner))
    rows = list(KeyResult.objects.filter(objective__in=[o.pk for o in objectives], removed_at__isnull=True))
    return recalculate_rows(
        learner=learner,
        objectives=objectives,
        key_results=rows,
        wanted=_with_material(rows, key_result_ids, standing),
        evidence=evidence,
        now=now,
    )


def recalculate_rows(
    *,
    learner: Learner,
    objectives: Sequence[Objective],
    key_results: Sequence[KeyResult],
    wanted: Collection[KeyResult],
    unmoved: Collection[KeyResult] = (),
    also_write: Sequence[str] = (),
    evidence: Evidence,
    now: datetime,
) -> bool:
    """
    As `recalculate`, for rows that were read under the same lock: all key results of these objectives.

    Those `wanted` have their material (see `prefetch_material`), but for the `unmoved` among them, of which the learner
    said nothing that could move them. The columns `also_write` of the wanted, which the caller has set, are saved
    along.
    """
    changes: list[ProgressChange] = []
    standings: list[Standing] = []
    moved: list[KeyResult] = []
    has_moved = False
    for objective in objectives:
        mine = [row for row in key_results if row.objective_id == objective.pk]
        to_measure = [row for row in mine if row in wanted]
        if objective.state in FINAL_STATES:
            changes += [n for r in to_measure if (n := _note_frozen(r, objective, learner, evidence, now)) is not None]
            continue
        window = window_of_objective(learner, objective)
        for row in to_measure:
            _restart_clock(row, objective, window)
            if row in unmoved:
                _keep(row, objective, learner, now)
        measured = [row for row in to_measure if row not in unmoved]
        steps = [_move(row, objective, window, learner, evidence, now) for row in measured]
        changes += [step for step in steps if step is not None]
        has_moved = has_moved or any(step is not None for step in steps)
        moved += to_measure
        _derive_objective(objective, mine, learner, now)
        standings.append(Standing(objective=objective, key_results=tuple(mine)))
    update_columns(moved, (*_DERIVED_OF_KEY_RESULT, *also_write))
    update_columns([standing.objective for standing in standings], _DERIVED_OF_OBJECTIVE)
    ProgressChange.objects.bulk_create(changes)
    award_due(learner=learner, standings=standings, cause=evidence.cause, cause_subject=evidence.subject, now=now)
    return has_moved


def recalculate_all(*, learner: Learner, now: datetime) -> None:
    """Everything open of a learner, after their time zone changed: days and due instants moved, progress did not."""
    open_ids = Objective.objects.filter(learner=learner).exclude(state__in=FINAL_STATES).values_list("pk", flat=True)
    recalculate(
        learner=learner,
        objective_ids=list(open_ids),
        evidence=Evidence(cause=Cause.REVISION, happened_at=now),
        now=now,
    )


def _with_material(
    rows: Sequence[KeyResult], key_result_ids: Collection[int] | None, standing: CourseStanding | None
) -> Sequence[KeyResult]:
    """Those that are to be measured anew, with what measuring them needs."""
    if standing is None:
        wanted = [r for r in rows if key_result_ids is None or r.pk in key_result_ids]
        prefetch_material(wanted)
        return wanted
    of_courses = [r for r in rows if r.kind == KeyResultKind.COURSE]
    prefetch_material(of_courses)
    return [r for r in of_courses if any(q.standing_id == standing.pk for q in r.requirements.all())]


def _restart_clock(row: KeyResult, objective: Objective, window: Window) -> None:
    """Set from when on the row is silent for too long (unsaved)."""
    row.outdated_from = outdated_from(
        last_check_in_at=row.last_check_in_at,
        starts_at=check_in_clock_start(objective, window),
        cadence_days=objective.cadence_days,
    )


def _keep(row: KeyResult, objective: Objective, learner: Learner, now: datetime) -> None:
    """Set that the learner has seen the share as it is, and that it is the same today (unsaved)."""
    row.seen_fraction = row.progress_fraction
    row.trail = _trail(row.trail, objective, learner, read_ratio(row.progress_ratio), now)


def _move(
    row: KeyResult, objective: Objective, window: Window, learner: Learner, evidence: Evidence, now: datetime
) -> ProgressChange | None:
    """Set the row's derived values (unsaved). Returns the movement, or None if the share is what it was."""
    before = read_ratio(row.progress_ratio)
    after, evidence = _measure_with_evidence(row, objective, learner, evidence, now)
    row.progress_ratio = write_ratio(after)
    row.progress_fraction = None if after is None else stored_fraction(after)
    row.trail = _trail(row.trail, objective, learner, after, now)
    if evidence.cause in _OF_LEARNER:
        row.seen_fraction = row.progress_fraction
    row.has_pace = not is_all_or_nothing(row)
    instants = pace_instants(
        window=window,
        progress=after or Fraction(0),
        is_all_or_nothing=not row.has_pace,
        thresholds=pace_thresholds(),
    )
    row.behind_from, row.far_behind_from = instants.behind_from, instants.far_behind_from
    if before == after:
        return None
    stored_before = None if before is None else stored_fraction(before)
    if evidence.cause is Cause.REVISION and row.kind == KeyResultKind.COURSE and row.moved_at is not None:
        # The line goes on naming the last event; from where it moved is no longer comparable.
        row.moved_from = None
        return _change(row, evidence, stored_before, row.progress_fraction, now, was_frozen=False)
    row.moved_at, row.moved_by, row.moved_subject = evidence.happened_at, evidence.cause.value, evidence.subject
    row.moved_from = stored_before
    return _change(row, evidence, stored_before, row.progress_fraction, now, was_frozen=False)


def _note_frozen(
    row: KeyResult, objective: Objective, learner: Learner, evidence: Evidence, now: datetime
) -> ProgressChange | None:
    """A closed objective's grade stands; what would have moved it comes too late and is written down beside it."""
    if row.kind != KeyResultKind.COURSE:
        return None
    before = course_progress([read_ratio(requirement.last_ratio) for requirement in row.requirements.all()])
    after, evidence = _measure_with_evidence(row, objective, learner, evidence, now)
    if before == after:
        return None
    return _change(row, evidence, row.progress_fraction, row.progress_fraction, now, was_frozen=True)


def _measure_with_evidence(
    row: KeyResult, objective: Objective, learner: Learner, evidence: Evidence, now: datetime
) -> tuple[Fraction | None, Evidence]:
    """
    The share, and the evidence that fits it.

    One event's task reads the whole truth, so a passing grade may be what a task for the grade finds. Where the event
    is not what the moved requirement asks for, the line names what changed instead, without the event's subject.
    """
    if row.kind != KeyResultKind.COURSE:
        return measure(row, objective, learner, now), evidence
    before = {requirement.pk: requirement.last_ratio for requirement in row.requirements.all()}
    after = measure(row, objective, learner, now)
    moved = [r for r in row.requirements.all() if r.last_ratio != before[r.pk]]
    if not moved or evidence.cause not in CRITERION_OF_EVENT:
        return after, evidence
    if any(r.criterion == CRITERION_OF_EVENT[evidence.cause] for r in moved):
        return after, evidence
    cause = EVENT_OF_CRITERION[Criterion(moved[0].criterion)]
    return after, replace(evidence, cause=cause, subject="", course_key=moved[0].course_key)


def _change(
    row: KeyResult,
    evidence: Evidence,
    before: Decimal | None,
    after: Decimal | None,
    now: datetime,
    *,
    was_frozen: bool,
) -> ProgressChange:
    return ProgressChange(
        key_result=row,
        happened_at=evidence.happened_at,
        recorded_at=now,
        cause=evidence.cause.value,
        subject=evidence.subject,
        course_key=str(evidence.course_key or ""),
        from_fraction=before,
        to_fraction=after,
        was_frozen=was_frozen,
    )


def _trail(trail: Trail, objective: Objective, learner: Learner, fraction: Fraction | None, now: datetime) -> Trail:
    """The trail with the share of now; a draft has none, its way begins with the start."""
    if objective.published_at is None:
        return trail
    return extend_trail(trail, day=local_date(now, zone_of(learner)), fraction=fraction)


def _derive_objective(objective: Objective, rows: Sequence[KeyResult], learner: Learner, now: datetime) -> None:
    """What lists and filters of objectives ask the database for (unsaved): the share, and its rows' first instants."""
    parts = [Part(weight=row.weight, fraction=read_ratio(row.progress_ratio)) for row in rows]
    fraction = objective_progress(parts) if parts else None
    undone = [row for row in rows if (read_ratio(row.progress_ratio) or 0) < 1]
    objective.progress_fraction = None if fraction is None else stored_fraction(fraction)
    objective.last_confidence = _least(row.last_confidence for row in undone)
    objective.last_check_in_at = max((r.last_check_in_at for r in rows if r.last_check_in_at is not None), default=None)
    objective.behind_from = _least(row.behind_from for row in undone)
    objective.far_behind_from = _least(row.far_behind_from for row in undone)
    objective.outdated_from = _least(row.outdated_from for row in undone)
    objective.trail = _trail(objective.trail, objective, learner, fraction, now)


def _least(values: Iterable[Any]) -> Any:
    return min((value for value in values if value is not None), default=None)
