"""Looking back: how a cycle went, and the ones before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.closing import NextStep, Outcome
from okr_xblock.domain.grading import Verdict, aspirational_verdict, verdict
from okr_xblock.domain.lifecycle import Ambition, KeyResultKind, ObjectiveState
from okr_xblock.models import Award, CheckIn, Cycle, KeyResult, Objective

from ._board_views import objectives_for_views, roll_up
from ._measures import habit_of, prefetch_material, read_ratio
from .errors import NotFoundError

__all__ = [
    "CycleSummary",
    "CycleView",
    "PastKeyResultView",
    "PastObjectiveView",
    "list_cycles",
    "read_cycle",
    "read_cycle_of",
]


@dataclass(frozen=True, kw_only=True)
class CycleSummary:
    """
    A cycle in which the learner had objectives; drafts that never began are not counted.

    `average_grade` is that of the closed ones that have a grade, rounded down to hundredths; None without any.
    """

    cycle_id: int
    title: str
    starts_on: date
    due_on: date
    objectives: int
    closed: int
    average_grade: Decimal | None


@dataclass(frozen=True, kw_only=True)
class PastKeyResultView:
    """A key result at the end of its cycle; `progress` is raw, None without data; `is_falling` aims at less."""

    title: str
    kind: KeyResultKind
    progress: Fraction | None
    is_falling: bool = False
    is_yes_no: bool = False


@dataclass(frozen=True, kw_only=True)
class PastObjectiveView:
    """
    An objective as those who look back see it; what was said at its end only once it has ended.

    `carried_to` is the public id of the objective that it goes on in; `state_reason` why it was let go.
    """

    public_id: str
    title: str
    ambition: Ambition
    state: ObjectiveState
    state_reason: str
    progress: Fraction | None
    outcome: Outcome | None
    grade: Decimal | None
    proposed_grade: Decimal | None
    verdict: Verdict | None
    next_step: NextStep | None
    proud: str
    obstacle: str
    change: str
    carried_to: str | None
    carried_from_id: str | None
    key_results: tuple[PastKeyResultView, ...]


@dataclass(frozen=True, kw_only=True)
class CycleView:
    """
    One cycle: what `CycleSummary` says of it, its objectives, and what was done in it.

    `aspirational_verdict` is about all its aspirational objectives that were graded, together; None without any.
    `longest_streak_weeks` of any habit, 0 without one.
    """

    cycle_id: int
    title: str
    starts_on: date
    due_on: date
    objectives: tuple[PastObjectiveView, ...]
    closed: int
    average_grade: Decimal | None
    check_in_count: int
    badge_count: int
    longest_streak_weeks: int
    aspirational_verdict: Verdict | None


def list_cycles(*, user_id: int, course_key: CourseKey | None, limit: int = 20) -> tuple[CycleSummary, ...]:
    """The cycles in which the learner had objectives at home in this course (without one: any), newest first."""
    is_closed = Q(state=ObjectiveState.CLOSED)
    rows = (
        _started(user_id, course_key)
        .values("cycle_id", "cycle__title", "cycle__starts_on", "cycle__due_on")
        .annotate(
            objective_count=Count("pk"),
            closed_count=Count("pk", filter=is_closed),
            graded_count=Count("grade", filter=is_closed),
            grade_sum=Sum("grade", filter=is_closed),
        )
        .order_by("-cycle__due_on", "-cycle_id")[:limit]
    )
    return tuple(
        CycleSummary(
            cycle_id=row["cycle_id"],
            title=row["cycle__title"],
            starts_on=row["cycle__starts_on"],
            due_on=row["cycle__due_on"],
            objectives=row["objective_count"],
            closed=row["closed_count"],
            average_grade=_average(row["grade_sum"], row["graded_count"]),
        )
        for row in rows
    )


def read_cycle(*, user_id: int, course_key: CourseKey | None, cycle_id: int, now: datetime | None = None) -> CycleView:
    """One of `list_cycles`. Raises `NotFoundError` for a cycle in which this learner had no objective here."""
    rows = list(_for_views(user_id, course_key).filter(cycle_id=cycle_id))
    if not rows:
        raise NotFoundError
    key_results = list(KeyResult.objects.filter(objective__in=[row.pk for row in rows], removed_at__isnull=True))
    return view_cycle(rows, key_results, now=now or timezone.now())


def read_cycle_of(
    *, user_id: int, course_key: CourseKey | None, public_id: str, now: datetime | None = None
) -> CycleView:
    """
    The cycle of an own objective; of one that is not at home in this course, as its own home shows it.

    A board also shows what its course only moves, and that can be closed there. Raises `NotFoundError` for what is not
    the learner's or never began.
    """
    row = Objective.objects.filter(learner__user_id=user_id, public_id=public_id).first()
    if row is None:
        raise NotFoundError
    home = None if course_key is None else row.home_course
    return read_cycle(user_id=user_id, course_key=home, cycle_id=row.cycle_id, now=now)


def view_cycle(rows: Sequence[Objective], key_results: Sequence[KeyResult], *, now: datetime) -> CycleView:
    """The cycle of these objectives (from `objectives_for_views`: one learner's, at least one)."""
    ids = [row.pk for row in rows]
    cycle: Cycle = rows[0].cycle
    closed = [row for row in rows if row.state == ObjectiveState.CLOSED]
    grades = [row.grade for row in closed if row.grade is not None]
    aspirations = [row.grade for row in closed if row.grade is not None and row.ambition == Ambition.ASPIRATIONAL]
    return CycleView(
        cycle_id=cycle.pk,
        title=cycle.title,
        starts_on=cycle.starts_on,
        due_on=cycle.due_on,
        closed=len(closed),
        average_grade=_average(sum(grades, Decimal(0)), len(grades)),
        objectives=tuple(_past(row, [kr for kr in key_results if kr.objective_id == row.pk]) for row in rows),
        check_in_count=CheckIn.objects.filter(key_result__objective__in=ids).count(),
        badge_count=Award.objects.filter(objective__in=ids, revoked_at__isnull=True).count(),
        longest_streak_weeks=_longest_streak(rows, key_results, now),
        aspirational_verdict=aspirational_verdict(aspirations),
    )


def _started(user_id: int, course_key: CourseKey | None) -> QuerySet[Objective]:
    rows = Objective.objects.filter(learner__user_id=user_id, published_at__isnull=False)
    return rows if course_key is None else rows.filter(home_course=course_key)


def _for_views(user_id: int, course_key: CourseKey | None) -> QuerySet[Objective]:
    rows = objectives_for_views().filter(learner__user_id=user_id, published_at__isnull=False).order_by("due_on", "pk")
    return rows if course_key is None else rows.filter(home_course=course_key)


def _average(total: Decimal | None, count: int) -> Decimal | None:
    """Rounded down, so that it never looks like more than it is."""
    return (total / count).quantize(Decimal("0.01"), rounding=ROUND_DOWN) if total is not None and count else None


def _longest_streak(rows: Sequence[Objective], key_results: Sequence[KeyResult], now: datetime) -> int:
    habits = [row for row in key_results if row.kind == KeyResultKind.HABIT]
    prefetch_material(habits)
    objectives = {row.pk: row for row in rows}
    return max(
        (habit_of(h, objectives[h.objective_id], rows[0].learner, now).longest_streak_weeks for h in habits), default=0
    )


def _past(row: Objective, key_results: Sequence[KeyResult]) -> PastObjectiveView:
    state, ambition = ObjectiveState(row.state), Ambition(row.ambition)
    is_closed = state is ObjectiveState.CLOSED
    grade = row.grade if is_closed else None
    return PastObjectiveView(
        public_id=row.public_id,
        title=row.title,
        ambition=ambition,
        state=state,
        state_reason=row.state_reason,
        progress=roll_up(key_results),
        outcome=Outcome(row.outcome) if is_closed and row.outcome else None,
        grade=grade,
        proposed_grade=row.proposed_grade if is_closed else None,
        verdict=None if grade is None else verdict(grade=grade, ambition=ambition),
        next_step=NextStep(row.next_step) if is_closed and row.next_step else None,
        proud=row.reflection_proud if is_closed else "",
        obstacle=row.reflection_obstacle if is_closed else "",
        change=row.reflection_change if is_closed else "",
        carried_to=getattr(row, "carried_to_id", None),
        carried_from_id=getattr(row, "origin_id", None),
        key_results=tuple(
            PastKeyResultView(
                title=kr.title,
                kind=KeyResultKind(kr.kind),
                progress=read_ratio(kr.progress_ratio),
                is_falling=_is_falling(kr),
                # Milestones of more than one stage have a pace.
                is_yes_no=kr.kind == KeyResultKind.MILESTONES and not kr.has_pace,
            )
            for kr in key_results
        ),
    )


def _is_falling(row: KeyResult) -> bool:
    return row.baseline is not None and row.target is not None and row.target < row.baseline
