"""Cycles that were, in words and numbers."""

from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okr_xblock.api.looking_back import CycleSummary, CycleView, PastKeyResultView, PastObjectiveView
from okr_xblock.domain.closing import NextStep, Outcome
from okr_xblock.domain.grading import Verdict
from okr_xblock.domain.lifecycle import FINAL_STATES, Ambition, KeyResultKind, ObjectiveState

from .. import words
from ..dates import span_words
from .closing import ambition_words, present_grade, verdict_of
from .figures import percent

_TONES = {Outcome.ACHIEVED: "good", Outcome.PARTLY: "calm", Outcome.MISSED: "calm", Outcome.DROPPED: "calm"}
_ICONS = {
    KeyResultKind.METRIC: "up",
    KeyResultKind.STAY: "range",
    KeyResultKind.MILESTONES: "steps",
    KeyResultKind.HABIT: "habit",
    KeyResultKind.COURSE: "book",
}


def present_summary(view: CycleSummary, *, today: date | None = None) -> dict[str, Any]:
    """One cycle, as the list shows it: what runs on the learner's `today`, if that is told, is marked as such."""
    is_coming = today is not None and today < view.starts_on
    summary = _summary(view, view.objectives)
    return {
        **summary,
        "is_now": today is not None and view.starts_on <= today <= view.due_on,
        "is_coming": is_coming,
        # Before it begins nothing is missing.
        "closed": "" if is_coming and not view.closed else summary["closed"],
    }


def _summary(view: CycleSummary | CycleView, count: int) -> dict[str, Any]:
    dates = span_words(view.starts_on, view.due_on)
    return {
        "view": view,
        "title": view.title or dates,
        "dates": dates if view.title else "",
        "closed": ngettext(
            "%(closed)s of %(count)s objective closed", "%(closed)s of %(count)s objectives closed", count
        )
        % {"closed": formats.number_format(view.closed), "count": formats.number_format(count)},
        "average": "" if view.average_grade is None else formats.number_format(view.average_grade, decimal_pos=2),
    }


def present_cycle(view: CycleView, *, today: date) -> dict[str, Any]:
    """One cycle, looked back on; `today` is the learner's own date."""
    is_coming = today < view.starts_on
    past = [_past(objective, is_coming=is_coming) for objective in view.objectives]
    summary = _summary(view, len(view.objectives))
    return {
        **summary,
        "is_coming": is_coming,
        "closed": _("It has not begun yet.") if is_coming and not view.closed else summary["closed"],
        "past": past,
        "ended": [objective for objective in past if objective["has_ended"]],
        "facts": _facts(view),
        "stretch": _stretch(view),
    }


def _facts(view: CycleView) -> list[tuple[str, str]]:
    """Numbers with what they count; nothing that was not there is counted."""
    check_ins, badges, weeks = view.check_in_count, view.badge_count, view.longest_streak_weeks
    facts = [
        (check_ins, ngettext("check-in", "check-ins", check_ins)),
        (badges, ngettext("badge earned", "badges earned", badges)),
        (weeks, ngettext("week: your longest streak", "weeks: your longest streak", weeks)),
    ]
    return [(formats.number_format(number), what) for number, what in facts if number]


def _stretch(view: CycleView) -> str:
    """Aspirational objectives are read together: 0.7 on average."""
    if view.aspirational_verdict is None:
        return ""
    past = view.objectives
    grades = [o.grade for o in past if o.ambition is Ambition.ASPIRATIONAL and o.grade is not None]
    # Rounded down: 0.699 is not 0.7.
    average = (sum(grades, Decimal(0)) / len(grades)).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    number = {"average": formats.number_format(average, decimal_pos=2), "aim": present_grade(Decimal("0.7"))}
    if view.aspirational_verdict is Verdict.ASPIRATION_REACHED:
        return _("Your stretches reached %(average)s on average. %(aim)s is what a good stretch comes to.") % number
    return (
        _("Your stretches reached %(average)s on average, where %(aim)s is good. Perhaps fewer, or smaller, next time.")
        % number
    )


def _past(view: PastObjectiveView, *, is_coming: bool) -> dict[str, Any]:
    word, icon, tone = _ending(view, is_coming=is_coming)
    questions = (
        (_("Proud of"), view.proud),
        (_("What got in the way"), view.obstacle),
        (_("Next time differently"), view.change),
    )
    return {
        "view": view,
        "has_ended": view.state in FINAL_STATES,
        "word": word,
        "icon": icon,
        "tone": tone,
        "ambition": ambition_words(view.ambition),
        "grade": "" if view.grade is None else present_grade(view.grade),
        "verdict": _verdict(view),
        "carried": _carried(view),
        "reflections": [(question, answer) for question, answer in questions if answer],
        "key_results": [_past_key_result(row) for row in view.key_results],
    }


def _verdict(view: PastObjectiveView) -> str:
    if view.grade is None:
        return ""
    return verdict_of(grade=view.grade, ambition=view.ambition, outcome=view.outcome)


def _past_key_result(view: PastKeyResultView) -> dict[str, str]:
    icon = "down" if view.is_falling else "good" if view.is_yes_no else _ICONS[view.kind]
    return {"title": view.title, "icon": icon, "percent": percent(view.progress)}


def _ending(view: PastObjectiveView, *, is_coming: bool) -> tuple[str, str, str]:
    """Word, icon and tone of how it stands."""
    if view.outcome is not None:
        found = {value: (name, icon) for value, icon, name, _hint in words.OUTCOMES}
        name, icon = found[view.outcome.value]
        return str(name), icon, _TONES[view.outcome]
    if view.state is ObjectiveState.ABANDONED:
        return _("Let go"), "x", "calm"
    if view.state is ObjectiveState.PAUSED:
        return _("Paused"), "stale", "stale"
    if view.state is ObjectiveState.CLOSED:
        return _("Closed"), "good", "calm"
    return (_("Starts soon"), "stale", "calm") if is_coming else (_("Open"), "dots", "calm")


def _carried(view: PastObjectiveView) -> str:
    if view.carried_to is None:
        return ""
    if view.next_step is NextStep.CHANGE:
        return _("You changed it and went on")
    return _("You kept it for the next cycle")
