"""When a badge is earned, exactly once; and what happens when progress goes down."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain.badges import (
    AwardStep,
    EarnedPart,
    RegressionPolicy,
    award_step,
    earned_fraction,
    is_threshold_met,
)
from okr_xblock.domain.errors import BadThresholdError, NotANumberError, NoWeightError
from okr_xblock.domain.progress import Part, objective_progress

from .strategies import fractions_of, positive_weights, raw_shares, shares

QUARTERS = [Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1)]
KEEP, REVOKE = RegressionPolicy.KEEP, RegressionPolicy.REVOKE


@pytest.mark.parametrize(
    ("fraction", "threshold", "is_met"),
    [
        ("0", "1/4", False),
        ("249999999/1000000000", "0.25", False),
        ("1/4", "0.25", True),
        ("249/250", "1", False),
        ("1", "1", True),
        ("13/10", "1", True),
        ("1/3", "1/3", True),
        ("-1", "1/1000", False),
        (None, "1/1000", False),
    ],
)
def test_a_threshold_is_met_exactly_or_not_at_all(fraction: str | None, threshold: str, is_met: bool) -> None:
    share = None if fraction is None else Fraction(fraction)
    assert is_threshold_met(fraction=share, threshold=Fraction(threshold)) is is_met


@pytest.mark.parametrize("threshold", ["0", "-0.1", "1.01"])
def test_a_threshold_that_gives_badges_for_nothing_or_never_is_refused(threshold: str) -> None:
    with pytest.raises(BadThresholdError):
        is_threshold_met(fraction=Fraction(1), threshold=Decimal(threshold))


def test_a_threshold_that_is_no_number_is_refused() -> None:
    with pytest.raises(NotANumberError):
        is_threshold_met(fraction=None, threshold=Decimal("NaN"))


def met_by(share: Fraction | None) -> tuple[Fraction, ...]:
    """The quarters that this share has reached."""
    return tuple(quarter for quarter in QUARTERS if is_threshold_met(fraction=share, threshold=quarter))


@pytest.mark.parametrize(
    ("fraction", "met"),
    [
        (None, ""),
        ("24%", ""),
        ("25%", "1/4"),
        ("74.9%", "1/4 1/2"),
        ("100%", "1/4 1/2 3/4 1"),
        ("250%", "1/4 1/2 3/4 1"),
    ],
)
def test_several_thresholds_may_be_crossed_at_once(fraction: str | None, met: str) -> None:
    share = None if fraction is None else fractions_of(fraction)
    expected = tuple(Fraction(word) for word in met.split())
    assert met_by(share) == expected


def earned_parts(text: str) -> list[EarnedPart]:
    """Key results from a table: "2:1/2 1:1!" is one of weight 2 half done, and one already reached when linked."""
    return [
        EarnedPart(
            weight=Decimal(weight),
            fraction=None if share.rstrip("!") == "-" else fractions_of(share.rstrip("!")),
            was_already_reached=share.endswith("!"),
        )
        for weight, share in (word.split(":") for word in text.split())
    ]


@pytest.mark.parametrize(
    ("parts", "earned", "counted"),
    [
        ("1:1/2 1:1", "3/4", "3/4"),
        ("1:1!", "0", "1"),
        ("1:1! 1:1", "1/2", "1"),
        ("3:1! 1:1/2", "1/8", "7/8"),
        ("1:130%! 1:130%", "1/2", "1"),
        ("1:-! 1:1/2", "1/4", "1/4"),
    ],
)
def test_what_was_reached_before_earns_only_if_the_rule_counts_it(parts: str, earned: str, counted: str) -> None:
    assert earned_fraction(earned_parts(parts)) == Fraction(earned)
    assert earned_fraction(earned_parts(parts), counts_already_reached=True) == Fraction(counted)


@pytest.mark.parametrize("parts", ["", "1:-", "1:-! 2:-"])
def test_nothing_is_earned_without_data(parts: str) -> None:
    assert earned_fraction(earned_parts(parts), counts_already_reached=True) is None


def test_nothing_is_earned_without_weight() -> None:
    with pytest.raises(NoWeightError):
        earned_fraction(earned_parts("0:1"))


@pytest.mark.parametrize(
    ("is_met", "is_held", "policy", "step"),
    [
        (False, False, KEEP, AwardStep.NOTHING),
        (True, False, KEEP, AwardStep.AWARD),
        (True, True, KEEP, AwardStep.NOTHING),
        (False, True, KEEP, AwardStep.NOTHING),
        (False, False, REVOKE, AwardStep.NOTHING),
        (True, False, REVOKE, AwardStep.AWARD),
        (True, True, REVOKE, AwardStep.NOTHING),
        (False, True, REVOKE, AwardStep.REVOKE),
    ],
)
def test_a_badge_follows_the_current_state(
    is_met: bool, is_held: bool, policy: RegressionPolicy, step: AwardStep
) -> None:
    assert award_step(is_met=is_met, is_held=is_held, policy=policy) is step


def awards(history: Sequence[Fraction | None], policy: RegressionPolicy) -> tuple[int, bool]:
    """How many times a badge for one half is awarded along this history, and whether it is held at its end."""
    count, is_held = 0, False
    for share in history:
        is_met = is_threshold_met(fraction=share, threshold=Fraction(1, 2))
        step = award_step(is_met=is_met, is_held=is_held, policy=policy)
        count += step is AwardStep.AWARD
        is_held = {AwardStep.AWARD: True, AwardStep.REVOKE: False}.get(step, is_held)
    return count, is_held


histories = st.lists(st.none() | shares, max_size=12)


@given(history=histories)
def test_a_badge_that_is_kept_is_awarded_once_at_most(history: list[Fraction | None]) -> None:
    reached = any(share is not None and share >= Fraction(1, 2) for share in history)
    assert awards(history, KEEP) == (int(reached), reached)


@given(history=histories)
def test_a_badge_that_may_be_revoked_is_held_exactly_while_deserved(history: list[Fraction | None]) -> None:
    deserved = [share is not None and share >= Fraction(1, 2) for share in history]
    count, is_held = awards(history, REVOKE)
    assert is_held == (bool(deserved) and deserved[-1])
    assert count == sum(now and not before for before, now in zip([False, *deserved], deserved, strict=False))


@given(history=histories, policy=st.sampled_from(RegressionPolicy), data=st.data())
def test_a_repeated_event_awards_nothing_twice(
    history: list[Fraction | None], policy: RegressionPolicy, data: st.DataObject
) -> None:
    repeats = data.draw(st.lists(st.integers(1, 3), min_size=len(history), max_size=len(history)))
    stuttering = [share for share, times in zip(history, repeats, strict=True) for _ in range(times)]
    assert awards(stuttering, policy) == awards(history, policy)


@given(history=histories, data=st.data())
def test_reordered_events_award_the_same_kept_badges(history: list[Fraction | None], data: st.DataObject) -> None:
    assert awards(data.draw(st.permutations(history)), KEEP) == awards(history, KEEP)


part_lists = st.lists(
    st.builds(EarnedPart, weight=positive_weights, fraction=st.none() | raw_shares, was_already_reached=st.booleans()),
    min_size=1,
)


@given(parts=part_lists)
def test_what_is_earned_never_exceeds_the_progress(parts: list[EarnedPart]) -> None:
    progress = objective_progress([Part(part.weight, part.fraction) for part in parts])
    earned = earned_fraction(parts)
    assert earned_fraction(parts, counts_already_reached=True) == progress
    assert (earned is None) == (progress is None)
    assert earned is None or progress is None or earned <= progress


@given(low=raw_shares, high=raw_shares)
def test_more_progress_meets_at_least_the_same_thresholds(low: Fraction, high: Fraction) -> None:
    low, high = sorted((low, high))
    assert set(met_by(low)) <= set(met_by(high))
