"""Tasks come late, twice, and in another order than the events they follow. All ways end at the platform's truth."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okr_xblock.demo import standin
from okr_xblock.demo.seed import COMMUNICATION
from okr_xblock.domain.courses import Criterion
from okr_xblock.models import Award, KeyResult
from okr_xblock.tasks import refresh_course_standing
from tests.support.okr import CERTIFICATE, complete, counted_blocks, course_spec, make_learner, make_objective

SPECS = [
    course_spec(),
    course_spec(required_fraction=Decimal("0.5")),
    course_spec(criterion=Criterion.GRADE, required_fraction=Decimal("0.8")),
    course_spec(criterion=Criterion.PASSING, required_fraction=None),
    course_spec(**CERTIFICATE),
]

units = st.integers(min_value=0, max_value=7)
changes = st.one_of(
    st.tuples(st.just("finish"), units),
    st.tuples(st.just("lose"), units),
    st.tuples(st.just("grade"), st.sampled_from(["0", "0.3", "0.5", "0.8", "1"])),
    st.tuples(st.sampled_from(["certify", "revoke", "leave and come back"]), st.none()),
)
# How many of the waiting tasks run after a change, and which ones: an index into those that wait.
deliveries = st.lists(st.integers(min_value=0), max_size=2)


def change(user, what, detail):
    """Something happens on the platform."""
    course = {"user": user, "course_key": COMMUNICATION}
    if what in {"finish", "lose"}:
        complete(user, *counted_blocks()[detail], completion=1.0 if what == "finish" else 0.0)
    elif what == "grade":
        standin.set_grade(**course, grade_fraction=Decimal(detail))
    elif what == "certify":
        standin.create_certificate(**course)
    elif what == "revoke":
        standin.revoke_certificate(**course)
    else:
        standin.unenroll(**course)
        standin.enroll(**course)


def shares(objective):
    return [row.progress_ratio for row in KeyResult.objects.filter(objective=objective).order_by("position")]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    history=st.lists(st.tuples(changes, deliveries), min_size=1, max_size=8),
    shuffle=st.randoms(use_true_random=False),
    repeats=st.integers(min_value=0, max_value=3),
)
def test_late_repeated_and_reordered_events_end_where_somebody_ends_who_looks_only_now(
    waiting, history, shuffle, repeats
):
    waiting.clear()
    learner, twin = make_learner(), make_learner()
    objective = make_objective(learner, *SPECS)
    for (what, detail), delivered in history:
        change(learner, what, detail)
        change(twin, what, detail)
        for position in delivered:
            if waiting:
                refresh_course_standing(**waiting[position % len(waiting)])  # and it stays: it will come again
    late = waiting + waiting[:repeats]
    shuffle.shuffle(late)
    for task in late:
        refresh_course_standing(**task)

    # The twin lived through the same and links the course only now.
    assert shares(objective) == shares(make_objective(twin, *SPECS))
    # Whatever is reached now has its badge, and exactly one.
    for row in KeyResult.objects.filter(objective=objective, progress_ratio="1/1"):
        assert Award.objects.filter(key_result=row, revoked_at=None, rule__slug="key-result-done").count() == 1
