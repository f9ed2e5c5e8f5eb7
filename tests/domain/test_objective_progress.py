"""Milestones, and what key results make of their objective."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain.errors import NegativeWeightError, NotANumberError, NoWeightError
from okr_xblock.domain.numbers import clamp_fraction
from okr_xblock.domain.progress import Part, Stage, milestone_progress, objective_progress

from .strategies import fractions_of, positive_weights, raw_shares


def stages_of(text: str) -> list[Stage]:
    """Stages from a table: "2x 1" is one of weight 2 that is done and one of weight 1 that is not."""
    return [Stage(weight=Decimal(word.rstrip("x")), is_done=word.endswith("x")) for word in text.split()]


def parts_of(text: str) -> list[Part]:
    """Key results from a table: "2:1/2 1:-" is one of weight 2 half done, and one of weight 1 without data."""
    pairs = [word.split(":") for word in text.split()]
    return [Part(Decimal(weight), None if share == "-" else fractions_of(share)) for weight, share in pairs]


@pytest.mark.parametrize(
    ("stages", "p"),
    [
        ("1", "0"),
        ("1x", "1"),
        ("1x 1 1", "1/3"),
        ("1x 1x 1x", "1"),
        ("3x 1", "3/4"),
        ("3 1x", "1/4"),
        ("0.5x 0.25", "2/3"),
        ("0x 1", "0"),
        ("0 1x", "1"),
    ],
)
def test_milestones_are_as_far_as_their_done_weights(stages: str, p: str) -> None:
    assert milestone_progress(stages_of(stages)) == Fraction(p)


@pytest.mark.parametrize("stages", ["", "0", "0x 0", "0.00x"])
def test_milestones_without_weight_are_refused(stages: str) -> None:
    with pytest.raises(NoWeightError) as refused:
        milestone_progress(stages_of(stages))
    assert refused.value.code == "no_weight"


@pytest.mark.parametrize(
    ("parts", "p"),
    [
        ("1:0", "0"),
        ("1:1", "1"),
        ("1:1/2 1:1", "3/4"),
        ("3:1 1:0", "3/4"),
        ("0.5:1 0.25:0", "2/3"),
        # overshoot lifts nothing else, regress drags nothing else down
        ("1:130% 1:0", "1/2"),
        ("1:-50% 1:1", "1/2"),
        # without data: 0, with its weight
        ("1:1 1:-", "1/2"),
        ("1:1 3:-", "1/4"),
        # a weight of 0 is allowed and adds nothing
        ("0:0 1:1", "1"),
        ("0:1 1:0", "0"),
        ("0:- 1:1", "1"),
        ("0:1/2 1:-", "0"),
        # exactly: 249 of 250 is not whole
        ("1:249/250 1:1", "499/500"),
    ],
)
def test_an_objective_is_as_far_as_its_key_results(parts: str, p: str) -> None:
    assert objective_progress(parts_of(parts)) == Fraction(p)


@pytest.mark.parametrize("parts", ["", "1:-", "1:- 2:-", "0:- 1:-"])
def test_an_objective_without_any_data_has_no_share_at_all(parts: str) -> None:
    assert objective_progress(parts_of(parts)) is None


@pytest.mark.parametrize("parts", ["0:1", "0:1 0:0", "0:-"])
def test_an_objective_of_no_weight_is_refused(parts: str) -> None:
    with pytest.raises(NoWeightError):
        objective_progress(parts_of(parts))


@pytest.mark.parametrize("parts", ["-1:1 2:1", "-1:-"])
def test_an_objective_with_a_negative_weight_is_refused(parts: str) -> None:
    with pytest.raises(NegativeWeightError):
        objective_progress(parts_of(parts))


def test_an_objective_with_a_weight_of_nan_is_refused() -> None:
    with pytest.raises(NotANumberError):
        objective_progress([Part(Decimal("NaN"), Fraction(1))])


parts = st.builds(Part, weight=positive_weights, fraction=st.none() | raw_shares)
part_lists = st.lists(parts, min_size=1, max_size=8)


@given(parts=part_lists)
def test_an_objective_stays_between_nothing_and_whole(parts: list[Part]) -> None:
    p = objective_progress(parts)
    assert (p is None) == all(part.fraction is None for part in parts)
    assert p is None or 0 <= p <= 1


@given(parts=part_lists)
def test_an_objective_is_whole_only_if_every_weighing_part_is(parts: list[Part]) -> None:
    is_whole = all(part.fraction is not None and part.fraction >= 1 for part in parts)
    assert (objective_progress(parts) == 1) == is_whole


@given(parts=part_lists, data=st.data())
def test_the_order_of_key_results_does_not_matter(parts: list[Part], data: st.DataObject) -> None:
    assert objective_progress(data.draw(st.permutations(parts))) == objective_progress(parts)


@given(parts=part_lists, factor=positive_weights)
def test_only_the_proportion_of_weights_matters(parts: list[Part], factor: Decimal) -> None:
    scaled = [Part(part.weight * factor, part.fraction) for part in parts]
    assert objective_progress(scaled) == objective_progress(parts)


@given(parts=part_lists, better=raw_shares, data=st.data())
def test_progress_in_one_key_result_never_lowers_the_objective(
    parts: list[Part], better: Fraction, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(parts) - 1))
    old = parts[index].fraction
    better = better if old is None else max(better, old)
    moved = [*parts[:index], Part(parts[index].weight, better), *parts[index + 1 :]]
    before, after = objective_progress(parts), objective_progress(moved)
    assert after is not None
    assert before is None or after >= before


@given(share=raw_shares, weights=st.lists(positive_weights, min_size=1, max_size=6))
def test_equal_shares_make_that_share_whatever_they_weigh(share: Fraction, weights: list[Decimal]) -> None:
    assert objective_progress([Part(weight, share) for weight in weights]) == clamp_fraction(share)


@given(stages=st.lists(st.builds(Stage, weight=positive_weights, is_done=st.booleans()), min_size=1))
def test_milestones_are_whole_exactly_when_all_stages_are_done(stages: list[Stage]) -> None:
    p = milestone_progress(stages)
    assert (p == 1) == all(stage.is_done for stage in stages)
    assert (p == 0) == (not any(stage.is_done for stage in stages))
