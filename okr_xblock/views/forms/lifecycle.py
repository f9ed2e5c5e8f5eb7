"""Pause, go on, let go, open again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .base import SubmittedForm


class StateForm(SubmittedForm):
    """Which objective, and a word why."""

    id = forms.CharField(max_length=32, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("A word why"), required=False, max_length=500)
