"""The board as a whole: what the first page and every successful action show."""

from typing import Any

from django.utils import timezone

from okr_xblock.api.board import BoardView, read_board

from .context import Answer, BoardContext, render
from .present.awards import present_award
from .present.objectives import present_objective


def board_values(context: BoardContext) -> dict[str, Any]:
    """What `_board.html` prints."""
    now = timezone.now()
    board: BoardView = read_board(user_id=context.user_id, course_key=context.course_key, now=now)
    with timezone.override(board.zone):
        return {
            "objectives": [present_objective(view, now=now) for view in board.objectives],
            "moved_here": [present_objective(view, now=now) for view in board.moved_here],
            "badges": [present_award(view) for view in board.badges],
            "has_something_to_celebrate": board.has_something_to_celebrate,
        }


def board_answer(context: BoardContext, *, said: str = "", focus: str = "") -> Answer:
    """
    The board after something was saved.

    `said` is read aloud and shown; `focus` is the id of the element that the eye and the keyboard should go on from.
    """
    values = board_values(context)
    return Answer(html=render(context, "_board.html", {**values, "said": said, "focus": focus}))
