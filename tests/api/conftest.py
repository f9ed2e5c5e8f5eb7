"""The host's people and courses, and a cycle around today."""

import pytest
from django.contrib.auth.models import User

from okr_xblock.demo.seed import seed
from tests.support.okr import make_cycle, make_learner


@pytest.fixture(autouse=True)
def host(transactional_db: None) -> None:
    """Transactions are real: receivers hand over after the commit, as on a site."""
    seed()
    make_cycle()


@pytest.fixture
def learner() -> User:
    return make_learner("lena")


@pytest.fixture
def somebody_else() -> User:
    return make_learner("sam")
