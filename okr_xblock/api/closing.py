"""Closing an objective: a grade, how it went, a reflection, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.closing import DEFAULT_NEXT_STEP, NextStep, Outcome
from okr_xblock.domain.errors import RuleError
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.grading import proposed_grade, require_grade
from okr_xblock.domain.lifecycle import OPEN_STATES, ObjectiveState, require_transition
from okr_xblock.models import KeyResult, Learner, Objective

from ._board_views import ObjectiveView, objectives_for_views, roll_up
from ._carrying import carry_on
from ._measures import prefetch_material
from ._texts import clean_text
from ._writes import Write, learner_write, save_valid
from .board import key_results_of, view_all, view_folded, view_open
from .errors import NotFoundError, NotOpenError, StaleError
from .looking_back import CycleView, view_cycle
from .objectives import bump_version, find_objective
from .progress import Evidence, recalculate_rows

__all__ = [
    "Closed",
    "ClosingPage",
    "ClosingSpec",
    "ClosingView",
    "close_objective",
    "list_to_close",
    "read_closing",
    "read_closing_page",
    "save_closing_draft",
]

REFLECTION_LIMIT = 2000
_TENTH = Decimal("0.1")
_ID_LENGTH = 32


@dataclass(frozen=True, kw_only=True)
class ClosingSpec:
    """
    What a learner says at the end: a grade from 0.0 to 1.0 in tenths, the outcome, and three answers.

    Closing needs an outcome, and a grade unless the objective has no data or was dropped; a draft needs nothing.
    """

    grade: Decimal | None
    outcome: Outcome | None
    next_step: NextStep = DEFAULT_NEXT_STEP
    proud: str = ""
    obstacle: str = ""
    change: str = ""


@dataclass(frozen=True, kw_only=True)
class ClosingView:
    """
    An objective about to be closed: open, with the draft of what is said at its end.

    `proposed_grade` is what the data suggest, None without data; `spec.grade` only what the learner chose.
    """

    objective: ObjectiveView
    row_version: int
    proposed_grade: Decimal | None
    spec: ClosingSpec


@dataclass(frozen=True, kw_only=True)
class ClosingPage:
    """
    All that the page of closing shows.

    `closing` is the objective that was asked for, else the first that waits; None if there is none, and if the one that
    was asked for has ended (`has_ended`). `waiting` are those past due, oldest first. `cycle` is that of the objective.
    """

    closing: ClosingView | None
    has_ended: bool
    waiting: tuple[ObjectiveView, ...]
    cycle: CycleView | None


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What closing made: `carried_to` is the public id of the objective that goes on, None when it was let go."""

    public_id: str
    carried_to: str | None


def list_to_close(
    *, user_id: int, course_key: CourseKey | None, now: datetime | None = None
) -> tuple[ObjectiveView, ...]:
    """The learner's open objectives at home in this course (without one: all) that are past due, oldest first."""
    now = now or timezone.now()
    query = objectives_for_views().filter(_is_nearly_due(now), learner__user_id=user_id)
    if course_key is not None:
        query = query.filter(home_course=course_key)
    rows = list(query.order_by("due_on", "pk"))
    if not rows:
        return ()
    return tuple(view for view in view_folded(learner=rows[0].learner, rows=rows, now=now) if view.is_to_close)


def read_closing_page(
    *, user_id: int, course_key: CourseKey | None, public_id: str = "", now: datetime | None = None
) -> ClosingPage:
    """
    The form of one objective, what else waits, and the cycle so far, in ten statements however many there are.

    Raises `NotFoundError` for a `public_id` that is not the learner's, `NotOpenError` for that of a draft.
    """
    now = now or timezone.now()
    mine = Objective.objects.filter(learner__user_id=user_id)
    here = Q() if course_key is None else Q(home_course=course_key)
    wanted = Q(public_id=public_id) if public_id else here & _is_nearly_due(now)
    # The waiting, and with them whatever shares a cycle with what is about to be closed.
    cycles = mine.filter(wanted).values("cycle")
    rows = list(
        objectives_for_views()
        .filter(Q(public_id=public_id) | here & (_is_nearly_due(now) | Q(cycle__in=cycles)), learner__user_id=user_id)
        .order_by("due_on", "pk")
    )
    if public_id and all(row.public_id != public_id for row in rows):
        raise NotFoundError
    if not rows:
        return ClosingPage(closing=None, has_ended=False, waiting=(), cycle=None)
    return _closing_page(rows, public_id, now)


def read_closing(*, user_id: int, public_id: str, now: datetime | None = None) -> ClosingView:
    """
    What the closing form of an own objective shows; one that is not due yet may be closed as well.

    Raises `NotFoundError`, `NotOpenError` for a draft and for what has ended already.
    """
    row = objectives_for_views().filter(learner__user_id=user_id, public_id=public_id).first()
    if row is None:
        raise NotFoundError
    if row.state not in OPEN_STATES:
        raise NotOpenError
    return _view(row.learner, row, now or timezone.now())


def save_closing_draft(
    *,
    user_id: int,
    public_id: str,
    row_version: int,
    spec: ClosingSpec,
    submission_key: str = "",
    now: datetime | None = None,
) -> str:
    """
    Keep what was said so far; nothing ends yet. Returns the public id.

    Raises `NotFoundError`, `NotOpenError`, `StaleError` (with a `ClosingView`), `ValidationError` per field.
    """
    content = ("save_closing_draft", public_id, row_version, spec)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = _own_open(write, public_id, row_version)
        _fill(row, spec)
        # Nothing is decided yet, and what is only a draft is no history.
        row.skip_history_when_saving = True  # type: ignore[attr-defined]
        save_valid(row, now=write.now)
        bump_version(row)
        return write.remember(row.public_id)


def close_objective(
    *,
    user_id: int,
    public_id: str,
    row_version: int,
    spec: ClosingSpec,
    submission_key: str = "",
    now: datetime | None = None,
) -> Closed:
    """
    Close an open objective, due or not: its grade and its shares stand from now on, later events are only noted.

    Kept, a new objective runs in the next cycle; to be changed, it is a draft there; see `carry_on`. Raises
    `NotFoundError`, `NotOpenError` if it is a draft or has ended already, `StaleError` (with a `ClosingView`),
    `ValidationError` per field.
    """
    content = ("close_objective", public_id, row_version, spec)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            # Two ids of 32 characters, or one.
            first, second = write.earlier_result[:_ID_LENGTH], write.earlier_result[_ID_LENGTH:]
            return Closed(public_id=first, carried_to=second or None)
        row = _own_open(write, public_id, row_version)
        key_results = _measure(write, row)
        row.proposed_grade = proposed_grade(roll_up(key_results))
        _fill(row, spec)
        _require_answers(row)
        require_transition(ObjectiveState(row.state), ObjectiveState.CLOSED)
        row.state, row.state_reason, row.closed_at = ObjectiveState.CLOSED, "", write.now
        save_valid(row, now=write.now)
        bump_version(row)
        new = carry_on(write, row, key_results, spec.next_step)
        write.remember(row.public_id + (new.public_id if new else ""))
        return Closed(public_id=row.public_id, carried_to=new.public_id if new else None)


def _is_nearly_due(now: datetime) -> Q:
    """Open and past due in some time zone; the learner's own decides, once it is known."""
    return Q(state__in=OPEN_STATES, due_on__lte=now.astimezone(UTC).date() + timedelta(days=1))


def _closing_page(rows: Sequence[Objective], public_id: str, now: datetime) -> ClosingPage:
    key_results = key_results_of(rows)
    learner = rows[0].learner
    folded = view_all(learner, rows, key_results, open_ids=set(), now=now)
    waiting = tuple(view for view in folded if view.is_to_close)
    asked_id = public_id or (waiting[0].public_id if waiting else "")
    asked = next((row for row in rows if row.public_id == asked_id), None)
    if asked is None:
        return ClosingPage(closing=None, has_ended=False, waiting=(), cycle=None)
    if asked.state == ObjectiveState.DRAFT:
        raise NotOpenError
    has_ended = asked.state not in OPEN_STATES
    of_cycle = [row for row in rows if row.cycle_id == asked.cycle_id and row.published_at is not None]
    # Before the asked one's material: the habits of the whole cycle are fetched with one statement.
    cycle = view_cycle(of_cycle, key_results, now=now)
    of_asked = [row for row in key_results if row.objective_id == asked.pk]
    closing = None
    if not has_ended:
        (view,) = view_all(learner, [asked], of_asked, open_ids={asked.pk}, now=now)
        closing = _closing_view(asked, view)
    return ClosingPage(closing=closing, has_ended=has_ended, waiting=waiting, cycle=cycle)


def _own_open(write: Write, public_id: str, row_version: int) -> Objective:
    row = find_objective(learner=write.learner, public_id=public_id)
    if row.state not in OPEN_STATES:
        raise NotOpenError
    if row.row_version != row_version:
        raise StaleError(_view(write.learner, row, write.now))
    return row


def _measure(write: Write, row: Objective) -> Sequence[KeyResult]:
    """The key results, and the objective's derived values, as of now: the trail ends on the day of the closing."""
    key_results = list(row.key_results.filter(removed_at__isnull=True))
    prefetch_material(key_results)
    recalculate_rows(
        learner=write.learner,
        objectives=[row],
        key_results=key_results,
        wanted=key_results,
        evidence=Evidence(cause=Cause.RECONCILED, happened_at=write.now),
        now=write.now,
    )
    return key_results


def _fill(row: Objective, spec: ClosingSpec) -> None:
    """Copy what was said onto the row. Raises `ValidationError` naming every field that has a problem."""
    errors: dict[str, Exception] = {}
    for name in ("proud", "obstacle", "change"):
        try:
            setattr(row, f"reflection_{name}", clean_text(getattr(spec, name), limit=REFLECTION_LIMIT))
        except ValidationError as error:
            errors[name] = error
    if spec.grade is not None and not _is_grade(spec.grade):
        errors["grade"] = ValidationError(_("Choose a grade from 0.0 to 1.0, in tenths."), code="grade")
    if errors:
        raise ValidationError(errors)
    row.grade = None if spec.grade is None else spec.grade.quantize(_TENTH)
    row.outcome = spec.outcome.value if spec.outcome else ""
    row.next_step = spec.next_step.value


def _is_grade(grade: Decimal) -> bool:
    try:
        return (require_grade(grade) * 10).denominator == 1
    except RuleError:
        return False


def _require_answers(row: Objective) -> None:
    """Nothing is graded by itself: the learner says how it went, and with data, how far."""
    errors: dict[str, Exception] = {}
    if not row.outcome:
        errors["outcome"] = ValidationError(_("Say how it ended."), code="required")
    if row.grade is None and row.proposed_grade is not None and row.outcome != Outcome.DROPPED:
        errors["grade"] = ValidationError(_("Choose a grade: how far did you get?"), code="required")
    if errors:
        raise ValidationError(errors)


def _view(learner: Learner, row: Objective, now: datetime) -> ClosingView:
    (view,) = view_open(learner=learner, rows=[row], now=now)
    return _closing_view(row, view)


def _closing_view(row: Objective, view: ObjectiveView) -> ClosingView:
    return ClosingView(
        objective=view,
        row_version=row.row_version,
        proposed_grade=proposed_grade(view.progress),
        spec=ClosingSpec(
            grade=row.grade,
            outcome=Outcome(row.outcome) if row.outcome else None,
            next_step=NextStep(row.next_step) if row.next_step else DEFAULT_NEXT_STEP,
            proud=row.reflection_proud,
            obstacle=row.reflection_obstacle,
            change=row.reflection_change,
        ),
    )
