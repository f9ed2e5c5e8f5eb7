"""How a share went, as lines of a drawing, a sentence that says the same, and the table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from okr_xblock.api.board import TrailView

from ..dates import short_date
from .figures import percent

WIDTH, HEIGHT = 400, 100
"""Of the drawing's own grid, in whole steps; the page stretches it to whatever room there is."""

SPARK_POINTS = 12
CHART_POINTS = 60


@dataclass(frozen=True, kw_only=True)
class ChartRow:
    """A line of the table: a day, the share, and the share expected by then (empty where nothing is)."""

    day: str
    share: str
    expected: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """
    Points as SVG takes them, top left first. `expected` is empty where nothing is expected before the end, `today` once
    the time is over. Time runs to the right; styles mirror it where one reads from the right.
    """

    actual: str
    area: str
    expected: str
    today: str
    dot: str
    starts: str
    ends: str
    axis: tuple[str, ...]
    story: str
    rows: tuple[ChartRow, ...]


@dataclass(frozen=True, kw_only=True)
class Span:
    """The days that a chart shows, where in them today is, and whether what was said last still holds today."""

    starts_on: date
    due_on: date
    now: datetime
    is_open: bool = True

    @property
    def elapsed(self) -> Fraction:
        """The share of the time that has passed, kept within [0, 1]."""
        local = timezone.localtime(self.now)
        passed = local.replace(tzinfo=None) - datetime.combine(self.starts_on, time())
        return _within(Fraction(int(passed.total_seconds()), int(timedelta(days=self._days).total_seconds())))

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed."""
        return timezone.localtime(self.now).date() > self.due_on

    def at(self, day: date) -> Fraction:
        """Where a day's point stands: today's is now, every other at the middle of its day."""
        if day == timezone.localtime(self.now).date():
            return self.elapsed
        return _within((Fraction((day - self.starts_on).days) + Fraction(1, 2)) / self._days)

    @property
    def _days(self) -> int:
        return (self.due_on - self.starts_on).days + 1


def draw(trail: TrailView, span: Span, *, expected: Fraction, max_points: int = CHART_POINTS) -> Chart | None:
    """
    The chart of a trail; None before there is a first point. `expected` is what is expected by now.

    Two points on one place are one (an objective that began years ago and ends next week), and a line that has not
    moved since is drawn on until today.
    """
    if not trail:
        return None
    slope = _slope(span, expected)
    places = [(span.at(day), share) for day, share in _thinned(trail, max_points)]
    holds_today = span.is_open and not span.is_over
    if holds_today and places[-1][0] < span.elapsed:
        places.append((span.elapsed, places[-1][1]))
    points = [_point(x, share) for x, share in places]
    first_x, last_x = points[0].partition(",")[0], points[-1].partition(",")[0]
    actual = " ".join(points)
    return Chart(
        actual=actual,
        area=f"{first_x},{HEIGHT} {actual} {last_x},{HEIGHT}",
        expected=f"0,{HEIGHT} {_point(Fraction(1), slope)}" if slope else "",
        today=_point(span.elapsed, Fraction(0)).partition(",")[0] if holds_today else "",
        dot=points[-1].replace(",", " "),
        starts=formats.date_format(span.starts_on, "MONTH_DAY_FORMAT"),
        ends=formats.date_format(span.due_on, "MONTH_DAY_FORMAT"),
        axis=tuple(percent(Fraction(share, 2)) for share in (2, 1, 0)),
        story=_story(trail, span, slope, holds_today=holds_today),
        rows=tuple(
            ChartRow(
                day=short_date(day, today=timezone.localdate(span.now)),
                share=percent(share),
                expected=percent(slope * span.at(day)) if slope else "",
            )
            for day, share in reversed(trail)
        ),
    )


def _slope(span: Span, expected: Fraction) -> Fraction:
    """Where the expected line ends: the even pace that leads to what is expected by now."""
    if span.elapsed in {0, 1}:
        return Fraction(1) if span.elapsed == 0 else expected
    return min(expected / span.elapsed, Fraction(1))


def _thinned(trail: TrailView, max_points: int) -> Sequence[tuple[date, Fraction]]:
    """At most so many points, evenly, and always the first and the last."""
    if len(trail) <= max_points:
        return trail
    last = len(trail) - 1
    return [trail[round(number * last / (max_points - 1))] for number in range(max_points)]


def _point(x: Fraction, share: Fraction) -> str:
    return f"{round(x * WIDTH)},{round((1 - _within(share)) * HEIGHT)}"


def _within(share: Fraction) -> Fraction:
    return min(max(share, Fraction(0)), Fraction(1))


def _story(trail: TrailView, span: Span, slope: Fraction, *, holds_today: bool) -> str:
    """The chart in one sentence, for whoever does not see it."""
    (first_day, first), (last_day, last) = trail[0], trail[-1]
    said = {
        "first": percent(first),
        "first_day": formats.date_format(first_day, "MONTH_DAY_FORMAT"),
        "last": percent(last),
        "last_day": formats.date_format(last_day, "MONTH_DAY_FORMAT"),
        "expected": percent(slope * span.elapsed),
    }
    if not holds_today:
        return _("From %(first)s on %(first_day)s to %(last)s on %(last_day)s.") % said
    if first == last:
        if not slope:
            return _("At %(last)s since %(first_day)s.") % said
        return _("At %(last)s since %(first_day)s; %(expected)s is expected by today.") % said
    if not slope:
        return _("From %(first)s on %(first_day)s to %(last)s today.") % said
    return _("From %(first)s on %(first_day)s to %(last)s today; %(expected)s is expected by now.") % said
