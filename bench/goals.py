"""Learners with as many objectives as wanted, every kind of key result among them, written through the api."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from okr_xblock.api.closing import ClosingSpec, close_objective, read_closing
from okr_xblock.api.initiatives import InitiativeSpec, add_initiative
from okr_xblock.api.key_results import KeyResultSpec, RequirementSpec
from okr_xblock.api.kpis import KpiSpec, create_kpi, record_reading
from okr_xblock.demo import standin
from okr_xblock.demo.seed import COMMUNICATION, COMMUNITY, DRAFT, WRITING
from okr_xblock.domain.closing import Outcome
from okr_xblock.domain.courses import Criterion
from okr_xblock.domain.habits import may_still_tick
from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.models import HabitTick, KeyResult, Objective
from tests.support.okr import (
    MENTORING,
    PRESENTATION,
    READERS,
    STAY,
    WORD_A_DAY,
    check_in,
    complete,
    counted_blocks,
    course_spec,
    make_learner,
    make_objective,
)

WRITING_WELL = KeyResultSpec(
    kind=KeyResultKind.COURSE,
    title="Learn to write and to lead",
    requirements=(
        RequirementSpec(course_key=WRITING, criterion=Criterion.GRADE, required_fraction=Decimal("0.8")),
        RequirementSpec(course_key=COMMUNITY, criterion=Criterion.CERTIFICATE, required_fraction=None),
    ),
)
# The first one's kinds are those that need rows of other tables. On a long board it is the one that stands open.
SETS = (
    (STAY, MENTORING, WORD_A_DAY, course_spec()),
    (PRESENTATION, READERS, WORD_A_DAY, WRITING_WELL),
    (READERS, STAY, MENTORING, course_spec()),
)


def make_busy_learner(objective_count: int) -> User:
    """
    Somebody in all courses with this many objectives at home in the communication course, four key results each.

    Of each key result there is something to see: check-ins, ticks, stages done, units complete, a badge or two.
    """
    user = make_learner()
    for course_key in (WRITING, COMMUNITY, DRAFT):
        standin.enroll(user=user, course_key=course_key)
    standin.set_grade(user=user, course_key=WRITING, grade_fraction=Decimal("0.6"))
    for number in range(objective_count):
        objective = make_objective(
            user,
            *SETS[number % len(SETS)],
            title=f"Become more confident in public speaking, part {number + 1}",
            why="I would like to be heard when it matters, and to enjoy it.",
        )
        for key_result in KeyResult.objects.filter(objective=objective):
            check_in(user, key_result, **_progress(key_result, objective))
    for unit in counted_blocks()[:3]:
        complete(user, *unit)
    return user


def fill_in_the_rest(user: User) -> None:
    """What stands beside and behind the objectives: to-dos, numbers with readings, a draft, one that is closed."""
    who = {"user_id": user.pk}
    for objective in Objective.objects.filter(learner__user_id=user.pk):
        for title in ("Ask Ben for five minutes", "Borrow the book on voices"):
            add_initiative(**who, objective_id=objective.public_id, spec=InitiativeSpec(title=title))
    for number in range(6):
        spec = KpiSpec(title=f"Hours of meetings a week {number}", unit="hours", high=Decimal(12))
        public_id = create_kpi(**who, home_course=COMMUNICATION, spec=spec)
        for value in (11, 12, 13):
            record_reading(**who, public_id=public_id, value=Decimal(value))
    make_objective(user, READERS, title="Not yet begun", start=False)
    done = make_objective(user, READERS, PRESENTATION, title="Over and done")
    version = read_closing(**who, public_id=done.public_id).row_version
    spec_of_closing = ClosingSpec(grade=Decimal("0.7"), outcome=Outcome.ACHIEVED, proud="All of it.")
    close_objective(**who, public_id=done.public_id, row_version=version, spec=spec_of_closing)


def _progress(key_result: KeyResult, objective: Objective) -> dict[str, Any]:
    """What the learner says about a key result of this kind."""
    if key_result.kind == KeyResultKind.METRIC:
        return {"value": Decimal(1290)}
    if key_result.kind == KeyResultKind.STAY:
        return {"value": Decimal(3)}
    if key_result.kind == KeyResultKind.MILESTONES:
        first = key_result.stages.all()[0]
        return {"stages": {first.pk: True}}
    if key_result.kind == KeyResultKind.HABIT:
        return {"days": dict.fromkeys(_kept_days(key_result, objective), True)}
    return {}


def _kept_days(key_result: KeyResult, objective: Objective) -> list[date]:
    """Every day until yesterday: those that may still be told are returned, earlier ones were told in their week."""
    today = timezone.now().date()
    days = [objective.starts_on + timedelta(days=number) for number in range((today - objective.starts_on).days)]
    earlier = [day for day in days if not may_still_tick(day, today=today)]
    HabitTick.objects.bulk_create([HabitTick(key_result=key_result, ticked_on=day) for day in earlier])
    return days[len(earlier) :]
