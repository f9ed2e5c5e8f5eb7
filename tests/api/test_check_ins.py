"""Check-ins: what they move, what they keep, and what an old tab or a double click cannot do."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from okr_xblock.api.check_ins import MAX_ENTRIES, CheckInEntry, DueView, read_due, record_check_ins
from okr_xblock.api.errors import NotFoundError, NotOpenError
from okr_xblock.api.key_results import add_key_result
from okr_xblock.api.lifecycle import abandon_objective, pause_objective
from okr_xblock.api.objectives import ObjectiveSpec, create_objective, publish_objective
from okr_xblock.demo.models import DemoProfile
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.models import CheckIn, Cycle, HabitTick, KeyResult, Objective, ProgressChange
from tests.support.okr import (
    CERTIFICATE,
    FIVE_KINDS,
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
    statements,
    tick,
    wait_for_check_in,
)


def test_a_metric_moves_to_the_checked_in_value(learner):
    key_result = key_result_of(make_objective(learner, READERS), READERS.title)
    check_in(learner, key_result, value=Decimal(1300), confidence=7, note="Two new readers a day")
    key_result.refresh_from_db()
    assert (key_result.progress_ratio, key_result.last_confidence) == ("1/3", 7)
    assert Objective.objects.get().progress_fraction == Decimal("0.333333333")


def test_a_slip_is_mended_by_a_new_check_in_and_stays_in_the_history(learner):
    key_result = key_result_of(make_objective(learner, READERS), READERS.title)
    check_in(learner, key_result, value=Decimal(13000))
    check_in(learner, key_result, value=Decimal(1300))
    assert KeyResult.objects.get().progress_ratio == "1/3"
    assert [c.value for c in CheckIn.objects.all()] == [1300, 13000]


def test_overshoot_is_kept_raw_and_counts_as_whole(learner):
    objective = make_objective(learner, READERS, PRESENTATION)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1800))
    assert key_result_of(objective, READERS.title).progress_ratio == "2/1"
    assert Objective.objects.get().progress_fraction == Decimal("0.5")


def test_what_moved_it_is_written_beside_it(learner):
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    (change,) = ProgressChange.objects.all()
    assert (change.cause, change.from_fraction, change.to_fraction) == (Cause.CHECK_IN, None, 1)


def test_a_milestone_can_be_taken_back(learner):
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    give_presentation(learner, objective, is_done=False)
    assert Objective.objects.get().progress_fraction == 0


def test_a_habit_counts_the_days_ticked_once_each(learner):
    objective = make_objective(learner, WORD_A_DAY)
    today = timezone.now().date()
    tick(learner, objective, today, today - timedelta(days=1))
    tick(learner, objective, today)
    assert HabitTick.objects.count() == 2
    assert KeyResult.objects.get().progress_ratio == "2/91"


def test_an_unticked_day_no_longer_counts(learner):
    objective = make_objective(learner, WORD_A_DAY)
    today = timezone.now().date()
    tick(learner, objective, today)
    check_in(learner, KeyResult.objects.get(), days={today: False})
    assert KeyResult.objects.get().progress_ratio == "0/1"


@pytest.mark.parametrize("days_away", [1, -11, 5000])
def test_tomorrow_and_days_before_the_start_cannot_be_ticked(learner, days_away):
    objective = make_objective(learner, WORD_A_DAY)
    with pytest.raises(ValidationError) as refused:
        tick(learner, objective, timezone.now().date() + timedelta(days=days_away))
    assert list(refused.value.message_dict) == ["days"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"])
def test_today_is_the_learners_own_date(learner, zone):
    DemoProfile.objects.update_or_create(user=learner, defaults={"time_zone": zone})
    objective = make_objective(learner, WORD_A_DAY)
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    tick(learner, objective, today)
    assert CheckIn.objects.get().local_date == today
    with pytest.raises(ValidationError):
        tick(learner, objective, today + timedelta(days=1))


def test_a_course_key_result_takes_confidence_and_no_value(learner):
    key_result = key_result_of(make_objective(learner, course_spec()), course_spec().title)
    row = check_in(learner, key_result, confidence=9, value=Decimal(100))
    assert (row.confidence, row.value) == (9, None)
    assert KeyResult.objects.get().progress_ratio == "0/1"


def test_a_metric_needs_a_value(learner):
    key_result = key_result_of(make_objective(learner, READERS), READERS.title)
    with pytest.raises(ValidationError) as refused:
        check_in(learner, key_result)
    assert list(refused.value.message_dict) == ["value"]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"confidence": 0}, "confidence"),
        ({"confidence": 11}, "confidence"),
        ({"note": "x" * 10_000}, "note"),
        ({"value": Decimal("1e400")}, "value"),
        ({"value": Decimal("NaN")}, "value"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(learner, entry, field):
    key_result = key_result_of(make_objective(learner, READERS), READERS.title)
    with pytest.raises(ValidationError) as refused:
        check_in(learner, key_result, **{"value": Decimal(1300), **entry})
    assert list(refused.value.message_dict) == [field]
    assert not CheckIn.objects.exists()


def test_a_double_click_checks_in_once(learner):
    key_result = key_result_of(make_objective(learner, READERS), READERS.title)
    entry = CheckInEntry(key_result_id=key_result.public_id, confidence=8, value=Decimal(1300))
    for _click in range(2):
        record_check_ins(user_id=learner.pk, entries=[entry], submission_key="form-1")
    assert CheckIn.objects.count() == 1


def test_a_form_that_was_corrected_after_its_answer_got_lost_is_another_check_in(learner):
    key_result = key_result_of(make_objective(learner, READERS), READERS.title)
    for value in (13000, 1300):
        entry = CheckInEntry(key_result_id=key_result.public_id, confidence=8, value=Decimal(value))
        record_check_ins(user_id=learner.pk, entries=[entry], submission_key="form-1")
    assert [c.value for c in CheckIn.objects.all()] == [1300, 13000]


def test_what_is_said_again_after_something_else_is_said_anew(learner):
    key_result = key_result_of(make_objective(learner, READERS), READERS.title)
    for value in (1300, 1400, 1300, 1300):
        entry = CheckInEntry(key_result_id=key_result.public_id, confidence=8, value=Decimal(value))
        record_check_ins(user_id=learner.pk, entries=[entry], submission_key="form-1")
    key_result.refresh_from_db()
    assert (key_result.current, CheckIn.objects.count()) == (1300, 3)


@pytest.mark.parametrize("value", ["9999999999999.999999", "-9999999999999.999999", "10000000000000"])
def test_the_longest_numbers_come_back_from_the_database(learner, value):
    objective = make_objective(learner, READERS)
    key_result = key_result_of(objective, READERS.title)
    check_in(learner, key_result, value=Decimal(value))
    assert read_due(user_id=learner.pk, course_key=COMMUNICATION).objectives
    key_result.refresh_from_db()
    assert abs(key_result.current - Decimal(value)) < 1


@pytest.mark.parametrize("value", ["99999999999999.999999", "-99999999999999.999999", "10000000000000.000001"])
def test_a_number_that_would_not_come_back_is_refused(learner, value):
    key_result = key_result_of(make_objective(learner, READERS), READERS.title)
    with pytest.raises(ValidationError) as refused:
        check_in(learner, key_result, value=Decimal(value))
    assert list(refused.value.message_dict) == ["value"]


def test_several_are_saved_together_or_not_at_all(learner):
    objective = make_objective(learner, READERS, PRESENTATION)
    good = CheckInEntry(
        key_result_id=key_result_of(objective, PRESENTATION.title).public_id,
        confidence=8,
    )
    bad = CheckInEntry(key_result_id=key_result_of(objective, READERS.title).public_id, confidence=8)
    with pytest.raises(ValidationError):
        record_check_ins(user_id=learner.pk, entries=[good, bad])
    assert not CheckIn.objects.exists()


def test_an_old_tab_undoes_nothing_it_did_not_show_as_changed(learner):
    """Tab one ticks stage A; tab two, opened before, ticks stage B and says nothing of A."""
    objective = make_objective(learner, MENTORING)
    key_result = key_result_of(objective, MENTORING.title)
    first, second, _third = key_result.stages.all()
    check_in(learner, key_result, stages={first.public_id: True})
    check_in(learner, key_result, stages={second.public_id: True})
    assert key_result.stages.filter(done_at__isnull=False).count() == 2


def test_a_stage_of_somebody_else_is_not_touched(learner, somebody_else):
    theirs = make_objective(somebody_else, PRESENTATION)
    mine = make_objective(learner, PRESENTATION)
    stage = key_result_of(theirs, PRESENTATION.title).stages.get()
    check_in(learner, key_result_of(mine, PRESENTATION.title), stages={stage.public_id: True})
    stage.refresh_from_db()
    assert stage.done_at is None


def test_a_draft_cannot_be_checked_in(learner):
    objective = make_objective(learner, PRESENTATION, start=False)
    with pytest.raises(NotOpenError):
        give_presentation(learner, objective)


def test_a_closed_objective_cannot_be_checked_in(learner):
    objective = make_objective(learner, PRESENTATION)
    Objective.objects.update(state=ObjectiveState.CLOSED)
    with pytest.raises(NotOpenError):
        give_presentation(learner, objective)


def test_a_removed_key_result_is_gone(learner):
    key_result = key_result_of(make_objective(learner, READERS), READERS.title)
    KeyResult.objects.update(removed_at=timezone.now())
    with pytest.raises(NotFoundError):
        check_in(learner, key_result, value=Decimal(1300))


def test_moving_to_another_time_zone_moves_the_instants_and_not_the_days(learner):
    objective = make_objective(learner, READERS, WORD_A_DAY)
    today = timezone.now().date()
    tick(learner, objective, today)
    before = key_result_of(objective, READERS.title).behind_from
    DemoProfile.objects.update_or_create(user=learner, defaults={"time_zone": "Pacific/Pago_Pago"})
    check_in(learner, key_result_of(objective, READERS.title), value=READERS.baseline)
    assert key_result_of(objective, READERS.title).behind_from - before == timedelta(hours=11)
    assert HabitTick.objects.get().ticked_on == today


def test_the_confidence_before_the_last_one_is_kept(learner):
    objective = make_objective(learner, READERS)
    for confidence in (6, 4, 9):
        check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1300), confidence=confidence)
    row = key_result_of(objective, READERS.title)
    assert (row.previous_confidence, row.last_confidence) == (4, 9)


def entry_for(row: KeyResult, *, number: int = 1, **said: Any) -> CheckInEntry:
    """Says something new about a key result of any kind."""
    first_stage = row.stages.first()
    return CheckInEntry(
        key_result_id=row.public_id,
        confidence=said.pop("confidence", 7),
        note="A good week.",
        value=Decimal(1200 + number) if row.kind in {"metric", "stay"} else None,
        stages={first_stage.public_id: first_stage.done_at is None} if first_stage else {},
        days={timezone.now().date(): number % 2 == 1} if row.kind == "habit" else {},
        **said,
    )


@pytest.mark.parametrize("objective_count", [1, 3])
def test_five_key_results_or_fifteen_cost_the_same_number_of_statements(learner, objective_count):
    for number in range(objective_count):
        make_objective(learner, *FIVE_KINDS, title=f"Objective {number}")
    # All of them move, and some earn a badge.
    entries = [entry_for(row, number=300) for row in KeyResult.objects.all()]
    with statements() as ran:
        record_check_ins(user_id=learner.pk, entries=entries, submission_key="form-1")
    assert len(ran) == len(STATEMENTS_OF_A_CHECK_IN), "\n".join(ran)


STATEMENTS_OF_A_CHECK_IN = (
    "the time zone of the account",
    "the learner, locked",
    "was this form sent before?",
    "the objectives",
    "their key results",
    "stages",
    "stages that are done now (sent for each)",
    "and their history",
    "ticks that are new",
    "check-ins",
    "ticks",
    "check-ins of what stays at a limit",
    "the key results' derived columns (sent for each)",
    "the objectives' (sent for each)",
    "what moved",
    "badge rules",
    "badges that are held",
    "badges that are new",
    "this form was sent",
)


def test_all_kinds_are_saved_at_once_as_they_are_one_by_one(learner):
    together = make_objective(learner, *FIVE_KINDS)
    alone = make_objective(learner, *FIVE_KINDS)
    now = timezone.now()
    entries = [entry_for(row) for row in together.key_results.all()]
    record_check_ins(user_id=learner.pk, entries=entries, now=now)
    for row in alone.key_results.all():
        record_check_ins(user_id=learner.pk, entries=[entry_for(row)], now=now)
    kept = ("progress_ratio", "current", "last_confidence", "last_check_in_at", "behind_from", "outdated_from", "trail")
    assert list(together.key_results.values_list(*kept)) == list(alone.key_results.values_list(*kept))
    first, second = (Objective.objects.get(pk=objective.pk) for objective in (together, alone))
    for name in ("progress_fraction", "last_confidence", "last_check_in_at", "outdated_from", "trail"):
        assert getattr(first, name) == getattr(second, name)


def test_every_problem_of_several_entries_is_named_by_its_key_result(learner):
    objective = make_objective(learner, *FIVE_KINDS)
    readers, habit = key_result_of(objective, READERS.title), key_result_of(objective, WORD_A_DAY.title)
    tomorrow = timezone.now().date() + timedelta(days=1)
    entries = [
        CheckInEntry(key_result_id=readers.public_id, confidence=0, note="a\x00b"),
        CheckInEntry(key_result_id=habit.public_id, confidence=8, days={tomorrow: True}),
        entry_for(key_result_of(objective, STAY.title)),
    ]
    with pytest.raises(ValidationError) as refused:
        record_check_ins(user_id=learner.pk, entries=entries)
    assert set(refused.value.message_dict) == {
        f"{readers.public_id}.value",
        f"{readers.public_id}.confidence",
        f"{readers.public_id}.note",
        f"{habit.public_id}.days",
    }
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"removed_at": timezone.now()}, NotFoundError),
        ({"objective__state": ObjectiveState.CLOSED}, NotOpenError),
    ],
)
def test_one_that_is_gone_meanwhile_keeps_the_whole_form_unsaved(learner, change, error):
    kept, gone = make_objective(learner, *FIVE_KINDS), make_objective(learner, READERS, PRESENTATION)
    entries = [entry_for(row) for objective in (kept, gone) for row in objective.key_results.all()]
    if "removed_at" in change:
        KeyResult.objects.filter(public_id=entries[-1].key_result_id).update(**change)
    else:
        Objective.objects.filter(pk=gone.pk).update(state=change["objective__state"])
    with pytest.raises(error):
        record_check_ins(user_id=learner.pk, entries=entries)
    assert not CheckIn.objects.exists()
    assert not HabitTick.objects.exists()


def test_somebody_elses_key_result_among_mine_does_not_exist(learner, somebody_else):
    mine, theirs = make_objective(learner, PRESENTATION), make_objective(somebody_else, PRESENTATION)
    entries = [entry_for(objective.key_results.get()) for objective in (mine, theirs)]
    with pytest.raises(NotFoundError):
        record_check_ins(user_id=learner.pk, entries=entries)
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("count", [0, MAX_ENTRIES + 1])
def test_a_form_of_nothing_or_of_too_much_is_refused(learner, count):
    row = make_objective(learner, PRESENTATION).key_results.get()
    with pytest.raises(ValidationError):
        record_check_ins(user_id=learner.pk, entries=[entry_for(row)] * count)


def test_one_key_result_twice_in_a_form_is_two_check_ins_and_the_later_word_counts(learner):
    row = make_objective(learner, READERS).key_results.get()
    entries = [
        CheckInEntry(key_result_id=row.public_id, confidence=confidence, value=Decimal(value))
        for confidence, value in ((4, 1300), (8, 1350))
    ]
    record_check_ins(user_id=learner.pk, entries=entries)
    row.refresh_from_db()
    assert (CheckIn.objects.count(), row.progress_ratio) == (2, "1/2")
    assert (row.previous_confidence, row.last_confidence) == (4, 8)


def test_a_day_that_is_ticked_already_stays_ticked_once(learner):
    objective = make_objective(learner, WORD_A_DAY)
    today = timezone.now().date()
    for _time in range(2):
        tick(learner, objective, today)
    assert HabitTick.objects.count() == 1


def due(user, course_key=COMMUNICATION, *, days: int = 0, **options):
    now = timezone.now() + timedelta(days=days)
    return read_due(user_id=user.pk, course_key=course_key, now=now, **options)


def titles_of(view) -> list[str]:
    return [row.title for objective in view.objectives for row in objective.key_results]


def test_everything_is_due_a_week_after_the_start_and_then_once_a_week(learner):
    objective = make_objective(learner, READERS, PRESENTATION)
    today = timezone.now().date()
    view = due(learner)
    assert (view.is_any_due, view.count, view.next_due_on) == (False, 0, today + timedelta(days=7))
    assert (due(learner, days=6).count, due(learner, days=7).count) == (0, 2)
    wait_for_check_in(objective)
    view = due(learner)
    assert (titles_of(view), view.count) == ([READERS.title, PRESENTATION.title], 2)
    assert (view.is_any_due, view.next_due_on) == (True, today)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1250))
    assert (titles_of(due(learner)), due(learner).count) == ([PRESENTATION.title], 1)
    check_in(learner, key_result_of(objective, PRESENTATION.title))
    view = due(learner)
    assert (view.is_any_due, view.count, view.next_due_on) == (False, 0, today + timedelta(days=7))
    assert titles_of(view) == [READERS.title, PRESENTATION.title]
    assert due(learner, days=6).count == 0
    assert due(learner, days=7).count == 2


def test_everything_that_runs_can_be_asked_for(learner):
    objective = make_objective(learner, READERS, PRESENTATION)
    wait_for_check_in(objective)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1250))
    view = due(learner, everything=True)
    assert (titles_of(view), view.count) == ([READERS.title, PRESENTATION.title], 1)


def test_what_is_done_is_not_asked_about_again(learner):
    objective = make_objective(learner, READERS, PRESENTATION)
    give_presentation(learner, objective)
    assert titles_of(due(learner, days=30)) == [READERS.title]


def test_what_does_not_run_is_never_due(learner):
    today = timezone.now().date()
    make_objective(learner, PRESENTATION, start=False)
    for step in (pause_objective, abandon_objective):
        step(user_id=learner.pk, public_id=make_objective(learner, PRESENTATION).public_id, reason="Leave")
    coming = make_objective(learner, READERS, starts_on=today + timedelta(days=5))
    view = due(learner)
    assert (view.objectives, view.is_any_due, view.next_due_on) == ((), False, coming.starts_on + timedelta(days=7))
    assert (due(learner, days=11).count, due(learner, days=12).count) == (0, 1)


def test_what_is_shorter_than_its_cadence_is_asked_about_on_its_last_day(learner):
    today = timezone.now().date()
    objective = make_objective(learner, READERS, due_on=today + timedelta(days=3))
    later = {"starts_on": today + timedelta(days=1), "due_on": today + timedelta(days=2)}
    coming = make_objective(learner, PRESENTATION, **later)
    assert [due(learner, days=days).count for days in range(5)] == [0, 0, 1, 1, 0]
    assert due(learner).next_due_on == coming.due_on
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1250))
    assert due(learner, days=3).count == 0


def test_after_its_due_day_it_is_closed_rather_than_checked_in(learner):
    objective = make_objective(learner, READERS)
    days = (objective.due_on - timezone.now().date()).days
    assert due(learner, days=days).count == 1
    view = due(learner, days=days + 1)
    assert (view.is_any_due, view.next_due_on) == (False, None)
    assert titles_of(view) == [READERS.title]


def test_each_course_asks_for_its_own_and_the_page_across_courses_for_all(learner):
    wait_for_check_in(make_objective(learner, READERS), make_objective(learner, PRESENTATION, course_key=None))
    assert titles_of(due(learner)) == [READERS.title]
    assert due(learner, course_key=None).count == 2


def test_somebody_without_okrs_has_nothing_due(learner):
    assert due(learner) == DueView(objectives=(), is_any_due=False, count=0, next_due_on=None)


@pytest.mark.parametrize("count", [1, 4])
def test_what_is_due_costs_eight_queries_whatever_is_due(learner, count, django_assert_num_queries):
    for number in range(count):
        make_objective(learner, *FIVE_KINDS, title=f"Objective {number}")
    # Objectives with learner, cycle and goal; key results; stages; ticks; requirements with standings; check-ins of
    # what stays at a limit; course titles; to-dos.
    with django_assert_num_queries(8):
        due(learner)


@pytest.mark.parametrize(
    ("zone", "hour", "is_due"),
    [
        # checked in at noon UTC of a Wednesday, and asked a week later at this hour UTC
        ("UTC", -13, False),
        ("UTC", -12, True),
        # there it was Thursday already: due from Wednesday, 10:00 UTC a day later
        ("Pacific/Kiritimati", -3, False),
        ("Pacific/Kiritimati", -2, True),
        # and here still one in the morning of Wednesday
        ("Pacific/Pago_Pago", -2, False),
        ("Pacific/Pago_Pago", -1, True),
        # the clocks went back in between: Wednesday begins at 23:00 instead of 22:00 UTC
        ("Europe/Berlin", -14, False),
        ("Europe/Berlin", -13, True),
    ],
)
def test_a_week_is_seven_of_the_learners_own_days(learner, zone, hour, is_due):
    DemoProfile.objects.update_or_create(user=learner, defaults={"time_zone": zone})
    Cycle.objects.all().delete()
    noon = datetime(2026, 10, 21, 12, tzinfo=UTC)
    objective_id = create_objective(
        user_id=learner.pk, home_course=COMMUNICATION, spec=ObjectiveSpec(title="Read more"), now=noon
    )
    row_id = add_key_result(user_id=learner.pk, objective_id=objective_id, spec=READERS, now=noon)
    publish_objective(user_id=learner.pk, public_id=objective_id, now=noon)
    entry = CheckInEntry(key_result_id=row_id, confidence=8, value=Decimal(1250))
    record_check_ins(user_id=learner.pk, entries=[entry], now=noon)
    asked_at = noon + timedelta(days=7, hours=hour)
    view = read_due(user_id=learner.pk, course_key=COMMUNICATION, now=asked_at)
    assert view.is_any_due is is_due


def test_a_check_in_on_a_course_starts_the_clock_of_silence_anew_and_moves_nothing(learner):
    objective = make_objective(learner, course_spec(**CERTIFICATE))
    before = objective.key_results.get()
    later = timezone.now() + timedelta(days=3)
    entry = CheckInEntry(key_result_id=before.public_id, confidence=6)
    record_check_ins(user_id=learner.pk, entries=[entry], now=later)
    after = objective.key_results.get()
    assert (after.progress_ratio, after.has_pace, after.far_behind_from) == (
        before.progress_ratio,
        before.has_pace,
        before.far_behind_from,
    )
    assert (after.last_check_in_at, after.last_confidence) == (later, 6)
    assert after.outdated_from > before.outdated_from
    assert ProgressChange.objects.filter(cause=Cause.CHECK_IN).count() == 0


@pytest.mark.parametrize(("days_ago", "is_saved"), [(7, True), (14, False)])
def test_only_days_of_this_week_and_last_can_change(learner, days_ago, is_saved):
    Cycle.objects.update(starts_on=timezone.now().date() - timedelta(days=40))
    objective = make_objective(learner, WORD_A_DAY)
    day = timezone.now().date() - timedelta(days=days_ago)
    if not is_saved:
        with pytest.raises(ValidationError, match="this week and last week"):
            tick(learner, objective, day)
    else:
        tick(learner, objective, day)
    assert HabitTick.objects.exists() is is_saved


def test_a_check_in_that_names_no_stage_keeps_the_share_and_says_that_it_is_so_today(learner, clock):
    objective = make_objective(learner, MENTORING)
    key_result = key_result_of(objective, MENTORING.title)
    first = key_result.stages.all()[0]
    check_in(learner, key_result, stages={first.public_id: True})
    clock.forward(days=7)
    check_in(learner, key_result, confidence=6)
    key_result.refresh_from_db()
    assert key_result.progress_ratio == "1/3"
    assert key_result.trail[-1] == [clock.today.isoformat(), "0.3333"]
    assert key_result.outdated_from > timezone.now() + timedelta(days=9)


def test_the_first_check_in_makes_a_share_of_no_data_even_if_nothing_is_done(learner):
    objective = make_objective(learner, MENTORING, WORD_A_DAY)
    for spec in (MENTORING, WORD_A_DAY):
        check_in(learner, key_result_of(objective, spec.title))
        assert key_result_of(objective, spec.title).progress_ratio == "0/1"
