"""Checking in one key result, in place."""

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from okr_xblock.api.board import read_key_result
from okr_xblock.api.check_ins import CheckInEntry, record_check_ins
from okr_xblock.api.learners import time_zone_of

from ..context import Answer, BoardContext, render
from ..forms import CheckInForm
from ..pages import board_answer
from ..present import present_key_result
from .objectives import UNPROCESSABLE


def check_in(context: BoardContext, typed: QueryDict) -> Answer:
    """The form of one key result."""
    return _form_answer(context, typed.get("id", ""), None)


def save(context: BoardContext, typed: QueryDict) -> Answer:
    """Record it."""
    form = CheckInForm(typed)
    if form.is_valid():
        entry = CheckInEntry(
            key_result_id=form.cleaned_data["id"],
            confidence=form.cleaned_data["confidence"],
            note=form.cleaned_data["note"],
            value=form.cleaned_data["value"],
            stages=form.changed_stages(),
            days=form.changed_days(),
        )
        if form.is_valid():
            try:
                public_id = record_check_ins(
                    user_id=context.user_id, entries=[entry], submission_key=form.cleaned_data["submission_key"]
                )
            except ValidationError as error:
                form.add_api_errors(error)
            else:
                return board_answer(context, said=_("Check-in saved."), focus=f"okr-kr-{public_id}")
    return _form_answer(context, typed.get("id", ""), form, status=UNPROCESSABLE)


def _form_answer(context: BoardContext, public_id: str, form: CheckInForm | None, *, status: int = 200) -> Answer:
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
