"""Needs, services, placements, work abroad, yearly totals: what is refused, and in which words."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent
from programs import actions
from programs.models import (
    Enrolment,
    EnrolmentFollowUp,
    JobAggregate,
    JobNeed,
    JobPlacement,
    JobService,
    OverseasContract,
    TrainingClass,
)
from tests.programs import factories

DAY = factories.DAY
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def home(city, ward):
    factories.programme(city)
    return factories.household(ward)


def need(home, **fields):
    fields = {"person": home.head, "need": "job", "registered_on": DAY} | fields
    return JobNeed(household=home, **fields)


def service(asked, **fields):
    fields = {"kind": "referral", "served_on": DAY, "provider": "Phường"} | fields
    return JobService(need=asked, **fields)


def placement(home, **fields):
    fields = {"person": home.head, "employer": "Xưởng may", "started_on": DAY} | fields
    return JobPlacement(household=home, **fields)


def contract(home, **fields):
    fields = {
        "person": home.head,
        "country": "Hàn Quốc",
        "enterprise": "Công ty",
        "contract_number": factories.serial("HD-"),
        "departed_on": DAY,
    } | fields
    return OverseasContract(household=home, **fields)


def total(area, **fields):
    fields = {"year": 2022, "workers": 5, "evidence": "Báo cáo", "stated_on": DAY} | fields
    return JobAggregate(area=area, **fields)


ENTRIES = {
    "need": (need, actions.record_need, "registered_on"),
    "placement": (placement, actions.record_placement, "started_on"),
    "contract": (contract, actions.record_overseas_contract, "departed_on"),
}


def enter(kind, home, *, by, **fields):
    make, act, _day = ENTRIES[kind]
    return act(**{kind: make(home, **fields)}, by=by)


def refusal(act):
    """Return the refusal of the work, by field."""
    with pytest.raises(ValidationError) as caught:
        act()
    return caught.value.message_dict


@pytest.mark.parametrize("kind", ENTRIES)
def test_record_of_a_worker_belongs_to_the_ward_and_keeps_the_class_of_its_day(
    home, officer, chair, kind
):
    factories.recognised(
        home, result="poor", on=date(2021, 12, 10), standard="STD2022", author=officer, chair=chair
    )

    row = enter(kind, home, by=officer)

    assert row.area == home.area
    assert row.household_class == "poor"


@pytest.mark.parametrize("kind", ENTRIES)
def test_person_of_another_household_is_refused(home, officer, kind):
    with pytest.raises(ValidationError, match="không thuộc hộ"):
        enter(kind, home, by=officer, person=factories.person())


@pytest.mark.parametrize("kind", ENTRIES)
def test_day_that_has_not_come_is_refused_at_its_field(home, officer, kind):
    day = ENTRIES[kind][2]

    found = refusal(lambda: enter(kind, home, by=officer, **{day: TOMORROW}))

    assert "chưa đến" in found[day][0]


@pytest.mark.parametrize("kind", ENTRIES)
def test_who_had_died_by_the_day_is_refused_with_the_day_of_death(home, officer, kind):
    home.head.died_on = DAY
    home.head.save()

    found = refusal(lambda: enter(kind, home, by=officer))

    assert "15/06/2022" in found["person"][0]


@pytest.mark.parametrize("kind", ENTRIES)
def test_who_dies_later_did_work_before(home, officer, kind):
    home.head.died_on = DAY + timedelta(days=1)
    home.head.save()

    assert enter(kind, home, by=officer).pk


@pytest.mark.parametrize(("kind", "age"), [("need", 15), ("placement", 15), ("contract", 18)])
def test_who_is_too_young_on_the_day_is_refused_with_the_age(home, officer, kind, age):
    head = home.head
    head.birth_date = date(DAY.year - age, DAY.month, DAY.day + 1)
    head.birth_year = head.birth_date.year
    head.save()

    found = refusal(lambda: enter(kind, home, by=officer))
    later = enter(kind, home, by=officer, **{ENTRIES[kind][2]: DAY + timedelta(days=1)})

    assert f"chưa đủ {age} tuổi" in found["person"][0]
    assert later.pk


def test_the_year_of_birth_alone_never_refuses_who_may_be_old_enough(home, officer):
    home.head.birth_date, home.head.birth_year = None, DAY.year - 15
    home.head.save()

    assert enter("placement", home, by=officer).pk


def test_second_placement_of_a_person_on_a_day_is_refused_at_the_day(home, officer):
    enter("placement", home, by=officer)

    found = refusal(lambda: enter("placement", home, by=officer, employer="Nơi khác"))

    assert "đúng ngày này" in found["started_on"][0]


def test_placement_cannot_end_before_it_starts(home, officer):
    before = DAY - timedelta(days=1)

    found = refusal(lambda: enter("placement", home, by=officer, ended_on=before))

    assert "không thể trước" in found["ended_on"][0]


def test_same_need_of_a_person_on_a_day_is_refused_and_another_one_taken(home, officer):
    enter("need", home, by=officer)

    found = refusal(lambda: enter("need", home, by=officer))
    other = enter("need", home, by=officer, need="training")

    assert "đúng nhu cầu này" in found["need"][0]
    assert other.pk


def test_contract_number_is_taken_once(home, officer):
    enter("contract", home, by=officer, contract_number="HD-1")
    again = date(2022, 6, 20)

    found = refusal(
        lambda: enter("contract", home, by=officer, contract_number="HD-1", departed_on=again)
    )

    assert "đã có trong sổ" in found["contract_number"][0]


def test_service_cannot_come_before_the_need(home, officer):
    asked = enter("need", home, by=officer)

    found = refusal(
        lambda: actions.record_service(
            service=service(asked, served_on=DAY - timedelta(days=1)), by=officer
        )
    )
    served = actions.record_service(service=service(asked), by=officer)

    assert "15/06/2022" in found["served_on"][0]
    assert served.where == home.area


def test_need_cannot_move_behind_the_help_that_was_given(home, officer):
    asked = enter("need", home, by=officer)
    actions.record_service(service=service(asked), by=officer)
    asked.refresh_from_db()
    values = {"person": home.head, "need": "job", "registered_on": DAY + timedelta(days=1)}

    found = refusal(
        lambda: actions.amend_need(need=asked, values=values, by=officer, version=asked.version)
    )

    assert "lần hỗ trợ đầu tiên" in found["registered_on"][0]


def test_placement_is_put_right_with_one_event_of_before_and_after(home, officer):
    row = enter("placement", home, by=officer)

    actions.amend_placement(
        placement=row, values={"ended_on": date(2022, 9, 1)}, by=officer, version=row.version
    )

    row.refresh_from_db()
    event = AuditEvent.objects.get(action="job_placement.amend")
    assert (row.ended_on, row.version) == (date(2022, 9, 1), 2)
    assert "ended_on" in event.changes


def test_edit_of_an_older_state_is_refused(home, officer):
    row = enter("contract", home, by=officer)
    values = {"country": "Nhật Bản"}
    actions.amend_overseas_contract(contract=row, values=values, by=officer, version=1)

    with pytest.raises(ValidationError, match="người khác sửa"):
        actions.amend_overseas_contract(
            contract=row, values={"country": "Đài Loan"}, by=officer, version=1
        )


def test_one_total_per_ward_and_year(home, ward, officer):
    actions.record_job_aggregate(aggregate=total(ward), by=officer)

    found = refusal(lambda: actions.record_job_aggregate(aggregate=total(ward), by=officer))

    assert "đã có số tổng hợp" in found["year"][0]


def test_total_of_a_city_is_refused_because_its_wards_would_count_twice(home, city, standing):
    found = refusal(lambda: actions.record_job_aggregate(aggregate=total(city), by=standing))

    assert "từng phường, xã" in found["area"][0]


def test_total_is_not_stated_before_its_year(home, ward, officer):
    early = total(ward, stated_on=date(2021, 12, 31))

    found = refusal(lambda: actions.record_job_aggregate(aggregate=early, by=officer))

    assert "2022" in found["stated_on"][0]


@pytest.mark.parametrize("who", ["outsider", "other_officer", "leader", "finance", "chair"])
def test_nobody_else_writes_work_records(home, ward, officer, who, request):
    by = request.getfixturevalue(who)
    asked = enter("need", home, by=officer)
    stated = actions.record_job_aggregate(aggregate=total(ward), by=officer)

    for kind in ENTRIES:
        with pytest.raises(PermissionDenied):
            enter(kind, home, by=by)
    for act in (
        lambda: actions.record_service(service=service(asked), by=by),
        lambda: actions.record_job_aggregate(aggregate=total(ward, year=2021), by=by),
        lambda: actions.amend_need(need=asked, values={"need": "training"}, by=by, version=1),
        lambda: actions.amend_job_aggregate(
            aggregate=stated, values={"workers": 6}, by=by, version=1
        ),
        lambda: actions.remove(row=stated, by=by, reason="Nhầm", version=1),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (Enrolment, {"completed_on": date(2022, 6, 14)}),
        (Enrolment, {"certificate": "CC"}),
        (Enrolment, {"household_class": "rich"}),
        (EnrolmentFollowUp, {"months": 4}),
        (EnrolmentFollowUp, {"is_working": False, "job": "May"}),
        (TrainingClass, {"ends_on": date(2022, 5, 31)}),
        (TrainingClass, {"capacity": 0}),
        (JobNeed, {"need": "x"}),
        (JobService, {"kind": "x"}),
        (JobPlacement, {"employer": ""}),
        (JobPlacement, {"ended_on": date(2022, 6, 14)}),
        (OverseasContract, {"returned_on": date(2022, 6, 14)}),
        (JobAggregate, {"year": 2014}),
        (JobAggregate, {"evidence": ""}),
    ],
)
def test_database_holds_work_records(home, ward, city, officer, model, wrong):
    factories.one_of_each(ward, city, officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**wrong)
