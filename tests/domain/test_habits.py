"""Habits, n days a week."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain.errors import BadHabitError
from okr_xblock.domain.habits import HabitProgress, habit_progress, may_still_tick, monday_of
from okr_xblock.domain.schedule import DateRange

from .strategies import date_ranges

# A calendar to read along: 2025-01-06 is a Monday.
#   Mo Tu We Th Fr Sa Su
#    6  7  8  9 10 11 12
#   13 14 15 16 17 18 19
#   20 21 22 23 24 25 26
#   27 28 29 30 31


def january(*days: int) -> list[date]:
    return [date(2025, 1, day) for day in days]


def dates(first: int, last: int) -> DateRange:
    return DateRange(date(2025, 1, first), date(2025, 1, last))


def weeks_of(progress: HabitProgress) -> str:
    return " ".join(f"{week.done}/{week.needed}" for week in progress.weeks)


@pytest.mark.parametrize(
    ("times", "first", "last", "ticks", "weeks", "done", "needed"),
    [
        # whole weeks
        (3, 6, 19, [], "0/3 0/3", 0, 6),
        (3, 6, 19, [6, 8, 10], "3/3 0/3", 3, 6),
        (3, 6, 19, [6, 8, 10, 13, 15, 17], "3/3 3/3", 6, 6),
        # a busy week does not make up for an idle one
        (3, 6, 19, [6, 7, 8, 9, 10, 11], "6/3 0/3", 3, 6),
        # Sunday still belongs to the week, Monday to the next one
        (1, 6, 19, [12], "1/1 0/1", 1, 2),
        (1, 6, 19, [13], "0/1 1/1", 1, 2),
        # partial weeks need no more than they have days: Sa+Su, then Mo to Su, then Mo
        (3, 11, 20, [], "0/2 0/3 0/1", 0, 6),
        (3, 11, 20, [11, 12, 13, 14, 15, 20], "2/2 3/3 1/1", 6, 6),
        (1, 11, 20, [11, 12], "2/1 0/1 0/1", 1, 3),
        (7, 8, 9, [8], "1/2", 1, 2),
        (7, 12, 13, [12, 13], "1/1 1/1", 2, 2),
        # every day
        (7, 6, 12, [6, 7, 8, 9, 10, 11, 12], "7/7", 7, 7),
        # the first and the last day count, the days beside them do not
        (2, 8, 15, [7, 8, 15, 16], "1/2 1/2", 2, 4),
        # a day counts once
        (3, 6, 12, [6, 6, 6], "1/3", 1, 3),
    ],
)
def test_a_habit_is_kept_week_by_week(
    times: int, first: int, last: int, ticks: list[int], weeks: str, done: int, needed: int
) -> None:
    progress = habit_progress(times_per_week=times, ticked_on=january(*ticks), window=dates(first, last))
    assert weeks_of(progress) == weeks
    assert (progress.done, progress.needed, progress.fraction) == (done, needed, Fraction(done, needed))


@pytest.mark.parametrize(
    ("ticks", "today", "streak"),
    [
        ([], 6, 0),
        # the running week adds to the streak once it is full …
        ([6], 6, 0),
        ([6, 7], 7, 1),
        # … and breaks it only once it is over
        ([6, 7], 13, 1),
        ([6, 7], 19, 1),
        ([6, 7], 20, 0),
        ([6, 7, 13, 14], 14, 2),
        ([6, 7, 13, 14, 20], 26, 2),
        ([6, 7, 13, 14, 20, 21], 21, 3),
        # a gap ends it
        ([6, 7, 20, 21], 21, 1),
        # over: the last week is the running one until its last day has passed
        ([6, 7, 13, 14, 20, 21], 28, 3),
        ([6, 7, 13, 14, 20, 21], 29, 0),
        ([6, 7, 13, 14, 20, 21, 27, 28], 31, 4),
        # before the start
        ([], 1, 0),
    ],
)
def test_a_streak_is_full_weeks_in_a_row_up_to_now(ticks: list[int], today: int, streak: int) -> None:
    progress = habit_progress(
        times_per_week=2, ticked_on=january(*ticks), window=dates(6, 28), today=date(2025, 1, today)
    )
    assert progress.current_streak_weeks == streak


@pytest.mark.parametrize(
    ("ticks", "longest"),
    [
        ([], 0),
        ([6], 0),
        ([6, 7], 1),
        # a gap begins anew; the longer one counts, wherever it lies
        ([6, 7, 20, 21], 1),
        ([6, 7, 13, 14, 27, 28], 2),
        ([6, 7, 20, 21, 27, 28], 2),
        ([6, 7, 13, 14, 20, 21, 27, 28], 4),
    ],
)
def test_the_longest_streak_lies_anywhere(ticks: list[int], longest: int) -> None:
    progress = habit_progress(times_per_week=2, ticked_on=january(*ticks), window=dates(6, 28))
    assert progress.longest_streak_weeks == longest


def test_without_a_today_there_is_no_streak_to_tell() -> None:
    progress = habit_progress(times_per_week=2, ticked_on=(), window=dates(6, 28))
    assert progress.current_streak_weeks is None


@pytest.mark.parametrize("times", [-1, 0, 8])
def test_a_week_has_one_to_seven_days(times: int) -> None:
    with pytest.raises(BadHabitError):
        habit_progress(times_per_week=times, ticked_on=(), window=dates(6, 28))


def test_weeks_run_across_the_turn_of_the_year() -> None:
    # Monday 2024-12-30 to Sunday 2025-01-05 is one week.
    window = DateRange(date(2024, 12, 30), date(2025, 1, 5))
    progress = habit_progress(times_per_week=2, ticked_on=[date(2024, 12, 31), date(2025, 1, 1)], window=window)
    assert weeks_of(progress) == "2/2"


@st.composite
def habits(draw: st.DrawFn) -> tuple[int, DateRange, list[date]]:
    """A habit with ticks, also outside its dates."""
    window = draw(date_ranges(max_days=120))
    around = st.dates(window.starts_on - timedelta(days=10), window.due_on + timedelta(days=10))
    return draw(st.integers(1, 7)), window, draw(st.lists(around, max_size=60))


@given(habit=habits())
def test_weeks_cover_the_dates_without_gap_or_overlap(habit: tuple[int, DateRange, list[date]]) -> None:
    times, window, _ticks = habit
    weeks = habit_progress(times_per_week=times, ticked_on=(), window=window).weeks
    mondays = [week.monday for week in weeks]
    assert all(monday.weekday() == 0 for monday in mondays)
    assert mondays[0] == monday_of(window.starts_on)
    assert mondays[-1] == monday_of(window.due_on)
    assert all(b - a == timedelta(days=7) for a, b in pairwise(mondays))


@given(habit=habits(), data=st.data())
def test_ticks_may_repeat_and_arrive_in_any_order(
    habit: tuple[int, DateRange, list[date]], data: st.DataObject
) -> None:
    times, window, ticks = habit
    shuffled = data.draw(st.permutations(ticks + ticks))
    today = window.due_on
    assert habit_progress(times_per_week=times, ticked_on=shuffled, window=window, today=today) == habit_progress(
        times_per_week=times, ticked_on=set(ticks), window=window, today=today
    )


@given(habit=habits(), data=st.data())
def test_one_more_tick_never_lowers_a_habit(habit: tuple[int, DateRange, list[date]], data: st.DataObject) -> None:
    times, window, ticks = habit
    extra = data.draw(st.dates(window.starts_on, window.due_on))
    before = habit_progress(times_per_week=times, ticked_on=ticks, window=window)
    after = habit_progress(times_per_week=times, ticked_on=[*ticks, extra], window=window)
    assert before.done <= after.done <= before.done + 1
    assert after.needed == before.needed


@given(habit=habits())
def test_a_habit_is_whole_exactly_when_every_week_is_full(habit: tuple[int, DateRange, list[date]]) -> None:
    times, window, ticks = habit
    progress = habit_progress(times_per_week=times, ticked_on=ticks, window=window)
    assert 0 <= progress.fraction <= 1
    assert (progress.fraction == 1) == all(week.is_full for week in progress.weeks)


@given(window=date_ranges(max_days=120), times=st.integers(1, 7))
def test_ticking_every_day_is_always_enough(window: DateRange, times: int) -> None:
    every_day = [window.starts_on + timedelta(days=n) for n in range(window.days)]
    progress = habit_progress(times_per_week=times, ticked_on=every_day, window=window, today=window.due_on)
    assert progress.fraction == 1
    assert progress.current_streak_weeks == len(progress.weeks)


@pytest.mark.parametrize(("days_ago", "may"), [(-1, False), (0, True), (3, True), (10, True), (11, False)])
def test_days_of_this_week_and_last_may_still_change(days_ago, may):
    thursday = date(2026, 5, 14)
    assert may_still_tick(thursday - timedelta(days=days_ago), today=thursday) is may
