"""Every component of the block in every state, on one page: for whoever changes how something looks."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe

from okr_xblock.demo.gallery import Gallery
from okr_xblock.demo.samples import Samples

TOP_LEVEL = 4
"""Of the headings in a sample: below the page's, the group's, and the sample's own."""

_NAMES = re.compile(r'\b(id|for|aria-labelledby|aria-describedby|hx-target|data-okr-close)="([^"]+)"')
_HEADING = re.compile(r"<(/?)h([1-6])\b")
_LANDMARK = re.compile(r'(<(?:section|aside)\b[^>]*?) aria-label(?:ledby)?="[^"]*"')


def components(request: HttpRequest) -> HttpResponse:
    """Nobody's data: so nobody needs to be signed in. Nothing here does anything."""
    groups = [
        (title, [(name, mark_safe(_apart(html, f"{group}-{number}"))) for number, (name, html) in enumerate(draw())])  # noqa: S308
        for group, (title, draw) in enumerate(Gallery(Samples(timezone.now())).groups())
    ]
    return render(request, "okr_xblock/demo/components.html", {"groups": groups})


def _apart(html: str, suffix: str) -> str:
    """
    A sample that can stand beside others on a page.

    Its names are its own, its headings begin below its title's, and it is no landmark of the page.
    """
    levels = [int(level) for _slash, level in _HEADING.findall(html)]
    step = TOP_LEVEL - min(levels, default=TOP_LEVEL)
    html = _HEADING.sub(lambda found: f"<{found[1]}h{min(int(found[2]) + step, 6)}", html)
    html = _LANDMARK.sub(r"\1", html)
    return _NAMES.sub(lambda found: f'{found[1]}="{_renamed(found[2], suffix)}"', html)


def _renamed(names: str, suffix: str) -> str:
    """Every name of an attribute, but for the symbols that all samples share."""
    return " ".join(name if name.startswith(("#okr-i-", "#okr-b-")) else f"{name}-{suffix}" for name in names.split())
