"""Badges."""

from datetime import date
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from okr_xblock.api.badges import AwardView
from okr_xblock.api.streaks import StreakView

from .. import words
from ..dates import short_date

# The titles of the first badge rules come from the database; they stand here so that they are collected as texts.
_FIRST_BADGES = (
    gettext_noop("A quarter of the way"),
    gettext_noop("Half-way there"),
    gettext_noop("Home stretch"),
    gettext_noop("Objective reached"),
    gettext_noop("Key result done"),
)


def present_award(view: AwardView, *, today: date) -> dict[str, Any]:
    """A badge, what for, and when; `today` is the learner's own date."""
    return {
        "view": view,
        "title": _(view.title),
        "when": short_date(timezone.localdate(view.awarded_at), today=today),
        "why": _who_says_so(view),
    }


def present_streak(view: StreakView) -> dict[str, Any]:
    """A habit's weeks in a row, now and at best."""
    return {
        "view": view,
        "now": _weeks(view.current_weeks) if view.current_weeks else "",
        "best": _("Best so far: %(weeks)s") % {"weeks": _weeks(view.longest_weeks)},
        "is_best_now": view.current_weeks == view.longest_weeks,
    }


def _weeks(count: int) -> str:
    return ngettext("%(count)s full week in a row", "%(count)s full weeks in a row", count) % {
        "count": formats.number_format(count)
    }


def _who_says_so(view: AwardView) -> str:
    """A badge never hides whether the platform confirmed it; for an objective that is true of its last step at most."""
    event = words.movement_words(view.cause, view.cause_subject, went_down=False)
    if not view.is_for_key_result:
        return _("The last step: %(event)s") % {"event": event}
    if view.cause.is_from_platform:
        return _("Confirmed by the platform: %(event)s") % {"event": event}
    return _("As you reported it")
