"""What a learner wants to reach."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from okr_xblock.domain.closing import NextStep, Outcome
from okr_xblock.domain.lifecycle import Ambition, Category, ObjectiveState, Visibility
from okr_xblock.domain.schedule import DEFAULT_CADENCE_DAYS

from .constraints import check_constraint
from .cycles import Cycle
from .fields import course_key_field, fraction_field, public_id_field, trail_field
from .goals import OrganisationGoal
from .learners import Learner

DERIVED_FIELDS = [
    "progress_fraction",
    "last_confidence",
    "last_check_in_at",
    "behind_from",
    "far_behind_from",
    "outdated_from",
    "trail",
    "row_version",
]


class Derived(models.Model):
    """
    The answer to "how is it going", kept by every write so that reading is cheap.

    Written by `QuerySet.update()` alone and left out of history: nobody *decided* these values. What depends on today
    is stored as the instants at which it changes, so that the database can compare them with now.
    """

    progress_fraction = fraction_field()
    last_confidence = models.PositiveSmallIntegerField(null=True, editable=False)
    last_check_in_at = models.DateTimeField(null=True, editable=False)
    behind_from = models.DateTimeField(null=True, editable=False)
    far_behind_from = models.DateTimeField(null=True, editable=False)
    outdated_from = models.DateTimeField(null=True, editable=False)
    trail = trail_field()

    class Meta:
        abstract = True


class Objective(Derived):
    """
    One objective of one learner, at home in one course or (written at /okr/) in none.

    .. pii: A person's own goals in their own words.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    public_id = public_id_field()
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="objectives")
    home_course = course_key_field(null=True, blank=True)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=255)
    why = models.TextField(blank=True, max_length=2000)
    category = models.CharField(
        max_length=16, choices=[(c.value, c.value) for c in Category], default=Category.GROWTH.value
    )
    ambition = models.CharField(
        max_length=16, choices=[(a.value, a.value) for a in Ambition], default=Ambition.ASPIRATIONAL.value
    )
    visibility = models.CharField(
        max_length=16, choices=[(v.value, v.value) for v in Visibility], default=Visibility.PRIVATE.value
    )
    state = models.CharField(
        max_length=16, choices=[(s.value, s.value) for s in ObjectiveState], default=ObjectiveState.DRAFT.value
    )
    starts_on = models.DateField()
    due_on = models.DateField()
    # The cycle's when this was written, like the dates: periods and silence are counted by it, and stay what they were.
    cadence_days = models.PositiveSmallIntegerField(default=DEFAULT_CADENCE_DAYS)
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Of the organisation's goals the one it serves. None is as good: growth for its own sake needs no reason.
    goal = models.ForeignKey(OrganisationGoal, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Why it was paused or let go, in the learner's own words.
    state_reason = models.CharField(max_length=500, blank=True)
    # How it ended. What is written before the objective is closed waits here as a draft.
    closed_at = models.DateTimeField(null=True, blank=True)
    grade = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    proposed_grade = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True, editable=False)
    outcome = models.CharField(max_length=16, blank=True, choices=[(o.value, o.value) for o in Outcome])
    next_step = models.CharField(max_length=16, blank=True, choices=[(n.value, n.value) for n in NextStep])
    reflection_proud = models.TextField(blank=True, max_length=2000)
    reflection_obstacle = models.TextField(blank=True, max_length=2000)
    reflection_change = models.TextField(blank=True, max_length=2000)
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_on", editable=False
    )

    history = HistoricalRecords(excluded_fields=DERIVED_FIELDS, history_change_reason_field=models.TextField(null=True))

    class Meta:
        indexes = [
            # The board of one learner in one course, and across all of them.
            models.Index(fields=("learner", "home_course"), name="okr_objective_of_learner"),
            # What a course's staff may see.
            models.Index(fields=("home_course", "visibility", "state"), name="okr_objective_shared"),
        ]
        constraints = [
            # Pace divides by the days between the two.
            check_constraint(condition=Q(starts_on__lt=F("due_on")), name="okr_objective_has_days"),
            # Nobody can check in every zero days.
            check_constraint(condition=Q(cadence_days__gte=1), name="okr_objective_cadence_positive"),
            # Grades run from 0.0 to 1.0, as everywhere in the field.
            check_constraint(
                condition=Q(grade__isnull=True) | (Q(grade__gte=0) & Q(grade__lte=1)), name="okr_objective_grade"
            ),
        ]

    def __str__(self) -> str:
        return f"objective {self.public_id}"
