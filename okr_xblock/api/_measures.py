"""How each kind of key result is measured: which rows it needs, and which rule of the domain reads them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from django.db.models import Prefetch, prefetch_related_objects

from okr_xblock.domain.courses import (
    CourseFacts,
    Criterion,
    Requirement,
    course_progress,
    requirement_reading,
)
from okr_xblock.domain.courses import is_all_or_nothing as rules_is_all_or_nothing
from okr_xblock.domain.habits import HabitProgress, habit_progress
from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.domain.numbers import stored_fraction
from okr_xblock.domain.progress import Side, StayProgress, linear_progress, milestone_progress, stay_progress
from okr_xblock.domain.progress import Stage as DomainStage
from okr_xblock.domain.schedule import DateRange, local_date
from okr_xblock.models import CheckIn, CourseRequirement, CourseStanding, HabitTick, KeyResult, Learner, Objective

from ._learners import zone_of


def write_ratio(fraction: Fraction | None) -> str:
    """The exact share as kept in a column: "3/4", or "" for no data."""
    return "" if fraction is None else f"{fraction.numerator}/{fraction.denominator}"


@lru_cache(maxsize=4096)
def read_ratio(text: str) -> Fraction | None:
    """The exact share from its column. Kept: status, roll-up and picture of a row each ask for it."""
    return Fraction(text) if text else None


def prefetch_material(rows: Sequence[KeyResult]) -> None:
    """Fetch what measuring these rows needs and they do not have yet: one query per kind that is among them."""
    for kind, lookup in _MATERIAL.items():
        of_kind = [row for row in rows if row.kind == kind]
        if of_kind:
            prefetch_related_objects(of_kind, lookup)
    for kind, name, fetch in _PLAIN_MATERIAL:
        of_kind = [row for row in rows if row.kind == kind and name not in vars(row)]
        if of_kind:
            fetch(of_kind)


def _fetch_said(rows: Sequence[KeyResult]) -> None:
    """All there ever was said of each, oldest first: many, so as plain pairs instead of rows."""
    said = CheckIn.objects.filter(key_result_id__in=[row.pk for row in rows], value__isnull=False).order_by(
        "checked_in_at", "pk"
    )
    for row in rows:
        row.said = []
    by_pk = {row.pk: row for row in rows}
    for key_result_id, day, value in said.values_list("key_result_id", "local_date", "value"):
        assert value is not None  # filtered a line above
        by_pk[key_result_id].said.append((day, value))


def _fetch_ticked(rows: Sequence[KeyResult]) -> None:
    """The days of each habit, in no order: as many, and as plain."""
    for row in rows:
        row.ticked = []
    by_pk = {row.pk: row for row in rows}
    ticks = HabitTick.objects.filter(key_result_id__in=[row.pk for row in rows]).values_list(
        "key_result_id", "ticked_on"
    )
    for key_result_id, day in ticks:
        by_pk[key_result_id].ticked.append(day)


_MATERIAL: dict[str, "str | Prefetch[str]"] = {
    KeyResultKind.MILESTONES: "stages",
    KeyResultKind.COURSE: Prefetch("requirements", CourseRequirement.objects.select_related("standing")),
}
_PLAIN_MATERIAL = (
    (KeyResultKind.STAY, "said", _fetch_said),
    (KeyResultKind.HABIT, "ticked", _fetch_ticked),
)


def measure(row: KeyResult, objective: Objective, learner: Learner, now: datetime) -> Fraction | None:
    """
    The row's share as of now, raw (a metric may overshoot or fall below); None without data. See `prefetch_material`.

    For a course key result it also writes down what each requirement's source said.
    """
    if row.kind == KeyResultKind.COURSE:
        return _measure_course(row)
    return _MEASURES[row.kind](row, objective, learner, now)


def is_all_or_nothing(row: KeyResult) -> bool:
    """Yes/no, passing and certificate have no pace before they are due. See `prefetch_material`."""
    kind = KeyResultKind(row.kind)
    return rules_is_all_or_nothing(
        kind=kind,
        stage_count=len(row.stages.all()) if kind is KeyResultKind.MILESTONES else 0,
        criteria=[Criterion(r.criterion) for r in row.requirements.all()] if kind is KeyResultKind.COURSE else [],
    )


def stay_of(row: KeyResult, objective: Objective, learner: Learner, now: datetime) -> StayProgress:
    """A "stay at" key result, period by period."""
    assert row.limit is not None  # the database's check constraint on this kind
    return stay_progress(
        side=Side(row.side),
        limit=row.limit,
        check_ins=row.said,
        window=DateRange(starts_on=objective.starts_on, due_on=objective.due_on),
        period_days=objective.cadence_days,
        today=local_date(now, zone_of(learner)),
    )


def habit_of(row: KeyResult, objective: Objective, learner: Learner, now: datetime) -> HabitProgress:
    """A habit, week by week."""
    assert row.times_per_week is not None  # the database's check constraint on this kind
    return habit_progress(
        times_per_week=row.times_per_week,
        ticked_on=row.ticked,
        window=DateRange(starts_on=objective.starts_on, due_on=objective.due_on),
        today=local_date(now, zone_of(learner)),
    )


def facts_of(standing: CourseStanding) -> CourseFacts:
    """What the platform last said, as the domain reads it."""
    return CourseFacts(
        exists=standing.course_exists,
        is_enrolled=standing.is_enrolled,
        units_complete=standing.units_complete,
        units_incomplete=standing.units_incomplete,
        units_locked=standing.units_locked,
        grade_fraction=standing.grade_fraction,
        is_passing=standing.is_passing,
        is_certified=standing.is_certified,
    )


def _measure_metric(row: KeyResult, _objective: Objective, _learner: Learner, _now: datetime) -> Fraction | None:
    if row.current is None or row.baseline is None or row.target is None:
        return None
    return linear_progress(baseline=row.baseline, target=row.target, current=row.current)


def _measure_stay(row: KeyResult, objective: Objective, learner: Learner, now: datetime) -> Fraction | None:
    return stay_of(row, objective, learner, now).fraction if row.said else None


def _measure_milestones(row: KeyResult, _objective: Objective, _learner: Learner, _now: datetime) -> Fraction | None:
    stages = [DomainStage(weight=s.weight, is_done=s.done_at is not None) for s in row.stages.all()]
    if row.last_check_in_at is None and not any(stage.is_done for stage in stages):
        return None
    return milestone_progress(stages)


def _measure_habit(row: KeyResult, objective: Objective, learner: Learner, now: datetime) -> Fraction | None:
    if row.last_check_in_at is None and not row.ticked:
        return None
    return habit_of(row, objective, learner, now).fraction


_MEASURES: dict[str, Callable[[KeyResult, Objective, Learner, datetime], Fraction | None]] = {
    KeyResultKind.METRIC: _measure_metric,
    KeyResultKind.STAY: _measure_stay,
    KeyResultKind.MILESTONES: _measure_milestones,
    KeyResultKind.HABIT: _measure_habit,
}


def _measure_course(row: KeyResult) -> Fraction | None:
    requirements = list(row.requirements.all())
    shares = [_read_requirement(requirement) for requirement in requirements]
    row.was_already_reached = bool(requirements) and all(r.was_met_when_linked for r in requirements)
    return course_progress(shares)


def _read_requirement(row: CourseRequirement) -> Fraction | None:
    """What the source says, saved with the requirement if it differs from what was kept."""
    kept = (row.source_state, row.last_ratio, row.was_met_when_linked)
    reading = requirement_reading(
        requirement=Requirement(criterion=Criterion(row.criterion), required_fraction=row.required_fraction),
        facts=facts_of(row.standing),
        last_fraction=read_ratio(row.last_ratio),
        was_enrolled=row.standing.was_enrolled,
    )
    is_met = reading.fraction is not None and reading.fraction >= 1
    if not row.source_state:  # read for the first time: linked a moment ago
        row.was_met_when_linked = is_met
    elif reading.fraction is not None and not is_met:
        # Lost and reached again is earned anew. A source that says nothing for a moment is not lost.
        row.was_met_when_linked = False
    row.source_state, row.last_ratio = reading.state.value, write_ratio(reading.fraction)
    if kept != (row.source_state, row.last_ratio, row.was_met_when_linked):
        CourseRequirement.objects.filter(pk=row.pk).update(
            source_state=row.source_state,
            last_ratio=row.last_ratio,
            last_fraction=None if reading.fraction is None else stored_fraction(reading.fraction),
            was_met_when_linked=row.was_met_when_linked,
        )
    return reading.fraction


def rebase(row: CourseRequirement) -> None:
    """
    Measure what was kept against a requirement that changed (unsaved): a paused source says nothing new by itself.

    What was reached when the learner left counts in full against what is required now.
    """
    if not row.last_ratio:
        return
    reading = requirement_reading(
        requirement=Requirement(criterion=Criterion(row.criterion), required_fraction=row.required_fraction),
        facts=replace(facts_of(row.standing), exists=True, is_enrolled=True),
        last_fraction=None,
        was_enrolled=True,
    )
    row.last_ratio = write_ratio(reading.fraction)
    row.last_fraction = None if reading.fraction is None else stored_fraction(reading.fraction)
