"""What and why, when, and who sees it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from okr_xblock.api.objectives import ObjectiveSpec
from okr_xblock.domain.lifecycle import Ambition, Category, Visibility

from .. import words
from .base import NO_DATE, NO_TITLE, SubmittedForm


class ObjectiveForm(SubmittedForm):
    """What and why, when, and who sees it."""

    id = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("What do you want to reach?"), max_length=255, error_messages=NO_TITLE)
    why = forms.CharField(label=_("Why does it matter to you?"), required=False, max_length=2000, widget=forms.Textarea)
    category = forms.ChoiceField(label=_("What is it about?"), choices=words.CATEGORY_CHOICES)
    ambition = forms.ChoiceField(label=_("How far do you reach?"), choices=words.AMBITION_CHOICES)
    starts_on = forms.DateField(label=_("From"), error_messages=NO_DATE)
    due_on = forms.DateField(label=_("Until"), error_messages=NO_DATE)
    visibility = forms.ChoiceField(label=_("Who can see it?"), choices=words.VISIBILITY_CHOICES)
    reason = forms.CharField(label=_("Why the change?"), required=False, max_length=500)

    def spec(self) -> ObjectiveSpec:
        """What was typed, for the api. Call on a valid form."""
        typed = self.cleaned_data
        return ObjectiveSpec(
            title=typed["title"],
            why=typed["why"],
            category=Category(typed["category"]),
            ambition=Ambition(typed["ambition"]),
            visibility=Visibility(typed["visibility"]),
            starts_on=typed["starts_on"],
            due_on=typed["due_on"],
        )
