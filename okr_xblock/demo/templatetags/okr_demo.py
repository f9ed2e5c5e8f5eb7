"""How the host's pages word numbers."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from okr_xblock.domain.courses import CourseFacts

register = template.Library()


@register.filter
def percent(fraction: Decimal) -> str:
    """0.625 as "62.5%", in the visitor's language; no more digits than there are."""
    number = (fraction * 100).normalize()
    return _("%(number)s%%") % {"number": number_format(number if number % 1 else int(number))}


@register.filter
def all_units(facts: CourseFacts) -> int:
    """How many units the course has for this learner."""
    return facts.units_complete + facts.units_incomplete + facts.units_locked
