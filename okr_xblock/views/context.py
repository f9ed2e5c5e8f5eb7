"""What an action gets, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.crypto import salted_hmac
from django.utils.html import conditional_escape
from django.utils.translation import get_language
from opaque_keys.edx.keys import CourseKey

__all__ = [
    "ACTION",
    "LEARNER_HEADER",
    "Action",
    "Answer",
    "BoardContext",
    "Urls",
    "addresses_like",
    "link_to",
    "link_values",
    "render",
]

ACTION = "okr_page"
"""Stands for an action's name in the address that the page's script is given."""

LEARNER_HEADER = "OKR-Learner"
"""In it a page says for whom it was made, by its `learner_token`."""


@dataclass(frozen=True, kw_only=True)
class BoardContext:
    """
    Who looks at which board through which door; `url_for` turns an action's name into its address.

    Without a course it is the board across all of them: what is written there has no home course, and no course team.
    `said` is read aloud with the page that comes next, `focus` names the element to go on from; see `answer_after`.
    """

    user_id: int
    course_key: CourseKey | None
    url_for: Callable[[str], str]
    said: str = ""
    focus: str = ""

    @property
    def learner_token(self) -> str:
        """
        Stands for this person in their browser, and says nothing of who they are.

        What is typed and not yet saved is kept there under this name, out of the way of whoever signs in next.
        """
        return salted_hmac("okr_xblock.learner", str(self.user_id)).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A status, a piece of HTML, and the headers that tell htmx where it goes."""

    html: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Urls:
    """Lets a template write ``{{ urls.save_check_in }}``: every address is asked for, and escaped, once."""

    def __init__(self, url_for: Callable[[str], str]) -> None:
        self._url_for = cache(lambda action: conditional_escape(url_for(action)))

    def __getitem__(self, action: str) -> str:
        return self._url_for(action)


def addresses_like(address: str) -> Callable[[str], str]:
    """
    Every action's address, from the one of `ACTION`.

    A page has dozens, and doors look each of them up for longer than it takes to write the name in.
    """
    before, _name, after = address.rpartition(ACTION)
    return lambda action: f"{before}{action}{after}"


Action = Callable[[BoardContext, QueryDict], Answer]


def link_to(page: str) -> str:
    """The real address of a page, under /okr/. Where those are not served, in Studio, a link that leads nowhere."""
    try:
        return _address(page, get_resolver(get_urlconf()), get_script_prefix(), get_language())
    except NoReverseMatch:
        return "#"


@lru_cache(maxsize=1000)
def _address(page: str, *_where: object) -> str:
    """Once for each set of addresses: every page has seven of these, and looking one up is slow."""
    return reverse("okr:page") if page == "board" else reverse("okr:page", args=[page])


def link_values(context: BoardContext) -> dict[str, Any]:
    """What every template gets: `urls` to post to, `links` to pages, whose and where it is, what was just said."""
    return {
        "urls": Urls(context.url_for),
        "links": Urls(link_to),
        "token": context.learner_token,
        "here": context.course_key,
        "said": context.said,
        "focus": context.focus,
    }


def render(context: BoardContext, template: str, values: Mapping[str, Any]) -> str:
    """A partial of ours, with its addresses."""
    return render_to_string(f"okr_xblock/{template}", {**link_values(context), **values})
