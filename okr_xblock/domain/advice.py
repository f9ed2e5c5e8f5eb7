"""Advice on amounts: 1 to 3 objectives a person, 2 to 5 key results each. It warns, and never stops anybody."""

from dataclasses import dataclass
from enum import StrEnum

MAX_OBJECTIVES = 3
MIN_KEY_RESULTS = 2
MAX_KEY_RESULTS = 5


class AdviceCode(StrEnum):
    """What there is too much or too little of."""

    TOO_MANY_OBJECTIVES = "too_many_objectives"
    TOO_FEW_KEY_RESULTS = "too_few_key_results"
    TOO_MANY_KEY_RESULTS = "too_many_key_results"


@dataclass(frozen=True, slots=True)
class Advice:
    """How many there are, and the number from which (or up to which) it would be fine."""

    code: AdviceCode
    count: int
    limit: int


def advise_objectives(count: int) -> Advice | None:
    """Advice for a person with `count` open objectives (0 or more), or None if that is fine."""
    return Advice(AdviceCode.TOO_MANY_OBJECTIVES, count, MAX_OBJECTIVES) if count > MAX_OBJECTIVES else None


def advise_key_results(count: int) -> Advice | None:
    """Advice for an objective with `count` key results (0 or more), or None if that is fine."""
    if count < MIN_KEY_RESULTS:
        return Advice(AdviceCode.TOO_FEW_KEY_RESULTS, count, MIN_KEY_RESULTS)
    return Advice(AdviceCode.TOO_MANY_KEY_RESULTS, count, MAX_KEY_RESULTS) if count > MAX_KEY_RESULTS else None
