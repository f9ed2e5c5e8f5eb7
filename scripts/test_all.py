"""
Sets up and runs every suite, on both ends of what is supported.

    teak            Python 3.11, Django 4.2 and what else Teak carries, on MariaDB: all but packaging and pictures
    newest          Python 3.12, Django 5.2 and the newest releases, on SQLite: everything
    newest-mariadb  the same environment on MariaDB: api, models with their migrations, concurrency
    checks          ruff, mypy, import-linter

With root, Debian's chromium, mariadb-server and what mysqlclient is compiled with are installed when missing. What is
still missing is named at the end, with the suite that was left out for it. With CI=true that is a failure.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from environments import IS_CI, ROOT, VENVS, MissingError, apt_install, find_python, make_venv, say

LANES = (("checks", "newest"), ("teak", "newest-mariadb"))
SUITES = tuple(suite for lane in LANES for suite in lane)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
SYSTEM_FOLDERS = (*os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/usr/local/sbin")


@dataclass
class Report:
    """What happened, for the last lines and the exit code."""

    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Machine:
    """What this machine can run, found out once."""

    has_browser: bool
    has_mariadb: bool
    has_mysql_headers: bool

    @property
    def extras(self) -> str:
        return ".[demo,test,bench,mysql]" if self.has_mysql_headers else ".[demo,test,bench]"


def has_program(*names: str) -> bool:
    return any(shutil.which(name, path=os.pathsep.join(SYSTEM_FOLDERS)) for name in names)


def has_mysql_headers() -> bool:
    can_compile = has_program("gcc", "cc") and has_program("pkg-config")
    known = any(
        subprocess.run(["pkg-config", "--exists", library], check=False).returncode == 0
        for library in (("mysqlclient", "mariadb", "libmariadb") if can_compile else ())
    )
    return can_compile and known


def ensure(is_there: Callable[[], bool], *packages: str) -> bool:
    return is_there() or (apt_install(*packages) and is_there())


def look_around(report: Report) -> Machine:
    """Installs what root may install, and notes what is missing all the same."""
    machine = Machine(
        has_browser=ensure(lambda: has_program(*CHROMIUM_NAMES), "chromium", "fonts-dejavu-core"),
        has_mariadb=ensure(lambda: has_program("mariadbd") and has_program("mariadb-install-db"), "mariadb-server"),
        has_mysql_headers=ensure(has_mysql_headers, "default-libmysqlclient-dev", "pkg-config", "gcc", "libc6-dev"),
    )
    if not ensure(lambda: has_program("msgfmt"), "gettext"):
        report.left_out.append("the tests of the translations' freshness: msgfmt is missing (apt-get install gettext)")
    if not machine.has_browser:
        report.left_out.append("every browser test: Chromium is missing (apt-get install chromium)")
    return machine


def newest_python(report: Report) -> Path:
    """Python 3.12; where there is none, and outside CI, another that the newest releases run on."""
    problems = []
    for version in ("3.12",) if IS_CI else ("3.12", "3.13", "3.11"):
        try:
            python = find_python(version, with_headers=True)
        except MissingError as missing:
            problems.append(str(missing))
            continue
        if problems:
            report.notes.append(f"the suites on the newest releases run on Python {version}; missing: {problems[0]}")
        return python
    raise MissingError("; or ".join(problems))


def set_up(machine: Machine, suites: list[str], report: Report) -> dict[str, Path]:
    """The python of each environment that could be made, by its name; both are made at once."""

    def newest() -> Path:
        python = newest_python(report)
        return make_venv(VENVS / "newest", python, "-e", machine.extras, "-r", "requirements/lint.txt")

    def teak() -> Path:
        python = find_python("3.11", with_headers=True)
        return make_venv(VENVS / "teak", python, "-e", machine.extras, "-c", "requirements/teak.txt")

    makers: dict[str, Callable[[], Path]] = {}
    if set(suites) - {"teak"}:
        makers["newest"] = newest
    if "teak" in suites and machine.has_mariadb and machine.has_mysql_headers:
        makers["teak"] = teak
    environments: dict[str, Path] = {}
    with ThreadPoolExecutor() as pool:
        started = {name: pool.submit(make) for name, make in makers.items()}
        for name, result in started.items():
            try:
                environments[name] = result.result()
            except MissingError as missing:
                report.left_out.append(f"the suites in the environment {name!r}: {missing}")
    return environments


def run(title: str, command: list[str | Path], report: Report, **environment: str) -> None:
    """Runs one command. What it says is shown as a whole once it is done: another one runs beside it."""
    say(f"{title}: {' '.join(str(part) for part in command[1:])}")
    start = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    line = f"{title} ({time.monotonic() - start:.0f} s)"
    print(f"==> {line}\n{done.stdout}", flush=True)
    (report.failed if done.returncode else report.passed).append(line)


def run_checks(python: Path, report: Report) -> None:
    bin_folder = python.parent
    run("ruff check", [bin_folder / "ruff", "check", "."], report)
    run("ruff format", [bin_folder / "ruff", "format", "--check", "."], report)
    # mypy ends without tidying up, so the directory that the settings want is one that is kept.
    run("mypy, strict on domain and api", [python, "-m", "mypy"], report, OKR_TEST_DIR=str(VENVS / "mypy"))
    run("import-linter", [bin_folder / "lint-imports"], report)


def run_suite(suite: str, python: Path, machine: Machine, report: Report) -> None:
    pytest: list[str | Path] = [python, "-m", "pytest", "-q"]
    if not machine.has_browser:
        pytest += ["-m", "not browser"]
    if suite == "checks":
        run_checks(python, report)
    elif suite == "newest":
        run("newest releases on SQLite", pytest, report, OKR_TEST_DB="sqlite")
    elif suite == "newest-mariadb":
        folders = ["tests/api", "tests/models", "tests/concurrency"]
        run("newest releases on MariaDB", [*pytest, *folders], report, OKR_TEST_DB="mariadb")
    else:
        # Templates and styles are the same everywhere: every screen in every look is looked at once.
        left_out = ["--ignore=tests/packaging", "--ignore=tests/browser/test_pictures.py"]
        run("Teak on MariaDB", [*pytest, *left_out], report, OKR_TEST_DB="mariadb")


def run_lane(lane: tuple[str, ...], environments: dict[str, Path], machine: Machine, report: Report) -> None:
    """Some of the suites, one after the other."""
    for suite in lane:
        needs_mariadb = suite in {"teak", "newest-mariadb"}
        python = environments.get("teak" if suite == "teak" else "newest")
        if needs_mariadb and not machine.has_mariadb:
            report.left_out.append(f"{suite}: MariaDB is missing (apt-get install mariadb-server)")
        elif needs_mariadb and not machine.has_mysql_headers:
            packages = "default-libmysqlclient-dev pkg-config gcc libc6-dev"
            report.left_out.append(f"{suite}: mysqlclient cannot be compiled (apt-get install {packages})")
        elif python:
            run_suite(suite, python, machine, report)


def conclude(report: Report) -> int:
    print("\n" + "=" * 78)
    for word, lines in (
        ("passed", report.passed),
        ("note", report.notes),
        ("left out", report.left_out),
        ("FAILED", report.failed),
    ):
        for line in lines:
            print(f"{word:>9}  {line}")
    if report.left_out and IS_CI:
        print("\nIn CI every suite has to run: what was left out counts as a failure.")
    return 1 if report.failed or (report.left_out and IS_CI) or not report.passed else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}; all without any")
    suites: list[str] = parser.parse_args().suites or list(SUITES)
    if unknown := set(suites) - set(SUITES):
        parser.error(f"no such suite: {', '.join(sorted(unknown))}")
    report = Report()
    machine = look_around(report)
    environments = set_up(machine, suites, report)
    # Side by side: a suite waits for its browser or its database half of the time.
    with ThreadPoolExecutor() as pool:
        lanes = [tuple(suite for suite in lane if suite in suites) for lane in LANES]
        for running in [pool.submit(run_lane, lane, environments, machine, report) for lane in lanes]:
            running.result()
    return conclude(report)


if __name__ == "__main__":
    sys.exit(main())
