"""From an objective's dates to the instants that its pace is read against."""

from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache

from django.conf import settings

from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.domain.schedule import (
    DateRange,
    PaceThresholds,
    Window,
    local_date,
    next_check_in_on,
    window_of,
)
from okr_xblock.models import KeyResult, Learner, Objective

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
    return _read_thresholds(behind, far_behind)


@lru_cache(maxsize=8)
def _read_thresholds(behind: str, far_behind: str) -> PaceThresholds:
    """Asked for with every key result that is measured, and hardly ever another one."""
    return PaceThresholds(behind=Fraction(behind), far_behind=Fraction(far_behind))


def check_in_due_from(row: KeyResult, objective: Objective, learner: Learner) -> date | None:
    """
    The learner's own date from which this key result (with its derived values) is due for a check-in, past or to come.

    None for what is never asked about: drafts, paused and closed objectives, what is done, and after the due day, when
    closing is what remains.
    """
    is_done = row.progress_fraction is not None and row.progress_fraction >= 1
    if is_done or objective.state != ObjectiveState.ACTIVE or objective.published_at is None:
        return None
    zone = zone_of(learner)
    due_from = next_check_in_on(
        last_on=None if row.last_check_in_at is None else local_date(row.last_check_in_at, zone),
        started_on=max(objective.starts_on, local_date(objective.published_at, zone)),
        due_on=objective.due_on,
        cadence_days=objective.cadence_days,
    )
    return due_from if due_from <= objective.due_on else None
