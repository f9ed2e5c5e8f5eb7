"""
A whole quarter, as somebody lives it: from the first page to the board of the next cycle, week by week.

The clock moves, nothing else is helped along: what happens here happens on the page, with mouse or keyboard. Every
screen on the way is looked at by axe.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from okr_xblock.models import CheckIn, KeyResult, Objective
from tests.browser.board import (
    COURSE,
    COURSE_DONE,
    OBJECTIVE,
    PRESENTATION,
    WORD_A_DAY,
    add_key_result,
    celebration,
    enter,
    open_board,
    open_course,
    percent_of,
    row,
    start_objective,
    write_objective,
)

MONDAY = date(2026, 4, 6)  # the calendar quarter runs from 1 April to 30 June
AFTER = date(2026, 7, 1)
ANSWERS = "Answer colleagues before they ask twice"
WAIT = "Bring the wait for an answer down"
TICKETS = "Keep the open tickets few"
PAPERS = "Read what others in my field write"
PAPER = "Read a paper a week"
MENTORING = "Mentor a colleague"
STAGES = "Met\nAgreed on a goal\nLooked back"


@dataclass
class Walk:
    """Amara on her way, what she sees, and what time it is."""

    page: Any
    clock: Any
    look: Callable[..., None]

    def go_on(self, **span: float) -> None:
        """Later she comes back to her board."""
        self.clock.forward(**span)
        self.board()

    def board(self) -> None:
        open_board(self.page)
        self.is_on("board")

    def is_on(self, name: str) -> None:
        """The page is there, and axe finds nothing in it."""
        expect(self.page.locator(f"[data-okr-page={name}]")).to_be_visible()
        self.page.wait_for_load_state("networkidle")
        self.look(self.page, within=".okr")

    def hears(self, words: str | re.Pattern[str]) -> None:
        """What is read aloud."""
        expect(self.page.locator("[data-okr-live]")).to_have_text(words)

    def card(self, title: str) -> Any:
        """An objective on the board."""
        heading = self.page.get_by_role("heading", name=title, exact=True)
        return self.page.get_by_role("article").filter(has=heading)

    def next_thing(self) -> Any:
        """What the board proposes to do next."""
        return self.page.locator(".okr-next")

    def more_of(self, title: str, button: str) -> None:
        """What stands behind the three dots of an objective that is unfolded."""
        foot = self.card(title).locator(".okr-objective__foot")
        foot.locator("summary").click()
        foot.get_by_role("button", name=button).click()

    def unfold(self, title: str) -> None:
        """Open it, if it is folded."""
        folded = self.card(title).get_by_role("button", name=re.compile("^Show"))
        if folded.count():
            folded.click()
            expect(folded).to_have_count(0)

    def thank(self, *badges: str) -> None:
        """The celebration names these badges, and goes."""
        for badge in badges:
            expect(celebration(self.page).get_by_role("listitem").filter(has_text=badge).first).to_be_visible()
        self.look(self.page, within=".okr")
        self.page.get_by_role("button", name="Thank you, go on").click()
        expect(celebration(self.page)).to_have_count(0)

    def finish_unit(self) -> None:
        """The next unit of the course."""
        open_course(self.page)
        self.page.get_by_role("link", name=re.compile("^(Start|Continue)$")).click()
        self.page.get_by_role("button", name="Finish this unit").click()
        self.page.wait_for_load_state("networkidle")


@pytest.fixture
def walk(browse: Callable[..., Any], clock: Any, assert_accessible: Callable[..., None]) -> Walk:
    clock.move_to(MONDAY)
    page = browse()
    enter(page)
    return Walk(page, clock, assert_accessible)


@pytest.mark.timeout(600)
def test_a_quarter_from_the_first_page_to_the_next_cycle(walk):
    begin(walk)
    begin_two_more(walk)
    check_in_week_by_week(walk)
    be_silent_for_a_while(walk)
    revise_a_target(walk)
    write_down_what_stands_beside(walk)
    pause_and_go_on(walk)
    let_go_and_open_again(walk)
    reach_something(walk)
    close_the_cycle(walk)
    look_back(walk)
    go_on_in_the_next_cycle(walk)


def begin(walk: Walk) -> None:
    """The first page, and an objective in three steps; a hint that helps."""
    page = walk.page
    walk.board()
    expect(page.get_by_text("Private until you say otherwise")).to_be_visible()
    write_objective(page, OBJECTIVE)
    walk.is_on("write")
    page.get_by_label("Key result", exact=True).press_sequentially("Create a monthly newsletter", delay=5)
    expect(page.locator(".okr-hints .okr-hint").first).to_be_visible()
    walk.look(page, within=".okr")
    add_key_result(page, "Yes or no", PRESENTATION)
    add_key_result(page, "A habit", WORD_A_DAY, {"Days a week": "5"})
    add_key_result(page, "A course", COURSE_DONE, {"Course": COURSE})
    add_key_result(page, "Milestones", MENTORING, {"Stages, one a line": STAGES})
    page.get_by_role("button", name="Next: when, and who sees it").click()
    expect(page.get_by_label("Until", exact=True)).to_have_value("2026-06-30")
    walk.is_on("write")
    page.get_by_role("button", name="Start this objective").click()
    expect(walk.card(OBJECTIVE)).to_be_focused()
    walk.hears("Your objective has started. Good luck!")


def begin_two_more(walk: Walk) -> None:
    """Three objectives are enough for anybody."""
    write_objective(walk.page, ANSWERS)
    numbers = {"Today it is": "20", "It should become": "4", "Of what?": "hours"}
    add_key_result(walk.page, "A number", WAIT, numbers)
    add_key_result(walk.page, "A limit", TICKETS, {"Stay": "at or below", "The limit": "12", "Of what?": "tickets"})
    start_objective(walk.page, ANSWERS)
    write_objective(walk.page, PAPERS)
    add_key_result(walk.page, "A habit", PAPER, {"Days a week": "1"})
    start_objective(walk.page, PAPERS)
    walk.is_on("board")


def check_in(walk: Walk, values: dict[str, str], *, sure: dict[str, int] | None = None, done: str = "") -> int:
    """
    Everything that is due, by keyboard alone; returns how many key results that were.

    `values` of numbers by their key result; `sure` where it differs from what was said before; `done` is the stage to
    tick. Every day of this week and of last week that can be ticked and is not, is.
    """
    page = walk.page
    walk.next_thing().get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How did the week go?")).to_be_focused()
    walk.is_on("check_in_due")
    asked: list[str] = []
    for _press in range(300):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here["text"] == "Save check-in":
            break
        if here["of"] and here["of"] not in asked:
            asked.append(here["of"])
        if here["name"] == "value":
            page.keyboard.type(values[here["of"]])
        elif here["name"] == "confidence" and here["of"] in (sure or {}):
            to_go = (sure or {})[here["of"]] - int(here["value"])
            for _step in range(abs(to_go)):
                page.keyboard.press("ArrowRight" if to_go > 0 else "ArrowLeft")
        elif (here["name"] == "day" and not here["checked"]) or (here["name"] == "stage" and here["label"] == done):
            page.keyboard.press("Space")
    page.keyboard.press("Enter")
    walk.is_on("board")
    walk.hears(re.compile(f"^{len(asked)} check-ins? saved"))
    return len(asked)


HERE = """() => {
    const e = document.activeElement, of = e.closest(".okr-due");
    return { name: (e.name || "").split("-").pop(), value: e.value || "", checked: !!e.checked,
        text: e.textContent.trim(), label: e.labels?.[0]?.textContent.trim() || "",
        of: of ? of.querySelector("h5").textContent.trim() : "" };
}"""


def check_in_week_by_week(walk: Walk) -> None:
    """Three Sundays; on some days before it a unit of the course is finished."""
    for week, (hours, tickets) in enumerate((("19", "14"), ("17", "12"), ("13", "9"))):
        walk.clock.forward(days=4)
        walk.finish_unit()
        walk.go_on(days=3)
        expect(row(walk.page, COURSE_DONE).get_by_text(f"{week + 1} of 8 units")).to_be_visible()
        expect(walk.next_thing()).to_contain_text("It is time for your check-in")
        stage = "Met" if week == 1 else ""
        asked = check_in(walk, {WAIT: hours, TICKETS: tickets}, sure={WAIT: 5 + week, PRESENTATION: 8}, done=stage)
        assert asked == 7
        if celebration(walk.page).count():
            walk.thank()
    assert CheckIn.objects.count() == 21
    assert KeyResult.objects.get(title=WAIT).current == 13
    assert percent_of(walk.page, MENTORING) == 33
    assert percent_of(walk.page, COURSE_DONE) == 37
    expect(walk.next_thing()).not_to_contain_text("It is time for your check-in")


def be_silent_for_a_while(walk: Walk) -> None:
    """Silence is never green; and who comes back says how it is, doubts included."""
    walk.go_on(days=11)
    for title in (OBJECTIVE, ANSWERS, PAPERS):
        expect(walk.card(title).get_by_text("Needs a check-in").first).to_be_visible()
    check_in(walk, {WAIT: "14", TICKETS: "10"}, sure={WAIT: 2})
    expect(walk.card(OBJECTIVE).get_by_text("Needs a check-in")).to_have_count(0)
    expect(walk.card(ANSWERS).get_by_text("Off track").first).to_be_visible()


def revise_a_target(walk: Walk) -> None:
    """With a reason; old and new stay in the story of the objective."""
    page = walk.page
    walk.unfold(ANSWERS)
    before = percent_of(page, WAIT)
    row(page, WAIT).locator("summary").click()
    row(page, WAIT).get_by_role("button", name=re.compile("^Change")).click()
    form = row(page, WAIT).locator("form")
    walk.look(page, within=".okr")
    form.get_by_label("It should become").fill("8")
    form.get_by_label("Why the change?").fill("Two of us left the team")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(row(page, WAIT).locator("form")).to_have_count(0)
    walk.unfold(ANSWERS)
    assert percent_of(page, WAIT) > before
    walk.card(ANSWERS).get_by_role("link", name=re.compile("^The whole story")).click()
    walk.is_on("objective")
    story = page.locator(".okr-timeline")
    expect(story).to_contain_text("Two of us left the team")
    expect(story.locator("li").filter(has_text="Two of us left the team")).to_contain_text("8")
    page.get_by_role("link", name="Board", exact=True).first.click()
    walk.is_on("board")


def write_down_what_stands_beside(walk: Walk) -> None:
    """A to-do and a number: neither moves any progress."""
    page = walk.page
    walk.unfold(OBJECTIVE)
    before = Objective.objects.get(title=OBJECTIVE).progress_fraction
    walk.card(OBJECTIVE).get_by_role("button", name="Add a to-do").click()
    page.get_by_label("What will you do?").fill("Ask Ben for five minutes")
    page.get_by_role("button", name="Add the to-do").click()
    page.get_by_role("checkbox", name="Ask Ben for five minutes").click()
    expect(page.get_by_role("checkbox", name="Ask Ben for five minutes")).to_be_checked()
    page.get_by_role("button", name="Keep an eye on a number").click()
    page.get_by_label("What do you call it?").fill("Hours of meetings a week")
    page.get_by_label("Keep it at or below").fill("12")
    page.get_by_label("Where is it now?").fill("14")
    page.get_by_role("button", name="Add the number").click()
    expect(page.locator("#okr-kpis")).to_contain_text("Above range")
    walk.look(page, within=".okr")
    assert Objective.objects.get(title=OBJECTIVE).progress_fraction == before


def pause_and_go_on(walk: Walk) -> None:
    """While it is paused nobody asks."""
    page = walk.page
    walk.unfold(PAPERS)
    walk.more_of(PAPERS, "Pause or let go")
    page.get_by_label("A word why").fill("Quarterly report")
    page.get_by_role("button", name="Pause", exact=True).click()
    walk.hears("Paused. The dates stay, and nothing is lost.")
    walk.go_on(weeks=1)
    assert check_in(walk, {WAIT: "11", TICKETS: "8"}, sure={WAIT: 8}) == 6
    page.get_by_role("button", name="Go on or let go").first.click()
    walk.look(page, within=".okr")
    page.get_by_role("button", name="Go on", exact=True).click()
    walk.hears("Welcome back. It goes on where you left it.")
    assert Objective.objects.get(title=PAPERS).state == "active"


def let_go_and_open_again(walk: Walk) -> None:
    """A word why is asked for; within the cycle it can be taken up again."""
    page = walk.page
    walk.unfold(PAPERS)
    walk.more_of(PAPERS, "Pause or let go")
    page.get_by_role("button", name="Let go", exact=True).click()
    expect(page.get_by_text("Please say why, in a word or two.")).to_be_visible()
    page.get_by_label("A word why").fill("Not now")
    page.get_by_role("button", name="Let go", exact=True).click()
    walk.hears("Let go. It stays in your history.")
    walk.is_on("board")
    walk.card(PAPERS).get_by_role("button", name="Open again").click()
    page.get_by_label("A word why").fill("After all")
    page.locator("form").get_by_role("button", name="Open again", exact=True).click()
    walk.hears("Open again. It goes on where it was.")
    assert Objective.objects.get(title=PAPERS).state == "active"


def reach_something(walk: Walk) -> None:
    """The talk is given and the course finished: badges, celebrated once, and a shelf that keeps them."""
    page = walk.page
    for _unit in range(5):
        walk.finish_unit()
    walk.board()
    walk.thank("Key result done")
    walk.unfold(OBJECTIVE)
    row(page, PRESENTATION).get_by_role("button", name=f": {PRESENTATION}").last.click()
    row(page, PRESENTATION).locator("form").get_by_label("Yes, done").check()
    row(page, PRESENTATION).locator("form").get_by_role("button", name="Save check-in").click()
    walk.thank("Key result done")
    page.reload()
    walk.is_on("board")
    expect(celebration(page)).to_have_count(0)
    page.get_by_role("link", name="Badges", exact=True).click()
    walk.is_on("badges")
    expect(page.get_by_role("heading", name=re.compile("badges earned so far"))).to_be_visible()
    expect(page.get_by_text("Streaks")).to_be_visible()


def close_the_cycle(walk: Walk) -> None:
    """After the last day the board asks to close: keep one, change one, let one go."""
    walk.clock.move_to(AFTER)
    walk.board()
    walk.next_thing().get_by_role("link").click()
    walk.is_on("closing")
    steps = {
        OBJECTIVE: ("Partly", "Keep", "I spoke up in May, and twice in June."),
        ANSWERS: ("Achieved", "Change", "Nobody had to ask twice."),
        PAPERS: ("Dropped", "Done with it", "I know now what I will not do."),
    }
    while steps:
        title = walk.page.locator("article.okr-close h5").inner_text()
        close_one(walk, title, *steps.pop(title))
    assert not Objective.objects.filter(due_on__lt=AFTER, state="active").exists()


def close_one(walk: Walk, title: str, outcome: str, next_step: str, proud: str) -> None:
    """The grade that is proposed is kept where there is one."""
    page = walk.page
    proposed = page.locator("article.okr-close output")
    if proposed.count():
        expect(proposed).to_have_text(re.compile(r"^[01]\.\d$"))
    page.get_by_role("radio", name=outcome).check(force=True)
    page.get_by_label("What are you proud of?").fill(proud)
    page.get_by_role("radio", name=re.compile(f"^{next_step}")).check(force=True)
    walk.look(page, within=".okr")
    page.get_by_role("button", name="Close this objective").click()
    expect(page.locator("article.okr-close h5").filter(has_text=title)).to_have_count(0)


def look_back(walk: Walk) -> None:
    """After the last one the cycle stands there as a whole, and among the earlier ones."""
    page = walk.page
    walk.is_on("look_back")
    expect(page.get_by_text("3 of 3 objectives closed")).to_be_visible()
    for words in ("I spoke up in May", "Nobody had to ask twice.", "I know now what I will not do."):
        expect(page.get_by_text(words)).to_be_visible()
    closed = Objective.objects.filter(state="closed")
    assert sorted(closed.values_list("next_step", flat=True)) == ["change", "keep", "let_go"]
    assert closed.get(title=OBJECTIVE).grade == closed.get(title=OBJECTIVE).proposed_grade > Decimal("0.4")
    page.get_by_role("link", name="All cycles").click()
    walk.is_on("look_back")
    expect(page.get_by_text("on average")).to_be_visible()


def go_on_in_the_next_cycle(walk: Walk) -> None:
    """What was kept runs, what is to change waits as a draft, what was let go is gone from the board."""
    walk.board()
    kept = Objective.objects.get(title=OBJECTIVE, state="active")
    changed = Objective.objects.get(title=ANSWERS, state="draft")
    assert (kept.starts_on, kept.due_on) == (date(2026, 7, 1), date(2026, 9, 30))
    assert {kept.carried_from.title, changed.carried_from.title} == {OBJECTIVE, ANSWERS}
    assert changed.key_results.get(title=WAIT).baseline == 11
    assert not kept.key_results.filter(title=PRESENTATION).exists()
    expect(walk.card(OBJECTIVE)).to_be_visible()
    expect(walk.card(ANSWERS).get_by_text("Draft", exact=True).first).to_be_visible()
    expect(walk.page.get_by_text(PAPERS)).to_have_count(0)
