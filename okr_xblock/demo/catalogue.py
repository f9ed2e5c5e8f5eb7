"""The courses of the host, read from their OLX once in the life of a process."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from opaque_keys.edx.keys import CourseKey, UsageKey

from .olx import read_course
from .outline import Block, Course, Unit

COURSES_DIR = Path(__file__).parent / "courses"


@cache
def courses() -> Mapping[CourseKey, Course]:
    """Every course by its key, in the order of the directories' names. Raises `OlxError` if one cannot be read."""
    found = [read_course(file.parent) for file in sorted(COURSES_DIR.glob("*/course.xml"))]
    return MappingProxyType({course.key: course for course in found})


def find_unit(usage_key: UsageKey) -> Unit | None:
    """The unit that is, or holds, what this key names."""
    course = courses().get(usage_key.context_key)
    return course.unit_of.get(usage_key) if course else None


def find_block(usage_key: UsageKey) -> Block | None:
    """The block of this key."""
    course = courses().get(usage_key.context_key)
    return course.blocks_by_key.get(usage_key) if course else None
