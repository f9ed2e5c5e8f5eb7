"""The learner's board: everything one page shows, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.domain.schedule import local_date
from okr_xblock.models import CourseRequirement, KeyResult, Learner, Objective
from okr_xblock.platform_adapters import get_platform

from ._board_views import KeyResultView, ObjectiveView, view_objective
from ._bodies import CourseBody, DayView, HabitBody, MetricBody, MilestonesBody, RequirementView, StayBody
from ._learners import zone_of
from ._measures import prefetch_material
from .badges import AwardView, list_awards
from .cycles import cycle_on
from .errors import NotFoundError

__all__ = [
    "BoardView",
    "CourseBody",
    "DayView",
    "HabitBody",
    "KeyResultView",
    "MetricBody",
    "MilestonesBody",
    "NewObjectiveDates",
    "ObjectiveView",
    "RequirementView",
    "StayBody",
    "new_objective_dates",
    "read_board",
    "read_key_result",
    "read_objective",
]

OPEN_ALL_UP_TO = 3
"""With more objectives than this, one stands open and the others are one line each, fetched when asked for."""

BADGES_ON_BOARD = 12


@dataclass(frozen=True, kw_only=True)
class BoardView:
    """One learner's board in one course, or (without a course) across all of them."""

    today: date
    zone: tzinfo
    objectives: tuple[ObjectiveView, ...]
    moved_here: tuple[ObjectiveView, ...]
    badges: tuple[AwardView, ...]
    has_something_to_celebrate: bool


@dataclass(frozen=True, kw_only=True)
class NewObjectiveDates:
    """The dates a new objective may have, and those its form begins with."""

    earliest: date
    latest: date
    starts_on: date
    due_on: date


def read_board(*, user_id: int, course_key: CourseKey | None, now: datetime | None = None) -> BoardView:
    """
    The learner's objectives at home in `course_key`, and apart from them those that this course moves.

    Without a course: all of them. Nothing is written; somebody without OKRs gets an empty board.
    """
    now = now or timezone.now()
    rows = _objectives(user_id, course_key)
    learner = rows[0].learner if rows else Learner.objects.filter(user_id=user_id).first()
    if learner is None:
        return _empty_board(now)
    at_home = [row for row in rows if course_key is None or row.home_course == course_key]
    open_rows = at_home if len(at_home) <= OPEN_ALL_UP_TO else at_home[:1]
    views = _view_all(learner, rows, open_ids={row.pk for row in open_rows}, now=now)
    badges = list_awards(user_id=user_id, limit=BADGES_ON_BOARD)
    home_ids = {row.public_id for row in at_home}
    return BoardView(
        today=local_date(now, zone_of(learner)),
        zone=zone_of(learner),
        objectives=tuple(view for view in views if view.public_id in home_ids),
        moved_here=tuple(view for view in views if view.public_id not in home_ids),
        badges=badges,
        # All that waits is celebrated together, so nothing that waits is older than anything celebrated.
        has_something_to_celebrate=any(not badge.is_celebrated for badge in badges),
    )


def read_objective(*, user_id: int, public_id: str, now: datetime | None = None) -> ObjectiveView:
    """One own objective, open. Raises `NotFoundError` for anything else."""
    row = Objective.objects.select_related("learner").filter(learner__user_id=user_id, public_id=public_id).first()
    if row is None:
        raise NotFoundError
    return _view_all(row.learner, [row], open_ids={row.pk}, now=now or timezone.now())[0]


def read_key_result(*, user_id: int, public_id: str, now: datetime | None = None) -> KeyResultView:
    """One own key result as the board shows it. Raises `NotFoundError` for anything else, a removed one too."""
    objective_id = (
        KeyResult.objects.filter(objective__learner__user_id=user_id, public_id=public_id, removed_at__isnull=True)
        .values_list("objective__public_id", flat=True)
        .first()
    )
    if objective_id is None:
        raise NotFoundError
    objective = read_objective(user_id=user_id, public_id=objective_id, now=now)
    return next(view for view in objective.key_results if view.public_id == public_id)


def new_objective_dates(*, user_id: int, course_key: CourseKey | None) -> NewObjectiveDates:
    """
    The cycle's dates. A form begins today rather than when the cycle did: nobody is behind on what they begin now.

    On the cycle's last day (when nothing could begin and end) it begins with the cycle's own dates.
    """
    learner = Learner.objects.filter(user_id=user_id).first()
    zone = zone_of(learner) if learner else timezone.get_default_timezone()
    today = local_date(timezone.now(), zone)
    cycle = cycle_on(course_key=course_key, today=today)
    return NewObjectiveDates(
        earliest=cycle.starts_on,
        latest=cycle.due_on,
        starts_on=today if cycle.starts_on <= today < cycle.due_on else cycle.starts_on,
        due_on=cycle.due_on,
    )


def _empty_board(now: datetime) -> BoardView:
    zone = timezone.get_default_timezone()
    return BoardView(
        today=local_date(now, zone),
        zone=zone,
        objectives=(),
        moved_here=(),
        badges=(),
        has_something_to_celebrate=False,
    )


def _objectives(user_id: int, course_key: CourseKey | None) -> list[Objective]:
    query = Objective.objects.select_related("learner").filter(learner__user_id=user_id)
    if course_key is not None:
        moved_by_course = CourseRequirement.objects.filter(
            key_result__objective=OuterRef("pk"), key_result__removed_at__isnull=True, course_key=course_key
        )
        query = query.filter(Q(home_course=course_key) | Exists(moved_by_course))
    order = {ObjectiveState.DRAFT.value: 1, ObjectiveState.CLOSED.value: 2, ObjectiveState.ABANDONED.value: 2}
    return sorted(query.order_by("due_on", "pk"), key=lambda row: order.get(row.state, 0))


def _view_all(
    learner: Learner, rows: Sequence[Objective], *, open_ids: set[int], now: datetime
) -> tuple[ObjectiveView, ...]:
    key_results = list(KeyResult.objects.filter(objective__in=[r.pk for r in rows], removed_at__isnull=True))
    prefetch_material([kr for kr in key_results if kr.objective_id in open_ids])
    titles = _course_titles([kr for kr in key_results if kr.objective_id in open_ids])
    return tuple(
        view_objective(
            learner=learner,
            objective=row,
            key_results=[kr for kr in key_results if kr.objective_id == row.pk],
            is_open=row.pk in open_ids,
            course_titles=titles,
            now=now,
        )
        for row in rows
    )


def _course_titles(open_rows: Sequence[KeyResult]) -> dict[CourseKey, str]:
    keys = {r.course_key for row in open_rows if row.kind == "course" for r in row.requirements.all()}
    return get_platform().course_titles(course_keys=keys) if keys else {}
