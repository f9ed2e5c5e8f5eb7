"""Pace: what the calendar expects, and the gap to what there is."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain.errors import BadPeriodError, BadThresholdError, NaiveTimeError, NoWeightError
from okr_xblock.domain.schedule import (
    DEFAULT_THRESHOLDS,
    ExpectedPart,
    PaceBand,
    PaceInstants,
    PaceThresholds,
    Window,
    expected_fraction,
    expected_objective_fraction,
    outdated_from,
    pace_band,
    pace_instants,
)
from okr_xblock.domain.status import pace_at

from .strategies import moments_around, raw_shares, shares, windows

START = datetime(2025, 1, 1, tzinfo=UTC)
HUNDRED_DAYS = Window(START, START + timedelta(days=100))
MICROSECOND = timedelta(microseconds=1)


def after(days: str) -> datetime:
    """So many days (a fraction) after the start."""
    return START + timedelta(seconds=float(Fraction(days) * 86400))


@pytest.mark.parametrize(
    ("days", "e"),
    [("-1", "0"), ("0", "0"), ("25", "1/4"), ("33.3", "333/1000"), ("100", "1"), ("101", "1")],
)
def test_what_is_expected_grows_with_the_days(days: str, e: str) -> None:
    assert expected_fraction(HUNDRED_DAYS, after(days)) == Fraction(e)


@pytest.mark.parametrize(("days", "e"), [("-1", 0), ("0", 0), ("50", 0), ("99.999", 0), ("100", 1), ("101", 1)])
def test_all_or_nothing_is_not_expected_before_due(days: str, e: int) -> None:
    assert expected_fraction(HUNDRED_DAYS, after(days), is_all_or_nothing=True) == e


@pytest.mark.parametrize(
    ("e", "p", "band"),
    [
        ("0", "0", PaceBand.ON_PACE),
        ("1/2", "1/2", PaceBand.ON_PACE),
        ("1/2", "1", PaceBand.ON_PACE),
        # exactly on a threshold belongs to the better band
        ("0.165", "0", PaceBand.ON_PACE),
        ("0.165000001", "0", PaceBand.BEHIND),
        ("0.665", "0.5", PaceBand.ON_PACE),
        ("0.33", "0", PaceBand.BEHIND),
        ("0.330000001", "0", PaceBand.FAR_BEHIND),
        ("1", "0.67", PaceBand.BEHIND),
        ("1", "0.669999999", PaceBand.FAR_BEHIND),
        ("1", "0.835", PaceBand.ON_PACE),
        ("1", "0", PaceBand.FAR_BEHIND),
        # overshoot is not ahead of itself, regress no worse than nothing
        ("1", "1.3", PaceBand.ON_PACE),
        ("0", "-3", PaceBand.ON_PACE),
        ("0.165", "-3", PaceBand.ON_PACE),
    ],
)
def test_the_gap_decides_the_band(e: str, p: str, band: PaceBand) -> None:
    assert pace_band(expected=Fraction(e), progress=Fraction(p)) is band


def test_thresholds_are_settings() -> None:
    strict = PaceThresholds(behind=Decimal("0.05"), far_behind=Decimal("0.1"))
    bands = [pace_band(expected=Fraction(n, 100), progress=Fraction(0), thresholds=strict) for n in (5, 6, 10, 11)]
    assert bands == [PaceBand.ON_PACE, PaceBand.BEHIND, PaceBand.BEHIND, PaceBand.FAR_BEHIND]


@pytest.mark.parametrize(("behind", "far_behind"), [("-0.1", "0.3"), ("0.4", "0.3"), ("0.1", "-1")])
def test_thresholds_out_of_order_are_refused(behind: str, far_behind: str) -> None:
    with pytest.raises(BadThresholdError):
        PaceThresholds(behind=Decimal(behind), far_behind=Decimal(far_behind))


@pytest.mark.parametrize(
    ("progress", "behind_after", "far_behind_after"),
    [
        ("0", "16.5", "33"),
        ("1/4", "41.5", "58"),
        ("1/2", "66.5", "83"),
        ("0.66", "82.5", "99"),
        # a gap that cannot grow so large any more
        ("0.67", "83.5", None),
        ("0.834999", "99.9999", None),
        ("0.835", None, None),
        ("1", None, None),
        ("1.3", None, None),
        ("-1", "16.5", "33"),
    ],
)
def test_falling_behind_has_an_instant(progress: str, behind_after: str | None, far_behind_after: str | None) -> None:
    instants = pace_instants(window=HUNDRED_DAYS, progress=Fraction(progress), is_all_or_nothing=False)
    assert instants == PaceInstants(
        None if behind_after is None else after(behind_after),
        None if far_behind_after is None else after(far_behind_after),
    )


@pytest.mark.parametrize("progress", ["0", "1/2", "0.999999999"])
def test_all_or_nothing_is_far_behind_from_due_on(progress: str) -> None:
    instants = pace_instants(window=HUNDRED_DAYS, progress=Fraction(progress), is_all_or_nothing=True)
    bands = [
        pace_at(behind_from=instants.behind_from, far_behind_from=instants.far_behind_from, now=now)
        for now in (after("99.999"), HUNDRED_DAYS.ends_at - MICROSECOND, HUNDRED_DAYS.ends_at, after("200"))
    ]
    assert bands == [PaceBand.ON_PACE, PaceBand.ON_PACE, PaceBand.FAR_BEHIND, PaceBand.FAR_BEHIND]


@pytest.mark.parametrize("progress", ["1", "2"])
def test_all_or_nothing_that_is_done_never_falls_behind(progress: str) -> None:
    instants = pace_instants(window=HUNDRED_DAYS, progress=Fraction(progress), is_all_or_nothing=True)
    assert instants == PaceInstants(None, None)


@pytest.mark.parametrize(
    ("parts", "e"),
    [("1:1/2", "1/2"), ("1:1/2 1:0", "1/4"), ("3:1/2 1:0", "3/8"), ("1:1 1:1", "1"), ("0:1 1:1/2", "1/2")],
)
def test_the_marker_of_an_objective_is_the_weighted_mean(parts: str, e: str) -> None:
    pairs = [word.split(":") for word in parts.split()]
    expected = [ExpectedPart(weight=Decimal(weight), expected=Fraction(share)) for weight, share in pairs]
    assert expected_objective_fraction(expected) == Fraction(e)


def test_the_marker_of_nothing_is_refused() -> None:
    with pytest.raises(NoWeightError):
        expected_objective_fraction([])


@pytest.mark.parametrize(
    ("last_check_in", "cadence", "outdated_after"),
    [
        (None, 7, "10"),
        (None, 14, "17"),
        (None, 1, "4"),
        ("0", 7, "10"),
        ("20", 7, "30"),
        ("20.5", 14, "37.5"),
        # a check-in before the start does not shorten the wait
        ("-20", 7, "10"),
    ],
)
def test_silence_counts_after_cadence_and_grace(last_check_in: str | None, cadence: int, outdated_after: str) -> None:
    last = None if last_check_in is None else after(last_check_in)
    assert outdated_from(last_check_in_at=last, starts_at=START, cadence_days=cadence) == after(outdated_after)


def test_without_a_cadence_silence_counts_after_a_week_and_three_days() -> None:
    assert outdated_from(last_check_in_at=None, starts_at=START) == after("10")


@pytest.mark.parametrize("cadence", [0, -7])
def test_a_cadence_shorter_than_a_day_is_refused(cadence: int) -> None:
    with pytest.raises(BadPeriodError):
        outdated_from(last_check_in_at=None, starts_at=START, cadence_days=cadence)


def test_a_check_in_at_no_particular_place_is_refused() -> None:
    with pytest.raises(NaiveTimeError):
        outdated_from(last_check_in_at=START.replace(tzinfo=None), starts_at=START, cadence_days=7)


@given(window=windows(), data=st.data())
def test_what_is_expected_never_falls(window: Window, data: st.DataObject) -> None:
    earlier, later = sorted((data.draw(moments_around(window)), data.draw(moments_around(window))))
    assert 0 <= expected_fraction(window, earlier) <= expected_fraction(window, later) <= 1


thresholds = st.tuples(shares, shares).map(lambda pair: PaceThresholds(min(pair), max(pair))) | st.just(
    DEFAULT_THRESHOLDS
)


@given(window=windows(), progress=raw_shares, thresholds=thresholds, data=st.data())
def test_the_instants_say_what_the_gap_says(
    window: Window, progress: Fraction, thresholds: PaceThresholds, data: st.DataObject
) -> None:
    instants = pace_instants(window=window, progress=progress, is_all_or_nothing=False, thresholds=thresholds)
    edges = [instant for instant in (instants.behind_from, instants.far_behind_from) if instant is not None]
    near_edges = [edge + step for edge in edges for step in (-MICROSECOND, timedelta(0), MICROSECOND)]
    now = data.draw(st.sampled_from([window.starts_at, window.ends_at, *near_edges]) | moments_around(window))
    by_gap = pace_band(expected=expected_fraction(window, now), progress=progress, thresholds=thresholds)
    assert pace_at(behind_from=instants.behind_from, far_behind_from=instants.far_behind_from, now=now) is by_gap


@given(window=windows(), one=raw_shares, other=raw_shares, is_all_or_nothing=st.booleans())
def test_more_progress_never_falls_behind_earlier(
    window: Window, one: Fraction, other: Fraction, is_all_or_nothing: bool
) -> None:
    less, more = (
        pace_instants(window=window, progress=p, is_all_or_nothing=is_all_or_nothing) for p in sorted((one, other))
    )
    never = datetime.max.replace(tzinfo=UTC)
    assert (less.behind_from or never) <= (more.behind_from or never)
    assert (less.far_behind_from or never) <= (more.far_behind_from or never)
