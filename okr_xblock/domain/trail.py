"""
The trail of a share: how it went, a point a day, kept by the writes that move it.

It is what charts are drawn from, without reading every check-in and event again.
"""

import math
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from .numbers import clamp_fraction

Trail = list[list[str]]
"""``[["2026-05-14", "0.6250"], …]``: local day and share, oldest first, each day once."""

MAX_POINTS = 60
_PLACES = 4


def extend_trail(trail: Sequence[Sequence[str]], *, day: date, fraction: Fraction | None) -> Trail:
    """
    The trail with today's share (raw; kept within [0, 1] at four places, rounded down) as its last point.

    `day` is the learner's own date. What is said later on the same day replaces the point. A day before the last
    point's (the learner flew west) counts as the last point's, so that the end of the trail is always what is now.
    Without data nothing is added. Of more than 60 points the older half keeps every second one, and the very first.
    """
    points = [list(point) for point in trail]
    if fraction is None:
        return points
    name = day.isoformat()
    if points and points[-1][0] >= name:
        name = points.pop()[0]
    points.append([name, _written(fraction)])
    if len(points) > MAX_POINTS:
        half = len(points) // 2
        points = points[:half:2] + points[half:]
    return points


def read_trail(trail: Sequence[Sequence[str]]) -> tuple[tuple[date, Fraction], ...]:
    """The points as days and shares in [0, 1], oldest first."""
    return tuple((date.fromisoformat(day), Fraction(share)) for day, share in trail)


def _written(fraction: Fraction) -> str:
    units = math.floor(clamp_fraction(fraction) * 10**_PLACES)
    return f"{units // 10**_PLACES}.{units % 10**_PLACES:0{_PLACES}d}"
