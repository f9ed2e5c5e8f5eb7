"""Walking through the host as its visitors do."""

from urllib.parse import unquote

import pytest
from completion.models import BlockCompletion
from django.contrib.auth.models import User
from django.test import Client

from okr_xblock.demo.catalogue import courses
from okr_xblock.demo.models import DemoCertificate, DemoEnrollment, DemoGrade
from okr_xblock.demo.platform import StandalonePlatform
from okr_xblock.demo.seed import COMMUNICATION, COMMUNITY, DRAFT, PEOPLE, seed
from okr_xblock.platform_adapters.base import UserCourse

from .conftest import text_of

COURSE = f"/courses/{COMMUNICATION}/"
LEARNERS = f"/instructor/{COMMUNICATION}/"


def unit_page(number: int) -> str:
    return f"{COURSE}units/{courses()[COMMUNICATION].units[number].usage_key}/"


def units_complete(user: User) -> int:
    pair = UserCourse(user.pk, COMMUNICATION)
    return StandalonePlatform().read_standings(pairs=[pair])[pair].facts.units_complete


def test_the_pulse_needs_no_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.role)
def test_everybody_on_the_start_page_can_be_entered_as(client: Client, seeded: None, person: object) -> None:
    assert f"/enter/{person.role}/" in text_of(client.get("/"))

    answer = client.post(f"/enter/{person.role}/", follow=True)

    assert answer.status_code == 200
    assert answer.context["user"].username == person.username


def test_entering_needs_a_post_a_token_and_this_computer(seeded: None) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.get("/enter/learner/").status_code == 405
    assert strict.post("/enter/learner/").status_code == 403
    assert Client(REMOTE_ADDR="192.0.2.1").post("/enter/learner/").status_code == 403
    assert Client().post("/enter/nobody/").status_code == 404


def test_who_is_not_logged_in_is_sent_to_the_start_page_and_then_on(client: Client, seeded: None) -> None:
    answer = client.get(COURSE, follow=True)
    assert [unquote(url) for url, _status in answer.redirect_chain] == [f"/?next={COURSE}"]
    assert f'name="next" value="{COURSE}"' in text_of(answer)

    assert client.post("/enter/learner/", {"next": COURSE}).url == COURSE


def test_entering_leads_to_no_other_site(client: Client, seeded: None) -> None:
    assert client.post("/enter/learner/", {"next": "https://example.com/"}).url == "/courses/"


def test_the_admin_asks_for_no_password(client: Client, seeded: None) -> None:
    answer = client.get("/admin/", follow=True)

    assert "Who would you like to be?" in text_of(answer)


def test_finishing_a_unit_writes_a_completion_that_the_platform_counts(client: Client, amara: User) -> None:
    client.post("/enter/learner/")
    assert "Communication at work" in text_of(client.get("/courses/"))
    assert "0 of 8 units finished" in text_of(client.get(COURSE))
    page = text_of(client.get(unit_page(0)))
    assert "Most misunderstandings at work are not about facts." in page
    assert "Finish this unit" in page

    answer = client.post(unit_page(0) + "finish/")

    assert answer.url == unit_page(1)
    row = BlockCompletion.objects.get()
    assert (row.user, row.block_key, row.completion) == (
        amara,
        courses()[COMMUNICATION].units[0].blocks[0].usage_key,
        1.0,
    )
    assert units_complete(amara) == 1
    assert "1 of 8 units finished" in text_of(client.get(COURSE))
    assert "Finish this unit" not in text_of(client.get(unit_page(0)))


def test_the_whole_course_can_be_finished_unit_by_unit(client: Client, amara: User) -> None:
    client.force_login(amara)
    page = unit_page(0)
    for _unit in range(8):
        page = client.post(page + "finish/").url

    assert page == COURSE
    assert units_complete(amara) == 8
    assert "That was the last unit." in text_of(client.get(COURSE))


def test_finishing_twice_changes_nothing(client: Client, amara: User) -> None:
    client.force_login(amara)
    client.post(unit_page(0) + "finish/")
    modified = BlockCompletion.objects.get().modified
    client.post(unit_page(0) + "finish/")

    assert BlockCompletion.objects.get().modified == modified


def test_who_is_not_in_the_course_is_shown_the_course_and_can_join(client: Client, amara: User) -> None:
    client.force_login(amara)
    page = f"/courses/{COMMUNITY}/"
    unit = f"{page}units/{courses()[COMMUNITY].units[0].usage_key}/"
    assert client.get(unit).url == page
    assert client.post(unit + "finish/").status_code == 404
    assert "Join this course" in text_of(client.get(page))

    client.post(page + "join/")

    assert DemoEnrollment.objects.filter(user=amara, course_key=COMMUNITY, is_active=True).exists()
    assert client.get(unit).status_code == 200


@pytest.mark.parametrize("path", [f"/courses/{DRAFT}/", f"/instructor/{DRAFT}/", "/courses/course-v1:No+Such+One/"])
def test_a_hidden_course_and_one_that_does_not_exist_look_the_same(client: Client, amara: User, path: str) -> None:
    client.force_login(amara)
    answer = client.get(path)

    assert answer.status_code == 404
    assert "There is no such page" in text_of(answer)


def test_nobody_joins_a_hidden_course_by_a_click(client: Client, robin: User) -> None:
    client.force_login(robin)

    assert client.post(f"/courses/{DRAFT}/join/").status_code == 404


def test_learners_do_not_reach_the_instructors_page(client: Client, amara: User) -> None:
    client.force_login(amara)

    assert client.get(LEARNERS).status_code == 403
    assert client.post(LEARNERS + "certify/", {"user": amara.pk}).status_code == 403
    assert not DemoCertificate.objects.exists()


def test_the_instructor_sets_what_the_host_stands_in_for(client: Client, priya: User, amara: User) -> None:
    client.force_login(priya)
    assert "Stand-in for grades, certificates and enrolment" in text_of(client.get(LEARNERS))

    def press(action: str, **values: str) -> str:
        return text_of(client.post(f"{LEARNERS}{action}/", {"user": amara.pk, **values}, follow=True))

    assert "The grade of Amara is recorded: passed." in press("grade", percent="62,5 %")
    assert DemoGrade.objects.get().grade_fraction.normalize() * 1000 == 625
    assert "Amara has a certificate." in press("certify")
    assert "The certificate of Amara is revoked." in press("revoke")
    assert "Amara is no longer enrolled." in press("unenroll")
    assert "Amara is enrolled." in press("enroll")


@pytest.mark.parametrize("typed", ["", "abc", "NaN", "1e400", "-1", "100.5", "Infinity"])
def test_a_grade_that_is_none_is_refused_in_words(client: Client, priya: User, amara: User, typed: str) -> None:
    client.force_login(priya)
    answer = client.post(LEARNERS + "grade/", {"user": amara.pk, "percent": typed}, follow=True)

    assert "A grade is a number from 0 to 100." in text_of(answer)
    assert not DemoGrade.objects.exists()


@pytest.mark.parametrize("user", ["", "x", "999999"])
def test_a_change_of_nobody_is_not_found(client: Client, priya: User, user: str) -> None:
    client.force_login(priya)

    assert client.post(LEARNERS + "certify/", {"user": user}).status_code == 404
    assert client.post(LEARNERS + "dance/", {"user": priya.pk}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_reset_is_repaired_by_the_nightly_reconcile_and_says_so(client: Client) -> None:
    seed()
    amara, priya = User.objects.get(username="amara"), User.objects.get(username="priya")
    client.force_login(amara)
    client.post(unit_page(0) + "finish/")
    client.force_login(priya)

    answer = client.post(LEARNERS + "reset/", {"user": amara.pk}, follow=True)

    assert "1 completion of Amara was deleted." in text_of(answer)
    assert "the nightly reconcile was run" in text_of(answer)
    assert units_complete(amara) == 0


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("es", "ltr"), ("ar", "rtl")])
def test_the_language_can_be_chosen(client: Client, seeded: None, language: str, direction: str) -> None:
    client.post("/i18n/setlang/", {"language": language, "next": "/"})

    assert f'<html lang="{language}" dir="{direction}">' in text_of(client.get("/"))


def test_seeding_again_leaves_what_people_did(amara: User) -> None:
    DemoEnrollment.objects.filter(user=amara).update(is_active=False)
    seed()

    assert not DemoEnrollment.objects.filter(user=amara, is_active=True).exists()
    assert User.objects.count() == len(PEOPLE)


def test_files_of_the_look_are_served_without_debug(client: Client) -> None:
    answer = client.get("/static/okr_xblock/demo/demo.css")

    assert answer["Content-Type"] == "text/css"
    assert client.get("/static/okr_xblock/../settings.py").status_code == 404
    assert client.get("/static/nothing.css").status_code == 404


def test_a_fault_is_told_in_words(seeded: None, amara: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(amara)
    monkeypatch.setattr("okr_xblock.demo.views.learning.complete_units", lambda *_args: 1 / 0)
    answer = client.get(COURSE)

    assert answer.status_code == 500
    assert "Something went wrong" in text_of(answer)
