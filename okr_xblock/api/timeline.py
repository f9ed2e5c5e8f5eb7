"""The timeline of an objective: what was said, revised, moved, earned and decided, newest first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import CharField, DecimalField, F, IntegerField, Q, QuerySet, TextField, Value, Window
from django.db.models.functions import Coalesce, Lag

from okr_xblock.domain.closing import Outcome
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.models import Award, CheckIn, KeyResult, Objective, ProgressChange

from .errors import NotFoundError

__all__ = ["FieldChange", "RevisionStep", "TimelineEntry", "TimelineKind", "TimelineView", "read_timeline"]


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


@dataclass(frozen=True, kw_only=True)
class TimelineView:
    """A page of it, newest first; `next_before` names the page after it, "" after the last."""

    entries: tuple[TimelineEntry, ...]
    next_before: str


Key = tuple[datetime, int, int]
"""When, which table, which row: a total order, so that what was said at one moment is split between pages safely."""


@dataclass(frozen=True)
class _Found:
    """What one source gave: entries by key (None for a row that says nothing), and whether it has more."""

    rows: Sequence[tuple[Key, TimelineEntry | None]] = field(default=())
    has_more: bool = False


# The later of two at one moment: what was said comes before what it moved, earned and ended.
_OBJECTIVE, _KEY_RESULT, _CHECK_IN, _EVENT, _BADGE = range(5)

_FIELDS_OF_OBJECTIVE = ("title", "why", "category", "ambition", "visibility", "starts_on", "due_on", "goal__title")
_FIELDS_OF_KEY_RESULT = (
    "title",
    "weight",
    "unit",
    "baseline",
    "target",
    "limit",
    "side",
    "times_per_week",
    "start_confidence",
)
_STAGE_PARTS = 2
_MAX_TURNS = 3
_PARTS_SHOWN = " · "


def read_timeline(*, user_id: int, public_id: str, limit: int = 50, before: str = "") -> TimelineView:
    """
    At most `limit` entries of an own objective, in three statements; `before` is an earlier page's `next_before`.

    Where many rows say nothing, it may be nine statements and a page without entries that names the next one.
    Changes to a draft are no revisions: nothing ran yet. A `before` that nobody gave out reads as the first page.
    Raises `NotFoundError` for what is not the learner's.
    """
    cursor = _read_cursor(before)
    page = TimelineView(entries=(), next_before="")
    for _turn in range(_MAX_TURNS):
        sources = (
            _said_moved_earned(user_id, public_id, cursor, limit),
            _history_of_objective(user_id, public_id, cursor, limit),
            _history_of_key_results(user_id, public_id, cursor, limit),
        )
        if not any(found.rows for found in sources):
            # Everything that exists was once written and stands in the history, and a page is named only if there is
            # something on it.
            raise NotFoundError
        page = _merge(sources, limit)
        if page.entries or not page.next_before:
            return page
        # Rows that say nothing (a new version, but of nothing that is shown) filled the whole page.
        cursor = _read_cursor(page.next_before)
    return page


def _merge(sources: Iterable[_Found], limit: int) -> TimelineView:
    """The newest of all; nothing older than what some source still has to give."""
    sources = list(sources)
    floor = max((found.rows[-1][0] for found in sources if found.has_more), default=None)
    rows = sorted((row for found in sources for row in found.rows), key=lambda row: row[0], reverse=True)
    if floor is not None:
        rows = [row for row in rows if row[0] >= floor]
    entries = [(key, entry) for key, entry in rows if entry is not None]
    if len(entries) > limit:
        entries = entries[:limit]
        return TimelineView(entries=tuple(e for _key, e in entries), next_before=_write_cursor(entries[-1][0]))
    return TimelineView(
        entries=tuple(entry for _key, entry in entries), next_before=_write_cursor(floor) if floor else ""
    )


def _write_cursor(key: Key) -> str:
    return f"{key[0].isoformat()}|{key[1]}|{key[2]}"


def _read_cursor(text: str) -> Key | None:
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


def _older(cursor: Key | None, *, at: str, rank: int, pk: str = "pk") -> Q:
    """Rows of the table of this rank that come after the cursor's in the timeline, so before it in time."""
    if cursor is None:
        return Q()
    moment, its_rank, its_pk = cursor
    older = Q(**{f"{at}__lt": moment})
    if rank < its_rank:
        return older | Q(**{at: moment})
    return older | Q(**{at: moment, f"{pk}__lt": its_pk}) if rank == its_rank else older


def _said_moved_earned(user_id: int, public_id: str, cursor: Key | None, limit: int) -> _Found:
    """Check-ins, events and badges: three tables, one statement."""
    of_objective = Q(key_result__objective__public_id=public_id, key_result__objective__learner__user_id=user_id)
    check_ins = CheckIn.objects.filter(of_objective & _older(cursor, at="checked_in_at", rank=_CHECK_IN))
    by_learner = (Cause.CHECK_IN, Cause.REVISION, Cause.BADGE_RULE)
    events = ProgressChange.objects.filter(of_objective & _older(cursor, at="recorded_at", rank=_EVENT)).exclude(
        cause__in=[cause.value for cause in by_learner]
    )
    badges = Award.objects.filter(
        _older(cursor, at="awarded_at", rank=_BADGE),
        objective__public_id=public_id,
        learner__user_id=user_id,
        revoked_at__isnull=True,
    )
    together = (
        _columns(check_ins, _CHECK_IN, at="checked_in_at", **_OF_KEY_RESULT, **_COLUMNS_OF_CHECK_IN)
        .union(
            _columns(events, _EVENT, at="recorded_at", **_OF_KEY_RESULT, **_COLUMNS_OF_EVENT),
            _columns(badges, _BADGE, at="awarded_at", **_COLUMNS_OF_BADGE),
            all=True,
        )
        .order_by("-c_at", "-c_rank", "-c_pk")
    )
    rows = [dict(zip(_NOTHING, row, strict=True)) for row in together[: limit + 1]]
    return _Found(
        rows=[((row["c_at"], row["c_rank"], row["c_pk"]), _READERS[row["c_rank"]](row)) for row in rows],
        has_more=len(rows) > limit,
    )


_NO_TEXT = Value("", CharField())
_NO_SHARE = Value(None, DecimalField(max_digits=10, decimal_places=9))
# Every part of the union has these columns in this order; the first part's types are those of all.
_NOTHING: dict[str, Any] = {
    "c_at": None,
    "c_rank": None,
    "c_pk": None,
    "c_id": _NO_TEXT,
    "c_title": _NO_TEXT,
    "c_value": Value(None, DecimalField(max_digits=20, decimal_places=6)),
    "c_unit": _NO_TEXT,
    "c_confidence": Value(None, IntegerField()),
    "c_note": _NO_TEXT,
    "c_details": Value("{}", TextField()),
    "c_cause": _NO_TEXT,
    "c_subject": _NO_TEXT,
    "c_before": _NO_SHARE,
    "c_after": _NO_SHARE,
    "c_was_frozen": Value(0, IntegerField()),
    "c_badge": _NO_TEXT,
    "c_symbol": _NO_TEXT,
}
_OF_KEY_RESULT = {"id": F("key_result__public_id"), "title": F("key_result__title")}
_COLUMNS_OF_CHECK_IN = {
    "value": F("value"),
    "unit": F("key_result__unit"),
    "confidence": F("confidence"),
    "note": F("note"),
    "details": F("details"),
}
_COLUMNS_OF_EVENT = {
    "cause": F("cause"),
    "subject": F("subject"),
    "before": F("from_fraction"),
    "after": F("to_fraction"),
    "was_frozen": F("was_frozen"),
}
_COLUMNS_OF_BADGE = {
    "id": Coalesce(F("key_result__public_id"), _NO_TEXT),
    "title": Coalesce(F("key_result__title"), _NO_TEXT),
    "cause": F("cause"),
    "subject": F("cause_subject"),
    "after": F("fraction"),
    "badge": F("title"),
    "symbol": F("rule__symbol"),
}


def _columns(rows: Any, rank: int, *, at: str, **given: Any) -> Any:
    """One part of the union: what it gives, and nothing for the rest."""
    values = {"c_at": F(at), "c_rank": Value(rank), "c_pk": F("pk"), **{f"c_{name}": e for name, e in given.items()}}
    return rows.order_by().annotate(**{**_NOTHING, **values}).values_list(*_NOTHING)


def _read_check_in(row: Mapping[str, Any]) -> TimelineEntry:
    details = row["c_details"]
    return TimelineEntry(
        at=row["c_at"],
        kind=TimelineKind.CHECK_IN,
        key_result_id=row["c_id"],
        key_result_title=row["c_title"],
        value=row["c_value"],
        unit=row["c_unit"],
        confidence=row["c_confidence"],
        note=row["c_note"],
        ticked=tuple(date.fromisoformat(day) for day in details.get("ticked", ())),
        unticked=tuple(date.fromisoformat(day) for day in details.get("unticked", ())),
        done=tuple(details.get("done", ())),
        undone=tuple(details.get("undone", ())),
    )


def _read_event(row: Mapping[str, Any]) -> TimelineEntry:
    return TimelineEntry(
        at=row["c_at"],
        kind=TimelineKind.EVENT,
        key_result_id=row["c_id"],
        key_result_title=row["c_title"],
        cause=Cause(row["c_cause"]),
        subject=row["c_subject"],
        before=row["c_before"],
        after=row["c_after"],
        was_frozen=bool(row["c_was_frozen"]),
    )


def _read_badge(row: Mapping[str, Any]) -> TimelineEntry:
    return TimelineEntry(
        at=row["c_at"],
        kind=TimelineKind.BADGE,
        key_result_id=row["c_id"],
        key_result_title=row["c_title"],
        cause=Cause(row["c_cause"]),
        subject=row["c_subject"],
        after=row["c_after"],
        badge_title=row["c_badge"],
        symbol=row["c_symbol"],
    )


_READERS: dict[int, Callable[[Mapping[str, Any]], TimelineEntry]] = {
    _CHECK_IN: _read_check_in,
    _EVENT: _read_event,
    _BADGE: _read_badge,
}


def _history_of_objective(user_id: int, public_id: str, cursor: Key | None, limit: int) -> _Found:
    rows = Objective.history.filter(
        _older(cursor, at="history_date", rank=_OBJECTIVE, pk="history_id"),
        public_id=public_id,
        learner__user_id=user_id,
    )
    fields = (*_FIELDS_OF_OBJECTIVE, "state", "published_at")
    found = list(_with_former(rows, fields, also=("grade", "outcome"))[: limit + 1])
    return _Found(
        rows=[((row["history_date"], _OBJECTIVE, row["history_id"]), _read_objective(row)) for row in found],
        has_more=len(found) > limit,
    )


def _history_of_key_results(user_id: int, public_id: str, cursor: Key | None, limit: int) -> _Found:
    """What was there at the start is the plan; what comes later, and only that, is a revision of it."""
    rows = KeyResult.history.filter(
        _older(cursor, at="history_date", rank=_KEY_RESULT, pk="history_id"),
        objective__public_id=public_id,
        objective__learner__user_id=user_id,
    )
    found = list(
        _with_former(
            rows, (*_FIELDS_OF_KEY_RESULT, "removed_at", "parts"), also=("public_id", "objective__published_at")
        )[: limit + 1]
    )
    return _Found(
        rows=[((row["history_date"], _KEY_RESULT, row["history_id"]), _read_key_result(row)) for row in found],
        has_more=len(found) > limit,
    )


def _with_former(rows: QuerySet[Any], fields: Sequence[str], *, also: Sequence[str]) -> Any:
    """The history rows, newest first, each with what its fields were in the row's history before it, as `former_…`."""
    former = {
        f"former_{name}": Window(Lag(F(name)), partition_by=[F("id")], order_by=F("history_id").asc())
        for name in fields
    }
    every = ("history_date", "history_id", "history_type", "history_change_reason", *fields, *also, *former)
    return rows.annotate(**former).order_by("-history_date", "-history_id").values(*every)


def _read_objective(row: Mapping[str, Any]) -> TimelineEntry | None:
    at, reason = row["history_date"], row["history_change_reason"] or ""
    if row["state"] != row["former_state"]:
        is_closed = row["state"] == ObjectiveState.CLOSED
        return TimelineEntry(
            at=at,
            kind=TimelineKind.STATE,
            old_state=ObjectiveState(row["former_state"]) if row["former_state"] else None,
            new_state=ObjectiveState(row["state"]),
            reason=reason,
            grade=row["grade"] if is_closed else None,
            outcome=Outcome(row["outcome"]) if is_closed and row["outcome"] else None,
        )
    changes = _changes(row, _FIELDS_OF_OBJECTIVE)
    if not changes or row["former_published_at"] is None:
        return None
    return TimelineEntry(at=at, kind=TimelineKind.REVISION, changes=changes, reason=reason)


def _read_key_result(row: Mapping[str, Any]) -> TimelineEntry | None:
    started_at = row["objective__published_at"]
    if started_at is None or row["history_date"] <= started_at:
        return None
    changes: tuple[FieldChange, ...] = ()
    if row["history_type"] == "+":
        step = RevisionStep.ADDED
    elif row["removed_at"] is not None and row["former_removed_at"] is None:
        step = RevisionStep.REMOVED
    else:
        step = RevisionStep.CHANGED
        changes = (*_changes(row, _FIELDS_OF_KEY_RESULT), *_changes_of_parts(row["former_parts"], row["parts"]))
        if not changes:
            return None
    return TimelineEntry(
        at=row["history_date"],
        kind=TimelineKind.REVISION,
        key_result_id=row["public_id"],
        key_result_title=row["title"],
        step=step,
        changes=changes,
        reason=row["history_change_reason"] or "",
    )


def _changes(row: Mapping[str, Any], names: Sequence[str]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field=name.removesuffix("__title"), old=row[f"former_{name}"], new=row[name])
        for name in names
        if row[f"former_{name}"] != row[name]
    )


def _changes_of_parts(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> tuple[FieldChange, ...]:
    """`stages` and `courses` as one line each, else `criterion` and `required_percent`, course by course."""
    if old == new or not old:  # written before parts were kept
        return ()
    if any(len(part) == _STAGE_PARTS for part in (*old, *new)):
        return (FieldChange(field="stages", old=_stage_line(old), new=_stage_line(new)),)
    if [part[0] for part in old] != [part[0] for part in new]:
        return (FieldChange(field="courses", old=_course_line(old), new=_course_line(new)),)
    changes: list[FieldChange] = []
    for (_title, old_criterion, old_share), (_same, criterion, share) in zip(old, new, strict=True):
        if old_criterion != criterion:
            changes.append(FieldChange(field="criterion", old=old_criterion, new=criterion))
        if old_share != share:
            changes.append(FieldChange(field="required_percent", old=_percent(old_share), new=_percent(share)))
    return tuple(changes)


def _stage_line(parts: Sequence[Sequence[str]]) -> str:
    """Titles, and behind them what they weigh unless all weigh the same."""
    is_even = len({weight for _title, weight in parts}) == 1
    return _PARTS_SHOWN.join(title if is_even else f"{title} ({weight})" for title, weight in parts)


def _course_line(parts: Sequence[Sequence[str]]) -> str:
    return _PARTS_SHOWN.join(dict.fromkeys(part[0] for part in parts))


def _percent(share: str) -> Decimal | None:
    return Decimal(share) * 100 if share else None
