"""Pause, go on, let go, open again: small forms inside the objective."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import QueryDict
from django.utils.translation import gettext as _

from okr_xblock.api import lifecycle
from okr_xblock.api.board import ObjectiveView, read_objective
from okr_xblock.domain.lifecycle import ObjectiveState

from ..context import Answer, BoardContext, render
from ..forms.lifecycle import StateForm
from ..pages import answer_after
from .submitting import Outcome, submit

_OFFERS: dict[ObjectiveState, tuple[str, ...]] = {
    ObjectiveState.DRAFT: ("abandon",),
    ObjectiveState.ACTIVE: ("pause", "abandon"),
    ObjectiveState.PAUSED: ("resume", "abandon"),
    ObjectiveState.CLOSED: ("reopen",),
    ObjectiveState.ABANDONED: ("reopen",),
}


def ask(context: BoardContext, typed: QueryDict) -> Answer:
    """The form with what can be done to an own objective in its present state, each explained in a sentence."""
    return _form_answer(context, StateForm(initial={"id": typed.get("id", "")}))


def pause(context: BoardContext, typed: QueryDict) -> Answer:
    """No check-ins are asked for until it goes on; the dates stay."""
    return _act(context, typed, lifecycle.pause_objective, _("Paused. The dates stay, and nothing is lost."))


def resume(context: BoardContext, typed: QueryDict) -> Answer:
    """Go on."""
    return _act(context, typed, lifecycle.resume_objective, _("Welcome back. It goes on where you left it."))


def abandon(context: BoardContext, typed: QueryDict) -> Answer:
    """Let go, with a word why."""
    return _act(context, typed, lifecycle.abandon_objective, _("Let go. It stays in your history."))


def reopen(context: BoardContext, typed: QueryDict) -> Answer:
    """Take up again what was closed or let go in this cycle."""
    return _act(context, typed, lifecycle.reopen_objective, _("Open again. It goes on where it was."))


def _act(context: BoardContext, typed: QueryDict, perform: Callable[..., str], said: str) -> Answer:
    form = StateForm(typed)
    outcome = submit(
        form,
        lambda cleaned: perform(
            user_id=context.user_id,
            public_id=cleaned["id"],
            reason=cleaned["reason"],
            submission_key=cleaned["submission_key"],
        ),
    )
    if outcome.saved:
        return answer_after(context, typed, said=said, focus=f"okr-o-{outcome.saved}", objective_id=outcome.saved)
    return _form_answer(context, form, outcome=outcome)


def _form_answer(context: BoardContext, form: StateForm, *, outcome: Outcome | None = None) -> Answer:
    view = read_objective(user_id=context.user_id, public_id=str(form["id"].value() or ""))
    values = {
        "form": form,
        "offers": _offers(view),
        "has_grade": view.grade is not None,
        "slot": f"okr-edit-{view.public_id}",
        "id": view.public_id,
    }
    status = outcome.status if outcome else HTTPStatus.OK
    return Answer(html=render(context, "_state_form.html", values), status=status)


def _offers(view: ObjectiveView) -> tuple[str, ...]:
    """A form that was refused because it is too late to reopen says so, and offers it no more."""
    offers = _OFFERS[view.state]
    return offers if offers != ("reopen",) or view.can_reopen else ()
