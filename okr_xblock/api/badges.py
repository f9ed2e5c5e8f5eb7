"""Badges: what was earned, when and why. Given exactly once per rule, learner and subject."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone

from okr_xblock.domain.badges import (
    AwardStep,
    BadgeTrigger,
    EarnedPart,
    RegressionPolicy,
    award_step,
    earned_fraction,
    is_threshold_met,
)
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import OPEN_STATES
from okr_xblock.domain.numbers import stored_fraction
from okr_xblock.models import Award, BadgeRule, KeyResult, Learner, Objective

from ._learners import lock_learner
from ._measures import read_ratio

log = logging.getLogger(__name__)

__all__ = ["AwardView", "award_due", "catch_up", "claim_celebration", "list_awards", "save_badge_rule"]


@dataclass(frozen=True, kw_only=True)
class AwardView:
    """A badge as its owner sees it: rule, reason and time."""

    public_id: str
    title: str
    subject_title: str
    symbol: str
    cause: Cause
    cause_subject: str
    awarded_at: datetime
    is_for_key_result: bool
    is_celebrated: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An objective with all its key results, just recalculated."""

    objective: Objective
    key_results: tuple[KeyResult, ...]


@dataclass(frozen=True, kw_only=True)
class _Claim:
    """A rule beside one subject it could be earned for, and how far that subject has come."""

    rule: BadgeRule
    objective: Objective
    key_result: KeyResult | None
    fraction: Fraction | None
    key: str

    @property
    def is_met(self) -> bool:
        return is_threshold_met(fraction=self.fraction, threshold=self.rule.threshold)

    @property
    def policy(self) -> RegressionPolicy:
        return RegressionPolicy(self.rule.on_regression)

    def step(self, held: Collection[str]) -> AwardStep:
        return award_step(is_met=self.is_met, is_held=self.key in held, policy=self.policy)


def award_due(
    *, learner: Learner, standings: Iterable[Standing], cause: Cause, cause_subject: str = "", now: datetime
) -> int:
    """
    Give every badge whose rule is met and that is not held yet; take back those whose rule says so. Returns how many
    were given.

    Call with the learner's row locked. Compares the current state, not the event, so a rule or a link that came late
    catches up, and doing it again changes nothing.
    """
    running = [s for s in standings if s.objective.state in OPEN_STATES and s.objective.published_at]
    if not running:
        return 0
    claims = list(_claims(learner, running, list(BadgeRule.objects.filter(is_active=True))))
    # What is not reached and would be kept stays as it is, held or not: mostly nothing is left to ask about.
    claims = [claim for claim in claims if claim.is_met or claim.policy is RegressionPolicy.REVOKE]
    if not claims:
        return 0
    awards = Award.objects.filter(learner=learner, active_key__in=[claim.key for claim in claims])
    held = {str(key) for key in awards.values_list("active_key", flat=True)}
    steps = [(claim, claim.step(held)) for claim in claims]
    _revoke([claim.key for claim, step in steps if step is AwardStep.REVOKE], now)
    new = [_award(learner, claim, cause, cause_subject, now) for claim, step in steps if step is AwardStep.AWARD]
    Award.objects.bulk_create(new)
    return len(new)


def list_awards(*, user_id: int, limit: int = 100) -> tuple[AwardView, ...]:
    """The learner's badge shelf, newest first, at most `limit`; what was taken back is not on it."""
    return tuple(_view(row) for row in _with_symbol().filter(learner__user_id=user_id, revoked_at__isnull=True)[:limit])


def claim_celebration(*, user_id: int, now: datetime | None = None) -> tuple[AwardView, ...]:
    """
    The badges that were not celebrated yet, all together; whoever asks first gets them, nobody twice.

    Two open tabs ask at once: the learner's lock decides, and the second one gets nothing.
    """
    with transaction.atomic():
        learner = lock_learner(user_id=user_id)
        if learner is None:
            return ()
        rows = list(_with_symbol().filter(learner=learner, celebrated_at__isnull=True, revoked_at__isnull=True))
        if rows:
            Award.objects.filter(pk__in=[row.pk for row in rows]).update(celebrated_at=now or timezone.now())
    return tuple(_view(row) for row in rows)


def save_badge_rule(*, rule_id: int | None, actor_id: int, **values: Any) -> int:
    """
    Make or change a badge rule of the site; who did it stays in the history. Returns its id.

    `values` are the rule's own fields. Raises `ValidationError` per field. Who already deserves the badge gets it from
    `catch_up`, which the caller sends to the background.
    """
    with transaction.atomic():
        rule = BadgeRule.objects.select_for_update().get(pk=rule_id) if rule_id is not None else BadgeRule()
        for name, value in values.items():
            setattr(rule, name, value)
        if rule.trigger == BadgeTrigger.KEY_RESULT_DONE:
            rule.threshold = Decimal(1)  # done is done
        rule.full_clean()
        rule._history_user = get_user_model().objects.filter(pk=actor_id).first()  # type: ignore[attr-defined]
        rule.save()
    return rule.pk


def catch_up(*, rule_id: int, now: datetime | None = None) -> int:
    """
    Give a rule's badge to everybody who deserves it by now, learner by learner. Returns how many were given.

    The database names the candidates by their derived shares; each is then judged by the exact ones, under the
    learner's lock. Doing it again gives nothing twice.
    """
    rule = BadgeRule.objects.filter(pk=rule_id, is_active=True).first()
    if rule is None:
        return 0
    # The stored share is rounded down, so one that just meets the threshold may stand a billionth below it.
    nearly = rule.threshold - Decimal("0.000000001")
    open_now = Objective.objects.filter(state__in=OPEN_STATES, published_at__isnull=False)
    if rule.trigger == BadgeTrigger.OBJECTIVE_PROGRESS:
        candidates = open_now.filter(progress_fraction__gte=nearly)
    else:
        candidates = open_now.filter(key_results__progress_fraction__gte=nearly, key_results__removed_at__isnull=True)
    learners = Learner.objects.filter(objectives__in=candidates).order_by("pk").distinct()
    given = 0
    for user_id in learners.values_list("user_id", flat=True).iterator(chunk_size=500):
        try:
            given += _catch_up_one(user_id=user_id, now=now or timezone.now())
        except Exception:
            # One learner whose rows are broken must not cost all who come after them their badge.
            log.exception("The badge of rule %s could not be given to one learner", rule_id)
    return given


def _catch_up_one(*, user_id: int, now: datetime) -> int:
    with transaction.atomic():
        learner = lock_learner(user_id=user_id)
        if learner is None:
            return 0
        rows = Objective.objects.filter(learner=learner, state__in=OPEN_STATES).prefetch_related(
            Prefetch("key_results", KeyResult.objects.filter(removed_at__isnull=True))
        )
        standings = [Standing(objective=row, key_results=tuple(row.key_results.all())) for row in rows]
        return award_due(learner=learner, standings=standings, cause=Cause.BADGE_RULE, now=now)


def _claims(learner: Learner, standings: Sequence[Standing], rules: Sequence[BadgeRule]) -> Iterable[_Claim]:
    for standing in standings:
        # Once per kind of rule, not once per rule: there is one for every quarter of the way.
        shares = {counts: _earned_share(standing, counts) for counts in {rule.counts_already_reached for rule in rules}}
        for rule in rules:
            if rule.trigger == BadgeTrigger.OBJECTIVE_PROGRESS:
                yield _objective_claim(learner, rule, standing.objective, shares[rule.counts_already_reached])
            else:
                yield from (_key_result_claim(learner, rule, standing.objective, kr) for kr in standing.key_results)


def _earned_share(standing: Standing, counts_already_reached: bool) -> Fraction | None:
    parts = [
        EarnedPart(
            weight=row.weight, fraction=read_ratio(row.progress_ratio), was_already_reached=row.was_already_reached
        )
        for row in standing.key_results
    ]
    return earned_fraction(parts, counts_already_reached=counts_already_reached)


def _objective_claim(learner: Learner, rule: BadgeRule, objective: Objective, fraction: Fraction | None) -> _Claim:
    return _Claim(
        rule=rule,
        objective=objective,
        key_result=None,
        fraction=fraction,
        key=f"{rule.pk}:{learner.pk}:o{objective.pk}",
    )


def _key_result_claim(learner: Learner, rule: BadgeRule, objective: Objective, row: KeyResult) -> _Claim:
    counts = rule.counts_already_reached or not row.was_already_reached
    return _Claim(
        rule=rule,
        objective=objective,
        key_result=row,
        fraction=read_ratio(row.progress_ratio) if counts else None,
        key=f"{rule.pk}:{learner.pk}:k{row.pk}",
    )


def _award(learner: Learner, claim: _Claim, cause: Cause, cause_subject: str, now: datetime) -> Award:
    """
    A key result's badge names what moved that key result, whenever that was; an objective's names the last step.

    So a rule that came late never passes off as confirmed by the platform what the learner reported.
    """
    if claim.key_result is not None and claim.key_result.moved_by:
        cause, cause_subject = Cause(claim.key_result.moved_by), claim.key_result.moved_subject
    assert claim.fraction is not None  # a threshold is never met without data
    subject = claim.key_result or claim.objective
    return Award(
        rule=claim.rule,
        learner=learner,
        objective=claim.objective,
        key_result=claim.key_result,
        title=claim.rule.title,
        subject_title=subject.title,
        fraction=stored_fraction(claim.fraction),
        cause=cause.value,
        cause_subject=cause_subject,
        awarded_at=now,
        active_key=claim.key,
    )


def _revoke(keys: Sequence[str], now: datetime) -> None:
    """Empty the unique key, so that earning it again makes a new award."""
    if keys:
        Award.objects.filter(active_key__in=keys).update(active_key=None, revoked_at=now)


@cache
def _with_symbol() -> QuerySet[Award]:
    """Awards with all that `_view` asks of one: of the rule its symbol alone."""
    return Award.objects.annotate(symbol=F("rule__symbol"))


def _view(row: Award) -> AwardView:
    return AwardView(
        public_id=row.public_id,
        title=row.title,
        subject_title=row.subject_title,
        symbol=row.symbol,  # type: ignore[attr-defined]  # see `_with_symbol`
        cause=Cause(row.cause),
        cause_subject=row.cause_subject,
        awarded_at=row.awarded_at,
        is_for_key_result=row.key_result_id is not None,
        is_celebrated=row.celebrated_at is not None,
    )
