"""The top of the board: how it goes, what to do next, what moved by itself."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okr_xblock.api.board import BoardSummary, BoardView, MovedView, NextThing, NextThingKind, ObjectiveView
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.domain.status import WEAKEST_FIRST, Status, StatusReason

from .. import words
from ..dates import short_date, span_dates
from .awards import present_award
from .beside import present_kpis
from .figures import bar, headline, length, percent
from .objectives import present_objective

BADGES_IN_SIGHT = 4
DAYS_IN_A_WEEK = 7

_IS_TROUBLE = {Status.AT_RISK, Status.OFF_TRACK}
_BY_CONFIDENCE = {StatusReason.CONFIDENCE, StatusReason.CONFIDENCE_AND_PACE}
_IN_SIGHT = {ObjectiveState.ACTIVE, ObjectiveState.DRAFT}


def present_board(view: BoardView, *, now: datetime) -> dict[str, Any]:
    """What `_board.html` prints. What rests and what is over stands apart from what is going on, quieter."""
    objectives = [present_objective(objective, now=now) for objective in view.objectives]
    is_in_sight = [objective.state in _IN_SIGHT for objective in view.objectives]
    return {
        "is_empty": not (view.objectives or view.moved_here),
        "summary": present_summary(view.summary, is_unsure=_is_unsure(view.objectives)) if view.summary else None,
        "waits_for_end": any(objective.waits_for_end for objective in _running(view.objectives)),
        "next": present_next(view.next_thing, today=view.today) if _has_next(view) else None,
        "moved": [_present_moved(moved, now) for moved in view.moved],
        "objectives": [shown for shown, here in zip(objectives, is_in_sight, strict=True) if here],
        "resting": [shown for shown, here in zip(objectives, is_in_sight, strict=True) if not here],
        "moved_here": [present_objective(objective, now=now) for objective in view.moved_here],
        "kpis": present_kpis(view.kpis, today=view.today),
        "badges": [present_award(award, today=view.today) for award in view.badges[:BADGES_IN_SIGHT]],
        "has_something_to_celebrate": view.has_something_to_celebrate,
        "open_count": view.open_count,
    }


def _has_next(view: BoardView) -> bool:
    """Whether to say what to do next. A draft that stands open on the board offers itself."""
    open_drafts = {o.public_id for o in view.objectives if o.is_open and o.state is ObjectiveState.DRAFT}
    return bool(view.objectives) and view.next_thing.objective_id not in open_drafts


def _running(objectives: Sequence[ObjectiveView]) -> list[ObjectiveView]:
    return [view for view in objectives if view.state is ObjectiveState.ACTIVE and not view.is_to_close]


def _is_unsure(objectives: Sequence[ObjectiveView]) -> bool:
    """Whether the weakest of what runs is in trouble because the learner is not sure: its card says so."""
    running = [view.status for view in _running(objectives)]
    weakest = min((reading.status for reading in running), key=WEAKEST_FIRST.index, default=None)
    return weakest in _IS_TROUBLE and any(
        reading.reason in _BY_CONFIDENCE for reading in running if reading.status is weakest
    )


def present_summary(view: BoardSummary, *, is_unsure: bool = False) -> dict[str, Any]:
    """The sentence that answers first, then the numbers, then the bar."""
    expected = percent(view.expected)
    starts, ends = span_dates(view.starts_on, view.due_on)
    return {
        "view": view,
        # Balanced lines break at hyphens first, and "half" alone says something else.
        "headline": headline(view.progress, view.expected, is_unsure=is_unsure).replace("-", "\u2011"),
        "percent": percent(view.progress) if view.progress is not None else "",
        "days_left": formats.number_format(view.days_left),
        "days_word": ngettext("day left", "days left", view.days_left),
        "from": starts,
        "until": ends,
        "bar": bar(view.progress, view.expected),
        "today_is": _("Today: %(expected)s expected") % {"expected": expected},
        "after_today": length(1 - view.expected),
    }


def present_next(view: NextThing, *, today: date) -> dict[str, Any]:
    """The one thing to do next: a sentence, why or how long it takes, and where it is done."""
    count = {"count": formats.number_format(view.count)}
    if view.kind is NextThingKind.CLOSE:
        return {
            "title": ngettext(
                "One objective has come to its end", "%(count)s objectives have come to their end", view.count
            )
            % count,
            "text": _("Look at what came of it, and decide what becomes of it. Nothing is lost."),
            "word": _("Close it") if view.count == 1 else _("Close the first one"),
            "page": "closing",
            "id": view.objective_id,
        }
    if view.kind is NextThingKind.CHECK_IN:
        return {
            "title": _("It is time for your check-in"),
            "text": ngettext(
                "%(count)s key result is waiting. It takes less than a minute.",
                "%(count)s key results are waiting. It takes about a minute.",
                view.count,
            )
            % count,
            "word": _("Check in now"),
            "page": "check_in_due",
            "id": "",
        }
    if view.kind is NextThingKind.FINISH_DRAFT:
        return {
            "title": _("A draft of yours is waiting"),
            "text": _("How will you notice that you got there? Add two to five key results."),
            "word": _("Go on writing"),
            "page": "write",
            "id": view.objective_id,
        }
    if view.kind is NextThingKind.START_DRAFT:
        return {
            "title": _("A draft of yours is ready"),
            "text": _("Only you see it. Start it when it says what you mean."),
            "word": _("Look at it and start"),
            "page": "write",
            "id": view.objective_id,
        }
    return {
        "title": _quiet_title(view, today),
        "text": _("Enjoy the quiet. When something moved, you can check in earlier."),
        "word": _("Check in anyway"),
        "page": "check_in_due",
        "id": "all",
        "is_quiet": True,
    }


def _quiet_title(view: NextThing, today: date) -> str:
    day = view.due_on
    if view.is_first and day is not None:
        return _("Your first check-in: %(day)s") % {"day": short_date(day, today=today)}
    if day is None or day <= today:
        return _("Nothing is due right now")
    if (day - today).days == 1:
        return _("Nothing is due until tomorrow")
    if (day - today).days < DAYS_IN_A_WEEK:
        return _("Nothing is due until %(weekday)s") % {"weekday": formats.date_format(day, "l")}
    return _("Nothing is due until %(day)s") % {"day": short_date(day, today=today)}


def _present_moved(view: MovedView, now: datetime) -> dict[str, Any]:
    went_down = view.before is not None and (view.after is None or view.after < view.before)
    return {
        "view": view,
        "icon": "down" if went_down else "up",
        "text": words.movement_words(view.cause, view.subject, went_down=went_down),
        "when": words.time_ago(view.happened_at, now),
        "exact": formats.date_format(timezone.localtime(view.happened_at), "DATETIME_FORMAT"),
        "before": percent(view.before) if view.before is not None else "",
        "after": percent(view.after),
    }
