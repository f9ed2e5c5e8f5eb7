"""What the property tests draw from."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from okr_xblock.domain.schedule import DateRange, Window

# The ends of the calendar (UTC-11, UTC+14), half and quarter hours, and zones whose clocks change at midnight.
ZONE_NAMES = (
    "UTC",
    "Pacific/Pago_Pago",
    "Pacific/Kiritimati",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/New_York",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "America/Havana",
    "Africa/Cairo",
    "Asia/Beirut",
    "Pacific/Apia",
)

amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=6)
weights = st.decimals(min_value=0, max_value=99_999, places=2)
positive_weights = st.decimals(min_value=Decimal("0.01"), max_value=99_999, places=2)
shares = st.fractions(min_value=0, max_value=1, max_denominator=1000)
raw_shares = st.fractions(min_value=-3, max_value=3, max_denominator=1000)
days = st.dates(min_value=date(2010, 1, 1), max_value=date(2037, 12, 31))
zones = st.sampled_from(ZONE_NAMES).map(ZoneInfo)


@st.composite
def date_ranges(draw: st.DrawFn, max_days: int = 400) -> DateRange:
    """Any range of at least two days."""
    starts_on = draw(days)
    return DateRange(starts_on, starts_on + timedelta(days=draw(st.integers(1, max_days))))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Any window, to the microsecond."""
    starts_at = draw(st.datetimes(datetime(2010, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    return Window(starts_at, starts_at + draw(st.timedeltas(timedelta(microseconds=1), timedelta(days=500))))


def moments_around(window: Window) -> st.SearchStrategy[datetime]:
    """Moments before, in and after a window."""
    slack = (window.ends_at - window.starts_at) // 2 + timedelta(microseconds=1)
    span = window.ends_at - window.starts_at + slack
    return st.timedeltas(-slack, span).map(lambda offset: window.starts_at + offset)


def fractions_of(text: str) -> Fraction:
    """A share from a table: "3/4", "0.25", "75%"."""
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
