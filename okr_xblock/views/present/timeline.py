"""What happened to an objective, entry by entry, in words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from okr_xblock.api.timeline import FieldChange, RevisionStep, TimelineEntry, TimelineKind, TimelineView
from okr_xblock.domain.lifecycle import ObjectiveState

from .. import words
from ..amounts import format_amount
from ..dates import long_date, short_date
from .figures import percent

_FIELDS: dict[str, words.Text] = {
    "title": gettext_lazy("Wording"),
    "why": gettext_lazy("Why"),
    "category": gettext_lazy("What it is about"),
    "ambition": gettext_lazy("How high"),
    "visibility": gettext_lazy("Who sees it"),
    "starts_on": gettext_lazy("From"),
    "due_on": gettext_lazy("Until"),
    "goal": gettext_lazy("Goal it serves"),
    "weight": gettext_lazy("Weight"),
    "unit": gettext_lazy("Unit"),
    "baseline": gettext_lazy("Begins at"),
    "target": gettext_lazy("Target"),
    "limit": gettext_lazy("Limit"),
    "side": gettext_lazy("Which side"),
    "times_per_week": gettext_lazy("Days a week"),
    "start_confidence": gettext_lazy("Confidence at the start"),
    "stages": gettext_lazy("Stages"),
    "courses": gettext_lazy("Course"),
    "criterion": gettext_lazy("Reached when"),
    "required_percent": gettext_lazy("Percent"),
}
_CHOICES: dict[str, Iterable[tuple[str, words.Text]]] = {
    "category": words.CATEGORY_CHOICES,
    "ambition": words.AMBITION_CHOICES,
    "visibility": words.VISIBILITY_CHOICES,
    "side": words.SIDE_CHOICES,
    "criterion": words.CRITERION_CHOICES,
}
_STATES: dict[tuple[ObjectiveState | None, ObjectiveState], tuple[words.Text, str]] = {
    # from, to: the sentence and its icon
    (None, ObjectiveState.DRAFT): (gettext_lazy("You wrote the first draft"), "pen"),
    (ObjectiveState.DRAFT, ObjectiveState.ACTIVE): (gettext_lazy("You started it"), "flag"),
    (ObjectiveState.ACTIVE, ObjectiveState.PAUSED): (gettext_lazy("You paused it"), "stale"),
    (ObjectiveState.PAUSED, ObjectiveState.ACTIVE): (gettext_lazy("You went on with it"), "flag"),
    (ObjectiveState.CLOSED, ObjectiveState.ACTIVE): (gettext_lazy("You opened it again"), "flag"),
    (ObjectiveState.ABANDONED, ObjectiveState.ACTIVE): (gettext_lazy("You took it up again"), "flag"),
}
_ENDS: dict[ObjectiveState, tuple[words.Text, str]] = {
    ObjectiveState.DRAFT: (gettext_lazy("It is a draft"), "pen"),
    ObjectiveState.ACTIVE: (gettext_lazy("It runs"), "flag"),
    ObjectiveState.PAUSED: (gettext_lazy("It rests"), "stale"),
    ObjectiveState.CLOSED: (gettext_lazy("You closed it"), "good"),
    ObjectiveState.ABANDONED: (gettext_lazy("You let it go"), "x"),
}


def present_timeline(view: TimelineView, *, now: datetime) -> dict[str, Any]:
    """What the timeline prints, newest first; `before` asks for what came before."""
    # Two badges that one check-in earned have one moment and one kind, and names of their own.
    sittings = groupby(
        map(_part, view.entries), key=lambda part: (part["entry"].at, part["entry"].kind, str(part["title"]))
    )
    return {"entries": [_present(list(group), now) for _key, group in sittings], "before": view.next_before}


def _present(parts: Sequence[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """One entry; what is one thing of one moment (a check-in of everything that was due) has many parts."""
    first: TimelineEntry = parts[0]["entry"]
    return {
        **parts[0],
        "parts": parts,
        "day": short_date(timezone.localdate(first.at), today=timezone.localdate(now)),
        "exact": formats.date_format(timezone.localtime(first.at), "DATETIME_FORMAT"),
        "iso": first.at.isoformat(),
    }


def _part(entry: TimelineEntry) -> dict[str, Any]:
    return {
        "entry": entry,
        "about": entry.key_result_title,
        "reason": entry.reason,
        "note": entry.note,
        "icon": "pen",
        "lines": [],
        "before": "",
        "after": "",
        "changes": [],
        **_PRESENTERS[entry.kind](entry),
    }


def _check_in(entry: TimelineEntry) -> dict[str, Any]:
    lines = []
    if entry.value is not None:
        lines.append(_amount(entry.value, entry.unit))
    if entry.ticked:
        lines.append(
            ngettext("%(count)s day ticked", "%(count)s days ticked", len(entry.ticked)) % _count(entry.ticked)
        )
    if entry.unticked:
        lines.append(
            ngettext("%(count)s day no longer ticked", "%(count)s days no longer ticked", len(entry.unticked))
            % _count(entry.unticked)
        )
    # The one stage of a yes or no bears the key result's own title.
    title = entry.key_result_title
    lines += [
        pgettext("story", "Done") if stage == title else _("Done: %(stage)s") % {"stage": _isolated(stage)}
        for stage in entry.done
    ]
    lines += [
        _("No longer done") if stage == title else _("No longer done: %(stage)s") % {"stage": _isolated(stage)}
        for stage in entry.undone
    ]
    if entry.confidence is not None:
        lines.append(_("Confidence %(now)s of 10") % {"now": formats.number_format(entry.confidence)})
    return {"icon": "check", "title": _("You checked in"), "lines": lines}


def _revision(entry: TimelineEntry) -> dict[str, Any]:
    if entry.step is RevisionStep.ADDED:
        return {"icon": "plus", "title": _("You added a key result")}
    if entry.step is RevisionStep.REMOVED:
        return {"icon": "x", "title": _("You removed a key result")}
    title = _("You revised a key result") if entry.key_result_id else _("You revised it")
    return {"title": title, "changes": [_change(change) for change in entry.changes]}


def _event(entry: TimelineEntry) -> dict[str, Any]:
    assert entry.cause is not None  # an event has one
    went_down = entry.before is not None and (entry.after is None or entry.after < entry.before)
    title = words.movement_words(entry.cause, entry.subject, went_down=went_down)
    if entry.was_frozen:
        return {"icon": "book", "title": title, "lines": [_("It came after the end, so nothing moved.")]}
    if entry.before == entry.after:
        return {"icon": "book", "title": title}
    before = percent(entry.before) if entry.before is not None else ""
    return {"icon": "down" if went_down else "up", "title": title, "before": before, "after": percent(entry.after)}


def _badge(entry: TimelineEntry) -> dict[str, Any]:
    return {"icon": "star", "title": _("You earned “%(badge)s”") % {"badge": _isolated(_(entry.badge_title))}}


def _state(entry: TimelineEntry) -> dict[str, Any]:
    assert entry.new_state is not None  # a state has one
    title, icon = _STATES.get((entry.old_state, entry.new_state), _ENDS[entry.new_state])
    lines = []
    if entry.grade is not None:
        lines.append(_("Grade %(grade)s") % {"grade": formats.number_format(entry.grade, 1)})
    if entry.outcome is not None:
        lines.append(str(dict(words.OUTCOME_CHOICES)[entry.outcome.value]))
    return {"icon": icon, "title": str(title), "lines": lines}


_PRESENTERS: dict[TimelineKind, Callable[[TimelineEntry], dict[str, Any]]] = {
    TimelineKind.CHECK_IN: _check_in,
    TimelineKind.REVISION: _revision,
    TimelineKind.EVENT: _event,
    TimelineKind.BADGE: _badge,
    TimelineKind.STATE: _state,
}


def _change(change: FieldChange) -> dict[str, str]:
    """A field's name, what it said and what it says; the learner's own words as they are."""
    name = str(_FIELDS.get(change.field, change.field))
    return {"name": name, "old": _said(change.field, change.old), "new": _said(change.field, change.new)}


def _said(field: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if field in _CHOICES:
        return str(dict(_CHOICES[field]).get(value.value if isinstance(value, StrEnum) else value, value))
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Decimal | int):
        return format_amount(Decimal(value))
    return str(value)


def _amount(value: Decimal, unit: str) -> str:
    amount = format_amount(value)
    return _("%(amount)s %(unit)s") % {"amount": amount, "unit": _isolated(unit)} if unit else amount


def _isolated(text: str) -> str:
    """So that words in another script do not turn the sentence around them."""
    return f"\u2068{text}\u2069"


def _count(days: tuple[date, ...]) -> dict[str, str]:
    return {"count": formats.number_format(len(days))}
