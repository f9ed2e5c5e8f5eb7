"""
The XBlock: its fields, and the names under which the platform reaches it.

What it does stands in `views/in_block.py`, imported when it is first asked for: entry points of XBlocks are loaded
in processes and at moments in which Django's apps are not ready, where models must not be imported yet.
"""

from typing import Any

from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.completable import CompletableXBlockMixin
from xblock.core import XBlock
from xblock.fields import Scope, String


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
        from .views import in_block

        return in_block.student_view(self)

    def author_view(self, _context: dict[str, Any] | None = None) -> Fragment:
        """What stands in Studio: what learners will find here. Never anybody's objectives."""
        from .views import in_block

        return in_block.author_view(self)

    @XBlock.handler
    def board(self, request: Request, suffix: str = "") -> Response:
        """Do what `suffix` names and answer with HTML; see `views.dispatch`."""
        from .views import in_block

        return in_block.handle(self, request, suffix)

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        """One scenario for XBlock's own workbench."""
        return [("Personal OKRs", "<okr/>")]
