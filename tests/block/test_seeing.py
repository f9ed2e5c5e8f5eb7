"""What a learner sees: sentences, charts, histories, and pages that weigh little and ask little."""

import gzip
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import timezone

from okr_xblock.api.board import BoardSummary, NextThing, NextThingKind
from okr_xblock.api.closing import ClosingSpec, close_objective, read_closing
from okr_xblock.api.key_results import add_key_result, get_key_result, revise_key_result
from okr_xblock.api.lifecycle import abandon_objective, pause_objective
from okr_xblock.domain.closing import Outcome
from okr_xblock.domain.status import Status, StatusReading, StatusReason
from okr_xblock.models import Award, Cycle, KeyResult, Objective
from okr_xblock.views.context import BoardContext
from okr_xblock.views.pages import answer_after
from okr_xblock.views.present.board import present_next, present_summary
from okr_xblock.views.present.charts import HEIGHT, WIDTH, Span, draw
from okr_xblock.views.present.figures import confidence_words, extreme_words, headline, percent
from okr_xblock.views.words import trouble_words
from tests.support.okr import (
    MENTORING,
    PRESENTATION,
    READERS,
    STAY,
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
)

STATIC = Path(__file__).resolve().parents[2] / "static" / "okr_xblock"
FILES = ("okr.css", "okr.js", "vendor/htmx-2.0.11.min.js")
SETS = ((STAY, MENTORING, WORD_A_DAY, course_spec()), (PRESENTATION, READERS, WORD_A_DAY, course_spec()))
HOSTILE = '</bdi><script>alert("&amp;")</script>' + "Donaudampfschifffahrtsgesellschaft" * 5

MAY = Span(starts_on=date(2026, 5, 1), due_on=date(2026, 5, 10), now=datetime(2026, 5, 6, tzinfo=UTC))


def share(number):
    return Fraction(number, 100)


def points(text):
    return [tuple(int(number) for number in point.split(",")) for point in text.split()]


# Shares in words


@pytest.mark.parametrize(
    ("fraction", "words"),
    [
        (None, "–"),
        (Fraction(-100), "below\u00a00%"),
        (Fraction(0), "0%"),
        (Fraction(999, 1000), "99%"),
        (Fraction(13, 10), "130%"),
        (Fraction(2), "200%"),
        (Fraction(123456), "over\u00a0200%"),
    ],
)
def test_a_share_is_said_as_nobody_has_to_picture_a_wild_number(fraction, words):
    assert percent(fraction) == words


def test_what_an_extraordinary_share_means_is_said():
    assert "below where you began" in extreme_words(Fraction(-100))
    assert "more than double" in extreme_words(Fraction(5, 2))
    assert extreme_words(Fraction(3, 2)) == extreme_words(None) == ""


@pytest.mark.parametrize(
    ("progress", "expected", "words"),
    [
        (None, 50, "Your first check-in will tell how it is going"),
        (0, 0, "Just begun, and close to plan"),
        (9, 1, "Off to a quick start, and ahead of plan"),
        (9, 40, "Hardly begun, and behind plan"),
        (25, 10, "Well on the way, and ahead of plan"),
        (39, 39, "On the way, and close to plan"),
        (51, 54, "A little past half-way, and close to plan"),
        (51, 90, "A little past half-way, but behind plan"),
        (70, 50, "Well past half-way, and ahead of plan"),
        (99, 100, "Nearly there, and close to plan"),
        (100, 20, "Everything reached. Well done!"),
    ],
)
def test_the_board_begins_with_a_sentence_that_answers(progress, expected, words):
    assert headline(None if progress is None else share(progress), share(expected)) == words


@pytest.mark.parametrize(
    ("progress", "expected", "words"),
    [
        (None, 50, "Your first check-in will tell how it is going"),
        (51, 54, "A little past half-way and close to plan, but you are not sure yet"),
        (51, 30, "A little past half-way and ahead of plan, but you are not sure yet"),
        (51, 90, "A little past half-way, but behind plan"),
        (100, 20, "Everything reached. Well done!"),
    ],
)
def test_a_fine_pace_of_which_one_is_not_sure_is_not_praised(progress, expected, words):
    assert headline(None if progress is None else share(progress), share(expected), is_unsure=True) == words


@pytest.mark.parametrize("is_unsure", [False, True])
def test_every_progress_beside_every_pace_has_a_sentence(is_unsure):
    said = {headline(share(p), share(e), is_unsure=is_unsure) for p in range(101) for e in range(101)}
    assert len(said) == 3 * 6  # the last step is never behind plan; all of it is one more
    assert all(said)


def test_the_board_does_not_praise_what_its_cards_call_at_risk(door, learner):
    objective, other = make_objective(learner, READERS), make_objective(learner, STAY)
    row = key_result_of(objective, READERS.title)
    check_in(learner, row, value=Decimal(1350), confidence=9)
    check_in(learner, key_result_of(other, STAY.title), value=Decimal(3), confidence=9)
    assert "you are not sure yet" not in door.see().text
    check_in(learner, row, value=Decimal(1350), confidence=6)
    page = door.see()
    assert "you are not sure yet" in page.select("//header/div/h3")[0].text_content()
    # It rests, and the card of what goes on says nothing of the kind.
    pause_objective(user_id=learner.pk, public_id=objective.public_id, reason="")
    assert "you are not sure yet" not in door.see().text


def test_confidence_is_said_beside_the_time_before():
    assert confidence_words(None, None) == ""
    assert confidence_words(8, None) == "8 of 10"
    assert confidence_words(8, 7) == "8 of 10, up from 7"
    assert confidence_words(3, 7) == "3 of 10, down from 7"
    assert confidence_words(7, 7) == "7 of 10, as before"


def summary(expected):
    return BoardSummary(
        progress=share(50),
        expected=share(expected),
        days_left=1,
        cycle_title="",
        starts_on=date(2026, 4, 1),
        due_on=date(2026, 6, 30),
        objective_count=1,
    )


@pytest.mark.parametrize(("expected", "before", "after"), [(0, "0.0%", "100.0%"), (54, "54.0%", "46.0%")])
def test_the_label_of_today_leaves_room_on_both_sides_as_its_mark_does(expected, before, after):
    shown = present_summary(summary(expected))
    assert shown["today_is"] == f"Today: {expected}% expected"
    assert (shown["bar"].expected, shown["after_today"]) == (before, after)


def test_where_yes_or_no_makes_less_expected_than_the_calendar_the_page_says_so(door, learner):
    told = "Key results that are all or nothing are only expected at the end."
    gradual = make_objective(learner, READERS)
    assert told not in door.see().text
    mixed = make_objective(learner, READERS, PRESENTATION)
    assert told in door.see().select("//header[contains(@class, 'okr-hero')]")[0].text_content()
    assert told in door.post("objective", id=mixed.public_id).text
    assert told not in door.post("objective", id=gradual.public_id).text
    pause_objective(user_id=learner.pk, public_id=mixed.public_id, reason="")
    assert told not in door.see().text


TODAY = date(2026, 5, 13)  # a Wednesday


@pytest.mark.parametrize(
    ("thing", "title", "page"),
    [
        ({"kind": "close", "count": 1, "objective_id": "a"}, "One objective has come to its end", "closing"),
        ({"kind": "close", "count": 2, "objective_id": "a"}, "2 objectives have come to their end", "closing"),
        ({"kind": "check_in", "count": 7}, "It is time for your check-in", "check_in_due"),
        ({"kind": "finish_draft", "count": 1, "objective_id": "a"}, "A draft of yours is waiting", "write"),
        ({"kind": "start_draft", "count": 1, "objective_id": "a"}, "A draft of yours is ready", "write"),
        ({"kind": "nothing_due"}, "Nothing is due right now", "check_in_due"),
        ({"kind": "nothing_due", "due_on": date(2026, 5, 14)}, "Nothing is due until tomorrow", "check_in_due"),
        ({"kind": "nothing_due", "due_on": date(2026, 5, 16)}, "Nothing is due until Saturday", "check_in_due"),
        ({"kind": "nothing_due", "due_on": date(2026, 5, 25)}, "Nothing is due until May 25", "check_in_due"),
        (
            {"kind": "nothing_due", "due_on": date(2026, 5, 20), "is_first": True},
            "Your first check-in: May 20",
            "check_in_due",
        ),
    ],
)
def test_there_is_one_next_thing(thing, title, page):
    kind = NextThingKind(thing.pop("kind"))
    shown = present_next(NextThing(kind=kind, **thing), today=TODAY)
    assert (shown["title"], shown["page"]) == (title, page)
    assert shown["id"] == thing.get("objective_id", "all" if kind is NextThingKind.NOTHING_DUE else "")


# Charts


def test_without_data_there_is_no_chart():
    assert draw((), MAY, expected=share(50)) is None


def test_one_point_goes_on_until_today():
    chart = draw(((date(2026, 5, 1), share(0)),), MAY, expected=share(50))
    assert points(chart.actual) == [(20, HEIGHT), (200, HEIGHT)]
    assert chart.today == "200"
    assert points(chart.expected) == [(0, HEIGHT), (WIDTH, 0)]
    assert chart.story == "At 0% since May 1; 50% is expected by today."


def test_a_line_goes_from_its_first_to_its_last_point_over_its_own_area():
    chart = draw(((date(2026, 5, 2), share(10)), (date(2026, 5, 4), share(60))), MAY, expected=share(50))
    assert points(chart.actual) == [(60, 90), (140, 40), (200, 40)]
    assert points(chart.area) == [(60, 100), (60, 90), (140, 40), (200, 40), (200, 100)]
    assert chart.dot == "200 40"
    assert chart.story == "From 10% on May 2 to 60% today; 50% is expected by now."
    assert [(row.day, row.share, row.expected) for row in chart.rows] == [
        ("May 4", "60%", "35%"),
        ("May 2", "10%", "15%"),
    ]


def test_where_nothing_is_expected_before_the_end_no_line_pretends_so():
    chart = draw(((date(2026, 5, 2), share(0)), (date(2026, 5, 3), share(50))), MAY, expected=share(0))
    assert chart.expected == ""
    assert chart.story == "From 0% on May 2 to 50% today."
    assert {row.expected for row in chart.rows} == {""}


def test_before_the_first_day_is_over_the_even_pace_is_drawn():
    at_once = Span(starts_on=MAY.starts_on, due_on=MAY.due_on, now=datetime(2026, 5, 1, tzinfo=UTC))
    chart = draw(((date(2026, 5, 1), share(5)),), at_once, expected=share(0))
    assert points(chart.expected) == [(0, HEIGHT), (WIDTH, 0)]
    assert points(chart.actual) == [(0, 95)]


@pytest.mark.parametrize(
    "span",
    [
        Span(starts_on=MAY.starts_on, due_on=MAY.due_on, now=datetime(2026, 6, 1, tzinfo=UTC)),
        Span(starts_on=MAY.starts_on, due_on=MAY.due_on, now=MAY.now, is_open=False),
    ],
    ids=["over", "closed"],
)
def test_what_is_over_ends_where_it_ended(span):
    chart = draw(((date(2026, 5, 2), share(10)), (date(2026, 5, 4), share(60))), span, expected=share(50))
    assert points(chart.actual) == [(60, 90), (140, 40)]
    assert chart.today == ""
    assert chart.story == "From 10% on May 2 to 60% on May 4."


def test_points_beside_the_dates_stand_on_the_edge():
    trail = ((date(2026, 4, 1), share(10)), (date(2026, 5, 4), share(60)), (date(2027, 5, 4), share(70)))
    over = Span(starts_on=MAY.starts_on, due_on=MAY.due_on, now=datetime(2028, 1, 1, tzinfo=UTC))
    assert points(draw(trail, over, expected=share(100)).actual) == [(0, 90), (140, 40), (WIDTH, 30)]


@pytest.mark.parametrize("count", [2, 12, 13, 60])
def test_a_small_chart_has_few_points_and_keeps_the_first_and_the_last(count):
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(count)]
    trail = tuple((day, Fraction(number, 60)) for number, day in enumerate(days))
    span = Span(starts_on=days[0], due_on=days[-1], now=datetime(2027, 1, 1, tzinfo=UTC))
    full, small = (draw(trail, span, expected=share(100), max_points=most) for most in (60, 12))
    assert len(points(full.actual)) == count
    assert len(points(small.actual)) == min(count, 12)
    assert points(small.actual)[0] == points(full.actual)[0]
    assert points(small.actual)[-1] == points(full.actual)[-1]
    assert len(small.rows) == count


# The board


def a_long_trail(days_ago=70):
    """As many points as are kept, the last one today."""
    first = timezone.localdate() - timedelta(days=days_ago)
    days = [first + timedelta(days=round(number * days_ago / 59)) for number in range(60)]
    return [[day.isoformat(), f"{(number * 97 % 61) / 100 + number / 200:.4f}"] for number, day in enumerate(days)]


@pytest.fixture
def busy(learner, django_capture_on_commit_callbacks):
    """Three objectives of four key results, each with as long a history as is kept."""
    for number in range(3):
        objective = make_objective(learner, *SETS[number % 2], title=f"Speak up, part {number + 1}")
        for row in KeyResult.objects.filter(objective=objective):
            check_in(learner, row, **({"value": row.target or row.limit} if row.kind in {"metric", "stay"} else {}))
    with django_capture_on_commit_callbacks(execute=True):
        complete(learner, *counted_blocks()[0])
    Objective.objects.update(starts_on=timezone.localdate() - timedelta(days=70), trail=a_long_trail())
    KeyResult.objects.update(trail=a_long_trail())
    return list(Objective.objects.order_by("pk"))


def test_the_first_page_weighs_little(door, busy):
    page = door.see()
    assert len(page.select("//*[@class='okr-spark']")) == 12
    parts = {"html": page.html.encode(), **{name: (STATIC / name).read_bytes() for name in FILES}}
    weights = {name: len(gzip.compress(part, 6)) for name, part in parts.items()}
    assert sum(weights.values()) <= 35_000, weights


def test_the_board_asks_the_database_little(door, busy):
    door.see()
    with statements() as found:
        door.see()
    # Whether one may be here; objectives, key results; per kind their stages, ticks, check-ins, requirements (with what
    # courses last said); course titles; to-dos, KPIs, badges. Nothing per objective.
    assert len(found) <= 12


def test_no_page_has_an_inline_style_or_handler(door, busy):
    """A strict content security policy takes neither."""
    pages = [door.see(), door.post("objective", id=busy[0].public_id), door.post("badges"), door.post("celebrate")]
    for page in pages:
        assert not page.select("//*[@style] | //style | //script | //*[@*[starts-with(name(), 'on')]]")


def test_what_the_platform_moved_since_the_last_check_in_comes_first(door, learner, busy):
    page = door.see()
    items = page.select("//section[@aria-labelledby='okr-since']//li")
    assert len(items) == 3
    assert "A unit" in items[0].text_content() or "completed" in items[0].text_content()
    assert "from 0% to" in " ".join(items[0].text_content().split())


def test_headings_go_down_one_step_at_a_time(door, busy):
    for page in (door.see(), door.post("objective", id=busy[0].public_id), door.post("badges")):
        levels = [int(heading.tag[1]) for heading in page.select("//h2 | //h3 | //h4 | //h5 | //h6")]
        steps = [after - before for before, after in pairwise(levels)]
        assert max(steps) <= 1, levels
        assert levels[0] in {2, 3}


def test_a_bar_says_what_it_shows(door, learner):
    objective = make_objective(learner, READERS, PRESENTATION)
    labels = {bar.get("aria-label") for bar in door.see().select("//*[@role='img'][contains(@class, 'okr-bar')]")}
    assert all(label.startswith("No data yet; ") for label in labels)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1350))
    labels = {bar.get("aria-label") for bar in door.see().select("//*[@role='img'][contains(@class, 'okr-bar')]")}
    assert any(label.startswith("50% done; ") for label in labels)


def test_no_data_is_said_in_words(door, learner):
    make_objective(learner, READERS)
    page = door.see()
    assert "no data yet" in page.text
    assert "–" not in page.text.replace("– hours", "")


def test_a_value_far_off_is_said_in_words(door, learner):
    objective = make_objective(learner, READERS)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(-100_000))
    assert "below where you began" in door.see().text
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(100_000))
    page = door.see()
    assert "more than double" in page.text
    assert "over 200%" in page.text


def test_a_habit_shows_last_week_once_it_had_one(door, learner):
    today = timezone.localdate()
    Cycle.objects.update(starts_on=today - timedelta(days=30))
    objective = make_objective(learner, WORD_A_DAY, starts_on=today - timedelta(days=today.weekday()))
    assert "Last week" not in door.see().text
    Objective.objects.update(starts_on=today - timedelta(days=10))
    page = door.see()
    assert "Last week" in page.text
    assert len(page.select("//li[contains(@class, 'okr-week__day')]")) == 14
    assert objective.public_id in page.html


def test_why_a_key_result_is_at_risk_is_said_in_its_row_and_not_twice(door, learner):
    objective = make_objective(learner, READERS, PRESENTATION)
    words = "Your first check-in will tell how it is going."
    assert door.see().text.count(words) == 1
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1500), confidence=9)
    check_in(learner, key_result_of(objective, PRESENTATION.title), confidence=5)
    page = door.see()
    assert page.text.count("you are not quite sure") == 1
    assert page.text.count("You are 5 of 10 sure; from 8 on it is on track.") == 1
    add_key_result(user_id=learner.pk, objective_id=objective.public_id, spec=STAY)
    check_in(learner, key_result_of(objective, STAY.title), value=Decimal(3), confidence=2)
    page = door.see()
    assert page.text.count("You doubt that you will get there.") == 1
    row = page.select(f"//li[@id='okr-kr-{key_result_of(objective, PRESENTATION.title).public_id}']")[0]
    assert "You are 5 of 10 sure; from 8 on it is on track." in row.text_content()


@pytest.mark.parametrize(
    ("reason", "confidence", "done", "words"),
    [
        (StatusReason.CONFIDENCE, 6, "44%", "You are 6 of 10 sure; from 8 on it is on track."),
        (StatusReason.PACE, 9, "44%", "44% where 70% is expected by today."),
        (
            StatusReason.CONFIDENCE_AND_PACE,
            6,
            "44%",
            "44% where 70% is expected by today, and you are 6 of 10 sure.",
        ),
        (StatusReason.PACE, 9, "", "It is behind where it should be by today."),
        (StatusReason.CONFIDENCE, None, "44%", "The pace is right, but you are not quite sure to get there."),
    ],
)
def test_trouble_is_said_with_its_numbers(reason, confidence, done, words):
    reading = StatusReading(Status.AT_RISK, reason)
    assert trouble_words(reading, confidence=confidence, done=done, expected="70%") == words


def test_a_key_result_behind_its_pace_says_by_how_much(door, learner):
    objective = make_objective(learner, READERS)
    row = key_result_of(objective, READERS.title)
    check_in(learner, row, value=Decimal(1300), confidence=9)
    today = timezone.localdate()
    Objective.objects.update(starts_on=today - timedelta(days=99), due_on=today)
    KeyResult.objects.update(behind_from=timezone.now() - timedelta(days=1))
    assert re.search(r"33% where \d+% is expected by today\.", door.see().text)


def test_the_cycle_is_named_with_its_dates_in_one_text(door, learner):
    make_objective(learner, READERS)
    days = re.compile(r"^\S+ \d+(, \d{4})? to \S+ \d+, \d{4}$")
    for title, before in (("<b>Spring</b>", "<b>Spring</b>, "), ("", "")):
        Cycle.objects.update(title=title)
        (eyebrow,) = door.see().select("//header/div/p[@class='okr-eyebrow']")
        said = eyebrow.text_content()
        assert said.startswith(before)
        assert days.match(said.removeprefix(before))


def test_what_has_ended_offers_its_closing_and_no_check_in(door, learner):
    objective = make_objective(learner, READERS)
    assert door.see().select("//*[contains(@class, 'okr-kr__bar')]/button")
    today = timezone.localdate()
    Objective.objects.update(starts_on=today - timedelta(days=9), due_on=today - timedelta(days=1))
    for page in (door.see(), door.post("objective", id=objective.public_id)):
        assert page.select("//li[contains(@class, 'okr-kr')]")
        assert not page.select("//*[contains(@class, 'okr-kr__bar')]/button")
        assert "Close it and look back" in page.text


def test_what_was_saved_is_also_seen_where_it_happened(door, learner):
    objective = make_objective(learner, PRESENTATION, start=False)
    page = door.post("publish_objective", id=objective.public_id, submission_key="start")
    (seen,) = page.select("//article//p[contains(@class, 'okr-saved')]")
    assert seen.text_content().strip() == "Your objective has started. Good luck!"
    # Read aloud once, by the live region.
    assert seen.get("aria-hidden") == "true"
    assert not door.see().select("//p[contains(@class, 'okr-saved')]")


def test_hostile_and_long_titles_stay_text(door, learner):
    objective = make_objective(learner, PRESENTATION, title=HOSTILE[:255], why=HOSTILE)
    give_presentation(learner, objective)
    for page in (
        door.see(),
        door.post("objective", id=objective.public_id),
        door.post("badges"),
        door.post("celebrate"),
    ):
        assert not page.select("//script")
        assert any(bdi.text_content() == HOSTILE[:255] for bdi in page.select("//bdi"))


def test_what_rests_or_is_over_stands_at_the_end_with_a_way_back(door, learner):
    ids = {name: make_objective(learner, READERS, title=name).public_id for name in ("Pause", "Leave", "End", "Run")}
    pause_objective(user_id=learner.pk, public_id=ids["Pause"], reason="Parental leave")
    abandon_objective(user_id=learner.pk, public_id=ids["Leave"], reason="Too loud")
    close(learner, ids["End"])
    page = door.see()
    assert page.objective_ids[0] == ids["Run"]
    resting = page.select("//article[contains(@class, 'okr-resting')]")
    told = {article.get("id").removeprefix("okr-o-"): " ".join(article.text_content().split()) for article in resting}
    assert set(told) == {ids["Pause"], ids["Leave"], ids["End"]}
    assert "Paused · Parental leave" in told[ids["Pause"]]
    assert "Go on or let go" in told[ids["Pause"]]
    assert "Let go · Too loud" in told[ids["Leave"]]
    assert "Grade 0.7" in told[ids["End"]]
    assert all("Open again" in told[ids[name]] for name in ("Leave", "End"))


def close(learner, public_id):
    version = read_closing(user_id=learner.pk, public_id=public_id).row_version
    spec = ClosingSpec(grade=Decimal("0.7"), outcome=Outcome.PARTLY, proud="A stranger wrote back.")
    close_objective(user_id=learner.pk, public_id=public_id, row_version=version, spec=spec, submission_key="close")


# The page of an objective


def test_the_page_of_an_objective_tells_its_story(door, learner):
    objective = make_objective(learner, READERS, course_spec(), why="To be heard")
    row = key_result_of(objective, READERS.title)
    check_in(learner, row, value=Decimal(1290), confidence=6, note="Two columns")
    detail = get_key_result(user_id=learner.pk, public_id=row.public_id)
    revise_key_result(
        user_id=learner.pk,
        public_id=row.public_id,
        row_version=detail.row_version,
        spec=replace(detail.spec, target=Decimal(1800)),
        reason="We grow faster",
    )
    complete(learner, *counted_blocks()[0])
    page = door.post("objective", id=objective.public_id)
    assert page.status == 200
    for told in ("To be heard", "You checked in", "Two columns", "You revised a key result", "We grow faster"):
        assert told in page.text
    assert "Target: from 1,500 to 1,800" in page.text.replace(" ", " ")
    assert "You started it" in page.text
    assert page.select("//table//th[@scope='row']")
    assert page.select("//*[@data-okr-page='objective'][@hx-vals]")


def test_what_was_said_in_one_sitting_is_one_entry(door, learner):
    objective = make_objective(learner, READERS, PRESENTATION)
    rows = KeyResult.objects.filter(objective=objective)
    check_in_on_all(learner, objective)
    page = door.post("objective", id=objective.public_id)
    assert page.text.count("You checked in") == 1
    (entry,) = [item for item in page.select("//ol/li") if "You checked in" in item.text_content()]
    assert all(row.title in entry.text_content() for row in rows)


def test_the_timeline_goes_on_where_the_page_ended(door, learner):
    objective = make_objective(learner, READERS)
    for number in range(45):
        check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1200 + number))
    page, seen = door.post("objective", id=objective.public_id), 0
    for _page in range(5):
        seen += page.text.count("You checked in")
        more = page.select("//div[@class='okr-earlier']/a")
        if not more:
            break
        before = re.search(r'"before":"([^"]+)"', more[0].get("hx-vals")).group(1)
        page = door.post("earlier", id=objective.public_id, before=before)
        assert not page.select("//h3")
    assert seen == 45


def test_the_page_of_an_objective_asks_the_database_little(door, busy):
    door.post("objective", id=busy[0].public_id)
    with statements() as found:
        door.post("objective", id=busy[0].public_id)
    # Whether one may be here; the timeline: what was said and moved, histories of the objective and of its key results;
    # the objective, its key results; per kind stages, ticks, check-ins, requirements; course titles; to-dos.
    assert len(found) <= 12


def test_the_page_of_somebody_elses_objective_is_the_same_as_none(door, learner, somebody_else):
    theirs = make_objective(somebody_else, PRESENTATION, title="Nobody else's business")
    for public_id in (theirs.public_id, "f" * 32, "", "../board", "\0"):
        page = door.post("objective", id=public_id)
        assert page.status == 404
        assert "Nobody else" not in page.html


def test_two_badges_of_one_check_in_are_told_by_their_own_names(door, learner):
    objective = make_objective(learner, READERS)
    check_in(learner, key_result_of(objective, READERS.title), value=Decimal(1425))  # three quarters of the way at once
    earned = {award.title for award in Award.objects.all()}
    assert len(earned) > 1
    page = door.post("objective", id=objective.public_id)
    assert all(f"You earned “\u2068{title}\u2069”" in page.text for title in earned)


@pytest.mark.parametrize(
    "before", ["", "nonsense", "2026-01-01|0|0", "2001-01-01T00:00:00+00:00|2|1", "x" * 500, "'\"><script>\\"]
)
def test_a_place_in_the_timeline_that_nobody_gave_out_does_no_harm(door, learner, before):
    objective = make_objective(learner, PRESENTATION)
    assert door.post("earlier", id=objective.public_id, before=before).status == 200
    page = door.post("objective", id=objective.public_id, before=before)
    (root,) = page.select("//*[@data-okr-page='objective']")
    assert json.loads(root.get("hx-vals")) == {"back": "objective", "back_id": objective.public_id}
    assert "Show the newest too" not in page.text


def test_a_draft_and_an_ended_objective_have_a_page(door, learner):
    draft = make_objective(learner, start=False)
    assert door.post("objective", id=draft.public_id).status == 200
    ended = make_objective(learner, READERS)
    close(learner, ended.public_id)
    page = door.post("objective", id=ended.public_id)
    assert "You closed it" in page.text
    assert "Grade 0.7" in page.text
    assert not page.select("//*[contains(@hx-post, 'edit_')] | //*[contains(@hx-post, 'check_in')][not(self::a)]")
    assert page.select("//*[contains(@hx-post, 'change_state')]")
    Cycle.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert not door.post("objective", id=ended.public_id).select("//*[contains(@hx-post, 'change_state')]")


def test_going_to_a_key_results_history_focuses_it_and_nothing_else_that_is_named(door, learner):
    objective = make_objective(learner, PRESENTATION)
    row = key_result_of(objective, PRESENTATION.title)
    there = door.post("objective", id=objective.public_id, kr=row.public_id)
    assert there.select(f"//*[@data-okr-focus='okr-kr-{row.public_id}']")
    elsewhere = door.post("objective", id=objective.public_id, kr="okr-live")
    assert elsewhere.select("//*[@data-okr-focus='okr-page-title']")


# Badges


def test_the_shelf_says_why_and_when(door, learner):
    assert "Your first badge is still ahead" in door.post("badges").text
    give_presentation(learner, make_objective(learner, PRESENTATION))
    page = door.post("badges")
    assert f"{Award.objects.count()} badges earned so far" in page.text
    assert "As you reported it" in page.text
    assert page.select("//time[@datetime]")


def test_the_shelf_shows_streaks_and_asks_little(door, learner):
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    Cycle.objects.update(starts_on=monday - timedelta(weeks=4))
    objective = make_objective(learner, WORD_A_DAY, starts_on=monday - timedelta(weeks=3))
    days = {monday - timedelta(days=number): True for number in range(1, 15)}
    row = key_result_of(objective, WORD_A_DAY.title)
    for day in days:
        row.ticks.create(ticked_on=day)
    with statements() as found:
        page = door.post("badges")
    assert "2 full weeks in a row" in page.text
    # Whether one may be here; badges; habits, their ticks; the zone.
    assert len(found) <= 5


# Going back to where one was


def test_after_a_save_one_is_on_the_page_from_which_one_saved(door, learner):
    objective = make_objective(learner, PRESENTATION, start=False)
    page = door.post(
        "publish_objective",
        id=objective.public_id,
        submission_key="start",
        back="objective",
        back_id=objective.public_id,
    )
    assert page.status == 200
    assert page.select("//*[@data-okr-page]")


@pytest.mark.parametrize("back", ["", "board", "create_objective", "celebrate", "<script>", "objective"])
def test_a_page_that_one_cannot_come_from_leads_to_the_board(door, learner, back):
    context = BoardContext(user_id=learner.pk, course_key=None, url_for=lambda action: f"/{action}")
    typed = {"back": back, "back_id": "f" * 32}
    answer = answer_after(context, SimpleNamespace(get=typed.get), said="Saved.", focus="somewhere")
    assert 'data-okr-page="board"' in answer.html
    assert 'data-okr-said="Saved."' in answer.html
    assert 'data-okr-focus="somewhere"' in answer.html
