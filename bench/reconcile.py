"""
The nightly `okr_reconcile` over 100,000 standings, of which 1 % changed unnoticed; on MariaDB.

What: the command as cron runs it, with its defaults (so it also reads its rolling share anew), in a process of its own,
while nothing else writes. Half of the changed learners had their completions reset, half completed a unit more; both
were written in bulk, so no event told of it. Every one of them has to be found and their key result moved, or there is
no figure.

Time: as a ratio to the least that any comparison has to read: the rows of our standings, and of the platform's
completions, enrolments, grades and certificates of the same people in the same courses; by one plain query of Django's
each, of the columns that a comparison needs and as their fields give them, row by row, without our code, without doing
anything with them. Both in turn, medians.

Memory: the most that the process ever held, at 100,000 as a ratio to 10,000: each measured in a process of its own.

Why these limits: the night has to suffice for any site. Comparing may cost a few times reading, and it has to work in
the memory of a small worker however many learners there are.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator
from time import perf_counter

from .figures import Figure, report
from .reconcile_pass import Pass, run_pass
from .site import fresh_site

FEW, MANY = 10_000, 100_000
CHANGED_ONE_IN = 100
ROUNDS = 2
TIME_LIMIT = 4
MEMORY_LIMIT = 1.1


def measure() -> Iterator[Figure]:
    """Time and memory. Call inside `fresh_site` on MariaDB."""
    from .standings import make_standings

    make_standings(FEW)
    few = _pass_after_changes(FEW, offset=0)
    make_standings(MANY - FEW)
    plain, passes = [_plain_read()], []
    for number in range(ROUNDS):
        passes.append(_pass_after_changes(MANY, offset=1 + number))
        plain.append(_plain_read())
    seconds = statistics.median(done.seconds for done in passes)
    name = f"reconcile of {MANY:,} standings with 1 % changed, time over plain queries of the same rows"
    yield Figure(name=name, value=seconds / statistics.median(plain), limit=TIME_LIMIT)
    peak = max(done.peak_kib for done in passes)
    name = f"reconcile of {MANY:,} standings with 1 % changed, peak memory over that of {FEW:,}"
    yield Figure(name=name, value=peak / few.peak_kib, limit=MEMORY_LIMIT)


def _pass_after_changes(count: int, *, offset: int) -> Pass:
    from .standings import change_unnoticed

    changed = change_unnoticed(one_in=CHANGED_ONE_IN, offset=offset)
    done = run_pass()
    if (done.compared, done.changed, done.failed) != (count, changed, 0):
        raise RuntimeError(f"Of {count} standings {changed} changed; the pass says {done}.")
    return done


def _plain_read() -> float:
    """The seconds that it takes to read the rows, and nothing else."""
    from completion.models import BlockCompletion

    from okr_xblock.demo.models import DemoCertificate, DemoEnrollment, DemoGrade
    from okr_xblock.models import CourseStanding

    # Only the people and courses of the standings have rows in these tables, so none is read in vain.
    queries = (
        CourseStanding.objects.values_list("pk", "learner__user_id", "course_key", "fingerprint"),
        BlockCompletion.objects.values_list("user_id", "context_key", "modified"),
        DemoEnrollment.objects.values_list("user_id", "course_key", "is_active", "changed_at"),
        DemoGrade.objects.values_list("user_id", "course_key", "is_passing", "changed_at"),
        DemoCertificate.objects.values_list("user_id", "course_key", "status", "changed_at"),
    )
    started = perf_counter()
    for query in queries:
        for _row in query.order_by().iterator():
            pass
    return perf_counter() - started


if __name__ == "__main__":
    with fresh_site("mariadb"):
        exit_code = report(measure())
    sys.exit(exit_code)
