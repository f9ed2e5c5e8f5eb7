"""The standalone host as it is, saying with every answer how long it took and, if asked, with how many statements."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from django.db import connection

from okr_xblock.demo.wsgi import application as host

COUNT_HEADER = "HTTP_X_BENCH_COUNT"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """`Server-Timing: app;dur=<milliseconds until the answer is complete>, statements;desc=<count>`."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        statements.append(sql)
        return execute(sql, *rest)

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        # Django starts its answer once the page is rendered as a whole.
        milliseconds = (perf_counter() - started) * 1000
        timing = f"app;dur={milliseconds:.4f}, statements;desc={len(statements)}"
        return start_response(status, [*headers, ("Server-Timing", timing)], *rest)

    # Counting costs time, so what is timed is not counted.
    counting = connection.execute_wrapper(note) if COUNT_HEADER in environ else contextlib.nullcontext()
    started = perf_counter()
    with counting:
        return host(environ, start)
