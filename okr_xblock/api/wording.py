"""Wording hints that a learner wants no more."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okr_xblock.domain.wording import HintCode
from okr_xblock.models import Learner

from ._writes import learner_write

__all__ = ["ignore_hint", "read_ignored_hints", "restore_hints"]


def read_ignored_hints(*, user_id: int) -> frozenset[str]:
    """Codes of the hints that this person does not want; those that no longer exist are left out."""
    codes = next(iter(Learner.objects.filter(user_id=user_id).values_list("ignored_hints", flat=True)), ())
    return frozenset(codes) & frozenset(code.value for code in HintCode)


def ignore_hint(*, user_id: int, code: str) -> None:
    """Never show this hint again. Raises `ValidationError` for what is no hint."""
    if code not in {known.value for known in HintCode}:
        raise ValidationError(_("There is no such hint."), code="unknown_hint")
    with learner_write(user_id=user_id) as write:
        _keep(write.learner, {*write.learner.ignored_hints, code})


def restore_hints(*, user_id: int) -> None:
    """Show every hint again."""
    with learner_write(user_id=user_id) as write:
        _keep(write.learner, set())


def _keep(learner: Learner, codes: set[str]) -> None:
    learner.ignored_hints = sorted(codes)
    learner.save(update_fields=["ignored_hints"])
