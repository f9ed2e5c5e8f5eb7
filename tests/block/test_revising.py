"""Changing key results through their forms: what was done and what is followed stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from okr_xblock.demo import standin
from okr_xblock.demo.models import DemoCourse
from okr_xblock.demo.seed import COMMUNICATION, DRAFT
from okr_xblock.models import Cycle, KeyResult, Objective
from tests.block.door import Door
from tests.support.okr import MENTORING, READERS, check_in, course_spec, key_result_of, make_objective


def write_milestones(door: Door, draft_id: str, key_result_form, stages: str) -> KeyResult:
    form = key_result_form("milestones", objective=draft_id, stages=stages)
    assert door.post("create_key_result", **form).status == 200
    door.post("publish_objective", id=draft_id)
    return KeyResult.objects.get()


def done(key_result: KeyResult) -> list[tuple[str, bool]]:
    return [(stage.title, stage.done_at is not None) for stage in key_result.stages.all()]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Met\nAgreed", "Met\nAgreed", [("Met", True), ("Agreed", False)]),
        ("Mett\nAgreed", "Met\nAgreed", [("Met", True), ("Agreed", False)]),
        ("Met\nAgreed", "Agreed\nMet", [("Agreed", False), ("Met", True)]),
        ("Practise\nPractise", "Practise\nPractise", [("Practise", True), ("Practise", False)]),
        ("Met\nAgreed", "Agreed", [("Agreed", False)]),
        ("Met", "Met\nAgreed", [("Met", True), ("Agreed", False)]),
    ],
)
def test_stages_that_are_done_stay_done(door, learner, draft_id, key_result_form, before, after, expected):
    key_result = write_milestones(door, draft_id, key_result_form, before)
    check_in(learner, key_result, stages={key_result.stages.first().public_id: True})
    page = door.post(
        "save_key_result",
        **key_result_form("milestones", objective=draft_id, id=key_result.public_id, row_version=1, stages=after),
    )
    assert page.status == 200
    assert done(key_result) == expected


def test_a_number_that_is_running_says_where_it_began(door, learner):
    draft, running = (make_objective(learner, READERS, start=start).key_results.get() for start in (False, True))
    page = door.post("edit_key_result", id=draft.public_id)
    assert page.select("//label[.='Today it is']")
    assert not page.select("//*[@name='reason']")
    page = door.post("edit_key_result", id=running.public_id)
    assert page.select("//label[.='It began at']")
    assert "Today’s number goes into a check-in." in page.text
    assert page.select("//label[.='Why the change? (optional)']")
    assert page.select("//details//*[@name='weight']")


def test_only_a_change_to_what_has_started_is_asked_for_its_reason(door, learner):
    draft, running = (make_objective(learner, READERS, start=start) for start in (False, True))
    assert not door.post("edit_objective", id=draft.public_id).select("//*[@name='reason']")
    assert door.post("edit_objective", id=running.public_id).select("//*[@name='reason']")


def test_a_milestone_of_one_stage_can_get_another(door, draft_id, key_result_form):
    key_result = write_milestones(door, draft_id, key_result_form, "Met")
    assert "Stages, one a line" in door.post("edit_key_result", id=key_result.public_id).text


def test_a_course_that_is_gone_stays_chosen_in_the_form(door, learner):
    make_objective(learner, course_spec())
    DemoCourse.objects.filter(course_key=COMMUNICATION).delete()
    page = door.post("edit_key_result", id=KeyResult.objects.get().public_id)
    assert page.select(f"//option[@value='{COMMUNICATION}'][@selected]")
    assert "A course that no longer exists" in page.text


def test_a_hidden_course_is_not_shown_to_somebody_who_only_names_it(door, draft_id):
    page = door.post("new_key_result", objective=draft_id, kind="course", course=str(DRAFT))
    assert DemoCourse.objects.get(course_key=DRAFT).title not in page.text


def test_nor_to_somebody_who_names_it_in_a_form_that_is_refused(door, learner):
    make_objective(learner, course_spec())
    form = door.post("edit_key_result", id=KeyResult.objects.get().public_id).form()
    page = door.post("save_key_result", **{**form, "course": str(DRAFT)})
    assert page.status == 422
    assert DemoCourse.objects.get(course_key=DRAFT).title not in page.text


def test_a_course_that_the_learner_left_stays_chosen(door, learner):
    standin.enroll(user=learner, course_key=DRAFT)
    make_objective(learner, course_spec(DRAFT))
    standin.unenroll(user=learner, course_key=DRAFT)
    page = door.post("edit_key_result", id=KeyResult.objects.get().public_id)
    assert page.select(f"//option[@value='{DRAFT}'][@selected]")


def test_a_form_that_adds_a_stage_is_saved_once_however_often_it_is_sent(door, learner):
    key_result = key_result_of(make_objective(learner, MENTORING), MENTORING.title)
    form = door.post("edit_key_result", id=key_result.public_id).form()
    form["stages"] += "\nOne more"
    assert [door.post("save_key_result", **form).status for _click in range(2)] == [200, 200]
    assert key_result.stages.filter(title="One more").count() == 1


def test_a_start_that_is_refused_saves_nothing_and_its_form_can_be_mended(door, learner):
    objective = make_objective(learner, READERS, start=False)
    today = timezone.localdate()
    over = {"starts_on": str(today - timedelta(days=9)), "due_on": str(today - timedelta(days=2)), "then": "start"}
    refused = door.post("save_objective", **{**door.post("write", id=objective.public_id, step="when").form(), **over})
    assert refused.status == 422
    mended = {**refused.form(), "due_on": str(today + timedelta(days=20)), "then": "start"}
    assert door.post("save_objective", **mended).status == 200
    assert Objective.objects.get(pk=objective.pk).state == "active"


@pytest.mark.parametrize("step", ["what", "when"])
def test_a_draft_whose_cycle_is_over_takes_up_the_dates_of_the_one_that_runs(door, learner, step):
    objective = make_objective(learner, READERS, start=False)
    today = timezone.localdate()
    past = {"starts_on": today - timedelta(days=190), "due_on": today - timedelta(days=100)}
    Objective.objects.filter(pk=objective.pk).update(cycle=Cycle.objects.create(title="Past", **past), **past)
    form = door.post("write", id=objective.public_id, step=step).form()
    assert door.post("save_objective", **form).status == 200
    objective.refresh_from_db()
    assert (objective.starts_on, objective.cycle.title) == (today, "Test cycle")
