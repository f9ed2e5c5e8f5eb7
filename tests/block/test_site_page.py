"""
"My OKRs" across all courses, at /okr/: pages by their addresses, and the site's door for what changes something.

The door is tried over HTTP, as a browser and as a foreign page would. What the actions do is the block's tests' to say:
both doors lead to one dispatcher.
"""

import json
import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import translation

from okr_xblock.api.objectives import ObjectiveSpec, create_objective
from okr_xblock.demo import history, standin
from okr_xblock.demo.models import DemoCourse
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.models import Learner, Objective
from okr_xblock.views import context as context_module
from okr_xblock.views.context import BoardContext, link_to
from okr_xblock.views.dispatch import ACTIONS, MAX_FORM_BYTES, PAGES
from tests.block.door import Door, Page
from tests.support.okr import (
    PRESENTATION,
    READERS,
    WORD_A_DAY,
    check_in,
    course_spec,
    make_learner,
    make_objective,
    statements,
    writes,
)

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "okr_xblock"
HTMX = {"HTTP_HX_REQUEST": "true"}
FORM = "application/x-www-form-urlencoded"
# Ids of what is there, of what is not there, and nothing at all.
WITH_ID = [page for page in PAGES if page in {"objective", "write", "closing"}]


def address(page: str, **query: str) -> str:
    return link_to(page) + (f"?{urlencode(query)}" if query else "")


@pytest.fixture
def browser(learner) -> Client:
    """The learner's browser, on a page of the site: so it holds the token."""
    return browser_of(learner)


def browser_of(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    client.get("/okr/")
    return client


def read(client: Client, page: str = "board", **query: str) -> Page:
    answer = client.get(address(page, **query))
    return Page(answer.status_code, answer.content.decode().partition("<main")[2], dict(answer.headers))


def post(client: Client, action: str, fields=None, *, token: bool = True, **headers):
    if token and "csrftoken" in client.cookies:
        headers["HTTP_X_CSRFTOKEN"] = client.cookies["csrftoken"].value
    body = urlencode(fields or {}, doseq=True)
    return client.post(reverse("okr:do", args=[action]), body, FORM, **{**HTMX, **headers})


# Pages


@pytest.mark.parametrize("page", PAGES)
def test_whoever_is_not_signed_in_is_asked_to_and_then_led_back(page):
    answer = Client().get(address(page, id="1"))
    assert answer.status_code == 302
    assert answer["Location"] == "/?" + urlencode({"next": address(page, id="1")}, safe="/")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_an_address_and_is_whole_before_any_script_ran(browser, learner, page):
    objective = make_objective(learner, PRESENTATION, READERS, title="Mine alone")
    found = read(browser, page, **({"id": objective.public_id} if page in WITH_ID else {}))
    assert found.status == 200
    (root,) = found.select("//*[@id='okr-board']/*[@data-okr-page]")
    # What has been begun is no draft any more: its page is the board.
    assert root.get("data-okr-page") == ("board" if page == "write" else page)
    assert len(found.select("//h1")) == 1
    assert found.select("//*[@id='okr-board']//h3")
    (told,) = found.select("//noscript")
    assert "To change something, switch JavaScript on" in told.text_content()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_can_be_read_by_somebody_without_any_course(page):
    stranger = make_learner("stranger", course_key=None)
    assert read(browser_of(stranger), page).status == (404 if page == "objective" else 200)
    assert not Learner.objects.exists(), "reading leaves no trace"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("public_id", ["theirs", "0" * 32, "not an id", "\0", "1" * 5000])
def test_ids_of_others_are_answered_like_ids_of_nothing(browser, somebody_else, page, public_id):
    theirs = make_objective(somebody_else, PRESENTATION, title="Theirs alone")
    asked = theirs.public_id if public_id == "theirs" else public_id
    found = read(browser, page, id=asked, kr=asked, of=asked)
    assert "Theirs alone" not in found.html
    assert found.status == read(browser, page, id="0" * 32, kr="0" * 32, of="0" * 32).status
    if page in WITH_ID:
        assert found.status == 404
        assert found.alert == "This is no longer here. Perhaps it was removed meanwhile."
        assert found.select("//a[@href='/okr/' and text()='Back to my OKRs']")


@pytest.mark.parametrize("page", ["nothing", "do", "create_objective", "celebrate", "Board", "board/more"])
def test_what_is_no_page_is_not_found(browser, page):
    assert browser.get(f"/okr/{page}/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_are_only_read(browser, method):
    token = browser.cookies["csrftoken"].value
    assert getattr(browser, method)("/okr/", HTTP_X_CSRFTOKEN=token).status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_reading_a_page_writes_nothing(browser, learner, page):
    objective = make_objective(learner, PRESENTATION)
    with statements() as found:
        read(browser, page, id=objective.public_id)
    assert not writes(found)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_kept_anywhere(browser, page):
    assert browser.get(address(page))["Cache-Control"] == "no-store"
    assert Client().get(address(page))["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("es", "ltr"), ("ar", "rtl")])
@pytest.mark.parametrize("base", ["okr_xblock/base.html", "okr_xblock/demo/okrs.html"])
def test_a_page_says_its_title_language_and_direction(browser, settings, base, language, direction):
    settings.OKR_PAGE_BASE = base
    html = browser.get("/okr/badges/", HTTP_ACCEPT_LANGUAGE=language).content.decode()
    with translation.override(language):
        title = translation.gettext("My badges")
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert f"<title>{title}" in html
    assert html.count("<h1") == 1
    assert "okr_xblock/okr.css" in html
    assert "okr_xblock/okr.js" in html


def test_a_page_holds_the_token_that_its_script_sends(browser):
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="lena"))
    assert "csrftoken" in client.get("/okr/").cookies


# What stands on them


def test_the_board_shows_what_was_written_in_every_course_and_in_none(browser, learner):
    standin.enroll(user=learner, course_key=history.COMMUNICATION)
    make_objective(learner, PRESENTATION, title="Of a course")
    make_objective(learner, READERS, title="Of no course", course_key=None)
    found = read(browser)
    assert {"Of a course", "Of no course"} <= {title.text_content() for title in found.select("//article//h4/bdi")}
    (link,) = found.select("//article//a[contains(@class, 'okr-tag')]")
    assert link.text_content() == DemoCourse.objects.get(course_key=COMMUNICATION).title
    assert link.get("href") == reverse("demo:course", args=[COMMUNICATION])


def test_in_its_own_course_an_objective_does_not_name_it(learner):
    make_objective(learner, PRESENTATION, course_spec(), title="Of a course")
    assert not Door(learner).see().select("//article//a[contains(@class, 'okr-tag')]")


def test_who_left_a_course_still_reaches_what_was_written_there(browser, learner):
    objective = make_objective(learner, PRESENTATION, title="Written while enrolled")
    standin.unenroll(user=learner, course_key=COMMUNICATION)
    assert "Written while enrolled" in read(browser).text
    form = Page(200, post(browser, "edit_objective", {"id": objective.public_id}).content.decode(), {}).form()
    answer = post(browser, "save_objective", {**form, "title": "And changed since"})
    assert answer.status_code == 200
    assert Objective.objects.get().title == "And changed since"


def test_an_objective_of_a_course_that_is_gone_is_there_without_its_name(browser, learner):
    make_objective(learner, PRESENTATION, title="Of a course")
    DemoCourse.objects.all().delete()
    found = read(browser)
    assert "Of a course" in found.text
    assert not found.select("//article//a[contains(@class, 'okr-tag')]")


def test_by_their_address_earlier_entries_stand_on_the_whole_page(browser, learner):
    objective = make_objective(learner, READERS)
    for number in range(30):
        check_in(learner, objective.key_results.get(), value=Decimal(1200 + number))
    (link,) = read(browser, "objective", id=objective.public_id).select("//*[@class='okr-earlier']/a")
    answer = browser.get(link.get("href"))
    page = Page(answer.status_code, answer.content.decode(), {})
    assert page.select("//h3[@id='okr-page-title']")
    assert "You started it" in page.text
    (newest,) = page.select("//a[text()='Show the newest too']")
    assert "You started it" not in Page(200, browser.get(newest.get("href")).content.decode(), {}).text


def test_what_is_begun_here_has_no_home_and_can_be_shown_to_nobody(browser, objective_form):
    page = read(browser, "write")
    typed = {**objective_form(), **page.form(), "title": "Nobody's but mine", "visibility": "instructors"}
    answer = post(browser, "create_objective", typed)
    assert answer.status_code == 200
    written = Objective.objects.get()
    assert (written.home_course, written.visibility) == (None, "private")
    when = read(browser, "write", id=written.public_id, step="when")
    assert not when.select("//form//*[@name='visibility']")


def test_links_lead_to_pages_and_what_is_posted_to_the_sites_door(browser, learner):
    make_objective(learner, PRESENTATION, READERS)
    found = read(browser)
    links = found.select("//*[@data-okr-go]")
    assert links
    for link in links:
        assert browser.get(link.get("href")).status_code == 200
    posted = {element.get("hx-post") for element in found.select("//*[@hx-post]")}
    assert posted
    assert all(one.startswith("/okr/do/") and one.removeprefix("/okr/do/") in ACTIONS for one in posted)


def test_what_is_posted_from_a_page_does_not_say_what_the_page_was_asked_for(door, learner):
    """What a root has in `hx-vals`, htmx sends along with everything inside: none of it is what an action reads."""
    objective, draft = make_objective(learner, READERS), make_objective(learner, READERS, start=False)
    its = {"id": objective.public_id}
    asked = {
        "board": {},
        "objective": {**its, "before": "2999-01-01T12:00:00+00:00|0|1"},
        "write": {"id": draft.public_id},
        "check_in_due": {"id": "all", "after": objective.key_results.get().public_id},
        "closing": its,
        "look_back": {"id": str(objective.cycle_id)},
        "badges": {},
    }
    assert asked.keys() == set(PAGES)
    for page, place in asked.items():
        answer = door.post(page, **place)
        assert answer.status == 200, (page, answer.text)
        (root,) = answer.select("//*[@data-okr-page]")
        told = json.loads(root.get("hx-vals", "{}"))
        told.pop("back", None)
        assert told == {f"back_{name}": value for name, value in place.items()}, page


def test_links_of_a_block_lead_to_the_sites_pages(learner):
    make_objective(learner, PRESENTATION)
    page = Door(learner).see()
    hrefs = {link.get("href").partition("?")[0] for link in page.select("//*[@data-okr-go]")}
    assert {"/okr/", "/okr/badges/", "/okr/look_back/"} <= hrefs


def test_where_the_pages_are_not_served_links_lead_nowhere(learner, settings):
    settings.ROOT_URLCONF = "completion.urls"
    assert link_to("board") == link_to("look_back") == "#"


# The door


def test_reading_the_address_of_an_action_does_nothing(browser):
    for action in (*ACTIONS, "nothing"):
        assert browser.get(reverse("okr:do", args=[action]), **HTMX).status_code == 405, action


def test_a_foreign_page_cannot_post(browser):
    """Should a token leak or the site's middleware be off: a foreign page can never send a header of its own."""
    token = browser.cookies["csrftoken"].value
    for action in ACTIONS:
        answer = browser.post(reverse("okr:do", args=[action]), HTTP_X_CSRFTOKEN=token)
        assert (answer.status_code, answer.content) == (403, b""), action


def test_without_the_token_nothing_is_done(browser):
    for action in ACTIONS:
        assert post(browser, action, token=False).status_code == 403, action


def test_nobody_is_let_in_unnamed():
    for action in ACTIONS:
        answer = Client().post(reverse("okr:do", args=[action]), **HTMX)
        assert (answer.status_code, answer.content) == (401, b"Sign in to write and see your own OKRs."), action


def test_a_page_that_was_made_for_somebody_else_changes_nothing(browser, somebody_else):
    theirs = BoardContext(user_id=somebody_else.pk, course_key=None, url_for=str).learner_token
    for action in ACTIONS:
        with statements() as found:
            answer = post(browser, action, {"title": "x"}, HTTP_OKR_LEARNER=theirs)
        assert answer.status_code == 403, action
        assert "Somebody else is signed in now." in answer.content.decode()
        assert answer["HX-Retarget"] == "#okr-problem"
        assert not writes(found)


def test_a_page_that_was_made_for_oneself_is_listened_to(browser, learner):
    mine = BoardContext(user_id=learner.pk, course_key=None, url_for=str).learner_token
    assert post(browser, "board", HTTP_OKR_LEARNER=mine).status_code == 200
    page = Door(learner).ask("board", headers={"HX-Request": "true", context_module.LEARNER_HEADER: mine})
    assert page.status == 200
    page = Door(learner).ask("board", headers={"HX-Request": "true", context_module.LEARNER_HEADER: "0" * 16})
    assert page.status == 403


def test_an_unknown_action_is_not_found(browser):
    answer = post(browser, "nothing")
    assert answer.status_code == 404
    assert "There is nothing here." in answer.content.decode()


def test_a_form_of_the_allowed_size_is_read_and_a_larger_one_refused(browser):
    assert post(browser, "board", {"x": "a" * (MAX_FORM_BYTES - 2)}).status_code == 200
    assert post(browser, "board", {"x": "a" * (MAX_FORM_BYTES - 1)}).status_code == 413


@pytest.mark.parametrize("limit", ["DATA_UPLOAD_MAX_NUMBER_FIELDS", "DATA_UPLOAD_MAX_MEMORY_SIZE"])
def test_a_form_that_django_does_not_read_is_refused_in_our_words(browser, settings, limit):
    setattr(settings, limit, 10)
    answer = post(browser, "board", {f"field-{number}": "1" for number in range(11)})
    assert answer.status_code == 413
    assert "This is too much text for one form." in answer.content.decode()
    assert (answer["HX-Retarget"], answer["Cache-Control"]) == ("#okr-problem", "no-store")


def test_a_file_is_no_form(browser):
    token = browser.cookies["csrftoken"].value
    for fields in ({"title": BytesIO(b"x" * 100)}, {"title": "x"}):
        answer = browser.post(reverse("okr:do", args=["create_objective"]), fields, **HTMX, HTTP_X_CSRFTOKEN=token)
        assert answer.status_code == 422
    assert not Objective.objects.exists()


@pytest.mark.parametrize("action", ["board", "nothing", "create_objective"])
def test_no_answer_is_kept_anywhere(browser, action):
    assert post(browser, action)["Cache-Control"] == "no-store"
    assert Client().post(reverse("okr:do", args=[action]), **HTMX)["Cache-Control"] == "no-store"


def test_a_page_that_answers_brings_its_title_along(browser, learner):
    make_objective(learner, PRESENTATION)
    assert post(browser, "badges").content.decode().startswith("<title>My badges</title>")
    assert post(browser, "celebrate").content == b""
    key_result = Objective.objects.get().key_results.get()
    assert "<title>" not in post(browser, "check_in", {"id": key_result.public_id}).content.decode()


def test_a_fault_of_ours_leaves_nothing_half_done(browser, objective_form, monkeypatch):
    """Like the block's handler it runs outside any transaction: every use case opens its own."""

    def fail(*_arguments, **_options):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("okr_xblock.api._writes.Write.remember", fail)
    typed = {**objective_form(), **read(browser, "write").form(), "title": "x"}
    with pytest.raises(RuntimeError):
        post(browser, "create_objective", typed)
    assert not Objective.objects.exists()


# What it costs


@pytest.mark.parametrize("count", [3, 9])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_the_same_number_of_queries_whatever_is_on_it(browser, learner, page, count):
    """
    At most twelve beyond what any page of somebody who is signed in costs: the session and the person.

    On the board: objectives with learner, cycle and goal; key results; stages, days, check-ins and requirements of the
    open ones; titles of courses; to-dos; numbers; badges. The other pages ask for some of it.
    """
    written = [
        make_objective(learner, PRESENTATION, READERS, WORD_A_DAY, course_spec(), title=f"No. {number}")
        for number in range(count)
    ]
    make_objective(learner, READERS, course_key=None)
    create_objective(user_id=learner.pk, home_course=None, spec=ObjectiveSpec(title="A draft"))
    draft = Objective.objects.get(title="A draft")
    public_id = draft.public_id if page == "write" else written[0].public_id
    client = browser_of(learner)
    with statements() as found:
        assert read(client, page, **({"id": public_id} if page in WITH_ID else {})).status == 200
    assert len(found) - 2 <= 12, "\n".join(found)


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES.rglob("*.html") if "demo" not in path.parts and "<form" in path.read_text()],
    ids=lambda path: path.name,
)
def test_no_form_is_sent_by_the_browser_itself(path):
    """Before the script is there it would go into the address, and from there into histories and logs."""
    forms = re.findall(r"<form\b[^>]*>", path.read_text())
    assert forms
    assert all('method="dialog"' in form or 'method="post"' in form for form in forms)
