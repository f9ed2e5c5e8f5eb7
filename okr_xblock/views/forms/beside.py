"""Numbers to keep an eye on, and to-dos."""

from django import forms
from django.utils.translation import gettext_lazy as _

from okr_xblock.api.initiatives import InitiativeSpec
from okr_xblock.api.kpis import KpiSpec

from ..amounts import AmountField
from .base import NO_DATE, SubmittedForm


class KpiForm(SubmittedForm):
    """What the number is, and where it should stay."""

    id = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("What do you call it?"),
        max_length=255,
        error_messages={"required": _("Please write what you call it.")},
    )
    unit = forms.CharField(label=_("Of what?"), required=False, max_length=40)
    low = AmountField(label=_("Keep it at or above"), required=False)
    high = AmountField(label=_("Keep it at or below"), required=False)
    value = AmountField(label=_("Where is it now?"), required=False)
    reason = forms.CharField(label=_("Why the change?"), required=False, max_length=500)

    def spec(self) -> KpiSpec:
        """What was typed, for the api. Call on a valid form."""
        typed = self.cleaned_data
        return KpiSpec(title=typed["title"], unit=typed["unit"], low=typed["low"], high=typed["high"])


class ReadingForm(SubmittedForm):
    """What the number is now."""

    id = forms.CharField(max_length=32, widget=forms.HiddenInput)
    value = AmountField(label=_("Where is it now?"), required=False)


class InitiativeForm(SubmittedForm):
    """What to do, and perhaps by when."""

    id = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    objective = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("What will you do?"), max_length=255, error_messages={"required": _("Please write what you will do.")}
    )
    due_on = forms.DateField(label=_("By when, if that matters"), required=False, error_messages=NO_DATE)

    def spec(self) -> InitiativeSpec:
        """What was typed, for the api. Call on a valid form."""
        return InitiativeSpec(title=self.cleaned_data["title"], due_on=self.cleaned_data["due_on"])
