"""What a learner wants to reach."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from okr_xblock.domain.lifecycle import Ambition, Category, ObjectiveState, Visibility
from okr_xblock.domain.schedule import DEFAULT_CADENCE_DAYS

from .constraints import check_constraint
from .cycles import Cycle
from .fields import course_key_field, fraction_field, public_id_field
from .learners import Learner

DERIVED_FIELDS = [
    "progress_fraction",
    "last_confidence",
    "last_check_in_at",
    "behind_from",
    "far_behind_from",
    "outdated_from",
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
        ]

    def __str__(self) -> str:
        return f"objective {self.public_id}"
