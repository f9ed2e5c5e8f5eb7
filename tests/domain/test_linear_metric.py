"""Linear metrics: p = (current - baseline) / (target - baseline), rising or falling."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given

from okr_xblock.domain.errors import NoDistanceError, NotANumberError
from okr_xblock.domain.numbers import clamp_fraction
from okr_xblock.domain.progress import linear_progress

from .strategies import amounts, fractions_of


@pytest.mark.parametrize(
    ("baseline", "target", "current", "p"),
    [
        # rising
        ("0", "100", "0", "0"),
        ("0", "100", "25", "1/4"),
        ("0", "100", "100", "1"),
        ("40", "60", "50", "1/2"),
        # overshoot stays raw, the wrong side of the baseline too
        ("0", "100", "130", "130%"),
        ("0", "100", "-10", "-10%"),
        # falling: 0 at the start, not 100 %
        ("100", "60", "100", "0"),
        ("100", "60", "90", "1/4"),
        ("100", "60", "60", "1"),
        ("100", "60", "48", "130%"),
        ("100", "60", "104", "-10%"),
        # signed, across zero
        ("-10", "10", "0", "1/2"),
        ("10", "-10", "5", "1/4"),
        ("-5", "-1", "-2", "3/4"),
        ("-1", "-5", "-2", "1/4"),
        # decimals, exactly
        ("0", "0.3", "0.1", "1/3"),
        ("0.1", "0.4", "0.2", "1/3"),
        ("0", "3", "2.999999", "2999999/3000000"),
        ("0", "1E+12", "1", "1/1000000000000"),
    ],
)
def test_a_metric_has_come_this_far(baseline: str, target: str, current: str, p: str) -> None:
    progress = linear_progress(baseline=Decimal(baseline), target=Decimal(target), current=Decimal(current))
    assert progress == fractions_of(p)


@pytest.mark.parametrize(("baseline", "target"), [("5", "5"), ("0", "-0"), ("1.0", "1.00"), ("1E+1", "10")])
def test_a_metric_without_a_way_to_go_is_refused(baseline: str, target: str) -> None:
    with pytest.raises(NoDistanceError) as refused:
        linear_progress(baseline=Decimal(baseline), target=Decimal(target), current=Decimal(7))
    assert refused.value.code == "no_distance"


@pytest.mark.parametrize("position", ["baseline", "target", "current"])
@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_a_metric_takes_numbers_only(position: str, text: str) -> None:
    values = {"baseline": Decimal(0), "target": Decimal(10), "current": Decimal(5), position: Decimal(text)}
    with pytest.raises(NotANumberError):
        linear_progress(**values)


@given(baseline=amounts, target=amounts)
def test_progress_is_0_at_the_baseline_and_1_at_the_target(baseline: Decimal, target: Decimal) -> None:
    assume(baseline != target)
    assert linear_progress(baseline=baseline, target=target, current=baseline) == 0
    assert linear_progress(baseline=baseline, target=target, current=target) == 1


@given(baseline=amounts, target=amounts, current=amounts)
def test_both_directions_mirror_each_other(baseline: Decimal, target: Decimal, current: Decimal) -> None:
    assume(baseline != target)
    there = linear_progress(baseline=baseline, target=target, current=current)
    back = linear_progress(baseline=target, target=baseline, current=current)
    assert there + back == 1
    assert there == linear_progress(baseline=-baseline, target=-target, current=-current)


@given(baseline=amounts, target=amounts, one=amounts, other=amounts)
def test_a_value_nearer_to_the_target_side_is_never_less_progress(
    baseline: Decimal, target: Decimal, one: Decimal, other: Decimal
) -> None:
    assume(baseline != target)
    low, high = sorted((one, other))
    at_low, at_high = (linear_progress(baseline=baseline, target=target, current=v) for v in (low, high))
    assert at_low <= at_high if target > baseline else at_low >= at_high


@given(baseline=amounts, target=amounts, current=amounts)
def test_overshoot_counts_as_whole_and_regress_as_nothing(baseline: Decimal, target: Decimal, current: Decimal) -> None:
    assume(baseline != target)
    p = linear_progress(baseline=baseline, target=target, current=current)
    is_reached = current >= target if target > baseline else current <= target
    is_started = current > baseline if target > baseline else current < baseline
    assert (clamp_fraction(p) == 1) == is_reached
    assert (clamp_fraction(p) > 0) == is_started
    assert isinstance(p, Fraction)
