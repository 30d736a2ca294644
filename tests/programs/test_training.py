"""Classes within the limit, learners while there is room, and what became of them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from programs import actions
from programs.models import Enrolment, EnrolmentFollowUp, TrainingClass
from programs.terms import months_later, reached_by
from tests.programs import factories
from tests.programs.test_work import refusal
from tests.races import RACE, ROUNDS, together

DAY = factories.DAY
DONE = date(2022, 8, 1)


@pytest.fixture
def home(city, ward):
    factories.programme(city)
    return factories.household(ward)


@pytest.fixture
def learner(home, ward, officer):
    """Return somebody who finished on 01/08/2022."""
    row = actions.enrol(
        enrolment=factories.enrolment(factories.training_class(ward), home), by=officer
    )
    return actions.complete_enrolment(enrolment=row, completed_on=DONE, by=officer, version=1)


def new_class(area, **fields):
    fields = {
        "capacity": 35,
        "code": factories.serial("LN-"),
        "starts_on": date(2022, 6, 1),
    } | fields
    return TrainingClass(
        area=area,
        trade="May công nghiệp",
        provider="Trung tâm GDNN",
        ends_on=date(2022, 8, 1),
        funding="programme",
        **fields,
    )


def answer(learner, **fields):
    fields = {"months": 3, "asked_on": date(2022, 11, 1), "is_working": True} | fields
    return EnrolmentFollowUp(enrolment=learner, **fields)


def test_class_holds_at_most_what_the_limit_says(home, ward, officer):
    found = refusal(
        lambda: actions.record_training_class(
            training_class=new_class(ward, capacity=36), by=officer
        )
    )

    assert "tối đa 35" in found["capacity"][0]
    assert actions.record_training_class(training_class=new_class(ward), by=officer).pk


def test_code_of_a_class_is_taken_once(home, ward, officer):
    actions.record_training_class(training_class=new_class(ward, code="LN-1"), by=officer)

    found = refusal(
        lambda: actions.record_training_class(
            training_class=new_class(ward, code="LN-1"), by=officer
        )
    )

    assert "Mã lớp này đã có" in found["code"][0]


def test_full_class_takes_nobody(home, ward, officer):
    training = factories.training_class(ward, capacity=1)
    actions.enrol(enrolment=factories.enrolment(training, home), by=officer)

    found = refusal(
        lambda: actions.enrol(
            enrolment=factories.enrolment(training, factories.household(ward)), by=officer
        )
    )

    assert "đủ 1 học viên" in found["training_class"][0]


def test_learner_enters_while_the_class_runs(home, ward, officer):
    late = factories.enrolment(factories.training_class(ward), home, enrolled_on=date(2022, 8, 2))

    found = refusal(lambda: actions.enrol(enrolment=late, by=officer))

    assert "01/06/2022 - 01/08/2022" in found["enrolled_on"][0]


def test_nobody_sits_in_a_class_twice(home, ward, officer):
    training = factories.training_class(ward)
    actions.enrol(enrolment=factories.enrolment(training, home), by=officer)

    found = refusal(
        lambda: actions.enrol(enrolment=factories.enrolment(training, home), by=officer)
    )

    assert "đã có tên trong lớp" in found["person"][0]


def test_ward_enrols_its_people_in_the_class_of_another_ward(
    home, ward, other_ward, officer, other_officer
):
    training = factories.training_class(other_ward)

    row = actions.enrol(enrolment=factories.enrolment(training, home), by=officer)

    assert row.area == ward
    with pytest.raises(PermissionDenied):
        actions.amend_enrolment(
            enrolment=row, values={"funding": "other"}, by=other_officer, version=row.version
        )
    with pytest.raises(PermissionDenied):
        actions.amend_training_class(
            training_class=training, values={"trade": "Nấu ăn"}, by=officer, version=1
        )


def test_learner_keeps_the_class_of_the_household_on_the_day(home, ward, officer, chair):
    factories.recognised(
        home, result="poor", on=date(2021, 12, 10), standard="STD2022", author=officer, chair=chair
    )

    row = actions.enrol(
        enrolment=factories.enrolment(factories.training_class(ward), home), by=officer
    )
    done = actions.complete_enrolment(
        enrolment=row, completed_on=DONE, certificate="CC-1", by=officer, version=row.version
    )

    assert (done.household_class, done.certificate) == ("poor", "CC-1")


def test_learner_cannot_finish_before_entering(home, ward, officer):
    row = actions.enrol(
        enrolment=factories.enrolment(factories.training_class(ward), home), by=officer
    )

    found = refusal(
        lambda: actions.complete_enrolment(
            enrolment=row, completed_on=DAY - timedelta(days=1), by=officer, version=row.version
        )
    )

    assert "không thể trước" in found["completed_on"][0]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"capacity": 1}, "capacity"),
        ({"starts_on": date(2022, 6, 16)}, "starts_on"),
        ({"ends_on": date(2022, 6, 14)}, "ends_on"),
        ({"capacity": 36}, "capacity"),
    ],
)
def test_class_is_not_put_right_against_its_learners_and_the_limit(
    home, ward, officer, values, field
):
    training = factories.training_class(ward)
    for place in (home, factories.household(ward)):
        actions.enrol(enrolment=factories.enrolment(training, place), by=officer)

    found = refusal(
        lambda: actions.amend_training_class(
            training_class=training, values=values, by=officer, version=1
        )
    )

    assert list(found) == [field]


@pytest.mark.parametrize(
    ("day", "is_fine"), [(date(2022, 10, 31), False), (date(2022, 11, 1), True)]
)
def test_learner_is_asked_when_the_months_have_passed(learner, officer, day, is_fine):
    asked = answer(learner, asked_on=day)

    if is_fine:
        assert actions.record_follow_up(follow_up=asked, by=officer).pk
    else:
        found = refusal(lambda: actions.record_follow_up(follow_up=asked, by=officer))
        assert "01/11/2022" in found["asked_on"][0]


def test_learner_is_asked_once_for_each_term(learner, officer):
    actions.record_follow_up(follow_up=answer(learner), by=officer)

    found = refusal(
        lambda: actions.record_follow_up(
            follow_up=answer(learner, asked_on=date(2022, 12, 1)), by=officer
        )
    )
    later = actions.record_follow_up(
        follow_up=answer(learner, months=6, asked_on=date(2023, 2, 1)), by=officer
    )

    assert "Đã ghi việc làm" in found["months"][0]
    assert later.pk


def test_who_still_learns_is_not_asked(home, ward, officer):
    row = actions.enrol(
        enrolment=factories.enrolment(factories.training_class(ward), home), by=officer
    )

    with pytest.raises(ValidationError, match="chưa học xong"):
        actions.record_follow_up(follow_up=answer(row), by=officer)


@pytest.mark.parametrize(
    ("fields", "field"), [({"job": "Thợ may"}, "job"), ({"is_trade": True}, "is_trade")]
)
def test_no_job_is_told_of_who_does_not_work(learner, officer, fields, field):
    asked = answer(learner, is_working=False, **fields)

    found = refusal(lambda: actions.record_follow_up(follow_up=asked, by=officer))

    assert "khi học viên có việc làm" in found[field][0]


@pytest.mark.parametrize("day", [None, date(2022, 8, 2)])
def test_completion_cannot_move_behind_what_was_asked_after_it(learner, officer, day):
    actions.record_follow_up(follow_up=answer(learner), by=officer)
    learner.refresh_from_db()

    found = refusal(
        lambda: actions.amend_enrolment(
            enrolment=learner, values={"completed_on": day}, by=officer, version=learner.version
        )
    )

    assert "việc làm sau đào tạo" in found["completed_on"][0]


@pytest.mark.parametrize("who", ["outsider", "other_officer", "leader", "bank"])
def test_nobody_else_writes_of_training(learner, ward, who, request):
    by = request.getfixturevalue(who)
    seat = factories.enrolment(learner.training_class, factories.household(ward))

    for act in (
        lambda: actions.record_training_class(training_class=new_class(ward), by=by),
        lambda: actions.enrol(enrolment=seat, by=by),
        lambda: actions.record_follow_up(follow_up=answer(learner), by=by),
        lambda: actions.complete_enrolment(
            enrolment=learner, completed_on=DAY, by=by, version=learner.version
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_learner_waits_from_the_day_of_the_term_until_asked(learner, officer):
    def waiting(months, today):
        return list(Enrolment.objects.all().awaiting(months, today=today)) == [learner]

    before = waiting(3, date(2022, 10, 31)), waiting(3, date(2022, 11, 1))
    actions.record_follow_up(follow_up=answer(learner), by=officer)

    assert before == (False, True)
    assert not waiting(3, date(2022, 11, 1))
    assert waiting(6, date(2023, 2, 1))


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.dates(date(2020, 1, 1), date(2031, 12, 31)),
    st.sampled_from([3, 6, 12]),
)
def test_reached_by_is_the_other_side_of_months_later(day, today, months):
    assert (months_later(day, months) <= today) == (day <= reached_by(today, months))


class TestLastSeat:
    pytestmark = RACE

    def test_of_two_who_take_the_last_seat_one_gets_it_and_one_reads_why(
        self, city, ward, other_ward, officer, other_officer
    ):
        factories.programme(city)
        for _round in range(ROUNDS):
            training = factories.training_class(ward, capacity=1)
            seats = [
                (factories.enrolment(training, factories.household(place)), by)
                for place, by in ((ward, officer), (other_ward, other_officer))
            ]

            found = together(
                *(
                    lambda seat=seat, by=by: actions.enrol(enrolment=seat, by=by)
                    for seat, by in seats
                )
            )

            refused = [each for each in found if isinstance(each, ValidationError)]
            assert training.enrolments.count() == 1
            assert [each.messages for each in refused] == [
                ["Lớp đã đủ 1 học viên. Hãy chọn lớp khác."]
            ]
