"""The nightly comparison: it finds what no event told, and can be stopped at any batch."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from completion.models import BlockCompletion
from django.core.management import CommandError, call_command
from django.utils import timezone

from okr_xblock.api.reconcile import reconcile
from okr_xblock.demo import standin
from okr_xblock.demo.models import DemoGrade
from okr_xblock.demo.platform import StandalonePlatform
from okr_xblock.demo.seed import COMMUNICATION, WRITING
from okr_xblock.domain.courses import Criterion
from okr_xblock.domain.evidence import Cause
from okr_xblock.models import CourseStanding, KeyResult, Learner, ProgressChange, ReconcileRun, Submission
from tests.support.okr import complete_course, course_spec, make_learner, make_objective, statements


@pytest.fixture
def finisher(learner):
    """Somebody whose course key result is reached."""
    make_objective(learner, course_spec())
    complete_course(learner)
    assert KeyResult.objects.get().progress_ratio == "1/1"
    return learner


def test_a_reset_of_the_course_takes_progress_down_again(finisher):
    standin.reset_completion(user=finisher, course_key=COMMUNICATION)
    assert KeyResult.objects.get().progress_ratio == "1/1"  # a reset sends no event
    summary = reconcile()
    assert KeyResult.objects.get().progress_ratio == "0/1"
    assert (summary.compared, summary.changed, summary.failed, summary.is_finished) == (1, 1, 0, True)
    assert ProgressChange.objects.first().cause == Cause.RECONCILED


def test_what_did_not_change_is_not_read_again(finisher):
    reconcile(rolling_days=10_000)
    assert reconcile(rolling_days=10_000).reread == 0


def test_a_change_that_a_fingerprint_hides_is_found_by_the_rolling_share(finisher):
    completions = BlockCompletion.objects.filter(user=finisher)
    completions.update(completion=0.5)  # neither number nor time of completions changes
    assert reconcile(rolling_days=10_000).changed == 0
    CourseStanding.objects.update(read_at=timezone.now() - timedelta(days=28))
    assert reconcile(rolling_days=28).changed == 1
    assert KeyResult.objects.get().progress_ratio == "0/1"


def test_it_goes_on_where_it_stopped(monkeypatch):
    for number in range(5):
        make_objective(make_learner(f"learner-{number}"), course_spec())
    clock = iter([0.0, 0.0, 5.0])  # begun; before the first batch; before the second
    with monkeypatch.context() as patched:
        patched.setattr("okr_xblock.api.reconcile.time.monotonic", lambda: next(clock))
        first = reconcile(batch_size=2, max_seconds=5)
    assert (first.compared, first.is_finished) == (2, False)
    batches = []
    second = reconcile(batch_size=2, on_batch=batches.append)
    assert (batches, second.compared, second.is_finished) == ([2, 1], 5, True)
    assert ReconcileRun.objects.count() == 1


def test_two_at_once_count_every_standing_once():
    for number in range(4):
        make_objective(make_learner(f"learner-{number}"), course_spec())
    overtaken = []

    def overtake(_count):
        if not overtaken:
            overtaken.append(reconcile(batch_size=1))

    reconcile(batch_size=1, on_batch=overtake)
    assert ReconcileRun.objects.order_by("pk").first().compared == 4


def test_a_pair_that_cannot_be_read_is_left_out_alone(monkeypatch, caplog):
    users = [make_learner(f"learner-{number}") for number in range(3)]
    for user in users:
        make_objective(user, course_spec())
        standin.set_grade(user=user, course_key=COMMUNICATION, grade_fraction=Decimal("0.7"))
    really_read = StandalonePlatform.read_fingerprints

    def poisoned(self, *, pairs):
        if any(pair.user_id == users[1].pk for pair in pairs):
            raise ValueError("a grade that is none")
        return really_read(self, pairs=pairs)

    monkeypatch.setattr(StandalonePlatform, "read_fingerprints", poisoned)
    summary = reconcile()
    assert (summary.compared, summary.failed, summary.is_finished) == (3, 1, True)
    assert "a grade that is none" in caplog.text


def test_what_nobody_asks_for_any_more_is_forgotten(learner):
    make_objective(learner, course_spec())
    Submission.objects.create(learner=Learner.objects.get(), key="old", digest="")
    Submission.objects.update(created_at=timezone.now() - timedelta(days=31))
    CourseStanding.objects.create(learner=Learner.objects.get(), course_key=WRITING)
    reconcile()
    assert not Submission.objects.exists()
    assert [s.course_key for s in CourseStanding.objects.all()] == [COMMUNICATION]


@pytest.mark.parametrize("bound", ["--batch-size=0", "--rolling-days=0"])
def test_the_command_refuses_bounds_that_bound_nothing(bound, db):
    with pytest.raises(CommandError):
        call_command("okr_reconcile", bound, stdout=StringIO(), stderr=StringIO())


def test_one_standing_that_cannot_be_mended_does_not_stop_the_others(monkeypatch, caplog):
    users = [make_learner(f"learner-{number}") for number in range(3)]
    for user in users:
        make_objective(user, course_spec(criterion=Criterion.GRADE, required_fraction=Decimal(1)))
        DemoGrade.objects.create(
            user=user, course_key=COMMUNICATION, grade_fraction=Decimal("0.5"), changed_at="2026-01-01T00:00:00Z"
        )
    from okr_xblock.api import reconcile as module

    really_apply = module.apply_reading

    def fail_for_one(*, user_id, **rest):
        if user_id == users[1].pk:
            raise RuntimeError("a bad row")
        return really_apply(user_id=user_id, **rest)

    monkeypatch.setattr(module, "apply_reading", fail_for_one)
    summary = reconcile()
    assert (summary.changed, summary.failed) == (2, 1)
    assert "a bad row" in caplog.text


@pytest.mark.parametrize("count", [1, 20])
def test_a_batch_costs_a_fixed_number_of_queries(count):
    for number in range(count):
        make_objective(make_learner(f"learner-{number}"), course_spec())
    reconcile()
    # The run that is to be continued: looked for, made; the batch of standings; the platform's five grouped queries;
    # the run's progress written and read; standings that nothing follows; old forms; the run's end.
    with statements() as ran:
        reconcile(rolling_days=10_000)
    assert len(ran) == 13


def test_a_newer_answer_of_a_task_stays(finisher, monkeypatch):
    """The batch read the platform before the reset; a task read it after, and was faster."""
    really_read = StandalonePlatform.read_standings

    def read_then_be_overtaken(self, *, pairs):
        answers = really_read(self, pairs=pairs)
        if len(ProgressChange.objects.filter(cause=Cause.GRADE)) == 0:
            monkeypatch.setattr(StandalonePlatform, "read_standings", really_read)
            standin.reset_completion(user=finisher, course_key=COMMUNICATION)
            standin.set_grade(user=finisher, course_key=COMMUNICATION, grade_fraction=Decimal("0.1"))
        return answers

    monkeypatch.setattr(StandalonePlatform, "read_standings", read_then_be_overtaken)
    CourseStanding.objects.update(fingerprint="")
    reconcile()
    assert KeyResult.objects.get().progress_ratio == "0/1"


def test_the_command_says_what_it_did(finisher):
    standin.reset_completion(user=finisher, course_key=COMMUNICATION)
    said = StringIO()
    call_command("okr_reconcile", stdout=said, stderr=StringIO())
    assert said.getvalue().startswith("Compared 1, read again 1, moved 1, failed 0: finished.")


def test_the_command_fails_when_something_could_not_be_mended(finisher, monkeypatch):
    def fail(**_arguments):
        raise RuntimeError("a bad row")

    monkeypatch.setattr("okr_xblock.api.reconcile.apply_reading", fail)
    standin.reset_completion(user=finisher, course_key=COMMUNICATION)
    with pytest.raises(CommandError):
        call_command("okr_reconcile", stdout=StringIO(), stderr=StringIO())
