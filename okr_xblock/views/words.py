"""The words for what the domain says in codes. Plain, warm and short."""

from datetime import datetime

from django.utils import formats
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from okr_xblock.domain.closing import NextStep, Outcome
from okr_xblock.domain.confidence import ON_TRACK_FROM
from okr_xblock.domain.courses import Criterion, SourceState
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.grading import Verdict
from okr_xblock.domain.lifecycle import Ambition, Category, KeyResultKind, Visibility
from okr_xblock.domain.progress import Side
from okr_xblock.domain.status import Status, StatusReading, StatusReason

Text = str | Promise

CATEGORY_CHOICES: list[tuple[str, Text]] = [
    (Category.GROWTH.value, gettext_lazy("My own growth")),
    (Category.WORKFLOW.value, gettext_lazy("How I work")),
    (Category.TEAM.value, gettext_lazy("My team")),
    (Category.PROCESS.value, gettext_lazy("A process")),
]
Choice = tuple[str, str, Text, Text]
"""Value in the form, icon, name, what it means."""

AMBITIONS: list[Choice] = [
    (
        Ambition.ASPIRATIONAL.value,
        "star",
        gettext_lazy("A stretch"),
        gettext_lazy("I aim high. At the end, 70 percent is a good result."),
    ),
    (
        Ambition.COMMITTED.value,
        "check",
        gettext_lazy("A promise"),
        gettext_lazy("I will get there. At the end, only all of it is enough."),
    ),
]
AMBITION_CHOICES: list[tuple[str, Text]] = [(value, name) for value, _icon, name, _what in AMBITIONS]
VISIBILITIES: list[Choice] = [
    (
        Visibility.PRIVATE.value,
        "lock",
        gettext_lazy("Only me"),
        gettext_lazy("Nobody else sees it, not even as a number in a count."),
    ),
    (
        Visibility.INSTRUCTORS.value,
        "eye",
        gettext_lazy("Me and the course team"),
        gettext_lazy(
            "The instructors and staff of this course can read it while you take the course. Nobody but you changes it."
        ),
    ),
]
VISIBILITY_CHOICES: list[tuple[str, Text]] = [(value, name) for value, _icon, name, _what in VISIBILITIES]
SIDE_CHOICES: list[tuple[str, Text]] = [
    (Side.ABOVE.value, gettext_lazy("at or above")),
    (Side.BELOW.value, gettext_lazy("at or below")),
]
CRITERION_CHOICES: list[tuple[str, Text]] = [
    (Criterion.COMPLETION.value, gettext_lazy("I have completed its units")),
    (Criterion.GRADE.value, gettext_lazy("I reach a grade")),
    (Criterion.PASSING.value, gettext_lazy("I pass it")),
    (Criterion.CERTIFICATE.value, gettext_lazy("I hold its certificate")),
]

KINDS: list[Choice] = [
    ("yes_no", "good", gettext_lazy("Yes or no"), gettext_lazy("It happened, or not")),
    (KeyResultKind.HABIT.value, "habit", gettext_lazy("A habit"), gettext_lazy("Days a week")),
    (KeyResultKind.COURSE.value, "book", gettext_lazy("A course"), gettext_lazy("Moves by itself")),
    (KeyResultKind.METRIC.value, "up", gettext_lazy("A number"), gettext_lazy("Goes up or down")),
    (KeyResultKind.STAY.value, "range", gettext_lazy("A limit"), gettext_lazy("Stay above or below")),
    (KeyResultKind.MILESTONES.value, "steps", gettext_lazy("Milestones"), gettext_lazy("One stage after another")),
]
KIND_CHOICES: list[tuple[str, Text]] = [(value, name) for value, _icon, name, _hint in KINDS]

OUTCOMES: list[Choice] = [
    (Outcome.ACHIEVED.value, "good", gettext_lazy("Achieved"), gettext_lazy("All that mattered")),
    (Outcome.PARTLY.value, "up", gettext_lazy("Partly"), gettext_lazy("A good part of it")),
    (Outcome.MISSED.value, "dots", gettext_lazy("Missed"), gettext_lazy("Not this time, and that is information")),
    (Outcome.DROPPED.value, "x", gettext_lazy("Dropped"), gettext_lazy("It stopped mattering")),
]
OUTCOME_CHOICES: list[tuple[str, Text]] = [(value, name) for value, _icon, name, _hint in OUTCOMES]

NEXT_STEPS: list[Choice] = [
    (
        NextStep.LET_GO.value,
        "flag",
        gettext_lazy("Done with it"),
        gettext_lazy("It stays in your history. Nothing carries over."),
    ),
    (
        NextStep.KEEP.value,
        "habit",
        pgettext_lazy("okr", "Keep"),
        gettext_lazy("It runs on in the next cycle. What is done stays behind; numbers begin where they ended."),
    ),
    (
        NextStep.CHANGE.value,
        "pen",
        pgettext_lazy("next step", "Change"),
        gettext_lazy("The same, but as a draft: reword it or aim anew before it starts."),
    ),
]
NEXT_STEP_CHOICES: list[tuple[str, Text]] = [(value, name) for value, _icon, name, _hint in NEXT_STEPS]

_VERDICTS: dict[Verdict, Text] = {
    Verdict.COMMITMENT_KEPT: gettext_lazy("You promised all of it, and kept your promise."),
    Verdict.COMMITMENT_MISSED: gettext_lazy("You promised all of it. This fell short, and what you learned stays."),
    Verdict.ASPIRATION_REACHED: gettext_lazy("You aimed high, and this is a good result."),
    Verdict.ASPIRATION_SHORT: gettext_lazy(
        "You aimed high and got part of the way, which is no failure for a single objective."
    ),
}
_NEAR_MISS = gettext_lazy("You promised all of it. A strong finish, and still a near miss.")

_STATUS: dict[Status, tuple[Text, str, str]] = {
    # word, tone, icon
    Status.CLOSED: (gettext_lazy("Closed"), "calm", "good"),
    Status.ABANDONED: (gettext_lazy("Let go"), "calm", "x"),
    Status.DRAFT: (gettext_lazy("Draft"), "calm", "pen"),
    Status.PAUSED: (gettext_lazy("Paused"), "stale", "stale"),
    Status.NOT_STARTED: (gettext_lazy("Starts soon"), "calm", "stale"),
    Status.DONE: (pgettext_lazy("status", "Done"), "good", "good"),
    Status.PENDING: (pgettext_lazy("status", "New"), "calm", "dots"),
    Status.OUTDATED: (gettext_lazy("Needs a check-in"), "stale", "stale"),
    Status.OFF_TRACK: (gettext_lazy("Off track"), "bad", "warn"),
    Status.AT_RISK: (gettext_lazy("At risk"), "warn", "warn"),
    Status.ON_TRACK: (gettext_lazy("On track"), "good", "good"),
}

_REASONS: dict[StatusReason, Text] = {
    StatusReason.STATE: "",
    StatusReason.BEFORE_START: gettext_lazy("It has not begun yet."),
    StatusReason.REACHED: gettext_lazy("Reached. Well done."),
    StatusReason.NO_KEY_RESULTS: gettext_lazy("It has no key results yet."),
    StatusReason.FIRST_CHECK_IN_AWAITED: gettext_lazy("Your first check-in will tell how it is going."),
    StatusReason.NO_CHECK_IN: gettext_lazy("It has been quiet for a while. One look and you know where it stands."),
    StatusReason.CONFIDENCE: "",
    StatusReason.PACE: gettext_lazy("It is behind where it should be by today."),
    StatusReason.CONFIDENCE_AND_PACE: "",
}

_BY_CONFIDENCE: dict[Status, Text] = {
    Status.AT_RISK: gettext_lazy("The pace is right, but you are not quite sure to get there."),
    Status.OFF_TRACK: gettext_lazy("You doubt that you will get there. What would help?"),
}

_BY_CONFIDENCE_AND_PACE: dict[Status, Text] = {
    Status.ON_TRACK: gettext_lazy("On plan or close to it, and you are sure to get there."),
    Status.AT_RISK: gettext_lazy("A little behind, and you are not quite sure."),
    Status.OFF_TRACK: gettext_lazy("Far behind, and you have doubts."),
}

# By cause: what it says when progress went up (or stayed), and when it went down. %(subject)s is the unit's title.
_MOVED: dict[Cause, tuple[Text, Text]] = {
    Cause.CHECK_IN: (gettext_lazy("Your check-in"), gettext_lazy("Your check-in")),
    Cause.REVISION: (gettext_lazy("You changed the key result"), gettext_lazy("You changed the key result")),
    Cause.LINKED: (gettext_lazy("The course was linked"), gettext_lazy("The course was linked")),
    Cause.COMPLETION: (gettext_lazy("A unit was completed"), gettext_lazy("A unit is no longer complete")),
    Cause.GRADE: (gettext_lazy("The grade went up"), gettext_lazy("The grade went down")),
    Cause.PASSING: (gettext_lazy("The course was passed"), gettext_lazy("The course is no longer passed")),
    Cause.CERTIFICATE: (gettext_lazy("The certificate was issued"), gettext_lazy("The certificate was taken back")),
    Cause.CERTIFICATE_REVOKED: (
        gettext_lazy("The certificate changed"),
        gettext_lazy("The certificate was taken back"),
    ),
    Cause.BADGE_RULE: (gettext_lazy("The badge was introduced later"), gettext_lazy("The badge was introduced later")),
    Cause.ENROLLED: (gettext_lazy("You joined the course"), gettext_lazy("You joined the course again")),
    Cause.UNENROLLED: (gettext_lazy("You left the course"), gettext_lazy("You left the course")),
    Cause.RECONCILED: (
        gettext_lazy("Noticed when we looked at the course again"),
        gettext_lazy("The course reports less than before, noticed when we looked again"),
    ),
}

_SOURCE: dict[SourceState, Text] = {
    SourceState.LIVE: "",
    SourceState.WAITING: gettext_lazy("You have not joined this course yet. It starts to count when you do."),
    SourceState.PAUSED: gettext_lazy("You left this course. What you reached stays; join again and it goes on."),
    SourceState.LOST: gettext_lazy("This course no longer exists. What you reached stays."),
    SourceState.EMPTY: gettext_lazy("This course has nothing to complete yet."),
}


def status_words(reading: StatusReading) -> tuple[str, str, str]:
    """The word, its tone (good, warn, bad, stale, calm) and its icon."""
    word, tone, icon = _STATUS[reading.status]
    return str(word), tone, icon


def reason_words(reading: StatusReading) -> str:
    """Why, in a short sentence; empty where the word says it all."""
    if reading.reason is StatusReason.CONFIDENCE_AND_PACE:
        return str(_BY_CONFIDENCE_AND_PACE.get(reading.status, ""))
    if reading.reason is StatusReason.CONFIDENCE:
        return str(_BY_CONFIDENCE.get(reading.status, ""))
    return str(_REASONS[reading.reason])


def trouble_words(reading: StatusReading, *, confidence: int | None, done: str, expected: str) -> str:
    """
    Why a key result is at risk or off track, with its numbers; `done` and `expected` are shares in words.

    Without the number that matters (none was ever said, nothing is measured) the sentence of `reason_words`.
    """
    said = {
        "sure": formats.number_format(confidence or 0),
        "from": formats.number_format(ON_TRACK_FROM),
        "done": done,
        "expected": expected,
    }
    if reading.reason is StatusReason.CONFIDENCE and confidence:
        return _("You are %(sure)s of 10 sure; from %(from)s on it is on track.") % said
    if reading.reason is StatusReason.PACE and done:
        return _("%(done)s where %(expected)s is expected by today.") % said
    if reading.reason is StatusReason.CONFIDENCE_AND_PACE and confidence and done:
        return _("%(done)s where %(expected)s is expected by today, and you are %(sure)s of 10 sure.") % said
    return reason_words(reading)


def movement_words(cause: Cause, subject: str, *, went_down: bool) -> str:
    """Which event moved it: the evidence line without its time."""
    if cause is Cause.COMPLETION and subject:
        # Isolated: an English title would else carry the quotation marks of an Arabic sentence away.
        title = {"title": f"\u2068{subject}\u2069"}
        return (_("Unit “%(title)s” is no longer complete") if went_down else _("Unit “%(title)s” completed")) % title
    return str(_MOVED[cause][1 if went_down else 0])


def source_words(state: SourceState) -> str:
    """What is the matter with a source; empty while it is live."""
    return str(_SOURCE[state])


def criterion_words(criterion: Criterion, percent: str) -> str:
    """What a course has to say."""
    if criterion is Criterion.COMPLETION:
        return _("Complete %(percent)s of the units") % {"percent": percent}
    if criterion is Criterion.GRADE:
        return _("Reach a grade of %(percent)s") % {"percent": percent}
    return _("Pass the course") if criterion is Criterion.PASSING else _("Earn the certificate")


def time_ago(moment: datetime, now: datetime) -> str:
    """ "2 hours ago", one unit only; "just now" within a minute."""
    if abs((now - moment).total_seconds()) < 60:  # noqa: PLR2004 - seconds in a minute
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(moment, now, depth=1)}


def verdict_words(verdict: Verdict, *, is_near: bool) -> str:
    """A grade read against its ambition, kindly; `is_near` if a missed commitment came close."""
    return str(_NEAR_MISS if is_near and verdict is Verdict.COMMITMENT_MISSED else _VERDICTS[verdict])
