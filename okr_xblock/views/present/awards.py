"""Badges."""

from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from okr_xblock.api.badges import AwardView

from .. import words

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
