"""The adapter of the standalone host answers what a platform would."""

from decimal import Decimal
from typing import Any

import pytest
from completion.models import BlockCompletion
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from opaque_keys.edx.keys import CourseKey

from okr_xblock.demo import progress, standin
from okr_xblock.demo.catalogue import courses
from okr_xblock.demo.models import DemoCourse
from okr_xblock.demo.platform import StandalonePlatform
from okr_xblock.demo.seed import COMMUNICATION, COMMUNITY, DRAFT, WRITING
from okr_xblock.domain.courses import CourseFacts
from okr_xblock.platform_adapters.base import UserCourse

NOWHERE = CourseKey.from_string("course-v1:DemoX+NONE+2026")
platform = StandalonePlatform()


def facts_of(user: User, course_key: CourseKey = COMMUNICATION) -> CourseFacts:
    pair = UserCourse(user.pk, course_key)
    return platform.read_standings(pairs=[pair])[pair].facts


def fingerprint_of(user: User, course_key: CourseKey = COMMUNICATION) -> str:
    pair = UserCourse(user.pk, course_key)
    return platform.read_fingerprints(pairs=[pair])[pair]


def complete(user: User, *units: int, completion: float = 1.0, course_key: CourseKey = COMMUNICATION) -> None:
    for number in units:
        for block in courses()[course_key].units[number].blocks:
            BlockCompletion.objects.submit_completion(user=user, block_key=block.usage_key, completion=completion)


# Who sees which course


def test_everybody_sees_open_courses_and_learners_no_hidden_one(amara: User) -> None:
    assert platform.find_course(user_id=amara.pk, course_key=COMMUNITY) is not None
    assert platform.find_course(user_id=amara.pk, course_key=DRAFT) is None
    assert platform.find_course(user_id=amara.pk, course_key=NOWHERE) is None


def test_global_staff_see_hidden_courses_and_so_does_who_was_let_in(amara: User, robin: User) -> None:
    standin.enroll(user=amara, course_key=DRAFT)

    assert platform.find_course(user_id=robin.pk, course_key=DRAFT) is not None
    assert platform.find_course(user_id=amara.pk, course_key=DRAFT) is not None


def test_a_course_says_where_it_is_and_whether_one_is_in_it(amara: User) -> None:
    info = platform.find_course(user_id=amara.pk, course_key=WRITING)

    assert info is not None
    assert (info.title, info.is_enrolled) == ("Writing for a busy reader", True)
    assert info.url == "/courses/course-v1:DemoX+WRITE101+2026/"


def test_courses_to_link_come_with_ones_own_first(ben: User) -> None:
    found = platform.linkable_courses(user_id=ben.pk, limit=10)

    assert [info.key for info in found] == [COMMUNICATION, COMMUNITY, WRITING]
    assert [info.key for info in platform.linkable_courses(user_id=ben.pk, limit=1)] == [COMMUNICATION]


def test_titles_are_of_courses_that_exist(seeded: None) -> None:
    assert platform.course_titles(course_keys=[WRITING, NOWHERE]) == {WRITING: "Writing for a busy reader"}


def test_a_unit_is_named_by_its_own_key_and_by_its_blocks(seeded: None) -> None:
    unit = courses()[COMMUNICATION].units[6]

    assert platform.unit_title(usage_key=unit.usage_key) == "Voice"
    assert platform.unit_title(usage_key=unit.blocks[0].usage_key) == "Voice"
    assert platform.unit_title(usage_key=COMMUNICATION.make_usage_key("html", "gone")) is None
    assert platform.unit_title(usage_key=NOWHERE.make_usage_key("html", "gone")) is None


def test_staff_are_instructors_of_the_course_and_global_staff(amara: User, priya: User, robin: User) -> None:
    assert platform.is_course_staff(user_id=priya.pk, course_key=COMMUNICATION)
    assert not platform.is_course_staff(user_id=priya.pk, course_key=DRAFT)
    assert platform.is_course_staff(user_id=robin.pk, course_key=DRAFT)
    assert not platform.is_course_staff(user_id=amara.pk, course_key=COMMUNICATION)


def test_learners_of_a_course_are_a_subquery(amara: User, ben: User) -> None:
    standin.unenroll(user=ben, course_key=COMMUNICATION)
    ids = platform.enrolled_user_ids(course_key=COMMUNICATION)

    assert list(User.objects.filter(pk__in=ids)) == [amara]


def test_a_time_zone_is_what_was_chosen_or_none(amara: User, ben: User) -> None:
    assert platform.time_zone_name(user_id=amara.pk) == "Europe/Berlin"
    assert platform.time_zone_name(user_id=ben.pk) is None


# What is counted


def test_a_new_learner_has_all_units_before_them(amara: User) -> None:
    assert facts_of(amara) == CourseFacts(
        exists=True,
        is_enrolled=True,
        units_complete=0,
        units_incomplete=8,
        units_locked=0,
        grade_fraction=None,
        is_passing=False,
        is_certified=False,
    )


def test_a_unit_is_complete_when_all_its_blocks_are(amara: User) -> None:
    unit = courses()[COMMUNICATION].units[5]
    assert len(unit.blocks) == 2
    first, second = (block.usage_key for block in unit.blocks)

    BlockCompletion.objects.submit_completion(user=amara, block_key=first, completion=1.0)
    assert facts_of(amara).units_complete == 0
    BlockCompletion.objects.submit_completion(user=amara, block_key=second, completion=1.0)
    assert facts_of(amara).units_complete == 1


@pytest.mark.parametrize("completion", [0.0, 0.999, 1.2])
def test_only_exactly_one_is_complete_as_the_platform_compares(amara: User, completion: float) -> None:
    complete(amara, 0, completion=completion)

    assert facts_of(amara).units_complete == 0


def test_the_whole_course_can_be_completed_okr_block_and_all(amara: User) -> None:
    complete(amara, *range(8))

    assert facts_of(amara).completion_fraction == 1


def test_a_unit_in_which_nothing_counts_is_complete_once_anything_is(
    amara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The OKR block as one that its class excludes from completion.
    monkeypatch.setattr(progress, "is_counted", lambda block_type: block_type != "okr")
    progress.unit_rules.cache_clear()
    try:
        assert facts_of(amara).units_complete == 0
        complete(amara, 0)
        assert facts_of(amara).units_complete == 2
    finally:
        progress.unit_rules.cache_clear()


def test_completions_of_other_people_and_courses_do_not_count(amara: User, ben: User) -> None:
    complete(ben, 0, 1)
    complete(amara, 0, course_key=WRITING)

    assert facts_of(amara).units_complete == 0


def test_grade_passing_and_certificate_are_read_as_they_are_now(amara: User) -> None:
    standin.set_grade(user=amara, course_key=COMMUNICATION, grade_fraction=Decimal("0.625"))
    standin.create_certificate(user=amara, course_key=COMMUNICATION)
    facts = facts_of(amara)
    assert (facts.grade_fraction, facts.is_passing, facts.is_certified) == (Decimal("0.625"), True, True)

    standin.revoke_certificate(user=amara, course_key=COMMUNICATION)
    standin.unenroll(user=amara, course_key=COMMUNICATION)
    facts = facts_of(amara)
    assert (facts.is_certified, facts.is_enrolled) == (False, False)


def test_a_deleted_course_no_longer_exists_though_enrolments_stay(amara: User) -> None:
    complete(amara, 0)
    DemoCourse.objects.filter(course_key=COMMUNICATION).delete()
    facts = facts_of(amara)

    assert (facts.exists, facts.is_enrolled) == (False, True)
    assert facts.completion_fraction is None


def test_of_an_unknown_person_and_course_there_is_an_answer_too(seeded: None) -> None:
    pair = UserCourse(999_999, NOWHERE)

    assert not platform.read_standings(pairs=[pair])[pair].facts.exists
    assert platform.read_fingerprints(pairs=[pair])[pair] == "gone|-|-|-|-"


# Many at once


def test_a_batch_is_answered_by_the_same_five_queries(amara: User, ben: User, priya: User) -> None:
    complete(amara, 0, 1)
    complete(ben, 3)
    standin.set_grade(user=ben, course_key=COMMUNICATION, grade_fraction=Decimal("0.4"))
    keys = (COMMUNICATION, WRITING, COMMUNITY, NOWHERE)
    pairs = [UserCourse(user.pk, key) for user in (amara, ben, priya) for key in keys]

    for ask in (platform.read_standings, platform.read_fingerprints):
        # Courses, completions, enrolments, grades, certificates.
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answers: Any = ask(pairs=pairs)
        assert len(queries) == 5
        assert set(answers) == set(pairs)
        assert answers == {pair: ask(pairs=[pair])[pair] for pair in pairs}


def test_the_fingerprint_of_a_reading_is_the_one_that_is_compared(amara: User) -> None:
    complete(amara, 0, 5)
    standin.set_grade(user=amara, course_key=COMMUNICATION, grade_fraction=Decimal("0.4"))
    standin.create_certificate(user=amara, course_key=COMMUNICATION)
    pair = UserCourse(amara.pk, COMMUNICATION)

    assert platform.read_standings(pairs=[pair])[pair].fingerprint == fingerprint_of(amara)


def test_every_change_shows_in_the_fingerprint(amara: User) -> None:
    def reset(user: User, course_key: CourseKey) -> None:
        standin.reset_completion(user=user, course_key=course_key)

    seen = [fingerprint_of(amara)]
    for change in (
        lambda: complete(amara, 0),
        lambda: complete(amara, 0, completion=0.5),
        lambda: complete(amara, 1),
        lambda: standin.set_grade(user=amara, course_key=COMMUNICATION, grade_fraction=Decimal("0.6")),
        lambda: standin.set_grade(user=amara, course_key=COMMUNICATION, grade_fraction=Decimal("0.7")),
        lambda: standin.create_certificate(user=amara, course_key=COMMUNICATION),
        lambda: standin.revoke_certificate(user=amara, course_key=COMMUNICATION),
        lambda: standin.unenroll(user=amara, course_key=COMMUNICATION),
        lambda: standin.enroll(user=amara, course_key=COMMUNICATION),
        lambda: reset(amara, COMMUNICATION),
        lambda: complete(amara, 0, 1),
        lambda: DemoCourse.objects.filter(course_key=COMMUNICATION).delete(),
    ):
        change()
        seen.append(fingerprint_of(amara))

    assert len(set(seen)) == len(seen)
    assert max(map(len, seen)) <= 200


def test_what_others_do_does_not_show_in_the_fingerprint(amara: User, ben: User) -> None:
    before = fingerprint_of(amara)
    complete(ben, 0)
    complete(amara, 0, course_key=WRITING)

    assert fingerprint_of(amara) == before
