"""Status, first that fits; and the weakest key result's for the objective."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okr_xblock.domain.lifecycle import ObjectiveState
from okr_xblock.domain.schedule import Window, outdated_from, pace_instants
from okr_xblock.domain.status import (
    WEAKEST_FIRST,
    KeyResultSignals,
    Status,
    StatusReading,
    StatusReason,
    is_to_close,
    key_result_status,
    objective_status,
)

from .strategies import raw_shares

START = datetime(2025, 1, 1, tzinfo=UTC)
END = START + timedelta(days=100)
MICROSECOND = timedelta(microseconds=1)


def on_day(days: float) -> datetime:
    return START + timedelta(days=days)


def signals(
    *,
    p: str | None = "0",
    confidence: int | None = None,
    checked_in: float | None = None,
    state: ObjectiveState = ObjectiveState.ACTIVE,
    is_all_or_nothing: bool = False,
    cadence_days: int = 7,
) -> KeyResultSignals:
    """What the derived columns of a key result say, whose objective runs for the 100 days from START."""
    progress = None if p is None else Fraction(p)
    last_check_in_at = None if checked_in is None else on_day(checked_in)
    instants = pace_instants(
        window=Window(START, END), progress=progress or Fraction(0), is_all_or_nothing=is_all_or_nothing
    )
    return KeyResultSignals(
        state=state,
        starts_at=START,
        progress=progress,
        last_confidence=confidence,
        last_check_in_at=last_check_in_at,
        behind_from=instants.behind_from,
        far_behind_from=instants.far_behind_from,
        outdated_from=outdated_from(last_check_in_at=last_check_in_at, starts_at=START, cadence_days=cadence_days),
    )


@pytest.mark.parametrize("p", [None, "0", "1"])
@pytest.mark.parametrize("day", [-5, 0, 50, 200])
@pytest.mark.parametrize(
    ("state", "status"),
    [
        (ObjectiveState.CLOSED, Status.CLOSED),
        (ObjectiveState.ABANDONED, Status.ABANDONED),
        (ObjectiveState.DRAFT, Status.DRAFT),
        (ObjectiveState.PAUSED, Status.PAUSED),
    ],
)
def test_the_state_of_the_objective_comes_first(
    state: ObjectiveState, status: Status, day: float, p: str | None
) -> None:
    reading = key_result_status(signals(state=state, p=p), now=on_day(day))
    assert reading == StatusReading(status, StatusReason.STATE)


@pytest.mark.parametrize(
    ("day", "p", "confidence", "checked_in", "status", "reason"),
    [
        # not started, even if done or checked in already
        (-0.001, "0", None, None, Status.NOT_STARTED, StatusReason.BEFORE_START),
        (-1, "1", 10, -2, Status.NOT_STARTED, StatusReason.BEFORE_START),
        # done: never outdated, whatever confidence and pace say, also without a check-in
        (0, "1", None, None, Status.DONE, StatusReason.REACHED),
        (99, "1", 1, 5, Status.DONE, StatusReason.REACHED),
        (200, "13/10", None, None, Status.DONE, StatusReason.REACHED),
        # no check-in yet: pending within 7 + 3 days, then outdated
        (0, "0", None, None, Status.PENDING, StatusReason.FIRST_CHECK_IN_AWAITED),
        (10, "0", None, None, Status.PENDING, StatusReason.FIRST_CHECK_IN_AWAITED),
        (10.001, "0", None, None, Status.OUTDATED, StatusReason.NO_CHECK_IN),
        # silence is never green: what the platform moved is no check-in
        (5, "9/10", None, None, Status.PENDING, StatusReason.FIRST_CHECK_IN_AWAITED),
        (50, "9/10", None, None, Status.OUTDATED, StatusReason.NO_CHECK_IN),
        (50, None, None, None, Status.OUTDATED, StatusReason.NO_CHECK_IN),
        # outdated: no check-in for 7 + 3 days
        (50, "1/2", 9, 40, Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
        (50, "1/2", 9, 39.999, Status.OUTDATED, StatusReason.NO_CHECK_IN),
        (50, "1/2", 1, 39.999, Status.OUTDATED, StatusReason.NO_CHECK_IN),
        # the worse of confidence …
        (50, "1/2", 10, 50, Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
        (50, "1/2", 8, 50, Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
        (50, "1/2", 7, 50, Status.AT_RISK, StatusReason.CONFIDENCE),
        (50, "1/2", 4, 50, Status.AT_RISK, StatusReason.CONFIDENCE),
        (50, "1/2", 3, 50, Status.OFF_TRACK, StatusReason.CONFIDENCE),
        (50, "1/2", 1, 50, Status.OFF_TRACK, StatusReason.CONFIDENCE),
        # … and pace: gaps of 0.165 and 0.33 are still in the better band
        (50, "335/1000", 9, 50, Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
        (50, "334/1000", 9, 50, Status.AT_RISK, StatusReason.PACE),
        (50, "17/100", 9, 50, Status.AT_RISK, StatusReason.PACE),
        (50, "16/100", 9, 50, Status.OFF_TRACK, StatusReason.PACE),
        # both alike
        (50, "334/1000", 5, 50, Status.AT_RISK, StatusReason.CONFIDENCE_AND_PACE),
        (50, "0", 2, 50, Status.OFF_TRACK, StatusReason.CONFIDENCE_AND_PACE),
        # each one the worse
        (50, "334/1000", 2, 50, Status.OFF_TRACK, StatusReason.CONFIDENCE),
        (50, "0", 5, 50, Status.OFF_TRACK, StatusReason.PACE),
        # a check-in that left confidence alone: it starts at 5
        (50, "1/2", None, 50, Status.AT_RISK, StatusReason.CONFIDENCE),
        # overshoot below 1 does not exist, regress is no worse than nothing
        (10, "-2", 9, 10, Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
        # a hair below whole is not done
        (100, "999999999/1000000000", 9, 100, Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
        # without data, with a check-in (a course that waits for enrolment)
        (50, None, 9, 50, Status.OFF_TRACK, StatusReason.PACE),
    ],
)
def test_the_first_status_that_fits(
    day: float, p: str | None, confidence: int | None, checked_in: float | None, status: Status, reason: StatusReason
) -> None:
    reading = key_result_status(signals(p=p, confidence=confidence, checked_in=checked_in), now=on_day(day))
    assert reading == StatusReading(status, reason)


@pytest.mark.parametrize(
    ("now", "confidence", "status", "reason"),
    [
        # confidence alone until due …
        (on_day(99), 9, Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
        (on_day(99), 5, Status.AT_RISK, StatusReason.CONFIDENCE),
        (END - MICROSECOND, 9, Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
        # … and far behind from due on
        (END, 9, Status.OFF_TRACK, StatusReason.PACE),
        (on_day(101), 9, Status.OFF_TRACK, StatusReason.PACE),
    ],
)
def test_all_or_nothing_is_judged_by_confidence_until_due(
    now: datetime, confidence: int, status: Status, reason: StatusReason
) -> None:
    undone = signals(confidence=confidence, checked_in=98, is_all_or_nothing=True)
    assert key_result_status(undone, now=now) == StatusReading(status, reason)


@pytest.mark.parametrize(("cadence_days", "day"), [(1, 4), (7, 10), (14, 17), (30, 33)])
def test_the_cycle_says_how_long_silence_is_fine(cadence_days: int, day: int) -> None:
    silent = signals(cadence_days=cadence_days)
    assert key_result_status(silent, now=on_day(day)).status is Status.PENDING
    assert key_result_status(silent, now=on_day(day) + MICROSECOND).status is Status.OUTDATED


def test_progress_may_come_from_a_column() -> None:
    nearly = replace(signals(), progress=Decimal("0.999999999"))
    done = replace(signals(), progress=Decimal("1.000000000"))
    assert key_result_status(nearly, now=on_day(1)).status is Status.PENDING
    assert key_result_status(done, now=on_day(1)).status is Status.DONE


def test_an_instant_that_was_never_calculated_is_not_green() -> None:
    unknown = replace(signals(p="1/2", confidence=9, checked_in=49), outdated_from=None)
    assert key_result_status(unknown, now=on_day(50)).status is Status.OUTDATED


def readings(text: str) -> list[StatusReading]:
    """Readings from a table: "at_risk done"."""
    reasons = {Status.DONE: StatusReason.REACHED, Status.OUTDATED: StatusReason.NO_CHECK_IN}
    return [StatusReading(Status(word), reasons.get(Status(word), StatusReason.PACE)) for word in text.split()]


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ("on_track on_track", "on_track"),
        ("on_track pending", "pending"),
        ("on_track at_risk", "at_risk"),
        ("pending at_risk", "at_risk"),
        ("at_risk outdated", "outdated"),
        ("outdated off_track", "off_track"),
        ("off_track on_track at_risk pending outdated", "off_track"),
        # done is not counted as the weakest, unless all are
        ("done on_track", "on_track"),
        ("done outdated", "outdated"),
        ("done pending done", "pending"),
        ("done done", "done"),
        ("done", "done"),
        # one that starts later does not hide the others
        ("not_started on_track", "on_track"),
        ("not_started done", "not_started"),
    ],
)
def test_an_objective_is_as_strong_as_its_weakest_key_result(parts: str, status: str) -> None:
    assert objective_status(ObjectiveState.ACTIVE, START, readings(parts), on_day(50)).status == status


def test_an_objective_gives_the_reason_of_its_weakest_key_result() -> None:
    parts = [
        StatusReading(Status.ON_TRACK, StatusReason.CONFIDENCE_AND_PACE),
        StatusReading(Status.AT_RISK, StatusReason.CONFIDENCE),
        StatusReading(Status.AT_RISK, StatusReason.PACE),
    ]
    assert objective_status(ObjectiveState.ACTIVE, START, parts, on_day(50)) == parts[1]


def test_an_objective_without_key_results_is_pending() -> None:
    reading = objective_status(ObjectiveState.ACTIVE, START, [], on_day(50))
    assert reading == StatusReading(Status.PENDING, StatusReason.NO_KEY_RESULTS)


@pytest.mark.parametrize(
    ("state", "day", "status"),
    [
        (ObjectiveState.CLOSED, 50, Status.CLOSED),
        (ObjectiveState.ABANDONED, 50, Status.ABANDONED),
        (ObjectiveState.DRAFT, -1, Status.DRAFT),
        (ObjectiveState.PAUSED, 200, Status.PAUSED),
        (ObjectiveState.ACTIVE, -1, Status.NOT_STARTED),
    ],
)
@pytest.mark.parametrize("parts", ["", "off_track", "done"])
def test_an_objective_has_its_own_state_first(state: ObjectiveState, day: float, status: Status, parts: str) -> None:
    assert objective_status(state, START, readings(parts), on_day(day)).status is status


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        (ObjectiveState.ACTIVE, END - MICROSECOND, False),
        (ObjectiveState.ACTIVE, END, True),
        (ObjectiveState.PAUSED, END, True),
        (ObjectiveState.DRAFT, END, False),
        (ObjectiveState.CLOSED, END, False),
        (ObjectiveState.ABANDONED, END, False),
    ],
)
def test_an_open_objective_is_to_close_after_due(state: ObjectiveState, now: datetime, expected: bool) -> None:
    assert is_to_close(state=state, window=Window(START, END), now=now) is expected


def test_every_status_has_its_place_among_the_weakest() -> None:
    assert sorted(WEAKEST_FIRST) == sorted(Status)


any_signals = st.builds(
    signals,
    p=st.none() | raw_shares.map(str),
    confidence=st.none() | st.integers(1, 10),
    checked_in=st.none() | st.floats(-20, 150),
    is_all_or_nothing=st.booleans(),
    cadence_days=st.integers(1, 30),
)
moments = st.floats(-20, 200).map(on_day)


@given(signals=any_signals, now=moments)
def test_silence_is_never_green(signals: KeyResultSignals, now: datetime) -> None:
    if key_result_status(signals, now=now).status is Status.ON_TRACK:
        assert signals.last_check_in_at is not None
        assert now - signals.last_check_in_at <= timedelta(days=33) or now - START <= timedelta(days=33)
        assert signals.last_confidence is not None
        assert signals.last_confidence >= 8


@given(signals=any_signals, now=moments)
def test_what_is_done_stays_done_whoever_is_silent(signals: KeyResultSignals, now: datetime) -> None:
    done = signals.progress is not None and signals.progress >= 1
    assert (key_result_status(signals, now=now).status is Status.DONE) == (done and now >= START)


@given(signals=any_signals, earlier=moments, later=moments)
def test_waiting_alone_never_improves_a_status(signals: KeyResultSignals, earlier: datetime, later: datetime) -> None:
    earlier, later = sorted((earlier, later))
    before, after = (key_result_status(signals, now=now).status for now in (earlier, later))
    silence = {Status.NOT_STARTED, Status.OUTDATED}
    if before not in silence and after not in silence:
        assert WEAKEST_FIRST.index(after) <= WEAKEST_FIRST.index(before)


reading_lists = st.lists(
    st.builds(StatusReading, st.sampled_from(Status), st.sampled_from(StatusReason)), min_size=1, max_size=8
)


@given(parts=reading_lists, data=st.data())
def test_the_order_of_key_results_does_not_change_the_status(parts: list[StatusReading], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(parts))
    statuses = {objective_status(ObjectiveState.ACTIVE, START, order, on_day(1)).status for order in (parts, shuffled)}
    assert len(statuses) == 1
