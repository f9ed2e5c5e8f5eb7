"""The people and courses that a new host starts with. Doing it again changes nothing that somebody changed since."""

from dataclasses import dataclass
from typing import Any

from completion.waffle import ENABLE_COMPLETION_TRACKING_SWITCH
from django.contrib.auth.models import User
from django.db import transaction
from edx_django_utils.cache import RequestCache
from opaque_keys.edx.keys import CourseKey
from waffle import get_waffle_switch_model

from .catalogue import courses
from .models import DemoCourse, DemoEnrollment, DemoProfile, DemoStaff
from .standin import enroll

COMMUNICATION = CourseKey.from_string("course-v1:DemoX+COMM101+2026")
WRITING = CourseKey.from_string("course-v1:DemoX+WRITE101+2026")
COMMUNITY = CourseKey.from_string("course-v1:DemoX+COMMUNITY+2026")
DRAFT = CourseKey.from_string("course-v1:DemoX+DRAFT+2026")

# The order in which people find them; the file system's says nothing.
_ORDER = (COMMUNICATION, WRITING, COMMUNITY, DRAFT)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody whom a visitor may enter as. `role` is the word in the address."""

    role: str
    username: str
    first_name: str
    last_name: str
    time_zone: str | None = None
    learns: tuple[CourseKey, ...] = ()
    teaches: tuple[CourseKey, ...] = ()
    is_administrator: bool = False


AMARA = Person(
    role="learner",
    username="amara",
    first_name="Amara",
    last_name="Okafor",
    time_zone="Europe/Berlin",
    learns=(COMMUNICATION, WRITING),
)
BEN = Person(role="second-learner", username="ben", first_name="Ben", last_name="Lindqvist", learns=(COMMUNICATION,))
PRIYA = Person(
    role="instructor",
    username="priya",
    first_name="Priya",
    last_name="Nair",
    teaches=(COMMUNICATION, WRITING, COMMUNITY),
)
ROBIN = Person(role="administrator", username="robin", first_name="Robin", last_name="Castillo", is_administrator=True)
PEOPLE = (AMARA, BEN, PRIYA, ROBIN)


@transaction.atomic
def seed() -> None:
    """Make what is missing: the switch of edx-completion, courses, people, their roles and first enrolments."""
    get_waffle_switch_model().objects.get_or_create(
        name=ENABLE_COMPLETION_TRACKING_SWITCH.name, defaults={"active": True}
    )
    # The switch was perhaps asked about before, and the answer is remembered.
    RequestCache.clear_all_namespaces()
    for key, course in courses().items():
        position = _ORDER.index(key) if key in _ORDER else len(_ORDER)
        visibility = DemoCourse.Visibility.HIDDEN if course.is_hidden else DemoCourse.Visibility.OPEN
        DemoCourse.objects.get_or_create(
            course_key=key, defaults={"title": course.title, "position": position, "visibility": visibility}
        )
    for person in PEOPLE:
        _make(person)


def _make(person: Person) -> None:
    defaults: dict[str, Any] = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": f"{person.username}@example.org",
        "is_staff": person.is_administrator,
        "is_superuser": person.is_administrator,
        # Unusable on purpose: one enters by the start page, on this computer, and in no other way.
        "password": "!",
    }
    user, _is_new = User.objects.get_or_create(username=person.username, defaults=defaults)
    DemoProfile.objects.get_or_create(user=user, defaults={"time_zone": person.time_zone})
    for course_key in person.learns:
        if not DemoEnrollment.objects.filter(user=user, course_key=course_key).exists():
            enroll(user=user, course_key=course_key)
    for course_key in person.teaches:
        DemoStaff.objects.get_or_create(user=user, course_key=course_key, role=DemoStaff.Role.INSTRUCTOR)
