"""What a learner does on a board, in the words of the page: for the tests that look at it with a real browser."""

import re
from datetime import date
from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from okr_xblock.demo.catalogue import courses
from okr_xblock.demo.seed import COMMUNICATION

COURSE = "Communication at work"
OBJECTIVE = "Become more confident in public speaking"
PRESENTATION = "Give a company presentation"
WORD_A_DAY = "Learn one new word a day"
COURSE_DONE = "Complete the communication course"


def enter(page: Any, person: str = "Amara, learner") -> None:
    """Through the front door, as one of the people of the host."""
    page.goto("/")
    page.get_by_role("button", name=f"Enter as {person}").click()


def open_course(page: Any) -> None:
    """From any page of the host, by its own links."""
    page.get_by_role("link", name="Courses", exact=True).first.click()
    page.get_by_role("link", name=COURSE).first.click()
    expect(page.get_by_role("heading", level=1, name=COURSE)).to_be_visible()


def open_board(page: Any) -> None:
    """The unit of the course in which the board stands."""
    open_course(page)
    page.get_by_role("main").get_by_role("link", name="My OKRs").click()
    expect(page.get_by_text("Your own goals")).to_be_visible()


def write_objective(page: Any, title: str = OBJECTIVE) -> None:
    """The first step of a new objective; the second one is open then."""
    page.get_by_role("link", name=re.compile("^(Write my first objective|New objective)$")).click()
    page.get_by_label("What do you want to reach?").fill(title)
    page.get_by_role("button", name="Next: how will I notice?").click()
    expect(page.get_by_role("heading", name="A new key result")).to_be_visible()


def add_key_result(page: Any, kind: str, title: str, fields: dict[str, str] | None = None) -> None:
    """Add one of this kind, by its name on the page; `fields` by their labels. Where no form is open, one is opened."""
    form = page.locator("form", has=page.get_by_role("heading", name="A new key result"))
    if not form.count():
        page.get_by_role("button", name=re.compile("^(Add a key result|Another key result)$")).click()
    form.get_by_role("button", name=kind).click()
    expect(form.get_by_role("button", name=kind)).to_have_attribute("aria-pressed", "true")
    form.get_by_label("Key result", exact=True).fill(title)
    for label, value in (fields or {}).items():
        field = form.get_by_label(label, exact=True)
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    form.get_by_role("button", name="Add key result", exact=True).click()
    expect(page.locator(".okr-item, .okr-kr").filter(has_text=title)).to_be_visible()


def start_objective(page: Any, title: str = OBJECTIVE, **dates: date) -> None:
    """The third step: when (by default from today to the end of the cycle), and off."""
    page.get_by_role("button", name="Next: when, and who sees it").click()
    for name, label in (("starts_on", "From"), ("due_on", "Until")):
        if name in dates:
            page.get_by_label(label, exact=True).fill(dates[name].isoformat())
    page.get_by_role("button", name="Start this objective").click()
    expect(page.get_by_role("article").filter(has=page.get_by_role("heading", name=title))).to_be_visible()


def write_the_story(page: Any, **dates: date) -> None:
    """The objective of the story with its three key results, started."""
    write_objective(page)
    add_key_result(page, "Yes or no", PRESENTATION)
    add_key_result(page, "A habit", WORD_A_DAY, {"Days a week": "7"})
    add_key_result(page, "A course", COURSE_DONE, {"Course": COURSE})
    start_objective(page, **dates)


def row(page: Any, title: str) -> Any:
    """One key result on the board."""
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title, exact=True)).last


def open_check_in(page: Any, title: str) -> Any:
    """Its check-in form."""
    row(page, title).get_by_role("button", name=f": {title}").last.click()
    form = row(page, title).locator("form")
    expect(form).to_be_visible()
    return form


def save_check_in(page: Any, title: str, *, sure: int) -> None:
    """Say how sure one is, and save the open form."""
    form = row(page, title).locator("form")
    form.get_by_role("radio", name=str(sure), exact=True).check(force=True)
    form.get_by_role("button", name="Save check-in").click()
    expect(row(page, title).get_by_text(f"Confidence {sure} of 10")).to_be_visible()


def give_presentation(page: Any, *, sure: int = 8) -> None:
    """Check in the yes/no milestone as done."""
    open_check_in(page, PRESENTATION).get_by_label("Yes, done").check()
    save_check_in(page, PRESENTATION, sure=sure)


def tick_days(page: Any, *, last: int, sure: int = 7) -> None:
    """Tick the `last` most recent days of the habit that can be ticked."""
    form = open_check_in(page, WORD_A_DAY)
    days = form.get_by_role("checkbox", disabled=False)
    count = days.count()
    for position in range(count - last, count):
        days.nth(position).check(force=True)
    save_check_in(page, WORD_A_DAY, sure=sure)


def percent_of(page: Any, title: str) -> int:
    """How far a key result is, as the page says."""
    told = row(page, title).locator(".okr-kr__p").inner_text()
    found = re.fullmatch(r"(\d+)%", told)
    return int(found.group(1)) if found else -1


def celebration(page: Any) -> Any:
    """The panel that celebrates."""
    return page.get_by_role("region", name=re.compile("You earned"))


def shelf(page: Any) -> Any:
    """The badges of the learner."""
    return page.get_by_role("region", name="My badges").get_by_role("listitem")


def board_address() -> str:
    """The page on which the board of the communication course stands, for tests that need not walk there."""
    content = courses()[COMMUNICATION]
    unit = next(unit for unit in content.units if any(block.block_type == "okr" for block in unit.blocks))
    return reverse("demo:unit", args=[COMMUNICATION, unit.usage_key])
