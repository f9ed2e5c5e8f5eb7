"""How is it going?"""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..amounts import AmountField
from .base import CONFIDENCE_CHOICES, SubmittedForm


class CheckInForm(SubmittedForm):
    """One key result's check-in. Days and stages are sent with what was shown, so that only changes count."""

    id = forms.CharField(max_length=32, widget=forms.HiddenInput)
    value = AmountField(label=_("Where is it now?"), required=False)
    confidence = forms.TypedChoiceField(
        label=_("How sure are you that you will get there?"), coerce=int, choices=CONFIDENCE_CHOICES
    )
    note = forms.CharField(
        label=_("What helped, what got in the way?"), required=False, max_length=4000, widget=forms.Textarea
    )

    def changed_stages(self) -> dict[str, bool]:
        """Stage id → done, for the stages whose box is not as it was shown."""
        shown, ticked, done_before = (set(self.data.getlist(n)) for n in ("shown_stage", "stage", "done_stage"))
        return {stage: stage in ticked for stage in shown if (stage in ticked) != (stage in done_before)}

    def changed_days(self) -> dict[date, bool]:
        """Day → kept, for the days whose box is not as it was shown."""
        shown, ticked, before = self._days("shown_day"), self._days("day"), self._days("kept_day")
        return {day: day in ticked for day in shown if (day in ticked) != (day in before)}

    def _days(self, name: str) -> set[date]:
        days = set()
        for text in self.data.getlist(name):
            try:
                days.add(date.fromisoformat(text))
            except ValueError as error:
                raise ValidationError(_("One of the days cannot be read."), code="day") from error
        return days
