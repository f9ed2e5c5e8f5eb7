"""The Django admin: the site's own tables, saved through the api, and nothing of any learner."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User

from okr_xblock.api.goals import save_goal
from okr_xblock.api.site_texts import OUR_TEXTS, save_text
from okr_xblock.models import Award, BadgeRule, Cycle, Objective, OrganisationGoal, SiteText
from tests.support.okr import PRESENTATION, give_presentation, make_objective

RULE = {
    "slug": "first-third",
    "title": "A third",
    "description": "",
    "trigger": "objective_progress",
    "threshold": "0.3333",
    "symbol": "flag",
    "on_regression": "keep",
    "is_active": "on",
}


@pytest.fixture
def robin(client) -> User:
    user = User.objects.get(username="robin")
    client.force_login(user)
    return user


def test_only_tables_of_the_site_are_registered():
    registered = {model.__name__ for model in admin.site._registry if model._meta.app_label == "okr_xblock"}
    assert registered == {"BadgeRule", "Cycle", "OrganisationGoal", "SiteText"}


def test_a_new_rule_is_kept_with_who_made_it_and_given_to_whoever_deserves_it(client, robin, learner):
    give_presentation(learner, make_objective(learner, PRESENTATION))
    answer = client.post("/admin/okr_xblock/badgerule/add/", RULE)
    assert answer.status_code == 302
    rule = BadgeRule.objects.get(slug="first-third")
    assert rule.history.get().history_user == robin
    assert Award.objects.filter(rule=rule).count() == 1


def test_a_changed_rule_keeps_what_it_was(client, robin):
    rule = BadgeRule.objects.get(slug="objective-25")
    answer = client.post(f"/admin/okr_xblock/badgerule/{rule.pk}/change/", {**RULE, "slug": "objective-25"})
    assert answer.status_code == 302
    assert rule.history.first().title == "A third"


@pytest.mark.parametrize(("field", "value"), [("threshold", "0"), ("threshold", "1.5"), ("slug", ""), ("title", "")])
def test_a_rule_that_cannot_be_is_refused_beside_its_field(client, robin, field, value):
    answer = client.post("/admin/okr_xblock/badgerule/add/", {**RULE, field: value})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert not BadgeRule.objects.filter(slug="first-third").exists()


def test_a_cycle_is_kept_and_one_without_days_is_refused(client, robin):
    cycle = {
        "title": "Winter",
        "course_key": "",
        "starts_on": "2027-01-01",
        "due_on": "2027-03-31",
        "cadence_days": "7",
    }
    assert client.post("/admin/okr_xblock/cycle/add/", cycle).status_code == 302
    assert Cycle.objects.get(title="Winter").history.get().history_user == robin
    answer = client.post("/admin/okr_xblock/cycle/add/", {**cycle, "title": "None", "due_on": "2027-01-01"})
    assert list(answer.context["adminform"].form.errors) == ["due_on"]
    assert client.get("/admin/okr_xblock/cycle/").status_code == 200


@pytest.mark.parametrize("typed", ["no key", "course-v1:A+B", "block-v1:A+B+C+type@html+block@x"])
def test_a_mistyped_course_key_is_told_beside_the_field(client, robin, typed):
    cycle = {"title": "", "course_key": typed, "starts_on": "2027-01-01", "due_on": "2027-03-31", "cadence_days": "7"}
    answer = client.post("/admin/okr_xblock/cycle/add/", cycle)
    assert list(answer.context["adminform"].form.errors) == ["course_key"]


def test_a_cycle_of_a_course_is_kept(client, robin):
    key = "course-v1:DemoX+COMM101+2026"
    cycle = {"title": "", "course_key": key, "starts_on": "2027-01-01", "due_on": "2027-03-31", "cadence_days": "7"}
    assert client.post("/admin/okr_xblock/cycle/add/", cycle).status_code == 302
    assert str(Cycle.objects.get(starts_on="2027-01-01").course_key) == key
    page = client.get(f"/admin/okr_xblock/cycle/{Cycle.objects.get(starts_on='2027-01-01').pk}/change/")
    assert key in page.content.decode()


GOAL = {"title": "Listen first", "why": "", "starts_on": "2026-04-01", "due_on": "2026-06-30", "is_offered": "on"}


def test_a_goal_is_kept_with_who_made_and_who_changed_it(client, robin):
    assert client.post("/admin/okr_xblock/organisationgoal/add/", GOAL).status_code == 302
    goal = OrganisationGoal.objects.get()
    address = f"/admin/okr_xblock/organisationgoal/{goal.pk}/change/"
    assert client.post(address, {**GOAL, "is_offered": ""}).status_code == 302
    assert [(h.is_offered, h.history_user) for h in goal.history.all()] == [(False, robin), (True, robin)]
    assert "Rather switch this off than delete the goal" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("title", " "), ("title", "a\u202eb"), ("due_on", "2026-03-31"), ("why", "x" * 2001)]
)
def test_a_goal_that_cannot_be_is_refused_beside_its_field(client, robin, field, value):
    answer = client.post("/admin/okr_xblock/organisationgoal/add/", {**GOAL, field: value})
    assert list(answer.context["adminform"].form.errors) == [field]
    assert not OrganisationGoal.objects.exists()


def test_goals_are_found_by_their_title(client, robin):
    for title in ("Listen first", "Write less"):
        save_goal(goal_id=None, actor_id=robin.pk, title=title)
    page = client.get("/admin/okr_xblock/organisationgoal/?q=listen&is_offered__exact=1").content.decode()
    assert "Listen first" in page
    assert "Write less" not in page


@pytest.mark.parametrize("is_from_list", [True, False])
def test_a_deleted_goal_tells_nothing_of_those_who_served_it(client, robin, learner, is_from_list):
    goal_id = save_goal(goal_id=None, actor_id=robin.pk, title="Listen first")
    objective = make_objective(learner, PRESENTATION)
    Objective.objects.filter(pk=objective.pk).update(goal=goal_id)
    chosen = {"action": "delete_selected", "_selected_action": [goal_id]}
    address = "/admin/okr_xblock/organisationgoal/" + ("" if is_from_list else f"{goal_id}/delete/")
    asked = client.post(address, chosen) if is_from_list else client.get(address)
    assert "Are you sure" in asked.content.decode()
    assert objective.title not in asked.content.decode()
    assert objective.public_id not in asked.content.decode()
    assert client.post(address, {**(chosen if is_from_list else {}), "post": "yes"}).status_code == 302
    objective.refresh_from_db()
    assert objective.goal is None
    assert OrganisationGoal.history.latest().history_user == robin


TEXT = {"key": "begin_lead", "language": "ES", "body": "Hola"}


def test_a_text_is_kept_with_who_made_it_beside_what_stands_there_otherwise(client, robin):
    assert client.post("/admin/okr_xblock/sitetext/add/", TEXT).status_code == 302
    text = SiteText.objects.get()
    assert (text.language, text.history.get().history_user) == ("es", robin)
    page = client.get(f"/admin/okr_xblock/sitetext/{text.pk}/change/").content.decode()
    assert all(str(ours) in page for ours in OUR_TEXTS.values())
    assert "Hola" in client.get("/admin/okr_xblock/sitetext/").content.decode()


@pytest.mark.parametrize(("field", "value"), [("language", "spanish"), ("body", ""), ("body", "\u2066"), ("key", "x")])
def test_a_text_that_cannot_be_is_refused_beside_its_field(client, robin, field, value):
    answer = client.post("/admin/okr_xblock/sitetext/add/", {**TEXT, field: value})
    assert list(answer.context["adminform"].form.errors) == [field]
    assert not SiteText.objects.exists()


def test_a_second_text_of_one_place_is_refused_and_the_first_can_be_changed(client, robin):
    text_id = save_text(text_id=None, actor_id=robin.pk, key="begin_lead", language="es", body="Buenas")
    answer = client.post("/admin/okr_xblock/sitetext/add/", TEXT)
    assert list(answer.context["adminform"].form.errors) == ["language"]
    assert client.post(f"/admin/okr_xblock/sitetext/{text_id}/change/", TEXT).status_code == 302
    assert SiteText.objects.get().body == "Hola"
    assert client.post(f"/admin/okr_xblock/sitetext/{text_id}/delete/", {"post": "yes"}).status_code == 302
    assert SiteText.history.latest().history_user == robin


@pytest.mark.parametrize("table", ["badgerule", "cycle", "organisationgoal", "sitetext"])
def test_nobody_else_reaches_it(client, learner, table):
    client.force_login(learner)
    assert client.get(f"/admin/okr_xblock/{table}/").status_code == 302


@pytest.mark.parametrize("table", ["kpi", "kpireading", "initiative", "objective", "learner"])
def test_what_is_a_learners_own_has_no_page(client, robin, table):
    assert client.get(f"/admin/okr_xblock/{table}/").status_code == 404


@pytest.mark.parametrize("table", ["organisationgoal", "sitetext"])
def test_somebody_who_may_only_look_sees_and_changes_nothing(client, robin, learner, table):
    save_goal(goal_id=None, actor_id=robin.pk, title="Listen first")
    save_text(text_id=None, actor_id=robin.pk, key="begin_lead", language="", body="Hello")
    row = OrganisationGoal.objects.get() if table == "organisationgoal" else SiteText.objects.get()
    User.objects.filter(pk=learner.pk).update(is_staff=True)
    learner.user_permissions.add(Permission.objects.get(codename=f"view_{table}"))
    client.force_login(learner)
    address = f"/admin/okr_xblock/{table}/{row.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, {**GOAL, **TEXT}).status_code == 403
    assert row.history.count() == 1
