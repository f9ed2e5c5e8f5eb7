"""How is it going?"""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okr_xblock.api.check_ins import CheckInEntry

from ..amounts import AmountField
from .base import ConfidenceField, SubmittedForm

_SHOWN = ("shown_day", "kept_day", "day", "shown_stage", "done_stage", "stage")


class CheckInForm(SubmittedForm):
    """
    One key result's check-in.

    Days and stages are sent with what was shown (`shown_day`, and of these `kept_day`), so that only changes count: a
    form from an old tab undoes nothing that another tab did.
    """

    id = forms.CharField(max_length=32, widget=forms.HiddenInput)
    value = AmountField(label=_("Where is it now?"), required=False)
    confidence = ConfidenceField(label=_("How sure are you?"), help_text=_("1 not at all, 10 certain"))
    note = forms.CharField(
        label=_("What helped, what got in the way?"), required=False, max_length=4000, widget=forms.Textarea
    )

    @property
    def names(self) -> dict[str, str]:
        """What the boxes are called that are no fields: `day` of many key results is one name each."""
        return {name: self.add_prefix(name) for name in _SHOWN}

    @property
    def ticked_days(self) -> set[str] | None:
        """The days ticked in a form that comes back; None in one that is opened."""
        return self._sent("day") if self.is_bound else None

    @property
    def ticked_stages(self) -> set[str] | None:
        """The same of stages."""
        return self._sent("stage") if self.is_bound else None

    def clean(self) -> dict[str, Any]:
        """Adds `stages` (id → done) and `days` (day → kept): those whose box is not as it was shown."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["stages"] = self._changed("stage", "done_stage")
        try:
            cleaned["days"] = {
                date.fromisoformat(day): is_kept for day, is_kept in self._changed("day", "kept_day").items()
            }
        except ValueError as error:
            raise ValidationError(_("One of the days cannot be read."), code="day") from error
        return cleaned

    def entry(self, key_result_id: str) -> CheckInEntry:
        """What was typed, for the api. Call on a valid form."""
        typed = self.cleaned_data
        names = ("confidence", "note", "value", "stages", "days")
        return CheckInEntry(key_result_id=key_result_id, **{name: typed[name] for name in names})

    def _changed(self, name: str, before: str) -> dict[str, bool]:
        ticked, ticked_before = self._sent(name), self._sent(before)
        shown = self._sent(f"shown_{name}")
        return {box: box in ticked for box in shown if (box in ticked) != (box in ticked_before)}

    def _sent(self, name: str) -> set[str]:
        """Boxes are sent one by one; what was shown comes as a list in one field, for fields are counted."""
        texts = self.data.getlist(self.add_prefix(name)) if self.is_bound else ()
        return {part for text in texts for part in text.split(",") if part}


class EntryForm(CheckInForm):
    """
    One key result among several of one form; its fields bear the key result's public id. It can be left out.

    `full_clean` passes over one that is left out, whatever was typed into it.
    """

    submission_key = None  # type: ignore[assignment]
    id = None  # type: ignore[assignment]
    skip = forms.BooleanField(label=pgettext_lazy("check-in", "Not this time"), required=False)

    def __init__(self, data: Any = None, *, key_result_id: str, **options: Any) -> None:
        super().__init__(data, prefix=key_result_id, empty_permitted=True, use_required_attribute=False, **options)

    def has_changed(self) -> bool:
        """Whether it counts at all."""
        return not self.is_left_out

    @property
    def key_result_id(self) -> str:
        """Whose check-in this is."""
        return str(self.prefix)

    @property
    def is_left_out(self) -> bool:
        """Whether the learner said: not this time."""
        return self.is_bound and self.add_prefix("skip") in self.data

    def clean_value(self) -> Any:
        """A number that was asked for is written, or its key result left out."""
        value = self.cleaned_data["value"]
        if value is None and self.add_prefix("value") in self.data:
            raise ValidationError(_("Write a number, or choose “Not this time”."), code="required")
        return value


class DueForm(SubmittedForm):
    """What all of one check-in has in common."""
