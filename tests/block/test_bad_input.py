"""
Wrong forms come back with what was typed and with what is wrong beside the field. Nothing is saved of them.

What the api refuses is tested there in full; here is what a person sees of it.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from django.utils.formats import date_format

from okr_xblock.models import CheckIn, KeyResult, Objective
from tests.block.door import Door
from tests.support.okr import PRESENTATION, PUBLIC_SPEAKING, READERS, WORD_A_DAY, key_result_of, make_objective

NO_NUMBER = "Write the number in full, like 1290."
OVERRIDE = "invisible characters that turn text around"
LONG = "long " * 2000

# Objectives


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("title", "", "Please write what you want to reach."),
        ("title", "   ", "Please write what you want to reach."),
        ("title", LONG, "255"),
        ("title", "abc \u202egnp.exe", OVERRIDE),
        ("title", "abc \u2067def", OVERRIDE),
        ("title", "a\x00b", "Null characters are not allowed."),
        ("title", "a\x1bb", "characters that cannot be shown"),
        ("why", LONG, "2000"),
        ("why", "\u202e", OVERRIDE),
        ("starts_on", "", "Please choose a date."),
        ("due_on", "", "Please choose a date."),
        ("due_on", "2026-02-30", "Please choose a date."),
        ("due_on", "soon", "Please choose a date."),
        ("due_on", "9999-12-31", "The cycle runs from"),
        ("category", "fame", "Choose one of the offered answers."),
        ("ambition", "", "Choose one of the offered answers."),
        ("visibility", "peers", "Choose one of the offered answers."),
        ("visibility", "everybody", "Choose one of the offered answers."),
    ],
)
def test_a_wrong_objective_comes_back_as_typed_and_says_what_is_wrong(door, objective_form, field, typed, told):
    page = door.post("create_objective", **objective_form(why="Because") | {field: typed})
    assert page.status == 422
    assert told in page.wrong(field)
    assert page.alert.startswith("Something needs another look. Nothing you typed is lost.")
    shown = page.select(f"//*[@name='{field}']")[0]
    if shown.tag != "select" and shown.get("type") != "radio" and typed.isprintable():
        assert page.typed(field) == typed
    assert page.typed("why") == (typed if field == "why" else "Because")
    assert not Objective.objects.exists()


def test_a_field_with_an_error_is_described_by_its_hint_as_well(door, objective_form):
    page = door.post("create_objective", **objective_form(title=""))
    (field,) = page.select("//input[@name='title']")
    told = [page.select(f"//*[@id='{name}']")[0].text_content() for name in field.get("aria-describedby").split()]
    assert told == ["One sentence that you would be glad to say at the end.", page.wrong("title")]


def test_a_scale_with_an_error_is_a_group_that_says_so(door, learner):
    key_result = make_objective(learner, PRESENTATION).key_results.get()
    form = door.post("check_in", id=key_result.public_id).form()
    page = door.post("save_check_in", **form | {"confidence": "11"})
    (group,) = page.select("//*[@role='radiogroup']")
    assert (group.get("aria-invalid"), group.get("tabindex")) == ("true", "-1")
    assert page.wrong("confidence") == "Choose one of the offered answers."


@pytest.mark.parametrize("days", [0, -1, -30])
def test_due_before_or_on_the_start_is_said_beside_the_due_date(door, objective_form, days):
    today = timezone.localdate()
    due_on = (today + timedelta(days=days)).isoformat()
    page = door.post("create_objective", **objective_form(starts_on=today.isoformat(), due_on=due_on))
    assert page.status == 422
    assert page.typed("due_on") == due_on
    assert page.wrong("due_on") == "Choose a later day than “From”."


def test_everything_that_is_wrong_is_said_at_once(door, objective_form):
    page = door.post("create_objective", **objective_form(title="", due_on="", starts_on="x"))
    assert all(page.wrong(name) for name in ("title", "due_on", "starts_on"))


@pytest.mark.parametrize("due_on", ["2031-01-01", "2001-01-01"])
def test_dates_that_do_not_go_together_are_told_with_everything_else(door, objective_form, due_on):
    page = door.post("create_objective", **objective_form(title="", due_on=due_on, visibility="everybody"))
    assert all(page.wrong(name) for name in ("title", "due_on", "visibility"))


def test_a_form_without_anything_is_a_wrong_form(door, draft_id):
    for action in ("create_objective", "save_objective", "create_key_result", "save_key_result"):
        assert door.post(action).status == 422, action


MARKUP = "<script>alert(1)</script> & \"<b onmouseover='x'>\" {{ 7 }} {% now 'Y' %}"


def test_html_in_what_was_typed_comes_back_as_text(door, objective_form):
    page = door.post("create_objective", **objective_form(title=MARKUP, why=MARKUP, due_on=""))
    assert (page.typed("title"), page.typed("why")) == (MARKUP, MARKUP)
    assert not page.select("//script | //b[@onmouseover]")


def test_html_in_titles_notes_and_units_is_shown_as_text(door, learner, objective_form, key_result_form):
    page = door.post("create_objective", **objective_form(title=MARKUP, why=MARKUP))
    for kind in ("metric", "stay", "milestones", "yes_no"):
        form = key_result_form(kind, title=MARKUP, submission_key=kind)
        form |= {"unit": "<i>km</i>"} if "unit" in form else {}
        form |= {"stages": MARKUP} if kind == "milestones" else {}
        page = door.post("create_key_result", objective=page.objective_ids[0], **form)
        assert page.status == 200
    for shown in (page, door.see(), door.post("edit_key_result", id=page.key_result_ids[0])):
        assert MARKUP in shown.text or shown.typed("title") == MARKUP
        assert not shown.select("//script | //i | //b[@onmouseover]")


def test_titles_stand_in_isolation_so_that_no_direction_leaks(door, learner):
    make_objective(learner, PRESENTATION, title="أن أتحدث بثقة 2026 (أولاً)")
    assert door.see().select("//h4/bdi[text()='أن أتحدث بثقة 2026 (أولاً)']")
    assert door.see().select(f"//h5/bdi[text()='{PRESENTATION.title}']")


def test_the_plain_direction_marks_of_arabic_writers_are_allowed(door, objective_form):
    assert door.post("create_objective", **objective_form(title="HTML\u200f أتعلم")).status == 200


# Key results


def numbers_that_are_none():
    return [
        "1e400",
        "1e5",
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        "0x10",
        "1_000",
        "12 34",
        "--1",
        "1..2",
        "½",
        "١٢",
        "۱۲",
        "many",
    ]


@pytest.mark.parametrize("typed", numbers_that_are_none())
@pytest.mark.parametrize(("kind", "field"), [("metric", "target"), ("metric", "baseline"), ("stay", "limit")])
def test_what_is_no_number_is_said_beside_the_field(door, draft_id, key_result_form, kind, field, typed):
    page = door.post("create_key_result", objective=draft_id, **key_result_form(kind, **{field: typed}))
    assert page.status == 422
    assert (page.typed(field), page.wrong(field)) == (typed, NO_NUMBER)
    assert not KeyResult.objects.exists()


@pytest.mark.parametrize("typed", ["1" * 15, "0.1234567", "9" * 10_000])
def test_a_number_that_is_too_long_is_said_beside_the_field(door, draft_id, key_result_form, typed):
    page = door.post("create_key_result", objective=draft_id, **key_result_form("metric", target=typed))
    assert (page.status, page.typed("target"), page.wrong("target")) == (422, typed, "This number is too long.")


def test_arabic_digits_are_read_where_the_page_is_arabic(door, draft_id, key_result_form):
    with translation.override("ar"):
        page = door.post("create_key_result", objective=draft_id, **key_result_form("stay", limit="١٢"))
    assert page.status == 200
    assert KeyResult.objects.get().limit == 12


def test_numbers_are_read_and_shown_in_the_notation_of_the_page(door, draft_id, key_result_form):
    with translation.override("es"):
        page = door.post(
            "create_key_result", objective=draft_id, **key_result_form("metric", baseline="0", target="1.290,5")
        )
        form = door.post("edit_key_result", id=page.key_result_ids[0])
        assert door.post("save_key_result", **form.form()).status == 200
    assert KeyResult.objects.get().target == 1290.5
    assert "290,5" in page.text


@pytest.mark.parametrize(
    ("kind", "field", "typed", "told"),
    [
        ("yes_no", "title", "", "Please write the key result."),
        ("yes_no", "title", LONG, "255"),
        ("yes_no", "title", "a\u202eb", OVERRIDE),
        ("metric", "target", "1,200", "Start and goal are the same."),
        ("metric", "target", "1200.000000", "Start and goal are the same."),
        ("metric", "target", "", "Please write a number."),
        ("metric", "baseline", "", "Please write a number."),
        ("metric", "unit", "u" * 41, "40"),
        ("metric", "unit", "\u202e", OVERRIDE),
        ("stay", "limit", "", "Please write a number."),
        ("stay", "side", "beside", "Choose one of the offered answers."),
        ("stay", "side", "", "Choose one of the offered answers."),
        ("habit", "times_per_week", "", "Between 1 and 7 days a week."),
        ("habit", "times_per_week", "0", "Between 1 and 7 days a week."),
        ("habit", "times_per_week", "8", "Between 1 and 7 days a week."),
        ("habit", "times_per_week", "-1", "Between 1 and 7 days a week."),
        ("habit", "times_per_week", "2.5", "whole number"),
        ("habit", "times_per_week", "1e3", "whole number"),
        ("milestones", "stages", " \n ", "Write at least one stage, each on a line of its own."),
        ("milestones", "stages", "\n".join(map(str, range(21))), "At most 20 stages."),
        ("milestones", "stages", "a" * 256, "255"),
        ("milestones", "stages", "a\u202eb", OVERRIDE),
        ("milestones", "stages", LONG, "5000"),
        ("course", "course", "", "Choose a course."),
        ("course", "criterion", "applause", "Choose one of the offered answers."),
        ("course", "required_percent", "0", "above 0 and up to 100"),
        ("course", "required_percent", "101", "above 0 and up to 100"),
        ("course", "required_percent", "-5", "above 0 and up to 100"),
        ("course", "required_percent", "1000", "This number is too long."),
        ("course", "required_percent", "most", NO_NUMBER),
        ("course", "required_percent", "33.333333", "This number is too long."),
    ],
)
def test_a_wrong_key_result_comes_back_as_typed_and_says_what_is_wrong(
    door, draft_id, key_result_form, kind, field, typed, told
):
    page = door.post("create_key_result", objective=draft_id, **key_result_form(kind) | {field: typed})
    assert page.status == 422
    assert told in page.wrong(field)
    if page.select(f"//*[@name='{field}']")[0].tag != "select":
        assert page.typed(field) == typed
    assert page.typed("kind") == kind
    assert not KeyResult.objects.exists()


@pytest.mark.parametrize(("typed", "told"), [("0", "weigh nothing"), ("-1", "0 or more"), ("1e400", NO_NUMBER)])
def test_a_weight_that_leaves_nothing_to_weigh_is_said_beside_it(door, learner, typed, told):
    objective = make_objective(learner, PRESENTATION)
    form = door.post("edit_key_result", id=objective.key_results.get().public_id).form()
    page = door.post("save_key_result", **{**form, "weight": typed})
    assert page.status == 422
    assert told in page.wrong("weight")
    assert page.typed("weight") == typed
    assert objective.key_results.get().weight == 1


# Check-ins


@pytest.mark.parametrize("typed", ["", *numbers_that_are_none(), "1" * 15])
def test_a_value_that_is_no_number_keeps_the_note(door, learner, typed):
    objective = make_objective(learner, READERS)
    key_result = key_result_of(objective, READERS.title)
    form = {"id": key_result.public_id, "submission_key": "c", "confidence": "5", "note": "Two columns went out"}
    page = door.post("save_check_in", **form, value=typed)
    assert page.status == 422
    assert page.wrong("value") in {NO_NUMBER, "Please write a number.", "This number is too long."}
    assert (page.typed("value"), page.typed("note")) == (typed, "Two columns went out")
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("typed", ["", "0", "11", "5.5", "sure"])
def test_a_confidence_off_the_scale_is_said_beside_the_scale(door, learner, typed):
    objective = make_objective(learner, PRESENTATION)
    form = {"id": objective.key_results.get().public_id, "submission_key": "c", "confidence": typed}
    page = door.post("save_check_in", **form)
    assert page.status == 422
    assert page.wrong("confidence")
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(("typed", "told"), [(LONG, "4000"), ("\u202e", OVERRIDE)])
def test_a_wrong_note_comes_back(door, learner, typed, told):
    objective = make_objective(learner, PRESENTATION)
    form = {"id": objective.key_results.get().public_id, "submission_key": "c", "confidence": "5", "note": typed}
    page = door.post("save_check_in", **form)
    assert (page.status, page.typed("note")) == (422, typed)
    assert told in page.wrong("note")


@pytest.mark.parametrize("days", [1, -60])
def test_days_that_have_not_come_or_are_before_the_start_are_refused(door, learner, days):
    objective = make_objective(learner, WORD_A_DAY)
    day = timezone.localdate() + timedelta(days=days)
    form = {"id": objective.key_results.get().public_id, "submission_key": "c", "confidence": "5"}
    page = door.post("save_check_in", **form, shown_day=day.isoformat(), day=day.isoformat())
    assert page.status == 422
    assert f"from the start until today, can change. Left out: {date_format(day, 'MONTH_DAY_FORMAT')}." in page.alert
    assert not objective.key_results.get().ticks.exists()


def test_a_day_that_is_none_is_refused(door, learner):
    objective = make_objective(learner, WORD_A_DAY)
    form = {"id": objective.key_results.get().public_id, "submission_key": "c", "confidence": "5"}
    page = door.post("save_check_in", **form, shown_day="yesterday", day="yesterday")
    assert page.status == 422
    assert "One of the days cannot be read." in page.alert


def test_boxes_that_were_ticked_stay_ticked_when_the_form_comes_back(door, learner):
    objective = make_objective(learner, WORD_A_DAY)
    today = timezone.localdate().isoformat()
    form = {"id": objective.key_results.get().public_id, "submission_key": "c", "confidence": "11"}
    page = door.post("save_check_in", **form, shown_day=today, day=today)
    assert page.status == 422
    assert page.select(f"//input[@name='day' and @value='{today}']")[0].get("checked") is not None


def test_stages_of_somebody_elses_key_result_are_not_touched(door, learner, somebody_else):
    mine, theirs = make_objective(learner, PRESENTATION), make_objective(somebody_else, PRESENTATION)
    opened = Door(somebody_else).post("check_in", id=theirs.key_results.get().public_id)
    stage = opened.select("//input[@name='stage']")[0].get("value")
    form = {"id": mine.key_results.get().public_id, "submission_key": "c", "confidence": "5"}
    assert door.post("save_check_in", **form, shown_stage=stage, stage=stage).status in {200, 422}
    assert theirs.key_results.get().stages.get().done_at is None


# Courses: what cannot be seen does not exist


def course_answer(door, draft_id, form, course):
    """Status and page, without the parts that differ from one answer to the next."""
    page = door.post("create_key_result", objective=draft_id, **form, course=course)
    return page.status, re.sub(r"okr-[0-9a-f]{6}-", "", page.html)


@pytest.mark.parametrize(
    "course",
    [
        "course-v1:DemoX+DRAFT+2026",
        "course-v1:No+Such+Course",
        "library-v1:DemoX+LIB",
        "No/Such/Course",
        "nonsense",
        "a" * 200,
    ],
)
def test_a_hidden_course_and_one_that_does_not_exist_get_the_same_answer(door, draft_id, key_result_form, course):
    form = key_result_form("course")
    form.pop("course")
    status, html = course_answer(door, draft_id, form, course)
    assert status == 422
    assert "This course cannot be found." in html
    assert (status, html) == course_answer(door, draft_id, form, "course-v1:DemoX+NOWHERE+2026")


def test_a_visible_course_that_was_not_joined_waits_for_enrolment(door, draft_id, key_result_form):
    form = key_result_form("course", course="course-v1:DemoX+COMMUNITY+2026")
    page = door.post("create_key_result", objective=draft_id, **form)
    assert page.status == 200
    assert "You have not joined this course yet. It starts to count when you do." in page.text


# What belongs to somebody else

ON_KEY_RESULTS = ["check_in", "edit_key_result", "remove_key_result", "save_check_in", "save_key_result"]
ON_OBJECTIVES = ["show_objective", "edit_objective", "save_objective", "publish_objective", "create_key_result"]


@pytest.mark.parametrize("action", ON_KEY_RESULTS + ON_OBJECTIVES)
@pytest.mark.parametrize("whose", ["somebody else's", "nobody's"])
def test_what_is_somebody_elses_is_not_found_and_says_nothing(
    door, somebody_else, objective_form, key_result_form, action, whose
):
    theirs = make_objective(somebody_else, PRESENTATION, title="A secret wish")
    found = {
        "objective": theirs.public_id if whose == "somebody else's" else "0" * 32,
        "id": theirs.public_id if whose == "somebody else's" else "0" * 32,
    }
    if action in ON_KEY_RESULTS and whose == "somebody else's":
        found["id"] = theirs.key_results.get().public_id
    form = key_result_form("yes_no") if "key_result" in action else objective_form()
    page = door.post(action, **form, **found, row_version=1, confidence="5")
    assert page.status == 404
    assert page.text == "This is no longer here. Perhaps it was removed meanwhile."
    assert page.headers["HX-Retarget"] == "#okr-problem"
    theirs.refresh_from_db()
    assert (theirs.title, theirs.row_version) == ("A secret wish", Objective.objects.get(pk=theirs.pk).row_version)
    assert theirs.key_results.get().removed_at is None


def test_a_removed_key_result_is_no_longer_there(door, learner):
    objective = make_objective(learner, PRESENTATION, READERS)
    key_result_id = key_result_of(objective, READERS.title).public_id
    opened = door.post("check_in", id=key_result_id).form()
    door.post("remove_key_result", id=key_result_id)
    assert door.post("save_check_in", **{**opened, "value": "1300", "confidence": "5"}).status == 404


# Two tabs


def test_a_stale_objective_shows_both_versions_and_the_second_saving_wins(door, draft_id):
    first, second = door.post("edit_objective", id=draft_id).form(), door.post("edit_objective", id=draft_id).form()
    door.post("save_objective", **{**first, "title": "Speak up in meetings", "why": "Because I know things"})
    page = door.post("save_objective", **{**second, "title": "Speak to many people"})
    assert page.status == 409
    assert "What do you want to reach? Speak up in meetings" in page.alert
    assert "Because I know things" in page.alert
    assert page.typed("title") == "Speak to many people"
    again = door.post("save_objective", **page.form())
    assert again.status == 200
    assert Objective.objects.get().title == "Speak to many people"


def test_a_stale_key_result_shows_both_versions_and_the_second_saving_wins(door, learner):
    objective = make_objective(learner, READERS)
    key_result_id = objective.key_results.get().public_id
    first, second = (door.post("edit_key_result", id=key_result_id).form() for _tab in range(2))
    door.post("save_key_result", **{**first, "target": "1,600"})
    page = door.post("save_key_result", **{**second, "title": "Raise daily readers"})
    assert page.status == 409
    assert "It should become 1,600" in page.alert
    assert (page.typed("title"), page.typed("target")) == ("Raise daily readers", "1,500")
    assert door.post("save_key_result", **page.form()).status == 200
    assert objective.key_results.get().title == "Raise daily readers"


def test_a_form_without_its_version_is_stale(door, draft_id, objective_form):
    assert door.post("save_objective", id=draft_id, **objective_form()).status == 409


def test_an_objective_that_was_closed_meanwhile_says_so(door, learner):
    objective = make_objective(learner, PRESENTATION)
    opened = door.post("check_in", id=objective.key_results.get().public_id).form()
    Objective.objects.update(state="closed")
    page = door.post("save_check_in", **{**opened, "confidence": "5"})
    assert (page.status, page.alert) == (409, "This cannot be changed in its present state.")


# Odd requests


@pytest.mark.parametrize(
    "body", [b"\xff\xfe=\xff", b"title=%FF%FE&title=%00", b"&&&===", b'{"title": "json"}', b"id=%E2%80%AE"]
)
def test_bytes_that_make_no_form_are_a_wrong_form_or_nothing_found(door, body):
    assert door.ask("create_objective", body).status == 422
    assert door.ask("show_objective", body).status == 404


@pytest.mark.parametrize("key", ["", "k" * 65, "\x00"])
def test_a_submission_key_of_another_shape_is_refused(door, objective_form, key):
    assert door.post("create_objective", **objective_form(submission_key=key)).status == 422
    assert not Objective.objects.exists()


def test_the_form_of_one_learner_is_not_the_form_of_another(door, somebody_else, objective_form):
    door.post("create_objective", **objective_form())
    assert PUBLIC_SPEAKING in Door(somebody_else).post("create_objective", **objective_form()).text
    assert Objective.objects.count() == 2
