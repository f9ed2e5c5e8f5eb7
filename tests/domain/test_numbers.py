"""Exact numbers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain.errors import (
    NegativeWeightError,
    NotANumberError,
    NoWeightError,
    NumberTooLargeError,
    RuleError,
)
from okr_xblock.domain.numbers import STORED_LIMIT, clamp_fraction, exact, stored_fraction, weighted_mean

from .strategies import raw_shares, weights


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, Fraction(0)),
        (-7, Fraction(-7)),
        (Decimal("0.1"), Fraction(1, 10)),
        (Decimal("-0"), Fraction(0)),
        (Decimal("0E+60"), Fraction(0)),
        (Decimal("1.50"), Fraction(3, 2)),
        (Decimal("1E+3"), Fraction(1000)),
        (Decimal("1E+60"), Fraction(10**60)),
        (Decimal("1E-60"), Fraction(1, 10**60)),
        (Fraction(1, 3), Fraction(1, 3)),
    ],
)
def test_a_number_is_taken_exactly(value: Decimal, expected: Fraction) -> None:
    assert exact(value) == expected


@pytest.mark.parametrize("text", ["NaN", "sNaN", "-NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumberError) as refused:
        exact(Decimal(text))
    assert refused.value.code == "not_a_number"


@pytest.mark.parametrize("text", ["1e400", "-1e400", "1e-400", "1e61", "0e999999", "9" * 62, "0." + "1" * 61])
def test_a_number_nobody_measures_with_is_refused(text: str) -> None:
    with pytest.raises(NumberTooLargeError) as refused:
        exact(Decimal(text))
    assert refused.value.code == "number_too_large"


def test_a_refused_number_is_a_rule_error_and_a_value_error() -> None:
    assert issubclass(NumberTooLargeError, NotANumberError)
    assert issubclass(NotANumberError, RuleError)
    assert issubclass(RuleError, ValueError)


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        exact(0.5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("p", "clamped"),
    [("-1/1000000000", "0"), ("0", "0"), ("1/3", "1/3"), ("1", "1"), ("13/10", "1")],
)
def test_a_share_counts_between_0_and_1(p: str, clamped: str) -> None:
    assert clamp_fraction(Fraction(p)) == Fraction(clamped)


@pytest.mark.parametrize(
    ("p", "stored"),
    [
        ("0", "0.000000000"),
        ("1", "1.000000000"),
        ("1/3", "0.333333333"),
        ("2/3", "0.666666666"),
        ("249/250", "0.996000000"),
        ("9999999999/10000000000", "0.999999999"),
        ("13/10", "1.300000000"),
        ("-1/3", "-0.333333334"),
        ("-1/10000000000", "-0.000000001"),
        ("10", "9.999999999"),
        ("1000000000000000000000000000000", "9.999999999"),
        ("-1000000000000000000000000000000", "-9.999999999"),
    ],
)
def test_a_stored_share_is_rounded_down_and_bounded(p: str, stored: str) -> None:
    assert f"{stored_fraction(Fraction(p)):f}" == stored


@given(p=st.fractions())
def test_a_stored_share_shows_1_only_when_whole(p: Fraction) -> None:
    assert (stored_fraction(p) >= 1) == (p >= 1)


@given(p=st.fractions(), q=st.fractions())
def test_stored_shares_keep_their_order(p: Fraction, q: Fraction) -> None:
    assert (stored_fraction(min(p, q))) <= stored_fraction(max(p, q))


@given(p=st.fractions())
def test_a_stored_share_fits_its_column(p: Fraction) -> None:
    stored = stored_fraction(p)
    assert abs(stored) <= STORED_LIMIT
    assert stored.as_tuple().exponent == -9


@given(pairs=st.lists(st.tuples(weights, raw_shares), min_size=1).filter(lambda pairs: any(w for w, _ in pairs)))
def test_a_weighted_mean_lies_between_the_shares_that_weigh(pairs: list[tuple[Decimal, Fraction]]) -> None:
    weighing = [share for weight, share in pairs if weight]
    assert min(weighing) <= weighted_mean(pairs) <= max(weighing)


@pytest.mark.parametrize("pairs", [[], [(0, Fraction(1))], [(Decimal("0.00"), Fraction(1)), (0, Fraction(0))]])
def test_a_mean_of_nothing_is_refused(pairs: list[tuple[Decimal, Fraction]]) -> None:
    with pytest.raises(NoWeightError):
        weighted_mean(pairs)


def test_a_negative_weight_is_refused_even_if_the_sum_is_positive() -> None:
    with pytest.raises(NegativeWeightError):
        weighted_mean([(3, Fraction(1)), (-1, Fraction(1))])


@pytest.mark.parametrize("text", ["NaN", "Infinity"])
def test_a_weight_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumberError):
        weighted_mean([(Decimal(text), Fraction(1))])
