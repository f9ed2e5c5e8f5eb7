"""The trail of a share: a point a day, and the end is always what is now."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain.trail import MAX_POINTS, Trail, extend_trail, read_trail

from .strategies import days, raw_shares

MAY = [["2026-05-14", "0.2500"], ["2026-05-16", "0.5000"]]


@pytest.mark.parametrize(
    ("trail", "day", "fraction", "expected"),
    [
        # the first point, another day, later on the same day
        ([], "2026-05-14", "1/4", [["2026-05-14", "0.2500"]]),
        (MAY, "2026-05-17", "5/8", [*MAY, ["2026-05-17", "0.6250"]]),
        (MAY, "2026-05-16", "3/4", [MAY[0], ["2026-05-16", "0.7500"]]),
        # nothing moved: said again all the same, the line goes on to here
        (MAY, "2026-05-20", "1/2", [*MAY, ["2026-05-20", "0.5000"]]),
        # down again: a re-grade, a slip that was mended
        (MAY, "2026-05-17", "0", [*MAY, ["2026-05-17", "0.0000"]]),
        # a day before the last point's: the learner flew west
        (MAY, "2026-05-15", "3/4", [MAY[0], ["2026-05-16", "0.7500"]]),
        # no data
        ([], "2026-05-14", None, []),
        (MAY, "2026-05-17", None, MAY),
        # rounded down, and kept within bounds
        ([], "2026-05-14", "2/3", [["2026-05-14", "0.6666"]]),
        ([], "2026-05-14", "99999/100000", [["2026-05-14", "0.9999"]]),
        ([], "2026-05-14", "13/10", [["2026-05-14", "1.0000"]]),
        ([], "2026-05-14", "-1/2", [["2026-05-14", "0.0000"]]),
    ],
)
def test_a_trail_is_extended(trail: Trail, day: str, fraction: str | None, expected: Trail) -> None:
    share = None if fraction is None else Fraction(fraction)
    assert extend_trail(trail, day=date.fromisoformat(day), fraction=share) == expected


def test_the_trail_that_was_given_is_left_alone() -> None:
    trail = [["2026-05-14", "0.2500"]]
    extend_trail(trail, day=date(2026, 5, 14), fraction=Fraction(1))
    assert trail == [["2026-05-14", "0.2500"]]


def test_a_trail_is_read_as_days_and_shares() -> None:
    assert read_trail(MAY) == ((date(2026, 5, 14), Fraction(1, 4)), (date(2026, 5, 16), Fraction(1, 2)))


def test_a_long_trail_thins_its_older_half_and_keeps_its_ends() -> None:
    trail: Trail = []
    first = date(2026, 1, 1)
    for number in range(MAX_POINTS + 1):
        trail = extend_trail(trail, day=first + timedelta(days=number), fraction=Fraction(number, 100))
    assert len(trail) == 46
    assert [day for day, _share in trail[:3]] == ["2026-01-01", "2026-01-03", "2026-01-05"]
    assert [day for day, _share in trail[-31:]] == [
        (first + timedelta(days=number)).isoformat() for number in range(30, MAX_POINTS + 1)
    ]


@given(steps=st.lists(st.tuples(days, st.none() | raw_shares), max_size=200))
def test_whatever_comes_a_trail_stays_in_order_bounded_and_up_to_now(
    steps: list[tuple[date, Fraction | None]],
) -> None:
    trail: Trail = []
    for day, share in steps:
        trail = extend_trail(trail, day=day, fraction=share)
    points = read_trail(trail)
    assert [day for day, _share in points] == sorted({day for day, _share in points})
    assert len(points) <= MAX_POINTS
    said = [share for _day, share in steps if share is not None]
    if said:
        off = min(max(said[-1], Fraction(0)), Fraction(1)) - points[-1][1]
        assert 0 <= off < Fraction(1, 10_000)
