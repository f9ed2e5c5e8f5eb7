"""What holds of the domain as a whole: no framework, no clock, codes that fit into columns."""

import ast
import enum
import importlib
import inspect
import pkgutil
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

import okr_xblock.domain
from okr_xblock.domain.errors import RuleError
from okr_xblock.domain.evidence import Cause

NAMES = sorted(module.name for module in pkgutil.iter_modules(okr_xblock.domain.__path__))
MODULES = [importlib.import_module(f"okr_xblock.domain.{name}") for name in NAMES]
ENUMS = sorted(
    {
        member
        for module in MODULES
        for _name, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, enum.Enum) and member.__module__.startswith("okr_xblock")
    },
    key=lambda member: member.__qualname__,
)


def all_errors(base: type[RuleError]) -> list[type[RuleError]]:
    return [base, *(error for child in base.__subclasses__() for error in all_errors(child))]


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_the_rules_import_the_standard_library_and_each_other_only(module: ModuleType) -> None:
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    absolute = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names} | {
        str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 0
    }
    assert {name.partition(".")[0] for name in absolute} <= sys.stdlib_module_names


@pytest.mark.parametrize("module", MODULES, ids=NAMES)
def test_the_rules_have_no_clock_of_their_own(module: ModuleType) -> None:
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    assert not re.search(r"\b(now|today|utcnow|time|monotonic)\(\)", source)


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_values_that_go_into_columns_are_lower_case_words(kind: type[enum.Enum]) -> None:
    assert issubclass(kind, enum.StrEnum)
    # Empty for "nothing of these", as in columns that may be.
    assert all(re.fullmatch(r"([a-z]+(_[a-z]+)*)?", member.value) for member in kind)
    assert all(member.value in {member.name.lower(), ""} for member in kind)


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [error.code for error in all_errors(RuleError)]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("cause", Cause)
def test_only_what_the_learner_says_is_not_from_the_platform(cause: Cause) -> None:
    assert cause.is_from_platform == (cause not in {Cause.CHECK_IN, Cause.REVISION, Cause.BADGE_RULE})
