"""Key results on the board: add one of a kind, change it, remove it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from okr_xblock.api.courses import CourseInfo, list_linkable_courses
from okr_xblock.api.errors import NotFoundError
from okr_xblock.api.key_results import (
    KeyResultDetail,
    RequirementSpec,
    add_key_result,
    get_key_result,
    remove_key_result,
    revise_key_result,
)
from okr_xblock.domain.confidence import START
from okr_xblock.domain.lifecycle import KeyResultKind

from .. import words
from ..amounts import format_amount
from ..context import Answer, BoardContext, render
from ..examples import EXAMPLES
from ..forms.key_results import YES_NO, KeyResultForm
from ..pages import answer_after
from .submitting import Outcome, differences, submit

TITLE_LENGTH = 255
OF_A_KIND = (
    "unit",
    "baseline",
    "target",
    "limit",
    "side",
    "times_per_week",
    "stages",
    "course",
    "criterion",
    "required_percent",
)
"""The fields that not every kind of key result has."""
_HAS_DEFAULT = ("side", "criterion", "required_percent")


def new_key_result(context: BoardContext, typed: QueryDict) -> Answer:
    """An empty form of the chosen kind; what was typed for another kind is kept."""
    return _form_answer(context, new_form(typed))


def new_form(typed: Mapping[str, Any]) -> KeyResultForm:
    """The form of one that is not there yet, with what is known of it."""
    kind = typed.get("kind", "")
    chosen = kind if kind in dict(words.KIND_CHOICES) else words.KIND_CHOICES[0][0]
    initial = {
        "objective": typed.get("objective", ""),
        "kind": chosen,
        "title": typed.get("title", ""),
        **{name: typed.get(name, "") for name in OF_A_KIND},
        "also": typed.getlist("also") if isinstance(typed, QueryDict) else typed.get("also", []),
        "start_confidence": typed.get("start_confidence") or str(START),
        "weight": "1",
        "required_percent": typed.get("required_percent") or "100",
    }
    return KeyResultForm(initial=initial)


def create(context: BoardContext, typed: QueryDict) -> Answer:
    """
    Add it to its objective. One that follows a course and has no title yet is called after it.

    Who goes on to another `step` takes along what they have begun, and needs not have begun anything.
    """
    is_leaving = "step" in typed
    if is_leaving and not _has_begun(typed):
        return answer_after(context, typed, said="")
    form = KeyResultForm(_named_after_course(context, typed))
    outcome = submit(
        form,
        lambda cleaned: add_key_result(
            user_id=context.user_id,
            objective_id=cleaned["objective"],
            spec=form.spec(),
            submission_key=cleaned["submission_key"],
        ),
    )
    if outcome.saved:
        focus = "" if is_leaving else f"okr-kr-{outcome.saved}"
        return answer_after(context, typed, said=_("Key result added."), focus=focus)
    return _form_answer(context, form, outcome=outcome)


def _has_begun(typed: QueryDict) -> bool:
    """Whether somebody wrote something. An example's title that waits for its course is ours."""
    written = {name: typed.get(name, "").strip() for name in ("title", *OF_A_KIND) if name not in _HAS_DEFAULT}
    if typed.get("kind") == KeyResultKind.COURSE and written["title"] in {e.course_title() for e in EXAMPLES.values()}:
        written["title"] = ""
    return any(written.values())


def _named_after_course(context: BoardContext, typed: QueryDict) -> QueryDict:
    if typed.get("kind") != KeyResultKind.COURSE or typed.get("title", "").strip():
        return typed
    # Only by one that is offered: a title is never told to whoever merely names a course.
    offered = {str(course.key): course.title for course in list_linkable_courses(user_id=context.user_id)}
    title = offered.get(typed.get("course", ""))
    if not title:
        return typed
    named = typed.copy()
    named["title"] = (_("Complete %(course)s") % {"course": title})[:TITLE_LENGTH]
    return named


def edit(context: BoardContext, typed: QueryDict) -> Answer:
    """The form of an own key result."""
    detail = get_key_result(user_id=context.user_id, public_id=typed.get("id", ""))
    return _form_answer(context, KeyResultForm(initial=_initial(detail), before=detail), is_edit=True)


def save(context: BoardContext, typed: QueryDict) -> Answer:
    """Save a change; a form that is no longer current comes back with both versions."""
    public_id = typed.get("id", "")
    before = get_key_result(user_id=context.user_id, public_id=public_id) if public_id else None
    form = KeyResultForm(typed, before=before)

    def revise(cleaned: dict[str, Any]) -> str:
        if before is None:
            raise NotFoundError
        return revise_key_result(
            user_id=context.user_id,
            public_id=before.public_id,
            row_version=cleaned["row_version"] or 0,
            spec=form.spec(before),
            reason=cleaned.get("reason", ""),
            submission_key=cleaned["submission_key"],
        )

    outcome = submit(form, revise)
    if outcome.saved:
        return answer_after(context, typed, said=_("Saved."), focus=f"okr-kr-{outcome.saved}")
    return _form_answer(context, form, is_edit=True, outcome=outcome)


def remove(context: BoardContext, typed: QueryDict) -> Answer:
    """Take it out of its objective."""
    objective_id = remove_key_result(
        user_id=context.user_id,
        public_id=typed.get("id", ""),
        reason=typed.get("reason", ""),
        submission_key=typed.get("submission_key", ""),
    )
    focus = "okr-step-title" if typed.get("back") == "write" else f"okr-o-{objective_id}"
    return answer_after(context, typed, said=_("Key result removed."), focus=focus)


def _form_kind(detail: KeyResultDetail) -> str:
    """A single stage that bears the key result's own title was written as yes or no; one of its own may get company."""
    is_yes_no = [stage.title for stage in detail.spec.stages] == [detail.spec.title]
    return YES_NO if is_yes_no else detail.spec.kind.value


def _initial(detail: KeyResultDetail) -> dict[str, object]:
    spec = detail.spec
    first = spec.requirements[0] if spec.requirements else None
    share = first.required_fraction if first and first.required_fraction is not None else Decimal(1)
    return {
        "id": detail.public_id,
        "objective": detail.objective_id,
        "row_version": detail.row_version,
        "kind": _form_kind(detail),
        "title": spec.title,
        "unit": spec.unit,
        "baseline": format_amount(spec.baseline),
        "target": format_amount(spec.target),
        "limit": format_amount(spec.limit),
        "side": spec.side.value if spec.side else "",
        "times_per_week": spec.times_per_week,
        "stages": "\n".join(stage.title for stage in spec.stages),
        "course": str(first.course_key) if first else "",
        "criterion": first.criterion.value if first else "",
        "also": [str(requirement.course_key) for requirement in spec.requirements[1:]],
        "required_percent": format_amount(share * 100) if first else "",
        "weight": format_amount(spec.weight),
        "start_confidence": str(spec.start_confidence),
    }


def _courses(context: BoardContext, form: KeyResultForm) -> Sequence[CourseInfo]:
    """
    What can be chosen; the courses that are followed already are among it, even if they are gone or hidden by now.

    Not those that were typed: the form would else tell the title of any course to whoever names it.
    """
    requirements: tuple[RequirementSpec, ...] = ()
    if form["id"].value():
        requirements = get_key_result(user_id=context.user_id, public_id=form["id"].value()).spec.requirements
    return list_linkable_courses(user_id=context.user_id, followed=[r.course_key for r in requirements])


def _form_answer(
    context: BoardContext,
    form: KeyResultForm,
    *,
    is_edit: bool = False,
    outcome: Outcome | None = None,
) -> Answer:
    values = form_values(context, form, is_edit=is_edit, outcome=outcome)
    status = outcome.status if outcome else HTTPStatus.OK
    return Answer(html=render(context, "_key_result_form.html", values), status=status)


def form_values(
    context: BoardContext, form: KeyResultForm, *, is_edit: bool = False, outcome: Outcome | None = None
) -> dict[str, Any]:
    """What `_key_result_form.html` prints."""
    kind = form["kind"].value()
    current = outcome.current if outcome else None
    return {
        "form": form,
        "kind": kind,
        "kinds": words.KINDS,
        "is_edit": is_edit,
        "current": current,
        "conflicts": differences(form, _initial(current)) if current else (),
        "courses": _courses(context, form) if kind == KeyResultKind.COURSE else (),
        "also": set(form.also()),
        "slot": f"okr-edit-{form['id'].value()}" if is_edit else f"okr-add-{form['objective'].value()}",
    }
