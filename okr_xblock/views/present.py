"""From the api's frozen views to what templates print: every number formatted, every code in words, no logic left."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from okr_xblock.api.badges import AwardView
from okr_xblock.api.board import (
    CourseBody,
    DayView,
    HabitBody,
    KeyResultView,
    MetricBody,
    MilestonesBody,
    ObjectiveView,
    RequirementView,
    StayBody,
)
from okr_xblock.domain.courses import Criterion
from okr_xblock.domain.lifecycle import ObjectiveState, Visibility
from okr_xblock.domain.progress import Side
from okr_xblock.domain.status import StatusReason

from . import words
from .amounts import format_amount


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar's two lengths in percent of its width, as an SVG attribute takes them, and its words."""

    done: str
    expected: str
    label: str


def percent(fraction: Fraction | Decimal | None) -> str:
    """Rounded down, so that only what is whole shows as 100 %; an en dash for no data."""
    if fraction is None:
        return "–"
    whole = (Fraction(fraction) * 100).__floor__()
    return _("%(number)s%%") % {"number": formats.number_format(whole)}


def bar(progress: Fraction | None, expected: Fraction) -> Bar:
    """Progress and the mark of where it should be by today."""
    done = min(max(progress or Fraction(0), Fraction(0)), Fraction(1))
    return Bar(
        done=f"{float(done) * 100:.1f}%",
        expected=f"{float(expected) * 100:.1f}%",
        label=_("%(done)s done; %(expected)s expected by today")
        % {"done": percent(progress), "expected": percent(expected)},
    )


def present_objective(view: ObjectiveView, *, now: datetime) -> dict[str, Any]:
    """What the objective's card prints."""
    word, tone, icon = words.status_words(view.status)
    return {
        "view": view,
        "is_draft": view.state is ObjectiveState.DRAFT,
        "can_change": view.state in {ObjectiveState.DRAFT, ObjectiveState.ACTIVE, ObjectiveState.PAUSED},
        "status": {"word": word, "tone": tone, "icon": icon},
        "reason": _reason(view),
        "percent": percent(view.progress),
        "bar": bar(view.progress, view.expected),
        "visibility_icon": "lock" if view.visibility is Visibility.PRIVATE else "eye",
        "visibility": dict(words.VISIBILITY_CHOICES)[view.visibility.value],
        "category": dict(words.CATEGORY_CHOICES)[view.category.value],
        "days_left": _days_left(view),
        "key_results": [present_key_result(kr, now=now) for kr in view.key_results],
    }


def _reason(view: ObjectiveView) -> str:
    if view.state is ObjectiveState.DRAFT:
        return _draft_reason(view)
    if view.status.reason is StatusReason.FIRST_CHECK_IN_AWAITED and view.progress is not None:
        return _("Not every key result has had its first check-in yet.")
    return words.reason_words(view.status)


def _draft_reason(view: ObjectiveView) -> str:
    if not view.key_result_count:
        return _("How will you notice that you got there? Add two to five key results.")
    return _("Only you see this draft. Start it when it says what you mean.")


def _days_left(view: ObjectiveView) -> str:
    if view.days_left < 0:
        return _("The end date has passed")
    if view.days_left == 0:
        return _("Ends today")
    return ngettext("%(count)s day left", "%(count)s days left", view.days_left) % {
        "count": formats.number_format(view.days_left)
    }


def present_key_result(view: KeyResultView, *, now: datetime) -> dict[str, Any]:
    """What one key result's row prints; `body` names the partial that draws its kind."""
    word, tone, icon = words.status_words(view.status)
    return {
        "view": view,
        "icon": _icon(view),
        "status": {"word": word, "tone": tone, "icon": icon},
        "percent": percent(view.progress),
        "bar": bar(view.progress, view.expected),
        "confidence": view.confidence,
        "last": _last_words(view, now),
        "evidence": _evidence(view, now),
        "body_template": f"okr_xblock/bodies/{view.kind.value}.html",
        "body": _BODIES[type(view.body)](view.body),
        "check_in_word": _check_in_word(view),
    }


def _icon(view: KeyResultView) -> str:
    if isinstance(view.body, MetricBody):
        return "up" if view.body.target > view.body.baseline else "down"
    if isinstance(view.body, MilestonesBody) and view.body.is_yes_no:
        return "good"
    return {StayBody: "range", MilestonesBody: "steps", HabitBody: "habit", CourseBody: "book"}[type(view.body)]


def _check_in_word(view: KeyResultView) -> str:
    if isinstance(view.body, CourseBody):
        return _("How sure are you?")
    return _("Tick days") if isinstance(view.body, HabitBody) else _("Check in")


def _last_words(view: KeyResultView, now: datetime) -> str:
    if view.last_check_in_at is None:
        return _("No check-in yet")
    return _("Last check-in %(when)s") % {"when": words.time_ago(view.last_check_in_at, now)}


def _evidence(view: KeyResultView, now: datetime) -> dict[str, Any] | None:
    """
    The line that says which event moved it, when, and from where to where.

    Not for the learner's own check-ins: the line below says when the last one was.
    """
    movement = view.movement
    if movement is None or not movement.cause.is_from_platform:
        return None
    before, after = movement.from_fraction, view.progress
    went_down = before is not None and (after is None or after < before)
    return {
        "text": words.movement_words(movement.cause, movement.subject, went_down=went_down),
        "when": words.time_ago(movement.happened_at, now),
        "exact": formats.date_format(timezone.localtime(movement.happened_at), "DATETIME_FORMAT"),
        "iso": movement.happened_at.isoformat(),
        "before": percent(before) if before is not None else "",
        "after": percent(after),
        "icon": "down" if went_down else "good",
    }


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
        "marks": body.marks,
    }


def _milestones(body: MilestonesBody) -> dict[str, Any]:
    only = body.stages[0] if body.is_yes_no else None
    return {
        "stages": body.stages,
        "is_yes_no": body.is_yes_no,
        "done_on": formats.date_format(only.done_on) if only and only.done_on else "",
        "count": _("%(done)s of %(count)s stages")
        % {"done": formats.number_format(body.done_count), "count": formats.number_format(len(body.stages))},
    }


def present_day(day: DayView) -> dict[str, Any]:
    """A day's letter, its name aloud, and what it says."""
    weekday = day.day.weekday()
    state = _("done") if day.is_ticked else _("not ticked")
    name = f"{WEEKDAYS[weekday]} {formats.date_format(day.day, 'MONTH_DAY_FORMAT')}"
    return {"view": day, "letter": str(WEEKDAYS_ABBR[weekday])[:2], "aloud": f"{name}: {state}", "name": name}


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
        "streak": streak,
        "this_week": _present_days(body.this_week),
        # The check-in form alone shows it: a template calls what can be called.
        "last_week": partial(_present_days, body.last_week),
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
    MilestonesBody: _milestones,
    HabitBody: _habit,
    CourseBody: _course,
}


# The titles of the first badge rules come from the database; they stand here so that they are collected as texts.
_FIRST_BADGES = (
    gettext_noop("A quarter of the way"),
    gettext_noop("Half-way there"),
    gettext_noop("Home stretch"),
    gettext_noop("Objective reached"),
    gettext_noop("Key result done"),
)


def present_award(view: AwardView) -> dict[str, Any]:
    """A badge, what for, and when."""
    return {
        "view": view,
        "title": _(view.title),
        "when": formats.date_format(timezone.localtime(view.awarded_at), "DATE_FORMAT"),
        "why": _who_says_so(view),
    }


def _who_says_so(view: AwardView) -> str:
    """A badge never hides whether the platform confirmed it; for an objective that is true of its last step at most."""
    event = words.movement_words(view.cause, view.cause_subject, went_down=False)
    if not view.is_for_key_result:
        return _("The last step: %(event)s") % {"event": event}
    if view.cause.is_from_platform:
        return _("Confirmed by the platform: %(event)s") % {"event": event}
    return _("As you reported it")
