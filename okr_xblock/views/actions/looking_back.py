"""Looking back: the cycles so far, and one of them as a whole."""

from django.http import QueryDict
from django.utils import timezone

from okr_xblock.api.errors import NotFoundError
from okr_xblock.api.learners import time_zone_of
from okr_xblock.api.looking_back import CycleView, list_cycles, read_cycle, read_cycle_of

from ..context import Answer, BoardContext, render
from ..present.looking_back import present_cycle, present_summary

_LARGEST_ID = 2**63 - 1


def look_back(context: BoardContext, typed: QueryDict) -> Answer:
    """
    The page: the cycles so far; one of them with `id`, or with `of` the one of an own objective.

    Raises `NotFoundError` for a cycle in which this learner had no objective here.
    """
    today = timezone.localdate(timezone=time_zone_of(user_id=context.user_id))
    if typed.get("id") or typed.get("of"):
        cycle = present_cycle(_cycle(context, typed), today=today)
        return Answer(html=render(context, "_look_back_cycle.html", {"cycle": cycle}))
    views = list_cycles(user_id=context.user_id, course_key=context.course_key)
    cycles = [present_summary(view, today=today) for view in views]
    # What runs comes first; the others keep their order.
    cycles.sort(key=lambda cycle: not cycle["is_now"])
    return Answer(html=render(context, "_look_back.html", {"cycles": cycles}))


def _cycle(context: BoardContext, typed: QueryDict) -> CycleView:
    where = {"user_id": context.user_id, "course_key": context.course_key}
    if typed.get("of"):
        return read_cycle_of(public_id=typed["of"], **where)
    try:
        cycle_id = int(typed["id"])
    except ValueError as error:
        raise NotFoundError from error
    if not 0 < cycle_id <= _LARGEST_ID:
        raise NotFoundError
    return read_cycle(cycle_id=cycle_id, **where)
