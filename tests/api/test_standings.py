"""
A course moves a key result: through real completions, real openedx-events and the receivers.

The course "Communication at work" has units with text; a unit is complete when its texts are.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from opaque_keys.edx.keys import CourseKey

from okr_xblock.api._measures import read_ratio
from okr_xblock.api.board import read_objective
from okr_xblock.api.key_results import add_key_result, get_key_result, revise_key_result
from okr_xblock.api.reconcile import reconcile
from okr_xblock.api.standings import refresh_standing
from okr_xblock.demo import standin
from okr_xblock.demo.models import DemoCourse
from okr_xblock.demo.seed import COMMUNICATION, COMMUNITY, WRITING
from okr_xblock.domain.courses import Criterion, SourceState
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.models import CourseStanding, KeyResult, Objective, ProgressChange
from tests.support.okr import (
    CERTIFICATE,
    PRESENTATION,
    complete,
    complete_course,
    counted_blocks,
    course_spec,
    make_learner,
    make_objective,
)


def progress() -> Fraction | None:
    return read_ratio(KeyResult.objects.get().progress_ratio)


def latest_change() -> ProgressChange:
    return ProgressChange.objects.first()


def reading(learner, objective):
    (key_result,) = read_objective(user_id=learner.pk, public_id=objective.public_id).key_results
    return key_result.body.requirements[0]


def test_finishing_a_unit_moves_the_key_result_and_names_the_unit(learner):
    make_objective(learner, course_spec())
    before = progress()
    complete(learner, *counted_blocks()[0])
    assert progress() > before
    assert (latest_change().cause, latest_change().subject) == (Cause.COMPLETION, "What this course is for")


def test_half_a_unit_moves_nothing(learner):
    make_objective(learner, course_spec())
    unit = max(counted_blocks(), key=len)
    complete(learner, counted_blocks()[0][0])
    before = progress()
    for key in unit:
        complete(learner, key, completion=0.5)
    assert progress() == before


def test_the_whole_course_is_exactly_one(learner):
    make_objective(learner, course_spec())
    complete_course(learner)
    assert progress() == 1


def test_repeated_events_change_nothing_and_note_nothing(learner):
    make_objective(learner, course_spec())
    complete(learner, *counted_blocks()[0])
    noted, kept = ProgressChange.objects.count(), progress()
    for _repeat in range(3):
        refresh_standing(
            user_id=learner.pk,
            course_key=COMMUNICATION,
            cause=Cause.COMPLETION,
            happened_at=latest_change().happened_at,
        )
    assert (ProgressChange.objects.count(), progress()) == (noted, kept)


def test_an_event_of_somebody_without_okrs_does_nothing(learner):
    stranger = make_learner("nobody")
    complete(stranger, *counted_blocks()[0])
    assert not CourseStanding.objects.exists()


def test_an_event_of_another_course_does_nothing(learner):
    make_objective(learner, course_spec())
    standin.enroll(user=learner, course_key=WRITING)
    complete_course(learner, WRITING)
    assert progress() == 0


@pytest.mark.parametrize(
    ("requirement", "grades", "expected"),
    [
        ({"criterion": Criterion.GRADE, "required_fraction": Decimal("0.8")}, ["0.4"], Fraction(1, 2)),
        ({"criterion": Criterion.GRADE, "required_fraction": Decimal("0.8")}, ["0.9"], Fraction(1)),
        ({"criterion": Criterion.GRADE, "required_fraction": Decimal("0.8")}, ["0.8", "0.2"], Fraction(1, 4)),
        ({"criterion": Criterion.PASSING, "required_fraction": None}, ["0.49"], Fraction(0)),
        ({"criterion": Criterion.PASSING, "required_fraction": None}, ["0.5"], Fraction(1)),
        ({"criterion": Criterion.PASSING, "required_fraction": None}, ["0.5", "0.3"], Fraction(0)),
    ],
)
def test_a_grade_moves_it_up_and_down(learner, requirement, grades, expected):
    make_objective(learner, course_spec(**requirement))
    for grade in grades:
        standin.set_grade(user=learner, course_key=COMMUNICATION, grade_fraction=Decimal(grade))
    assert progress() == expected


def test_a_certificate_reaches_it_and_its_loss_takes_it_back(learner):
    make_objective(learner, course_spec(**CERTIFICATE))
    standin.create_certificate(user=learner, course_key=COMMUNICATION)
    assert progress() == 1
    standin.revoke_certificate(user=learner, course_key=COMMUNICATION)
    assert progress() == 0
    # CHANGED comes before REVOKED, and the first task already finds the truth.
    assert latest_change().cause == Cause.CERTIFICATE


@pytest.mark.parametrize(
    ("requirement", "cause"),
    [
        ({"criterion": Criterion.PASSING, "required_fraction": None}, Cause.PASSING),
        ({"criterion": Criterion.GRADE, "required_fraction": Decimal(1)}, Cause.GRADE),
    ],
)
def test_the_evidence_names_what_the_requirement_asks_for(learner, requirement, cause):
    """The grade's event comes first, and its task finds the course passed as well."""
    make_objective(learner, course_spec(**requirement))
    standin.set_grade(user=learner, course_key=COMMUNICATION, grade_fraction=Decimal("0.9"))
    assert latest_change().cause == cause


def test_linking_begins_from_the_truth_even_if_every_event_was_missed(learner):
    objective = make_objective(learner, course_spec(), PRESENTATION)
    complete_course(learner)
    standin.reset_completion(user=learner, course_key=COMMUNICATION)
    add_key_result(user_id=learner.pk, objective_id=objective.public_id, spec=course_spec())
    assert {kr.progress_ratio for kr in KeyResult.objects.filter(kind="course")} == {"0/1"}
    assert not KeyResult.objects.filter(was_already_reached=True).exists()


def test_a_course_that_is_gone_may_stay_linked_while_the_title_changes(learner):
    make_objective(learner, course_spec())
    DemoCourse.objects.filter(course_key=COMMUNICATION).delete()
    detail = get_key_result(user_id=learner.pk, public_id=KeyResult.objects.get().public_id)
    revise_key_result(
        user_id=learner.pk,
        public_id=detail.public_id,
        row_version=detail.row_version,
        spec=replace(detail.spec, title="It was a good course"),
    )
    assert KeyResult.objects.get().title == "It was a good course"


def test_a_course_key_typed_in_another_case_is_the_same_course(learner):
    typed = CourseKey.from_string(str(COMMUNICATION).replace("DemoX", "demox"))
    objective = make_objective(learner, course_spec(typed))
    complete(learner, *counted_blocks()[0])
    assert reading(learner, objective).title == "Communication at work"
    assert progress() > 0


def test_lowering_what_is_required_counts_what_was_reached_before_leaving(learner):
    make_objective(learner, course_spec())
    for unit in counted_blocks()[:4]:
        complete(learner, *unit)
    standin.unenroll(user=learner, course_key=COMMUNICATION)
    kept = progress()
    detail = get_key_result(user_id=learner.pk, public_id=KeyResult.objects.get().public_id)
    half = replace(detail.spec.requirements[0], required_fraction=Decimal("0.5"))
    revise_key_result(
        user_id=learner.pk, public_id=detail.public_id, row_version=1, spec=replace(detail.spec, requirements=(half,))
    )
    assert progress() == min(kept * 2, 1)


def test_leaving_the_course_pauses_the_source_and_keeps_what_was_reached(learner):
    objective = make_objective(learner, course_spec())
    complete(learner, *counted_blocks()[0])
    kept = progress()
    standin.unenroll(user=learner, course_key=COMMUNICATION)
    assert (reading(learner, objective).state, progress()) == (SourceState.PAUSED, kept)
    standin.enroll(user=learner, course_key=COMMUNICATION)
    assert (reading(learner, objective).state, progress()) == (SourceState.LIVE, kept)


def test_a_course_linked_before_joining_starts_on_enrolment(learner):
    objective = make_objective(learner, course_spec(COMMUNITY))
    standin.enroll(user=learner, course_key=COMMUNITY)
    assert (reading(learner, objective).state, progress()) == (SourceState.LIVE, 0)


def test_a_deleted_course_says_so_and_keeps_what_was_reached(learner):
    objective = make_objective(learner, course_spec())
    complete(learner, *counted_blocks()[0])
    kept = progress()
    DemoCourse.objects.filter(course_key=COMMUNICATION).delete()
    reconcile()
    assert (reading(learner, objective).state, progress()) == (SourceState.LOST, kept)
    assert reading(learner, objective).title is None


def test_what_was_reached_before_it_was_linked_is_marked(learner):
    complete_course(learner)
    objective = make_objective(learner, course_spec())
    assert progress() == 1
    assert reading(learner, objective).was_already_reached
    assert KeyResult.objects.get().was_already_reached


def test_the_grade_of_a_closed_objective_stays_frozen_and_the_event_is_noted(learner):
    make_objective(learner, course_spec())
    Objective.objects.update(state=ObjectiveState.CLOSED)
    complete(learner, *counted_blocks()[0])
    assert progress() == 0
    assert latest_change().was_frozen
    assert not reconcile().changed


def test_a_closed_key_result_notes_only_what_would_have_moved_it(learner):
    make_objective(learner, course_spec(**CERTIFICATE))
    Objective.objects.update(state=ObjectiveState.CLOSED)
    complete_course(learner)
    assert not ProgressChange.objects.filter(was_frozen=True).exists()
    standin.create_certificate(user=learner, course_key=COMMUNICATION)
    assert ProgressChange.objects.filter(was_frozen=True).count() == 1


def test_an_error_while_moving_does_not_break_the_platforms_own_request(learner, monkeypatch, caplog):
    make_objective(learner, course_spec())

    def fail(**_arguments):
        raise RuntimeError("the broker is down")

    monkeypatch.setattr("okr_xblock.tasks.refresh_course_standing.delay", fail)
    complete(learner, *counted_blocks()[0])
    assert "the broker is down" in caplog.text
    monkeypatch.undo()
    assert progress() == 0
    reconcile()
    assert progress() > 0


def test_a_key_result_of_another_kind_is_left_alone(learner):
    objective = make_objective(learner, course_spec(), PRESENTATION)
    complete_course(learner)
    assert objective.key_results.get(title=PRESENTATION.title).progress_ratio == ""
    assert Objective.objects.get().progress_fraction == Decimal("0.5")


def test_leaving_is_told_as_leaving_from_its_first_event_on(learner, monkeypatch):
    make_objective(learner, course_spec())
    causes = []
    monkeypatch.setattr("okr_xblock.tasks.refresh_course_standing.delay", lambda **task: causes.append(task["cause"]))
    standin.unenroll(user=learner, course_key=COMMUNICATION)
    standin.enroll(user=learner, course_key=COMMUNICATION)
    assert causes == [Cause.UNENROLLED, Cause.UNENROLLED, Cause.ENROLLED, Cause.ENROLLED]
