"""Check-ins: the learner says how it is going. They are only ever added."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.confidence import MAX, MIN
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.habits import may_still_tick
from okr_xblock.domain.lifecycle import OPEN_STATES, KeyResultKind, ObjectiveState
from okr_xblock.domain.schedule import local_date, next_check_in_on
from okr_xblock.models import CheckIn, HabitTick, KeyResult, Learner, Objective, Stage

from ._board_views import ObjectiveView, objectives_for_views
from ._learners import zone_of
from ._measures import prefetch_material
from ._rows import update_columns
from ._texts import NOTE_LIMIT, clean_text
from ._writes import Write, learner_write, require_amounts
from .board import view_open
from .errors import NotFoundError, NotOpenError
from .progress import Evidence, recalculate_rows

__all__ = ["MAX_ENTRIES", "CheckInEntry", "DueView", "read_due", "record_check_ins"]

MAX_ENTRIES = 100
"""In one form."""

_SAID_IN_KEY_RESULT = ("current", "last_confidence", "previous_confidence", "last_check_in_at")


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


@dataclass(frozen=True, kw_only=True)
class DueView:
    """
    What to check in on: objectives with those of their key results.

    `is_any_due` is False where nothing waits today and all that runs is offered; `count` is how many are due, and
    `next_due_on` the day from which the next one will be (the earliest past one, if some are due), None for never.
    """

    objectives: tuple[ObjectiveView, ...]
    is_any_due: bool
    count: int
    next_due_on: date | None


def read_due(
    *, user_id: int, course_key: CourseKey | None, everything: bool = False, now: datetime | None = None
) -> DueView:
    """
    The key results that are due for a check-in today at home in this course, or (without a course) anywhere.

    If none is, or with `everything`, all that run; never those of drafts, paused, closed or not yet started objectives.
    """
    now = now or timezone.now()
    query = objectives_for_views().filter(learner__user_id=user_id, state=ObjectiveState.ACTIVE)
    if course_key is not None:
        query = query.filter(home_course=course_key)
    rows = list(query.order_by("due_on", "pk"))
    if not rows:
        return DueView(objectives=(), is_any_due=False, count=0, next_due_on=None)
    learner = rows[0].learner
    today = local_date(now, zone_of(learner))
    views = view_open(learner=learner, rows=[row for row in rows if row.starts_on <= today], now=now)
    count = sum(view.due_count for view in views)
    asked = [view.next_due_on for view in views if view.next_due_on is not None]
    coming = [_first_due_on(row) for row in rows if row.starts_on > today]
    shown = views if everything or not count else tuple(_only_due(view) for view in views if view.due_count)
    return DueView(
        objectives=tuple(view for view in shown if view.key_results),
        is_any_due=count > 0,
        count=count,
        next_due_on=min([*asked, *coming], default=None),
    )


def record_check_ins(
    *, user_id: int, entries: Sequence[CheckInEntry], submission_key: str = "", now: datetime | None = None
) -> str:
    """
    Record one check-in per entry, all or none, and recalculate once. Returns the first key result's public id.

    Raises `NotFoundError` if any is not (or no longer) the learner's, `NotOpenError` for drafts and closed objectives,
    `ValidationError` with a message per field: ``value``, or ``<key result's public id>.value`` of several entries. The
    number of reads is the same for one entry and for a hundred; derived columns are sent for each row.
    """
    if not 1 <= len(entries) <= MAX_ENTRIES:
        raise ValidationError(_("There is nothing to save."), code="empty")
    content = ("record_check_ins", *entries)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        rows = _rows_beside(write.learner, [entry.key_result_id for entry in entries])
        said = [(_find(rows, entry), entry) for entry in entries]
        taken = list({row.pk: row for row, _entry in said}.values())
        check_ins = _valid_check_ins(write, said)
        _save_stages(write, said, check_ins)
        _save_days(said, check_ins)
        for (row, _entry), check_in in zip(said, check_ins, strict=True):
            _take(row, check_in)
        CheckIn.objects.bulk_create(check_ins)
        unmoved = [row for row in taken if not any(_can_move(row, entry) for about, entry in said if about is row)]
        # Only now: what measuring reads holds what was said a moment ago.
        prefetch_material([row for row in taken if row not in unmoved])
        recalculate_rows(
            learner=write.learner,
            objectives=list({row.objective_id: row.objective for row in taken}.values()),
            key_results=rows,
            wanted=taken,
            unmoved=unmoved,
            also_write=_SAID_IN_KEY_RESULT,
            evidence=Evidence(cause=Cause.CHECK_IN, happened_at=write.now),
            now=write.now,
        )
        _see([row for row in rows if row not in taken])
        return write.remember(said[0][0].public_id)


def _first_due_on(row: Objective) -> date:
    """When the first check-in of an objective that has not begun yet will be due."""
    return next_check_in_on(last_on=None, started_on=row.starts_on, due_on=row.due_on, cadence_days=row.cadence_days)


def _only_due(view: ObjectiveView) -> ObjectiveView:
    return replace(view, key_results=tuple(row for row in view.key_results if row.is_due))


def _rows_beside(learner: Learner, public_ids: Sequence[str]) -> list[KeyResult]:
    """All key results of the objectives that hold these: an objective's share needs each of them."""
    named = KeyResult.objects.filter(public_id__in=public_ids, removed_at__isnull=True).values("objective")
    objectives = {row.pk: row for row in Objective.objects.filter(learner=learner, pk__in=named)}
    rows = list(KeyResult.objects.filter(objective__in=objectives, removed_at__isnull=True))
    for row in rows:
        row.objective = objectives[row.objective_id]
    return rows


def _see(rows: Sequence[KeyResult]) -> None:
    """Who checks in on one key result has seen the others of its objective: what moved there is no news any more."""
    news = [row for row in rows if row.seen_fraction != row.progress_fraction]
    for row in news:
        row.seen_fraction = row.progress_fraction
    update_columns(news, ["seen_fraction"])


def _find(rows: Sequence[KeyResult], entry: CheckInEntry) -> KeyResult:
    row = next((row for row in rows if row.public_id == entry.key_result_id), None)
    if row is None:
        raise NotFoundError
    if row.objective.state not in OPEN_STATES:
        raise NotOpenError
    return row


def _valid_check_ins(write: Write, said: Sequence[tuple[KeyResult, CheckInEntry]]) -> list[CheckIn]:
    """The check-ins, unsaved. Raises `ValidationError` naming every field of every entry that has a problem."""
    check_ins = []
    errors: dict[str, Any] = {}
    for row, entry in said:
        try:
            check_ins.append(_valid_check_in(write, row, entry))
        except ValidationError as error:
            prefix = f"{entry.key_result_id}." if len(said) > 1 else ""
            errors.update({f"{prefix}{name}": problems for name, problems in error.error_dict.items()})
    if errors:
        raise ValidationError(errors)
    return check_ins


def _valid_check_in(write: Write, row: KeyResult, entry: CheckInEntry) -> CheckIn:
    errors: dict[str, Any] = {}
    takes_value = row.kind in {KeyResultKind.METRIC, KeyResultKind.STAY}
    if takes_value and entry.value is None:
        errors["value"] = ValidationError(_("Please write a number."), code="required")
    if not MIN <= entry.confidence <= MAX:
        errors["confidence"] = ValidationError(_("Choose a number from 1 to 10."), code="confidence")
    impossible = _impossible_days(row.objective, entry.days, today=write.today)
    if row.kind == KeyResultKind.HABIT and impossible:
        errors["days"] = ValidationError(_refused_days(impossible), code="day")
    check_in = CheckIn(
        key_result=row,
        checked_in_at=write.now,
        local_date=write.today,
        value=entry.value if takes_value else None,
        confidence=entry.confidence,
    )
    try:
        check_in.note = clean_text(entry.note, limit=NOTE_LIMIT)
    except ValidationError as error:
        errors["note"] = error
    try:
        # The note was looked at a line above, in words of our own; the confidence too.
        check_in.clean_fields(exclude={"key_result", "note", "confidence", "details"})
        require_amounts(check_in)
    except ValidationError as error:
        errors.update({name: problems for name, problems in error.error_dict.items() if name not in errors})
    if errors:
        raise ValidationError(errors)
    return check_in


def _impossible_days(objective: Objective, days: Iterable[date], *, today: date) -> list[date]:
    """All but days of the objective that came lately: tomorrow is a plan, and older weeks are told."""
    return sorted(
        day for day in days if not (may_still_tick(day, today=today) and objective.starts_on <= day <= objective.due_on)
    )


def _refused_days(days: Sequence[date]) -> str:
    """Names them: at midnight from Sunday to Monday a form that stands open loses a week, and nothing else of it."""
    return _(
        "Only days of this week and last week, from the start until today, can change. Left out: %(days)s. "
        "Save again to keep the rest."
    ) % {"days": " · ".join(date_format(day, "MONTH_DAY_FORMAT") for day in days)}


def _can_move(row: KeyResult, entry: CheckInEntry) -> bool:
    """
    Whether its share may be another one after this.

    A course says itself how far it is; of stages and days only those count that changed. The first check-in of all
    makes "no data" a share.
    """
    if row.kind == KeyResultKind.COURSE:
        return False
    said_before = {KeyResultKind.MILESTONES: entry.stages, KeyResultKind.HABIT: entry.days}
    return not row.progress_ratio or bool(said_before.get(KeyResultKind(row.kind), True))


def _take(row: KeyResult, check_in: CheckIn) -> None:
    """Set what the row keeps of its last check-in (unsaved)."""
    row.previous_confidence, row.last_confidence = row.last_confidence, check_in.confidence
    row.last_check_in_at = check_in.checked_in_at
    if row.kind in {KeyResultKind.METRIC, KeyResultKind.STAY}:
        row.current = check_in.value


def _save_stages(write: Write, said: Sequence[tuple[KeyResult, CheckInEntry]], check_ins: Sequence[CheckIn]) -> None:
    """Do and undo the stages that the entries name, and write into the check-ins (unsaved) which."""
    prefetch_material([row for row, entry in said if row.kind == KeyResultKind.MILESTONES and entry.stages])
    changed: dict[int, Stage] = {}
    for (row, entry), check_in in zip(said, check_ins, strict=True):
        if row.kind != KeyResultKind.MILESTONES or not entry.stages:
            continue
        mine = [s for s in row.stages.all() if entry.stages.get(s.public_id, s.done_at is not None) != bool(s.done_at)]
        for stage in mine:
            stage.done_at = None if stage.done_at else write.now
        changed.update({stage.pk: stage for stage in mine})
        check_in.details = {
            "done": [stage.title for stage in mine if stage.done_at],
            "undone": [stage.title for stage in mine if not stage.done_at],
        }
    if changed:
        stages = list(changed.values())
        update_columns(stages, ["done_at"])
        Stage.history.bulk_history_create(stages, update=True, default_date=write.now)


def _save_days(said: Sequence[tuple[KeyResult, CheckInEntry]], check_ins: Sequence[CheckIn]) -> None:
    """Tick and untick the days that the entries name, and write into the check-ins (unsaved) which."""
    wanted: dict[tuple[KeyResult, date], bool] = {}
    for (row, entry), check_in in zip(said, check_ins, strict=True):
        if row.kind != KeyResultKind.HABIT:
            continue
        wanted.update({(row, day): is_kept for day, is_kept in entry.days.items()})
        check_in.details = {
            "ticked": sorted(day.isoformat() for day, is_kept in entry.days.items() if is_kept),
            "unticked": sorted(day.isoformat() for day, is_kept in entry.days.items() if not is_kept),
        }
    kept = [HabitTick(key_result=row, ticked_on=day) for (row, day), is_kept in wanted.items() if is_kept]
    # A day that is ticked already stays as it is; for any other conflict there is no room under the lock.
    HabitTick.objects.bulk_create(kept, ignore_conflicts=True)
    dropped = [Q(key_result=row, ticked_on=day) for (row, day), is_kept in wanted.items() if not is_kept]
    if dropped:
        HabitTick.objects.filter(reduce(or_, dropped)).delete()
