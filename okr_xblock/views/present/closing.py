"""How a cycle ended, in words: grades, what was promised, and what became of it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from okr_xblock.api.board import CourseBody, HabitBody, KeyResultView, MetricBody, ObjectiveView, StayBody
from okr_xblock.api.closing import ClosingView
from okr_xblock.domain.closing import Outcome
from okr_xblock.domain.grading import GradeBand, grade_band, verdict
from okr_xblock.domain.lifecycle import Ambition

from .. import words
from .check_ins import amount_with_unit
from .figures import percent
from .key_results import present_key_result

_GOOD_STRETCH = Decimal("0.7")
_FAR_FROM_PROPOSED = Decimal("0.3")
_WITHOUT_VERDICT = (Outcome.MISSED, Outcome.DROPPED)


def present_grade(grade: Decimal | None) -> str:
    """0.8, as the learner's language writes it; an en dash for none."""
    return "–" if grade is None else formats.number_format(grade, decimal_pos=1)


def present_closing(view: ClosingView, *, now: datetime) -> dict[str, Any]:
    """What the form of one objective shows above its questions."""
    objective = view.objective
    return {
        "view": objective,
        "key_results": [present_ending(row, now=now) for row in objective.key_results],
        "ambition": ambition_words(objective.ambition),
        "has_proposal": view.proposed_grade is not None,
        "proposed": "" if view.proposed_grade is None else f"{view.proposed_grade:.1f}",
        "suggestion": _suggestion(view),
    }


def present_reading(grade: Decimal | None, ambition: Ambition, *, proposed: Decimal | None = None) -> dict[str, Any]:
    """
    What a grade means: the three bands with its own marked, and a sentence against what was aimed for.

    `apart` is a sentence too, where the grade is far from the one `proposed`; empty elsewhere.
    """
    here = None if grade is None else grade_band(grade)
    low, high = present_grade(Decimal("0.4")), present_grade(_GOOD_STRETCH)
    bands = [
        {"name": name, "range": text, "is_here": band is here}
        for band, name, text in (
            (GradeBand.LOW, pgettext("grade band", "Not this time"), _("below %(high)s") % {"high": low}),
            (GradeBand.MIDDLE, _("On the way"), _("%(low)s to %(high)s") % {"low": low, "high": high}),
            (GradeBand.HIGH, _("Got there"), _("%(low)s and up") % {"low": high}),
        )
    ]
    name = next((str(band["name"]) for band in bands if band["is_here"]), "")
    aim = _aim(ambition) if grade is None else verdict_of(grade=grade, ambition=ambition)
    return {"bands": bands, "band": name, "verdict": aim, "apart": _apart(grade, proposed)}


def present_ending(row: KeyResultView, *, now: datetime) -> dict[str, Any]:
    """How one key result ended."""
    presented = present_key_result(row, now=now)
    return {**presented, "ended": _ended(row, presented["body"])}


def present_waiting(view: ObjectiveView) -> dict[str, Any]:
    """One line of what is still to close."""
    return {"view": view, "percent": percent(view.progress), "ambition": ambition_words(view.ambition)}


def present_grades() -> list[tuple[str, str]]:
    """0.0 to 1.0 as sent and as shown, to choose from where nothing is suggested."""
    tenths = [Decimal(number) / 10 for number in range(11)]
    return [(f"{grade:.1f}", present_grade(grade)) for grade in tenths]


def ambition_words(ambition: Ambition) -> str:
    """A stretch, or a promise."""
    return str(dict(words.AMBITION_CHOICES)[ambition.value])


def verdict_of(*, grade: Decimal, ambition: Ambition, outcome: Outcome | None = None) -> str:
    """A grade read against its ambition; only repeated beside an outcome that praise, or comfort, would contradict."""
    if outcome in _WITHOUT_VERDICT:
        return _("You graded it %(grade)s.") % {"grade": present_grade(grade)}
    is_near = grade_band(grade) is GradeBand.HIGH
    return words.verdict_words(verdict(grade=grade, ambition=ambition), is_near=is_near)


def _apart(grade: Decimal | None, proposed: Decimal | None) -> str:
    if grade is None or proposed is None or abs(grade - proposed) < _FAR_FROM_PROPOSED:
        return ""
    told = _("The numbers say %(grade)s. That is fine if they do not tell the whole story.")
    return told % {"grade": present_grade(proposed)}


def _suggestion(view: ClosingView) -> str:
    if view.proposed_grade is None:
        return _(
            "There is no data to suggest a grade from. How far did you get, in your own eyes? You may leave it open."
        )
    count = len(view.objective.key_results)
    return ngettext(
        "We suggest %(grade)s: your key result stands at %(percent)s. Tenths are rounded down.",
        "We suggest %(grade)s: your %(count)s key results stand at %(percent)s together. Tenths are rounded down.",
        count,
    ) % {
        "grade": present_grade(view.proposed_grade),
        "count": formats.number_format(count),
        "percent": percent(view.objective.progress),
    }


def _aim(ambition: Ambition) -> str:
    if ambition is Ambition.COMMITTED:
        return _("You promised all of it, so %(aim)s was the aim.") % {"aim": present_grade(Decimal(1))}
    return _("You aimed high, so %(aim)s is good.") % {"aim": present_grade(_GOOD_STRETCH)}


def _ended(row: KeyResultView, presented: dict[str, Any]) -> str:
    body = row.body
    if isinstance(body, MetricBody):
        return _last_value(body)
    if isinstance(body, HabitBody):
        return ngettext("%(done)s of %(count)s day", "%(done)s of %(count)s days", body.needed) % {
            "done": formats.number_format(body.done),
            "count": formats.number_format(body.needed),
        }
    if isinstance(body, StayBody):
        return str(presented["kept"])
    if isinstance(body, CourseBody):
        return next((requirement["now"] for requirement in presented["requirements"] if requirement["now"]), "")
    if not body.is_yes_no:
        return str(presented["count"])
    return pgettext("ending", "Done") if body.done_count else _("Not done")


def _last_value(body: MetricBody) -> str:
    if body.current is None:
        return _("No number yet")
    return _("Ended at %(value)s") % {"value": amount_with_unit(body.current, body.unit)}
