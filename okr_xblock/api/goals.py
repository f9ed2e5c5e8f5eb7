"""Goals of the organisation. Site-owned: learners choose one of them or none, and nobody sees who chose what."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from okr_xblock.models import OrganisationGoal

from ._site_owned import cleaned_texts, delete_as, save_as
from ._texts import WHY_LIMIT, clean_text, clean_title

__all__ = ["GoalView", "clean_goal", "delete_goal", "list_goals", "save_goal"]


@dataclass(frozen=True, kw_only=True)
class GoalView:
    """A goal as it is offered to learners."""

    public_id: str
    title: str
    why: str


def list_goals(*, today: date) -> tuple[GoalView, ...]:
    """What may be chosen on this day, by title."""
    rows = OrganisationGoal.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=today),
        Q(due_on__isnull=True) | Q(due_on__gte=today),
        is_offered=True,
    )
    return tuple(GoalView(public_id=row.public_id, title=row.title, why=row.why) for row in rows)


def clean_goal(**values: Any) -> dict[str, Any]:
    """The values as they are kept. Raises `ValidationError` per field."""
    cleaned = cleaned_texts(values, title=clean_title, why=partial(clean_text, limit=WHY_LIMIT))
    starts_on, due_on = cleaned.get("starts_on"), cleaned.get("due_on")
    if starts_on and due_on and starts_on > due_on:
        # Said in words, beside the field; the database would only refuse.
        raise ValidationError({"due_on": ValidationError(_("The last day must not be before the first."))})
    return cleaned


def save_goal(*, goal_id: int | None, actor_id: int, **values: Any) -> int:
    """
    Make or change a goal; who did it stays in the history. Returns its id. Raises `ValidationError` per field.

    `goal_id` and the result are primary keys. Objectives that serve it go on naming it, offered or not.
    """
    with transaction.atomic():
        goals = OrganisationGoal.objects.select_for_update()
        goal = goals.get(pk=goal_id) if goal_id is not None else OrganisationGoal()
        before = {name: getattr(goal, name) for name in ("title", "why", "starts_on", "due_on", "is_offered")}
        for name, value in clean_goal(**{**before, **values}).items():
            setattr(goal, name, value)
        save_as(goal, actor_id=actor_id)
    return goal.pk


def delete_goal(*, goal_id: int, actor_id: int) -> None:
    """
    Delete a goal; who did it stays in the history. Objectives that served it are then without one.

    To offer it no longer is kinder: what learners wrote goes on naming it.
    """
    with transaction.atomic():
        goal = OrganisationGoal.objects.select_for_update().filter(pk=goal_id).first()
        if goal is not None:
            delete_as(goal, actor_id=actor_id)
