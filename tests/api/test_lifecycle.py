"""Pausing, going on, letting go and taking up again."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from okr_xblock.api.board import read_board, read_objective
from okr_xblock.api.closing import ClosingSpec, close_objective, read_closing
from okr_xblock.api.errors import NotFoundError, NotOpenError, StaleError
from okr_xblock.api.lifecycle import abandon_objective, pause_objective, reopen_objective, resume_objective
from okr_xblock.api.objectives import ObjectiveSpec, get_objective, publish_objective, revise_objective
from okr_xblock.demo.models import DemoProfile
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.domain.closing import NextStep, Outcome
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.domain.status import Status
from okr_xblock.models import Cycle, KeyResult, Objective, ProgressChange
from tests.support.okr import (
    PRESENTATION,
    READERS,
    check_in,
    complete,
    counted_blocks,
    course_spec,
    key_result_of,
    make_objective,
)

STEPS = {
    "pause": pause_objective,
    "resume": resume_objective,
    "abandon": abandon_objective,
    "reopen": reopen_objective,
}
DONE = ClosingSpec(grade=Decimal("0.8"), outcome=Outcome.PARTLY, proud="I spoke up", next_step=NextStep.LET_GO)


def row_of(objective: Objective) -> Objective:
    return Objective.objects.get(pk=objective.pk)


def close(user, objective, spec: ClosingSpec = DONE, **options):
    version = row_of(objective).row_version
    return close_objective(user_id=user.pk, public_id=objective.public_id, row_version=version, spec=spec, **options)


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (ObjectiveState.DRAFT, {"abandon": ObjectiveState.ABANDONED}),
        (ObjectiveState.ACTIVE, {"pause": ObjectiveState.PAUSED, "abandon": ObjectiveState.ABANDONED}),
        (ObjectiveState.PAUSED, {"resume": ObjectiveState.ACTIVE, "abandon": ObjectiveState.ABANDONED}),
        (ObjectiveState.CLOSED, {"reopen": ObjectiveState.ACTIVE}),
        (ObjectiveState.ABANDONED, {"reopen": ObjectiveState.ACTIVE}),
    ],
)
@pytest.mark.parametrize("step", STEPS)
def test_each_state_has_its_steps_and_no_others(learner, state, steps, step):
    objective = make_objective(learner, PRESENTATION)
    published_at = None if state is ObjectiveState.DRAFT else objective.published_at
    Objective.objects.update(state=state, published_at=published_at)
    if step not in steps:
        with pytest.raises(NotOpenError):
            STEPS[step](user_id=learner.pk, public_id=objective.public_id, reason="Because")
        assert row_of(objective).state == state
        return
    STEPS[step](user_id=learner.pk, public_id=objective.public_id, reason="Because")
    assert row_of(objective).state == steps[step]
    latest = objective.history.first()
    assert (latest.state, latest.history_change_reason) == (steps[step], "Because")


@pytest.mark.parametrize("step", STEPS)
def test_somebody_elses_objective_does_not_exist(learner, somebody_else, step):
    objective = make_objective(learner, PRESENTATION)
    with pytest.raises(NotFoundError):
        STEPS[step](user_id=somebody_else.pk, public_id=objective.public_id, reason="Because")


def test_pausing_moves_no_dates_and_asks_for_nothing(learner):
    objective = make_objective(learner, READERS)
    pause_objective(user_id=learner.pk, public_id=objective.public_id, reason="Parental leave")
    later = timezone.now() + timedelta(days=30)
    view = read_objective(user_id=learner.pk, public_id=objective.public_id, now=later)
    assert (view.starts_on, view.due_on) == (objective.starts_on, objective.due_on)
    assert (view.status.status, view.state_reason) == (Status.PAUSED, "Parental leave")
    assert (view.due_count, view.next_due_on) == (0, None)


def test_what_the_platform_says_counts_while_it_is_paused(learner):
    objective = make_objective(learner, course_spec())
    pause_objective(user_id=learner.pk, public_id=objective.public_id)
    complete(learner, *counted_blocks()[0])
    assert read_objective(user_id=learner.pk, public_id=objective.public_id).progress > 0


def test_going_on_takes_the_reason_away_and_keeps_it_in_the_history(learner):
    objective = make_objective(learner, PRESENTATION)
    pause_objective(user_id=learner.pk, public_id=objective.public_id, reason="Parental leave")
    resume_objective(user_id=learner.pk, public_id=objective.public_id)
    assert row_of(objective).state_reason == ""
    assert objective.history.all()[1].state_reason == "Parental leave"


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_letting_go_asks_why(learner, reason):
    objective = make_objective(learner, PRESENTATION)
    with pytest.raises(ValidationError) as refused:
        abandon_objective(user_id=learner.pk, public_id=objective.public_id, reason=reason)
    assert list(refused.value.message_dict) == ["reason"]
    assert row_of(objective).state == ObjectiveState.ACTIVE


@pytest.mark.parametrize("reason", ["x" * 501, "a\x00b", "right \u202eto left"])
def test_a_reason_that_cannot_be_kept_is_refused_beside_its_field(learner, reason):
    objective = make_objective(learner, PRESENTATION)
    for step in (pause_objective, abandon_objective):
        with pytest.raises(ValidationError) as refused:
            step(user_id=learner.pk, public_id=objective.public_id, reason=reason)
        assert list(refused.value.message_dict) == ["reason"]


def test_a_draft_is_let_go_without_a_word_and_comes_back_as_a_draft(learner):
    objective = make_objective(learner, PRESENTATION, start=False)
    abandon_objective(user_id=learner.pk, public_id=objective.public_id)
    assert row_of(objective).state == ObjectiveState.ABANDONED
    reopen_objective(user_id=learner.pk, public_id=objective.public_id)
    assert (row_of(objective).state, row_of(objective).closed_at) == (ObjectiveState.DRAFT, None)


def test_a_double_click_pauses_once(learner):
    objective = make_objective(learner, PRESENTATION)
    for _click in range(2):
        pause_objective(user_id=learner.pk, public_id=objective.public_id, submission_key="form-1")
    assert objective.history.filter(state=ObjectiveState.PAUSED).count() == 1


def test_two_tabs_pause_and_the_second_hears_that_it_is_paused(learner):
    objective = make_objective(learner, PRESENTATION)
    pause_objective(user_id=learner.pk, public_id=objective.public_id, submission_key="tab-1")
    with pytest.raises(NotOpenError):
        pause_objective(user_id=learner.pk, public_id=objective.public_id, submission_key="tab-2")


def test_a_form_from_before_the_pause_is_stale(learner):
    objective = make_objective(learner, PRESENTATION)
    version = get_objective(user_id=learner.pk, public_id=objective.public_id).row_version
    pause_objective(user_id=learner.pk, public_id=objective.public_id)
    with pytest.raises(StaleError):
        revise_objective(
            user_id=learner.pk,
            public_id=objective.public_id,
            row_version=version,
            spec=ObjectiveSpec(title="From the old tab"),
        )


def test_reopening_takes_back_grade_and_outcome_and_keeps_the_reflection(learner):
    objective = make_objective(learner, READERS)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1440))
    close(learner, objective)
    reopen_objective(user_id=learner.pk, public_id=objective.public_id, reason="Too early")
    row = row_of(objective)
    assert (row.state, row.grade, row.proposed_grade) == (ObjectiveState.ACTIVE, None, None)
    assert (row.outcome, row.next_step, row.closed_at) == ("", "", None)
    draft = read_closing(user_id=learner.pk, public_id=objective.public_id)
    assert (draft.spec.proud, draft.spec.grade, draft.proposed_grade) == ("I spoke up", None, Decimal("0.8"))
    closed = objective.history.filter(state=ObjectiveState.CLOSED).get()
    assert (closed.grade, closed.outcome) == (Decimal("0.8"), Outcome.PARTLY)


def test_what_the_platform_did_meanwhile_counts_again_and_shows_in_the_trail(learner):
    objective = make_objective(learner, course_spec())
    close(learner, objective, ClosingSpec(grade=Decimal(0), outcome=Outcome.MISSED))
    complete(learner, *counted_blocks()[0])
    assert KeyResult.objects.get().progress_fraction == 0
    assert ProgressChange.objects.first().was_frozen
    tomorrow = timezone.now() + timedelta(days=1)
    reopen_objective(user_id=learner.pk, public_id=objective.public_id, now=tomorrow)
    row = KeyResult.objects.get()
    assert row.progress_fraction > 0
    assert ProgressChange.objects.first().cause == Cause.RECONCILED
    assert [float(share) > 0 for _day, share in row.trail] == [False, True]
    assert row.trail[-1][0] == tomorrow.date().isoformat()
    assert row_of(objective).trail[-1] == row.trail[-1]


def test_what_was_carried_on_is_not_reopened_unless_that_was_let_go(learner):
    objective = make_objective(learner, READERS)
    kept = ClosingSpec(grade=Decimal(0), outcome=Outcome.MISSED, next_step=NextStep.KEEP)
    carried_to = close(learner, objective, kept).carried_to
    assert not read_objective(user_id=learner.pk, public_id=objective.public_id).can_reopen
    with pytest.raises(ValidationError) as refused:
        reopen_objective(user_id=learner.pk, public_id=objective.public_id)
    assert refused.value.code == "carried_on"
    abandon_objective(user_id=learner.pk, public_id=carried_to, reason="After all not")
    assert read_objective(user_id=learner.pk, public_id=objective.public_id).can_reopen
    reopen_objective(user_id=learner.pk, public_id=objective.public_id)
    assert row_of(objective).state == ObjectiveState.ACTIVE


@pytest.mark.parametrize(
    ("zone", "hours_after_midnight", "may"),
    [
        # midnight UTC that ends the cycle's last day
        ("UTC", -1, True),
        ("UTC", 1, False),
        # the day is over fourteen hours earlier, or eleven later
        ("Pacific/Kiritimati", -15, True),
        ("Pacific/Kiritimati", -13, False),
        ("Pacific/Pago_Pago", 10, True),
        ("Pacific/Pago_Pago", 12, False),
    ],
)
def test_it_may_be_reopened_until_the_cycles_last_day_is_over_where_the_learner_is(
    learner, zone, hours_after_midnight, may
):
    DemoProfile.objects.update_or_create(user=learner, defaults={"time_zone": zone})
    objective = make_objective(learner, PRESENTATION)
    abandon_objective(user_id=learner.pk, public_id=objective.public_id, reason="No time")
    midnight = datetime.combine(Cycle.objects.get().due_on + timedelta(days=1), time.min, tzinfo=UTC)
    now = midnight + timedelta(hours=hours_after_midnight)
    view = read_objective(user_id=learner.pk, public_id=objective.public_id, now=now)
    on_board = read_board(user_id=learner.pk, course_key=COMMUNICATION, now=now).objectives
    assert (view.can_reopen, len(on_board)) == (may, int(may))
    if may:
        reopen_objective(user_id=learner.pk, public_id=objective.public_id, now=now)
        return
    with pytest.raises(ValidationError) as refused:
        reopen_objective(user_id=learner.pk, public_id=objective.public_id, now=now)
    assert refused.value.code == "cycle_over"


def test_a_draft_whose_dates_are_over_is_not_started_and_moves_into_the_cycle_that_runs(learner):
    objective = make_objective(learner, PRESENTATION, start=False)
    cycle = Cycle.objects.get()
    now = timezone.now() + timedelta(days=(cycle.due_on - timezone.now().date()).days + 5)
    following = Cycle.objects.create(
        starts_on=cycle.due_on + timedelta(days=1), due_on=cycle.due_on + timedelta(days=60), cadence_days=14
    )
    with pytest.raises(ValidationError) as refused:
        publish_objective(user_id=learner.pk, public_id=objective.public_id, now=now)
    assert refused.value.code == "over"
    with pytest.raises(ValidationError) as refused:
        revise_objective(
            user_id=learner.pk,
            public_id=objective.public_id,
            row_version=1,
            spec=ObjectiveSpec(title="Again", starts_on=objective.starts_on, due_on=objective.due_on),
            now=now,
        )
    assert list(refused.value.message_dict) == ["starts_on"]
    spec = ObjectiveSpec(title="Again", starts_on=now.date(), due_on=following.due_on)
    revise_objective(user_id=learner.pk, public_id=objective.public_id, row_version=1, spec=spec, now=now)
    publish_objective(user_id=learner.pk, public_id=objective.public_id, now=now)
    assert (row_of(objective).cycle, row_of(objective).cadence_days) == (following, 14)


def test_of_what_was_carried_on_only_one_runs_at_a_time(learner):
    origin = make_objective(learner, READERS)
    kept = ClosingSpec(grade=Decimal(0), outcome=Outcome.MISSED, next_step=NextStep.KEEP)
    first = close(learner, origin, kept).carried_to
    abandon_objective(user_id=learner.pk, public_id=first, reason="No")
    assert read_objective(user_id=learner.pk, public_id=first).can_reopen
    reopen_objective(user_id=learner.pk, public_id=origin.public_id)
    assert not read_objective(user_id=learner.pk, public_id=first).can_reopen
    with pytest.raises(ValidationError):
        reopen_objective(user_id=learner.pk, public_id=first)
    second = close(learner, origin, kept).carried_to
    assert not read_objective(user_id=learner.pk, public_id=first).can_reopen
    with pytest.raises(ValidationError):
        reopen_objective(user_id=learner.pk, public_id=first)
    abandon_objective(user_id=learner.pk, public_id=second, reason="No")
    reopen_objective(user_id=learner.pk, public_id=first)
