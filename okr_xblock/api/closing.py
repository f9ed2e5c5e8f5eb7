"""Closing an objective: a grade, how it went, a reflection, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
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
from .board import view_folded, view_open
from .errors import NotFoundError, NotOpenError, StaleError
from .objectives import bump_version, find_objective
from .progress import Evidence, recalculate_rows

__all__ = [
    "Closed",
    "ClosingSpec",
    "ClosingView",
    "close_objective",
    "list_to_close",
    "read_closing",
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
class Closed:
    """What closing made: `carried_to` is the public id of the objective that goes on, None when it was let go."""

    public_id: str
    carried_to: str | None


def list_to_close(
    *, user_id: int, course_key: CourseKey | None, now: datetime | None = None
) -> tuple[ObjectiveView, ...]:
    """The learner's open objectives at home in this course (without one: all) that are past due, oldest first."""
    now = now or timezone.now()
    query = objectives_for_views().filter(
        learner__user_id=user_id, state__in=OPEN_STATES, due_on__lte=now.astimezone(UTC).date() + timedelta(days=1)
    )
    if course_key is not None:
        query = query.filter(home_course=course_key)
    rows = list(query.order_by("due_on", "pk"))
    if not rows:
        return ()
    return tuple(view for view in view_folded(learner=rows[0].learner, rows=rows, now=now) if view.is_to_close)


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
    (objective,) = view_open(learner=learner, rows=[row], now=now)
    return ClosingView(
        objective=objective,
        row_version=row.row_version,
        proposed_grade=proposed_grade(objective.progress),
        spec=ClosingSpec(
            grade=row.grade,
            outcome=Outcome(row.outcome) if row.outcome else None,
            next_step=NextStep(row.next_step) if row.next_step else DEFAULT_NEXT_STEP,
            proud=row.reflection_proud,
            obstacle=row.reflection_obstacle,
            change=row.reflection_change,
        ),
    )
