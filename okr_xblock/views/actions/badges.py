"""The badge shelf, and celebrating, once."""

from django.http import QueryDict
from django.utils import timezone

from okr_xblock.api.badges import claim_celebration, list_awards
from okr_xblock.api.learners import time_zone_of
from okr_xblock.api.streaks import list_streaks

from ..context import Answer, BoardContext, render
from ..present.awards import present_award, present_streak

ON_SHELF = 200


def shelf(context: BoardContext, _typed: QueryDict) -> Answer:
    """All badges with why and when, and the streaks of habits."""
    awards = list_awards(user_id=context.user_id, limit=ON_SHELF)
    streaks = list_streaks(user_id=context.user_id)
    with timezone.override(time_zone_of(user_id=context.user_id)):
        today = timezone.localdate()
        values = {
            "badges": [present_award(award, today=today) for award in awards],
            "open_symbols": ("seed", "flag", "mountain"),
            "streaks": [present_streak(streak) for streak in streaks],
        }
    return Answer(html=render(context, "_badges.html", values))


def celebrate(context: BoardContext, _typed: QueryDict) -> Answer:
    """What was earned and not yet celebrated, all together; nothing for whoever asks second."""
    awards = claim_celebration(user_id=context.user_id)
    if not awards:
        return Answer(html="")
    with timezone.override(time_zone_of(user_id=context.user_id)):
        today = timezone.localdate()
        values = {"badges": [present_award(award, today=today) for award in awards]}
    return Answer(html=render(context, "_celebration.html", values))
