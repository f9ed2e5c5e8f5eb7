"""Nobody's key results, of each kind; see `samples`."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

from django.utils import timezone

from okr_xblock.api.board import (
    CourseBody,
    DayView,
    HabitBody,
    KeyResultView,
    MetricBody,
    MilestonesBody,
    RequirementView,
    StageView,
    StayBody,
    TrailView,
)
from okr_xblock.domain.courses import Criterion, SourceState
from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.domain.progress import Side
from okr_xblock.domain.status import Status, StatusReading, StatusReason
from okr_xblock.views.examples import EXAMPLES

DAYS = 60
ELAPSED = 30
SPEAKING, CUSTOMERS, MENTOR = EXAMPLES["speaking"], EXAMPLES["customers"], EXAMPLES["mentor"]


class KeyResultSamples:
    """As of one moment; each has an id of its own, so that a page can hold them side by side."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today: date = timezone.localtime(now).date()
        self.starts_on = self.today - timedelta(days=ELAPSED)
        self.due_on = self.starts_on + timedelta(days=DAYS)
        self._numbers: Iterator[int] = count(1)

    def new_id(self) -> str:
        """Thirty-two digits, as a public id has."""
        return f"{next(self._numbers):032x}"

    def trail(self, points: int, *, last: Fraction = Fraction(3, 5)) -> TrailView:
        """A way up to `last`, with a dip in it."""
        days = [self.today - timedelta(days=ELAPSED - ELAPSED * (n + 1) // points) for n in range(points)]
        shares = [last * (n + 1) / points * (1 if n % 7 else Fraction(4, 5)) for n in range(points)]
        return tuple(zip(days, shares, strict=True))

    # Key results

    def key_result(self, body: Any, kind: KeyResultKind, title: object, **changes: Any) -> KeyResultView:
        """Under way and on track, unless told otherwise."""
        fields: dict[str, Any] = {
            "progress": Fraction(3, 5),
            "status": reading(Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
            "confidence": 8,
            "previous_confidence": 7,
            "last_check_in_at": self.now - timedelta(days=6),
            "trail": self.trail(8),
            **changes,
        }
        return KeyResultView(
            public_id=self.new_id(),
            kind=kind,
            title=str(title),
            weight=Decimal(1),
            expected=Fraction(1, 2),
            start_confidence=5,
            is_due=True,
            next_due_on=self.today,
            movement=None,
            body=body,
            **fields,
        )

    def rising(self, **changes: Any) -> KeyResultView:
        """A number that goes up."""
        words = CUSTOMERS.key_results[0]
        body = MetricBody(
            unit=str(words.unit),
            baseline=Decimal(1200),
            target=Decimal(1500),
            current=changes.pop("current", Decimal(1380)),
        )
        return self.key_result(body, KeyResultKind.METRIC, words.title, **changes)

    def falling(self, **changes: Any) -> KeyResultView:
        """A number that goes down."""
        words = CUSTOMERS.key_results[1]
        body = MetricBody(unit=str(words.unit), baseline=Decimal(40), target=Decimal(10), current=Decimal(22))
        return self.key_result(body, KeyResultKind.METRIC, words.title, **changes)

    def staying(self, **changes: Any) -> KeyResultView:
        """A number that stays."""
        words = CUSTOMERS.key_results[2]
        body = StayBody(
            unit=str(words.unit),
            limit=Decimal(4),
            side=Side.BELOW,
            current=Decimal("3.5"),
            kept=3,
            periods=8,
            marks=(True, False, True, True, None, None, None, None),
        )
        return self.key_result(body, KeyResultKind.STAY, words.title, **changes)

    def yes_or_no(self, *, is_done: bool = False, **changes: Any) -> KeyResultView:
        """One thing that happens or does not."""
        words = SPEAKING.key_results[0]
        done_on = self.today - timedelta(days=2) if is_done else None
        stage = StageView(stage_id=self.new_id(), title=str(words.title), is_done=is_done, done_on=done_on)
        body = MilestonesBody(stages=(stage,), is_yes_no=True)
        changes = {"progress": Fraction(int(is_done)), **changes}
        return self.key_result(body, KeyResultKind.MILESTONES, words.title, **changes)

    def staged(self, **changes: Any) -> KeyResultView:
        """Several stages."""
        words = MENTOR.key_results[0]
        stages = tuple(
            StageView(stage_id=self.new_id(), title=str(title), is_done=not number, done_on=None)
            for number, title in enumerate(words.stages)
        )
        body = MilestonesBody(stages=stages, is_yes_no=False)
        return self.key_result(body, KeyResultKind.MILESTONES, words.title, progress=Fraction(1, 3), **changes)

    def habit(self, **changes: Any) -> KeyResultView:
        """Days of a week."""
        monday = self.today - timedelta(days=self.today.weekday())
        last_week, this_week = (
            tuple(
                DayView(
                    day=(day := first + timedelta(days=number)),
                    is_ticked=day < self.today and number not in {2, 6},
                    is_today=day == self.today,
                    can_be_ticked=day <= self.today,
                )
                for number in range(7)
            )
            for first in (monday - timedelta(days=7), monday)
        )
        body = HabitBody(times_per_week=5, done=21, needed=42, streak_weeks=3, last_week=last_week, this_week=this_week)
        return self.key_result(body, KeyResultKind.HABIT, SPEAKING.key_results[1].title, **changes)

    def course(self, *, state: SourceState = SourceState.LIVE, **changes: Any) -> KeyResultView:
        """A course that moves it, in each state of the course."""
        requirement = RequirementView(
            title=None if state is SourceState.LOST else str(SPEAKING.key_results[2].title),
            url="#",
            criterion=Criterion.COMPLETION,
            required_fraction=Decimal(1),
            state=state,
            fraction=Fraction(5, 8),
            units_complete=5,
            units_total=8,
            grade_fraction=None,
            was_already_reached=False,
        )
        body = CourseBody(requirements=(requirement,))
        return self.key_result(body, KeyResultKind.COURSE, SPEAKING.key_results[2].title, **changes)


def reading(status: Status, reason: StatusReason) -> StatusReading:
    """A status and why."""
    return StatusReading(status=status, reason=reason)
