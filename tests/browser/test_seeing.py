"""What a learner sees, in a real browser: every screen fits, says what it shows, and mirrors."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser.board import board_address
from tests.support.clock import Clock, moving_clock
from tests.support.quarter import Quarter, add_one_of_everything, live_a_quarter

LOOKS = [("phone", "en"), ("desktop", "en"), ("phone", "ar"), ("desktop", "ar")]


@pytest.fixture
def clock(site: Any) -> Iterator[Clock]:
    with moving_clock() as moving:
        yield moving


@pytest.fixture
def amara(site: Any) -> User:
    return User.objects.get(username="amara")


@pytest.fixture
def quarter(amara: User, clock: Clock) -> Quarter:
    return live_a_quarter(amara, clock)


@pytest.fixture
def open_board(browse: Callable[..., Any]) -> Callable[..., Any]:
    def open_it(**looks: Any) -> Any:
        page = browse("amara", **looks)
        page.goto(board_address())
        expect(page.locator("[data-okr-ready]")).to_be_attached()
        return page

    return open_it


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_the_board_of_a_quarter(open_board, quarter, picture, assert_accessible, assert_fits, viewport, locale):
    add_one_of_everything(quarter)
    page = open_board(viewport=viewport, locale=locale)
    picture(page, f"board-crowded-{viewport}-{locale}")
    assert_fits(page)
    assert_accessible(page, within=".okr")


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_a_typical_board(open_board, quarter, picture, assert_accessible, assert_fits, viewport, locale):
    page = open_board(viewport=viewport, locale=locale)
    picture(page, f"board-typical-{viewport}-{locale}")
    assert_fits(page)
    assert_accessible(page, within=".okr")


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_the_page_of_an_objective(open_board, quarter, picture, assert_accessible, assert_fits, viewport, locale):
    page = open_board(viewport=viewport, locale=locale)
    for name in ("talk", "answers"):
        page.locator(f"#okr-o-{quarter.ids[name]} .okr-objective__foot > a[data-okr-go]").click()
        expect(page.locator("[data-okr-page=objective]")).to_be_visible()
        picture(page, f"objective-{name}-{viewport}-{locale}")
        assert_fits(page)
        assert_accessible(page, within=".okr")
        page.locator(".okr-nav__link").first.click()
        expect(page.locator("[data-okr-page=board]")).to_be_visible()


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_the_badge_shelf(open_board, quarter, picture, assert_accessible, assert_fits, viewport, locale):
    page = open_board(viewport=viewport, locale=locale)
    page.locator(".okr-nav__link").nth(1).click()
    expect(page.locator("[data-okr-page=badges]")).to_be_visible()
    picture(page, f"badges-{viewport}-{locale}")
    assert_fits(page)
    assert_accessible(page, within=".okr")
