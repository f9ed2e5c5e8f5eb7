"""What the platform last said of a learner in a course, and how far the nightly comparison got."""

from django.db import models

from .fields import course_key_field
from .learners import Learner


class CourseStanding(models.Model):
    """
    One learner's standing in one course that a key result of theirs follows; the platform's truth as last read.

    .. pii: A person's progress, grade and certificate in a course, copied from the platform.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="standings")
    course_key = course_key_field()
    course_exists = models.BooleanField(default=True)
    is_enrolled = models.BooleanField(default=False)
    was_enrolled = models.BooleanField(default=False, help_text="Was ever seen enrolled.")
    units_complete = models.PositiveIntegerField(default=0)
    units_incomplete = models.PositiveIntegerField(default=0)
    units_locked = models.PositiveIntegerField(default=0)
    grade_fraction = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    is_passing = models.BooleanField(default=False)
    is_certified = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Two tasks for the same learner and course must meet in the same row.
            models.UniqueConstraint(fields=("learner", "course_key"), name="okr_standing_once"),
        ]
        indexes = [
            models.Index(fields=("course_key",), name="okr_standing_of_course"),
        ]

    def __str__(self) -> str:
        return f"standing {self.pk}"


class ReconcileRun(models.Model):
    """
    One pass of the nightly comparison. An unfinished one is taken up where it stopped.

    .. no_pii:
    """

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    last_standing_id = models.BigIntegerField(default=0, help_text="Every standing up to this one was compared.")
    compared = models.PositiveIntegerField(default=0)
    reread = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"reconcile run {self.pk}"
