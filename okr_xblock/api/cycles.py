"""Cycles: the course's own, else the site's, else the calendar quarter."""

from datetime import date

from django.db.models import Q
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.schedule import current_quarter
from okr_xblock.models import NO_COURSE, Cycle


def cycle_on(*, course_key: CourseKey | None, today: date) -> Cycle:
    """
    The cycle that a new objective belongs to: a course's cycle overrides the site's.

    Where no cycle covers `today`, the row of the calendar quarter is made on first use. Of several that cover it, the
    one that began last counts.
    """
    covering = Cycle.objects.filter(starts_on__lte=today, due_on__gte=today, quarter_key__isnull=True)
    mine = Q(course_key=NO_COURSE) if course_key is None else Q(course_key=NO_COURSE) | Q(course_key=course_key)
    candidates = sorted(
        covering.filter(mine), key=lambda cycle: (cycle.course_key is not None, cycle.starts_on, cycle.pk)
    )
    return candidates[-1] if candidates else _calendar_quarter(today)


def _calendar_quarter(today: date) -> Cycle:
    quarter = current_quarter(today)
    cycle, _created = Cycle.objects.get_or_create(
        quarter_key=f"{quarter.starts_on.year}-Q{(quarter.starts_on.month + 2) // 3}",
        defaults={"starts_on": quarter.starts_on, "due_on": quarter.due_on},
    )
    return cycle
