"""Where a number lies that is kept in a range. It is never part of any progress."""

from decimal import Decimal
from enum import StrEnum

from .numbers import exact


class RangeSide(StrEnum):
    """On which side of its range a number lies; nothing to say while it lies inside."""

    INSIDE = ""
    BELOW = "below"
    ABOVE = "above"


def range_side(value: Decimal, *, low: Decimal | None, high: Decimal | None) -> RangeSide:
    """
    Where `value` lies, all three in the same unit; an end that is None is open.

    Both ends are inside, as the limit of a "stay at" key result is. Raises `NotANumberError` for NaN and Infinity.
    """
    number = exact(value)
    if low is not None and number < exact(low):
        return RangeSide.BELOW
    if high is not None and number > exact(high):
        return RangeSide.ABOVE
    return RangeSide.INSIDE
