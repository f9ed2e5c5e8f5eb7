"""Closing an objective after its time, and the pages that look back."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.utils import timezone, translation

from okr_xblock.api.key_results import add_key_result
from okr_xblock.models import Cycle, Objective
from okr_xblock.views.actions import looking_back
from tests.block.door import Door, Page
from tests.support.okr import (
    EVERY_KIND,
    MENTORING,
    PRESENTATION,
    READERS,
    check_in,
    course_spec,
    give_presentation,
    make_cycle,
    make_objective,
    statements,
)

FEWER_HOURS = replace(READERS, title="Wait less", unit="hours", baseline=Decimal(20), target=Decimal(4))
MARKUP = "<script>alert(1)</script> & \"<b onmouseover='x'>\""


def make_due(learner: User, *specs: Any, **spec: Any) -> Objective:
    """An objective whose last day was yesterday; with a number it got 80% of the way."""
    objective = make_objective(learner, *specs, **spec)
    for row in objective.key_results.filter(title=READERS.title):
        check_in(learner, row, value=Decimal(1440))
    today = timezone.localdate()
    Objective.objects.filter(pk=objective.pk).update(
        starts_on=today - timedelta(days=9), due_on=today - timedelta(days=1)
    )
    return objective


@pytest.fixture
def objective(learner: User) -> Objective:
    return make_due(learner, READERS)


def filled_in(page: Page, **typed: Any) -> dict[str, str]:
    return {**page.form(), "outcome": "partly", **typed}


def close(door: Door, objective: Objective, **typed: Any) -> Page:
    return door.post("close_objective", **filled_in(door.post("closing", id=objective.public_id), **typed))


# The page


def test_the_oldest_that_is_due_is_open_and_the_others_wait(door, learner, objective):
    make_due(learner, PRESENTATION, title="Another")
    page = door.post("closing")
    assert "Look back before you look ahead" in page.text
    assert page.objective_ids == [objective.public_id]
    (link,) = page.select("//a[contains(., 'Close this one')]")
    assert "Another" in link.text_content()
    assert "0 of 2 objectives closed" in page.text


def test_it_says_how_each_key_result_ended(door, learner):
    objective = make_due(learner, *EVERY_KIND)
    give_presentation(learner, objective)
    text = door.post("closing").text
    for ending in ("Done", "0 of 9 days", "Ended at \u20681,440 readers\u2069", "periods kept", "0 of 3 stages"):
        assert ending in text
    assert "80%" in text


def test_the_grade_is_proposed_from_the_data_and_explained(door, objective):
    page = door.post("closing")
    (slider,) = page.select("//input[@type='range']")
    assert [slider.get(name) for name in ("min", "max", "step", "value")] == ["0", "1", "0.1", "0.8"]
    (shown,) = page.select("//output")
    assert (shown.text, shown.get("for")) == ("0.8", slider.get("id"))
    assert slider.get("data-okr-mirror") == shown.get("id")
    assert "We suggest 0.8: your key result stands at 80%." in page.text
    assert page.select("//*[contains(@class, 'is-here') and contains(., 'Got there')]")


@pytest.mark.parametrize(
    ("ambition", "told"),
    [
        ("committed", "You promised all of it. A strong finish, and still a near miss."),
        ("aspirational", "You aimed high, and this is a good result."),
    ],
)
def test_it_is_read_against_the_ambition(door, objective, ambition, told):
    Objective.objects.update(ambition=ambition)
    assert told in door.post("closing").text
    assert told in door.post("read_grade", grade="0.8", ambition=ambition).text


@pytest.mark.parametrize(
    ("grade", "band"), [("0", "Not this time"), ("0.3", "Not this time"), ("0.4", "On the way"), ("0.7", "Got there")]
)
def test_what_a_grade_means_is_said_while_it_is_chosen(door, grade, band):
    page = door.post("read_grade", grade=grade, ambition="aspirational")
    (here,) = page.select("//*[contains(@class, 'is-here')]")
    assert here.text == band


@pytest.mark.parametrize(("grade", "is_far"), [("0.5", True), ("0.6", False), ("0.8", False), ("0.1", True)])
def test_a_grade_far_from_the_numbers_is_fine_and_said_gently(door, objective, grade, is_far):
    gently = "The numbers say 0.8. That is fine if they do not tell the whole story."
    page = door.post("closing")
    assert gently not in page.text
    (read,) = page.select("//*[contains(@hx-post, 'read_grade')]")
    sent = json.loads(read.get("hx-vals"))
    assert (gently in door.post("read_grade", grade=grade, **sent).text) is is_far
    saved = door.post("save_closing", **{**page.form(), "grade": grade, "back": "closing"})
    assert (gently in saved.text) is is_far


@pytest.mark.parametrize("proposed", ["", "NaN", "7", "x" * 10_000])
def test_a_proposal_without_sense_is_not_spoken_of(door, proposed):
    page = door.post("read_grade", grade="0.1", proposed=proposed, ambition="aspirational")
    assert page.status in {200, 422}
    assert "The numbers say" not in page.text


def test_without_data_the_grade_is_asked_for(door, learner):
    make_due(learner, PRESENTATION)
    page = door.post("closing")
    assert "There is no data to suggest a grade from." in page.text
    assert not page.select("//input[@type='range']")
    assert len(page.select("//input[@type='radio' and @name='grade']")) == 11
    assert page.typed("grade") == ""


def test_letting_go_is_the_default_and_what_happens_is_spelled_out(door, objective):
    page = door.post("closing")
    assert page.typed("next_step") == "let_go"
    assert page.typed("outcome") == ""
    for words in ("Nothing carries over.", "It runs on in the next cycle.", "but as a draft"):
        assert words in page.text


def test_what_is_not_due_yet_may_be_closed_early_and_says_so(door, learner):
    objective = make_objective(learner, READERS)
    page = door.post("closing", id=objective.public_id)
    assert "It is not due yet. You may close it early" in page.text
    assert page.select("//form")


def test_with_nothing_to_close_it_says_so(door, learner):
    make_objective(learner, READERS)
    page = door.post("closing")
    assert "Nothing waits to be closed." in page.text
    assert not page.select("//form")


def test_grades_are_written_as_the_language_writes_them(door, objective):
    with translation.override("es"):
        page = door.post("closing")
        assert page.select("//output[text()='0,8']")
        assert page.select("//input[@type='range' and @value='0.8']")
        assert door.post("close_objective", **filled_in(page)).status == 200


# Closing


def test_it_is_closed_with_what_was_said(door, objective):
    page = close(door, objective, grade="0.7", proud="Nobody worked late", obstacle="Time", change="Fewer goals")
    assert page.status == 200
    objective.refresh_from_db()
    assert (objective.state, objective.grade, objective.outcome) == ("closed", Decimal("0.7"), "partly")
    assert objective.reflection_proud == "Nobody worked late"
    assert page.select("//*[@data-okr-said='Closed. It stays in your history.']")


def test_the_next_one_follows_and_after_the_last_the_whole_cycle(door, learner, objective):
    other = make_due(learner, PRESENTATION, title="Another")
    page = close(door, objective)
    assert page.select("//*[@data-okr-page='closing']")
    assert page.objective_ids == [other.public_id]
    assert "1 of 2 objectives closed" in page.text
    last = close(door, other, outcome="missed", grade="0.0")
    assert last.select("//*[@data-okr-page='look_back']")
    assert "2 of 2 objectives closed" in last.text


@pytest.mark.parametrize(
    ("next_step", "state", "said"),
    [
        ("keep", "active", "Closed. It runs on in the next cycle."),
        ("change", "draft", "Closed. A draft for the next cycle waits on your board."),
    ],
)
def test_keeping_and_changing_carry_it_on(door, objective, next_step, state, said):
    page = close(door, objective, next_step=next_step)
    assert page.select(f"//*[@data-okr-said='{said}']")
    assert Objective.objects.get(carried_from=objective).state == state


def test_half_of_it_can_be_saved_and_finished_later(door, objective):
    page = door.post("closing")
    form = {**page.form(), "proud": "So far", "back": "closing", "back_id": objective.public_id}
    saved = door.post("save_closing", **form)
    assert (saved.status, saved.typed("proud")) == (200, "So far")
    assert saved.select("//*[@data-okr-said='Saved. Finish it whenever you like.']")
    objective.refresh_from_db()
    assert objective.state == "active"
    assert door.post("close_objective", **filled_in(saved)).status == 200


def test_closing_asks_how_it_ended(door, objective):
    page = door.post("close_objective", **{**door.post("closing").form(), "proud": "Kept"})
    assert page.status == 422
    assert page.wrong("outcome") == "Say how it ended."
    assert page.typed("proud") == "Kept"


@pytest.mark.parametrize(
    ("wrong", "label"),
    [
        ({"outcome": ""}, "How did it end?"),
        ({"grade": "7"}, "Grade"),
        ({"proud": "x" * 2001}, "What are you proud of?"),
        ({"next_step": "double"}, "And now?"),
    ],
)
def test_the_summary_leads_to_what_needs_another_look(door, objective, wrong, label):
    page = close(door, objective, **wrong)
    (link,) = page.select("//form//*[@role='alert']//a")
    (name,) = wrong
    assert link.text_content() == label
    assert page.wrong(name) in page.alert
    (place,) = page.select(f"//form//*[@id='{link.get('href')[1:]}']")
    assert place.get("aria-invalid") == "true"
    assert name in [place.get("name"), *(field.get("name") for field in place.xpath(".//input"))]
    if place.tag == "fieldset":
        assert (place.get("role"), place.get("tabindex")) == ("radiogroup", "-1")


@pytest.mark.parametrize("grade", ["1.05", "-0.1", "2", "NaN", "Infinity", "0.85", "a lot", "1e400", "9" * 10_000])
def test_a_grade_that_cannot_be_is_asked_for_anew(door, objective, grade):
    page = close(door, objective, grade=grade, proud="Kept")
    assert page.status == 422
    assert page.wrong("grade") == "Choose a grade from 0.0 to 1.0, in tenths."
    assert page.typed("proud") == "Kept"
    objective.refresh_from_db()
    assert objective.state == "active"


def test_an_empty_grade_is_asked_for_where_there_is_data(door, objective):
    page = close(door, objective, grade="")
    assert (page.status, page.wrong("grade")) == (422, "Choose a grade: how far did you get?")


def test_without_data_it_may_stay_open(door, learner):
    objective = make_due(learner, PRESENTATION)
    assert close(door, objective, outcome="dropped").status == 200


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("proud", "x" * 10_000),
        ("obstacle", "abc \u202egnp.exe"),
        ("change", "x" * 2001),
        ("outcome", "won"),
        ("next_step", "double"),
        ("next_step", ""),
    ],
)
@pytest.mark.parametrize("action", ["close_objective", "save_closing"])
def test_bad_input_comes_back_as_typed(door, objective, action, field, typed):
    page = door.post(action, **filled_in(door.post("closing"), **{field: typed}))
    assert page.status == 422
    assert page.wrong(field)
    if field in {"proud", "obstacle", "change"}:
        assert page.typed(field) == typed
    objective.refresh_from_db()
    assert objective.state == "active"


def test_a_grade_without_sense_has_no_meaning(door):
    for grade in ("", "NaN", "7"):
        page = door.post("read_grade", grade=grade, ambition="none")
        assert page.status in {200, 422}
        assert not page.select("//*[contains(@class, 'is-here')]")


def test_two_tabs_show_both_versions(door, objective):
    older = filled_in(door.post("closing"), proud="From the older tab")
    door.post("save_closing", **{**door.post("closing").form(), "proud": "From the newer tab"})
    page = door.post("close_objective", **older)
    assert page.status == 409
    assert "From the newer tab" in page.alert
    assert page.typed("proud") == "From the older tab"
    assert door.post("close_objective", **page.form()).status == 200


def test_what_another_tab_closed_is_said_kindly_and_what_was_typed_stays(door, objective):
    form = filled_in(door.post("closing"))
    close(door, objective, grade="0.5")
    page = door.post("close_objective", **form | {"grade": "0.9"})
    assert page.headers["HX-Retarget"] == "#okr-problem"
    assert "This one is no longer open; perhaps you closed it in another tab." in page.alert
    objective.refresh_from_db()
    assert objective.grade == Decimal("0.5")
    assert "This one has ended already" in door.post("closing", id=objective.public_id).text


def test_a_double_click_closes_it_once(door, objective):
    form = filled_in(door.post("closing"), next_step="keep")
    assert [door.post("close_objective", **form).status for _time in range(2)] == [200, 200]
    assert Objective.objects.filter(carried_from=objective).count() == 1


@pytest.mark.parametrize("action", ["closing", "close_objective", "save_closing"])
@pytest.mark.parametrize("wrong_id", ["f" * 32, "theirs"])
def test_somebody_elses_is_as_if_it_did_not_exist(door, somebody_else, objective, action, wrong_id):
    theirs = make_due(somebody_else, READERS, title="Theirs alone")
    form = filled_in(door.post("closing"))
    page = door.post(action, **form | {"id": theirs.public_id if wrong_id == "theirs" else wrong_id})
    assert (page.status, page.alert) == (404, "This is no longer here. Perhaps it was removed meanwhile.")
    theirs.refresh_from_db()
    assert theirs.state == "active"


# Looking back


def test_before_the_first_cycle_the_page_says_what_will_stand_here(door):
    page = door.post("look_back")
    assert "Your first cycle will stand here" in page.text


def test_cycles_are_listed_with_their_grades(door, objective):
    close(door, objective, grade="0.7")
    page = door.post("look_back")
    assert "1 of 1 objective closed" in page.text
    assert "0.70 on average" in page.text
    (link,) = page.select("//main//h4//a")
    assert link.get("href").endswith(f"look_back/?id={objective.cycle_id}")


def test_the_running_cycle_stands_apart_and_one_to_come_is_not_counted(door, learner):
    cycles = {"was": make_cycle(days_before=400, days_after=-300), "runs": make_cycle()}
    cycles["comes"] = make_cycle(days_before=-81, days_after=160)
    for title, cycle in cycles.items():
        make_objective(learner, READERS, title=title)
        Objective.objects.filter(title=title).update(cycle=cycle)
        Cycle.objects.filter(pk=cycle.pk).update(title=f"This one {title}")
    page = door.post("look_back")
    (now,), others = [group.xpath("li") for group in page.select("//main//ul[li//h4]")]
    assert ["This one runs" in now.text_content(), "now" in now.text_content()] == [True, True]
    comes, was = (item.text_content() for item in others)
    assert ["This one comes" in comes, "coming" in comes, "closed" in comes] == [True, True, False]
    assert ["This one was" in was, "0 of 1 objective closed" in was, "now" in was] == [True, True, False]


def test_the_page_of_a_cycle_to_come_says_so_and_counts_nothing(door, learner):
    cycle = make_cycle(days_before=-81, days_after=160)
    make_objective(learner, READERS)
    Objective.objects.update(cycle=cycle)
    page = door.post("look_back", id=str(cycle.pk))
    assert "It has not begun yet." in page.text
    assert "0 of 1" not in page.text
    assert "Close this one" not in page.text
    assert page.select("//article//*[contains(@class, 'okr-status')]")[0].text_content() == "Starts soon"


def test_a_yes_or_no_has_its_tick_and_stages_their_stairs(door, learner):
    objective = make_objective(learner, PRESENTATION, MENTORING)
    page = door.post("look_back", id=str(objective.cycle_id))
    icons = [use.get("href") for use in page.select("//article//ul//use")]
    assert icons == ["#okr-i-good", "#okr-i-steps"]


def test_the_arrow_shows_where_a_number_goes_and_its_share_how_far_it_came(door, learner, objective):
    add_key_result(user_id=learner.pk, objective_id=objective.public_id, spec=FEWER_HOURS)
    page = door.post("look_back", id=str(objective.cycle_id))
    icons = [use.get("href") for use in page.select("//article//ul//use")]
    assert icons == ["#okr-i-up", "#okr-i-down"]


def test_what_was_closed_before_its_cycle_began_is_counted(door, learner, objective):
    cycle = make_cycle(days_before=-81, days_after=160)
    Objective.objects.update(cycle=cycle)
    close(door, objective)
    text = door.post("look_back").text
    assert "coming" in text
    assert "1 of 1 objective closed" in text


def test_now_is_the_learners_own_day(door, learner, objective, monkeypatch):
    Cycle.objects.filter(pk=objective.cycle_id).update(starts_on=date(2026, 3, 1), due_on=date(2026, 3, 31))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
    monkeypatch.setattr(looking_back, "time_zone_of", lambda **_who: ZoneInfo("Europe/Madrid"))
    assert not door.post("look_back").select("//main//li//*[contains(@class, 'okr-status')]")
    monkeypatch.setattr(looking_back, "time_zone_of", lambda **_who: ZoneInfo("America/Bogota"))
    assert door.post("look_back").select("//main//li//*[contains(@class, 'okr-status') and text()='now']")


def test_one_cycle_shows_grades_verdicts_reflections_and_what_went_on(door, learner, objective):
    close(door, objective, grade="0.9", proud="Readers <3", next_step="keep")
    page = door.post("look_back", id=objective.cycle_id)
    for words in ("Partly", "0.9", "this is a good result", "Proud of", "Readers <3", "check-in"):
        assert words in page.text
    assert "Your stretches reached 0.90 on average." in page.text
    carried = Objective.objects.get(carried_from=objective)
    assert page.select(f"//a[contains(@href, '{carried.public_id}')]")


@pytest.mark.parametrize("ambition", ["aspirational", "committed"])
@pytest.mark.parametrize("outcome", ["missed", "dropped"])
def test_what_was_missed_or_dropped_is_not_praised_for_its_grade(door, learner, objective, outcome, ambition):
    make_due(learner, PRESENTATION, title="Another")
    Objective.objects.update(ambition=ambition)
    following = close(door, objective, outcome=outcome, grade="0.8")
    (line,) = following.select("//li[contains(., 'You graded it')]")
    assert "You graded it 0.8." in line.text_content()
    text = door.post("look_back", id=objective.cycle_id).text
    assert "You graded it 0.8." in text
    for praise in ("this is a good result", "You promised all of it"):
        assert praise not in text


def test_short_of_seven_tenths_on_average_is_said_kindly(door, objective):
    close(door, objective, grade="0.6")
    text = door.post("look_back", id=objective.cycle_id).text
    assert "Your stretches reached 0.60 on average, where 0.7 is good." in text


def test_what_was_let_go_shows_its_reason(door, learner, objective):
    door.post("abandon_objective", id=objective.public_id, submission_key="a", reason="Another job")
    page = door.post("look_back", id=objective.cycle_id)
    assert "Let go" in page.text
    assert "Another job" in page.text


def test_html_in_reflections_is_shown_as_text(door, objective):
    close(door, objective, proud=MARKUP)
    page = door.post("look_back", id=objective.cycle_id)
    assert MARKUP in page.text
    assert not page.select("//script | //b[@onmouseover]")


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "9" * 400, "theirs", "1.5"])
def test_a_cycle_without_objectives_of_this_learner_is_not_there(door, somebody_else, objective, wrong):
    cycle = make_cycle(days_before=400, days_after=-300)
    make_objective(somebody_else, READERS, title="Theirs alone")
    Objective.objects.filter(title="Theirs alone").update(cycle=cycle)
    page = door.post("look_back", id=cycle.pk if wrong == "theirs" else wrong)
    assert page.status == 404
    assert "Theirs alone" not in page.html


# What it costs


def test_the_pages_cost_the_same_for_one_objective_and_for_many(door, learner):
    first = make_due(learner, *EVERY_KIND)

    def counted() -> dict[str, int]:
        asked = {"closing": {}, "look_back": {"id": first.cycle_id}}
        found = {}
        for page, fields in asked.items():
            with statements() as made:
                assert door.post(page, **fields).status == 200
            found[page] = len(made)
        return found

    before = counted()
    for number in range(4):
        make_due(learner, *EVERY_KIND, title=f"Another {number}")
    # The form: enrolment (the trivial block's too), objectives with learner and cycle, key results, check-ins and
    # badges of the cycle counted, ticks of its habits; stages, requirements with standings, check-ins, course titles
    # and to-dos of the one that is open; the learner's time zone. Looking back: the first six of these and the last.
    assert counted() == before
    assert before["closing"] <= 12
    assert before["look_back"] <= 7


def test_the_list_of_cycles_is_one_query_beside_the_day(door, objective):
    with statements() as made:
        door.post("look_back")
    assert len(made) == 3  # enrolment, the cycles with their sums, and the learner's time zone


def test_one_that_is_at_home_elsewhere_is_closed_and_looked_back_on_here(door, learner):
    objective = make_objective(learner, course_spec(), course_key=None)
    answer = close(door, objective, grade="0.5")
    assert (answer.status, Objective.objects.get(pk=objective.pk).state) == (200, "closed")
    assert objective.title in answer.text
    ended = door.post("closing", id=objective.public_id)
    assert "ended already" in ended.text
    assert door.post("look_back", of=objective.public_id).status == 200
