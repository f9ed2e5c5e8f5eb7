"""
Takes the pictures of docs/screenshots anew, from the pages that the browser tests look at, and makes them small.

A page of flat colours needs few of them: with a palette a picture is a quarter of the size, and looks the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
TESTS = ("tests/browser/test_start_page.py", "tests/browser/test_pictures.py")
COLOURS = 48
LIMIT = 6_000_000
"""Bytes of the folder: everybody who clones the repository gets it."""


def main() -> int:
    """Take them, shrink them, and put them in place of the old ones. Nothing is touched if a test fails."""
    with tempfile.TemporaryDirectory() as taken:
        environment = {**os.environ, "OKR_SCREENSHOTS": taken}
        done = subprocess.run([sys.executable, "-m", "pytest", "-q", *TESTS], cwd=ROOT, env=environment, check=False)
        if done.returncode:
            return done.returncode
        FOLDER.mkdir(parents=True, exist_ok=True)
        for old in FOLDER.glob("*.png"):
            old.unlink()
        for picture in sorted(Path(taken).glob("*.png")):
            shrink(picture, FOLDER / picture.name)
    sizes = [picture.stat().st_size for picture in FOLDER.glob("*.png")]
    print(f"{len(sizes)} pictures, {sum(sizes) / 1e6:.1f} MB")
    return int(sum(sizes) > LIMIT)


def shrink(source: Path, target: Path) -> None:
    """The same picture with a palette."""
    with Image.open(source) as picture:
        few = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(target, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
