"""The host's people and courses. Transactions are real: receivers hand over after the commit, as on a site."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from okr_xblock.receivers import refresh_course_standing
from tests.support.okr import make_cycle, make_learner, seed_site


@pytest.fixture(autouse=True)
def host(transactional_db: None) -> None:
    seed_site()
    make_cycle()


@pytest.fixture
def learner() -> User:
    return make_learner("lena")


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A broker that keeps every task instead of running it: their arguments, in the order in which they were sent."""
    tasks: list[dict[str, Any]] = []
    monkeypatch.setattr(refresh_course_standing, "delay", lambda **arguments: tasks.append(arguments))
    return tasks
