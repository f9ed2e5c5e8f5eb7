"""Courses as a learner walks through them."""

from typing import Any

from completion.models import BlockCompletion
from completion.services import CompletionService
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from opaque_keys.edx.keys import CourseKey, UsageKey
from web_fragments.fragment import Fragment

from okr_xblock.demo.catalogue import courses
from okr_xblock.demo.models import DemoCourse
from okr_xblock.demo.outline import Course, Unit
from okr_xblock.demo.platform import StandalonePlatform
from okr_xblock.demo.progress import complete_units
from okr_xblock.demo.runtime import DemoRuntime
from okr_xblock.demo.standin import enroll
from okr_xblock.platform_adapters.base import CourseInfo, UserCourse

platform = StandalonePlatform()


@login_required
def course_list(request: HttpRequest) -> HttpResponse:
    """All courses this person may see."""
    found = platform.linkable_courses(user_id=request.user.pk, limit=100)
    mine = [UserCourse(request.user.pk, info.key) for info in found if info.is_enrolled]
    facts = {pair.course_key: reading.facts for pair, reading in platform.read_standings(pairs=mine).items()}
    shown = [{"info": info, "content": courses().get(info.key), "facts": facts.get(info.key)} for info in found]
    context = {
        "mine": [entry for entry in shown if entry["info"].is_enrolled],
        "others": [entry for entry in shown if not entry["info"].is_enrolled],
        # The cards stand under a heading of their own only if others stand above them.
        "others_level": 3 if mine else 2,
    }
    return render(request, "okr_xblock/demo/courses.html", context)


@login_required
def course(request: HttpRequest, course_key: CourseKey) -> HttpResponse:
    """What a course consists of, and how far this person is."""
    info, content = _course_or_404(request, course_key)
    done = _done(request, content)
    to_do = [unit for unit in content.units if unit.usage_key not in done]
    context = {
        **_around(request, info, content),
        "done": done,
        "done_count": len(content.units) - len(to_do),
        "next_unit": to_do[0] if to_do else None,
    }
    return render(request, "okr_xblock/demo/course.html", context)


@login_required
@require_POST
def join(request: HttpRequest, course_key: CourseKey) -> HttpResponse:
    """Enrol. Open courses only: staff who see a hidden one do not become its learners by a click."""
    info, _content = _course_or_404(request, course_key)
    if not DemoCourse.objects.filter(course_key=course_key, visibility=DemoCourse.Visibility.OPEN).exists():
        raise Http404
    if not info.is_enrolled:
        enroll(user=request.user, course_key=course_key)
        messages.success(request, _("You have joined this course."))
    return redirect("demo:course", course_key)


# As on the platform, where the page of a unit runs outside any transaction.
@non_atomic_requests
@login_required
def unit(request: HttpRequest, course_key: CourseKey, usage_key: UsageKey) -> HttpResponse:
    """One page of a course with its blocks. For its learners and staff; others are shown the course."""
    info, content, shown = _unit_or_404(request, course_key, usage_key)
    around = _around(request, info, content)
    if not info.is_enrolled and not around["is_staff"]:
        return redirect("demo:course", course_key)
    runtime = DemoRuntime(request.user, course_key)
    fragment = _render_blocks(runtime, shown, context=dict(request.GET.items()))
    position = content.units.index(shown)
    completed = _completed(request, content)
    context = {
        **around,
        "unit": shown,
        "section": next(s for s in content.sections if any(shown in sub.units for sub in s.subsections)),
        "is_done": shown.usage_key in complete_units(content.key, completed),
        "has_okr_block": _has_board(shown),
        "can_finish": info.is_enrolled and bool(_left_to_see(runtime, shown, completed)),
        "number": position + 1,
        "previous_unit": content.units[position - 1] if position else None,
        "next_unit": _unit_after(content, shown),
        "body": mark_safe(fragment.body_html()),  # noqa: S308  # what blocks render is HTML
        "head": mark_safe(_resources(fragment, "head")),  # noqa: S308
        "foot": mark_safe(_resources(fragment, "foot")),  # noqa: S308
    }
    return render(request, "okr_xblock/demo/unit.html", context)


@login_required
@require_POST
def finish(request: HttpRequest, course_key: CourseKey, usage_key: UsageKey) -> HttpResponse:
    """
    Complete what is completed by seeing it, through edx-completion, and go on to the next unit.

    The platform does this after five seconds of viewing; here the learner says so. A block that decides for itself when
    it is complete (`has_custom_completion`) is left to do that.
    """
    info, content, shown = _unit_or_404(request, course_key, usage_key)
    if not info.is_enrolled:
        raise Http404
    runtime = DemoRuntime(request.user, course_key)
    service = CompletionService(request.user, course_key)
    for block in _left_to_see(runtime, shown, _completed(request, content)):
        service.submit_completion(block.scope_ids.usage_id, 1.0)
    following = _unit_after(content, shown)
    if following is not None:
        return redirect("demo:unit", course_key, following.usage_key)
    messages.success(request, _("That was the last unit."))
    return redirect("demo:course", course_key)


def _course_or_404(request: HttpRequest, course_key: CourseKey) -> tuple[CourseInfo, Course]:
    info = platform.find_course(user_id=request.user.pk, course_key=course_key)
    content = courses().get(course_key)
    if info is None or content is None:
        raise Http404
    return info, content


def _unit_or_404(request: HttpRequest, course_key: CourseKey, usage_key: UsageKey) -> tuple[CourseInfo, Course, Unit]:
    info, content = _course_or_404(request, course_key)
    shown = content.units_by_key.get(usage_key)
    if shown is None:
        raise Http404
    return info, content, shown


def _around(request: HttpRequest, info: CourseInfo, content: Course) -> dict[str, Any]:
    """What every page inside a course shows of it."""
    is_staff = platform.is_course_staff(user_id=request.user.pk, course_key=content.key)
    return {"info": info, "content": content, "is_staff": is_staff}


def _completed(request: HttpRequest, content: Course) -> set[str]:
    """Usage keys, as text, of what this person completed."""
    completions = BlockCompletion.objects.filter(user_id=request.user.pk, context_key=content.key, completion=1.0)
    return set(map(str, completions.values_list("block_key", flat=True)))


def _done(request: HttpRequest, content: Course) -> set[UsageKey]:
    """The complete units of this person."""
    return complete_units(content.key, _completed(request, content))


def _left_to_see(runtime: DemoRuntime, shown: Unit, completed: set[str]) -> list[Any]:
    """The blocks that seeing this unit would complete."""
    service = CompletionService(runtime.user, runtime.course_key)
    blocks = [runtime.get_block(block.usage_key) for block in shown.blocks if str(block.usage_key) not in completed]
    return [block for block in blocks if service.can_mark_block_complete_on_view(block)]


def _has_board(unit: Unit) -> bool:
    return any(block.block_type == "okr" for block in unit.blocks)


def _unit_after(content: Course, shown: Unit) -> Unit | None:
    position = content.units.index(shown) + 1
    return content.units[position] if position < len(content.units) else None


def _render_blocks(runtime: DemoRuntime, shown: Unit, context: dict[str, str]) -> Fragment:
    whole = Fragment()
    for defined in shown.blocks:
        rendered = runtime.get_block(defined.usage_key).render("student_view", context)
        whole.add_content(rendered.content)
        whole.add_fragment_resources(rendered)
    return whole


def _resources(fragment: Fragment, placement: str) -> str:
    """The tags of this placement, each once: two blocks of a kind bring the same files."""
    wanted = [resource for resource in fragment.resources if resource.placement == placement]
    return "\n".join(map(Fragment.resource_to_html, dict.fromkeys(wanted)))
