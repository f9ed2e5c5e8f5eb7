"""Initiatives: to-dos under an objective. Doing one adds no progress; what it changes does."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okr_xblock.domain.schedule import local_date
from okr_xblock.models import Initiative, Learner

from ._learners import zone_of
from ._texts import clean_title
from ._writes import learner_write, save_valid
from .errors import NotFoundError, StaleError
from .objectives import own_objective, own_part

__all__ = [
    "MAX_INITIATIVES",
    "InitiativeSpec",
    "InitiativeView",
    "add_initiative",
    "get_initiative",
    "list_initiatives",
    "remove_initiative",
    "revise_initiative",
    "set_initiative_done",
    "view_initiatives",
]

MAX_INITIATIVES = 50
"""Per objective."""

FAR_YEARS = 10


@dataclass(frozen=True, kw_only=True)
class InitiativeSpec:
    """What a learner writes about a to-do. Its date is a wish: nothing happens when it passes."""

    title: str
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class InitiativeView:
    """A to-do as its objective and its form show it; dates are the learner's own."""

    public_id: str
    objective_id: str
    row_version: int
    title: str
    due_on: date | None
    done_on: date | None

    @property
    def is_done(self) -> bool:
        """Whether it is ticked."""
        return self.done_on is not None


def view_initiatives(*, objective_ids: Collection[int], zone: tzinfo) -> dict[int, tuple[InitiativeView, ...]]:
    """The to-dos of these objectives (primary keys) in the order they were written; without any, no key."""
    # Of the objective its id alone: naming all its columns would cost more than the rows.
    rows = (
        Initiative.objects.select_related("objective")
        .filter(objective__in=objective_ids, removed_at__isnull=True)
        .only("public_id", "row_version", "title", "due_on", "done_at", "objective__public_id")
    )
    found: dict[int, tuple[InitiativeView, ...]] = {}
    for row in rows:
        found[row.objective_id] = (*found.get(row.objective_id, ()), _view(row, zone))
    return found


def list_initiatives(*, user_id: int, objective_id: str) -> tuple[InitiativeView, ...]:
    """The to-dos of an own objective, in the order they were written. Nothing for anything else."""
    rows = Initiative.objects.select_related("objective__learner").filter(
        objective__learner__user_id=user_id, objective__public_id=objective_id, removed_at__isnull=True
    )
    return tuple(_view(row, zone_of(row.objective.learner)) for row in rows)


def get_initiative(*, user_id: int, public_id: str) -> InitiativeView:
    """The learner's own to-do, unless removed. Raises `NotFoundError` for anything else."""
    row = (
        Initiative.objects.select_related("objective__learner")
        .filter(objective__learner__user_id=user_id, public_id=public_id, removed_at__isnull=True)
        .first()
    )
    if row is None:
        raise NotFoundError
    return _view(row, zone_of(row.objective.learner))


def add_initiative(
    *,
    user_id: int,
    objective_id: str,
    spec: InitiativeSpec,
    submission_key: str = "",
    now: datetime | None = None,
) -> str:
    """
    Add a to-do to an own objective, draft or running. Returns its public id.

    Raises `NotFoundError`, `NotOpenError` once closed, `ValidationError` per field, and for more than
    `MAX_INITIATIVES` under one objective.
    """
    content = ("add_initiative", objective_id, spec)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        objective = own_objective(learner=write.learner, public_id=objective_id)
        counts = objective.initiatives.aggregate(ever=Count("pk"), now=Count("pk", filter=Q(removed_at__isnull=True)))
        if counts["now"] >= MAX_INITIATIVES:
            raise ValidationError(_too_many(), code="too_many")
        row = Initiative(objective=objective, position=counts["ever"])
        _fill(row, spec, today=write.today)
        save_valid(row)
        return write.remember(row.public_id)


def revise_initiative(
    *,
    user_id: int,
    public_id: str,
    row_version: int,
    spec: InitiativeSpec,
    submission_key: str = "",
    now: datetime | None = None,
) -> str:
    """
    Change its words or its date; the old ones stay in the history.

    Raises `NotFoundError`, `NotOpenError`, `StaleError` (with an `InitiativeView`) if `row_version` is no longer the
    current one, `ValidationError` per field.
    """
    content = ("revise_initiative", public_id, row_version, spec)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = _own_initiative(write.learner, public_id)
        if row.row_version != row_version:
            raise StaleError(_view(row, write.zone))
        _fill(row, spec, today=write.today)
        save_valid(row)
        Initiative.objects.filter(pk=row.pk).update(row_version=F("row_version") + 1)
        return write.remember(row.public_id)


def set_initiative_done(*, user_id: int, public_id: str, done: bool, now: datetime | None = None) -> str:
    """
    Tick a to-do or take the tick away; said twice it is the same, so no form key is needed. Returns its public id.

    Raises `NotFoundError`, `NotOpenError`.
    """
    with learner_write(user_id=user_id, now=now) as write:
        row = _own_initiative(write.learner, public_id)
        if done != (row.done_at is not None):
            row.done_at = write.now if done else None
            save_valid(row)
        return str(row.public_id)


def remove_initiative(*, user_id: int, public_id: str, submission_key: str = "", now: datetime | None = None) -> str:
    """Take a to-do away. Returns the objective's public id. Raises `NotFoundError`, `NotOpenError`."""
    content = ("remove_initiative", public_id)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = _own_initiative(write.learner, public_id)
        row.removed_at = write.now
        save_valid(row)
        return write.remember(row.objective.public_id)


def _own_initiative(learner: Learner, public_id: str) -> Initiative:
    return own_part(Initiative.objects.select_related("objective"), learner=learner, public_id=public_id)


def _fill(row: Initiative, spec: InitiativeSpec, *, today: date) -> None:
    """Copy what was written onto the row. Raises `ValidationError` naming every field that has a problem."""
    errors: dict[str, Exception] = {}
    try:
        row.title = clean_title(spec.title)
    except ValidationError as error:
        errors["title"] = error
    # A slip of the finger in a date field gives the year 26, or 20266.
    if spec.due_on is not None and abs(spec.due_on.year - today.year) > FAR_YEARS:
        errors["due_on"] = ValidationError(_("Please choose a date."), code="far")
    if errors:
        raise ValidationError(errors)
    row.due_on = spec.due_on


def _too_many() -> str:
    return ngettext(
        "This objective has %(count)s to-do already. Remove it to make room for another one.",
        "This objective has %(count)s to-dos already. Remove one to make room for another one.",
        MAX_INITIATIVES,
    ) % {"count": MAX_INITIATIVES}


def _view(row: Initiative, zone: tzinfo) -> InitiativeView:
    return InitiativeView(
        public_id=row.public_id,
        objective_id=row.objective.public_id,
        row_version=row.row_version,
        title=row.title,
        due_on=row.due_on,
        done_on=local_date(row.done_at, zone) if row.done_at else None,
    )
