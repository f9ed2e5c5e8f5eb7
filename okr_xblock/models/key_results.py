"""How a learner will notice that an objective is reached: one table of key results, and what each kind adds."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from okr_xblock.domain.courses import Criterion
from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.domain.progress import Side

from .constraints import check_constraint
from .fields import amount_field, course_key_field, fraction_field, public_id_field
from .objectives import DERIVED_FIELDS, Derived, Objective
from .standings import CourseStanding


class KeyResult(Derived):
    """
    One key result of any kind.

    `baseline`, `target`, `unit` belong to a metric; `limit`, `side`, `unit` to "stay at"; `times_per_week` to a habit;
    stages and course requirements have tables of their own.

    .. pii: A person's own goals in their own words.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    public_id = public_id_field()
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="key_results")
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in KeyResultKind])
    title = models.CharField(max_length=255)
    weight = models.DecimalField(max_digits=7, decimal_places=2, default=1)
    position = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=40, blank=True)
    baseline = amount_field()
    target = amount_field()
    limit = amount_field()
    side = models.CharField(max_length=8, blank=True, choices=[(s.value, s.value) for s in Side])
    times_per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    start_confidence = models.PositiveSmallIntegerField(default=5)
    # The stages or course requirements as they were last written. Their own rows say what counts; this is here so that
    # the history of the key result tells what a revision changed of them.
    parts = models.JSONField(default=list, blank=True, editable=False)
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    # The key result of an earlier objective that this one goes on from; a badge subject of its own all the same.
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    # Derived, as in `Derived`: the exact share as "numerator/denominator", because thresholds compare exact fractions;
    # the last value a check-in gave, and the confidence before the last; whether it was reached before it was linked;
    # what moved it last, and when; and the share when the learner last did something about its objective, which tells
    # what the platform moved since.
    progress_ratio = models.CharField(max_length=255, blank=True, editable=False)
    current = amount_field(editable=False)
    previous_confidence = models.PositiveSmallIntegerField(null=True, editable=False)
    was_already_reached = models.BooleanField(default=False, editable=False)
    has_pace = models.BooleanField(default=True, editable=False, help_text="False for what is all or nothing.")
    moved_at = models.DateTimeField(null=True, editable=False)
    moved_by = models.CharField(max_length=32, blank=True, editable=False)
    moved_subject = models.CharField(max_length=255, blank=True, editable=False)
    moved_from = fraction_field()
    seen_fraction = fraction_field()

    # No columns: what check-ins said of "stay at", by the learner's own dates, and the days on which a habit was kept;
    # once they were fetched to be measured.
    said: list[tuple[date, Decimal]]
    ticked: list[date]

    history = HistoricalRecords(
        excluded_fields=[
            *DERIVED_FIELDS,
            "progress_ratio",
            "current",
            "previous_confidence",
            "was_already_reached",
            "has_pace",
            "moved_at",
            "moved_by",
            "moved_subject",
            "moved_from",
            "seen_fraction",
        ],
        history_change_reason_field=models.TextField(null=True),
    )

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            # A negative weight would let progress in one key result lower the objective.
            check_constraint(condition=Q(weight__gte=0), name="okr_key_result_weight"),
            # Progress divides by target − baseline.
            check_constraint(
                condition=~Q(kind=KeyResultKind.METRIC.value)
                | (Q(baseline__isnull=False) & Q(target__isnull=False) & ~Q(baseline=F("target"))),
                name="okr_key_result_metric_has_way",
            ),
            # "Stay at" needs to know where, and on which side.
            check_constraint(
                condition=~Q(kind=KeyResultKind.STAY.value)
                | (Q(limit__isnull=False) & Q(side__in=[s.value for s in Side])),
                name="okr_key_result_stay_has_limit",
            ),
            # A week has seven days.
            check_constraint(
                condition=~Q(kind=KeyResultKind.HABIT.value)
                | (Q(times_per_week__isnull=False) & Q(times_per_week__gte=1) & Q(times_per_week__lte=7)),
                name="okr_key_result_habit_in_week",
            ),
        ]

    def __str__(self) -> str:
        return f"key result {self.public_id}"


class Stage(models.Model):
    """
    One stage of a milestones key result; a yes/no milestone has exactly one.

    .. pii: A person's own plan in their own words.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    public_id = public_id_field()
    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="stages")
    title = models.CharField(max_length=255)
    weight = models.DecimalField(max_digits=7, decimal_places=2, default=1)
    position = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            # As for key results: done work never counts against.
            check_constraint(condition=Q(weight__gte=0), name="okr_stage_weight"),
        ]

    def __str__(self) -> str:
        return f"stage {self.pk}"


class HabitTick(models.Model):
    """
    A day on which the habit was kept, as the learner's own calendar had it; never moved to another day afterwards.

    .. pii: When a person practised something.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="ticks")
    ticked_on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            # A day counts once, however often it is ticked, in however many tabs.
            models.UniqueConstraint(fields=("key_result", "ticked_on"), name="okr_tick_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"tick {self.ticked_on}"


class CourseRequirement(models.Model):
    """
    What one course must say before a course key result is reached.

    .. pii: Which courses a person set as a goal.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="requirements")
    # Restricted, not protected: a learner who is deleted takes both along.
    standing = models.ForeignKey(CourseStanding, on_delete=models.RESTRICT, related_name="requirements")
    course_key = course_key_field()
    criterion = models.CharField(max_length=16, choices=[(c.value, c.value) for c in Criterion])
    required_fraction = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    was_met_when_linked = models.BooleanField(default=False)

    # Derived: what the source is (live, waiting, paused, …), and the last share it gave, exact and as a decimal.
    source_state = models.CharField(max_length=16, blank=True, editable=False)
    last_ratio = models.CharField(max_length=64, blank=True, editable=False)
    last_fraction = fraction_field()

    history = HistoricalRecords(
        excluded_fields=["source_state", "last_ratio", "last_fraction", "was_met_when_linked"],
        history_change_reason_field=models.TextField(null=True),
    )

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            # Completion and grade are measured against a share of the course; the other two are yes or no.
            check_constraint(
                condition=Q(criterion__in=[Criterion.PASSING.value, Criterion.CERTIFICATE.value])
                | (Q(required_fraction__isnull=False) & Q(required_fraction__gt=0) & Q(required_fraction__lte=1)),
                name="okr_requirement_share",
            ),
        ]

    def __str__(self) -> str:
        return f"requirement {self.pk}"
