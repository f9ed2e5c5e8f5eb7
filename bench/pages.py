"""
Every page of the board: how many statements it takes, beside a block that does nothing.

What: each page that there is, through both doors: as the block's handler answers with it, and as it is opened at its
own address under /okr/. For a learner with 3 objectives of 4 key results each and for one with 50; both with to-dos,
numbers to keep an eye on, badges, a draft, and something closed to look back on. Beside it the handler of the host's
trivial block: the same session, the same person, the same middleware.

How: statements are counted in the server (see `page`), whoever needs them, from the request's arrival until the answer.

Why this limit: blocks in wide use take 11 to 73. What matters more is that the number stays what it is: a page that
takes one more for every objective is fine for a week and useless after a year.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from .check_in import board_handler, trivial_handler
from .figures import Figure, report
from .page import session_of
from .served import served_host
from .site import fresh_site

if TYPE_CHECKING:
    from django.contrib.auth.models import User

COUNTS = (3, 50)
LIMIT = 12


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page with its parameters, by the words that it goes by in a figure's line."""

    title: str
    name: str
    parameters: dict[str, str]


def measure() -> Iterator[Figure]:
    """Statements of every page, through both doors. Call inside `fresh_site`."""
    from .goals import fill_in_the_rest, make_busy_learner

    people = {count: make_busy_learner(count) for count in COUNTS}
    for user in people.values():
        fill_in_the_rest(user)
    with served_host() as server:
        for count, user in people.items():
            session = session_of(user)
            bare = server.post(trivial_handler(), [], session=session, is_counted=True).statements
            for page in _pages(user):
                fields = list(page.parameters.items())
                posted = server.post(board_handler() + page.name, fields, session=session, is_counted=True)
                opened = server.get(_address(page), session=session, is_counted=True)
                for door, answer in (("in the block", posted), ("under /okr/", opened)):
                    if f'data-okr-page="{page.name}"' not in answer.html:
                        raise RuntimeError(f"{page.title} {door} shows another page:\n{answer.html[:2000]}")
                    name = f"{page.title}, {count} objectives, {door}: queries beyond a trivial block's handler"
                    yield Figure(name=name, value=answer.statements - bare, limit=LIMIT)


def _address(page: Page) -> str:
    from django.urls import reverse

    address = reverse("okr:page") if page.name == "board" else reverse("okr:page", args=[page.name])
    return f"{address}?{urlencode(page.parameters)}"


def _pages(user: User) -> Iterator[Page]:
    """All of them, in every form that has something else to read."""
    from okr_xblock.models import Objective
    from okr_xblock.views.dispatch import PAGES

    mine = Objective.objects.filter(learner__user_id=user.pk)
    running, draft, closed = (mine.filter(state=state).order_by("pk")[0] for state in ("active", "draft", "closed"))
    an_id = {"id": running.public_id}
    parameters: dict[str, dict[str, dict[str, str]]] = {
        "objective": {"": an_id},
        "write": {", first step": {}, ", a draft": {"id": draft.public_id}},
        "check_in_due": {"": {}, ", everything": {"id": "all"}},
        "closing": {"": an_id},
        "look_back": {"": {}, ", one cycle": {"id": str(closed.cycle_id)}},
    }
    for name in PAGES:
        for words, values in parameters.get(name, {"": {}}).items():
            yield Page(title=f"page {name}{words}", name=name, parameters=values)


if __name__ == "__main__":
    with fresh_site("sqlite"):
        exit_code = report(measure())
    sys.exit(exit_code)
