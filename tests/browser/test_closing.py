"""Closing and looking back in a real browser: the slider, the next one, what went on, narrow pages."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from okr_xblock.models import Objective
from tests.browser.board import board_address
from tests.browser.test_checking_in import too_small
from tests.support.okr import (
    MENTORING,
    PRESENTATION,
    READERS,
    STAY,
    check_in,
    key_result_of,
    make_cycle,
    make_objective,
)

LOOKS = [("narrow", "en"), ("phone", "en"), ("desktop", "en"), ("phone", "ar"), ("desktop", "ar")]


@pytest.fixture
def amara(site: Any) -> User:
    make_cycle()
    return User.objects.get(username="amara")


@pytest.fixture
def objectives(amara: User) -> tuple[Objective, Objective]:
    """One with data and one without, both due yesterday."""
    readers = make_objective(amara, READERS, ambition="committed", title="Be read")
    talk = make_objective(amara, PRESENTATION, MENTORING, STAY, title="Speak up")
    check_in(amara, key_result_of(readers, READERS.title), value=Decimal(1440))
    today = timezone.localdate()
    Objective.objects.update(starts_on=today - timedelta(days=9), due_on=today - timedelta(days=1))
    return readers, talk


@pytest.fixture
def open_closing(browse: Callable[..., Any], objectives: Any) -> Callable[..., Any]:
    """The page of closing, opened from the board by its own link."""

    def open_it(**looks: Any) -> Any:
        page = browse("amara", **looks)
        page.goto(board_address())
        expect(page.locator("[data-okr-ready]")).to_be_attached()
        page.locator(".okr-next [data-okr-go]").click()
        expect(page.locator("[data-okr-page=closing]")).to_be_visible()
        return page

    return open_it


def test_a_cycle_is_closed_by_keyboard_and_looked_back_on(open_closing, objectives, picture):
    readers, talk = objectives
    page = open_closing()
    slider = page.get_by_role("slider", name="Grade")
    slider.focus()
    expect(page.locator("output")).to_have_text("0.8")
    expect(page.get_by_text("a near miss")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("output")).to_have_text("0.6")
    expect(page.get_by_text("This fell short, and what you learned stays.")).to_be_visible()
    expect(page.locator(".okr-bands .is-here")).to_contain_text("On the way")
    expect(slider).to_be_focused()
    page.get_by_role("radio", name="Partly").focus()
    page.keyboard.press("Space")
    page.get_by_label("What are you proud of?").fill("Readers write back")
    page.get_by_role("radio", name="Keep").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Close this objective").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-okr-live]")).to_have_text("Closed. It runs on in the next cycle.")
    expect(page.locator(f"#okr-o-{talk.public_id}")).to_be_visible()
    picture(page, "closing-next")
    page.get_by_role("radio", name="Dropped").check(force=True)
    page.get_by_role("button", name="Close this objective").click()
    expect(page.locator("[data-okr-page=look_back]")).to_be_visible()
    expect(page.get_by_text("2 of 2 objectives closed")).to_be_visible()
    expect(page.get_by_text("Readers write back")).to_be_visible()
    readers.refresh_from_db()
    assert (readers.grade, readers.outcome, readers.state) == (Decimal("0.6"), "partly", "closed")
    page.get_by_role("link", name="You kept it for the next cycle").click()
    expect(page.locator("[data-okr-page=objective]")).to_be_visible()


def test_without_an_outcome_the_form_comes_back_as_it_was(open_closing, assert_accessible):
    page = open_closing()
    page.get_by_label("What got in the way?").fill("Time")
    page.get_by_role("button", name="Close this objective").click()
    page.get_by_role("link", name="How did it end?").click()
    expect(page.get_by_role("radiogroup", name="How did it end?")).to_be_focused()
    expect(page.get_by_label("What got in the way?")).to_have_value("Time")
    assert_accessible(page, within=".okr")


def test_it_can_be_finished_later(open_closing, objectives):
    page = open_closing()
    page.get_by_label("What are you proud of?").fill("So far")
    page.get_by_role("button", name="Save and finish later").click()
    expect(page.locator("[data-okr-live]")).to_have_text("Saved. Finish it whenever you like.")
    expect(page.get_by_label("What are you proud of?")).to_have_value("So far")
    page.reload()
    expect(page.get_by_label("What are you proud of?")).to_have_value("So far")


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_it_fits_and_is_accessible_everywhere(
    open_closing, objectives, picture, assert_accessible, assert_fits, viewport, locale
):
    page = open_closing(viewport=viewport, locale=locale)
    for number in range(2):
        picture(page, f"closing-{number}-{viewport}-{locale}")
        assert_fits(page)
        assert_accessible(page, within=".okr")
        page.locator(".okr-close--line [data-okr-go]").last.click()
        expect(page.locator(f"#okr-o-{objectives[1 - number].public_id}")).to_be_visible()


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_looking_back_fits_and_is_accessible_everywhere(
    open_closing, picture, assert_accessible, assert_fits, viewport, locale
):
    page = open_closing(viewport=viewport, locale=locale)
    page.locator("input[name=outcome]").first.check(force=True)
    page.locator("form button[type=submit]").first.click()
    expect(page.locator(".okr-close--line .okr-objective__p")).to_be_visible()
    page.locator(".okr-nav__link").last.click()
    expect(page.locator("[data-okr-page=look_back]")).to_be_visible()
    picture(page, f"look-back-{viewport}-{locale}")
    assert_fits(page)
    assert_accessible(page, within=".okr")
    page.locator(".okr-close--line a").first.click()
    expect(page.locator("article").first).to_be_visible()
    picture(page, f"look-back-cycle-{viewport}-{locale}")
    assert_fits(page)
    assert_accessible(page, within=".okr")


@pytest.mark.parametrize("viewport", ["narrow", "phone"])
def test_everything_to_touch_is_large_enough(open_closing, viewport):
    page = open_closing(viewport=viewport)
    assert too_small(page.locator("#okr-board"), ".okr-pick, .okr-choice, .okr-btn, .okr-range, .okr-input") == []


def test_an_empty_history_says_what_will_stand_there(browse, amara, assert_accessible):
    make_objective(amara, READERS, start=False)
    page = browse("amara")
    page.goto(board_address())
    page.get_by_role("link", name="Earlier cycles").click()
    expect(page.get_by_text("Your first cycle will stand here")).to_be_visible()
    assert_accessible(page, within=".okr")
