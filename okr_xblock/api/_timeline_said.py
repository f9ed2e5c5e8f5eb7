"""Check-ins, events and badges of a timeline: what was said, moved and earned."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import CharField, DecimalField, F, IntegerField, Q, TextField, Value
from django.db.models.functions import Coalesce

from okr_xblock.domain.evidence import Cause
from okr_xblock.models import Award, CheckIn, ProgressChange

from ._timeline_entries import Found, Key, Rank, TimelineEntry, TimelineKind, older_than


def said_moved_earned(user_id: int, public_id: str, cursor: Key | None, limit: int) -> Found:
    """Check-ins, events and badges: three tables, one statement."""
    of_objective = Q(key_result__objective__public_id=public_id, key_result__objective__learner__user_id=user_id)
    check_ins = CheckIn.objects.filter(of_objective & older_than(cursor, at="checked_in_at", rank=Rank.CHECK_IN))
    by_learner = (Cause.CHECK_IN, Cause.REVISION, Cause.BADGE_RULE)
    events = ProgressChange.objects.filter(
        of_objective & older_than(cursor, at="recorded_at", rank=Rank.EVENT)
    ).exclude(cause__in=[cause.value for cause in by_learner])
    badges = Award.objects.filter(
        older_than(cursor, at="awarded_at", rank=Rank.BADGE),
        objective__public_id=public_id,
        learner__user_id=user_id,
        revoked_at__isnull=True,
    )
    together = (
        _columns(check_ins, Rank.CHECK_IN, at="checked_in_at", **_OF_KEY_RESULT, **_COLUMNS_OF_CHECK_IN)
        .union(
            _columns(events, Rank.EVENT, at="recorded_at", **_OF_KEY_RESULT, **_COLUMNS_OF_EVENT),
            _columns(badges, Rank.BADGE, at="awarded_at", **_COLUMNS_OF_BADGE),
            all=True,
        )
        .order_by("-c_at", "-c_rank", "-c_pk")
    )
    rows = [dict(zip(_NOTHING, row, strict=True)) for row in together[: limit + 1]]
    return Found(
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
    values = {
        "c_at": F(at),
        "c_rank": Value(int(rank)),
        "c_pk": F("pk"),
        **{f"c_{name}": e for name, e in given.items()},
    }
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
    Rank.CHECK_IN: _read_check_in,
    Rank.EVENT: _read_event,
    Rank.BADGE: _read_badge,
}
