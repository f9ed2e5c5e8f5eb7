"""The back button, two tabs, and what is typed and not yet saved: nothing is lost, nothing is shown that is old."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from okr_xblock.api.check_ins import CheckInEntry, record_check_ins
from okr_xblock.models import CheckIn, HabitTick, Objective
from tests.browser.board import PRESENTATION, board_address, enter, open_check_in, row, save_check_in
from tests.support.okr import (
    MENTORING,
    READERS,
    STAY,
    WORD_A_DAY,
    key_result_of,
    make_cycle,
    make_objective,
    wait_for_check_in,
)
from tests.support.okr import PRESENTATION as PRESENTATION_SPEC

SITE = "/okr/"
NOTE = "What helped, what got in the way?"
KEPT = "We kept what you typed."


@pytest.fixture
def amara(site) -> User:
    make_cycle()
    return User.objects.get(username="amara")


@pytest.fixture(params=["block", "site"])
def address(request) -> str:
    """Where a board stands: in a unit of a course, whose page has one address for all of ours, and at /okr/."""
    return board_address() if request.param == "block" else SITE


def ready(page, address=SITE):
    page.goto(address)
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    return page


def today():
    return timezone.localdate()


def shown(page, name):
    """Waits until this page of ours is the one that is shown."""
    expect(page.locator(f"#okr-board > [data-okr-page={name}]")).to_be_visible()


def tab(page, name):
    page.get_by_role("navigation", name="My OKRs").get_by_role("link", name=name, exact=True).click()


# Back and forward


def test_back_leads_through_the_pages_that_were_shown(browse, amara, address):
    make_objective(amara, READERS)
    page = ready(browse("amara"), address)
    shown(page, "board")
    tab(page, "Badges")
    shown(page, "badges")
    tab(page, "Earlier cycles")
    shown(page, "look_back")
    page.go_back()
    shown(page, "badges")
    page.go_back()
    shown(page, "board")
    page.go_forward()
    shown(page, "badges")
    expect(page.get_by_role("link", name="Badges", exact=True)).to_have_attribute("aria-current", "page")


def test_the_address_of_the_site_says_which_page_is_shown(browse, amara):
    objective = make_objective(amara, READERS)
    page = ready(browse("amara"))
    tab(page, "Badges")
    expect(page).to_have_url(re.compile("/okr/badges/$"))
    expect(page).to_have_title(re.compile("^My badges"))
    tab(page, "Board")
    expect(page).to_have_url(re.compile("/okr/$"))
    page.get_by_role("link", name="The whole story").click()
    shown(page, "objective")
    expect(page).to_have_url(re.compile(f"/okr/objective/\\?id={objective.public_id}$"))
    page.reload()
    shown(page, "objective")
    page.go_back()
    shown(page, "board")
    expect(page).to_have_url(re.compile("/okr/$"))
    expect(page).to_have_title(re.compile("^My OKRs"))


def test_a_way_back_to_where_one_was_on_the_board_is_no_address_of_its_own(browse, amara):
    make_objective(amara, READERS)
    page = ready(browse("amara"))
    page.get_by_role("link", name="The whole story").click()
    shown(page, "objective")
    page.get_by_role("main").get_by_role("link", name="Board", exact=True).last.click()
    shown(page, "board")
    expect(page).to_have_url(re.compile("/okr/$"))
    tab(page, "Board")
    shown(page, "board")
    page.go_back()
    shown(page, "objective")


def test_going_to_a_page_leads_the_keyboard_to_its_heading(browse, amara, address):
    make_objective(amara, READERS)
    page = ready(browse("amara"), address)
    tab(page, "Badges")
    shown(page, "badges")
    expect(page.locator("#okr-board h3").first).to_be_focused()
    page.go_back()
    shown(page, "board")
    expect(page.locator("#okr-board h3").first).to_be_focused()


def test_going_back_never_shows_what_is_old(browse, amara, address):
    objective = make_objective(amara, READERS)
    page = ready(browse("amara"), address)
    tab(page, "Badges")
    shown(page, "badges")
    Objective.objects.filter(pk=objective.pk).update(title="Renamed in another tab")
    page.go_back()
    shown(page, "board")
    expect(page.get_by_role("heading", name="Renamed in another tab")).to_be_visible()


@pytest.mark.parametrize("way", ["another document", "the browser's memory"])
def test_coming_back_from_another_document_shows_what_is_true_now(browse, amara, address, way):
    objective = make_objective(amara, READERS)
    page = ready(browse("amara"), address)
    tab(page, "Earlier cycles")
    shown(page, "look_back")
    tab(page, "Board")
    shown(page, "board")
    if way == "another document":
        page.goto("/courses/")
    Objective.objects.filter(pk=objective.pk).update(title="Renamed in another tab")
    if way == "another document":
        page.go_back()
    else:
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.get_by_role("heading", name="Renamed in another tab")).to_be_visible()
    page.go_back()
    shown(page, "look_back")


def test_one_comes_back_from_another_document_to_the_page_that_one_left(browse, amara, address):
    make_objective(amara, READERS)
    page = ready(browse("amara"), address)
    tab(page, "Badges")
    shown(page, "badges")
    page.goto("/courses/")
    page.go_back()
    shown(page, "badges")


def test_a_page_that_is_loaded_again_is_the_one_that_was_shown(browse, amara, address):
    make_objective(amara, READERS)
    page = ready(browse("amara"), address)
    tab(page, "Badges")
    shown(page, "badges")
    page.reload()
    shown(page, "badges")
    page.go_back()
    shown(page, "board")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    shown(page, "board")
    # It came with the document: fetched again it would close a form that was opened meanwhile.
    assert not [url for url in asked if url.endswith("/board")]


def test_a_page_that_is_no_longer_there_is_said_and_what_is_shown_stays(browse, amara):
    objective = make_objective(amara, READERS)
    page = ready(browse("amara"))
    page.get_by_role("link", name="The whole story").click()
    shown(page, "objective")
    tab(page, "Badges")
    shown(page, "badges")
    Objective.objects.filter(pk=objective.pk).delete()
    page.go_back()
    expect(page.get_by_text("This is no longer here.")).to_be_visible()
    shown(page, "badges")


def test_without_a_connection_going_back_is_said(browse, amara, address):
    make_objective(amara, READERS)
    page = ready(browse("amara"), address)
    tab(page, "Badges")
    shown(page, "badges")
    page.context.set_offline(True)
    page.go_back()
    expect(page.get_by_role("alert")).to_contain_text("There is no connection right now.")
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_have_count(0)
    tab(page, "Earlier cycles")
    shown(page, "look_back")


def test_from_a_check_in_that_is_not_due_one_goes_elsewhere_and_comes_back(browse, amara, address):
    objective = make_objective(amara, READERS)
    record_check_ins(
        user_id=amara.pk,
        entries=[CheckInEntry(key_result_id=objective.key_results.get().public_id, confidence=7, value=1290)],
    )
    page = ready(browse("amara"), address)
    number = page.get_by_role("group", name=READERS.title).get_by_label("Where is it now?")
    page.get_by_role("link", name="Check in anyway").click()
    expect(number).to_be_visible()
    tab(page, "Earlier cycles")
    shown(page, "look_back")
    page.go_back()
    expect(number).to_be_visible()
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.reload()
    expect(number).to_be_visible()
    # Refused, it is no other page.
    page.go_back()
    shown(page, "board")
    page.go_forward()
    expect(number).to_be_visible()
    page.get_by_role("link", name="Later").click()
    shown(page, "board")


def test_loaded_by_its_address_a_check_in_keeps_that_address(browse, amara):
    make_objective(amara, READERS)
    page = ready(browse("amara"), "/okr/check_in_due/?id=all")
    expect(page).to_have_url(re.compile(r"/okr/check_in_due/\?id=all$"))


@pytest.mark.parametrize("saved", ["first", "second"])
def test_what_is_typed_into_one_part_outlives_the_saving_of_the_other(browse, amara, address, monkeypatch, saved):
    monkeypatch.setattr("okr_xblock.views.actions.check_ins.MAX_ENTRIES", 1)
    wait_for_check_in(make_objective(amara, READERS, STAY))
    page = ready(browse("amara"), address)
    page.locator(".okr-next [data-okr-go]").click()
    first, second = (
        page.get_by_role("group", name=spec.title).get_by_label("Where is it now?") for spec in (READERS, STAY)
    )
    first.fill("1290")
    page.get_by_role("link", name="Go on to them").click()
    second.fill("3.5")
    if saved == "first":
        page.go_back()
        expect(first).to_have_value("1290")
    page.get_by_role("button", name="Save check-in").click()
    kept, typed = (second, "3.5") if saved == "first" else (first, "1290")
    expect(kept).to_have_value(typed)
    expect(page.get_by_role("heading", name="How did the week go?")).to_be_focused()
    page.get_by_role("button", name="Save check-in").click()
    shown(page, "board")
    assert sorted(CheckIn.objects.values_list("value", flat=True)) == [Decimal("3.5"), 1290]


def test_a_second_part_that_was_refused_is_shown_again_when_it_is_loaded_again(browse, amara, monkeypatch):
    monkeypatch.setattr("okr_xblock.views.actions.check_ins.MAX_ENTRIES", 1)
    make_objective(amara, READERS, STAY)
    page = ready(browse("amara"), "/okr/check_in_due/?id=all")
    second = page.get_by_role("group", name=STAY.title).get_by_label("Where is it now?")
    page.get_by_role("link", name="Go on to them").click()
    expect(second).to_be_visible()
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.reload()
    expect(second).to_be_visible()
    page.go_back()
    expect(page.get_by_role("group", name=READERS.title)).to_be_visible()


def test_of_two_pages_the_one_that_was_asked_for_last_is_shown(browse, amara):
    make_objective(amara, READERS)
    page = ready(browse("amara"))
    held = []

    def hold(route):
        held.append(route)

    page.route("**/okr/do/badges", hold)
    tab(page, "Badges")
    tab(page, "Earlier cycles")
    shown(page, "look_back")
    with page.expect_response("**/okr/do/badges"):
        held[0].continue_()
    page.wait_for_load_state("networkidle")
    shown(page, "look_back")
    expect(page).to_have_url(re.compile("/okr/look_back/$"))


def test_a_link_opens_in_another_tab_by_its_own_address(browse, amara, address):
    make_objective(amara, READERS)
    page = ready(browse("amara"), address)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Badges", exact=True).click(modifiers=["ControlOrMeta"])
    other = opened.value
    expect(other).to_have_url(re.compile("/okr/badges/$"))
    shown(other, "badges")
    shown(page, "board")


# What is typed


def test_what_is_typed_is_given_back_when_the_form_is_opened_again(browse, amara, address):
    make_objective(amara, READERS)
    page = ready(browse("amara"), address)
    form = open_check_in(page, READERS.title)
    form.get_by_label("Where is it now?").fill("1,300")
    form.get_by_label(NOTE).fill("My knees")
    form.get_by_role("radio", name="9", exact=True).check(force=True)
    page.reload()
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    form = open_check_in(page, READERS.title)
    expect(form.get_by_text(KEPT)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=KEPT)).to_be_attached()
    expect(form.get_by_label("Where is it now?")).to_have_value("1,300")
    expect(form.get_by_label(NOTE)).to_have_value("My knees")
    expect(form.get_by_role("radio", name="9", exact=True)).to_be_checked()
    form.get_by_role("button", name="Save check-in").click()
    expect(form).to_have_count(0)
    assert CheckIn.objects.get().note == "My knees"


@pytest.mark.parametrize("way", ["saved", "cancelled"])
def test_what_was_saved_or_cancelled_is_not_given_back(browse, amara, way):
    make_objective(amara, READERS)
    page = ready(browse("amara"))
    form = open_check_in(page, READERS.title)
    form.get_by_label("Where is it now?").fill("1,300")
    form.get_by_label(NOTE).fill("My knees")
    if way == "saved":
        save_check_in(page, READERS.title, sure=6)
    else:
        form.get_by_role("button", name="Cancel").click()
        expect(form).to_have_count(0)
    form = open_check_in(page, READERS.title)
    expect(form.get_by_label(NOTE)).to_have_value("")
    expect(page.get_by_text(KEPT)).to_have_count(0)


def test_what_the_server_sent_back_with_errors_stays_as_it_is(browse, amara):
    make_objective(amara, READERS)
    page = ready(browse("amara"))
    form = open_check_in(page, READERS.title)
    form.get_by_label("Where is it now?").fill("many")
    form.get_by_role("button", name="Save check-in").click()
    expect(form.get_by_label("Where is it now?")).to_be_focused()
    expect(form.get_by_label("Where is it now?")).to_have_value("many")
    expect(page.get_by_text(KEPT)).to_have_count(0)


def test_only_what_was_touched_is_given_back_over_what_says_something_new(browse, amara):
    objective = make_objective(amara, READERS)
    page = ready(browse("amara"))

    def change():
        page.locator("button[hx-post*='edit_objective']").first.evaluate("button => button.click()")
        expect(page.get_by_role("heading", name="Change this objective")).to_be_visible()

    change()
    page.get_by_label("Why does it matter to you?").fill("Because")
    Objective.objects.filter(pk=objective.pk).update(title="Renamed in another tab")
    page.reload()
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    change()
    expect(page.get_by_label("Why does it matter to you?")).to_have_value("Because")
    expect(page.get_by_label("What do you want to reach?")).to_have_value("Renamed in another tab")


def box(page, key_result, position):
    """The first one is ticked here, the second one elsewhere."""
    value = (today() - timedelta(days=position)).isoformat()
    if key_result.title == MENTORING.title:
        value = key_result.stages.order_by("position")[position].public_id
    return page.locator(f"[type=checkbox][value='{value}']")


def tick_elsewhere(user, key_result) -> None:
    """The second box, on another device."""
    ticks = {"days": {today() - timedelta(days=1): True}}
    if key_result.title == MENTORING.title:
        ticks = {"stages": {key_result.stages.order_by("position")[1].public_id: True}}
    record_check_ins(user_id=user.pk, entries=[CheckInEntry(key_result_id=key_result.public_id, confidence=7, **ticks)])


def count_ticked(key_result) -> int:
    if key_result.title == MENTORING.title:
        return key_result.stages.filter(done_at__isnull=False).count()
    return HabitTick.objects.filter(key_result=key_result).count()


@pytest.mark.parametrize("spec", [MENTORING, WORD_A_DAY], ids=["stages", "days"])
@pytest.mark.parametrize("form", ["one", "all"])
def test_a_tick_of_elsewhere_is_not_taken_back_by_what_was_kept(browse, amara, form, spec):
    key_result = key_result_of(make_objective(amara, spec, starts_on=today() - timedelta(days=7)), spec.title)
    page = browse("amara")

    def open_it():
        ready(page, SITE if form == "one" else "/okr/check_in_due/?id=all")
        if form == "one":
            open_check_in(page, spec.title)

    open_it()
    box(page, key_result, 0).check(force=True)
    tick_elsewhere(amara, key_result)
    open_it()
    expect(page.get_by_text(KEPT).first).to_be_visible()
    expect(box(page, key_result, 0)).to_be_checked()
    expect(box(page, key_result, 1)).to_be_checked()
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_role("button", name="Save check-in")).to_have_count(0)
    assert count_ticked(key_result) == 2


def test_a_box_that_was_ticked_and_unticked_again_is_left_to_elsewhere(browse, amara):
    key_result = key_result_of(make_objective(amara, MENTORING), MENTORING.title)
    page = ready(browse("amara"))
    open_check_in(page, MENTORING.title)
    box(page, key_result, 1).check()
    box(page, key_result, 1).uncheck()
    tick_elsewhere(amara, key_result)
    ready(page)
    open_check_in(page, MENTORING.title)
    expect(box(page, key_result, 1)).to_be_checked()


def test_what_is_typed_on_one_board_is_not_given_back_on_another(browse, amara):
    page = ready(browse("amara"), "/okr/write/")
    page.get_by_label("What do you want to reach?").fill("Nobody’s but mine")
    ready(page, board_address())
    page.get_by_role("link", name="Write my first objective").click()
    expect(page.get_by_label("What do you want to reach?")).to_have_value("")
    ready(page, "/okr/write/")
    expect(page.get_by_label("What do you want to reach?")).to_have_value("Nobody’s but mine")


def test_a_unit_that_is_loaded_again_gives_back_what_was_being_written(browse, amara):
    page = ready(browse("amara"), board_address())
    page.get_by_role("link", name="Write my first objective").click()
    page.get_by_label("What do you want to reach?").fill("Half a sentence")
    page.reload()
    shown(page, "write")
    expect(page.get_by_text(KEPT).first).to_be_visible()
    expect(page.get_by_label("What do you want to reach?")).to_have_value("Half a sentence")
    # Come to anew, it begins on the board.
    page.goto("/courses/")
    ready(page, board_address())
    shown(page, "board")
    page.get_by_role("link", name="Write my first objective").click()
    expect(page.get_by_label("What do you want to reach?")).to_have_value("Half a sentence")


def test_a_form_that_is_too_large_says_so_and_keeps_what_was_typed(browse, amara, settings):
    page = ready(browse("amara"), "/okr/write/")
    page.get_by_label("What do you want to reach?").fill("Half a sentence")
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    page.get_by_role("button", name="Next: how will I notice?").click()
    expect(page.get_by_role("alert")).to_contain_text("This is too much text for one form.")
    expect(page.get_by_label("What do you want to reach?")).to_have_value("Half a sentence")


def test_before_the_script_is_there_nothing_typed_gets_into_the_address(browse, amara):
    page = browse("amara", scripts=False)
    page.goto("/okr/write/")
    page.get_by_label("What do you want to reach?").fill("Mine alone")
    page.get_by_role("button", name="Next: how will I notice?").click()
    expect(page.get_by_label("What do you want to reach?")).to_have_value("Mine alone")
    assert page.url.endswith("/okr/write/")


def test_a_form_whose_answer_was_lost_is_not_written_twice_after_a_reload(browse, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = ready(browse("amara"))
    form = open_check_in(page, PRESENTATION)
    form.get_by_label(NOTE).fill("My knees")

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route("**/save_check_in", lose_the_answer)
    form.get_by_role("button", name="Save check-in").click()
    expect(form.get_by_role("alert")).to_contain_text("There is no connection")
    page.unroute("**/save_check_in")
    page.reload()
    expect(page.locator("[data-okr-ready]")).to_be_attached()
    form = open_check_in(page, PRESENTATION)
    expect(form.get_by_label(NOTE)).to_have_value("My knees")
    form.get_by_role("button", name="Save check-in").click()
    expect(form).to_have_count(0)
    assert CheckIn.objects.count() == 1


def test_what_one_person_typed_is_not_there_for_the_next_one(browse, amara):
    make_objective(amara, READERS)
    ben = User.objects.get(username="ben")
    make_objective(ben, READERS)
    page = browse()
    enter(page)
    ready(page)
    open_check_in(page, READERS.title).get_by_label(NOTE).fill("My knees")
    page.get_by_role("button", name="Leave").click()
    enter(page, "Ben, another learner")
    ready(page)
    assert "My knees" not in page.evaluate("JSON.stringify(sessionStorage)")
    form = open_check_in(page, READERS.title)
    expect(form.get_by_label(NOTE)).to_have_value("")
    expect(page.get_by_text(KEPT)).to_have_count(0)


def test_nothing_that_is_kept_says_whose_it_is(browse, amara):
    make_objective(amara, READERS)
    page = ready(browse("amara"))
    open_check_in(page, READERS.title).get_by_label(NOTE).fill("My knees")
    (name,) = page.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('okr:'))")
    _okr, token, _form = name.split(":")
    assert re.fullmatch("[0-9a-f]{16}", token)


# Two tabs


def test_a_tab_of_somebody_who_left_writes_nothing_for_who_came_after(browse, amara):
    make_objective(amara, PRESENTATION_SPEC)
    page = browse()
    enter(page)
    ready(page)
    page.goto("/okr/write/")
    page.get_by_label("What do you want to reach?").fill("Mine alone")
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Leave").click()
    other.get_by_role("button", name="Enter as Ben, another learner").click()
    expect(other.get_by_role("button", name="Leave")).to_be_visible()
    page.get_by_role("button", name="Next: how will I notice?").click()
    page.context.set_offline(True)
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_contain_text("Somebody else is signed in now.")
    expect(page.get_by_label("What do you want to reach?")).to_have_value("Mine alone")
    tab_titles = Objective.objects.values_list("title", flat=True)
    assert "Mine alone" not in tab_titles


def test_two_tabs_each_have_their_own_history_and_the_same_truth(browse, amara):
    objective = make_objective(amara, READERS)
    first = ready(browse("amara"))
    second = first.context.new_page()
    ready(second)
    tab(second, "Badges")
    shown(second, "badges")
    open_check_in(first, READERS.title).get_by_label("Where is it now?").fill("1,350")
    save_check_in(first, READERS.title, sure=8)
    second.go_back()
    shown(second, "board")
    expect(row(second, READERS.title).get_by_text("1,350")).to_be_visible()
    assert key_result_of(objective, READERS.title).last_check_in_at < timezone.now()
    shown(first, "board")
