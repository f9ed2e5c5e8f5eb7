"""Objectives: what is kept, what is refused, and who may do it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from okr_xblock.api.errors import ForbiddenError, NotFoundError, NotOpenError, StaleError
from okr_xblock.api.key_results import add_key_result, revise_key_result
from okr_xblock.api.objectives import (
    ObjectiveSpec,
    create_objective,
    get_objective,
    publish_objective,
    revise_objective,
)
from okr_xblock.demo.seed import COMMUNICATION, WRITING
from okr_xblock.domain.lifecycle import ObjectiveState, Visibility
from okr_xblock.models import Cycle, KeyResult, Objective, OrganisationGoal
from tests.support.okr import PRESENTATION, PUBLIC_SPEAKING, course_spec, give_presentation, make_objective

SPEC = ObjectiveSpec(title=PUBLIC_SPEAKING)


def test_a_new_objective_is_a_private_draft_with_the_dates_of_its_cycle(learner):
    public_id = create_objective(user_id=learner.pk, home_course=COMMUNICATION, spec=SPEC)
    row = Objective.objects.select_related("cycle").get(public_id=public_id)
    assert (row.state, row.visibility) == (ObjectiveState.DRAFT, Visibility.PRIVATE)
    assert (row.starts_on, row.due_on) == (row.cycle.starts_on, row.cycle.due_on)


def test_the_same_form_sent_twice_makes_one_objective(learner):
    first, second = (
        create_objective(user_id=learner.pk, home_course=COMMUNICATION, spec=SPEC, submission_key="form-1")
        for _click in range(2)
    )
    assert first == second
    assert Objective.objects.count() == 1


def test_the_same_key_of_another_form_is_another_write(learner):
    public_id = create_objective(user_id=learner.pk, home_course=COMMUNICATION, spec=SPEC, submission_key="form-1")
    added = add_key_result(user_id=learner.pk, objective_id=public_id, spec=PRESENTATION, submission_key="form-1")
    assert added != public_id


def test_a_person_with_okrs_can_be_deleted(learner):
    objective = make_objective(learner, PRESENTATION, course_spec())
    give_presentation(learner, objective)
    learner.delete()
    assert not Objective.objects.exists()


def test_the_same_key_of_another_learner_is_another_form(learner, somebody_else):
    mine, theirs = (
        create_objective(user_id=user.pk, home_course=COMMUNICATION, spec=SPEC, submission_key="form-1")
        for user in (learner, somebody_else)
    )
    assert mine != theirs


def test_somebody_who_does_not_take_the_course_cannot_write_in_it(learner):
    with pytest.raises(ForbiddenError):
        create_objective(user_id=learner.pk, home_course=WRITING, spec=SPEC)


def test_an_objective_may_have_no_home_course(learner):
    public_id = create_objective(user_id=learner.pk, home_course=None, spec=SPEC)
    assert get_objective(user_id=learner.pk, public_id=public_id).home_course is None


TODAY = timezone.now().date()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": " \n "}, "title"),
        ({"title": "x" * 10_000}, "title"),
        ({"title": "right \u202eto left"}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"why": "x" * 10_000}, "why"),
        ({"starts_on": TODAY, "due_on": TODAY}, "due_on"),
        ({"starts_on": TODAY, "due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": TODAY + timedelta(days=5000)}, "due_on"),
        ({"starts_on": TODAY - timedelta(days=5000)}, "starts_on"),
        ({"visibility": Visibility.PEERS}, "visibility"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(learner, change, field):
    with pytest.raises(ValidationError) as refused:
        create_objective(user_id=learner.pk, home_course=COMMUNICATION, spec=replace(SPEC, **change))
    assert list(refused.value.message_dict) == [field]
    assert not Objective.objects.exists()


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "5 < 6 & 7 > 6", "تحسين مهارات العرض", "🎤 " * 50])
def test_a_hostile_or_foreign_title_is_kept_as_typed(learner, title):
    public_id = create_objective(user_id=learner.pk, home_course=COMMUNICATION, spec=replace(SPEC, title=title))
    assert get_objective(user_id=learner.pk, public_id=public_id).spec.title == title.strip()


def test_a_change_keeps_old_and_new_with_the_reason(learner):
    objective = make_objective(learner, PRESENTATION)
    version = get_objective(user_id=learner.pk, public_id=objective.public_id).row_version
    revise_objective(
        user_id=learner.pk,
        public_id=objective.public_id,
        row_version=version,
        spec=replace(SPEC, title="Speak in public with ease"),
        reason="It says it better",
    )
    latest, *older = objective.history.all()
    assert (latest.title, latest.history_change_reason) == ("Speak in public with ease", "It says it better")
    assert older[0].title == PUBLIC_SPEAKING


def test_a_form_from_an_old_tab_is_refused_with_what_it_says_now(learner):
    objective = make_objective(learner)
    tabs = [get_objective(user_id=learner.pk, public_id=objective.public_id) for _tab in range(2)]
    first = replace(SPEC, title="From the first tab")
    revise_objective(user_id=learner.pk, public_id=objective.public_id, row_version=tabs[0].row_version, spec=first)
    with pytest.raises(StaleError) as refused:
        revise_objective(user_id=learner.pk, public_id=objective.public_id, row_version=tabs[1].row_version, spec=SPEC)
    assert refused.value.current.spec.title == "From the first tab"
    assert refused.value.current.row_version == tabs[0].row_version + 1


def test_a_draft_without_key_results_cannot_be_started(learner):
    objective = make_objective(learner)
    with pytest.raises(ValidationError):
        publish_objective(user_id=learner.pk, public_id=objective.public_id)


def test_an_objective_is_started_once(learner):
    objective = make_objective(learner, PRESENTATION)
    # From another tab that still shows the draft: it runs, as was wanted.
    assert publish_objective(user_id=learner.pk, public_id=objective.public_id) == objective.public_id
    again = Objective.objects.get()
    assert (again.published_at, again.row_version) == (objective.published_at, objective.row_version)


@pytest.mark.parametrize("state", [ObjectiveState.CLOSED, ObjectiveState.ABANDONED])
def test_a_closed_objective_cannot_be_changed(learner, state):
    objective = make_objective(learner, PRESENTATION)
    Objective.objects.filter(pk=objective.pk).update(state=state)
    with pytest.raises(NotOpenError):
        revise_objective(user_id=learner.pk, public_id=objective.public_id, row_version=1, spec=SPEC)


def test_somebody_elses_objective_does_not_exist(learner, somebody_else):
    objective = make_objective(learner, PRESENTATION)
    for attempt in (
        lambda: get_objective(user_id=somebody_else.pk, public_id=objective.public_id),
        lambda: revise_objective(user_id=somebody_else.pk, public_id=objective.public_id, row_version=1, spec=SPEC),
        lambda: publish_objective(user_id=somebody_else.pk, public_id=objective.public_id),
    ):
        with pytest.raises(NotFoundError):
            attempt()


def test_an_objective_may_serve_a_goal_or_none(learner):
    goal = OrganisationGoal.objects.create(title="Better meetings")
    objective = make_objective(learner, goal_id=goal.public_id)
    detail = get_objective(user_id=learner.pk, public_id=objective.public_id)
    assert detail.spec.goal_id == goal.public_id
    revise_objective(
        user_id=learner.pk,
        public_id=objective.public_id,
        row_version=detail.row_version,
        spec=replace(detail.spec, goal_id=None),
    )
    assert Objective.objects.get().goal is None


NOT_OFFERED = [
    {"is_offered": False},
    {"starts_on": date(2999, 1, 1)},
    {"due_on": date(2001, 1, 1)},
]


@pytest.mark.parametrize("values", [None, *NOT_OFFERED])
def test_a_goal_that_is_not_offered_cannot_be_chosen(learner, values):
    goal_id = "x" * 32 if values is None else OrganisationGoal.objects.create(title="Old", **values).public_id
    with pytest.raises(ValidationError) as refused:
        create_objective(user_id=learner.pk, home_course=COMMUNICATION, spec=replace(SPEC, goal_id=goal_id))
    assert list(refused.value.message_dict) == ["goal_id"]


@pytest.mark.parametrize("values", NOT_OFFERED)
def test_a_goal_that_was_chosen_may_stay_when_it_is_no_longer_offered(learner, values):
    goal = OrganisationGoal.objects.create(title="Old")
    objective = make_objective(learner, goal_id=goal.public_id)
    OrganisationGoal.objects.update(**values)
    detail = get_objective(user_id=learner.pk, public_id=objective.public_id)
    revise_objective(
        user_id=learner.pk,
        public_id=objective.public_id,
        row_version=detail.row_version,
        spec=replace(detail.spec, title="Said better"),
    )
    assert (Objective.objects.get().goal, Objective.objects.get().title) == (goal, "Said better")


def test_every_write_takes_its_moment(learner):
    """A history can be told as it was: states, revisions and evidence bear the moment that was given."""
    Cycle.objects.all().delete()
    then = datetime(2026, 5, 4, 12, tzinfo=UTC)
    public_id = create_objective(user_id=learner.pk, home_course=COMMUNICATION, spec=SPEC, now=then)
    added = add_key_result(user_id=learner.pk, objective_id=public_id, spec=PRESENTATION, now=then)
    publish_objective(user_id=learner.pk, public_id=public_id, now=then)
    later = then + timedelta(days=7)
    revise_key_result(
        user_id=learner.pk, public_id=added, row_version=1, spec=replace(PRESENTATION, title="Give a talk"), now=later
    )
    revise_objective(
        user_id=learner.pk, public_id=public_id, row_version=2, spec=replace(SPEC, why="Why not"), now=later
    )
    row = Objective.objects.get()
    assert (row.published_at, row.starts_on.isoformat()) == (then, "2026-04-01")
    assert [record.history_date for record in row.history.all()] == [later, then, then]
    assert [record.history_date for record in KeyResult.objects.get().history.all()] == [later, then]
