"""What a learner said, and what moved because of it or of the platform: both only ever grow."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .constraints import check_constraint
from .fields import amount_field, fraction_field
from .key_results import KeyResult


class CheckIn(models.Model):
    """
    One look at one key result. Never changed or deleted: a slip is mended by a newer one.

    .. pii: A person's own words and numbers about their progress.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="check_ins")
    checked_in_at = models.DateTimeField(default=timezone.now)
    local_date = models.DateField(help_text="The learner's own date at that moment; never re-read in another zone.")
    value = amount_field()
    confidence = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True, max_length=4000)
    details = models.JSONField(default=dict, blank=True, help_text="Days ticked or unticked, stages done or undone.")

    class Meta:
        ordering = ("-checked_in_at", "-pk")
        indexes = [
            models.Index(fields=("key_result", "checked_in_at"), name="okr_check_in_of_key_result"),
        ]
        constraints = [
            # One to ten, as everywhere in the field.
            check_constraint(condition=Q(confidence__gte=1) & Q(confidence__lte=10), name="okr_check_in_confidence"),
        ]

    def __str__(self) -> str:
        return f"check-in {self.pk}"


class ProgressChange(models.Model):
    """
    One movement of a key result, and what made it move: the evidence line.

    .. pii: When a person learned what.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="changes")
    happened_at = models.DateTimeField(help_text="When the event happened, as its source says.")
    recorded_at = models.DateTimeField(default=timezone.now)
    cause = models.CharField(max_length=32, help_text="A value of okr_xblock.domain.evidence.Cause.")
    subject = models.CharField(max_length=255, blank=True, help_text="What it was about, in words: the unit's title.")
    course_key = models.CharField(max_length=255, blank=True)
    from_fraction = fraction_field()
    to_fraction = fraction_field()
    was_frozen = models.BooleanField(default=False, help_text="The objective was closed already: noted, not counted.")

    class Meta:
        ordering = ("-recorded_at", "-pk")
        indexes = [
            models.Index(fields=("key_result", "recorded_at"), name="okr_change_of_key_result"),
        ]

    def __str__(self) -> str:
        return f"change {self.pk}"
