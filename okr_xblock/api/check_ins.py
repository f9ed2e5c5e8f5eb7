"""Check-ins: the learner says how it is going. They are only ever added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import OPEN_STATES, KeyResultKind
from okr_xblock.models import CheckIn, HabitTick, KeyResult, Objective

from ._texts import NOTE_LIMIT, clean_text
from ._writes import Write, learner_write, save_valid
from .errors import NotOpenError
from .key_results import own_key_result
from .progress import Evidence, recalculate

__all__ = ["CheckInEntry", "record_check_ins"]

MAX_ENTRIES = 100


@dataclass(frozen=True, kw_only=True)
class CheckInEntry:
    """
    What a learner says about one key result.

    `value` for a metric and for "stay at"; `stages` (public id → done) and `days` (own date → kept) name only what the
    learner *changed*, so that a form from an old tab undoes nothing that another tab did.
    """

    key_result_id: str
    confidence: int
    note: str = ""
    value: Decimal | None = None
    stages: Mapping[str, bool] = field(default_factory=dict)
    days: Mapping[date, bool] = field(default_factory=dict)


def record_check_ins(*, user_id: int, entries: Sequence[CheckInEntry], submission_key: str = "") -> str:
    """
    Record one check-in per entry, all or none, and recalculate once. Returns the first key result's public id.

    Raises `NotFoundError` for what is not (or no longer) the learner's, `NotOpenError` for drafts and closed
    objectives, `ValidationError` with a message per field.
    """
    if not 1 <= len(entries) <= MAX_ENTRIES:
        raise ValidationError(_("There is nothing to save."), code="empty")
    content = ("record_check_ins", *entries)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        rows = [_record(write, entry) for entry in entries]
        recalculate(
            learner=write.learner,
            objective_ids={row.objective_id for row in rows},
            key_result_ids={row.pk for row in rows},
            evidence=Evidence(cause=Cause.CHECK_IN, happened_at=write.now),
            now=write.now,
        )
        return write.remember(rows[0].public_id)


def _record(write: Write, entry: CheckInEntry) -> KeyResult:
    row = own_key_result(learner=write.learner, public_id=entry.key_result_id)
    if row.objective.state not in OPEN_STATES:
        raise NotOpenError
    details = _RECORD_DETAILS.get(row.kind, _record_nothing)(write, row, entry)
    takes_value = row.kind in {KeyResultKind.METRIC, KeyResultKind.STAY}
    if takes_value and entry.value is None:
        raise ValidationError({"value": ValidationError(_("Please write a number."), code="required")})
    check_in = CheckIn(
        key_result=row,
        checked_in_at=write.now,
        local_date=write.today,
        value=entry.value if takes_value else None,
        confidence=entry.confidence,
        note=_note(entry.note),
        details=details,
    )
    if not 1 <= entry.confidence <= 10:  # noqa: PLR2004 - the field's scale
        raise ValidationError({"confidence": ValidationError(_("Choose a number from 1 to 10."), code="confidence")})
    save_valid(check_in)
    KeyResult.objects.filter(pk=row.pk).update(
        last_confidence=check_in.confidence,
        last_check_in_at=check_in.checked_in_at,
        **({"current": check_in.value} if takes_value else {}),
    )
    return row


def _note(text: str) -> str:
    try:
        return clean_text(text, limit=NOTE_LIMIT)
    except ValidationError as error:
        raise ValidationError({"note": error}) from error


def _record_nothing(_write: Write, _row: KeyResult, _entry: CheckInEntry) -> dict[str, Any]:
    return {}


def _record_stages(write: Write, row: KeyResult, entry: CheckInEntry) -> dict[str, Any]:
    done: list[str] = []
    undone: list[str] = []
    for stage in row.stages.filter(public_id__in=entry.stages):
        is_done = entry.stages[stage.public_id]
        if is_done == (stage.done_at is not None):
            continue
        stage.done_at = write.now if is_done else None
        stage.save(update_fields=["done_at"])
        (done if is_done else undone).append(stage.title)
    return {"done": done, "undone": undone}


def _record_days(write: Write, row: KeyResult, entry: CheckInEntry) -> dict[str, Any]:
    _require_days(row.objective, entry.days, today=write.today)
    kept = {day for day, is_kept in entry.days.items() if is_kept}
    dropped = set(entry.days) - kept
    already = set(row.ticks.filter(ticked_on__in=kept).values_list("ticked_on", flat=True))
    HabitTick.objects.bulk_create([HabitTick(key_result=row, ticked_on=day) for day in sorted(kept - already)])
    row.ticks.filter(ticked_on__in=dropped).delete()
    return {"ticked": sorted(day.isoformat() for day in kept), "unticked": sorted(day.isoformat() for day in dropped)}


def _require_days(objective: Objective, days: Mapping[date, bool], *, today: date) -> None:
    """Only days of the objective that have come can be ticked: tomorrow is a plan, not a result."""
    if any(day > today or not objective.starts_on <= day <= objective.due_on for day in days):
        raise ValidationError(
            {"days": ValidationError(_("Only days from the start until today can be ticked."), code="day")}
        )


_RECORD_DETAILS = {KeyResultKind.MILESTONES.value: _record_stages, KeyResultKind.HABIT.value: _record_days}
