"""One source per language; what is compiled from it is committed and current."""

import gettext
from pathlib import Path

import polib
import pytest

from tests.support.messages import collect_messages, compile_messages

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"
LOCALES = ("en", "es", "ar")


def folder(locale: str) -> Path:
    return TRANSLATIONS / locale / "LC_MESSAGES"


def catalogue(path: Path) -> dict[object, str]:
    """Every text and its translation; without the header, which holds times."""
    with path.open("rb") as opened:
        found = dict(gettext.GNUTranslations(opened)._catalog)  # type: ignore[attr-defined]
    found.pop("", None)
    return found


def test_the_offered_languages_are_there() -> None:
    assert {path.name for path in TRANSLATIONS.iterdir() if path.is_dir()} == set(LOCALES)


@pytest.mark.parametrize("locale", LOCALES)
def test_xblock_reads_the_same_catalogue_as_django(locale: str) -> None:
    assert (folder(locale) / "text.mo").read_bytes() == (folder(locale) / "django.mo").read_bytes()


def test_the_compiled_catalogues_are_current(tmp_path: Path) -> None:
    fresh = compile_messages(tmp_path)
    stale = [
        locale
        for locale in LOCALES
        if catalogue(fresh / locale / "LC_MESSAGES" / "django.mo") != catalogue(folder(locale) / "django.mo")
    ]
    assert not stale, "run `make compile-messages`"


def test_english_says_every_text_in_its_own_words() -> None:
    english = catalogue(folder("en") / "django.mo")
    source = [entry for entry in polib.pofile(str(folder("en") / "django.po")) if not entry.obsolete]
    plain = [entry for entry in source if not entry.msgctxt and not entry.msgid_plural]
    assert len(plain) > 100
    assert all(english.get(entry.msgid) == entry.msgid for entry in plain)


def texts(source: Path) -> set[tuple[str | None, str]]:
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(source)) if not entry.obsolete}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_catalogue_knows_the_same_texts(locale: str) -> None:
    assert texts(folder(locale) / "django.po") == texts(folder("en") / "django.po"), "run `make messages`"


def test_the_catalogue_knows_the_texts_of_code_and_templates_as_they_are(tmp_path: Path) -> None:
    assert texts(folder("en") / "django.po") == texts(collect_messages(tmp_path)), "run `make messages`"


@pytest.mark.parametrize("locale", ["es", "ar"])
def test_every_text_is_translated_with_all_its_plurals(locale: str) -> None:
    source = polib.pofile(str(folder(locale) / "django.po"))
    left = [entry.msgid for entry in source if not entry.obsolete and not entry.translated()]
    assert not left, "left to translate"
