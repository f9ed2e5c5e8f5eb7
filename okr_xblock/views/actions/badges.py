"""Celebrating, once."""

from django.http import QueryDict
from django.utils import timezone

from okr_xblock.api.badges import claim_celebration
from okr_xblock.api.learners import time_zone_of

from ..context import Answer, BoardContext, render
from ..present.awards import present_award


def celebrate(context: BoardContext, _typed: QueryDict) -> Answer:
    """What was earned and not yet celebrated, all together; nothing for whoever asks second."""
    awards = claim_celebration(user_id=context.user_id)
    if not awards:
        return Answer(html="")
    with timezone.override(time_zone_of(user_id=context.user_id)):
        values = {"badges": [present_award(award) for award in awards]}
    return Answer(html=render(context, "_celebration.html", values))
