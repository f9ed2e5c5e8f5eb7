"""What every form that writes has in common."""

import uuid
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NO_DATE = {"required": _("Please choose a date."), "invalid": _("Please choose a date.")}
# In our own words: the framework's speak to nobody in particular, and in some languages to men only.
_IN_OUR_WORDS = {
    "max_length": _("Please keep this under %(limit_value)s characters; it has %(show_value)s."),
    "invalid_choice": _("Choose one of the offered answers."),
}


class ConfidenceField(forms.TypedChoiceField):
    """How sure, from 1 to 10, as a whole number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, choices=[(str(n), str(n)) for n in range(1, 11)], **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> "ConfidenceField":
        # Every form copies its fields. Here the choices are shared: ten copies each, and they never change.
        return forms.Field.__deepcopy__(self, memo)  # type: ignore[no-any-return]


class SubmittedForm(forms.Form):
    """Every form that writes carries a key, so that sending it twice writes once."""

    # What the api calls a field, where the form has another name for the same thing.
    api_names: ClassVar[dict[str, str]] = {}

    submission_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id=f"okr-{uuid.uuid4().hex[:6]}-%s", label_suffix="", **options)
        self.initial.setdefault("submission_key", uuid.uuid4().hex)
        for field in self.fields.values():
            field.error_messages.update(_IN_OUR_WORDS)
            if isinstance(field, forms.ChoiceField):
                field.error_messages["required"] = _IN_OUR_WORDS["invalid_choice"]

    def add_api_errors(self, error: ValidationError) -> None:
        """Put what the api refused beside the field it is about, or above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for api_name, problems in error.error_dict.items():
            name = self.api_names.get(api_name, api_name)
            self.add_error(name if name in self.fields else None, problems)
