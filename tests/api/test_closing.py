"""Closing: what is asked, what is frozen, and what goes on where."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from okr_xblock.api.board import read_board, read_objective
from okr_xblock.api.check_ins import CheckInEntry, record_check_ins
from okr_xblock.api.closing import (
    ClosingSpec,
    close_objective,
    list_to_close,
    read_closing,
    read_closing_page,
    save_closing_draft,
)
from okr_xblock.api.errors import NotFoundError, NotOpenError, StaleError
from okr_xblock.api.key_results import get_key_result, remove_key_result, revise_key_result
from okr_xblock.api.lifecycle import pause_objective
from okr_xblock.api.objectives import ObjectiveSpec, get_objective, revise_objective
from okr_xblock.demo import standin
from okr_xblock.demo.models import DemoProfile
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.domain.closing import NextStep, Outcome
from okr_xblock.domain.lifecycle import ObjectiveState, Visibility
from okr_xblock.models import Award, Cycle, KeyResult, Objective, ProgressChange
from tests.support.okr import (
    FIVE_KINDS,
    MENTORING,
    PRESENTATION,
    READERS,
    STAY,
    WORD_A_DAY,
    check_in,
    complete_course,
    course_spec,
    give_presentation,
    key_result_of,
    make_objective,
)

PARTLY = ClosingSpec(
    grade=Decimal("0.6"),
    outcome=Outcome.PARTLY,
    proud="I spoke up",
    obstacle="The end of the year",
    change="Begin earlier",
)
KEEP, CHANGE = replace(PARTLY, next_step=NextStep.KEEP), replace(PARTLY, next_step=NextStep.CHANGE)


def row_of(objective: Objective) -> Objective:
    return Objective.objects.get(pk=objective.pk)


def close(user, objective, spec: ClosingSpec = PARTLY, **options):
    options.setdefault("row_version", row_of(objective).row_version)
    return close_objective(user_id=user.pk, public_id=objective.public_id, spec=spec, **options)


def refused_fields(user, objective, spec: ClosingSpec) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        close(user, objective, spec)
    assert row_of(objective).state == ObjectiveState.ACTIVE
    return sorted(refused.value.message_dict)


def after(day: date, days: int = 1) -> datetime:
    return datetime.combine(day + timedelta(days=days), time(12), tzinfo=UTC)


def test_closing_keeps_what_was_said_and_what_the_data_said(learner):
    objective = make_objective(learner, READERS)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1455))
    now = timezone.now()
    closed = close(learner, objective, now=now)
    row = row_of(objective)
    assert (closed.public_id, closed.carried_to) == (objective.public_id, None)
    assert (row.state, row.closed_at, row.outcome) == (ObjectiveState.CLOSED, now, Outcome.PARTLY)
    # 255 of 300: tenths are rounded down
    assert (row.grade, row.proposed_grade) == (Decimal("0.6"), Decimal("0.8"))
    assert (row.reflection_proud, row.reflection_change) == ("I spoke up", "Begin earlier")


@pytest.mark.parametrize(
    ("spec", "fields"),
    [
        ({"outcome": None}, ["outcome"]),
        ({"grade": None}, ["grade"]),
        ({"grade": None, "outcome": None}, ["grade", "outcome"]),
        ({"grade": Decimal("0.85")}, ["grade"]),
        ({"grade": Decimal("1.1")}, ["grade"]),
        ({"grade": Decimal("-0.1")}, ["grade"]),
        ({"grade": Decimal("NaN")}, ["grade"]),
        ({"grade": Decimal("1e400")}, ["grade"]),
        ({"proud": "x" * 2001}, ["proud"]),
        ({"obstacle": "a\x00b", "change": "right \u202eto left"}, ["change", "obstacle"]),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(learner, spec, fields):
    objective = make_objective(learner, READERS)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1300))
    assert refused_fields(learner, objective, replace(PARTLY, **spec)) == fields


@pytest.mark.parametrize("grade", ["0", "0.0", "0.3", "1", "1.0", "0.70"])
def test_any_tenth_is_a_grade(learner, grade):
    objective = make_objective(learner, READERS)
    close(learner, objective, replace(PARTLY, grade=Decimal(grade)))
    assert row_of(objective).grade == Decimal(grade)


def test_without_data_or_when_dropped_no_grade_is_needed(learner):
    silent, dropped = make_objective(learner, READERS), make_objective(learner, READERS)
    check_in(learner, key_result_of(dropped, READERS.title), value=Decimal(1300))
    close(learner, silent, replace(PARTLY, grade=None))
    close(learner, dropped, replace(PARTLY, grade=None, outcome=Outcome.DROPPED))
    assert [row_of(o).grade for o in (silent, dropped)] == [None, None]
    assert [row_of(o).proposed_grade for o in (silent, dropped)] == [None, Decimal("0.3")]


def test_a_draft_of_the_closing_is_kept_and_ends_nothing(learner):
    objective = make_objective(learner, READERS)
    begun = read_closing(user_id=learner.pk, public_id=objective.public_id)
    assert (begun.spec.next_step, begun.spec.grade) == (NextStep.LET_GO, None)
    half = ClosingSpec(grade=None, outcome=None, proud="I spoke up", next_step=NextStep.KEEP)
    save_closing_draft(user_id=learner.pk, public_id=objective.public_id, row_version=begun.row_version, spec=half)
    found = read_closing(user_id=learner.pk, public_id=objective.public_id)
    assert found.spec == half
    assert (found.objective.state, found.objective.grade) == (ObjectiveState.ACTIVE, None)


def test_a_stale_form_gets_both_versions(learner):
    objective = make_objective(learner, READERS)
    tabs = [read_closing(user_id=learner.pk, public_id=objective.public_id) for _tab in range(2)]
    for tab, save in zip(tabs, (save_closing_draft, close_objective), strict=True):
        kept = {"user_id": learner.pk, "public_id": objective.public_id, "row_version": tab.row_version}
        if save is save_closing_draft:
            save(spec=replace(PARTLY, proud="From the first tab"), **kept)
            continue
        with pytest.raises(StaleError) as refused:
            save(spec=PARTLY, **kept)
        assert refused.value.current.spec.proud == "From the first tab"


def test_a_double_click_closes_once_and_carries_on_once(learner):
    objective = make_objective(learner, READERS)
    version = row_of(objective).row_version
    first, second = (
        close(learner, objective, KEEP, row_version=version, submission_key="form-1") for _click in range(2)
    )
    assert first == second
    assert first.carried_to is not None
    assert Objective.objects.count() == 2


def test_two_tabs_close_and_the_second_hears_that_it_is_closed(learner):
    objective = make_objective(learner, READERS)
    version = row_of(objective).row_version
    close(learner, objective, row_version=version, submission_key="tab-1")
    with pytest.raises(NotOpenError):
        close(learner, objective, row_version=version, submission_key="tab-2")


def test_an_old_tab_changes_nothing_of_what_is_closed(learner):
    objective = make_objective(learner, READERS, PRESENTATION)
    row = key_result_of(objective, READERS.title)
    detail = get_key_result(user_id=learner.pk, public_id=row.public_id)
    version = get_objective(user_id=learner.pk, public_id=objective.public_id).row_version
    close(learner, objective)
    mine = {"user_id": learner.pk, "public_id": objective.public_id}
    for attempt in (
        lambda: revise_objective(**mine, row_version=version, spec=ObjectiveSpec(title="From the old tab")),
        lambda: revise_key_result(
            user_id=learner.pk, public_id=row.public_id, row_version=detail.row_version, spec=READERS
        ),
        lambda: remove_key_result(user_id=learner.pk, public_id=row.public_id),
        lambda: record_check_ins(
            user_id=learner.pk,
            entries=[CheckInEntry(key_result_id=row.public_id, confidence=8, value=Decimal(1300))],
        ),
        lambda: pause_objective(**mine),
        lambda: save_closing_draft(**mine, row_version=version, spec=PARTLY),
        lambda: read_closing(**mine),
    ):
        with pytest.raises(NotOpenError):
            attempt()


def test_a_draft_is_not_closed(learner):
    objective = make_objective(learner, PRESENTATION, start=False)
    for attempt in (
        lambda: read_closing(user_id=learner.pk, public_id=objective.public_id),
        lambda: read_closing_page(user_id=learner.pk, course_key=None, public_id=objective.public_id),
        lambda: close(learner, objective),
    ):
        with pytest.raises(NotOpenError):
            attempt()


def test_somebody_elses_objective_does_not_exist(learner, somebody_else):
    objective = make_objective(learner, READERS)
    mine = {"user_id": somebody_else.pk, "public_id": objective.public_id}
    for attempt in (
        lambda: read_closing(**mine),
        lambda: read_closing_page(**mine, course_key=COMMUNICATION),
        lambda: save_closing_draft(**mine, row_version=1, spec=PARTLY),
        lambda: close_objective(**mine, row_version=1, spec=PARTLY),
    ):
        with pytest.raises(NotFoundError):
            attempt()


def test_a_paused_objective_may_be_closed(learner):
    objective = make_objective(learner, READERS)
    pause_objective(user_id=learner.pk, public_id=objective.public_id, reason="Leave")
    close(learner, objective)
    assert (row_of(objective).state, row_of(objective).state_reason) == (ObjectiveState.CLOSED, "")


def test_the_trail_ends_on_the_day_of_the_closing_and_later_events_are_only_noted(learner):
    objective = make_objective(learner, course_spec())
    tomorrow = timezone.now() + timedelta(days=1)
    close(learner, objective, now=tomorrow)
    trail = row_of(objective).trail
    assert trail[-1] == [tomorrow.date().isoformat(), "0.0000"]
    complete_course(learner)
    assert (row_of(objective).trail, row_of(objective).grade) == (trail, Decimal("0.6"))
    assert (KeyResult.objects.get().progress_fraction, KeyResult.objects.get().trail) == (0, trail)
    assert ProgressChange.objects.first().was_frozen
    assert not Award.objects.exists()


def make_next_cycle(days: int = 60) -> Cycle:
    current = Cycle.objects.get()
    return Cycle.objects.create(
        title="Next cycle",
        starts_on=current.due_on + timedelta(days=1),
        due_on=current.due_on + timedelta(days=days),
        cadence_days=14,
    )


def test_kept_it_runs_in_the_next_cycle_from_where_it_stands(learner):
    following = make_next_cycle()
    goal = {"title": "Speak up", "why": "To be heard", "visibility": Visibility.INSTRUCTORS}
    objective = make_objective(learner, *FIVE_KINDS, PRESENTATION, **goal)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1300), confidence=3)
    mentoring = key_result_of(objective, MENTORING.title)
    check_in(learner, mentoring, stages={mentoring.stages.first().public_id: True})
    give_presentation(learner, objective)
    closed = close(learner, objective, KEEP)
    new = Objective.objects.get(public_id=closed.carried_to)
    assert (new.state, new.cycle, new.cadence_days) == (ObjectiveState.ACTIVE, following, 14)
    assert (new.starts_on, new.due_on) == (following.starts_on, following.due_on)
    assert (new.title, new.why, new.visibility) == ("Speak up", "To be heard", Visibility.INSTRUCTORS)
    assert (new.home_course, new.carried_from) == (COMMUNICATION, row_of(objective))
    # What is grade, outcome and reflection belongs to the old one.
    assert (new.grade, new.outcome, new.reflection_proud, new.closed_at) == (None, "", "", None)
    rows = {row.title: row for row in new.key_results.all()}
    assert list(rows) == [READERS.title, STAY.title, MENTORING.title, WORD_A_DAY.title, course_spec().title]
    readers = rows[READERS.title]
    assert (readers.baseline, readers.target, readers.start_confidence) == (1300, 1500, 5)
    assert (readers.current, readers.last_check_in_at, readers.progress_ratio) == (None, None, "")
    assert readers.carried_from == key_result_of(objective, READERS.title)
    assert [stage.title for stage in rows[MENTORING.title].stages.all()] == ["Agreed on a goal", "Looked back"]
    assert rows[course_spec().title].requirements.get().course_key == COMMUNICATION
    view = read_objective(user_id=learner.pk, public_id=objective.public_id)
    assert (view.state, view.can_reopen) == (ObjectiveState.CLOSED, False)
    assert read_objective(user_id=learner.pk, public_id=new.public_id).carried_from_id == objective.public_id


def test_to_be_changed_it_is_a_draft_there(learner):
    make_next_cycle()
    objective = make_objective(learner, READERS)
    new = Objective.objects.get(public_id=close(learner, objective, CHANGE).carried_to)
    assert (new.state, new.published_at, new.trail) == (ObjectiveState.DRAFT, None, [])


@pytest.mark.parametrize("step", [NextStep.KEEP, NextStep.CHANGE])
def test_with_everything_done_only_the_words_go_on_as_a_draft(learner, step):
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    closed = close(learner, objective, ClosingSpec(grade=Decimal(1), outcome=Outcome.ACHIEVED, next_step=step))
    new = Objective.objects.get(public_id=closed.carried_to)
    assert (new.state, new.key_results.count()) == (ObjectiveState.DRAFT, 0)


def test_what_is_left_when_all_that_weighed_something_is_done_weighs_the_same(learner):
    extra = replace(READERS, weight=Decimal(0))
    objective = make_objective(learner, PRESENTATION, extra)
    give_presentation(learner, objective)
    new = Objective.objects.get(public_id=close(learner, objective, KEEP).carried_to)
    assert [row.weight for row in new.key_results.all()] == [1]


def test_a_removed_key_result_stays_behind(learner):
    objective = make_objective(learner, READERS, PRESENTATION)
    remove_key_result(user_id=learner.pk, public_id=key_result_of(objective, PRESENTATION.title).public_id)
    new = Objective.objects.get(public_id=close(learner, objective, KEEP).carried_to)
    assert [row.title for row in new.key_results.all()] == [READERS.title]


def test_a_metric_that_was_never_measured_keeps_its_baseline(learner):
    objective = make_objective(learner, READERS)
    new = Objective.objects.get(public_id=close(learner, objective, KEEP).carried_to)
    assert new.key_results.get().baseline == READERS.baseline


def test_badges_of_what_goes_on_are_earned_anew(learner):
    make_next_cycle()
    objective = make_objective(learner, MENTORING)
    stages = key_result_of(objective, MENTORING.title).stages.all()
    check_in(learner, key_result_of(objective, MENTORING.title), stages={s.public_id: True for s in stages[:2]})
    earned = Award.objects.count()
    assert earned
    new = Objective.objects.get(public_id=close(learner, objective, KEEP).carried_to)
    row = new.key_results.get()
    check_in(learner, row, stages={row.stages.get().public_id: True})
    assert Award.objects.filter(objective=new).count() > earned


def test_a_learner_who_left_the_course_closes_and_goes_on_without_a_home(learner):
    objective = make_objective(learner, READERS, visibility=Visibility.INSTRUCTORS)
    standin.unenroll(user=learner, course_key=COMMUNICATION)
    new = Objective.objects.get(public_id=close(learner, objective, KEEP).carried_to)
    assert row_of(objective).state == ObjectiveState.CLOSED
    assert (new.home_course, new.visibility) == (None, Visibility.PRIVATE)


@pytest.mark.parametrize(
    ("cycles", "closed_on", "starts_on", "due_on"),
    [
        # in the middle of the first quarter, without any cycle of the site's: the next quarter
        ([], "2026-02-10", "2026-04-01", "2026-06-30"),
        ([], "2026-03-31", "2026-04-01", "2026-06-30"),
        # after it: the one that runs, from today on
        ([], "2026-04-01", "2026-04-01", "2026-06-30"),
        ([], "2026-05-14", "2026-05-14", "2026-06-30"),
        # with one day left of that there is no room in it
        ([], "2026-06-30", "2026-07-01", "2026-09-30"),
        ([], "2027-01-05", "2027-01-05", "2027-03-31"),
        # the site has a cycle of its own there
        ([("2026-04-01", "2026-05-15")], "2026-02-10", "2026-04-01", "2026-05-15"),
        ([("2026-04-01", "2026-05-15")], "2026-05-14", "2026-05-14", "2026-05-15"),
        ([("2026-04-01", "2026-05-15")], "2026-05-15", "2026-05-16", "2026-06-30"),
        # that begins later: until then the calendar quarter counts
        ([("2026-04-20", "2026-07-20")], "2026-02-10", "2026-04-01", "2026-06-30"),
        # or runs already and longer
        ([("2026-02-01", "2026-04-30")], "2026-02-10", "2026-02-10", "2026-04-30"),
    ],
)
def test_it_goes_on_in_the_cycle_that_follows(learner, cycles, closed_on, starts_on, due_on):
    Cycle.objects.all().delete()
    begun = datetime(2026, 1, 12, 12, tzinfo=UTC)
    objective = make_objective_on(learner, begun)
    for first, last in cycles:
        Cycle.objects.create(starts_on=date.fromisoformat(first), due_on=date.fromisoformat(last))
    closed = close(learner, objective, KEEP, now=after(date.fromisoformat(closed_on), 0))
    new = Objective.objects.get(public_id=closed.carried_to)
    assert (new.starts_on.isoformat(), new.due_on.isoformat()) == (starts_on, due_on)


def make_objective_on(user, now: datetime) -> Objective:
    """Started at this moment, with a number."""
    from okr_xblock.api.key_results import add_key_result
    from okr_xblock.api.objectives import create_objective, publish_objective

    public_id = create_objective(
        user_id=user.pk, home_course=COMMUNICATION, spec=ObjectiveSpec(title="Read more"), now=now
    )
    add_key_result(user_id=user.pk, objective_id=public_id, spec=READERS, now=now)
    publish_objective(user_id=user.pk, public_id=public_id, now=now)
    return Objective.objects.get(public_id=public_id)


@pytest.mark.parametrize(
    ("zone", "moment", "is_to_close"),
    [
        # the due day ends at midnight, where the learner is
        ("UTC", "2026-03-31T23:59", False),
        ("UTC", "2026-04-01T00:00", True),
        ("Pacific/Kiritimati", "2026-03-31T09:59", False),
        ("Pacific/Kiritimati", "2026-03-31T10:00", True),
        ("Pacific/Pago_Pago", "2026-04-01T10:59", False),
        ("Pacific/Pago_Pago", "2026-04-01T11:00", True),
        # the clocks went forward on 29 March
        ("Europe/Berlin", "2026-03-31T21:59", False),
        ("Europe/Berlin", "2026-03-31T22:00", True),
        ("America/New_York", "2026-04-01T03:59", False),
        ("America/New_York", "2026-04-01T04:00", True),
    ],
)
def test_it_is_to_close_from_the_learners_own_midnight_on(learner, zone, moment, is_to_close):
    DemoProfile.objects.update_or_create(user=learner, defaults={"time_zone": zone})
    Cycle.objects.all().delete()
    objective = make_objective_on(learner, datetime(2026, 1, 12, 12, tzinfo=UTC))
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    view = read_objective(user_id=learner.pk, public_id=objective.public_id, now=now)
    assert (view.is_to_close, view.days_left) == (is_to_close, -1 if is_to_close else 0)
    waiting = list_to_close(user_id=learner.pk, course_key=COMMUNICATION, now=now)
    page = read_closing_page(user_id=learner.pk, course_key=COMMUNICATION, now=now)
    assert [view.public_id for view in waiting] == [view.public_id for view in page.waiting]
    assert len(waiting) == int(is_to_close)
    board = read_board(user_id=learner.pk, course_key=COMMUNICATION, now=now)
    assert (board.next_thing.kind == "close") is is_to_close


def test_what_waits_is_listed_where_it_is_at_home_oldest_first(learner):
    today = timezone.now().date()
    late = make_objective(learner, READERS, title="Late", due_on=today + timedelta(days=20))
    early = make_objective(learner, READERS, title="Early", due_on=today + timedelta(days=10))
    make_objective(learner, READERS, title="Elsewhere", course_key=None, due_on=today + timedelta(days=15))
    make_objective(learner, READERS, title="Later")
    pause_objective(user_id=learner.pk, public_id=late.public_id)
    now = after(today, 25)
    here = list_to_close(user_id=learner.pk, course_key=COMMUNICATION, now=now)
    everywhere = list_to_close(user_id=learner.pk, course_key=None, now=now)
    assert [view.title for view in here] == ["Early", "Late"]
    assert [view.title for view in everywhere] == ["Early", "Elsewhere", "Late"]
    page = read_closing_page(user_id=learner.pk, course_key=COMMUNICATION, now=now)
    assert page.closing.objective.public_id == early.public_id
    assert [past.title for past in page.cycle.objectives] == ["Early", "Late", "Later"]


def test_the_page_of_one_that_has_ended_says_so_and_shows_its_cycle(learner):
    objective = make_objective(learner, READERS)
    close(learner, objective)
    page = read_closing_page(user_id=learner.pk, course_key=COMMUNICATION, public_id=objective.public_id)
    assert (page.closing, page.has_ended, page.cycle.closed) == (None, True, 1)


def test_with_nothing_to_close_the_page_is_empty(learner):
    make_objective(learner, READERS)
    page = read_closing_page(user_id=learner.pk, course_key=COMMUNICATION)
    assert (page.closing, page.has_ended, page.waiting, page.cycle) == (None, False, (), None)


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_costs_ten_queries_however_many_wait(learner, count, django_assert_num_queries):
    for number in range(count):
        objective = make_objective(learner, *FIVE_KINDS, title=f"Objective {number}")
    now = after(objective.due_on)
    # What waits, with all of its cycles; key results; ticks; check-ins and badges, counted; stages; requirements with
    # standings; check-ins of what stays at a limit; course titles; to-dos.
    with django_assert_num_queries(10):
        page = read_closing_page(user_id=learner.pk, course_key=COMMUNICATION, now=now)
    assert len(page.waiting) == count
