"""
Status: one word and its reason for a key result, and for an objective that of its weakest key result.

Silence is never green: without a check-in nothing is on track, whatever the platform moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .confidence import START, ConfidenceBand, confidence_band
from .lifecycle import OPEN_STATES, ObjectiveState
from .numbers import Number, exact
from .schedule import PaceBand, Window


class Status(StrEnum):
    """In the order in which they are looked for; the last three are the worse of confidence and pace."""

    CLOSED = "closed"
    ABANDONED = "abandoned"
    DRAFT = "draft"
    PAUSED = "paused"
    NOT_STARTED = "not_started"
    DONE = "done"
    PENDING = "pending"
    OUTDATED = "outdated"
    OFF_TRACK = "off_track"
    AT_RISK = "at_risk"
    ON_TRACK = "on_track"


class StatusReason(StrEnum):
    """Why a status is what it is."""

    STATE = "state"
    """The objective's own state says it all."""
    BEFORE_START = "before_start"
    REACHED = "reached"
    NO_KEY_RESULTS = "no_key_results"
    FIRST_CHECK_IN_AWAITED = "first_check_in_awaited"
    NO_CHECK_IN = "no_check_in"
    """None for longer than cadence and grace allow."""
    CONFIDENCE = "confidence"
    PACE = "pace"
    CONFIDENCE_AND_PACE = "confidence_and_pace"
    """Both say the same."""


@dataclass(frozen=True, slots=True)
class StatusReading:
    """A status and why."""

    status: Status
    reason: StatusReason


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultSignals:
    """
    What a key result's status is read from, as the derived columns keep it.

    `progress` is its raw share, None without data. A `last_confidence` of None is the starting one, 5. The three
    instants are those of `pace_instants` and `outdated_from`; without an `outdated_from` a check-in is taken to be
    overdue.
    """

    state: ObjectiveState
    starts_at: datetime
    progress: Number | None
    last_confidence: int | None
    last_check_in_at: datetime | None
    behind_from: datetime | None
    far_behind_from: datetime | None
    outdated_from: datetime | None


# From the weakest on. Known trouble before silence, silence before anything green; what needs nothing comes last.
WEAKEST_FIRST = (
    Status.OFF_TRACK,
    Status.OUTDATED,
    Status.AT_RISK,
    Status.PENDING,
    Status.ON_TRACK,
    Status.NOT_STARTED,
    Status.PAUSED,
    Status.DRAFT,
    Status.ABANDONED,
    Status.CLOSED,
    Status.DONE,
)

_STATUS_OF_STATE = {
    ObjectiveState.CLOSED: Status.CLOSED,
    ObjectiveState.ABANDONED: Status.ABANDONED,
    ObjectiveState.DRAFT: Status.DRAFT,
    ObjectiveState.PAUSED: Status.PAUSED,
}
_STATUS_OF_CONFIDENCE = {
    ConfidenceBand.OFF_TRACK: Status.OFF_TRACK,
    ConfidenceBand.AT_RISK: Status.AT_RISK,
    ConfidenceBand.ON_TRACK: Status.ON_TRACK,
}
_STATUS_OF_PACE = {
    PaceBand.FAR_BEHIND: Status.OFF_TRACK,
    PaceBand.BEHIND: Status.AT_RISK,
    PaceBand.ON_PACE: Status.ON_TRACK,
}


def key_result_status(signals: KeyResultSignals, *, now: datetime) -> StatusReading:
    """
    The first status that fits: closed or abandoned → draft → paused → not started → done → pending → outdated → the
    worse of the last confidence and pace (far behind is off track, behind is at risk).

    Done is never outdated. Pending is no check-in yet, within cadence + 3 days of the start; outdated is none for
    longer.
    """
    common = _status_before_measuring(signals.state, signals.starts_at, now)
    if common is not None:
        return common
    if signals.progress is not None and exact(signals.progress) >= 1:
        return StatusReading(Status.DONE, StatusReason.REACHED)
    if signals.outdated_from is None or now > signals.outdated_from:
        return StatusReading(Status.OUTDATED, StatusReason.NO_CHECK_IN)
    if signals.last_check_in_at is None:
        return StatusReading(Status.PENDING, StatusReason.FIRST_CHECK_IN_AWAITED)
    return _worse_of_confidence_and_pace(signals, now)


def objective_status(
    state: ObjectiveState, starts_at: datetime, parts: Sequence[StatusReading], now: datetime
) -> StatusReading:
    """
    The objective's own state and start first, then its weakest key result's status, with that one's reason.

    Weakest first: off track, outdated, at risk, pending, on track. One that is done is not counted; when all are, the
    objective is done. Without key results it is pending. Of several equally weak ones the first gives the reason.
    """
    common = _status_before_measuring(state, starts_at, now)
    if common is not None:
        return common
    if not parts:
        return StatusReading(Status.PENDING, StatusReason.NO_KEY_RESULTS)
    return min(parts, key=lambda part: WEAKEST_FIRST.index(part.status))


def is_to_close(*, state: ObjectiveState, window: Window, now: datetime) -> bool:
    """Whether an objective is open (active or paused) after its due day: it is never graded by itself."""
    return state in OPEN_STATES and now >= window.ends_at


def pace_at(*, behind_from: datetime | None, far_behind_from: datetime | None, now: datetime) -> PaceBand:
    """The pace band at `now`, from the instants that `pace_instants` gave."""
    if far_behind_from is not None and now > far_behind_from:
        return PaceBand.FAR_BEHIND
    return PaceBand.BEHIND if behind_from is not None and now > behind_from else PaceBand.ON_PACE


def _status_before_measuring(state: ObjectiveState, starts_at: datetime, now: datetime) -> StatusReading | None:
    if state in _STATUS_OF_STATE:
        return StatusReading(_STATUS_OF_STATE[state], StatusReason.STATE)
    if now < starts_at:
        return StatusReading(Status.NOT_STARTED, StatusReason.BEFORE_START)
    return None


def _worse_of_confidence_and_pace(signals: KeyResultSignals, now: datetime) -> StatusReading:
    confidence = START if signals.last_confidence is None else signals.last_confidence
    by_confidence = _STATUS_OF_CONFIDENCE[confidence_band(confidence)]
    by_pace = _STATUS_OF_PACE[
        pace_at(behind_from=signals.behind_from, far_behind_from=signals.far_behind_from, now=now)
    ]
    if by_confidence is by_pace:
        return StatusReading(by_pace, StatusReason.CONFIDENCE_AND_PACE)
    if WEAKEST_FIRST.index(by_confidence) < WEAKEST_FIRST.index(by_pace):
        return StatusReading(by_confidence, StatusReason.CONFIDENCE)
    return StatusReading(by_pace, StatusReason.PACE)
