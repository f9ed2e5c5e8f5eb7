"""What every form that writes has in common: valid, refused by a rule, or overtaken by another tab."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError

from okr_xblock.api.errors import StaleError

from ..forms import SubmittedForm


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`saved` is the public id of what was written; else the form comes back: with `current` if a tab was faster."""

    saved: str | None = None
    current: Any = None

    @property
    def status(self) -> HTTPStatus:
        """Of the answer that shows the form again."""
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.current is None else HTTPStatus.CONFLICT


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
