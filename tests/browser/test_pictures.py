"""
The board before, during and after, on a phone and on a desktop, from left to right and from right to left.

Each of these pages is looked at by a machine here (it fits, axe finds nothing); with OKR_SCREENSHOTS naming a folder
each is also written down as a picture, for people to look at.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from okr_xblock.api.badges import claim_celebration
from tests.browser.board import (
    COURSE_DONE,
    OBJECTIVE,
    PRESENTATION,
    WORD_A_DAY,
    board_address,
)
from tests.support.okr import PRESENTATION as PRESENTATION_SPEC
from tests.support.okr import WORD_A_DAY as WORD_A_DAY_SPEC
from tests.support.okr import (
    check_in,
    complete,
    counted_blocks,
    course_spec,
    key_result_of,
    make_cycle,
    make_objective,
)

WHY = "I have things to say in the monthly meeting, and I would like to say them there."
LOOKS = [("phone", "en"), ("desktop", "en"), ("phone", "ar"), ("desktop", "ar")]


@pytest.fixture
def amara(site):
    make_cycle(days_before=20, days_after=70)
    return User.objects.get(username="amara")


@pytest.fixture
def objective(amara):
    """The objective of the story, two weeks in: a word on most days, half of the course, and no presentation yet."""
    today = timezone.localdate()
    written = make_objective(
        amara,
        PRESENTATION_SPEC,
        WORD_A_DAY_SPEC,
        course_spec(),
        title=OBJECTIVE,
        why=WHY,
        starts_on=today - timedelta(days=13),
        due_on=today + timedelta(days=29),
    )
    days = {today - timedelta(days=ago): True for ago in range(14) if ago not in {3, 8}}
    check_in(amara, key_result_of(written, WORD_A_DAY), days=days, confidence=8)
    check_in(amara, key_result_of(written, COURSE_DONE), confidence=8)
    for blocks in counted_blocks()[:5]:
        complete(amara, *blocks)
    claim_celebration(user_id=amara.pk)
    return written


@pytest.fixture
def look(browse, picture, assert_fits, assert_accessible):
    """`look(viewport, locale)` opens the board; `look.picture(page, name)` checks it and keeps it under this name."""

    def open_board(viewport, locale="en"):
        page = browse("amara", viewport=viewport, locale=locale)
        page.goto(board_address())
        expect(page.locator("[data-okr-ready]")).to_be_attached()
        assert page.get_attribute("html", "dir") == ("rtl" if locale == "ar" else "ltr")
        return page

    def take(page, name):
        assert_fits(page)
        assert_accessible(page, within=".okr")
        if name:
            picture(page, name)

    open_board.picture = take
    return open_board


def left_to_right(name, viewport, locale):
    """The name of a picture that is kept in one direction only; none for the other."""
    return f"{name}-{viewport}" if locale == "en" else ""


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_before_there_is_anything(look, amara, viewport, locale):
    page = look(viewport, locale)
    look.picture(page, left_to_right("board-before", viewport, locale))


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_while_something_is_written(look, amara, objective, viewport, locale):
    page = look(viewport, locale)
    page.locator("article > .okr-objective__foot button").first.click()
    page.locator("form.okr-panel .okr-choice").nth(2).click()
    expect(page.locator("form.okr-panel select[name=course]")).to_be_visible()
    look.picture(page, left_to_right("board-during", viewport, locale))


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_while_somebody_checks_in(look, amara, objective, viewport, locale):
    page = look(viewport, locale)
    page.locator(".okr-kr").nth(1).locator("button").last.click()
    expect(page.locator("form.okr-panel")).to_be_visible()
    look.picture(page, "")


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_when_badges_are_celebrated(look, amara, objective, viewport, locale):
    row_of = key_result_of(objective, PRESENTATION)
    check_in(amara, row_of, stages={row_of.stages.get().public_id: True}, confidence=10)
    page = look(viewport, locale)
    expect(page.locator(".okr-cheer")).to_be_visible()
    look.picture(page, left_to_right("board-celebrated", viewport, locale))


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_after_all_of_it(look, amara, objective, viewport, locale):
    row_of = key_result_of(objective, PRESENTATION)
    check_in(amara, row_of, stages={row_of.stages.get().public_id: True}, confidence=10)
    claim_celebration(user_id=amara.pk)
    page = look(viewport, locale)
    look.picture(page, f"board-{viewport}" + ("-rtl" if locale == "ar" else ""))
