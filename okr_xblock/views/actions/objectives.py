"""Objectives on the board: write, change, start, unfold."""

from http import HTTPStatus

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from okr_xblock.api.board import new_objective_dates, read_objective
from okr_xblock.api.learners import time_zone_of
from okr_xblock.api.objectives import (
    ObjectiveDetail,
    create_objective,
    get_objective,
    publish_objective,
    revise_objective,
)

from ..context import Answer, BoardContext, render
from ..forms.objectives import ObjectiveForm
from ..pages import board_answer
from ..present.objectives import present_objective
from .submitting import Outcome, differences, submit


def new_objective(context: BoardContext, _form: QueryDict) -> Answer:
    """An empty form."""
    dates = new_objective_dates(user_id=context.user_id, course_key=context.course_key)
    return _form_answer(context, ObjectiveForm(initial={"starts_on": dates.starts_on, "due_on": dates.due_on}))


def create(context: BoardContext, typed: QueryDict) -> Answer:
    """Save a new draft."""
    form = ObjectiveForm(typed)
    outcome = submit(
        form,
        lambda cleaned: create_objective(
            user_id=context.user_id,
            home_course=context.course_key,
            spec=form.spec(),
            submission_key=cleaned["submission_key"],
        ),
    )
    if outcome.saved:
        return board_answer(context, said=_("Draft saved. Now add key results."), focus=f"okr-o-{outcome.saved}")
    return _form_answer(context, form, outcome=outcome)


def edit(context: BoardContext, typed: QueryDict) -> Answer:
    """The form of an own objective."""
    detail = get_objective(user_id=context.user_id, public_id=typed.get("id", ""))
    return _form_answer(context, ObjectiveForm(initial=_initial(detail)), is_edit=True)


def save(context: BoardContext, typed: QueryDict) -> Answer:
    """Save a change; a form that is no longer current comes back with both versions."""
    form = ObjectiveForm(typed)
    outcome = submit(
        form,
        lambda cleaned: revise_objective(
            user_id=context.user_id,
            public_id=cleaned["id"],
            row_version=cleaned["row_version"] or 0,
            spec=form.spec(),
            reason=cleaned["reason"],
            submission_key=cleaned["submission_key"],
        ),
    )
    if outcome.saved:
        return board_answer(context, said=_("Saved."), focus=f"okr-o-{outcome.saved}")
    return _form_answer(context, form, is_edit=True, outcome=outcome)


def publish(context: BoardContext, typed: QueryDict) -> Answer:
    """Start a draft."""
    public_id = publish_objective(
        user_id=context.user_id, public_id=typed.get("id", ""), submission_key=typed.get("submission_key", "")
    )
    return board_answer(context, said=_("Your objective has started. Good luck!"), focus=f"okr-o-{public_id}")


def show(context: BoardContext, typed: QueryDict) -> Answer:
    """One objective, unfolded."""
    view = read_objective(user_id=context.user_id, public_id=typed.get("id", ""))
    with timezone.override(time_zone_of(user_id=context.user_id)):
        values = {"objective": present_objective(view, now=timezone.now())}
    return Answer(html=render(context, "_objective.html", values))


def _initial(detail: ObjectiveDetail) -> dict[str, object]:
    return {
        **{name: getattr(detail.spec, name) for name in ("title", "why", "starts_on", "due_on")},
        "category": detail.spec.category.value,
        "ambition": detail.spec.ambition.value,
        "visibility": detail.spec.visibility.value,
        "id": detail.public_id,
        "row_version": detail.row_version,
    }


def _form_answer(
    context: BoardContext,
    form: ObjectiveForm,
    *,
    is_edit: bool = False,
    outcome: Outcome | None = None,
) -> Answer:
    current = outcome.current if outcome else None
    values = {
        "form": form,
        "is_edit": is_edit,
        "current": current,
        "conflicts": differences(form, _initial(current)) if current else (),
        "slot": _slot(form, is_edit),
    }
    return Answer(
        html=render(context, "_objective_form.html", values), status=outcome.status if outcome else HTTPStatus.OK
    )


def _slot(form: ObjectiveForm, is_edit: bool) -> str:
    return f"okr-edit-{form['id'].value()}" if is_edit else "okr-new-objective"
