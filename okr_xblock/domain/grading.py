"""The grade at close: proposed from progress, decided by the learner, read against the ambition."""

import math
from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from .errors import BadGradeError
from .lifecycle import Ambition
from .numbers import Number, clamp_fraction, exact

MIDDLE_FROM = Fraction(4, 10)
HIGH_FROM = Fraction(7, 10)

_EXPECTED = {Ambition.COMMITTED: Fraction(1), Ambition.ASPIRATIONAL: HIGH_FROM}


class GradeBand(StrEnum):
    """Half-open: low is [0.0, 0.4), middle [0.4, 0.7), high from 0.7 on."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


class Verdict(StrEnum):
    """
    A grade read against what was promised.

    Anything below 1.0 misses a commitment, 0.8 too. An aspirational objective is expected to reach 0.7 on average: a
    single one below it fell short of that, and failed nothing.
    """

    COMMITMENT_KEPT = "commitment_kept"
    COMMITMENT_MISSED = "commitment_missed"
    ASPIRATION_REACHED = "aspiration_reached"
    ASPIRATION_SHORT = "aspiration_short"


def proposed_grade(progress: Number | None) -> Decimal | None:
    """
    The grade that the (raw) progress suggests: 0.0 to 1.0 in tenths, rounded down; None without data.

    Rounded down so that 1.0 means everything, and that a proposal never lies in another band than the progress does.
    """
    if progress is None:
        return None
    return Decimal(math.floor(clamp_fraction(exact(progress)) * 10)) / 10


def grade_band(grade: Number) -> GradeBand:
    """The band of a grade. Raises `BadGradeError` outside 0.0 to 1.0, `NotANumberError` for NaN and Infinity."""
    value = require_grade(grade)
    if value >= HIGH_FROM:
        return GradeBand.HIGH
    return GradeBand.MIDDLE if value >= MIDDLE_FROM else GradeBand.LOW


def verdict(*, grade: Number, ambition: Ambition) -> Verdict:
    """Whether one grade is what its ambition expects: 1.0, or 0.7. Raises as `grade_band` does."""
    is_met = require_grade(grade) >= _EXPECTED[ambition]
    if ambition == Ambition.COMMITTED:
        return Verdict.COMMITMENT_KEPT if is_met else Verdict.COMMITMENT_MISSED
    return Verdict.ASPIRATION_REACHED if is_met else Verdict.ASPIRATION_SHORT


def aspirational_verdict(grades: Collection[Number]) -> Verdict | None:
    """Whether several aspirational objectives reached 0.7 on average, compared exactly; None for no grades."""
    if not grades:
        return None
    average = sum((require_grade(grade) for grade in grades), Fraction(0)) / len(grades)
    return verdict(grade=average, ambition=Ambition.ASPIRATIONAL)


def require_grade(grade: Number) -> Fraction:
    """The grade, exactly. Raises `BadGradeError` outside 0.0 to 1.0, `NotANumberError` for NaN and Infinity."""
    value = exact(grade)
    if not 0 <= value <= 1:
        raise BadGradeError(f"a grade of {grade}")
    return value
