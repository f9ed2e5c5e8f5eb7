"""
The nightly comparison: what events missed (resets send none, brokers fail) is found and mended.

Fingerprints of a batch are read by grouped queries and compared with those of the last read; only what differs is read
again, plus a rolling share of everything, in case a fingerprint hides a change.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db.models import F
from django.utils import timezone
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.courses import CourseFacts
from okr_xblock.models import CourseStanding, ReconcileRun
from okr_xblock.platform_adapters import StandingReading, UserCourse, get_platform

from .standings import apply_reading

__all__ = ["ReconcileSummary", "count_standings", "reconcile"]

log = logging.getLogger(__name__)

BATCH_SIZE = 500
ROLLING_DAYS = 28
"""Everything is read anew once in this many days, whatever its fingerprint says."""

_FACTS = tuple(field.name for field in fields(CourseFacts))
_COLUMNS = tuple({"exists": "course_exists"}.get(name, name) for name in _FACTS)


@dataclass(frozen=True, kw_only=True)
class ReconcileSummary:
    """What one call did; `is_finished` is False if it ran out of time and will be taken up where it stopped."""

    compared: int
    reread: int
    changed: int
    failed: int
    is_finished: bool


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """A standing as the last read left it."""

    standing_id: int
    pair: UserCourse
    fingerprint: str
    facts: CourseFacts


def count_standings() -> int:
    """How many standings one whole pass compares."""
    return CourseStanding.objects.count()


def reconcile(
    *,
    batch_size: int = BATCH_SIZE,
    max_seconds: float | None = None,
    rolling_days: int = ROLLING_DAYS,
    on_batch: Callable[[int], None] = lambda _count: None,
) -> ReconcileSummary:
    """
    Compare every standing with the platform, in batches by key; memory does not grow with their number.

    Stops after the batch in which `max_seconds` pass; the next call goes on from there. `on_batch` is told how many
    standings each batch compared. A standing that cannot be read is logged, counted as failed, and left as it was.
    """
    started, run = time.monotonic(), _run_to_continue()
    is_finished = False
    while not is_finished and (max_seconds is None or time.monotonic() - started < max_seconds):
        batch = list(_batch_after(run.last_standing_id, batch_size))
        if batch:
            _reconcile_batch(run, batch, today=timezone.now().date(), rolling_days=rolling_days)
            on_batch(len(batch))
        is_finished = len(batch) < batch_size
    if is_finished:
        run.finished_at = timezone.now()
        run.save(update_fields=["finished_at"])
    return ReconcileSummary(
        compared=run.compared, reread=run.reread, changed=run.changed, failed=run.failed, is_finished=is_finished
    )


def _run_to_continue() -> ReconcileRun:
    unfinished = ReconcileRun.objects.filter(finished_at__isnull=True).order_by("pk").last()
    return unfinished or ReconcileRun.objects.create(started_at=timezone.now())


def _batch_after(standing_id: int, size: int) -> Iterable[_Kept]:
    rows = (
        CourseStanding.objects.filter(pk__gt=standing_id)
        .order_by("pk")
        .values_list("pk", "learner__user_id", "course_key", "fingerprint", *_COLUMNS)[:size]
    )
    for pk, user_id, course_key, fingerprint, *facts in rows:
        key: CourseKey = course_key
        yield _Kept(
            standing_id=pk,
            pair=UserCourse(user_id, key),
            fingerprint=fingerprint,
            facts=CourseFacts(**dict(zip(_FACTS, facts, strict=True))),
        )


def _reconcile_batch(run: ReconcileRun, batch: list[_Kept], *, today: date, rolling_days: int) -> None:
    platform, read_at = get_platform(), timezone.now()
    fingerprints = platform.read_fingerprints(pairs=[kept.pair for kept in batch])
    turn = today.toordinal() % rolling_days
    stale = [
        kept for kept in batch if fingerprints[kept.pair] != kept.fingerprint or kept.standing_id % rolling_days == turn
    ]
    readings = platform.read_standings(pairs=[kept.pair for kept in stale]) if stale else {}
    differing = [kept for kept in stale if readings[kept.pair] != (kept.facts, kept.fingerprint)]
    outcomes = [_mend(kept, readings[kept.pair], read_at) for kept in differing]
    ReconcileRun.objects.filter(pk=run.pk).update(
        last_standing_id=batch[-1].standing_id,
        compared=F("compared") + len(batch),
        reread=F("reread") + len(stale),
        changed=F("changed") + outcomes.count(True),
        failed=F("failed") + outcomes.count(None),
    )
    run.refresh_from_db()


def _mend(kept: _Kept, reading: StandingReading, read_at: datetime) -> bool | None:
    """Whether a key result moved; None if it could not be written, so that one bad row does not stop the night."""
    try:
        return bool(
            apply_reading(standing_id=kept.standing_id, user_id=kept.pair.user_id, reading=reading, read_at=read_at)
        )
    except Exception:
        log.exception("Standing %s could not be reconciled", kept.standing_id)
        return None
