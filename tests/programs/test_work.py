"""Classes, learners, needs, services, placements."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from programs import actions
from programs.models import (
    Enrolment,
    JobAggregate,
    JobNeed,
    JobPlacement,
    JobService,
    OverseasContract,
    TrainingClass,
)
from tests.programs import factories

DAY = factories.DAY


@pytest.fixture
def home(city, ward):
    factories.programme(city)
    return factories.household(ward)


def new_class(area, **fields):
    fields = {"capacity": 35} | fields
    return TrainingClass(
        code=factories.serial("LN-"),
        area=area,
        trade="May công nghiệp",
        provider="Trung tâm GDNN",
        starts_on=date(2022, 6, 1),
        ends_on=date(2022, 8, 1),
        funding="programme",
        **fields,
    )


def test_class_holds_at_most_what_the_limit_says(home, ward, officer):
    with pytest.raises(ValidationError, match="35"):
        actions.record_training_class(training_class=new_class(ward, capacity=36), by=officer)

    assert actions.record_training_class(training_class=new_class(ward), by=officer).pk


def test_full_class_takes_nobody(home, ward, officer):
    training = factories.training_class(ward, capacity=1)
    actions.enrol(enrolment=factories.enrolment(training, home), by=officer)

    with pytest.raises(ValidationError, match="đủ 1"):
        actions.enrol(
            enrolment=factories.enrolment(training, factories.household(ward)), by=officer
        )


def test_learner_enters_while_the_class_runs(home, ward, officer):
    late = factories.enrolment(factories.training_class(ward), home, enrolled_on=date(2022, 8, 2))

    with pytest.raises(ValidationError):
        actions.enrol(enrolment=late, by=officer)


def test_learner_keeps_the_class_of_the_household_on_the_day(home, ward, officer, chair):
    factories.recognised(
        home,
        result="poor",
        on=date(2021, 12, 10),
        standard="STD2022",
        author=officer,
        chair=chair,
    )

    row = actions.enrol(
        enrolment=factories.enrolment(factories.training_class(ward), home), by=officer
    )
    done = actions.complete_enrolment(
        enrolment=row, completed_on=date(2022, 8, 1), certificate="CC-1", by=officer
    )

    assert (done.household_class, done.certificate) == ("poor", "CC-1")


def test_service_cannot_come_before_the_need(home, officer):
    need = actions.record_need(
        need=JobNeed(person=home.head, household=home, need="job", registered_on=DAY), by=officer
    )

    with pytest.raises(ValidationError):
        actions.record_service(
            service=JobService(
                need=need, kind="referral", served_on=date(2022, 6, 14), provider="Phường"
            ),
            by=officer,
        )
    service = JobService(need=need, kind="referral", served_on=DAY, provider="Phường")
    assert actions.record_service(service=service, by=officer).where == home.area


def test_placement_and_contract_belong_to_the_ward_of_the_household(home, officer):
    placed = actions.record_placement(
        placement=JobPlacement(
            person=home.head, household=home, employer="Xưởng may", started_on=DAY
        ),
        by=officer,
    )
    abroad = actions.record_overseas_contract(
        contract=OverseasContract(
            person=home.head,
            household=home,
            country="Hàn Quốc",
            enterprise="Công ty",
            contract_number="HD-1",
            departed_on=DAY,
        ),
        by=officer,
    )

    assert placed.area == abroad.area == home.area
    assert placed.search_text == "xuong may"


@pytest.mark.parametrize("who", ["outsider", "other_officer", "leader", "finance"])
def test_nobody_else_writes_work_records(home, ward, who, request):
    by = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        actions.record_training_class(training_class=new_class(ward), by=by)
    with pytest.raises(PermissionDenied):
        actions.enrol(enrolment=factories.enrolment(factories.training_class(ward), home), by=by)
    with pytest.raises(PermissionDenied):
        actions.record_job_aggregate(
            aggregate=JobAggregate(
                area=ward, year=2022, workers=5, evidence="Báo cáo", stated_on=DAY
            ),
            by=by,
        )


def test_one_total_per_ward_and_year(home, ward, officer):
    def total():
        return JobAggregate(area=ward, year=2022, workers=5, evidence="Báo cáo", stated_on=DAY)

    actions.record_job_aggregate(aggregate=total(), by=officer)

    with pytest.raises(ValidationError):
        actions.record_job_aggregate(aggregate=total(), by=officer)


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (Enrolment, {"completed_on": date(2022, 6, 14)}),
        (Enrolment, {"certificate": "CC"}),
        (Enrolment, {"household_class": "rich"}),
        (TrainingClass, {"ends_on": date(2022, 5, 31)}),
        (TrainingClass, {"capacity": 0}),
        (JobNeed, {"need": "x"}),
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
