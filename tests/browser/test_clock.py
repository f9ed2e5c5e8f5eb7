"""The movable clock: what a quarter in a browser stands on."""

from datetime import date, datetime
from email.utils import parsedate_to_datetime

from completion.models import BlockCompletion
from django.utils import timezone
from playwright.sync_api import expect

from tests.support.okr import complete, counted_blocks, make_learner


def date_of(answer):
    return parsedate_to_datetime(answer.headers["date"])


def test_the_server_and_the_database_see_the_moved_clock_and_nobody_is_logged_out(browse, clock):
    clock.move_to(date(2031, 1, 6))
    page = browse("amara")
    assert date_of(page.goto("/courses/")).date() == clock.today == date(2031, 1, 6)
    for _week in range(14):
        clock.forward(weeks=1)
        page.reload()
    assert date_of(page.goto("/courses/")).date() == clock.today == date(2031, 4, 14)
    expect(page.get_by_text("Amara").first).to_be_visible()
    learner = make_learner()
    complete(learner, counted_blocks()[0][0])
    row = BlockCompletion.objects.get(user=learner)
    assert timezone.localtime(row.created).date() == date(2031, 4, 14)


def test_it_moves_back_as_well_and_ticks_on(clock):
    clock.move_to(datetime(2020, 2, 29, 23, 59, 59, 900_000, tzinfo=timezone.get_current_timezone()))
    assert clock.today == date(2020, 2, 29)
    started = timezone.now()
    while clock.today == date(2020, 2, 29):
        assert (timezone.now() - started).total_seconds() < 5
    assert clock.today == date(2020, 3, 1)


def test_the_clock_is_right_again_afterwards():
    assert timezone.now().year not in {2020, 2031}
