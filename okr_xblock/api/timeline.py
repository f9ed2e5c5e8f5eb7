"""The timeline of an objective: what was said, revised, moved, earned and decided, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ._timeline_entries import (
    FieldChange,
    Found,
    Key,
    RevisionStep,
    TimelineEntry,
    TimelineKind,
    read_cursor,
    write_cursor,
)
from ._timeline_history import history_of_key_results, history_of_objective
from ._timeline_said import said_moved_earned
from .errors import NotFoundError

__all__ = ["FieldChange", "RevisionStep", "TimelineEntry", "TimelineKind", "TimelineView", "read_timeline"]

_MAX_TURNS = 3


@dataclass(frozen=True, kw_only=True)
class TimelineView:
    """A page of it, newest first; `next_before` names the page after it, "" after the last."""

    entries: tuple[TimelineEntry, ...]
    next_before: str
    is_newest: bool = True


def read_timeline(*, user_id: int, public_id: str, limit: int = 50, before: str = "") -> TimelineView:
    """
    At most `limit` entries of an own objective, in three statements; `before` is an earlier page's `next_before`.

    Where many rows say nothing, it may be nine statements and a page without entries that names the next one.
    Changes to a draft are no revisions: nothing ran yet. A `before` that nobody gave out, or with nothing before it,
    reads as the first page. Raises `NotFoundError` for what is not the learner's.
    """
    cursor = read_cursor(before)
    page = _read_page(user_id, public_id, limit, cursor)
    if page is not None:
        return replace(page, is_newest=cursor is None)
    if cursor is not None:
        return read_timeline(user_id=user_id, public_id=public_id, limit=limit)
    # Everything that exists was once written and stands in the history.
    raise NotFoundError


def _read_page(user_id: int, public_id: str, limit: int, cursor: Key | None) -> TimelineView | None:
    """None if there is nothing at all."""
    page = TimelineView(entries=(), next_before="")
    for _turn in range(_MAX_TURNS):
        sources = (
            said_moved_earned(user_id, public_id, cursor, limit),
            history_of_objective(user_id, public_id, cursor, limit),
            history_of_key_results(user_id, public_id, cursor, limit),
        )
        if not any(found.rows for found in sources):
            return None
        page = _merge(sources, limit)
        if page.entries or not page.next_before:
            return page
        # Rows that say nothing (a new version, but of nothing that is shown) filled the whole page.
        cursor = read_cursor(page.next_before)
    return page


def _merge(sources: Iterable[Found], limit: int) -> TimelineView:
    """The newest of all; nothing older than what some source still has to give."""
    sources = list(sources)
    floor = max((found.rows[-1][0] for found in sources if found.has_more), default=None)
    rows = sorted((row for found in sources for row in found.rows), key=lambda row: row[0], reverse=True)
    if floor is not None:
        rows = [row for row in rows if row[0] >= floor]
    entries = [(key, entry) for key, entry in rows if entry is not None]
    if len(entries) > limit:
        entries = entries[:limit]
        return TimelineView(entries=tuple(e for _key, e in entries), next_before=write_cursor(entries[-1][0]))
    return TimelineView(
        entries=tuple(entry for _key, entry in entries), next_before=write_cursor(floor) if floor else ""
    )
