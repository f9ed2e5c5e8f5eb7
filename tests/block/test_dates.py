"""Dates on the pages: one style for rows, one for headings."""

from datetime import date

import pytest
from django.utils import translation

from okr_xblock.views.dates import long_date, short_date, span_words

TODAY = date(2026, 5, 26)
FEBRUARY = date(2026, 2, 18)
LAST_YEAR = date(2025, 11, 3)


@pytest.mark.parametrize(
    ("day", "shown"),
    [(FEBRUARY, "February 18"), (LAST_YEAR, "November 3, 2025"), (date(2027, 1, 1), "January 1, 2027")],
)
def test_a_row_names_the_year_only_when_it_is_another_one(day, shown):
    assert short_date(day, today=TODAY) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "February 18, 2026"),
        ("es", "18 de febrero de 2026"),
        ("ar", "18 فبراير، 2026"),
        ("vi", "Ngày 18 tháng 2 năm 2026"),
    ],
)
def test_a_heading_names_the_year_and_the_whole_month(language, shown):
    with translation.override(language):
        assert long_date(FEBRUARY) == shown


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (FEBRUARY, TODAY, "February 18 to May 26, 2026"),
        (LAST_YEAR, FEBRUARY, "November 3, 2025 to February 18, 2026"),
    ],
)
def test_a_stretch_of_time_names_its_year_once(first, last, shown):
    assert span_words(first, last) == shown
