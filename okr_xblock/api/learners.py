"""What the doors ask about a learner."""

from datetime import tzinfo

from django.utils import timezone

from okr_xblock.models import Learner

from ._learners import zone_of

__all__ = ["time_zone_of"]


def time_zone_of(*, user_id: int) -> tzinfo:
    """The zone in which this person's dates are read and shown: their own, else the site's."""
    learner = Learner.objects.filter(user_id=user_id).first()
    return zone_of(learner) if learner else timezone.get_default_timezone()
