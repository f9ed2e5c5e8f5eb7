"""What each kind of key result shows on the board, made from rows that `board.py` fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.courses import Criterion, SourceState
from okr_xblock.domain.habits import monday_of
from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.domain.progress import Side
from okr_xblock.domain.schedule import local_date
from okr_xblock.models import CourseRequirement, KeyResult, Learner, Objective
from okr_xblock.platform_adapters import get_platform

from ._learners import zone_of
from ._measures import habit_of, is_all_or_nothing, read_ratio, stay_of


@dataclass(frozen=True, kw_only=True)
class MetricBody:
    """A number on its way: all in the key result's own unit; `current` is None before the first check-in."""

    unit: str
    baseline: Decimal
    target: Decimal
    current: Decimal | None


@dataclass(frozen=True, kw_only=True)
class StayBody:
    """A limit to keep: `marks` is one per period, None where it is still open."""

    unit: str
    limit: Decimal
    side: Side
    current: Decimal | None
    kept: int
    periods: int
    marks: tuple[bool | None, ...]


@dataclass(frozen=True, kw_only=True)
class StageView:
    """One stage."""

    stage_id: str
    title: str
    is_done: bool
    done_on: date | None


@dataclass(frozen=True, kw_only=True)
class MilestonesBody:
    """Stages in order; `is_yes_no` if there is just the one."""

    stages: tuple[StageView, ...]
    is_yes_no: bool

    @property
    def done_count(self) -> int:
        """How many stages are done."""
        return sum(stage.is_done for stage in self.stages)


@dataclass(frozen=True, kw_only=True)
class DayView:
    """One day of a habit."""

    day: date
    is_ticked: bool
    is_today: bool
    can_be_ticked: bool


@dataclass(frozen=True, kw_only=True)
class HabitBody:
    """Days kept so far, the weeks in a row, and the days of last week and this one."""

    times_per_week: int
    done: int
    needed: int
    streak_weeks: int
    last_week: tuple[DayView, ...]
    this_week: tuple[DayView, ...]


@dataclass(frozen=True, kw_only=True)
class RequirementView:
    """What one course has to say, and what it says; `title` is None once the course is gone."""

    title: str | None
    url: str
    criterion: Criterion
    required_fraction: Decimal | None
    state: SourceState
    fraction: Fraction | None
    units_complete: int
    units_total: int
    grade_fraction: Decimal | None
    was_already_reached: bool


@dataclass(frozen=True, kw_only=True)
class CourseBody:
    """Moves by itself."""

    requirements: tuple[RequirementView, ...]


Body = MetricBody | StayBody | MilestonesBody | HabitBody | CourseBody


def body_of(
    row: KeyResult, objective: Objective, learner: Learner, course_titles: Mapping[CourseKey, str], now: datetime
) -> Body:
    """What this key result shows; its material was fetched by `prefetch_material`."""
    if row.kind == KeyResultKind.METRIC:
        assert row.baseline is not None  # the database's check constraint
        assert row.target is not None
        return MetricBody(unit=row.unit, baseline=row.baseline, target=row.target, current=row.current)
    if row.kind == KeyResultKind.STAY:
        return _stay_body(row, objective, learner, now)
    if row.kind == KeyResultKind.MILESTONES:
        return _milestones_body(row, learner)
    if row.kind == KeyResultKind.HABIT:
        return _habit_body(row, objective, learner, now)
    return CourseBody(requirements=tuple(_requirement_view(r, course_titles) for r in row.requirements.all()))


def _stay_body(row: KeyResult, objective: Objective, learner: Learner, now: datetime) -> StayBody:
    reading = stay_of(row, objective, learner, now)
    assert row.limit is not None  # the database's check constraint
    return StayBody(
        unit=row.unit,
        limit=row.limit,
        side=Side(row.side),
        current=row.current,
        kept=reading.kept,
        periods=reading.periods,
        marks=tuple(reading.periods_kept),
    )


def _milestones_body(row: KeyResult, learner: Learner) -> MilestonesBody:
    zone = zone_of(learner)
    stages = tuple(
        StageView(
            stage_id=stage.public_id,
            title=stage.title,
            is_done=stage.done_at is not None,
            done_on=None if stage.done_at is None else local_date(stage.done_at, zone),
        )
        for stage in row.stages.all()
    )
    return MilestonesBody(stages=stages, is_yes_no=is_all_or_nothing(row))


def _habit_body(row: KeyResult, objective: Objective, learner: Learner, now: datetime) -> HabitBody:
    reading = habit_of(row, objective, learner, now)
    today = local_date(now, zone_of(learner))
    ticked = set(row.ticked)
    monday = monday_of(today)
    days = [monday + timedelta(days=offset) for offset in range(-7, 7)]
    views = tuple(
        DayView(
            day=day,
            is_ticked=day in ticked,
            is_today=day == today,
            can_be_ticked=objective.starts_on <= day <= min(today, objective.due_on),
        )
        for day in days
    )
    return HabitBody(
        times_per_week=row.times_per_week or 0,
        done=reading.done,
        needed=reading.needed,
        streak_weeks=reading.current_streak_weeks or 0,
        last_week=views[:7],
        this_week=views[7:],
    )


def _requirement_view(row: CourseRequirement, course_titles: Mapping[CourseKey, str]) -> RequirementView:
    standing = row.standing
    return RequirementView(
        title=course_titles.get(row.course_key),
        url=get_platform().course_url(course_key=row.course_key),
        criterion=Criterion(row.criterion),
        required_fraction=row.required_fraction,
        state=SourceState(row.source_state),
        fraction=read_ratio(row.last_ratio),
        units_complete=standing.units_complete,
        units_total=standing.units_complete + standing.units_incomplete + standing.units_locked,
        grade_fraction=standing.grade_fraction,
        was_already_reached=row.was_met_when_linked,
    )
