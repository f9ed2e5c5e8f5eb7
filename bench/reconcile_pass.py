"""One pass of `okr_reconcile` in a process of its own: how long it took, and the most memory it ever held."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter


@dataclass(frozen=True, kw_only=True)
class Pass:
    """What one pass did and needed. `peak_kib` is that of the whole process, interpreter and Django included."""

    seconds: float
    peak_kib: int
    compared: int
    changed: int
    failed: int


def run_pass() -> Pass:
    """In a new process, on the database of this one's environment."""
    command = [sys.executable, "-m", "bench.reconcile_pass"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True)
    return Pass(**json.loads(done.stdout))


def _run_here() -> Pass:
    import django

    django.setup()
    from django.core.management import call_command

    from okr_xblock.models import ReconcileRun

    with Path(os.devnull).open("w") as nowhere:
        started = perf_counter()
        call_command("okr_reconcile", stdout=nowhere, stderr=nowhere)
        seconds = perf_counter() - started
    run = ReconcileRun.objects.latest("pk")
    return Pass(seconds=seconds, peak_kib=_peak_kib(), compared=run.compared, changed=run.changed, failed=run.failed)


def _peak_kib() -> int:
    # Not `getrusage`: its maximum begins with what the process that started this one held.
    found = re.search(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    if found is None:
        raise RuntimeError("This system does not tell how much memory a process held at most.")
    return int(found[1])


if __name__ == "__main__":
    print(json.dumps(asdict(_run_here())))
