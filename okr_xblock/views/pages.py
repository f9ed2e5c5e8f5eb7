"""The board as a whole, and which page comes after something was saved."""

from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from okr_xblock.api.board import read_board
from okr_xblock.api.errors import NotFoundError, NotOpenError

from .beginning import begin_values
from .context import Answer, BoardContext, link_to, render
from .present.board import present_board


def board_values(context: BoardContext) -> dict[str, Any]:
    """What `_board.html` prints."""
    now = timezone.now()
    board = read_board(user_id=context.user_id, course_key=context.course_key, now=now)
    with timezone.override(board.zone):
        values = present_board(board, now=now)
    if values["next"]:
        page = values["next"]["page"]
        values["next"] |= {"link": link_to(page), "url": context.url_for(page)}
    return {**values, "begin_page": begin_values}


def board_answer(context: BoardContext, *, said: str = "", focus: str = "") -> Answer:
    """
    The board after something was saved.

    `said` is read aloud and shown; `focus` is the id of the element that the eye and the keyboard should go on from.
    """
    context = replace(context, said=said or context.said, focus=focus or context.focus)
    return Answer(html=render(context, "_board.html", board_values(context)))


def board_soon(context: BoardContext, *, said: str, focus: str = "") -> Answer:
    """
    A word that it is saved, at once; the board is asked for as soon as that stands on the page.

    For what many people do at the same time: the lock is gone and nobody waits for the drawing to know.
    """
    return Answer(html=render(context, "_board_soon.html", {"said": said, "then": focus}))


def answer_after(
    context: BoardContext, typed: QueryDict, *, said: str, focus: str = "", objective_id: str = ""
) -> Answer:
    """
    What a successful save answers with: the page it was made from, which its root names in `back` and `back_id`.

    `said` and `focus` as with `board_answer`. `objective_id` stands in where the page was about something that did not
    exist yet; a `step` that was asked for along with the save is the one that opens. From an unknown page, or one that
    there is no longer, one comes back to the board.
    """
    # Here, because it is made of the actions that end here.
    from .dispatch import ACTIONS, PAGES

    page = typed.get("back", "")
    if page not in PAGES or page not in ACTIONS or page == "board":
        return board_answer(context, said=said, focus=focus)
    asked = QueryDict(mutable=True)
    asked["id"] = typed.get("back_id", "") or objective_id
    if step := typed.get("step"):
        asked["step"] = step
    try:
        return ACTIONS[page](replace(context, said=said, focus=focus), asked)
    except (NotFoundError, NotOpenError):
        return board_answer(context, said=said, focus=focus)
