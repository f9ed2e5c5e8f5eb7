"""Words on the learner's pages that a site may say in its own way."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class SiteText(models.Model):
    """
    One text of the first page, in one language or in all. Plain text; an empty line begins a paragraph.

    .. no_pii:
    """

    key = models.CharField(
        _("where"),
        max_length=32,
        choices=[
            ("begin_title", _("First page: the question at the top")),
            ("begin_lead", _("First page: what personal OKRs are")),
            ("begin_why", _("First page: why they are worth it")),
            ("begin_privacy", _("First page: what others can see")),
        ],
    )
    language = models.CharField(
        _("language"), max_length=16, blank=True, help_text=_("A code such as es or pt-br. Empty: every language.")
    )
    body = models.TextField(_("text"), max_length=4000)

    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("site text")
        verbose_name_plural = _("site texts")
        constraints = [
            # Two texts for one place would be shown in turns.
            models.UniqueConstraint(fields=("key", "language"), name="okr_site_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.language or '*'})"
