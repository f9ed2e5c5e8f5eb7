"""What the histories of an objective and of its key results tell: revisions, beginnings and ends."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import Lag

from okr_xblock.domain.closing import Outcome
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.models import KeyResult, Objective

from ._timeline_entries import FieldChange, Found, Key, Rank, RevisionStep, TimelineEntry, TimelineKind, older_than

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
_PARTS_SHOWN = " · "


def history_of_objective(user_id: int, public_id: str, cursor: Key | None, limit: int) -> Found:
    """Its beginning, its end, and what was revised in between."""
    rows = Objective.history.filter(
        older_than(cursor, at="history_date", rank=Rank.OBJECTIVE, pk="history_id"),
        public_id=public_id,
        learner__user_id=user_id,
    )
    fields = (*_FIELDS_OF_OBJECTIVE, "state", "published_at")
    found = list(_with_former(rows, fields, also=("grade", "outcome"))[: limit + 1])
    return Found(
        rows=[((row["history_date"], Rank.OBJECTIVE, row["history_id"]), _read_objective(row)) for row in found],
        has_more=len(found) > limit,
    )


def history_of_key_results(user_id: int, public_id: str, cursor: Key | None, limit: int) -> Found:
    """What was there at the start is the plan; what comes later, and only that, is a revision of it."""
    rows = KeyResult.history.filter(
        older_than(cursor, at="history_date", rank=Rank.KEY_RESULT, pk="history_id"),
        objective__public_id=public_id,
        objective__learner__user_id=user_id,
    )
    found = list(
        _with_former(
            rows, (*_FIELDS_OF_KEY_RESULT, "removed_at", "parts"), also=("public_id", "objective__published_at")
        )[: limit + 1]
    )
    return Found(
        rows=[((row["history_date"], Rank.KEY_RESULT, row["history_id"]), _read_key_result(row)) for row in found],
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
