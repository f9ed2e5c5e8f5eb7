"""Numbers to keep an eye on and to-dos in a real browser: by keyboard, narrow, from right to left, on a bad line."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from okr_xblock.api.initiatives import InitiativeSpec, add_initiative, set_initiative_done
from okr_xblock.api.kpis import KpiSpec, create_kpi
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.models import Initiative, Kpi, KpiReading
from tests.browser.board import board_address
from tests.support.okr import PRESENTATION, READERS, make_cycle, make_objective

KPIS = [
    KpiSpec(title="Customer satisfaction", unit="of 5", low=Decimal("4.5")),
    KpiSpec(title="Inbox at the end of the day", unit="mails", high=Decimal(10)),
    KpiSpec(title="Meeting hours a week", unit="hours", low=Decimal(4), high=Decimal(12)),
    KpiSpec(title="Donaudampfschifffahrtsgesellschaftskapitänsmützenverordnung", low=Decimal(0), high=Decimal(1)),
]
VALUES = [Decimal("4.6"), Decimal(9), Decimal(14), None]
TODOS = [
    "Ask three readers what they skip",
    "Move the send day to Tuesday",
    "Donaudampfschifffahrtskapitänsmützen lesen",
]


@pytest.fixture
def amara(site) -> User:
    make_cycle()
    return User.objects.get(username="amara")


@pytest.fixture
def objective(amara):
    return make_objective(amara, PRESENTATION, READERS)


@pytest.fixture
def open_board(browse, objective):
    """`open_board(viewport=…, locale=…)`: Amara's board, ready to be used."""

    def open_it(**looks):
        page = browse("amara", **looks)
        page.goto(board_address())
        expect(page.locator("[data-okr-ready]")).to_be_attached()
        return page

    return open_it


def fill_the_board(user, objective) -> None:
    for spec, value in zip(KPIS, VALUES, strict=True):
        create_kpi(user_id=user.pk, home_course=COMMUNICATION, spec=spec, value=value)
    ids = [
        add_initiative(user_id=user.pk, objective_id=objective.public_id, spec=InitiativeSpec(title=title))
        for title in TODOS
    ]
    set_initiative_done(user_id=user.pk, public_id=ids[0], done=True)


def panel(page):
    return page.get_by_role("region", name=re.compile("Numbers I keep an eye on|أرقام"))


def card(page, title):
    return panel(page).get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))


def type_in(page, *keys):
    """By keyboard alone: each is typed where the focus is; a name of a key is pressed."""
    for key in keys:
        if key in {"Tab", "Enter", "Space", "Shift+Tab"}:
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def test_a_number_is_added_and_written_down_by_keyboard_alone(open_board):
    page = open_board()
    panel(page).get_by_role("button", name="Keep an eye on a number").focus()
    type_in(page, "Enter")
    expect(panel(page).get_by_role("heading", name="A number to keep an eye on")).to_be_focused()
    type_in(page, "Tab", "Inbox", "Tab", "Tab", "10", "Tab", "mails", "Enter")
    expect(card(page, "Inbox")).to_be_focused()
    expect(page.locator("[data-okr-live]")).to_have_text("Number added.")
    type_in(page, "Tab", "Enter")
    expect(card(page, "Inbox").get_by_label("Where is it now?")).to_be_focused()
    type_in(page, "14", "Enter")
    expect(card(page, "Inbox")).to_be_focused()
    expect(page.locator("[data-okr-live]")).to_have_text("Written down.")
    expect(card(page, "Inbox")).to_contain_text("14")
    expect(card(page, "Inbox")).to_contain_text("Above range")
    assert Kpi.objects.get().current == 14


def test_a_to_do_is_added_and_ticked_by_keyboard_alone(open_board):
    page = open_board()
    page.get_by_role("button", name="Add a to-do").focus()
    type_in(page, "Enter")
    expect(page.get_by_role("heading", name="A to-do that helps")).to_be_focused()
    type_in(page, "Tab", "Ask three readers", "Enter")
    tick = page.get_by_role("checkbox", name="Ask three readers")
    expect(tick).to_be_focused()
    expect(tick).not_to_be_checked()
    expect(page.locator("[data-okr-live]")).to_have_text("To-do added.")
    type_in(page, "Space")
    expect(tick).to_be_checked()
    expect(tick).to_be_focused()
    expect(page.locator("[data-okr-live]")).to_have_text("Ticked.")
    assert Initiative.objects.get().done_at
    type_in(page, "Space")
    expect(tick).not_to_be_checked()
    expect(tick).to_be_focused()


def test_changing_and_removing_keeps_the_focus_where_the_action_went(open_board, amara, objective):
    fill_the_board(amara, objective)
    page = open_board()
    card(page, "Inbox").get_by_role("button", name="Change").click()
    form = card(page, "Inbox").locator("form")
    form.get_by_label("Keep it at or below").fill("8")
    form.get_by_role("button", name="Save").click()
    expect(card(page, "Inbox")).to_be_focused()
    expect(card(page, "Inbox")).to_contain_text("Above range")
    card(page, "Inbox").get_by_role("button", name="Change").click()
    card(page, "Inbox").get_by_text("Remove", exact=True).first.click()
    card(page, "Inbox").get_by_role("button", name="Remove").click()
    expect(card(page, "Inbox")).to_have_count(0)
    expect(panel(page).get_by_role("button", name="Add a number")).to_be_focused()


def test_what_is_typed_elsewhere_survives_a_tick_and_a_number(open_board, amara, objective):
    fill_the_board(amara, objective)
    page = open_board()
    card(page, "Meeting hours").get_by_role("button", name="Write it down").click()
    card(page, "Meeting hours").get_by_label("Where is it now?").fill("11")
    card(page, "Inbox").get_by_role("button", name="Write it down").click()
    card(page, "Inbox").get_by_label("Where is it now?").fill("3")
    page.get_by_role("checkbox", name="Move the send day").click()
    expect(page.get_by_role("checkbox", name="Move the send day")).to_be_checked()
    card(page, "Inbox").get_by_role("button", name="Save").click()
    expect(card(page, "Inbox").locator("form")).to_have_count(0)
    expect(card(page, "Meeting hours").get_by_label("Where is it now?")).to_have_value("11")


def test_a_double_click_writes_once(open_board, amara, objective):
    fill_the_board(amara, objective)
    page = open_board()
    before = KpiReading.objects.count()
    card(page, "Inbox").get_by_role("button", name="Write it down").click()
    card(page, "Inbox").get_by_label("Where is it now?").fill("3")
    card(page, "Inbox").get_by_role("button", name="Save").dblclick()
    expect(card(page, "Inbox").locator("form")).to_have_count(0)
    assert KpiReading.objects.count() == before + 1


def test_a_tick_that_did_not_arrive_is_not_shown(open_board, amara, objective):
    fill_the_board(amara, objective)
    page = open_board()
    page.route("**/tick_initiative*", lambda route: route.abort())
    page.get_by_role("checkbox", name="Move the send day").click()
    expect(page.get_by_text("There is no connection right now.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Move the send day")).not_to_be_checked()


def test_a_wrong_number_comes_back_in_its_place(open_board, amara, objective):
    fill_the_board(amara, objective)
    page = open_board()
    card(page, "Inbox").get_by_role("button", name="Write it down").click()
    field = card(page, "Inbox").get_by_label("Where is it now?")
    field.fill("many")
    card(page, "Inbox").get_by_role("button", name="Save").click()
    expect(field).to_be_focused()
    expect(field).to_have_value("many")
    expect(card(page, "Inbox")).to_contain_text("Write the number in full")
    card(page, "Inbox").get_by_role("button", name="Cancel").click()
    expect(card(page, "Inbox").get_by_role("button", name="Write it down")).to_be_focused()


@pytest.mark.parametrize("viewport", ["narrow", "phone", "desktop"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_everything_fits_and_axe_finds_nothing(
    open_board, amara, objective, viewport, locale, assert_accessible, assert_fits, picture
):
    page = open_board(viewport=viewport, locale=locale)
    assert_accessible(page, within=".okr")
    picture(page, f"beside-empty-{viewport}-{locale}")
    page.locator("[hx-post*='new_kpi']").click()
    page.locator("[hx-post*='new_initiative']").click()
    expect(page.locator("#okr-new-kpi form")).to_be_visible()
    expect(page.locator("[id^='okr-new-todo'] form")).to_be_visible()
    assert_accessible(page, within=".okr")
    fill_the_board(amara, objective)
    page.reload()
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    assert_fits(page)
    assert_accessible(page, within=".okr")
    for address, target in (("new_kpi", "okr-new-kpi"), ("edit_kpi", "okr-edit"), ("read_kpi", "okr-read")):
        page.locator(f"[hx-post$='/{address}'], [hx-post*='{address}']").first.click()
        expect(page.locator(f"[id^='{target}'] form").first).to_be_visible()
    page.locator("[hx-post*='edit_initiative']").last.click()
    page.locator("[hx-post*='new_initiative']").first.click()
    expect(page.locator("[id^='okr-new-todo'] form")).to_be_visible()
    for opened in page.locator("form summary").all():
        opened.click()
    assert_fits(page)
    assert_accessible(page, within=".okr")
    picture(page, f"beside-open-{viewport}-{locale}")
