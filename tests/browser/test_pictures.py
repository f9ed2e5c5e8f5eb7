"""
Every screen, on a phone and on a desktop, from left to right and from right to left, empty, as it usually is, crowded.

Each of them is looked at by a machine here (it fits, axe finds nothing); with OKR_SCREENSHOTS naming a folder each is
also written down as a picture, for people to look at, in every look there is; without it two looks are enough.
"""

import os

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from okr_xblock.domain.closing import NextStep
from tests.browser.board import board_address
from tests.support.quarter import NEXT_CYCLE, NOW, add_one_of_everything, crowd, live_a_quarter

LOOKS = [("desktop", "en"), ("phone", "ar"), ("phone", "en"), ("desktop", "ar")]
if not os.environ.get("OKR_SCREENSHOTS"):
    LOOKS = LOOKS[:2]

RIGHT_TO_LEFT = {
    "board-empty",
    "board",
    "board-celebrated",
    "board-crowded",
    "write-step-2",
    "objective",
    "check_in_due",
    "closing",
    "look_back-cycle",
    "badges",
}
"""What is kept in that direction too; all of it is looked at."""

FORMS = [
    ("key-result", "new_key_result", "create_key_result"),
    ("to-do", "new_initiative", "add_initiative"),
    ("number", "new_kpi", "create_kpi"),
]

every_look = pytest.mark.parametrize(("viewport", "locale"), LOOKS)


@pytest.fixture
def amara(site):
    return User.objects.get(username="amara")


@pytest.fixture
def look(browse, picture, assert_fits, assert_accessible, viewport, locale):
    """`look(name, address)` goes there; `look.at(name)` looks at what is there now, and keeps it under this name."""
    page = browse("amara", viewport=viewport, locale=locale)

    def at(name):
        page.wait_for_load_state("networkidle")
        assert page.get_attribute("html", "dir") == ("rtl" if locale == "ar" else "ltr")
        assert_fits(page)
        assert_accessible(page, within=".okr")
        if locale == "en" or name in RIGHT_TO_LEFT:
            picture(page, f"{name}-{viewport}" + ("-rtl" if locale == "ar" else ""))

    def go_to(name, address, shown=""):
        page.goto(address)
        expect(page.locator(f"[data-okr-page={shown or name.split('-')[0]}]")).to_be_visible()
        at(name)

    go_to.page, go_to.at = page, at
    return go_to


def page_of(name, **parameters):
    """The address of a page under /okr/."""
    query = "&".join(f"{key}={value}" for key, value in parameters.items())
    return (reverse("okr:page", args=[name]) if name != "board" else reverse("okr:page")) + (query and f"?{query}")


@every_look
def test_before_there_is_anything(look, amara, clock):
    clock.move_to(NOW)
    look("board-empty", board_address())
    look("write-empty", page_of("write"))
    look("check_in_due-empty", page_of("check_in_due"))
    look("closing-empty", page_of("closing"))
    look("look_back-empty", page_of("look_back"))
    look("badges-empty", page_of("badges"))


@every_look
def test_in_the_middle_of_a_quarter(look, amara, clock):
    quarter = live_a_quarter(amara, clock)
    look("board", board_address())
    look("board-site", page_of("board"))
    look("objective", page_of("objective", id=quarter.ids["answers"]))
    look("check_in_due", page_of("check_in_due", id="all"))
    look("badges", page_of("badges"))
    look("look_back", page_of("look_back"))
    look("look_back-cycle", page_of("look_back", id=quarter.objective("past").cycle_id))


@every_look
def test_while_something_is_written(look, amara, clock):
    quarter = live_a_quarter(amara, clock)
    add_one_of_everything(quarter)
    for number, step in enumerate(("what", "notice", "when"), start=1):
        look(f"write-step-{number}", page_of("write", id=quarter.ids["draft"], step=step))
    page = look.page
    page.goto(board_address())
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    for name, action, saving in FORMS:
        page.locator(f"[hx-post$='/{action}']:visible").first.click()
        form = page.locator(f"form[hx-post$='/{saving}']")
        expect(form).to_be_visible()
        look.at(f"form-{name}")
        form.locator("[data-okr-close]").click()
    # What stands open is the one that has ended, and nobody is asked to check in on that any more.
    page.locator(f"#okr-o-{quarter.ids['talk']} [hx-post$='/show_objective']").click()
    page.locator("[hx-post$='/check_in']:visible").first.click()
    expect(page.locator("form[hx-post$='/save_check_in']")).to_be_visible()
    look.at("form-check-in")


@every_look
def test_when_badges_are_celebrated(look, amara, clock):
    quarter = live_a_quarter(amara, clock)
    quarter.check_in("talk", {"done": (0,), "confidence": 10})
    look.page.goto(board_address())
    expect(look.page.locator(".okr-cheer")).to_be_visible()
    look.at("board-celebrated")


@every_look
def test_after_the_last_day(look, amara, clock):
    quarter = live_a_quarter(amara, clock)
    clock.move_to(NEXT_CYCLE)
    look("board-to-close", board_address())
    look("closing", page_of("closing"))
    for name in ("talk", "answers"):
        quarter.close(
            name, proud="The first sentence.", obstacle="My own voice.", change="Breathe.", next_step=NextStep.KEEP
        )
    look("look_back-closed", page_of("look_back", id=quarter.objective("talk").cycle_id))
    look("board-next-cycle", board_address())


@every_look
def test_when_there_is_too_much_of_everything(look, amara, clock):
    quarter = crowd(amara, clock)
    look("board-crowded", board_address())
    look("objective-crowded", page_of("objective", id=quarter.ids["talk"]))
    look("check_in_due-crowded", page_of("check_in_due", id="all"))
    look("closing-crowded", page_of("closing"))
    look("look_back-crowded", page_of("look_back"))
    look("badges-crowded", page_of("badges"))
