"""
One completion event, end to end, on MariaDB.

What: a learner completed a block that counts. From the signal, sent in a transaction as the platform sends it, over our
receiver, the commit, the look whether anybody follows the course, the task, the reading of the platform's truth, to the
commit of what moved: standing, requirement, key result, objective, evidence, badges. The objective has four key
results; nearly every event moves one of them, and some earn a badge. The task runs at once, in the same process: a
broker's delay says nothing about us. The completion's own row and its COMMIT are the platform's, and are not in it.

How: learners of the communication course complete it block by block. Between any two events the smallest write that
there can be is timed: one UPDATE of one row by a unique key, and its COMMIT, sent by the same Django over the same
connection to the same server. That server is as durable as sites run it (see `site.DURABLE`). Statements are counted
with other learners, and the costliest event is the figure; BEGIN, COMMIT and SAVEPOINT are none.

Why these limits: events come in bursts (a whole class finishes a quiz), and their tasks share the workers with the
platform's own. An event may cost what some ordinary writes cost, not what a page does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any

from .figures import Figure, median_seconds, report
from .site import fresh_site

if TYPE_CHECKING:
    from completion.models import BlockCompletion
    from django.contrib.auth.models import User

QUERIES_LIMIT = 20
TIME_LIMIT = 15
TIMED_LEARNERS = 80
COUNTED_LEARNERS = 2
WARM_UP = 30


def measure() -> Iterator[Figure]:
    """Statements and time of an event. Call inside `fresh_site` on MariaDB."""
    statements = max(map(_count_statements, _events(COUNTED_LEARNERS)))
    yield Figure(name="one completion event, queries", value=statements, limit=QUERIES_LIMIT)
    events = list(_events(TIMED_LEARNERS))
    remaining = iter(events)
    learner_id = events[0].user_id
    event, bare = median_seconds(
        [lambda: _send(next(remaining)), lambda: _bare_update(learner_id)],
        rounds=len(events) - WARM_UP,
        warm_up=WARM_UP,
    )
    name = "one completion event, time over an indexed UPDATE and its COMMIT"
    yield Figure(name=name, value=event / bare, limit=TIME_LIMIT)


def _events(learner_count: int) -> Iterator[BlockCompletion]:
    """Completions to be saved, in the order of the course, of one new learner after the other."""
    from completion.models import BlockCompletion

    from tests.support.okr import counted_blocks

    blocks = [block for unit in counted_blocks() for block in unit]
    for learner in [_make_learner() for _number in range(learner_count)]:
        for block in blocks:
            yield BlockCompletion(
                user_id=learner.pk,
                context_key=block.context_key,
                block_key=block,
                block_type=block.block_type,
                completion=1.0,
            )


def _make_learner() -> User:
    """Somebody with the objective of the demo's story, and a key result more."""
    from tests.support.okr import (
        PRESENTATION,
        READERS,
        WORD_A_DAY,
        course_spec,
        give_presentation,
        make_learner,
        make_objective,
    )

    user = make_learner()
    objective = make_objective(user, PRESENTATION, WORD_A_DAY, READERS, course_spec())
    give_presentation(user, objective)
    return user


def _send(completion: BlockCompletion) -> float:
    """The seconds that one completion costs us: the receiver's, and from the platform's commit until all is done."""
    from completion.models import BlockCompletion
    from django.db import transaction
    from django.db.models.signals import post_save

    # Written in bulk, it sends no signal of its own.
    BlockCompletion.objects.bulk_create([completion])
    committed = []
    with transaction.atomic():
        # The first to be called after the commit; that of the platform's transaction is the platform's.
        transaction.on_commit(lambda: committed.append(perf_counter()))
        started = perf_counter()
        post_save.send(BlockCompletion, instance=completion, created=True, raw=False, using="default")
        received = perf_counter()
    return received - started + perf_counter() - committed[0]


def _bare_update(user_id: int) -> None:
    from django.db import transaction
    from django.utils import timezone

    from okr_xblock.models import Learner

    with transaction.atomic():
        Learner.objects.filter(user_id=user_id).update(created_at=timezone.now())


def _count_statements(completion: BlockCompletion) -> int:
    from django.db import connection

    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO")):
            statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        _send(completion)
    # The first one is the platform's own.
    return len(statements) - 1


if __name__ == "__main__":
    with fresh_site("mariadb"):
        exit_code = report(measure())
    sys.exit(exit_code)
