"""What the block shows where there is no board to show: authors, previews, libraries, visitors."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from opaque_keys.edx.keys import UsageKey
from web_fragments.fragment import Fragment
from xblock.completable import XBlockCompletionMode
from xblock.fields import Scope, ScopeIds, UserScope

from okr_xblock.block import OkrXBlock
from okr_xblock.models import Learner, Objective
from tests.block.door import Door, request_of
from tests.support.okr import PRESENTATION, make_learner, make_objective

LIBRARY_KEYS = [
    "lb:DemoX:goals:okr:my-okrs",
    "lib-block-v1:DemoX+LIB+type@okr+block@my-okrs",
]


def resources(fragment: Fragment) -> list[str]:
    return [resource.data for resource in fragment.resources]


def test_the_board_brings_its_style_and_two_scripts_and_nothing_from_elsewhere(door):
    with request_of(door.user):
        fragment = door.block.render("student_view", {})
    assert [address.rpartition("/")[2].split("-")[0] for address in resources(fragment)] == [
        "okr.css",
        "htmx",
        "okr.js",
    ]
    assert all(address.startswith("/static/okr_xblock/") for address in resources(fragment))
    assert 'data-init="OkrBlock"' in fragment.body_html()


def test_every_address_on_the_board_is_the_runtimes(door, learner):
    make_objective(learner, PRESENTATION)
    addresses = {element.get("hx-post") for element in door.see().select("//*[@hx-post]")}
    prefix = door.runtime.handler_url(door.block, "board")
    assert addresses
    assert all(address.startswith(f"{prefix}/") for address in addresses)


def test_the_first_page_writes_nothing(door):
    door.see()
    assert not Learner.objects.exists()


def test_authors_see_what_learners_will_find_and_nobodys_okrs(door, learner):
    make_objective(learner, PRESENTATION, title="Mine alone")
    fragment = door.block.render("author_view", {})
    assert "Here each learner finds their own objectives" in fragment.body_html()
    assert "Mine alone" not in fragment.body_html()
    assert not any(address.endswith(".js") for address in resources(fragment))


def test_a_preview_shows_and_writes_no_learners_data(door, learner, objective_form):
    make_objective(learner, PRESENTATION, title="Mine alone")
    door.runtime.is_author_mode = True
    assert "In a preview nothing is shown or saved." in door.see().text
    assert "Mine alone" not in door.see().text
    for action in ("board", "create_objective", "celebrate"):
        assert door.post(action, **objective_form(title="Another")).status == 403
    assert Objective.objects.get().title == "Mine alone"


@pytest.mark.parametrize("key", LIBRARY_KEYS)
def test_in_a_library_the_block_says_that_it_needs_a_course(door, objective_form, key):
    usage_key = UsageKey.from_string(key)
    door.block = OkrXBlock(door.runtime, scope_ids=ScopeIds(door.user.pk, "okr", usage_key, usage_key))
    with request_of(door.user):
        assert "This block works inside a course." in door.block.student_view({}).body_html()
    assert door.post("create_objective", **objective_form()).status == 403
    assert not Learner.objects.exists()


def test_a_visitor_is_asked_to_sign_in():
    assert "Sign in to write and see your own OKRs." in Door(AnonymousUser()).see().text


def test_somebody_outside_the_course_is_asked_to_join():
    page = Door(make_learner("stranger", course_key=None)).see()
    assert "Join this course to write and see your OKRs here." in page.text
    assert not page.select("//button | //form")


def test_a_notice_brings_no_scripts():
    fragment = Door(AnonymousUser()).block.render("student_view", {})
    assert not any(address.endswith(".js") for address in resources(fragment))


def test_the_name_that_the_author_gave_is_the_heading_as_text(door, monkeypatch):
    # Put back afterwards: the host keeps fields for as long as its process lives.
    monkeypatch.setattr(door.block, "display_name", "<b>Goals</b>")
    assert door.see().select("//h2[text()='<b>Goals</b>']")
    assert "<b>Goals" not in door.block.render("author_view", {}).body_html()


def test_no_learners_data_is_kept_in_fields():
    scopes = {field.scope for field in OkrXBlock.fields.values()} - {Scope.parent, Scope.children}
    assert {scope.user for scope in scopes} == {UserScope.NONE}


def test_seeing_the_block_completes_it():
    """So that a course with a board in it can be completed."""
    assert XBlockCompletionMode.get_mode(OkrXBlock) == XBlockCompletionMode.COMPLETABLE
    assert not OkrXBlock.has_custom_completion


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_board_can_be_drawn_in_every_language(door, learner, language):
    make_objective(learner, PRESENTATION)
    with translation.override(language):
        assert door.see().objective_ids
        assert door.post("write").status == 200


def test_the_class_can_be_loaded_before_django_is_ready():
    """Entry points of XBlocks are loaded wherever; models must not be imported there."""
    code = "import okr_xblock.block, sys; assert 'okr_xblock.models' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
