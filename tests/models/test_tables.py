"""The tables themselves: what the database refuses even if every rule above it were forgotten."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from okr_xblock.models import (
    Award,
    BadgeRule,
    CheckIn,
    CourseRequirement,
    CourseStanding,
    Cycle,
    HabitTick,
    KeyResult,
    Learner,
    Objective,
    Stage,
    Submission,
)
from tests.support.okr import PRESENTATION, WORD_A_DAY, course_spec, make_cycle, make_learner, make_objective, seed_site

TODAY = date(2026, 5, 14)


@pytest.fixture
def objective(db: None) -> Objective:
    seed_site()
    make_cycle()
    return make_objective(make_learner(), PRESENTATION, WORD_A_DAY, course_spec())


def test_every_change_of_a_model_has_its_migration(db):
    call_command("makemigrations", "okr_xblock", "okr_demo", check=True, dry_run=True)


def test_a_new_site_has_the_first_badge_rules(db):
    seed_site()
    assert sorted(BadgeRule.objects.values_list("slug", flat=True)) == [
        "key-result-done",
        "objective-100",
        "objective-25",
        "objective-50",
        "objective-75",
    ]


def of(kind: str) -> KeyResult:
    return KeyResult.objects.get(kind=kind)


# Each line: what is tried past all rules. The database has to refuse it, on MariaDB as well.
REFUSED = {
    "a cycle without a day": lambda _o: Cycle.objects.create(starts_on=TODAY, due_on=TODAY),
    "a cadence of no days": lambda o: Cycle.objects.filter(pk=o.cycle_id).update(cadence_days=0),
    "an objective without a day": lambda o: Objective.objects.filter(pk=o.pk).update(due_on=o.starts_on),
    "a negative weight": lambda _o: KeyResult.objects.update(weight=-1),
    "a metric without a way": lambda _o: KeyResult.objects.update(kind="metric", baseline=5, target=5),
    "a metric without a target": lambda _o: KeyResult.objects.update(kind="metric", baseline=5, target=None),
    "a limit without a side": lambda _o: KeyResult.objects.update(kind="stay", limit=5, side=""),
    "a habit of eight days a week": lambda _o: KeyResult.objects.filter(kind="habit").update(times_per_week=8),
    "a habit of no days a week": lambda _o: KeyResult.objects.filter(kind="habit").update(times_per_week=None),
    "a negative weight of a stage": lambda _o: Stage.objects.update(weight=-1),
    "a requirement of nothing": lambda _o: CourseRequirement.objects.update(required_fraction=0),
    "a requirement of more than all": lambda _o: CourseRequirement.objects.update(required_fraction=Decimal("1.01")),
    "a completion without a share": lambda _o: CourseRequirement.objects.update(required_fraction=None),
    "a confidence of 11": lambda _o: CheckIn.objects.create(
        key_result=of("habit"), local_date=TODAY, confidence=11, checked_in_at=timezone.now()
    ),
    "a confidence of 0": lambda _o: CheckIn.objects.create(
        key_result=of("habit"), local_date=TODAY, confidence=0, checked_in_at=timezone.now()
    ),
    "a badge for nothing": lambda _o: BadgeRule.objects.update(threshold=0),
    "a second learner of the same user": lambda o: Learner.objects.create(user_id=o.learner.user_id),
    "a second standing": lambda o: CourseStanding.objects.create(
        learner=o.learner, course_key=CourseStanding.objects.get().course_key
    ),
    "the same form twice": lambda o: Submission.objects.bulk_create(
        [Submission(learner=o.learner, key="one") for _twice in range(2)]
    ),
    "the same day twice": lambda _o: HabitTick.objects.bulk_create(
        [HabitTick(key_result=of("habit"), ticked_on=TODAY) for _twice in range(2)]
    ),
    "the same quarter twice": lambda _o: [
        Cycle.objects.create(quarter_key="2026-Q2", starts_on=TODAY, due_on=TODAY + timedelta(days=1))
        for _twice in range(2)
    ],
    "the same badge held twice": lambda o: [award(o, active_key="1:1:o1") for _twice in range(2)],
    "a badge neither held nor revoked": lambda o: award(o, active_key=None),
    "a revoked badge still held": lambda o: award(o, active_key="1:1:o1", revoked_at=timezone.now()),
}


def award(objective: Objective, **fields) -> Award:
    return Award.objects.create(
        rule=BadgeRule.objects.first(),
        learner=objective.learner,
        objective=objective,
        title="Half-way there",
        subject_title=objective.title,
        fraction=Decimal("0.5"),
        awarded_at=timezone.now(),
        **fields,
    )


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(objective, attempt):
    with pytest.raises(DatabaseError), transaction.atomic():
        attempt(objective)


def test_revoked_badges_do_not_stand_in_each_others_way(objective):
    for _earned_and_lost in range(2):
        award(objective, active_key=None, revoked_at=timezone.now())
    assert Award.objects.count() == 2


def test_the_longest_texts_fit(objective):
    """MariaDB rejects what SQLite lets pass: a reason of 10,000 characters, a title of 255 four-byte characters."""
    objective.title = "🎤" * 255
    objective._change_reason = "x" * 10_000
    objective.save()
    assert objective.history.first().history_change_reason == "x" * 10_000


def test_derived_values_stay_out_of_history(objective):
    fields = {field.name for field in objective.history.model._meta.get_fields()}
    assert fields.isdisjoint({"progress_fraction", "behind_from", "row_version", "last_confidence"})
