"""When a badge is earned, and what happens to it when progress goes down."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from .errors import BadThresholdError
from .numbers import Number, exact
from .progress import Part, objective_progress


class BadgeTrigger(StrEnum):
    """What a rule looks at: the share of an objective, or one key result being done."""

    OBJECTIVE_PROGRESS = "objective_progress"
    KEY_RESULT_DONE = "key_result_done"


class RegressionPolicy(StrEnum):
    """What a rule does with a badge that is no longer deserved; keeping it is the default."""

    KEEP = "keep"
    REVOKE = "revoke"


class AwardStep(StrEnum):
    """What to do about one badge of one subject."""

    NOTHING = "nothing"
    AWARD = "award"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnedPart:
    """
    A key result as badges see it: weight (0 or more), raw share (None without data), and whether it was reached already
    when it was linked.
    """

    weight: Decimal
    fraction: Fraction | None
    was_already_reached: bool


def is_threshold_met(*, fraction: Number | None, threshold: Number) -> bool:
    """
    Whether the share has reached the threshold: exactly on it counts, and nothing is rounded. No data never meets one.

    Raises `BadThresholdError` unless the threshold is above 0 and at most 1 (0 would be given for nothing).
    """
    bound = exact(threshold)
    if not 0 < bound <= 1:
        raise BadThresholdError(f"a threshold of {threshold}")
    return fraction is not None and exact(fraction) >= bound


def earned_fraction(parts: Sequence[EarnedPart], *, counts_already_reached: bool = False) -> Fraction | None:
    """
    The share of an objective as far as it was earned: as `objective_progress`, except that a key result already reached
    when it was linked counts 0 with its weight, unless the rule counts it.

    None without data. Raises as `objective_progress` does.
    """
    return objective_progress([Part(part.weight, _earned(part, counts_already_reached)) for part in parts])


def award_step(*, is_met: bool, is_held: bool, policy: RegressionPolicy) -> AwardStep:
    """
    What to do about one badge, from the current state alone: events may repeat, come late or out of order.

    Met and not held awards it (again, after a revocation: a new award); held and no longer met revokes it if the rule
    says so; anything else is nothing.
    """
    if is_met and not is_held:
        return AwardStep.AWARD
    if is_held and not is_met and policy is RegressionPolicy.REVOKE:
        return AwardStep.REVOKE
    return AwardStep.NOTHING


def _earned(part: EarnedPart, counts_already_reached: bool) -> Fraction | None:
    if part.fraction is None or not part.was_already_reached or counts_already_reached:
        return part.fraction
    return Fraction(0)
