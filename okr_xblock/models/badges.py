"""What can be earned, and what was."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from okr_xblock.domain.badges import BadgeTrigger, RegressionPolicy

from .constraints import check_constraint
from .fields import public_id_field
from .key_results import KeyResult
from .learners import Learner
from .objectives import Objective

SYMBOLS = ("flag", "check", "star", "seed", "mountain", "book", "flame")
"""What a badge can show: names of the board's own drawings, `okr-i-…` in `_icons.html`."""


class BadgeRule(models.Model):
    """
    When the site gives which badge. Owned by the site, kept in its admin.

    .. no_pii:
    """

    slug = models.SlugField(_("name in addresses"), max_length=64, unique=True)
    title = models.CharField(_("title"), max_length=120)
    description = models.CharField(_("what it is given for"), max_length=255, blank=True)
    trigger = models.CharField(
        _("given when"),
        max_length=32,
        choices=[
            (BadgeTrigger.OBJECTIVE_PROGRESS.value, _("an objective reaches a share")),
            (BadgeTrigger.KEY_RESULT_DONE.value, _("a key result is done")),
        ],
    )
    threshold = models.DecimalField(
        _("share"),
        max_digits=5,
        decimal_places=4,
        default=1,
        help_text=_("Between 0 and 1; 0.25 is 25 %. A key result is done at 1."),
    )
    symbol = models.CharField(_("symbol"), max_length=16, default="flag", choices=[(name, name) for name in SYMBOLS])
    on_regression = models.CharField(
        _("when progress falls again"),
        max_length=8,
        choices=[
            (RegressionPolicy.KEEP.value, _("the badge is kept")),
            (RegressionPolicy.REVOKE.value, _("the badge is taken back")),
        ],
        default=RegressionPolicy.KEEP.value,
    )
    counts_already_reached = models.BooleanField(
        _("also counts what was reached before it was linked"),
        default=False,
        help_text=_("Otherwise a course that was finished before it became a goal moves progress and earns no badge."),
    )
    is_active = models.BooleanField(_("given now"), default=True)

    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("badge rule")
        verbose_name_plural = _("badge rules")
        constraints = [
            # A share of nothing would be earned by everybody at once.
            check_constraint(condition=Q(threshold__gt=0) & Q(threshold__lte=1), name="okr_badge_rule_threshold"),
        ]

    def __str__(self) -> str:
        return self.title


class Award(models.Model):
    """
    One badge that one learner earned for one objective or key result.

    .. pii: What a person achieved, and when.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    public_id = public_id_field()
    rule = models.ForeignKey(BadgeRule, on_delete=models.PROTECT, related_name="awards")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="awards")
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="awards")
    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="awards", null=True, blank=True)
    title = models.CharField(max_length=120, help_text="The rule's title when it was earned.")
    subject_title = models.CharField(max_length=255, help_text="What it was earned for, as it was called then.")
    fraction = models.DecimalField(max_digits=10, decimal_places=9)
    cause = models.CharField(max_length=32, help_text="A value of okr_xblock.domain.evidence.Cause.")
    cause_subject = models.CharField(max_length=255, blank=True)
    awarded_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    celebrated_at = models.DateTimeField(null=True, blank=True)
    active_key = models.CharField(max_length=96, null=True, blank=True, unique=True)

    class Meta:
        ordering = ("-awarded_at", "-pk")
        indexes = [
            models.Index(fields=("learner", "celebrated_at"), name="okr_award_to_celebrate"),
        ]
        constraints = [
            # `active_key` (rule : learner : subject) is unique, so a badge is never held twice; it is empty exactly
            # when the award was revoked, so earning again is a new award. A nullable unique column, because MariaDB
            # creates no conditional unique constraints.
            check_constraint(
                condition=(Q(active_key__isnull=True) & Q(revoked_at__isnull=False))
                | (Q(active_key__isnull=False) & Q(revoked_at__isnull=True)),
                name="okr_award_active_or_revoked",
            ),
        ]

    def __str__(self) -> str:
        return f"award {self.public_id}"
