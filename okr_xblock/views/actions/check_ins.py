"""Checking in: one key result in place, or everything that is due in one form."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okr_xblock.api.board import HabitBody, KeyResultView, MilestonesBody, ObjectiveView, read_key_result
from okr_xblock.api.check_ins import MAX_ENTRIES, DueView, read_due, record_check_ins
from okr_xblock.api.errors import NotFoundError, NotOpenError
from okr_xblock.api.key_results import key_result_titles
from okr_xblock.api.learners import time_zone_of

from ..context import Answer, BoardContext, render
from ..dates import short_date
from ..forms.check_ins import CheckInForm, DueForm, EntryForm
from ..pages import answer_after, board_soon
from ..present.check_ins import first_answers, present_entry, present_length, present_today
from .submitting import submit

MAX_FIELDS = 900
"""Django reads a form of up to 1,000 fields."""


def check_in(context: BoardContext, typed: QueryDict) -> Answer:
    """The form of one key result."""
    return _form_answer(context, typed.get("id", ""), None)


def save(context: BoardContext, typed: QueryDict) -> Answer:
    """Record it."""
    form = CheckInForm(typed)

    def record(cleaned: dict[str, Any]) -> str:
        entry = form.entry(cleaned["id"])
        return record_check_ins(user_id=context.user_id, entries=[entry], submission_key=cleaned["submission_key"])

    outcome = submit(form, record)
    if outcome.saved:
        return answer_after(context, typed, said=_("Check-in saved."), focus=f"okr-kr-{outcome.saved}")
    return _form_answer(context, typed.get("id", ""), form, status=outcome.status)


def due(context: BoardContext, typed: QueryDict) -> Answer:
    """
    The page with one form for everything that is due; with an `id` of "all" for everything that runs.

    As much of it as one form can hold, behind the key result that `after` names.
    """
    view = _read(context, everything=_is_all(typed))
    batch = _batch(view.objectives, typed.get("after", "")) if view.is_any_due or _is_all(typed) else Batch()
    return _due_answer(context, typed, view, batch, form=DueForm(), entries={})


def save_due(context: BoardContext, typed: QueryDict) -> Answer:
    """
    Record all of it, or nothing and say what is in the way.

    A key result that was removed or closed meanwhile is named and left out; what was typed for the others stays.
    """
    form = DueForm(typed)
    entries = {
        key_result_id: EntryForm(typed, key_result_id=key_result_id)
        for key_result_id in dict.fromkeys(typed.getlist("kr")[:MAX_ENTRIES])
    }
    taken = [entry for entry in entries.values() if not entry.is_left_out]
    # Every form is asked, so that everything that is wrong is said at once.
    is_valid = all([form.is_valid(), *[entry.is_valid() for entry in taken]])
    if is_valid and not taken:
        form.add_error(None, _("Nothing is filled in. Check in on at least one, or come back later."))
    elif is_valid:
        try:
            first = record_check_ins(
                user_id=context.user_id,
                entries=[entry.entry(entry.key_result_id) for entry in taken],
                submission_key=form.cleaned_data["submission_key"],
            )
            said = _saved(len(taken))
            if "back" in typed:
                asked = typed.copy()
                asked["after"] = typed.get("next", "")
                return due(replace(context, said=said, focus="okr-due-title"), asked)
            return board_soon(context, said=said, focus=f"okr-kr-{first}")
        except ValidationError as error:
            _tell_apart(error, form, taken)
        except (NotFoundError, NotOpenError):
            pass  # which one it is shows when what is there now is read
    return _refused(context, typed, form, entries)


def _saved(count: int) -> str:
    return ngettext(
        "%(count)s check-in saved. Your board is up to date.",
        "%(count)s check-ins saved. Your board is up to date.",
        count,
    ) % {"count": formats.number_format(count)}


def _tell_apart(error: ValidationError, form: DueForm, taken: Sequence[EntryForm]) -> None:
    """What the api refused goes to the field it is about: `<id>.value`, or just `value` where only one was sent."""
    if not hasattr(error, "error_dict"):
        form.add_api_errors(error)
        return
    by_id = {entry.key_result_id: entry for entry in taken}
    for name, problems in error.error_dict.items():
        key_result_id, _point, field = name.rpartition(".")
        entry = by_id.get(key_result_id) or (taken[0] if not key_result_id else None)
        (entry or form).add_api_errors(ValidationError({field: problems}))


def _is_all(typed: QueryDict) -> bool:
    return typed.get("id") == "all"


def _read(context: BoardContext, *, everything: bool) -> DueView:
    return read_due(user_id=context.user_id, course_key=context.course_key, everything=everything)


def _refused(context: BoardContext, typed: QueryDict, form: DueForm, entries: Mapping[str, EntryForm]) -> Answer:
    """
    The page again with what was typed, and without the key results that are no longer there or no longer open.

    Raises `NotFoundError` if there is nothing left that is this learner's.
    """
    view = _read(context, everything=True)
    shown = _narrowed(view.objectives, entries.keys())
    missing = set(entries) - {row.public_id for _objective, rows in shown for row in rows}
    gone = key_result_titles(user_id=context.user_id, public_ids=missing) if missing else {}
    if missing and not shown and not gone:
        raise NotFoundError
    return _due_answer(context, typed, view, Batch(shown=shown), form=form, entries=entries, gone=tuple(gone.values()))


Shown = Sequence[tuple[ObjectiveView, Sequence[KeyResultView]]]


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What one form holds, and how many come after it."""

    shown: Shown = ()
    left_count: int = 0

    @property
    def last(self) -> str:
        """The key result behind which the next one begins; "" if there is none."""
        return self.shown[-1][1][-1].public_id if self.left_count else ""


def _narrowed(objectives: Sequence[ObjectiveView], ids: Collection[str]) -> Shown:
    found = [(objective, [row for row in objective.key_results if row.public_id in ids]) for objective in objectives]
    return [(objective, rows) for objective, rows in found if rows]


def _batch(objectives: Sequence[ObjectiveView], after: str) -> Batch:
    """As many key results as one form can hold; the first ones if none, or nothing more, stands behind `after`."""
    rows = [row for objective in objectives for row in objective.key_results]
    begin = next((number for number, row in enumerate(rows, start=1) if row.public_id == after), 0) % (len(rows) or 1)
    ids: list[str] = []
    fields = 0
    for row in rows[begin:]:
        fields += _field_count(row)
        if fields > MAX_FIELDS or len(ids) == MAX_ENTRIES:
            break
        ids.append(row.public_id)
    return Batch(shown=_narrowed(objectives, ids), left_count=len(rows) - begin - len(ids))


def _field_count(row: KeyResultView) -> int:
    """Which, how sure, note, left out; then a number, or what was shown and at most every box of it."""
    if isinstance(row.body, HabitBody):
        return 4 + 4 + len(row.body.last_week) + len(row.body.this_week)
    return 4 + (2 + len(row.body.stages) if isinstance(row.body, MilestonesBody) else 1)


def _due_answer(
    context: BoardContext,
    typed: QueryDict,
    view: DueView,
    batch: Batch,
    *,
    form: DueForm,
    entries: Mapping[str, EntryForm],
    gone: Sequence[str] = (),
) -> Answer:
    now = timezone.now()
    is_again = form.is_bound
    with timezone.override(time_zone_of(user_id=context.user_id)):
        objectives = [
            {"view": objective, "entries": [present_entry(row, _entry_form(row, entries), now=now) for row in rows]}
            for objective, rows in batch.shown
        ]
        today = present_today(now)
        next_due_on = short_date(view.next_due_on, today=timezone.localdate(now)) if view.next_due_on else ""
    presented = [entry for objective in objectives for entry in objective["entries"]]
    # What was saved is due no longer; asked for anew, everything would begin from the start again and again.
    is_more_due = not _is_all(typed) and len(presented) < sum(len(found.key_results) for found in view.objectives)
    values = {
        "form": form,
        "today": today,
        "objectives": objectives,
        "length": present_length(len(presented)) if presented else "",
        "left_count": batch.left_count,
        # As it was asked for: a part keeps its name when what stands before it is saved, or when it is refused.
        "after": typed.get("after", "")[:32],
        "next": typed.get("next", "") if is_again else batch.last,
        "comes_back": "back" in typed if is_again else batch.left_count or is_more_due,
        "is_any_due": view.is_any_due,
        "is_any_open": bool(view.objectives),
        "next_due_on": next_due_on,
        "shows_all": _is_all(typed),
        "problems": _problems(form, presented),
        "gone": gone,
    }
    if is_again:
        values["focus"] = "okr-due-problems"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_again else HTTPStatus.OK
    return Answer(html=render(context, "_check_in_due.html", values), status=status)


def _entry_form(row: KeyResultView, entries: Mapping[str, EntryForm]) -> EntryForm:
    return entries.get(row.public_id) or EntryForm(key_result_id=row.public_id, initial=first_answers(row))


def _problems(form: DueForm, presented: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What the summary above the form lists: each with the id of the field to go to."""
    found = [{"text": text, "href": "", "title": ""} for text in form.non_field_errors()] if form.is_bound else []
    for entry in presented:
        entry_form, row = entry["form"], entry["key_result"]["view"]
        for name, texts in entry_form.errors.items():
            field = entry_form[name].id_for_label if name in {"value", "note"} else f"okr-due-{row.public_id}"
            found += [{"text": text, "href": field, "title": row.title} for text in texts]
    return found


def _form_answer(
    context: BoardContext, public_id: str, form: CheckInForm | None, *, status: int = HTTPStatus.OK
) -> Answer:
    view = read_key_result(user_id=context.user_id, public_id=public_id)
    if form is None:
        form = CheckInForm(initial={"id": public_id, **first_answers(view)})
    with timezone.override(time_zone_of(user_id=context.user_id)):
        values = present_entry(view, form, now=timezone.now())
    return Answer(
        html=render(context, "_check_in_form.html", {**values, "slot": f"okr-check-{public_id}"}), status=status
    )
