"""A clock that tests move, so that a quarter takes no quarter."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import time_machine
from django.utils import timezone

MORNING = time(9, 30)


class Clock:
    """
    What time it is everywhere in this process, the live server's threads included. It ticks on by itself.

    The database is told the time by Django and the browser is not: what a page says of time comes from the server.
    """

    def __init__(self, traveller: Any) -> None:
        self._traveller = traveller

    @property
    def today(self) -> date:
        """The date in the time zone of the moment."""
        return timezone.localdate()

    def move_to(self, moment: date, *, at: time = MORNING) -> None:
        """To this moment; of a date, to its morning in the current time zone."""
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, at, tzinfo=timezone.get_current_timezone())
        self._traveller.move_to(moment)

    def forward(self, **span: float) -> None:
        """`forward(weeks=1)`, `forward(days=10, hours=3)`: what `timedelta` takes."""
        self._traveller.shift(timedelta(**span))


@contextmanager
def moving_clock() -> Iterator[Clock]:
    """A clock that shows the real time until it is moved, and shows it again afterwards."""
    with time_machine.travel(timezone.now(), tick=True) as traveller:
        yield Clock(traveller)
