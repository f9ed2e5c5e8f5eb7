"""An objective's card."""

from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okr_xblock.api.board import ObjectiveView
from okr_xblock.domain.lifecycle import ObjectiveState, Visibility
from okr_xblock.domain.status import StatusReason

from .. import words
from ..dates import span_words
from .beside import present_initiatives
from .charts import CHART_POINTS, Span, draw
from .figures import bar, confidence_words, percent
from .key_results import present_key_result

CARD_POINTS = 24
"""Of a card's own chart; the objective's page draws all there are."""

_CAN_CHANGE = {ObjectiveState.DRAFT, ObjectiveState.ACTIVE, ObjectiveState.PAUSED}
_RUNS = {ObjectiveState.ACTIVE, ObjectiveState.PAUSED}
_IS_OVER = {ObjectiveState.CLOSED, ObjectiveState.ABANDONED}


def present_objective(view: ObjectiveView, *, now: datetime, is_page: bool = False) -> dict[str, Any]:
    """What the objective's card prints, or (`is_page`) the page that has it alone: with every point of its chart."""
    word, tone, icon = words.status_words(view.status)
    if view.is_to_close:
        word, tone, icon = _("Ended"), "calm", "flag"
    reason = _reason(view)
    span = Span(starts_on=view.starts_on, due_on=view.due_on, now=now, is_open=view.state in _RUNS)
    points = CHART_POINTS if is_page else CARD_POINTS
    # On a card a single point is not worth a picture.
    has_chart = bool(view.trail) if is_page else len(view.trail) > 1
    return {
        "view": view,
        "id": SafeString(view.public_id),  # hexadecimal digits: looked at for what to escape a dozen times otherwise
        "is_draft": view.state is ObjectiveState.DRAFT,
        "is_over": view.state in _IS_OVER,
        "can_check_in": view.state is ObjectiveState.ACTIVE and not view.is_to_close,
        "can_change": view.state in _CAN_CHANGE,
        "can_change_state": view.state not in _IS_OVER or view.can_reopen,
        "status": {"word": word, "tone": tone, "icon": icon},
        "reason": reason,
        "percent": percent(view.progress) if view.progress is not None else "",
        "expected": percent(view.expected),
        "bar": bar(view.progress, view.expected),
        "grade": formats.number_format(view.grade, 1) if view.grade is not None else "",
        "outcome": dict(words.OUTCOME_CHOICES)[view.outcome.value] if view.outcome else "",
        "visibility_icon": "lock" if view.visibility is Visibility.PRIVATE else "eye",
        "visibility": dict(words.VISIBILITY_CHOICES)[view.visibility.value],
        "category": dict(words.CATEGORY_CHOICES)[view.category.value],
        "ambition": dict(words.AMBITION_CHOICES)[view.ambition.value],
        "dates": span_words(view.starts_on, view.due_on),
        "days_left": "" if view.state in _IS_OVER else _days_left(view),
        "confidence": view.confidence,
        "confidence_words": confidence_words(view.confidence, view.previous_confidence),
        "chart": draw(view.trail, span, expected=view.expected, max_points=points) if has_chart else None,
        "key_results": [present_key_result(kr, now=now, span=span, reason=reason) for kr in view.key_results],
        "initiatives": present_initiatives(view.initiatives, today=timezone.localdate(now)),
    }


def _reason(view: ObjectiveView) -> str:
    if view.state is ObjectiveState.DRAFT:
        return _draft_reason(view)
    if view.is_to_close:
        return _("Its time is over. Close it when you are ready.")
    if view.state is ObjectiveState.PAUSED:
        return _("It rests. No check-ins are asked for until you go on.")
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
