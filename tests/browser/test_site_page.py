""" "My OKRs" across all courses in a real browser: every page by its address, with scripts and without."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from okr_xblock.api.board import read_board
from okr_xblock.api.key_results import add_key_result
from okr_xblock.api.looking_back import list_cycles
from okr_xblock.demo import history
from okr_xblock.models import Objective
from tests.browser.board import enter
from tests.support.okr import READERS, make_learner

PAGES = ("board", "objective", "write", "check_in_due", "closing", "look_back", "one cycle", "badges")


@pytest.fixture
def ben(site) -> User:
    assert history.live()
    return User.objects.get(username="ben")


def address(user: User, page: str) -> str:
    if page == "board":
        return "/okr/"
    if page == "one cycle":
        cycle = list_cycles(user_id=user.pk, course_key=None)[-1]
        return f"/okr/look_back/?id={cycle.cycle_id}"
    if page in {"objective", "closing"}:
        objective = read_board(user_id=user.pk, course_key=None).objectives[0]
        return f"/okr/{page}/?id={objective.public_id}"
    return f"/okr/{page}/"


@pytest.mark.parametrize(("viewport", "locale"), [("narrow", "en"), ("desktop", "en"), ("narrow", "ar")])
def test_every_page_fits_and_is_accessible(browse, assert_fits, assert_accessible, ben, viewport, locale):
    page = browse("ben", viewport=viewport, locale=locale)
    for name in PAGES:
        page.goto(address(ben, name))
        expect(page.locator("[data-okr-ready]")).to_be_attached()
        assert page.get_attribute("html", "dir") == ("rtl" if locale == "ar" else "ltr")
        assert_fits(page)
        assert_accessible(page)


@pytest.mark.parametrize(("viewport", "locale"), [("phone", "en"), ("desktop", "en"), ("phone", "ar")])
def test_my_okrs_can_be_looked_at(browse, picture, ben, viewport, locale):
    page = browse("ben", viewport=viewport, locale=locale)
    page.goto("/okr/")
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    picture(page, f"my-okrs-{viewport}" + ("-rtl" if locale == "ar" else ""))


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_everything_is_there_to_be_read(browse, ben, name):
    page = browse("ben", scripts=False)
    page.goto(address(ben, name))
    # Chromium shows what stands in <noscript> only where scripts are off for good, not where a test switches them off.
    assert "To change something, switch JavaScript on in your browser." in page.content()
    expect(page.locator("#okr-board h3").first).to_be_visible()
    # And one goes on from page to page.
    page.get_by_role("link", name="Board", exact=True).first.click()
    expect(page).to_have_url(re.compile("/okr/$"))
    for title in (history.SPEAKING, history.ANSWERS, history.PAPERS):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.get_by_role("link", name="The whole story").first.click()
    expect(page.get_by_role("heading", name=history.SPEAKING)).to_be_visible()
    expect(page.get_by_text("Twelve people, and nobody looked at their phone.")).to_be_visible()
    page.get_by_role("link", name="Earlier cycles").first.click()
    page.get_by_role("link", name="Our first cycle").click()
    expect(page.get_by_text("A stranger wrote back to say thank you.")).to_be_visible()


def test_a_page_is_whole_before_its_scripts_have_come(browse, ben):
    page = browse("ben")
    # Never answered: as on a line that is as good as dead.
    page.route(re.compile(r"\.js$"), lambda _route: None)
    page.goto("/okr/", wait_until="commit")
    expect(page.get_by_role("heading", name=history.SPEAKING)).to_be_visible()
    page.get_by_role("link", name="Badges", exact=True).click()
    expect(page).to_have_url(re.compile("/okr/badges/$"))
    expect(page.locator("#okr-board > [data-okr-page=badges]")).to_be_visible()


def test_the_way_there_stands_on_every_page_of_the_host(browse, ben):
    page = browse()
    enter(page, "Ben, another learner")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="My OKRs").click()
    expect(page).to_have_url(re.compile("/okr/$"))
    expect(page.get_by_role("heading", name=history.SPEAKING)).to_be_visible()
    page.get_by_role("link", name="Communication at work").first.click()
    expect(page.get_by_role("heading", level=1, name="Communication at work")).to_be_visible()


def test_somebody_without_any_course_writes_an_objective_that_is_theirs_alone(browse, site):
    make_learner("stranger", course_key=None)
    page = browse("stranger")
    page.goto("/okr/")
    page.get_by_role("link", name="Write my first objective").click()
    page.get_by_label("What do you want to reach?").fill("Mine alone")
    page.get_by_label("A stretch").check(force=True)
    page.get_by_role("button", name="Next: how will I notice?").click()
    expect(page.get_by_role("heading", name="How will I notice?")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/okr/write/\?id=[0-9a-f]{32}$"))
    written = Objective.objects.get()
    assert (written.home_course, written.visibility) == (None, "private")
    add_key_result(user_id=written.learner.user_id, objective_id=written.public_id, spec=READERS)
    page.goto(page.url + "&step=when")
    expect(page.get_by_text("It belongs to no course; you find it in “My OKRs”.")).to_be_visible()
    expect(page.get_by_text("Only you see it: there is no course team to show it to.")).to_be_visible()


@pytest.mark.parametrize(("locale", "higher"), [("en", "0.6"), ("es", "0,6")])
def test_a_grade_is_shown_while_it_is_chosen(browse, ben, locale, higher):
    page = browse("ben", locale=locale)
    page.goto(address(ben, "closing"))
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    slider = page.locator("input[name=grade]")
    slider.evaluate("slider => { slider.value = 0.5; }")
    slider.press("ArrowUp")
    expect(page.locator("output")).to_have_text(higher)
