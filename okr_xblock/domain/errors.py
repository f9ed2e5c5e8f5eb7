"""What the rules refuse. Each error bears a code that the doors put into words; its message is for developers."""

from typing import ClassVar


class RuleError(ValueError):
    """Something that no OKR can be or do. Catch this one to catch them all."""

    code: ClassVar[str] = "rule"


class NotANumberError(RuleError):
    """NaN or Infinity where an amount is expected."""

    code = "not_a_number"


class NumberTooLargeError(NotANumberError):
    """A number with more digits than anybody measures with, such as `1e400`."""

    code = "number_too_large"


class NoDistanceError(RuleError):
    """Baseline equals target: there is no way to go. Such a goal is "stay at or above/below"."""

    code = "no_distance"


class NegativeWeightError(RuleError):
    """A weight below 0 would let progress in one place lower the whole."""

    code = "negative_weight"


class NoWeightError(RuleError):
    """All weights are 0 (or there is nothing to weigh): a mean of nothing."""

    code = "no_weight"


class EmptyWindowError(RuleError):
    """The start is not before the due date."""

    code = "empty_window"


class OutsideCycleError(RuleError):
    """The dates of an objective do not lie inside its cycle."""

    code = "outside_cycle"


class BadDateError(RuleError):
    """A date at the very edge of the calendar, which has no midnight that ends it in every time zone."""

    code = "bad_date"


class NaiveTimeError(RuleError):
    """A time without a time zone, which could be any of 39 hours."""

    code = "naive_time"


class BadPeriodError(RuleError):
    """A check-in period or cadence shorter than a day."""

    code = "bad_period"


class BadHabitError(RuleError):
    """A habit of fewer than 1 or more than 7 days a week."""

    code = "bad_habit"


class BadRequirementError(RuleError):
    """A course requirement that asks for nothing, for more than everything, or for a share of a yes/no."""

    code = "bad_requirement"


class BadFactsError(RuleError):
    """Course facts that no platform can mean, such as -1 units."""

    code = "bad_facts"


class BadTransitionError(RuleError):
    """An objective cannot go from this state to that one."""

    code = "bad_transition"


class BadConfidenceError(RuleError):
    """A confidence that is not a whole number from 1 to 10."""

    code = "bad_confidence"


class BadThresholdError(RuleError):
    """A threshold outside its range."""

    code = "bad_threshold"


class BadGradeError(RuleError):
    """A grade below 0.0 or above 1.0."""

    code = "bad_grade"
