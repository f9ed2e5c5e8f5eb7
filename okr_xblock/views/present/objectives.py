"""An objective's card."""

from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okr_xblock.api.board import ObjectiveView
from okr_xblock.domain.lifecycle import ObjectiveState, Visibility
from okr_xblock.domain.status import StatusReason

from .. import words
from .beside import present_initiatives
from .figures import bar, percent
from .key_results import present_key_result


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
        "initiatives": present_initiatives(view.initiatives),
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
