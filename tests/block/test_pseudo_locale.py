"""
A language in which every message stands in ⟦brackets⟧, to find text that never went through gettext.

Every page and every form is drawn in it, for somebody who has one of everything. What can be read there, or heard, has
to be marked, or to be no words (numbers, dates, symbols), or the words of people: learners and the site write ⟪in
brackets of their own⟫ here, and what courses are called is known.
"""

import re
from pathlib import Path

import pytest
from django.conf import locale as django_locale
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from lxml import html as lxml_html

from okr_xblock.demo.catalogue import courses
from okr_xblock.models import Cycle
from okr_xblock.views.dispatch import PAGES
from tests.block.door import Door
from tests.block.every_action import every_form
from tests.support.messages import OPEN, collect_messages, write_pseudo_locale
from tests.support.quarter import add_one_of_everything, live_a_quarter

LOCALE, CODE = "en_GB", "en-gb"
"""A language that Django has formats for and that has no catalogue here."""

# The third is the initial of a marked word, as the days of a week are headed.
MARKED = re.compile(r"⟦[^⟦⟧]*⟧|⟪[^⟪⟫]*⟫|^⟦\w$")
SAID = (
    "aria-label",
    "aria-description",
    "aria-valuetext",
    "aria-roledescription",
    "title",
    "placeholder",
    "alt",
    "label",
)
# A code, an id, a number or an address: what data attributes and values hold beside sentences.
NO_SENTENCE = re.compile(r"[\w:+.,@/#?=&%\-\[\]]*")
SILENT = {"script", "style", "template"}


def escaped(html):
    """What is left of a page when everything is taken away that may stand there."""
    tree = lxml_html.fromstring(f"<main>{html}</main>")
    found = []
    for element in tree.iter():
        # A comment is not read; what follows it is.
        texts = [element.tail]
        if isinstance(element.tag, str) and element.tag not in SILENT:
            texts.append(element.text)
        texts += [element.get(name) for name in SAID]
        texts += [
            value
            for name, value in element.attrib.items()
            if name.startswith("data-") or (name == "value" and element.get("type") in {"submit", "button"})
            if not NO_SENTENCE.fullmatch(value)
        ]
        found += [text.strip() for text in texts if text and has_words(MARKED.sub("", text))]
    return found


def has_words(text):
    return any(map(str.isalpha, text))


@pytest.mark.parametrize(
    "html",
    [
        "<p>Never collected</p>",
        "<p>⟦Collected⟧ and not</p>",
        "<p><b>⟦Collected⟧</b>, not</p>",
        '<a aria-label="Never collected">⟦Go⟧</a>',
        '<input placeholder="Never">',
        '<div data-okr-said="Saved. Well done.">3</div>',
        '<input type="submit" value="Save it now">',
        "<svg><title>Chart</title></svg>",
        "<p><!-- of a colleague -->never collected</p>",
        "<p>غير مترجم</p>",
    ],
)
def test_text_that_escaped_is_found(html):
    assert escaped(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>⟦Due on ⟧3 ⟦April⟧ 2026 · 40% → 52.5%</p>",
        "<p><bdi>⟪Give a talk⟫</bdi>⟦ is done⟧</p>",
        '<input name="title" value="⟪Give a talk⟫" data-okr-keep="objective" hx-vals=\'{"id": "12"}\'>',
        "<script>var words = 'of a machine';</script><!-- of a colleague -->",
    ],
)
def test_what_may_stand_there_is_not(html):
    assert not escaped(html)


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory):
    """Our messages as they are in code and templates now, and Django's own, which stand on our pages too."""
    place = tmp_path_factory.mktemp("pseudo")
    djangos = Path(django_locale.__file__).parent / "en" / "LC_MESSAGES" / "django.po"
    write_pseudo_locale(place / "locale", LOCALE, collect_messages(place), djangos)
    return place / "locale"


@pytest.fixture
def pseudo(settings, catalogues):
    settings.LANGUAGES = [*settings.LANGUAGES, (CODE, "Pseudo")]
    settings.LOCALE_PATHS = [str(catalogues)]
    with translation.override(CODE):
        yield


@pytest.fixture
def quarter(learner, clock, django_capture_on_commit_callbacks):
    Cycle.objects.all().delete()
    marked = lambda text: f"⟪{text}⟫"  # noqa: E731
    with django_capture_on_commit_callbacks(execute=True):
        quarter = live_a_quarter(learner, clock, marked, site_words=marked)
    add_one_of_everything(quarter)
    return quarter


def known_names():
    """What authors call courses and units: longest first, for some begin like others."""
    found = courses().values()
    names = {name for course in found for name in (course.title, *(unit.title for unit in course.units))}
    return sorted(names, key=len, reverse=True)


def escaped_from(html):
    for name in known_names():
        html = html.replace(name, "⟪⟫")
    return escaped(html)


def all_answers(quarter):
    """Name and HTML of everything that can be asked for: done well, done wrong, and asked of what is not there."""
    door = Door(quarter.user)

    def ask(action, **fields):
        with transaction.atomic():
            html = door.post(action, **fields).html
            transaction.set_rollback(True)
        return html

    yield "student_view", door.see().html
    forms = every_form(quarter)
    for action, fields in forms.items():
        yield action, ask(action, **fields)
        yield f"{action}, empty", ask(action)
        wrong = {name: value if set(name.split("-")) & NAMES_KEPT else "?" for name, value in fields.items()}
        yield f"{action}, wrong", ask(action, **wrong)
        if "row_version" in fields:
            yield f"{action}, overtaken", ask(action, **{**fields, "row_version": "0"})
    for kind in ("yes_no", "habit", "course", "metric", "stay", "milestones"):
        fields = {"objective": quarter.ids["talk"], "kind": kind}
        yield f"new_key_result, {kind}", ask("new_key_result", **fields)
        yield f"create_key_result, {kind}", ask("create_key_result", **fields, submission_key="k")
    for row in [*quarter.key_results("talk"), *quarter.key_results("answers")]:
        yield f"edit_key_result, {row.kind}", ask("edit_key_result", id=row.public_id)
        yield f"check_in, {row.kind}", ask("check_in", id=row.public_id)
    for name in ("talk", "answers", "past", "draft", "empty", "paused", "let_go", "due"):
        for action in ("show_objective", "objective", "write", "change_state", "closing", "edit_objective"):
            yield f"{action}, {name}", ask(action, id=quarter.ids[name])
    for step in ("what", "notice", "when"):
        yield f"write, {step}", ask("write", id=quarter.ids["draft"], step=step)
    yield "look_back, all", ask("look_back")
    yield "check_in_due", ask("check_in_due")


NAMES_KEPT = {"id", "submission_key", "kr", "objective", "row_version", "kind", "shown_day", "code"}


def test_every_text_on_every_page_went_through_gettext(quarter, pseudo):
    found = {}
    for name, html in all_answers(quarter):
        for text in escaped_from(html):
            found.setdefault(text, name)
    assert not found, "\n" + "\n".join(f"{name}: {text}" for text, name in found.items())


def test_the_first_page_and_what_is_shown_to_others_went_through_gettext(learner, pseudo):
    door, nobody = Door(learner), Door(AnonymousUser())
    author = door.block.render("author_view", {}).body_html()
    pages = (door.see().html, door.post("write").html, door.post("badges").html, door.post("look_back").html)
    for html in (*pages, nobody.see().html, author):
        assert OPEN in html
        assert not escaped_from(html)


def test_the_pages_at_their_own_addresses_went_through_gettext(quarter, pseudo):
    client = Client(headers={"Accept-Language": CODE})
    client.force_login(quarter.user)
    for page, fields in ((name, fields) for name, fields in every_form(quarter).items() if name in PAGES):
        address = reverse("okr:page") if page == "board" else reverse("okr:page", args=[page])
        tree = lxml_html.fromstring(client.get(address, fields).content.decode())
        # What stands around it is the site's; the title is ours.
        (ours,) = tree.xpath("//div[@data-okr]")
        assert not escaped_from(lxml_html.tostring(ours, encoding="unicode"))
        assert OPEN in tree.findtext("head/title")
