"""Check-ins: what they move, what they keep, and what an old tab or a double click cannot do."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from okr_xblock.api.check_ins import CheckInEntry, record_check_ins
from okr_xblock.api.errors import NotFoundError, NotOpenError
from okr_xblock.demo.models import DemoProfile
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.models import CheckIn, HabitTick, KeyResult, Objective, ProgressChange
from tests.support.okr import (
    MENTORING,
    PRESENTATION,
    READERS,
    WORD_A_DAY,
    check_in,
    course_spec,
    give_presentation,
    key_result_of,
    make_objective,
    tick,
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
