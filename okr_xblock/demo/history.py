"""
What Ben did before anybody looked: a cycle that he closed, and half of the next one.

Written through the api as he would have, each thing at its own moment, counted back from now. Amara's board stays
empty: who enters as her begins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from completion.models import BlockCompletion
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from okr_xblock.api.badges import claim_celebration
from okr_xblock.api.board import KeyResultView, MilestonesBody, read_board, read_objective
from okr_xblock.api.check_ins import CheckInEntry, record_check_ins
from okr_xblock.api.closing import ClosingSpec, close_objective, read_closing
from okr_xblock.api.cycles import save_cycle
from okr_xblock.api.goals import list_goals, save_goal
from okr_xblock.api.initiatives import InitiativeSpec, add_initiative, set_initiative_done
from okr_xblock.api.key_results import (
    KeyResultSpec,
    RequirementSpec,
    StageSpec,
    add_key_result,
    get_key_result,
    revise_key_result,
)
from okr_xblock.api.kpis import KpiSpec, create_kpi, record_reading
from okr_xblock.api.lifecycle import pause_objective
from okr_xblock.api.objectives import ObjectiveSpec, create_objective, publish_objective
from okr_xblock.api.standings import refresh_standing
from okr_xblock.domain.closing import NextStep, Outcome
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import Ambition, Category, KeyResultKind, Visibility
from okr_xblock.domain.progress import Side

from .blocks import is_counted
from .catalogue import courses
from .seed import BEN, COMMUNICATION, ROBIN

# Of this cycle, by which a day is named: 0 is its first one.
DAYS = 91
TODAY = 46

SPEAKING = "Speak up, in front of more than three people"
ANSWERS = "Answer colleagues before they ask twice"
PAPERS = "Keep up with what is new in my field"
READ_TO_THE_END = "Write so that people read to the end"


@dataclass(frozen=True, kw_only=True)
class _Week:
    """What Ben said in one check-in: numbers, how sure he was of each key result in turn, and what stood out."""

    day: int
    minutes: int
    hours: int
    questions: int
    meetings: int
    speaking_sure: tuple[int, ...]
    answers_sure: tuple[int, ...]
    skipped: tuple[int, ...] = (6,)
    papers: int | None = None
    stage: int | None = None
    has_presented: bool = False
    finished_unit: int | None = None
    note: str = ""
    rota_note: str = ""


WEEKS = (
    _Week(
        day=3, minutes=2, hours=19, questions=14, meetings=9, papers=1, finished_unit=0,
        speaking_sure=(3, 7, 5, 8), answers_sure=(6, 6, 5),
    ),
    _Week(
        day=10, minutes=2, hours=18, questions=13, meetings=11, papers=2, finished_unit=1, stage=0, skipped=(1, 6),
        speaking_sure=(4, 7, 5, 8), answers_sure=(6, 6, 6),
    ),
    _Week(
        day=17, minutes=3, hours=16, questions=11, meetings=14, finished_unit=2, skipped=(2, 5),
        speaking_sure=(5, 7, 5, 8), answers_sure=(5, 7, 6), note="Lost the thread once, and found it again.",
    ),
    _Week(
        day=24, minutes=4, hours=15, questions=10, meetings=13, finished_unit=3, skipped=(3, 6),
        speaking_sure=(6, 8, 6, 8), answers_sure=(7, 7, 7), rota_note="The rota helps.",
    ),
    _Week(
        day=31, minutes=4, hours=13, questions=12, meetings=10, stage=1, skipped=(0, 5),
        speaking_sure=(8, 8, 6, 8), answers_sure=(7, 6, 8),
    ),
    _Week(
        day=38, minutes=5, hours=12, questions=9, meetings=11, has_presented=True, skipped=(2, 6),
        speaking_sure=(10, 8, 6, 8), answers_sure=(8, 6, 8), note="Twelve people, and nobody looked at their phone.",
    ),
)  # fmt: skip
CHANGED_HIS_MIND_ON = 18


@transaction.atomic
def live(*, now: datetime | None = None) -> bool:
    """
    Give Ben his past, once: all of it or, if he wrote anything already, nothing. Returns whether it was given.

    Two cycles of the site come with it, the one that runs half over today, and a goal of the organisation.
    """
    ben = User.objects.get(username=BEN.username)
    if _has_anything(ben):
        return False
    _Quarter(ben, (now or timezone.now()).astimezone(UTC)).live()
    return True


def _has_anything(user: User) -> bool:
    board = read_board(user_id=user.pk, course_key=None)
    return bool(board.objectives or board.kpis or board.badges)


class _Quarter:
    def __init__(self, user: User, now: datetime) -> None:
        self.user, self.now = user, now
        self.starts_on = now.date() - timedelta(days=TODAY)
        self._units = [
            [block.usage_key for block in unit.blocks if is_counted(block.block_type)]
            for unit in courses()[COMMUNICATION].units
        ]

    def live(self) -> None:
        self._set_the_site_up()
        self._last_cycle()
        self._begin()
        for week in WEEKS:
            if week.day > CHANGED_HIS_MIND_ON > week.day - 7:
                self._change_mind(CHANGED_HIS_MIND_ON)
            self._live_a_week(week)
        # After his last check-in: the board says that it moved meanwhile.
        self._finish_unit(4, TODAY - 2)
        claim_celebration(user_id=self.user.pk, now=self.now)

    # When

    def day(self, number: int) -> date:
        return self.starts_on + timedelta(days=number)

    def at(self, number: int, hour: int = 16) -> datetime:
        """An afternoon of this cycle; never later than now."""
        return min(datetime.combine(self.day(number), time(hour, 20), tzinfo=UTC), self.now)

    # What

    def _set_the_site_up(self) -> None:
        actor_id = User.objects.get(username=ROBIN.username).pk
        for title, first in (("Our first cycle", -DAYS), ("Our second cycle", 0)):
            starts_on, due_on = self.day(first), self.day(first + DAYS - 1)
            save_cycle(cycle_id=None, actor_id=actor_id, title=title, starts_on=starts_on, due_on=due_on)
        if not list_goals(today=self.now.date()):
            why = "The quiet ones among us know a lot, and we seldom hear it."
            save_goal(goal_id=None, actor_id=actor_id, title="Everybody is heard", why=why)

    def _last_cycle(self) -> None:
        guide = ("Collect the questions", "Write ten pages", "Ask three readers")
        self.past = self._write(
            -89,
            ObjectiveSpec(
                title=READ_TO_THE_END,
                why="Half of my messages come back as a question that they answered.",
                category=Category.WORKFLOW,
            ),
            _metric("Finish what I send in fewer words", "words", 400, 250),
            _stages("Write the answers down once", *guide),
        )
        for day, words, stage in ((-84, 390, 0), (-70, 350, None), (-56, 330, 1), (-42, 290, None), (-28, 280, None)):
            self._check_in(day, self.past, [{"value": words}, {"stage": stage}], (6, 5))
        self._close(
            -1,
            self.past,
            ClosingSpec(
                grade=Decimal("0.7"),
                outcome=Outcome.PARTLY,
                next_step=NextStep.LET_GO,
                proud="A stranger wrote back to say thank you.",
                obstacle="I began every text three times before I showed it to anybody.",
                change="Show a draft after a day, not after a week.",
            ),
        )

    def _begin(self) -> None:
        goals = list_goals(today=self.now.date())
        self.speaking = self._write(
            0,
            ObjectiveSpec(
                title=SPEAKING,
                why="I have things to say in the monthly meeting. I would like to say them there, not afterwards.",
                visibility=Visibility.INSTRUCTORS,
                goal_id=goals[0].public_id if goals else None,
            ),
            KeyResultSpec(kind=KeyResultKind.MILESTONES, title="Give a company presentation"),
            KeyResultSpec(kind=KeyResultKind.HABIT, title="Say one thing in every stand-up", times_per_week=4),
            _metric("Speak freely, without notes", "minutes", 1, 10),
            KeyResultSpec(
                kind=KeyResultKind.COURSE,
                title="Finish Communication at work",
                requirements=(RequirementSpec(course_key=COMMUNICATION),),
            ),
            at_home=True,
        )
        self.answers = self._write(
            1,
            ObjectiveSpec(title=ANSWERS, category=Category.TEAM, ambition=Ambition.COMMITTED),
            _metric("Bring the wait for a first answer down", "hours", 20, 4),
            KeyResultSpec(
                kind=KeyResultKind.STAY,
                title="Keep the open questions few",
                unit="questions",
                limit=Decimal(12),
                side=Side.BELOW,
            ),
            _stages("Share the rota", "Agree on who answers when", "Try it for two weeks", "Hand it over"),
        )
        self.papers = self._write(2, ObjectiveSpec(title=PAPERS), _metric("Read papers to the end", "papers", 0, 12))
        self.borrow = self._add_to_do(2, self.speaking, "Borrow the book on voices")
        self._add_to_do(2, self.speaking, "Ask Priya for five minutes in the monthly meeting", due_day=TODAY + 4)
        self._add_to_do(9, self.answers, "Show the rota to the other team")
        spec = KpiSpec(title="Hours of meetings a week", unit="hours", high=Decimal(12))
        self.kpi = create_kpi(user_id=self.user.pk, home_course=COMMUNICATION, spec=spec, now=self.at(2))

    def _live_a_week(self, week: _Week) -> None:
        if week.finished_unit is not None:
            self._finish_unit(week.finished_unit, week.day - 1)
        first = max(week.day - 6, 0)
        kept = {self.day(first + number): True for number in range(week.day - first + 1) if number not in week.skipped}
        presented = {"stage": 0, "note": week.note} if week.has_presented else {}
        minutes = {"value": week.minutes, "note": "" if week.has_presented else week.note}
        self._check_in(week.day, self.speaking, (presented, {"days": kept}, minutes, {}), week.speaking_sure)
        said = ({"value": week.hours, "note": week.rota_note}, {"value": week.questions}, {"stage": week.stage})
        self._check_in(week.day, self.answers, said, week.answers_sure)
        if week.papers is not None:
            self._check_in(week.day, self.papers, ({"value": week.papers},), (4,))
            set_initiative_done(user_id=self.user.pk, public_id=self.borrow, done=True, now=self.at(week.day, 18))
        value = Decimal(week.meetings)
        record_reading(user_id=self.user.pk, public_id=self.kpi, value=value, now=self.at(week.day, 17))

    def _change_mind(self, day: int) -> None:
        reason = "Two of us left for a month. Six hours is still a promise that we can keep."
        first = self._key_results(self.answers)[0]
        detail = get_key_result(user_id=self.user.pk, public_id=first.public_id)
        revise_key_result(
            user_id=self.user.pk,
            public_id=first.public_id,
            row_version=detail.row_version,
            spec=_metric("Bring the wait for a first answer down", "hours", 20, 6),
            reason=reason,
            now=self.at(day, 9),
        )
        reason = "Too much at once. I come back to it when the presentation is behind me."
        pause_objective(user_id=self.user.pk, public_id=self.papers, reason=reason, now=self.at(day, 10))

    # How

    def _write(self, day: int, spec: ObjectiveSpec, *key_results: KeyResultSpec, at_home: bool = False) -> str:
        """At home in the course, or (as at /okr/) in none."""
        now = self.at(day, 9)
        home = COMMUNICATION if at_home else None
        public_id = create_objective(user_id=self.user.pk, home_course=home, spec=spec, now=now)
        for key_result in key_results:
            add_key_result(user_id=self.user.pk, objective_id=public_id, spec=key_result, now=now)
        return publish_objective(user_id=self.user.pk, public_id=public_id, now=now)

    def _key_results(self, objective_id: str) -> Sequence[KeyResultView]:
        return read_objective(user_id=self.user.pk, public_id=objective_id).key_results

    def _check_in(self, day: int, objective_id: str, said: Sequence[Mapping[str, Any]], sure: Sequence[int]) -> None:
        """What was said of the key results, and how sure he was of each, in their order."""
        entries = []
        for row, about, confidence in zip(self._key_results(objective_id), said, sure, strict=True):
            entry = dict(about)
            stage = entry.pop("stage", None)
            if stage is not None and isinstance(row.body, MilestonesBody):
                entry["stages"] = {row.body.stages[stage].stage_id: True}
            if "value" in entry:
                entry["value"] = Decimal(entry["value"])
            entries.append(CheckInEntry(key_result_id=row.public_id, confidence=confidence, **entry))
        record_check_ins(user_id=self.user.pk, entries=entries, now=self.at(day))

    def _close(self, day: int, objective_id: str, spec: ClosingSpec) -> None:
        now = self.at(day)
        version = read_closing(user_id=self.user.pk, public_id=objective_id, now=now).row_version
        close_objective(user_id=self.user.pk, public_id=objective_id, row_version=version, spec=spec, now=now)

    def _add_to_do(self, day: int, objective_id: str, title: str, *, due_day: int | None = None) -> str:
        spec = InitiativeSpec(title=title, due_on=None if due_day is None else self.day(due_day))
        return add_initiative(user_id=self.user.pk, objective_id=objective_id, spec=spec, now=self.at(day))

    def _finish_unit(self, number: int, day: int) -> None:
        """Its blocks are completed, and the platform's word is taken as it would have been on that day."""
        for usage_key in self._units[number]:
            BlockCompletion.objects.submit_completion(user=self.user, block_key=usage_key, completion=1.0)
            refresh_standing(
                user_id=self.user.pk,
                course_key=COMMUNICATION,
                cause=Cause.COMPLETION,
                happened_at=self.at(day, 8),
                usage_key=usage_key,
                now=self.at(day, 8),
            )


def _metric(title: str, unit: str, baseline: int, target: int) -> KeyResultSpec:
    return KeyResultSpec(
        kind=KeyResultKind.METRIC, title=title, unit=unit, baseline=Decimal(baseline), target=Decimal(target)
    )


def _stages(title: str, *stages: str) -> KeyResultSpec:
    return KeyResultSpec(
        kind=KeyResultKind.MILESTONES, title=title, stages=tuple(StageSpec(title=stage) for stage in stages)
    )
