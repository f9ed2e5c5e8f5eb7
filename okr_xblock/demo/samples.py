"""
Nobody's OKRs: the objects that pages are drawn from, made up in Python, in every state that there is.

Their words are those of the examples that learners may begin from, so that they are in the visitor's language.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from okr_xblock.api.badges import AwardView
from okr_xblock.api.board import (
    BoardSummary,
    KeyResultView,
    MovedView,
    NextThing,
    NextThingKind,
    ObjectiveView,
)
from okr_xblock.api.closing import ClosingSpec, ClosingView
from okr_xblock.api.initiatives import InitiativeView
from okr_xblock.api.kpis import KpiView
from okr_xblock.api.streaks import StreakView
from okr_xblock.domain.closing import Outcome
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import Ambition, Category, ObjectiveState, Visibility
from okr_xblock.domain.status import Status, StatusReading, StatusReason

from .key_result_samples import CUSTOMERS, DAYS, ELAPSED, MENTOR, SPEAKING, reading
from .past_samples import PastSamples
from .seed import COMMUNICATION


class Samples(PastSamples):
    """All of them: objectives, the board as a whole, and what stands beside."""

    # Objectives

    def objective(self, *key_results: KeyResultView, **changes: Any) -> ObjectiveView:
        """Under way and open, unless told otherwise."""
        fields: dict[str, Any] = {
            "title": str(SPEAKING.title),
            "why": str(SPEAKING.why),
            "ambition": Ambition.ASPIRATIONAL,
            "visibility": Visibility.PRIVATE,
            "state": ObjectiveState.ACTIVE,
            "home_course": None,
            "home_title": "",
            "home_url": "",
            "days_left": DAYS - ELAPSED,
            "progress": Fraction(3, 5),
            "status": reading(Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
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
            home_title=str(SPEAKING.key_results[2].title),
            home_url="#",
            visibility=Visibility.INSTRUCTORS,
            initiatives=self.to_dos(),
        )

    def draft(self, *key_results: KeyResultView) -> ObjectiveView:
        """Not started."""
        fields = {"state": ObjectiveState.DRAFT, "progress": None, "confidence": None, "trail": ()}
        view = self.objective(*key_results, status=reading(Status.DRAFT, StatusReason.STATE), **fields)
        return view if key_results else replace(view, key_result_count=0)

    def resting(self) -> list[ObjectiveView]:
        """Paused, closed, let go."""
        title = str(MENTOR.title)
        paused = {"state": ObjectiveState.PAUSED, "state_reason": str(MENTOR.why)}
        closed = {"state": ObjectiveState.CLOSED, "outcome": Outcome.PARTLY, "grade": Decimal("0.7")}
        let_go = {"state": ObjectiveState.ABANDONED, "state_reason": str(MENTOR.why), "can_reopen": True}
        states = ((paused, Status.PAUSED), (closed, Status.CLOSED), (let_go, Status.ABANDONED))
        return [
            self.objective(title=title, status=reading(status, StatusReason.STATE), is_open=False, **fields)
            for fields, status in states
        ]

    def to_dos(self) -> tuple[InitiativeView, ...]:
        """One that is done, one with a day, one without."""
        titles = [str(stage) for stage in MENTOR.key_results[0].stages]
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
                key_result_title=str(SPEAKING.key_results[2].title),
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
                title=str(CUSTOMERS.key_results[2].title),
                unit=str(CUSTOMERS.key_results[2].unit),
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
                subject_title=str(SPEAKING.title),
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
        title = str(SPEAKING.key_results[1].title)
        return StreakView(
            key_result_id=self.new_id(), objective_id=self.new_id(), title=title, current_weeks=3, longest_weeks=5
        )

    def closing(self, *, has_data: bool = True) -> ClosingView:
        """What is about to be closed."""
        grade = Decimal("0.6") if has_data else None
        progress = Fraction(3, 5) if has_data else None
        view = self.objective(self.rising(progress=progress), progress=progress, is_to_close=True)
        spec = ClosingSpec(grade=grade, outcome=Outcome.PARTLY if has_data else None)
        return ClosingView(objective=view, row_version=1, proposed_grade=grade, spec=spec)


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
    return [reading(status, reasons.get(status, StatusReason.STATE)) for status in Status]
