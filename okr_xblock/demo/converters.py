"""Keys of courses and blocks in addresses. A text that is no key has no page."""

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey


class CourseKeyConverter:
    """``course-v1:DemoX+COMM101+2026``."""

    regex = "course-v1:[^/]+"

    def to_python(self, value: str) -> CourseKey:
        """ValueError, which means "not this address", for what is no key."""
        try:
            return CourseKey.from_string(value)
        except InvalidKeyError as error:
            raise ValueError(value) from error

    def to_url(self, value: CourseKey | str) -> str:
        """The key as text."""
        return str(value)


class UsageKeyConverter:
    """``block-v1:DemoX+COMM101+2026+type@vertical+block@voice``."""

    regex = "block-v1:[^/]+"

    def to_python(self, value: str) -> UsageKey:
        """ValueError, which means "not this address", for what is no key."""
        try:
            return UsageKey.from_string(value)
        except InvalidKeyError as error:
            raise ValueError(value) from error

    def to_url(self, value: UsageKey | str) -> str:
        """The key as text."""
        return str(value)
