"""The stand-in sends what a platform would send, in its order."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from completion.models import BlockCompletion
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from openedx_events.learning import signals

from okr_xblock.demo import standin
from okr_xblock.demo.catalogue import courses
from okr_xblock.demo.models import DemoCertificate, DemoEnrollment
from okr_xblock.demo.seed import COMMUNICATION, COMMUNITY

WATCHED = {
    "enrolment created": signals.COURSE_ENROLLMENT_CREATED,
    "enrolment changed": signals.COURSE_ENROLLMENT_CHANGED,
    "unenrolled": signals.COURSE_UNENROLLMENT_COMPLETED,
    "grade": signals.PERSISTENT_GRADE_SUMMARY_CHANGED,
    "passing": signals.COURSE_PASSING_STATUS_UPDATED,
    "certificate created": signals.CERTIFICATE_CREATED,
    "certificate changed": signals.CERTIFICATE_CHANGED,
    "certificate revoked": signals.CERTIFICATE_REVOKED,
}


@pytest.fixture
def sent(seeded: None) -> Iterator[list[tuple[str, Any]]]:
    """What was sent since, in order: the name and what came with it."""
    heard: list[tuple[str, Any]] = []
    receivers = []
    for name, signal in WATCHED.items():

        def receive(name: str = name, **kwargs: Any) -> None:
            del kwargs["signal"], kwargs["metadata"], kwargs["sender"]
            ((_key, data),) = ((key, value) for key, value in kwargs.items() if key not in {"from_event_bus"})
            heard.append((name, data))

        signal.connect(receive)
        receivers.append((signal, receive))
    yield heard
    for signal, receive in receivers:
        signal.disconnect(receive)


def names(sent: list[tuple[str, Any]]) -> list[str]:
    return [name for name, _data in sent]


def test_joining_sends_changed_and_created(amara: User, sent: list[tuple[str, Any]]) -> None:
    standin.enroll(user=amara, course_key=COMMUNITY)

    assert names(sent) == ["enrolment changed", "enrolment created"]
    data = sent[1][1]
    assert (data.user.id, data.user.pii.name) == (amara.pk, "Amara Okafor")
    assert (data.course.course_key, data.course.display_name) == (COMMUNITY, "Community management, self-paced")
    assert (data.mode, data.is_active) == ("audit", True)


def test_joining_again_sends_created_again_and_takes_up_the_old_row(amara: User, sent: list[tuple[str, Any]]) -> None:
    standin.unenroll(user=amara, course_key=COMMUNICATION)
    standin.enroll(user=amara, course_key=COMMUNICATION)

    assert names(sent) == ["enrolment changed", "unenrolled", "enrolment changed", "enrolment created"]
    assert DemoEnrollment.objects.filter(user=amara, course_key=COMMUNICATION).count() == 1


def test_leaving_a_course_one_is_not_in_does_nothing(amara: User, sent: list[tuple[str, Any]]) -> None:
    standin.unenroll(user=amara, course_key=COMMUNITY)

    assert sent == []


@pytest.mark.parametrize(("fraction", "is_passing"), [("0.5", True), ("0.4999", False)])
def test_a_grade_sends_the_passing_status_true_and_false(
    amara: User, sent: list[tuple[str, Any]], fraction: str, is_passing: bool
) -> None:
    standin.set_grade(user=amara, course_key=COMMUNICATION, grade_fraction=Decimal(fraction))

    assert names(sent) == ["grade", "passing"]
    assert sent[0][1].percent_grade == float(fraction)
    assert sent[1][1].is_passing is is_passing


def test_the_time_of_passing_stays_when_the_grade_falls(amara: User) -> None:
    passed = standin.set_grade(user=amara, course_key=COMMUNICATION, grade_fraction=Decimal("0.9"))
    failed = standin.set_grade(user=amara, course_key=COMMUNICATION, grade_fraction=Decimal("0.1"))

    assert failed.is_passing is False
    assert failed.passed_at == passed.passed_at


def test_a_grade_above_one_is_refused(amara: User, sent: list[tuple[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        standin.set_grade(user=amara, course_key=COMMUNICATION, grade_fraction=Decimal("1.01"))

    assert sent == []


def test_a_certificate_is_changed_before_it_is_created_and_before_it_is_revoked(
    amara: User, sent: list[tuple[str, Any]]
) -> None:
    standin.create_certificate(user=amara, course_key=COMMUNICATION)
    standin.revoke_certificate(user=amara, course_key=COMMUNICATION)

    assert names(sent) == ["certificate changed", "certificate created", "certificate changed", "certificate revoked"]
    revoked = sent[-1][1]
    assert (revoked.previous_status, revoked.current_status) == ("downloadable", "unavailable")
    assert revoked.course.display_name == ""


def test_every_saving_of_a_certificate_creates_it_once_more(amara: User, sent: list[tuple[str, Any]]) -> None:
    standin.create_certificate(user=amara, course_key=COMMUNICATION)
    standin.create_certificate(user=amara, course_key=COMMUNICATION)

    assert names(sent).count("certificate created") == 2


def test_a_failing_grade_revokes_the_certificate(amara: User, sent: list[tuple[str, Any]]) -> None:
    standin.create_certificate(user=amara, course_key=COMMUNICATION)
    sent.clear()
    standin.set_grade(user=amara, course_key=COMMUNICATION, grade_fraction=Decimal(0))

    assert names(sent) == ["grade", "passing", "certificate changed", "certificate revoked"]
    assert DemoCertificate.objects.get(user=amara).status == "notpassing"


def test_a_reset_of_completion_tells_nobody(amara: User, ben: User, sent: list[tuple[str, Any]]) -> None:
    block = courses()[COMMUNICATION].units[0].blocks[0].usage_key
    for user in (amara, ben):
        BlockCompletion.objects.submit_completion(user=user, block_key=block, completion=1.0)

    count = standin.reset_completion(user=amara, course_key=COMMUNICATION)

    assert (count, sent) == (1, [])
    assert [row.user for row in BlockCompletion.objects.all()] == [ben]
