"""KPIs: numbers beside the OKRs, with a range to keep."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from okr_xblock.api.board import read_board
from okr_xblock.api.errors import ForbiddenError, NotFoundError, StaleError
from okr_xblock.api.kpis import (
    MAX_KPIS,
    KpiSpec,
    create_kpi,
    get_kpi,
    list_kpis,
    list_readings,
    record_reading,
    remove_kpi,
    revise_kpi,
)
from okr_xblock.demo import standin
from okr_xblock.demo.models import DemoProfile
from okr_xblock.demo.seed import COMMUNICATION, WRITING
from okr_xblock.models import Kpi, KpiReading
from tests.support.okr import PRESENTATION, give_presentation, make_objective, statements

INBOX = KpiSpec(title="Inbox at the end of the day", unit="mails", high=Decimal(10))


def create(user, spec=INBOX, home_course=COMMUNICATION, **options):
    return create_kpi(user_id=user.pk, home_course=home_course, spec=spec, **options)


def write_down(user, public_id, value, **options):
    return record_reading(user_id=user.pk, public_id=public_id, value=Decimal(value), **options)


def test_a_new_number_has_nothing_written_down(learner):
    public_id = create(learner)
    (view,) = list_kpis(user_id=learner.pk, course_key=COMMUNICATION)
    assert (view.public_id, view.title, view.unit, view.low, view.high) == (public_id, INBOX.title, "mails", None, 10)
    assert (view.current, view.last_read_on, view.is_in_range, view.side) == (None, None, None, "")


def test_what_it_is_now_can_be_said_at_once(learner):
    view = get_kpi(user_id=learner.pk, public_id=create(learner, value=Decimal(14)))
    assert (view.current, view.side, view.is_in_range) == (14, "above", False)


@pytest.mark.parametrize(("value", "side"), [("10", ""), ("10.01", "above"), ("0", ""), ("-3", "")])
def test_what_was_written_down_last_is_what_counts(learner, value, side):
    public_id = create(learner)
    write_down(learner, public_id, 9)
    write_down(learner, public_id, value)
    view = get_kpi(user_id=learner.pk, public_id=public_id)
    assert (view.current, view.side, view.is_in_range) == (Decimal(value), side, side == "")


def test_a_slip_is_mended_by_writing_again_and_both_stay(learner):
    public_id = create(learner)
    for value in (900, 9):
        write_down(learner, public_id, value)
    assert [r.value for r in list_readings(user_id=learner.pk, public_id=public_id)] == [9, 900]
    assert len(list_readings(user_id=learner.pk, public_id=public_id, limit=1)) == 1


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Kiritimati", date(2026, 5, 15)), ("Pacific/Pago_Pago", date(2026, 5, 14))]
)
def test_it_is_written_down_on_the_learners_own_date(learner, zone, day):
    DemoProfile.objects.update_or_create(user=learner, defaults={"time_zone": zone})
    noon = datetime(2026, 5, 14, 12, tzinfo=UTC)
    public_id = create(learner)
    write_down(learner, public_id, 9, now=noon)
    assert get_kpi(user_id=learner.pk, public_id=public_id).last_read_on == day


def test_a_number_never_moves_an_objective(learner):
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    objective.refresh_from_db()
    before = (objective.progress_fraction, objective.row_version)
    write_down(learner, create(learner), 99)
    objective.refresh_from_db()
    assert (objective.progress_fraction, objective.row_version) == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": " \n "}, "title"),
        ({"title": "x" * 10_000}, "title"),
        ({"title": "right \u202eto left"}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"unit": "u" * 41}, "unit"),
        ({"unit": "\u2066"}, "unit"),
        ({"low": None, "high": None}, "low"),
        ({"low": Decimal(11)}, "high"),
        ({"low": Decimal("NaN")}, "low"),
        ({"high": Decimal("sNaN")}, "high"),
        ({"high": Decimal("Infinity")}, "high"),
        ({"low": Decimal("1e400"), "high": None}, "low"),
        ({"low": Decimal("0.1234567")}, "low"),
        ({"high": Decimal("1" * 15)}, "high"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(learner, change, field):
    with pytest.raises(ValidationError) as refused:
        create(learner, replace(INBOX, **change))
    assert list(refused.value.message_dict) == [field]
    assert not Kpi.objects.exists()


def test_a_range_may_be_one_single_number(learner):
    assert create(learner, replace(INBOX, low=Decimal(10)))


@pytest.mark.parametrize("value", [None, *map(Decimal, ["NaN", "-Infinity", "1e400", "0.1234567"])])
def test_what_is_no_number_is_not_written_down(learner, value):
    public_id = create(learner)
    with pytest.raises(ValidationError) as refused:
        record_reading(user_id=learner.pk, public_id=public_id, value=value)
    assert list(refused.value.message_dict) == ["value"]
    with pytest.raises(ValidationError):
        create(learner, value=Decimal("NaN"))
    assert Kpi.objects.get().current is None
    assert not KpiReading.objects.exists()


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "5 < 6 & 7 > 6", "ساعات الاجتماعات", "🎤 " * 50])
def test_a_hostile_or_foreign_title_is_kept_as_typed(learner, title):
    assert get_kpi(user_id=learner.pk, public_id=create(learner, replace(INBOX, title=title))).title == title.strip()


def test_the_same_form_sent_twice_is_one_write(learner):
    assert create(learner, submission_key="form-1") == create(learner, submission_key="form-1")
    public_id = Kpi.objects.get().public_id
    for _click in range(2):
        write_down(learner, public_id, 9, submission_key="form-2")
    assert KpiReading.objects.count() == 1
    for _click in range(2):
        remove_kpi(user_id=learner.pk, public_id=public_id, submission_key="form-3")


def test_a_change_keeps_old_and_new_with_the_reason_and_what_was_written_down(learner):
    public_id = create(learner, value=Decimal(11))
    version = get_kpi(user_id=learner.pk, public_id=public_id).row_version
    wider = replace(INBOX, high=Decimal(12))
    revise_kpi(user_id=learner.pk, public_id=public_id, row_version=version, spec=wider, reason="A new team")
    view = get_kpi(user_id=learner.pk, public_id=public_id)
    assert (view.high, view.current, view.side, view.row_version) == (12, 11, "", version + 1)
    latest, oldest = Kpi.objects.get().history.all()
    assert (latest.high, latest.history_change_reason, oldest.high) == (12, "A new team", 10)


def test_a_form_from_an_old_tab_is_refused_with_what_it_says_now(learner):
    public_id = create(learner)
    revise_kpi(user_id=learner.pk, public_id=public_id, row_version=1, spec=replace(INBOX, title="From the first tab"))
    with pytest.raises(StaleError) as refused:
        revise_kpi(user_id=learner.pk, public_id=public_id, row_version=1, spec=INBOX)
    assert (refused.value.current.title, refused.value.current.row_version) == ("From the first tab", 2)


def test_a_number_written_down_makes_no_form_stale(learner):
    public_id = create(learner)
    write_down(learner, public_id, 9)
    assert revise_kpi(user_id=learner.pk, public_id=public_id, row_version=1, spec=INBOX)


def test_a_removed_number_is_gone_for_every_use(learner):
    public_id = create(learner, value=Decimal(9))
    remove_kpi(user_id=learner.pk, public_id=public_id)
    assert list_kpis(user_id=learner.pk, course_key=None) == ()
    assert list_readings(user_id=learner.pk, public_id=public_id) == ()
    for use in uses_of(learner, public_id):
        with pytest.raises(NotFoundError):
            use()
    assert KpiReading.objects.count() == 1


def test_somebody_elses_number_does_not_exist(learner, somebody_else):
    public_id = create(somebody_else, value=Decimal(9))
    assert list_kpis(user_id=learner.pk, course_key=None) == ()
    assert list_readings(user_id=learner.pk, public_id=public_id) == ()
    for use in uses_of(learner, public_id):
        with pytest.raises(NotFoundError):
            use()
    with pytest.raises(NotFoundError):
        remove_kpi(user_id=learner.pk, public_id="no such number")
    assert Kpi.objects.get().removed_at is None


def uses_of(user, public_id):
    return (
        lambda: get_kpi(user_id=user.pk, public_id=public_id),
        lambda: revise_kpi(user_id=user.pk, public_id=public_id, row_version=1, spec=INBOX),
        lambda: write_down(user, public_id, 1),
        lambda: remove_kpi(user_id=user.pk, public_id=public_id),
    )


def test_a_number_is_at_home_where_it_was_written(learner):
    standin.enroll(user=learner, course_key=WRITING)
    here, there, nowhere = (create(learner, home_course=home) for home in (COMMUNICATION, WRITING, None))
    for course_key, expected in ((COMMUNICATION, [here]), (WRITING, [there]), (None, [here, there, nowhere])):
        found = [view.public_id for view in list_kpis(user_id=learner.pk, course_key=course_key)]
        assert sorted(found) == sorted(expected)


def test_somebody_who_does_not_take_the_course_cannot_write_in_it(learner):
    with pytest.raises(ForbiddenError):
        create(learner, home_course=WRITING)


@pytest.mark.parametrize("home_course", [COMMUNICATION, None])
def test_a_board_holds_so_many_numbers_and_says_it_in_words(learner, home_course):
    kept = [create(learner, home_course=home_course) for _number in range(MAX_KPIS)]
    with pytest.raises(ValidationError) as refused:
        create(learner, home_course=home_course)
    assert refused.value.messages == [
        "You keep an eye on 20 numbers here already. Remove one to make room for another one."
    ]
    remove_kpi(user_id=learner.pk, public_id=kept[0])
    assert create(learner, home_course=home_course)
    assert create(learner, home_course=None if home_course else COMMUNICATION)


def test_numbers_stand_in_the_order_they_were_written_in_one_query(learner):
    names = [f"Number {n}" for n in range(4)]
    ids = [create(learner, replace(INBOX, title=name)) for name in names]
    remove_kpi(user_id=learner.pk, public_id=ids[1])
    create(learner, replace(INBOX, title="The last"))
    with statements() as queries:
        views = list_kpis(user_id=learner.pk, course_key=COMMUNICATION)
    assert [view.title for view in views] == ["Number 0", "Number 2", "Number 3", "The last"]
    assert len(queries) == 1  # the numbers, with what was written down last


def test_the_board_shows_them_beside_its_objectives(learner):
    create(learner)
    make_objective(learner, PRESENTATION)
    board = read_board(user_id=learner.pk, course_key=COMMUNICATION)
    assert [view.title for view in board.kpis] == [INBOX.title]
