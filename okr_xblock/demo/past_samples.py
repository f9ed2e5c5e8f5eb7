"""What nobody did: a timeline and cycles that are over; see `samples`."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from okr_xblock.api.looking_back import CycleSummary, CycleView, PastKeyResultView, PastObjectiveView
from okr_xblock.api.timeline import FieldChange, TimelineEntry, TimelineKind
from okr_xblock.domain.closing import NextStep, Outcome
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.grading import Verdict
from okr_xblock.domain.lifecycle import Ambition, ObjectiveState

from .key_result_samples import CUSTOMERS, MENTOR, SPEAKING, KeyResultSamples


class PastSamples(KeyResultSamples):
    """Of what was."""

    def timeline(self) -> list[TimelineEntry]:
        """An entry of each kind."""
        title, why = str(CUSTOMERS.key_results[0].title), str(CUSTOMERS.why)
        unit = str(CUSTOMERS.key_results[0].unit)
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
        why = str(MENTOR.why)
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
                (SPEAKING, Outcome.ACHIEVED, Decimal("0.9")),
                (CUSTOMERS, Outcome.PARTLY, Decimal("0.7")),
                (MENTOR, Outcome.MISSED, Decimal("0.3")),
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
