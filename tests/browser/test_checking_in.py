"""The weekly check-in in a real browser: seven key results by keyboard alone, errors, touch, narrow pages."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from okr_xblock.models import CheckIn, Objective
from tests.browser.board import board_address, celebration
from tests.support.okr import (
    MENTORING,
    PRESENTATION,
    READERS,
    STAY,
    WORD_A_DAY,
    course_spec,
    key_result_of,
    make_cycle,
    make_objective,
)

TICKETS = replace(READERS, title="Cut overdue tickets", unit="tickets", baseline=Decimal(40), target=Decimal(10))
LOOKS = [("narrow", "en"), ("phone", "en"), ("desktop", "en"), ("phone", "ar"), ("desktop", "ar")]


@pytest.fixture
def amara(site: Any) -> User:
    make_cycle()
    return User.objects.get(username="amara")


@pytest.fixture
def objectives(amara: User) -> tuple[Objective, Objective]:
    """Seven key results of every kind in two objectives."""
    return (
        make_objective(amara, PRESENTATION, WORD_A_DAY, course_spec()),
        make_objective(amara, READERS, TICKETS, STAY, MENTORING, title="Help customers before they ask"),
    )


@pytest.fixture
def open_form(browse: Callable[..., Any], objectives: Any) -> Callable[..., Any]:
    """The check-in of everything that is due, opened from the board by its own link."""

    def open_it(**looks: Any) -> Any:
        page = browse("amara", **looks)
        page.goto(board_address())
        expect(page.locator("[data-okr-ready]")).to_be_attached()
        page.locator(".okr-next [data-okr-go]").click()
        expect(page.locator("[data-okr-page=check_in_due]")).to_be_visible()
        return page

    return open_it


def at(page: Any) -> dict[str, Any]:
    """What has the focus."""
    return page.evaluate(
        """() => { const e = document.activeElement; return {
        tag: e.tagName, type: e.type || "", name: (e.name || "").split("-").pop(), text: e.textContent.trim(),
        of: e.closest(".okr-due") ? e.closest(".okr-due").id.split("-").pop() : "", value: e.value || "" }; }"""
    )


def too_small(page: Any, selector: str) -> list[str]:
    """What of these is not 44 by 44 pixels, hidden things aside."""
    return page.locator(selector).evaluate_all(
        """all => all.filter(e => e.checkVisibility())
        .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect()])
        .filter(([, box]) => box.width < 43.9 || box.height < 43.9)
        .map(([what, box]) => `${what}: ${box.width}×${box.height}`)"""
    )


def test_seven_key_results_are_checked_in_by_keyboard_alone(browse, amara, objectives):
    speaking, customers = objectives
    page = browse("amara")
    page.goto(board_address())
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    page.locator(".okr-next [data-okr-go]").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How did the week go?")).to_be_focused()
    presses, is_told = 0, False

    def press(*keys: str) -> None:
        nonlocal presses
        for key in keys:
            page.keyboard.press(key)
            presses += 1

    numbers = iter(["1290", "25", "3.5"])
    while (now := at(page))["text"] != "Save check-in":
        if now["name"] == "value":
            page.keyboard.type(next(numbers))
        elif now["name"] == "confidence":
            press("ArrowRight", "ArrowRight")
        elif now["name"] == "day" and now["value"] == timezone.localdate().isoformat():
            press("Space")
        elif now["type"] == "radio" and now["name"] == "stage":
            press("ArrowUp")
        elif now["type"] == "checkbox" and now["name"] == "stage" and not is_told:
            press("Space")
            is_told = True
        elif now["tag"] == "SUMMARY" and now["of"] == speaking.key_results.first().public_id:
            press("Enter", "Tab")
            page.keyboard.type("34 people in the room.")
        press("Tab")
    press("Enter")
    expect(page.locator("[data-okr-page=board]")).to_be_visible()
    expect(page.locator("[data-okr-live]")).to_have_text("7 check-ins saved. Your board is up to date.")
    expect(celebration(page)).to_be_focused()
    assert presses < 90
    assert set(CheckIn.objects.values_list("confidence", flat=True)) == {7}
    assert sorted(CheckIn.objects.exclude(value=None).values_list("value", flat=True)) == [Decimal("3.5"), 25, 1290]
    assert key_result_of(speaking, PRESENTATION.title).stages.get().done_at is not None
    assert key_result_of(speaking, WORD_A_DAY.title).ticks.get().ticked_on == timezone.localdate()
    assert key_result_of(customers, MENTORING.title).stages.first().done_at is not None
    assert CheckIn.objects.get(key_result__title=PRESENTATION.title).note == "34 people in the room."


def test_errors_are_listed_with_links_that_lead_to_the_fields(open_form, picture, assert_accessible):
    page = open_form()
    page.get_by_role("group", name=READERS.title).get_by_label("Where is it now?").fill("1.29k")
    page.get_by_role("group", name=TICKETS.title).get_by_label("Where is it now?").fill("25")
    page.get_by_role("button", name="Save check-in").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 things need another look. Nothing is lost.")
    picture(page, "check-in-errors")
    assert_accessible(page, within=".okr")
    summary.get_by_role("link").first.click()
    field = page.get_by_role("group", name=READERS.title).get_by_label("Where is it now?")
    expect(field).to_be_focused()
    expect(field).to_have_value("1.29k")
    expect(field).to_have_accessible_description(re.compile("1,200.*Write the number in full, like 1290.$"))
    field.fill("1290")
    page.get_by_role("group", name=STAY.title).get_by_label("Not this time").check()
    expect(page.get_by_role("group", name=STAY.title).get_by_label("Where is it now?")).to_be_hidden()
    page.get_by_role("button", name="Save check-in").click()
    expect(page.locator("[data-okr-page=board]")).to_be_visible()
    assert CheckIn.objects.count() == 6


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_it_fits_and_is_accessible_everywhere(open_form, picture, assert_accessible, assert_fits, viewport, locale):
    page = open_form(viewport=viewport, locale=locale)
    picture(page, f"check-in-{viewport}-{locale}")
    assert_fits(page)
    assert_accessible(page, within=".okr")


@pytest.mark.parametrize("viewport", ["narrow", "phone"])
def test_everything_to_touch_is_large_enough(open_form, viewport):
    page = open_form(viewport=viewport)
    touched = ".okr-pick, .okr-choice, .okr-check, summary, .okr-btn, .okr-due .okr-input"
    assert too_small(page.locator("#okr-board"), touched) == []


def test_a_week_is_one_row_on_the_narrowest_page(open_form):
    weeks = open_form(viewport="narrow").locator(".okr-week--pick").all()
    assert weeks
    for week in weeks:
        days = [day.bounding_box() for day in week.locator("label").all()]
        assert len(days) == 7
        assert len({day["y"] for day in days}) == 1
        assert all(day["width"] >= 24 and day["height"] >= 44 for day in days)


def test_what_is_typed_stays_on_this_device_until_it_is_saved(open_form):
    page = open_form()
    group = page.get_by_role("group", name=READERS.title)
    group.get_by_label("Where is it now?").fill("1290")
    group.get_by_text("Add a note").click()
    group.get_by_label("What helped, what got in the way?").fill("The newsletter helped")
    page.get_by_role("link", name="Later").click()
    expect(page.locator("[data-okr-page=board]")).to_be_visible()
    page.reload()
    page.locator(".okr-next [data-okr-go]").click()
    expect(group.get_by_label("Where is it now?")).to_have_value("1290")
    expect(group.get_by_label("What helped, what got in the way?")).to_be_visible()
    expect(page.get_by_text("We kept what you typed.").first).to_be_visible()


def test_a_lost_connection_loses_nothing(open_form):
    page = open_form()
    for title in (READERS.title, TICKETS.title, STAY.title):
        page.get_by_role("group", name=title).get_by_label("Where is it now?").fill("12")
    page.context.set_offline(True)
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no connection right now.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Save check-in").click()
    expect(page.locator("[data-okr-page=board]")).to_be_visible()
    assert CheckIn.objects.count() == 7


def test_before_any_script_ran_a_button_leaves_everything_as_it_is(browse, objectives):
    page = browse("amara", scripts=False)
    page.goto("/okr/check_in_due/?id=all")
    field = page.get_by_role("group", name=READERS.title).get_by_label("Where is it now?")
    field.fill("1290")
    page.get_by_role("button", name="Save check-in").click()
    expect(field).to_have_value("1290")
    assert page.url.endswith("/okr/check_in_due/?id=all")


def test_pausing_from_the_board_and_going_on(browse, amara, objectives, assert_accessible):
    page = browse("amara")
    page.goto(board_address())
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    card = page.locator(f"#okr-o-{objectives[0].public_id}")
    card.locator(".okr-objective__foot summary").click()
    card.get_by_role("button", name="Pause or let go").click()
    expect(card.get_by_role("heading", name="Pause it, or let it go?")).to_be_focused()
    assert_accessible(page, within=".okr")
    card.get_by_role("button", name="Let go", exact=True).click()
    expect(card.get_by_label("A word why")).to_be_focused()
    expect(card.get_by_text("Please say why, in a word or two.")).to_be_visible()
    card.get_by_label("A word why").fill("Parental leave")
    card.get_by_role("button", name="Pause", exact=True).click()
    expect(page.locator("[data-okr-live]")).to_have_text("Paused. The dates stay, and nothing is lost.")
    objectives[0].refresh_from_db()
    assert (objectives[0].state, objectives[0].state_reason) == ("paused", "Parental leave")
