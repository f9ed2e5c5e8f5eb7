"""
Wording help while typing: hints that a door puts into words. They help to write, and never stop anybody.

Deterministic: the same draft gives the same hints in the same order. Hints about words need a word list and are silent
in languages that have none; those about numbers, dates and confidence speak everywhere.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from .advice import AdviceCode, advise_key_results, advise_objectives
from .confidence import MAX, MIN
from .lifecycle import KeyResultKind
from .word_lists import WORD_LISTS, WordList, fold

# The beginning tells what a sentence is; nobody waits for the help to read a whole essay.
_READ_CHARACTERS = 300

_MEASURED_BY_NUMBER = (KeyResultKind.METRIC, KeyResultKind.STAY)
_NO_WORDS = WordList(
    task_verbs=frozenset(),
    broad_verbs=frozenset(),
    finishing_verbs=frozenset(),
    fillers=frozenset(),
    numbers=frozenset(),
)


class HintCode(StrEnum):
    """What could be better."""

    TASK_SHAPED = "task_shaped"
    """It names something to do: ask for the effect it should have."""
    OBJECTIVE_TASK_SHAPED = "objective_task_shaped"
    """The same of an objective: ask what it is for."""
    NO_NUMBER = "no_number"
    NO_BASELINE = "no_baseline"
    NO_DATE = "no_date"
    TOO_MANY_OBJECTIVES = "too_many_objectives"
    TOO_MANY_KEY_RESULTS = "too_many_key_results"
    CONFIDENCE_LOWEST = "confidence_lowest"
    """At 1 from the start: is the goal the right size?"""
    CONFIDENCE_HIGHEST = "confidence_highest"
    """At 10 from the start: nothing to reach for?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A code with what its sentence needs: the word it is about, or how many there are and how many are fine."""

    code: HintCode
    word: str = ""
    count: int | None = None
    limit: int | None = None


def hints(
    text: str,
    *,
    language: str,
    kind: KeyResultKind | None = None,
    has_number: bool = False,
    has_baseline: bool = True,
    key_results: int = 1,
    confidence: int | None = None,
) -> tuple[Hint, ...]:
    """
    What could be better about a key result as far as it is typed, most helpful first; nothing for an empty text.

    `language` is a code such as "es" or "es-419", whose main part counts. `kind` is None until chosen; `has_number`
    says whether a target or limit is filled in, `has_baseline` whether it is known where a metric starts; `key_results`
    is how many the objective will have with this one, `confidence` the starting one. Only a metric and "stay at" are
    asked for a number: a yes/no milestone, a habit and a course have theirs by nature.
    """
    words = _words(text)
    if not words:
        return ()
    word_list = _word_list(language)
    is_measured = has_number or _has_number(words, word_list)
    found = [
        None if is_measured else _task_hint(words, word_list),
        None if is_measured else _number_hint(kind),
        None if has_baseline else _baseline_hint(kind),
        _too_many_key_results(key_results),
        _confidence_hint(confidence),
    ]
    return tuple(hint for hint in found if hint is not None)


def objective_hints(text: str, *, language: str, has_date: bool = True, objectives: int = 1) -> tuple[Hint, ...]:
    """
    What could be better about an objective, most helpful first; nothing for an empty text.

    `language` as with `hints`; `objectives` is how many open ones the person will have with this one. Its words are
    free, for an objective inspires: verbs that can begin an aim as well ("build trust") are left alone.
    """
    words = _words(text)
    if not words:
        return ()
    found = [
        _objective_task_hint(words, _word_list(language)),
        None if has_date else Hint(code=HintCode.NO_DATE),
        _too_many_objectives(objectives),
    ]
    return tuple(hint for hint in found if hint is not None)


def _words(text: str) -> list[str]:
    """The words as they were typed, without punctuation around them and without marks that cannot be seen."""
    visible = "".join(c for c in text[:_READ_CHARACTERS] if unicodedata.category(c) != "Cf")
    return [word for typed in visible.split() if (word := re.sub(r"^\W+|\W+$", "", typed))]


def _has_number(words: list[str], word_list: WordList) -> bool:
    return any(fold(word) in word_list.numbers or any(c.isdigit() for c in word) for word in words)


def _word_list(language: str) -> WordList:
    return WORD_LISTS.get(re.split("[-_]", language.lower())[0], _NO_WORDS)


def _first_word(words: list[str], word_list: WordList) -> str:
    return next((word for word in words if fold(word) not in word_list.fillers), "")


def _task_hint(words: list[str], word_list: WordList) -> Hint | None:
    first = _first_word(words, word_list)
    if fold(first) not in word_list.task_verbs:
        return None
    return Hint(code=HintCode.TASK_SHAPED, word=first)


def _objective_task_hint(words: list[str], word_list: WordList) -> Hint | None:
    first = _first_word(words, word_list)
    if fold(first) not in (word_list.task_verbs - word_list.broad_verbs) | word_list.finishing_verbs:
        return None
    return Hint(code=HintCode.OBJECTIVE_TASK_SHAPED, word=first)


def _number_hint(kind: KeyResultKind | None) -> Hint | None:
    return Hint(code=HintCode.NO_NUMBER) if kind in _MEASURED_BY_NUMBER else None


def _baseline_hint(kind: KeyResultKind | None) -> Hint | None:
    return Hint(code=HintCode.NO_BASELINE) if kind == KeyResultKind.METRIC else None


def _too_many_objectives(count: int) -> Hint | None:
    advice = advise_objectives(count)
    if advice is None:
        return None
    return Hint(code=HintCode.TOO_MANY_OBJECTIVES, count=advice.count, limit=advice.limit)


def _too_many_key_results(count: int) -> Hint | None:
    advice = advise_key_results(count)
    if advice is None or advice.code != AdviceCode.TOO_MANY_KEY_RESULTS:
        return None  # too few is no news while the first is being typed
    return Hint(code=HintCode.TOO_MANY_KEY_RESULTS, count=advice.count, limit=advice.limit)


def _confidence_hint(confidence: int | None) -> Hint | None:
    if confidence == MIN:
        return Hint(code=HintCode.CONFIDENCE_LOWEST)
    return Hint(code=HintCode.CONFIDENCE_HIGHEST) if confidence == MAX else None
