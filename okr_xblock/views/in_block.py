"""The block's door: from a runtime's request to the board and back. Who may not see a board is told why."""

from collections.abc import Mapping
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from opaque_keys.edx.keys import CourseKey
from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.core import XBlock

from okr_xblock.api.objectives import may_write_in
from okr_xblock.platform_adapters import get_platform

from .context import ACTION, LEARNER_HEADER, BoardContext, addresses_like, link_values
from .dispatch import ABOVE_THE_BOARD, MAX_FORM_BYTES, dispatch
from .pages import board_values

HTMX = "okr_xblock/vendor/htmx-2.0.11.min.js"
ALLOWED_HEADER = "HX-Request"


def student_view(block: XBlock) -> Fragment:
    """The learner's board, or a sentence that says why there is none."""
    problem = _cannot_show(block)
    if problem:
        return _page("okr_xblock/notice.html", {"message": problem, "title": block.display_name})
    context = _board_context(block)
    values = {**link_values(context), "title": block.display_name, **board_values(context)}
    fragment = _page("okr_xblock/block.html", values)
    for script in (HTMX, "okr_xblock/okr.js"):
        fragment.add_javascript_url(staticfiles_storage.url(script))
    fragment.initialize_js("OkrBlock")
    return fragment


def author_view(block: XBlock) -> Fragment:
    """What learners will find here. Never anybody's objectives."""
    return _page("okr_xblock/author.html", {"title": block.display_name})


def handle(block: XBlock, request: Request, action: str) -> Response:
    """
    Do what `action` names and answer with HTML.

    The platform lets GET without CSRF token, anonymous people and those who do not take the course reach any handler,
    and offers a second address that checks no token at all. So: POST only, with a header that a foreign page cannot
    send, and never for somebody who may not see the board.
    """
    if request.method != "POST":
        return _answer("", 405, {})
    if not request.headers.get(ALLOWED_HEADER):
        return _answer("", 403, {})
    problem = _cannot_show(block)
    if problem:
        return _answer(render_to_string("okr_xblock/_problem.html", {"message": problem}), 403, ABOVE_THE_BOARD)
    body = request.body_file.read(MAX_FORM_BYTES + 1)
    made_for = request.headers.get(LEARNER_HEADER)
    answer = dispatch(context=_board_context(block), action=action, body=body, made_for=made_for)
    return _answer(answer.html, answer.status, answer.headers)


def _cannot_show(block: XBlock) -> str:
    """Why this person gets no board here; empty if they get one."""
    if getattr(block.runtime, "is_author_mode", False):
        return _("Learners will find their own OKRs here. In a preview nothing is shown or saved.")
    course_key = _course_key(block)
    if course_key is None:
        return _("This block works inside a course.")
    user_id = _user_id(block)
    if user_id is None:
        return _("Sign in to write and see your own OKRs.")
    if get_platform().signed_in_user_id() != user_id:
        return _("You are looking at this course as somebody else. Their OKRs are theirs alone.")
    if not may_write_in(user_id=user_id, course_key=course_key):
        return _("Join this course to write and see your OKRs here.")
    return ""


def _user_id(block: XBlock) -> int | None:
    """Whom the runtime says it shows the block to; None for somebody who is not signed in."""
    service = block.runtime.service(block, "user")
    user = service.get_current_user() if service else None
    if user is None or not user.opt_attrs.get("edx-platform.is_authenticated"):
        return None
    user_id = user.opt_attrs.get("edx-platform.user_id")
    return user_id if isinstance(user_id, int) else None


def _course_key(block: XBlock) -> CourseKey | None:
    """The course this block stands in; None in a library, whose key is no course's."""
    key = getattr(block.scope_ids.usage_id, "context_key", None)
    return key if isinstance(key, CourseKey) and key.is_course else None


def _board_context(block: XBlock) -> BoardContext:
    user_id = _user_id(block)
    assert user_id is not None  # _cannot_show() was asked first
    address = str(block.runtime.handler_url(block, "board", ACTION).rstrip("/?"))
    return BoardContext(user_id=user_id, course_key=_course_key(block), url_for=addresses_like(address))


def _page(template: str, values: Mapping[str, Any]) -> Fragment:
    fragment = Fragment(render_to_string(template, dict(values)))
    fragment.add_css_url(staticfiles_storage.url("okr_xblock/okr.css"))
    return fragment


def _answer(html: str, status: int, headers: Mapping[str, str]) -> Response:
    # Bytes and a charset: webob refuses text without one.
    response = Response(body=html.encode(), status=status, content_type="text/html", charset="utf-8")
    response.headers.update({"Cache-Control": "no-store", **headers})
    return response
