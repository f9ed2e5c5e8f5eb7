"""Beginning an objective: a page of three short steps, of which one is open. Nothing is lost between them."""

from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from okr_xblock.api.beginning import create_from_example
from okr_xblock.api.board import ObjectiveView, read_objective
from okr_xblock.api.errors import NotFoundError
from okr_xblock.api.objectives import ObjectiveDetail, get_objective
from okr_xblock.api.wording import read_ignored_hints
from okr_xblock.domain.advice import MIN_KEY_RESULTS
from okr_xblock.domain.lifecycle import KeyResultKind, ObjectiveState

from .. import words
from ..beginning import example_values
from ..context import Answer, BoardContext, render
from ..dates import long_date
from ..examples import EXAMPLES
from ..forms.objectives import WHAT, WHEN
from ..pages import board_answer
from ..present.writing import advice_words, count_words, present_line
from . import key_results, objectives

NOTICE = "notice"
STEPS = (WHAT, NOTICE, WHEN)


def write(context: BoardContext, typed: QueryDict) -> Answer:
    """
    The page on which an objective begins, with the `step` that is asked for; without an `id` the first one.

    What has been started already goes on, on the board.
    """
    public_id = typed.get("id", "")
    if not public_id:
        return _first_step(context)
    detail = get_objective(user_id=context.user_id, public_id=public_id)
    if detail.state is not ObjectiveState.DRAFT:
        return board_answer(context, focus=f"okr-o-{public_id}")
    step = typed.get("step", "")
    view = read_objective(user_id=context.user_id, public_id=public_id)
    values = _values(context, detail, view, step if step in STEPS else NOTICE, typed)
    if "step" in typed:
        context = replace(context, focus=context.focus or "okr-step-title")
    return Answer(html=render(context, "_write.html", values))


def start_from_example(context: BoardContext, typed: QueryDict) -> Answer:
    """A draft of the learner's own, with the example's key results; one that follows a course waits for the choice."""
    example = EXAMPLES.get(typed.get("example", ""))
    if example is None:
        raise NotFoundError
    public_id = create_from_example(
        user_id=context.user_id,
        home_course=context.course_key,
        objective=example.spec(),
        key_results=example.own_specs(),
        submission_key=typed.get("submission_key", ""),
    )
    said = _("This draft is yours now. Change it word by word.")
    asked = QueryDict(mutable=True)
    asked.update({"id": public_id, "step": NOTICE if example.course_title() else WHAT, "example": example.name})
    return write(replace(context, said=said, focus="okr-step-title"), asked)


def _first_step(context: BoardContext) -> Answer:
    form = objectives.objective_form(context, None, part=WHAT)
    values = {
        "step": WHAT,
        "number": 1,
        "public_id": "",
        "steps": _steps(WHAT),
        **objectives.form_values(form),
        **example_values(),
        "is_help_off": _is_help_off(context),
    }
    return Answer(html=render(context, "_write.html", values))


def _values(
    context: BoardContext, detail: ObjectiveDetail, view: ObjectiveView, step: str, typed: QueryDict
) -> dict[str, Any]:
    count = len(view.key_results)
    if step == WHEN and not count:
        step = NOTICE
    values: dict[str, Any] = {
        "step": step,
        "number": STEPS.index(step) + 1,
        "public_id": detail.public_id,
        "title": detail.spec.title,
        "lines": [present_line(key_result) for key_result in view.key_results],
        "count": count,
        "advice": advice_words(count),
        "steps": _steps(step, detail, count),
        "home_course": view.home_course,
        # Isolated: a title in another script would else carry the quotation marks away.
        "home_title": view.home_title and f"\u2068{view.home_title}\u2069",
    }
    if step != WHEN:
        values["is_help_off"] = _is_help_off(context)
    if step != NOTICE:
        form = objectives.objective_form(context, None, detail=detail, part=step)
        return {**values, **objectives.form_values(form, detail=detail)}
    proposed = _proposed_course(typed, view)
    if count < MIN_KEY_RESULTS or proposed:
        new = {
            "objective": detail.public_id,
            **({"kind": KeyResultKind.COURSE.value, "title": proposed} if proposed else {}),
        }
        values |= {"is_adding": True, **key_results.form_values(context, key_results.new_form(new))}
    return values


def _is_help_off(context: BoardContext) -> bool:
    """Whether there is a kind of hint that could be called back."""
    return bool(read_ignored_hints(user_id=context.user_id))


def _proposed_course(typed: QueryDict, view: ObjectiveView) -> str:
    """The title of an example's key result that follows a course, until there is one."""
    example = EXAMPLES.get(typed.get("example", ""))
    if example is None or any(key_result.kind is KeyResultKind.COURSE for key_result in view.key_results):
        return ""
    return example.course_title()


def _steps(step: str, detail: ObjectiveDetail | None = None, count: int = 0) -> list[dict[str, Any]]:
    """Each step's number, name, its content in one line where there is some, and whether one can go there."""
    names = {WHAT: _("What and why"), NOTICE: _("How will I notice?"), WHEN: _("When, and who sees it")}
    lines = {WHAT: detail.spec.title, NOTICE: count_words(count), WHEN: _when(detail)} if detail else {}
    reachable = {WHAT: True, NOTICE: True, WHEN: count > 0} if detail else {}
    return [
        {
            "key": key,
            "number": number,
            "name": names[key],
            "is_open": key == step,
            "is_done": number <= STEPS.index(step),
            "line": "" if key == step or (key == NOTICE and not count) else lines.get(key, ""),
            "can_go": key != step and reachable.get(key, False),
        }
        for number, key in enumerate(STEPS, start=1)
    ]


def _when(detail: ObjectiveDetail) -> str:
    assert detail.spec.starts_on
    assert detail.spec.due_on
    return _("%(start)s to %(due)s · %(who)s") % {
        "start": long_date(detail.spec.starts_on),
        "due": long_date(detail.spec.due_on),
        "who": dict(words.VISIBILITY_CHOICES)[detail.spec.visibility.value],
    }
