"""From an objective's dates to the instants that its pace is read against."""

from datetime import datetime
from fractions import Fraction

from django.conf import settings

from okr_xblock.domain.schedule import DateRange, PaceThresholds, Window, window_of
from okr_xblock.models import Learner, Objective

from ._learners import zone_of


def window_of_objective(learner: Learner, objective: Objective) -> Window:
    """From midnight of the start to the midnight that ends the due day, in the learner's time zone."""
    return window_of(DateRange(starts_on=objective.starts_on, due_on=objective.due_on), zone_of(learner))


def check_in_clock_start(objective: Objective, window: Window) -> datetime:
    """
    When the learner is first expected to check in from.

    Not before the objective was started: written in mid-cycle it begins as "pending", not as neglected for weeks.
    """
    return max(window.starts_at, objective.published_at or window.starts_at)


def pace_thresholds() -> PaceThresholds:
    """The site's two gaps, ``OKR_PACE_THRESHOLDS = ("0.165", "0.33")`` by default."""
    behind, far_behind = getattr(settings, "OKR_PACE_THRESHOLDS", ("0.165", "0.33"))
    return PaceThresholds(behind=Fraction(behind), far_behind=Fraction(far_behind))
