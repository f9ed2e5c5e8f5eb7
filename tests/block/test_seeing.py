"""What a learner sees: sentences, charts, and pages that weigh little and ask little."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from okr_xblock.models import KeyResult, Objective
from tests.support.okr import (
    MENTORING,
    PRESENTATION,
    READERS,
    STAY,
    WORD_A_DAY,
    check_in,
    course_spec,
    make_objective,
    statements,
)

STATIC = Path(__file__).resolve().parents[2] / "static" / "okr_xblock"
FILES = ("okr.css", "okr.js", "vendor/htmx-2.0.11.min.js")
SETS = ((STAY, MENTORING, WORD_A_DAY, course_spec()), (PRESENTATION, READERS, WORD_A_DAY, course_spec()))


def a_long_trail(points=60, days_ago=70):
    """So many days of going up, the last one being today."""
    first = timezone.localdate() - timedelta(days=days_ago)
    days = [first + timedelta(days=round(number * days_ago / (points - 1))) for number in range(points)]
    return [[day.isoformat(), f"{(number * 97 % 61) / 100 + number / 200:.4f}"] for number, day in enumerate(days)]


@pytest.fixture
def busy(learner):
    """Three objectives of four key results, each with as long a history as is kept."""
    for number in range(3):
        objective = make_objective(learner, *SETS[number % 2], title=f"Speak up, part {number + 1}")
        for row in KeyResult.objects.filter(objective=objective):
            if row.kind in {"metric", "stay"}:
                check_in(learner, row, value=row.target or row.limit)
            else:
                check_in(learner, row)
    started = timezone.localdate() - timedelta(days=70)
    Objective.objects.update(starts_on=started, trail=a_long_trail())
    KeyResult.objects.update(trail=a_long_trail())


def test_the_first_page_weighs_little(door, busy):
    page = door.see().html.encode()
    parts = {"html": page, **{name: (STATIC / name).read_bytes() for name in FILES}}
    weights = {name: len(gzip.compress(part, 6)) for name, part in parts.items()}
    print(weights, sum(weights.values()))
    assert sum(weights.values()) <= 35_000, weights

