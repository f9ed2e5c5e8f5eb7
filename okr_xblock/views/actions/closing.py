"""Closing: one objective after another is graded, looked back on, and kept, changed or let go."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okr_xblock.api.closing import (
    ClosingPage,
    ClosingView,
    close_objective,
    read_closing,
    read_closing_page,
    save_closing_draft,
)
from okr_xblock.api.errors import NotOpenError
from okr_xblock.api.learners import time_zone_of
from okr_xblock.domain.closing import NextStep
from okr_xblock.domain.lifecycle import Ambition

from .. import words
from ..context import Answer, BoardContext, render
from ..forms.closing import ClosingForm
from ..pages import answer_after
from ..present.closing import present_closing, present_grade, present_grades, present_reading, present_waiting
from ..present.looking_back import present_cycle
from .looking_back import look_back
from .submitting import Outcome, differences, revision, submit

_SAID = {
    NextStep.LET_GO: gettext_lazy("Closed. It stays in your history."),
    NextStep.KEEP: gettext_lazy("Closed. It runs on in the next cycle."),
    NextStep.CHANGE: gettext_lazy("Closed. A draft for the next cycle waits on your board."),
}


def closing(context: BoardContext, typed: QueryDict) -> Answer:
    """
    The page: the cycle in numbers, what of it is closed, what is still to close, and the form of one objective.

    Of the one that is asked for, else of the oldest that is past due. One that is not due yet may be asked for as well;
    of one that is closed already it says so.
    """
    public_id = typed.get("id", "")
    return _page_answer(context, _read(context, public_id), public_id)


def read_grade(context: BoardContext, typed: QueryDict) -> Answer:
    """What the grade that was just chosen means, in words. Reads nothing but the form."""
    grade, proposed = (ClosingForm.base_fields["grade"].clean(typed.get(name)) for name in ("grade", "proposed"))
    ambition = Ambition.COMMITTED if typed.get("ambition") == Ambition.COMMITTED else Ambition.ASPIRATIONAL
    values = {"reading": present_reading(grade, ambition, proposed=proposed)}
    return Answer(html=render(context, "_closing_reading.html", values))


def save_draft(context: BoardContext, typed: QueryDict) -> Answer:
    """Keep what was said so far; the objective stays open."""
    form = ClosingForm(typed)
    outcome = _submit(form, lambda cleaned: save_closing_draft(spec=form.spec(), **revision(context, cleaned)))
    if not outcome.saved:
        return _form_answer(context, form, outcome)
    said = _("Saved. Finish it whenever you like.")
    return answer_after(context, typed, said=said, focus=f"okr-o-{outcome.saved}", objective_id=outcome.saved)


def close(context: BoardContext, typed: QueryDict) -> Answer:
    """
    Close it and go on to the next one that is to close; after the last one, to the cycle as a whole.

    What was closed already, perhaps in another tab, is refused with a sentence; what was typed stays where it is.
    """
    form = ClosingForm(typed)
    outcome = _submit(form, lambda cleaned: close_objective(spec=form.spec(), **revision(context, cleaned)).public_id)
    if not outcome.saved:
        return _form_answer(context, form, outcome)
    context = replace(context, said=str(_SAID[form.spec().next_step]))
    page = _read(context)
    if page.closing is not None:
        return _page_answer(context, page)
    asked = QueryDict(mutable=True)
    asked["of"] = outcome.saved
    return look_back(context, asked)


def _read(context: BoardContext, public_id: str = "") -> ClosingPage:
    return read_closing_page(user_id=context.user_id, course_key=context.course_key, public_id=public_id)


def _submit(form: ClosingForm, save: Callable[[dict[str, Any]], str]) -> Outcome:
    """As every form, but for one thing: that it is closed already is told in words of its own, above the page."""
    try:
        return submit(form, save)
    except NotOpenError as error:
        told = _("This one is no longer open; perhaps you closed it in another tab. What you typed is still here.")
        raise ValidationError(told, code="not_open") from error


def _initial(view: ClosingView) -> dict[str, Any]:
    spec = view.spec
    return {
        **{name: getattr(spec, name) for name in ("proud", "obstacle", "change")},
        "id": view.objective.public_id,
        "row_version": view.row_version,
        "grade": spec.grade if spec.grade is not None else view.proposed_grade,
        "outcome": spec.outcome.value if spec.outcome else "",
        "next_step": spec.next_step.value,
    }


def _page_answer(context: BoardContext, page: ClosingPage, public_id: str = "") -> Answer:
    asked_id = page.closing.objective.public_id if page.closing else public_id
    values: dict[str, Any] = {"id": asked_id, "has_ended": page.has_ended}
    with timezone.override(time_zone_of(user_id=context.user_id)):
        values["waiting"] = [present_waiting(view) for view in page.waiting if view.public_id != asked_id]
        if page.cycle is not None:
            values["cycle"] = present_cycle(page.cycle, today=timezone.localdate())
        if page.closing is not None:
            values |= _form_values(ClosingForm(initial=_initial(page.closing)), page.closing)
    return Answer(html=render(context, "_closing.html", values))


def _form_values(form: ClosingForm, view: ClosingView, current: ClosingView | None = None) -> dict[str, Any]:
    grade = _grade_of(form)
    return {
        "form": form,
        # A slider always says something: without a grade there is none, but eleven numbers to choose from.
        "grade": "" if grade is None else f"{grade:.1f}",
        "grade_shown": present_grade(grade),
        "objective": present_closing(view, now=timezone.now()),
        "reading": present_reading(grade, view.objective.ambition, proposed=view.proposed_grade),
        "grades": present_grades(),
        "outcomes": words.OUTCOMES,
        "next_steps": words.NEXT_STEPS,
        "current": current,
        "conflicts": differences(form, _initial(current)) if current else (),
        "slot": f"okr-closing-{view.objective.public_id}",
    }


def _grade_of(form: ClosingForm) -> Decimal | None:
    """What the slider stands at; None if there is no grade yet, or one that cannot be."""
    if form.is_bound:
        return (
            form.cleaned_data.get("grade") if hasattr(form, "cleaned_data") and not form.errors.get("grade") else None
        )
    return form.initial.get("grade")


def _form_answer(context: BoardContext, form: ClosingForm, outcome: Outcome) -> Answer:
    """The form again, in its own place. Raises `NotFoundError`, `NotOpenError` as `read_closing` does."""
    view = outcome.current or read_closing(user_id=context.user_id, public_id=str(form["id"].value() or ""))
    with timezone.override(time_zone_of(user_id=context.user_id)):
        values = _form_values(form, view, outcome.current)
    return Answer(html=render(context, "_closing_form.html", values), status=outcome.status)
