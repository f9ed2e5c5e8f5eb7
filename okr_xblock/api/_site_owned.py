"""Rows that belong to the site: saved with who did it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models


def cleaned_texts(values: Mapping[str, Any], **cleaners: Callable[[str], str]) -> dict[str, Any]:
    """The values with their texts cleaned. Raises `ValidationError` naming every one that cannot be."""
    cleaned = dict(values)
    errors: dict[str, Exception] = {}
    for name, clean in cleaners.items():
        try:
            if name in cleaned:
                cleaned[name] = clean(cleaned[name])
        except ValidationError as error:
            errors[name] = error
    if errors:
        raise ValidationError(errors)
    return cleaned


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
