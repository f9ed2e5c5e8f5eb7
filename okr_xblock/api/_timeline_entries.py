"""What a timeline is made of: entries, and the places between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

from django.db.models import Q

from okr_xblock.domain.closing import Outcome
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import ObjectiveState


class TimelineKind(StrEnum):
    """What an entry is about."""

    CHECK_IN = "check_in"
    REVISION = "revision"
    EVENT = "event"
    """The platform moved it, or (after the end) would have."""
    BADGE = "badge"
    STATE = "state"


class RevisionStep(StrEnum):
    """What a revision did; only a key result is added or removed."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """
    One field of a revision, by its name in the specs: title, why, target, due_on, …; `goal` bears titles.

    Of a key result's parts: `stages` and `courses` (all of them in one line), `criterion`, `required_percent`. Old and
    new as the field holds them, None for nothing.
    """

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """
    One thing that happened. Which fields matter follows from `kind`; the others have their defaults.

    Check-in: `value` with `unit`, `confidence`, `note`, days `ticked` and `unticked`, titles of stages `done` and
    `undone`. Revision: `step`, `changes`, `reason`. Event: `cause`, `subject`, the shares `before` and `after`, and
    `was_frozen` if the objective had ended. Badge: `badge_title`, `symbol`, `cause` and `subject` of what earned it.
    State: `old_state` (None for the beginning), `new_state`, `reason`, and at the close `grade` and `outcome`.
    """

    at: datetime
    kind: TimelineKind
    key_result_id: str = ""
    key_result_title: str = ""
    value: Decimal | None = None
    unit: str = ""
    confidence: int | None = None
    note: str = ""
    ticked: tuple[date, ...] = ()
    unticked: tuple[date, ...] = ()
    done: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    step: RevisionStep = RevisionStep.CHANGED
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""
    cause: Cause | None = None
    subject: str = ""
    before: Decimal | None = None
    after: Decimal | None = None
    was_frozen: bool = False
    badge_title: str = ""
    symbol: str = ""
    old_state: ObjectiveState | None = None
    new_state: ObjectiveState | None = None
    grade: Decimal | None = None
    outcome: Outcome | None = None


Key = tuple[datetime, int, int]
"""When, which table, which row: a total order, so that what was said at one moment is split between pages safely."""


@dataclass(frozen=True)
class Found:
    """What one source gave: entries by key (None for a row that says nothing), and whether it has more."""

    rows: Sequence[tuple[Key, TimelineEntry | None]] = field(default=())
    has_more: bool = False


class Rank(IntEnum):
    """The later of two at one moment: what was said comes before what it moved, earned and ended."""

    OBJECTIVE = 0
    KEY_RESULT = 1
    CHECK_IN = 2
    EVENT = 3
    BADGE = 4


def write_cursor(key: Key) -> str:
    """A place between two entries, as a page names it."""
    return f"{key[0].isoformat()}|{key[1]}|{key[2]}"


def read_cursor(text: str) -> Key | None:
    """What `write_cursor` wrote; None for anything else."""
    try:
        at, rank, pk = text.split("|")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            return None
        # At the edge of the calendar there are moments that are none in UTC.
        key = moment.astimezone(UTC), int(rank), int(pk)
    except (ValueError, OverflowError):
        return None
    return key if 0 <= key[2] < 2**63 else None


def older_than(cursor: Key | None, *, at: str, rank: int, pk: str = "pk") -> Q:
    """Rows of the table of this rank that come after the cursor's in the timeline, so before it in time."""
    if cursor is None:
        return Q()
    moment, its_rank, its_pk = cursor
    older = Q(**{f"{at}__lt": moment})
    if rank < its_rank:
        return older | Q(**{at: moment})
    return older | Q(**{at: moment, f"{pk}__lt": its_pk}) if rank == its_rank else older
