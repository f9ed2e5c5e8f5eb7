"""The board in a real browser: keyboard, focus, refusals, lost connections, two tabs, languages, narrow pages."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from okr_xblock.demo import standin
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.models import CheckIn, KeyResult
from tests.browser.board import (
    COURSE,
    COURSE_DONE,
    OBJECTIVE,
    PRESENTATION,
    add_key_result,
    board_address,
    celebration,
    open_check_in,
    row,
    save_check_in,
    shelf,
    write_the_story,
)
from tests.support.okr import PRESENTATION as PRESENTATION_SPEC
from tests.support.okr import (
    READERS,
    WORD_A_DAY,
    complete,
    counted_blocks,
    course_spec,
    give_presentation,
    key_result_of,
    make_cycle,
    make_objective,
)


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


def hold(page, address):
    """Keeps requests to this address on their way. Returns the list of their routes: `continue_()` lets one go on."""
    held = []

    def keep(route):
        held.append(route)

    page.route(address, keep)
    return held


def open_more(scope, title):
    """The quiet menu of an objective or key result."""
    scope.locator("summary", has_text=f": {title}").last.click()


# Refusals, in place


def test_a_refused_form_comes_back_in_its_place_and_the_board_stays(open_board, amara):
    make_objective(amara, READERS)
    page = open_board()
    form = open_check_in(page, READERS.title)
    form.get_by_label("Where is it now?").fill("many")
    form.get_by_label("What helped, what got in the way?").fill("Two columns went out")
    form.get_by_role("button", name="Save check-in").click()
    expect(form.get_by_text("Write the number in full, like 1290.")).to_be_visible()
    expect(form.get_by_label("Where is it now?")).to_have_value("many")
    expect(form.get_by_label("Where is it now?")).to_be_focused()
    expect(form.get_by_label("What helped, what got in the way?")).to_have_value("Two columns went out")
    expect(page.get_by_role("heading", name="My objectives")).to_be_visible()
    form.get_by_label("Where is it now?").fill("1,350")
    save_check_in(page, READERS.title, sure=6)
    expect(row(page, READERS.title).get_by_text("1,350")).to_be_visible()
    assert CheckIn.objects.get().note == "Two columns went out"


def test_two_tabs_show_both_versions(open_board, amara):
    make_objective(amara, READERS)
    first, second = open_board(), open_board()
    for page in (first, second):
        open_more(page, OBJECTIVE)
        page.get_by_role("button", name="Change", exact=True).click()
        expect(page.get_by_role("heading", name="Change this objective")).to_be_visible()
    for page, title in ((first, "Speak up in meetings"), (second, "Speak to many people")):
        page.get_by_label("What do you want to reach?").fill(title)
        page.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_text("This was changed in another place meanwhile.")).to_be_visible()
    expect(second.get_by_role("alert").get_by_text("Speak up in meetings")).to_be_visible()
    expect(second.get_by_label("What do you want to reach?")).to_have_value("Speak to many people")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("heading", name="Speak to many people")).to_be_visible()


def test_what_was_removed_in_another_tab_is_said_above_the_board(open_board, amara):
    objective = make_objective(amara, READERS, PRESENTATION_SPEC)
    page = open_board()
    KeyResult.objects.filter(pk=key_result_of(objective, READERS.title).pk).update(removed_at=timezone.now())
    row(page, READERS.title).get_by_role("button", name=re.compile("Check in")).click()
    expect(page.get_by_text("This is no longer here. Perhaps it was removed meanwhile.")).to_be_in_viewport()
    expect(row(page, PRESENTATION)).to_be_visible()


def test_pressing_a_button_twice_writes_once(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = open_board()
    form = open_check_in(page, PRESENTATION)
    form.get_by_role("button", name="Save check-in").dblclick()
    expect(row(page, PRESENTATION).get_by_text("Confidence 5 of 10")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert CheckIn.objects.count() == 1


# Connections


def test_a_lost_connection_keeps_what_was_typed_and_says_so_beside_the_button(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = open_board()
    form = open_check_in(page, PRESENTATION)
    form.get_by_label("What helped, what got in the way?").fill("My knees")
    page.context.set_offline(True)
    form.get_by_role("button", name="Save check-in").click()
    trouble = form.get_by_role("alert")
    expect(trouble).to_have_text("There is no connection right now. What you typed is still here; please try again.")
    expect(trouble).to_be_in_viewport()
    expect(form.get_by_label("What helped, what got in the way?")).to_have_value("My knees")
    page.context.set_offline(False)
    save_check_in(page, PRESENTATION, sure=9)
    expect(trouble).to_have_count(0)
    assert CheckIn.objects.get().note == "My knees"


@pytest.mark.parametrize("back", ["the browser says so", "another request succeeds"])
def test_the_word_that_there_is_no_connection_goes_as_soon_as_there_is_one(open_board, amara, back):
    make_objective(amara, PRESENTATION_SPEC, READERS)
    page = open_board()
    form = open_check_in(page, PRESENTATION)
    cut_off = "**/*save_check_in*"
    page.route(cut_off, lambda route: route.abort())
    form.get_by_role("button", name="Save check-in").click()
    expect(form.get_by_role("alert")).to_contain_text("There is no connection right now.")
    if back == "the browser says so":
        page.context.set_offline(True)
        page.context.set_offline(False)
    else:
        open_check_in(page, READERS.title)
    expect(form.get_by_role("alert")).to_have_count(0)


def test_what_was_said_of_one_page_is_not_said_on_the_next(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = open_board()
    open_check_in(page, PRESENTATION)
    save_check_in(page, PRESENTATION, sure=9)
    live = page.locator("[data-okr-live]")
    expect(live).to_have_text("Check-in saved.")
    page.get_by_role("navigation", name="My OKRs").get_by_role("link", name="Badges").click()
    expect(page.locator("[data-okr-page=badges]")).to_be_visible()
    expect(live).to_have_text("")


def test_an_answer_that_was_lost_on_its_way_does_not_write_twice(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = open_board()
    open_check_in(page, PRESENTATION)

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route("**/save_check_in", lose_the_answer)
    form = row(page, PRESENTATION).locator("form")
    form.get_by_role("button", name="Save check-in").click()
    expect(form.get_by_role("alert")).to_contain_text("There is no connection")
    page.unroute("**/save_check_in")
    form.get_by_role("button", name="Save check-in").click()
    expect(form).to_have_count(0)
    assert CheckIn.objects.count() == 1


def test_somebody_who_was_signed_out_in_another_tab_keeps_what_was_typed(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = open_board()
    form = open_check_in(page, PRESENTATION)
    form.get_by_label("What helped, what got in the way?").fill("My knees")
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Leave").click()
    expect(other.get_by_role("button", name="Leave")).to_have_count(0)
    form.get_by_role("button", name="Save check-in").click()
    expect(form.get_by_role("alert")).to_contain_text("You are perhaps no longer signed in.")
    other.get_by_role("button", name="Enter as Amara, learner").click()
    expect(other.get_by_role("button", name="Leave")).to_be_visible()
    save_check_in(page, PRESENTATION, sure=9)
    assert CheckIn.objects.get().note == "My knees"


def test_a_fault_of_ours_keeps_what_was_typed(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = open_board()
    form = open_check_in(page, PRESENTATION)
    # A gateway's own words, in place of the server's: 502 itself would fail the test, as any 5xx does.
    page.route("**/save_check_in", lambda route: route.fulfill(status=418, body="<h1>Gateway</h1>"))
    form.get_by_role("button", name="Save check-in").click()
    expect(form.get_by_role("alert")).to_contain_text("Something went wrong on our side.")
    expect(page.get_by_text("Gateway")).to_have_count(0)


def test_somebody_who_left_the_course_meanwhile_is_told_and_keeps_the_page(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = open_board()
    form = open_check_in(page, PRESENTATION)
    standin.unenroll(user=amara, course_key=COMMUNICATION)
    form.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_text("Join this course to write and see your OKRs here.")).to_be_in_viewport()
    expect(form).to_be_visible()


# Forms that stand open


def test_an_open_form_is_gone_to_and_not_emptied(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = open_board()
    opener = page.get_by_role("button", name="Add a key result")
    opener.click()
    page.get_by_label("Key result", exact=True).fill("Half a sent")
    opener.click()
    expect(page.get_by_role("heading", name="A new key result")).to_be_focused()
    expect(page.get_by_label("Key result", exact=True)).to_have_value("Half a sent")


def test_a_title_typed_while_another_kind_is_fetched_is_kept(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = open_board()
    page.get_by_role("button", name="Add a key result").click()
    title = page.get_by_label("Key result", exact=True)
    title.fill("Learn")
    held = hold(page, "**/new_key_result")
    with page.expect_request("**/new_key_result"):
        page.get_by_role("button", name="A habit").click()
    title.press("End")
    title.press_sequentially(" one new")
    held[0].continue_()
    expect(page.get_by_label("Days a week")).to_be_visible()
    expect(title).to_be_focused()
    title.press_sequentially(" word")
    expect(title).to_have_value("Learn one new word")


def test_a_kind_that_was_chosen_by_keyboard_keeps_the_focus(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = open_board()
    page.get_by_role("button", name="Add a key result").click()
    expect(page.get_by_role("heading", name="A new key result")).to_be_focused()
    page.get_by_role("button", name=re.compile("^A number")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Today it is")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^A number"))).to_be_focused()
    expect(page.get_by_role("button", name=re.compile("^A number"))).to_have_attribute("aria-pressed", "true")


def test_cancel_goes_back_to_the_button_that_opened_the_form(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = open_board()
    page.get_by_role("button", name="Add a key result").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("Key result", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Add a key result")).to_be_focused()


def test_a_key_result_is_removed_in_two_steps_without_a_dialog(open_board, amara):
    """A page inside another site's frame, as units are shown by the platform, may open no dialog."""
    make_objective(amara, READERS, PRESENTATION_SPEC)
    page = open_board()
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    open_more(row(page, READERS.title), READERS.title)
    row(page, READERS.title).get_by_role("button", name=re.compile("^Change")).click()
    form = row(page, READERS.title).locator("form")
    form.get_by_text("Remove", exact=True).first.click()
    form.get_by_role("button", name="Remove").click()
    expect(row(page, READERS.title)).to_have_count(0)
    expect(row(page, PRESENTATION)).to_be_visible()
    expect(page.get_by_role("article")).to_be_focused()


# The keyboard alone


def press_until(page, target, key="Tab", limit=80):
    for _press in range(limit):
        page.keyboard.press(key)
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{limit} times {key} does not reach {target}")


def test_a_draft_is_started_checked_in_and_celebrated_by_keyboard_alone(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC, title=OBJECTIVE, start=False)
    page = open_board()
    press_until(page, page.get_by_role("button", name="Start this objective"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name=OBJECTIVE)).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Your objective has started. Good luck!")

    press_until(page, row(page, PRESENTATION).locator("summary"))
    page.keyboard.press("Enter")
    press_until(page, row(page, PRESENTATION).get_by_role("button", name=re.compile("^Change")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Change this key result")).to_be_focused()
    press_until(page, page.get_by_role("button", name="Cancel"))
    page.keyboard.press("Enter")
    expect(row(page, PRESENTATION).get_by_role("button", name=re.compile("^Change"))).to_be_focused()

    press_until(page, row(page, PRESENTATION).get_by_role("button", name=re.compile("^Check in")), key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How is it going?")).to_be_focused()
    press_until(page, page.get_by_label("Not yet"))
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Yes, done")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")  # five is where one began
    expect(page.get_by_role("radio", name="6", exact=True)).to_be_checked()
    press_until(page, page.get_by_role("button", name="Save check-in"))
    page.keyboard.press("Enter")
    expect(celebration(page)).to_be_focused()
    press_until(page, page.get_by_role("button", name="Thank you, go on"))
    page.keyboard.press("Enter")
    expect(celebration(page)).to_have_count(0)
    expect(row(page, PRESENTATION)).to_be_focused()


# Celebrations


def test_of_two_tabs_that_ask_at_once_one_celebrates(open_board, browse, amara):
    give_presentation(amara, make_objective(amara, PRESENTATION_SPEC))
    pages = [browse("amara"), browse("amara")]
    held = [hold(page, "**/celebrate") for page in pages]
    for page in pages:
        with page.expect_request("**/celebrate"):
            page.goto(board_address())
    for (route,) in held:
        route.continue_()
    for page in pages:
        page.wait_for_load_state("networkidle")
        expect(shelf(page)).to_have_count(4)
    assert sorted(celebration(page).count() for page in pages) == [0, 1]


def test_a_celebration_whose_answer_was_lost_still_leaves_the_badges_on_the_shelf(browse, amara):
    give_presentation(amara, make_objective(amara, PRESENTATION_SPEC))
    page = browse("amara")
    page.route("**/celebrate", lambda route: route.abort())
    page.goto(board_address())
    expect(shelf(page)).to_have_count(4)
    page.get_by_role("link", name="All my badges").click()
    expect(page.get_by_role("heading", name="5 badges earned so far")).to_be_visible()
    expect(page.locator(".okr-shelf__item")).to_have_count(5)


def test_a_celebration_takes_nobody_away_from_what_they_are_typing(browse, amara):
    objective = make_objective(amara, PRESENTATION_SPEC, READERS)
    give_presentation(amara, objective)
    page = browse("amara")
    held = hold(page, "**/celebrate")
    page.goto(board_address())
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    note = open_check_in(page, READERS.title).get_by_label("What helped, what got in the way?")
    note.press_sequentially("Two col")
    held[0].continue_()
    expect(celebration(page)).to_be_visible()
    expect(note).to_be_focused()
    note.press_sequentially("umns")
    expect(note).to_have_value("Two columns")


# Languages, widths, accessibility


@pytest.mark.parametrize("viewport", ["narrow", "phone", "desktop"])
@pytest.mark.parametrize("locale", ["en", "es", "ar"])
def test_a_full_board_fits_and_is_accessible(open_board, amara, assert_fits, assert_accessible, viewport, locale):
    today = timezone.localdate()
    long = "Donaudampfschifffahrtsgesellschaftskapitänswitwe"
    objective = make_objective(
        amara,
        PRESENTATION_SPEC,
        WORD_A_DAY,
        READERS,
        course_spec(),
        title=f"{long} {long}",
        why=long,
        starts_on=today - timedelta(days=9),
    )
    give_presentation(amara, objective)
    for number in range(3):
        make_objective(amara, READERS, title=f"{long} {number}", start=number > 0)
    page = open_board(viewport=viewport, locale=locale)
    assert page.get_attribute("html", "dir") == ("rtl" if locale == "ar" else "ltr")
    expect(page.locator(".okr-cheer")).to_be_visible()
    assert_fits(page)
    assert_accessible(page, within=".okr")


def openers(page):
    """Every button that opens a form, by its place: their words depend on the language."""
    return page.locator("button[hx-post*='new_'], button[hx-post*='edit_'], button[hx-post$='/check_in']")


@pytest.mark.parametrize("viewport", ["narrow", "desktop"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_every_open_form_fits_and_is_accessible(open_board, amara, assert_fits, assert_accessible, viewport, locale):
    make_objective(amara, PRESENTATION_SPEC, WORD_A_DAY, READERS, course_spec())
    page = open_board(viewport=viewport, locale=locale)
    for menu in page.locator(".okr-more--dots > summary").all():
        menu.click()
    for number in range(openers(page).count()):
        opener = openers(page).nth(number)
        slot = page.locator(opener.get_attribute("hx-target"))
        opener.click()
        expect(slot.locator("form")).to_be_visible()
        assert_fits(page)
        assert_accessible(page, within=".okr")
        slot.locator("[data-okr-close]").click()
        expect(slot.locator("form")).to_have_count(0)


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_the_form_of_every_kind_and_a_refused_one_fit_and_are_accessible(
    open_board, amara, assert_fits, assert_accessible, locale
):
    make_objective(amara, start=False)
    page = open_board(viewport="narrow", locale=locale)
    page.locator("button[hx-post*='new_key_result']").click()
    form = page.locator("form.okr-panel")
    for number in range(6):
        choice = form.locator(".okr-choice").nth(number)
        choice.click()
        expect(choice).to_have_attribute("aria-pressed", "true")
        assert_fits(page)
        assert_accessible(page, within=".okr")
    form.locator("button[type=submit]").click()
    expect(form.locator("[aria-invalid=true]").first).to_be_focused()
    assert_fits(page)
    assert_accessible(page, within=".okr")


@pytest.mark.parametrize("state", ["empty", "draft"])
def test_a_board_that_only_begins_is_accessible(open_board, amara, assert_accessible, state):
    if state == "draft":
        make_objective(amara, PRESENTATION_SPEC, start=False)
    assert_accessible(open_board(), within=".okr")


def test_an_arabic_reader_writes_arabic_and_counts_in_arabic_digits(open_board, amara):
    make_objective(amara, PRESENTATION_SPEC, title="أن أتحدث بثقة أمام الآخرين")
    page = open_board(locale="ar")
    expect(page.get_by_role("heading", name="أن أتحدث بثقة أمام الآخرين")).to_be_visible()
    page.locator("button[hx-post*='new_key_result']").click()
    page.locator(".okr-choice", has=page.locator("use[href='#okr-i-range']")).click()
    page.locator("input[name=limit]").fill("١٢")
    page.locator("input[name=title]").fill("أقل من ١٢ رسالة")
    page.locator("form.okr-panel button[type=submit]").click()
    expect(page.get_by_role("heading", name="أقل من ١٢ رسالة")).to_be_visible()
    assert KeyResult.objects.get(kind="stay").limit == 12


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_where_a_course_moved_it_from_is_read_before_where_it_moved_it_to(open_board, amara, locale):
    make_objective(amara, course_spec())
    complete(amara, *counted_blocks()[0])
    before, after = open_board(locale=locale).locator(".okr-evidence .okr-delta > [aria-hidden]:not(svg)").all()
    assert (before.bounding_box()["x"] < after.bounding_box()["x"]) == (locale == "en")


def test_motion_is_shown_only_to_those_who_want_it(browse, amara):
    give_presentation(amara, make_objective(amara, PRESENTATION_SPEC))
    page = browse("amara", reduced_motion=True)
    page.goto(board_address())
    badge = page.locator(".okr-cheer .okr-badge").first
    expect(badge).to_be_visible()
    assert badge.evaluate("element => getComputedStyle(element).animationName") == "none"


def test_a_board_without_scripts_still_shows_where_one_stands(browse, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = browse("amara", scripts=False)
    page.goto(board_address())
    expect(page.get_by_role("heading", name=PRESENTATION)).to_be_visible()


def test_the_story_fits_on_a_phone(open_board, assert_fits):
    page = open_board(viewport="phone")
    write_the_story(page)
    add_key_result(page, "A number", "Speak up", {"Today it is": "0", "It should become": "10", "Of what?": "times"})
    assert_fits(page)
    expect(row(page, COURSE_DONE).get_by_role("link", name=COURSE)).to_be_visible()


@pytest.mark.parametrize("entered", ["its button", "a choice"])
def test_escape_closes_a_menu_and_goes_back_to_its_button(browse, amara, entered):
    make_objective(amara, READERS)
    page = browse("amara")
    page.goto(board_address())
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    menu = page.locator(".okr-objective__foot details")
    button = menu.locator("summary")
    button.press("Enter")
    choice = menu.get_by_role("button", name="Change", exact=True)
    expect(choice).to_be_visible()
    (button if entered == "its button" else choice).press("Escape")
    expect(choice).to_be_hidden()
    expect(button).to_be_focused()
