"""Closing an objective: how it went, what becomes of it, and what a carried-over one begins with."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .lifecycle import KeyResultKind


class Outcome(StrEnum):
    """How it went, in the learner's own judgement."""

    ACHIEVED = "achieved"
    PARTLY = "partly"
    MISSED = "missed"
    DROPPED = "dropped"


class NextStep(StrEnum):
    """What becomes of it. Letting go is the default: nothing carries over by itself."""

    KEEP = "keep"
    CHANGE = "change"
    LET_GO = "let_go"


DEFAULT_NEXT_STEP = NextStep.LET_GO


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedKeyResult:
    """A key result at close. `baseline` and `last_value` in its own unit, None where it has none or never got one."""

    public_id: str
    kind: KeyResultKind
    baseline: Decimal | None
    last_value: Decimal | None
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedKeyResult:
    """
    What a key result of the next objective begins with.

    `origin_id` remembers where it came from; it is a key result and a badge subject of its own.
    """

    origin_id: str
    kind: KeyResultKind
    baseline: Decimal | None


def carry_over(key_results: Iterable[ClosedKeyResult], *, next_step: NextStep) -> tuple[CarriedKeyResult, ...]:
    """
    The key results that go on, in their order: none when let go, else all that are not done.

    A metric begins at its last value, or at its old baseline if it never got one.
    """
    if next_step == NextStep.LET_GO:
        return ()
    return tuple(
        CarriedKeyResult(origin_id=old.public_id, kind=old.kind, baseline=_new_baseline(old))
        for old in key_results
        if not old.is_done
    )


def _new_baseline(old: ClosedKeyResult) -> Decimal | None:
    if old.kind != KeyResultKind.METRIC or old.last_value is None:
        return old.baseline
    return old.last_value
