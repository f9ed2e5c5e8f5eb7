"""
Finds interpreters, makes virtual environments, and gets what only Debian's packages can give.

Runs under whatever `python3` a machine has and needs nothing but the standard library, for it is what runs first.
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENVS = ROOT / ".venvs"
IS_CI = os.environ.get("CI", "").lower() == "true"
SUPPORTED = ("3.13", "3.12", "3.11")

# Whatever changes here makes an environment stale.
INPUTS = ("setup.py", "okr_xblock/__init__.py", "requirements/teak.txt", "requirements/lint.txt")

_PROBE = (
    "import ensurepip, os, sqlite3, ssl, sys, sysconfig, venv;"
    "print('%d.%d' % sys.version_info[:2]);"
    "print(os.path.exists(os.path.join(sysconfig.get_paths()['include'], 'Python.h')))"
)

_apt = threading.Lock()


class MissingError(Exception):
    """Something this machine lacks, in words for the person at it."""


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def apt_install(*packages: str) -> bool:
    """Whether Debian's packages could be installed; False without root, or if apt-get has no such package."""
    if not (is_root() and shutil.which("apt-get")):
        return False
    # Environments are made side by side, and apt-get runs once at a time.
    with _apt:
        _update_package_lists()
        if any(_quietly("apt-cache", "show", package).returncode for package in packages):
            return False
        say(f"installing {' '.join(packages)} with apt-get")
        done = _quietly("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[-2000:], sep="\n", file=sys.stderr)
    return done.returncode == 0


@functools.cache
def _update_package_lists() -> None:
    _quietly("apt-get", "update", "-qq")


def _quietly(*command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def _candidates(version: str) -> list[Path]:
    """Where an interpreter of this version may be, likeliest first."""
    home = Path.home()
    name = f"python{version}"
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    folders += [Path("/usr/local/bin"), Path("/usr/bin"), home / ".local/bin"]
    # A pyenv shim is on the PATH also for versions that are not activated, and then fails: so look behind it.
    for base, pattern in (
        (Path(os.environ.get("PYENV_ROOT", home / ".pyenv")) / "versions", f"{version}.*"),
        (home / ".local/share/uv/python", f"cpython-{version}.*"),
        (home / ".asdf/installs/python", f"{version}.*"),
        (Path("/opt/python"), f"{version}*"),
    ):
        folders += [found / "bin" for found in sorted(base.glob(pattern), reverse=True)]
    found = [folder / name for folder in folders]
    if "{}.{}".format(*sys.version_info[:2]) == version:
        found.insert(0, Path(sys.executable))
    return list(dict.fromkeys(path for path in found if path.is_file() and os.access(path, os.X_OK)))


def _probe(python: Path, version: str) -> tuple[bool, bool, bool]:
    """Whether it runs as this version at all, whether it can make environments, whether extensions can be compiled."""
    told = subprocess.run([python, "-c", _PROBE], capture_output=True, text=True, check=False)
    answer = told.stdout.split()
    if told.returncode == 0 and answer and answer[0] == version:
        return True, True, answer[-1] == "True"
    plain = "import sys; print('%d.%d' % sys.version_info[:2])"
    told = subprocess.run([python, "-c", plain], capture_output=True, text=True, check=False)
    return told.stdout.strip() == version, False, False


def find_python(version: str, *, with_headers: bool = False) -> Path:
    """
    An interpreter of this version that really runs and can make virtual environments.

    With root, what is missing of it comes from Debian's packages. Raises `MissingError` with what to do.
    """
    runs: list[Path] = []
    without_headers: list[Path] = []
    for python in _candidates(version):
        is_right, makes_venvs, has_headers = _probe(python, version)
        if makes_venvs and (has_headers or not with_headers):
            return python
        if makes_venvs:
            without_headers.append(python)
        if is_right:
            runs.append(python)
    wanted = [f"python{version}", f"python{version}-venv", *([f"python{version}-dev"] if with_headers else [])]
    if apt_install(*wanted):
        python = Path(f"/usr/bin/python{version}")
        if python.exists() and _probe(python, version)[1]:
            return python
    if without_headers:
        return without_headers[0]
    if runs:
        raise MissingError(
            f"{runs[0]} cannot make virtual environments: install the package python{version}-venv "
            f"(apt-get install python{version}-venv)"
        )
    raise MissingError(f"Python {version} (on the PATH as python{version}, or installed by pyenv)")


def find_any_python() -> Path:
    """The interpreter that runs this, if it is one we support, or else the newest supported one."""
    running = "{}.{}".format(*sys.version_info[:2])
    wanted = [running] if running in SUPPORTED else []
    problems = []
    for version in [*wanted, *(version for version in SUPPORTED if version != running and _candidates(version))]:
        try:
            return find_python(version)
        except MissingError as problem:
            problems.append(str(problem))
    raise MissingError("; ".join(problems) or f"a Python of {', '.join(SUPPORTED)} (this is {running})")


def _fingerprint(*parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode())
    for name in INPUTS:
        path = ROOT / name
        digest.update(path.read_bytes() if path.exists() else b"-")
    return digest.hexdigest()


def make_venv(folder: Path, python: Path, *requirements: str) -> Path:
    """
    The python of a virtual environment with these pip arguments installed; nothing is done if it is there and current.

    Raises `MissingError` if pip fails.
    """
    inside = folder / "bin" / "python"
    stamp = folder / "installed.sha256"
    expected = _fingerprint(str(python), str(ROOT), *requirements)
    if inside.exists() and stamp.exists() and stamp.read_text() == expected:
        return inside
    say(f"making {folder.relative_to(ROOT)} with {python}")
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([python, "-m", "venv", folder], check=True)
    command = [inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingError(
            f"pip could not install {' '.join(requirements)}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        )
    stamp.write_text(expected)
    return inside
