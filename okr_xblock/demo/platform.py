"""
The platform as the standalone host stands in for it: completions are real, the rest are rows of `models`.

Whatever is asked of many people at once is answered by a fixed number of queries for the whole batch.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from completion.models import BlockCompletion
from crum import get_current_request
from django.contrib.auth import SESSION_KEY, get_user_model
from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, Max, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from opaque_keys.edx.keys import CourseKey, UsageKey

from okr_xblock.domain.courses import CourseFacts
from okr_xblock.platform_adapters.base import CourseInfo, StandingReading, UserCourse

from . import catalogue
from .models import DemoCertificate, DemoCourse, DemoEnrollment, DemoGrade, DemoProfile, DemoStaff
from .progress import unit_rules

# A person in a course; the course as text, which is cheaper to compare than a key.
Subject = tuple[int, str]


class StandalonePlatform:
    """The questions of `platform_adapters.base.PlatformAdapter`, which says what each answer means."""

    # One person

    def signed_in_user_id(self) -> int | None:
        """From the session of the request that the platform's own middleware keeps at hand."""
        session = getattr(get_current_request(), "session", None)
        signed_in = session.get(SESSION_KEY) if session is not None else None
        return int(signed_in) if signed_in else None

    def find_course(self, *, user_id: int, course_key: CourseKey) -> CourseInfo | None:
        """The course, if it exists and is open, or this person is enrolled or works in it."""
        found = self._visible_courses(user_id).filter(course_key=course_key).first()
        return _info(found) if found else None

    def linkable_courses(self, *, user_id: int, limit: int) -> Sequence[CourseInfo]:
        """The courses this person may see; those they are enrolled in first, then by title."""
        return [
            _info(course) for course in self._visible_courses(user_id).order_by("-is_joined", "title", "pk")[:limit]
        ]

    def course_titles(self, *, course_keys: Iterable[CourseKey]) -> dict[CourseKey, str]:
        """The titles of those that exist."""
        return dict(DemoCourse.objects.filter(course_key__in=set(course_keys)).values_list("course_key", "title"))

    def course_url(self, *, course_key: CourseKey) -> str:
        """The course's own page here."""
        return reverse("demo:course", args=[course_key])

    def unit_title(self, *, usage_key: UsageKey) -> str | None:
        """From the course's content, without a query."""
        unit = catalogue.find_unit(usage_key)
        return unit.title if unit else None

    def is_enrolled(self, *, user_id: int, course_key: CourseKey) -> bool:
        """Whether there is an active enrolment."""
        return DemoEnrollment.objects.filter(user_id=user_id, course_key=course_key, is_active=True).exists()

    def is_course_staff(self, *, user_id: int, course_key: CourseKey) -> bool:
        """Whether there is a course role, or the person is global staff."""
        role = DemoStaff.objects.filter(user_id=user_id, course_key=course_key)
        people = get_user_model().objects.filter(pk=user_id, is_active=True)
        return people.filter(Q(is_staff=True) | Exists(role)).exists()

    def enrolled_user_ids(self, *, course_key: CourseKey) -> QuerySet:
        """Ids of the active learners, as a subquery."""
        return DemoEnrollment.objects.filter(course_key=course_key, is_active=True).values_list("user_id", flat=True)

    def time_zone_name(self, *, user_id: int) -> str | None:
        """From the account settings; an empty choice is none."""
        return DemoProfile.objects.filter(user_id=user_id).values_list("time_zone", flat=True).first() or None

    # Many people in many courses

    def read_standings(self, *, pairs: Sequence[UserCourse]) -> dict[UserCourse, StandingReading]:
        """Five queries, however many pairs: fingerprints are made of the rows that the facts are read from."""
        batch = _Batch(pairs)
        existing = _existing_courses(batch)
        rules_by_course = {text: unit_rules(key) if text in existing else () for text, key in batch.courses.items()}
        completed, changes = _completed_blocks(batch)
        enrolments = _rows(DemoEnrollment, batch, "is_active", _text_of("changed_at"))
        grades = _rows(DemoGrade, batch, "is_passing", _text_of("changed_at"), "grade_fraction")
        certificates = _rows(DemoCertificate, batch, "status", _text_of("changed_at"))
        marks = (changes, enrolments, {subject: row[:2] for subject, row in grades.items()}, certificates)
        answers = {}
        for pair, subject in zip(pairs, batch.subjects, strict=True):
            exists = subject[1] in existing
            rules = rules_by_course[subject[1]]
            done = completed.get(subject, frozenset())
            units_complete = sum(rule.is_met(done) for rule in rules)
            is_passing, _changed_at, grade = grades.get(subject, (False, None, None))
            facts = CourseFacts(
                exists=exists,
                is_enrolled=enrolments.get(subject, (False,))[0],
                units_complete=units_complete,
                units_incomplete=len(rules) - units_complete,
                units_locked=0,
                grade_fraction=grade,
                is_passing=is_passing,
                is_certified=certificates.get(subject, ("",))[0] == DemoCertificate.Status.DOWNLOADABLE,
            )
            answers[pair] = StandingReading(facts, _fingerprint(subject, exists, marks))
        return answers

    def read_fingerprints(self, *, pairs: Sequence[UserCourse]) -> dict[UserCourse, str]:
        """
        Five queries, however many pairs.

        Changes of the course itself count as well: one that is gone, or whose content is another, has other facts.
        """
        batch = _Batch(pairs)
        existing = _existing_courses(batch)
        completions = _completion_changes(batch)
        # The state beside the time: two changes within one tick of the clock would else look like one.
        enrolments = _rows(DemoEnrollment, batch, "is_active", _text_of("changed_at"))
        grades = _rows(DemoGrade, batch, "is_passing", _text_of("changed_at"))
        certificates = _rows(DemoCertificate, batch, "status", _text_of("changed_at"))
        marks = (completions, enrolments, grades, certificates)
        return {
            pair: _fingerprint(subject, subject[1] in existing, marks)
            for pair, subject in zip(pairs, batch.subjects, strict=True)
        }

    # How

    def _visible_courses(self, user_id: int) -> QuerySet[DemoCourse]:
        course_key = OuterRef("course_key")
        enrolments = DemoEnrollment.objects.filter(user_id=user_id, course_key=course_key, is_active=True)
        roles = DemoStaff.objects.filter(user_id=user_id, course_key=course_key)
        return DemoCourse.objects.annotate(is_joined=Exists(enrolments)).filter(
            Q(visibility=DemoCourse.Visibility.OPEN)
            | Q(is_joined=True)
            | Exists(roles)
            | Exists(self._global_staff(user_id))
        )

    def _global_staff(self, user_id: int) -> QuerySet:
        return get_user_model().objects.filter(pk=user_id, is_staff=True, is_active=True)


class _Batch:
    """
    Pairs as the queries need them: people, courses, and each pair as text.

    Keys are compared as text from here on. Comparing and hashing key objects was most of the time of a batch.
    """

    def __init__(self, pairs: Sequence[UserCourse]) -> None:
        self.courses: dict[str, CourseKey] = {}
        self.subjects: list[Subject] = []
        for user_id, course_key in pairs:
            text = str(course_key)
            self.courses.setdefault(text, course_key)
            self.subjects.append((user_id, text))
        self.user_ids = {user_id for user_id, _text in self.subjects}


def _info(course: Any) -> CourseInfo:
    return CourseInfo(
        key=course.course_key,
        title=course.title,
        url=reverse("demo:course", args=[course.course_key]),
        is_enrolled=course.is_joined,
    )


def _fingerprint(subject: Subject, exists: bool, marks: Sequence[Mapping[Subject, tuple[Any, ...]]]) -> str:
    digest = _digests().get(subject[1], "-") if exists else "gone"
    return "|".join((digest, *("@".join(map(str, mark[subject])) if subject in mark else "-" for mark in marks)))


@cache
def _digests() -> Mapping[str, str]:
    """What each course's content says of itself, by the course's key as text."""
    return {str(key): course.digest for key, course in catalogue.courses().items()}


def _existing_courses(batch: _Batch) -> set[str]:
    courses = DemoCourse.objects.filter(course_key__in=batch.courses.values())
    return set(courses.values_list(_raw("course_key"), flat=True))


def _raw(field: str) -> ExpressionWrapper:
    """A column of keys as the text it holds: making a key of every row would cost more than the query."""
    return ExpressionWrapper(F(field), output_field=CharField())


def _text_of(time: Any) -> Cast:
    """A time as the database writes it: good to be compared, and nothing to be parsed."""
    return Cast(time, CharField())


def _rows(model: type[Model], batch: _Batch, *values: Any) -> Mapping[Subject, tuple[Any, ...]]:
    """These values by person and course. It may hold more than was asked about: other courses of the same people."""
    rows = model._default_manager.filter(user_id__in=batch.user_ids, course_key__in=batch.courses.values())
    found = rows.values_list("user_id", _raw("course_key"), *values)
    return {(user_id, course): tuple(rest) for user_id, course, *rest in found}


def _completions(batch: _Batch) -> QuerySet:
    rows = BlockCompletion.objects.filter(user_id__in=batch.user_ids, context_key__in=batch.courses.values())
    return rows.order_by()


def _completed_blocks(
    batch: _Batch,
) -> tuple[Mapping[Subject, set[str]], Mapping[Subject, tuple[int, str]]]:
    """
    Usage keys, as text, of what each person completed; and what `_completion_changes` answers, from the same rows.

    Complete is exactly 1, as the platform compares: 1.2 is no completion.
    """
    completed: dict[Subject, set[str]] = {}
    changes: dict[Subject, tuple[int, str]] = {}
    rows = _completions(batch).values_list(
        "user_id", _raw("context_key"), _raw("block_key"), "completion", _text_of("modified")
    )
    for user_id, course, block, completion, modified in rows:
        subject = (user_id, course)
        number, last = changes.get(subject, (0, ""))
        changes[subject] = (number + 1, max(last, modified))
        if completion == 1:
            completed.setdefault(subject, set()).add(block)
    return completed, changes


def _completion_changes(batch: _Batch) -> Mapping[Subject, tuple[int, str]]:
    """How many completions there are, and when the last one changed."""
    grouped = _completions(batch).annotate(course=_raw("context_key")).values("user_id", "course")
    counted = grouped.annotate(number=Count("pk"), last=_text_of(Max("modified")))
    rows = counted.values_list("user_id", "course", "number", "last")
    return {(user_id, course): (number, last) for user_id, course, number, last in rows}
