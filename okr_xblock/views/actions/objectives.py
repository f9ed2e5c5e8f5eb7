"""Objectives on the board: write, change, start, unfold."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from okr_xblock.api.beginning import CycleWindow, read_window, save_and_start
from okr_xblock.api.board import read_objective
from okr_xblock.api.errors import NotFoundError
from okr_xblock.api.goals import list_goals
from okr_xblock.api.learners import time_zone_of
from okr_xblock.api.objectives import (
    ObjectiveDetail,
    ObjectiveSpec,
    create_objective,
    get_objective,
    publish_objective,
    revise_objective,
)
from okr_xblock.domain.lifecycle import ObjectiveState

from .. import words
from ..context import Answer, BoardContext, render
from ..forms.objectives import WHAT, WHEN, ObjectiveForm
from ..pages import answer_after, board_answer
from ..present.objectives import present_objective
from ..present.writing import cycle_words
from .submitting import Outcome, differences, submit

START = "start"


def create(context: BoardContext, typed: QueryDict) -> Answer:
    """Save a new draft."""
    form = objective_form(context, typed, part=typed.get("part", ""))
    outcome = submit(
        form,
        lambda cleaned: create_objective(
            user_id=context.user_id,
            home_course=context.course_key,
            spec=form.spec(ObjectiveSpec(title="")),
            begins_now=True,
            submission_key=cleaned["submission_key"],
        ),
    )
    if outcome.saved:
        said = _("Your draft is kept. Now, how will you notice?")
        return answer_after(context, typed, said=said, focus=_focus(typed, outcome), objective_id=outcome.saved)
    return form_answer(context, form, outcome=outcome)


def edit(context: BoardContext, typed: QueryDict) -> Answer:
    """The form of an own objective."""
    detail = get_objective(user_id=context.user_id, public_id=typed.get("id", ""))
    return form_answer(context, objective_form(context, None, detail=detail), detail=detail)


def save(context: BoardContext, typed: QueryDict) -> Answer:
    """
    Save a change; a form that is no longer current comes back with both versions.

    The last step of a draft may start it with the same press of a button. Who goes on to another `step` takes along
    what they have changed.
    """
    part, is_start = typed.get("part", ""), typed.get("then") == START
    public_id = typed.get("id", "")
    if not public_id:
        form = objective_form(context, typed, part=part)
        if form.is_valid():
            raise NotFoundError
        return form_answer(context, form, outcome=Outcome())
    detail = get_objective(user_id=context.user_id, public_id=public_id)
    form = objective_form(context, typed, detail=detail, part=part)

    def revise(cleaned: dict[str, Any]) -> str:
        write = save_and_start if is_start else revise_objective
        return write(
            user_id=context.user_id,
            public_id=public_id,
            row_version=cleaned["row_version"] or 0,
            spec=form.spec(_dated(detail, form.window)),
            reason=cleaned.get("reason", ""),
            submission_key=cleaned["submission_key"],
        )

    outcome = submit(form, revise)
    if not outcome.saved:
        return form_answer(context, form, detail=detail, outcome=outcome)
    if "step" in typed:
        return answer_after(context, typed, said="", focus="okr-step-title")
    if part == WHEN:
        said = _started() if is_start else _("Kept as a draft. It waits here for you.")
        return board_answer(context, said=said, focus=f"okr-o-{public_id}")
    return answer_after(context, typed, said=_("Saved."), focus=_focus(typed, outcome))


def publish(context: BoardContext, typed: QueryDict) -> Answer:
    """Start a draft."""
    public_id = publish_objective(
        user_id=context.user_id, public_id=typed.get("id", ""), submission_key=typed.get("submission_key", "")
    )
    return board_answer(context, said=_started(), focus=f"okr-o-{public_id}")


def show(context: BoardContext, typed: QueryDict) -> Answer:
    """One objective, unfolded."""
    view = read_objective(user_id=context.user_id, public_id=typed.get("id", ""))
    with timezone.override(time_zone_of(user_id=context.user_id)):
        values = {"objective": present_objective(view, now=timezone.now())}
    return Answer(html=render(context, "_objective.html", values))


def objective_form(
    context: BoardContext, typed: QueryDict | None, *, detail: ObjectiveDetail | None = None, part: str = ""
) -> ObjectiveForm:
    """The form as it opens, or with what was `typed`; `detail` is the objective that is there already."""
    home_course = detail.home_course if detail else context.course_key
    window = read_window(
        user_id=context.user_id, course_key=home_course, objective_id=detail.public_id if detail else ""
    )
    goal_id = detail.spec.goal_id if detail else None
    new = ObjectiveSpec(title="", starts_on=window.starts_on, due_on=window.due_on)
    return ObjectiveForm(
        typed,
        part=part,
        goals=list_goals(today=window.today) if part != WHEN else (),
        chosen_goal=(goal_id, _("The goal it serves now")) if goal_id else None,
        can_share=home_course is not None,
        asks_why=detail is not None and detail.state is not ObjectiveState.DRAFT,
        window=window,
        initial={**_initial(detail), **_written(_dated(detail, window))} if detail else _written(new),
    )


def form_answer(
    context: BoardContext,
    form: ObjectiveForm,
    *,
    detail: ObjectiveDetail | None = None,
    outcome: Outcome | None = None,
) -> Answer:
    """The form in its place: that of its step while an objective is begun, else that of its change."""
    html = render(context, "_objective_form.html", form_values(form, detail=detail, outcome=outcome))
    return Answer(html=html, status=outcome.status if outcome else HTTPStatus.OK)


def form_values(
    form: ObjectiveForm, *, detail: ObjectiveDetail | None = None, outcome: Outcome | None = None
) -> dict[str, Any]:
    """What `_objective_form.html` prints."""
    current = outcome.current if outcome else None
    return {
        "form": form,
        "part": form.part,
        "is_edit": detail is not None,
        "title": detail.spec.title if detail else "",
        "ambitions": words.AMBITIONS,
        "visibilities": words.VISIBILITIES,
        "cycle": cycle_words(form.window) if form.window else "",
        "current": current,
        "conflicts": differences(form, _initial(current)) if current else (),
        "slot": "okr-step" if form.part or detail is None else f"okr-edit-{detail.public_id}",
    }


def _initial(detail: ObjectiveDetail) -> dict[str, object]:
    return {**_written(detail.spec), "id": detail.public_id, "row_version": detail.row_version}


def _dated(detail: ObjectiveDetail, window: CycleWindow | None) -> ObjectiveSpec:
    """What is written; of a draft whose cycle is over, with the dates that a new one begins with."""
    if window is None or detail.state is not ObjectiveState.DRAFT or not detail.spec.due_on:
        return detail.spec
    if detail.spec.due_on >= window.earliest:
        return detail.spec
    return replace(detail.spec, starts_on=window.starts_on, due_on=window.due_on)


def _written(spec: ObjectiveSpec) -> dict[str, object]:
    return {
        **{name: getattr(spec, name) for name in ("title", "why", "starts_on", "due_on")},
        "category": spec.category.value,
        "ambition": spec.ambition.value,
        "visibility": spec.visibility.value,
        "goal": spec.goal_id or "",
    }


def _focus(typed: QueryDict, outcome: Outcome) -> str:
    """Where the page goes on: at the step that is open now, or at the objective."""
    return "okr-step-title" if typed.get("part") == WHAT else f"okr-o-{outcome.saved}"


def _started() -> str:
    return _("Your objective has started. Good luck!")
