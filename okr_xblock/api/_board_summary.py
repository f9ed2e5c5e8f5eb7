"""What the top of the board says, read from the rows and views that `board.py` has already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.domain.progress import Part, objective_progress
from okr_xblock.models import KeyResult, Objective

from ._board_views import ObjectiveView, movement_of

MAX_MOVED = 5


@dataclass(frozen=True, kw_only=True)
class BoardSummary:
    """
    How the running objectives are doing together: each counts once, whatever its key results weigh.

    `progress` and `expected` in [0, 1], `progress` None without data; title and dates are those of the cycle that ends
    first; `days_left` is 0 on its last day and after it.
    """

    progress: Fraction | None
    expected: Fraction
    days_left: int
    cycle_title: str
    starts_on: date
    due_on: date
    objective_count: int


class NextThingKind(StrEnum):
    """What a learner could do next."""

    CLOSE = "close"
    CHECK_IN = "check_in"
    FINISH_DRAFT = "finish_draft"
    """A draft without a key result."""
    START_DRAFT = "start_draft"
    NOTHING_DUE = "nothing_due"


@dataclass(frozen=True, kw_only=True)
class NextThing:
    """
    The one thing to do next: first what is to close, then check-ins, then drafts.

    `count` objectives to close, key results to check in, or drafts; 0 if nothing is due. `due_on` is the due day of
    what is to close, the day since when a check-in waits, or (nothing due) when the next thing will be; None for
    never. `objective_id` names the (first) objective. `is_first` if what comes next is its very first check-in.
    """

    kind: NextThingKind
    count: int = 0
    due_on: date | None = None
    objective_id: str | None = None
    is_first: bool = False


@dataclass(frozen=True, kw_only=True)
class MovedView:
    """
    A key result that the platform moved since the learner last checked in on its objective (or revised it).

    `before` and `after` are the shares then and now, rounded down, None without data; cause, subject and time are those
    of the last step.
    """

    key_result_id: str
    objective_id: str
    key_result_title: str
    cause: Cause
    subject: str
    happened_at: datetime
    before: Decimal | None
    after: Decimal | None


def summary_of(rows: Sequence[Objective], views: Sequence[ObjectiveView], *, today: date) -> BoardSummary | None:
    """
    The summary of what is active; None if nothing is.

    What is only waiting to be closed belongs to a cycle that is over: it counts only while nothing newer runs.
    """
    active = [pair for pair in zip(rows, views, strict=True) if pair[1].state is ObjectiveState.ACTIVE]
    running = [pair for pair in active if not pair[1].is_to_close] or active
    if not running:
        return None
    cycle = min((row.cycle for row, _view in running), key=lambda cycle: (cycle.due_on, cycle.pk))
    count = len(running)
    return BoardSummary(
        progress=objective_progress([Part(weight=Decimal(1), fraction=view.progress) for _row, view in running]),
        expected=sum((view.expected for _row, view in running), Fraction(0)) / count,
        days_left=max((cycle.due_on - today).days, 0),
        cycle_title=cycle.title,
        starts_on=cycle.starts_on,
        due_on=cycle.due_on,
        objective_count=count,
    )


def next_thing_of(views: Sequence[ObjectiveView]) -> NextThing:
    """What to do next on a board of these objectives."""
    to_close = [view for view in views if view.is_to_close]
    if to_close:
        first = min(to_close, key=lambda view: view.due_on)
        return NextThing(
            kind=NextThingKind.CLOSE, count=len(to_close), due_on=first.due_on, objective_id=first.public_id
        )
    asked = sorted((view.next_due_on, view.public_id) for view in views if view.next_due_on is not None)
    due_count = sum(view.due_count for view in views)
    if due_count:
        return NextThing(kind=NextThingKind.CHECK_IN, count=due_count, due_on=asked[0][0], objective_id=asked[0][1])
    drafts = [view for view in views if view.state is ObjectiveState.DRAFT]
    if drafts:
        first = drafts[0]
        kind = NextThingKind.START_DRAFT if first.key_result_count else NextThingKind.FINISH_DRAFT
        return NextThing(kind=kind, count=len(drafts), objective_id=first.public_id)
    running = sorted((view.due_on, view.public_id) for view in views if view.state is ObjectiveState.ACTIVE)
    coming = [*asked, *running]
    if not coming:
        return NextThing(kind=NextThingKind.NOTHING_DUE)
    due_on, objective_id = coming[0]
    silent = {view.public_id for view in views if view.last_check_in_at is None}
    return NextThing(
        kind=NextThingKind.NOTHING_DUE,
        due_on=due_on,
        objective_id=objective_id,
        is_first=bool(asked) and objective_id in silent,
    )


def moved_of(rows: Sequence[Objective], key_results: Sequence[KeyResult]) -> tuple[MovedView, ...]:
    """What the platform moved of the active ones among these objectives: newest first, at most 5."""
    active = {row.pk: row.public_id for row in rows if row.state == ObjectiveState.ACTIVE}
    found = [
        MovedView(
            key_result_id=row.public_id,
            objective_id=active[row.objective_id],
            key_result_title=row.title,
            cause=movement.cause,
            subject=movement.subject,
            happened_at=movement.happened_at,
            before=row.seen_fraction,
            after=row.progress_fraction,
        )
        for row in key_results
        if row.objective_id in active
        and row.seen_fraction != row.progress_fraction
        and (movement := movement_of(row)) is not None
        and movement.cause.is_from_platform
    ]
    return tuple(sorted(found, key=lambda moved: moved.happened_at, reverse=True)[:MAX_MOVED])
