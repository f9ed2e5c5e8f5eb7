"""One form for everything that is due: what counts, what is left out, and what is said when something is wrong."""

import json
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.formats import date_format

from okr_xblock.api.key_results import remove_key_result
from okr_xblock.models import CheckIn, KeyResult, Objective
from tests.block.door import Door, Page
from tests.support.clock import moving_clock
from tests.support.okr import (
    EVERY_KIND,
    MENTORING,
    PRESENTATION,
    READERS,
    STAY,
    WORD_A_DAY,
    check_in,
    give_presentation,
    key_result_of,
    make_objective,
    statements,
    wait_for_check_in,
)

MARKUP = "<script>alert(1)</script> & \"<b onmouseover='x'>\" {{ 7 }}"


@pytest.fixture
def objective(learner: User) -> Objective:
    return make_due(learner, *EVERY_KIND)


def make_due(user: User, *specs: Any, **spec: Any) -> Objective:
    """An objective whose first check-in waits."""
    objective = make_objective(user, *specs, **spec)
    wait_for_check_in(objective)
    return objective


def sent(page: Page, **typed: Any) -> dict[str, Any]:
    """The form as a browser would send it, every box and every list included; what is typed replaces fields."""
    fields: dict[str, Any] = {}
    for field in page.select("//form[contains(@hx-post, 'save_check_ins')]//*[@name]"):
        kind = field.get("type")
        if (kind in {"checkbox", "radio"} and field.get("checked") is None) or field.get("disabled") is not None:
            continue
        value = (field.text or "").removeprefix("\n") if field.tag == "textarea" else field.get("value", "")
        fields.setdefault(field.get("name"), []).append(value)
    return {**fields, **typed}


def id_of(objective: Objective, spec: Any) -> str:
    return key_result_of(objective, spec.title).public_id


def filled_in(page: Page, objective: Objective, **typed: Any) -> dict[str, Any]:
    """With the two numbers that are asked for."""
    numbers = {f"{id_of(objective, READERS)}-value": "1,290", f"{id_of(objective, STAY)}-value": "3.5"}
    return sent(page, **{**numbers, **typed})


def test_everything_that_is_due_stands_in_one_form(door, objective):
    page = door.post("check_in_due")
    assert page.status == 200
    assert "How did the week go?" in page.text
    assert "6 key results, about a minute." in page.text
    assert page.ids_of("//li[starts-with(@id, 'okr-due-')]") == [id_of(objective, spec) for spec in EVERY_KIND]
    assert len(page.select("//form")) == 1


def test_each_kind_asks_for_its_own(door, objective):
    page = door.post("check_in_due")

    def of(spec: Any, path: str) -> list[Any]:
        return page.select(f"//li[@id='okr-due-{id_of(objective, spec)}']{path}")

    assert len(of(PRESENTATION, "//input[@type='radio' and contains(@name, '-stage')]")) == 2
    assert len(of(WORD_A_DAY, "//input[@type='checkbox' and contains(@name, '-day')]")) == 14
    assert len(of(READERS, "//input[@inputmode='decimal']")) == 1
    assert len(of(STAY, "//input[@inputmode='decimal']")) == 1
    assert len(of(MENTORING, "//input[@type='checkbox' and contains(@name, '-stage')]")) == 3
    assert not of(EVERY_KIND[-1], "//input[contains(@name, '-value') or contains(@name, '-stage')]")
    assert "This moves by itself." in page.text


def test_a_scale_says_at_once_what_its_ends_mean(door, objective):
    forms = door.post("check_in_due"), door.post("check_in", id=id_of(objective, PRESENTATION))
    for legend in (legend for page in forms for legend in page.select("//*[@class='okr-scale']/../legend")):
        assert legend.text_content() == "How sure are you? 1 not at all, 10 certain"
    page = door.post("new_key_result", objective=objective.public_id)
    (legend,) = page.select("//*[@class='okr-scale']/../legend")
    assert legend.text_content().endswith("1 not at all, 5 a good start, 10 certain")


def test_a_form_begins_as_sure_as_last_time_and_recalls_the_last_number(door, learner):
    objective = make_due(learner, READERS)
    assert "It began at \u20681,200 readers\u2069" in door.post("check_in_due").text
    check_in(learner, objective.key_results.get(), value=1290, confidence=9)
    page = door.post("check_in_due", id="all")
    assert "Last time: \u20681,290 readers\u2069 on" in page.text
    assert page.typed(f"{id_of(objective, READERS)}-confidence") == "9"
    assert page.typed(f"{id_of(objective, READERS)}-value") == ""


def test_it_is_saved_at_once_and_the_board_comes_after_it(door, objective):
    typed = {f"{id_of(objective, READERS)}-note": "The newsletter helped"}
    page = door.post("save_check_ins", **filled_in(door.post("check_in_due"), objective, **typed))
    assert page.status == 200
    assert page.select("//*[@data-okr-said='6 check-ins saved. Your board is up to date.']")
    (soon,) = page.select("//*[@hx-trigger='load']")
    assert soon.get("hx-post").endswith("/board/board")
    board = door.post("board", **json.loads(soon.get("hx-vals")))
    assert board.objective_ids == [objective.public_id]
    assert board.select(f"//*[@data-okr-focus='okr-kr-{objective.key_results.all()[0].public_id}']")
    assert CheckIn.objects.count() == 6
    assert CheckIn.objects.get(note="The newsletter helped").value == 1290


def test_days_stages_and_yes_are_recorded(door, objective):
    page = door.post("check_in_due")
    today = timezone.localdate().isoformat()
    habit, mentoring, yes_no = (key_result_of(objective, s.title) for s in (WORD_A_DAY, MENTORING, PRESENTATION))
    typed = {
        f"{habit.public_id}-day": [today],
        f"{mentoring.public_id}-stage": [mentoring.stages.all()[1].public_id],
        f"{yes_no.public_id}-stage": [yes_no.stages.get().public_id],
    }
    assert door.post("save_check_ins", **filled_in(page, objective, **typed)).status == 200
    assert habit.ticks.get().ticked_on.isoformat() == today
    assert [stage.done_at is not None for stage in mentoring.stages.all()] == [False, True, False]
    assert yes_no.stages.get().done_at is not None


def test_only_what_was_changed_counts(door, learner, objective):
    """What another tab did since the form was opened stays done."""
    older = filled_in(door.post("check_in_due"), objective)
    give_presentation(learner, objective)
    today = timezone.localdate()
    check_in(learner, key_result_of(objective, WORD_A_DAY.title), days={today: True})
    assert door.post("save_check_ins", **older).status == 200
    assert key_result_of(objective, PRESENTATION.title).stages.get().done_at is not None
    assert key_result_of(objective, WORD_A_DAY.title).ticks.get().ticked_on == today


@pytest.fixture
def sunday_night(learner):
    """A minute before the week ends, with a habit and a number that wait; the clock, the habit, the number."""
    with moving_clock() as clock:
        today = timezone.localdate()
        clock.move_to(today + timedelta(days=6 - today.weekday() + 7), at=time(23, 59))
        objective = make_due(learner, WORD_A_DAY, READERS, starts_on=today)
        clock.forward(days=7)
        yield clock, *(key_result_of(objective, spec.title) for spec in (WORD_A_DAY, READERS))


def days_ago(count: int) -> str:
    return (timezone.localdate() - timedelta(days=count)).isoformat()


def test_a_form_that_midnight_overtook_names_the_day_that_is_over_and_keeps_the_rest(door, sunday_night):
    clock, habit, readers = sunday_night
    page = door.post("check_in_due")
    over, kept = days_ago(8), days_ago(2)
    typed = {
        f"{habit.public_id}-day": [over, kept],
        f"{habit.public_id}-note": "Every day but one",
        f"{readers.public_id}-value": "1,290",
    }
    form = sent(page, **typed)
    clock.forward(minutes=5)
    page = door.post("save_check_ins", **form)
    day = date_format(date.fromisoformat(over), "MONTH_DAY_FORMAT")
    assert (page.status, CheckIn.objects.count()) == (422, 0)
    assert f"Left out: {day}. Save again to keep the rest." in page.alert
    again = sent(page)
    assert again[f"{habit.public_id}-day"] == [kept]
    assert door.post("save_check_ins", **again).status == 200
    assert [tick.ticked_on.isoformat() for tick in habit.ticks.all()] == [kept]
    assert CheckIn.objects.get(key_result=habit).note == "Every day but one"
    assert CheckIn.objects.get(key_result=readers).value == 1290


def test_a_day_that_cannot_be_ticked_comes_back_as_it_is(door, learner):
    objective = make_due(learner, WORD_A_DAY, READERS, starts_on=timezone.localdate() - timedelta(days=3))
    habit = key_result_of(objective, WORD_A_DAY.title)
    check_in(learner, habit, days={timezone.localdate() - timedelta(days=1): True})
    Objective.objects.update(starts_on=timezone.localdate())
    form = sent(door.post("check_in_due", id="all"), **{f"{habit.public_id}-day": [days_ago(2)]})
    page = door.post("save_check_ins", **form)
    assert page.status == 422
    ticked = page.select(f"//input[@name='{habit.public_id}-day'][@checked]")
    assert [(box.get("value"), box.get("disabled") is not None) for box in ticked] == [(days_ago(1), True)]


def test_a_single_form_that_midnight_overtook_does_so_too(door, sunday_night):
    clock, habit, _readers = sunday_night
    form = door.post("check_in", id=habit.public_id).form()
    over, kept = days_ago(8), days_ago(2)
    clock.forward(minutes=5)
    shown = {"shown_day": f"{over},{kept}", "kept_day": "", "day": [over, kept]}
    page = door.post("save_check_in", **{**form, **shown})
    assert (page.status, "Left out: " in page.alert) == (422, True)
    ticked = [box.get("value") for box in page.select("//input[@name='day'][@checked]")]
    assert ticked == [kept]
    shown = ",".join(box.get("value") for box in page.select("//input[@name='shown_day']"))
    assert over not in shown
    assert door.post("save_check_in", **{**page.form(), "shown_day": shown, "day": ticked}).status == 200
    assert [tick.ticked_on.isoformat() for tick in habit.ticks.all()] == [kept]


def test_a_form_that_midnight_overtook_is_saved_at_once_where_nothing_of_it_is_over(door, sunday_night):
    clock, habit, readers = sunday_night
    page = door.post("check_in_due")
    typed = {f"{habit.public_id}-day": [days_ago(0)], f"{readers.public_id}-value": "1,290"}
    form = sent(page, **typed)
    yesterday = days_ago(0)
    clock.forward(minutes=5)
    assert door.post("save_check_ins", **form).status == 200
    assert habit.ticks.get().ticked_on.isoformat() == yesterday


def test_one_can_be_left_out_whatever_was_typed_into_it(door, objective):
    readers = id_of(objective, READERS)
    typed = {f"{readers}-skip": "1", f"{readers}-value": "many"}
    page = door.post("save_check_ins", **filled_in(door.post("check_in_due"), objective, **typed))
    assert page.status == 200
    assert CheckIn.objects.count() == 5
    assert not CheckIn.objects.filter(key_result__public_id=readers).exists()


def test_leaving_everything_out_is_said(door, objective):
    form = filled_in(door.post("check_in_due"), objective)
    form |= {f"{key_result.public_id}-skip": "1" for key_result in objective.key_results.all()}
    page = door.post("save_check_ins", **form)
    assert page.status == 422
    assert "Nothing is filled in." in page.alert
    assert page.select("//label[contains(@class, 'okr-skip')]//input[@checked]")


def test_what_is_wrong_is_listed_with_links_and_nothing_is_half_written(door, objective):
    readers, stay = id_of(objective, READERS), id_of(objective, STAY)
    typed = {f"{readers}-value": "1.29k", f"{stay}-value": "", f"{readers}-note": "Kept"}
    page = door.post("save_check_ins", **filled_in(door.post("check_in_due"), objective, **typed))
    assert page.status == 422
    assert page.alert.startswith("2 things need another look. Nothing is lost.")
    links = [link.get("href")[1:] for link in page.select("//*[@role='alert']//a")]
    assert [page.select(f"//*[@id='{target}']")[0].get("name") for target in links] == [
        f"{readers}-value",
        f"{stay}-value",
    ]
    assert (page.typed(f"{readers}-value"), page.typed(f"{readers}-note")) == ("1.29k", "Kept")
    assert page.wrong(f"{readers}-value") == "Write the number in full, like 1290."
    assert page.wrong(f"{stay}-value") == "Write a number, or choose “Not this time”."
    assert page.select("//*[@data-okr-focus='okr-due-problems']")
    assert page.select("//details[@open]//textarea[text()='\nKept']")
    assert not CheckIn.objects.exists()


def test_a_corrected_form_is_saved(door, objective):
    readers = f"{id_of(objective, READERS)}-value"
    wrong = door.post("save_check_ins", **filled_in(door.post("check_in_due"), objective, **{readers: "?"}))
    assert door.post("save_check_ins", **sent(wrong, **{readers: "1290"})).status == 200
    assert CheckIn.objects.count() == 6


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("value", "NaN", "Write the number in full"),
        ("value", "9" * 10_000, "This number is too long."),
        ("note", "x" * 10_000, "4000"),
        ("note", "abc \u202egnp.exe", "invisible characters that turn text around"),
        ("confidence", "11", "Choose one of the offered answers."),
        ("confidence", "", "Choose one of the offered answers."),
        ("shown_day", "yesterday", "One of the days cannot be read."),
        ("shown_day", "2999-01-01", ""),
    ],
)
def test_bad_input_comes_back_as_typed(door, learner, field, typed, told):
    objective = make_due(learner, READERS, WORD_A_DAY)
    name = f"{id_of(objective, WORD_A_DAY if 'day' in field else READERS)}-{field}"
    form = sent(door.post("check_in_due"), **{f"{id_of(objective, READERS)}-value": "1290"})
    form |= {name: typed} | ({name.replace("shown_", ""): typed} if "day" in field else {})
    page = door.post("save_check_ins", **form)
    assert page.status == 422
    assert told in page.alert
    assert not CheckIn.objects.exists()


def test_what_was_typed_comes_back_as_text(door, learner):
    objective = make_due(learner, READERS, title=MARKUP)
    readers = id_of(objective, READERS)
    page = door.post("save_check_ins", **sent(door.post("check_in_due"), **{f"{readers}-note": MARKUP}))
    assert (page.status, page.typed(f"{readers}-note")) == (422, MARKUP)
    assert not page.select("//script | //b[@onmouseover]")


def test_one_that_was_removed_meanwhile_is_named_and_the_rest_is_kept(door, learner, objective):
    form = filled_in(door.post("check_in_due"), objective, **{f"{id_of(objective, STAY)}-note": "Kept"})
    remove_key_result(user_id=learner.pk, public_id=id_of(objective, READERS))
    page = door.post("save_check_ins", **form)
    assert page.status == 422
    assert f"“{READERS.title}” is no longer there" in page.alert
    assert READERS.title not in page.select("//form")[0].text_content()
    assert page.typed(f"{id_of(objective, STAY)}-note") == "Kept"
    assert not CheckIn.objects.exists()
    assert door.post("save_check_ins", **sent(page)).status == 200
    assert CheckIn.objects.count() == 5


def test_when_all_of_them_are_gone_it_says_so(door, learner):
    objective = make_due(learner, READERS, PRESENTATION)
    form = sent(door.post("check_in_due"), **{f"{id_of(objective, READERS)}-value": "1290"})
    Objective.objects.update(state="abandoned")
    page = door.post("save_check_ins", **form)
    assert page.status == 422
    assert READERS.title in page.alert
    assert not page.select("//form")


def test_somebody_elses_key_result_is_as_if_it_did_not_exist(door, learner, somebody_else):
    mine, theirs = make_due(learner, READERS), make_due(somebody_else, PRESENTATION, title="Theirs")
    their_id = theirs.key_results.get().public_id
    form = sent(door.post("check_in_due"), **{f"{id_of(mine, READERS)}-value": "1290"})
    for other in (their_id, "f" * 32, "x" * 10_000):
        page = door.post("save_check_ins", **form | {"kr": [*form["kr"], other], f"{other}-confidence": "7"})
        assert page.status == 422
        assert PRESENTATION.title not in page.html
        page = door.post("save_check_ins", kr=other, submission_key="a", **{f"{other}-confidence": "7"})
        assert (page.status, page.alert) == (404, "This is no longer here. Perhaps it was removed meanwhile.")
    assert not CheckIn.objects.exists()


def test_sending_it_twice_records_it_once(door, objective):
    form = filled_in(door.post("check_in_due"), objective)
    assert [door.post("save_check_ins", **form).status for _time in range(2)] == [200, 200]
    assert CheckIn.objects.count() == 6


def test_an_empty_form_is_a_wrong_form(door, learner):
    assert door.post("save_check_ins").status == 422


def test_nothing_due_says_so_and_offers_to_check_in_anyway(door, learner):
    objective = make_objective(learner, READERS)
    check_in(learner, objective.key_results.get(), value=1290)
    page = door.post("check_in_due")
    assert "Nothing is due today. Your next check-in is on" in page.text
    assert not page.select("//form")
    (link,) = page.select("//a[contains(@hx-vals, 'all')]")
    assert link.get("href").endswith("?id=all")
    (on_the_board,) = door.post("board").select("//*[contains(@class, 'okr-next')]//a")
    assert (on_the_board.get("href"), on_the_board.get("hx-vals")) == (link.get("href"), '{"id":"all"}')
    anyway = door.post("check_in_due", id="all")
    assert "a look never hurts" in anyway.text
    assert door.post("save_check_ins", **sent(anyway, **{f"{id_of(objective, READERS)}-value": "1300"})).status == 200
    assert CheckIn.objects.count() == 2


@pytest.mark.parametrize("state", ["draft", "paused", "closed", "abandoned"])
def test_only_what_runs_is_asked_about(door, learner, state):
    make_objective(learner, READERS)
    Objective.objects.update(state=state)
    page = door.post("check_in_due")
    assert "There is nothing to check in on: no objective of yours is running." in page.text
    assert not page.select("//form")


def test_what_begins_tomorrow_is_not_asked_about(door, learner):
    make_objective(learner, READERS, starts_on=timezone.localdate() + timedelta(days=2))
    assert not door.post("check_in_due").select("//form")


def many(learner: User, count: int, spec: Any) -> None:
    """So many key results of one objective, made at once."""
    objective = make_due(learner, spec)
    first = objective.key_results.get()
    KeyResult.objects.bulk_create(
        KeyResult(
            **{
                field.attname: getattr(first, field.attname)
                for field in KeyResult._meta.concrete_fields
                if field.attname not in {"id", "public_id", "title"}
            },
            title=f"Number {number}",
        )
        for number in range(count - 1)
    )


@pytest.mark.parametrize("spec", [READERS, WORD_A_DAY], ids=["numbers", "habits"])
def test_two_hundred_key_results_come_in_parts_that_django_reads(door, learner, spec, settings):
    many(learner, 200, spec)
    left, rounds = 200, 0
    while left:
        page = door.post("check_in_due")
        shown = page.ids_of("//li[starts-with(@id, 'okr-due-')]")
        left -= len(shown)
        if left:
            assert f"{left} more key results come after these" in page.text
        form = sent(page)
        for key_result_id in shown:
            if spec is READERS:
                form[f"{key_result_id}-value"] = "1300"
            else:
                form[f"{key_result_id}-day"] = form[f"{key_result_id}-shown_day"][-1].split(",")[:-1]
        assert (
            sum(len(v) if isinstance(v, list) else 1 for v in form.values()) <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        )
        after = door.post("save_check_ins", **form)
        assert after.status == 200
        assert bool(after.select("//*[@data-okr-page='check_in_due']")) == bool(left)
        rounds += 1
    assert CheckIn.objects.count() == 200
    assert 1 < rounds <= 5


def test_everything_can_be_paged_through_and_saved_part_by_part(door, learner):
    many(learner, 250, READERS)
    Objective.objects.update(starts_on=timezone.localdate(), published_at=timezone.now())
    page, seen = door.post("check_in_due", id="all"), []
    for left in (150, 50):
        seen += page.ids_of("//li[starts-with(@id, 'okr-due-')]")
        assert f"{left} more key results come after these" in page.text
        (link,) = page.select("//a[text()='Go on to them']")
        page = door.post("check_in_due", **json.loads(link.get("hx-vals")))
    seen += page.ids_of("//li[starts-with(@id, 'okr-due-')]")
    assert len(set(seen)) == len(seen) == 250
    assert not page.select("//a[text()='Go on to them']")
    page = door.post("check_in_due", id="all")
    for begin in (0, 100):
        shown = page.ids_of("//li[starts-with(@id, 'okr-due-')]")
        assert shown == seen[begin : begin + 100]
        page = door.post("save_check_ins", **sent(page, **{f"{one}-value": "1300" for one in shown}))
    assert page.ids_of("//li[starts-with(@id, 'okr-due-')]") == seen[200:]
    last = door.post("save_check_ins", **sent(page, **{f"{one}-value": "1300" for one in seen[200:]}))
    assert not last.select("//*[@data-okr-page='check_in_due']")
    assert CheckIn.objects.count() == 250


def part(page: Page) -> tuple[str, str]:
    """Which part of everything the page says that it is, and under which name what is typed into it is kept."""
    (root,), (form,) = page.select("//*[@data-okr-page]"), page.select("//form")
    return root.get("hx-vals"), form.get("data-okr-keep")


def second_part(door: Door, first: Page) -> Page:
    (link,) = first.select("//a[text()='Go on to them']")
    return door.post("check_in_due", **json.loads(link.get("hx-vals")))


def test_what_is_typed_into_each_part_is_kept_for_itself(door, learner):
    many(learner, 101, READERS)
    firsts = door.post("check_in_due"), door.post("check_in_due", id="all")
    parts = [part(page) for first in firsts for page in (first, second_part(door, first))]
    assert len({name for _place, name in parts}) == len({place for place, _name in parts}) == 4


@pytest.mark.parametrize("everything", [{}, {"id": "all"}], ids=["due", "all"])
def test_a_refused_part_is_still_the_same_part(door, learner, everything):
    many(learner, 101, READERS)
    page = second_part(door, door.post("check_in_due", **everything))
    refused = door.post("save_check_ins", **sent(page))
    assert (refused.status, part(refused)) == (422, part(page))
    assert part(door.post("save_check_ins", **sent(refused))) == part(page)


def test_the_second_part_keeps_its_name_when_the_first_one_is_saved(door, learner):
    many(learner, 101, READERS)
    first = door.post("check_in_due")
    numbers = {f"{one}-value": "1300" for one in first.ids_of("//li[starts-with(@id, 'okr-due-')]")}
    expected = part(second_part(door, first))
    assert part(door.post("save_check_ins", **sent(first, **numbers))) == expected


def test_the_next_part_begins_at_its_heading(door, learner):
    many(learner, 101, READERS)
    page = door.post("check_in_due")
    numbers = {f"{one}-value": "1300" for one in page.ids_of("//li[starts-with(@id, 'okr-due-')]")}
    after = door.post("save_check_ins", **sent(page, **numbers))
    (root,) = after.select("//*[@data-okr-page='check_in_due']")
    (heading,) = after.select(f"//*[@id='{root.get('data-okr-focus')}']")
    assert (heading.text_content(), heading.get("tabindex")) == ("How did the week go?", "-1")


@pytest.mark.parametrize("after", ["nothing", '"', "0" * 32, "\0"])
def test_behind_what_is_not_there_the_first_ones_come(door, learner, after):
    objective = make_due(learner, READERS, PRESENTATION)
    ids = [id_of(objective, READERS), id_of(objective, PRESENTATION)]
    for where in (after, ids[1]):
        page = door.post("check_in_due", id="all", after=where)
        assert page.ids_of("//li[starts-with(@id, 'okr-due-')]") == ids


def test_the_page_costs_the_same_for_one_and_for_forty(door, learner):
    make_due(learner, *EVERY_KIND)
    with statements() as few:
        door.post("check_in_due")
    for number in range(3):
        make_due(learner, *EVERY_KIND, title=f"Another {number}")
    with statements() as many_more:
        door.post("check_in_due")
    # Enrolment (the trivial block's too), objectives with learner and cycle, key results, stages, ticks, requirements
    # with standings, check-ins, course titles, to-dos; the learner's time zone.
    assert len(few) == len(many_more), "\n".join(many_more)
    assert len(few) <= 12, "\n".join(few)


def test_in_place_says_how_a_slip_is_corrected(door, learner):
    objective = make_objective(learner, READERS)
    check_in(learner, objective.key_results.get(), value=1290)
    page = door.post("check_in", id=id_of(objective, READERS))
    assert "Correct a slip by checking in again; the old one stays in your history." in page.text


def test_a_visitor_and_a_stranger_get_no_form(objective, somebody_else):
    page = Door(somebody_else).post("check_in_due")
    assert not page.select("//form")
    assert READERS.title not in page.html
