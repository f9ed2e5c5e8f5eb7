"""Sample objectives to start from: a learner makes one their own, word by word."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from okr_xblock.api.key_results import KeyResultSpec, StageSpec
from okr_xblock.api.objectives import ObjectiveSpec
from okr_xblock.domain.lifecycle import Category, KeyResultKind
from okr_xblock.domain.progress import Side

from .words import Text

YES_NO, HABIT, METRIC = KeyResultKind.MILESTONES, KeyResultKind.HABIT, KeyResultKind.METRIC
STAY, MILESTONES, COURSE = KeyResultKind.STAY, KeyResultKind.MILESTONES, KeyResultKind.COURSE


@dataclass(frozen=True, kw_only=True)
class SampleKeyResult:
    """One line of an example. One that follows a course is only proposed: the learner chooses which course."""

    kind: KeyResultKind
    icon: str
    title: Text
    unit: Text = ""
    baseline: int | None = None
    target: int | None = None
    limit: int | None = None
    side: Side | None = None
    times_per_week: int | None = None
    stages: Sequence[Text] = ()

    def spec(self) -> KeyResultSpec:
        """For the api, in the language of the moment."""
        return KeyResultSpec(
            kind=self.kind,
            title=str(self.title),
            unit=str(self.unit),
            baseline=_amount(self.baseline),
            target=_amount(self.target),
            limit=_amount(self.limit),
            side=self.side,
            times_per_week=self.times_per_week,
            stages=tuple(StageSpec(title=str(title)) for title in self.stages),
        )


@dataclass(frozen=True, kw_only=True)
class Example:
    """An objective with key results, as an example's card shows it."""

    name: str
    title: Text
    why: Text
    category: Category
    key_results: Sequence[SampleKeyResult]

    def spec(self) -> ObjectiveSpec:
        """For the api, in the language of the moment."""
        return ObjectiveSpec(title=str(self.title), why=str(self.why), category=self.category)

    def own_specs(self) -> list[KeyResultSpec]:
        """Of the key results that need nothing but their words."""
        return [line.spec() for line in self.key_results if line.kind is not COURSE]

    def course_title(self) -> str:
        """What the key result is called that waits for a course to be chosen; empty if none does."""
        return next((str(line.title) for line in self.key_results if line.kind is COURSE), "")


EXAMPLES: dict[str, Example] = {
    example.name: example
    for example in (
        Example(
            name="speaking",
            title=_("Become more confident in public speaking"),
            why=_("I have something to say, and I want to enjoy saying it."),
            category=Category.GROWTH,
            key_results=(
                SampleKeyResult(kind=YES_NO, icon="good", title=_("Give a company presentation")),
                SampleKeyResult(kind=HABIT, icon="habit", title=_("Learn one new word a day"), times_per_week=7),
                SampleKeyResult(kind=COURSE, icon="book", title=_("Complete a communication course")),
            ),
        ),
        Example(
            name="customers",
            title=_("Help customers before they have to ask"),
            why=_("Half of my day goes to questions that could have been answered before."),
            category=Category.WORKFLOW,
            key_results=(
                SampleKeyResult(
                    kind=METRIC,
                    icon="up",
                    title=_("More people read our newsletter"),
                    unit=_("readers"),
                    baseline=1200,
                    target=1500,
                ),
                SampleKeyResult(
                    kind=METRIC,
                    icon="down",
                    title=_("Fewer overdue tickets"),
                    unit=_("tickets"),
                    baseline=40,
                    target=10,
                ),
                SampleKeyResult(
                    kind=STAY,
                    icon="range",
                    title=_("A first reply within a few hours"),
                    unit=_("hours"),
                    limit=4,
                    side=Side.BELOW,
                ),
            ),
        ),
        Example(
            name="mentor",
            title=_("Find my feet as a mentor"),
            why=_("Somebody once did this for me."),
            category=Category.TEAM,
            key_results=(
                SampleKeyResult(
                    kind=MILESTONES,
                    icon="steps",
                    title=_("Go through a whole mentoring together"),
                    stages=(_("Meet and get to know each other"), _("Agree on a goal"), _("Look back together")),
                ),
                SampleKeyResult(
                    kind=STAY,
                    icon="range",
                    title=_("Time for it every week"),
                    unit=_("hours"),
                    limit=2,
                    side=Side.ABOVE,
                ),
            ),
        ),
        Example(
            name="balance",
            title=_("Have energy left in the evening"),
            why=_("So that there is more to my day than work."),
            category=Category.GROWTH,
            key_results=(
                SampleKeyResult(
                    kind=HABIT, icon="habit", title=_("Move for half an hour, three days a week"), times_per_week=3
                ),
                SampleKeyResult(
                    kind=METRIC,
                    icon="down",
                    title=_("Run five kilometres faster"),
                    unit=_("minutes"),
                    baseline=38,
                    target=32,
                ),
            ),
        ),
    )
}


def _amount(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)
