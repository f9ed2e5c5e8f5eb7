"""
The platform sends its events while it does its own work. Whatever happens on our side, that work is done.

With DEBUG the platform re-raises what a receiver raises; without it, it logs. Ours must break neither.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from completion.models import BlockCompletion
from django.contrib.auth.models import User
from django.db import OperationalError, transaction
from opaque_keys.edx.keys import CourseKey, UsageKey
from openedx_events.learning import signals
from openedx_events.learning.data import (
    CertificateData,
    CourseData,
    CourseEnrollmentData,
    CoursePassingStatusData,
    PersistentCourseGradeData,
    UserData,
    UserPersonalData,
)

from okr_xblock import receivers
from okr_xblock.api.reconcile import reconcile
from okr_xblock.demo import standin
from okr_xblock.demo.models import DemoCertificate, DemoEnrollment, DemoGrade
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.domain.evidence import Cause
from okr_xblock.models import KeyResult, Learner, ProgressChange
from okr_xblock.tasks import refresh_course_standing
from tests.support.okr import CERTIFICATE, complete, complete_course, counted_blocks, course_spec, make_objective

HAPPENED_AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def live_through_a_course(user):
    """Everything that the platform may send about one learner in one course."""
    standin.enroll(user=user, course_key=COMMUNICATION)
    complete_course(user)
    standin.set_grade(user=user, course_key=COMMUNICATION, grade_fraction=Decimal("0.9"))
    standin.create_certificate(user=user, course_key=COMMUNICATION)
    standin.set_grade(user=user, course_key=COMMUNICATION, grade_fraction=Decimal("0.2"))
    standin.unenroll(user=user, course_key=COMMUNICATION)


def fail(*_arguments, **_options):
    raise RuntimeError("our side is broken")


def lose_the_database(*_arguments, **_options):
    raise OperationalError("server has gone away")


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("fault", [fail, lose_the_database])
@pytest.mark.parametrize(
    "where",
    [
        "okr_xblock.receivers.has_standing",
        "okr_xblock.receivers.refresh_course_standing.delay",
        "okr_xblock.tasks.refresh_course_standing.run",
        "okr_xblock.api.standings.recalculate",
    ],
)
def test_a_fault_of_ours_costs_the_platform_nothing(learner, settings, monkeypatch, caplog, debug, fault, where):
    settings.DEBUG = debug
    make_objective(learner, course_spec(), course_spec(**CERTIFICATE))
    with monkeypatch.context() as broken:
        broken.setattr(where, fault)
        live_through_a_course(learner)
    assert "our side is broken" in caplog.text or "server has gone away" in caplog.text
    assert not DemoEnrollment.objects.get(user=learner).is_active
    assert BlockCompletion.objects.filter(user=learner, completion=1.0).exists()
    assert DemoGrade.objects.get(user=learner).grade_fraction == Decimal("0.2")
    assert DemoCertificate.objects.get(user=learner).status == DemoCertificate.Status.NOT_PASSING
    # Late, but not lost.
    standin.enroll(user=learner, course_key=COMMUNICATION)
    reconcile()
    assert KeyResult.objects.get(requirements__criterion="completion").progress_ratio == "1/1"


@pytest.mark.parametrize("debug", [True, False])
def test_all_that_a_platform_sends_is_heard(learner, settings, debug):
    settings.DEBUG = debug
    make_objective(learner, course_spec(), course_spec(**CERTIFICATE))
    live_through_a_course(learner)
    causes = set(ProgressChange.objects.values_list("cause", flat=True))
    assert {Cause.COMPLETION, Cause.CERTIFICATE} <= causes
    assert KeyResult.objects.get(requirements__criterion="certificate").progress_ratio == "0/1"


def sent_about(user_id):
    """Every event that we listen to, as it would be sent about this user id."""
    user = UserData(id=user_id, is_active=True, pii=UserPersonalData(username="x", email="x@example.org", name="X"))
    # Without its title: so it is on the platform.
    course = CourseData(course_key=COMMUNICATION)
    certificate = CertificateData(
        user=user,
        course=course,
        mode="audit",
        grade="",
        download_url="",
        name="",
        current_status="downloadable",
        previous_status="",
    )
    enrollment = CourseEnrollmentData(user=user, course=course, mode="audit", is_active=True, creation_date=HAPPENED_AT)
    grade = PersistentCourseGradeData(
        user_id=user_id,
        course=course,
        course_edited_timestamp=HAPPENED_AT,
        course_version="",
        grading_policy_hash="",
        percent_grade=0.5,
        letter_grade="",
        passed_timestamp=None,
    )
    passing = CoursePassingStatusData(is_passing=True, course=course, user=user)
    return [
        (signals.COURSE_PASSING_STATUS_UPDATED, {"course_passing_status": passing}),
        (signals.PERSISTENT_GRADE_SUMMARY_CHANGED, {"grade": grade}),
        (signals.CERTIFICATE_CREATED, {"certificate": certificate}),
        (signals.CERTIFICATE_CHANGED, {"certificate": certificate}),
        (signals.CERTIFICATE_REVOKED, {"certificate": certificate}),
        (signals.COURSE_ENROLLMENT_CREATED, {"enrollment": enrollment}),
        (signals.COURSE_ENROLLMENT_CHANGED, {"enrollment": enrollment}),
        (signals.COURSE_UNENROLLMENT_COMPLETED, {"enrollment": enrollment}),
    ]


def test_these_are_all_the_events_that_we_listen_to():
    assert {signal.event_type for signal, _data in sent_about(1)} == {s.event_type for s, _r in receivers._RECEIVERS}


@pytest.mark.parametrize("debug", [True, False])
def test_an_event_about_somebody_who_does_not_exist_does_nothing(settings, caplog, waiting, debug):
    settings.DEBUG = debug
    for signal, data in sent_about(4711):
        signal.send_event(**data)
    assert waiting == []
    assert not Learner.objects.exists()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_learner_who_was_deleted_before_the_task_ran_is_no_error(learner, waiting):
    make_objective(learner, course_spec())
    complete(learner, *counted_blocks()[0])
    User.objects.filter(pk=learner.pk).delete()
    refresh_course_standing(**waiting[0])
    assert not KeyResult.objects.exists()


def test_each_event_sends_one_task_with_the_time_that_the_event_names(learner, waiting):
    make_objective(learner, course_spec())
    for signal, data in sent_about(learner.pk):
        waiting.clear()
        signal.send_event(time=HAPPENED_AT, **data)
        (task,) = waiting
        assert task["user_id"] == learner.pk
        assert task["course_key"] == str(COMMUNICATION)
        assert datetime.fromisoformat(task["happened_at"]) == HAPPENED_AT


def test_connecting_again_hears_nothing_twice(learner, waiting):
    receivers.connect()
    make_objective(learner, course_spec())
    complete(learner, counted_blocks()[0][0])
    assert len(waiting) == 1


def test_what_a_task_is_told_survives_being_written_as_json(learner, waiting):
    make_objective(learner, course_spec())
    complete(learner, *counted_blocks()[0])
    for task in waiting:
        refresh_course_standing(**json.loads(json.dumps(task)))
    assert KeyResult.objects.get().progress_ratio not in {"", "0/1"}


def test_nobody_who_follows_no_course_costs_a_task(learner, waiting):
    complete_course(learner)
    make_objective(learner, course_spec(CourseKey.from_string("course-v1:DemoX+WRITE101+2026")))
    complete(learner, counted_blocks()[0][0], completion=0.5)
    assert waiting == []


def test_a_completion_outside_any_course_is_passed_over_in_silence(learner, waiting, caplog):
    """Libraries have pages of their own, whose blocks can be completed too."""
    make_objective(learner, course_spec())
    BlockCompletion.objects.create(
        user=learner,
        block_key=UsageKey.from_string("lb:DemoX:goals:html:page"),
        context_key=UsageKey.from_string("lb:DemoX:goals:html:page").context_key,
        block_type="html",
        completion=1.0,
    )
    assert waiting == []
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


# Transactions of the platform


def test_the_task_is_sent_after_the_commit(learner, waiting):
    make_objective(learner, course_spec())
    with transaction.atomic():
        complete(learner, *counted_blocks()[0])
        standin.set_grade(user=learner, course_key=COMMUNICATION, grade_fraction=Decimal("0.9"))
        assert waiting == []
    assert len(waiting) >= 2


@pytest.mark.parametrize("debug", [True, False])
def test_what_is_rolled_back_moves_nothing(learner, settings, waiting, debug):
    settings.DEBUG = debug
    make_objective(learner, course_spec(), course_spec(**CERTIFICATE))
    with transaction.atomic():
        live_through_a_course(learner)
        transaction.set_rollback(True)
    assert waiting == []
    assert not BlockCompletion.objects.exists()
    assert set(KeyResult.objects.values_list("progress_ratio", flat=True)) == {"0/1"}


def test_what_is_rolled_back_to_a_savepoint_moves_nothing_and_the_rest_does(learner):
    make_objective(learner, course_spec(), course_spec(**CERTIFICATE))
    with transaction.atomic():
        complete(learner, *counted_blocks()[0])
        with transaction.atomic():
            standin.create_certificate(user=learner, course_key=COMMUNICATION)
            transaction.set_rollback(True)
    assert KeyResult.objects.get(requirements__criterion="certificate").progress_ratio == "0/1"
    assert KeyResult.objects.get(requirements__criterion="completion").progress_ratio not in {"", "0/1"}
