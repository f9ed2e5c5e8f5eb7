"""Courses that a key result can follow."""

from collections.abc import Sequence

from okr_xblock.platform_adapters import CourseInfo, get_platform

MAX_COURSES = 50


def list_linkable_courses(*, user_id: int) -> Sequence[CourseInfo]:
    """At most 50 courses that this person may see, those they take first, then those they could join."""
    return get_platform().linkable_courses(user_id=user_id, limit=MAX_COURSES)
