"""
Who may do what, to be read line by line: every action and every page, sent about Lena's things with Lena's ids.

    yes  it is done or shown
    own  it is done or shown, about what is theirs (or about nothing yet: an empty form): nothing of Lena's is in the
         answer, none of her rows changes, and an id that does not exist gets the same answer
    no   not found; the answer is that to an id that does not exist
    out  refused at the door, whatever was asked

Whatever is not "yes" leaves every row as it is (but for rows of whoever asks, where they do something of their own).
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.test import Client
from django.urls import reverse

from okr_xblock.api.key_results import remove_key_result
from okr_xblock.api.objectives import get_objective, revise_objective
from okr_xblock.demo import standin
from okr_xblock.demo.models import DemoStaff
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.domain.lifecycle import Visibility
from okr_xblock.models import Cycle
from okr_xblock.views.dispatch import ACTIONS, PAGES
from tests.block.door import Door, Page
from tests.block.every_action import every_form, sent
from tests.support.okr import key_result_of, make_learner
from tests.support.quarter import ANSWERS, Quarter, add_one_of_everything, live_a_quarter

BLOCK = ("lena", "sam", "staff", "outside", "left", "masked", "nobody")
"""
At the block's door: Lena herself; Sam, who takes the course as well and has one of everything; an instructor of the
course; somebody signed in who does not take it; Lena after she left the course; a superuser who looks at the course as
Lena; and nobody, signed in.
"""
SITE = ("lena", "sam", "left", "nobody")
"""At /okr/, where there is no course to be in, and nobody to be masked as."""

TABLE = """
                    the block                                     at /okr/
                    lena  sam  staff  outside  left  masked  nobody    lena  sam  left  nobody
board               yes   own  own    out      out   out     out       yes   own  yes   out
badges              yes   own  own    out      out   out     out       yes   own  yes   out
celebrate           yes   own  own    out      out   out     out       yes   own  yes   out
check_in_due        yes   own  own    out      out   out     out       yes   own  yes   out
look_back           yes   own  no     out      out   out     out       yes   own  yes   out
objective           yes   no   no     out      out   out     out       yes   no   yes   out
earlier             yes   no   no     out      out   out     out       yes   no   yes   out
write               yes   no   no     out      out   out     out       yes   no   yes   out
closing             yes   no   no     out      out   out     out       yes   no   yes   out

show_objective      yes   no   no     out      out   out     out       yes   no   yes   out
start_from_example  yes   own  own    out      out   out     out       yes   own  yes   out
hints               yes   own  own    out      out   out     out       yes   own  yes   out
ignore_hint         yes   own  own    out      out   out     out       yes   own  yes   out
restore_hints       yes   own  own    out      out   out     out       yes   own  yes   out
move_to_dos         yes   no   no     out      out   out     out       yes   no   yes   out
create_objective    yes   own  own    out      out   out     out       yes   own  yes   out
edit_objective      yes   no   no     out      out   out     out       yes   no   yes   out
save_objective      yes   no   no     out      out   out     out       yes   no   yes   out
publish_objective   yes   no   no     out      out   out     out       yes   no   yes   out
change_state        yes   no   no     out      out   out     out       yes   no   yes   out
pause_objective     yes   no   no     out      out   out     out       yes   no   yes   out
resume_objective    yes   no   no     out      out   out     out       yes   no   yes   out
abandon_objective   yes   no   no     out      out   out     out       yes   no   yes   out
reopen_objective    yes   no   no     out      out   out     out       yes   no   yes   out
read_grade          yes   own  own    out      out   out     out       yes   own  yes   out
save_closing        yes   no   no     out      out   out     out       yes   no   yes   out
close_objective     yes   no   no     out      out   out     out       yes   no   yes   out

new_key_result      yes   own  own    out      out   out     out       yes   own  yes   out
create_key_result   yes   no   no     out      out   out     out       yes   no   yes   out
edit_key_result     yes   no   no     out      out   out     out       yes   no   yes   out
save_key_result     yes   no   no     out      out   out     out       yes   no   yes   out
remove_key_result   yes   no   no     out      out   out     out       yes   no   yes   out
check_in            yes   no   no     out      out   out     out       yes   no   yes   out
save_check_in       yes   no   no     out      out   out     out       yes   no   yes   out
save_check_ins      yes   no   no     out      out   out     out       yes   no   yes   out

new_kpi             yes   own  own    out      out   out     out       yes   own  yes   out
create_kpi          yes   own  own    out      out   out     out       yes   own  yes   out
edit_kpi            yes   no   no     out      out   out     out       yes   no   yes   out
save_kpi            yes   no   no     out      out   out     out       yes   no   yes   out
remove_kpi          yes   no   no     out      out   out     out       yes   no   yes   out
read_kpi            yes   no   no     out      out   out     out       yes   no   yes   out
save_reading        yes   no   no     out      out   out     out       yes   no   yes   out
new_initiative      yes   own  own    out      out   out     out       yes   own  yes   out
add_initiative      yes   no   no     out      out   out     out       yes   no   yes   out
edit_initiative     yes   no   no     out      out   out     out       yes   no   yes   out
save_initiative     yes   no   no     out      out   out     out       yes   no   yes   out
tick_initiative     yes   no   no     out      out   out     out       yes   no   yes   out
remove_initiative   yes   no   no     out      out   out     out       yes   no   yes   out
"""

NOT_FOUND = "This is no longer here. Perhaps it was removed meanwhile."
HERS = "⟪"
"""Lena's own words stand in these brackets, so that they are found wherever they turn up."""
HEX_ID = re.compile(r"\b[0-9a-f]{32}\b")
DRAWN_ANEW = re.compile(r"okr-[0-9a-f]{6}-|[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{32}\b")

Rows = dict[str, frozenset[tuple[Any, ...]]]


def columns() -> dict[str, list[str]]:
    """What the table says: by the action, the cells of the block's columns and then those of /okr/."""
    lines = [line.split() for line in TABLE.splitlines()[3:] if line.strip()]
    return {name: cells for name, *cells in lines}


@dataclass
class Somebody:
    """Who asks, through which door."""

    who: str
    door: str
    user: Any
    ask: Any


@pytest.fixture
def lena(learner: User, clock: Any) -> Quarter:
    Cycle.objects.all().delete()
    quarter = live_a_quarter(learner, clock, lambda text: f"⟪{text}⟫")
    add_one_of_everything(quarter)
    return quarter


@pytest.fixture
def sam(somebody_else: User, clock: Any, lena: Quarter) -> Quarter:
    quarter = live_a_quarter(somebody_else, clock)
    add_one_of_everything(quarter)
    return quarter


def everybody(lena: Quarter, sam: Quarter) -> Iterator[Somebody]:
    """In the order of the table's columns. Lena leaves the course for the columns that say so, and only for those."""
    instructor = make_learner("tess", course_key=None)
    DemoStaff.objects.create(user=instructor, course_key=COMMUNICATION, role=DemoStaff.Role.INSTRUCTOR)
    doors = {
        "lena": Door(lena.user),
        "sam": Door(sam.user),
        "staff": Door(instructor),
        "outside": Door(make_learner("stranger", course_key=None)),
        "left": Door(lena.user),
        "masked": Door(lena.user),
        "nobody": Door(AnonymousUser()),
    }
    doors["masked"].user = User.objects.create_superuser("chief")
    for who in BLOCK:
        door = doors[who]
        yield Somebody(who, "the block", door.user, lambda action, fields, door=door: door.post(action, **fields))
    for who in SITE:
        client = Client(raise_request_exception=True)
        if who != "nobody":
            client.force_login(doors[who].user)
        yield Somebody(who, "/okr/", doors[who].user, lambda action, fields, c=client: at_site(c, action, fields))


def at_site(client: Client, action: str, fields: dict[str, Any]) -> Page:
    kind = "application/x-www-form-urlencoded"
    address = reverse("okr:do", args=[action])
    answer = client.post(address, urlencode(fields, doseq=True), kind, headers={"HX-Request": "true"})
    return Page(answer.status_code, answer.content.decode(), dict(answer.headers))


def all_rows() -> Rows:
    """Every row of every table of ours, history included."""
    return {
        model._meta.label: frozenset(tuple(map(repr, row)) for row in model._base_manager.order_by().values_list())
        for model in apps.get_app_config("okr_xblock").get_models()
    }


def attempt(somebody: Somebody, action: str, fields: dict[str, Any]) -> tuple[Page, Rows]:
    """The answer, and all rows after it. Then it is as if it had not happened."""
    with transaction.atomic():
        if somebody.who == "left":
            standin.unenroll(user=somebody.user, course_key=COMMUNICATION)
        page = somebody.ask(action, fields)
        after = all_rows()
        transaction.set_rollback(True)
    return page, after


def nobodys(fields: dict[str, Any], ids: set[str]) -> dict[str, Any]:
    """The same, with ids that nothing has; also those that stand in names."""
    return swapped(fields, {public_id: uuid.uuid4().hex for public_id in ids})


def swapped(fields: dict[str, Any], others: dict[str, str]) -> dict[str, Any]:
    def swap(text: str) -> str:
        return HEX_ID.sub(lambda found: others.get(found[0], found[0]), text)

    return {
        swap(name): [swap(one) for one in value] if isinstance(value, list) else swap(str(value))
        for name, value in fields.items()
    }


def read(page: Page, before: Rows, after: Rows, somebody: Somebody, no_such: Page | None) -> str:
    """What happened, in the words of the table; or, in other words, why it is none of those."""
    is_hers = somebody.who in {"lena", "left"}
    if page.status in {HTTPStatus.FORBIDDEN, HTTPStatus.UNAUTHORIZED}:
        return "out" if before == after and HERS not in page.html else "refused, and something happened"
    if page.status not in {HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND}:
        return f"{page.status}: {page.text[:80]}"
    if is_hers and page.status == HTTPStatus.OK:
        return "yes"
    if no_such is not None and not is_same(page, no_such):
        return "tells that it exists"
    if page.status == HTTPStatus.NOT_FOUND:
        return "no" if before == after and HERS not in page.html else "not found, and something happened"
    touched = {row for table in before for row in before[table] - after[table]} - {own_row(before, somebody)}
    return "touches what is not theirs" if touched else "own"


def is_same(page: Page, other: Page) -> bool:
    return (page.status, DRAWN_ANEW.sub("", page.html)) == (other.status, DRAWN_ANEW.sub("", other.html))


def own_row(rows: Rows, somebody: Somebody) -> Any:
    """What Lena's neighbours may change of what is there already: what is kept of themselves, like hints ignored."""
    mine = (row for row in rows["okr_xblock.Learner"] if row[1] == repr(somebody.user.pk))
    return next(mine, None)


def test_everybody_gets_what_the_table_says(lena, sam):
    expected = columns()
    forms = every_form(lena)
    assert set(expected) == set(forms) == set(ACTIONS), "a line for every action"
    before = all_rows()
    hers = set(HEX_ID.findall(repr([row for rows in before.values() for row in rows])))
    people = [*((who, "the block") for who in BLOCK), *((who, "/okr/") for who in SITE)]
    told: dict[str, list[str]] = {action: [] for action in expected}
    for somebody in everybody(lena, sam):
        for action, fields in forms.items():
            page, after = attempt(somebody, action, fields)
            is_asked = somebody.who in {"sam", "staff"} and hers & set(HEX_ID.findall(repr(fields)))
            no_such = attempt(somebody, action, nobodys(fields, hers))[0] if is_asked else None
            told[action].append(read(page, before, after, somebody, no_such))
    wrong = [
        f"{action}, {who} at {door}: {got}, where the table says {wanted}"
        for action, cells in expected.items()
        for (who, door), wanted, got in zip(people, cells, told[action], strict=True)
        if wanted != got
    ]
    assert not wrong, "\n" + "\n".join(wrong)


def test_an_action_that_tells_or_writes_too_much_is_found(lena, sam):
    """The comparison itself: what each kind of leak would be called."""
    before = all_rows()
    sams = Somebody("sam", "the block", sam.user, None)
    said = Page(404, f"<p>{NOT_FOUND}</p>", {})
    gone = {**before, "okr_xblock.Objective": frozenset()}
    assert read(said, before, before, sams, said) == "no"
    assert read(Page(404, "<p>Not for you.</p>", {}), before, before, sams, said) == "tells that it exists"
    assert read(said, before, gone, sams, said) == "not found, and something happened"
    assert read(Page(200, "<p>⟪Mine⟫</p>", {}), before, before, sams, said) == "tells that it exists"
    assert read(Page(200, "<p>Done.</p>", {}), before, gone, sams, None) == "touches what is not theirs"
    assert read(Page(403, "<p>⟪Mine⟫</p>", {}), before, before, sams, None) == "refused, and something happened"


def counterparts(mine: Quarter, theirs: Quarter) -> dict[str, str]:
    """To every id of mine the id of the same thing of somebody else, who has the same."""
    found = {mine.ids[name]: theirs.ids[name] for name in mine.ids if mine.ids[name] != theirs.ids[name]}
    for name in ("talk", "answers", "due", "draft", "paused"):
        for row, other in zip(mine.key_results(name), theirs.key_results(name), strict=True):
            found[row.public_id] = other.public_id
            stages = zip(row.stages.all(), other.stages.all(), strict=True)
            found |= {stage.public_id: another.public_id for stage, another in stages}
    return found


def test_an_id_of_somebody_elses_among_ones_own_is_as_good_as_none(lena, sam):
    """Every id of every form, one after the other, in the place of Lena's own."""
    others = counterparts(lena, sam)
    her = Somebody("lena", "the block", lena.user, lambda action, fields: Door(lena.user).post(action, **fields))
    before = all_rows()
    tried = 0
    for action, fields in every_form(lena).items():
        for public_id in sorted(set(HEX_ID.findall(repr(fields))) & set(others)):
            page, after = attempt(her, action, swapped(fields, {public_id: others[public_id]}))
            no_such, after_that = attempt(her, action, nobodys(fields, {public_id}))
            assert is_same(page, no_such), (action, page.text)
            for table, rows in before.items():
                assert rows - after[table] == rows - after_that[table], (action, table)
                assert len(after[table]) == len(after_that[table]), (action, table)
            tried += 1
    assert tried > len(ACTIONS) / 2


@pytest.mark.parametrize("page", PAGES)
def test_a_page_by_its_address_is_shown_to_whose_it_is(lena, sam, page):
    query = urlencode(every_form(lena)[page], doseq=True)
    address = reverse("okr:page") if page == "board" else reverse("okr:page", args=[page])
    client = Client()
    answer = client.get(f"{address}?{query}")
    assert (answer.status_code, HERS in answer.content.decode()) == (302, False)
    assert answer.headers["Location"].startswith(reverse("demo:start"))
    before = all_rows()
    for user, is_hers in ((lena.user, True), (sam.user, False)):
        client.force_login(user)
        answer = client.get(f"{address}?{query}")
        expected = 200 if is_hers or columns()[page][1] == "own" else 404
        assert answer.status_code == expected
        assert is_hers or HERS not in answer.content.decode()
    assert all_rows() == before


def test_whom_an_objective_is_shown_to_changes_while_others_look_and_opens_no_door(lena, sam, client):
    """What is shared is shown where staff look (later); the learner's own pages stay the learner's alone."""
    instructor = make_learner("tess", course_key=None)
    DemoStaff.objects.create(user=instructor, course_key=COMMUNICATION, role=DemoStaff.Role.INSTRUCTOR)
    talk = {"id": lena.ids["talk"]}
    tab = sent(Door(lena.user).post("edit_objective", **talk), "//form[.//*[@name='submission_key']]")
    for visibility in (Visibility.INSTRUCTORS, Visibility.PRIVATE):
        detail = get_objective(user_id=lena.user.pk, public_id=talk["id"])
        changed = {**vars_of(detail.spec), "visibility": visibility}
        revise_objective(
            user_id=lena.user.pk,
            public_id=talk["id"],
            row_version=detail.row_version,
            spec=type(detail.spec)(**changed),
        )
        for user in (instructor, sam.user):
            assert Door(user).post("show_objective", **talk).status == 404
            assert HERS not in Door(user).see().html
    before = all_rows()
    page = Door(lena.user).post("save_objective", **{**tab, "visibility": "instructors"})
    assert (page.status, all_rows() == before) == (409, True)


def vars_of(spec: Any) -> dict[str, Any]:
    return {name: getattr(spec, name) for name in spec.__dataclass_fields__}


AFTER_CLOSING = (
    "save_objective",
    "create_key_result",
    "save_key_result",
    "remove_key_result",
    "save_check_in",
    "add_initiative",
    "move_to_dos",
    "save_initiative",
    "pause_objective",
    "abandon_objective",
    "publish_objective",
    "close_objective",
)


def test_an_old_tab_changes_nothing_of_what_was_closed_meanwhile(lena, sam):
    tabs = every_form(lena)
    tabs["publish_objective"] = {**tabs["publish_objective"], "id": lena.ids["talk"]}
    for name in ("talk", "answers", "due"):
        lena.close(name)
    before = all_rows()
    for action in AFTER_CLOSING:
        page = Door(lena.user).post(action, **tabs[action])
        assert (action, page.status) in {(action, 409), (action, 422), (action, 404)}, page.text
        assert all_rows() == before, action


def test_a_key_result_that_was_removed_a_moment_ago_takes_no_check_in(lena, sam):
    door = Door(lena.user)
    removed = key_result_of(lena.objective("answers"), lena.words(ANSWERS.title)).public_id
    one = {**sent(door.post("check_in", id=removed)), "value": "7"}
    several = every_form(lena)["save_check_ins"]
    remove_key_result(user_id=lena.user.pk, public_id=removed)
    before = all_rows()
    assert door.post("save_check_in", **one).status == 404
    page = door.post("save_check_ins", **several)
    assert (page.status, all_rows() == before) == (422, True)
    assert lena.words(ANSWERS.title) in page.alert
