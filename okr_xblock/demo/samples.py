"""
Nobody's OKRs: the objects that pages are drawn from, made up in Python, in every state that there is.

Their words are those of the examples that learners may begin from, so that they are in the visitor's language.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

from django.utils import timezone

from okr_xblock.api.badges import AwardView
from okr_xblock.api.board import (
    BoardSummary,
    CourseBody,
    DayView,
    HabitBody,
    KeyResultView,
    MetricBody,
    MilestonesBody,
    MovedView,
    NextThing,
    NextThingKind,
    ObjectiveView,
    RequirementView,
    StageView,
    StayBody,
    TrailView,
)
from okr_xblock.api.closing import ClosingSpec, ClosingView
from okr_xblock.api.initiatives import InitiativeView
from okr_xblock.api.kpis import KpiView
from okr_xblock.api.looking_back import CycleSummary, CycleView, PastKeyResultView, PastObjectiveView
from okr_xblock.api.streaks import StreakView
from okr_xblock.api.timeline import FieldChange, TimelineEntry, TimelineKind
from okr_xblock.domain.closing import NextStep, Outcome
from okr_xblock.domain.courses import Criterion, SourceState
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.grading import Verdict
from okr_xblock.domain.lifecycle import Ambition, Category, KeyResultKind, ObjectiveState, Visibility
from okr_xblock.domain.progress import Side
from okr_xblock.domain.status import Status, StatusReading, StatusReason
from okr_xblock.views.examples import EXAMPLES

from .seed import COMMUNICATION

DAYS = 60
ELAPSED = 30
_SPEAKING, _CUSTOMERS, _MENTOR = EXAMPLES["speaking"], EXAMPLES["customers"], EXAMPLES["mentor"]


class Samples:
    """All of them as of one moment; each has an id of its own, so that a page can hold them side by side."""

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
            "status": _reading(Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
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
        words = _CUSTOMERS.key_results[0]
        body = MetricBody(
            unit=str(words.unit),
            baseline=Decimal(1200),
            target=Decimal(1500),
            current=changes.pop("current", Decimal(1380)),
        )
        return self.key_result(body, KeyResultKind.METRIC, words.title, **changes)

    def falling(self, **changes: Any) -> KeyResultView:
        """A number that goes down."""
        words = _CUSTOMERS.key_results[1]
        body = MetricBody(unit=str(words.unit), baseline=Decimal(40), target=Decimal(10), current=Decimal(22))
        return self.key_result(body, KeyResultKind.METRIC, words.title, **changes)

    def staying(self, **changes: Any) -> KeyResultView:
        """A number that stays."""
        words = _CUSTOMERS.key_results[2]
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
        words = _SPEAKING.key_results[0]
        done_on = self.today - timedelta(days=2) if is_done else None
        stage = StageView(stage_id=self.new_id(), title=str(words.title), is_done=is_done, done_on=done_on)
        body = MilestonesBody(stages=(stage,), is_yes_no=True)
        changes = {"progress": Fraction(int(is_done)), **changes}
        return self.key_result(body, KeyResultKind.MILESTONES, words.title, **changes)

    def staged(self, **changes: Any) -> KeyResultView:
        """Several stages."""
        words = _MENTOR.key_results[0]
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
        return self.key_result(body, KeyResultKind.HABIT, _SPEAKING.key_results[1].title, **changes)

    def course(self, *, state: SourceState = SourceState.LIVE, **changes: Any) -> KeyResultView:
        """A course that moves it, in each state of the course."""
        requirement = RequirementView(
            title=None if state is SourceState.LOST else str(_SPEAKING.key_results[2].title),
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
        return self.key_result(body, KeyResultKind.COURSE, _SPEAKING.key_results[2].title, **changes)

    # Objectives

    def objective(self, *key_results: KeyResultView, **changes: Any) -> ObjectiveView:
        """Under way and open, unless told otherwise."""
        fields: dict[str, Any] = {
            "title": str(_SPEAKING.title),
            "why": str(_SPEAKING.why),
            "ambition": Ambition.ASPIRATIONAL,
            "visibility": Visibility.PRIVATE,
            "state": ObjectiveState.ACTIVE,
            "home_course": None,
            "home_title": "",
            "home_url": "",
            "days_left": DAYS - ELAPSED,
            "progress": Fraction(3, 5),
            "status": _reading(Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
            "confidence": 8,
            "trail": self.trail(24),
            "is_to_close": False,
            "can_reopen": False,
            "state_reason": "",
            "outcome": None,
            "grade": None,
            "is_open": True,
            "initiatives": (),
            **changes,
        }
        return ObjectiveView(
            public_id=self.new_id(),
            row_version=1,
            category=Category.GROWTH,
            starts_on=self.starts_on,
            due_on=self.due_on,
            expected=Fraction(1, 2),
            previous_confidence=7,
            last_check_in_at=self.now - timedelta(days=6),
            due_count=0,
            next_due_on=self.today + timedelta(days=1),
            goal_title="",
            carried_from_id=None,
            key_result_count=len(key_results) or 3,
            key_results=key_results,
            **fields,
        )

    def running(self) -> ObjectiveView:
        """Open, with key results, to-dos, a home, and somebody who sees it."""
        return self.objective(
            self.yes_or_no(),
            self.habit(),
            self.course(),
            home_course=COMMUNICATION,
            home_title=str(_SPEAKING.key_results[2].title),
            home_url="#",
            visibility=Visibility.INSTRUCTORS,
            initiatives=self.to_dos(),
        )

    def draft(self, *key_results: KeyResultView) -> ObjectiveView:
        """Not started."""
        fields = {"state": ObjectiveState.DRAFT, "progress": None, "confidence": None, "trail": ()}
        view = self.objective(*key_results, status=_reading(Status.DRAFT, StatusReason.STATE), **fields)
        return view if key_results else replace(view, key_result_count=0)

    def resting(self) -> list[ObjectiveView]:
        """Paused, closed, let go."""
        title = str(_MENTOR.title)
        paused = {"state": ObjectiveState.PAUSED, "state_reason": str(_MENTOR.why)}
        closed = {"state": ObjectiveState.CLOSED, "outcome": Outcome.PARTLY, "grade": Decimal("0.7")}
        let_go = {"state": ObjectiveState.ABANDONED, "state_reason": str(_MENTOR.why), "can_reopen": True}
        states = ((paused, Status.PAUSED), (closed, Status.CLOSED), (let_go, Status.ABANDONED))
        return [
            self.objective(title=title, status=_reading(status, StatusReason.STATE), is_open=False, **fields)
            for fields, status in states
        ]

    def to_dos(self) -> tuple[InitiativeView, ...]:
        """One that is done, one with a day, one without."""
        titles = [str(stage) for stage in _MENTOR.key_results[0].stages]
        dates = ((None, self.today - timedelta(days=3)), (self.today + timedelta(days=4), None), (None, None))
        return tuple(
            InitiativeView(
                public_id=self.new_id(), objective_id="o", row_version=1, title=title, due_on=due_on, done_on=done_on
            )
            for title, (due_on, done_on) in zip(titles, dates, strict=True)
        )

    # The board

    def summary(self, progress: Fraction | None) -> BoardSummary:
        """How it goes as a whole, half-way in."""
        return BoardSummary(
            progress=progress,
            expected=Fraction(1, 2),
            days_left=DAYS - ELAPSED,
            cycle_title="",
            starts_on=self.starts_on,
            due_on=self.due_on,
            objective_count=2,
        )

    def next_things(self) -> list[NextThing]:
        """Each kind of next thing."""
        counts = {NextThingKind.CHECK_IN: 6, NextThingKind.NOTHING_DUE: 0}
        in_two_days = self.today + timedelta(days=2)
        return [
            NextThing(kind=kind, count=counts.get(kind, 1), due_on=in_two_days, objective_id=self.new_id())
            for kind in NextThingKind
        ]

    def moved(self) -> list[MovedView]:
        """What the platform moved, forth and back."""
        return [
            MovedView(
                key_result_id=self.new_id(),
                objective_id=self.new_id(),
                key_result_title=str(_SPEAKING.key_results[2].title),
                cause=cause,
                subject="",
                happened_at=self.now - timedelta(hours=30),
                before=before,
                after=Decimal("0.62"),
            )
            for cause, before in (
                (Cause.COMPLETION, Decimal("0.5")),
                (Cause.CERTIFICATE_REVOKED, Decimal(1)),
                (Cause.PASSING, None),
            )
        ]

    # Beside

    def kpis(self) -> list[KpiView]:
        """Inside its range, below, above, exactly, and not looked at yet."""
        low, high = Decimal(7), Decimal(9)
        numbers = (
            (low, high, Decimal(8)),
            (low, None, Decimal("5.5")),
            (None, high, Decimal(31)),
            (high, high, Decimal(9)),
            (low, high, None),
        )
        return [
            KpiView(
                public_id=self.new_id(),
                row_version=1,
                title=str(_CUSTOMERS.key_results[2].title),
                unit=str(_CUSTOMERS.key_results[2].unit),
                low=least,
                high=most,
                current=current,
                last_read_on=self.today - timedelta(days=3) if current is not None else None,
            )
            for least, most, current in numbers
        ]

    def awards(self) -> list[AwardView]:
        """One that the learner reported, and one that the platform confirmed."""
        return [
            AwardView(
                public_id=self.new_id(),
                title=title,
                subject_title=str(_SPEAKING.title),
                symbol=symbol,
                cause=cause,
                cause_subject="",
                awarded_at=self.now - timedelta(days=2),
                is_for_key_result=is_for_key_result,
                is_celebrated=True,
            )
            for title, symbol, cause, is_for_key_result in (
                ("A quarter of the way", "seed", Cause.CHECK_IN, False),
                ("Half-way there", "flag", Cause.COMPLETION, False),
                ("Objective reached", "mountain", Cause.CHECK_IN, False),
                ("Key result done", "good", Cause.COMPLETION, True),
            )
        ]

    def streak(self) -> StreakView:
        """A habit's weeks in a row."""
        title = str(_SPEAKING.key_results[1].title)
        return StreakView(
            key_result_id=self.new_id(), objective_id=self.new_id(), title=title, current_weeks=3, longest_weeks=5
        )

    # What was

    def timeline(self) -> list[TimelineEntry]:
        """An entry of each kind."""
        title, why = str(_CUSTOMERS.key_results[0].title), str(_CUSTOMERS.why)
        unit = str(_CUSTOMERS.key_results[0].unit)
        change = FieldChange(field="target", old=Decimal(1500), new=Decimal(1400))
        entries: tuple[dict[str, Any], ...] = (
            {"kind": TimelineKind.STATE, "new_state": ObjectiveState.DRAFT},
            {"kind": TimelineKind.CHECK_IN, "value": Decimal(1290), "unit": unit, "confidence": 7, "note": why},
            {"kind": TimelineKind.REVISION, "changes": (change,), "key_result_id": "1", "reason": why},
            {"kind": TimelineKind.EVENT, "cause": Cause.COMPLETION, "before": Decimal("0.5"), "after": Decimal("0.6")},
            {"kind": TimelineKind.BADGE, "badge_title": "Half-way there", "symbol": "flag"},
        )
        return [
            TimelineEntry(at=self.now - timedelta(days=9 * (len(entries) - number)), key_result_title=title, **entry)
            for number, entry in enumerate(entries)
        ]

    def cycle_summaries(self) -> list[CycleSummary]:
        """One that runs, one that is over."""
        return [
            CycleSummary(
                cycle_id=number,
                title="",
                starts_on=self.starts_on - timedelta(days=91 * number),
                due_on=self.due_on - timedelta(days=91 * number),
                objectives=3,
                closed=closed,
                average_grade=grade,
            )
            for number, (closed, grade) in enumerate(((0, None), (3, Decimal("0.73"))))
        ]

    def cycle(self) -> CycleView:
        """A cycle with an objective of each outcome."""
        why = str(_MENTOR.why)
        past = [
            PastObjectiveView(
                public_id=self.new_id(),
                title=str(example.title),
                ambition=Ambition.ASPIRATIONAL,
                state=ObjectiveState.CLOSED,
                state_reason="",
                progress=Fraction(grade),
                outcome=outcome,
                grade=grade,
                proposed_grade=grade,
                verdict=None,
                next_step=NextStep.LET_GO,
                proud=why,
                obstacle="",
                change=why,
                carried_to=None,
                carried_from_id=None,
                key_results=tuple(
                    PastKeyResultView(title=str(line.title), kind=spec.kind, progress=Fraction(grade))
                    for line, spec in zip(example.key_results, example.own_specs(), strict=False)
                ),
            )
            for example, outcome, grade in (
                (_SPEAKING, Outcome.ACHIEVED, Decimal("0.9")),
                (_CUSTOMERS, Outcome.PARTLY, Decimal("0.7")),
                (_MENTOR, Outcome.MISSED, Decimal("0.3")),
            )
        ]
        return CycleView(
            cycle_id=1,
            title="",
            starts_on=self.starts_on - timedelta(days=91),
            due_on=self.due_on - timedelta(days=91),
            objectives=tuple(past),
            closed=3,
            average_grade=Decimal("0.63"),
            check_in_count=24,
            badge_count=3,
            longest_streak_weeks=5,
            aspirational_verdict=Verdict.ASPIRATION_REACHED,
        )

    def closing(self, *, has_data: bool = True) -> ClosingView:
        """What is about to be closed."""
        grade = Decimal("0.6") if has_data else None
        progress = Fraction(3, 5) if has_data else None
        view = self.objective(self.rising(progress=progress), progress=progress, is_to_close=True)
        spec = ClosingSpec(grade=grade, outcome=Outcome.PARTLY if has_data else None)
        return ClosingView(objective=view, row_version=1, proposed_grade=grade, spec=spec)


def _reading(status: Status, reason: StatusReason) -> StatusReading:
    return StatusReading(status=status, reason=reason)


def readings() -> list[StatusReading]:
    """Every status, each with a reason that it can have."""
    reasons = {
        Status.NOT_STARTED: StatusReason.BEFORE_START,
        Status.DONE: StatusReason.REACHED,
        Status.PENDING: StatusReason.FIRST_CHECK_IN_AWAITED,
        Status.OUTDATED: StatusReason.NO_CHECK_IN,
        Status.OFF_TRACK: StatusReason.PACE,
        Status.AT_RISK: StatusReason.CONFIDENCE,
        Status.ON_TRACK: StatusReason.CONFIDENCE_AND_PACE,
    }
    return [_reading(status, reasons.get(status, StatusReason.STATE)) for status in Status]
