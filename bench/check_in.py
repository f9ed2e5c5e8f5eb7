"""
A weekly check-in of five key results, beside a handler that does nothing but answer.

What: learners with one objective of five key results, one of each kind, send the form in which all of them are checked
in, week after week: other numbers, some days more of the habit, a stage every third time, how sure they are. From the
request's arrival at the host until the answer is complete: session, person, token, the learner's lock, five check-ins,
the objective calculated anew, what moved and what was earned, the commit, and the answer that the learner reads: that
it is saved. (The board, which the page asks for next, is a request of its own; see `page`.) Beside it the handler of
the host's trivial block, asked by the same people in the same way.

How: as for the page (see `page`): the host behind gunicorn with one worker, SQLite, a connection of its own each time,
asked in turn, medians compared. The form is the one that the page itself gives out, so what is sent is what a browser
would send.

Why this limit: a whole class checks in on Monday morning. It may cost what a page of ordinary blocks does, not more.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, cycle
from typing import TYPE_CHECKING, Any

from .figures import Figure, median_seconds, report
from .served import Answer, Server, served_host
from .site import fresh_site

if TYPE_CHECKING:
    from django.contrib.auth.models import User

TIME_LIMIT = 5
QUERIES_LIMIT = 20
LEARNERS = 20
ROUNDS = 100
WARM_UP = 20


def measure() -> Iterator[Figure]:
    """Time and statements of a check-in of five. Call inside `fresh_site`."""
    from .page import session_of

    people = [_make_learner() for _number in range(LEARNERS)]
    trivial = trivial_handler()
    with served_host() as server:
        forms = [CheckIn(server, session_of(user)) for user in people]
        for form, user in zip(forms, people, strict=True):
            form.require_five(user)
        turns = cycle(forms)
        bare, saved = median_seconds(
            [lambda: server.post(trivial, [], session=forms[0].session).seconds, lambda: next(turns).save().seconds],
            rounds=ROUNDS,
            warm_up=WARM_UP,
        )
        name = "check-in of 5 key results, server time over a trivial block's handler"
        yield Figure(name=name, value=saved / bare, limit=TIME_LIMIT)
        without = server.post(trivial, [], session=forms[0].session, is_counted=True).statements
        statements = max(form.save(is_counted=True).statements for form in forms)
        name = "check-in of 5 key results, queries beyond a trivial block's handler"
        yield Figure(name=name, value=statements - without, limit=QUERIES_LIMIT)


def trivial_handler() -> str:
    """The address of the handler that does nothing."""
    from django.urls import reverse

    from okr_xblock.demo.seed import DRAFT

    return reverse("demo:handler", args=[DRAFT.make_usage_key("trivial", "trivial"), "answer"])


def board_handler() -> str:
    """The address that the actions of the communication course's board are under, with a slash at its end."""
    from django.urls import reverse

    from tests.block.door import okr_key

    return reverse("demo:handler", args=[okr_key(), "board"]).rstrip("/") + "/"


def _make_learner() -> User:
    from django.utils import timezone

    from tests.support.okr import (
        MENTORING,
        READERS,
        STAY,
        WORD_A_DAY,
        course_spec,
        make_learner,
        make_objective,
        wait_for_check_in,
    )

    user = make_learner()
    started = timezone.localdate() - timedelta(days=20)
    wait_for_check_in(make_objective(user, READERS, STAY, MENTORING, WORD_A_DAY, course_spec(), starts_on=started))
    return user


@dataclass
class CheckIn:
    """The form as it stands on the page, saved again and again with something else in it."""

    server: Server
    session: str

    def __post_init__(self) -> None:
        self._numbers = count(1)
        page = self.server.post(f"{board_handler()}check_in_due", [], session=self.session).html
        self._form = _form_of(page)

    def save(self, *, is_counted: bool = False) -> Answer:
        number = next(self._numbers)
        fields = [(field.get("name"), value) for field in self._form if (value := _filled_in(field, number))]
        address = f"{board_handler()}save_check_ins"
        return self.server.post(address, fields, session=self.session, is_counted=is_counted)

    def require_five(self, user: User) -> None:
        """A form that is refused, or that saves less, would be faster."""
        from okr_xblock.models import CheckIn as Row

        self.save()
        rows = Row.objects.filter(key_result__objective__learner__user_id=user.pk)
        if rows.count() != 5:
            raise RuntimeError(f"{rows.count()} key results were checked in instead of 5.")


def _filled_in(field: Any, number: int) -> str:
    """
    What somebody says the `number`th week; empty: nothing.

    Other numbers every time, some days more of the habit, and every third time a stage.
    """
    name, kind, value = field.get("name"), field.get("type"), field.get("value") or ""
    if name == "submission_key":
        return f"bench-{number}"
    if kind == "checkbox":
        is_ticked = name.endswith("-day") or (name.endswith("-stage") and number % 3 == 0)
        return value if is_ticked and sum(map(ord, value)) % 4 == number % 4 else ""
    if kind == "radio":
        return value if value == str(5 + number % 4) else ""
    if kind == "hidden":
        return value
    return str(number % 90 + 1) if "value" in name else "A good week."


def _form_of(page: str) -> list[Any]:
    """The controls of the check-in's form that can be sent."""
    from lxml import html

    (form,) = html.fromstring(f"<main>{page}</main>").xpath("//form[.//*[@name='submission_key']]")
    return list(form.xpath(".//*[self::input or self::textarea][@name and not(@disabled)]"))


if __name__ == "__main__":
    with fresh_site("sqlite"):
        exit_code = report(measure())
    sys.exit(exit_code)
