"""The top of the board: how it goes, what is next, what the platform moved."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone

from okr_xblock.api.board import NextThingKind, read_board
from okr_xblock.api.check_ins import CheckInEntry, record_check_ins
from okr_xblock.api.closing import ClosingSpec, close_objective
from okr_xblock.api.initiatives import InitiativeSpec, add_initiative
from okr_xblock.api.key_results import get_key_result, revise_key_result
from okr_xblock.api.kpis import KpiSpec, create_kpi
from okr_xblock.api.lifecycle import abandon_objective, pause_objective
from okr_xblock.demo import standin
from okr_xblock.demo.models import DemoProfile
from okr_xblock.demo.seed import COMMUNICATION, WRITING
from okr_xblock.domain.closing import Outcome
from okr_xblock.domain.evidence import Cause
from okr_xblock.models import Cycle, KeyResult, Objective, OrganisationGoal
from tests.support.okr import (
    PRESENTATION,
    READERS,
    check_in,
    complete,
    complete_course,
    counted_blocks,
    course_spec,
    give_presentation,
    key_result_of,
    make_learner,
    make_objective,
    wait_for_check_in,
)


def board_of(user, course_key=COMMUNICATION, *, days: int = 0):
    return read_board(user_id=user.pk, course_key=course_key, now=timezone.now() + timedelta(days=days))


def test_without_anything_running_there_is_no_summary_and_nothing_is_due(learner):
    make_objective(learner, PRESENTATION, start=False)
    pause_objective(user_id=learner.pk, public_id=make_objective(learner, PRESENTATION).public_id)
    assert board_of(learner).summary is None
    board = board_of(make_learner("nobody"))
    assert (board.summary, board.next_thing.kind) == (None, NextThingKind.NOTHING_DUE)
    assert (board.next_thing.due_on, board.next_thing.objective_id, board.moved) == (None, None, ())


def test_the_summary_counts_each_objective_once(learner):
    make_objective(learner, READERS, READERS, READERS, title="Three key results, none measured")
    done = make_objective(learner, PRESENTATION, title="Done")
    give_presentation(learner, done)
    summary = board_of(learner).summary
    assert (summary.progress, summary.objective_count) == (Fraction(1, 2), 2)
    cycle = Cycle.objects.get()
    assert (summary.cycle_title, summary.starts_on, summary.due_on) == ("Test cycle", cycle.starts_on, cycle.due_on)
    assert summary.days_left == (cycle.due_on - timezone.now().date()).days
    assert 0 < summary.expected < Fraction(1, 4)


def test_without_data_the_summary_has_no_progress(learner):
    make_objective(learner, READERS)
    assert board_of(learner).summary.progress is None


def test_what_only_waits_to_be_closed_counts_while_nothing_newer_runs(learner):
    today = timezone.now().date()
    old = make_objective(learner, PRESENTATION, title="Old", due_on=today + timedelta(days=5))
    give_presentation(learner, old)
    assert board_of(learner, days=90).summary.days_left == 0
    make_objective(learner, READERS, title="Newer")
    summary = board_of(learner, days=10).summary
    assert (summary.objective_count, summary.progress) == (1, None)


def test_what_to_do_next_is_closing_then_checking_in_then_a_draft_then_nothing(learner):
    today = timezone.now().date()
    draft = make_objective(learner, title="Draft")
    assert board_of(learner).next_thing.kind is NextThingKind.FINISH_DRAFT
    assert board_of(learner).next_thing.objective_id == draft.public_id
    ready = make_objective(learner, PRESENTATION, title="Ready", start=False, due_on=today + timedelta(days=30))
    found = board_of(learner).next_thing
    assert (found.kind, found.count, found.objective_id) == (NextThingKind.START_DRAFT, 2, ready.public_id)
    running = make_objective(learner, READERS, PRESENTATION, title="Running", due_on=today + timedelta(days=20))
    assert board_of(learner).next_thing.kind is NextThingKind.START_DRAFT
    wait_for_check_in(running)
    found = board_of(learner).next_thing
    assert (found.kind, found.count, found.due_on) == (NextThingKind.CHECK_IN, 2, today)
    assert found.objective_id == running.public_id
    found = board_of(learner, days=21).next_thing
    assert (found.kind, found.count, found.due_on) == (NextThingKind.CLOSE, 1, running.due_on)
    assert found.objective_id == running.public_id


def test_with_nothing_due_it_names_the_next_date(learner):
    today = timezone.now().date()
    objective = make_objective(learner, READERS, due_on=today + timedelta(days=10))
    assert (board_of(learner).next_thing.is_first, board_of(learner).next_thing.due_on) == (True, today + timedelta(7))
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1250))
    found = board_of(learner).next_thing
    assert (found.kind, found.count, found.is_first) == (NextThingKind.NOTHING_DUE, 0, False)
    assert (found.due_on, found.objective_id) == (today + timedelta(days=7), objective.public_id)
    # After the last check-in that is asked for, the due day is what comes next.
    later = timezone.now() + timedelta(days=7)
    entry = CheckInEntry(
        key_result_id=key_result_of(objective, READERS.title).public_id, confidence=8, value=Decimal(1250)
    )
    record_check_ins(user_id=learner.pk, entries=[entry], now=later)
    assert board_of(learner, days=8).next_thing.due_on == objective.due_on


def test_what_is_at_home_elsewhere_is_not_next_here(learner):
    standin.enroll(user=learner, course_key=WRITING)
    make_objective(learner, course_spec(COMMUNICATION), course_key=WRITING)
    board = board_of(learner)
    assert (len(board.moved_here), board.next_thing.kind, board.summary) == (1, NextThingKind.NOTHING_DUE, None)


def test_advice_counts_all_that_a_person_has_open_wherever(learner):
    standin.enroll(user=learner, course_key=WRITING)
    today = timezone.now().date()
    make_objective(learner, PRESENTATION)
    make_objective(learner, PRESENTATION, course_key=WRITING)
    pause_objective(user_id=learner.pk, public_id=make_objective(learner, PRESENTATION, course_key=None).public_id)
    make_objective(learner, PRESENTATION, start=False)
    make_objective(learner, PRESENTATION, due_on=today + timedelta(days=5))
    assert board_of(learner).open_count == 4
    assert board_of(learner, days=6).open_count == 3


def test_what_the_platform_moved_is_news_until_the_next_check_in(learner):
    objective = make_objective(learner, course_spec(), READERS, PRESENTATION)
    row = key_result_of(objective, course_spec().title)
    assert board_of(learner).moved == ()
    check_in(learner, row)
    for unit in counted_blocks()[:2]:
        complete(learner, *unit)
    (moved,) = board_of(learner).moved
    row.refresh_from_db()
    # Both units together, named by the last one.
    assert (moved.before, moved.after, moved.cause) == (0, row.progress_fraction, Cause.COMPLETION)
    assert (moved.key_result_id, moved.key_result_title) == (row.public_id, row.title)
    assert row.moved_from > 0
    # A look at another key result of the objective is a look at the objective.
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1250))
    assert board_of(learner).moved == ()


def test_a_look_at_the_very_course_that_moved_ends_the_news(learner):
    row = make_objective(learner, course_spec()).key_results.get()
    complete(learner, *counted_blocks()[0])
    assert len(board_of(learner).moved) == 1
    check_in(learner, row)
    assert board_of(learner).moved == ()


def test_a_check_in_elsewhere_keeps_the_news(learner):
    make_objective(learner, course_spec())
    other = make_objective(learner, READERS)
    complete(learner, *counted_blocks()[0])
    check_in(learner, key_result_of(other, READERS.title), value=Decimal(1250))
    assert len(board_of(learner).moved) == 1


def test_what_the_learner_linked_or_revised_is_no_news(learner):
    complete(learner, *counted_blocks()[0])
    row = make_objective(learner, course_spec()).key_results.get()
    assert board_of(learner).moved == ()
    complete(learner, *counted_blocks()[1])
    detail = get_key_result(user_id=learner.pk, public_id=row.public_id)
    half = course_spec(required_fraction=Decimal("0.5"))
    revise_key_result(user_id=learner.pk, public_id=row.public_id, row_version=detail.row_version, spec=half)
    assert board_of(learner).moved == ()


def test_what_fell_back_to_where_it_was_is_no_news(learner):
    make_objective(learner, course_spec())
    complete(learner, *counted_blocks()[0])
    complete(learner, *counted_blocks()[0], completion=0.0)
    assert board_of(learner).moved == ()


def test_the_newest_five_are_shown(learner):
    for number in range(6):
        make_objective(learner, course_spec(), title=f"Objective {number}")
    complete_course(learner)
    moved = board_of(learner).moved
    assert len(moved) == 5
    assert {found.after for found in moved} == {1}


def test_numbers_to_keep_and_to_dos_are_on_it(learner):
    objective = make_objective(learner, PRESENTATION)
    add_initiative(user_id=learner.pk, objective_id=objective.public_id, spec=InitiativeSpec(title="Book a room"))
    create_kpi(user_id=learner.pk, home_course=COMMUNICATION, spec=KpiSpec(title="Hours of sleep", low=Decimal(7)))
    board = board_of(learner)
    assert [kpi.title for kpi in board.kpis] == ["Hours of sleep"]
    assert [to_do.title for to_do in board.objectives[0].initiatives] == ["Book a room"]


def test_an_objective_names_the_goal_it_serves(learner):
    goal = OrganisationGoal.objects.create(title="Better meetings")
    make_objective(learner, PRESENTATION, goal_id=goal.public_id)
    assert board_of(learner).objectives[0].goal_title == "Better meetings"


def test_what_moved_of_confidence_is_told_for_the_objective(learner):
    objective = make_objective(learner, READERS, PRESENTATION)
    readers, presentation = (key_result_of(objective, spec.title) for spec in (READERS, PRESENTATION))
    check_in(learner, readers, value=Decimal(1250), confidence=6)
    check_in(learner, presentation, confidence=8)
    view = board_of(learner).objectives[0]
    assert (view.confidence, view.previous_confidence) == (6, None)
    check_in(learner, readers, value=Decimal(1250), confidence=9)
    view = board_of(learner).objectives[0]
    assert (view.confidence, view.previous_confidence) == (8, 6)
    assert [row.previous_confidence for row in view.key_results] == [6, None]


def test_what_ended_stays_on_the_board_until_its_cycle_does(learner):
    objective = make_objective(learner, READERS)
    abandon_objective(user_id=learner.pk, public_id=objective.public_id, reason="No time")
    closed = make_objective(learner, READERS)
    version = Objective.objects.get(pk=closed.pk).row_version
    spec = ClosingSpec(grade=Decimal("0.7"), outcome=Outcome.PARTLY)
    close_objective(user_id=learner.pk, public_id=closed.public_id, row_version=version, spec=spec)
    views = board_of(learner).objectives
    assert [(view.state_reason, view.outcome, view.grade, view.can_reopen) for view in views] == [
        ("No time", None, None, True),
        ("", Outcome.PARTLY, Decimal("0.7"), True),
    ]
    days_left = (Cycle.objects.get().due_on - timezone.now().date()).days
    assert len(board_of(learner, days=days_left).objectives) == 2
    assert board_of(learner, days=days_left + 1).objectives == ()


@pytest.mark.parametrize(
    ("zone", "moment", "days_left"),
    [
        ("UTC", "2026-03-31T23:59", 0),
        ("UTC", "2026-03-30T00:00", 1),
        ("Pacific/Kiritimati", "2026-03-30T09:59", 1),
        ("Pacific/Kiritimati", "2026-03-30T10:00", 0),
        ("Pacific/Pago_Pago", "2026-03-31T10:59", 1),
        ("Pacific/Pago_Pago", "2026-03-31T11:00", 0),
        # from winter to summer time on 29 March
        ("Europe/Berlin", "2026-03-28T22:59", 3),
        ("Europe/Berlin", "2026-03-28T23:00", 2),
        ("Europe/Berlin", "2026-03-29T21:59", 2),
        ("Europe/Berlin", "2026-03-29T22:00", 1),
    ],
)
def test_days_are_left_as_the_learners_own_calendar_counts_them(learner, zone, moment, days_left):
    DemoProfile.objects.update_or_create(user=learner, defaults={"time_zone": zone})
    objective = make_objective(learner, READERS)
    begun = datetime.combine(datetime(2026, 1, 12, tzinfo=UTC).date(), time(12), tzinfo=UTC)
    Cycle.objects.update(starts_on="2026-01-01", due_on="2026-03-31")
    Objective.objects.update(starts_on="2026-01-01", due_on="2026-03-31", published_at=begun)
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    board = read_board(user_id=learner.pk, course_key=COMMUNICATION, now=now)
    assert (board.summary.days_left, board.objectives[0].days_left) == (days_left, days_left)
    assert objective.public_id == board.next_thing.objective_id


def trail_of(row) -> list[tuple[str, str]]:
    return [tuple(point) for point in type(row).objects.get(pk=row.pk).trail]


def test_the_trail_has_a_point_for_every_day_on_which_something_was_said_or_moved(learner):
    objective = make_objective(learner, READERS)
    row = objective.key_results.get()
    start = timezone.now()
    for days, value in ((0, 1350), (0, 1230), (7, 1290), (8, 1290), (9, 1260)):
        entry = CheckInEntry(key_result_id=row.public_id, confidence=8, value=Decimal(value))
        record_check_ins(user_id=learner.pk, entries=[entry], now=start + timedelta(days=days))
    shares = {0: "0.1000", 7: "0.3000", 8: "0.3000", 9: "0.2000"}
    expected = [((start + timedelta(days=days)).date().isoformat(), share) for days, share in shares.items()]
    assert trail_of(row) == trail_of(objective) == expected
    (view,) = board_of(learner).objectives
    assert view.trail == view.key_results[0].trail
    assert view.trail[0] == (start.date(), Fraction(1, 10))


def test_a_draft_leaves_no_trail_and_the_start_begins_one_if_there_is_data(learner):
    complete(learner, *counted_blocks()[0])
    objective = make_objective(learner, course_spec(), start=False)
    assert trail_of(objective.key_results.get()) == []
    silent, linked = make_objective(learner, READERS), make_objective(learner, course_spec())
    assert (trail_of(silent), trail_of(silent.key_results.get())) == ([], [])
    today = timezone.now().date().isoformat()
    assert [day for day, _share in trail_of(linked)] == [today]
    assert trail_of(linked) == trail_of(linked.key_results.get())


def test_a_revision_and_a_reset_show_in_the_trail_as_they_happened(learner):
    objective = make_objective(learner, READERS, course_spec())
    readers, course = (key_result_of(objective, spec.title) for spec in (READERS, course_spec()))
    check_in(learner, readers, value=Decimal(1350))
    complete_course(learner)
    today = timezone.now().date().isoformat()
    assert (trail_of(readers), trail_of(course)) == ([(today, "0.5000")], [(today, "1.0000")])
    assert trail_of(objective) == [(today, "0.7500")]
    tomorrow = timezone.now() + timedelta(days=1)
    spec = KeyResult.objects.get(pk=readers.pk)
    revise_key_result(
        user_id=learner.pk,
        public_id=readers.public_id,
        row_version=spec.row_version,
        spec=replace(READERS, target=Decimal(1800)),
        now=tomorrow,
    )
    day = tomorrow.date().isoformat()
    assert trail_of(readers) == [(today, "0.5000"), (day, "0.2500")]
    # The course was not measured, so it says nothing new; the objective does.
    assert trail_of(course) == [(today, "1.0000")]
    assert trail_of(objective) == [(today, "0.7500"), (day, "0.6250")]
    for unit in counted_blocks():
        complete(learner, *unit, completion=0.0)
    assert trail_of(course) == [(today, "0.0000")]


def test_another_time_zone_keeps_the_trail_in_order(learner):
    DemoProfile.objects.update_or_create(user=learner, defaults={"time_zone": "Pacific/Kiritimati"})
    objective = make_objective(learner, READERS)
    row = objective.key_results.get()
    now = datetime.combine(timezone.now().date(), time(10, 30), tzinfo=UTC)
    entry = CheckInEntry(key_result_id=row.public_id, confidence=8, value=Decimal(1230))
    record_check_ins(user_id=learner.pk, entries=[entry], now=now)
    DemoProfile.objects.update(time_zone="Pacific/Pago_Pago")
    record_check_ins(user_id=learner.pk, entries=[replace(entry, value=Decimal(1260))], now=now)
    # In Kiritimati it was tomorrow already, in Pago Pago it is yesterday still.
    tomorrow = (now + timedelta(days=1)).date().isoformat()
    assert trail_of(row) == [(tomorrow, "0.2000")]
