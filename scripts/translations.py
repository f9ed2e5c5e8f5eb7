"""
The catalogues: one source, translations/<locale>/LC_MESSAGES/django.po.

`collect` brings the texts of code and templates into it. `compile` makes django.mo, which Django reads, and copies it
to text.mo, which XBlock's i18n service reads. The compiled files are committed: an installation from git compiles
nothing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "okr_xblock"
LOCALES = ("en", "es", "ar")


def catalogue(locale: str) -> Path:
    return ROOT / "translations" / locale / "LC_MESSAGES" / "django.po"


def collect() -> None:
    # --symlinks: the templates stand behind a link. From inside the package, so that its own locale folder is taken.
    command = [sys.executable, "-m", "django", "makemessages", "--symlinks", "--add-location=file", "--no-wrap"]
    command += [part for locale in LOCALES for part in ("--locale", locale)]
    command += ["--extension", "py,html,txt,svg", "--ignore", "static/*", "--ignore", "migrations/*"]
    subprocess.run(command, cwd=PACKAGE, check=True)
    for locale in LOCALES:
        _tidy(locale)


def _tidy(locale: str) -> None:
    """Fills in the header that gettext leaves to people, without the time: it would change with every run."""
    import polib

    entries = polib.pofile(str(catalogue(locale)), wrapwidth=0)
    entries.header = f"okr-xblock, {locale}. Distributed under the licence of okr-xblock."
    entries.metadata_is_fuzzy = False
    plural_forms = entries.metadata.get("Plural-Forms", "nplurals=2; plural=(n != 1);")
    entries.metadata = {
        "Project-Id-Version": "okr-xblock",
        "Report-Msgid-Bugs-To": "",
        "PO-Revision-Date": "2026-01-01 00:00+0000",
        "Last-Translator": "okr-xblock",
        "Language-Team": locale,
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms,
    }
    entries.save()


def compile_all() -> None:
    for locale in LOCALES:
        source = catalogue(locale)
        compile_catalogue(locale, source.with_suffix(".mo"))
        shutil.copyfile(source.with_suffix(".mo"), source.with_name("text.mo"))


def compile_catalogue(locale: str, compiled: Path) -> None:
    """
    Makes the file that Django reads.

    English says each text in its own words: an entry that is missing is looked for in the catalogues of all
    applications, twice, and a page asks for hundreds.
    """
    source = catalogue(locale).read_bytes()
    if locale == "en":
        source = subprocess.run(["msgen", "-"], input=source, capture_output=True, check=True).stdout
    subprocess.run(["msgfmt", "--check", "--output-file", compiled, "-"], input=source, check=True)


if __name__ == "__main__":
    {"collect": collect, "compile": compile_all}[sys.argv[1]]()
