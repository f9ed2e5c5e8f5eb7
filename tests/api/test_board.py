"""The board: what it shows to whom, and what it costs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from okr_xblock.api.beginning import read_window
from okr_xblock.api.board import read_board, read_objective
from okr_xblock.api.errors import NotFoundError
from okr_xblock.demo import standin
from okr_xblock.demo.seed import COMMUNICATION, COMMUNITY, WRITING
from okr_xblock.domain.status import Status
from okr_xblock.models import Cycle, Learner, Objective
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


def titles(views) -> list[str]:
    return [view.title for view in views]


def test_somebody_without_okrs_gets_an_empty_board_and_no_row(learner):
    board = read_board(user_id=learner.pk, course_key=COMMUNICATION)
    assert (board.objectives, board.moved_here, board.badges) == ((), (), ())
    assert not Learner.objects.exists()


def test_a_course_shows_its_own_objectives_and_apart_from_them_those_it_moves(learner):
    standin.enroll(user=learner, course_key=WRITING)
    make_objective(learner, PRESENTATION, title="At home here")
    make_objective(learner, course_spec(COMMUNICATION), title="Moved from there", course_key=WRITING)
    make_objective(learner, PRESENTATION, title="Nothing to do with it", course_key=WRITING)
    board = read_board(user_id=learner.pk, course_key=COMMUNICATION)
    assert titles(board.objectives) == ["At home here"]
    assert titles(board.moved_here) == ["Moved from there"]


def test_without_a_course_it_shows_all(learner):
    make_objective(learner, PRESENTATION, title="One")
    make_objective(learner, PRESENTATION, title="Two", course_key=None)
    assert len(read_board(user_id=learner.pk, course_key=None).objectives) == 2


def test_nobody_sees_somebody_elses(learner, somebody_else):
    objective = make_objective(learner, PRESENTATION)
    assert read_board(user_id=somebody_else.pk, course_key=COMMUNICATION).objectives == ()
    with pytest.raises(NotFoundError):
        read_objective(user_id=somebody_else.pk, public_id=objective.public_id)


def test_silence_is_never_green(learner):
    make_objective(learner, course_spec())
    (view,) = read_board(user_id=learner.pk, course_key=COMMUNICATION).objectives
    assert view.status.status is Status.PENDING
    later = timezone.now() + timedelta(days=11)
    (view,) = read_board(user_id=learner.pk, course_key=COMMUNICATION, now=later).objectives
    assert view.status.status is Status.OUTDATED


def test_an_objective_written_in_mid_cycle_is_pending_not_neglected(learner):
    Cycle.objects.update(starts_on=timezone.now().date() - timedelta(days=60))
    make_objective(learner, PRESENTATION)
    (view,) = read_board(user_id=learner.pk, course_key=COMMUNICATION).objectives
    assert view.status.status is Status.PENDING


def test_the_weakest_key_result_sets_the_status_and_what_is_done_does_not_count(learner):
    objective = make_objective(learner, PRESENTATION, READERS)
    give_presentation(learner, objective)
    check_in(learner, key_result_of(objective, READERS.title), value=READERS.baseline, confidence=2)
    (view,) = read_board(user_id=learner.pk, course_key=COMMUNICATION).objectives
    assert view.status.status is Status.OFF_TRACK


def test_nothing_is_expected_of_a_yes_no_before_it_is_due(learner):
    objective = make_objective(learner, PRESENTATION)
    (view,) = read_board(user_id=learner.pk, course_key=COMMUNICATION).objectives
    assert view.expected == 0
    after_due = timezone.now() + timedelta(days=(objective.due_on - timezone.now().date()).days + 2)
    (view,) = read_board(user_id=learner.pk, course_key=COMMUNICATION, now=after_due).objectives
    assert view.expected == 1


def test_three_objectives_stand_open_and_of_more_one_does(learner):
    for number in range(3):
        make_objective(learner, PRESENTATION, title=f"Objective {number}")
    assert all(view.is_open for view in read_board(user_id=learner.pk, course_key=COMMUNICATION).objectives)
    make_objective(learner, PRESENTATION, title="One more")
    board = read_board(user_id=learner.pk, course_key=COMMUNICATION)
    assert [view.is_open for view in board.objectives] == [True, False, False, False]
    assert [view.key_result_count for view in board.objectives] == [1, 1, 1, 1]


def test_a_form_begins_today_and_ends_with_the_cycle(learner):
    dates = read_window(user_id=learner.pk, course_key=COMMUNICATION)
    cycle = Cycle.objects.get()
    assert (dates.starts_on, dates.due_on) == (timezone.now().date(), cycle.due_on)


def test_on_the_last_day_of_the_cycle_a_form_begins_with_the_cycle(learner):
    Cycle.objects.update(due_on=timezone.now().date())
    assert read_window(user_id=learner.pk, course_key=COMMUNICATION).starts_on == Cycle.objects.get().starts_on


def test_a_course_cycle_overrides_the_sites(learner):
    today = timezone.now().date()
    Cycle.objects.create(course_key=COMMUNICATION, starts_on=today, due_on=today + timedelta(days=20))
    make_objective(learner, PRESENTATION)
    assert Objective.objects.get().due_on == today + timedelta(days=20)


def test_without_any_cycle_the_calendar_quarter_counts(learner, somebody_else):
    Cycle.objects.all().delete()
    for user in (learner, somebody_else):
        make_objective(user, PRESENTATION)
    (cycle,) = Cycle.objects.all()
    assert cycle.starts_on.day == 1
    assert (cycle.due_on - cycle.starts_on).days in range(89, 93)


EVERY_KIND = (PRESENTATION, WORD_A_DAY, READERS, STAY, MENTORING, course_spec(), course_spec(COMMUNITY))


@pytest.mark.parametrize("count", [1, 3, 20])
def test_a_board_costs_ten_queries_whatever_is_on_it(learner, count, django_assert_num_queries):
    for number in range(count):
        objective = make_objective(learner, *EVERY_KIND, title=f"Objective {number}")
    give_presentation(learner, objective)
    # Objectives with learner, cycle, goal and what they come from; key results; stages; ticks; requirements with
    # standings; check-ins of what stays at a limit; course titles; to-dos; KPIs; badges.
    with django_assert_num_queries(10):
        read_board(user_id=learner.pk, course_key=COMMUNICATION)
