"""
Who comes in through the block's handler, and how: over HTTP, as a browser and as a foreign page would try it.

The platform lets a lot through that a block has to refuse itself; so does this host.
"""

from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client
from django.urls import reverse

from okr_xblock.demo import standin
from okr_xblock.demo.models import DemoStaff
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.models import Learner, Objective
from okr_xblock.views.dispatch import ACTIONS, MAX_FORM_BYTES
from tests.block.door import Door, okr_key, request_of
from tests.support.okr import PRESENTATION, make_learner, make_objective

HTMX = {"HTTP_HX_REQUEST": "true"}
ADDRESS = reverse("demo:handler", args=[okr_key(), "board"])


@pytest.fixture
def browser(learner) -> Client:
    """The learner's browser on a page of the host, so that it holds the token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)
    client.get(reverse("demo:courses"))
    return client


def post(client: Client, action: str, fields=None, *, token: bool = True, **headers):
    if token and "csrftoken" in client.cookies:
        headers["HTTP_X_CSRFTOKEN"] = client.cookies["csrftoken"].value
    return client.post(f"{ADDRESS}/{action}", fields or {}, **{**HTMX, **headers})


def urlencoded(client: Client, action: str, body: bytes, **headers):
    token = client.cookies["csrftoken"].value
    kind = "application/x-www-form-urlencoded"
    return client.post(f"{ADDRESS}/{action}", body, kind, **HTMX, HTTP_X_CSRFTOKEN=token, **headers)


def test_a_learners_browser_is_let_in(browser):
    answer = post(browser, "board")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "Write my first objective" in answer.content.decode()


@pytest.mark.parametrize("action", [*ACTIONS, "nothing"])
def test_reading_an_address_does_nothing(browser, learner, action):
    make_objective(learner, PRESENTATION, title="Mine alone")
    answer = browser.get(f"{ADDRESS}/{action}", **HTMX)
    assert (answer.status_code, answer.content) == (405, b"")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_post_is_answered(door, method):
    page = door.ask("board", method=method)
    assert (page.status, page.html) == (405, "")


@pytest.mark.parametrize("action", ACTIONS)
def test_a_foreign_page_cannot_post(browser, action):
    """The platform's second address checks no token; what a foreign page can never send is a header of its own."""
    answer = browser.post(f"{ADDRESS}/{action}", HTTP_X_CSRFTOKEN=browser.cookies["csrftoken"].value)
    assert (answer.status_code, answer.content) == (403, b"")


@pytest.mark.parametrize("action", ACTIONS)
def test_without_the_token_nothing_is_done(browser, action):
    assert post(browser, action, token=False).status_code == 403


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_is_let_in_unnamed(action):
    assert post(Client(), action).status_code == 403
    page = Door(AnonymousUser()).post(action)
    assert (page.status, page.text) == (403, "Sign in to write and see your own OKRs.")


@pytest.mark.parametrize("action", ACTIONS)
def test_who_does_not_take_the_course_is_not_let_in(browser, learner, action):
    objective = make_objective(learner, PRESENTATION, title="Written while enrolled")
    standin.unenroll(user=learner, course_key=COMMUNICATION)
    answer = post(browser, action, {"id": objective.public_id, "title": "x"})
    assert answer.status_code == 403
    assert "Join this course to write and see your OKRs here." in answer.content.decode()
    assert "Written while enrolled" not in answer.content.decode()


def test_who_never_joined_leaves_no_trace():
    stranger = make_learner("stranger", course_key=None)
    assert Door(stranger).post("create_objective", title="x").status == 403
    assert not Learner.objects.exists()


@pytest.mark.parametrize("role", DemoStaff.Role.values)
def test_the_courses_staff_may_have_okrs_of_their_own(role, objective_form):
    teacher = make_learner("tess", course_key=None)
    DemoStaff.objects.create(user=teacher, course_key=COMMUNICATION, role=role)
    assert Door(teacher).post("create_objective", **objective_form()).status == 200


def test_staff_see_their_own_board_never_a_learners(learner):
    make_objective(learner, PRESENTATION, title="Mine alone")
    DemoStaff.objects.create(
        user=(teacher := make_learner("tess", course_key=None)),
        course_key=COMMUNICATION,
        role=DemoStaff.Role.INSTRUCTOR,
    )
    chief = User.objects.create_superuser("chief")
    for somebody in (teacher, chief):
        assert "Mine alone" not in Door(somebody).see().text


@pytest.mark.parametrize("action", ACTIONS)
def test_staff_who_look_at_the_course_as_a_learner_see_and_change_nothing(learner, action):
    objective = make_objective(learner, PRESENTATION, title="Mine alone")
    door = Door(learner)
    door.user = User.objects.create_superuser("chief")  # who is really there
    page = door.post(action, id=objective.public_id)
    assert page.status == 403
    assert "Their OKRs are theirs alone." in page.text
    with request_of(door.user, seen_as=learner):
        assert "Mine alone" not in door.block.render("student_view", {}).body_html()


@pytest.mark.parametrize("action", ["nothing", "", "Board", "board ", "board/more", "__class__", "%00"])
def test_an_unknown_action_is_not_found(door, action):
    page = door.post(action)
    assert (page.status, page.text) == (404, "There is nothing here.")


def test_a_form_of_the_allowed_size_is_read_and_a_larger_one_refused(browser):
    fits = urlencoded(browser, "board", b"x=" + b"a" * (MAX_FORM_BYTES - 2))
    too_large = urlencoded(browser, "board", b"x=" + b"a" * (MAX_FORM_BYTES - 1))
    assert (fits.status_code, too_large.status_code) == (200, 413)
    assert "This is too much text for one form." in too_large.content.decode()


def test_a_form_of_very_many_fields_is_refused(door):
    page = door.ask("create_objective", b"&".join(b"a%d=" % number for number in range(2000)))
    assert (page.status, page.text) == (413, "This is too much text for one form.")


def test_a_file_is_no_form(browser):
    answer = post(browser, "create_objective", {"title": BytesIO(b"x" * 100)})
    assert answer.status_code == 422


@pytest.mark.parametrize("action", ["board", "nothing", "create_objective", "show_objective"])
def test_no_answer_is_kept_anywhere(browser, action):
    assert post(browser, action)["Cache-Control"] == "no-store"
    assert browser.get(f"{ADDRESS}/{action}")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("refused", ["problem", "not enrolled"])
def test_a_refusal_that_is_no_form_stands_above_the_board_and_replaces_nothing(door, learner, refused):
    if refused == "not enrolled":
        standin.unenroll(user=learner, course_key=COMMUNICATION)
    page = door.post("show_objective", id="0" * 32)
    assert (page.headers["HX-Retarget"], page.headers["HX-Reswap"]) == ("#okr-problem", "innerHTML")


def test_a_fault_of_ours_leaves_nothing_half_done(door, objective_form, monkeypatch):
    """Handlers run outside any transaction, so every use case opens its own."""

    def fail(*_arguments, **_options):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("okr_xblock.api._writes.Write.remember", fail)
    with pytest.raises(RuntimeError):
        door.post("create_objective", **objective_form())
    assert not Objective.objects.exists()
