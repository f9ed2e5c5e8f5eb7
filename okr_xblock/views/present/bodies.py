"""What each kind of key result has in its own part of the row."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils import formats
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from okr_xblock.api.board import (
    CourseBody,
    DayView,
    HabitBody,
    MetricBody,
    MilestonesBody,
    RequirementView,
    StayBody,
)
from okr_xblock.domain.courses import Criterion
from okr_xblock.domain.progress import Side

from .. import words
from ..amounts import format_amount
from ..dates import short_date
from .figures import percent


def _metric(body: MetricBody) -> dict[str, Any]:
    return {
        "current": format_amount(body.current if body.current is not None else body.baseline),
        "unit": body.unit,
        "baseline": format_amount(body.baseline),
        "target": format_amount(body.target),
    }


def _stay(body: StayBody) -> dict[str, Any]:
    limit = {"limit": format_amount(body.limit), "unit": body.unit}
    rule = (
        _("Stay at %(limit)s %(unit)s or above")
        if body.side is Side.ABOVE
        else _("Stay at %(limit)s %(unit)s or below")
    )
    return {
        "rule": rule % limit,
        "current": format_amount(body.current),
        "unit": body.unit,
        "kept": ngettext("%(kept)s of %(count)s period kept", "%(kept)s of %(count)s periods kept", body.periods)
        % {"kept": formats.number_format(body.kept), "count": formats.number_format(body.periods)},
        "marks": [_mark(is_kept) for is_kept in body.marks],
    }


def _mark(is_kept: bool | None) -> dict[str, str]:
    """One period: how it looks, and what it is called."""
    if is_kept is None:
        return {"tone": "is-open", "icon": "", "word": _("still open")}
    if is_kept:
        return {"tone": "", "icon": "check", "word": _("kept")}
    return {"tone": "is-not", "icon": "x", "word": _("not kept")}


def _milestones(body: MilestonesBody, today: date) -> dict[str, Any]:
    only = body.stages[0] if body.is_yes_no else None
    return {
        "stages": body.stages,
        "is_yes_no": body.is_yes_no,
        "done_on": short_date(only.done_on, today=today) if only and only.done_on else "",
        "count": _("%(done)s of %(count)s stages")
        % {"done": formats.number_format(body.done_count), "count": formats.number_format(len(body.stages))},
    }


def present_day(day: DayView) -> dict[str, Any]:
    """A day's letter, its name aloud, and what it says."""
    state = _("done") if day.is_ticked else _("not ticked")
    letter, name = _day_words(get_language(), day.day)
    return {
        "view": day,
        "letter": letter,
        "aloud": f"{name}: {state}",
        "name": name,
        "marks": _day_marks(day),
    }


@lru_cache(maxsize=256)
def _day_words(_language: str | None, day: date) -> tuple[str, str]:
    """Kept, because all habits of all learners show the same two weeks."""
    weekday = day.weekday()
    name = f"{WEEKDAYS[weekday]} {formats.date_format(day, 'MONTH_DAY_FORMAT')}"
    return str(WEEKDAYS_ABBR[weekday])[:2], name


def _day_marks(day: DayView) -> str:
    """The classes that a day bears besides its own."""
    marks = (("on", day.is_ticked), ("today", day.is_today), ("off", not day.can_be_ticked))
    return "".join(f" okr-week__day--{name}" for name, holds in marks if holds)


def _present_days(days: Iterable[DayView]) -> list[dict[str, Any]]:
    return [present_day(day) for day in days]


def _habit(body: HabitBody) -> dict[str, Any]:
    streak = ""
    if body.streak_weeks:
        streak = ngettext("%(count)s full week in a row", "%(count)s full weeks in a row", body.streak_weeks) % {
            "count": formats.number_format(body.streak_weeks)
        }
    return {
        "done": formats.number_format(body.done),
        "needed": ngettext("of %(count)s day", "of %(count)s days", body.needed)
        % {"count": formats.number_format(body.needed)},
        "rule": ngettext("%(count)s day a week", "%(count)s days a week", body.times_per_week)
        % {"count": formats.number_format(body.times_per_week)},
        "streak": streak,
        "this_week": _present_days(body.this_week),
        "last_week": _present_days(body.last_week),
        # Before the objective began there was nothing to tick.
        "had_last_week": any(day.can_be_ticked or day.is_ticked for day in body.last_week),
    }


def _course(body: CourseBody) -> dict[str, Any]:
    return {"requirements": [_requirement(requirement) for requirement in body.requirements]}


def _requirement(view: RequirementView) -> dict[str, Any]:
    now = ""
    if view.criterion is Criterion.COMPLETION and view.units_total:
        now = ngettext("%(done)s of %(count)s unit", "%(done)s of %(count)s units", view.units_total) % {
            "done": formats.number_format(view.units_complete),
            "count": formats.number_format(view.units_total),
        }
    elif view.criterion is Criterion.GRADE and view.grade_fraction is not None:
        now = _("Grade so far: %(percent)s") % {"percent": percent(view.grade_fraction)}
    return {
        "title": view.title or _("A course that no longer exists"),
        "url": view.url if view.title else "",
        "rule": words.criterion_words(view.criterion, percent(view.required_fraction)),
        "now": now,
        "notice": words.source_words(view.state),
        "was_already_reached": view.was_already_reached,
    }


_BODIES: dict[type, Callable[[Any], dict[str, Any]]] = {
    MetricBody: _metric,
    StayBody: _stay,
    HabitBody: _habit,
    CourseBody: _course,
}


def present_body(body: object, *, today: date) -> dict[str, Any]:
    """What the partial of this kind prints; `today` is the learner's own date."""
    if isinstance(body, MilestonesBody):
        return _milestones(body, today)
    return _BODIES[type(body)](body)
