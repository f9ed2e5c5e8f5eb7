"""The one place that knows how the supported Djangos spell a check constraint."""

from typing import Any

import django
from django.db import models


def check_constraint(*, condition: models.Q, name: str) -> models.CheckConstraint:
    """
    A `CheckConstraint` on every supported Django: 4.2 calls the argument `check`, 5.1 and later `condition`.

    Migrations use it too, so that one migration serves all releases.
    """
    argument = "condition" if django.VERSION >= (5, 1) else "check"
    arguments: dict[str, Any] = {argument: condition, "name": name}
    return models.CheckConstraint(**arguments)
