"""
The nightly comparison: what events missed (resets send none, brokers fail) is found and mended.

Fingerprints of a batch are read by grouped queries and compared with those of the last read; only what differs is read
again, plus a rolling share of everything, in case a fingerprint hides a change.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import CharField, ExpressionWrapper, F
from django.utils import timezone
from opaque_keys.edx.keys import CourseKey

from okr_xblock.domain.courses import CourseFacts
from okr_xblock.models import CourseStanding, ReconcileRun, Submission
from okr_xblock.platform_adapters import StandingReading, UserCourse, get_platform

from ._learners import lock_learner
from .standings import apply_reading

__all__ = ["ReconcileSummary", "count_standings", "reconcile"]

log = logging.getLogger(__name__)

BATCH_SIZE = 500
ROLLING_DAYS = 28
"""Everything is read anew once in this many days at the latest, whatever its fingerprint says."""

SPREAD = 97
ORPHANS_A_NIGHT = 10_000
SUBMISSION_DAYS = 30

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
    columns: tuple[Any, ...]
    read_at: datetime | None

    @property
    def facts(self) -> CourseFacts:
        return CourseFacts(**dict(zip(_FACTS, self.columns, strict=True)))

    def is_due(self, *, now: datetime, rolling_days: int) -> bool:
        """
        Whether it is this one's turn to be read whatever its fingerprint says.

        Between half of the rolling days and all of them after the last read, by its id: spread over the nights, and
        none is forgotten if a night is skipped.
        """
        share = 0.5 + self.standing_id % SPREAD / (2 * SPREAD)
        return self.read_at is None or now - self.read_at >= timedelta(days=rolling_days * share)


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What became of a batch."""

    reread: int = 0
    changed: int = 0
    failed: int = 0

    def __add__(self, other: "_Outcome") -> "_Outcome":
        return _Outcome(
            reread=self.reread + other.reread,
            changed=self.changed + other.changed,
            failed=self.failed + other.failed,
        )


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
    if batch_size < 1 or rolling_days < 1:
        raise ValueError("batch_size and rolling_days are 1 or more")
    started, run = time.monotonic(), _run_to_continue()
    is_finished = False
    while not is_finished and (max_seconds is None or time.monotonic() - started < max_seconds):
        batch = list(_batch_after(run.last_standing_id, batch_size))
        if batch:
            _count(run, batch, _reconcile_batch(batch, rolling_days=rolling_days))
            on_batch(len(batch))
        is_finished = len(batch) < batch_size
    if is_finished:
        _tidy_up()
        run.finished_at = timezone.now()
        run.save(update_fields=["finished_at"])
    return ReconcileSummary(
        compared=run.compared, reread=run.reread, changed=run.changed, failed=run.failed, is_finished=is_finished
    )


def _run_to_continue() -> ReconcileRun:
    unfinished = ReconcileRun.objects.filter(finished_at__isnull=True).order_by("pk").last()
    return unfinished or ReconcileRun.objects.create(started_at=timezone.now())


def _batch_after(standing_id: int, size: int) -> Iterable[_Kept]:
    # The key as the text it is kept as: making one of every row would take longer than reading the row.
    key_text = ExpressionWrapper(F("course_key"), output_field=CharField())
    rows = (
        CourseStanding.objects.filter(pk__gt=standing_id)
        .order_by("pk")
        .values_list("pk", "learner__user_id", key_text, "fingerprint", "read_at", *_COLUMNS)[:size]
    )
    for pk, user_id, course_key, fingerprint, read_at, *columns in rows:
        yield _Kept(
            standing_id=pk,
            pair=UserCourse(user_id, _course_key(course_key)),
            fingerprint=fingerprint,
            read_at=read_at,
            columns=tuple(columns),
        )


@lru_cache(maxsize=4096)
def _course_key(text: str) -> CourseKey:
    return CourseKey.from_string(text)


def _reconcile_batch(batch: list[_Kept], *, rolling_days: int) -> "_Outcome":
    try:
        return _compare(batch, rolling_days=rolling_days)
    except Exception:
        if len(batch) == 1:
            log.exception("Standing %s could not be compared", batch[0].standing_id)
            return _Outcome(failed=1)
    # Something in it cannot be read (a broken course, a grade that is none): one by one, so that it alone is left out.
    return sum((_reconcile_batch([kept], rolling_days=rolling_days) for kept in batch), _Outcome())


def _compare(batch: list[_Kept], *, rolling_days: int) -> "_Outcome":
    platform, read_at = get_platform(), timezone.now()
    fingerprints = platform.read_fingerprints(pairs=[kept.pair for kept in batch])
    stale = [
        kept
        for kept in batch
        if fingerprints[kept.pair] != kept.fingerprint or kept.is_due(now=read_at, rolling_days=rolling_days)
    ]
    readings = platform.read_standings(pairs=[kept.pair for kept in stale]) if stale else {}
    differing = [kept for kept in stale if readings[kept.pair] != (kept.facts, kept.fingerprint)]
    outcomes = [_mend(kept, readings[kept.pair], read_at) for kept in differing]
    confirmed = {kept.standing_id for kept in stale} - {kept.standing_id for kept in differing}
    if confirmed:
        CourseStanding.objects.filter(pk__in=confirmed, read_at__lt=read_at).update(read_at=read_at)
    return _Outcome(reread=len(stale), changed=outcomes.count(True), failed=outcomes.count(None))


def _count(run: ReconcileRun, batch: list[_Kept], outcome: "_Outcome") -> None:
    """
    Move the cursor behind the batch and add up.

    Unless another process moved it meanwhile: then this batch was compared twice (which does no harm), counts once, and
    both go on from where the cursor stands.
    """
    ReconcileRun.objects.filter(pk=run.pk, last_standing_id=run.last_standing_id).update(
        last_standing_id=batch[-1].standing_id,
        compared=F("compared") + len(batch),
        reread=F("reread") + outcome.reread,
        changed=F("changed") + outcome.changed,
        failed=F("failed") + outcome.failed,
    )
    run.refresh_from_db()


def _tidy_up() -> None:
    """Forget what nobody asks for any more: standings that nothing follows, forms that nobody will send again."""
    orphans = CourseStanding.objects.filter(requirements__isnull=True)
    for standing_id, user_id in list(orphans.values_list("pk", "learner__user_id")[:ORPHANS_A_NIGHT]):
        with transaction.atomic():
            # The learner's lock: they may be linking this very course.
            lock_learner(user_id=user_id)
            orphans.filter(pk=standing_id).delete()
    Submission.objects.filter(created_at__lt=timezone.now() - timedelta(days=SUBMISSION_DAYS)).delete()


def _mend(kept: _Kept, reading: StandingReading, read_at: datetime) -> bool | None:
    """Whether a key result moved; None if it could not be written, so that one bad row does not stop the night."""
    try:
        return bool(
            apply_reading(standing_id=kept.standing_id, user_id=kept.pair.user_id, reading=reading, read_at=read_at)
        )
    except Exception:
        log.exception("Standing %s could not be reconciled", kept.standing_id)
        return None
