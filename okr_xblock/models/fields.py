"""Field helpers that several tables share."""

import uuid
from typing import Any

from django.db import models
from opaque_keys.edx.django.models import CourseKeyField

NO_COURSE = CourseKeyField.Empty
"""What to filter by for rows without a course: the field keeps None as an empty text and refuses `__isnull`."""


def new_public_id() -> str:
    """32 lower-case hexadecimal characters, random: a gap between two of them tells nothing of what lies between."""
    return uuid.uuid4().hex


def public_id_field() -> models.CharField:
    """
    The name of a row on pages and in addresses.

    Characters, never a `UUIDField`: that one is char(32) under Django 4.2 and a native type under 5.x with MariaDB 10.7
    and later, so look-ups would break on the platform's upgrade.
    """
    return models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)


def fraction_field() -> models.DecimalField:
    """A derived share between 0 and 1, rounded down at nine places (so that only what is whole shows as whole)."""
    return models.DecimalField(max_digits=10, decimal_places=9, null=True, editable=False)


def amount_field(**options: Any) -> models.DecimalField:
    """A signed amount in the key result's own unit: up to 14 digits before the point and 6 behind it."""
    return models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True, **options)


def trail_field() -> models.JSONField:
    """How a share went: ``[["2026-05-14", "0.6250"], …]``, one point a day; see `okr_xblock.domain.trail`."""
    return models.JSONField(default=list, blank=True, editable=False)


def course_key_field(**options: Any) -> CourseKeyField:
    """A course key. The length is said here because the platform's releases differ in their default."""
    return CourseKeyField(max_length=255, **options)
