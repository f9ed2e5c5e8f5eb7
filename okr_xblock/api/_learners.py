"""The learner's row: its lock, and the time zone it holds."""

from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import connection
from django.utils import timezone

from okr_xblock.models import Learner


def zone_of(learner: Learner) -> tzinfo:
    """The learner's time zone; the site's if they chose none or one that no longer exists."""
    if learner.time_zone:
        try:
            return ZoneInfo(learner.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            pass
    return timezone.get_default_timezone()


def locked_learner(*, user_id: int, zone_name: str) -> Learner:
    """The locked row of this person, made with this time zone if it is their first. Call inside a transaction."""
    learner = lock_learner(user_id=user_id)
    if learner is None:
        _make_learner(user_id=user_id, zone_name=zone_name)
        learner = Learner.objects.select_for_update().get(user_id=user_id)
    return learner


def _make_learner(*, user_id: int, zone_name: str) -> None:
    """
    Insert the row, or wait for the other first write that does.

    An upsert that changes nothing: on MySQL and MariaDB a plain insert that meets a duplicate keeps a shared lock on
    it, and two that then ask for the exclusive one are a deadlock; an upsert takes the exclusive lock at once.
    """
    names_target = connection.features.supports_update_conflicts_with_target
    Learner.objects.bulk_create(
        [Learner(user_id=user_id, time_zone=zone_name)],
        update_conflicts=True,
        update_fields=["user"],
        unique_fields=["user"] if names_target else None,
    )


def lock_learner(*, user_id: int) -> Learner | None:
    """The locked row of a learner, or None for somebody who has no OKRs. Call inside a transaction."""
    # One row at most, by a unique key: `first` would sort it.
    return next(iter(Learner.objects.select_for_update().filter(user_id=user_id)), None)
