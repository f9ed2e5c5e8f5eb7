"""Pausing, going on, letting go, opening again: small forms in the objective's own place."""

import pytest
from django.contrib.auth.models import User

from okr_xblock.models import Objective
from tests.block.door import Door
from tests.support.okr import PRESENTATION, READERS, make_objective

DONE = {
    # action: the state it leads to, and what is said
    "pause_objective": ("paused", "Paused. The dates stay, and nothing is lost."),
    "resume_objective": ("active", "Welcome back. It goes on where you left it."),
    "abandon_objective": ("abandoned", "Let go. It stays in your history."),
    "reopen_objective": ("active", "Open again. It goes on where it was."),
}
FROM = {
    "pause_objective": "active",
    "resume_objective": "paused",
    "abandon_objective": "active",
    "reopen_objective": "abandoned",
}
LONG = "long " * 2000


@pytest.fixture
def objective(learner: User) -> Objective:
    return make_objective(learner, PRESENTATION, READERS)


def state_of(objective: Objective) -> str:
    objective.refresh_from_db()
    return objective.state


def be(objective: Objective, state: str) -> None:
    Objective.objects.filter(pk=objective.pk).update(state=state)


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("draft", ["abandon_objective"]),
        ("active", ["pause_objective", "abandon_objective"]),
        ("paused", ["resume_objective", "abandon_objective"]),
        ("closed", ["reopen_objective"]),
        ("abandoned", ["reopen_objective"]),
    ],
)
def test_the_form_offers_what_can_be_done_and_explains_each(door, objective, state, offered):
    be(objective, state)
    page = door.post("change_state", id=objective.public_id)
    assert [b.get("hx-post").rpartition("/")[2] for b in page.select("//button[@hx-post]")] == offered
    explained = {
        "pause_objective": "It moves no dates.",
        "resume_objective": "Going on picks it up where you left it.",
        "abandon_objective": "Letting go is no failure: plans change. It stays in your history",
        "reopen_objective": "It goes on where it was.",
    }
    assert all((explained[action] in page.text) == (action in offered) for action in explained)


def test_the_form_leads_to_closing_it(door, objective):
    (link,) = door.post("change_state", id=objective.public_id).select("//a")
    assert link.get("href").endswith(f"closing/?id={objective.public_id}")


@pytest.mark.parametrize("action", DONE)
def test_each_is_done_and_said_and_one_goes_on_from_the_objective(door, objective, action):
    be(objective, FROM[action])
    form = door.post("change_state", id=objective.public_id).form()
    page = door.post(action, **form | {"reason": "Parental leave"})
    state, said = DONE[action]
    assert (page.status, state_of(objective)) == (200, state)
    (root,) = page.select("//*[@data-okr-said]")
    assert (root.get("data-okr-said"), root.get("data-okr-focus")) == (said, f"okr-o-{objective.public_id}")


def test_letting_go_asks_for_a_word_and_says_so_beside_the_field(door, objective):
    form = door.post("change_state", id=objective.public_id).form()
    page = door.post("abandon_objective", **form)
    assert page.status == 422
    assert page.wrong("reason") == "Please say why, in a word or two."
    assert state_of(objective) == "active"


def test_a_draft_needs_no_reason(door, objective):
    be(objective, "draft")
    Objective.objects.update(published_at=None)
    page = door.post("change_state", id=objective.public_id)
    assert "asks for one" not in page.text
    assert door.post("abandon_objective", **page.form()).status == 200


@pytest.mark.parametrize("reason", [LONG, "abc \u202egnp.exe", "a\x00b"])
def test_a_bad_reason_comes_back_as_typed(door, objective, reason):
    page = door.post("pause_objective", id=objective.public_id, submission_key="a", reason=reason)
    assert page.status == 422
    assert page.wrong("reason")
    if reason.isprintable():
        assert page.typed("reason") == reason
    assert state_of(objective) == "active"


@pytest.mark.parametrize("action", DONE)
def test_doing_it_twice_does_it_once(door, objective, action):
    be(objective, FROM[action])
    form = {"id": objective.public_id, "submission_key": "one", "reason": "Twice"}
    assert [door.post(action, **form).status for _time in range(2)] == [200, 200]
    assert state_of(objective) == DONE[action][0]


@pytest.mark.parametrize("action", DONE)
def test_from_a_wrong_state_it_is_refused_with_a_sentence(door, objective, action):
    be(objective, {"resume_objective": "active", "reopen_objective": "active"}.get(action, "closed"))
    before = state_of(objective)
    page = door.post(action, id=objective.public_id, submission_key="a", reason="Because")
    assert (page.status, page.alert) == (409, "This cannot be changed in its present state.")
    assert state_of(objective) == before


@pytest.mark.parametrize("action", ["change_state", *DONE])
@pytest.mark.parametrize("wrong_id", ["", "f" * 32, "x" * 10_000, "theirs"])
def test_what_is_not_the_learners_is_as_if_it_did_not_exist(door, somebody_else, action, wrong_id):
    theirs = make_objective(somebody_else, PRESENTATION, title="Theirs alone")
    asked = theirs.public_id if wrong_id == "theirs" else wrong_id
    page = door.post(action, id=asked, submission_key="a", reason="Because")
    assert page.status in {404, 422}
    assert "Theirs alone" not in page.html
    assert state_of(theirs) == "active"


def test_what_went_on_already_says_so_and_offers_nothing(door, learner, objective):
    be(objective, "closed")
    make_objective(learner, PRESENTATION, title="The next one")
    Objective.objects.filter(title="The next one").update(carried_from=objective)
    page = door.post("change_state", id=objective.public_id)
    assert "it goes on in another objective already" in page.text
    assert not page.select("//button[@hx-post]")
    refused = door.post("reopen_objective", id=objective.public_id, submission_key="a")
    assert (refused.status, state_of(objective)) == (422, "closed")
    assert "This goes on in a new objective already." in refused.alert


def test_a_visitor_is_asked_to_join(objective, learner):
    from tests.support.okr import make_learner

    page = Door(make_learner("stranger", course_key=None)).post("pause_objective", id=objective.public_id)
    assert page.status == 403
    assert state_of(objective) == "active"
