"""The words an objective is filed under, and the states it goes through."""

from datetime import date
from enum import StrEnum

from .errors import BadTransitionError


class ObjectiveState(StrEnum):
    """Where an objective is in its life. "To close" is no state: it is being open after due."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"
    ABANDONED = "abandoned"


OPEN_STATES = (ObjectiveState.ACTIVE, ObjectiveState.PAUSED)
FINAL_STATES = (ObjectiveState.CLOSED, ObjectiveState.ABANDONED)

ALLOWED_TRANSITIONS: dict[ObjectiveState, frozenset[ObjectiveState]] = {
    ObjectiveState.DRAFT: frozenset({ObjectiveState.ACTIVE, ObjectiveState.ABANDONED}),
    ObjectiveState.ACTIVE: frozenset({ObjectiveState.PAUSED, ObjectiveState.CLOSED, ObjectiveState.ABANDONED}),
    ObjectiveState.PAUSED: frozenset({ObjectiveState.ACTIVE, ObjectiveState.CLOSED, ObjectiveState.ABANDONED}),
    # Reopened, see `may_reopen`: what was closed by mistake, or too early. A draft that was let go is a draft again.
    ObjectiveState.CLOSED: frozenset({ObjectiveState.ACTIVE}),
    ObjectiveState.ABANDONED: frozenset({ObjectiveState.ACTIVE, ObjectiveState.DRAFT}),
}


class Visibility(StrEnum):
    """Who sees an objective: the learner only, the staff of its home course, or (to come) peers."""

    PRIVATE = "private"
    INSTRUCTORS = "instructors"
    PEERS = "peers"


OFFERED_VISIBILITIES = (Visibility.PRIVATE, Visibility.INSTRUCTORS)
"""What may be chosen today; `PEERS` waits for sharing."""


class Ambition(StrEnum):
    """What is expected at close: a committed objective whole, an aspirational one 0.7 on average."""

    COMMITTED = "committed"
    ASPIRATIONAL = "aspirational"


class Category(StrEnum):
    """What an objective is about."""

    GROWTH = "growth"
    WORKFLOW = "workflow"
    TEAM = "team"
    PROCESS = "process"


class KeyResultKind(StrEnum):
    """How a key result is measured."""

    METRIC = "metric"
    STAY = "stay"
    MILESTONES = "milestones"
    HABIT = "habit"
    COURSE = "course"


def require_transition(old: ObjectiveState, new: ObjectiveState) -> None:
    """Raise `BadTransitionError` unless an objective may go from `old` to `new`; staying put is no transition."""
    if new not in ALLOWED_TRANSITIONS[old]:
        raise BadTransitionError(f"an objective cannot go from {old} to {new}")


def may_reopen(*, state: ObjectiveState, cycle_due_on: date, today: date, is_carried_on: bool) -> bool:
    """
    Whether a closed or abandoned objective may be taken up again.

    While its cycle runs (its last day included) and unless it was carried on already: then the next objective is where
    it goes on, and a second one would count the same work twice. `today` is the learner's own date.
    """
    return state in FINAL_STATES and today <= cycle_due_on and not is_carried_on
