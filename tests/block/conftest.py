"""The host's people and courses, a cycle around today, and forms as a person would fill them in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.block.door import Door, Page
from tests.support.okr import PUBLIC_SPEAKING, make_cycle, make_learner, seed_site


@pytest.fixture(autouse=True)
def host(db: None) -> None:
    seed_site()
    make_cycle()


@pytest.fixture
def learner() -> User:
    return make_learner("lena")


@pytest.fixture
def somebody_else() -> User:
    return make_learner("sam")


@pytest.fixture
def door(learner: User) -> Door:
    """The block as the learner meets it."""
    return Door(learner)


@pytest.fixture
def objective_form() -> Callable[..., dict[str, Any]]:
    """An objective's form, filled in; what is given stands in place of that."""

    def fill_in(**typed: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return {
            "submission_key": "one-form",
            "title": PUBLIC_SPEAKING,
            "why": "",
            "category": "growth",
            "ambition": "aspirational",
            "visibility": "private",
            "starts_on": today.isoformat(),
            "due_on": (today + timedelta(days=60)).isoformat(),
            **typed,
        }

    return fill_in


@pytest.fixture
def key_result_form() -> Callable[..., dict[str, Any]]:
    """A key result's form of the kind that is asked for, filled in."""
    of_kind = {
        "yes_no": {},
        "metric": {"baseline": "1,200", "target": "1,500", "unit": "readers"},
        "stay": {"side": "above", "limit": "42", "unit": "km"},
        "habit": {"times_per_week": "7"},
        "milestones": {"stages": "Collect topics\nWrite it"},
        "course": {"course": "course-v1:DemoX+COMM101+2026", "criterion": "completion", "required_percent": "100"},
    }

    def fill_in(kind: str, **typed: Any) -> dict[str, Any]:
        form = {"submission_key": "one-form", "kind": kind, "title": "How I notice", "weight": "1"}
        return {**form, "start_confidence": "5", **of_kind[kind], **typed}

    return fill_in


@pytest.fixture
def draft_id(door: Door, objective_form: Callable[..., dict[str, Any]]) -> str:
    """The public id of a draft without key results."""
    page: Page = door.post("create_objective", **objective_form(submission_key="draft"))
    return page.objective_ids[0]
