"""The day from which a check-in is due: local dates alone, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain.errors import BadPeriodError
from okr_xblock.domain.schedule import local_date, next_check_in_on

from .strategies import days

STARTED_ON = date(2026, 5, 4)


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize(
    ("last_on", "cadence_days", "due_from"),
    [
        # never yet: a cadence after the start
        (None, 7, "2026-05-11"),
        (None, 1, "2026-05-05"),
        # a look before the start is none
        ("2026-05-03", 7, "2026-05-11"),
        ("2026-05-04", 7, "2026-05-11"),
        ("2026-05-14", 7, "2026-05-21"),
        ("2026-05-14", 1, "2026-05-15"),
        ("2026-05-14", 14, "2026-05-28"),
        # over the ends of months and years, and a leap day
        ("2026-05-28", 7, "2026-06-04"),
        ("2026-12-28", 7, "2027-01-04"),
        ("2028-02-25", 7, "2028-03-03"),
    ],
)
def test_the_next_check_in_is_a_cadence_after_the_last(last_on: str | None, cadence_days: int, due_from: str) -> None:
    found = next_check_in_on(last_on=day(last_on), started_on=STARTED_ON, cadence_days=cadence_days)
    assert found == date.fromisoformat(due_from)


@pytest.mark.parametrize(
    ("last_on", "due_on", "due_from"),
    [
        # shorter than the cadence: asked once, on its last day
        (None, "2026-05-08", "2026-05-08"),
        ("2026-05-03", "2026-05-08", "2026-05-08"),
        (None, "2026-05-11", "2026-05-11"),
        (None, "2026-05-12", "2026-05-11"),
        # whoever told already is not asked again before the end
        ("2026-05-04", "2026-05-08", "2026-05-11"),
        ("2026-05-06", "2026-05-08", "2026-05-13"),
    ],
)
def test_nothing_ends_without_having_been_asked_about(last_on: str | None, due_on: str, due_from: str) -> None:
    found = next_check_in_on(last_on=day(last_on), started_on=STARTED_ON, due_on=day(due_on))
    assert found == day(due_from)


@pytest.mark.parametrize(
    ("last_on", "today", "is_due"),
    [
        (None, "2026-05-04", False),
        (None, "2026-05-10", False),
        (None, "2026-05-11", True),
        (None, "2026-06-30", True),
        ("2026-05-04", "2026-05-10", False),
        ("2026-05-04", "2026-05-11", True),
        ("2026-05-04", "2026-05-12", True),
    ],
)
def test_a_check_in_is_due_from_its_day_on(last_on: str | None, today: str, is_due: bool) -> None:
    due_from = next_check_in_on(last_on=day(last_on), started_on=STARTED_ON)
    assert (date.fromisoformat(today) >= due_from) is is_due


@pytest.mark.parametrize(
    ("zone", "said_at", "not_yet", "due_at"),
    [
        # clocks go forward in between (29 March), and back (25 October): the day begins when the day begins
        ("Europe/Berlin", "2026-03-26T22:30", "2026-04-01T21:59", "2026-04-01T22:00"),
        ("Europe/Berlin", "2026-10-22T10:00", "2026-10-28T22:59", "2026-10-28T23:00"),
        # the ends of the calendar
        ("Pacific/Pago_Pago", "2026-05-14T10:59", "2026-05-20T10:59", "2026-05-20T11:00"),
        ("Pacific/Pago_Pago", "2026-05-14T11:00", "2026-05-21T10:59", "2026-05-21T11:00"),
        ("Pacific/Kiritimati", "2026-05-14T09:59", "2026-05-20T09:59", "2026-05-20T10:00"),
        ("Pacific/Kiritimati", "2026-05-14T10:00", "2026-05-21T09:59", "2026-05-21T10:00"),
        # midnight does not exist on the due day (Beirut, 29 March 2026): it begins at one
        ("Asia/Beirut", "2026-03-22T12:00", "2026-03-28T21:59", "2026-03-28T22:00"),
        # a whole day was skipped (Samoa, 30 December 2011): a week is six times 24 hours there
        ("Pacific/Apia", "2011-12-28T10:00", "2012-01-03T09:59", "2012-01-03T10:00"),
    ],
)
def test_it_is_due_when_the_learners_own_day_begins(zone: str, said_at: str, not_yet: str, due_at: str) -> None:
    tz = ZoneInfo(zone)

    def own_date(text: str) -> date:
        return local_date(datetime.fromisoformat(text).replace(tzinfo=UTC), tz)

    last_on = own_date(said_at)
    due_from = next_check_in_on(last_on=last_on, started_on=last_on - timedelta(days=30))
    assert own_date(not_yet) < due_from <= own_date(due_at)


@pytest.mark.parametrize("cadence_days", [0, -1])
def test_a_cadence_shorter_than_a_day_is_refused(cadence_days: int) -> None:
    with pytest.raises(BadPeriodError):
        next_check_in_on(last_on=None, started_on=STARTED_ON, cadence_days=cadence_days)


@given(last_on=days, cadence_days=st.integers(1, 60))
def test_between_two_check_ins_lie_exactly_the_days_of_the_cadence(last_on: date, cadence_days: int) -> None:
    due_from = next_check_in_on(last_on=last_on, started_on=last_on, cadence_days=cadence_days)
    assert (due_from - last_on).days == cadence_days
