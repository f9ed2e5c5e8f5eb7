"""The board's frozen pictures of objectives and key results, made from rows that `board.py` fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import Ambition, Category, KeyResultKind, ObjectiveState, Visibility
from okr_xblock.domain.progress import Part, objective_progress
from okr_xblock.domain.schedule import ExpectedPart, Window, expected_fraction, expected_objective_fraction, local_date
from okr_xblock.domain.status import (
    KeyResultSignals,
    StatusReading,
    key_result_status,
    objective_status,
)
from okr_xblock.models import KeyResult, Learner, Objective

from ._bodies import Body, body_of
from ._learners import zone_of
from ._measures import read_ratio
from ._pace import check_in_clock_start, window_of_objective


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What moved a key result last, and when."""

    cause: Cause
    subject: str
    happened_at: datetime
    from_fraction: Decimal | None


@dataclass(frozen=True, kw_only=True)
class KeyResultView:
    """A key result on the board; `progress` is raw (a metric may exceed 1), None without data."""

    public_id: str
    kind: KeyResultKind
    title: str
    weight: Decimal
    progress: Fraction | None
    expected: Fraction
    status: StatusReading
    confidence: int | None
    start_confidence: int
    last_check_in_at: datetime | None
    movement: Movement | None
    body: Body

    @property
    def is_done(self) -> bool:
        """Whether it is reached."""
        return self.progress is not None and self.progress >= 1


@dataclass(frozen=True, kw_only=True)
class ObjectiveView:
    """An objective on the board; without its key results' bodies unless `is_open`."""

    public_id: str
    title: str
    why: str
    category: Category
    ambition: Ambition
    visibility: Visibility
    state: ObjectiveState
    home_course: CourseKey | None
    starts_on: date
    due_on: date
    days_left: int
    progress: Fraction | None
    expected: Fraction
    status: StatusReading
    key_result_count: int
    is_open: bool
    key_results: tuple[KeyResultView, ...]


def view_objective(
    *,
    learner: Learner,
    objective: Objective,
    key_results: Sequence[KeyResult],
    is_open: bool,
    course_titles: Mapping[CourseKey, str],
    now: datetime,
) -> ObjectiveView:
    """One objective as seen at `now`; the material of its key results is only needed if `is_open`."""
    window = window_of_objective(learner, objective)
    today = local_date(now, zone_of(learner))
    statuses = [_status(row, objective, window, now) for row in key_results]
    state = ObjectiveState(objective.state)
    views: list[KeyResultView] = []
    if is_open:
        views = [
            _view_key_result(row, status, objective, learner, window, course_titles, now)
            for row, status in zip(key_results, statuses, strict=True)
        ]
    return ObjectiveView(
        public_id=objective.public_id,
        title=objective.title,
        why=objective.why,
        category=Category(objective.category),
        ambition=Ambition(objective.ambition),
        visibility=Visibility(objective.visibility),
        state=state,
        home_course=objective.home_course,
        starts_on=objective.starts_on,
        due_on=objective.due_on,
        days_left=(objective.due_on - today).days,
        progress=_roll_up(key_results),
        expected=_expected(key_results, window, now),
        status=objective_status(state=state, starts_at=window.starts_at, parts=statuses, now=now),
        key_result_count=len(key_results),
        is_open=is_open,
        key_results=tuple(views),
    )


def _roll_up(rows: Sequence[KeyResult]) -> Fraction | None:
    parts = [Part(weight=row.weight, fraction=read_ratio(row.progress_ratio)) for row in rows]
    return objective_progress(parts) if parts else None


def _expected(rows: Sequence[KeyResult], window: Window, now: datetime) -> Fraction:
    """Where the marker stands: the rows' own expectations, by weight."""
    parts = [ExpectedPart(weight=row.weight, expected=_expected_of(row, window, now)) for row in rows]
    return expected_objective_fraction(parts) if parts else Fraction(0)


def _expected_of(row: KeyResult, window: Window, now: datetime) -> Fraction:
    """Nothing is expected of yes/no, passing and certificate before they are due; see `KeyResult.has_pace`."""
    return expected_fraction(window, now, is_all_or_nothing=not row.has_pace)


def _status(row: KeyResult, objective: Objective, window: Window, now: datetime) -> StatusReading:
    return key_result_status(
        KeyResultSignals(
            state=ObjectiveState(objective.state),
            starts_at=window.starts_at,
            progress=read_ratio(row.progress_ratio),
            last_confidence=row.last_confidence,
            last_check_in_at=row.last_check_in_at,
            behind_from=row.behind_from,
            far_behind_from=row.far_behind_from,
            outdated_from=row.outdated_from or check_in_clock_start(objective, window),
        ),
        now=now,
    )


def _view_key_result(
    row: KeyResult,
    status: StatusReading,
    objective: Objective,
    learner: Learner,
    window: Window,
    course_titles: Mapping[CourseKey, str],
    now: datetime,
) -> KeyResultView:
    movement = None
    if row.moved_at is not None:
        movement = Movement(
            cause=Cause(row.moved_by),
            subject=row.moved_subject,
            happened_at=row.moved_at,
            from_fraction=row.moved_from,
        )
    return KeyResultView(
        public_id=row.public_id,
        kind=KeyResultKind(row.kind),
        title=row.title,
        weight=row.weight,
        progress=read_ratio(row.progress_ratio),
        expected=_expected_of(row, window, now),
        status=status,
        confidence=row.last_confidence,
        start_confidence=row.start_confidence,
        last_check_in_at=row.last_check_in_at,
        movement=movement,
        body=body_of(row, objective, learner, course_titles, now),
    )
