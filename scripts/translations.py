"""
The catalogues: one source, translations/<locale>/LC_MESSAGES/django.po.

`collect` brings the texts of code and templates into it. `compile` makes django.mo, which Django reads, and copies it to
text.mo, which XBlock's i18n service reads. The compiled files are committed: an installation from git compiles nothing.
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


def compile_all() -> None:
    for locale in LOCALES:
        source = catalogue(locale)
        compiled = source.with_suffix(".mo")
        subprocess.run(["msgfmt", "--check", "--output-file", compiled, source], check=True)
        shutil.copyfile(compiled, source.with_name("text.mo"))


if __name__ == "__main__":
    {"collect": collect, "compile": compile_all}[sys.argv[1]]()
