"""The person whose OKRs these are."""

from django.conf import settings
from django.db import models


class Learner(models.Model):
    """
    One row per user with OKRs: the lock that every write of this person's OKRs takes first.

    .. pii: Links a user to their personal goals; holds the time zone they chose.
    .. pii_types: id, location
    .. pii_retirement: local_api
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="okr_learner")
    time_zone = models.CharField(
        max_length=64, blank=True, help_text="IANA name as last read from the account; empty: the site's."
    )
    ignored_hints = models.JSONField(
        default=list, blank=True, help_text="Codes of the wording hints they want no more."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"learner {self.pk}"


class Submission(models.Model):
    """
    A form that was accepted. The same form sent again finds its first result here instead of writing twice.

    .. pii: The key is random; the row links a learner to what a form made.
    .. pii_types: id
    .. pii_retirement: local_api
    """

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="submissions")
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, help_text="SHA-256 of what the form asked for.")
    result = models.CharField(max_length=64, blank=True, help_text="Public id of what the form made or changed.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            # Old ones are deleted at night.
            models.Index(fields=("created_at",), name="okr_submission_age"),
        ]
        constraints = [
            # A double click, a retry after a lost answer, the back button: one form is one write. Corrected and sent
            # again it is another one.
            models.UniqueConstraint(fields=("learner", "key", "digest"), name="okr_submission_once"),
        ]

    def __str__(self) -> str:
        return f"submission {self.key}"
