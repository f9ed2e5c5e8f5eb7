"""The timeline: everything that happened to an objective, page by page, and what it costs."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from okr_xblock.api.closing import ClosingSpec, close_objective, save_closing_draft
from okr_xblock.api.errors import NotFoundError
from okr_xblock.api.key_results import (
    StageSpec,
    add_key_result,
    get_key_result,
    remove_key_result,
    revise_key_result,
)
from okr_xblock.api.lifecycle import abandon_objective, pause_objective, reopen_objective, resume_objective
from okr_xblock.api.objectives import get_objective, publish_objective, revise_objective
from okr_xblock.api.timeline import FieldChange, RevisionStep, TimelineKind, read_timeline
from okr_xblock.demo.seed import WRITING
from okr_xblock.domain.closing import Outcome
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.models import Award, Objective, OrganisationGoal
from tests.support.okr import (
    CERTIFICATE,
    FIVE_KINDS,
    MENTORING,
    PRESENTATION,
    READERS,
    WORD_A_DAY,
    check_in,
    check_in_on_all,
    complete,
    counted_blocks,
    course_spec,
    give_presentation,
    key_result_of,
    make_objective,
    statements,
    tick,
)


def entries(user, objective, *kinds: TimelineKind):
    found = read_timeline(user_id=user.pk, public_id=objective.public_id).entries
    return [entry for entry in found if not kinds or entry.kind in kinds]


def test_it_begins_with_how_it_was_written_and_started(learner):
    objective = make_objective(learner, PRESENTATION)
    found = entries(learner, objective)
    assert [(e.kind, e.old_state, e.new_state) for e in found] == [
        (TimelineKind.STATE, ObjectiveState.DRAFT, ObjectiveState.ACTIVE),
        (TimelineKind.STATE, None, ObjectiveState.DRAFT),
    ]


def test_a_check_in_says_what_was_said(learner):
    objective = make_objective(learner, READERS, MENTORING, WORD_A_DAY)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal("1300.5"), confidence=7, note="Good")
    stage = key_result_of(objective, MENTORING.title).stages.first()
    check_in(learner, key_result_of(objective, MENTORING.title), stages={stage.public_id: True})
    today = timezone.now().date()
    tick(learner, objective, today)
    habit, mentoring, readers = entries(learner, objective, TimelineKind.CHECK_IN)
    assert (readers.key_result_title, readers.value, readers.unit) == (READERS.title, Decimal("1300.5"), "readers")
    assert (readers.confidence, readers.note) == (7, "Good")
    assert mentoring.done == ("Met",)
    assert habit.ticked == (today,)


def test_an_event_of_the_platform_names_what_it_was(learner):
    objective = make_objective(learner, course_spec())
    complete(learner, *counted_blocks()[0])
    event, linked = entries(learner, objective, TimelineKind.EVENT)
    assert (event.cause, event.subject) == (Cause.COMPLETION, "What this course is for")
    assert event.before == 0
    assert event.after > 0
    assert linked.cause is Cause.LINKED


def test_a_badge_is_on_it_with_what_it_was_earned_for(learner):
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    found = entries(learner, objective, TimelineKind.BADGE)
    assert {entry.key_result_title for entry in found} == {"", PRESENTATION.title}
    assert all(entry.badge_title and entry.symbol and entry.after == 1 for entry in found)


def test_a_badge_that_was_taken_back_is_not_on_it(learner):
    objective = make_objective(learner, PRESENTATION)
    give_presentation(learner, objective)
    Award.objects.update(active_key=None, revoked_at=timezone.now())
    assert entries(learner, objective, TimelineKind.BADGE) == []


def revise(user, row, spec, **options):
    detail = get_key_result(user_id=user.pk, public_id=row.public_id)
    revise_key_result(user_id=user.pk, public_id=row.public_id, row_version=detail.row_version, spec=spec, **options)


def test_a_revision_says_old_and_new_and_why(learner):
    goal = OrganisationGoal.objects.create(title="Better meetings")
    objective = make_objective(learner, READERS)
    readers = key_result_of(objective, READERS.title)
    revise(learner, readers, replace(READERS, target=Decimal(1400), title="Raise readers"), reason="Too much")
    detail = get_objective(user_id=learner.pk, public_id=objective.public_id)
    due_on = objective.due_on - timedelta(days=7)
    revise_objective(
        user_id=learner.pk,
        public_id=objective.public_id,
        row_version=detail.row_version,
        spec=replace(detail.spec, due_on=due_on, goal_id=goal.public_id),
        reason="Holidays",
    )
    whole, part = entries(learner, objective, TimelineKind.REVISION)
    assert (whole.reason, whole.key_result_title) == ("Holidays", "")
    assert whole.changes == (
        FieldChange(field="due_on", old=objective.due_on, new=due_on),
        FieldChange(field="goal", old=None, new="Better meetings"),
    )
    assert (part.reason, part.key_result_title, part.step) == ("Too much", "Raise readers", RevisionStep.CHANGED)
    assert part.changes == (
        FieldChange(field="title", old="Raise monthly readers", new="Raise readers"),
        FieldChange(field="target", old=Decimal(1500), new=Decimal(1400)),
    )


COURSE = course_spec(required_fraction=Decimal("0.8"))


@pytest.mark.parametrize(
    ("spec", "revised", "changes"),
    [
        (
            MENTORING,
            {"stages": (StageSpec(title="Met"), StageSpec(title="Looked back", weight=Decimal(10)))},
            [("stages", "Met · Agreed on a goal · Looked back", "Met (1) · Looked back (10)")],
        ),
        (MENTORING, {"title": "Mentor two colleagues"}, [("title", "Mentor a colleague", "Mentor two colleagues")]),
        (COURSE, {"requirements": course_spec().requirements}, [("required_percent", Decimal(80), Decimal(100))]),
        (
            COURSE,
            {"requirements": course_spec(**CERTIFICATE).requirements},
            [("criterion", "completion", "certificate"), ("required_percent", Decimal(80), None)],
        ),
        (
            COURSE,
            {"requirements": course_spec(WRITING).requirements},
            [("courses", "Communication at work", "Writing for a busy reader")],
        ),
        (WORD_A_DAY, {"times_per_week": 5}, [("times_per_week", 7, 5)]),
        (READERS, {"weight": Decimal(2)}, [("weight", 1, 2)]),
    ],
)
def test_what_changed_of_a_key_result_is_named(learner, spec, revised, changes):
    objective = make_objective(learner, spec)
    revise(learner, objective.key_results.get(), replace(spec, **revised))
    (entry,) = entries(learner, objective, TimelineKind.REVISION)
    assert [(change.field, change.old, change.new) for change in entry.changes] == changes


def test_a_form_that_was_saved_unchanged_says_nothing(learner):
    objective = make_objective(learner, READERS)
    revise(learner, objective.key_results.get(), READERS, reason="Nothing really")
    assert entries(learner, objective, TimelineKind.REVISION) == []


def test_what_was_changed_before_the_start_is_no_revision(learner):
    objective = make_objective(learner, READERS, start=False)
    revise(learner, objective.key_results.get(), replace(READERS, target=Decimal(1400)))
    publish_objective(user_id=learner.pk, public_id=objective.public_id)
    assert entries(learner, objective, TimelineKind.REVISION) == []


def test_key_results_that_come_and_go_are_on_it(learner):
    objective = make_objective(learner, READERS)
    added = add_key_result(user_id=learner.pk, objective_id=objective.public_id, spec=PRESENTATION)
    remove_key_result(user_id=learner.pk, public_id=added, reason="Was cancelled")
    removed, first = entries(learner, objective, TimelineKind.REVISION)
    assert (first.step, first.key_result_title) == (RevisionStep.ADDED, PRESENTATION.title)
    assert (removed.step, removed.reason) == (RevisionStep.REMOVED, "Was cancelled")


def test_check_ins_of_a_removed_key_result_stay_on_it(learner):
    objective = make_objective(learner, READERS, PRESENTATION)
    give_presentation(learner, objective)
    remove_key_result(user_id=learner.pk, public_id=key_result_of(objective, PRESENTATION.title).public_id)
    assert len(entries(learner, objective, TimelineKind.CHECK_IN)) == 1


def test_states_come_with_their_reasons_and_the_close_with_its_grade(learner):
    objective = make_objective(learner, PRESENTATION)
    mine = {"user_id": learner.pk, "public_id": objective.public_id}
    pause_objective(**mine, reason="Leave")
    resume_objective(**mine)
    spec = ClosingSpec(grade=Decimal("0.8"), outcome=Outcome.PARTLY)
    version = get_objective(**mine).row_version
    save_closing_draft(**mine, row_version=version, spec=spec)
    close_objective(**mine, row_version=version + 1, spec=spec)
    reopen_objective(**mine, reason="Too early")
    abandon_objective(**mine, reason="No time")
    found = [(e.new_state, e.reason, e.grade, e.outcome) for e in entries(learner, objective, TimelineKind.STATE)]
    assert found == [
        (ObjectiveState.ABANDONED, "No time", None, None),
        (ObjectiveState.ACTIVE, "Too early", None, None),
        (ObjectiveState.CLOSED, "", Decimal("0.8"), Outcome.PARTLY),
        (ObjectiveState.ACTIVE, "", None, None),
        (ObjectiveState.PAUSED, "Leave", None, None),
        (ObjectiveState.ACTIVE, "", None, None),
        (ObjectiveState.DRAFT, "", None, None),
    ]


def test_an_event_after_the_end_is_noted_as_such(learner):
    objective = make_objective(learner, course_spec())
    abandon_objective(user_id=learner.pk, public_id=objective.public_id, reason="No time")
    complete(learner, *counted_blocks()[0])
    event, _linked = entries(learner, objective, TimelineKind.EVENT)
    assert event.was_frozen


def make_history(user, *, weeks: int = 5) -> tuple[Objective, int]:
    """Five key results checked in together every week, each with an entry; some moments hold ten entries at once."""
    objective = make_objective(user, *FIVE_KINDS)
    now = timezone.now()
    for week in range(weeks):
        values = {"value": 1200 + 50 * week, "confidence": 5 + week % 5}
        check_in_on_all(user, objective, **values, now=now + timedelta(days=7 * week))
    return objective, len(read_timeline(user_id=user.pk, public_id=objective.public_id, limit=1000).entries)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_page_by_page_it_is_the_same_as_at_once_whatever_happened_at_one_moment(learner, limit):
    objective, count = make_history(learner)
    whole = read_timeline(user_id=learner.pk, public_id=objective.public_id, limit=1000)
    assert (count > 25, whole.next_before) == (True, "")
    found, before = [], ""
    for _page in range(count + 5):
        page = read_timeline(user_id=learner.pk, public_id=objective.public_id, limit=limit, before=before)
        assert 0 < len(page.entries) <= limit
        found += page.entries
        before = page.next_before
        if not before:
            break
    assert tuple(found) == whole.entries
    assert [entry.at for entry in found] == sorted((entry.at for entry in found), reverse=True)


def test_rows_that_say_nothing_leave_no_page_empty(learner):
    objective = make_objective(learner, READERS)
    mine = {"user_id": learner.pk, "public_id": objective.public_id}
    for _number in range(8):
        Objective.objects.get(pk=objective.pk).save()
    first = read_timeline(**mine, limit=2)
    second = read_timeline(**mine, limit=2, before=first.next_before)
    found = [entry.new_state for page in (first, second) for entry in page.entries]
    assert (found, second.next_before) == ([ObjectiveState.ACTIVE, ObjectiveState.DRAFT], "")


def test_drafts_of_the_closing_cost_no_statement(learner):
    objective = make_objective(learner, READERS)
    mine = {"user_id": learner.pk, "public_id": objective.public_id}
    for number in range(60):
        spec = ClosingSpec(grade=None, outcome=None, proud=f"Draft {number}")
        save_closing_draft(**mine, row_version=get_objective(**mine).row_version, spec=spec)
    with statements() as found:
        page = read_timeline(**mine, limit=5)
    assert (len(page.entries), page.next_before, len(found)) == (2, "", 3)


def test_however_many_rows_say_nothing_the_statements_are_limited(learner):
    objective = make_objective(learner, READERS)
    mine = {"user_id": learner.pk, "public_id": objective.public_id}
    for _number in range(30):
        Objective.objects.get(pk=objective.pk).save()
    with statements() as found:
        page = read_timeline(**mine, limit=2)
    assert (page.entries, len(found)) == ((), 9)
    assert page.next_before


@pytest.mark.parametrize(
    "before",
    [
        "0001-01-01T00:00:00+14:00|2|1",
        "2001-01-01T00:00:00+00:00|2|1",
        "9999-12-31T23:59:59-11:00|2|1",
        "x",
        "||",
        "2026-05-14|1|1",
        "2026-05-14T10:00:00|1|1",
        "9999-99-99T10:00:00+00:00|1|1",
        "2999-01-01T10:00:00+00:00|1|99999999999999999999999",
        "2999-01-01T10:00:00+00:00|0|-1",
        "' OR 1=1 --",
        "\x00",
    ],
)
def test_a_page_that_nobody_gave_out_is_the_first(learner, before):
    objective = make_objective(learner, READERS)
    found = read_timeline(user_id=learner.pk, public_id=objective.public_id, before=before)
    assert (len(found.entries), found.is_newest) == (2, True)


def test_somebody_elses_timeline_does_not_exist(learner, somebody_else):
    objective = make_objective(learner, READERS)
    with pytest.raises(NotFoundError):
        read_timeline(user_id=somebody_else.pk, public_id=objective.public_id)
    begun = "2999-01-01T10:00:00+00:00|4|1"
    with pytest.raises(NotFoundError):
        read_timeline(user_id=somebody_else.pk, public_id=objective.public_id, before=begun)


@pytest.mark.parametrize("weeks", [1, 12])
def test_a_page_costs_three_queries_however_much_happened(learner, weeks, django_assert_num_queries):
    objective, _count = make_history(learner, weeks=weeks)
    # Check-ins, events and badges; the history of the objective; that of its key results.
    with django_assert_num_queries(3):
        read_timeline(user_id=learner.pk, public_id=objective.public_id)
