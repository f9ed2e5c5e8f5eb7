"""A figure, its limit, and the line that it is printed as."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured value; a count is an int, a ratio a float."""

    name: str
    value: float
    limit: float

    @property
    def is_beyond(self) -> bool:
        """Whether it is worse than allowed. What is no number is as well."""
        return not self.value <= self.limit

    def __str__(self) -> str:
        value = f"{self.value:.2f}" if isinstance(self.value, float) else str(self.value)
        return f"{self.name}: {value} ({self.limit:g})"


def report(figures: Iterable[Figure]) -> int:
    """Prints each as soon as it is there, and names those beyond their limit apart. Returns the exit code."""
    exit_code = 0
    for figure in figures:
        print(figure, flush=True)
        if figure.is_beyond:
            print(f"Beyond its limit: {figure.name}", file=sys.stderr)
            exit_code = 1
    return exit_code


def median_seconds(calls: Sequence[Callable[[], float | None]], *, rounds: int, warm_up: int) -> list[float]:
    """
    The median of each call, all called in turn, round after round: what slows the machine down slows all of them.

    A call that returns a number has timed itself, in seconds; of any other the whole call is timed.
    """
    taken: list[list[float]] = [[] for _call in calls]
    for number in range(warm_up + rounds):
        for call, times in zip(calls, taken, strict=True):
            started = perf_counter()
            own = call()
            seconds = perf_counter() - started if own is None else own
            if number >= warm_up:
                times.append(seconds)
    return [statistics.median(times) for times in taken]
