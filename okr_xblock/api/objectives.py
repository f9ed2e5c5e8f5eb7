"""Objectives: what a learner wants to reach."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.errors import EmptyWindowError, OutsideCycleError
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import (
    OFFERED_VISIBILITIES,
    OPEN_STATES,
    Ambition,
    Category,
    ObjectiveState,
    Visibility,
    require_transition,
)
from okr_xblock.domain.schedule import DateRange, require_inside
from okr_xblock.models import Cycle, Initiative, KeyResult, Learner, Objective, OrganisationGoal
from okr_xblock.platform_adapters import get_platform

from ._texts import WHY_LIMIT, clean_reason, clean_text, clean_title
from ._writes import Write, learner_write, save_valid
from .cycles import cycle_on
from .errors import ForbiddenError, NotFoundError, NotOpenError, StaleError
from .goals import list_goals
from .progress import Evidence, recalculate

__all__ = [
    "ObjectiveDetail",
    "ObjectiveSpec",
    "create_objective",
    "get_objective",
    "publish_objective",
    "revise_objective",
]

_Part = TypeVar("_Part", KeyResult, Initiative)

EDITABLE_STATES = (ObjectiveState.DRAFT, *OPEN_STATES)


@dataclass(frozen=True, kw_only=True)
class ObjectiveSpec:
    """
    What a learner writes about an objective. Dates left out are the cycle's.

    `goal_id` (a public id) names the organisation's goal that it serves; none is as good.
    """

    title: str
    why: str = ""
    category: Category = Category.GROWTH
    ambition: Ambition = Ambition.ASPIRATIONAL
    visibility: Visibility = Visibility.PRIVATE
    starts_on: date | None = None
    due_on: date | None = None
    goal_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ObjectiveDetail:
    """An objective as its own form shows it."""

    public_id: str
    row_version: int
    state: ObjectiveState
    home_course: CourseKey | None
    spec: ObjectiveSpec


def get_objective(*, user_id: int, public_id: str) -> ObjectiveDetail:
    """The learner's own objective. Raises `NotFoundError` for anything else."""
    row = Objective.objects.select_related("goal").filter(learner__user_id=user_id, public_id=public_id).first()
    if row is None:
        raise NotFoundError
    return _detail(row)


def create_objective(
    *,
    user_id: int,
    home_course: CourseKey | None,
    spec: ObjectiveSpec,
    begins_now: bool = False,
    submission_key: str = "",
    now: datetime | None = None,
) -> str:
    """
    Write down a new objective as a draft, private unless the learner says otherwise. Returns its public id.

    With `begins_now`, a start that is left out is today's date rather than the cycle's. (Given as a date, the same form
    sent again after midnight would be another one.)
    Raises `ForbiddenError` if the learner neither takes nor staffs the home course, `ValidationError` per field.
    """
    if home_course is not None and not may_write_in(user_id=user_id, course_key=home_course):
        raise ForbiddenError
    content = ("create_objective", home_course, spec)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        cycle = cycle_on(course_key=home_course, today=write.today)
        row = Objective(learner=write.learner, home_course=home_course, cycle=cycle, cadence_days=cycle.cadence_days)
        if begins_now and spec.starts_on is None:
            spec = replace(spec, starts_on=first_day(cycle, write.today))
        _fill(row, spec, cycle, today=write.today)
        save_valid(row, now=write.now)
        return write.remember(row.public_id)


def revise_objective(
    *,
    user_id: int,
    public_id: str,
    row_version: int,
    spec: ObjectiveSpec,
    reason: str = "",
    submission_key: str = "",
    now: datetime | None = None,
) -> str:
    """
    Change wording, dates or visibility; old and new stay in the history with the reason.

    A draft whose cycle is over moves into the one that runs, and needs dates there.
    Raises `NotFoundError`, `NotOpenError` once closed, `StaleError` if `row_version` is no longer the current one,
    `ValidationError` per field.
    """
    content = ("revise_objective", public_id, row_version, spec, reason)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = own_objective(learner=write.learner, public_id=public_id)
        if row.row_version != row_version:
            raise StaleError(_detail(row))
        if row.state == ObjectiveState.DRAFT and row.cycle.due_on < write.today:
            # What was never begun may begin in the cycle that runs now.
            row.cycle = cycle_on(course_key=row.home_course, today=write.today)
            row.cadence_days = row.cycle.cadence_days
        _fill(row, spec, row.cycle, today=write.today)
        save_valid(row, reason=clean_reason(reason), now=write.now)
        bump_version(row)
        recalculate(
            learner=write.learner,
            objective_ids=[row.pk],
            evidence=Evidence(cause=Cause.REVISION, happened_at=write.now),
            now=write.now,
        )
        return write.remember(row.public_id)


def publish_objective(*, user_id: int, public_id: str, submission_key: str = "", now: datetime | None = None) -> str:
    """
    Start a draft: from now on it has a pace, and its milestones earn badges. One that runs already is left as it is.

    Raises `NotFoundError`, `NotOpenError` for one that rests or has ended, `ValidationError` without a key result, and
    for one whose dates are over.
    """
    content = ("publish_objective", public_id)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = own_objective(learner=write.learner, public_id=public_id)
        if row.state == ObjectiveState.ACTIVE:
            return write.remember(row.public_id)  # started in another tab
        if row.state != ObjectiveState.DRAFT:
            raise NotOpenError
        if not row.key_results.filter(removed_at__isnull=True).exists():
            raise ValidationError(_("Add at least one key result first: how will you notice?"), code="no_key_results")
        if row.due_on < write.today:
            raise ValidationError(_("Its dates are over. Give it new ones first."), code="over")
        require_transition(ObjectiveState(row.state), ObjectiveState.ACTIVE)
        row.state = ObjectiveState.ACTIVE
        row.published_at = write.now
        save_valid(row, now=write.now)
        bump_version(row)
        _recalculate_after_start(write, row)
        return write.remember(row.public_id)


def own_objective(*, learner: Learner, public_id: str) -> Objective:
    """An objective of the (locked) learner that may still be changed. Raises `NotFoundError`, `NotOpenError`."""
    row = find_objective(learner=learner, public_id=public_id)
    if row.state not in EDITABLE_STATES:
        raise NotOpenError
    return row


def own_part(rows: QuerySet[_Part], *, learner: Learner, public_id: str) -> _Part:
    """One of these rows, of the (locked) learner, that may still be changed. Raises `NotFoundError`, `NotOpenError`."""
    row = rows.filter(objective__learner=learner, public_id=public_id, removed_at__isnull=True).first()
    if row is None:
        raise NotFoundError
    if row.objective.state not in EDITABLE_STATES:
        raise NotOpenError
    return row


def find_objective(*, learner: Learner, public_id: str) -> Objective:
    """An objective of the (locked) learner in any state. Raises `NotFoundError`."""
    row = Objective.objects.select_related("cycle", "goal").filter(learner=learner, public_id=public_id).first()
    if row is None:
        raise NotFoundError
    return row


def may_write_in(*, user_id: int, course_key: CourseKey) -> bool:
    """Whether this person takes or staffs the course: being logged in is not enough to write goals into it."""
    platform = get_platform()
    return platform.is_enrolled(user_id=user_id, course_key=course_key) or platform.is_course_staff(
        user_id=user_id, course_key=course_key
    )


def first_day(cycle: Cycle, today: date) -> date:
    """
    When a new objective of this cycle begins unless its learner says otherwise: today, so that nobody is behind.

    On the cycle's last day, when nothing could begin and end, and outside of it, the cycle's first.
    """
    return today if cycle.starts_on <= today < cycle.due_on else cycle.starts_on


def bump_version(row: Objective) -> None:
    """Make every older form of this row stale."""
    Objective.objects.filter(pk=row.pk).update(row_version=F("row_version") + 1)


def _recalculate_after_start(write: Write, row: Objective) -> None:
    recalculate(
        learner=write.learner,
        objective_ids=[row.pk],
        evidence=Evidence(cause=Cause.LINKED, happened_at=write.now),
        now=write.now,
    )


def _fill(row: Objective, spec: ObjectiveSpec, cycle: Cycle, *, today: date) -> None:
    """Copy what was written onto the row. Raises `ValidationError` naming every field that has a problem."""
    errors: dict[str, Exception] = {}
    for field, clean in (("title", clean_title), ("why", partial(clean_text, limit=WHY_LIMIT))):
        try:
            setattr(row, field, clean(getattr(spec, field)))
        except ValidationError as error:
            errors[field] = error
    if spec.visibility not in OFFERED_VISIBILITIES:
        errors["visibility"] = ValidationError(_("Choose one of the offered answers."), code="visibility")
    row.category, row.ambition, row.visibility = spec.category, spec.ambition, spec.visibility
    row.starts_on, row.due_on = spec.starts_on or cycle.starts_on, spec.due_on or cycle.due_on
    errors.update(_date_errors(row, cycle))
    try:
        row.goal = _goal(spec.goal_id, kept=row.goal, today=today)
    except ValidationError as error:
        errors["goal_id"] = error
    if errors:
        raise ValidationError(errors)


def _goal(public_id: str | None, *, kept: OrganisationGoal | None, today: date) -> OrganisationGoal | None:
    """The goal of this name. Raises `ValidationError` unless it is offered now; one that was chosen before may stay."""
    if public_id is None or (kept is not None and kept.public_id == public_id):
        return kept if public_id else None
    goal = OrganisationGoal.objects.filter(public_id=public_id).first()
    # Asked for first: of one that is deleted in between, nothing is left to be offered.
    if goal is None or public_id not in {offered.public_id for offered in list_goals(today=today)}:
        raise ValidationError(_("Choose one of the offered answers."), code="goal")
    return goal


def _date_errors(row: Objective, cycle: Cycle) -> dict[str, Exception]:
    try:
        require_inside(cycle=DateRange(cycle.starts_on, cycle.due_on), dates=DateRange(row.starts_on, row.due_on))
    except EmptyWindowError:
        return {"due_on": ValidationError(_("The due date must be after the start."), code="empty_window")}
    except OutsideCycleError:
        field = "starts_on" if row.starts_on < cycle.starts_on else "due_on"
        message = _("The cycle runs from %(start)s to %(due)s.") % {
            "start": date_format(cycle.starts_on),
            "due": date_format(cycle.due_on),
        }
        return {field: ValidationError(message, code="outside_cycle")}
    return {}


def _detail(row: Objective) -> ObjectiveDetail:
    return ObjectiveDetail(
        public_id=row.public_id,
        row_version=row.row_version,
        state=ObjectiveState(row.state),
        home_course=row.home_course,
        spec=ObjectiveSpec(
            title=row.title,
            why=row.why,
            category=Category(row.category),
            ambition=Ambition(row.ambition),
            visibility=Visibility(row.visibility),
            starts_on=row.starts_on,
            due_on=row.due_on,
            goal_id=row.goal.public_id if row.goal else None,
        ),
    )
