"""Everything that can be done on a board, through the block's handler: what the person sees next."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from okr_xblock.demo import standin
from okr_xblock.demo.seed import COMMUNITY, WRITING
from okr_xblock.models import CheckIn, KeyResult, Objective
from okr_xblock.views.dispatch import ACTIONS
from tests.block.door import Door
from tests.support.okr import (
    PRESENTATION,
    PUBLIC_SPEAKING,
    READERS,
    WORD_A_DAY,
    complete,
    counted_blocks,
    course_spec,
    give_presentation,
    key_result_of,
    make_objective,
)

KINDS = {
    # kind in the form: what the board then says of it
    "yes_no": "Not yet.",
    "metric": "1,200 readers",
    "stay": "Stay at 42 km or above",
    "habit": "0 of 61 days",
    "milestones": "0 of 2 stages",
    "course": "Complete 100% of the units: Communication at work",
}


def test_an_empty_board_offers_the_first_objective(door):
    page = door.post("board")
    assert page.status == 200, page.alert
    assert "Write my first objective" in page.text, page.alert


def test_a_new_objective_begins_private_and_today(door):
    form = {"part": "what", "title": PUBLIC_SPEAKING, "category": "growth", "ambition": "committed"}
    door.post("create_objective", submission_key="a", **form)
    draft = Objective.objects.get()
    assert (draft.visibility, draft.starts_on, draft.state) == ("private", timezone.localdate(), "draft")


def test_creating_an_objective_shows_its_draft_and_goes_there(door, objective_form):
    page = door.post("create_objective", **objective_form())
    assert page.status == 200
    assert PUBLIC_SPEAKING in page.text
    assert "Draft" in page.text
    assert page.select("//*[@data-okr-said='Your draft is kept. Now, how will you notice?']")
    assert page.select(f"//*[@data-okr-focus='okr-o-{page.objective_ids[0]}']")


def test_an_objective_can_be_unfolded(door, draft_id):
    assert door.post("show_objective", id=draft_id).objective_ids == [draft_id]


def test_an_objective_is_changed_by_its_own_form(door, draft_id, key_result_form):
    door.post("create_key_result", **key_result_form("yes_no", objective=draft_id))
    door.post("publish_objective", id=draft_id)
    form = door.post("edit_objective", id=draft_id).form()
    page = door.post("save_objective", **{**form, "title": "Speak up in meetings", "reason": "Closer to what I want"})
    assert page.status == 200
    assert "Speak up in meetings" in page.text
    assert Objective.objects.get().history.first().history_change_reason == "Closer to what I want"


def test_starting_a_draft_asks_for_the_first_check_in(door, draft_id, key_result_form):
    door.post("create_key_result", objective=draft_id, **key_result_form("yes_no"))
    page = door.post("publish_objective", id=draft_id)
    assert page.status == 200
    assert "Check in: How I notice" in page.text


def test_a_draft_without_key_results_does_not_start(door, draft_id):
    page = door.post("publish_objective", id=draft_id)
    assert (page.status, page.alert) == (422, "Add at least one key result first: how will you notice?")
    assert page.headers["HX-Retarget"] == "#okr-problem"


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_result_of_every_kind_is_added_and_shown(door, draft_id, key_result_form, kind):
    page = door.post("create_key_result", objective=draft_id, **key_result_form(kind))
    assert page.status == 200
    assert KINDS[kind] in page.text


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_of_every_kind_opens_with_what_was_typed_before(door, draft_id, kind):
    page = door.post("new_key_result", objective=draft_id, kind=kind, title="Half a", start_confidence="7")
    assert (page.typed("kind"), page.typed("title"), page.typed("start_confidence")) == (kind, "Half a", "7")


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_result_of_every_kind_can_be_saved_unchanged_by_its_own_form(door, draft_id, key_result_form, kind):
    page = door.post("create_key_result", objective=draft_id, **key_result_form(kind))
    form = door.post("edit_key_result", id=page.key_result_ids[0]).form()
    again = door.post("save_key_result", **form)
    assert again.status == 200
    assert KINDS[kind] in again.text


def test_the_course_form_offers_visible_courses_and_says_which_are_not_joined(door, draft_id):
    page = door.post("new_key_result", objective=draft_id, kind="course")
    offered = {o.get("value"): o.text for o in page.select("//select[@name='course']/option")}
    assert offered[str(COMMUNITY)].endswith("(not joined yet)")
    assert str(WRITING) in offered
    assert not any("DRAFT" in key for key in offered)


def test_a_changed_title_keeps_a_milestone_done(door, learner):
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    form = door.post("edit_key_result", id=key_result_of(objective, PRESENTATION.title).public_id).form()
    door.post("save_key_result", **{**form, "title": "Give two presentations"})
    assert key_result_of(objective, "Give two presentations").stages.get().done_at is not None


def test_a_key_result_can_be_removed(door, learner):
    objective = make_objective(learner, PRESENTATION, READERS)
    page = door.post("remove_key_result", id=key_result_of(objective, READERS.title).public_id)
    assert page.status == 200
    assert READERS.title not in page.text
    assert page.select(f"//*[@data-okr-focus='okr-o-{objective.public_id}']")


def test_the_last_key_result_of_a_running_objective_cannot(door, learner):
    objective = make_objective(learner, PRESENTATION)
    page = door.post("remove_key_result", id=key_result_of(objective, PRESENTATION.title).public_id)
    assert (page.status, page.alert) == (422, "A running objective needs at least one key result.")
    assert KeyResult.objects.get().removed_at is None


def test_a_number_is_checked_in(door, learner):
    objective = make_objective(learner, READERS)
    form = door.post("check_in", id=key_result_of(objective, READERS.title).public_id).form()
    page = door.post("save_check_in", **{**form, "value": "1,350", "confidence": "8", "note": "The newsletter helped"})
    assert page.status == 200
    assert "1,350 readers" in page.text
    assert "Confidence 8 of 10" in page.text
    assert CheckIn.objects.get().note == "The newsletter helped"


def test_a_yes_or_no_is_checked_in_and_the_badges_wait_to_be_celebrated(door, learner):
    objective = make_objective(learner, PRESENTATION, READERS, WORD_A_DAY)
    opened = door.post("check_in", id=key_result_of(objective, PRESENTATION.title).public_id)
    stage = opened.select("//input[@name='stage']")[0].get("value")
    page = door.post("save_check_in", **{**opened.form(), "stage": stage, "confidence": "10"})
    assert "Done on" in page.text
    assert page.select("//*[@id='okr-cheer' and @hx-post and @hx-trigger='load']")
    first, second = door.post("celebrate"), door.post("celebrate")
    assert "You earned 2 badges" in first.text
    assert "Key result done" in first.text
    assert "A quarter of the way" in first.text
    assert (second.status, second.html) == (200, "")


def test_a_milestone_can_be_taken_back(door, learner):
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    opened = door.post("check_in", id=key_result_of(objective, PRESENTATION.title).public_id)
    page = door.post("save_check_in", **opened.form() | {"confidence": "5"})
    assert "Done on" in page.text  # sent as it was shown: nothing changed
    form = {name: value for name, value in opened.form().items() if name != "stage"}
    assert "Not yet." in door.post("save_check_in", **{**form, "submission_key": "another", "confidence": "5"}).text


def test_days_are_ticked_and_a_form_from_before_unticks_nothing(door, learner):
    objective = make_objective(learner, WORD_A_DAY)
    today = timezone.localdate()
    key_result_id = key_result_of(objective, WORD_A_DAY.title).public_id
    older = door.post("check_in", id=key_result_id).form()
    days = {"shown_day": [today.isoformat()], "day": [today.isoformat()]}
    page = door.post("save_check_in", id=key_result_id, submission_key="a", confidence="6", **days)
    assert page.select("//li[contains(@class, 'okr-week__day--on')]")
    door.post("save_check_in", **{**older, "confidence": "6"})
    assert key_result_of(objective, WORD_A_DAY.title).ticks.get().ticked_on == today


def test_a_course_key_result_only_asks_how_sure_one_is(door, learner):
    objective = make_objective(learner, course_spec())
    opened = door.post("check_in", id=objective.key_results.get().public_id)
    assert not opened.select("//input[@name='value' or @type='checkbox']")
    assert "Confidence 4 of 10" in door.post("save_check_in", **{**opened.form(), "confidence": "4"}).text


def test_the_board_says_which_unit_moved_it_and_when(door, learner, django_capture_on_commit_callbacks):
    make_objective(learner, course_spec())
    with django_capture_on_commit_callbacks(execute=True):
        complete(learner, *counted_blocks()[0])
    (line,) = door.see().select("//*[@data-okr-evidence]")
    assert line.text_content().strip().startswith("Unit “\u2068What this course is for\u2069” completed · just now")
    assert line.xpath(".//time/@datetime")


def test_another_courses_board_shows_only_what_it_moves(learner):
    standin.enroll(user=learner, course_key=WRITING)
    make_objective(learner, course_spec(WRITING), title="Write so that it is read")
    make_objective(learner, READERS, title="Not about writing")
    page = Door(learner, WRITING).see()
    assert "Also moved by this course" in page.text
    assert "Write so that it is read" in page.text
    assert "Not about writing" not in page.text


def test_with_many_objectives_one_is_open_and_the_others_unfold(door, learner):
    for number in range(5):
        make_objective(learner, READERS, title=f"Objective {number}")
    page = door.see()
    assert (len(page.objective_ids), len(page.key_result_ids)) == (5, 1)
    assert READERS.title in door.post("show_objective", id=page.objective_ids[-1]).text


def test_sending_a_form_twice_has_one_result(door, objective_form, key_result_form, draft_id):
    form = {"objective": draft_id, **key_result_form("metric")}
    assert [door.post("create_key_result", **form).status for _time in range(2)] == [200, 200]
    assert [door.post("create_objective", **objective_form(submission_key="o")).status for _time in range(2)] == [
        200,
        200,
    ]
    door.post("publish_objective", id=draft_id)
    check_in = {"id": KeyResult.objects.get().public_id, "submission_key": "c", "confidence": "5", "value": "1300"}
    assert [door.post("save_check_in", **check_in).status for _time in range(2)] == [200, 200]
    assert (KeyResult.objects.count(), Objective.objects.count(), CheckIn.objects.count()) == (1, 2, 1)


def test_starting_twice_shows_the_started_objective_twice(door, draft_id, key_result_form):
    page = door.post("create_key_result", objective=draft_id, **key_result_form("yes_no"))
    (form,) = page.select("//form[contains(@hx-post, 'publish_objective')]")
    sent = {field.get("name"): field.get("value") for field in form.xpath(".//input")}
    assert [door.post("publish_objective", **sent).status for _time in range(2)] == [200, 200]


def test_removing_twice_shows_the_board_twice(door, learner):
    objective = make_objective(learner, PRESENTATION, READERS)
    opened = door.post("edit_key_result", id=key_result_of(objective, READERS.title).public_id)
    (button,) = opened.select("//button[contains(@hx-post, 'remove_key_result')]")
    sent = json.loads(button.get("hx-vals"))
    assert [door.post("remove_key_result", **sent).status for _time in range(2)] == [200, 200]


def test_a_deadline_in_the_past_says_so(door, learner):
    today = timezone.localdate()
    make_objective(learner, PRESENTATION, starts_on=today - timedelta(days=5))
    Objective.objects.update(due_on=today - timedelta(days=1))
    assert "The end date has passed" in door.see().text


def test_these_are_all_the_actions_there_are():
    """Whoever adds one thinks of what it refuses: `test_bad_input` and `test_door` go through this list."""
    assert set(ACTIONS) == {
        "abandon_objective",
        "add_initiative",
        "badges",
        "board",
        "celebrate",
        "change_state",
        "check_in",
        "check_in_due",
        "close_objective",
        "closing",
        "create_key_result",
        "create_kpi",
        "create_objective",
        "earlier",
        "edit_initiative",
        "edit_key_result",
        "edit_kpi",
        "edit_objective",
        "hints",
        "ignore_hint",
        "look_back",
        "move_to_dos",
        "new_initiative",
        "new_key_result",
        "new_kpi",
        "objective",
        "pause_objective",
        "publish_objective",
        "read_grade",
        "read_kpi",
        "remove_initiative",
        "remove_key_result",
        "remove_kpi",
        "reopen_objective",
        "restore_hints",
        "resume_objective",
        "save_check_in",
        "save_check_ins",
        "save_closing",
        "save_initiative",
        "save_key_result",
        "save_kpi",
        "save_objective",
        "save_reading",
        "show_objective",
        "start_from_example",
        "tick_initiative",
        "write",
    }
