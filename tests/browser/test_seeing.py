"""What a learner sees, in a real browser: every screen fits, says what it shows, and mirrors."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.browser.board import board_address
from tests.support.clock import Clock, moving_clock
from tests.support.okr import (
    PRESENTATION,
    READERS,
    WORD_A_DAY,
    check_in,
    complete,
    counted_blocks,
    give_presentation,
    key_result_of,
    make_cycle,
    make_objective,
)
from tests.support.quarter import START, Quarter, add_one_of_everything, live_a_quarter

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


@pytest.mark.parametrize(
    ("viewport", "locale"), [("narrow", "en"), ("narrow", "ar"), ("desktop", "en"), ("desktop", "ar")]
)
def test_the_label_of_today_stands_under_its_mark_from_the_first_day_to_the_last(
    open_board, amara, clock, assert_fits, viewport, locale
):
    clock.move_to(START)
    make_objective(amara, READERS, starts_on=START, due_on=START + timedelta(days=70))
    for days in (0, 12, 40, 70):
        clock.move_to(START + timedelta(days=days))
        page = open_board(viewport=viewport, locale=locale)
        mark = page.locator(".okr-hero .okr-bar__pace").bounding_box()
        label = page.locator(".okr-ends__pace > span").bounding_box()
        assert label["x"] - 2 <= mark["x"] + mark["width"] / 2 <= label["x"] + label["width"] + 2
        assert_fits(page)


def test_what_stands_above_the_board_takes_one_line_where_there_is_little_room(browse, amara):
    page = browse("amara", viewport="narrow")
    for address in (board_address(), "/okr/"):
        page.goto(address)
        below = page.locator(".okr-page > header > p")
        assert below.bounding_box()["height"] < 2 * 21


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


@pytest.mark.parametrize(("viewport", "locale"), LOOKS)
def test_a_celebration_is_a_moment(browse, amara, picture, assert_accessible, assert_fits, viewport, locale):
    make_cycle()
    objective = make_objective(amara, PRESENTATION, WORD_A_DAY)
    give_presentation(amara, objective)
    page = browse("amara", viewport=viewport, locale=locale)
    page.goto(board_address())
    expect(page.locator(".okr-cheer")).to_be_focused()
    picture(page, f"celebration-{viewport}-{locale}")
    assert_fits(page)
    assert_accessible(page, within=".okr")


def test_long_words_wrap_and_nothing_scrolls_sideways(browse, amara, picture, assert_accessible, assert_fits):
    make_cycle()
    word = "Donaudampfschifffahrtsgesellschaft"
    objective = make_objective(amara, PRESENTATION, READERS, title=f"{word * 7}"[:255], why=word * 8)
    check_in(amara, key_result_of(objective, READERS.title), value=-100_000, note=word * 5)
    give_presentation(amara, objective)
    page = browse("amara", viewport="narrow")
    page.goto(board_address())
    expect(page.locator(".okr-cheer")).to_be_visible()
    assert_fits(page)
    page.get_by_role("link", name="The whole story").click()
    expect(page.locator("[data-okr-page=objective]")).to_be_visible()
    picture(page, "objective-long-words")
    assert_fits(page)
    assert_accessible(page, within=".okr")
    page.get_by_role("link", name="Badges").click()
    expect(page.locator("[data-okr-page=badges]")).to_be_visible()
    assert_fits(page)


@pytest.mark.parametrize("viewport", ["narrow", "desktop"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_everything_fits_at_every_width(open_board, quarter, assert_fits, viewport, locale):
    page = open_board(viewport=viewport, locale=locale)
    for summary in page.locator("details > summary").all():
        summary.click()
    assert_fits(page)
    page.locator(f"#okr-o-{quarter.ids['talk']} .okr-objective__foot > a[data-okr-go]").click()
    expect(page.locator("[data-okr-page=objective]")).to_be_visible()
    for summary in page.locator("details > summary").all():
        summary.click()
    assert_fits(page)


def test_time_runs_from_the_right_where_one_reads_from_the_right(open_board, quarter):
    def x_of_today(page: Any) -> float:
        plot = page.locator(".okr-chart__plot").first.bounding_box()
        today = page.locator(".okr-chart__today").first.bounding_box()
        return (today["x"] - plot["x"]) / plot["width"]

    there, mirrored = x_of_today(open_board()), x_of_today(open_board(locale="ar"))
    assert there == pytest.approx(1 - mirrored, abs=0.02)
    assert there == pytest.approx(50.4 / 86, abs=0.02)

    page = open_board(locale="ar")
    hero = page.locator(".okr-hero__bar")
    mark, label = hero.locator(".okr-bar__pace").bounding_box(), hero.locator("p > span").bounding_box()
    assert label["x"] < mark["x"] < label["x"] + label["width"]


def test_the_timeline_goes_back_by_keyboard(open_board, quarter):
    page = open_board()
    page.locator(f"#okr-o-{quarter.ids['answers']} .okr-objective__foot > a[data-okr-go]").click()
    expect(page.locator("#okr-page-title")).to_be_focused()
    entries = page.locator(".okr-timeline > li")
    before = entries.count()
    page.get_by_role("link", name="Earlier", exact=True).focus()
    page.keyboard.press("Enter")
    expect(entries.nth(before)).to_be_focused()
    expect(page.get_by_role("link", name="Earlier", exact=True)).to_have_count(0)
    expect(entries.last).to_contain_text("first draft")


def test_the_earlier_entries_have_an_address_of_their_own(browse, quarter):
    page = browse("amara")
    page.goto(f"/okr/objective/?id={quarter.ids['answers']}")
    older = page.get_by_role("link", name="Earlier", exact=True).get_attribute("href")
    page.goto(older)
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    assert "before=" in page.url, "a reload shows the same"
    expect(page.locator("#okr-page-title")).to_be_visible()
    expect(page.locator(".okr-timeline > li").last).to_contain_text("first draft")
    page.get_by_role("link", name="Show the newest too").click()
    expect(page.get_by_role("link", name="Earlier", exact=True)).to_be_visible()
    assert "before" not in page.url


def test_a_key_results_history_is_two_steps_away(open_board, quarter):
    page = open_board()
    (row, *_others) = quarter.key_results("answers")
    shown = page.locator(f"#okr-kr-{row.public_id}")
    shown.locator("summary").focus()
    page.keyboard.press("Enter")
    shown.get_by_role("link", name="History").press("Enter")
    expect(page.locator("[data-okr-page=objective]")).to_be_visible()
    expect(page.locator(f"#okr-kr-{row.public_id}")).to_be_focused()
    page.locator(f"#okr-kr-{row.public_id}").get_by_text("The same as a table").click()
    expect(page.locator(f"#okr-kr-{row.public_id}").get_by_role("row")).to_have_count(8)


def test_saving_on_the_page_of_an_objective_stays_there(open_board, quarter):
    page = open_board()
    page.locator(f"#okr-o-{quarter.ids['answers']} .okr-objective__foot > a[data-okr-go]").click()
    expect(page.locator("[data-okr-page=objective]")).to_be_visible()
    (row, *_others) = quarter.key_results("answers")
    shown = page.locator(f"#okr-kr-{row.public_id}")
    shown.get_by_role("button", name="Check in").click()
    shown.get_by_label("Where is it now?").fill("8")
    shown.get_by_role("button", name="Save check-in").click()
    expect(shown.get_by_text("Check-in saved.")).to_be_visible()
    expect(page.locator("[data-okr-page=objective]")).to_be_visible()
    expect(shown).to_be_focused()
    expect(page.locator(".okr-timeline > li").first).to_contain_text("8 \u2068hours")


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_what_moved_by_itself_stands_beside_what_is_next(open_board, quarter, clock, picture, assert_fits, viewport):
    clock.forward(days=1)
    complete(quarter.user, *counted_blocks()[5])
    page = open_board(viewport=viewport)
    moved = page.get_by_role("region", name="Since your last check-in")
    expect(moved.get_by_role("listitem")).to_have_count(1)
    expect(moved.get_by_text("from 62% to 75%")).to_be_attached()
    picture(page, f"board-moved-{viewport}-en")
    assert_fits(page)
