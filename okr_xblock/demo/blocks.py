"""
The kinds of blocks that only this host knows, and how a kind finds its class.

They are no entry points: installing the package adds the OKR block to a platform, and nothing else.
"""

import logging
from typing import Any

from django.utils.html import format_html
from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.completable import XBlockCompletionMode
from xblock.core import XBlock
from xblock.fields import Scope, String
from xblock.plugin import PluginMissingError

log = logging.getLogger(__name__)


class HtmlBlock(XBlock):
    """A text to read. Seeing it completes it, as on the platform."""

    completion_mode = XBlockCompletionMode.COMPLETABLE

    display_name = String(default="", scope=Scope.settings)
    content = String(default="", scope=Scope.content, help="HTML of the course's author, who is trusted.")

    def student_view(self, context: Any = None) -> Fragment:  # noqa: ARG002
        """The text as it is."""
        return Fragment(self.content)


class TrivialBlock(XBlock):
    """The least that a block can be: what a page costs without any block of weight, for measuring."""

    completion_mode = XBlockCompletionMode.EXCLUDED

    display_name = String(default="", scope=Scope.settings)

    def student_view(self, context: Any = None) -> Fragment:  # noqa: ARG002
        """One sentence."""
        return Fragment("<p>Nothing to see here, and that is the point.</p>")

    @XBlock.handler
    def answer(self, request: Request, suffix: str = "") -> Response:  # noqa: ARG002
        """The least that a handler can do."""
        return Response(body=b"<p>Heard.</p>", content_type="text/html", charset="utf-8")


class PlaceholderBlock(XBlock):
    """Stands where a block of a kind stands that is not installed. It never holds back a course."""

    completion_mode = XBlockCompletionMode.EXCLUDED

    display_name = String(default="", scope=Scope.settings)

    def add_node_as_child(self, *_args: Any) -> None:
        """What is inside stays unread."""

    def student_view(self, context: Any = None) -> Fragment:  # noqa: ARG002
        """Its title and what is missing."""
        title = self.display_name or self.scope_ids.block_type
        return Fragment(
            format_html(
                '<div class="demo-placeholder"><h2>{}</h2><p>Blocks of the kind “{}” are not installed here.</p></div>',
                title,
                self.scope_ids.block_type,
            )
        )


_OWN_KINDS: dict[str, type[XBlock]] = {"html": HtmlBlock, "trivial": TrivialBlock}


def block_class(block_type: str) -> type[XBlock]:
    """The class of this kind of block; the placeholder if there is none, or if it cannot be imported."""
    own = _OWN_KINDS.get(block_type)
    if own is not None:
        return own
    try:
        return XBlock.load_class(block_type)
    except PluginMissingError:
        return PlaceholderBlock
    except ImportError:
        log.exception("Blocks of the kind %r are installed and cannot be loaded", block_type)
        return PlaceholderBlock


def is_counted(block_type: str) -> bool:
    """
    Whether blocks of this kind hold back the completion of their unit.

    As the platform decides it: the class says so by its `completion_mode`. Excluded ones never do; a container without
    children has nothing that could.
    """
    return XBlockCompletionMode.get_mode(block_class(block_type)) == XBlockCompletionMode.COMPLETABLE
