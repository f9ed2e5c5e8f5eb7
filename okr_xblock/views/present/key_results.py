"""A key result's row."""

from datetime import datetime
from functools import partial
from typing import Any

from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from okr_xblock.api.board import CourseBody, HabitBody, KeyResultView, MetricBody, MilestonesBody, StayBody
from okr_xblock.domain.status import Status

from .. import words
from .bodies import present_body
from .charts import SPARK_POINTS, Span, draw
from .figures import bar, confidence_words, extreme_words, percent

_ASKS_FOR_A_REASON = {Status.PENDING, Status.OUTDATED}
_DIRECTIONS = {"up", "down", "steps"}
_IS_TROUBLE = {Status.AT_RISK, Status.OFF_TRACK}


def present_key_result(
    view: KeyResultView, *, now: datetime, span: Span | None = None, reason: str = ""
) -> dict[str, Any]:
    """
    What one key result's row prints; `body` names the partial that draws its kind.

    With a `span` there is a small chart. `reason` is what its objective's card says already, so that the row need not
    say it again.
    """
    word, tone, status_icon = words.status_words(view.status)
    icon = _icon(view)
    own_reason = _reason(view)
    # A spark of one point is a dot that says nothing.
    spark = None
    if span is not None and len(view.trail) > 1:
        spark = draw(view.trail, span, expected=view.expected, max_points=SPARK_POINTS)
    return {
        "view": view,
        "id": SafeString(view.public_id),  # hexadecimal digits: looked at for what to escape a dozen times otherwise
        "title": view.title,
        "is_done": view.is_done,
        "icon": icon,
        # What shows a direction is mirrored where one reads from the right.
        "flip": " okr-i--flip" if icon in _DIRECTIONS else "",
        "status": {"word": word, "tone": tone, "icon": status_icon},
        "reason": "" if own_reason == reason else own_reason,
        "percent": percent(view.progress) if view.progress is not None else "",
        "extreme": extreme_words(view.progress),
        "bar": bar(view.progress, view.expected),
        "spark": spark,
        # The page of one objective draws it large; a template calls what can be called.
        "chart": partial(draw, view.trail, span, expected=view.expected) if span is not None else None,
        "confidence": view.confidence,
        "sure": _("Confidence %(n)s of 10") % {"n": formats.number_format(view.confidence)} if view.confidence else "",
        "confidence_words": confidence_words(view.confidence, view.previous_confidence),
        "last": _last_words(view, now),
        "evidence": _evidence(view, now),
        "body_template": f"okr_xblock/bodies/{view.kind.value}.html",
        "body": present_body(view.body, today=timezone.localdate(now)),
        "check_in_word": _check_in_word(view),
    }


def _reason(view: KeyResultView) -> str:
    if view.status.status in _IS_TROUBLE:
        done = percent(view.progress) if view.progress is not None else ""
        return words.trouble_words(view.status, confidence=view.confidence, done=done, expected=percent(view.expected))
    return words.reason_words(view.status) if view.status.status in _ASKS_FOR_A_REASON else ""


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
