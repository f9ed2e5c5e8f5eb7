"""
The learner's page: what it costs beside a page that has nothing on it.

What: the unit of the communication course in which the OKR block stands, as a learner with 3 objectives of 4 key
results each gets it (all stand open, every kind among them), and as one with 50 of them does (one stands open, the
others are a line each). Beside it the unit of the draft course that holds the host's trivial block: same view, same
frame around it, same middleware, somebody who is logged in.

How: the host as it is started, on SQLite, behind gunicorn with one worker; every page over a connection of its own.
Time is the server's: from the request's arrival at the host until the answer is complete. The pages are asked for in
turn, and medians compared. Statements are counted in requests of their own, whoever on the page needs them. Bytes are
those of the block alone: its HTML and the files that it brings (htmx, styles, script), each gzipped by itself as a
server sends them.

Why these limits: blocks in wide use cost 2 to 6.5 times a trivial block (done, poll, drag-and-drop, problem builder),
11 to 73 statements and 18 to 33 kB. Fifty objectives are a learner's years; nothing may make their page unusable.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from .figures import Figure, median_seconds, report
from .served import Server, served_host
from .site import fresh_site

if TYPE_CHECKING:
    from django.contrib.auth.models import User

COUNTS = (3, 50)
TIME_LIMITS = {3: 4, 50: 10}
QUERIES_LIMIT = 12
BYTES_LIMIT = 35_000

# Where the block stands in the host's page, and the files it brings; the host's own are its frame.
BLOCK_STARTS, BLOCK_ENDS = '<div class="xblock ', '<nav class="demo-pager"'
OWN_FILES = re.compile(r"""(?:href|src)=["']/static/(okr_xblock/(?!demo/)[^"']+)""")

ROUNDS = 80
WARM_UP = 15


def measure() -> Iterator[Figure]:
    """Time, statements and bytes for 3 and for 50 objectives. Call inside `fresh_site`."""
    from .goals import make_busy_learner

    sessions = {count: session_of(make_busy_learner(count)) for count in COUNTS}
    board, trivial = _addresses()
    with served_host() as server:
        _require_boards(server, board, sessions)
        pages = [(trivial, sessions[COUNTS[0]]), *((board, session) for session in sessions.values())]
        bare, *others = median_seconds(
            [partial(_seconds, server, *page) for page in pages], rounds=ROUNDS, warm_up=WARM_UP
        )
        for count, seconds in zip(COUNTS, others, strict=True):
            name = f"page with {count} objectives of 4 key results, server time over a trivial block's"
            yield Figure(name=name, value=seconds / bare, limit=TIME_LIMITS[count])
        without, *withs = [server.get(page, session=session, is_counted=True).statements for page, session in pages]
        for count, statements in zip(COUNTS, withs, strict=True):
            name = f"page with {count} objectives of 4 key results, queries beyond a trivial block's"
            yield Figure(name=name, value=statements - without, limit=QUERIES_LIMIT)
        for count, session in sessions.items():
            name = f"page with {count} objectives of 4 key results, bytes gzipped of HTML, styles, script and htmx"
            yield Figure(name=name, value=_own_bytes(server.get(board, session=session).html), limit=BYTES_LIMIT)


def _seconds(server: Server, address: str, session: str) -> float:
    return server.get(address, session=session).seconds


def session_of(user: User) -> str:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def _addresses() -> tuple[str, str]:
    """Of the unit with the OKR block, and of the one with the trivial block."""
    from django.urls import reverse

    from okr_xblock.demo.catalogue import courses
    from okr_xblock.demo.seed import COMMUNICATION, DRAFT

    def holding(block_type: str, course_key: object) -> str:
        units = courses()[course_key].units
        unit = next(unit for unit in units if any(block.block_type == block_type for block in unit.blocks))
        return reverse("demo:unit", args=[course_key, unit.usage_key])

    return holding("okr", COMMUNICATION), holding("trivial", DRAFT)


def _require_boards(server: Server, board: str, sessions: dict[int, str]) -> None:
    """A page that only says why it shows nothing would be the fastest of all."""
    for count, session in sessions.items():
        shown = server.get(board, session=session).html.count("<article")
        if shown != count:
            raise RuntimeError(f"The page shows {shown} objectives instead of {count}.")


def _own_bytes(page: str) -> int:
    """What the block adds to a page, from the page as it was served."""
    from django.contrib.staticfiles import finders

    _before, start, rest = page.partition(BLOCK_STARTS)
    html, _end, _after = rest.partition(BLOCK_ENDS)
    names = sorted(set(OWN_FILES.findall(page)))
    if not (html and names):
        raise RuntimeError("The page holds no OKR block, or one that brings no files.")
    parts = [(start + html).encode(), *(Path(finders.find(name)).read_bytes() for name in names)]
    return sum(len(gzip.compress(part, 6)) for part in parts)


if __name__ == "__main__":
    with fresh_site("sqlite"):
        exit_code = report(measure())
    sys.exit(exit_code)
