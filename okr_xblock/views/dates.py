"""
Dates as the pages write them: in rows without a year that goes without saying, in headings with it.

Months go by their whole names in both: some languages, English among them, would shorten them before a year.
"""

import re
from datetime import date

from django.utils import formats
from django.utils.translation import pgettext

__all__ = ["long_date", "short_date", "span_dates", "span_words"]

_SHORT_MONTH = re.compile(r"(?<!\\)N")
"""In a format. After a backslash it is a letter of a word: Vietnamese says "Ngày"."""


def short_date(day: date, *, today: date) -> str:
    """For rows: day and month; with the year unless it is the one of `today`."""
    return _day_and_month(day) if day.year == today.year else long_date(day)


def long_date(day: date) -> str:
    """For headings, and for sentences that are about the date itself."""
    return formats.date_format(day, _SHORT_MONTH.sub("F", formats.get_format("DATE_FORMAT")))


def span_dates(first: date, last: date) -> tuple[str, str]:
    """Both ends of a stretch of time, for a heading: one year stands there once."""
    return _day_and_month(first) if first.year == last.year else long_date(first), long_date(last)


def span_words(first: date, last: date) -> str:
    """As `span_dates`, in one piece."""
    starts, ends = span_dates(first, last)
    return pgettext("cycle heading", "%(first)s to %(last)s") % {"first": starts, "last": ends}


def _day_and_month(day: date) -> str:
    return formats.date_format(day, "MONTH_DAY_FORMAT")
