"""Habits: so many days a week, counted in weeks from Monday."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from .errors import BadHabitError
from .schedule import DateRange

DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitWeek:
    """
    A week that touches the habit's dates.

    `done` counts every ticked day of it inside the dates, also beyond what was needed; `needed` is smaller in a week
    that the dates only partly cover.
    """

    monday: date
    done: int
    needed: int

    @property
    def counted(self) -> int:
        """The days that count for progress: a busy week does not make up for an idle one."""
        return min(self.done, self.needed)

    @property
    def is_full(self) -> bool:
        """Whether the week got all the days it needed."""
        return self.done >= self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitProgress:
    """
    Days that count, of the days needed from start to due, and each week in order.

    `current_streak_weeks` is None where no `today` was given.
    """

    done: int
    needed: int
    fraction: Fraction
    weeks: tuple[HabitWeek, ...]
    current_streak_weeks: int | None = None

    @property
    def longest_streak_weeks(self) -> int:
        """The most full weeks in a row, anywhere in its dates."""
        longest = streak = 0
        for week in self.weeks:
            streak = streak + 1 if week.is_full else 0
            longest = max(longest, streak)
        return longest


def habit_progress(
    *, times_per_week: int, ticked_on: Collection[date], window: DateRange, today: date | None = None
) -> HabitProgress:
    """
    How well a habit of `times_per_week` days (1 to 7) was kept: Σ min(done, need) ÷ Σ need over its weeks.

    The weeks are those from Monday that touch the window; a partial one needs min(n, its days). `ticked_on` are local
    dates of ticks, or of days with activity in a course, as they were recorded: a day counts once however often it is
    given, in any order; days outside the window do not count. With `today` (the learner's local date) also the streak:
    consecutive full weeks up to now; the running week adds to it when full, and breaks it only once it is over.
    Raises `BadHabitError` outside 1 to 7.
    """
    if not 1 <= times_per_week <= DAYS_IN_WEEK:
        raise BadHabitError(f"{times_per_week} days a week")
    done_in = Counter(monday_of(day) for day in set(ticked_on) if day in window)
    weeks = tuple(
        HabitWeek(monday=monday, done=done_in[monday], needed=min(times_per_week, _days_inside(monday, window)))
        for monday in _mondays(window)
    )
    done, needed = sum(week.counted for week in weeks), sum(week.needed for week in weeks)
    return HabitProgress(
        done=done,
        needed=needed,
        fraction=Fraction(done, needed),
        weeks=weeks,
        current_streak_weeks=None if today is None else _streak(weeks, window, today),
    )


def may_still_tick(day: date, *, today: date) -> bool:
    """Whether a day may be ticked or unticked: this week up to today, and last week. Older weeks are told."""
    return monday_of(today) - timedelta(days=DAYS_IN_WEEK) <= day <= today


def monday_of(day: date) -> date:
    """The Monday of the week that holds this day."""
    return day - timedelta(days=day.weekday())


def _mondays(window: DateRange) -> list[date]:
    first = monday_of(window.starts_on)
    return [first + timedelta(weeks=n) for n in range((window.due_on - first).days // DAYS_IN_WEEK + 1)]


def _days_inside(monday: date, window: DateRange) -> int:
    first, last = max(monday, window.starts_on), min(_sunday(monday), window.due_on)
    return (last - first).days + 1


def _sunday(monday: date) -> date:
    return monday + timedelta(days=DAYS_IN_WEEK - 1)


def _streak(weeks: Sequence[HabitWeek], window: DateRange, today: date) -> int:
    streak = 0
    for week in reversed(weeks):
        if week.monday > today:
            continue
        if week.is_full:
            streak += 1
        elif min(_sunday(week.monday), window.due_on) < today:
            break
    return streak
