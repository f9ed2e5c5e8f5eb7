"""What every write of a learner's OKRs begins and ends with."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from okr_xblock.domain.schedule import local_date
from okr_xblock.models import Learner, Submission
from okr_xblock.platform_adapters import get_platform

from ._learners import locked_learner, zone_of
from .progress import recalculate_all

MAX_KEY_LENGTH = 64
_LARGEST_AMOUNT = 10**13


@dataclass
class Write:
    """
    A write in progress: the learner's row is locked until it ends.

    `earlier_result` is what the same form made before, if it was accepted before: then write nothing and return it.
    """

    learner: Learner
    now: datetime
    earlier_result: str | None = None
    _submission: Submission | None = field(default=None, repr=False)

    @property
    def zone(self) -> tzinfo:
        """The learner's time zone."""
        return zone_of(self.learner)

    @property
    def today(self) -> date:
        """The learner's own date now."""
        return local_date(self.now, self.zone)

    def remember(self, result: str) -> str:
        """Keep what this form made, so that sending it again finds it. Returns `result`."""
        if self._submission is not None:
            self._submission.result = result
            self._submission.save()
        return result


@contextmanager
def learner_write(
    *, user_id: int, submission_key: str = "", content: tuple[object, ...] = (), now: datetime | None = None
) -> Iterator[Write]:
    """
    One transaction that holds this learner's lock; the learner's row is made if it is their first.

    `submission_key` (at most 64 characters) makes the write happen once however often the form arrives: the second one
    waits for the lock and then finds the first one's result. `content` names the use case and what it was given: the
    same key with another content is a form that was corrected after its answer got lost, and is written; so is what a
    key said before, if it has said something else since. The time zone is read anew from the platform.
    """
    if len(submission_key) > MAX_KEY_LENGTH:
        raise ValidationError(_("This form cannot be read. Please open it again."))
    zone_name = get_platform().time_zone_name(user_id=user_id) or ""
    with transaction.atomic():
        learner = locked_learner(user_id=user_id, zone_name=zone_name)
        now = now or timezone.now()
        if learner.time_zone != zone_name:
            learner.time_zone = zone_name
            learner.save(update_fields=["time_zone"])
            recalculate_all(learner=learner, now=now)
        earlier, submission = None, None
        if submission_key:
            digest = hashlib.sha256(repr(content).encode()).hexdigest()
            submission = Submission(learner=learner, key=submission_key, digest=digest)
            said = Submission.objects.filter(learner=learner, key=submission_key)
            last = said.order_by("-pk").values_list("digest", "result").first()
            if last is not None and last[0] == digest:
                earlier = last[1]
            elif last is not None:
                # Said before, and something else since: it is said anew, and its row is the last one again.
                said.filter(digest=digest).delete()
        yield Write(learner=learner, now=now, earlier_result=earlier, _submission=submission)


def save_valid(row: models.Model, *, reason: str = "", now: datetime | None = None) -> None:
    """
    Validate every plain field, then save. Raises `ValidationError` with a message per field.

    Relations were fetched under the learner's lock a moment ago and uniqueness and checks are the database's to guard,
    so neither is asked a second time with a query each. `reason` and `now` are kept in the row's history.
    """
    relations = {f.name for f in row._meta.concrete_fields if f.is_relation}
    row.full_clean(exclude=relations, validate_unique=False, validate_constraints=False)
    require_amounts(row)
    if reason:
        row._change_reason = reason  # type: ignore[attr-defined]
    if now is not None:
        row._history_date = now  # type: ignore[attr-defined]
    row.save()


def require_amounts(row: models.Model) -> None:
    """Raise `ValidationError` for an amount that SQLite, where numbers are floats, would give back one digit longer."""
    fields = [f for f in row._meta.concrete_fields if isinstance(f, models.DecimalField)]
    values = {f.name: getattr(row, f.name) for f in fields}
    too_long = [name for name, value in values.items() if value is not None and abs(value) > _LARGEST_AMOUNT]
    if too_long:
        raise ValidationError(
            {name: ValidationError(_("This number is too long."), code="too_long") for name in too_long}
        )
