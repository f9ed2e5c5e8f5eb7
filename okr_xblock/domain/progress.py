"""How far a key result has come: linear metrics, "stay at", milestones; and the objective above them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from .errors import BadPeriodError, NoDistanceError
from .numbers import Number, clamp_fraction, exact, weighted_mean
from .schedule import DateRange


class Side(StrEnum):
    """On which side of its limit a "stay at" key result is kept; the limit itself is on both."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a milestones key result; a yes/no milestone is one stage. `weight` is 0 or more, in any unit."""

    weight: Decimal
    is_done: bool


@dataclass(frozen=True, slots=True)
class Part:
    """
    A key result inside its objective: its weight (0 or more) and its raw share, None without data.

    One whose source was lost is no part without data: it comes with its last share. KPIs and initiatives are never
    parts.
    """

    weight: Decimal
    fraction: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StayProgress:
    """
    A "stay at" key result: periods kept, of all periods from start to due, and each period's answer in order.

    An answer is None while it can still come: the period lies ahead, or runs and has no check-in yet.
    """

    kept: int
    periods: int
    fraction: Fraction
    periods_kept: tuple[bool | None, ...]


def linear_progress(*, baseline: Number, target: Number, current: Number) -> Fraction:
    """
    How far a metric has moved from its baseline to its target: (current - baseline) / (target - baseline).

    All three in the key result's own unit, signed. Works in both directions: 100 → 60 rises as `current` falls.
    Returns the raw share: 0 at baseline, 1 at target, above 1 on overshoot, below 0 on the wrong side of the baseline.
    Raises `NoDistanceError` if baseline equals target (such a goal is "stay at", not "move to"), `NotANumberError` for
    NaN and Infinity.
    """
    start, goal, here = exact(baseline), exact(target), exact(current)
    if start == goal:
        raise NoDistanceError("baseline equals target")
    return (here - start) / (goal - start)


def milestone_progress(stages: Sequence[Stage]) -> Fraction:
    """
    Σ weights of the done stages ÷ Σ weights, in [0, 1].

    Raises `NoWeightError` if the weights add up to 0 (also without stages), `NegativeWeightError` for one below 0.
    """
    return weighted_mean((stage.weight, Fraction(int(stage.is_done))) for stage in stages)


def stay_progress(
    *,
    side: Side,
    limit: Number,
    check_ins: Iterable[tuple[date, Decimal]],
    window: DateRange,
    period_days: int,
    today: date,
) -> StayProgress:
    """
    How many of its check-in periods a "stay at or above/below" key result was kept in.

    Periods of `period_days` run from the start; the last one ends with the due day, however short. The last check-in
    of a period decides it, exactly on the limit is kept, a period that passed without one is not. `check_ins` are
    (the learner's local date, value), oldest first within a day; days may come in any order, those outside the window
    do not count. The share is of *all* periods, so it is 1 only when the last one was kept too.
    Raises `BadPeriodError` for a period shorter than a day, `NotANumberError` for NaN and Infinity.
    """
    if period_days < 1:
        raise BadPeriodError(f"a period of {period_days} days")
    bound = exact(limit)
    periods = math.ceil(window.days / period_days)
    running = periods if today > window.due_on else (today - window.starts_on).days // period_days
    said = {
        index: _is_kept(side, bound, value)
        for index, value in _last_value_per_period(check_ins, window, period_days).items()
    }
    answers = tuple(said.get(index, False if index < running else None) for index in range(periods))
    kept = sum(said.values())
    return StayProgress(kept=kept, periods=periods, fraction=Fraction(kept, periods), periods_kept=answers)


def objective_progress(parts: Sequence[Part]) -> Fraction | None:
    """
    The share of an objective: Σ w·clamp(p) / Σ w, in [0, 1].

    A part without data counts 0 with its weight. Returns None ("no data", never 0 %) when no part has data, or when
    there is no part. Raises `NoWeightError` if there are parts whose weights add up to 0, `NegativeWeightError` for one
    below 0.
    """
    if not parts:
        return None
    mean = weighted_mean((part.weight, clamp_fraction(part.fraction or Fraction(0))) for part in parts)
    return None if all(part.fraction is None for part in parts) else mean


def _last_value_per_period(
    check_ins: Iterable[tuple[date, Decimal]], window: DateRange, period_days: int
) -> dict[int, Fraction]:
    inside = [(day, value) for day, value in check_ins if day in window]
    # A stable sort by day alone: within a day the order given is the order in which it was said.
    inside.sort(key=lambda check_in: check_in[0])
    last = {(day - window.starts_on).days // period_days: value for day, value in inside}
    return {index: exact(value) for index, value in last.items()}


def _is_kept(side: Side, limit: Fraction, value: Fraction) -> bool:
    return value >= limit if side == Side.ABOVE else value <= limit
