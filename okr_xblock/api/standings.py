"""
Course standings: what the platform says of a learner in a course, and the key results that follow it.

An event is a hint that reading again is worth it; what counts is what the platform answers now.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey

from okr_xblock.domain.courses import CourseFacts
from okr_xblock.domain.evidence import Cause
from okr_xblock.models import CourseRequirement, CourseStanding, Learner
from okr_xblock.platform_adapters import StandingReading, UserCourse, get_platform

from ._learners import lock_learner
from .progress import Evidence, recalculate

__all__ = ["find_linkable", "has_standing", "refresh_standing"]

_FACT_FIELDS = (
    "course_exists",
    "is_enrolled",
    "was_enrolled",
    "units_complete",
    "units_incomplete",
    "units_locked",
    "grade_fraction",
    "is_passing",
    "is_certified",
)


def has_standing(*, user_id: int, course_key: CourseKey) -> bool:
    """Whether a key result of this person follows this course: one look at an index, cheap enough for every event."""
    return CourseStanding.objects.filter(learner__user_id=user_id, course_key=course_key).exists()


def refresh_standing(
    *,
    user_id: int,
    course_key: CourseKey,
    cause: Cause,
    happened_at: datetime,
    usage_key: UsageKey | None = None,
    now: datetime | None = None,
) -> bool:
    """
    Read the platform's current truth of one learner in one course, and move what follows it.

    Idempotent: repeated, late and reordered calls end at the same values. `cause`, `happened_at` and `usage_key` (the
    block it was about) only word the evidence line. Returns whether a key result moved; False for somebody who
    follows no such course.
    """
    with transaction.atomic():
        standing = _lock_learner_and_standing(user_id=user_id, course_key=course_key)
        if standing is None:
            return False
        learner, read_at = standing.learner, now or timezone.now()
        if not _write_reading(standing, _read(UserCourse(user_id, course_key)), read_at):
            return False
        subject = get_platform().unit_title(usage_key=usage_key) if usage_key is not None else None
        evidence = Evidence(cause=cause, happened_at=happened_at, subject=(subject or "")[:255], course_key=course_key)
        return _move_followers(learner, standing, evidence, read_at)


def apply_reading(*, standing_id: int, user_id: int, reading: StandingReading, read_at: datetime) -> bool | None:
    """
    Write what a batch read of the platform found for one standing. Returns whether a key result moved.

    None if a task read the platform later than this batch did: its answer is the newer one and stays.
    """
    with transaction.atomic():
        learner = lock_learner(user_id=user_id)
        standing = CourseStanding.objects.filter(pk=standing_id, learner=learner).first()
        if learner is None or standing is None or (standing.read_at is not None and standing.read_at > read_at):
            return None
        if not _write_reading(standing, reading, read_at):
            return False
        evidence = Evidence(cause=Cause.RECONCILED, happened_at=read_at, course_key=standing.course_key)
        return _move_followers(learner, standing, evidence, read_at)


def ensure_standing(*, learner: Learner, course_key: CourseKey, now: datetime | None = None) -> CourseStanding:
    """
    The (locked) learner's standing in this course, read from the platform now.

    An older one may have missed what sends no event: linking begins from the truth, and what follows already moves.
    """
    standing = CourseStanding.objects.filter(learner=learner, course_key=course_key).first()
    read_at = now or timezone.now()
    reading = _read(UserCourse(learner.user_id, course_key))
    if standing is not None:
        if _write_reading(standing, reading, read_at):
            evidence = Evidence(cause=Cause.RECONCILED, happened_at=read_at, course_key=course_key)
            _move_followers(learner, standing, evidence, read_at)
    else:
        standing = CourseStanding(learner=learner, course_key=course_key)
        _fill(standing, reading.facts)
        standing.fingerprint, standing.read_at = reading.fingerprint, read_at
        try:
            with transaction.atomic():
                standing.save()
        except IntegrityError:
            # Only possible without the learner's lock; the row that won is as good.
            standing = CourseStanding.objects.get(learner=learner, course_key=course_key)
    return standing


def find_linkable(*, user_id: int, course_key: CourseKey) -> CourseKey:
    """
    The course's own key, however this one was typed (other case, with a branch).

    Raises `ValidationError`, with one answer for "does not exist" and for "not yours to see".
    """
    course = get_platform().find_course(user_id=user_id, course_key=course_key)
    if course is None:
        raise ValidationError(_("This course cannot be found."), code="no_course")
    return course.key


def parse_course_key(text: str) -> CourseKey | None:
    """The course key that this text spells, or None."""
    try:
        return CourseKey.from_string(text)
    except InvalidKeyError:
        return None


def _lock_learner_and_standing(*, user_id: int, course_key: CourseKey) -> CourseStanding | None:
    """
    The standing and in it the learner, both locked, by one statement; None for somebody who does not follow the course.

    The learner's row comes first here too, as in every write: the database finds the standing by the learner's key.
    """
    rows = CourseStanding.objects.select_for_update().select_related("learner")
    return next(iter(rows.filter(learner__user_id=user_id, course_key=course_key)), None)


def _read(pair: UserCourse) -> StandingReading:
    return get_platform().read_standings(pairs=[pair])[pair]


def _fill(standing: CourseStanding, facts: CourseFacts) -> None:
    standing.course_exists = facts.exists
    standing.is_enrolled = facts.is_enrolled
    standing.was_enrolled = standing.was_enrolled or facts.is_enrolled
    standing.units_complete = facts.units_complete
    standing.units_incomplete = facts.units_incomplete
    standing.units_locked = facts.units_locked
    standing.grade_fraction = facts.grade_fraction
    standing.is_passing = facts.is_passing
    standing.is_certified = facts.is_certified


def _write_reading(standing: CourseStanding, reading: StandingReading, read_at: datetime) -> bool:
    """Save the reading. Returns whether any fact differs from the last one."""
    before = [getattr(standing, name) for name in _FACT_FIELDS]
    _fill(standing, reading.facts)
    standing.fingerprint, standing.read_at = reading.fingerprint, read_at
    standing.save(update_fields=[*_FACT_FIELDS, "fingerprint", "read_at"])
    return before != [getattr(standing, name) for name in _FACT_FIELDS]


def _move_followers(learner: Learner, standing: CourseStanding, evidence: Evidence, now: datetime) -> bool:
    followers = CourseRequirement.objects.filter(standing=standing, key_result__removed_at__isnull=True)
    return recalculate(
        learner=learner,
        objective_ids=followers.values("key_result__objective_id"),
        standing=standing,
        evidence=evidence,
        now=now,
    )
