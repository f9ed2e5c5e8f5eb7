"""An objective is begun in a real browser: by keyboard alone, on a phone, with help that never gets in the way."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from okr_xblock.api.wording import read_ignored_hints
from okr_xblock.models import KeyResult, Objective
from tests.browser.board import (
    COURSE,
    OBJECTIVE,
    PRESENTATION,
    WORD_A_DAY,
    add_key_result,
    board_address,
    row,
    start_objective,
    write_objective,
)
from tests.support.okr import MENTORING, READERS, make_cycle, make_objective
from tests.support.okr import PRESENTATION as PRESENTATION_SPEC

LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwe"
TASK = "Create a monthly newsletter"
BETTER = "Raise monthly readership from 1,200 to 1,500"


@pytest.fixture
def amara(site) -> User:
    make_cycle()
    return User.objects.get(username="amara")


@pytest.fixture
def open_board(browse, amara):
    """`open_board(viewport=…, locale=…)`: Amara's board, ready to be used."""

    def open_it(**looks):
        page = browse("amara", **looks)
        page.goto(board_address())
        expect(page.locator("[data-okr-ready]")).to_be_attached()
        return page

    return open_it


def press_until(page, target, key="Tab", limit=60):
    """Press until the target has the focus: who only has a keyboard gets there."""
    for _press in range(limit):
        page.keyboard.press(key)
        if target.count() and target.first.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{limit} times {key} does not reach {target}")


def hint(page: Any) -> Any:
    return page.locator(".okr-hints .okr-hint")


# By keyboard alone


def test_from_nothing_to_a_started_objective_by_keyboard_alone(open_board):
    page = open_board()
    press_until(page, page.get_by_role("link", name="Write my first objective"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="A new objective")).to_be_focused()

    press_until(page, page.get_by_role("button", name="Next: how will I notice?"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Please write what you want to reach.")).to_be_visible()
    expect(page.get_by_label("What do you want to reach?")).to_be_focused()
    page.keyboard.type(OBJECTIVE)
    press_until(page, page.get_by_role("radio", name=re.compile("^A stretch")))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=re.compile("^A promise"))).to_be_checked()
    press_until(page, page.get_by_role("button", name="Next: how will I notice?"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How will I notice?")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Your draft is kept. Now, how will you notice?")

    press_until(page, page.get_by_label("Key result", exact=True))
    page.keyboard.type(PRESENTATION)
    page.keyboard.press("Enter")
    expect(page.locator(".okr-item", has_text=PRESENTATION)).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Key result added.")

    press_until(page, page.get_by_label("Key result", exact=True))
    page.keyboard.type(WORD_A_DAY)
    press_until(page, page.get_by_role("button", name=re.compile("^A habit")))
    page.keyboard.press("Enter")
    press_until(page, page.get_by_label("Days a week"))
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page.locator(".okr-item", has_text=WORD_A_DAY)).to_be_focused()

    press_until(page, page.get_by_role("button", name="Next: when, and who sees it"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="When, and who sees it")).to_be_focused()
    press_until(page, page.get_by_role("button", name="Start this objective"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name=OBJECTIVE)).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Your objective has started. Good luck!")
    objective = Objective.objects.get()
    assert (objective.state, objective.ambition, objective.visibility) == ("active", "committed", "private")
    assert [key_result.title for key_result in objective.key_results.all()] == [PRESENTATION, WORD_A_DAY]


def test_every_button_of_a_hint_is_reached_by_keyboard_and_the_focus_is_not_lost(open_board):
    page = open_board()
    write_objective(page)
    page.get_by_label("Key result", exact=True).click()
    page.keyboard.type(TASK)
    expect(hint(page)).to_be_visible()
    press_until(page, page.get_by_role("button", name="Keep mine"), limit=3)
    page.keyboard.press("Enter")
    expect(page.get_by_text("It stays as you wrote it.")).to_be_focused()
    expect(hint(page)).to_have_count(0)
    press_until(page, page.get_by_role("button", name=re.compile("^Yes or no")), limit=1)


# Help with the words


def test_a_hint_appears_while_typing_and_takes_neither_the_focus_nor_a_letter(open_board):
    page = open_board()
    write_objective(page)
    title = page.get_by_label("Key result", exact=True)
    title.click()
    page.keyboard.type(TASK)
    expect(hint(page)).to_contain_text("This reads like a task.")
    expect(title).to_be_focused()
    page.keyboard.type(" about our work")
    expect(title).to_have_value(f"{TASK} about our work")
    assert page.locator(".okr-hints").first.get_attribute("aria-live") == "polite"
    title.fill("Raise readership from 3 to 5")
    expect(hint(page)).to_have_count(0)
    expect(title).to_be_focused()


def test_a_late_answer_loses_nothing_that_was_typed_meanwhile(open_board):
    page = open_board()
    write_objective(page)
    held = []
    page.route("**/hints", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    title = page.get_by_label("Key result", exact=True)
    title.click()
    with page.expect_request("**/hints"):
        page.keyboard.type(TASK)
    page.keyboard.type(" for everybody")
    page.wait_for_timeout(100)
    held[0].continue_()
    expect(hint(page)).to_be_visible()
    expect(title).to_have_value(f"{TASK} for everybody")
    expect(title).to_be_focused()


def test_help_that_does_not_come_is_not_missed(open_board):
    page = open_board()
    write_objective(page)
    page.route("**/hints", lambda route: route.abort())
    title = page.get_by_label("Key result", exact=True)
    title.click()
    with page.expect_event("requestfailed"):
        page.keyboard.type(TASK)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Add key result", exact=True).click()
    expect(page.locator(".okr-item", has_text=TASK)).to_be_visible()


def test_a_better_wording_is_taken_and_given_back(open_board):
    page = open_board()
    write_objective(page)
    title = page.get_by_label("Key result", exact=True)
    title.fill(TASK)
    page.get_by_role("button", name="Use this wording").click()
    expect(title).to_have_value(BETTER)
    expect(page.get_by_text("It is in the field now.")).to_be_focused()
    expect(page.get_by_role("button", name=re.compile("^A number"))).to_have_attribute("aria-pressed", "true")
    for label, value in (("Today it is", "1,200"), ("It should become", "1,500"), ("Of what?", "readers")):
        expect(page.get_by_label(label)).to_have_value(value)
    page.get_by_role("button", name="Take mine back").click()
    expect(title).to_have_value(TASK)
    expect(page.get_by_role("button", name=re.compile("^Yes or no"))).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Add key result", exact=True).click()
    expect(page.locator(".okr-item", has_text=TASK)).to_be_visible()


def test_a_better_wording_is_saved_as_it_stands(open_board):
    page = open_board()
    write_objective(page)
    page.get_by_label("Key result", exact=True).fill(TASK)
    page.get_by_role("button", name="Use this wording").click()
    expect(page.get_by_label("It should become")).to_have_value("1,500")
    page.get_by_role("button", name="Add key result", exact=True).click()
    expect(page.locator(".okr-item", has_text=BETTER)).to_contain_text("From 1,200 to 1,500")
    assert KeyResult.objects.get().kind == "metric"


def test_a_kind_of_hint_stays_away_for_good(open_board, amara):
    page = open_board()
    write_objective(page)
    title = page.get_by_label("Key result", exact=True)
    title.fill(TASK)
    page.get_by_role("button", name="Don’t show this kind of hint again").click()
    expect(page.get_by_text("You will not see this kind of hint again.")).to_be_focused()
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Add a key result").click()
    with page.expect_response("**/hints") as answered:
        title.fill(f"{TASK}, again")
    assert answered.value.status == 204
    expect(hint(page)).to_have_count(0)
    assert read_ignored_hints(user_id=amara.pk) == {"task_shaped"}


def test_a_title_that_is_there_already_is_noted_and_saved_all_the_same(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC, title=OBJECTIVE)
    page = open_board()
    page.get_by_role("link", name="New objective").click()
    page.get_by_label("What do you want to reach?").fill(OBJECTIVE)
    expect(hint(page)).to_contain_text("You have an objective of this name already.")
    page.get_by_role("button", name="Next: how will I notice?").click()
    expect(page.get_by_role("heading", name="A new key result")).to_be_visible()
    assert Objective.objects.filter(title=OBJECTIVE).count() == 2


# Examples, drafts, and the way back


def test_an_example_becomes_ones_own_and_its_course_is_chosen(open_board):
    page = open_board()
    page.get_by_role("button", name=re.compile(f"^Start from this.*{OBJECTIVE}")).click()
    expect(page.get_by_role("heading", name="How will I notice?")).to_be_focused()
    page.get_by_label("Course", exact=True).select_option(label=COURSE)
    page.get_by_role("button", name="Add key result", exact=True).click()
    expect(page.locator(".okr-item", has_text="Complete a communication course")).to_be_visible()
    start_objective(page)
    assert KeyResult.objects.count() == 3


def test_starting_from_an_example_twice_is_one_draft(open_board):
    page = open_board()
    page.get_by_role("button", name=re.compile(f"^Start from this.*{OBJECTIVE}")).dblclick()
    expect(page.get_by_role("heading", name="How will I notice?")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert Objective.objects.count() == 1


def test_a_draft_is_found_again_and_a_step_gone_back_to(open_board):
    page = open_board()
    write_objective(page)
    add_key_result(page, "Yes or no", PRESENTATION)
    page.get_by_role("link", name="Board", exact=True).first.click()
    page.get_by_role("link", name=re.compile("^(Go on writing|Look at it and start)")).first.click()
    expect(page.locator(".okr-item", has_text=PRESENTATION)).to_be_visible()
    page.get_by_role("button", name=re.compile("^Change.*What and why")).click()
    expect(page.get_by_role("heading", name="What and why")).to_be_focused()
    page.get_by_label("What do you want to reach?").fill("Speak up in meetings")
    page.get_by_role("button", name="Next: how will I notice?").click()
    expect(page.get_by_role("complementary").get_by_text("Speak up in meetings")).to_be_visible()
    start_objective(page, "Speak up in meetings")


def test_a_key_result_is_changed_and_removed_in_its_place(open_board, amara):
    make_objective(amara, READERS, MENTORING, start=False)
    page = open_board()
    page.get_by_role("link", name=re.compile("^(Go on writing|Look at it and start)")).first.click()
    page.get_by_role("button", name=re.compile(f"^Change.*{READERS.title}")).click()
    page.get_by_label("It should become").fill("1,600")
    # Nothing that is half changed is left behind.
    expect(page.get_by_role("button", name="Next: when, and who sees it")).to_be_hidden()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".okr-item", has_text=READERS.title)).to_contain_text("From 1,200 to 1,600")
    expect(page.locator(".okr-item", has_text=READERS.title)).to_be_focused()
    page.get_by_role("button", name=re.compile(f"^Change.*{MENTORING.title}")).click()
    page.locator("summary", has_text="Remove").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator(".okr-item", has_text=MENTORING.title)).to_have_count(0)
    expect(page.get_by_role("heading", name="How will I notice?")).to_be_focused()


def test_a_key_result_that_was_begun_goes_along_to_the_last_step(open_board):
    page = open_board()
    write_objective(page)
    add_key_result(page, "Yes or no", PRESENTATION)
    page.get_by_label("Key result", exact=True).fill(WORD_A_DAY)
    page.get_by_role("button", name=re.compile("^A habit")).click()
    page.get_by_role("button", name="Next: when, and who sees it").click()
    expect(page.get_by_label("Days a week")).to_be_focused()
    page.get_by_label("Days a week").fill("7")
    page.get_by_role("button", name="Next: when, and who sees it").click()
    expect(page.get_by_role("heading", name="When, and who sees it")).to_be_focused()
    assert [row.title for row in KeyResult.objects.order_by("pk")] == [PRESENTATION, WORD_A_DAY]
    page.get_by_role("button", name=re.compile("^Change.*How will I notice")).click()
    page.get_by_role("button", name="Another key result").click()
    expect(page.get_by_label("Key result", exact=True)).to_have_value("")


def test_without_a_connection_the_button_that_was_pressed_says_so(open_board):
    page = open_board()
    write_objective(page)
    add_key_result(page, "Yes or no", PRESENTATION)
    go_on = page.get_by_role("button", name="Next: when, and who sees it")
    page.context.set_offline(True)
    go_on.click()
    expect(page.locator(".okr-trouble + p").filter(has=go_on)).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".okr-trouble")).to_have_count(0)


def test_a_step_is_saved_whatever_else_is_held_down(open_board):
    page = open_board()
    write_objective(page)
    add_key_result(page, "Yes or no", PRESENTATION)
    page.get_by_role("button", name="Next: when, and who sees it").click(modifiers=["ControlOrMeta"])
    expect(page.get_by_role("heading", name="When, and who sees it")).to_be_focused()


def test_back_from_the_last_step_leads_to_the_second(open_board):
    page = open_board()
    write_objective(page)
    add_key_result(page, "Yes or no", PRESENTATION)
    page.get_by_role("button", name="Next: when, and who sees it").click()
    expect(page.get_by_role("heading", name="When, and who sees it")).to_be_focused()
    page.go_back()
    expect(page.locator(".okr-item", has_text=PRESENTATION)).to_be_visible()


@pytest.mark.parametrize("address", ["block", "site"])
def test_back_from_the_second_step_leads_to_the_draft_that_was_written(browse, amara, address):
    page = browse("amara")
    page.goto(board_address() if address == "block" else "/okr/")
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    write_objective(page)
    page.go_back()
    expect(page.get_by_label("What do you want to reach?")).to_have_value(OBJECTIVE)
    page.get_by_label("What do you want to reach?").fill("Speak up")
    page.get_by_role("button", name="Next: how will I notice?").click()
    expect(page.get_by_role("heading", name="A new key result")).to_be_visible()
    assert [row.title for row in Objective.objects.all()] == ["Speak up"]
    page.go_back()
    expect(page.get_by_label("What do you want to reach?")).to_have_value("Speak up")
    page.go_back()
    expect(page.locator("#okr-board > [data-okr-page=board]")).to_be_visible()


def test_a_lost_connection_keeps_the_step_as_it_was_typed(open_board):
    page = open_board()
    page.get_by_role("link", name="Write my first objective").click()
    page.get_by_label("What do you want to reach?").fill(OBJECTIVE)
    page.context.set_offline(True)
    page.get_by_role("button", name="Next: how will I notice?").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no connection right now.")
    page.context.set_offline(False)
    page.reload()  # the page that was shown is shown again
    expect(page.get_by_label("What do you want to reach?")).to_have_value(OBJECTIVE)
    page.get_by_role("button", name="Next: how will I notice?").click()
    expect(page.get_by_role("heading", name="A new key result")).to_be_visible()
    assert Objective.objects.count() == 1


# How it looks


@pytest.mark.parametrize("viewport", ["narrow", "desktop"])
@pytest.mark.parametrize("locale", ["en", "es", "ar"])
def test_every_step_fits_and_is_accessible(open_board, assert_fits, assert_accessible, viewport, locale):
    page = open_board(viewport=viewport, locale=locale)

    def look() -> None:
        assert_fits(page)
        assert_accessible(page, within=".okr")

    look()
    page.locator("a.okr-btn--primary").click()
    title = page.locator("input[name=title]")
    expect(title).to_be_visible()
    page.locator("details summary").first.click()
    look()
    page.locator("form button[type=submit]").first.click()
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()
    look()
    title.fill(f"{LONG} {LONG}")
    page.locator("form button[type=submit]").first.click()
    expect(page.locator("input[name=kind]")).to_be_attached()
    title.fill({"en": TASK, "es": "Crear un boletín", "ar": "إنشاء نشرة شهرية"}[locale])
    expect(hint(page)).to_be_visible()
    look()
    for number in range(6):
        choice = page.locator("form .okr-choice").nth(number)
        choice.click()
        expect(choice).to_have_attribute("aria-pressed", "true")
        look()
    page.locator("form .okr-choice").nth(2).click()
    page.locator("details summary").first.click()
    page.locator("select[name=course]").select_option(index=1)
    page.locator("form.okr-panel button[type=submit]").click()
    expect(page.locator(".okr-items .okr-item")).to_have_count(1)
    look()
    page.locator(".okr-items .okr-item button").click()
    page.locator("details:has([name=weight]) > summary").click()
    expect(page.locator("input[name=weight][type=text]")).to_be_visible()
    look()
    page.locator('button[hx-vals*=\'"step":"when"\']').last.click()
    expect(page.locator("input[name=due_on]")).to_be_visible()
    look()
    page.locator("input[name=due_on]").fill("2031-01-01")
    page.locator("button[value=start]").click()
    expect(page.locator("input[name=due_on]")).to_be_focused()
    look()


@pytest.mark.parametrize("locale", ["en", "es", "ar"])
def test_buttons_below_a_form_that_stand_in_two_lines_begin_at_one_edge(open_board, amara, locale):
    draft = make_objective(amara, READERS, start=False)
    page = open_board(viewport="narrow", locale=locale)
    page.goto(f"/okr/write/?id={draft.public_id}&step=when")
    page.set_viewport_size({"width": 220, "height": 700})
    primary, quiet = page.locator("form button[type=submit]").all()
    edge = "right" if locale == "ar" else "left"
    first = primary.evaluate(f"element => element.getBoundingClientRect().{edge}")
    second = quiet.evaluate(
        f"element => {{ const words = new Range(); words.selectNodeContents(element); "
        f"return words.getBoundingClientRect().{edge}; }}"
    )
    assert quiet.bounding_box()["y"] > primary.bounding_box()["y"] + 40
    assert first == pytest.approx(second, abs=2)


def test_the_whole_way_on_a_phone(open_board, assert_fits):
    page = open_board(viewport="phone")
    write_objective(page)
    add_key_result(page, "Milestones", MENTORING.title, {"Stages, one a line": "Met\nAgreed"})
    add_key_result(page, "A limit", "Reply soon", {"Stay": "at or below", "The limit": "4", "Of what?": "hours"})
    start_objective(page)
    assert_fits(page)
    expect(row(page, MENTORING.title)).to_be_visible()
