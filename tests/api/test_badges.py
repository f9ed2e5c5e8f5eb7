"""Badges: each exactly once, together when earned together, and never for what was reached before it was a goal."""

from decimal import Decimal

import pytest
from completion.models import BlockCompletion

from okr_xblock.api.badges import catch_up, claim_celebration, list_awards, save_badge_rule
from okr_xblock.api.reconcile import reconcile
from okr_xblock.api.standings import refresh_standing
from okr_xblock.demo import standin
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.domain.badges import RegressionPolicy
from okr_xblock.domain.evidence import Cause
from okr_xblock.models import Award, BadgeRule, CourseStanding, KeyResult
from tests.support.okr import (
    CERTIFICATE,
    PRESENTATION,
    READERS,
    check_in,
    complete,
    complete_course,
    counted_blocks,
    course_spec,
    give_presentation,
    key_result_of,
    make_learner,
    make_objective,
    statements,
)

ALL_FOR_ONE = {"objective-25", "objective-50", "objective-75", "objective-100", "key-result-done"}


def earned(user) -> list[str]:
    return sorted(Award.objects.filter(learner__user=user, revoked_at=None).values_list("rule__slug", flat=True))


def test_thresholds_crossed_at_once_are_all_awarded_and_celebrated_once_together(learner):
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    assert set(earned(learner)) == ALL_FOR_ONE
    assert len(claim_celebration(user_id=learner.pk)) == 5
    assert claim_celebration(user_id=learner.pk) == ()


def test_a_third_of_the_way_earns_the_first_quarter_and_the_key_result(learner):
    objective = make_objective(learner, PRESENTATION, READERS, course_spec())
    give_presentation(learner, objective)
    assert earned(learner) == ["key-result-done", "objective-25"]


def test_a_threshold_is_compared_exactly(learner):
    """A third and a sixth make exactly one half; the shares rounded to nine places would miss it."""
    objective = make_objective(learner, READERS, PRESENTATION, course_spec())
    give_presentation(learner, objective)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1349))
    assert "objective-50" not in earned(learner)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1350))
    assert "objective-50" in earned(learner)


def test_reaching_it_again_earns_nothing_twice(learner):
    objective = make_objective(learner, PRESENTATION)
    for is_done in (True, False, True):
        give_presentation(learner, objective, is_done=is_done)
    assert Award.objects.count() == 5


def test_a_badge_whose_rule_says_so_is_taken_back_and_earned_anew(learner):
    BadgeRule.objects.filter(slug="key-result-done").update(on_regression=RegressionPolicy.REVOKE)
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    give_presentation(learner, objective, is_done=False)
    assert "key-result-done" not in earned(learner)
    give_presentation(learner, objective)
    rows = Award.objects.filter(rule__slug="key-result-done")
    assert (rows.count(), rows.filter(revoked_at=None).count()) == (2, 1)
    assert len({row.public_id for row in rows}) == 2


def test_a_revoked_badge_is_neither_on_the_shelf_nor_celebrated(learner):
    BadgeRule.objects.update(on_regression=RegressionPolicy.REVOKE)
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    give_presentation(learner, objective, is_done=False)
    assert list_awards(user_id=learner.pk) == ()
    assert claim_celebration(user_id=learner.pk) == ()


def test_a_course_earns_by_its_event(learner):
    make_objective(learner, course_spec(**CERTIFICATE))
    standin.create_certificate(user=learner, course_key=COMMUNICATION)
    assert set(earned(learner)) == ALL_FOR_ONE
    assert {award.cause for award in list_awards(user_id=learner.pk)} == {Cause.CERTIFICATE}


def test_repeated_events_award_once(learner):
    make_objective(learner, course_spec(**CERTIFICATE))
    for _save in range(3):
        standin.create_certificate(user=learner, course_key=COMMUNICATION)
    assert Award.objects.count() == 5


def test_what_was_reached_before_it_was_linked_counts_for_progress_but_earns_no_badge(learner):
    complete_course(learner)
    objective = make_objective(learner, course_spec(), PRESENTATION)
    assert earned(learner) == []
    give_presentation(learner, objective)
    assert earned(learner) == ["key-result-done", "objective-25", "objective-50"]


def test_unless_the_rule_counts_it(learner):
    BadgeRule.objects.filter(slug="key-result-done").update(counts_already_reached=True)
    complete_course(learner)
    make_objective(learner, course_spec())
    assert earned(learner) == ["key-result-done"]


def test_lost_and_reached_again_is_earned(learner):
    complete_course(learner)
    make_objective(learner, course_spec())
    standin.reset_completion(user=learner, course_key=COMMUNICATION)
    reconcile()
    complete_course(learner)
    assert set(earned(learner)) == ALL_FOR_ONE


def test_a_draft_earns_nothing(learner):
    make_objective(learner, course_spec(), start=False)
    complete_course(learner)
    assert earned(learner) == []


def test_a_rule_that_came_late_catches_up_with_the_next_event(learner):
    BadgeRule.objects.update(is_active=False)
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    BadgeRule.objects.update(is_active=True)
    check_in(learner, key_result_of(objective, PRESENTATION.title))
    assert set(earned(learner)) == ALL_FOR_ONE


def test_a_rule_that_came_late_catches_up_with_everybody(learner, somebody_else):
    BadgeRule.objects.update(is_active=False)
    for user in (learner, somebody_else):
        give_presentation(user, make_objective(user, PRESENTATION))
    make_objective(make_learner("nobody-yet"), PRESENTATION)
    BadgeRule.objects.update(is_active=True)
    rules = BadgeRule.objects.values_list("pk", flat=True)
    assert [catch_up(rule_id=rule_id) for rule_id in rules] == [10, 0, 0, 0, 0]
    assert set(earned(somebody_else)) == ALL_FOR_ONE
    assert {(a.is_for_key_result, a.cause) for a in list_awards(user_id=learner.pk)} == {
        (True, Cause.CHECK_IN),
        (False, Cause.BADGE_RULE),
    }


def test_a_late_badge_never_passes_off_as_confirmed_what_the_learner_reported(learner):
    BadgeRule.objects.update(is_active=False)
    objective = make_objective(learner, PRESENTATION, course_spec())
    give_presentation(learner, objective)
    BadgeRule.objects.update(is_active=True)
    complete_course(learner)
    causes = {a.subject_title: a.cause for a in list_awards(user_id=learner.pk) if a.is_for_key_result}
    assert causes == {PRESENTATION.title: Cause.CHECK_IN, course_spec().title: Cause.COMPLETION}


def test_one_learner_with_broken_rows_costs_nobody_else_their_badge(learner, somebody_else, caplog):
    BadgeRule.objects.update(is_active=False)
    for user in (learner, somebody_else):
        give_presentation(user, make_objective(user, PRESENTATION))
    KeyResult.objects.filter(objective__learner__user=learner).update(progress_ratio="broken")
    BadgeRule.objects.update(is_active=True)
    assert catch_up(rule_id=BadgeRule.objects.get(slug="key-result-done").pk) == 5
    assert "could not be given" in caplog.text


def test_done_means_done_whatever_the_threshold_says(learner):
    rule = BadgeRule.objects.get(slug="key-result-done")
    save_badge_rule(rule_id=rule.pk, actor_id=learner.pk, threshold=Decimal("0.25"))
    assert BadgeRule.objects.get(pk=rule.pk).threshold == 1


def test_what_was_reached_before_stays_so_while_the_course_says_nothing_for_a_moment(learner, monkeypatch):
    complete_course(learner)
    make_objective(learner, course_spec())
    monkeypatch.setattr("okr_xblock.demo.platform.unit_rules", lambda _key: ())
    CourseStanding.objects.update(fingerprint="")
    reconcile()
    monkeypatch.undo()
    CourseStanding.objects.update(fingerprint="")
    reconcile()
    assert (KeyResult.objects.get().progress_ratio, earned(learner)) == ("1/1", [])


def test_a_rule_that_is_switched_off_gives_nothing(learner):
    BadgeRule.objects.update(is_active=False)
    give_presentation(learner, make_objective(learner, PRESENTATION))
    assert catch_up(rule_id=BadgeRule.objects.first().pk) == 0


def test_a_badge_says_what_for_and_who_says_so(learner):
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    award = next(a for a in list_awards(user_id=learner.pk) if a.is_for_key_result)
    assert (award.subject_title, award.cause) == (PRESENTATION.title, Cause.CHECK_IN)
    assert not award.cause.is_from_platform


@pytest.mark.parametrize("user_id", [0, 4711])
def test_somebody_without_okrs_has_an_empty_shelf(user_id):
    assert (list_awards(user_id=user_id), claim_celebration(user_id=user_id)) == ((), ())


def test_one_completion_costs_at_most_twenty_queries(learner):
    make_objective(learner, PRESENTATION, READERS, course_spec())
    first = counted_blocks()[0][0]
    complete(learner, first)
    row = BlockCompletion.objects.get(user=learner)
    event = {"user_id": learner.pk, "course_key": COMMUNICATION, "cause": Cause.COMPLETION, "happened_at": row.modified}
    BlockCompletion.objects.filter(pk=row.pk).update(completion=0.0)
    refresh_standing(**event)
    BlockCompletion.objects.filter(pk=row.pk).update(completion=1.0)
    # The standing with its learner, locked; the platform's five; the standing written; objectives that follow it, their
    # key results, requirements with standings; requirement, key result and objective written; what moved; rules; badges
    # held. One more is the receiver's look at the index, before there is a task at all.
    with statements() as ran:
        moved = refresh_standing(**event)
    assert moved
    assert len(ran) <= 19
