"""Initiatives: to-dos under an objective, which add no progress."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from okr_xblock.api.board import read_objective
from okr_xblock.api.errors import NotFoundError, NotOpenError, StaleError
from okr_xblock.api.initiatives import (
    MAX_INITIATIVES,
    InitiativeSpec,
    add_initiative,
    get_initiative,
    list_initiatives,
    remove_initiative,
    revise_initiative,
    set_initiative_done,
    view_initiatives,
)
from okr_xblock.demo.models import DemoProfile
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.models import Initiative, Objective
from tests.support.okr import PRESENTATION, give_presentation, make_objective, statements

ASK = InitiativeSpec(title="Ask three readers what they skip")
TODAY = timezone.now().date()


@pytest.fixture
def objective(learner):
    return make_objective(learner, PRESENTATION)


def add(user, objective, spec=ASK, **options):
    return add_initiative(user_id=user.pk, objective_id=objective.public_id, spec=spec, **options)


def test_a_new_to_do_is_not_done(learner, objective):
    public_id = add(learner, objective, replace(ASK, due_on=TODAY))
    (view,) = list_initiatives(user_id=learner.pk, objective_id=objective.public_id)
    assert (view.public_id, view.objective_id, view.title) == (public_id, objective.public_id, ASK.title)
    assert (view.due_on, view.done_on, view.is_done) == (TODAY, None, False)


def test_a_draft_may_have_to_dos(learner):
    assert add(learner, make_objective(learner))


def test_a_tick_can_be_set_and_taken_away_and_twice_is_once(learner, objective):
    public_id = add(learner, objective)
    for done in (True, True, False, False):
        set_initiative_done(user_id=learner.pk, public_id=public_id, done=done)
        assert get_initiative(user_id=learner.pk, public_id=public_id).is_done is done
    assert Initiative.objects.get().history.count() == 3  # made, ticked, no longer ticked


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Kiritimati", date(2026, 5, 15)), ("Pacific/Pago_Pago", date(2026, 5, 14))]
)
def test_it_is_done_on_the_learners_own_date(learner, objective, zone, day):
    DemoProfile.objects.update_or_create(user=learner, defaults={"time_zone": zone})
    public_id = add(learner, objective)
    set_initiative_done(user_id=learner.pk, public_id=public_id, done=True, now=datetime(2026, 5, 14, 12, tzinfo=UTC))
    assert get_initiative(user_id=learner.pk, public_id=public_id).done_on == day


def test_a_to_do_never_moves_its_objective(learner, objective):
    give_presentation(learner, objective, is_done=False)
    objective.refresh_from_db()
    before = (objective.progress_fraction, objective.last_check_in_at, objective.row_version)
    set_initiative_done(user_id=learner.pk, public_id=add(learner, objective), done=True)
    objective.refresh_from_db()
    assert (objective.progress_fraction, objective.last_check_in_at, objective.row_version) == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 10_000}, "title"),
        ({"title": "right \u202eto left"}, "title"),
        ({"title": "a\x1bb"}, "title"),
        ({"due_on": date(26, 5, 1)}, "due_on"),
        ({"due_on": date(9999, 12, 31)}, "due_on"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(learner, objective, change, field):
    with pytest.raises(ValidationError) as refused:
        add(learner, objective, replace(ASK, **change))
    assert list(refused.value.message_dict) == [field]
    assert not Initiative.objects.exists()


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "5 < 6 & 7 > 6", "سؤال ثلاثة قرّاء"])
def test_a_hostile_or_foreign_title_is_kept_as_typed(learner, objective, title):
    public_id = add(learner, objective, replace(ASK, title=title))
    assert get_initiative(user_id=learner.pk, public_id=public_id).title == title


def test_the_same_form_sent_twice_is_one_write(learner, objective):
    assert add(learner, objective, submission_key="form-1") == add(learner, objective, submission_key="form-1")
    public_id = Initiative.objects.get().public_id
    answers = {remove_initiative(user_id=learner.pk, public_id=public_id, submission_key="form-2") for _ in range(2)}
    assert answers == {objective.public_id}


def test_a_change_keeps_old_and_new(learner, objective):
    public_id = add(learner, objective)
    changed = InitiativeSpec(title="Ask five readers", due_on=TODAY)
    revise_initiative(user_id=learner.pk, public_id=public_id, row_version=1, spec=changed)
    latest, oldest = Initiative.objects.get().history.all()
    assert (latest.title, latest.due_on, oldest.title) == ("Ask five readers", TODAY, ASK.title)


def test_a_form_from_an_old_tab_is_refused_with_what_it_says_now(learner, objective):
    public_id = add(learner, objective)
    other = replace(ASK, title="From the first tab")
    revise_initiative(user_id=learner.pk, public_id=public_id, row_version=1, spec=other)
    with pytest.raises(StaleError) as refused:
        revise_initiative(user_id=learner.pk, public_id=public_id, row_version=1, spec=ASK)
    assert (refused.value.current.title, refused.value.current.row_version) == ("From the first tab", 2)


def test_a_tick_makes_no_form_stale(learner, objective):
    public_id = add(learner, objective)
    set_initiative_done(user_id=learner.pk, public_id=public_id, done=True)
    assert revise_initiative(user_id=learner.pk, public_id=public_id, row_version=1, spec=ASK)


def uses_of(user, public_id):
    return (
        lambda: revise_initiative(user_id=user.pk, public_id=public_id, row_version=1, spec=ASK),
        lambda: set_initiative_done(user_id=user.pk, public_id=public_id, done=True),
        lambda: remove_initiative(user_id=user.pk, public_id=public_id),
    )


@pytest.mark.parametrize("state", [ObjectiveState.CLOSED, ObjectiveState.ABANDONED])
def test_a_closed_objective_keeps_its_to_dos_as_they_are(learner, objective, state):
    public_id = add(learner, objective)
    Objective.objects.filter(pk=objective.pk).update(state=state)
    for use in (lambda: add(learner, objective), *uses_of(learner, public_id)):
        with pytest.raises(NotOpenError):
            use()
    assert len(list_initiatives(user_id=learner.pk, objective_id=objective.public_id)) == 1


def test_somebody_elses_to_do_does_not_exist(learner, somebody_else, objective):
    public_id = add(learner, objective)
    assert list_initiatives(user_id=somebody_else.pk, objective_id=objective.public_id) == ()
    for use in (
        lambda: add(somebody_else, objective),
        lambda: get_initiative(user_id=somebody_else.pk, public_id=public_id),
        *uses_of(somebody_else, public_id),
        *uses_of(somebody_else, "no such to-do"),
    ):
        with pytest.raises(NotFoundError):
            use()
    assert not get_initiative(user_id=learner.pk, public_id=public_id).is_done


def test_a_removed_to_do_is_gone_for_every_use(learner, objective):
    public_id = add(learner, objective)
    remove_initiative(user_id=learner.pk, public_id=public_id)
    assert list_initiatives(user_id=learner.pk, objective_id=objective.public_id) == ()
    for use in (lambda: get_initiative(user_id=learner.pk, public_id=public_id), *uses_of(learner, public_id)):
        with pytest.raises(NotFoundError):
            use()


def test_an_objective_holds_so_many_to_dos_and_says_it_in_words(learner, objective):
    Initiative.objects.bulk_create(Initiative(objective=objective, title="x") for _ in range(MAX_INITIATIVES))
    with pytest.raises(ValidationError) as refused:
        add(learner, objective)
    assert refused.value.messages == ["This objective has 50 to-dos already. Remove one to make room for another one."]
    remove_initiative(user_id=learner.pk, public_id=Initiative.objects.first().public_id)
    assert add(learner, objective)


def test_to_dos_of_many_objectives_come_in_one_query_in_the_order_they_were_written(learner):
    objectives = [make_objective(learner) for _ in range(3)]
    for objective in objectives[:2]:
        for n in range(3):
            add(learner, objective, replace(ASK, title=f"To-do {n}"))
    with statements() as queries:
        found = view_initiatives(objective_ids=[o.pk for o in objectives], zone=timezone.get_default_timezone())
    assert {key: [view.title for view in views] for key, views in found.items()} == {
        objective.pk: ["To-do 0", "To-do 1", "To-do 2"] for objective in objectives[:2]
    }
    assert len(queries) == 1  # the to-dos with their objectives


def test_the_objective_shows_them(learner, objective):
    add(learner, objective)
    (view,) = read_objective(user_id=learner.pk, public_id=objective.public_id).initiatives
    assert view.title == ASK.title
