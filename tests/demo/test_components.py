"""The page that shows every component in every state."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# Pages, which other tests look at as such: what they are made of is on the page of components.
PAGES = {
    "_board.html",
    "_board_soon.html",
    "_check_in_due.html",
    "_closing.html",
    "_kpis.html",
    "_objective_page.html",
    "_shell.html",
    "_tabs.html",
    "_write.html",
    "_write_notice.html",
    "author.html",
    "base.html",
    "block.html",
    "site.html",
}


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_everybody_may_look_at_it(seeded: None, client: Client, language: str) -> None:
    assert client.get("/components/", HTTP_ACCEPT_LANGUAGE=language).status_code == 200


def test_every_template_is_on_it(seeded: None, client: Client) -> None:
    ours = {str(path.relative_to(TEMPLATES)) for path in (TEMPLATES / "okr_xblock").rglob("*.html")}
    pages = {f"okr_xblock/{name}" for name in PAGES}
    shown = {template.name for template in client.get("/components/").templates}
    assert pages <= ours
    assert {name for name in ours - shown - pages if "/demo/" not in name} == set()


def test_every_name_on_it_is_used_once(seeded: None, client: Client) -> None:
    """Samples of one component stand beside each other, and labels must not lead to the neighbour's field."""
    html = client.get("/components/").content.decode()
    names = Counter(re.findall(r'\bid="([^"]+)"', html))
    assert [name for name, count in names.items() if count > 1] == []
    assert set(re.findall(r'\b(?:for|aria-describedby|aria-labelledby)="([^" ]+)"', html)) <= set(names)
