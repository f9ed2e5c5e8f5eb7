"""
The XBlock runtime of the host: what stands between a block's class and the pages.

Made per request, for one person in one course. What blocks are and hold comes from OLX; it is parsed by the blocks'
own `parse_xml` the first time it is asked for, and then kept by the process.
"""

import logging
import threading
from typing import Any

from completion import waffle
from completion.models import BlockCompletion
from completion.services import CompletionService
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import mark_safe
from eventtracking import tracker
from lxml import etree
from opaque_keys.edx.keys import CourseKey, UsageKey
from web_fragments.fragment import Fragment
from xblock.completable import XBlockCompletionMode
from xblock.core import XBlock
from xblock.exceptions import NoSuchServiceError, NoSuchUsage
from xblock.fields import ScopeIds
from xblock.runtime import DictKeyValueStore, IdReader, KvsFieldData, MemoryIdManager, Runtime

from . import blocks
from .catalogue import find_block
from .services import DemoI18nService, DemoSettingsService, DemoUserService

log = logging.getLogger(__name__)

# Fields of blocks: what OLX says, and what a block stores for a person, until the process ends. No learner's data is
# kept in fields, so nothing is lost with it.
_FIELDS = KvsFieldData(DictKeyValueStore())
_parsed: set[UsageKey] = set()
_parsing = threading.RLock()


class _UsageKeys(IdReader):
    """A usage key says everything; a definition is used once and has the same name."""

    def get_definition_id(self, usage_id: UsageKey) -> UsageKey:
        return usage_id

    def get_block_type(self, def_id: UsageKey) -> str:
        return str(def_id.block_type)

    def get_usage_id_from_aside(self, aside_id: Any) -> Any:
        raise NotImplementedError("the host has no asides")

    get_definition_id_from_aside = get_usage_id_from_aside
    get_aside_type_from_usage = get_usage_id_from_aside
    get_aside_type_from_definition = get_usage_id_from_aside


class DemoRuntime(Runtime):
    """Blocks as one person meets them in one course."""

    def __init__(self, user: AbstractBaseUser | AnonymousUser, course_key: CourseKey) -> None:
        services = {"field-data": _FIELDS, "settings": DemoSettingsService()}
        super().__init__(id_reader=_UsageKeys(), id_generator=MemoryIdManager(), services=services)
        self.user = user
        self.course_key = course_key
        self._services["user"] = DemoUserService(user, course_key)
        if user.is_authenticated:
            self._services["completion"] = CompletionService(user, course_key)

    def get_block(self, usage_id: UsageKey, for_parent: Any = None) -> XBlock:
        """The block of this key, as its OLX defines it. Raises `NoSuchUsage` if no course has it."""
        defined = find_block(usage_id)
        if defined is None or usage_id.context_key != self.course_key:
            raise NoSuchUsage(str(usage_id))
        self._parse_once(usage_id, defined.xml)
        keys = ScopeIds(self.user.pk, usage_id.block_type, usage_id, usage_id)
        return self.construct_xblock(usage_id.block_type, keys, for_parent=for_parent)

    def _parse_once(self, usage_key: UsageKey, xml: bytes) -> None:
        if usage_key in _parsed:
            return
        with _parsing:
            if usage_key not in _parsed:
                # Well-formed and harmless since `olx` read it; the parser's options say so once more.
                parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
                keys = ScopeIds(None, usage_key.block_type, usage_key, usage_key)
                block_class = self.mixologist.mix(self.load_block_type(usage_key.block_type))
                block_class.parse_xml(etree.fromstring(xml, parser), self, keys).save()
                _parsed.add(usage_key)

    def load_block_type(self, block_type: str) -> type[XBlock]:
        """The class of a kind: the host's own, an installed one, or the placeholder."""
        return blocks.block_class(block_type)

    def add_node_as_child(self, block: XBlock, node: Any) -> None:
        """Blocks inside blocks are not part of this host."""
        log.warning("<%s> inside %s is not shown", node.tag, block.scope_ids.usage_id)

    def applicable_aside_types(self, block: XBlock) -> list[str]:  # noqa: ARG002
        """None. The default looks through all entry points again for every block."""
        return []

    def service(self, block: XBlock, service_name: str) -> Any:
        """The service of this name, or None if a block can do without; the texts depend on who asks."""
        if service_name == "i18n":
            if block.service_declaration(service_name) is None:
                raise NoSuchServiceError(f"Service {service_name!r} was not requested.")
            return DemoI18nService(block)
        return super().service(block, service_name)

    # Addresses

    def handler_url(
        self, block: XBlock, handler_name: str, suffix: str = "", query: str = "", thirdparty: bool = False
    ) -> str:
        """The address of a handler, for people who are logged in; there are none for others."""
        if thirdparty:
            raise NotImplementedError("the host has no addresses for third parties")
        url = reverse("demo:handler", args=[block.scope_ids.usage_id, handler_name])
        return url + (f"/{suffix}" if suffix else "") + (f"?{query}" if query else "")

    def resource_url(self, resource: str) -> str:
        """Not offered: blocks bring their files as static files or local resources."""
        raise NotImplementedError(f"the host has no resource {resource!r}")

    def local_resource_url(self, block: XBlock, uri: str) -> str:
        """The address of a file that the block's class gives away."""
        return reverse("demo:resource", args=[block.scope_ids.block_type, uri])

    # What blocks tell

    def publish(self, block: XBlock, event_type: str, event_data: dict[str, Any]) -> None:
        """Completion goes to edx-completion, everything else to event tracking. Grades have no home here."""
        if event_type == "completion":
            self._complete(block, event_data["completion"])
        elif event_type == "grade":
            log.warning("%s published a grade, which the host does not keep", block.scope_ids.usage_id)
        else:
            tracker.emit(event_type, event_data)

    def _complete(self, block: XBlock, completion: float) -> None:
        if (
            self.user.is_authenticated
            and waffle.ENABLE_COMPLETION_TRACKING_SWITCH.is_enabled()
            and XBlockCompletionMode.get_mode(block) == XBlockCompletionMode.COMPLETABLE
        ):
            BlockCompletion.objects.submit_completion(
                user=self.user, block_key=block.scope_ids.usage_id, completion=completion
            )

    # Around a block

    def wrap_xblock(self, block: XBlock, view: str, frag: Fragment, context: Any) -> Fragment:  # noqa: ARG002
        """The element that the script of a block gets, with what `runtime.js` needs to start it."""
        usage_key = block.scope_ids.usage_id
        prefix = reverse("demo:handler", args=[usage_key, "-"])[:-1]
        start = format_html(' data-init="{}"', frag.js_init_fn) if frag.js_init_fn else ""
        arguments = json_script(frag.json_init_args) if frag.json_init_args is not None else ""
        wrapped = Fragment(
            format_html(
                '<div class="xblock xblock-{}" data-block-type="{}" data-usage-id="{}" data-handler-prefix="{}"{}>'
                "{}{}</div>",
                view,
                usage_key.block_type,
                usage_key,
                prefix,
                start,
                mark_safe(frag.body_html()),  # noqa: S308  # what a block's view returns is HTML
                arguments,
            )
        )
        wrapped.add_fragment_resources(frag)
        return wrapped
