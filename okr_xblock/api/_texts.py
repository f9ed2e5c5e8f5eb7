"""What may stand in a title or a note."""

import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Embeddings, overrides and isolates turn the direction of text around them. The plain marks that Arabic and Hebrew
# writers need (U+200E, U+200F, U+061C) are not among them.
_DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_CONTROLS = frozenset("\n\r\t")


def clean_title(text: str) -> str:
    """One line, white space folded. Raises `ValidationError` for nothing, and for characters that cannot be seen."""
    title = " ".join(clean_text(text).split())
    if not title:
        raise ValidationError(_("Please give it a title."), code="required")
    return title


def clean_text(text: str) -> str:
    """Several lines, as typed. Raises `ValidationError` for characters that cannot be seen but change the page."""
    if any(character in _DIRECTION_CONTROLS for character in text):
        raise ValidationError(
            _("This holds invisible characters that turn text around. Please type it again without them."),
            code="direction",
        )
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in _LINE_CONTROLS for c in text):
        raise ValidationError(_("This holds characters that cannot be shown."), code="control")
    return text.strip()


def collect_errors(pairs: Iterable[tuple[str, Exception | None]]) -> None:
    """Raise one `ValidationError` naming every field that has a problem, or none."""
    errors = {field: error for field, error in pairs if error is not None}
    if errors:
        raise ValidationError(errors)  # type: ignore[arg-type]
