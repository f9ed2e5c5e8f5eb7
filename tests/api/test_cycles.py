"""How far a cycle may reach, and what follows one that reaches too far."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from okr_xblock.api.cycles import cycle_on, next_cycle, save_cycle
from okr_xblock.models import Cycle

TODAY = date(2026, 5, 14)


@pytest.mark.parametrize("due_on", [date.max, date(2200, 1, 1)])
def test_a_cycle_that_hardly_ends_is_refused_beside_its_due_date(learner, due_on):
    with pytest.raises(ValidationError) as refused:
        save_cycle(cycle_id=None, actor_id=learner.pk, title="Ever", starts_on=timezone.localdate(), due_on=due_on)
    assert list(refused.value.message_dict) == ["due_on"]


def test_a_cycle_of_many_years_is_kept(learner):
    today = timezone.localdate()
    values = {"title": "Long", "starts_on": today, "due_on": today + timedelta(days=19 * 365)}
    assert save_cycle(cycle_id=None, actor_id=learner.pk, **values)


def test_a_row_at_the_edge_of_the_calendar_stops_nobody():
    endless = Cycle.objects.create(title="Ever", starts_on=TODAY, due_on=date.max)
    assert cycle_on(course_key=None, today=TODAY) != endless
    following, day = next_cycle(course_key=None, after=endless, today=TODAY)
    assert (day, following.due_on) == (TODAY, date(2026, 6, 30))
    assert cycle_on(course_key=None, today=date.max).due_on == date.max
