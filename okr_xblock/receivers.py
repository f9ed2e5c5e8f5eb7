"""
Receivers of platform signals.

The platform sends most of them inside its own transaction and (with DEBUG) re-raises what a receiver raises. So a
receiver reads two or three plain values and leaves; after the commit one look at an index decides whether a task is
worth sending; the task reads the platform's current truth. Whatever fails here is logged, costs the platform's own
request nothing, and is mended by `okr_reconcile`.
"""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from opaque_keys.edx.keys import CourseKey, LearningContextKey, UsageKey
from openedx_events.learning import signals

from .api.standings import has_standing
from .domain.evidence import Cause
from .tasks import refresh_course_standing


def connect() -> None:
    """Connect every receiver once; Django ignores a second connection with the same `dispatch_uid`."""
    # Block completion has no openedx-event. A process without the completion app has none to hear of.
    if apps.is_installed("completion"):
        post_save.connect(
            note_block_completion, sender="completion.BlockCompletion", dispatch_uid="okr_xblock.block_completion"
        )
    for signal, receiver in _RECEIVERS:
        signal.connect(receiver, dispatch_uid=f"okr_xblock.{signal.event_type}")


def note_block_completion(*, instance: Any, **_kwargs: Any) -> None:
    """A learner finished (or un-finished) a block."""
    _note(
        user_id=instance.user_id,
        course_key=instance.context_key,
        cause=Cause.COMPLETION,
        happened_at=instance.modified,
        usage_key=instance.block_key,
    )


def note_passing_status(*, course_passing_status: Any, metadata: Any, **_kwargs: Any) -> None:
    """Sent on every recalculation, for passing and for not passing."""
    _note_event(course_passing_status.user.id, course_passing_status.course.course_key, Cause.PASSING, metadata)


def note_grade(*, grade: Any, metadata: Any, **_kwargs: Any) -> None:
    """A course grade was computed anew."""
    _note_event(grade.user_id, grade.course.course_key, Cause.GRADE, metadata)


def note_certificate(*, certificate: Any, metadata: Any, **_kwargs: Any) -> None:
    """Created or changed; CREATED comes with every save in a passing status."""
    _note_event(certificate.user.id, certificate.course.course_key, Cause.CERTIFICATE, metadata)


def note_certificate_revoked(*, certificate: Any, metadata: Any, **_kwargs: Any) -> None:
    """Taken back."""
    _note_event(certificate.user.id, certificate.course.course_key, Cause.CERTIFICATE_REVOKED, metadata)


def note_enrollment(*, enrollment: Any, metadata: Any, **_kwargs: Any) -> None:
    """Joined, joined again, changed mode, or left: CHANGED comes before the platform says that somebody left."""
    cause = Cause.ENROLLED if enrollment.is_active else Cause.UNENROLLED
    _note_event(enrollment.user.id, enrollment.course.course_key, cause, metadata)


def note_unenrollment(*, enrollment: Any, metadata: Any, **_kwargs: Any) -> None:
    """Left."""
    _note_event(enrollment.user.id, enrollment.course.course_key, Cause.UNENROLLED, metadata)


_RECEIVERS = (
    (signals.COURSE_PASSING_STATUS_UPDATED, note_passing_status),
    (signals.PERSISTENT_GRADE_SUMMARY_CHANGED, note_grade),
    (signals.CERTIFICATE_CREATED, note_certificate),
    (signals.CERTIFICATE_CHANGED, note_certificate),
    (signals.CERTIFICATE_REVOKED, note_certificate_revoked),
    (signals.COURSE_ENROLLMENT_CREATED, note_enrollment),
    (signals.COURSE_ENROLLMENT_CHANGED, note_enrollment),
    (signals.COURSE_UNENROLLMENT_COMPLETED, note_unenrollment),
)


def _note_event(user_id: int, course_key: CourseKey, cause: Cause, metadata: Any) -> None:
    _note(user_id=user_id, course_key=course_key, cause=cause, happened_at=getattr(metadata, "time", None))


def _note(
    *,
    user_id: int | None,
    course_key: LearningContextKey | None,
    cause: Cause,
    happened_at: datetime | None,
    usage_key: UsageKey | None = None,
) -> None:
    if user_id is None or not isinstance(course_key, CourseKey):
        return  # nobody's, or about a library or nothing: no key result can follow it

    def hand_over() -> None:
        if has_standing(user_id=user_id, course_key=course_key):
            refresh_course_standing.delay(
                user_id=user_id,
                course_key=str(course_key),
                cause=cause.value,
                happened_at=(happened_at or timezone.now()).isoformat(),
                usage_key=str(usage_key) if usage_key is not None else None,
            )

    # `robust`: an error (the broker is down) is logged and does not reach the platform's request.
    transaction.on_commit(hand_over, robust=True)
