"""Building the project from a clean copy of its tree."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = (".git", ".venv*", ".demo", "*.egg-info", "build", "dist", "__pycache__", ".*_cache", ".hypothesis")


@dataclass(frozen=True)
class Distributions:
    """The files that were built."""

    sdist: Path
    wheel: Path
    wheel_from_sdist: Path

    def sdist_members(self) -> dict[str, tarfile.TarInfo]:
        """What the sdist holds, by its path without the leading folder."""
        with tarfile.open(self.sdist) as archive:
            return {member.name.partition("/")[2]: member for member in archive.getmembers()}

    @staticmethod
    def names_in(wheel: Path) -> set[str]:
        """The files of a wheel."""
        with zipfile.ZipFile(wheel) as archive:
            return set(archive.namelist())


def copy_tree(target: Path) -> Path:
    """A copy of the project without what a build or a run left behind: leftovers would end in the wheel."""
    return shutil.copytree(ROOT, target, symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED))


def build(source: Path, target: Path, *kinds: str) -> subprocess.CompletedProcess[str]:
    """Runs the build in this environment (no isolation: nothing is downloaded)."""
    command = [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", str(target), str(source)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def build_one(source: Path, target: Path, kind: str, pattern: str) -> Path:
    """The one file that this build made."""
    done = build(source, target, kind)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (made,) = target.glob(pattern)
    return made
