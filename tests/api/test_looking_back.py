"""Looking back: cycles, their objectives, and what was done in them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from okr_xblock.api.closing import ClosingSpec, close_objective
from okr_xblock.api.errors import NotFoundError
from okr_xblock.api.key_results import add_key_result
from okr_xblock.api.lifecycle import abandon_objective
from okr_xblock.api.looking_back import list_cycles, read_cycle, read_cycle_of
from okr_xblock.api.objectives import ObjectiveSpec, create_objective, publish_objective
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.domain.closing import NextStep, Outcome
from okr_xblock.domain.grading import Verdict
from okr_xblock.domain.lifecycle import Ambition, KeyResultKind, ObjectiveState
from okr_xblock.models import Award, Cycle, HabitTick, Objective
from tests.support.okr import (
    MENTORING,
    PRESENTATION,
    READERS,
    WORD_A_DAY,
    check_in,
    give_presentation,
    key_result_of,
    make_objective,
    tick,
)


def close(user, objective, grade: str | None, outcome: Outcome = Outcome.PARTLY, **said):
    row = Objective.objects.get(pk=objective.pk)
    spec = ClosingSpec(grade=None if grade is None else Decimal(grade), outcome=outcome, **said)
    return close_objective(user_id=user.pk, public_id=row.public_id, row_version=row.row_version, spec=spec)


def the_cycle(user, **options):
    cycle_id = options.pop("cycle_id", None) or Cycle.objects.earliest("starts_on").pk
    options.setdefault("course_key", COMMUNICATION)
    return read_cycle(user_id=user.pk, cycle_id=cycle_id, **options)


def test_each_cycle_with_objectives_is_listed_newest_first(learner):
    Cycle.objects.all().delete()
    for moment in (datetime(2026, 2, 2, 12, tzinfo=UTC), datetime(2026, 5, 4, 12, tzinfo=UTC)):
        spec = ObjectiveSpec(title="Read more")
        public_id = create_objective(user_id=learner.pk, home_course=COMMUNICATION, spec=spec, now=moment)
        add_key_result(user_id=learner.pk, objective_id=public_id, spec=READERS, now=moment)
        publish_objective(user_id=learner.pk, public_id=public_id, now=moment)
    newest, oldest = list_cycles(user_id=learner.pk, course_key=COMMUNICATION)
    assert (newest.starts_on, newest.due_on) == (date(2026, 4, 1), date(2026, 6, 30))
    assert (oldest.starts_on, oldest.objectives, oldest.closed) == (date(2026, 1, 1), 1, 0)
    assert [view.cycle_id for view in list_cycles(user_id=learner.pk, course_key=None, limit=1)] == [newest.cycle_id]


def test_the_average_is_of_what_was_graded_and_rounded_down(learner):
    for grade in ("1.0", "0.4", "0.6", None):
        close(learner, make_objective(learner, READERS), grade)
    make_objective(learner, READERS)
    make_objective(learner, READERS, start=False)
    (summary,) = list_cycles(user_id=learner.pk, course_key=COMMUNICATION)
    assert (summary.objectives, summary.closed, summary.average_grade) == (5, 4, Decimal("0.66"))
    view = the_cycle(learner)
    assert (len(view.objectives), view.closed, view.average_grade) == (5, 4, Decimal("0.66"))


def test_without_grades_there_is_no_average(learner):
    make_objective(learner, READERS)
    assert list_cycles(user_id=learner.pk, course_key=COMMUNICATION)[0].average_grade is None
    assert (the_cycle(learner).average_grade, the_cycle(learner).aspirational_verdict) == (None, None)


@pytest.mark.parametrize(
    ("ambition", "grade", "verdict"),
    [
        (Ambition.COMMITTED, "1.0", Verdict.COMMITMENT_KEPT),
        (Ambition.COMMITTED, "0.8", Verdict.COMMITMENT_MISSED),
        (Ambition.ASPIRATIONAL, "0.7", Verdict.ASPIRATION_REACHED),
        (Ambition.ASPIRATIONAL, "0.6", Verdict.ASPIRATION_SHORT),
        (Ambition.ASPIRATIONAL, None, None),
    ],
)
def test_a_grade_is_read_against_its_ambition(learner, ambition, grade, verdict):
    close(learner, make_objective(learner, READERS, ambition=ambition), grade)
    (past,) = the_cycle(learner).objectives
    assert (past.verdict, past.grade) == (verdict, None if grade is None else Decimal(grade))


def test_aspirations_are_read_together_and_commitments_are_none_of_them(learner):
    for grade, ambition in (("0.5", "aspirational"), ("0.9", "aspirational"), ("0.1", "committed")):
        close(learner, make_objective(learner, READERS, ambition=Ambition(ambition)), grade)
    assert the_cycle(learner).aspirational_verdict is Verdict.ASPIRATION_REACHED


def test_an_objective_shows_how_it_ended_and_where_it_goes_on(learner):
    objective = make_objective(learner, READERS, MENTORING)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1530))
    said = {"proud": "I spoke up", "obstacle": "The end of the year", "change": "Begin earlier"}
    closed = close(learner, objective, "0.6", next_step=NextStep.KEEP, **said)
    (past,) = the_cycle(learner).objectives
    assert (past.state, past.outcome, past.next_step) == (ObjectiveState.CLOSED, Outcome.PARTLY, NextStep.KEEP)
    assert {name: getattr(past, name) for name in said} == said
    assert (past.proposed_grade, past.carried_to) == (Decimal("0.5"), closed.carried_to)
    readers, mentoring = past.key_results
    assert (readers.title, readers.kind) == (READERS.title, KeyResultKind.METRIC)
    assert (float(readers.progress), mentoring.progress) == (1.1, None)
    (following,) = [c for c in list_cycles(user_id=learner.pk, course_key=None) if c.cycle_id != past_cycle(objective)]
    (going_on,) = the_cycle(learner, cycle_id=following.cycle_id).objectives
    assert going_on.carried_from_id == objective.public_id


def past_cycle(objective) -> int:
    return Objective.objects.get(pk=objective.pk).cycle_id


def test_what_was_let_go_says_why_and_a_running_one_says_nothing_of_an_end(learner):
    let_go = make_objective(learner, READERS, title="Let go")
    abandon_objective(user_id=learner.pk, public_id=let_go.public_id, reason="No time")
    make_objective(learner, READERS, title="Runs")
    gone, running = the_cycle(learner).objectives
    assert (gone.state, gone.state_reason, gone.grade) == (ObjectiveState.ABANDONED, "No time", None)
    assert (running.outcome, running.next_step, running.verdict, running.proud) == (None, None, None, "")


def test_what_was_done_is_counted(learner):
    Cycle.objects.update(starts_on=timezone.now().date() - timedelta(days=40))
    objective = make_objective(learner, WORD_A_DAY, PRESENTATION)
    today = timezone.now().date()
    monday = today - timedelta(days=today.weekday())
    # Two full weeks, one that is not, and another full one.
    weeks = [monday - timedelta(weeks=n) for n in (5, 4, 2)]
    days = [d for m in weeks for n in range(7) if (d := m + timedelta(days=n)) >= objective.starts_on]
    habit = key_result_of(objective, WORD_A_DAY.title)
    HabitTick.objects.bulk_create(HabitTick(key_result=habit, ticked_on=day) for day in days)
    tick(learner, objective, today)
    give_presentation(learner, objective)
    view = the_cycle(learner)
    assert (view.check_in_count, view.longest_streak_weeks) == (2, 2)
    assert view.badge_count == Award.objects.count() > 0
    Award.objects.update(active_key=None, revoked_at=timezone.now())
    assert the_cycle(learner).badge_count == 0


def test_each_course_looks_back_on_its_own(learner):
    make_objective(learner, READERS, course_key=None, title="At home nowhere")
    assert list_cycles(user_id=learner.pk, course_key=COMMUNICATION) == ()
    with pytest.raises(NotFoundError):
        the_cycle(learner)
    assert [past.title for past in the_cycle(learner, course_key=None).objectives] == ["At home nowhere"]


def test_a_cycle_is_found_by_one_of_its_objectives(learner, somebody_else):
    objective = make_objective(learner, READERS)
    mine = {"course_key": COMMUNICATION, "public_id": objective.public_id}
    assert read_cycle_of(user_id=learner.pk, **mine) == the_cycle(learner)
    with pytest.raises(NotFoundError):
        read_cycle_of(user_id=somebody_else.pk, **mine)


def test_a_cycle_of_somebody_else_or_of_nobody_does_not_exist(learner, somebody_else):
    make_objective(learner, READERS)
    with pytest.raises(NotFoundError):
        the_cycle(somebody_else)
    with pytest.raises(NotFoundError):
        the_cycle(learner, cycle_id=999_999)
    assert list_cycles(user_id=somebody_else.pk, course_key=COMMUNICATION) == ()


@pytest.mark.parametrize("count", [1, 6])
def test_looking_back_costs_five_queries_and_the_list_one(learner, count, django_assert_num_queries):
    for number in range(count):
        make_objective(learner, READERS, WORD_A_DAY, title=f"Objective {number}")
    with django_assert_num_queries(1):
        list_cycles(user_id=learner.pk, course_key=COMMUNICATION)
    cycle_id = Cycle.objects.get().pk
    # Objectives with cycle and learner; key results; check-ins and badges, counted; ticks.
    with django_assert_num_queries(5):
        read_cycle(user_id=learner.pk, course_key=COMMUNICATION, cycle_id=cycle_id)
