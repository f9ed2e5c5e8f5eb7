"""What goes on from a closed objective into the next cycle."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from okr_xblock.domain.closing import CarriedKeyResult, ClosedKeyResult, NextStep, carry_over
from okr_xblock.domain.confidence import START
from okr_xblock.domain.evidence import Cause
from okr_xblock.domain.lifecycle import KeyResultKind, ObjectiveState, Visibility
from okr_xblock.models import KeyResult, Objective

from ._key_result_specs import KeyResultSpec, StageSpec
from ._measures import read_ratio
from ._writes import Write, save_valid
from .cycles import next_cycle
from .key_results import fill_key_result, save_parts, spec_of
from .objectives import may_write_in
from .progress import Evidence, recalculate


def carry_on(write: Write, old: Objective, key_results: Sequence[KeyResult], next_step: NextStep) -> Objective | None:
    """
    The objective that `old` (closed, with all its key results) goes on in; None when it is let go.

    Kept, it runs; to be changed, or with nothing left to do, it is a draft. A learner who has left the home course goes
    on without one, and privately: nobody there is to see it.
    """
    if next_step == NextStep.LET_GO:
        return None
    carried = carry_over([_closed(row) for row in key_results], next_step=next_step)
    new = _new_objective(write, old, is_running=next_step == NextStep.KEEP and bool(carried))
    save_valid(new, now=write.now)
    by_id = {row.public_id: row for row in key_results}
    specs = _weighed([_spec(by_id[item.origin_id], item) for item in carried])
    for position, (item, spec) in enumerate(zip(carried, specs, strict=True)):
        row = KeyResult(objective=new, kind=spec.kind, position=position, carried_from=by_id[item.origin_id])
        fill_key_result(row, spec)
        save_valid(row, now=write.now)
        save_parts(write, row, spec)
    recalculate(
        learner=write.learner,
        objective_ids=[new.pk],
        evidence=Evidence(cause=Cause.LINKED, happened_at=write.now),
        now=write.now,
    )
    return new


def _closed(row: KeyResult) -> ClosedKeyResult:
    progress = read_ratio(row.progress_ratio)
    return ClosedKeyResult(
        public_id=row.public_id,
        kind=KeyResultKind(row.kind),
        baseline=row.baseline,
        last_value=row.current,
        is_done=progress is not None and progress >= 1,
    )


def _new_objective(write: Write, old: Objective, *, is_running: bool) -> Objective:
    home, visibility = old.home_course, old.visibility
    if home is not None and not may_write_in(user_id=write.learner.user_id, course_key=home):
        home, visibility = None, Visibility.PRIVATE
    cycle, starts_on = next_cycle(course_key=home, after=old.cycle, today=write.today)
    return Objective(
        learner=write.learner,
        home_course=home,
        cycle=cycle,
        title=old.title,
        why=old.why,
        category=old.category,
        ambition=old.ambition,
        visibility=visibility,
        goal=old.goal,
        state=ObjectiveState.ACTIVE if is_running else ObjectiveState.DRAFT,
        starts_on=starts_on,
        due_on=cycle.due_on,
        cadence_days=cycle.cadence_days,
        published_at=write.now if is_running else None,
        carried_from=old,
    )


def _spec(row: KeyResult, item: CarriedKeyResult) -> KeyResultSpec:
    """What was written about it, from where it stands now; stages that are done stay behind."""
    undone = tuple(
        StageSpec(title=stage.title, weight=stage.weight) for stage in row.stages.all() if stage.done_at is None
    )
    return replace(spec_of(row), baseline=item.baseline, stages=undone, start_confidence=START)


def _weighed(specs: Sequence[KeyResultSpec]) -> Sequence[KeyResultSpec]:
    """If all that weighed something was done, the rest weighs the same."""
    if sum(spec.weight for spec in specs) > 0:
        return specs
    return [replace(spec, weight=Decimal(1)) for spec in specs]
