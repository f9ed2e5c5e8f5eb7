"""Celery tasks: they parse their plain arguments and call the api. All are idempotent."""

from datetime import datetime

from celery import shared_task
from django.db import OperationalError
from opaque_keys.edx.keys import CourseKey, UsageKey

from .api.badges import catch_up
from .api.standings import refresh_standing
from .domain.evidence import Cause


@shared_task(ignore_result=True, autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def refresh_course_standing(
    *, user_id: int, course_key: str, cause: str, happened_at: str, usage_key: str | None = None
) -> None:
    """
    Read one learner's standing in one course again and move the key results that follow it.

    `happened_at` is an ISO 8601 instant. Retried when the database is locked or gone; the transaction leaves no half
    state behind.
    """
    refresh_standing(
        user_id=user_id,
        course_key=CourseKey.from_string(course_key),
        cause=Cause(cause),
        happened_at=datetime.fromisoformat(happened_at),
        usage_key=UsageKey.from_string(usage_key) if usage_key else None,
    )


@shared_task(ignore_result=True, autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def catch_up_badges(*, rule_id: int) -> None:
    """Give the badge of a rule that came late to everybody who deserves it by now."""
    catch_up(rule_id=rule_id)
