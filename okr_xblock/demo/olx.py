"""
Reads a course from OLX, the XML that Open edX exports and imports.

Reading stops at the first thing that is wrong, with a sentence naming the file and, where there is one, the line.
XML is never trusted: no DOCTYPE (so no entities of its own and no entity bombs), no network, no file above
`MAX_FILE_BYTES`, no path that leads out of the course's directory.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

from lxml import etree
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey

from .outline import Block, Course, Section, Subsection, Unit

__all__ = ["MAX_FILE_BYTES", "OlxError", "read_course"]

MAX_FILE_BYTES = 2 * 1024 * 1024

# Containers have a file each. Other blocks may stand inside their unit, with their whole definition.
_IN_FILES = {"course", "chapter", "sequential", "vertical", "html"}
_URL_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
# What may stand before a document's first element; a DOCTYPE can stand nowhere else.
_PROLOG = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_ENCODING = re.compile(rb"""<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']""")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class OlxError(ValueError):
    """OLX that is refused. `str()` of it is the whole sentence for the person who has to mend it."""

    def __init__(self, file: str, line: int | None, problem: str) -> None:
        super().__init__(f"{file}, line {line}: {problem}" if line else f"{file}: {problem}")


def read_course(directory: Path) -> Course:
    """The course in this directory, whose ``course.xml`` names it. Raises `OlxError` for anything that is wrong."""
    return _Reader(directory).read()


class _Reader:
    """One pass over the files of one course."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.resolve()
        self.seen: dict[UsageKey, str] = {}
        self.digest = hashlib.sha256()
        self.course_key: CourseKey

    def read(self) -> Course:
        pointer = self._parse("course.xml")
        self._require_tag(pointer, "course", "course.xml")
        names = [self._required(pointer, name, "course.xml") for name in ("org", "course")]
        run = self._url_name(pointer, "course.xml")
        try:
            self.course_key = CourseKey.from_string(f"course-v1:{names[0]}+{names[1]}+{run}")
        except InvalidKeyError as error:
            raise OlxError("course.xml", pointer.sourceline, "org, course and url_name make no course key") from error
        node, file = self._definition(pointer, "course.xml")
        sections = tuple(self._section(child, file) for child in self._children(node, "chapter", file))
        return Course(
            key=self.course_key,
            title=node.get("display_name") or str(self.course_key),
            summary=self._optional_text("about/short_description.html"),
            language=node.get("language") or "en",
            is_hidden=node.get("catalog_visibility") == "none",
            sections=sections,
            digest=self.digest.hexdigest()[:12],
        )

    # From the course down to its blocks

    def _section(self, pointer: Any, pointed_from: str) -> Section:
        usage_key, node, file = self._open(pointer, pointed_from)
        children = tuple(self._subsection(child, file) for child in self._children(node, "sequential", file))
        return Section(usage_key=usage_key, title=_title(node, usage_key), subsections=children)

    def _subsection(self, pointer: Any, pointed_from: str) -> Subsection:
        usage_key, node, file = self._open(pointer, pointed_from)
        children = tuple(self._unit(child, file) for child in self._children(node, "vertical", file))
        return Subsection(usage_key=usage_key, title=_title(node, usage_key), units=children)

    def _unit(self, pointer: Any, pointed_from: str) -> Unit:
        usage_key, node, file = self._open(pointer, pointed_from)
        children = tuple(self._block(child, file) for child in _elements(node))
        return Unit(usage_key=usage_key, title=_title(node, usage_key), blocks=children)

    def _block(self, pointer: Any, pointed_from: str) -> Block:
        if pointer.tag in _IN_FILES - {"html"}:
            raise OlxError(pointed_from, pointer.sourceline, f"<{pointer.tag}> cannot stand in <vertical>")
        usage_key, node, file = self._open(pointer, pointed_from)
        if node.tag == "html":
            node = self._with_text(node, file)
        node.attrib.pop("url_name", None)
        node.tail = None
        return Block(usage_key=usage_key, title=_title(node, usage_key), xml=etree.tostring(node))

    def _with_text(self, node: Any, file: str) -> Any:
        """An html block with its text in it, taken from the file it names or from the markup it holds."""
        filename = node.attrib.pop("filename", None)
        if filename is not None:
            self._require_plain_name(filename, "filename", file, node.sourceline)
            text = self._text(f"html/{filename}.html", file, node.sourceline)
        else:
            text = (node.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in node)
        whole = etree.Element("html", dict(node.attrib))
        try:
            whole.text = text
        except ValueError as error:
            raise OlxError(file, node.sourceline, "its text has control characters") from error
        return whole

    # Definitions, wherever they stand

    def _open(self, pointer: Any, pointed_from: str) -> tuple[UsageKey, Any, str]:
        """The key of what this element is or points to, its definition, and the file that this stands in."""
        name = self._url_name(pointer, pointed_from)
        usage_key = self.course_key.make_usage_key(pointer.tag, name)
        if usage_key in self.seen:
            problem = f'<{pointer.tag} url_name="{name}"> stands in {self.seen[usage_key]} already'
            raise OlxError(pointed_from, pointer.sourceline, problem)
        self.seen[usage_key] = f"{pointed_from}, line {pointer.sourceline},"
        node, file = self._definition(pointer, pointed_from)
        return usage_key, node, file

    def _definition(self, pointer: Any, pointed_from: str) -> tuple[Any, str]:
        is_empty = not len(pointer) and not (pointer.text or "").strip()
        is_pointer = pointer.tag == "course" or (is_empty and set(pointer.attrib) == {"url_name"})
        file = f"{pointer.tag}/{self._url_name(pointer, pointed_from)}.xml"
        if not is_pointer or (pointer.tag not in _IN_FILES and not self._path(file).is_file()):
            return pointer, pointed_from
        node = self._parse(file, pointed_from, pointer.sourceline)
        self._require_tag(node, pointer.tag, file)
        return node, file

    def _children(self, node: Any, tag: str, file: str) -> list[Any]:
        children = _elements(node)
        for child in children:
            if child.tag != tag:
                raise OlxError(file, child.sourceline, f"<{child.tag}> cannot stand in <{node.tag}>")
        return children

    def _url_name(self, node: Any, file: str) -> str:
        name = self._required(node, "url_name", file)
        self._require_plain_name(name, "url_name", file, node.sourceline)
        return name

    def _required(self, node: Any, attribute: str, file: str) -> str:
        value = node.get(attribute)
        if not value:
            raise OlxError(file, node.sourceline, f"<{node.tag}> has no {attribute}")
        return str(value)

    def _require_plain_name(self, name: str, attribute: str, file: str, line: int | None) -> None:
        if not _URL_NAME.fullmatch(name):
            problem = f"{attribute} {name[:100]!r} is no plain name: only letters, digits, dots, dashes and underscores"
            raise OlxError(file, line, problem)

    def _require_tag(self, node: Any, tag: str, file: str) -> None:
        if node.tag != tag:
            raise OlxError(file, node.sourceline, f"the file should hold <{tag}> and holds <{node.tag}>")

    # Files

    def _path(self, file: str) -> Path:
        path = (self.directory / file).resolve()
        if not path.is_relative_to(self.directory):
            raise OlxError(file, None, "leads out of the course's directory")
        return path

    def _bytes(self, file: str, pointed_from: str, line: int | None) -> bytes:
        try:
            # One more than allowed: the size that a file system states is not believed, and no more is read.
            with self._path(file).open("rb") as opened:
                content = opened.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise OlxError(pointed_from, line, f"the file {file} is missing or cannot be read") from error
        if len(content) > MAX_FILE_BYTES:
            raise OlxError(file, None, f"is larger than {MAX_FILE_BYTES // 1024 // 1024} MB")
        self.digest.update(file.encode() + b"\0" + content + b"\0")
        return content

    def _text(self, file: str, pointed_from: str, line: int | None) -> str:
        return _decoded(self._bytes(file, pointed_from, line), file)

    def _optional_text(self, file: str) -> str:
        return self._text(file, "course.xml", None).strip() if self._path(file).is_file() else ""

    def _parse(self, file: str, pointed_from: str | None = None, line: int | None = None) -> Any:
        content = self._bytes(file, pointed_from or file, line).removeprefix(_BYTE_ORDER_MARK)
        _refuse_doctype(content, file)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
        )
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            raise OlxError(file, error.lineno, f"is no well-formed XML: {error.msg}") from error


def _refuse_doctype(content: bytes, file: str) -> None:
    """Before any parser sees it. Only UTF-8, in which a DOCTYPE cannot be spelled in another way."""
    _decoded(content, file)
    encoding = _ENCODING.match(content)
    if encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii", b"ascii"}:
        raise OlxError(file, 1, "is not in UTF-8")
    start = _PROLOG.match(content).end()  # type: ignore[union-attr]  # it matches nothing, too
    if content[start : start + 9].upper() == b"<!DOCTYPE":
        line = content.count(b"\n", 0, start) + 1
        raise OlxError(file, line, "has a DOCTYPE; OLX has none, and entities are refused")


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise OlxError(file, line, "is not in UTF-8") from error


def _elements(node: Any) -> list[Any]:
    """The child elements; comments are gone, and processing instructions mean nothing here."""
    return [child for child in node if isinstance(child.tag, str)]


def _title(node: Any, usage_key: UsageKey) -> str:
    return node.get("display_name") or str(usage_key.block_id)
