"""Wording help while typing. It answers late or not at all, and never stops anybody."""

import re
from http import HTTPStatus
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from okr_xblock.api.beginning import read_company
from okr_xblock.api.initiatives import InitiativeSpec, add_initiative
from okr_xblock.api.wording import ignore_hint, read_ignored_hints, restore_hints
from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.domain.wording import HintCode, objective_hints
from okr_xblock.domain.wording import hints as key_result_hints

from ..amounts import format_amount
from ..context import Answer, BoardContext, render
from ..forms.key_results import YES_NO
from ..forms.objectives import WHEN
from ..hint_words import HintWords, example_of, hint_words, same_title_words
from . import key_results

KEY_RESULT = "key_result"
_FIELD = re.compile(r"okr-[0-9a-f]{6}-title")
_READ = 300
_REPLACED = ("kind", *key_results.OF_A_KIND)
"""What an example replaces besides the title."""


def hints(context: BoardContext, typed: QueryDict) -> Answer:
    """
    What could be better about what is typed; nothing new, nothing sent: what is read aloud is not said twice.

    `keep` is a hint that was just dismissed, `use` one whose example takes the place of the title and, where a key
    result is new, of its kind and numbers. For as long as the form is open the dismissed ones stay away (`kept_hint`),
    and what stood there before stands by (`was`).
    """
    keep, used = typed.get("keep", ""), _used(typed)
    kept = {*typed.getlist("kept_hint"), *([keep] if keep else [])}
    found = [] if used is not None else _found(context, typed, typed.get("title", ""), kept)
    if not keep and used is None and [hint.code for hint in found] == typed.getlist("shown_hint"):
        return Answer(html="", status=HTTPStatus.NO_CONTENT)
    done = _("It stays as you wrote it.") if keep else ""
    return _answer(context, typed, found, kept, done=done, used=used)


def ignore(context: BoardContext, typed: QueryDict) -> Answer:
    """Not this kind of hint again, in any form."""
    code = typed.get("code", "")
    ignore_hint(user_id=context.user_id, code=code)
    kept = {*typed.getlist("kept_hint")}
    found = _found(context, typed, typed.get("title", ""), kept)
    done = _("You will not see this kind of hint again.")
    return _answer(context, typed, found, kept, done=done, can_restore=True)


def move_to_dos(context: BoardContext, typed: QueryDict) -> Answer:
    """What reads like a task becomes one: a to-do of the objective. The field is free for what it should change."""
    add_initiative(
        user_id=context.user_id,
        objective_id=typed.get("objective", ""),
        spec=InitiativeSpec(title=typed.get("title", "")),
        submission_key=f"{typed.get('submission_key', '')[:58]}-to-do",
    )
    values: dict[str, Any] = {"done": _("It is among your to-dos now. And what should it change?")}
    if _FIELD.fullmatch(typed.get("field", "")):
        values |= {"field_id": typed["field"], "title": ""}
    return Answer(html=render(context, "_hints.html", values))


def restore(context: BoardContext, _typed: QueryDict) -> Answer:
    """All kinds of hints again."""
    restore_hints(user_id=context.user_id)
    values = {"done": _("You will see every kind of hint again.")}
    return Answer(html=render(context, "_hints.html", values))


def _found(context: BoardContext, typed: QueryDict, title: str, kept: set[str]) -> list[HintWords]:
    ignored = read_ignored_hints(user_id=context.user_id) | kept
    about_key_result = typed.get("about") == KEY_RESULT
    found = _of_key_result(context, typed, title) if about_key_result else _of_objective(context, typed, title)
    return [hint for hint in found if hint.code not in ignored]


def _of_objective(context: BoardContext, typed: QueryDict, title: str) -> list[HintWords]:
    company = read_company(user_id=context.user_id, objective_id=typed.get("id", ""))
    has_date = bool(typed.get("due_on", "set"))
    found = [
        hint_words(hint)
        for hint in objective_hints(
            title, language=get_language() or "", has_date=has_date, objectives=company.open_count + 1
        )
        # What it says was looked at in the first step; the last one asks when.
        if not (typed.get("part") == WHEN and hint.code is HintCode.OBJECTIVE_TASK_SHAPED)
    ]
    if _folded(title) and _folded(title) in map(_folded, company.titles):
        found.insert(0, same_title_words())
    return found


def _of_key_result(context: BoardContext, typed: QueryDict, title: str) -> list[HintWords]:
    is_new = not typed.get("id")
    count = 1
    if is_new:
        count += read_company(user_id=context.user_id, objective_id=typed.get("objective", "")).key_result_count
    target = typed.get("target") or typed.get("limit")
    confidence = typed.get("start_confidence", "")
    found = key_result_hints(
        title,
        language=get_language() or "",
        kind=_kind(typed.get("kind", "")),
        has_number=bool(target),
        # Who has not come to the numbers yet is not asked for the second one before the first.
        has_baseline=bool(typed.get("baseline")) or not target,
        key_results=count,
        confidence=int(confidence) if is_new and re.fullmatch(r"[0-9]{1,2}", confidence) else None,
    )
    is_task = any(hint.code is HintCode.TASK_SHAPED for hint in found)
    # What it should change is asked before how much of it.
    return [hint_words(hint) for hint in found if not (is_task and hint.code is HintCode.NO_NUMBER)]


def _kind(typed: str) -> KeyResultKind | None:
    if typed == YES_NO:
        return KeyResultKind.MILESTONES
    return KeyResultKind(typed) if typed in set(KeyResultKind) else None


def _used(typed: QueryDict) -> dict[str, Any] | None:
    """What takes the place of what is typed: an example, or what was there before; None to leave it alone."""
    use = typed.get("use", "")
    if not use or not _FIELD.fullmatch(typed.get("field", "")):
        return None
    if use == "was":
        return {
            "title": typed.get("was", ""),
            **{name: typed.get(f"was_{name}", "") for name in _REPLACED},
            "also": typed.getlist("was_also"),
        }
    example = example_of(use)
    if example is None:
        return None
    spec = example.spec()
    return {
        "title": spec.title,
        "kind": spec.kind.value,
        "unit": spec.unit,
        "baseline": format_amount(spec.baseline),
        "target": format_amount(spec.target),
    }


def _answer(
    context: BoardContext,
    typed: QueryDict,
    found: list[HintWords],
    kept: set[str],
    *,
    used: dict[str, Any] | None = None,
    **said: Any,
) -> Answer:
    values: dict[str, Any] = {
        "hints": found,
        "kept": sorted(code[:_READ] for code in kept),
        # A key result that is there already has a history, and is no to-do any more.
        "can_be_to_do": bool(typed.get("objective")) and not typed.get("id"),
        **said,
    }
    if used is not None:
        is_back = typed.get("use") == "was"
        values |= {
            **_kind_values(context, typed, used),
            "field_id": typed["field"],
            "title": used["title"],
            "was": "" if is_back else typed.get("title", ""),
            "was_of_kind": [] if is_back else _of_kind(typed),
            "done": _("Your own words are back.")
            if is_back
            else _("It is in the field now. Put in your own words and numbers."),
        }
    return Answer(html=render(context, "_hints.html", values))


def _of_kind(typed: QueryDict) -> list[tuple[str, str]]:
    """What an example takes the place of, name by name; courses that count as well have one name together."""
    return [(name, value) for name in (*_REPLACED, "also") for value in typed.getlist(name) if value]


def _kind_values(context: BoardContext, typed: QueryDict, used: dict[str, Any]) -> dict[str, Any]:
    """The kind of a new key result and its fields, to go with its title; one that is there keeps what it has."""
    if typed.get("about") != KEY_RESULT or typed.get("id") or not typed.get("objective"):
        return {}
    form = key_results.new_form({**used, "objective": typed["objective"]})
    return {**key_results.form_values(context, form), "is_apart": True}


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())
