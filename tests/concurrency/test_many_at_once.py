"""
Eight threads at once on one learner: nothing that was answered with success is lost, every badge is given once.

On SQLite as well as on MariaDB, where read-modify-write without the learner's lock loses most of it.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from okr_xblock.api.badges import claim_celebration
from okr_xblock.api.check_ins import CheckInEntry, record_check_ins
from okr_xblock.api.closing import ClosingSpec, close_objective
from okr_xblock.api.errors import NotOpenError
from okr_xblock.api.objectives import ObjectiveSpec, create_objective
from okr_xblock.api.reconcile import reconcile
from okr_xblock.api.standings import refresh_standing
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.domain.closing import NextStep, Outcome
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.domain.numbers import stored_fraction
from okr_xblock.models import Award, CheckIn, CourseStanding, Cycle, HabitTick, KeyResult, Learner, Objective
from tests.support.okr import (
    READERS,
    WORD_A_DAY,
    complete,
    counted_blocks,
    course_spec,
    key_result_of,
    make_cycle,
    make_learner,
    make_objective,
    seed_site,
)

THREADS, ROUNDS = 8, 20


@pytest.fixture(autouse=True)
def host(transactional_db: None) -> None:
    seed_site()
    make_cycle(days_before=30)


@pytest.fixture
def learner() -> User:
    return make_learner("lena")


def all_at_once(work: Callable[[int], None], *, threads: int = THREADS) -> None:
    """Run `work(number)` in so many threads that start together; fail with the first error of any of them."""
    errors: list[BaseException] = []
    start = threading.Barrier(threads)

    def run(number: int) -> None:
        try:
            start.wait()
            work(number)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if errors:
        raise errors[0]


def test_eight_threads_of_check_ins_and_events_lose_nothing_and_award_each_badge_once(learner):
    """160 check-ins on a metric and a habit, and in between every completion of the course, from all threads."""
    objective = make_objective(learner, READERS, WORD_A_DAY, course_spec())
    readers = key_result_of(objective, READERS.title)
    habit = key_result_of(objective, WORD_A_DAY.title)
    blocks = [key for unit in counted_blocks() for key in unit]
    today = timezone.now().date()

    def work(number: int) -> None:
        for turn in range(ROUNDS):
            entries = [
                CheckInEntry(key_result_id=readers.public_id, confidence=8, value=Decimal(1500)),
                CheckInEntry(
                    key_result_id=habit.public_id, confidence=8, days={today - timedelta(days=turn % 8): True}
                ),
            ]
            record_check_ins(user_id=learner.pk, entries=entries, submission_key=f"{number}-{turn}")
            complete(learner, blocks[(number + turn) % len(blocks)])

    all_at_once(work)
    for key in blocks:
        complete(learner, key)

    assert CheckIn.objects.filter(key_result=readers).count() == THREADS * ROUNDS
    assert CheckIn.objects.filter(key_result=habit).count() == THREADS * ROUNDS
    assert HabitTick.objects.count() == 8
    assert {kr.progress_ratio for kr in KeyResult.objects.exclude(pk=habit.pk)} == {"1/1"}
    # Two whole key results and eight days of 111: 30 before today, today, 80 after.
    assert Objective.objects.get().progress_fraction == stored_fraction((2 + Fraction(8, 111)) / 3)
    slugs = list(Award.objects.values_list("rule__slug", "key_result_id"))
    assert len(slugs) == len(set(slugs))
    assert {slug for slug, _subject in slugs} == {"objective-25", "objective-50", "key-result-done"}


def test_the_same_form_from_eight_tabs_is_one_write(learner):
    objective = make_objective(learner, READERS)
    entry = CheckInEntry(
        key_result_id=key_result_of(objective, READERS.title).public_id, confidence=8, value=Decimal(1300)
    )
    all_at_once(lambda _n: record_check_ins(user_id=learner.pk, entries=[entry], submission_key="one form"))
    assert CheckIn.objects.count() == 1


def test_closed_from_eight_tabs_while_checking_in_it_ends_once_and_goes_on_once(learner):
    """Half of the threads close and carry on, the others check in: whoever comes later hears that it ended."""
    objective = make_objective(learner, READERS)
    row = objective.key_results.get()
    version = Objective.objects.get().row_version
    spec = ClosingSpec(grade=Decimal("0.5"), outcome=Outcome.PARTLY, next_step=NextStep.KEEP)
    entry = CheckInEntry(key_result_id=row.public_id, confidence=8, value=Decimal(1350))
    refused, saved = [], []

    def work(number: int) -> None:
        mine = {"user_id": learner.pk, "submission_key": f"tab-{number}"}
        try:
            if number % 2:
                record_check_ins(entries=[entry], **mine)
                saved.append(number)
            else:
                close_objective(public_id=objective.public_id, row_version=version, spec=spec, **mine)
        except NotOpenError:
            refused.append(number)

    all_at_once(work)
    closed, going_on = Objective.objects.order_by("pk")
    assert (closed.state, going_on.carried_from) == (ObjectiveState.CLOSED, closed)
    assert CheckIn.objects.count() == len(saved)
    assert len(refused) + len(saved) == THREADS - 1
    # It goes on from what was said before the end.
    assert going_on.key_results.get().baseline == (1350 if saved else READERS.baseline)


def test_eight_first_writes_make_one_learner_and_one_quarter(learner):
    Cycle.objects.all().delete()
    spec = ObjectiveSpec(title="The very first")
    all_at_once(lambda _n: create_objective(user_id=learner.pk, home_course=COMMUNICATION, spec=spec))
    assert (Learner.objects.count(), Cycle.objects.count(), Objective.objects.count()) == (1, 1, THREADS)


def test_eight_learners_begin_a_quarter_with_one_row():
    Cycle.objects.all().delete()
    users = [make_learner() for _each in range(THREADS)]
    spec = ObjectiveSpec(title="The very first")
    all_at_once(lambda n: create_objective(user_id=users[n].pk, home_course=COMMUNICATION, spec=spec))
    assert (Learner.objects.count(), Cycle.objects.count(), Objective.objects.count()) == (THREADS, 1, THREADS)


def test_eight_tabs_celebrate_once(learner):
    objective = make_objective(learner, READERS)
    entry = CheckInEntry(
        key_result_id=key_result_of(objective, READERS.title).public_id, confidence=8, value=Decimal(1500)
    )
    record_check_ins(user_id=learner.pk, entries=[entry])
    shown: list[int] = []
    all_at_once(lambda _n: shown.append(len(claim_celebration(user_id=learner.pk))))
    assert sorted(shown) == [0] * (THREADS - 1) + [5]


def test_events_and_the_nightly_comparison_at_once_end_at_the_truth(learner):
    make_objective(learner, course_spec())
    blocks = [key for unit in counted_blocks() for key in unit]

    def work(number: int) -> None:
        for turn in range(5):
            if number == 0:
                CourseStanding.objects.update(fingerprint="")
                reconcile()
            else:
                complete(learner, blocks[(number * 5 + turn) % len(blocks)])
                refresh_standing(
                    user_id=learner.pk,
                    course_key=COMMUNICATION,
                    cause=Cause.COMPLETION,
                    happened_at=timezone.now(),
                )

    all_at_once(work)
    for key in blocks:
        complete(learner, key)
    assert KeyResult.objects.get().progress_ratio == "1/1"
    assert Award.objects.count() == 5
