"""Cycles: the course's own, else the site's, else the calendar quarter."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.schedule import current_quarter
from okr_xblock.models import NO_COURSE, Cycle

_LONGEST = timedelta(days=20 * 366)


def cycle_on(*, course_key: CourseKey | None, today: date) -> Cycle:
    """
    The cycle that a new objective belongs to: a course's cycle overrides the site's.

    Where no cycle covers `today`, the row of the calendar quarter is made on first use. Of several that cover it, the
    one that began last counts.
    """
    covering = Cycle.objects.filter(
        starts_on__lte=today, due_on__gte=today, due_on__lte=_last_day(today), quarter_key__isnull=True
    )
    mine = Q(course_key=NO_COURSE) if course_key is None else Q(course_key=NO_COURSE) | Q(course_key=course_key)
    candidates = sorted(
        covering.filter(mine), key=lambda cycle: (cycle.course_key is not None, cycle.starts_on, cycle.pk)
    )
    return candidates[-1] if candidates else _calendar_quarter(today)


def next_cycle(*, course_key: CourseKey | None, after: Cycle, today: date) -> tuple[Cycle, date]:
    """
    The cycle in which what ended goes on, and the first day of it there.

    The one that runs today if it ends later than `after`, from today on; else the one that follows `after`, from its
    first day. One without two days left is skipped. Where no cycle covers the day, the calendar quarter is made.
    """
    running = cycle_on(course_key=course_key, today=today)
    # Nothing follows a cycle that never ends; see `save_cycle`.
    is_today = running.due_on > after.due_on or after.due_on > _last_day(today)
    day = today if is_today else after.due_on + timedelta(days=1)
    cycle = cycle_on(course_key=course_key, today=day)
    if day >= cycle.due_on:
        day = cycle.due_on + timedelta(days=1)
        cycle = cycle_on(course_key=course_key, today=day)
    return cycle, day


def save_cycle(*, cycle_id: int | None, actor_id: int, **values: Any) -> int:
    """
    Make or change a cycle; who did it stays in the history. Returns its id. Raises `ValidationError` per field.

    Objectives keep the dates they have: a cycle says where new ones may lie.
    """
    with transaction.atomic():
        cycle = Cycle.objects.select_for_update().get(pk=cycle_id) if cycle_id is not None else Cycle()
        for name, value in values.items():
            setattr(cycle, name, value)
        cycle.full_clean(validate_constraints=False)
        if cycle.starts_on >= cycle.due_on:
            # Said in words, beside the field; the database would only refuse.
            raise ValidationError({"due_on": _("The due date must be after the start.")})
        if cycle.due_on > _last_day(timezone.localdate()):
            raise ValidationError({"due_on": _("A cycle ends within the next twenty years.")})
        cycle._history_user = get_user_model().objects.filter(pk=actor_id).first()  # type: ignore[attr-defined]
        cycle.save()
    return cycle.pk


def _last_day(today: date) -> date:
    """The latest due date of a cycle: at the edge of the calendar no day comes after it."""
    return min(today, date.max - _LONGEST) + _LONGEST


def _calendar_quarter(today: date) -> Cycle:
    quarter = current_quarter(today)
    cycle, _created = Cycle.objects.get_or_create(
        quarter_key=f"{quarter.starts_on.year}-Q{(quarter.starts_on.month + 2) // 3}",
        defaults={"starts_on": quarter.starts_on, "due_on": quarter.due_on},
    )
    return cycle
