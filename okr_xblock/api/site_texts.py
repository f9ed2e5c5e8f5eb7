"""Words on the learner's first page that a site may say in its own way; without any, ours stand there."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from okr_xblock.models import SiteText

from ._site_owned import cleaned_texts, delete_as, save_as
from ._texts import clean_text

__all__ = ["OUR_TEXTS", "clean_site_text", "delete_text", "read_texts", "save_text"]

BODY_LIMIT = 4000
EVERY_LANGUAGE = ""

OUR_TEXTS: dict[str, Promise] = {
    "begin_title": gettext_lazy("What would you like to reach?"),
    "begin_lead": gettext_lazy(
        "An objective is something that you want to reach in the weeks ahead, in your own words. Two to five key "
        "results tell you whether you got there. That is all there is to OKRs."
    ),
    "begin_why": gettext_lazy(
        "What is written down and looked at once a week is easier to reach. You see how far you have come, what moved, "
        "and what to do next. It is for your own growth, and you may change your mind on the way."
    ),
    "begin_privacy": gettext_lazy(
        "What you write is private: only you see it. You can show an objective to the course team if you would like "
        "their help, and take that back at any time."
    ),
}
"""What stands at each place unless the site says it in its own way."""


def read_texts(*, language: str) -> dict[str, str]:
    """
    The site's own words by key, for a reader of this language: the exact one, else its main part, else every language.

    Keys of which the site says nothing are absent: `OUR_TEXTS` has their words. One query.
    """
    exact = _normal(language)
    order = [EVERY_LANGUAGE, exact.partition("-")[0], exact]
    found: dict[str, tuple[int, str]] = {}
    for key, spoken, body in SiteText.objects.filter(language__in=order).values_list("key", "language", "body"):
        rank = max(place for place, name in enumerate(order) if name == spoken)
        found[key] = max(found.get(key, (-1, "")), (rank, body))
    return {key: body for key, (_rank, body) in found.items()}


def clean_site_text(*, text_id: int | None, **values: Any) -> dict[str, Any]:
    """
    The values as they are kept. Raises `ValidationError` per field: for a language that nobody reads here, and for a
    second text of one place.
    """
    cleaned = cleaned_texts(values, language=_clean_language, body=lambda body: clean_text(body, limit=BODY_LIMIT))
    same = SiteText.objects.filter(key=cleaned.get("key"), language=cleaned.get("language")).exclude(pk=text_id or 0)
    if same.exists():
        message = _("There is a text of this place in this language already. Change that one.")
        raise ValidationError({"language": ValidationError(message, code="unique")})
    return cleaned


def save_text(*, text_id: int | None, actor_id: int, **values: Any) -> int:
    """
    Make or change a text; who did it stays in the history. Returns its id, a primary key.

    Raises `ValidationError` per field, as `clean_site_text` does.
    """
    with transaction.atomic():
        text = SiteText.objects.select_for_update().get(pk=text_id) if text_id is not None else SiteText()
        before = {name: getattr(text, name) for name in ("key", "language", "body")}
        for name, value in clean_site_text(text_id=text_id, **{**before, **values}).items():
            setattr(text, name, value)
        save_as(text, actor_id=actor_id)
    return text.pk


def delete_text(*, text_id: int, actor_id: int) -> None:
    """Delete a text; who did it stays in the history. Our own words stand there again."""
    with transaction.atomic():
        text = SiteText.objects.select_for_update().filter(pk=text_id).first()
        if text is not None:
            delete_as(text, actor_id=actor_id)


def _normal(language: str) -> str:
    return language.strip().lower().replace("_", "-")


def _clean_language(typed: str) -> str:
    """A code that some reader may have. A mistyped one would wait for its readers for ever."""
    language = _normal(typed)
    if language == EVERY_LANGUAGE or language in {_normal(code) for code, _name in settings.LANGUAGES}:
        return language
    try:
        if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", language):
            raise KeyError
        get_language_info(language)
    except KeyError:
        raise ValidationError(_("This is no language code. It looks like es or pt-br."), code="language") from None
    return language
