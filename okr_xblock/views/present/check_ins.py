"""The forms in which a learner says how it is going."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okr_xblock.api.board import KeyResultView, MetricBody, StayBody

from ..amounts import format_amount
from ..dates import short_date
from ..forms.check_ins import CheckInForm
from .key_results import present_key_result

_A_MINUTE = 8
"""So many key results take about a minute."""


def present_entry(view: KeyResultView, form: CheckInForm, *, now: datetime) -> dict[str, Any]:
    """What the fields of one key result's check-in print."""
    return {"form": form, "key_result": present_key_result(view, now=now), "value_hint": _value_hint(view, now)}


def first_answers(view: KeyResultView) -> dict[str, str]:
    """What a form begins with: as sure as last time."""
    return {"confidence": str(view.confidence or view.start_confidence)}


def present_today(now: datetime) -> str:
    """Thursday, May 14."""
    today = timezone.localtime(now)
    day = formats.date_format(today, "MONTH_DAY_FORMAT")
    return capfirst(_("%(weekday)s, %(day)s") % {"weekday": formats.date_format(today, "l"), "day": day})


def present_length(count: int) -> str:
    """How long the form is."""
    number = {"count": formats.number_format(count)}
    if count > _A_MINUTE:
        return ngettext("%(count)s key result.", "%(count)s key results.", count) % number
    return ngettext("%(count)s key result, about a minute.", "%(count)s key results, about a minute.", count) % number


def _value_hint(view: KeyResultView, now: datetime) -> str:
    body = view.body
    if not isinstance(body, MetricBody | StayBody):
        return ""
    if body.current is not None and view.last_check_in_at is not None:
        day = short_date(timezone.localdate(view.last_check_in_at), today=timezone.localdate(now))
        last = _("Last time: %(value)s on %(day)s") % {"value": amount_with_unit(body.current, body.unit), "day": day}
        return f"{last} · {_aim(body)}"
    if isinstance(body, MetricBody):
        began = _("It began at %(value)s") % {"value": amount_with_unit(body.baseline, body.unit)}
        return f"{began} · {_aim(body)}"
    return _aim(body)


def _aim(body: MetricBody | StayBody) -> str:
    if isinstance(body, MetricBody):
        return _("Target: %(value)s") % {"value": amount_with_unit(body.target, body.unit)}
    return _("The limit is %(value)s") % {"value": amount_with_unit(body.limit, body.unit)}


def amount_with_unit(value: Decimal, unit: str) -> str:
    """1,290 readers. Isolated: a unit in another script would else turn the numbers around it."""
    return f"\u2068{format_amount(value)} {unit}\u2069" if unit else format_amount(value)
