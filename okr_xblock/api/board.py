"""The learner's board: everything one page shows, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.lifecycle import FINAL_STATES, OPEN_STATES, ObjectiveState
from okr_xblock.domain.schedule import local_date
from okr_xblock.models import CourseRequirement, KeyResult, Learner, Objective
from okr_xblock.platform_adapters import get_platform

from ._board_summary import (
    BoardSummary,
    MovedView,
    NextThing,
    NextThingKind,
    moved_of,
    next_thing_of,
    summary_of,
)
from ._board_views import KeyResultView, ObjectiveView, TrailView, objectives_for_views, view_objective
from ._bodies import CourseBody, DayView, HabitBody, MetricBody, MilestonesBody, RequirementView, StageView, StayBody
from ._learners import zone_of
from ._measures import prefetch_material
from .badges import AwardView, list_awards
from .errors import NotFoundError
from .initiatives import InitiativeView, view_initiatives
from .kpis import KpiView, list_kpis

__all__ = [
    "BoardSummary",
    "BoardView",
    "CourseBody",
    "DayView",
    "HabitBody",
    "InitiativeView",
    "KeyResultView",
    "KpiView",
    "MetricBody",
    "MilestonesBody",
    "MovedView",
    "NextThing",
    "NextThingKind",
    "ObjectiveView",
    "RequirementView",
    "StageView",
    "StayBody",
    "TrailView",
    "read_board",
    "read_key_result",
    "read_objective",
]

OPEN_ALL_UP_TO = 3
"""With more objectives than this, one stands open and the others are one line each, fetched when asked for."""

BADGES_ON_BOARD = 12


@dataclass(frozen=True, kw_only=True)
class BoardView:
    """
    One learner's board in one course, or (without a course) across all of them.

    Summary, next thing and what moved look at the `objectives` alone, not at those that are at home elsewhere.
    `open_count` is what advice on the number of objectives is about: all that the learner has active or paused, here
    and elsewhere, without those that only wait to be closed.
    """

    today: date
    zone: tzinfo
    objectives: tuple[ObjectiveView, ...]
    moved_here: tuple[ObjectiveView, ...]
    summary: BoardSummary | None
    next_thing: NextThing
    moved: tuple[MovedView, ...]
    kpis: tuple[KpiView, ...]
    badges: tuple[AwardView, ...]
    has_something_to_celebrate: bool
    open_count: int


def read_board(*, user_id: int, course_key: CourseKey | None, now: datetime | None = None) -> BoardView:
    """
    The learner's objectives at home in `course_key`, and apart from them those that this course moves.

    Without a course: all of them. Nothing is written; somebody without OKRs gets an empty board.
    """
    now = now or timezone.now()
    all_rows = _objectives(user_id, course_key, now)
    learner = all_rows[0].learner if all_rows else Learner.objects.filter(user_id=user_id).first()
    if learner is None:
        return _empty_board(now)
    today = local_date(now, zone_of(learner))
    all_rows = [row for row in all_rows if row.state not in FINAL_STATES or row.cycle.due_on >= today]
    at_home = [row for row in all_rows if course_key is None or row.home_course == course_key]
    home_ids = {row.public_id for row in at_home}
    rows = [row for row in all_rows if row.public_id in home_ids or getattr(row, "is_moved_here", False)]
    open_rows = at_home if len(at_home) <= OPEN_ALL_UP_TO else at_home[:1]
    key_results = key_results_of(rows)
    elsewhere = {row.home_course for row in rows if row.home_course != course_key}
    views = view_all(learner, rows, key_results, open_ids={row.pk for row in open_rows}, homes=elsewhere, now=now)
    home_views = tuple(view for view in views if view.public_id in home_ids)
    badges = list_awards(user_id=user_id, limit=BADGES_ON_BOARD)
    return BoardView(
        today=today,
        zone=zone_of(learner),
        objectives=home_views,
        moved_here=tuple(view for view in views if view.public_id not in home_ids),
        summary=summary_of(at_home, home_views, today=today),
        next_thing=next_thing_of(home_views),
        moved=moved_of(at_home, key_results),
        kpis=list_kpis(user_id=user_id, course_key=course_key),
        badges=badges,
        # All that waits is celebrated together, so nothing that waits is older than anything celebrated.
        has_something_to_celebrate=any(not badge.is_celebrated for badge in badges),
        open_count=sum(row.state in OPEN_STATES and row.due_on >= today for row in all_rows),
    )


def read_objective(*, user_id: int, public_id: str, now: datetime | None = None) -> ObjectiveView:
    """One own objective, open, of whatever cycle. Raises `NotFoundError` for anything else."""
    row = objectives_for_views().filter(learner__user_id=user_id, public_id=public_id).first()
    if row is None:
        raise NotFoundError
    found = view_all(
        row.learner,
        [row],
        key_results_of([row]),
        open_ids={row.pk},
        homes={row.home_course},
        now=now or timezone.now(),
    )
    return found[0]


def view_open(*, learner: Learner, rows: Sequence[Objective], now: datetime) -> tuple[ObjectiveView, ...]:
    """These objectives of one learner (from `objectives_for_views`), each open, in their order."""
    return view_all(learner, rows, key_results_of(rows), open_ids={row.pk for row in rows}, now=now)


def view_folded(*, learner: Learner, rows: Sequence[Objective], now: datetime) -> tuple[ObjectiveView, ...]:
    """These objectives of one learner (from `objectives_for_views`) by their own values alone, in their order."""
    return view_all(learner, rows, key_results_of(rows), open_ids=set(), now=now)


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


def _empty_board(now: datetime) -> BoardView:
    zone = timezone.get_default_timezone()
    return BoardView(
        today=local_date(now, zone),
        zone=zone,
        objectives=(),
        moved_here=(),
        summary=None,
        next_thing=NextThing(kind=NextThingKind.NOTHING_DUE),
        moved=(),
        kpis=(),
        badges=(),
        has_something_to_celebrate=False,
        open_count=0,
    )


def _objectives(user_id: int, course_key: CourseKey | None, now: datetime) -> list[Objective]:
    """
    Those of the learner, running first; with a course each says whether it `is_moved_here`.

    What ended with an earlier cycle is left to those who look back.
    """
    # No zone is known before the rows are: a day more is asked for, and the caller looks at the learner's own date.
    yesterday = now.astimezone(UTC).date() - timedelta(days=1)
    ended = Q(state__in=FINAL_STATES, cycle__due_on__lt=yesterday)
    rows = _objectives_beside(course_key).filter(~ended, learner__user_id=user_id)
    order = {ObjectiveState.DRAFT.value: 1, ObjectiveState.CLOSED.value: 2, ObjectiveState.ABANDONED.value: 2}
    return sorted(rows, key=lambda row: order.get(row.state, 0))


@lru_cache(maxsize=200)
def _objectives_beside(course_key: CourseKey | None) -> QuerySet[Objective]:
    """
    `objectives_for_views`, those due first before others; with a course each says whether it `is_moved_here`.

    Made once, as those are.
    """
    rows = objectives_for_views().order_by("due_on", "pk")
    if course_key is None:
        return rows
    moved_by_course = CourseRequirement.objects.filter(
        key_result__objective=OuterRef("pk"), key_result__removed_at__isnull=True, course_key=course_key
    )
    return rows.annotate(is_moved_here=Exists(moved_by_course))


def key_results_of(rows: Sequence[Objective]) -> list[KeyResult]:
    """What these objectives have, unless removed."""
    return list(KeyResult.objects.filter(objective__in=[row.pk for row in rows], removed_at__isnull=True))


def view_all(
    learner: Learner,
    rows: Sequence[Objective],
    key_results: Sequence[KeyResult],
    *,
    open_ids: set[int],
    homes: Collection[CourseKey | None] = (),
    now: datetime,
) -> tuple[ObjectiveView, ...]:
    """These objectives (from `objectives_for_views`) with all their key results, in their order; `homes` are named."""
    of_open = [kr for kr in key_results if kr.objective_id in open_ids]
    prefetch_material(of_open)
    titles = _course_titles(of_open, homes)
    initiatives = view_initiatives(objective_ids=open_ids, zone=zone_of(learner)) if open_ids else {}
    of_objective: dict[int, list[KeyResult]] = defaultdict(list)
    for kr in key_results:
        of_objective[kr.objective_id].append(kr)
    return tuple(
        view_objective(
            learner=learner,
            objective=row,
            key_results=of_objective[row.pk],
            is_open=row.pk in open_ids,
            initiatives=initiatives.get(row.pk, ()),
            course_titles=titles,
            now=now,
        )
        for row in rows
    )


def _course_titles(open_rows: Sequence[KeyResult], homes: Collection[CourseKey | None]) -> dict[CourseKey, str]:
    keys = {r.course_key for row in open_rows if row.kind == "course" for r in row.requirements.all()}
    keys.update(home for home in homes if home is not None)
    return get_platform().course_titles(course_keys=keys) if keys else {}
