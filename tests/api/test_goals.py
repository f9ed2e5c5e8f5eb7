"""Goals of the organisation: offered to learners, owned by the site."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from okr_xblock.api.goals import delete_goal, list_goals, save_goal
from okr_xblock.models import OrganisationGoal
from tests.support.okr import make_objective, statements

TODAY = date(2026, 5, 14)
DAY = timedelta(days=1)


@pytest.fixture
def robin() -> User:
    return User.objects.get(username="robin")


def save(actor, goal_id=None, **values):
    return save_goal(goal_id=goal_id, actor_id=actor.pk, **values)


@pytest.mark.parametrize(
    ("values", "is_offered"),
    [
        ({}, True),
        ({"starts_on": TODAY, "due_on": TODAY}, True),
        ({"starts_on": TODAY + DAY}, False),
        ({"due_on": TODAY - DAY}, False),
        ({"starts_on": TODAY - DAY}, True),
        ({"due_on": TODAY + DAY}, True),
        ({"is_offered": False}, False),
    ],
)
def test_a_goal_is_offered_on_its_days(robin, values, is_offered):
    save(robin, title="Learn from each other", **values)
    assert bool(list_goals(today=TODAY)) is is_offered


def test_goals_come_by_title_in_one_query(robin):
    for title in ("Listen", "Ask", "Write"):
        save(robin, title=title, why=f"{title}!")
    with statements() as queries:
        goals = list_goals(today=TODAY)
    assert [(goal.title, goal.why) for goal in goals] == [("Ask", "Ask!"), ("Listen", "Listen!"), ("Write", "Write!")]
    assert len(queries) == 1  # the goals


def test_who_changed_it_stays_in_the_history(robin, learner):
    goal_id = save(robin, title="Listen", why="To learn")
    assert save(learner, goal_id, title="Listen first") == goal_id
    goal = OrganisationGoal.objects.get()
    assert [(h.title, h.history_user) for h in goal.history.all()] == [("Listen first", learner), ("Listen", robin)]
    assert goal.why == "To learn"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 256}, "title"),
        ({"title": "a\u202eb"}, "title"),
        ({"why": "x" * 2001}, "why"),
        ({"starts_on": TODAY, "due_on": TODAY - DAY}, "due_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(robin, values, field):
    with pytest.raises(ValidationError) as refused:
        save(robin, **{"title": "Listen", **values})
    assert list(refused.value.message_dict) == [field]
    assert not OrganisationGoal.objects.exists()


def test_the_last_day_is_compared_with_the_first_that_is_kept(robin):
    goal_id = save(robin, title="Listen", starts_on=TODAY)
    with pytest.raises(ValidationError):
        save(robin, goal_id, due_on=TODAY - DAY)


def test_a_deleted_goal_leaves_its_objectives_without_one(robin, learner):
    objective = make_objective(learner)
    goal_id = save(robin, title="Listen")
    type(objective).objects.filter(pk=objective.pk).update(goal=goal_id)
    delete_goal(goal_id=goal_id, actor_id=robin.pk)
    objective.refresh_from_db()
    assert objective.goal is None
    assert OrganisationGoal.history.latest().history_user == robin


def test_deleting_what_is_gone_is_no_mistake(robin):
    delete_goal(goal_id=1, actor_id=robin.pk)
