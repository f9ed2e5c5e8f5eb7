"""Shares, as words and as lengths of a bar."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.utils import formats
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from okr_xblock.domain.schedule import PaceBand, pace_band

FAR_MORE = 2
"""From this share on a number would only shout: words say that it is more than double."""

AHEAD_FROM = Fraction(1, 20)
"""So much more than is expected by today is ahead of plan."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar's two lengths in percent of its width, as an SVG attribute takes them, and its words."""

    done: str
    expected: str
    label: str


def percent(fraction: Fraction | Decimal | None) -> str:
    """
    Rounded down, so that only what is whole shows as 100 %. Below the start and beyond double the words say so instead
    of a number that nobody can picture; without data it is an en dash.
    """
    if fraction is None:
        return "–"
    # Whole numbers, because a page does this dozens of times and comparing fractions is slow.
    part, whole = fraction.as_integer_ratio()
    if part < 0:
        return _in_one_piece(_("below %(percent)s") % {"percent": _plain(0)})
    if part > FAR_MORE * whole:
        return _in_one_piece(_("over %(percent)s") % {"percent": _plain(FAR_MORE * 100)})
    return _plain(part * 100 // whole)


def extreme_words(fraction: Fraction | None) -> str:
    """What an extraordinary share means; empty for any other."""
    if fraction is None:
        return ""
    if fraction < 0:
        return _("Right now it is below where you began. It counts as nothing, never as less.")
    if fraction > FAR_MORE:
        return _("That is more than double of what you aimed for. It counts as done.")
    return ""


def bar(progress: Fraction | None, expected: Fraction) -> Bar:
    """Progress and the mark of where it should be by today."""
    done = min(max(progress or Fraction(0), Fraction(0)), Fraction(1))
    said = {"done": percent(progress), "expected": percent(expected)}
    if progress is None:
        label = _("No data yet; %(expected)s expected by today") % said
    else:
        label = _("%(done)s done; %(expected)s expected by today") % said
    return Bar(done=length(done), expected=length(expected), label=label)


_HEADLINES: tuple[tuple[Fraction, tuple[object, object, object, object, object]], ...] = (
    # Below this share: ahead of plan, close to it, behind it; ahead and close while the learner is not sure.
    (
        Fraction(10, 100),
        (
            gettext_lazy("Off to a quick start, and ahead of plan"),
            gettext_lazy("Just begun, and close to plan"),
            gettext_lazy("Hardly begun, and behind plan"),
            gettext_lazy("Off to a quick start and ahead of plan, but you are not sure yet"),
            gettext_lazy("Just begun and close to plan, but you are not sure yet"),
        ),
    ),
    (
        Fraction(40, 100),
        (
            gettext_lazy("Well on the way, and ahead of plan"),
            gettext_lazy("On the way, and close to plan"),
            gettext_lazy("On the way, but behind plan"),
            gettext_lazy("Well on the way and ahead of plan, but you are not sure yet"),
            gettext_lazy("On the way and close to plan, but you are not sure yet"),
        ),
    ),
    (
        Fraction(50, 100),
        (
            gettext_lazy("Almost half-way, and ahead of plan"),
            gettext_lazy("Almost half-way, and close to plan"),
            gettext_lazy("Almost half-way, but behind plan"),
            gettext_lazy("Almost half-way and ahead of plan, but you are not sure yet"),
            gettext_lazy("Almost half-way and close to plan, but you are not sure yet"),
        ),
    ),
    (
        Fraction(65, 100),
        (
            gettext_lazy("A little past half-way, and ahead of plan"),
            gettext_lazy("A little past half-way, and close to plan"),
            gettext_lazy("A little past half-way, but behind plan"),
            gettext_lazy("A little past half-way and ahead of plan, but you are not sure yet"),
            gettext_lazy("A little past half-way and close to plan, but you are not sure yet"),
        ),
    ),
    (
        Fraction(85, 100),
        (
            gettext_lazy("Well past half-way, and ahead of plan"),
            gettext_lazy("Well past half-way, and close to plan"),
            gettext_lazy("Well past half-way, but behind plan"),
            gettext_lazy("Well past half-way and ahead of plan, but you are not sure yet"),
            gettext_lazy("Well past half-way and close to plan, but you are not sure yet"),
        ),
    ),
    (
        Fraction(1),
        (
            gettext_lazy("Nearly there, and ahead of plan"),
            gettext_lazy("Nearly there, and close to plan"),
            "",  # from here on nothing can be so far ahead that this is behind
            gettext_lazy("Nearly there and ahead of plan, but you are not sure yet"),
            gettext_lazy("Nearly there and close to plan, but you are not sure yet"),
        ),
    ),
)


def headline(progress: Fraction | None, expected: Fraction, *, is_unsure: bool = False) -> str:
    """
    How it goes, in a sentence: how far, beside the plan, and where that is fine, whether the learner `is_unsure` of it.

    Whole sentences, so that every language can say it.
    """
    if progress is None:
        return _("Your first check-in will tell how it is going")
    if progress >= 1:
        return _("Everything reached. Well done!")
    by_pace = next(sentences for below, sentences in _HEADLINES if progress < below)
    if progress >= expected + AHEAD_FROM:
        return str(by_pace[3 if is_unsure else 0])
    if pace_band(expected=expected, progress=progress) is PaceBand.ON_PACE:
        return str(by_pace[4 if is_unsure else 1])
    return str(by_pace[2])


def confidence_words(now: int | None, before: int | None) -> str:
    """How sure, and beside the time before; empty before it was ever said."""
    if now is None:
        return ""
    said = {"now": formats.number_format(now)}
    if before is None:
        return _("%(now)s of 10") % said
    said["before"] = formats.number_format(before)
    if now > before:
        return _("%(now)s of 10, up from %(before)s") % said
    if now < before:
        return _("%(now)s of 10, down from %(before)s") % said
    return _("%(now)s of 10, as before") % said


def _in_one_piece(words: str) -> str:
    return words.replace(" ", "\u00a0")


def _plain(whole: int) -> str:
    return _plain_in(get_language(), whole)


@lru_cache(maxsize=1024)
def _plain_in(_language: str | None, whole: int) -> str:
    """Kept, because a page says dozens of shares, and there are hardly more than a hundred of them."""
    return _("%(number)s%%") % {"number": formats.number_format(whole)}


def length(fraction: Fraction) -> str:
    """A share of a width, as an SVG attribute takes it."""
    return f"{float(fraction) * 100:.1f}%"
