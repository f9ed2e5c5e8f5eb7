"""Stay at or above / below: periods kept, of all check-in periods from start to due."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain.errors import BadPeriodError, NotANumberError
from okr_xblock.domain.progress import Side, StayProgress, stay_progress
from okr_xblock.domain.schedule import DateRange

from .strategies import date_ranges

JANUARY = DateRange(date(2025, 1, 1), date(2025, 1, 31))  # 31 days: four weeks and a rest of three days


def said(text: str) -> list[tuple[date, Decimal]]:
    """Check-ins from a table: "3=10" is the value 10 on the 3rd of January 2025, "-1" days lie in the year before."""
    pairs = [word.split("=") for word in text.split()]
    return [(date(2024, 12, 31) + timedelta(days=int(day)), Decimal(value)) for day, value in pairs]


def stay(check_ins: str, *, today: int, side: Side = Side.ABOVE, limit: str = "10", days: int = 7) -> StayProgress:
    return stay_progress(
        side=side,
        limit=Decimal(limit),
        check_ins=said(check_ins),
        window=JANUARY,
        period_days=days,
        today=date(2024, 12, 31) + timedelta(days=today),
    )


def answers(progress: StayProgress) -> str:
    """One letter a period: kept, not kept, still open."""
    return "".join({True: "k", False: "n", None: "."}[answer] for answer in progress.periods_kept)


@pytest.mark.parametrize(
    ("check_ins", "today", "periods"),
    [
        # nothing said yet
        ("", 1, "....."),
        ("", 7, "....."),
        ("", 8, "n...."),
        ("", 31, "nnnn."),
        ("", 32, "nnnnn"),
        ("", 99, "nnnnn"),
        # before the start
        ("", -5, "....."),
        # exactly on the limit is kept, a hair below is not
        ("1=10", 1, "k...."),
        ("1=9.999999", 1, "n...."),
        # the first and the last day of a period belong to it
        ("7=10", 7, "k...."),
        ("8=10", 8, "nk..."),
        # the last check-in of a period decides
        ("1=10 2=9", 2, "n...."),
        ("1=9 2=10", 2, "k...."),
        ("2=9 2=10", 2, "k...."),
        ("2=10 2=9", 2, "n...."),
        # however the days arrive
        ("2=9 1=10", 2, "n...."),
        # a missed period is not kept, later ones still are
        ("1=10 15=10", 15, "knk.."),
        # the last, short period
        ("1=10 8=10 15=10 22=10 29=10", 29, "kkkkk"),
        ("1=10 8=10 15=10 22=10 31=10", 40, "kkkkk"),
        ("1=10 8=10 15=10 22=10", 31, "kkkk."),
        ("1=10 8=10 15=10 22=10", 32, "kkkkn"),
        # outside the dates
        ("0=10 32=10", 32, "nnnnn"),
    ],
)
def test_the_last_check_in_of_a_period_decides(check_ins: str, today: int, periods: str) -> None:
    progress = stay(check_ins, today=today)
    assert answers(progress) == periods
    assert (progress.kept, progress.periods) == (periods.count("k"), 5)
    assert progress.fraction == Fraction(periods.count("k"), 5)


@pytest.mark.parametrize(
    ("side", "limit", "value", "is_kept"),
    [
        (Side.ABOVE, "10", "10", True),
        (Side.ABOVE, "10", "10.000001", True),
        (Side.ABOVE, "10", "9.999999", False),
        (Side.BELOW, "10", "10", True),
        (Side.BELOW, "10", "9.999999", True),
        (Side.BELOW, "10", "10.000001", False),
        (Side.ABOVE, "-3", "-3", True),
        (Side.ABOVE, "-3", "-4", False),
        (Side.BELOW, "-3", "-4", True),
        (Side.BELOW, "0", "-0", True),
    ],
)
def test_the_limit_itself_is_on_both_sides(side: Side, limit: str, value: str, is_kept: bool) -> None:
    assert stay(f"1={value}", today=1, side=side, limit=limit).periods_kept[0] is is_kept


@pytest.mark.parametrize(("days", "periods"), [(1, 31), (7, 5), (14, 3), (30, 2), (31, 1), (365, 1)])
def test_a_period_begins_every_so_many_days(days: int, periods: int) -> None:
    assert stay("", today=1, days=days).periods == periods


@pytest.mark.parametrize("days", [0, -7])
def test_a_period_shorter_than_a_day_is_refused(days: int) -> None:
    with pytest.raises(BadPeriodError):
        stay("", today=1, days=days)


def test_a_limit_that_is_no_number_is_refused() -> None:
    with pytest.raises(NotANumberError):
        stay("", today=1, limit="NaN")


def test_a_value_that_is_no_number_is_refused() -> None:
    with pytest.raises(NotANumberError):
        stay("1=Infinity", today=1)


@st.composite
def histories(draw: st.DrawFn) -> tuple[DateRange, list[tuple[date, Decimal]]]:
    """A range with check-ins, at most one a day, also outside it."""
    window = draw(date_ranges(max_days=60))
    around = st.dates(window.starts_on - timedelta(days=5), window.due_on + timedelta(days=5))
    by_day = draw(st.dictionaries(around, st.integers(-3, 3).map(Decimal), max_size=20))
    return window, sorted(by_day.items())


@given(history=histories(), period_days=st.integers(1, 20), late=st.integers(-5, 70), data=st.data())
def test_days_may_arrive_in_any_order_and_twice(
    history: tuple[DateRange, list[tuple[date, Decimal]]], period_days: int, late: int, data: st.DataObject
) -> None:
    window, check_ins = history
    today = window.starts_on + timedelta(days=late)

    def read(entries: list[tuple[date, Decimal]]) -> StayProgress:
        return stay_progress(
            side=Side.ABOVE, limit=0, check_ins=entries, window=window, period_days=period_days, today=today
        )

    assert read(data.draw(st.permutations(check_ins + check_ins))) == read(check_ins)


@given(history=histories(), period_days=st.integers(1, 20))
def test_waiting_never_turns_an_answer_only_silence_into_a_miss(
    history: tuple[DateRange, list[tuple[date, Decimal]]], period_days: int
) -> None:
    window, check_ins = history
    readings = [
        stay_progress(side=Side.BELOW, limit=0, check_ins=check_ins, window=window, period_days=period_days, today=day)
        for day in (window.starts_on, window.due_on, window.due_on + timedelta(days=1))
    ]
    assert len({reading.fraction for reading in readings}) == 1
    for earlier, later in pairwise(readings):
        for before, after in zip(earlier.periods_kept, later.periods_kept, strict=True):
            assert after is before or (before is None and after is False)
    assert None not in readings[-1].periods_kept
