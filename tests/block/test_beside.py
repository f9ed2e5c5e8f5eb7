"""Numbers to keep an eye on and to-dos, as a learner meets them: what stands beside OKRs and moves nothing."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from okr_xblock.api.initiatives import InitiativeSpec, add_initiative, list_initiatives, set_initiative_done
from okr_xblock.api.kpis import MAX_KPIS, KpiSpec, create_kpi, get_kpi, list_kpis
from okr_xblock.demo.seed import COMMUNICATION, WRITING
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.models import Initiative, Kpi, KpiReading, Objective
from tests.block.door import Door
from tests.block.test_bad_input import LONG, MARKUP, NO_NUMBER, OVERRIDE, numbers_that_are_none
from tests.support.okr import PRESENTATION, make_learner, make_objective, statements

KPI_FORM = {"submission_key": "k", "title": "Meeting hours a week", "unit": "hours", "low": "", "high": "12"}
TODO_FORM = {"submission_key": "t", "title": "Ask three readers what they skip", "due_on": ""}


@pytest.fixture
def objective(learner):
    return make_objective(learner, PRESENTATION)


@pytest.fixture
def kpi_id(learner) -> str:
    spec = KpiSpec(title="Meeting hours a week", unit="hours", high=Decimal(12))
    return create_kpi(user_id=learner.pk, home_course=COMMUNICATION, spec=spec)


@pytest.fixture
def todo_id(learner, objective) -> str:
    return add_todo(learner, objective)


def add_todo(user, objective, title=TODO_FORM["title"]) -> str:
    return add_initiative(user_id=user.pk, objective_id=objective.public_id, spec=InitiativeSpec(title=title))


def the_todo(user, objective):
    return list_initiatives(user_id=user.pk, objective_id=objective.public_id)[0]


# Numbers


def test_a_board_says_that_numbers_never_count(door, objective):
    page = door.see()
    assert "They stand beside your objectives and never count as progress." in page.text
    assert page.select("//button[@id='okr-new-kpi-button'][contains(., 'Keep an eye on a number')]")


def test_a_number_is_added_and_its_card_gets_the_focus(door):
    page = door.post("create_kpi", **KPI_FORM)
    (view,) = Kpi.objects.all()
    (answer,) = page.select("//*[@data-okr-said]")
    assert (answer.get("data-okr-said"), answer.get("data-okr-focus")) == ("Number added.", f"okr-kpi-{view.public_id}")
    assert page.select(f"//li[@id='okr-kpi-{view.public_id}' and @tabindex='-1']//h4/bdi[text()='{KPI_FORM['title']}']")
    assert "Keep 12 or less" in page.text
    assert "Nothing written down yet" in page.text
    assert not page.select("//*[contains(@class, 'okr-status')]")


@pytest.mark.parametrize(
    ("low", "high", "value", "told"),
    [
        ("", "12", "12", "In range"),
        ("", "12", "14", "Above range"),
        ("4.5", "", "4.4", "Below range"),
        ("4.5", "", "4.6", "In range"),
        ("-5", "5", "0", "In range"),
        ("-5", "5", "-6", "Below range"),
        ("7", "7", "7", "In range"),
        ("7", "7", "9999999999999", "Above range"),
        ("0", "0", "0", "In range"),
        ("", "0", "-0.000001", "In range"),
    ],
)
def test_a_number_says_in_words_and_in_a_picture_where_it_lies(door, low, high, value, told):
    page = door.post("create_kpi", **{**KPI_FORM, "low": low, "high": high, "value": value})
    (status,) = page.select("//*[contains(@class, 'okr-status')]")
    assert status.text_content() == told
    assert status.xpath("svg/use")
    (picture,) = page.select("//svg[@role='img']")
    assert picture.get("aria-label").startswith(f"{told}: Keep ")
    (band,) = picture.xpath("rect")
    begin, length = (float(band.get(name).rstrip("%")) for name in ("x", "width"))
    at = float(picture.xpath("circle/@cx")[0].rstrip("%"))
    assert 0 <= at <= 100
    ends = [float(line.get("x1").rstrip("%")) for line in picture.xpath("line[@x1]")]
    assert ends == [place for place, limit in ((begin, low), (begin + length, high)) if limit], "no end, no line"
    where = "Below range" if at < begin else "Above range" if at > begin + length else "In range"
    assert where == told
    assert "Written down today" in page.text


def test_a_number_is_written_down_in_its_own_card(door, kpi_id, learner):
    form = door.post("read_kpi", id=kpi_id)
    assert form.select("//form//input[@name='value' and @data-okr-start]")
    page = door.post("save_reading", **{**form.form(), "value": "1,290.5"})
    assert page.status == 200
    assert page.select("//*[@data-okr-said='Written down.']/@data-okr-focus") == [f"okr-kpi-{kpi_id}"]
    assert not page.select("//ul | //h3"), "one card, not the panel"
    assert get_kpi(user_id=learner.pk, public_id=kpi_id).current == Decimal("1290.5")
    assert "1,290.5" in door.post("read_kpi", id=kpi_id).text, "what was written down before"


@pytest.mark.parametrize("typed", ["", *numbers_that_are_none(), "1" * 15, "9" * 10_000])
def test_a_value_that_is_no_number_comes_back_as_typed(door, kpi_id, typed):
    page = door.post("save_reading", submission_key="r", id=kpi_id, value=typed)
    assert (page.status, page.typed("value")) == (422, typed)
    assert page.wrong("value") in {NO_NUMBER, "Please write a number.", "This number is too long."}
    assert not KpiReading.objects.exists()


def test_numbers_are_read_and_shown_in_the_notation_of_the_page(door, kpi_id, learner):
    with translation.override("es"):
        page = door.post("save_reading", submission_key="r", id=kpi_id, value="1.290,5")
        assert "290,5" in page.text
    with translation.override("ar"):
        door.post("save_reading", submission_key="s", id=kpi_id, value="١٢")
    assert get_kpi(user_id=learner.pk, public_id=kpi_id).current == 12


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("title", "", "Please write what you call it."),
        ("title", LONG, "255"),
        ("title", "abc \u202egnp.exe", OVERRIDE),
        ("title", "a\x1bb", "characters that cannot be shown"),
        ("unit", "u" * 41, "40"),
        ("high", "", ""),
        ("high", "NaN", NO_NUMBER),
        ("high", "1e400", NO_NUMBER),
        ("low", "Infinity", NO_NUMBER),
        ("low", "0.1234567", "This number is too long."),
        ("low", "13", ""),
        ("value", "many", NO_NUMBER),
    ],
)
def test_a_wrong_number_comes_back_as_typed_and_says_what_is_wrong(door, field, typed, told):
    page = door.post("create_kpi", **{**KPI_FORM, field: typed})
    assert page.status == 422
    assert page.alert.startswith("Something needs another look. Nothing you typed is lost.")
    if typed.isprintable():
        assert page.typed(field) == typed
    assert told in page.wrong(field)
    assert not Kpi.objects.exists()


def test_a_range_without_ends_or_upside_down_is_said_beside_it(door):
    page = door.post("create_kpi", **{**KPI_FORM, "high": ""})
    assert page.wrong("low") == "Give the range at least one end: the least, the most, or both."
    page = door.post("create_kpi", **{**KPI_FORM, "low": "13"})
    assert page.wrong("high") == "The most is less than the least."


def test_too_many_numbers_are_refused_in_words_and_nothing_typed_is_lost(door, learner):
    for _number in range(MAX_KPIS):
        create_kpi(user_id=learner.pk, home_course=COMMUNICATION, spec=KpiSpec(title="x", low=Decimal(1)))
    page = door.post("create_kpi", **KPI_FORM)
    assert page.status == 422
    assert "You keep an eye on 20 numbers here already." in page.alert
    assert page.typed("title") == KPI_FORM["title"]


def test_a_double_click_is_one_number(door):
    first, second = (door.post("create_kpi", **KPI_FORM) for _click in range(2))
    assert first.status == second.status == 200
    assert Kpi.objects.count() == 1


def test_a_change_from_an_old_tab_is_shown_with_both_versions(door, kpi_id, learner):
    first, second = (door.post("edit_kpi", id=kpi_id).form() for _tab in range(2))
    page = door.post("save_kpi", **{**first, "high": "10", "title": "Hours in meetings"})
    assert page.select(f"//*[@data-okr-said='Saved.' and @data-okr-focus='okr-kpi-{kpi_id}']")
    page = door.post("save_kpi", **{**second, "high": "14"})
    assert page.status == 409
    assert "This was changed in another place meanwhile. It now says:" in page.alert
    assert "Hours in meetings" in page.alert
    assert "10" in page.alert
    assert page.typed("high") == "14"
    assert door.post("save_kpi", **page.form()).status == 200
    assert get_kpi(user_id=learner.pk, public_id=kpi_id).high == 14


def test_a_number_is_removed_after_a_question_in_place(door, kpi_id):
    form = door.post("edit_kpi", id=kpi_id)
    assert form.select("//details//button[@hx-target='#okr-kpis']")
    page = door.post("remove_kpi", id=kpi_id, submission_key="r")
    assert page.select("//*[@data-okr-said='Number removed.']/@data-okr-focus") == ["okr-new-kpi-button"]
    assert not page.select("//li")


def test_what_was_removed_in_another_tab_is_no_longer_there(door, kpi_id):
    form = door.post("edit_kpi", id=kpi_id).form()
    door.post("remove_kpi", id=kpi_id)
    for action in ("save_kpi", "edit_kpi", "read_kpi", "remove_kpi"):
        page = door.post(action, **form)
        assert (page.status, page.headers["HX-Retarget"]) == (404, "#okr-problem"), action
    assert door.post("save_reading", submission_key="r", id=kpi_id, value="1").status == 404


def test_numbers_of_another_course_are_on_its_own_board(door, learner, objective, kpi_id):
    Kpi.objects.update(home_course=WRITING)
    assert not door.see().select(f"//*[@id='okr-kpi-{kpi_id}']")
    assert list_kpis(user_id=learner.pk, course_key=None)


def test_numbers_are_shown_even_while_there_is_no_objective(door, kpi_id):
    assert door.see().select(f"//li[@id='okr-kpi-{kpi_id}']")


# To-dos


def test_an_objective_without_to_dos_only_offers_them(door, objective):
    page = door.see()
    assert page.select(f"//button[@id='okr-new-todo-{objective.public_id}-button']")
    assert "To-dos that help" not in page.text


def test_a_to_do_is_added_and_says_that_it_moves_nothing(door, objective):
    form = door.post("new_initiative", objective=objective.public_id)
    assert "They never move your progress; results do." in form.text
    page = door.post("add_initiative", **{**form.form(), "title": "Ask three readers", "due_on": "2026-05-26"})
    assert page.status == 200
    (todo,) = Initiative.objects.all()
    (answer,) = page.select("//*[@data-okr-said]")
    assert (answer.get("data-okr-said"), answer.get("data-okr-focus")) == ("To-do added.", f"okr-tick-{todo.public_id}")
    (tick,) = page.select(f"//button[@id='okr-tick-{todo.public_id}']")
    assert (tick.get("role"), tick.get("aria-checked")) == ("checkbox", "false")
    assert tick.xpath("bdi/text()") == ["Ask three readers"]
    assert "They never move your progress; results do." in page.text
    assert "by May 26" in page.text


def test_a_to_do_is_ticked_and_unticked_and_nothing_else_of_the_page_is_replaced(door, learner, objective, todo_id):
    for wanted, told in (("yes", "Ticked."), ("no", "No longer ticked.")):
        page = door.post("tick_initiative", id=todo_id, done=wanted)
        assert page.select("//*[@data-okr-said]/@data-okr-said") == [told]
        assert page.select("//*[@data-okr-said]/@data-okr-focus") == [f"okr-tick-{todo_id}"]
        assert page.select("//button[@role='checkbox']/@aria-checked") == ["true" if wanted == "yes" else "false"]
        assert not page.select("//li | //form")
        assert the_todo(learner, objective).is_done is (wanted == "yes")


def test_ticking_twice_in_two_tabs_is_ticking(door, learner, objective, todo_id):
    for _tab in range(2):
        door.post("tick_initiative", id=todo_id, done="yes")
    assert the_todo(learner, objective).is_done


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("title", "", "Please write what you will do."),
        ("title", " \t ", "Please write what you will do."),
        ("title", LONG, "255"),
        ("title", "abc \u202egnp.exe", OVERRIDE),
        ("title", "a\x00b", "Null characters are not allowed."),
        ("due_on", "soon", "Please choose a date."),
        ("due_on", "2026-02-30", "Please choose a date."),
        ("due_on", "0026-05-01", "Please choose a date."),
        ("due_on", "9999-12-31", "Please choose a date."),
    ],
)
def test_a_wrong_to_do_comes_back_as_typed_and_says_what_is_wrong(door, objective, field, typed, told):
    page = door.post("add_initiative", objective=objective.public_id, **{**TODO_FORM, field: typed})
    assert page.status == 422
    assert told in page.wrong(field)
    if typed.isprintable():
        assert page.typed(field) == typed
    assert not Initiative.objects.exists()


def test_a_double_click_is_one_to_do(door, objective):
    for _click in range(2):
        assert door.post("add_initiative", objective=objective.public_id, **TODO_FORM).status == 200
    assert Initiative.objects.count() == 1


def test_a_changed_to_do_from_an_old_tab_is_shown_with_both_versions(door, learner, objective, todo_id):
    first, second = (door.post("edit_initiative", id=todo_id).form() for _tab in range(2))
    assert door.post("save_initiative", **{**first, "title": "Ask five readers"}).status == 200
    page = door.post("save_initiative", **{**second, "due_on": timezone.localdate().isoformat()})
    assert page.status == 409
    assert "Ask five readers" in page.alert
    assert door.post("save_initiative", **page.form()).status == 200
    assert the_todo(learner, objective).title == TODO_FORM["title"]


def test_a_to_do_is_removed_after_a_question_in_place(door, objective, todo_id):
    form = door.post("edit_initiative", id=todo_id)
    assert form.select(f"//details//button[@hx-target='#okr-todos-{objective.public_id}']")
    page = door.post("remove_initiative", id=todo_id, submission_key="r")
    button = f"okr-new-todo-{objective.public_id}-button"
    assert page.select("//*[@data-okr-said='To-do removed.']/@data-okr-focus") == [button]
    assert door.see().select(f"//button[@id='{button}']")
    for action in ("tick_initiative", "edit_initiative", "remove_initiative"):
        assert door.post(action, id=todo_id).status == 404, action
    assert door.post("save_initiative", **form.form()).status == 404


@pytest.mark.parametrize("state", [ObjectiveState.CLOSED, ObjectiveState.ABANDONED])
def test_a_closed_objective_takes_no_more_to_dos_from_an_old_tab(door, objective, todo_id, state):
    form = door.post("edit_initiative", id=todo_id).form()
    Objective.objects.filter(pk=objective.pk).update(state=state)
    assert door.post("add_initiative", objective=objective.public_id, **TODO_FORM).status == 409
    assert door.post("tick_initiative", id=todo_id, done="yes").status == 409
    assert door.post("save_initiative", **form).status == 409
    assert door.post("remove_initiative", id=todo_id).status == 409
    page = door.post("show_objective", id=objective.public_id)
    assert TODO_FORM["title"] in page.text
    assert not page.select("//*[@role='checkbox'] | //*[contains(@id, 'okr-new-todo')]")


def test_done_to_dos_stay_readable(door, learner, objective, todo_id):
    set_initiative_done(user_id=learner.pk, public_id=todo_id, done=True)
    assert door.see().select(f"//button[@id='okr-tick-{todo_id}' and @aria-checked='true']/bdi")


# Both


def test_html_in_titles_and_units_is_shown_as_text(door, learner, objective):
    spec = KpiSpec(title=MARKUP, unit="<i>km</i>", low=Decimal(1))
    kpi_id = create_kpi(user_id=learner.pk, home_course=COMMUNICATION, spec=spec, value=Decimal(2))
    todo_id = add_todo(learner, objective, MARKUP)
    pages = (door.see(), door.post("edit_kpi", id=kpi_id), door.post("edit_initiative", id=todo_id))
    for page in pages:
        assert MARKUP in page.text or page.typed("title") == MARKUP
        assert not page.select("//script | //i | //b[@onmouseover]")


def test_forms_without_anything_are_wrong_forms(door):
    for action in ("create_kpi", "save_kpi", "add_initiative", "save_initiative"):
        assert door.post(action).status == 422, action
    for action in ("save_reading", "read_kpi", "edit_kpi", "remove_kpi"):
        assert door.post(action).status == 404, action
    for action in ("tick_initiative", "edit_initiative", "remove_initiative"):
        assert door.post(action).status == 404, action


def test_what_is_somebody_elses_does_not_exist(door, somebody_else, learner, objective, kpi_id, todo_id):
    other = Door(somebody_else)
    kpi, todo = {**KPI_FORM, "id": kpi_id}, {**TODO_FORM, "id": todo_id, "objective": objective.public_id}
    asked = {
        **dict.fromkeys(("edit_kpi", "save_kpi", "remove_kpi", "read_kpi"), kpi),
        "save_reading": {**kpi, "value": "1"},
        **dict.fromkeys(("edit_initiative", "save_initiative", "remove_initiative", "add_initiative"), todo),
        "tick_initiative": {**todo, "done": "yes"},
    }
    for action, form in asked.items():
        nowhere = {**form, "id": "f" * 32, "objective": "f" * 32}
        theirs, nobodys = other.post(action, **form), other.post(action, **nowhere)
        assert (theirs.status, theirs.html) == (nobodys.status, nobodys.html), action
        assert theirs.status == 404, action
    assert not KpiReading.objects.exists()
    assert not the_todo(learner, objective).is_done


@pytest.mark.parametrize("visitor", ["anonymous", "not enrolled"])
def test_whoever_may_not_see_the_board_changes_nothing(visitor, objective):
    user = AnonymousUser() if visitor == "anonymous" else make_learner(course_key=None)
    assert Door(user).post("create_kpi", **KPI_FORM).status == 403
    assert Door(user).post("add_initiative", objective=objective.public_id, **TODO_FORM).status == 403
    assert not Kpi.objects.exists()
    assert not Initiative.objects.exists()


def test_the_page_of_all_courses_shows_every_number_and_new_ones_are_at_home_nowhere(
    client, door, learner, objective, kpi_id
):
    client.force_login(learner)
    form = urlencode({**KPI_FORM, "title": "At home nowhere"})
    sent = {"content_type": "application/x-www-form-urlencoded", "headers": {"HX-Request": "true"}}
    answer = client.post("/okr/do/create_kpi", form, **sent)
    assert answer.status_code == 200
    titles = [view.title for view in list_kpis(user_id=learner.pk, course_key=None)]
    assert sorted(titles) == ["At home nowhere", "Meeting hours a week"]
    shown = client.get("/okr/").content.decode()
    assert all(title in shown for title in titles)
    assert "At home nowhere" not in door.see().text


@pytest.mark.parametrize("count", [1, 12])
def test_a_page_costs_the_same_however_many_there_are(door, learner, objective, count):
    for n in range(count):
        spec = KpiSpec(title=f"Number {n}", low=Decimal(n))
        kpi_id = create_kpi(user_id=learner.pk, home_course=COMMUNICATION, spec=spec, value=Decimal(n))
        todo_id = add_todo(learner, objective, f"To-do {n}")
    asked = {
        # the enrolment; the number; what was written down before
        "read_kpi": ({"id": kpi_id}, 3),
        # the enrolment; the number
        "edit_kpi": ({"id": kpi_id}, 2),
        # the enrolment; the to-do with its objective and learner
        "edit_initiative": ({"id": todo_id}, 2),
        # the enrolment; the account's zone, the learner (locked), the form's key, the number; reading, number, key
        # written; the zone and the number as they are shown
        "save_reading": ({"id": kpi_id, "submission_key": "r", "value": "1"}, 10),
        # the enrolment, twice; zone, learner, key, the counts; number, history, key written; the zone and the numbers
        "create_kpi": (KPI_FORM, 11),
        # the enrolment; zone, learner, to-do; to-do and history written; the to-do as it is shown
        "tick_initiative": ({"id": todo_id, "done": "yes"}, 7),
        # the enrolment; zone, learner, key, objective, the counts; to-do, history, key written; the to-dos
        "add_initiative": ({"objective": objective.public_id, **TODO_FORM}, 10),
    }
    for action, (form, expected) in asked.items():
        with statements() as queries:
            assert door.post(action, **form).status == 200
        assert len(queries) == expected, (action, queries)
