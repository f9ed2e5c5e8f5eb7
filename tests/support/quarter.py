"""
What somebody has on their board after a while, written through the api while the clock moves.

`live_a_quarter` is what most people have: an earlier cycle that was looked back on, two objectives under way, to-dos, a
number or two. `add_one_of_everything` adds the states that are rarer, `crowd` more of all of it than anybody should.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from okr_xblock.api.badges import claim_celebration
from okr_xblock.api.check_ins import CheckInEntry, record_check_ins
from okr_xblock.api.closing import ClosingSpec, close_objective, read_closing
from okr_xblock.api.goals import list_goals, save_goal
from okr_xblock.api.initiatives import InitiativeSpec, add_initiative, set_initiative_done
from okr_xblock.api.key_results import KeyResultSpec, StageSpec
from okr_xblock.api.kpis import KpiSpec, create_kpi, record_reading
from okr_xblock.api.lifecycle import abandon_objective, pause_objective
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.domain.closing import NextStep, Outcome
from okr_xblock.domain.lifecycle import Ambition, Category, KeyResultKind
from okr_xblock.domain.progress import Side
from okr_xblock.models import KeyResult, Objective
from tests.support.clock import Clock
from tests.support.okr import complete, counted_blocks, course_spec, make_objective

LAST_CYCLE = date(2026, 1, 7)
START = date(2026, 4, 6)  # a Monday
NOW = date(2026, 5, 26)
NEXT_CYCLE = date(2026, 7, 1)

Words = Callable[[str], str]


@dataclass
class Quarter:
    """Whose it is, and the public ids of what they have."""

    user: User
    clock: Clock
    words: Words = str
    ids: dict[str, str] = field(default_factory=dict)

    def objective(self, name: str) -> Objective:
        return Objective.objects.get(public_id=self.ids[name])

    def key_results(self, name: str) -> list[KeyResult]:
        return list(KeyResult.objects.filter(objective=self.objective(name), removed_at=None).order_by("position"))

    def write(self, name: str, title: str, *specs: KeyResultSpec, **spec: Any) -> Objective:
        """An objective at home in the communication course, with these key results."""
        if "why" in spec:
            spec["why"] = self.words(spec["why"])
        written = make_objective(
            self.user, *(_worded(one, self.words) for one in specs), title=self.words(title), **spec
        )
        self.ids[name] = written.public_id
        return written

    def check_in(self, name: str, *said: dict[str, Any] | None) -> None:
        """One check-in of the key results of an objective, in their order; None leaves one out."""
        pairs = zip(self.key_results(name), said, strict=False)
        entries = [self._entry(row, **about) for row, about in pairs if about is not None]
        record_check_ins(user_id=self.user.pk, entries=entries)

    def _entry(self, row: KeyResult, *, note: str = "", done: tuple[int, ...] = (), **entry: Any) -> CheckInEntry:
        """`done` are the positions of stages."""
        stages = list(row.stages.all()) if done else []
        return CheckInEntry(
            key_result_id=row.public_id,
            note=self.words(note) if note else "",
            stages={stages[position].public_id: True for position in done},
            **{"confidence": 7, **entry},
        )

    def close(self, name: str, **spec: Any) -> None:
        """Close it; half of it was reached, unless told otherwise."""
        for text in ("proud", "obstacle", "change"):
            spec[text] = self.words(spec[text]) if text in spec else ""
        who = {"user_id": self.user.pk, "public_id": self.ids[name]}
        version = read_closing(**who).row_version
        kept = {"outcome": Outcome.PARTLY, "grade": Decimal("0.5"), "next_step": NextStep.LET_GO, **spec}
        close_objective(**who, row_version=version, spec=ClosingSpec(**kept))


def _worded(spec: KeyResultSpec, words: Words) -> KeyResultSpec:
    """The same in somebody's own words."""
    stages = tuple(StageSpec(title=words(stage.title)) for stage in spec.stages)
    return replace(spec, title=words(spec.title), unit=words(spec.unit) if spec.unit else "", stages=stages)


TALK = KeyResultSpec(kind=KeyResultKind.MILESTONES, title="Give a company presentation")
WORD_A_DAY = KeyResultSpec(kind=KeyResultKind.HABIT, title="Learn one new word a day", times_per_week=5)
ANSWERS = KeyResultSpec(
    kind=KeyResultKind.METRIC,
    title="Bring the wait for a first answer down",
    unit="hours",
    baseline=Decimal(20),
    target=Decimal(4),
)
OPEN_TICKETS = KeyResultSpec(
    kind=KeyResultKind.STAY, title="Keep the open tickets few", unit="tickets", limit=Decimal(12), side=Side.BELOW
)
GUIDE = KeyResultSpec(
    kind=KeyResultKind.MILESTONES,
    title="Write the answers down once",
    stages=tuple(StageSpec(title=title) for title in ("Collect the questions", "Write ten pages", "Ask three readers")),
)
READERS = KeyResultSpec(
    kind=KeyResultKind.METRIC,
    title="Raise monthly readers",
    unit="readers",
    baseline=Decimal(1200),
    target=Decimal(1500),
)


def live_a_quarter(user: User, clock: Clock, words: Words = str, *, site_words: Words = str) -> Quarter:
    """
    From January until the end of May 2026: the clock is left there. Everything that was earned is celebrated.

    `words` marks what the learner writes, `site_words` what the site does.
    """
    quarter = Quarter(user=user, clock=clock, words=words)
    clock.move_to(LAST_CYCLE)
    if not list_goals(today=clock.today):
        goal = {"title": site_words("Colleagues who are heard"), "why": site_words("Quiet people know most.")}
        save_goal(goal_id=None, actor_id=user.pk, **goal)
    _last_cycle(quarter)
    clock.move_to(START)
    (goal,) = list_goals(today=clock.today)
    quarter.ids["goal"] = goal.public_id
    _begin(quarter)
    _weeks(quarter)
    clock.move_to(NOW)
    claim_celebration(user_id=user.pk)
    return quarter


def _last_cycle(quarter: Quarter) -> None:
    quarter.write("past", "Write so that people read to the end", READERS, GUIDE, why="Much of it is never read.")
    for week, value in enumerate((1210, 1260, 1300, 1390, 1440)):
        quarter.clock.move_to(LAST_CYCLE + timedelta(weeks=2 * week))
        quarter.check_in(
            "past", {"value": Decimal(value), "confidence": 6 + week % 3}, {"done": (week,) if week < 3 else ()}
        )
    quarter.clock.move_to(date(2026, 4, 1))
    quarter.close(
        "past",
        grade=Decimal("0.9"),
        outcome=Outcome.ACHIEVED,
        proud="A stranger wrote back.",
        obstacle="I began every text three times.",
        change="Show a draft after a day.",
    )


def _begin(quarter: Quarter) -> None:
    quarter.write(
        "talk",
        "Become more confident in public speaking",
        TALK,
        WORD_A_DAY,
        course_spec(),
        why="I have things to say in the monthly meeting, and I would like to say them there.",
        goal_id=quarter.ids["goal"],
        starts_on=START,
    )
    quarter.write(
        "answers",
        "Answer colleagues before they ask twice",
        ANSWERS,
        OPEN_TICKETS,
        GUIDE,
        category=Category.TEAM,
        ambition=Ambition.COMMITTED,
        starts_on=START,
    )
    quarter.ids["initiative"] = todo(
        quarter, "talk", "Ask Ben for five minutes in the team meeting", due_on=date(2026, 6, 1)
    )
    quarter.ids["done_initiative"] = todo(quarter, "talk", "Borrow the book on voices")
    quarter.ids["kpi"] = kpi(quarter, "Hours of meetings a week", "hours", high=Decimal(12))
    kpi(quarter, "Hours of sleep", "hours", low=Decimal(7), high=Decimal(9))


def _weeks(quarter: Quarter) -> None:
    answers = (20, 19, 17, 14, 12, 11, 9)
    tickets = (14, 12, 11, 9, 10, 8, 8)
    units = counted_blocks()
    for week in range(7):
        monday = START + timedelta(weeks=week)
        quarter.clock.move_to(monday + timedelta(days=5))
        if week < 5:
            complete(quarter.user, *units[week])
        quarter.clock.move_to(monday + timedelta(days=6))
        kept = {monday + timedelta(days=day): True for day in range(7) if day not in (week, 6)}
        quarter.check_in("talk", None, {"days": kept, "confidence": 6 + week // 2}, {"confidence": 8})
        done = {2: (0,), 5: (1,)}.get(week, ())
        quarter.check_in(
            "answers",
            {
                "value": Decimal(answers[week]),
                "confidence": 5 + week // 2,
                "note": "The new rota helps." if week == 3 else "",
            },
            {"value": Decimal(tickets[week]), "confidence": 8},
            {"done": done, "confidence": 4 + week // 2},
        )
        record_reading(user_id=quarter.user.pk, public_id=quarter.ids["kpi"], value=Decimal(9 + week % 5))
    set_initiative_done(user_id=quarter.user.pk, public_id=quarter.ids["done_initiative"], done=True)


def todo(quarter: Quarter, name: str, title: str, *, due_on: date | None = None) -> str:
    """Its public id."""
    spec = InitiativeSpec(title=quarter.words(title), due_on=due_on)
    return add_initiative(user_id=quarter.user.pk, objective_id=quarter.ids[name], spec=spec)


def kpi(quarter: Quarter, title: str, unit: str = "", **ends: Decimal) -> str:
    """Its public id."""
    spec = KpiSpec(title=quarter.words(title), unit=quarter.words(unit) if unit else "", **ends)
    return create_kpi(user_id=quarter.user.pk, home_course=COMMUNICATION, spec=spec)


def add_one_of_everything(quarter: Quarter) -> None:
    """A draft with and one without key results, one that is paused, one that was let go, one that is to close."""
    quarter.write("draft", "Mentor a colleague", GUIDE, start=False)
    quarter.write("empty", "Learn to say no", start=False)
    quarter.write("paused", "Read a paper a week", READERS, starts_on=START)
    pause_objective(user_id=quarter.user.pk, public_id=quarter.ids["paused"], reason=quarter.words("Parental leave."))
    quarter.write("let_go", "Learn the violin", READERS, starts_on=START)
    abandon_objective(user_id=quarter.user.pk, public_id=quarter.ids["let_go"], reason=quarter.words("Too loud."))
    quarter.clock.move_to(NOW - timedelta(weeks=3))
    quarter.write("due", "Tidy the wiki", GUIDE, starts_on=START, due_on=NOW - timedelta(days=3))
    quarter.clock.move_to(NOW)


LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitän"
MORE = (
    "Learn to lead a project from the first talk with the customer to the day on which nobody needs me any more",
    f"Understand what a {LONG_WORD} does all day",
    "Find out what our customers really do with what we send them, and stop sending them the rest",
    "Draw",
    "Help two new colleagues feel at home",
)


def crowd(user: User, clock: Clock) -> Quarter:
    """More of everything than anybody should have, with words as long as words can be."""
    for number, start in enumerate((date(2025, 4, 7), date(2025, 7, 7), date(2025, 10, 6))):
        past = Quarter(user=user, clock=clock)
        clock.move_to(start)
        for title in MORE[number : number + 3]:
            past.write("past", title, READERS, OPEN_TICKETS)
            clock.forward(weeks=3)
            past.check_in("past", {"value": Decimal(1300 + 90 * number)}, {"value": Decimal(9 + number)})
            past.close(
                "past", grade=Decimal(number + 5) / 10, proud="Beginning it at all.", obstacle="Everything else."
            )
    quarter = live_a_quarter(user, clock)
    add_one_of_everything(quarter)
    clock.move_to(NOW - timedelta(weeks=2))
    for number, title in enumerate(MORE):
        specs = (READERS, OPEN_TICKETS, WORD_A_DAY, GUIDE, replace(ANSWERS, title=f"{LONG_WORD} {number}"))
        quarter.write(f"more{number}", title, *specs[: 2 + number], starts_on=START)
        quarter.check_in(f"more{number}", {"value": Decimal(1230)}, {"value": Decimal(14), "confidence": 3})
        for todo_number in range(number):
            todo(quarter, "talk", f"{title}, step {todo_number + 1}")
    for number in range(5):
        number_id = kpi(quarter, f"{LONG_WORD} {number}", "per week and person", low=Decimal(number), high=Decimal(10))
        record_reading(user_id=user.pk, public_id=number_id, value=Decimal(3 * number))
    clock.move_to(NOW)
    claim_celebration(user_id=user.pk)
    return quarter
