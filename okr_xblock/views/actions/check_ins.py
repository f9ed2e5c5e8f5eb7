"""Checking in one key result, in place."""

from http import HTTPStatus
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from okr_xblock.api.board import read_key_result
from okr_xblock.api.check_ins import CheckInEntry, record_check_ins
from okr_xblock.api.learners import time_zone_of

from ..context import Answer, BoardContext, render
from ..forms.check_ins import CheckInForm
from ..pages import board_answer
from ..present.key_results import present_key_result
from .submitting import submit


def check_in(context: BoardContext, typed: QueryDict) -> Answer:
    """The form of one key result."""
    return _form_answer(context, typed.get("id", ""), None)


def save(context: BoardContext, typed: QueryDict) -> Answer:
    """Record it."""
    form = CheckInForm(typed)

    def record(cleaned: dict[str, Any]) -> str:
        entry = CheckInEntry(
            key_result_id=cleaned["id"],
            confidence=cleaned["confidence"],
            note=cleaned["note"],
            value=cleaned["value"],
            stages=form.changed_stages(),
            days=form.changed_days(),
        )
        return record_check_ins(user_id=context.user_id, entries=[entry], submission_key=cleaned["submission_key"])

    outcome = submit(form, record)
    if outcome.saved:
        return board_answer(context, said=_("Check-in saved."), focus=f"okr-kr-{outcome.saved}")
    return _form_answer(context, typed.get("id", ""), form, status=outcome.status)


def _form_answer(
    context: BoardContext, public_id: str, form: CheckInForm | None, *, status: int = HTTPStatus.OK
) -> Answer:
    view = read_key_result(user_id=context.user_id, public_id=public_id)
    if form is None:
        form = CheckInForm(initial={"id": public_id, "confidence": str(view.confidence or view.start_confidence)})
    with timezone.override(time_zone_of(user_id=context.user_id)):
        key_result = present_key_result(view, now=timezone.now())
    values = {
        "form": form,
        "key_result": key_result,
        "slot": f"okr-check-{public_id}",
        "ticked_days": set(form.data.getlist("day")) if form.is_bound else None,
        "ticked_stages": set(form.data.getlist("stage")) if form.is_bound else None,
    }
    return Answer(html=render(context, "_check_in_form.html", values), status=status)
