"""The standalone host with a database of its own, in a temporary directory, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator

from tests.support import mariadb

# As sites run it, and as MySQL 8 comes: what is committed is on the disk, in the binary log too. Tests do without.
DURABLE = ("--innodb-flush-log-at-trx-commit=1", "--log-bin=binlog", "--sync-binlog=1", "--binlog-format=ROW")

# Half of a quarter has passed: there is something to show.
HALF_CYCLE_DAYS = 45


@contextlib.contextmanager
def fresh_site(database: str) -> Iterator[None]:
    """
    Sets Django up on an empty `sqlite` or `mariadb` database, migrates it and makes the host's courses and people.

    Once per process, because Django is set up once. Processes that are started meanwhile use the same database.
    """
    with contextlib.ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="okr-bench-"))
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "OKR_TEST_DIR": home, "OKR_TEST_DB": database}
        if database == "mariadb":
            os.environ["OKR_TEST_DB_SOCKET"] = socket = str(stack.enter_context(mariadb.run_server(*DURABLE)))
            _make_database(socket)

        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        from tests.support.okr import make_cycle, seed_site

        stack.callback(connections.close_all)
        call_command("migrate", verbosity=0, interactive=False)
        seed_site()
        make_cycle(days_before=HALF_CYCLE_DAYS, days_after=HALF_CYCLE_DAYS)
        yield


def _make_database(socket: str) -> None:
    import MySQLdb

    connection = MySQLdb.connect(unix_socket=socket, user="root")
    connection.cursor().execute("CREATE DATABASE okr CHARACTER SET utf8mb4")
    connection.close()
