"""The site's own tables in the Django admin. Learners' rows are in none of it; what is saved goes through the api."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from opaque_keys.edx.keys import CourseKey
from simple_history.admin import SimpleHistoryAdmin

from .api.badges import save_badge_rule
from .api.cycles import save_cycle
from .api.goals import clean_goal, delete_goal, save_goal
from .api.site_texts import OUR_TEXTS, clean_site_text, delete_text, save_text
from .api.standings import parse_course_key
from .models import BadgeRule, Cycle, OrganisationGoal, SiteText
from .tasks import catch_up_badges


class CycleForm(forms.ModelForm):
    """Dates in order."""

    course_key = forms.CharField(
        label=_("course"), required=False, max_length=255, help_text=_("Empty: for the whole site.")
    )

    class Meta:
        model = Cycle
        fields = ("title", "course_key", "starts_on", "due_on", "cadence_days")

    def clean_course_key(self) -> CourseKey | None:
        """The key that was typed; None for the whole site."""
        text = self.cleaned_data["course_key"].strip()
        key = parse_course_key(text) if text else None
        if text and key is None:
            raise ValidationError(_("This is no course key. It looks like course-v1:Org+Course+Run."))
        return key

    def clean(self) -> dict[str, Any] | None:
        """Say beside the field what the api would refuse."""
        cleaned = super().clean()
        starts_on, due_on = self.cleaned_data.get("starts_on"), self.cleaned_data.get("due_on")
        if starts_on and due_on and starts_on >= due_on:
            self.add_error("due_on", ValidationError(_("The due date must be after the start.")))
        return cleaned


@admin.register(Cycle)
class CycleAdmin(SimpleHistoryAdmin):
    """Cycles of the site and of courses; those made by themselves for a calendar quarter are not shown."""

    form = CycleForm
    list_display = ("__str__", "course_key", "starts_on", "due_on", "cadence_days")
    search_fields = ("title", "course_key")
    date_hierarchy = "starts_on"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Cycle]:
        """Only cycles that somebody set."""
        return super().get_queryset(request).filter(quarter_key__isnull=True)

    def has_delete_permission(self, request: HttpRequest, obj: Cycle | None = None) -> bool:  # noqa: ARG002 - Django\'s signature
        """A cycle that objectives were written for stays."""
        return False

    def save_model(self, request: HttpRequest, obj: Cycle, form: forms.ModelForm, change: bool) -> None:  # noqa: ARG002
        """Through the api, which keeps who did it."""
        obj.pk = save_cycle(cycle_id=obj.pk, actor_id=request.user.pk, **form.cleaned_data)


@admin.register(BadgeRule)
class BadgeRuleAdmin(SimpleHistoryAdmin):
    """Badge rules. One that was ever given is switched off, not deleted: its badges name it."""

    list_display = ("title", "trigger", "threshold", "on_regression", "is_active")
    list_filter = ("trigger", "is_active")
    search_fields = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}

    def has_delete_permission(self, request: HttpRequest, obj: BadgeRule | None = None) -> bool:  # noqa: ARG002 - Django\'s signature
        """Switch it off instead."""
        return False

    def save_model(self, request: HttpRequest, obj: BadgeRule, form: forms.ModelForm, change: bool) -> None:  # noqa: ARG002
        """Through the api; who deserves the badge already gets it in the background."""
        rule_id = save_badge_rule(rule_id=obj.pk, actor_id=request.user.pk, **form.cleaned_data)
        obj.pk = rule_id
        transaction.on_commit(lambda: catch_up_badges.delay(rule_id=rule_id), robust=True)


class DeletesOneByOne(SimpleHistoryAdmin):
    """Many at once are deleted as one is: through the api, each with who did it."""

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """What was chosen in the list."""
        for row in queryset:
            self.delete_model(request, row)


class GoalForm(forms.ModelForm):
    """Says beside the field what the api would refuse."""

    class Meta:
        model = OrganisationGoal
        fields = ("title", "why", "starts_on", "due_on", "is_offered")
        help_texts = {
            "is_offered": _(
                "Rather switch this off than delete the goal: objectives that serve it go on naming it. "
                "When it is deleted, they name none."
            )
        }

    def clean(self) -> dict[str, Any] | None:
        """As the api keeps it."""
        super().clean()
        try:
            return clean_goal(**self.cleaned_data)
        except ValidationError as error:
            self.add_error(None, error)
        return None


@admin.register(OrganisationGoal)
class OrganisationGoalAdmin(DeletesOneByOne):
    """What learners may say that their objectives serve. Who chose which goal is seen nowhere."""

    form = GoalForm
    list_display = ("title", "is_offered", "starts_on", "due_on")
    list_filter = ("is_offered",)
    search_fields = ("title",)

    def save_model(self, request: HttpRequest, obj: OrganisationGoal, form: forms.ModelForm, change: bool) -> None:  # noqa: ARG002
        """Through the api, which keeps who did it."""
        obj.pk = save_goal(goal_id=obj.pk, actor_id=request.user.pk, **form.cleaned_data)

    def delete_model(self, request: HttpRequest, obj: OrganisationGoal) -> None:
        """Through the api, which keeps who did it."""
        delete_goal(goal_id=obj.pk, actor_id=request.user.pk)


class SiteTextForm(forms.ModelForm):
    """Says what stands there by default, and beside the field what the api would refuse."""

    class Meta:
        model = SiteText
        fields = ("key", "language", "body")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "body" in self.fields:  # absent for somebody who may only look
            places = dict(SiteText._meta.get_field("key").choices or ())
            ours = format_html_join("", "<dt>{}</dt><dd>{}</dd>", ((places[key], OUR_TEXTS[key]) for key in places))
            told = _("Plain text; an empty line begins a paragraph. Without a text of yours, these stand there:")
            self.fields["body"].help_text = format_html("{}<dl>{}</dl>", told, ours)

    def clean(self) -> dict[str, Any] | None:
        """As the api keeps it."""
        super().clean()
        try:
            return clean_site_text(text_id=self.instance.pk, **self.cleaned_data)
        except ValidationError as error:
            self.add_error(None, error)
        return None


@admin.register(SiteText)
class SiteTextAdmin(DeletesOneByOne):
    """Words of the learner's first page. A deleted text makes room for our own words again."""

    form = SiteTextForm
    list_display = ("key", "language", "beginning")
    list_filter = ("key", "language")
    search_fields = ("body",)

    @admin.display(description=_("text"))
    def beginning(self, obj: SiteText) -> str:
        """So much of it that one knows which it is."""
        return Truncator(obj.body).words(12)

    def save_model(self, request: HttpRequest, obj: SiteText, form: forms.ModelForm, change: bool) -> None:  # noqa: ARG002
        """Through the api, which keeps who did it."""
        obj.pk = save_text(text_id=obj.pk, actor_id=request.user.pk, **form.cleaned_data)

    def delete_model(self, request: HttpRequest, obj: SiteText) -> None:
        """Through the api, which keeps who did it."""
        delete_text(text_id=obj.pk, actor_id=request.user.pk)
