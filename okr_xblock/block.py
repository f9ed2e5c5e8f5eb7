"""The XBlock: a door between a unit of a course and the board."""

from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from opaque_keys.edx.keys import CourseKey
from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.completable import CompletableXBlockMixin
from xblock.core import XBlock
from xblock.fields import Scope, String

from okr_xblock.api.objectives import may_write_in
from okr_xblock.platform_adapters import get_platform

from .views.context import BoardContext, Urls
from .views.dispatch import ABOVE_THE_BOARD, MAX_FORM_BYTES, dispatch
from .views.pages import board_values

HTMX = "okr_xblock/vendor/htmx-2.0.11.min.js"
ALLOWED_HEADER = "HX-Request"


@XBlock.wants("user", "settings", "completion")
@XBlock.needs("i18n")
class OkrXBlock(CompletableXBlockMixin, XBlock):
    """Personal OKRs on a page of a course. Holds settings only: what learners write is keyed by user and course."""

    display_name = String(
        display_name="Display name",
        help="The name of this component in the course.",
        default="My OKRs",
        scope=Scope.settings,
    )

    # Complete once seen for the platform's usual five seconds, like a text. The mixin would wait for a word of our own,
    # and a block that never says it keeps its course from ever being complete.
    has_custom_completion = False
    has_author_view = True
    # Shown to staff who masquerade as a learner too, to say that there is nothing for them to see.
    show_in_read_only_mode = True
    icon_class = "other"

    @XBlock.supports("multi_device")
    def student_view(self, _context: dict[str, Any] | None = None) -> Fragment:
        """The learner's board, or a sentence that says why there is none."""
        problem = self._cannot_show()
        if problem:
            return _page("okr_xblock/notice.html", {"message": problem, "title": self.display_name})
        context = self._board_context()
        fragment = _page(
            "okr_xblock/block.html",
            {"urls": Urls(context.url_for), "title": self.display_name, **board_values(context)},
        )
        for script in (HTMX, "okr_xblock/okr.js"):
            fragment.add_javascript_url(staticfiles_storage.url(script))
        fragment.initialize_js("OkrBlock")
        return fragment

    def author_view(self, _context: dict[str, Any] | None = None) -> Fragment:
        """What stands in Studio: what learners will find here. Never anybody's objectives."""
        return _page("okr_xblock/author.html", {"title": self.display_name})

    @XBlock.handler
    def board(self, request: Request, suffix: str = "") -> Response:
        """
        Do what `suffix` names and answer with HTML.

        The platform lets GET without CSRF token, anonymous people and those who do not take the course reach any
        handler, and offers a second address that checks no token at all. So: POST only, with a header that a foreign
        page cannot send, and never for somebody who may not see the board.
        """
        if request.method != "POST" or not request.headers.get(ALLOWED_HEADER):
            return _answer("", 405 if request.method != "POST" else 403, {})
        problem = self._cannot_show()
        if problem:
            return _answer(render_to_string("okr_xblock/_problem.html", {"message": problem}), 403, ABOVE_THE_BOARD)
        body = request.body_file.read(MAX_FORM_BYTES + 1)
        answer = dispatch(context=self._board_context(), action=suffix, body=body)
        return _answer(answer.html, answer.status, dict(answer.headers))

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        """One scenario for XBlock's own workbench."""
        return [("Personal OKRs", "<okr/>")]

    def _cannot_show(self) -> str:
        """Why this person gets no board here; empty if they get one."""
        if getattr(self.runtime, "is_author_mode", False):
            return _("Learners will find their own OKRs here. In a preview nothing is shown or saved.")
        user_id = self._user_id()
        if user_id is None:
            return _("Sign in to write and see your own OKRs.")
        if get_platform().signed_in_user_id() != user_id:
            return _("You are looking at this course as somebody else. Their OKRs are theirs alone.")
        course_key = self._course_key()
        if course_key is None:
            return _("This block works inside a course.")
        if not may_write_in(user_id=user_id, course_key=course_key):
            return _("Join this course to write and see your OKRs here.")
        return ""

    def _user_id(self) -> int | None:
        service = self.runtime.service(self, "user")
        user = service.get_current_user() if service else None
        if user is None or not user.opt_attrs.get("edx-platform.is_authenticated"):
            return None
        user_id = user.opt_attrs.get("edx-platform.user_id")
        return user_id if isinstance(user_id, int) else None

    def _course_key(self) -> CourseKey | None:
        """The course this block stands in; None in a library, whose key is no course's."""
        key = getattr(self.scope_ids.usage_id, "context_key", None)
        return key if isinstance(key, CourseKey) and key.is_course else None

    def _board_context(self) -> BoardContext:
        user_id = self._user_id()
        assert user_id is not None  # _cannot_show() was asked first
        return BoardContext(user_id=user_id, course_key=self._course_key(), url_for=self._url_for)

    def _url_for(self, action: str) -> str:
        return str(self.runtime.handler_url(self, "board", action).rstrip("/?"))


def _page(template: str, values: dict[str, Any]) -> Fragment:
    fragment = Fragment(render_to_string(template, values))
    fragment.add_css_url(staticfiles_storage.url("okr_xblock/okr.css"))
    return fragment


def _answer(html: str, status: int, headers: dict[str, str]) -> Response:
    # Bytes and a charset: webob refuses text without one.
    response = Response(body=html.encode(), status=status, content_type="text/html", charset="utf-8")
    response.headers.update({"Cache-Control": "no-store", **headers})
    return response
