"""What an action gets, and what it answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from opaque_keys.edx.keys import CourseKey


@dataclass(frozen=True, kw_only=True)
class BoardContext:
    """Who looks at which board through which door; `url_for` turns an action's name into its address."""

    user_id: int
    course_key: CourseKey | None
    url_for: Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A status, a piece of HTML, and the headers that tell htmx where it goes."""

    html: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Urls:
    """Lets a template write ``{{ urls.save_check_in }}``: every address comes from the door's one function, once."""

    def __init__(self, url_for: Callable[[str], str]) -> None:
        self._url_for = cache(url_for)

    def __getitem__(self, action: str) -> str:
        return self._url_for(action)


Action = Callable[[BoardContext, QueryDict], Answer]


def render(context: BoardContext, template: str, values: Mapping[str, Any]) -> str:
    """A partial of ours, with its addresses."""
    return render_to_string(f"okr_xblock/{template}", {"urls": Urls(context.url_for), **values})
