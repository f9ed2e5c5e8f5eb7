"""Key results of every kind: what is kept, what is refused, what adding and changing one does to progress."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from opaque_keys.edx.keys import CourseKey

from okr_xblock.api.board import read_objective
from okr_xblock.api.errors import NotFoundError, StaleError
from okr_xblock.api.key_results import (
    RequirementSpec,
    StageSpec,
    add_key_result,
    get_key_result,
    remove_key_result,
    revise_key_result,
)
from okr_xblock.demo.seed import COMMUNITY, DRAFT
from okr_xblock.domain.courses import Criterion, SourceState
from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.models import CourseRequirement, KeyResult, Objective
from tests.support.okr import (
    MENTORING,
    PRESENTATION,
    READERS,
    STAY,
    WORD_A_DAY,
    check_in,
    course_spec,
    give_presentation,
    key_result_of,
    make_objective,
)

NO_SUCH_COURSE = CourseKey.from_string("course-v1:Nobody+Knows+2026")


@pytest.mark.parametrize("spec", [PRESENTATION, WORD_A_DAY, READERS, STAY, MENTORING], ids=lambda spec: spec.title)
def test_every_kind_is_kept_as_written(learner, spec):
    objective = make_objective(learner, spec)
    kept = get_key_result(user_id=learner.pk, public_id=KeyResult.objects.get().public_id)
    assert kept.objective_id == objective.public_id
    assert replace(kept.spec, stages=()) == replace(spec, stages=())
    titles = [stage.title for stage in spec.stages]
    if spec.kind is KeyResultKind.MILESTONES:
        assert [stage.title for stage in kept.spec.stages] == (titles or [spec.title])


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (replace(READERS, title=""), "title"),
        (replace(READERS, title="x" * 10_000), "title"),
        (replace(READERS, unit="x" * 10_000), "unit"),
        (replace(READERS, baseline=None), "baseline"),
        (replace(READERS, target=None), "target"),
        (replace(READERS, target=READERS.baseline), "target"),
        (replace(READERS, target=Decimal("1e400")), "target"),
        (replace(READERS, target=Decimal("NaN")), "target"),
        (replace(READERS, weight=Decimal(-1)), "weight"),
        (replace(READERS, start_confidence=0), "start_confidence"),
        (replace(READERS, start_confidence=99), "start_confidence"),
        (replace(READERS, weight=Decimal("NaN")), "weight"),
        (replace(READERS, weight=Decimal(0)), "weight"),
        (replace(STAY, limit=None), "limit"),
        (replace(STAY, side=None), "side"),
        (replace(WORD_A_DAY, times_per_week=0), "times_per_week"),
        (replace(WORD_A_DAY, times_per_week=8), "times_per_week"),
        (replace(WORD_A_DAY, times_per_week=None), "times_per_week"),
        (replace(MENTORING, stages=(StageSpec(title=""),)), "stages"),
        (replace(MENTORING, stages=(StageSpec(title="Met", weight=Decimal(0)),)), "stages"),
        (replace(MENTORING, stages=(StageSpec(title="Met"),) * 21), "stages"),
        (replace(MENTORING, stages=(StageSpec(title="Somebody else's", stage_id="f" * 32),)), "stages"),
        (replace(course_spec(), requirements=()), "requirements"),
        (course_spec(required_fraction=Decimal(0)), "required_percent"),
        (course_spec(required_fraction=Decimal("1.01")), "required_percent"),
        (course_spec(required_fraction=None), "required_percent"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(learner, spec, field):
    objective = make_objective(learner)
    with pytest.raises(ValidationError) as refused:
        add_key_result(user_id=learner.pk, objective_id=objective.public_id, spec=spec)
    assert list(refused.value.message_dict) == [field]
    assert not KeyResult.objects.exists()


def test_a_course_that_does_not_exist_and_one_that_is_hidden_get_the_same_answer(learner):
    objective = make_objective(learner)
    answers = []
    for course_key in (NO_SUCH_COURSE, DRAFT):
        with pytest.raises(ValidationError) as refused:
            add_key_result(user_id=learner.pk, objective_id=objective.public_id, spec=course_spec(course_key))
        answers.append(refused.value.message_dict)
    assert answers[0] == answers[1]


def test_a_visible_course_not_yet_joined_can_be_linked_and_waits(learner):
    objective = make_objective(learner, course_spec(COMMUNITY))
    (key_result,) = read_objective(user_id=learner.pk, public_id=objective.public_id).key_results
    assert key_result.body.requirements[0].state is SourceState.WAITING
    assert key_result.progress is None


def test_a_course_with_several_requirements_is_their_mean(learner):
    spec = replace(
        course_spec(),
        requirements=(
            course_spec().requirements[0],
            RequirementSpec(course_key=COMMUNITY, criterion=Criterion.PASSING, required_fraction=None),
        ),
    )
    objective = make_objective(learner, spec)
    (key_result,) = read_objective(user_id=learner.pk, public_id=objective.public_id).key_results
    assert [r.state for r in key_result.body.requirements] == [SourceState.LIVE, SourceState.WAITING]
    assert key_result.progress == 0


def test_adding_a_key_result_lowers_the_objective_at_once(learner):
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    add_key_result(user_id=learner.pk, objective_id=objective.public_id, spec=READERS)
    assert Objective.objects.get().progress_fraction == Decimal("0.5")


def test_a_new_target_recalculates_at_once_and_keeps_the_old_one(learner):
    objective = make_objective(learner, READERS)
    key_result = key_result_of(objective, READERS.title)
    check_in(learner, key_result, value=Decimal(1350))
    revise_key_result(
        user_id=learner.pk,
        public_id=key_result.public_id,
        row_version=1,
        spec=replace(READERS, target=Decimal(1800)),
        reason="More is possible",
    )
    key_result.refresh_from_db()
    assert key_result.progress_ratio == "1/4"
    assert [(row.target, row.history_change_reason) for row in key_result.history.all()] == [
        (Decimal(1800), "More is possible"),
        (Decimal(1500), None),
    ]


def test_a_changed_weight_moves_the_objective(learner):
    objective = make_objective(learner, PRESENTATION, READERS)
    give_presentation(learner, objective)
    presentation = key_result_of(objective, PRESENTATION.title)
    detail = get_key_result(user_id=learner.pk, public_id=presentation.public_id)
    revise_key_result(
        user_id=learner.pk,
        public_id=presentation.public_id,
        row_version=detail.row_version,
        spec=replace(detail.spec, weight=Decimal(3)),
    )
    assert Objective.objects.get().progress_fraction == Decimal("0.75")


def test_changing_stages_keeps_what_was_done(learner):
    objective = make_objective(learner, MENTORING)
    key_result = key_result_of(objective, MENTORING.title)
    first = key_result.stages.first()
    check_in(learner, key_result, stages={first.public_id: True})
    detail = get_key_result(user_id=learner.pk, public_id=key_result.public_id)
    fewer = (detail.spec.stages[0], StageSpec(title="Looked back, twice"))
    revise_key_result(
        user_id=learner.pk, public_id=key_result.public_id, row_version=1, spec=replace(detail.spec, stages=fewer)
    )
    assert [(s.title, s.done_at is not None) for s in key_result.stages.all()] == [
        ("Met", True),
        ("Looked back, twice", False),
    ]
    assert KeyResult.objects.get().progress_ratio == "1/2"


def test_what_was_required_and_which_stages_there_were_stays_in_the_history(learner):
    make_objective(learner, course_spec())
    detail = get_key_result(user_id=learner.pk, public_id=KeyResult.objects.get().public_id)
    less = replace(detail.spec.requirements[0], required_fraction=Decimal("0.1"))
    revise_key_result(
        user_id=learner.pk, public_id=detail.public_id, row_version=1, spec=replace(detail.spec, requirements=(less,))
    )
    history = CourseRequirement.objects.get().history.all()
    assert [row.required_fraction for row in history] == [Decimal("0.1"), Decimal(1)]


def test_a_form_from_an_old_tab_is_refused_with_what_it_says_now(learner):
    objective = make_objective(learner, READERS)
    key_result = key_result_of(objective, READERS.title)
    revise_key_result(
        user_id=learner.pk, public_id=key_result.public_id, row_version=1, spec=replace(READERS, unit="people")
    )
    with pytest.raises(StaleError) as refused:
        revise_key_result(user_id=learner.pk, public_id=key_result.public_id, row_version=1, spec=READERS)
    assert refused.value.current.spec.unit == "people"


def test_a_removed_key_result_no_longer_counts_and_is_gone(learner):
    objective = make_objective(learner, PRESENTATION, READERS)
    give_presentation(learner, objective)
    remove_key_result(user_id=learner.pk, public_id=key_result_of(objective, READERS.title).public_id)
    assert Objective.objects.get().progress_fraction == 1
    with pytest.raises(NotFoundError):
        check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1300))


def test_the_last_key_result_of_a_running_objective_stays(learner):
    objective = make_objective(learner, PRESENTATION)
    with pytest.raises(ValidationError):
        remove_key_result(user_id=learner.pk, public_id=KeyResult.objects.get().public_id)
    assert objective.key_results.filter(removed_at__isnull=True).count() == 1


def test_somebody_elses_key_result_does_not_exist(learner, somebody_else):
    objective = make_objective(learner, PRESENTATION)
    public_id = KeyResult.objects.get().public_id
    for attempt in (
        lambda: get_key_result(user_id=somebody_else.pk, public_id=public_id),
        lambda: revise_key_result(user_id=somebody_else.pk, public_id=public_id, row_version=1, spec=PRESENTATION),
        lambda: remove_key_result(user_id=somebody_else.pk, public_id=public_id),
        lambda: add_key_result(user_id=somebody_else.pk, objective_id=objective.public_id, spec=READERS),
        lambda: check_in(somebody_else, KeyResult.objects.get()),
    ):
        with pytest.raises(NotFoundError):
            attempt()
