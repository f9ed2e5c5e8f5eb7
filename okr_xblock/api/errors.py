"""How a use case says no. Wrong input is Django's `ValidationError` with a message per field."""

from typing import Any


class NotFoundError(Exception):
    """It does not exist, or it is not this person's to see: nobody learns which."""


class ForbiddenError(Exception):
    """This person may see it, but may not do this here."""


class StaleError(Exception):
    """Somebody (perhaps the same person, in another tab) changed it first; `current` is what it says now."""

    def __init__(self, current: Any) -> None:
        super().__init__("changed meanwhile")
        self.current = current


class NotOpenError(Exception):
    """The objective is in a state in which this cannot be done: drafts take no check-ins, closed ones no changes."""
