"""The stretches of time that OKRs are written for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from okr_xblock.domain.schedule import DEFAULT_CADENCE_DAYS

from .constraints import check_constraint
from .fields import course_key_field


class Cycle(models.Model):
    """
    A cycle of the site, or of one course (which then overrides the site's). Without any, the calendar quarter counts.

    .. no_pii:
    """

    title = models.CharField(_("title"), max_length=120, blank=True, help_text=_("Empty: shown by its dates."))
    course_key = course_key_field(
        verbose_name=_("course"), null=True, blank=True, db_index=True, help_text=_("Empty: for the whole site.")
    )
    starts_on = models.DateField(_("starts on"))
    due_on = models.DateField(_("due on"), help_text=_("The last day; it ends at midnight."))
    cadence_days = models.PositiveSmallIntegerField(_("days between check-ins"), default=DEFAULT_CADENCE_DAYS)
    # Set on the rows that were made by themselves because no cycle covered the day; nullable and unique, so that two
    # first learners of a quarter share one row.
    quarter_key = models.CharField(max_length=8, null=True, unique=True, editable=False)

    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        constraints = [
            # A cycle without a day in it would divide by zero wherever pace is read.
            check_constraint(condition=Q(starts_on__lt=F("due_on")), name="okr_cycle_has_days"),
            # Nobody can check in every zero days.
            check_constraint(condition=Q(cadence_days__gte=1), name="okr_cycle_cadence_positive"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.starts_on} – {self.due_on}"
