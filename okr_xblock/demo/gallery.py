"""
The block's components, drawn from samples: group by group, each in all its states.

Templates and what prepares their values are the block's own; only what they tell of is made up.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from django.forms import Form
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from okr_xblock.api.beginning import CycleWindow
from okr_xblock.api.board import BoardView, KeyResultView, NextThing
from okr_xblock.api.closing import ClosingView
from okr_xblock.api.objectives import ObjectiveDetail, ObjectiveSpec
from okr_xblock.api.timeline import TimelineView
from okr_xblock.domain.courses import SourceState
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.domain.status import Status
from okr_xblock.domain.wording import Hint, HintCode
from okr_xblock.views import words
from okr_xblock.views.actions import key_results as key_result_actions
from okr_xblock.views.actions import objectives as objective_actions
from okr_xblock.views.actions.submitting import Outcome
from okr_xblock.views.beginning import begin_values
from okr_xblock.views.context import BoardContext, render
from okr_xblock.views.forms.beside import InitiativeForm, KpiForm, ReadingForm
from okr_xblock.views.forms.check_ins import CheckInForm
from okr_xblock.views.forms.closing import ClosingForm
from okr_xblock.views.forms.key_results import KeyResultForm
from okr_xblock.views.forms.lifecycle import StateForm
from okr_xblock.views.forms.objectives import WHAT, WHEN, ObjectiveForm
from okr_xblock.views.hint_words import hint_words
from okr_xblock.views.present.awards import present_award, present_streak
from okr_xblock.views.present.beside import present_initiatives, present_kpis
from okr_xblock.views.present.board import present_board, present_next, present_summary
from okr_xblock.views.present.charts import Span, draw
from okr_xblock.views.present.check_ins import first_answers, present_entry
from okr_xblock.views.present.closing import present_closing, present_grade, present_grades, present_reading
from okr_xblock.views.present.figures import bar
from okr_xblock.views.present.key_results import present_key_result
from okr_xblock.views.present.looking_back import present_cycle
from okr_xblock.views.present.looking_back import present_summary as present_cycle_summary
from okr_xblock.views.present.objectives import present_objective
from okr_xblock.views.present.timeline import present_timeline

from .samples import Samples, readings

NOBODY = 0
F = TypeVar("F", bound=Form)

Drawn = Iterator[tuple[str, str]]
"""What is shown, and how it looks."""


class Gallery:
    """All groups of components, by their titles."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples
        self.context = BoardContext(user_id=NOBODY, course_key=None, url_for=lambda _action: "#")
        self.span = Span(starts_on=samples.starts_on, due_on=samples.due_on, now=samples.now)

    def groups(self) -> Iterator[tuple[str, Callable[[], Drawn]]]:
        """Title and what draws it."""
        yield _("Words and states"), self._states
        yield _("Buttons"), self._buttons
        yield _("Bars and charts"), self._pictures
        yield _("The top of the board"), self._top
        yield _("Objectives"), self._objectives
        yield _("Key results"), self._key_results
        yield _("To-dos and numbers"), self._beside
        yield _("Writing"), self._writing
        yield _("Checking in"), self._check_ins
        yield _("Closing and looking back"), self._ends
        yield _("Badges"), self._badges
        yield _("Empty, saved, refused"), self._nothing

    def _draw(self, template: str, **values: Any) -> str:
        return render(self.context, f"{template}.html", values)

    # Small things

    def _states(self) -> Drawn:
        chips = [words.status_words(reading) for reading in readings()]
        icon = '<svg class="okr-i" aria-hidden="true"><use href="#okr-i-{}"/></svg>'
        for kind, name in (("", _("In a heading")), (" okr-status--plain", _("In a row"))):
            chip = f'<span class="okr-status{kind} okr-status--{{}}">{icon}{{}}</span>'
            yield name, _row(format_html_join(" ", chip, ((tone, sign, word) for word, tone, sign in chips)))
        reasons = dict.fromkeys(words.reason_words(reading) for reading in readings())
        yield _("Why"), format_html_join("", '<p class="okr-soft">{}</p>', ((text,) for text in reasons if text))
        tags = [*dict(words.CATEGORY_CHOICES).values(), *dict(words.VISIBILITY_CHOICES).values()]
        yield _("Tags"), _row(format_html_join(" ", '<span class="okr-tag">{}</span>', ((tag,) for tag in tags)))
        yield (
            _("Confidence"),
            "".join(
                _row(format_html("{} {}", _safe(self._draw("_confidence", of_ten=sure)), sure)) for sure in (1, 5, 10)
            ),
        )
        yield _("From and to"), self._draw("_delta", before="50%", after="62%")

    def _buttons(self) -> Drawn:
        kinds = ("okr-btn--primary okr-btn--large", "okr-btn--primary", "", "okr-btn--quiet")
        word = _("Check in")
        for name, state in ((_("Ready"), ""), (_("On its way"), " disabled")):
            button = '<button type="button" class="okr-btn {}"{}>{}</button>'
            buttons = ((kind, _safe(state), word) for kind in kinds)
            yield name, _row(format_html_join(" ", button, buttons))
        yield (
            _("More"),
            format_html('<details class="okr-more"><summary>{}</summary><p>{}</p></details>', word, _("Not yet.")),
        )

    def _pictures(self) -> Drawn:
        shares = (None, Fraction(0), Fraction(1, 3), Fraction(1), Fraction(6, 5))
        bars = [bar(share, Fraction(1, 2)) for share in shares]
        yield _("Bars with the mark of today"), _stack(*(self._draw("_bar", bar=one) for one in bars))
        without = [bar(share, Fraction(0)) for share in shares]
        yield _("Before it begins"), _stack(*(self._draw("_bar", bar=one, size="slim") for one in without))
        for points in (1, 2, 8, 60):
            chart = draw(self.samples.trail(points), self.span, expected=Fraction(1, 2))
            name = _("A chart of %(count)s") % {"count": points}
            yield name, _stack(self._draw("_chart", chart=chart), self._draw("_chart_table", chart=chart))
        spark = draw(self.samples.trail(8), self.span, expected=Fraction(1, 2))
        yield _("In a row"), self._draw("_spark", spark=spark)

    # Pages and their parts

    def _top(self) -> Drawn:
        for share in (None, Fraction(1, 5), Fraction(1, 2), Fraction(4, 5)):
            summary = present_summary(self.samples.summary(share))
            yield summary["headline"], self._draw("_board_top", summary=summary, waits_for_end=share is not None)
        for thing in self.samples.next_things():
            shown = present_next(thing, today=self.samples.today)
            yield shown["title"], self._draw("_board_top", next={**shown, "link": "#", "url": "#"})
        yield _("What moved by itself"), self._draw("_board_top", moved=self._board()["moved"])

    def _board(self) -> Mapping[str, Any]:
        view = BoardView(
            today=self.samples.today,
            zone=self.samples.now.tzinfo,  # type: ignore[arg-type]  # it is aware
            objectives=(),
            moved_here=(),
            summary=None,
            next_thing=NextThing(kind=self.samples.next_things()[0].kind),
            moved=tuple(self.samples.moved()),
            kpis=(),
            badges=(),
            has_something_to_celebrate=False,
            open_count=0,
        )
        return present_board(view, now=self.samples.now)

    def _objectives(self) -> Drawn:
        samples = self.samples
        cards = (
            (_("Under way"), samples.running()),
            (_("One line, until it is opened"), samples.objective(is_open=False)),
            (_("Before the first check-in"), samples.objective(progress=None, trail=(), confidence=None)),
            (_("A draft"), samples.draft(samples.yes_or_no())),
            (_("A draft without key results"), samples.draft()),
            (_("To be closed"), samples.objective(is_to_close=True, days_left=-2)),
        )
        for name, view in cards:
            yield name, self._draw("_objective", objective=present_objective(view, now=samples.now))
        for view in samples.resting():
            shown = present_objective(view, now=samples.now)
            yield shown["status"]["word"], self._draw("_objective_resting", objective=shown)
        entries = TimelineView(entries=tuple(samples.timeline()), next_before="1")
        yield _("Its story"), self._draw("_timeline", timeline=present_timeline(entries, now=samples.now))

    def _key_results(self) -> Drawn:
        samples = self.samples
        rows = (
            samples.rising(),
            samples.falling(),
            samples.staying(),
            samples.yes_or_no(),
            samples.staged(),
            samples.habit(),
            samples.course(),
        )
        yield _("Each kind"), self._rows(*rows)
        first = {"progress": None, "last_check_in_at": None, "confidence": None, "trail": ()}
        told = [
            samples.rising(status=reading, **(first if reading.status is Status.PENDING else {}))
            for reading in readings()
        ]
        yield _("Each status"), self._rows(*told)
        done = next(reading for reading in readings() if reading.status is Status.DONE)
        beyond = samples.rising(progress=Fraction(6, 5), status=done)
        yield _("Reached, and beyond"), self._rows(samples.yes_or_no(is_done=True, status=done), beyond)
        yield _("A course in each of its states"), self._rows(*(samples.course(state=state) for state in SourceState))

    def _rows(self, *views: KeyResultView) -> str:
        """As they stand in the card of an objective."""
        objective = {
            "id": "sample",
            "can_change": True,
            "can_check_in": True,
            "key_results": [present_key_result(view, now=self.samples.now, span=self.span) for view in views],
        }
        rows = _safe(self._draw("_key_results", objective=objective))
        return format_html('<div class="okr-card okr-objective">{}</div>', rows)

    def _beside(self) -> Drawn:
        samples = self.samples
        kpis = present_kpis(samples.kpis(), today=samples.today)
        yield _("Numbers, in and out of their range"), self._draw("_kpi_panel", kpis=kpis)
        yield _("No number yet"), self._draw("_kpi_panel", kpis=[])
        yield _("Write a number down"), self._draw("_kpi_form", form=KpiForm(), slot="okr-slot")
        yield _("Refused"), self._draw("_kpi_form", form=_refused(KpiForm, low="9", high="7"), slot="okr-slot")
        reading = ReadingForm(initial={"id": "1"})
        yield _("What it is now"), self._draw("_kpi_reading", form=reading, view=samples.kpis()[0], slot="okr-slot")
        todos = present_initiatives(samples.to_dos(), today=samples.today)
        yield _("To-dos"), self._draw("_initiative_list", todos=todos, objective_id="1", can_change=True)
        yield _("No to-do yet"), self._draw("_initiative_list", todos=[], objective_id="2", can_change=True)
        form = InitiativeForm(initial={"objective": "1"})
        yield _("Add a to-do"), self._draw("_initiative_form", form=form, slot="okr-slot")

    # Forms

    def _writing(self) -> Drawn:
        samples = self.samples
        window = CycleWindow(
            title="",
            earliest=samples.starts_on,
            latest=samples.due_on,
            starts_on=samples.today,
            due_on=samples.due_on,
            today=samples.today,
        )
        dates = {"starts_on": window.starts_on, "due_on": window.due_on}
        forms = (
            (_("What and why"), ObjectiveForm(part=WHAT, window=window, initial={"category": "growth"})),
            (_("When, and who sees it"), ObjectiveForm(part=WHEN, window=window, initial=dates)),
            (_("Nobody to share it with"), ObjectiveForm(part=WHEN, window=window, can_share=False, initial=dates)),
            (_("Refused"), ObjectiveForm(QueryDict("submission_key=1"), part=WHAT, window=window)),
        )
        for name, form in forms:
            yield name, self._draw("_objective_form", **objective_actions.form_values(form))
        yield _("Changed in another tab meanwhile"), self._conflict(window)
        for kind, name in words.KIND_CHOICES:
            form = KeyResultForm(initial={"kind": kind, "objective": "1", "start_confidence": "5", "weight": "1"})
            yield str(name), self._key_result_form(form)
        refused = _refused(KeyResultForm, kind="metric", baseline="many", start_confidence="11")
        yield _("Refused"), self._key_result_form(refused)
        codes = (Hint(code=HintCode.TASK_SHAPED), Hint(code=HintCode.NO_NUMBER))
        hints = self._draw("_hints", hints=[hint_words(hint) for hint in codes])
        yield _("Help with the words"), format_html('<form class="okr-hints">{}</form>', _safe(hints))

    def _conflict(self, window: CycleWindow) -> str:
        spec = ObjectiveSpec(
            title=str(self.samples.objective().title), starts_on=window.starts_on, due_on=window.due_on
        )
        detail = ObjectiveDetail(
            public_id=self.samples.new_id(), row_version=2, state=ObjectiveState.ACTIVE, home_course=None, spec=spec
        )
        typed = {"title": _("Write an objective"), "category": "team", "ambition": "committed", "submission_key": "1"}
        typed |= {"starts_on": f"{window.starts_on}", "due_on": f"{window.due_on}", "visibility": "private"}
        form = ObjectiveForm(_sent(**typed), window=window)
        form.is_valid()
        outcome = Outcome(current=detail)
        return self._draw("_objective_form", **objective_actions.form_values(form, detail=detail, outcome=outcome))

    def _key_result_form(self, form: KeyResultForm) -> str:
        return self._draw("_key_result_form", **key_result_actions.form_values(self.context, form))

    def _check_ins(self) -> Drawn:
        samples = self.samples
        for view in (samples.rising(), samples.staying(), samples.staged(), samples.habit(), samples.course()):
            form = CheckInForm(initial={"id": view.public_id, **first_answers(view)})
            yield view.title, self._check_in_form(view, form)
        view = samples.yes_or_no()
        yield view.title, self._check_in_form(view, CheckInForm(initial=first_answers(view)))
        refused = _refused(CheckInForm, value="many", confidence="")
        yield _("Refused"), self._check_in_form(samples.rising(), refused)

    def _check_in_form(self, view: KeyResultView, form: CheckInForm) -> str:
        entry = present_entry(view, form, now=self.samples.now)
        return self._draw("_check_in_form", **entry, slot=f"okr-check-{view.public_id}")

    def _ends(self) -> Drawn:
        samples = self.samples
        for name, offers in (
            (_("Pause or let go"), ("pause", "abandon")),
            (_("Go on or let go"), ("resume", "abandon")),
            (_("Open again"), ("reopen",)),
        ):
            form = StateForm(initial={"id": "1"})
            yield name, self._draw("_state_form", form=form, offers=offers, slot="okr-slot", id=samples.new_id())
        yield _("A grade is suggested"), self._closing_form(samples.closing())
        yield _("No data to suggest one"), self._closing_form(samples.closing(has_data=False))
        cycles = [present_cycle_summary(view) for view in samples.cycle_summaries()]
        yield _("Earlier cycles"), _without_tabs(self._draw("_look_back", cycles=cycles))
        cycle = present_cycle(samples.cycle(), today=samples.today)
        yield _("One of them"), _without_tabs(self._draw("_look_back_cycle", cycle=cycle))
        yield _("Closed a moment ago"), _stack(*(self._draw("_past_line", past=past) for past in cycle["ended"]))

    def _closing_form(self, view: ClosingView) -> str:
        grade = view.proposed_grade
        return self._draw(
            "_closing_form",
            form=ClosingForm(initial={"id": view.objective.public_id, "grade": grade, "outcome": "partly"}),
            grade="" if grade is None else f"{grade:.1f}",
            grade_shown=present_grade(grade),
            objective=present_closing(view, now=self.samples.now),
            reading=present_reading(grade, view.objective.ambition),
            grades=present_grades(),
            outcomes=words.OUTCOMES,
            next_steps=words.NEXT_STEPS,
            slot="okr-slot",
        )

    # Rewards, and nothing

    def _badges(self) -> Drawn:
        awards = [present_award(view, today=self.samples.today) for view in self.samples.awards()]
        yield _("A moment for one"), self._draw("_celebration", badges=awards[:1])
        yield _("A moment for several"), self._draw("_celebration", badges=awards[:3])
        streaks = [present_streak(self.samples.streak())]
        yield _("The shelf"), _without_tabs(self._draw("_badges", badges=awards, streaks=streaks))
        empty = self._draw("_badges", badges=[], streaks=[], open_symbols=("seed", "flag", "mountain"))
        yield _("An empty shelf"), _without_tabs(empty)

    def _nothing(self) -> Drawn:
        yield _("The first page"), self._draw("_begin", begin=begin_values())
        yield _("No cycle yet"), _without_tabs(self._draw("_look_back", cycles=[]))
        yield _("Saved"), self._draw("_said", said=_("Saved."), focus="here", here="here")
        yield _("Refused"), self._draw("_problem", message=_("There is nothing here."))
        trouble = _("There is no connection right now. What you typed is still here; please try again.")
        yield _("No connection"), format_html('<p class="okr-trouble" role="alert">{}</p>', trouble)
        yield _("Not for this person"), self._draw("notice", title=_("My OKRs"), message=_("Not yet."))


def _safe(html: str) -> SafeString:
    """What a template of ours made."""
    return SafeString(html)


def _row(html: str) -> str:
    return format_html('<p class="okr-row">{}</p>', _safe(html))


def _stack(*parts: str) -> str:
    return format_html('<div class="okr-stack">{}</div>', _safe("".join(parts)))


def _sent(**typed: str) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(typed)
    return query


def _refused(form: type[F], **typed: str) -> F:
    """A form that was sent like this."""
    return form(_sent(submission_key="1", **typed))


def _without_tabs(html: str) -> str:
    """One page has one set of tabs; a page of many pages would have many."""
    before, _nav, after = html.partition("<nav")
    return before + after.partition("</nav>")[2] if _nav else html
