"""Dates and the stretch of time they mean in a time zone."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain.errors import BadDateError, EmptyWindowError, NaiveTimeError, OutsideCycleError
from okr_xblock.domain.schedule import (
    DateRange,
    Window,
    current_quarter,
    expected_fraction,
    local_date,
    require_inside,
    window_of,
)

from .strategies import date_ranges, days, windows, zones

MICROSECOND = timedelta(microseconds=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def dates(starts_on: str, due_on: str) -> DateRange:
    return DateRange(date.fromisoformat(starts_on), date.fromisoformat(due_on))


@pytest.mark.parametrize(("starts_on", "due_on"), [("2025-01-02", "2025-01-02"), ("2025-01-02", "2025-01-01")])
def test_a_start_that_is_not_before_due_is_refused(starts_on: str, due_on: str) -> None:
    with pytest.raises(EmptyWindowError) as refused:
        dates(starts_on, due_on)
    assert refused.value.code == "empty_window"


def test_the_shortest_range_is_two_days() -> None:
    assert dates("2025-01-01", "2025-01-02").days == 2


@pytest.mark.parametrize(
    ("day", "is_inside"),
    [("2024-12-31", False), ("2025-01-01", True), ("2025-03-31", True), ("2025-04-01", False)],
)
def test_the_first_and_the_last_day_lie_inside(day: str, is_inside: bool) -> None:
    assert (date.fromisoformat(day) in dates("2025-01-01", "2025-03-31")) is is_inside


@pytest.mark.parametrize(
    ("zone", "starts_on", "due_on", "starts_at", "ends_at"),
    [
        ("UTC", "2025-01-01", "2025-03-31", "2025-01-01T00:00", "2025-04-01T00:00"),
        # the ends of the calendar
        ("Pacific/Pago_Pago", "2025-01-01", "2025-03-31", "2025-01-01T11:00", "2025-04-01T11:00"),
        ("Pacific/Kiritimati", "2025-01-01", "2025-03-31", "2024-12-31T10:00", "2025-03-31T10:00"),
        # quarters of an hour
        ("Asia/Kathmandu", "2025-01-01", "2025-03-31", "2024-12-31T18:15", "2025-03-31T18:15"),
        # clocks change inside: the quarter is an hour shorter, the other one an hour longer
        ("Europe/Berlin", "2025-01-01", "2025-03-31", "2024-12-31T23:00", "2025-03-31T22:00"),
        ("Europe/Berlin", "2025-10-01", "2025-12-31", "2025-09-30T22:00", "2025-12-31T23:00"),
        # … by half an hour
        ("Australia/Lord_Howe", "2025-04-01", "2025-04-30", "2025-03-31T13:00", "2025-04-30T13:30"),
        # midnight is skipped: the day begins at one o'clock
        ("America/Sao_Paulo", "2018-11-04", "2018-11-05", "2018-11-04T03:00", "2018-11-06T02:00"),
        ("America/Sao_Paulo", "2018-11-02", "2018-11-03", "2018-11-02T03:00", "2018-11-04T03:00"),
        ("Africa/Cairo", "2025-04-25", "2025-04-30", "2025-04-24T22:00", "2025-04-30T21:00"),
        # midnight comes twice: the day begins with the first
        ("America/Havana", "2025-11-02", "2025-11-03", "2025-11-02T04:00", "2025-11-04T05:00"),
        # a day that never was (Samoa crossed the date line)
        ("Pacific/Apia", "2011-12-29", "2011-12-30", "2011-12-29T10:00", "2011-12-30T10:00"),
        ("Pacific/Apia", "2011-12-30", "2011-12-31", "2011-12-30T10:00", "2011-12-31T10:00"),
    ],
)
def test_dates_run_from_midnight_to_the_midnight_that_ends_due(
    zone: str, starts_on: str, due_on: str, starts_at: str, ends_at: str
) -> None:
    assert window_of(dates(starts_on, due_on), ZoneInfo(zone)) == Window(utc(starts_at), utc(ends_at))


@pytest.mark.parametrize(
    ("starts_on", "due_on", "zone"),
    [
        ("9999-12-01", "9999-12-31", "UTC"),
        ("9999-12-01", "9999-12-31", "Pacific/Pago_Pago"),
        ("0001-01-01", "0001-02-01", "Asia/Kathmandu"),
    ],
)
def test_the_edge_of_the_calendar_is_refused(starts_on: str, due_on: str, zone: str) -> None:
    with pytest.raises(BadDateError):
        window_of(dates(starts_on, due_on), ZoneInfo(zone))


def test_a_time_without_a_zone_is_refused_everywhere() -> None:
    naive = datetime(2025, 1, 1)  # noqa: DTZ001 - that is the point
    window = Window(utc("2025-01-01"), utc("2025-02-01"))
    with pytest.raises(NaiveTimeError):
        Window(naive, utc("2025-02-01"))
    with pytest.raises(NaiveTimeError):
        expected_fraction(window, naive)
    with pytest.raises(NaiveTimeError):
        local_date(naive, UTC)


@pytest.mark.parametrize("ends_at", ["2025-01-01T00:00", "2024-12-31T23:59"])
def test_a_window_that_does_not_end_after_its_start_is_refused(ends_at: str) -> None:
    with pytest.raises(EmptyWindowError):
        Window(utc("2025-01-01"), utc(ends_at))


def test_a_window_is_kept_in_utc() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    window = Window(datetime(2025, 3, 30, tzinfo=berlin), datetime(2025, 3, 31, tzinfo=berlin))
    assert window.starts_at.tzinfo is UTC
    assert window.ends_at - window.starts_at == timedelta(hours=23)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("UTC", "2025-01-01T00:00", "2025-01-01"),
        ("Pacific/Pago_Pago", "2025-01-01T10:59", "2024-12-31"),
        ("Pacific/Pago_Pago", "2025-01-01T11:00", "2025-01-01"),
        ("Pacific/Kiritimati", "2025-01-01T09:59", "2025-01-01"),
        ("Pacific/Kiritimati", "2025-01-01T10:00", "2025-01-02"),
        ("America/Sao_Paulo", "2018-11-04T02:59", "2018-11-03"),
        ("America/Sao_Paulo", "2018-11-04T03:00", "2018-11-04"),
    ],
)
def test_the_same_moment_is_another_day_elsewhere(zone: str, moment: str, day: str) -> None:
    assert local_date(utc(moment), ZoneInfo(zone)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("today", "starts_on", "due_on"),
    [
        ("2025-01-01", "2025-01-01", "2025-03-31"),
        ("2025-03-31", "2025-01-01", "2025-03-31"),
        ("2025-04-01", "2025-04-01", "2025-06-30"),
        ("2024-02-29", "2024-01-01", "2024-03-31"),
        ("2025-09-30", "2025-07-01", "2025-09-30"),
        ("2025-12-31", "2025-10-01", "2025-12-31"),
        ("9999-12-31", "9999-10-01", "9999-12-31"),
    ],
)
def test_without_a_cycle_there_is_the_calendar_quarter(today: str, starts_on: str, due_on: str) -> None:
    assert current_quarter(date.fromisoformat(today)) == dates(starts_on, due_on)


SITE = dates("2025-01-01", "2025-06-30")
COURSE = dates("2025-02-01", "2025-05-31")
TODAY = date(2025, 3, 15)


@pytest.mark.parametrize(
    ("starts_on", "due_on"),
    [("2025-02-01", "2025-05-31"), ("2025-02-01", "2025-02-02"), ("2025-05-30", "2025-05-31")],
)
def test_dates_may_lie_anywhere_inside_their_cycle(starts_on: str, due_on: str) -> None:
    require_inside(cycle=COURSE, dates=dates(starts_on, due_on))


@pytest.mark.parametrize(
    ("starts_on", "due_on"),
    [("2025-01-31", "2025-05-31"), ("2025-02-01", "2025-06-01"), ("2025-01-01", "2025-12-31")],
)
def test_dates_outside_their_cycle_are_refused(starts_on: str, due_on: str) -> None:
    with pytest.raises(OutsideCycleError):
        require_inside(cycle=COURSE, dates=dates(starts_on, due_on))


@given(dates=date_ranges(), tz=zones)
def test_a_window_holds_exactly_the_local_days_of_its_dates(dates: DateRange, tz: tzinfo) -> None:
    window = window_of(dates, tz)
    assert local_date(window.starts_at - MICROSECOND, tz) < dates.starts_on <= local_date(window.starts_at, tz)
    assert local_date(window.ends_at - MICROSECOND, tz) <= dates.due_on < local_date(window.ends_at, tz)


@given(dates=date_ranges(), tz=zones, gap=st.integers(1, 200))
def test_what_starts_the_day_after_due_starts_when_due_ends(dates: DateRange, tz: tzinfo, gap: int) -> None:
    next_start = dates.due_on + timedelta(days=1)
    following = DateRange(next_start, next_start + timedelta(days=gap))
    assert window_of(dates, tz).ends_at == window_of(following, tz).starts_at


@given(day=days)
def test_every_day_lies_in_its_quarter_and_quarters_leave_no_gap(day: date) -> None:
    quarter = current_quarter(day)
    assert day in quarter
    assert quarter.starts_on.day == 1
    assert current_quarter(quarter.due_on) == quarter
    assert current_quarter(quarter.due_on + timedelta(days=1)).starts_on == quarter.due_on + timedelta(days=1)


@given(window=windows(), zone=zones, offset=st.timedeltas(timedelta(0), timedelta(days=900)))
def test_the_zone_in_which_now_is_told_does_not_matter(window: Window, zone: tzinfo, offset: timedelta) -> None:
    now = window.starts_at + offset
    assert expected_fraction(window, now) == expected_fraction(window, now.astimezone(zone))
