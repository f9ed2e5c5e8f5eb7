"""The board's frozen pictures of objectives and key results, made from rows that `board.py` fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import cache

from django.db.models import F, OuterRef, QuerySet, Subquery
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.closing import Outcome
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import (
    Ambition,
    Category,
    KeyResultKind,
    ObjectiveState,
    Visibility,
    may_reopen,
)
from okr_xblock.domain.progress import Part, objective_progress
from okr_xblock.domain.schedule import ExpectedPart, Window, expected_fraction, expected_objective_fraction, local_date
from okr_xblock.domain.status import (
    KeyResultSignals,
    StatusReading,
    is_to_close,
    key_result_status,
    objective_status,
)
from okr_xblock.domain.trail import read_trail
from okr_xblock.models import KeyResult, Learner, Objective
from okr_xblock.platform_adapters import get_platform

from ._bodies import Body, body_of
from ._learners import zone_of
from ._measures import read_ratio
from ._pace import check_in_clock_start, check_in_due_from, window_of_objective
from .initiatives import InitiativeView

TrailView = tuple[tuple[date, Fraction], ...]
"""How a share went: (the learner's own date, share in [0, 1]), oldest first, at most one point a day."""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What moved a key result last, and when."""

    cause: Cause
    subject: str
    happened_at: datetime
    from_fraction: Decimal | None


@dataclass(frozen=True, kw_only=True)
class KeyResultView:
    """
    A key result on the board; `progress` is raw (a metric may exceed 1), None without data.

    `next_due_on` is the day from which a check-in is due (past, if it `is_due`), None where none is asked for any more;
    `previous_confidence` what was said before the last time.
    """

    public_id: str
    kind: KeyResultKind
    title: str
    weight: Decimal
    progress: Fraction | None
    expected: Fraction
    status: StatusReading
    confidence: int | None
    start_confidence: int
    previous_confidence: int | None
    last_check_in_at: datetime | None
    is_due: bool
    next_due_on: date | None
    movement: Movement | None
    trail: TrailView
    body: Body

    @property
    def is_done(self) -> bool:
        """Whether it is reached."""
        return self.progress is not None and self.progress >= 1


@dataclass(frozen=True, kw_only=True)
class ObjectiveView:
    """
    An objective on the board; without its trail, key results and initiatives unless `is_open`.

    `home_title` and `home_url` are of its home course, empty where that is not named and where it is gone.
    `confidence` is the lowest of what is not done yet, `previous_confidence` the lowest before each one's last time.
    `next_due_on` as in `KeyResultView`, the earliest; `due_count` key results wait for a check-in today.
    `waits_for_end` if some of them are all or nothing, of which nothing is expected until then.
    """

    public_id: str
    row_version: int
    title: str
    why: str
    category: Category
    ambition: Ambition
    visibility: Visibility
    state: ObjectiveState
    home_course: CourseKey | None
    home_title: str
    home_url: str
    starts_on: date
    due_on: date
    days_left: int
    progress: Fraction | None
    expected: Fraction
    status: StatusReading
    confidence: int | None
    previous_confidence: int | None
    last_check_in_at: datetime | None
    due_count: int
    next_due_on: date | None
    trail: TrailView
    goal_title: str
    is_to_close: bool
    can_reopen: bool
    state_reason: str
    outcome: Outcome | None
    grade: Decimal | None
    carried_from_id: str | None
    key_result_count: int
    is_open: bool
    key_results: tuple[KeyResultView, ...]
    initiatives: tuple[InitiativeView, ...]
    waits_for_end: bool = False
    zone: tzinfo = UTC
    """The learner's own, by which its dates are read."""


def view_objective(
    *,
    learner: Learner,
    objective: Objective,
    key_results: Sequence[KeyResult],
    is_open: bool,
    initiatives: Sequence[InitiativeView] = (),
    course_titles: Mapping[CourseKey, str],
    now: datetime,
) -> ObjectiveView:
    """
    One objective as seen at `now`; the material of its key results is only needed if `is_open`.

    The row comes from `objectives_for_views`.
    """
    zone = zone_of(learner)
    window = window_of_objective(learner, objective)
    today = local_date(now, zone)
    statuses = [_status(row, objective, window, now) for row in key_results]
    due_from = [check_in_due_from(row, objective, learner) for row in key_results]
    asked = [day for day in due_from if day is not None]
    expected_by_pace = {has_pace: _expected(window, now, has_pace=has_pace) for has_pace in (True, False)}
    expected = [expected_by_pace[row.has_pace] for row in key_results]
    state = ObjectiveState(objective.state)
    home = objective.home_course
    home_title = course_titles.get(home, "") if home is not None else ""
    views: list[KeyResultView] = []
    if is_open:
        views = [
            _view_key_result(
                row,
                status=status,
                expected=share,
                asked_from=day if today <= objective.due_on else None,
                today=today,
                body=body_of(row, objective, learner, course_titles, now),
            )
            for row, status, share, day in zip(key_results, statuses, expected, due_from, strict=True)
        ]
    return ObjectiveView(
        public_id=objective.public_id,
        row_version=objective.row_version,
        title=objective.title,
        why=objective.why,
        category=Category(objective.category),
        ambition=Ambition(objective.ambition),
        visibility=Visibility(objective.visibility),
        state=state,
        home_course=home,
        home_title=home_title,
        home_url=get_platform().course_url(course_key=home) if home is not None and home_title else "",
        starts_on=objective.starts_on,
        due_on=objective.due_on,
        days_left=(objective.due_on - today).days,
        progress=roll_up(key_results),
        expected=_roll_up_expected(key_results, expected),
        status=objective_status(state=state, starts_at=window.starts_at, parts=statuses, now=now),
        confidence=objective.last_confidence,
        previous_confidence=_previous_confidence(key_results),
        last_check_in_at=objective.last_check_in_at,
        due_count=sum(day <= today <= objective.due_on for day in asked),
        next_due_on=min(asked, default=None) if today <= objective.due_on else None,
        trail=read_trail(objective.trail) if is_open else (),
        goal_title=objective.goal.title if objective.goal else "",
        is_to_close=is_to_close(state=state, window=window, now=now),
        can_reopen=may_reopen(
            state=state,
            cycle_due_on=objective.cycle.due_on,
            today=today,
            is_carried_on=_is_carried_on(objective),
        ),
        state_reason=objective.state_reason,
        outcome=Outcome(objective.outcome) if objective.outcome and state is ObjectiveState.CLOSED else None,
        grade=objective.grade if state is ObjectiveState.CLOSED else None,
        carried_from_id=getattr(objective, "origin_id", None),
        key_result_count=len(key_results),
        is_open=is_open,
        key_results=tuple(views),
        initiatives=tuple(initiatives),
        waits_for_end=now < window.ends_at and any(not row.has_pace for row in key_results),
        zone=zone,
    )


@cache
def objectives_for_views() -> QuerySet[Objective]:
    """
    Objectives with all that `view_objective` asks of the row itself, in one statement. Filter it: it is never read.

    Made once: every filter copies it, and putting it together takes longer than the database needs to answer.
    """
    going_on = Objective.objects.exclude(state=ObjectiveState.ABANDONED).values("public_id")
    carried_on = going_on.filter(carried_from=OuterRef("pk"))
    instead = going_on.filter(carried_from=OuterRef("carried_from")).exclude(pk=OuterRef("pk"))
    return Objective.objects.select_related("learner", "cycle", "goal").annotate(
        origin_id=F("carried_from__public_id"),
        origin_state=F("carried_from__state"),
        carried_to_id=Subquery(carried_on[:1]),
        instead_id=Subquery(instead[:1]),
    )


def _is_carried_on(row: Objective) -> bool:
    """Whether the same work goes on elsewhere: in what carries it on, or where it was carried from or to besides."""
    origin_state = getattr(row, "origin_state", None)
    is_origin_open = origin_state is not None and origin_state != ObjectiveState.CLOSED
    return is_origin_open or any(getattr(row, name, None) is not None for name in ("carried_to_id", "instead_id"))


def _previous_confidence(rows: Sequence[KeyResult]) -> int | None:
    """The lowest that was said before the last check-ins on what is undone; None if each had one at most."""
    undone = [row for row in rows if (read_ratio(row.progress_ratio) or 0) < 1]
    if all(row.previous_confidence is None for row in undone):
        return None
    return min(
        said
        for row in undone
        if (said := row.last_confidence if row.previous_confidence is None else row.previous_confidence) is not None
    )


def roll_up(rows: Sequence[KeyResult]) -> Fraction | None:
    """The exact share of an objective with these key results; None without data."""
    parts = [Part(weight=row.weight, fraction=read_ratio(row.progress_ratio)) for row in rows]
    return objective_progress(parts) if parts else None


def _roll_up_expected(rows: Sequence[KeyResult], expected: Sequence[Fraction]) -> Fraction:
    """Where the marker stands: the rows' own expectations, by weight."""
    parts = [ExpectedPart(weight=row.weight, expected=share) for row, share in zip(rows, expected, strict=True)]
    return expected_objective_fraction(parts) if parts else Fraction(0)


def _expected(window: Window, now: datetime, *, has_pace: bool) -> Fraction:
    """Nothing is expected of yes/no, passing and certificate before they are due; see `KeyResult.has_pace`."""
    return expected_fraction(window, now, is_all_or_nothing=not has_pace)


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
    *,
    status: StatusReading,
    expected: Fraction,
    asked_from: date | None,
    today: date,
    body: Body,
) -> KeyResultView:
    return KeyResultView(
        public_id=row.public_id,
        kind=KeyResultKind(row.kind),
        title=row.title,
        weight=row.weight,
        progress=read_ratio(row.progress_ratio),
        expected=expected,
        status=status,
        confidence=row.last_confidence,
        start_confidence=row.start_confidence,
        previous_confidence=row.previous_confidence,
        last_check_in_at=row.last_check_in_at,
        is_due=asked_from is not None and asked_from <= today,
        next_due_on=asked_from,
        movement=movement_of(row),
        trail=read_trail(row.trail),
        body=body,
    )


def movement_of(row: KeyResult) -> Movement | None:
    """What moved it last."""
    if row.moved_at is None:
        return None
    return Movement(
        cause=Cause(row.moved_by),
        subject=row.moved_subject,
        happened_at=row.moved_at,
        from_fraction=row.moved_from,
    )
