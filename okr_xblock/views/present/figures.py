"""Shares, as words and as lengths of a bar."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils import formats
from django.utils.translation import gettext as _


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar's two lengths in percent of its width, as an SVG attribute takes them, and its words."""

    done: str
    expected: str
    label: str


def percent(fraction: Fraction | Decimal | None) -> str:
    """Rounded down, so that only what is whole shows as 100 %; an en dash for no data."""
    if fraction is None:
        return "–"
    whole = (Fraction(fraction) * 100).__floor__()
    return _("%(number)s%%") % {"number": formats.number_format(whole)}


def bar(progress: Fraction | None, expected: Fraction) -> Bar:
    """Progress and the mark of where it should be by today."""
    done = min(max(progress or Fraction(0), Fraction(0)), Fraction(1))
    return Bar(
        done=f"{float(done) * 100:.1f}%",
        expected=f"{float(expected) * 100:.1f}%",
        label=_("%(done)s done; %(expected)s expected by today")
        % {"done": percent(progress), "expected": percent(expected)},
    )
