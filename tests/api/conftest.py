"""The host's people and courses, and a cycle around today."""

import pytest
from django.contrib.auth.models import User

from tests.support.okr import make_cycle, make_learner, seed_site


@pytest.fixture(autouse=True)
def host(transactional_db: None) -> None:
    """Transactions are real: receivers hand over after the commit, as on a site."""
    seed_site()
    make_cycle()


@pytest.fixture
def learner() -> User:
    return make_learner("lena")


@pytest.fixture
def somebody_else() -> User:
    return make_learner("sam")
