"""One dispatcher for every door: (who, where, action, form) → status and HTML."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import TooManyFieldsSent, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from okr_xblock.api.errors import ForbiddenError, NotFoundError, NotOpenError

from . import words
from .actions import (
    badges,
    begin,
    board,
    check_ins,
    closing,
    initiatives,
    key_results,
    kpis,
    lifecycle,
    looking_back,
    objectives,
    wording,
)
from .context import Action, Answer, BoardContext, render
from .pages import board_answer

__all__ = ["ABOVE_THE_BOARD", "ACTIONS", "MAX_FORM_BYTES", "PAGES", "dispatch", "open_page", "too_large"]

MAX_FORM_BYTES = 128 * 1024
"""No form of ours is larger; the platform itself would take megabytes."""

ABOVE_THE_BOARD = {"HX-Retarget": "#okr-problem", "HX-Reswap": "innerHTML"}
"""Headers of a sentence that stands above the board, and replaces nothing of it."""


def show_board(context: BoardContext, typed: QueryDict) -> Answer:
    """The board anew; `focus` names the element to go on from."""
    return board_answer(context, focus=typed.get("focus", "")[:80])


ACTIONS: dict[str, Action] = {
    "board": show_board,
    "show_objective": objectives.show,
    "objective": board.objective,
    "earlier": board.earlier,
    "badges": badges.shelf,
    "write": begin.write,
    "start_from_example": begin.start_from_example,
    "hints": wording.hints,
    "ignore_hint": wording.ignore,
    "restore_hints": wording.restore,
    "move_to_dos": wording.move_to_dos,
    "create_objective": objectives.create,
    "edit_objective": objectives.edit,
    "save_objective": objectives.save,
    "publish_objective": objectives.publish,
    "new_key_result": key_results.new_key_result,
    "create_key_result": key_results.create,
    "edit_key_result": key_results.edit,
    "save_key_result": key_results.save,
    "remove_key_result": key_results.remove,
    "check_in": check_ins.check_in,
    "save_check_in": check_ins.save,
    "check_in_due": check_ins.due,
    "save_check_ins": check_ins.save_due,
    "change_state": lifecycle.ask,
    "pause_objective": lifecycle.pause,
    "resume_objective": lifecycle.resume,
    "abandon_objective": lifecycle.abandon,
    "reopen_objective": lifecycle.reopen,
    "closing": closing.closing,
    "read_grade": closing.read_grade,
    "save_closing": closing.save_draft,
    "close_objective": closing.close,
    "look_back": looking_back.look_back,
    "new_kpi": kpis.new_kpi,
    "create_kpi": kpis.create,
    "edit_kpi": kpis.edit,
    "save_kpi": kpis.save,
    "remove_kpi": kpis.remove,
    "read_kpi": kpis.read,
    "save_reading": kpis.save_reading,
    "new_initiative": initiatives.new_initiative,
    "add_initiative": initiatives.add,
    "edit_initiative": initiatives.edit,
    "save_initiative": initiatives.save,
    "tick_initiative": initiatives.tick,
    "remove_initiative": initiatives.remove,
    "celebrate": badges.celebrate,
}


PAGES = ("board", "objective", "write", "check_in_due", "closing", "look_back", "badges")
"""Actions that answer a whole page and only read: each has an address as well, and may be opened by GET."""

_TOO_LARGE = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, gettext_lazy("This is too much text for one form."))
_NOTHING = (HTTPStatus.NOT_FOUND, gettext_lazy("There is nothing here."))
_SOMEBODY_ELSE = (
    HTTPStatus.FORBIDDEN,
    gettext_lazy("Somebody else is signed in now. Load this page again to see their OKRs."),
)
_REFUSALS = {
    TooManyFieldsSent: _TOO_LARGE,
    NotFoundError: (HTTPStatus.NOT_FOUND, gettext_lazy("This is no longer here. Perhaps it was removed meanwhile.")),
    NotOpenError: (HTTPStatus.CONFLICT, gettext_lazy("This cannot be changed in its present state.")),
    ForbiddenError: (HTTPStatus.FORBIDDEN, gettext_lazy("Join this course to write objectives in it.")),
}


def dispatch(*, context: BoardContext, action: str, body: bytes, made_for: str | None = None) -> Answer:
    """
    Do what was asked and answer with HTML. `body` is a form, URL-encoded; `made_for` says whose page it comes from.

    200 with what is shown next, 422 with the form, what was typed and what is wrong, 409 with both versions, 404 for
    what is not there or not theirs, 403, 413: each with a sentence that a person understands.
    """
    if made_for is not None and made_for != context.learner_token:
        return problem(context, *_SOMEBODY_ELSE)
    if len(body) > MAX_FORM_BYTES:
        return too_large(context)
    perform = ACTIONS.get(action)
    if perform is None:
        return problem(context, *_NOTHING)
    return _answer(context, lambda: perform(context, QueryDict(body, encoding="utf-8")))


def open_page(*, context: BoardContext, page: str, query: QueryDict) -> Answer:
    """One of `PAGES`, by its address; the answers are those of `dispatch`."""
    return _answer(context, lambda: ACTIONS[page](context, query)) if page in ACTIONS else problem(context, *_NOTHING)


def _answer(context: BoardContext, perform: Callable[[], Answer]) -> Answer:
    try:
        return perform()
    except tuple(_REFUSALS) as refused:
        return problem(context, *_REFUSALS[type(refused)])
    except ValidationError as error:
        return problem(context, HTTPStatus.UNPROCESSABLE_ENTITY, " ".join(error.messages))


def too_large(context: BoardContext) -> Answer:
    """More than a form of ours holds."""
    return problem(context, *_TOO_LARGE)


def problem(context: BoardContext, status: HTTPStatus, message: words.Text) -> Answer:
    """A sentence above the board; what was typed stays where it is."""
    return Answer(
        html=render(context, "_problem.html", {"message": message}),
        status=int(status),
        headers=ABOVE_THE_BOARD,
    )
