"""
Every action and page of the dispatcher, each with what somebody would send who has one of everything.

Forms that change something are those that the block itself hands out, filled in: as a tab holds them that was opened
a while ago. Nothing is written by opening them.
"""

from collections.abc import Callable
from typing import Any

from tests.block.door import Door, Page
from tests.support.okr import key_result_of
from tests.support.quarter import ANSWERS, TALK, Quarter

Fields = dict[str, Any]


def sent(page: Page, path: str = "//form") -> Fields:
    """The fields of the form as a browser would send them, several of a name among them."""
    fields: Fields = {}
    for field in page.select(f"{path}//*[@name]"):
        kind = field.get("type")
        if field.tag == "button" or field.get("disabled") is not None:
            continue
        if kind in {"checkbox", "radio"} and field.get("checked") is None:
            continue
        if field.tag == "select":
            chosen = [option for option in field.iter("option") if option.get("selected") is not None]
            value = (chosen or list(field.iter("option")))[0].get("value")
        else:
            value = (field.text or "").removeprefix("\n") if field.tag == "textarea" else field.get("value") or ""
        fields.setdefault(field.get("name"), []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


def every_form(quarter: Quarter) -> dict[str, Fields]:
    """By the action's name, about the things of this learner, who is enrolled. Writes nothing."""
    door = Door(quarter.user)
    ids = quarter.ids
    talk = {"id": ids["talk"]}
    metric = {"id": key_result_of(quarter.objective("answers"), quarter.words(ANSWERS.title)).public_id}
    yes_no = {"id": key_result_of(quarter.objective("talk"), quarter.words(TALK.title)).public_id}
    number, todo = {"id": ids["kpi"]}, {"id": ids["initiative"]}
    key = {"submission_key": "one-form"}

    def form(action: str, fields: Fields, **typed: Any) -> Fields:
        page = door.post(action, **fields)
        assert page.status == 200, (action, page.text)
        return {**sent(page, "//form[.//*[@name='submission_key']]"), **typed}

    makers: dict[str, Callable[[], Fields]] = {
        "board": dict,
        "show_objective": lambda: talk,
        "objective": lambda: talk,
        "earlier": lambda: {**talk, "before": "2026-05-20T12:00:00+00:00|0|1"},
        "badges": dict,
        "celebrate": dict,
        "write": lambda: {"id": ids["draft"]},
        "start_from_example": lambda: {"example": next(iter(_examples())), **key},
        "hints": lambda: {"title": quarter.words("Create a newsletter"), "id": ids["draft"]},
        "ignore_hint": lambda: {"code": "task_shaped", "title": quarter.words("Create a newsletter")},
        "restore_hints": dict,
        "move_to_dos": lambda: {"objective": ids["talk"], "title": quarter.words("Create slides"), **key},
        "create_objective": lambda: form("write", {}, title=quarter.words("Speak up")),
        "edit_objective": lambda: talk,
        "save_objective": lambda: form("edit_objective", talk, title=quarter.words("Speak up")),
        "publish_objective": lambda: {"id": ids["draft"], **key},
        "new_key_result": lambda: {"objective": ids["talk"], "kind": "metric"},
        "create_key_result": lambda: form(
            "new_key_result", {"objective": ids["talk"], "kind": "yes_no"}, title=quarter.words("Gave it")
        ),
        "edit_key_result": lambda: metric,
        "save_key_result": lambda: form("edit_key_result", metric, target="3", reason=quarter.words("Braver")),
        "remove_key_result": lambda: {**metric, **key},
        "check_in": lambda: yes_no,
        "save_check_in": lambda: form("check_in", yes_no, confidence="9"),
        "check_in_due": lambda: {"id": "all"},
        "save_check_ins": lambda: _filled_in(form("check_in_due", {"id": "all"})),
        "change_state": lambda: talk,
        "pause_objective": lambda: {**talk, "reason": quarter.words("Busy."), **key},
        "resume_objective": lambda: {"id": ids["paused"], "reason": "", **key},
        "abandon_objective": lambda: {**talk, "reason": quarter.words("Not mine."), **key},
        "reopen_objective": lambda: {"id": ids["let_go"], "reason": quarter.words("After all."), **key},
        "closing": lambda: {"id": ids["due"]},
        "read_grade": lambda: {"grade": "0.6", "ambition": "committed"},
        "save_closing": lambda: form("closing", {"id": ids["due"]}, proud=quarter.words("Much.")),
        "close_objective": lambda: form(
            "closing", {"id": ids["due"]}, grade="0.6", outcome="partly", next_step="let_go"
        ),
        "look_back": lambda: {"id": str(quarter.objective("past").cycle_id)},
        "new_kpi": dict,
        "create_kpi": lambda: form("new_kpi", {}, title=quarter.words("Coffee"), high="3"),
        "edit_kpi": lambda: number,
        "save_kpi": lambda: form("edit_kpi", number, high="10"),
        "remove_kpi": lambda: {**number, **key},
        "read_kpi": lambda: number,
        "save_reading": lambda: form("read_kpi", number, value="11"),
        "new_initiative": lambda: {"objective": ids["talk"]},
        "add_initiative": lambda: form("new_initiative", {"objective": ids["talk"]}, title=quarter.words("Ask")),
        "edit_initiative": lambda: todo,
        "save_initiative": lambda: form("edit_initiative", todo, title=quarter.words("Ask Ben")),
        "tick_initiative": lambda: {**todo, "done": "yes"},
        "remove_initiative": lambda: {**todo, **key},
    }
    return {action: make() for action, make in makers.items()}


def _examples() -> Any:
    from okr_xblock.views.examples import EXAMPLES

    return EXAMPLES


def _filled_in(fields: Fields) -> Fields:
    return {name: "7" if name.endswith("-value") else value for name, value in fields.items()}
