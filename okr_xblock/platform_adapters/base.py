"""
What okr-xblock asks of the platform it runs in, and nothing more.

Two adapters speak for a platform: one for the LMS, one for the standalone host. The setting ``OKR_PLATFORM_ADAPTER``
names the class. Every answer is the *current* truth: events are only hints that asking again is worth it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from django.db.models import QuerySet
from opaque_keys.edx.keys import CourseKey, UsageKey

from okr_xblock.domain.courses import CourseFacts


class UserCourse(NamedTuple):
    """One person in one course: the subject of a course standing."""

    user_id: int
    course_key: CourseKey


class StandingReading(NamedTuple):
    """
    What one reading of the platform found. The grade in `facts` has at most six decimal places.

    `fingerprint` is what `read_fingerprints` answers for the same state.
    """

    facts: CourseFacts
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class CourseInfo:
    """A course as one person may see it."""

    key: CourseKey
    title: str
    url: str
    is_enrolled: bool


class PlatformAdapter(Protocol):
    """The questions. None of them changes anything in the platform."""

    def signed_in_user_id(self) -> int | None:
        """
        Whose session the request in hand belongs to; None for nobody's, outside a request, and when unsure.

        Staff may look at a course as one of its learners ("masquerade"): then blocks are told that learner's id, and
        while a page is rendered even `request.user` is the learner. Only the session still says who is there.
        """

    def find_course(self, *, user_id: int, course_key: CourseKey) -> CourseInfo | None:
        """The course as this person may see it; None if it does not exist or is not theirs to see: no telling which."""

    def linkable_courses(self, *, user_id: int, limit: int) -> Sequence[CourseInfo]:
        """At most `limit` courses this person may see, those they are enrolled in first, then by title."""

    def course_titles(self, *, course_keys: Iterable[CourseKey]) -> dict[CourseKey, str]:
        """Titles of the courses that exist; a key that is absent from the answer has no course (any more)."""

    def course_url(self, *, course_key: CourseKey) -> str:
        """Where a course is entered or joined: made of the key without a query, whether or not it exists."""

    def unit_title(self, *, usage_key: UsageKey) -> str | None:
        """The title of the unit that is or holds this block; None if there is none (any more)."""

    def is_enrolled(self, *, user_id: int, course_key: CourseKey) -> bool:
        """Whether this person has an active enrolment."""

    def is_course_staff(self, *, user_id: int, course_key: CourseKey) -> bool:
        """Whether this person works in the course as staff or instructor, or is global staff."""

    def enrolled_user_ids(self, *, course_key: CourseKey) -> QuerySet:
        """The active learners of a course as a QuerySet of user ids, to be used as a subquery."""

    def time_zone_name(self, *, user_id: int) -> str | None:
        """The IANA name in this person's account settings, or None if they chose none."""

    def read_standings(self, *, pairs: Sequence[UserCourse]) -> dict[UserCourse, StandingReading]:
        """
        The current facts of each pair and the fingerprint that belongs to them, every pair answered.

        By grouped queries where the platform allows them. The fingerprint is never newer than the facts, so a change in
        between shows in the next comparison.
        """

    def read_fingerprints(self, *, pairs: Sequence[UserCourse]) -> dict[UserCourse, str]:
        """
        A short text per pair (at most 200 characters) that differs whenever the facts may differ.

        Made of count and last change of completions, of grade, certificate and enrolment, by a fixed number of grouped
        queries for the whole batch. Every pair is answered, also one of which the platform knows nothing.
        """
