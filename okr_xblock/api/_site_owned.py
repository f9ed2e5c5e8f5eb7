"""Rows that belong to the site: saved with who did it."""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models


def clean_fields(row: models.Model, **cleaners: Callable[[str], str]) -> None:
    """Clean these texts of the row in place. Raises `ValidationError` naming every field that has a problem."""
    errors: dict[str, Exception] = {}
    for name, clean in cleaners.items():
        try:
            setattr(row, name, clean(getattr(row, name)))
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)


def save_as(row: models.Model, *, actor_id: int) -> None:
    """Validate and save; the history says who did it. Uniqueness is asked for, checks are the caller's to say."""
    row.full_clean(validate_constraints=False)
    _set_actor(row, actor_id)
    row.save()


def delete_as(row: models.Model, *, actor_id: int) -> None:
    """Delete; the history says who did it."""
    _set_actor(row, actor_id)
    row.delete()


def _set_actor(row: models.Model, actor_id: int) -> None:
    row._history_user = get_user_model().objects.filter(pk=actor_id).first()  # type: ignore[attr-defined]
