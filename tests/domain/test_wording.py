"""Help that warns and never stops: amounts and wording."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain.advice import Advice, AdviceCode, advise_key_results, advise_objectives
from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.domain.wording import Hint, HintCode, hints, objective_hints

LANGUAGES = ("en", "es", "ar", "fr")


@pytest.mark.parametrize(("count", "is_fine"), [(0, True), (1, True), (3, True), (4, False), (50, False)])
def test_three_objectives_are_enough(count: int, is_fine: bool) -> None:
    expected = None if is_fine else Advice(AdviceCode.TOO_MANY_OBJECTIVES, count, 3)
    assert advise_objectives(count) == expected


@pytest.mark.parametrize(
    ("count", "code", "limit"),
    [
        (0, AdviceCode.TOO_FEW_KEY_RESULTS, 2),
        (1, AdviceCode.TOO_FEW_KEY_RESULTS, 2),
        (6, AdviceCode.TOO_MANY_KEY_RESULTS, 5),
        (12, AdviceCode.TOO_MANY_KEY_RESULTS, 5),
    ],
)
def test_two_to_five_key_results_are_advised(count: int, code: AdviceCode, limit: int) -> None:
    assert advise_key_results(count) == Advice(code, count, limit)


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_two_to_five_key_results_are_fine(count: int) -> None:
    assert advise_key_results(count) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Give a company presentation", KeyResultKind.MILESTONES),
        ("Learn one new word a day", KeyResultKind.HABIT),
        ("Complete a communication course", KeyResultKind.COURSE),
        ("Complete the communication course", KeyResultKind.COURSE),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_key_results_need_no_help(text: str, kind: KeyResultKind, language: str) -> None:
    assert hints(text, language=language, kind=kind) == ()
    assert hints(text, language=language) == ()


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "create a monthly newsletter", "create"),
        ("en", "Create a monthly newsletter!", "Create"),
        ("en", "  WRITE documentation  ", "WRITE"),
        ("en", "I want to organise a meetup", "organise"),
        ("en", "We are going to organize a meetup", "organize"),
        ("en", "“Prepare” the workshop", "Prepare"),
        ("en-us", "Create a monthly newsletter", "Create"),
        ("en_GB", "Creating a monthly newsletter", "Creating"),
        ("es", "Crear un boletín mensual", "Crear"),
        ("es-419", "Voy a diseñar un boletín", "diseñar"),
        ("es", "Disenare un boletín", "Disenare"),
        ("ar", "إنشاء نشرة شهرية", "إنشاء"),
        ("ar", "انشاء نشرة شهرية", "انشاء"),
        ("ar", "أريد أن أكتب نشرة", "أكتب"),
        ("ar", "كـتـابـة نشرة", "كـتـابـة"),
        ("ar", "كِتَابَة نشرة", "كِتَابَة"),
        # marks that cannot be seen hide nothing and are not repeated
        ("en", "\u202ecreate\u202c a newsletter", "create"),
    ],
)
def test_a_task_is_asked_for_its_effect(language: str, text: str, word: str) -> None:
    task = Hint(code=HintCode.TASK_SHAPED, word=word)
    assert hints(text, language=language, kind=KeyResultKind.MILESTONES) == (task,)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Increase monthly readership by 25 %"),
        ("en", "Readership doubled"),
        ("en", "More people read what we create"),
        # a number says what the effect is
        ("en", "Write 3 articles that 500 people read"),
        ("en", "Write three articles"),
        ("ar", "كتابة ٣ مقالات"),
        ("es", "Escribir tres artículos"),
        # words of another language, and languages without a list
        ("es", "Create a monthly newsletter"),
        ("fr", "Créer une lettre mensuelle"),
        ("xx", "Create a monthly newsletter"),
        ("", "Create a monthly newsletter"),
    ],
)
def test_anything_else_is_no_task(language: str, text: str) -> None:
    assert hints(text, language=language, kind=KeyResultKind.MILESTONES) == ()


@pytest.mark.parametrize("text", ["", "   ", "\n", "…", "!?", "\u202e\u200f"])
def test_nothing_is_said_about_nothing(text: str) -> None:
    assert hints(text, language="en", has_baseline=False, key_results=9, confidence=1) == ()
    assert objective_hints(text, language="en", has_date=False, objectives=9) == ()


@pytest.mark.parametrize(
    ("kind", "text", "has_number", "is_asked"),
    [
        (KeyResultKind.METRIC, "More readers", False, True),
        (KeyResultKind.STAY, "Sleep enough", False, True),
        (KeyResultKind.METRIC, "More readers", True, False),
        (KeyResultKind.METRIC, "From 40 to 60 readers", False, False),
        (KeyResultKind.METRIC, "Double the readers", False, False),
        (KeyResultKind.METRIC, "٦٠ قارئا", False, False),
        (KeyResultKind.MILESTONES, "More readers", False, False),
        (KeyResultKind.HABIT, "Read", False, False),
        (KeyResultKind.COURSE, "The course", False, False),
        (None, "More readers", False, False),
    ],
)
def test_what_is_measured_by_a_number_is_asked_for_one(
    kind: KeyResultKind | None, text: str, has_number: bool, is_asked: bool
) -> None:
    asked = (Hint(code=HintCode.NO_NUMBER),) if is_asked else ()
    assert hints(text, language="en", kind=kind, has_number=has_number) == asked


def test_a_number_is_missed_in_languages_without_words_too() -> None:
    assert hints("Plus de lecteurs", language="fr", kind=KeyResultKind.METRIC)[0].code is HintCode.NO_NUMBER


@pytest.mark.parametrize("kind", KeyResultKind)
def test_only_a_metric_is_asked_where_it_starts(kind: KeyResultKind) -> None:
    codes = [hint.code for hint in hints("Readers", language="en", kind=kind, has_number=True, has_baseline=False)]
    assert codes == ([HintCode.NO_BASELINE] if kind is KeyResultKind.METRIC else [])


@pytest.mark.parametrize(
    ("confidence", "code"),
    [(None, None), (1, HintCode.CONFIDENCE_LOWEST), (2, None), (5, None), (9, None), (10, HintCode.CONFIDENCE_HIGHEST)],
)
def test_extreme_confidence_from_the_start_is_questioned(confidence: int | None, code: HintCode | None) -> None:
    assert hints("Readers", language="en", confidence=confidence) == (() if code is None else (Hint(code=code),))


def test_the_sixth_key_result_is_one_too_many() -> None:
    assert hints("Readers", language="en", key_results=5) == ()
    assert hints("Readers", language="en", key_results=6) == (
        Hint(code=HintCode.TOO_MANY_KEY_RESULTS, count=6, limit=5),
    )


def test_all_hints_come_together_the_most_helpful_first() -> None:
    found = hints(
        "Create a newsletter",
        language="en",
        kind=KeyResultKind.METRIC,
        has_baseline=False,
        key_results=7,
        confidence=10,
    )
    assert [hint.code for hint in found] == [
        HintCode.TASK_SHAPED,
        HintCode.NO_NUMBER,
        HintCode.NO_BASELINE,
        HintCode.TOO_MANY_KEY_RESULTS,
        HintCode.CONFIDENCE_HIGHEST,
    ]


@pytest.mark.parametrize(
    ("has_date", "objectives", "codes"),
    [
        (True, 3, []),
        (False, 1, [HintCode.NO_DATE]),
        (True, 4, [HintCode.TOO_MANY_OBJECTIVES]),
        (False, 4, [HintCode.NO_DATE, HintCode.TOO_MANY_OBJECTIVES]),
    ],
)
def test_an_objective_is_asked_for_its_date_and_company(has_date: bool, objectives: int, codes: list[HintCode]) -> None:
    found = objective_hints("Become great at something", language="en", has_date=has_date, objectives=objectives)
    assert [hint.code for hint in found] == codes


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "Create a newsletter", "Create"),
        ("en", "I want to write 3 articles", "write"),
        ("en", "Complete 3 courses", "Complete"),
        ("en", "Finish the quarterly report", "Finish"),
        ("es", "Terminar el informe", "Terminar"),
        ("ar", "حضور تدريب السلامة", "حضور"),
        ("es", "Crear un boletín", "Crear"),
        ("es-419", "Voy a organizar un taller", "organizar"),
        ("ar", "إنشاء نشرة شهرية", "إنشاء"),
    ],
)
def test_an_objective_that_is_a_task_is_asked_what_will_come_of_it(language: str, text: str, word: str) -> None:
    task = Hint(code=HintCode.OBJECTIVE_TASK_SHAPED, word=word)
    assert objective_hints(text, language=language, has_date=False) == (task, Hint(code=HintCode.NO_DATE))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Become more confident in public speaking"),
        ("en", "Build trust in my team"),
        ("en", "Make our meetings worth attending"),
        ("en", "Developing as a leader"),
        ("en", "Design things that people love"),
        ("es", "Hacer amigos en el equipo"),
        ("es", "Construir confianza"),
        ("ar", "بناء الثقة في فريقي"),
        ("fr", "Créer une lettre"),
        ("fr", "Create a newsletter"),
        ("", "Create a newsletter"),
    ],
)
def test_the_words_of_an_aim_are_free(language: str, text: str) -> None:
    assert objective_hints(text, language=language) == ()


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert hints("More readers " * 1000 + "5", language="en", kind=KeyResultKind.METRIC)[0].code is HintCode.NO_NUMBER


@given(text=st.text(max_size=400), language=st.sampled_from(LANGUAGES), kind=st.none() | st.sampled_from(KeyResultKind))
def test_help_answers_any_text_the_same_way_twice(text: str, language: str, kind: KeyResultKind | None) -> None:
    assert hints(text, language=language, kind=kind) == hints(text, language=language, kind=kind)
