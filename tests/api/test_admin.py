"""The Django admin: the site's own tables, saved through the api, and nothing of any learner."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User

from okr_xblock.models import Award, BadgeRule, Cycle
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
    assert registered == {"BadgeRule", "Cycle"}


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


def test_nobody_else_reaches_it(client, learner):
    client.force_login(learner)
    assert client.get("/admin/okr_xblock/badgerule/").status_code == 302
