"""What Ben did before anybody looked."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from okr_xblock.api.board import NextThingKind, read_board
from okr_xblock.api.looking_back import list_cycles
from okr_xblock.api.objectives import ObjectiveSpec, create_objective
from okr_xblock.demo.history import PAPERS, READ_TO_THE_END, live
from okr_xblock.models import Award, CheckIn, Cycle, Learner, Objective
from tests.support.okr import seed_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben() -> User:
    seed_site()
    return User.objects.get(username="ben")


def test_ben_is_half_way_through_a_quarter(ben):
    assert live()
    board = read_board(user_id=ben.pk, course_key=None)
    assert board.summary is not None
    assert (board.summary.objective_count, len(board.kpis)) == (2, 1)
    assert board.next_thing is not None
    assert board.next_thing.kind is NextThingKind.CHECK_IN
    assert board.moved, "a unit was finished since his last check-in"
    assert {objective.title: objective.state for objective in board.objectives}[PAPERS] == "paused"
    assert CheckIn.objects.filter(key_result__objective__cycle=Objective.objects.last().cycle).count() > 40
    assert not board.has_something_to_celebrate
    assert Award.objects.exists()


def test_ben_looks_back_on_one_cycle(ben):
    live()
    (earlier,) = [cycle for cycle in list_cycles(user_id=ben.pk, course_key=None) if cycle.closed]
    assert earlier.average_grade == Decimal("0.7")
    closed = Objective.objects.get(title=READ_TO_THE_END)
    assert closed.reflection_proud
    assert closed.reflection_obstacle
    assert closed.reflection_change


def test_nothing_he_did_lies_ahead(ben):
    live()
    assert CheckIn.objects.latest("checked_in_at").checked_in_at < timezone.now()
    assert Award.objects.latest("awarded_at").awarded_at < timezone.now()


def test_it_is_given_once(ben):
    assert live()
    assert not live()
    assert Objective.objects.count() == 4
    assert Cycle.objects.count() == 2


def test_what_a_visitor_wrote_as_ben_is_left_alone(ben):
    create_objective(user_id=ben.pk, home_course=None, spec=ObjectiveSpec(title="My own"))
    assert not live()
    assert Objective.objects.get().title == "My own"


def test_amara_begins_with_nothing(ben):
    live()
    assert [learner.user for learner in Learner.objects.all()] == [ben]


@pytest.mark.parametrize("hour", [0, 12, 23])
@pytest.mark.parametrize("ago", range(7))
def test_it_can_be_given_at_any_moment_of_a_week(ben, ago, hour):
    """Habits count by calendar weeks, and the days of his past are counted back from the moment."""
    assert live(now=datetime(2026, 3, 1, hour, 59, tzinfo=UTC) - timedelta(days=ago))
