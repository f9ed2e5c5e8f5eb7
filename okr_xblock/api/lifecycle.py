"""Pausing an objective and going on with it, letting go of it, and taking up again what had ended."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from okr_xblock.domain.errors import BadTransitionError
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import FINAL_STATES, ObjectiveState, may_reopen, require_transition
from okr_xblock.models import Objective

from ._texts import clean_reason
from ._writes import Write, learner_write, save_valid
from .errors import NotOpenError
from .objectives import bump_version, find_objective
from .progress import Evidence, recalculate

__all__ = ["abandon_objective", "pause_objective", "reopen_objective", "resume_objective"]


def pause_objective(
    *, user_id: int, public_id: str, reason: str = "", submission_key: str = "", now: datetime | None = None
) -> str:
    """
    Ask for no check-ins for a while. No date moves, and what the platform says still counts.

    Raises `NotFoundError`, `NotOpenError` unless it is active, `ValidationError` for a reason that is too long.
    """
    content = ("pause_objective", public_id, reason)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = find_objective(learner=write.learner, public_id=public_id)
        _enter(write, row, ObjectiveState.PAUSED, reason=clean_reason(reason))
        return write.remember(row.public_id)


def resume_objective(
    *, user_id: int, public_id: str, reason: str = "", submission_key: str = "", now: datetime | None = None
) -> str:
    """Go on with a paused objective. Raises `NotFoundError`, `NotOpenError` unless it is paused."""
    content = ("resume_objective", public_id, reason)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = find_objective(learner=write.learner, public_id=public_id)
        if row.state != ObjectiveState.PAUSED:
            raise NotOpenError
        _enter(write, row, ObjectiveState.ACTIVE, reason=clean_reason(reason))
        return write.remember(row.public_id)


def abandon_objective(
    *, user_id: int, public_id: str, reason: str = "", submission_key: str = "", now: datetime | None = None
) -> str:
    """
    Let go of an objective before its time, with a word why; a draft, that nobody began, needs none.

    Raises `NotFoundError`, `NotOpenError` if it has ended already, `ValidationError` for ``reason``.
    """
    content = ("abandon_objective", public_id, reason)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = find_objective(learner=write.learner, public_id=public_id)
        _require_step(row, ObjectiveState.ABANDONED)
        reason = clean_reason(reason)
        if not reason and row.state != ObjectiveState.DRAFT:
            raise ValidationError({"reason": ValidationError(_("Please say why, in a word or two."), code="required")})
        row.closed_at = write.now
        _enter(write, row, ObjectiveState.ABANDONED, reason=reason)
        return write.remember(row.public_id)


def reopen_objective(
    *, user_id: int, public_id: str, reason: str = "", submission_key: str = "", now: datetime | None = None
) -> str:
    """
    Take up again what was closed or let go, while its cycle runs; see decision 7.

    Grade and outcome leave the row and stay in its history; the reflection waits as a draft for the next closing.
    Progress is what the rows say now: what the platform did meanwhile counts again. A draft is a draft again.
    Raises `NotFoundError`, `NotOpenError` if it has not ended, `ValidationError` after the cycle's last day, and if it
    was carried on already.
    """
    content = ("reopen_objective", public_id, reason)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = find_objective(learner=write.learner, public_id=public_id)
        state = ObjectiveState.DRAFT if row.published_at is None else ObjectiveState.ACTIVE
        _require_ended(write, row)
        row.closed_at, row.grade, row.proposed_grade, row.outcome, row.next_step = None, None, None, "", ""
        _enter(write, row, state, reason=clean_reason(reason), keeps_reason=False)
        recalculate(
            learner=write.learner,
            objective_ids=[row.pk],
            evidence=Evidence(cause=Cause.RECONCILED, happened_at=write.now),
            now=write.now,
        )
        return write.remember(row.public_id)


def _enter(write: Write, row: Objective, state: ObjectiveState, *, reason: str, keeps_reason: bool = True) -> None:
    """Save the row in its new state, the reason in the history and (while it explains the state) beside it."""
    _require_step(row, state)
    row.state = state
    row.state_reason = reason if keeps_reason and state != ObjectiveState.ACTIVE else ""
    save_valid(row, reason=reason, now=write.now)
    bump_version(row)


def _require_step(row: Objective, state: ObjectiveState) -> None:
    try:
        require_transition(ObjectiveState(row.state), state)
    except BadTransitionError as error:
        raise NotOpenError from error


def _require_ended(write: Write, row: Objective) -> None:
    if row.state not in FINAL_STATES:
        raise NotOpenError
    is_carried_on = row.carried_on.exclude(state=ObjectiveState.ABANDONED).exists() or _is_replaced(row)
    if is_carried_on:
        raise ValidationError(
            _("This goes on in a new objective already. Work on that one instead."), code="carried_on"
        )
    if not may_reopen(
        state=ObjectiveState(row.state), cycle_due_on=row.cycle.due_on, today=write.today, is_carried_on=is_carried_on
    ):
        raise ValidationError(
            _("Its cycle ended on %(date)s. What ended with it stays as it was.")
            % {"date": date_format(row.cycle.due_on)},
            code="cycle_over",
        )


def _is_replaced(row: Objective) -> bool:
    """Whether what `row` carries on was opened again itself, or is carried on by another one."""
    origin = row.carried_from
    if origin is None:
        return False
    others = origin.carried_on.exclude(pk=row.pk).exclude(state=ObjectiveState.ABANDONED)
    return origin.state != ObjectiveState.CLOSED or others.exists()
