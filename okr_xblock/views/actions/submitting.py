"""What every form that writes has in common: valid, refused by a rule, or overtaken by another tab."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import ChoiceField, Field, HiddenInput

from okr_xblock.api.errors import StaleError

from ..context import Answer, BoardContext, render
from ..dates import long_date
from ..forms.base import SubmittedForm


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`saved` is the public id of what was written; else the form comes back: with `current` if a tab was faster."""

    saved: str | None = None
    current: Any = None

    @property
    def status(self) -> HTTPStatus:
        """Of the answer that shows the form again."""
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.current is None else HTTPStatus.CONFLICT


def revision(context: BoardContext, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What every use case is given that changes something: whose, which, in what version, and by which form."""
    return {
        "user_id": context.user_id,
        "public_id": cleaned["id"],
        "row_version": cleaned["row_version"] or 0,
        "submission_key": cleaned["submission_key"],
    }


def form_answer(
    context: BoardContext,
    template: str,
    form: SubmittedForm,
    *,
    slot: str,
    initial: Callable[[Any], Mapping[str, Any]],
    outcome: Outcome | None = None,
    is_edit: bool = False,
) -> Answer:
    """
    The form that changes something in place, or in `slot` one that begins it; refused, with what is in the way.

    `initial` tells what the form of what is there now would hold.
    """
    current = outcome.current if outcome else None
    values = {
        "form": form,
        "is_edit": is_edit,
        "current": current,
        "conflicts": differences(form, initial(current)) if current else (),
        "slot": f"okr-edit-{form['id'].value()}" if is_edit else slot,
    }
    return Answer(html=render(context, template, values), status=outcome.status if outcome else HTTPStatus.OK)


def differences(form: SubmittedForm, now_says: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and present value of every field that says something else than this (valid) form: what would be lost."""
    found = []
    for name, field in form.fields.items():
        if name not in now_says or isinstance(field.widget, HiddenInput):
            continue
        present = now_says[name]
        if field.clean("" if present is None else present) != form.cleaned_data[name]:
            found.append((str(field.label), _in_words(field, present)))
    return found


def _in_words(field: Field, value: Any) -> str:
    if isinstance(field, ChoiceField):
        return str(dict(field.choices).get(value, value))
    return long_date(value) if isinstance(value, date) else str(value or "–")


def submit(form: SubmittedForm, save: Callable[[dict[str, Any]], str]) -> Outcome:
    """Give what was typed to `save` (which returns a public id), and what it refuses back to the form."""
    if not form.is_valid():
        return Outcome()
    try:
        return Outcome(saved=save(form.cleaned_data))
    except ValidationError as error:
        form.add_api_errors(error)
    except StaleError as error:
        return Outcome(current=error.current)
    return Outcome()
