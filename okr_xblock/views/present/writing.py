"""What is being written, in one line each: for the page on which an objective begins, and for its examples."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okr_xblock.api.beginning import CycleWindow
from okr_xblock.api.board import CourseBody, HabitBody, KeyResultView, MetricBody, MilestonesBody, StayBody
from okr_xblock.domain.advice import MAX_KEY_RESULTS, MIN_KEY_RESULTS
from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.domain.progress import Side

from .. import words
from ..amounts import format_amount
from ..dates import long_date
from ..examples import Example, SampleKeyResult
from .figures import percent


def present_line(view: KeyResultView) -> dict[str, Any]:
    """A key result that is there already: its icon, its title, and how it is counted."""
    return {"view": view, "icon": _icon(view), "measure": _measure(view.body)}


def present_example(example: Example) -> dict[str, Any]:
    """An example's card."""
    return {"example": example, "lines": [_sample(line) for line in example.key_results]}


def cycle_words(window: CycleWindow) -> str:
    """Names the cycle, and explains in passing what one is."""
    days = {"start": long_date(window.earliest), "due": long_date(window.latest)}
    if window.title:
        return _("A cycle is the time until you look back. This one is “%(title)s”, %(start)s to %(due)s.") % {
            **days,
            "title": f"\u2068{window.title}\u2069",
        }
    return _("A cycle is the time until you look back. This one is the quarter from %(start)s to %(due)s.") % days


def advice_words(count: int) -> str:
    """What is good to know about this many key results."""
    if count == 0:
        return _("Two to five key results tell you whether you got there.")
    if count < MIN_KEY_RESULTS:
        return _("One more makes it a good pair.")
    if count > MAX_KEY_RESULTS:
        return _("More than five are hard to keep in mind. Which ones tell you most?")
    return _("That is a good number.")


def count_words(count: int) -> str:
    """How many key results there are."""
    return ngettext("%(count)s key result", "%(count)s key results", count) % {"count": number_format(count)}


def _icon(view: KeyResultView) -> str:
    body = view.body
    if isinstance(body, MetricBody):
        return "up" if body.target > body.baseline else "down"
    if isinstance(body, MilestonesBody) and body.is_yes_no:
        return "good"
    return {value: icon for value, icon, _name, _what in words.KINDS}[view.kind.value]


def _measure(body: object) -> str:
    if isinstance(body, MetricBody):
        return _metric(body)
    if isinstance(body, StayBody):
        return _limit(body)
    if isinstance(body, HabitBody):
        return _habit(body.times_per_week)
    if isinstance(body, MilestonesBody):
        return _("Yes or no") if body.is_yes_no else _stages(len(body.stages))
    assert isinstance(body, CourseBody)
    first = body.requirements[0]
    rule = words.criterion_words(first.criterion, percent(first.required_fraction))
    others = len(body.requirements) - 1
    if not others:
        return rule
    return ngettext("%(rule)s, and %(count)s more course", "%(rule)s, and %(count)s more courses", others) % {
        "rule": rule,
        "count": number_format(others),
    }


def _sample(line: SampleKeyResult) -> dict[str, Any]:
    spec = line.spec()
    measure = {
        KeyResultKind.METRIC: lambda: _metric(spec),
        KeyResultKind.STAY: lambda: _limit(spec),
        KeyResultKind.HABIT: lambda: _habit(spec.times_per_week or 0),
        KeyResultKind.MILESTONES: lambda: _stages(len(spec.stages)) if spec.stages else _("Yes or no"),
        KeyResultKind.COURSE: lambda: _("Moves by itself"),
    }[line.kind]()
    return {"icon": line.icon, "title": line.title, "measure": measure}


def _metric(source: Any) -> str:
    values = {
        "baseline": format_amount(source.baseline),
        "target": format_amount(source.target),
        "unit": f"\u2068{source.unit}\u2069",
    }
    return (
        _("From %(baseline)s to %(target)s %(unit)s") if source.unit else _("From %(baseline)s to %(target)s")
    ) % values


def _limit(source: Any) -> str:
    rule = _("%(limit)s %(unit)s or more") if source.side is Side.ABOVE else _("%(limit)s %(unit)s or less")
    return rule % {"limit": format_amount(source.limit), "unit": f"\u2068{source.unit}\u2069"}


def _habit(days: int) -> str:
    return ngettext("%(count)s day a week", "%(count)s days a week", days) % {"count": number_format(days)}


def _stages(count: int) -> str:
    return ngettext("%(count)s stage", "%(count)s stages", count) % {"count": number_format(count)}
