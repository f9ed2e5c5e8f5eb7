"""Confidence: how sure a learner is to get there. Progress looks back, confidence forward."""

from enum import StrEnum

from .errors import BadConfidenceError

MIN = 1
MAX = 10
START = 5

_AT_RISK_FROM = 4
ON_TRACK_FROM = 8


class ConfidenceBand(StrEnum):
    """Off track from 1 to 3, at risk from 4 to 7, on track from 8 to 10."""

    OFF_TRACK = "off_track"
    AT_RISK = "at_risk"
    ON_TRACK = "on_track"


def require_confidence(value: int) -> int:
    """The value itself, a whole number from 1 to 10. Raises `BadConfidenceError` for anything else."""
    if value not in range(MIN, MAX + 1):
        raise BadConfidenceError(f"a confidence of {value}")
    return value


def confidence_band(value: int) -> ConfidenceBand:
    """The band of a confidence from 1 to 10. Raises `BadConfidenceError` outside."""
    if require_confidence(value) >= ON_TRACK_FROM:
        return ConfidenceBand.ON_TRACK
    return ConfidenceBand.AT_RISK if value >= _AT_RISK_FROM else ConfidenceBand.OFF_TRACK
