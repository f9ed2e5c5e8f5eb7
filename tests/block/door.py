"""The block's own door, and what comes out of it: a person posts an action, and reads the page that answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from crum import get_current_request, set_current_request
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from lxml import html as lxml_html
from opaque_keys.edx.keys import CourseKey, UsageKey
from webob import Request

from okr_xblock.demo.catalogue import courses
from okr_xblock.demo.runtime import DemoRuntime
from okr_xblock.demo.seed import COMMUNICATION


@contextmanager
def request_of(user: AbstractBaseUser | AnonymousUser, *, seen_as: AbstractBaseUser | None = None) -> Iterator[None]:
    """
    A request in this person's session. With `seen_as` they masquerade: as in the platform, `request.user` is then that
    learner while a page is rendered.
    """
    request, previous = HttpRequest(), get_current_request()
    request.user = seen_as or user
    request.session = {SESSION_KEY: str(user.pk)} if user.is_authenticated else {}
    set_current_request(request)
    try:
        yield
    finally:
        set_current_request(previous)


def okr_key(course_key: CourseKey = COMMUNICATION) -> UsageKey:
    """The OKR block of a course of the host."""
    blocks = (block for unit in courses()[course_key].units for block in unit.blocks)
    return next(block.usage_key for block in blocks if block.block_type == "okr")


@dataclass(frozen=True)
class Page:
    """An answer, as a person reads it."""

    status: int
    html: str
    headers: dict[str, str]

    @cached_property
    def _tree(self) -> Any:
        # As a browser reads it; some releases of lxml stop at a null character instead.
        return lxml_html.fromstring("<main>{}</main>".format(self.html.replace("\0", "\ufffd")))

    @property
    def text(self) -> str:
        """Everything that can be read, white space folded."""
        return " ".join(self._tree.text_content().split())

    def select(self, path: str) -> list[Any]:
        """Elements by XPath."""
        return list(self._tree.xpath(path))

    def ids_of(self, path: str) -> list[str]:
        """The public ids that the elements' ids end in: ``okr-kr-1234`` is 1234."""
        return [element.get("id").rpartition("-")[2] for element in self.select(path)]

    @property
    def key_result_ids(self) -> list[str]:
        return self.ids_of("//li[starts-with(@id, 'okr-kr-')]")

    @property
    def objective_ids(self) -> list[str]:
        return self.ids_of("//article[starts-with(@id, 'okr-o-')]")

    def typed(self, name: str) -> str:
        """What a field of the form holds."""
        (field, *_same) = self.select(f"//form//*[@name='{name}']")
        if field.tag == "select":
            chosen = [option for option in field if option.get("selected") is not None] or list(field)[:1]
            return str(chosen[0].get("value"))
        if field.tag == "textarea":
            # A browser drops the line break that a text area begins with.
            return (field.text or "").removeprefix("\n")
        if field.get("type") == "radio":
            return "".join(f.get("value") for f in (field, *_same) if f.get("checked") is not None)
        return field.get("value") or ""

    def form(self) -> dict[str, str]:
        """Every field of the form as it would be sent again."""
        names = dict.fromkeys(field.get("name") for field in self.select("//form//*[@name]"))
        unticked = {f.get("name") for f in self.select("//form//input[@type='checkbox' and not(@checked)]")}
        return {name: self.typed(name) for name in names if name not in unticked}

    def wrong(self, name: str) -> str:
        """What is said beside a field; empty if nothing is wrong with it."""
        (field, *_same) = self.select(f"//form//*[@name='{name}']")
        if field.get("type") == "radio":
            (field,) = field.xpath("ancestor::fieldset[1]")
        if field.get("aria-invalid") != "true":
            return ""
        (told,) = self.select(f"//*[@id='{field.get('aria-describedby').split()[-1]}']")
        return " ".join(told.text_content().split())

    @property
    def alert(self) -> str:
        """What the page says above everything else."""
        return " ".join(" ".join(self._tree.xpath("//*[@role='alert']//text()")).split())


class Door:
    """The block of a course as one person meets it."""

    def __init__(self, user: AbstractBaseUser | AnonymousUser, course_key: CourseKey = COMMUNICATION) -> None:
        self.user = user
        self.runtime = DemoRuntime(user, course_key)
        self.block = self.runtime.get_block(okr_key(course_key))

    def see(self) -> Page:
        """The student view."""
        with request_of(self.user):
            return Page(200, self.block.render("student_view", {}).body_html(), {})

    def ask(self, action: str, body: bytes = b"", *, method: str = "POST", headers: Any = None) -> Page:
        """Whatever is sent, as it is."""
        sent = {"HX-Request": "true"} if headers is None else headers
        request = Request.blank("/", method=method, headers=sent, body=body if method == "POST" else b"")
        request.content_type = "application/x-www-form-urlencoded"
        with request_of(self.user):
            answer = self.block.handle("board", request, action)
        assert answer.headers["Cache-Control"] == "no-store"
        return Page(answer.status_int, answer.text, dict(answer.headers))

    def post(self, action: str, **fields: Any) -> Page:
        """A form of these fields; a list is a field that is there several times."""
        return self.ask(action, urlencode(fields, doseq=True).encode())
