"""What somebody needs to know who begins an objective, and a draft made from an example."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.lifecycle import OPEN_STATES, ObjectiveState
from okr_xblock.domain.schedule import local_date
from okr_xblock.models import Learner, Objective

from ._learners import zone_of
from .cycles import cycle_on
from .errors import NotFoundError
from .key_results import KeyResultSpec, add_key_result
from .objectives import (
    EDITABLE_STATES,
    ObjectiveSpec,
    create_objective,
    first_day,
    publish_objective,
    revise_objective,
)

__all__ = [
    "Company",
    "CycleWindow",
    "create_from_example",
    "read_company",
    "read_window",
    "save_and_start",
]

_MAX_KEY_LENGTH = 60


@dataclass(frozen=True, kw_only=True)
class CycleWindow:
    """
    The cycle that an objective belongs to, and the dates that a new one begins with.

    `title` is empty for a calendar quarter. `today` is the learner's own date.
    """

    title: str
    earliest: date
    latest: date
    starts_on: date
    due_on: date
    today: date


@dataclass(frozen=True, kw_only=True)
class Company:
    """What stands beside an objective that is being written: how much there is of everything, and what it is called."""

    open_count: int
    """Running and paused objectives, this one left out."""
    titles: tuple[str, ...]
    """Of the other objectives that are drafts or open."""
    key_result_count: int
    """Of this objective."""


def read_window(
    *, user_id: int, course_key: CourseKey | None, objective_id: str = "", now: datetime | None = None
) -> CycleWindow:
    """
    The cycle of an own objective, or (without one) that of an objective which begins in this course now.

    A new one begins today rather than when its cycle did: nobody is behind on what they begin now. On the cycle's last
    day, when nothing could begin and end, it has the cycle's own dates. A draft whose cycle is over begins in the one
    that runs now, as `revise_objective` has it. Raises `NotFoundError`.
    """
    row = _own(user_id, objective_id) if objective_id else None
    learner = row.learner if row else Learner.objects.filter(user_id=user_id).first()
    today = local_date(now or timezone.now(), zone_of(learner) if learner else timezone.get_default_timezone())
    is_over = row is not None and row.state == ObjectiveState.DRAFT and row.cycle.due_on < today
    cycle = (
        row.cycle if row and not is_over else cycle_on(course_key=row.home_course if row else course_key, today=today)
    )
    return CycleWindow(
        title=cycle.title,
        earliest=cycle.starts_on,
        latest=cycle.due_on,
        starts_on=first_day(cycle, today),
        due_on=cycle.due_on,
        today=today,
    )


def read_company(*, user_id: int, objective_id: str = "") -> Company:
    """What stands beside this objective, or beside one that is not there yet. One query; nothing is refused."""
    rows = (
        Objective.objects.filter(learner__user_id=user_id, state__in=EDITABLE_STATES)
        .annotate(counted=Count("key_results", filter=Q(key_results__removed_at__isnull=True)))
        .values_list("public_id", "title", "state", "counted")
    )
    others = [row for row in rows if row[0] != objective_id]
    return Company(
        open_count=sum(state in OPEN_STATES for _id, _title, state, _count in others),
        titles=tuple(title for _id, title, _state, _count in others),
        key_result_count=sum(count for public_id, _title, _state, count in rows if public_id == objective_id),
    )


def create_from_example(
    *,
    user_id: int,
    home_course: CourseKey | None,
    objective: ObjectiveSpec,
    key_results: Sequence[KeyResultSpec],
    submission_key: str = "",
) -> str:
    """
    A draft with these key results, all of it or nothing; the learner's own from then on. Returns its public id.

    `submission_key` has at most 60 characters. Raises what `create_objective` and `add_key_result` raise.
    """
    if len(submission_key) > _MAX_KEY_LENGTH:
        raise ValidationError(_("This form cannot be read. Please open it again."))
    with transaction.atomic():
        public_id = create_objective(
            user_id=user_id, home_course=home_course, spec=objective, begins_now=True, submission_key=submission_key
        )
        for number, spec in enumerate(key_results):
            key = f"{submission_key}-{number}" if submission_key else ""
            add_key_result(user_id=user_id, objective_id=public_id, spec=spec, submission_key=key)
    return public_id


def save_and_start(
    *, user_id: int, public_id: str, row_version: int, spec: ObjectiveSpec, reason: str = "", submission_key: str = ""
) -> str:
    """
    The last change of a draft and its start, both or neither: a refused start leaves the form current. Returns its id.

    Raises what `revise_objective` and `publish_objective` raise.
    """
    with transaction.atomic():
        revise_objective(
            user_id=user_id,
            public_id=public_id,
            row_version=row_version,
            spec=spec,
            reason=reason,
            submission_key=submission_key,
        )
        key = f"{submission_key[:58]}-start" if submission_key else ""
        return publish_objective(user_id=user_id, public_id=public_id, submission_key=key)


def _own(user_id: int, objective_id: str) -> Objective:
    rows = Objective.objects.select_related("cycle", "learner").filter(learner__user_id=user_id)
    row = rows.filter(public_id=objective_id).first()
    if row is None:
        raise NotFoundError
    return row
