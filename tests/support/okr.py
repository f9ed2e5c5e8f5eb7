"""What tests of the product start from: people in real courses of the host, and objectives written through the api."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

from completion.models import BlockCompletion
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from opaque_keys.edx.keys import CourseKey

from okr_xblock.api.check_ins import CheckInEntry, record_check_ins
from okr_xblock.api.key_results import KeyResultSpec, RequirementSpec, StageSpec, add_key_result
from okr_xblock.api.objectives import ObjectiveSpec, create_objective, publish_objective
from okr_xblock.demo import catalogue, standin
from okr_xblock.demo.blocks import is_counted
from okr_xblock.demo.seed import COMMUNICATION, seed
from okr_xblock.domain.courses import Criterion
from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.domain.progress import Side
from okr_xblock.models import CheckIn, Cycle, KeyResult, Objective

PUBLIC_SPEAKING = "Become more confident in public speaking"
PRESENTATION = KeyResultSpec(kind=KeyResultKind.MILESTONES, title="Give a company presentation")
WORD_A_DAY = KeyResultSpec(kind=KeyResultKind.HABIT, title="Learn one new word a day", times_per_week=7)
READERS = KeyResultSpec(
    kind=KeyResultKind.METRIC,
    title="Raise monthly readers",
    unit="readers",
    baseline=Decimal(1200),
    target=Decimal(1500),
)


STAY = KeyResultSpec(
    kind=KeyResultKind.STAY, title="First reply within 4 hours", unit="hours", limit=Decimal(4), side=Side.BELOW
)
MENTORING = KeyResultSpec(
    kind=KeyResultKind.MILESTONES,
    title="Mentor a colleague",
    stages=(StageSpec(title="Met"), StageSpec(title="Agreed on a goal"), StageSpec(title="Looked back")),
)


def course_spec(course_key: CourseKey = COMMUNICATION, **requirement: Any) -> KeyResultSpec:
    """ "Complete the communication course", or whatever else is asked of a course."""
    wanted = RequirementSpec(course_key=course_key, **requirement)
    return KeyResultSpec(kind=KeyResultKind.COURSE, title="Complete the communication course", requirements=(wanted,))


FIVE_KINDS = (READERS, STAY, MENTORING, WORD_A_DAY, course_spec())
EVERY_KIND = (PRESENTATION, *FIVE_KINDS)
CERTIFICATE = {"criterion": Criterion.CERTIFICATE, "required_fraction": None}


def seed_site() -> None:
    """The host's people and courses, and the badge rules of the first migration (which a flush took away)."""
    seed()
    import_module("okr_xblock.migrations.0002_first_badge_rules").add_rules(apps, None)


def make_learner(username: str = "", *, course_key: CourseKey | None = COMMUNICATION) -> User:
    """Somebody enrolled in one of the host's courses. Call after `seed()`."""
    user = User.objects.create_user(username or f"learner-{uuid.uuid4().hex[:8]}")
    if course_key is not None:
        standin.enroll(user=user, course_key=course_key)
    return user


def make_cycle(*, days_before: int = 10, days_after: int = 80) -> Cycle:
    """A cycle of the site around today, so that no test depends on the day it runs on."""
    today = timezone.now().date()
    return Cycle.objects.create(
        title="Test cycle", starts_on=today - timedelta(days=days_before), due_on=today + timedelta(days=days_after)
    )


def make_objective(
    user: User, *specs: KeyResultSpec, course_key: CourseKey | None = COMMUNICATION, start: bool = True, **spec: Any
) -> Objective:
    """An objective with these key results, started unless told otherwise."""
    spec.setdefault("title", PUBLIC_SPEAKING)
    public_id = create_objective(user_id=user.pk, home_course=course_key, spec=ObjectiveSpec(**spec))
    for key_result in specs:
        add_key_result(user_id=user.pk, objective_id=public_id, spec=key_result)
    if start and specs:
        publish_objective(user_id=user.pk, public_id=public_id)
    return Objective.objects.get(public_id=public_id)


def wait_for_check_in(*objectives: Objective) -> None:
    """Let these have begun a week ago: their first check-in is due today."""
    for row in objectives:
        row.starts_on -= timedelta(days=row.cadence_days)
        row.published_at -= timedelta(days=row.cadence_days)
        row.save(update_fields=["starts_on", "published_at"])


def key_result_of(objective: Objective, title: str) -> KeyResult:
    """By its title."""
    return KeyResult.objects.get(objective=objective, title=title)


def check_in(user: User, key_result: KeyResult, **entry: Any) -> CheckIn:
    """One check-in through the api; returns its row."""
    entry.setdefault("confidence", 8)
    record_check_ins(user_id=user.pk, entries=[CheckInEntry(key_result_id=key_result.public_id, **entry)])
    return CheckIn.objects.filter(key_result=key_result).first()


def check_in_on_all(
    user: User, objective: Objective, *, value: Decimal | int = 1300, confidence: int = 7, now: datetime | None = None
) -> None:
    """One check-in of everything that it has, numbers with this value."""
    entries = [
        CheckInEntry(
            key_result_id=row.public_id,
            confidence=confidence,
            value=Decimal(value) if row.kind in {KeyResultKind.METRIC, KeyResultKind.STAY} else None,
        )
        for row in objective.key_results.all()
    ]
    record_check_ins(user_id=user.pk, entries=entries, now=now)


def give_presentation(user: User, objective: Objective, *, is_done: bool = True) -> None:
    """Tick the yes/no milestone."""
    key_result = key_result_of(objective, PRESENTATION.title)
    check_in(user, key_result, stages={key_result.stages.get().public_id: is_done})


def tick(user: User, objective: Objective, *days: date) -> None:
    """Tick days of the habit."""
    check_in(user, key_result_of(objective, WORD_A_DAY.title), days=dict.fromkeys(days, True))


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL that ran inside, without the words that begin and end transactions (Djangos differ in logging them)."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"))
    ]


def writes(found: list[str]) -> list[str]:
    """Those of the statements that do more than read. Django 4.2 puts a union on MariaDB into brackets."""
    return [sql for sql in found if not sql.lstrip("(").startswith("SELECT")]


def counted_blocks(course_key: CourseKey = COMMUNICATION) -> list[list[Any]]:
    """Per unit of the course the keys of the blocks that count; units in which nothing counts are left out."""
    units = catalogue.courses()[course_key].units
    blocks = [[b.usage_key for b in unit.blocks if is_counted(b.block_type)] for unit in units]
    return [unit for unit in blocks if unit]


def complete(user: User, *block_keys: Any, completion: float = 1.0) -> None:
    """Real completions, through edx-completion."""
    for key in block_keys:
        BlockCompletion.objects.submit_completion(user=user, block_key=key, completion=completion)


def complete_course(user: User, course_key: CourseKey = COMMUNICATION) -> None:
    """Every block of the course that counts."""
    for unit in counted_blocks(course_key):
        complete(user, *unit)
