"""
The whole way once, as a learner walks it: an objective, check-ins, a course finished unit by unit, badges, a reset.

Three key results that weigh the same: a presentation (done at once), a word a day (four days, all of which have come),
and a course of eight units. So each unit is worth 1/24 of the objective, and each day 1/12.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.board import (
    COURSE,
    COURSE_DONE,
    OBJECTIVE,
    PRESENTATION,
    WORD_A_DAY,
    celebration,
    enter,
    give_presentation,
    open_board,
    open_course,
    percent_of,
    row,
    shelf,
    tick_days,
    write_the_story,
)
from tests.support.okr import make_cycle

UNITS = [
    "What this course is for",
    "My OKRs",
    "What people actually hear",
    "Listening so that others notice",
    "One message, one sentence",
    "Feedback that helps",
    "Voice",
    "A talk of five minutes",
]


def finish_next_unit(page, title):
    """From the course's page into the next unit, to its end, by the learner's own button."""
    open_course(page)
    page.get_by_role("link", name=re.compile("^(Start|Continue)$")).click()
    expect(page).to_have_title(re.compile(re.escape(title)))
    page.get_by_role("button", name="Finish this unit").click()
    expect(
        page.get_by_role("button", name="Finish this unit").or_(page.get_by_text("That was the last unit."))
    ).to_be_visible()


def earn(page, *badges):
    """The celebration names exactly these badges, and goes when it is thanked."""
    expect(celebration(page).get_by_role("listitem")).to_have_count(len(badges))
    for badge in badges:
        expect(celebration(page).get_by_role("listitem").filter(has_text=badge)).to_be_visible()
    page.get_by_role("button", name="Thank you, go on").click()
    expect(celebration(page)).to_have_count(0)


def see_no_celebration(page):
    """The board is there, has asked whatever it asks, and celebrates nothing."""
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", name=OBJECTIVE)).to_be_visible()
    expect(celebration(page)).to_have_count(0)


def see_all_badges(page, count):
    """On their own page, and back to the board."""
    tabs = page.get_by_role("navigation", name="My OKRs")
    tabs.get_by_role("link", name="Badges").click()
    expect(page.get_by_role("heading", name=f"{count} badges earned so far")).to_be_visible()
    expect(page.locator(".okr-shelf__item")).to_have_count(count)
    tabs.get_by_role("link", name="Board").click()
    expect(page.get_by_role("heading", name=OBJECTIVE)).to_be_visible()


@pytest.fixture
def today(site):
    make_cycle()
    return timezone.localdate()


def test_a_finished_course_moves_a_key_result_and_earns_badges_and_a_reset_takes_it_back(browse, today):
    amara = browse()
    enter(amara)
    open_board(amara)
    write_the_story(amara, starts_on=today - timedelta(days=3), due_on=today)

    # A third of the way by the presentation alone: its own badge and the objective's first, celebrated together, once.
    give_presentation(amara)
    earn(amara, "Key result done", "A quarter of the way")
    tick_days(amara, last=1)
    see_no_celebration(amara)
    amara.reload()
    see_no_celebration(amara)
    expect(shelf(amara)).to_have_count(2)
    assert [percent_of(amara, title) for title in (PRESENTATION, WORD_A_DAY, COURSE_DONE)] == [100, 25, 0]

    for number, unit in enumerate(UNITS, start=1):
        finish_next_unit(amara, unit)
        open_board(amara)
        expect(row(amara, COURSE_DONE).get_by_text(f"Unit “\u2068{unit}\u2069” completed · just now")).to_be_visible()
        expect(row(amara, COURSE_DONE).get_by_text(f"{number} of 8 units")).to_be_visible()
        assert percent_of(amara, COURSE_DONE) == number * 100 // 8
        if number == 2:  # (1 + 1/4 + 2/8) / 3 is exactly one half
            earn(amara, "Half-way there")
        elif number == 8:
            earn(amara, "Key result done", "Home stretch")
        else:
            see_no_celebration(amara)

    tick_days(amara, last=4)
    earn(amara, "Key result done", "Objective reached")
    expect(shelf(amara)).to_have_count(4)  # the newest; all of them have a page of their own
    see_all_badges(amara, 7)

    priya = browse()
    enter(priya, "Priya, instructor")
    open_course(priya)
    priya.get_by_role("link", name="Learners of this course").click()
    learner = priya.get_by_role("listitem", name="Amara Okafor")
    expect(learner.get_by_text("8 of 8")).to_be_visible()
    learner.get_by_role("button", name="Reset completion").click()
    expect(priya.get_by_role("listitem", name="Amara Okafor").get_by_text("0 of 8")).to_be_visible()

    amara.reload()
    expect(row(amara, COURSE_DONE).get_by_text("The course reports less than before")).to_be_visible()
    expect(row(amara, COURSE_DONE).get_by_text("from 100% to 0%")).to_be_visible()
    assert percent_of(amara, COURSE_DONE) == 0
    expect(row(amara, COURSE_DONE).get_by_role("link", name=COURSE)).to_be_visible()
    see_no_celebration(amara)
    # What was earned stays earned, as these rules say.
    see_all_badges(amara, 7)
