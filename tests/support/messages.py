"""The texts of code and templates as they are now, and a language that shows which of them go through gettext."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tests.support.distributions import copy_tree

OPEN, CLOSE = "⟦", "⟧"
# What stands for something else: it is shown as it is, so it has to be marked (or be no text) by itself.
_BETWEEN = re.compile(r"(%\(\w+\)[-+ #0]*[\d.]*[a-zA-Z]|%[sdif]|\{\w*\}|<[^>]*>|&\w+;)")


def require_gettext(program: str) -> None:
    """Skips the test where gettext is not installed; in CI that is a failure."""
    if not shutil.which(program):
        missing = f"{program} is missing: install Debian's package gettext"
        (pytest.fail if os.environ.get("CI", "").lower() == "true" else pytest.skip)(missing)


def collect_messages(place: Path) -> Path:
    """A catalogue of what is in code and templates now, made as `make messages` makes it, in a copy of the tree."""
    require_gettext("xgettext")
    return _translations(place, "collect") / "en" / "LC_MESSAGES" / "django.po"


def compile_messages(place: Path) -> Path:
    """The folder of all catalogues, compiled as `make compile-messages` does it, in a copy of the tree."""
    require_gettext("msgfmt")
    return _translations(place, "compile")


def _translations(place: Path, what: str) -> Path:
    tree = copy_tree(place / "tree")
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "scripts/translations.py", what]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return tree / "translations"


def mark(text: str) -> str:
    """Every run of words of a message in brackets; placeholders and tags stay as they are."""
    return "".join(
        part if number % 2 or not any(map(str.isalpha, part)) else f"{OPEN}{part}{CLOSE}"
        for number, part in enumerate(_BETWEEN.split(text))
    )


def write_pseudo_locale(place: Path, locale: str, *sources: Path) -> None:
    """A compiled catalogue `locale` below `place` in which every message of these catalogues is marked."""
    marked = polib.POFile(wrapwidth=0)
    marked.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=(n != 1);"}
    seen = set()
    for entry in (entry for source in sources for entry in polib.pofile(str(source)) if not entry.obsolete):
        if (entry.msgctxt, entry.msgid) in seen:
            continue
        seen.add((entry.msgctxt, entry.msgid))
        new = polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, msgid_plural=entry.msgid_plural)
        if entry.msgid_plural:
            new.msgstr_plural = {0: mark(entry.msgid), 1: mark(entry.msgid_plural)}
        else:
            new.msgstr = mark(entry.msgid)
        marked.append(new)
    folder = place / locale / "LC_MESSAGES"
    folder.mkdir(parents=True)
    marked.save_as_mofile(str(folder / "django.mo"))
