"""States and what leads from one to the next; confidence; grading; closing."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain import confidence
from okr_xblock.domain.closing import (
    DEFAULT_NEXT_STEP,
    CarriedKeyResult,
    ClosedKeyResult,
    NextStep,
    carry_over,
)
from okr_xblock.domain.confidence import ConfidenceBand, confidence_band
from okr_xblock.domain.errors import BadConfidenceError, BadGradeError, BadTransitionError, NotANumberError
from okr_xblock.domain.grading import (
    GradeBand,
    Verdict,
    aspirational_verdict,
    grade_band,
    proposed_grade,
    require_grade,
    verdict,
)
from okr_xblock.domain.lifecycle import (
    FINAL_STATES,
    OFFERED_VISIBILITIES,
    Ambition,
    KeyResultKind,
    ObjectiveState,
    Visibility,
    may_reopen,
    require_transition,
)

from .strategies import raw_shares

ALLOWED = {
    ("draft", "active"),
    ("draft", "abandoned"),
    ("active", "paused"),
    ("active", "closed"),
    ("active", "abandoned"),
    ("paused", "active"),
    ("paused", "closed"),
    ("paused", "abandoned"),
    # reopened
    ("closed", "active"),
    ("abandoned", "active"),
    ("abandoned", "draft"),
}


@pytest.mark.parametrize(("old", "new"), sorted(ALLOWED))
def test_an_objective_may_go_on(old: str, new: str) -> None:
    require_transition(ObjectiveState(old), ObjectiveState(new))


@pytest.mark.parametrize(("old", "new"), sorted(set(product(ObjectiveState, ObjectiveState)) - ALLOWED))
def test_any_other_step_is_refused(old: ObjectiveState, new: ObjectiveState) -> None:
    with pytest.raises(BadTransitionError):
        require_transition(old, new)


@pytest.mark.parametrize("state", FINAL_STATES)
def test_what_has_ended_is_neither_paused_nor_ended_again(state: ObjectiveState) -> None:
    for new in (ObjectiveState.PAUSED, *FINAL_STATES):
        with pytest.raises(BadTransitionError):
            require_transition(state, new)


CYCLE_DUE_ON = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("state", "today", "is_carried_on", "expected"),
    [
        ("closed", "2026-05-14", False, True),
        ("abandoned", "2026-05-14", False, True),
        # until the cycle's last day, that day included
        ("closed", "2026-06-30", False, True),
        ("closed", "2026-07-01", False, False),
        ("abandoned", "2026-07-01", False, False),
        # what goes on elsewhere would count twice
        ("closed", "2026-05-14", True, False),
        # only what has ended can be reopened
        ("draft", "2026-05-14", False, False),
        ("active", "2026-05-14", False, False),
        ("paused", "2026-05-14", False, False),
    ],
)
def test_what_has_ended_may_be_taken_up_again_while_its_cycle_runs(
    state: str, today: str, is_carried_on: bool, expected: bool
) -> None:
    may = may_reopen(
        state=ObjectiveState(state),
        cycle_due_on=CYCLE_DUE_ON,
        today=date.fromisoformat(today),
        is_carried_on=is_carried_on,
    )
    assert may is expected


def test_peers_are_known_and_not_offered_yet() -> None:
    assert Visibility.PEERS in Visibility
    assert Visibility.PEERS not in OFFERED_VISIBILITIES


@pytest.mark.parametrize(
    ("values", "band"),
    [
        ((1, 2, 3), ConfidenceBand.OFF_TRACK),
        ((4, 5, 6, 7), ConfidenceBand.AT_RISK),
        ((8, 9, 10), ConfidenceBand.ON_TRACK),
    ],
)
def test_confidence_falls_into_three_bands(values: tuple[int, ...], band: ConfidenceBand) -> None:
    assert {confidence_band(value) for value in values} == {band}


def test_confidence_starts_in_the_middle() -> None:
    assert (confidence.MIN, confidence.START, confidence.MAX) == (1, 5, 10)


@pytest.mark.parametrize("value", [-1, 0, 11, 7.5, float("nan")])
def test_any_other_confidence_is_refused(value: int) -> None:
    with pytest.raises(BadConfidenceError):
        confidence_band(value)


@pytest.mark.parametrize(
    ("p", "grade"),
    [
        ("-1/2", "0.0"),
        ("0", "0.0"),
        ("39/100", "0.3"),
        ("2/5", "0.4"),
        ("69/100", "0.6"),
        ("7/10", "0.7"),
        ("99/100", "0.9"),
        ("999999/1000000", "0.9"),
        ("1", "1.0"),
        ("13/10", "1.0"),
    ],
)
def test_a_grade_is_proposed_from_progress(p: str, grade: str) -> None:
    assert proposed_grade(Fraction(p)) == Decimal(grade)


def test_without_data_no_grade_is_proposed() -> None:
    assert proposed_grade(None) is None


@pytest.mark.parametrize(
    ("grade", "band"),
    [
        ("0", GradeBand.LOW),
        ("0.39", GradeBand.LOW),
        ("0.399999999", GradeBand.LOW),
        ("0.4", GradeBand.MIDDLE),
        ("0.69", GradeBand.MIDDLE),
        ("0.699999999", GradeBand.MIDDLE),
        ("0.7", GradeBand.HIGH),
        ("1", GradeBand.HIGH),
    ],
)
def test_grade_bands_are_half_open(grade: str, band: GradeBand) -> None:
    assert grade_band(Decimal(grade)) is band


@pytest.mark.parametrize(
    ("grade", "ambition", "expected"),
    [
        ("1", Ambition.COMMITTED, Verdict.COMMITMENT_KEPT),
        ("0.99", Ambition.COMMITTED, Verdict.COMMITMENT_MISSED),
        ("0.8", Ambition.COMMITTED, Verdict.COMMITMENT_MISSED),
        ("0", Ambition.COMMITTED, Verdict.COMMITMENT_MISSED),
        ("1", Ambition.ASPIRATIONAL, Verdict.ASPIRATION_REACHED),
        ("0.7", Ambition.ASPIRATIONAL, Verdict.ASPIRATION_REACHED),
        ("0.69", Ambition.ASPIRATIONAL, Verdict.ASPIRATION_SHORT),
    ],
)
def test_a_grade_is_read_against_the_ambition(grade: str, ambition: Ambition, expected: Verdict) -> None:
    assert verdict(grade=Decimal(grade), ambition=ambition) is expected


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ("", None),
        ("0.7", Verdict.ASPIRATION_REACHED),
        ("0.4 1.0", Verdict.ASPIRATION_REACHED),
        ("0.6 0.7 0.8", Verdict.ASPIRATION_REACHED),
        ("0.6 0.7 0.7", Verdict.ASPIRATION_SHORT),
    ],
)
def test_aspirations_are_expected_to_reach_seven_tenths_on_average(grades: str, expected: Verdict | None) -> None:
    assert aspirational_verdict([Decimal(grade) for grade in grades.split()]) is expected


@pytest.mark.parametrize("grade", ["-0.1", "1.000001", "7"])
def test_a_grade_outside_its_range_is_refused(grade: str) -> None:
    with pytest.raises(BadGradeError):
        require_grade(Decimal(grade))


def test_a_grade_that_is_no_number_is_refused() -> None:
    with pytest.raises(NotANumberError):
        grade_band(Decimal("NaN"))


@given(p=raw_shares)
def test_a_proposed_grade_lies_in_the_band_of_the_progress(p: Fraction) -> None:
    grade = proposed_grade(p)
    assert grade is not None
    assert grade_band(grade) is grade_band(min(max(p, Fraction(0)), Fraction(1)))
    assert (grade == 1) == (p >= 1)


def closed(name: str, kind: str, baseline: str | None, last: str | None, is_done: bool) -> ClosedKeyResult:
    return ClosedKeyResult(
        public_id=name,
        kind=KeyResultKind(kind),
        baseline=None if baseline is None else Decimal(baseline),
        last_value=None if last is None else Decimal(last),
        is_done=is_done,
    )


AT_CLOSE = [
    closed("moved", "metric", "100", "80", False),
    closed("never measured", "metric", "100", None, False),
    closed("reached", "metric", "0", "10", True),
    closed("kept", "stay", None, "7", False),
    closed("begun", "milestones", None, None, False),
    closed("finished", "course", None, None, True),
]


@pytest.mark.parametrize("step", [NextStep.KEEP, NextStep.CHANGE])
def test_what_goes_on_begins_where_it_stopped_without_what_is_done(step: NextStep) -> None:
    carried = carry_over(AT_CLOSE, next_step=step)
    assert [(new.origin_id, new.baseline) for new in carried] == [
        ("moved", Decimal(80)),
        ("never measured", Decimal(100)),
        ("kept", None),
        ("begun", None),
    ]
    assert carried[0] == CarriedKeyResult(origin_id="moved", kind=KeyResultKind.METRIC, baseline=Decimal(80))


def test_nothing_carries_over_by_default() -> None:
    assert carry_over(AT_CLOSE, next_step=DEFAULT_NEXT_STEP) == ()


@given(done=st.lists(st.booleans(), max_size=6))
def test_exactly_the_undone_go_on(done: list[bool]) -> None:
    rows = [closed(str(n), "habit", None, None, is_done) for n, is_done in enumerate(done)]
    carried = carry_over(rows, next_step=NextStep.KEEP)
    assert [new.origin_id for new in carried] == [row.public_id for row in rows if not row.is_done]
