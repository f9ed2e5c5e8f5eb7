"""The words for wording help: what could be better, a question that helps, and how it could read instead."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from okr_xblock.domain.lifecycle import KeyResultKind
from okr_xblock.domain.wording import Hint, HintCode

from .examples import SampleKeyResult
from .words import Text

SAME_TITLE = "same_title"
"""A hint of the page's own: the domain does not know what else somebody wrote."""


@dataclass(frozen=True, kw_only=True)
class HintWords:
    """One hint as it is shown. `example` may take the title's place where `can_use`; not all may be switched off."""

    code: str
    title: str
    text: str
    example: str = ""
    can_use: bool = False
    can_ignore: bool = True


_TITLES: dict[str, Text] = {
    HintCode.TASK_SHAPED: gettext_lazy("This reads like a task."),
    HintCode.OBJECTIVE_TASK_SHAPED: gettext_lazy("This reads like a task."),
    HintCode.NO_NUMBER: gettext_lazy("How much would be enough?"),
    HintCode.NO_BASELINE: gettext_lazy("Where do you stand today?"),
    HintCode.NO_DATE: gettext_lazy("Until when?"),
    HintCode.CONFIDENCE_LOWEST: gettext_lazy("1 of 10 is little to begin with."),
    HintCode.CONFIDENCE_HIGHEST: gettext_lazy("10 of 10 before you have begun?"),
    SAME_TITLE: gettext_lazy("You have an objective of this name already."),
}
_TEXTS: dict[str, Text] = {
    HintCode.TASK_SHAPED: gettext_lazy("When it is done, what will be different? Measure that."),
    HintCode.OBJECTIVE_TASK_SHAPED: gettext_lazy(
        "What do you hope will come of it? That makes a good objective, and this a fine to-do for it."
    ),
    HintCode.NO_NUMBER: gettext_lazy("With a number you will see how far you have come, and when you are there."),
    HintCode.NO_BASELINE: gettext_lazy("Progress is the way from there to your goal. A good guess will do."),
    HintCode.NO_DATE: gettext_lazy("A last day makes it easier to begin. You can move it later."),
    HintCode.CONFIDENCE_LOWEST: gettext_lazy("Perhaps a smaller step gets you moving. 5 is a good start."),
    HintCode.CONFIDENCE_HIGHEST: gettext_lazy("Then it is nearly yours. Could you reach a little further?"),
    SAME_TITLE: gettext_lazy("That is fine if you mean it. Otherwise a few more words tell them apart."),
}
_BETTER: dict[str, SampleKeyResult] = {
    HintCode.TASK_SHAPED: SampleKeyResult(
        kind=KeyResultKind.METRIC,
        icon="up",
        title=gettext_lazy("Raise monthly readership from 1,200 to 1,500"),
        unit=gettext_lazy("readers"),
        baseline=1200,
        target=1500,
    ),
    HintCode.NO_NUMBER: SampleKeyResult(
        kind=KeyResultKind.METRIC,
        icon="down",
        title=gettext_lazy("Cut overdue tickets from 40 to 10"),
        unit=gettext_lazy("tickets"),
        baseline=40,
        target=10,
    ),
}
"""Examples that are whole key results: their numbers and nouns are easier to exchange than to invent."""
_EXAMPLES: dict[str, Text] = {
    **{code: better.title for code, better in _BETTER.items()},
    HintCode.OBJECTIVE_TASK_SHAPED: gettext_lazy("People look forward to our news"),
    HintCode.NO_BASELINE: gettext_lazy("From 40 overdue tickets today to 10"),
    HintCode.NO_DATE: gettext_lazy("The end of this cycle is a good last day"),
    HintCode.CONFIDENCE_LOWEST: gettext_lazy("Give one talk to my own team, before the big conference"),
    HintCode.CONFIDENCE_HIGHEST: gettext_lazy("Read two books, where I was sure of one"),
    HintCode.TOO_MANY_OBJECTIVES: gettext_lazy("Start three now; let the next one wait as a draft"),
    HintCode.TOO_MANY_KEY_RESULTS: gettext_lazy("Keep the five that tell you most"),
    SAME_TITLE: gettext_lazy("Speak up in meetings, this time in English"),
}


def hint_words(hint: Hint) -> HintWords:
    """What one hint says."""
    code = hint.code.value
    return HintWords(
        code=code,
        title=_many(hint) if hint.count is not None else str(_TITLES[code]),
        text=_fewer(hint) if hint.count is not None else str(_TEXTS[code]),
        example=str(_EXAMPLES[code]),
        can_use=code in _BETTER,
    )


def same_title_words() -> HintWords:
    """Another own objective is called the same."""
    return HintWords(
        code=SAME_TITLE,
        title=str(_TITLES[SAME_TITLE]),
        text=str(_TEXTS[SAME_TITLE]),
        example=str(_EXAMPLES[SAME_TITLE]),
        can_ignore=False,
    )


def example_of(code: str) -> SampleKeyResult | None:
    """The key result that a hint offers to use, if it offers one."""
    return _BETTER.get(code)


def _many(hint: Hint) -> str:
    count = hint.count or 0
    values = {"count": number_format(count)}
    if hint.code is HintCode.TOO_MANY_OBJECTIVES:
        return (
            ngettext("That makes %(count)s objective at once.", "That makes %(count)s objectives at once.", count)
            % values
        )
    return ngettext("That makes %(count)s key result.", "That makes %(count)s key results.", count) % values


def _fewer(hint: Hint) -> str:
    if hint.code is HintCode.TOO_MANY_OBJECTIVES:
        return _("One to three are easier to keep in mind. Could one of them wait?")
    return _("Two to five are enough to notice. More only spread your attention.")
