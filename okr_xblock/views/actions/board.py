"""The page of one objective, and the earlier entries of its timeline."""

from dataclasses import replace

from django.http import QueryDict
from django.utils import timezone

from okr_xblock.api.board import read_objective
from okr_xblock.api.learners import time_zone_of
from okr_xblock.api.timeline import read_timeline

from ..context import Answer, BoardContext, render
from ..present.objectives import present_objective
from ..present.timeline import present_timeline

ENTRIES_ON_PAGE = 20


def objective(context: BoardContext, typed: QueryDict) -> Answer:
    """
    The page of one own objective: all of it, with its history. `kr` names the key result to go to.

    With `before` the history begins with what came before that place in it.
    """
    public_id, before = typed.get("id", ""), typed.get("before", "")
    now = timezone.now()
    timeline = read_timeline(user_id=context.user_id, public_id=public_id, limit=ENTRIES_ON_PAGE, before=before)
    view = read_objective(user_id=context.user_id, public_id=public_id, now=now)
    with timezone.override(view.zone):
        values = {
            "timeline": present_timeline(timeline, now=now),
            "before": "" if timeline.is_newest else before,
            "objective": present_objective(view, now=now, is_page=True),
            "is_page": True,
        }
    if not context.focus:
        wanted = typed.get("kr", "")
        is_here = any(key_result.public_id == wanted for key_result in view.key_results)
        context = replace(context, focus=f"okr-kr-{wanted}" if is_here else "okr-page-title")
    return Answer(html=render(context, "_objective_page.html", values))


def earlier(context: BoardContext, typed: QueryDict) -> Answer:
    """Older entries of the timeline alone; they take the place of the link that asked for them."""
    public_id, before = typed.get("id", ""), typed.get("before", "")
    timeline = read_timeline(user_id=context.user_id, public_id=public_id, limit=ENTRIES_ON_PAGE, before=before)
    with timezone.override(time_zone_of(user_id=context.user_id)):
        presented = present_timeline(timeline, now=timezone.now())
    values = {"timeline": presented, "id": public_id, "is_more": True}
    return Answer(html=render(context, "_timeline.html", values))
