"""
Takes the pictures of docs/screenshots anew, from the pages that the browser tests look at, and makes them small.

A page of flat colours needs no more than 256 of them, and a picture with a palette is a third of the size.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
TESTS = ("tests/browser/test_start_page.py", "tests/browser/test_pictures.py")

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 256
RGB = 3


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
            small = with_palette(picture.read_bytes())
            (FOLDER / picture.name).write_bytes(small)
            print(f"{picture.name}: {picture.stat().st_size // 1024} kB, now {len(small) // 1024} kB")
    return 0


def with_palette(png: bytes) -> bytes:
    """The same picture in its most frequent colours. Takes what Chromium writes: eight bits of red, green and blue."""
    width, height, depth, colour_type = struct.unpack(">IIBB", next(_chunks(png))[1][:10])
    if (depth, colour_type) != (8, 2):
        raise ValueError(f"a PNG of colour type {colour_type} with {depth} bits is none that Chromium writes")
    rows = list(_rows(png, width * RGB))
    counted = Counter(row[at : at + RGB] for row in rows for at in range(0, len(row), RGB))
    palette = [colour for colour, _count in counted.most_common(COLOURS)]
    index = {colour: bytes([number]) for number, colour in enumerate(palette)}
    for colour in counted.keys() - index.keys():
        index[colour] = index[
            min(palette, key=lambda near: sum((a - b) ** 2 for a, b in zip(near, colour, strict=True)))
        ]
    drawn = b"".join(b"\0" + b"".join(index[row[at : at + RGB]] for at in range(0, len(row), RGB)) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(drawn, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        yield name, png[at + 8 : at + 8 + length]
        at += length + 12


def _rows(png: bytes, length: int) -> Iterator[bytes]:
    """The bytes of each row as they were before the format's filters, which look at the pixels left and above."""
    packed = zlib.decompress(b"".join(data for name, data in _chunks(png) if name == b"IDAT"))
    above = bytearray(length)
    for start in range(0, len(packed), length + 1):
        kind, row = packed[start], bytearray(packed[start + 1 : start + 1 + length])
        for at in range(length if kind else 0):
            left = row[at - RGB] if at >= RGB else 0
            corner = above[at - RGB] if at >= RGB else 0
            row[at] = (row[at] + _predicted(kind, left, above[at], corner)) & 255
        yield bytes(row)
        above = row


def _predicted(kind: int, left: int, above: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 2:  # noqa: PLR2004 - the numbers are the format's
        return above
    if kind == 3:  # noqa: PLR2004
        return (left + above) // 2
    # Paeth: whichever of the three is nearest to their plane.
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


if __name__ == "__main__":
    sys.exit(main())
