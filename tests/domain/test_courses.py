"""Courses: what is required, what the platform says, what follows from it."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain.courses import (
    CourseFacts,
    Criterion,
    Requirement,
    RequirementReading,
    SourceState,
    course_progress,
    is_all_or_nothing,
    requirement_reading,
)
from okr_xblock.domain.errors import BadFactsError, BadRequirementError
from okr_xblock.domain.lifecycle import KeyResultKind

from .strategies import fractions_of, shares

C, G, P, X = Criterion.COMPLETION, Criterion.GRADE, Criterion.PASSING, Criterion.CERTIFICATE

ENROLLED = CourseFacts(
    exists=True,
    is_enrolled=True,
    units_complete=0,
    units_incomplete=10,
    units_locked=0,
    grade_fraction=None,
    is_passing=False,
    is_certified=False,
)


def units(text: str) -> CourseFacts:
    """Facts from a table: "3/4/1" is 3 units complete, 4 incomplete, 1 locked."""
    complete, incomplete, locked = (int(count) for count in text.split("/"))
    return replace(ENROLLED, units_complete=complete, units_incomplete=incomplete, units_locked=locked)


def read(
    requirement: Requirement, facts: CourseFacts, *, last: Fraction | None = None, was_enrolled: bool = True
) -> RequirementReading:
    return requirement_reading(
        requirement=requirement, facts=facts, last_fraction=last, was_enrolled=was_enrolled or facts.is_enrolled
    )


@pytest.mark.parametrize(
    ("criterion", "required"),
    [(C, "1"), (C, "0.8"), (C, "0.0001"), (G, "0.75"), (G, "1.00"), (P, None), (X, None)],
)
def test_a_requirement_asks_for_a_share_or_for_a_yes(criterion: Criterion, required: str | None) -> None:
    requirement = Requirement(criterion, None if required is None else Decimal(required))
    assert requirement.criterion is criterion


@pytest.mark.parametrize(
    ("criterion", "required"),
    [
        (C, None),
        (G, None),
        (C, "0"),
        (G, "-0.1"),
        (C, "1.0001"),
        (G, "80"),
        (C, "NaN"),
        (G, "Infinity"),
        (C, "1e-400"),
        (P, "1"),
        (X, "0.5"),
    ],
)
def test_any_other_requirement_is_refused(criterion: Criterion, required: str | None) -> None:
    with pytest.raises(BadRequirementError):
        Requirement(criterion, None if required is None else Decimal(required))


@pytest.mark.parametrize("field", ["units_complete", "units_incomplete", "units_locked"])
def test_a_negative_count_of_units_is_refused(field: str) -> None:
    with pytest.raises(BadFactsError):
        replace(ENROLLED, **{field: -1})  # type: ignore[arg-type]


@pytest.mark.parametrize("grade", ["-0.01", "NaN", "Infinity", "-Infinity", "1e400"])
def test_a_grade_that_is_none_is_refused(grade: str) -> None:
    with pytest.raises(BadFactsError):
        replace(ENROLLED, grade_fraction=Decimal(grade))


@pytest.mark.parametrize(
    ("counts", "completion"),
    [
        ("0/10/0", "0"),
        ("10/0/0", "1"),
        ("3/4/1", "3/8"),
        ("0/0/5", "0"),
        ("249/1/0", "249/250"),
        ("249/0/1", "249/250"),
    ],
)
def test_completion_counts_units_exactly_and_locked_ones_too(counts: str, completion: str) -> None:
    assert units(counts).completion_fraction == Fraction(completion)


def test_there_is_no_completion_of_nothing() -> None:
    assert units("0/0/0").completion_fraction is None


@pytest.mark.parametrize(
    ("counts", "required", "p"),
    [
        ("0/10/0", "1", "0"),
        ("5/5/0", "1", "1/2"),
        ("10/0/0", "1", "1"),
        ("249/1/0", "1", "249/250"),
        ("249/1/0", "0.996", "1"),
        ("249/1/0", "0.9961", "2490/2490.25"),
        ("4/6/0", "0.8", "1/2"),
        ("8/2/0", "0.8", "1"),
        ("10/0/0", "0.8", "1"),
        ("5/0/5", "1", "1/2"),
    ],
)
def test_completion_is_measured_against_what_is_required(counts: str, required: str, p: str) -> None:
    numerator, _slash, denominator = p.partition("/")
    expected = Fraction(numerator) / Fraction(denominator or 1)
    assert read(Requirement(C, Decimal(required)), units(counts)) == RequirementReading(SourceState.LIVE, expected)


@pytest.mark.parametrize(
    ("grade", "required", "p"),
    [
        (None, "0.8", "0"),
        ("0", "0.8", "0"),
        ("0.4", "0.8", "1/2"),
        ("0.7999", "0.8", "7999/8000"),
        ("0.8", "0.8", "1"),
        ("0.95", "0.8", "1"),
        ("1.05", "1", "1"),
    ],
)
def test_a_grade_is_measured_against_what_is_required(grade: str | None, required: str, p: str) -> None:
    facts = replace(ENROLLED, grade_fraction=None if grade is None else Decimal(grade))
    assert read(Requirement(G, Decimal(required)), facts) == RequirementReading(SourceState.LIVE, fractions_of(p))


@pytest.mark.parametrize(
    ("criterion", "is_passing", "is_certified", "p"),
    [(P, False, True, 0), (P, True, False, 1), (X, True, False, 0), (X, False, True, 1)],
)
def test_passing_and_certificate_are_yes_or_no(
    criterion: Criterion, is_passing: bool, is_certified: bool, p: int
) -> None:
    facts = replace(ENROLLED, is_passing=is_passing, is_certified=is_certified)
    assert read(Requirement(criterion), facts) == RequirementReading(SourceState.LIVE, Fraction(p))


@pytest.mark.parametrize("last", [None, Fraction(0), Fraction(3, 4), Fraction(1)])
@pytest.mark.parametrize(
    ("exists", "is_enrolled", "was_enrolled", "state", "keeps_last"),
    [
        (True, False, False, SourceState.WAITING, False),
        (True, False, True, SourceState.PAUSED, True),
        (False, False, False, SourceState.LOST, True),
        (False, False, True, SourceState.LOST, True),
        (False, True, True, SourceState.LOST, True),
    ],
)
def test_a_source_that_does_not_speak_says_so(
    exists: bool, is_enrolled: bool, was_enrolled: bool, state: SourceState, keeps_last: bool, last: Fraction | None
) -> None:
    facts = replace(units("9/1/0"), exists=exists, is_enrolled=is_enrolled, is_passing=True)
    reading = read(Requirement(C, Decimal(1)), facts, last=last, was_enrolled=was_enrolled)
    assert reading == RequirementReading(state, last if keeps_last else None)


def test_re_enrolment_resumes_from_what_the_platform_says_now() -> None:
    left = read(Requirement(C, Decimal(1)), replace(units("6/4/0"), is_enrolled=False), last=Fraction(1, 2))
    back = read(Requirement(C, Decimal(1)), units("6/4/0"), last=left.fraction)
    assert (left.state, left.fraction) == (SourceState.PAUSED, Fraction(1, 2))
    assert (back.state, back.fraction) == (SourceState.LIVE, Fraction(3, 5))


def test_a_course_with_nothing_to_complete_says_so() -> None:
    reading = read(Requirement(C, Decimal(1)), units("0/0/0"), last=Fraction(1, 2))
    assert reading == RequirementReading(SourceState.EMPTY, None)


@pytest.mark.parametrize("requirement", [Requirement(G, Decimal("0.5")), Requirement(P), Requirement(X)])
def test_only_completion_can_lack_something_to_complete(requirement: Requirement) -> None:
    assert read(requirement, units("0/0/0")).state is SourceState.LIVE


@pytest.mark.parametrize(
    ("before", "after", "requirement"),
    [
        pytest.param(units("10/0/0"), units("0/10/0"), Requirement(C, Decimal(1)), id="completion reset"),
        pytest.param(units("10/0/0"), units("10/1/0"), Requirement(C, Decimal(1)), id="a unit added"),
        pytest.param(
            replace(ENROLLED, grade_fraction=Decimal("0.9")),
            replace(ENROLLED, grade_fraction=Decimal("0.4")),
            Requirement(G, Decimal("0.8")),
            id="re-grade",
        ),
        pytest.param(replace(ENROLLED, is_passing=True), ENROLLED, Requirement(P), id="no longer passing"),
        pytest.param(replace(ENROLLED, is_certified=True), ENROLLED, Requirement(X), id="certificate revoked"),
    ],
)
def test_progress_goes_down_too(before: CourseFacts, after: CourseFacts, requirement: Requirement) -> None:
    high = read(requirement, before).fraction
    low = read(requirement, after, last=high).fraction
    assert high == 1
    assert low is not None
    assert low < 1


@pytest.mark.parametrize(
    ("readings", "p"),
    [
        ("1/2", "1/2"),
        ("1 0", "1/2"),
        ("1 1/2 0", "1/2"),
        ("1 1", "1"),
        ("1 -", "1/2"),
        ("- - 1", "1/3"),
        ("249/250 1", "499/500"),
    ],
)
def test_a_course_key_result_is_the_mean_of_its_requirements(readings: str, p: str) -> None:
    values = [None if word == "-" else Fraction(word) for word in readings.split()]
    assert course_progress(values) == Fraction(p)


@pytest.mark.parametrize("readings", [[], [None], [None, None]])
def test_a_course_key_result_without_data_has_no_share(readings: Sequence[None]) -> None:
    assert course_progress(readings) is None


@pytest.mark.parametrize(
    ("kind", "stages", "criteria", "expected"),
    [
        (KeyResultKind.MILESTONES, 1, (), True),
        (KeyResultKind.MILESTONES, 2, (), False),
        (KeyResultKind.MILESTONES, 0, (), False),
        (KeyResultKind.COURSE, 0, (P,), True),
        (KeyResultKind.COURSE, 0, (X,), True),
        (KeyResultKind.COURSE, 0, (P, X), True),
        (KeyResultKind.COURSE, 0, (C,), False),
        (KeyResultKind.COURSE, 0, (G, P), False),
        (KeyResultKind.COURSE, 0, (), False),
        (KeyResultKind.METRIC, 1, (), False),
        (KeyResultKind.STAY, 1, (), False),
        (KeyResultKind.HABIT, 1, (), False),
    ],
)
def test_yes_no_passing_and_certificate_are_all_or_nothing(
    kind: KeyResultKind, stages: int, criteria: tuple[Criterion, ...], expected: bool
) -> None:
    assert is_all_or_nothing(kind=kind, stage_count=stages, criteria=criteria) is expected


facts = st.builds(
    CourseFacts,
    exists=st.booleans(),
    is_enrolled=st.booleans(),
    units_complete=st.integers(0, 5),
    units_incomplete=st.integers(0, 5),
    units_locked=st.integers(0, 2),
    grade_fraction=st.none() | st.decimals(0, 1, places=2),
    is_passing=st.booleans(),
    is_certified=st.booleans(),
)
positive_shares = st.decimals(min_value="0.01", max_value=1, places=2)
requirements = st.builds(Requirement, st.sampled_from([C, G]), positive_shares) | st.builds(
    Requirement, st.sampled_from([P, X])
)


def follow(requirement: Requirement, history: Sequence[CourseFacts]) -> tuple[RequirementReading | None, bool]:
    """Read one facts after the other, as events arrive. Returns the last reading and whether ever enrolled."""
    reading, was_enrolled = None, False
    for current in history:
        was_enrolled = was_enrolled or current.is_enrolled
        last = reading.fraction if reading else None
        reading = requirement_reading(
            requirement=requirement, facts=current, last_fraction=last, was_enrolled=was_enrolled
        )
    return reading, was_enrolled


@given(requirement=requirements, history=st.lists(facts, min_size=1, max_size=6), data=st.data())
def test_repeated_events_have_no_effect(
    requirement: Requirement, history: list[CourseFacts], data: st.DataObject
) -> None:
    repeats = data.draw(st.lists(st.integers(1, 3), min_size=len(history), max_size=len(history)))
    stuttering = [current for current, times in zip(history, repeats, strict=True) for _ in range(times)]
    assert follow(requirement, stuttering) == follow(requirement, history)


@given(requirement=requirements, history=st.lists(facts, max_size=6), now=facts, data=st.data())
def test_late_and_reordered_events_end_at_the_current_state(
    requirement: Requirement, history: list[CourseFacts], now: CourseFacts, data: st.DataObject
) -> None:
    now = replace(now, exists=True, is_enrolled=True)
    shuffled = data.draw(st.permutations(history))
    assert follow(requirement, [*shuffled, now]) == follow(requirement, [now])


@given(requirement=requirements, facts=facts, last=st.none() | shares, was_enrolled=st.booleans())
def test_a_reading_is_a_share_or_nothing(
    requirement: Requirement, facts: CourseFacts, last: Fraction | None, was_enrolled: bool
) -> None:
    reading = read(requirement, facts, last=last, was_enrolled=was_enrolled)
    assert reading.fraction is None or 0 <= reading.fraction <= 1
    if reading.state is SourceState.LIVE:
        assert reading.fraction is not None
    if reading.state in {SourceState.WAITING, SourceState.EMPTY}:
        assert reading.fraction is None


@given(units_total=st.integers(1, 10_000), data=st.data())
def test_a_course_is_whole_only_with_every_unit(units_total: int, data: st.DataObject) -> None:
    complete = data.draw(st.integers(0, units_total))
    reading = read(Requirement(C, Decimal(1)), units(f"{complete}/{units_total - complete}/0"))
    assert (reading.fraction == 1) == (complete == units_total)


@given(readings=st.lists(st.none() | shares, min_size=1, max_size=6), data=st.data())
def test_the_order_of_requirements_does_not_matter(readings: list[Fraction | None], data: st.DataObject) -> None:
    assert course_progress(data.draw(st.permutations(readings))) == course_progress(readings)
