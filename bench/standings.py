"""Many learners, each with one course standing that a key result follows, written past every event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from completion.models import BlockCompletion
from django.contrib.auth.models import User
from django.utils import timezone
from opaque_keys.edx.keys import CourseKey, UsageKey

from okr_xblock.demo.models import DemoCertificate, DemoEnrollment, DemoGrade
from okr_xblock.demo.seed import COMMUNICATION, COMMUNITY, WRITING
from okr_xblock.domain.courses import Criterion, SourceState
from okr_xblock.domain.lifecycle import KeyResultKind, ObjectiveState
from okr_xblock.domain.numbers import stored_fraction
from okr_xblock.models import CourseRequirement, CourseStanding, Cycle, KeyResult, Learner, Objective
from okr_xblock.platform_adapters import UserCourse, get_platform
from tests.support.okr import counted_blocks

if TYPE_CHECKING:
    from okr_xblock.platform_adapters import StandingReading

COURSES = (COMMUNICATION, WRITING, COMMUNITY)
BATCH = 2_000


def make_standings(count: int) -> None:
    """
    Make this many more, as reading the platform left them: an active objective, one key result, one requirement, a
    standing with its facts and fingerprint; an enrolment, some or most of the course completed, every third one graded,
    every tenth one certified.
    """
    blocks = {course_key: [block for unit in counted_blocks(course_key) for block in unit] for course_key in COURSES}
    cycle = Cycle.objects.get()
    for number in range(0, count, BATCH):
        _make_batch(min(BATCH, count - number), blocks, cycle)


def _make_batch(count: int, blocks: dict[CourseKey, list[UsageKey]], cycle: Cycle) -> None:
    first = User.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    names = (f"learner-{first}-{number}" for number in range(count))
    User.objects.bulk_create(User(username=name, email=f"{name}@example.org") for name in names)
    user_ids = list(User.objects.filter(pk__gt=first).order_by("pk").values_list("pk", flat=True))
    pairs = [UserCourse(user_id, COURSES[number % len(COURSES)]) for number, user_id in enumerate(user_ids)]
    _make_platform_rows(pairs, blocks, timezone.now() - timedelta(days=1))
    readings = get_platform().read_standings(pairs=pairs)
    _make_own_rows(pairs, readings, cycle)


def _make_platform_rows(pairs: list[UserCourse], blocks: dict[CourseKey, list[UsageKey]], now: datetime) -> None:
    def dated(pair: UserCourse) -> dict[str, Any]:
        return {"user_id": pair.user_id, "course_key": pair.course_key, "changed_at": now}

    DemoEnrollment.objects.bulk_create(DemoEnrollment(**dated(pair), created_at=now) for pair in pairs)
    DemoGrade.objects.bulk_create(DemoGrade(**dated(pair), grade_fraction=Decimal("0.4")) for pair in pairs[::3])
    DemoCertificate.objects.bulk_create(
        DemoCertificate(**dated(pair), status=DemoCertificate.Status.DOWNLOADABLE) for pair in pairs[::10]
    )
    # From a single block up to all but one.
    BlockCompletion.objects.bulk_create(
        completion_of(pair, block)
        for number, pair in enumerate(pairs)
        for block in blocks[pair.course_key][: 1 + number // len(COURSES) % (len(blocks[pair.course_key]) - 1)]
    )


def completion_of(pair: UserCourse, block: UsageKey) -> BlockCompletion:
    """An unsaved completion of this block."""
    return BlockCompletion(
        user_id=pair.user_id,
        context_key=pair.course_key,
        block_key=block,
        block_type=block.block_type,
        completion=1.0,
    )


def _make_own_rows(pairs: list[UserCourse], readings: dict[UserCourse, StandingReading], cycle: Cycle) -> None:
    now = timezone.now()
    learners = _made(Learner, (Learner(user_id=pair.user_id) for pair in pairs))
    objectives = _made(
        Objective,
        (
            Objective(
                learner=learner,
                home_course=pair.course_key,
                cycle=cycle,
                title="Become more confident in public speaking",
                state=ObjectiveState.ACTIVE.value,
                starts_on=cycle.starts_on,
                due_on=cycle.due_on,
                published_at=now,
            )
            for pair, learner in zip(pairs, learners, strict=True)
        ),
    )
    # Read at any time of the last three weeks, as on a site where that happens by itself: about one in fourteen is due
    # to be read anew, whatever its fingerprint says.
    standings = _made(
        CourseStanding,
        (
            _standing(learner, pair, readings[pair], now - timedelta(days=number % 21))
            for number, (pair, learner) in enumerate(zip(pairs, learners, strict=True))
        ),
    )
    shares = [readings[pair].facts.completion_fraction for pair in pairs]
    key_results = _made(
        KeyResult,
        (
            KeyResult(
                objective=objective,
                kind=KeyResultKind.COURSE.value,
                title="Complete the course",
                progress_ratio=str(share),
                progress_fraction=stored_fraction(share),
            )
            for objective, share in zip(objectives, shares, strict=True)
        ),
    )
    CourseRequirement.objects.bulk_create(
        CourseRequirement(
            key_result=key_result,
            standing=standing,
            course_key=standing.course_key,
            criterion=Criterion.COMPLETION.value,
            required_fraction=Decimal(1),
            source_state=SourceState.LIVE.value,
            last_ratio=str(share),
            last_fraction=stored_fraction(share),
        )
        for key_result, standing, share in zip(key_results, standings, shares, strict=True)
    )


def _standing(learner: Learner, pair: UserCourse, reading: StandingReading, read_at: datetime) -> CourseStanding:
    facts = reading.facts
    return CourseStanding(
        learner=learner,
        course_key=pair.course_key,
        course_exists=facts.exists,
        is_enrolled=facts.is_enrolled,
        was_enrolled=facts.is_enrolled,
        units_complete=facts.units_complete,
        units_incomplete=facts.units_incomplete,
        units_locked=facts.units_locked,
        grade_fraction=facts.grade_fraction,
        is_passing=facts.is_passing,
        is_certified=facts.is_certified,
        fingerprint=reading.fingerprint,
        read_at=read_at,
    )


def _made(model: Any, rows: Iterable[Any]) -> list[Any]:
    """The rows, with the keys that the database gave them: MariaDB returns them, MySQL would not."""
    return list(model.objects.bulk_create(rows))


def change_unnoticed(*, one_in: int, offset: int) -> int:
    """
    Change what the platform knows of every so manieth learner, in turn by a reset and by a unit more. Returns how many.

    Another `offset` changes others. Bulk operations send no signals, so nobody is told.
    """
    standings = CourseStanding.objects.order_by("pk").values_list("learner__user_id", "course_key")
    pairs = [UserCourse(*row) for row in islice(standings.iterator(), offset, None, one_in)]
    BlockCompletion.objects.filter(user_id__in=[pair.user_id for pair in pairs[::2]]).delete()
    going_on = pairs[1::2]
    completed = BlockCompletion.objects.filter(user_id__in=[pair.user_id for pair in going_on])
    done = set(completed.values_list("user_id", "block_key"))
    units = {course_key: counted_blocks(course_key) for course_key in COURSES}
    BlockCompletion.objects.bulk_create(
        completion_of(pair, block) for pair in going_on for block in _next_blocks(pair, units[pair.course_key], done)
    )
    return len(pairs)


def _next_blocks(pair: UserCourse, units: list[list[UsageKey]], done: set[tuple[int, UsageKey]]) -> Iterator[UsageKey]:
    """What is missing of the first unit that is not complete."""
    for unit in units:
        missing = [block for block in unit if (pair.user_id, block) not in done]
        if missing:
            yield from missing
            return
