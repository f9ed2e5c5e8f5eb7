"""Courses that a key result can follow."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from opaque_keys.edx.keys import CourseKey

from okr_xblock.platform_adapters import CourseInfo, get_platform

__all__ = ["CourseInfo", "list_linkable_courses"]

MAX_COURSES = 50


def list_linkable_courses(*, user_id: int, followed: CourseKey | None = None) -> Sequence[CourseInfo]:
    """
    At most 50 courses that this person may see, those they take first, then those they could join.

    `followed` is added if it is none of them: a key result goes on following a course that is gone or hidden by now.
    """
    platform = get_platform()
    found = list(platform.linkable_courses(user_id=user_id, limit=MAX_COURSES))
    if followed is not None and all(course.key != followed for course in found):
        title = platform.course_titles(course_keys=[followed]).get(followed, _("A course that no longer exists"))
        url = platform.course_url(course_key=followed)
        found.insert(0, CourseInfo(key=followed, title=title, url=url, is_enrolled=True))
    return found
