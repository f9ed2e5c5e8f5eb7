"""Numbers to keep an eye on, and to-dos."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okr_xblock.api.initiatives import InitiativeView
from okr_xblock.api.kpis import KpiView, RangeSide, ReadingView

from ..amounts import format_amount
from ..dates import short_date

_SIDES: dict[RangeSide, tuple[str | Promise, str, str]] = {
    # word, tone, icon
    RangeSide.INSIDE: (gettext_lazy("In range"), "good", "good"),
    RangeSide.BELOW: (gettext_lazy("Below range"), "warn", "warn"),
    RangeSide.ABOVE: (gettext_lazy("Above range"), "warn", "warn"),
}


def present_kpis(views: Iterable[KpiView], *, today: date) -> list[dict[str, Any]]:
    """What the panel prints; `today` is the learner's own date."""
    return [present_kpi(view, today=today) for view in views]


def present_kpi(view: KpiView, *, today: date) -> dict[str, Any]:
    """What a number's card prints."""
    word, tone, icon = _SIDES[view.side]
    rule = _rule(view)
    return {
        "view": view,
        "value": format_amount(view.current),
        "rule": rule,
        "status": {"word": word, "tone": tone, "icon": icon} if view.current is not None else None,
        "picture": _picture(view, _("%(where)s: %(rule)s") % {"where": word, "rule": rule}),
        "last": _last(view.last_read_on, today),
    }


def present_readings(views: Iterable[ReadingView], *, today: date) -> list[dict[str, str]]:
    """What was written down before. Of `today` the year alone matters, so that of the site will do."""
    return [{"value": format_amount(view.value), "on": short_date(view.read_on, today=today)} for view in views]


def present_initiatives(views: Iterable[InitiativeView], *, today: date) -> list[dict[str, Any]]:
    """What the list of to-dos prints; `today` as with `present_readings`."""
    return [present_initiative(view, today=today) for view in views]


def present_initiative(view: InitiativeView, *, today: date) -> dict[str, Any]:
    """What one to-do prints."""
    when = ""
    if view.done_on:
        when = _("done on %(date)s") % {"date": short_date(view.done_on, today=today)}
    elif view.due_on:
        when = _("by %(date)s") % {"date": short_date(view.due_on, today=today)}
    return {"view": view, "when": when}


def _rule(view: KpiView) -> str:
    low, high = format_amount(view.low), format_amount(view.high)
    if view.high is None:
        return _("Keep %(low)s or more") % {"low": low}
    if view.low is None:
        return _("Keep %(high)s or less") % {"high": high}
    if view.low == view.high:
        return _("Keep it at %(low)s") % {"low": low}
    return _("Keep between %(low)s and %(high)s") % {"low": low, "high": high}


def _last(last_read_on: date | None, today: date) -> str:
    if last_read_on is None:
        return _("Nothing written down yet")
    if last_read_on == today:
        return _("Written down today")
    return _("Written down on %(date)s") % {"date": short_date(last_read_on, today=today)}


def _picture(view: KpiView, label: str) -> dict[str, Any]:
    """
    The range as a band and the number as a dot, in percent of the picture's width; no dot before there is a number.

    Where the range has an end, the band is closed by a line: it is a stretch of a scale, and no bar that fills.
    The band always stands in the same place: what the eye compares is on which side of it the dot is, and how far.
    """
    begin, end = _band(view.low, view.high)
    at = ""
    if view.current is not None:
        place = _place(view, Fraction(view.current), begin, end)
        at = f"{float(min(max(place, Fraction(3)), Fraction(97))):.1f}%"
    ends = [f"{place}%" for place, limit in ((begin, view.low), (end, view.high)) if limit is not None]
    return {"begin": f"{begin}%", "length": f"{end - begin}%", "ends": ends, "at": at, "label": label}


def _band(low: Decimal | None, high: Decimal | None) -> tuple[int, int]:
    if low is None or high is None:
        return (0, 60) if low is None else (40, 100)
    return (49, 51) if low == high else (30, 70)


def _place(view: KpiView, current: Fraction, begin: int, end: int) -> Fraction:
    """In the band by its share of the range; beside it the nearer to the picture's edge the further away."""
    low = None if view.low is None else Fraction(view.low)
    high = None if view.high is None else Fraction(view.high)
    if low is not None and current < low:
        return begin - begin * _share(low - current, low, high)
    if high is not None and current > high:
        return end + (100 - end) * _share(current - high, low, high)
    if low is not None and high is not None:
        share = (current - low) / (high - low) if low < high else Fraction(1, 2)
    else:
        share = _share(current - low, low, high) if low is not None else 1 - _share(high - current, low, high)
    return begin + (end - begin) * share


def _share(distance: Fraction, low: Fraction | None, high: Fraction | None) -> Fraction:
    """Of the room there is: half of it at as far as the range is wide, or at a quarter of its one end."""
    width = high - low if low is not None and high is not None else abs(low if low is not None else high or 0) / 4
    return distance / (distance + (width or 1))
