"""Blocks in the host find what they would find on a platform."""

from collections.abc import Iterator
from typing import Any

import pytest
from completion.models import BlockCompletion
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.test import Client
from django.utils import translation
from web_fragments.fragment import Fragment
from webob import Response
from xblock.completable import CompletableXBlockMixin
from xblock.core import XBlock
from xblock.exceptions import JsonHandlerError, NoSuchUsage
from xblock.fields import Scope, String

from okr_xblock.demo import blocks
from okr_xblock.demo.catalogue import courses
from okr_xblock.demo.runtime import DemoRuntime
from okr_xblock.demo.seed import COMMUNICATION, DRAFT
from okr_xblock.demo.standin import enroll

from .conftest import text_of

TRIVIAL = DRAFT.make_usage_key("trivial", "trivial")


@XBlock.needs("i18n")
@XBlock.wants("user", "completion", "settings", "nonsense")
class Probe(CompletableXBlockMixin, XBlock):
    """Stands where the trivial block stands, and looks around."""

    display_name = String(default="", scope=Scope.settings)

    def student_view(self, _context: Any = None) -> Fragment:
        fragment = Fragment("<p>probe</p>")
        fragment.add_css_url("/static/probe.css")
        fragment.add_css_url("/static/probe.css")
        fragment.initialize_js("Probe", {"quote": "</script>"})
        return fragment

    @XBlock.handler
    def look(self, request: Any, suffix: str = "") -> Response:
        told = [
            request.method,
            suffix,
            request.GET.get("q", "-"),
            request.POST.get("word", "-") if request.method == "POST" else "-",
            str(self.scope_ids.user_id),
            str(connection.in_atomic_block),
        ]
        return Response(body="|".join(told).encode(), content_type="text/plain", charset="utf-8", status=201)

    @XBlock.json_handler
    def refuse(self, _data: Any, _suffix: str = "") -> None:
        raise JsonHandlerError(409, "no")


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(blocks._OWN_KINDS, "trivial", Probe)
    return


def the_probe(user: Any) -> Any:
    return DemoRuntime(user, DRAFT).get_block(TRIVIAL)


def attributes_of(user: Any, course_key: Any = COMMUNICATION) -> dict[str, Any]:
    block = DemoRuntime(user, course_key).get_block(courses()[course_key].units[0].blocks[0].usage_key)
    block.service_declaration = lambda _name: "want"
    found = block.runtime.service(block, "user").get_current_user().opt_attrs
    return {name.removeprefix("edx-platform."): value for name, value in found.items()}


def test_the_user_service_names_the_visitor_as_the_platform_does(amara: User, priya: User, robin: User) -> None:
    learner = attributes_of(amara)
    assert (learner["user_id"], learner["username"], learner["is_authenticated"]) == (amara.pk, "amara", True)
    assert (learner["user_is_staff"], learner["user_role"]) == (False, "student")
    assert learner["user_preferences"]["time_zone"] == "Europe/Berlin"

    assert (attributes_of(priya)["user_is_staff"], attributes_of(priya)["user_role"]) == (True, "instructor")
    assert attributes_of(priya, DRAFT)["user_is_staff"] is False
    assert attributes_of(robin, DRAFT)["user_is_global_staff"] is True
    assert attributes_of(AnonymousUser())["is_authenticated"] is False


def test_fields_come_from_olx_for_everybody(amara: User, ben: User) -> None:
    key = courses()[COMMUNICATION].units[6].blocks[0].usage_key
    for user in (amara, ben):
        block = DemoRuntime(user, COMMUNICATION).get_block(key)
        assert block.display_name == "Voice"
        assert block.content.startswith("<p>Nerves do not show nearly as much")


def test_a_block_of_another_course_or_of_none_is_not_there(amara: User) -> None:
    runtime = DemoRuntime(amara, COMMUNICATION)

    for key in (TRIVIAL, COMMUNICATION.make_usage_key("html", "nothing")):
        with pytest.raises(NoSuchUsage):
            runtime.get_block(key)


def test_a_kind_that_is_not_installed_gets_a_placeholder_that_holds_nothing_back() -> None:
    assert blocks.block_class("no_such_kind") is blocks.PlaceholderBlock
    assert not blocks.is_counted("no_such_kind")


def test_a_kind_that_cannot_be_imported_gets_the_placeholder_and_a_log_entry(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: Any) -> None:
        raise ImportError("broken")

    monkeypatch.setattr(blocks.XBlock, "load_class", fail)

    assert blocks.block_class("okr") is blocks.PlaceholderBlock
    assert "cannot be loaded" in caplog.text


def test_completion_goes_to_edx_completion(probe: None, amara: User) -> None:
    the_probe(amara).emit_completion(1.0)

    row = BlockCompletion.objects.get()
    assert (row.user, row.block_key, row.completion) == (amara, TRIVIAL, 1.0)


def test_nobody_completes_nothing(probe: None, seeded: None) -> None:
    block = the_probe(AnonymousUser())
    block.emit_completion(1.0)

    assert block.runtime.service(block, "completion") is None
    assert not BlockCompletion.objects.exists()


def test_other_events_are_tracked_and_grades_are_not_kept(probe: None, amara: User) -> None:
    block = the_probe(amara)

    block.runtime.publish(block, "okr_xblock.something", {"id": 1})
    block.runtime.publish(block, "grade", {"value": 1, "max_value": 1})


def test_texts_come_from_the_package_of_the_block(amara: User) -> None:
    board = courses()[COMMUNICATION].units[1].blocks[0].usage_key
    block = DemoRuntime(amara, COMMUNICATION).get_block(board)
    with translation.override("ar"):
        service = block.runtime.service(block, "i18n")

    assert service.gettext("No such text, surely") == "No such text, surely"
    assert service.ugettext("No such text, surely") == "No such text, surely"


def test_addresses_of_handlers_have_their_suffix_and_query(probe: None, amara: User) -> None:
    block = the_probe(amara)
    start = f"/handler/{TRIVIAL}/look"

    assert block.runtime.handler_url(block, "look") == start
    assert block.runtime.handler_url(block, "look", "a/b", "c=d") == f"{start}/a/b?c=d"
    with pytest.raises(NotImplementedError):
        block.runtime.handler_url(block, "look", thirdparty=True)


def test_the_page_carries_what_a_block_brings_once_and_starts_its_script(
    probe: None, client: Client, amara: User
) -> None:
    enroll(user=amara, course_key=DRAFT)
    client.force_login(amara)
    page = text_of(client.get(f"/courses/{DRAFT}/units/{courses()[DRAFT].units[1].usage_key}/"))

    assert page.count("/static/probe.css") == 1
    assert f'data-usage-id="{TRIVIAL}" data-handler-prefix="/handler/{TRIVIAL}/" data-init="Probe"' in page
    assert '<script type="application/json">{"quote": "\\u003C/script\\u003E"}</script>' in page
    assert "/static/okr_xblock/demo/runtime.js" in page


# Handlers


@pytest.mark.django_db(transaction=True)
def test_a_handler_is_reached_outside_of_any_transaction(probe: None, client: Client) -> None:
    user = User.objects.create_user("somebody")
    client.force_login(user)

    answer = client.post(f"/handler/{TRIVIAL}/look/a/b?q=1", {"word": "ß"})

    assert answer.status_code == 201
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert text_of(answer) == f"POST|a/b|1|ß|{user.pk}|False"


def test_a_form_in_parts_is_read_as_well(probe: None, client: Client, amara: User) -> None:
    client.force_login(amara)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    strict.cookies["csrftoken"] = "a" * 32
    # The client's own encoding of a dictionary: multipart, whose stream can be read only once.
    answer = strict.post(f"/handler/{TRIVIAL}/look", {"word": "yes"}, headers={"X-CSRFToken": "a" * 32})

    assert text_of(answer).split("|")[3] == "yes"


def test_a_post_needs_the_token_and_somebody(probe: None, amara: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(amara)
    assert strict.post(f"/handler/{TRIVIAL}/look").status_code == 403

    nobody = Client().post(f"/handler/{TRIVIAL}/look")
    assert (nobody.status_code, text_of(nobody)) == (403, "Unauthenticated")


def test_a_get_needs_neither_and_enrolment_is_nobodys_question(probe: None, client: Client, ben: User) -> None:
    assert text_of(client.get(f"/handler/{TRIVIAL}/look/")).startswith("GET||-|-|None|")
    client.force_login(ben)
    assert text_of(client.get(f"/handler/{TRIVIAL}/look")).startswith(f"GET||-|-|{ben.pk}|")


@pytest.mark.parametrize(
    "path",
    [
        f"/handler/{TRIVIAL}/no_such_handler",
        f"/handler/{TRIVIAL}/student_view",
        f"/handler/{DRAFT.make_usage_key('trivial', 'other')}/look",
        "/handler/block-v1:nonsense/look",
        "/resource/trivial/public/nothing.css",
        "/resource/no_such_kind/public/nothing.css",
        "/resource/trivial/secret.py",
    ],
)
def test_what_is_not_there_is_not_found(probe: None, client: Client, amara: User, path: str) -> None:
    client.force_login(amara)

    assert client.get(path).status_code == 404


def test_a_block_refuses_in_its_own_way(probe: None, client: Client, amara: User) -> None:
    client.force_login(amara)
    answer = client.post(f"/handler/{TRIVIAL}/refuse", "{}", content_type="application/json")

    assert (answer.status_code, answer.json()) == (409, {"error": "no"})
