"""KPIs: numbers with a range to keep. Business as usual, beside the OKRs and never part of their progress."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.ranges import RangeSide, range_side
from okr_xblock.models import NO_COURSE, Kpi, KpiReading, Learner

from ._texts import REASON_LIMIT, UNIT_LIMIT, clean_text, clean_title
from ._writes import Write, learner_write, save_valid
from .errors import ForbiddenError, NotFoundError, StaleError
from .objectives import may_write_in

__all__ = [
    "MAX_KPIS",
    "KpiSpec",
    "KpiView",
    "RangeSide",
    "ReadingView",
    "create_kpi",
    "get_kpi",
    "list_kpis",
    "list_readings",
    "record_reading",
    "remove_kpi",
    "revise_kpi",
]

MAX_KPIS = 20
"""Per learner and board: who watches more numbers than this watches none."""


@dataclass(frozen=True, kw_only=True)
class KpiSpec:
    """What a learner writes about a number. `low` and `high` are inside the range; one of them may be open."""

    title: str
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class KpiView:
    """A number as its card and its form show it; `current` is what was written down last, None before that."""

    public_id: str
    row_version: int
    title: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    current: Decimal | None
    last_read_on: date | None

    @property
    def is_in_range(self) -> bool | None:
        """Whether it lies in its range; None while nothing was written down."""
        return None if self.current is None else self.side is RangeSide.INSIDE

    @property
    def side(self) -> RangeSide:
        """Below or above its range; empty (and false) inside, and while nothing was written down."""
        return RangeSide.INSIDE if self.current is None else range_side(self.current, low=self.low, high=self.high)


@dataclass(frozen=True, kw_only=True)
class ReadingView:
    """One look at the number, on the learner's own date."""

    value: Decimal
    read_on: date
    read_at: datetime


def list_kpis(*, user_id: int, course_key: CourseKey | None) -> tuple[KpiView, ...]:
    """The learner's numbers on the board of this course, in the order they were written; without a course all."""
    rows = Kpi.objects.filter(learner__user_id=user_id, removed_at__isnull=True)
    if course_key is not None:
        rows = rows.filter(home_course=course_key)
    return tuple(_view(row) for row in rows)


def get_kpi(*, user_id: int, public_id: str) -> KpiView:
    """The learner's own number, unless removed. Raises `NotFoundError` for anything else."""
    row = Kpi.objects.filter(learner__user_id=user_id, public_id=public_id, removed_at__isnull=True).first()
    if row is None:
        raise NotFoundError
    return _view(row)


def list_readings(*, user_id: int, public_id: str, limit: int = 50) -> tuple[ReadingView, ...]:
    """What was written down for an own number, newest first. Nothing for anything else."""
    readings = KpiReading.objects.filter(
        kpi__learner__user_id=user_id, kpi__public_id=public_id, kpi__removed_at__isnull=True
    )[:limit]
    return tuple(ReadingView(value=r.value, read_on=r.local_date, read_at=r.read_at) for r in readings)


def create_kpi(
    *,
    user_id: int,
    home_course: CourseKey | None,
    spec: KpiSpec,
    value: Decimal | None = None,
    submission_key: str = "",
    now: datetime | None = None,
) -> str:
    """
    Begin to keep an eye on a number; `value` is what it is now, if that is known. Returns its public id.

    Raises `ForbiddenError` if the learner neither takes nor staffs the home course, `ValidationError` per field, and
    for more than `MAX_KPIS` on one board.
    """
    if home_course is not None and not may_write_in(user_id=user_id, course_key=home_course):
        raise ForbiddenError
    content = ("create_kpi", home_course, spec, value)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        board = Kpi.objects.filter(learner=write.learner, home_course=home_course or NO_COURSE)
        counts = board.aggregate(ever=Count("pk"), now=Count("pk", filter=Q(removed_at__isnull=True)))
        if counts["now"] >= MAX_KPIS:
            raise ValidationError(_too_many(), code="too_many")
        row = Kpi(learner=write.learner, home_course=home_course, position=counts["ever"])
        _fill(row, spec)
        save_valid(row)
        if value is not None:
            _add_reading(write, row, value)
        return write.remember(row.public_id)


def revise_kpi(
    *,
    user_id: int,
    public_id: str,
    row_version: int,
    spec: KpiSpec,
    reason: str = "",
    submission_key: str = "",
    now: datetime | None = None,
) -> str:
    """
    Change its words or its range; old and new stay in the history with the reason, what was written down stays.

    Raises `NotFoundError`, `StaleError` (with a `KpiView`) if `row_version` is no longer the current one,
    `ValidationError` per field.
    """
    content = ("revise_kpi", public_id, row_version, spec, reason)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = _own_kpi(write.learner, public_id)
        if row.row_version != row_version:
            raise StaleError(_view(row))
        _fill(row, spec)
        save_valid(row, reason=_reason(reason))
        Kpi.objects.filter(pk=row.pk).update(row_version=F("row_version") + 1)
        return write.remember(row.public_id)


def remove_kpi(
    *, user_id: int, public_id: str, reason: str = "", submission_key: str = "", now: datetime | None = None
) -> str:
    """Take a number off the board; what was written down stays in the database. Raises `NotFoundError`."""
    content = ("remove_kpi", public_id, reason)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = _own_kpi(write.learner, public_id)
        row.removed_at = write.now
        save_valid(row, reason=_reason(reason))
        return write.remember(row.public_id)


def record_reading(
    *, user_id: int, public_id: str, value: Decimal | None, submission_key: str = "", now: datetime | None = None
) -> str:
    """
    Write down what the number is now; a slip is mended by writing again. Returns the number's public id.

    Raises `NotFoundError`, `ValidationError` per field.
    """
    content = ("record_reading", public_id, value)
    with learner_write(user_id=user_id, submission_key=submission_key, content=content, now=now) as write:
        if write.earlier_result is not None:
            return write.earlier_result
        row = _own_kpi(write.learner, public_id)
        if value is None:
            raise ValidationError({"value": ValidationError(_("Please write a number."), code="required")})
        _add_reading(write, row, value)
        return write.remember(row.public_id)


def _add_reading(write: Write, row: Kpi, value: Decimal) -> None:
    save_valid(KpiReading(kpi=row, value=value, local_date=write.today, read_at=write.now))
    Kpi.objects.filter(pk=row.pk).update(current=value, last_read_on=write.today)


def _own_kpi(learner: Learner, public_id: str) -> Kpi:
    row = Kpi.objects.filter(learner=learner, public_id=public_id, removed_at__isnull=True).first()
    if row is None:
        raise NotFoundError
    return row


def _fill(row: Kpi, spec: KpiSpec) -> None:
    """Copy what was written onto the row. Raises `ValidationError` naming every field that has a problem."""
    errors: dict[str, Exception] = {}
    for field, clean in (("title", clean_title), ("unit", partial(clean_text, limit=UNIT_LIMIT))):
        try:
            setattr(row, field, clean(getattr(spec, field)))
        except ValidationError as error:
            errors[field] = error
    errors.update(_range_errors(spec))
    if errors:
        raise ValidationError(errors)
    row.low, row.high = spec.low, spec.high


def _range_errors(spec: KpiSpec) -> dict[str, Exception]:
    ends = {"low": spec.low, "high": spec.high}
    endless = {name for name, end in ends.items() if end is not None and not end.is_finite()}
    if endless:
        return {name: ValidationError(_("Write the number in full, like 1290."), code="invalid") for name in endless}
    if spec.low is None and spec.high is None:
        message = _("Give the range at least one end: the least, the most, or both.")
        return {"low": ValidationError(message, code="no_range")}
    if spec.low is not None and spec.high is not None and spec.low > spec.high:
        return {"high": ValidationError(_("The most is less than the least."), code="upside_down")}
    return {}


def _reason(text: str) -> str:
    try:
        return clean_text(text, limit=REASON_LIMIT)
    except ValidationError as error:
        raise ValidationError({"reason": error}) from error


def _too_many() -> str:
    return ngettext(
        "You keep an eye on %(count)s number here already. Remove it to make room for another one.",
        "You keep an eye on %(count)s numbers here already. Remove one to make room for another one.",
        MAX_KPIS,
    ) % {"count": MAX_KPIS}


def _view(row: Kpi) -> KpiView:
    return KpiView(
        public_id=row.public_id,
        row_version=row.row_version,
        title=row.title,
        unit=row.unit,
        low=row.low,
        high=row.high,
        current=row.current,
        last_read_on=row.last_read_on,
    )
