"""Courses as the source of a key result: what is required, what the platform says, what follows from it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from .errors import BadFactsError, BadRequirementError, RuleError
from .lifecycle import KeyResultKind
from .numbers import Number, clamp_fraction, exact


class Criterion(StrEnum):
    """What of a course counts."""

    COMPLETION = "completion"
    GRADE = "grade"
    PASSING = "passing"
    CERTIFICATE = "certificate"


SHARE_CRITERIA = (Criterion.COMPLETION, Criterion.GRADE)
YES_NO_CRITERIA = (Criterion.PASSING, Criterion.CERTIFICATE)


class SourceState(StrEnum):
    """What the source of a requirement is to the learner now."""

    LIVE = "live"
    WAITING = "waiting"
    """Visible, never joined: starts on enrolment."""
    PAUSED = "paused"
    """Joined once and left: history stays, re-enrolment resumes."""
    LOST = "lost"
    """The course was deleted."""
    EMPTY = "empty"
    """The course has nothing to complete."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """
    What one course must say.

    `required_fraction` is a share above 0 and up to 1 of the units or of the best grade for completion and grade, None
    for passing and certificate. Raises `BadRequirementError` for anything else: 0 would ask for nothing, and a share of
    a yes/no has no meaning.
    """

    criterion: Criterion
    required_fraction: Decimal | None = None

    def __post_init__(self) -> None:
        if self.criterion in YES_NO_CRITERIA:
            if self.required_fraction is not None:
                raise BadRequirementError(f"{self.criterion} is yes or no")
        elif self.required_fraction is None or not _is_share_above_zero(self.required_fraction):
            raise BadRequirementError(f"{self.criterion} needs a share above 0 and up to 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFacts:
    """
    What the platform says of one learner in one course, now.

    Units are counted as the platform's Progress tab counts them. `grade_fraction` is 0 or more and normally at most 1
    (extra credit may exceed it), None where no grade was recorded. Raises `BadFactsError` for a negative count or
    grade, NaN or Infinity.
    """

    exists: bool
    is_enrolled: bool
    units_complete: int
    units_incomplete: int
    units_locked: int
    grade_fraction: Decimal | None
    is_passing: bool
    is_certified: bool

    def __post_init__(self) -> None:
        if min(self.units_complete, self.units_incomplete, self.units_locked) < 0:
            raise BadFactsError("a negative count of units")
        if self.grade_fraction is not None and not _is_share(self.grade_fraction):
            raise BadFactsError(f"a grade of {self.grade_fraction}")

    @property
    def completion_fraction(self) -> Fraction | None:
        """Complete ÷ (complete + incomplete + locked) units, exactly; None when there is nothing to complete."""
        units = self.units_complete + self.units_incomplete + self.units_locked
        return Fraction(self.units_complete, units) if units else None


@dataclass(frozen=True, slots=True)
class RequirementReading:
    """What one requirement's source is, and its share in [0, 1]; None for no data."""

    state: SourceState
    fraction: Fraction | None


def requirement_reading(
    *, requirement: Requirement, facts: CourseFacts, last_fraction: Fraction | None, was_enrolled: bool
) -> RequirementReading:
    """
    Read one requirement from the platform's current facts; progress may go down as well as up.

    `last_fraction` is what the previous reading gave: it is kept when the learner left the course or the course is
    gone, and ignored otherwise, so that repeated, late or reordered events end at the same reading. `was_enrolled`
    says whether the learner was ever enrolled. No grade yet is a share of 0. Only completion can lack something to
    complete.
    """
    if not facts.exists:
        return RequirementReading(SourceState.LOST, last_fraction)
    if not facts.is_enrolled:
        return (
            RequirementReading(SourceState.PAUSED, last_fraction)
            if was_enrolled
            else RequirementReading(SourceState.WAITING, None)
        )
    fraction = _live_fraction(requirement, facts)
    return RequirementReading(SourceState.EMPTY if fraction is None else SourceState.LIVE, fraction)


def course_progress(readings: Sequence[Fraction | None]) -> Fraction | None:
    """
    The share of a course key result: the mean of its requirements' shares, one without data counting 0.

    None when none has data (also for no requirements at all).
    """
    known = [reading for reading in readings if reading is not None]
    return sum(known, Fraction(0)) / len(readings) if known else None


def is_all_or_nothing(*, kind: KeyResultKind, stage_count: int = 0, criteria: Collection[Criterion] = ()) -> bool:
    """
    Whether a key result is either done or not: one yes/no milestone, or a course of passing and certificate alone.

    Such a key result has no pace before it is due. One that asks for a share besides has.
    """
    if kind == KeyResultKind.MILESTONES:
        return stage_count == 1
    if kind == KeyResultKind.COURSE:
        return bool(criteria) and all(criterion in YES_NO_CRITERIA for criterion in criteria)
    return False


def _live_fraction(requirement: Requirement, facts: CourseFacts) -> Fraction | None:
    match requirement.criterion:
        case Criterion.COMPLETION:
            return _share_of_required(facts.completion_fraction, requirement)
        case Criterion.GRADE:
            return _share_of_required(exact(facts.grade_fraction or 0), requirement)
        case Criterion.PASSING:
            return Fraction(int(facts.is_passing))
        case Criterion.CERTIFICATE:
            return Fraction(int(facts.is_certified))


def _share_of_required(reached: Fraction | None, requirement: Requirement) -> Fraction | None:
    return None if reached is None else clamp_fraction(reached / exact(requirement.required_fraction or 1))


def _is_share(value: Number) -> bool:
    try:
        return exact(value) >= 0
    except RuleError:
        return False


def _is_share_above_zero(value: Number) -> bool:
    return _is_share(value) and 0 < exact(value) <= 1
