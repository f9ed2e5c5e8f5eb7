"""What the organisation wants to reach, for learners to say which of it their own objectives serve."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .constraints import check_constraint
from .fields import public_id_field


class OrganisationGoal(models.Model):
    """
    One goal of the organisation, in a flat list. Owned by the site, kept in its admin.

    .. no_pii:
    """

    public_id = public_id_field()
    title = models.CharField(_("title"), max_length=255)
    why = models.TextField(_("why it matters"), blank=True, max_length=2000)
    starts_on = models.DateField(_("offered from"), null=True, blank=True)
    due_on = models.DateField(_("offered until"), null=True, blank=True)
    is_offered = models.BooleanField(
        _("offered to learners"), default=True, help_text=_("Objectives that serve it already go on naming it.")
    )

    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("organisation goal")
        verbose_name_plural = _("organisation goals")
        ordering = ("title", "pk")
        constraints = [
            # A goal that ends before it begins would never be offered, and nobody would know why.
            check_constraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(starts_on__lte=F("due_on")),
                name="okr_goal_has_days",
            ),
        ]

    def __str__(self) -> str:
        return self.title
