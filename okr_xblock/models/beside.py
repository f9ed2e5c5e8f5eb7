"""What stands beside OKRs and never counts as progress: numbers to keep an eye on, and to-dos."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from .constraints import check_constraint
from .fields import amount_field, course_key_field, public_id_field
from .learners import Learner
from .objectives import Objective


class Kpi(models.Model):
    """
    A number with a range to keep: business as usual, never in any roll-up.

    .. pii: A person's own numbers in their own words.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    public_id = public_id_field()
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="kpis")
    home_course = course_key_field(null=True, blank=True)
    title = models.CharField(max_length=255)
    unit = models.CharField(max_length=40, blank=True)
    low = amount_field(help_text="The range keeps this and more; none: no lower end.")
    high = amount_field(help_text="The range keeps this and less; none: no upper end.")
    position = models.PositiveSmallIntegerField(default=0)
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    # Derived from the last reading.
    current = amount_field(editable=False)
    last_read_on = models.DateField(null=True, editable=False)

    history = HistoricalRecords(
        excluded_fields=["row_version", "current", "last_read_on"],
        history_change_reason_field=models.TextField(null=True),
    )

    class Meta:
        ordering = ("position", "pk")
        indexes = [
            # The numbers of one learner in one course.
            models.Index(fields=("learner", "home_course"), name="okr_kpi_of_learner"),
        ]
        constraints = [
            # Without an end there is no range, and nothing to keep.
            check_constraint(condition=Q(low__isnull=False) | Q(high__isnull=False), name="okr_kpi_has_range"),
            # A range that is upside down is never kept.
            check_constraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")), name="okr_kpi_range_up"
            ),
        ]

    def __str__(self) -> str:
        return f"KPI {self.public_id}"


class KpiReading(models.Model):
    """
    One look at the number. Only ever added: a slip is mended by a newer one.

    .. pii: A person's own numbers.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="readings")
    value = models.DecimalField(max_digits=20, decimal_places=6)
    local_date = models.DateField(help_text="The learner's own date at that moment.")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-read_at", "-pk")

    def __str__(self) -> str:
        return f"reading {self.pk}"


class Initiative(models.Model):
    """
    A to-do under an objective: something to try. Doing it moves nothing; what it changes does.

    .. pii: A person's own plan in their own words.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    public_id = public_id_field()
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="initiatives")
    title = models.CharField(max_length=255)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords(
        excluded_fields=["row_version"], history_change_reason_field=models.TextField(null=True)
    )

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"to-do {self.public_id}"
