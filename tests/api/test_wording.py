"""Hints that a learner wants no more."""

import pytest
from django.core.exceptions import ValidationError

from okr_xblock.api.wording import ignore_hint, read_ignored_hints, restore_hints
from okr_xblock.models import Learner
from tests.support.okr import statements


def test_somebody_new_gets_every_hint(learner):
    with statements() as queries:
        assert read_ignored_hints(user_id=learner.pk) == frozenset()
    assert len(queries) == 1  # the learner's row


def test_a_hint_is_ignored_for_good_by_whoever_says_so(learner, somebody_else):
    for code in ("no_number", "task_shaped", "no_number"):
        ignore_hint(user_id=learner.pk, code=code)
    assert read_ignored_hints(user_id=learner.pk) == {"no_number", "task_shaped"}
    assert read_ignored_hints(user_id=somebody_else.pk) == frozenset()


def test_hints_can_be_had_back(learner):
    ignore_hint(user_id=learner.pk, code="no_number")
    restore_hints(user_id=learner.pk)
    assert read_ignored_hints(user_id=learner.pk) == frozenset()


@pytest.mark.parametrize("code", ["", "no_such_hint", "<script>", "x" * 10_000])
def test_what_is_no_hint_is_refused(learner, code):
    with pytest.raises(ValidationError):
        ignore_hint(user_id=learner.pk, code=code)
    assert not Learner.objects.filter(user=learner).exists()


def test_a_hint_that_no_longer_exists_is_forgotten(learner):
    ignore_hint(user_id=learner.pk, code="no_number")
    Learner.objects.update(ignored_hints=["no_number", "of_an_older_release"])
    assert read_ignored_hints(user_id=learner.pk) == {"no_number"}
