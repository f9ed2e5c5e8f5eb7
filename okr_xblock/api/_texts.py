"""What may stand in a title or a note."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

TITLE_LIMIT = 255
WHY_LIMIT = 2000
REASON_LIMIT = 500
NOTE_LIMIT = 4000
UNIT_LIMIT = 40

# Embeddings, overrides and isolates turn the direction of text around them. The plain marks that Arabic and Hebrew
# writers need (U+200E, U+200F, U+061C) are not among them.
_DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_CONTROLS = frozenset("\n\r\t")


def clean_title(text: str) -> str:
    """One line, white space folded. Raises `ValidationError` for nothing, and for characters that cannot be seen."""
    title = " ".join(clean_text(text, limit=TITLE_LIMIT).split())
    if not title:
        raise ValidationError(_("Please give it a title."), code="required")
    return title


def clean_text(text: str, *, limit: int) -> str:
    """
    Several lines, as typed, at most `limit` characters (the database's long texts have no limit of their own).

    Raises `ValidationError` for more, and for characters that cannot be seen but change the page.
    """
    if len(text) > limit:
        message = _("Please keep this under %(limit)s characters; it has %(count)s.") % {
            "limit": number_format(limit),
            "count": number_format(len(text)),
        }
        raise ValidationError(message, code="max_length")
    if any(character in _DIRECTION_CONTROLS for character in text):
        raise ValidationError(
            _("This holds invisible characters that turn text around. Please type it again without them."),
            code="direction",
        )
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in _LINE_CONTROLS for c in text):
        raise ValidationError(_("This holds characters that cannot be shown."), code="control")
    return text.strip()


def clean_reason(text: str) -> str:
    """Why something was changed, as it is kept in the history. Raises `ValidationError` for its field, ``reason``."""
    try:
        return clean_text(text, limit=REASON_LIMIT)
    except ValidationError as error:
        raise ValidationError({"reason": error}) from error
