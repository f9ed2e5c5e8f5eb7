"""Streaks: how many weeks in a row a habit was kept, now and at best."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from okr_xblock.domain.lifecycle import KeyResultKind, ObjectiveState
from okr_xblock.models import KeyResult

from ._measures import habit_of, prefetch_material

__all__ = ["StreakView", "list_streaks"]


@dataclass(frozen=True, kw_only=True)
class StreakView:
    """A habit's weeks in a row; `current_weeks` is 0 once its objective no longer runs."""

    key_result_id: str
    objective_id: str
    title: str
    current_weeks: int
    longest_weeks: int


def list_streaks(*, user_id: int, limit: int = 20, now: datetime | None = None) -> tuple[StreakView, ...]:
    """The habits of the learner's latest objectives that were ever kept for a whole week, the longest streak first."""
    now = now or timezone.now()
    rows = list(
        KeyResult.objects.select_related("objective__learner")
        .filter(objective__learner__user_id=user_id, kind=KeyResultKind.HABIT.value, removed_at__isnull=True)
        .exclude(objective__state=ObjectiveState.DRAFT.value)
        .order_by("-objective__starts_on", "-pk")[:limit]
    )
    prefetch_material(rows)
    streaks = [_view(row, now) for row in rows]
    kept = [streak for streak in streaks if streak.longest_weeks]
    return tuple(sorted(kept, key=lambda streak: (-streak.current_weeks, -streak.longest_weeks)))


def _view(row: KeyResult, now: datetime) -> StreakView:
    reading = habit_of(row, row.objective, row.objective.learner, now)
    runs = row.objective.state == ObjectiveState.ACTIVE
    return StreakView(
        key_result_id=row.public_id,
        objective_id=row.objective.public_id,
        title=row.title,
        current_weeks=(reading.current_streak_weeks or 0) if runs else 0,
        longest_weeks=reading.longest_streak_weeks,
    )
