"""
What a course consists of: course → sections → subsections → units → blocks. Read once, never changed.

Open edX calls these chapter, sequential and vertical in OLX; here they carry the names their readers see.
"""

from dataclasses import dataclass
from functools import cached_property

from opaque_keys.edx.keys import CourseKey, UsageKey


@dataclass(frozen=True, kw_only=True)
class Block:
    """A leaf of a course. `xml` is its whole definition, as its class reads it."""

    usage_key: UsageKey
    title: str
    xml: bytes

    @property
    def block_type(self) -> str:
        """The name under which its class is registered."""
        return self.usage_key.block_type


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A page of a course."""

    usage_key: UsageKey
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Subsection:
    """Units that belong together."""

    usage_key: UsageKey
    title: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A chapter of a course."""

    usage_key: UsageKey
    title: str
    subsections: tuple[Subsection, ...]


@dataclass(frozen=True, kw_only=True)
class Course:
    """
    The content of a course.

    `language` is the one it is written in. `is_hidden` says that its author lists it nowhere. `digest` differs whenever
    the content does.
    """

    key: CourseKey
    title: str
    summary: str
    language: str
    is_hidden: bool
    sections: tuple[Section, ...]
    digest: str

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """All units in reading order."""
        return tuple(
            unit for section in self.sections for subsection in section.subsections for unit in subsection.units
        )

    @cached_property
    def units_by_key(self) -> dict[UsageKey, Unit]:
        """Every unit by its own key."""
        return {unit.usage_key: unit for unit in self.units}

    @cached_property
    def blocks_by_key(self) -> dict[UsageKey, Block]:
        """Every block by its key."""
        return {block.usage_key: block for unit in self.units for block in unit.blocks}

    @cached_property
    def unit_of(self) -> dict[UsageKey, Unit]:
        """The unit that is, or holds, what this key names."""
        held = {block.usage_key: unit for unit in self.units for block in unit.blocks}
        return {**held, **self.units_by_key}
