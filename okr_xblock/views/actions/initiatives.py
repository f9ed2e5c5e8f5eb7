"""
To-dos under an objective: add, tick, change, remove.

They move nothing, so their answers replace nothing but the list, or the one to-do.
"""

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from okr_xblock.api.initiatives import (
    InitiativeView,
    add_initiative,
    get_initiative,
    list_initiatives,
    remove_initiative,
    revise_initiative,
    set_initiative_done,
)

from ..context import Answer, BoardContext, render
from ..forms.beside import InitiativeForm
from ..present.beside import present_initiative, present_initiatives
from .submitting import Outcome, form_answer, revision, submit


def new_initiative(context: BoardContext, typed: QueryDict) -> Answer:
    """An empty form."""
    return _form_answer(context, InitiativeForm(initial={"objective": typed.get("objective", "")}))


def add(context: BoardContext, typed: QueryDict) -> Answer:
    """Add it to its objective."""
    form = InitiativeForm(typed)
    outcome = submit(
        form,
        lambda cleaned: add_initiative(
            user_id=context.user_id,
            objective_id=cleaned["objective"],
            spec=form.spec(),
            submission_key=cleaned["submission_key"],
        ),
    )
    if outcome.saved:
        focus = f"okr-tick-{outcome.saved}"
        return _list_answer(context, form.cleaned_data["objective"], said=_("To-do added."), focus=focus)
    return _form_answer(context, form, outcome=outcome)


def edit(context: BoardContext, typed: QueryDict) -> Answer:
    """The form of an own to-do."""
    view = get_initiative(user_id=context.user_id, public_id=typed.get("id", ""))
    return _form_answer(context, InitiativeForm(initial=_initial(view)), is_edit=True)


def save(context: BoardContext, typed: QueryDict) -> Answer:
    """Save a change; a form that is no longer current comes back with both versions."""
    form = InitiativeForm(typed)
    outcome = submit(
        form,
        lambda cleaned: revise_initiative(**revision(context, cleaned), spec=form.spec()),
    )
    if outcome.saved:
        view = get_initiative(user_id=context.user_id, public_id=outcome.saved)
        focus = f"okr-tick-{view.public_id}"
        return _list_answer(context, view.objective_id, said=_("Saved."), focus=focus)
    return _form_answer(context, form, is_edit=True, outcome=outcome)


def tick(context: BoardContext, typed: QueryDict) -> Answer:
    """Tick it, or take the tick away. What is wanted is said, not "the other one": twice is once."""
    is_done = typed.get("done") == "yes"
    public_id = set_initiative_done(user_id=context.user_id, public_id=typed.get("id", ""), done=is_done)
    view = get_initiative(user_id=context.user_id, public_id=public_id)
    values = {
        "todo": present_initiative(view, today=timezone.localdate()),
        "can_change": True,
        "beside_said": _("Ticked.") if is_done else _("No longer ticked."),
        "beside_focus": f"okr-tick-{public_id}",
    }
    return Answer(html=render(context, "_initiative.html", values))


def remove(context: BoardContext, typed: QueryDict) -> Answer:
    """Take it away."""
    objective_id = remove_initiative(
        user_id=context.user_id,
        public_id=typed.get("id", ""),
        submission_key=typed.get("submission_key", ""),
    )
    return _list_answer(context, objective_id, said=_("To-do removed."), focus=f"okr-new-todo-{objective_id}-button")


def _initial(view: InitiativeView) -> dict[str, object]:
    return {
        "id": view.public_id,
        "objective": view.objective_id,
        "row_version": view.row_version,
        "title": view.title,
        "due_on": view.due_on,
    }


def _list_answer(context: BoardContext, objective_id: str, *, said: str, focus: str) -> Answer:
    views = list_initiatives(user_id=context.user_id, objective_id=objective_id)
    values = {
        "todos": present_initiatives(views, today=timezone.localdate()),
        "objective_id": objective_id,
        "can_change": True,
        "beside_said": said,
        "beside_focus": focus,
    }
    return Answer(html=render(context, "_initiative_list.html", values))


def _form_answer(
    context: BoardContext, form: InitiativeForm, *, is_edit: bool = False, outcome: Outcome | None = None
) -> Answer:
    return form_answer(
        context,
        "_initiative_form.html",
        form,
        slot=f"okr-new-todo-{form['objective'].value()}",
        initial=_initial,
        outcome=outcome,
        is_edit=is_edit,
    )
