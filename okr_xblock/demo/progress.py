"""
Units complete and to do, counted as the platform's Progress tab counts them.

- A block is complete when its completion is exactly 1.
- A unit is complete when each of its blocks that counts is; which ones count, their classes say (see
  `blocks.is_counted`). Excluded blocks hold nothing back.
- So a unit in which nothing counts is complete, but only once the learner completed anything in the course: before
  that, the platform does not look at units at all.
- Nothing is locked: this host has no gated content.

The OKR block follows the same rule as any other, by the `completion_mode` of its class.
"""

from collections.abc import Set
from dataclasses import dataclass
from functools import cache

from opaque_keys.edx.keys import CourseKey, UsageKey

from .blocks import is_counted
from .catalogue import courses
from .outline import Unit


@dataclass(frozen=True, slots=True)
class UnitRule:
    """What completes one unit: its own completion, or that of all these blocks. Keys are texts, as tables hold them."""

    unit_key: str
    block_keys: frozenset[str]

    def is_met(self, completed: Set[str]) -> bool:
        """Whether the unit is complete for somebody who completed these blocks."""
        return bool(completed) and (self.unit_key in completed or self.block_keys <= completed)


@cache
def unit_rules(course_key: CourseKey) -> tuple[UnitRule, ...]:
    """The rules of all units of a course; none for a course without content."""
    course = courses().get(course_key)
    return tuple(map(_rule_of, course.units)) if course else ()


def complete_units(course_key: CourseKey, completed: Set[str]) -> set[UsageKey]:
    """The units that are complete for somebody who completed these blocks (usage keys as texts)."""
    units = courses()[course_key].units
    return {unit.usage_key for unit, rule in zip(units, unit_rules(course_key), strict=True) if rule.is_met(completed)}


def _rule_of(unit: Unit) -> UnitRule:
    counted = frozenset(str(block.usage_key) for block in unit.blocks if is_counted(block.block_type))
    return UnitRule(str(unit.usage_key), counted)
