"""
What a platform does when people join, leave, are graded and certified: rows, and the platform's own events.

Each change is one transaction. Its events are openedx-events with real data classes, sent as the platform sends them:
inline, before the commit, in the platform's order. A reset of completion sends nothing, as on the platform.
"""

from decimal import Decimal
from typing import Any

from completion.models import BlockCompletion
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from opaque_keys.edx.keys import CourseKey
from openedx_events.learning import signals
from openedx_events.learning.data import (
    CertificateData,
    CourseData,
    CourseEnrollmentData,
    CoursePassingStatusData,
    PersistentCourseGradeData,
    UserData,
    UserPersonalData,
)

from .models import DemoCertificate, DemoCourse, DemoEnrollment, DemoGrade

__all__ = [
    "PASS_FRACTION",
    "create_certificate",
    "enroll",
    "reset_completion",
    "revoke_certificate",
    "set_grade",
    "unenroll",
]

# The grade from which a course is passed.
PASS_FRACTION = Decimal("0.5")


@transaction.atomic
def enroll(*, user: User, course_key: CourseKey, mode: str = "audit") -> DemoEnrollment:
    """
    Put a person into a course, for the first time or again.

    Sends CHANGED if anything did, and CREATED always: also for somebody who is enrolled already, as the platform does.
    """
    now = timezone.now()
    row, is_new = DemoEnrollment.objects.select_for_update().get_or_create(
        user=user, course_key=course_key, defaults={"mode": mode, "created_at": now, "changed_at": now}
    )
    if is_new or not row.is_active or row.mode != mode:
        row.is_active, row.mode, row.changed_at = True, mode, now
        row.save()
        _send_enrolment(signals.COURSE_ENROLLMENT_CHANGED, row)
    _send_enrolment(signals.COURSE_ENROLLMENT_CREATED, row)
    return row


@transaction.atomic
def unenroll(*, user: User, course_key: CourseKey) -> None:
    """Take a person out of a course; nothing happens to somebody who is not in it. Sends CHANGED, then COMPLETED."""
    rows = DemoEnrollment.objects.select_for_update().filter(user=user, course_key=course_key, is_active=True)
    if (row := rows.first()) is not None:
        row.is_active, row.changed_at = False, timezone.now()
        row.save()
        _send_enrolment(signals.COURSE_ENROLLMENT_CHANGED, row)
        _send_enrolment(signals.COURSE_UNENROLLMENT_COMPLETED, row)


@transaction.atomic
def set_grade(
    *, user: User, course_key: CourseKey, grade_fraction: Decimal, is_passing: bool | None = None
) -> DemoGrade:
    """
    Record a grade in [0, 1]; it passes from `PASS_FRACTION` on unless `is_passing` says otherwise.

    Sends the grade, then the passing status, true or false, also if it is what it was. A grade that does not pass
    revokes a certificate, as on the platform. Raises `ValidationError` for a grade that is none.
    """
    now = timezone.now()
    row, _is_new = DemoGrade.objects.select_for_update().get_or_create(
        user=user, course_key=course_key, defaults={"grade_fraction": Decimal(0), "changed_at": now}
    )
    row.grade_fraction = grade_fraction
    row.is_passing = grade_fraction >= PASS_FRACTION if is_passing is None else is_passing
    row.passed_at = row.passed_at or (now if row.is_passing else None)
    row.changed_at = now
    row.clean_fields()
    row.save()
    course = _course_data(course_key)
    signals.PERSISTENT_GRADE_SUMMARY_CHANGED.send_event(
        grade=PersistentCourseGradeData(
            user_id=user.pk,
            course=course,
            course_edited_timestamp=now,
            course_version="",
            grading_policy_hash="",
            percent_grade=float(grade_fraction),
            letter_grade="Pass" if row.is_passing else "",
            passed_timestamp=row.passed_at,
        )
    )
    signals.COURSE_PASSING_STATUS_UPDATED.send_event(
        course_passing_status=CoursePassingStatusData(is_passing=row.is_passing, course=course, user=_user_data(user))
    )
    if not row.is_passing:
        revoke_certificate(user=user, course_key=course_key, status=DemoCertificate.Status.NOT_PASSING)
    return row


@transaction.atomic
def create_certificate(*, user: User, course_key: CourseKey) -> DemoCertificate:
    """Issue a certificate, whatever the grade. Sends CHANGED, then CREATED: for every saving, as the platform does."""
    now = timezone.now()
    row, is_new = DemoCertificate.objects.select_for_update().get_or_create(
        user=user,
        course_key=course_key,
        defaults={"status": DemoCertificate.Status.UNAVAILABLE, "changed_at": now},
    )
    previous = "" if is_new else row.status
    row.status, row.changed_at = DemoCertificate.Status.DOWNLOADABLE, now
    row.save()
    _send_certificate(signals.CERTIFICATE_CHANGED, row, previous)
    _send_certificate(signals.CERTIFICATE_CREATED, row, previous)
    return row


@transaction.atomic
def revoke_certificate(*, user: User, course_key: CourseKey, status: str = DemoCertificate.Status.UNAVAILABLE) -> None:
    """Take an issued certificate back; nothing happens where there is none. Sends CHANGED, then REVOKED."""
    rows = DemoCertificate.objects.select_for_update().filter(
        user=user, course_key=course_key, status=DemoCertificate.Status.DOWNLOADABLE
    )
    if (row := rows.first()) is not None:
        previous = row.status
        row.status, row.changed_at = status, timezone.now()
        row.save()
        _send_certificate(signals.CERTIFICATE_CHANGED, row, previous)
        _send_certificate(signals.CERTIFICATE_REVOKED, row, previous)


@transaction.atomic
def reset_completion(*, user: User, course_key: CourseKey) -> int:
    """
    Delete all completions of a person in a course. Returns how many there were.

    A bulk delete: nobody is told, so only the nightly `okr_reconcile` finds out.
    """
    return int(BlockCompletion.objects.clear_learning_context_completion(user, course_key))


def _user_data(user: User) -> UserData:
    pii = UserPersonalData(username=user.username, email=user.email, name=user.get_full_name())
    return UserData(id=user.pk, is_active=user.is_active, pii=pii)


def _course_data(course_key: CourseKey) -> CourseData:
    title = DemoCourse.objects.filter(course_key=course_key).values_list("title", flat=True).first()
    return CourseData(course_key=course_key, display_name=title or "")


def _send_enrolment(signal: Any, row: DemoEnrollment) -> None:
    signal.send_event(
        enrollment=CourseEnrollmentData(
            user=_user_data(row.user),
            course=_course_data(row.course_key),
            mode=row.mode,
            is_active=row.is_active,
            creation_date=row.created_at,
        )
    )


def _send_certificate(signal: Any, row: DemoCertificate, previous: str) -> None:
    signal.send_event(
        certificate=CertificateData(
            user=_user_data(row.user),
            # Without its title: so it is on the platform.
            course=CourseData(course_key=row.course_key),
            mode="audit",
            grade="",
            download_url="",
            name=row.user.get_full_name(),
            current_status=str(row.status),
            previous_status=str(previous),
        )
    )
