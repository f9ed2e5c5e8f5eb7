"""What every test runs in: the database that OKR_TEST_DB names, and nothing left over from the test before."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.support import mariadb

TEST_DB = os.environ.get("OKR_TEST_DB", "sqlite")


def pytest_configure(config: pytest.Config) -> None:
    if TEST_DB == "mariadb" and "OKR_TEST_DB_SOCKET" not in os.environ and not mariadb.is_installed():
        pytest.exit("OKR_TEST_DB=mariadb, and MariaDB is missing: install Debian's package mariadb-server.", 1)


def pytest_report_header(config: pytest.Config) -> str:
    import django

    return f"okr-xblock: Django {django.__version__} on {TEST_DB}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if TEST_DB != "mariadb":
        for item in items:
            if item.get_closest_marker("mariadb"):
                item.add_marker(pytest.mark.skip(reason="shows on MariaDB only: set OKR_TEST_DB=mariadb"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Starts the private MariaDB server, just before pytest-django makes the test database on it."""
    if TEST_DB != "mariadb" or "OKR_TEST_DB_SOCKET" in os.environ:
        yield
        return
    from django.db import connections

    with mariadb.run_server() as socket:
        # Connections of other threads are made from this same dictionary; programs a test starts read the environment.
        connections["default"].settings_dict["HOST"] = str(socket)
        os.environ["OKR_TEST_DB_SOCKET"] = str(socket)
        yield
        connections.close_all()
        del os.environ["OKR_TEST_DB_SOCKET"]


@pytest.fixture(autouse=True)
def _forget_what_requests_cached() -> Iterator[None]:
    """Switches and completions are cached per request; a test is no request, so nothing else would clear them."""
    from edx_django_utils.cache import RequestCache

    RequestCache.clear_all_namespaces()
    yield
    RequestCache.clear_all_namespaces()


@pytest.fixture
def clock(settings: Any) -> Iterator[Any]:
    """`clock.move_to(date)`, `clock.forward(weeks=1)`: see `tests.support.clock`. Whoever is logged in stays so."""
    from tests.support.clock import moving_clock

    settings.SESSION_COOKIE_AGE = int(timedelta(days=1000).total_seconds())
    with moving_clock() as clock:
        yield clock
