"""Numbers as people type and read them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

MAX_DIGITS_BEFORE_POINT = 13
MAX_DECIMAL_PLACES = 6

# Languages whose readers write ٠١٢… (Arabic) or ۰۱۲… (Persian, Urdu): there these are digits like any other.
_NATIVE_DIGITS = {
    "ar": str.maketrans("٠١٢٣٤٥٦٧٨٩٫٬", "0123456789.,"),
    "fa": str.maketrans("۰۱۲۳۴۵۶۷۸۹٫٬", "0123456789.,"),
    "ur": str.maketrans("۰۱۲۳۴۵۶۷۸۹٫٬", "0123456789.,"),
}
_LEFT_TO_RIGHT = "\u200e"
_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


class AmountField(forms.Field):
    """
    A signed number in the learner's own notation: `1290`, `1,290.5` or `1.290,5`, as their language writes it.

    No exponents, no NaN: what a person would not write is not a number. At most `digits` before the point and `places`
    behind it.
    """

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Write the number in full, like 1290."),
        "other_notation": _("Do you mean %(number)s? Then please write it like that."),
        "too_long": _("This number is too long."),
    }

    def __init__(
        self, *, digits: int = MAX_DIGITS_BEFORE_POINT, places: int = MAX_DECIMAL_PLACES, **options: Any
    ) -> None:
        super().__init__(**options)
        self.digits, self.places = digits, places

    def to_python(self, value: Any) -> Decimal | None:
        """The number, or None if nothing was typed."""
        text = str(value or "").strip().replace("\u2212", "-").replace(_LEFT_TO_RIGHT, "")
        if not text:
            return None
        plain = _plain_notation(text)
        if plain is None:
            raise self._refused(text)
        if not self._fits(plain):
            raise ValidationError(self.error_messages["too_long"], code="too_long")
        return Decimal(plain)

    def _fits(self, plain: str) -> bool:
        whole, _point, places = plain.lstrip("+-").partition(".")
        return len(whole.lstrip("0")) <= self.digits and len(places.rstrip("0")) <= self.places

    def _refused(self, text: str) -> ValidationError:
        """What would be a number with the other decimal sign is asked about, not taken: that sign parts thousands."""
        meant = _other_notation(text)
        if meant is None or not self._fits(meant):
            return ValidationError(self.error_messages["invalid"], code="invalid")
        number = {"number": format_amount(Decimal(meant))}
        return ValidationError(self.error_messages["other_notation"], code="other_notation", params=number)


def format_amount(value: Decimal | None) -> str:
    """As the learner's language writes it, without trailing zeros; "" for nothing."""
    if value is None:
        return ""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    number = formats.number_format(Decimal(text), use_l10n=True, force_grouping=True)
    # Read from right to left, a minus would else go to the other end of its number.
    return _LEFT_TO_RIGHT + number if value < 0 and translation.get_language_bidi() else number


def _plain_notation(text: str) -> str | None:
    language = (translation.get_language() or "").split("-")[0]
    if language in _NATIVE_DIGITS and not _PLAIN.fullmatch(text):
        native = text.translate(_NATIVE_DIGITS[language])
        if native != text:
            return _without_groups(native, group=",", point=".")
    point = formats.get_format("DECIMAL_SEPARATOR")
    # Releases of Django differ in what groups a language's thousands (Spanish: a point, then a space). So whatever
    # groups them somewhere does, and 1.290 is never 1.29 where the comma is the point.
    for group in (formats.get_format("THOUSAND_SEPARATOR"), "." if point == "," else ",", " "):
        local = _without_groups(text, group=group, point=point)
        if local is not None:
            return local
    return text if _PLAIN.fullmatch(text) else None


def _other_notation(text: str) -> str | None:
    """What `text` says, in plain notation, where point and comma change their parts; None if nothing."""
    point = formats.get_format("DECIMAL_SEPARATOR")
    other = "." if point == "," else ","
    return _without_groups(text, group=point, point=other) or _without_groups(text, group=" ", point=other)


def _without_groups(text: str, *, group: str, point: str) -> str | None:
    """`text` in plain notation if its separators stand where this notation has them; else None."""
    spaces = "[ \u00a0\u202f]" if group.isspace() else re.escape(group)
    whole = rf"[0-9]{{1,3}}(?:{spaces}[0-9]{{3}})+|[0-9]+" if group else "[0-9]+"
    match = re.fullmatch(rf"([+-]?)({whole})(?:{re.escape(point)}([0-9]+))?", text)
    if match is None:
        return None
    sign, digits, places = match.groups()
    return sign + re.sub(r"[^0-9]", "", digits) + (f".{places}" if places else "")
