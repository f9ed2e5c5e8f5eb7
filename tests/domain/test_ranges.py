"""Where a number lies that is kept in a range."""

from decimal import Decimal

import pytest

from okr_xblock.domain.errors import NotANumberError
from okr_xblock.domain.ranges import RangeSide, range_side


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


@pytest.mark.parametrize(
    ("low", "high", "value", "side"),
    [
        ("4.5", "", "4.6", RangeSide.INSIDE),
        ("4.5", "", "4.5", RangeSide.INSIDE),
        ("4.5", "", "4.499999", RangeSide.BELOW),
        ("", "10", "10", RangeSide.INSIDE),
        ("", "10", "10.000001", RangeSide.ABOVE),
        ("", "10", "-99999999999999", RangeSide.INSIDE),
        ("-5", "5", "-5", RangeSide.INSIDE),
        ("-5", "5", "5.0", RangeSide.INSIDE),
        ("-5", "5", "-5.1", RangeSide.BELOW),
        ("-5", "5", "5.1", RangeSide.ABOVE),
        ("7", "7", "7.00", RangeSide.INSIDE),
        ("7", "7", "7.01", RangeSide.ABOVE),
        ("0", "0", "-0.000001", RangeSide.BELOW),
    ],
)
def test_both_ends_are_inside(low: str, high: str, value: str, side: RangeSide) -> None:
    assert range_side(Decimal(value), low=number(low), high=number(high)) is side


def test_without_ends_everything_is_inside() -> None:
    assert range_side(Decimal(1), low=None, high=None) is RangeSide.INSIDE


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_lies_nowhere(text: str) -> None:
    with pytest.raises(NotANumberError):
        range_side(Decimal(text), low=Decimal(1), high=None)


def test_inside_is_said_by_nothing() -> None:
    assert (RangeSide.INSIDE, RangeSide.BELOW, RangeSide.ABOVE) == ("", "below", "above")
