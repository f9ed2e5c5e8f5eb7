"""
Time: dates of an objective, its window in the learner's time zone, and the pace inside it.

One comparison everywhere: what holds "from" an instant holds for every `now` strictly later than it, here and in the
database.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from fractions import Fraction

from .errors import BadDateError, BadPeriodError, BadThresholdError, EmptyWindowError, NaiveTimeError, OutsideCycleError
from .numbers import Number, clamp_fraction, exact, weighted_mean

GRACE_DAYS = 3
DEFAULT_CADENCE_DAYS = 7

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DateRange:
    """From 00:00 of `starts_on` to the midnight that ends `due_on`. Raises `EmptyWindowError` if start ≥ due."""

    starts_on: date
    due_on: date

    def __post_init__(self) -> None:
        if self.starts_on >= self.due_on:
            raise EmptyWindowError(f"{self.starts_on} is not before {self.due_on}")

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.due_on

    @property
    def days(self) -> int:
        """How many days, the due day included; 2 or more."""
        return (self.due_on - self.starts_on).days + 1


@dataclass(frozen=True, slots=True)
class Window:
    """
    The half-open stretch of time [starts_at, ends_at) of an objective, kept in UTC.

    Raises `NaiveTimeError` for a time without zone, `EmptyWindowError` if it does not start before it ends.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts_at", _in_utc(self.starts_at))
        object.__setattr__(self, "ends_at", _in_utc(self.ends_at))
        if self.starts_at >= self.ends_at:
            raise EmptyWindowError(f"{self.starts_at} is not before {self.ends_at}")


class PaceBand(StrEnum):
    """How progress compares with what the calendar expects."""

    ON_PACE = "on_pace"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"


@dataclass(frozen=True, slots=True)
class PaceThresholds:
    """
    The largest gap (expected - progress) that is still on pace, and the largest that is still just behind.

    Raises `BadThresholdError` unless 0 ≤ behind ≤ far_behind.
    """

    behind: Number = Fraction(165, 1000)
    far_behind: Number = Fraction(33, 100)

    def __post_init__(self) -> None:
        if not 0 <= exact(self.behind) <= exact(self.far_behind):
            raise BadThresholdError(f"pace thresholds {self.behind} and {self.far_behind}")


DEFAULT_THRESHOLDS = PaceThresholds()


@dataclass(frozen=True, slots=True)
class PaceInstants:
    """The instants (UTC) after which, strictly, a key result is behind and far behind; None for never."""

    behind_from: datetime | None
    far_behind_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPart:
    """A key result in its objective's marker: weight (0 or more) and what `expected_fraction` says of it."""

    weight: Number
    expected: Fraction


def window_of(dates: DateRange, tz: tzinfo) -> Window:
    """
    The dates as instants: from 00:00 of the start to the midnight that ends due, in the learner's time zone.

    Where a clock change skips midnight the day begins when it begins; where one repeats it, with the first. Raises
    `BadDateError` at the very edge of the calendar.
    """
    try:
        return Window(_first_instant(dates.starts_on, tz), _first_instant(dates.due_on + timedelta(days=1), tz))
    except OverflowError as error:
        raise BadDateError(f"{dates.starts_on} to {dates.due_on}") from error


def expected_fraction(window: Window, now: datetime, *, is_all_or_nothing: bool = False) -> Fraction:
    """
    The share of the window that has passed, in [0, 1]: 0 until the start, 1 from the end on.

    What is all or nothing is not expected at all before it is due: 0, then 1. Raises `NaiveTimeError`.
    """
    moment = _in_utc(now)
    if is_all_or_nothing:
        return Fraction(int(moment >= window.ends_at))
    return clamp_fraction(Fraction((moment - window.starts_at) // _TICK, _ticks(window)))


def expected_objective_fraction(parts: Iterable[ExpectedPart]) -> Fraction:
    """
    Where an objective should be by now: Σ w·e / Σ w. Raises `NoWeightError` if Σ w is 0 (also without parts).
    """
    return weighted_mean((part.weight, part.expected) for part in parts)


def pace_band(*, expected: Fraction, progress: Fraction, thresholds: PaceThresholds = DEFAULT_THRESHOLDS) -> PaceBand:
    """
    The band of the gap expected - clamp(progress): a gap exactly on a threshold belongs to the better band.

    Progress below the baseline is no worse than none, as in every roll-up.
    """
    gap = expected - clamp_fraction(progress)
    if gap <= exact(thresholds.behind):
        return PaceBand.ON_PACE
    return PaceBand.BEHIND if gap <= exact(thresholds.far_behind) else PaceBand.FAR_BEHIND


def pace_instants(
    *,
    window: Window,
    progress: Fraction,
    is_all_or_nothing: bool,
    thresholds: PaceThresholds = DEFAULT_THRESHOLDS,
) -> PaceInstants:
    """
    When a key result that stays at `progress` (raw) will fall behind, so that a database can answer without arithmetic.

    For every `now`: `now > behind_from` exactly if `pace_band` at `now` is behind or far behind, and likewise for
    `far_behind_from`. What is all or nothing and undone is far behind from due on, due itself included: its instant is
    the last microsecond before the window's end. None for never, as for everything done.
    """
    if is_all_or_nothing:
        return PaceInstants(None, None if progress >= 1 else window.ends_at - _TICK)
    return PaceInstants(
        _instant_after_which_gap_exceeds(thresholds.behind, progress, window),
        _instant_after_which_gap_exceeds(thresholds.far_behind, progress, window),
    )


def outdated_from(
    *, last_check_in_at: datetime | None, starts_at: datetime, cadence_days: int = DEFAULT_CADENCE_DAYS
) -> datetime:
    """
    The instant (UTC) after which, strictly, silence counts: cadence + 3 days of 24 hours after the last check-in.

    Nobody has to check in before the start: the clock runs from the start or from the last check-in, whichever is
    later. What the platform moves is not a check-in. Raises `BadPeriodError` for a cadence shorter than a day.
    """
    if cadence_days < 1:
        raise BadPeriodError(f"a cadence of {cadence_days} days")
    since = _in_utc(starts_at)
    if last_check_in_at is not None:
        since = max(since, _in_utc(last_check_in_at))
    return since + timedelta(days=cadence_days + GRACE_DAYS)


def next_check_in_on(
    *,
    last_on: date | None,
    started_on: date,
    due_on: date | None = None,
    cadence_days: int = DEFAULT_CADENCE_DAYS,
) -> date:
    """
    The day from which a check-in is due: a cadence after the last one, the first a cadence after the start.

    On the day they start learners have nothing to tell yet; but nothing ends unasked, so the first is due on `due_on`
    at the latest. All are the learner's own dates, so a clock change makes no day shorter; a check-in before the start
    is none. Raises `BadPeriodError` for a cadence shorter than a day.
    """
    if cadence_days < 1:
        raise BadPeriodError(f"a cadence of {cadence_days} days")
    cadence = timedelta(days=cadence_days)
    if last_on is not None and last_on >= started_on:
        return last_on + cadence
    first = started_on + cadence
    return first if due_on is None else min(first, due_on)


def current_quarter(today: date) -> DateRange:
    """The calendar quarter that holds the day: the cycle where neither course nor site has one."""
    last_month = (today.month + 2) // 3 * 3
    _weekday, last_day = calendar.monthrange(today.year, last_month)
    return DateRange(date(today.year, last_month - 2, 1), date(today.year, last_month, last_day))


def require_inside(*, cycle: DateRange, dates: DateRange) -> None:
    """Raise `OutsideCycleError` unless the dates lie inside the cycle, its first and last day included."""
    if dates.starts_on not in cycle or dates.due_on not in cycle:
        raise OutsideCycleError(f"{dates} is not inside {cycle}")


def local_date(now: datetime, tz: tzinfo) -> date:
    """The calendar day at this moment in the time zone. A tick keeps it and is never moved. Raises `NaiveTimeError`."""
    return _in_utc(now).astimezone(tz).date()


def _instant_after_which_gap_exceeds(threshold: Number, progress: Fraction, window: Window) -> datetime | None:
    share = clamp_fraction(progress) + exact(threshold)
    if share >= 1:
        return None
    # Rounded down to the microsecond: no time in between exists, so "strictly later" stays exact.
    return window.starts_at + int(share * _ticks(window)) * _TICK


def _ticks(window: Window) -> int:
    return (window.ends_at - window.starts_at) // _TICK


def _first_instant(day: date, tz: tzinfo) -> datetime:
    # A midnight that a clock change skips is read with the offset before it: that is the moment of the change.
    return datetime.combine(day, time.min, tzinfo=tz).astimezone(UTC)


def _in_utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise NaiveTimeError(f"{moment} has no time zone")
    return moment.astimezone(UTC)
