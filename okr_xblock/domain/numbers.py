"""Exact numbers: every share is a `Fraction`, so that what is not whole never looks whole."""

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from .errors import NegativeWeightError, NotANumberError, NoWeightError, NumberTooLargeError

Number = Decimal | Fraction | int
"""What the rules calculate with. No floats: 0.1 + 0.2 is not 0.3 there."""

STORED_PLACES = 9
_STORED_UNITS = 9_999_999_999
STORED_LIMIT = Decimal(_STORED_UNITS).scaleb(-STORED_PLACES)

# No measured amount needs more; without a bound, `Decimal("1e999999")` becomes an integer of a million digits.
_MAX_DIGITS = 60


def exact(value: Number) -> Fraction:
    """
    The number as an exact fraction.

    Raises `NotANumberError` for NaN and Infinity, `NumberTooLargeError` for a decimal that reaches further than 60
    digits before or behind its point, `TypeError` for a float (of which nobody knows what was meant).
    """
    if isinstance(value, float):
        raise TypeError("a float is not exact; use Decimal or Fraction")
    if isinstance(value, Decimal):
        _require_measurable(value)
    return Fraction(value)


def clamp_fraction(p: Fraction) -> Fraction:
    """The share within [0, 1], as it counts in a roll-up: overshoot counts as 1, below baseline as 0."""
    return min(max(p, Fraction(0)), Fraction(1))


def stored_fraction(p: Fraction) -> Decimal:
    """
    The share as a derived column holds it: nine places, rounded down, so that what is below 1 never shows as 1.

    Bounded to ±9.999999999 (1000 %): the column must take any overshoot, and who needs the raw share has the exact one.
    """
    units = math.floor(p * 10**STORED_PLACES)
    return Decimal(min(max(units, -_STORED_UNITS), _STORED_UNITS)).scaleb(-STORED_PLACES)


def weighted_mean(pairs: Iterable[tuple[Number, Fraction]]) -> Fraction:
    """
    Σ w·p / Σ w over (weight, share) pairs; a weight of 0 is allowed and adds nothing.

    Raises `NegativeWeightError` for a weight below 0, `NoWeightError` if Σ w is 0 (also for no pairs at all).
    """
    total, weight_sum = Fraction(0), Fraction(0)
    for weight, share in pairs:
        w = exact(weight)
        if w < 0:
            raise NegativeWeightError(f"weight {weight} is below 0")
        total += w * share
        weight_sum += w
    if weight_sum == 0:
        raise NoWeightError("the weights add up to 0")
    return total / weight_sum


def _require_measurable(value: Decimal) -> None:
    if not value.is_finite():
        raise NotANumberError(f"{value} is not a number")
    exponent = int(value.as_tuple().exponent)
    if max(exponent, value.adjusted()) > _MAX_DIGITS or exponent < -_MAX_DIGITS:
        raise NumberTooLargeError(f"more than {_MAX_DIGITS} digits")
