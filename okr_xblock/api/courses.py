"""Courses that a key result can follow."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from opaque_keys.edx.keys import CourseKey

from okr_xblock.platform_adapters import CourseInfo, get_platform

__all__ = ["CourseInfo", "list_linkable_courses"]

MAX_COURSES = 50


def list_linkable_courses(*, user_id: int, followed: Collection[CourseKey] = ()) -> Sequence[CourseInfo]:
    """
    At most 50 courses that this person may see, those they take first, then those they could join.

    Those of `followed` that are none of them stand before: a key result goes on following what is gone or hidden by
    now.
    """
    platform = get_platform()
    found = list(platform.linkable_courses(user_id=user_id, limit=MAX_COURSES))
    known = {course.key for course in found}
    missing = [key for key in dict.fromkeys(followed) if key not in known]
    titles = platform.course_titles(course_keys=missing) if missing else {}
    gone = _("A course that no longer exists")
    return [
        *(
            CourseInfo(key=key, title=titles.get(key, gone), url=platform.course_url(course_key=key), is_enrolled=True)
            for key in missing
        ),
        *found,
    ]
