"""
Numbers to keep an eye on: begin, write down, change, remove.

They change nothing else on the page, so their answers replace nothing else: the panel, or the one card.
"""

from http import HTTPStatus
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from okr_xblock.api.kpis import (
    KpiView,
    create_kpi,
    get_kpi,
    list_kpis,
    list_readings,
    record_reading,
    remove_kpi,
    revise_kpi,
)
from okr_xblock.api.learners import time_zone_of

from ..amounts import format_amount
from ..context import Answer, BoardContext, render
from ..forms.beside import KpiForm, ReadingForm
from ..present.beside import present_kpi, present_kpis, present_readings
from .submitting import Outcome, form_answer, revision, submit

READINGS_SHOWN = 5


def new_kpi(context: BoardContext, _typed: QueryDict) -> Answer:
    """An empty form."""
    return _form_answer(context, KpiForm())


def create(context: BoardContext, typed: QueryDict) -> Answer:
    """Begin to keep an eye on it."""
    form = KpiForm(typed)
    outcome = submit(
        form,
        lambda cleaned: create_kpi(
            user_id=context.user_id,
            home_course=context.course_key,
            spec=form.spec(),
            value=cleaned["value"],
            submission_key=cleaned["submission_key"],
        ),
    )
    if outcome.saved:
        return _panel_answer(context, said=_("Number added."), focus=f"okr-kpi-{outcome.saved}")
    return _form_answer(context, form, outcome=outcome)


def edit(context: BoardContext, typed: QueryDict) -> Answer:
    """The form of an own number."""
    view = get_kpi(user_id=context.user_id, public_id=typed.get("id", ""))
    return _form_answer(context, KpiForm(initial=_initial(view)), is_edit=True)


def save(context: BoardContext, typed: QueryDict) -> Answer:
    """Save a change; a form that is no longer current comes back with both versions."""
    form = KpiForm(typed)
    outcome = submit(
        form,
        lambda cleaned: revise_kpi(**revision(context, cleaned), spec=form.spec(), reason=cleaned["reason"]),
    )
    if outcome.saved:
        return _card_answer(context, outcome.saved, said=_("Saved."))
    return _form_answer(context, form, is_edit=True, outcome=outcome)


def remove(context: BoardContext, typed: QueryDict) -> Answer:
    """Take it off the board."""
    remove_kpi(
        user_id=context.user_id,
        public_id=typed.get("id", ""),
        submission_key=typed.get("submission_key", ""),
    )
    return _panel_answer(context, said=_("Number removed."), focus="okr-new-kpi-button")


def read(context: BoardContext, typed: QueryDict) -> Answer:
    """The form for what the number is now."""
    return _reading_answer(context, typed.get("id", ""), None)


def save_reading(context: BoardContext, typed: QueryDict) -> Answer:
    """Write it down."""
    form = ReadingForm(typed)
    outcome = submit(
        form,
        lambda cleaned: record_reading(
            user_id=context.user_id,
            public_id=cleaned["id"],
            value=cleaned["value"],
            submission_key=cleaned["submission_key"],
        ),
    )
    if outcome.saved:
        return _card_answer(context, outcome.saved, said=_("Written down."))
    return _reading_answer(context, typed.get("id", ""), form, status=outcome.status)


def _initial(view: KpiView) -> dict[str, object]:
    return {
        "id": view.public_id,
        "row_version": view.row_version,
        "title": view.title,
        "unit": view.unit,
        "low": format_amount(view.low),
        "high": format_amount(view.high),
    }


def _panel_answer(context: BoardContext, *, said: str, focus: str) -> Answer:
    with timezone.override(time_zone_of(user_id=context.user_id)):
        views = list_kpis(user_id=context.user_id, course_key=context.course_key)
        kpis = present_kpis(views, today=timezone.localdate())
    values = {"kpis": kpis, "beside_said": said, "beside_focus": focus}
    return Answer(html=render(context, "_kpi_panel.html", values))


def _card_answer(context: BoardContext, public_id: str, *, said: str) -> Answer:
    with timezone.override(time_zone_of(user_id=context.user_id)):
        view = get_kpi(user_id=context.user_id, public_id=public_id)
        kpi = present_kpi(view, today=timezone.localdate())
    values = {"kpi": kpi, "beside_said": said, "beside_focus": f"okr-kpi-{public_id}"}
    return Answer(html=render(context, "_kpi.html", values))


def _form_answer(
    context: BoardContext, form: KpiForm, *, is_edit: bool = False, outcome: Outcome | None = None
) -> Answer:
    return form_answer(
        context, "_kpi_form.html", form, slot="okr-new-kpi", initial=_initial, outcome=outcome, is_edit=is_edit
    )


def _reading_answer(
    context: BoardContext, public_id: str, form: ReadingForm | None, *, status: int = HTTPStatus.OK
) -> Answer:
    view = get_kpi(user_id=context.user_id, public_id=public_id)
    readings = list_readings(user_id=context.user_id, public_id=public_id, limit=READINGS_SHOWN)
    values: dict[str, Any] = {
        "form": form or ReadingForm(initial={"id": public_id}),
        "view": view,
        "readings": present_readings(readings, today=timezone.localdate()),
        "slot": f"okr-read-{public_id}",
    }
    return Answer(html=render(context, "_kpi_reading.html", values), status=status)
