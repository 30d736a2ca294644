"""The history of the demo city replayed: each day's figures are found again later, to the digit.

Some days of the history stand for all; `PORTAL_REPLAY=every` takes every one of them.
"""

import os
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from households.models import Household
from povertyportal.accounts import past
from povertyportal.accounts.models import User
from povertyportal.reporting import actions as plans
from povertyportal.reporting.figures import all_figures
from povertyportal.reporting.models import Target
from povertyportal.reporting.questions import ask, report_for
from programs import actions
from programs.models import (
    Award,
    Directive,
    FundTransaction,
    HousingCase,
    HousingContribution,
    IdleReason,
    JobAggregate,
    JobPlacement,
    Loan,
    OverseasContract,
    Repayment,
    Statistic,
    Support,
    TrainingClass,
)

pytestmark = pytest.mark.xdist_group("demo")

FIRST, LAST = date(2021, 1, 15), date(2023, 12, 31)
EVERY = os.environ.get("PORTAL_REPLAY") == "every"
SAMPLE = [date(2021, 12, 21), date(2022, 6, 16), date(2023, 8, 11), LAST]
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)] if EVERY else SAMPLE


@pytest.fixture
def scope(demo_city):
    area = demo_city.area
    return ask(area, today=timezone.localdate(), report=report_for(area))


def answers(scope, day):
    """Return every figure of the city and of its wards as a question of that day has it."""
    asked = replace(scope, as_of=day, memo={})
    return {
        found.key: (
            found.value,
            found.plan,
            found.computed.top,
            found.computed.bottom,
            dict(found.indicator.by_area(found.scope)),
        )
        for found in all_figures(asked)
    }


def then(scope, day):
    with past.as_of(day):
        return answers(scope, day)


def by(name):
    return User.objects.get(username=name)


def put_right(row, act, name, user, **values):
    """Change a record by the action people use."""
    act(**{name: row}, values=values, by=user, version=row.version)


def correct_the_records(city):
    """Put records of the past right, by the actions that people use."""
    bank, front, office, money = (by(n) for n in ("nganhang", "mattran", "thuongtruc", "ketoan"))
    for loan in Loan.objects.filter(repaid=0).order_by("pk")[:3]:
        put_right(
            loan,
            actions.amend_loan,
            "loan",
            bank,
            amount=loan.amount - 1_000_000,
            disbursed_on=loan.disbursed_on - timedelta(days=1),
        )
    case = HousingCase.objects.order_by("pk").first()
    put_right(
        case,
        actions.amend_housing_case,
        "case",
        front,
        started_on=case.started_on - timedelta(days=1),
    )
    gift = HousingContribution.objects.filter(fund_transaction=None).first()
    put_right(gift, actions.amend_contribution, "contribution", front, amount=gift.amount + 1)
    award = Award.objects.filter(recipient_kind="individual").first()
    put_right(award, actions.amend_award, "award", office, decided_on=date(2020, 5, 5))
    number = Statistic.objects.first()
    put_right(number, actions.amend_statistic, "statistic", office, value=number.value - 1)
    plan = Target.objects.filter(area=city).first()
    plans.amend_target(
        target=plan, values={"value": plan.value + 1}, by=office, version=plan.version
    )
    reason = IdleReason.objects.filter(closed_on=None).first()
    actions.close_idle_reason(
        reason=reason, closed_on=reason.stated_on, by=money, note="Đã phân bổ"
    )
    officer = by("phuong.huyentung")
    own = {"area__code": "01846"}
    for model, act, name, values in (
        (JobPlacement, actions.amend_placement, "placement", {"employer": "Khác"}),
        (JobAggregate, actions.amend_job_aggregate, "aggregate", {"workers": 1}),
        (OverseasContract, actions.amend_overseas_contract, "contract", {"country": "Lào"}),
    ):
        if row := model.objects.filter(**own).first():
            put_right(row, act, name, officer, **values)


def delete_records(city):
    """Delete records of the past and take money back, by the actions that people use."""
    bank, front, office = (by(name) for name in ("nganhang", "mattran", "thuongtruc"))
    officer = by("phuong.huyentung")
    shared = Target.objects.exclude(area=city).values("key")
    for row, user in (
        (Loan.objects.filter(repayments=None).order_by("-pk").first(), bank),
        (Award.objects.filter(recipient_kind="collective", figures=None).first(), office),
        (Target.objects.filter(area=city).exclude(key__in=shared).last(), office),
        (Support.objects.filter(area__code="01846").first(), officer),
        (JobPlacement.objects.filter(area__code="01846").last(), officer),
        (OverseasContract.objects.filter(area__code="01846").last(), officer),
        (HousingContribution.objects.filter(fund_transaction=None).last(), front),
    ):
        if isinstance(row, Target):
            plans.remove_target(target=row, by=user, reason="Nhầm", version=row.version)
        elif row is not None:
            actions.remove(row=row, by=user, reason="Nhập nhầm", version=row.version)
    taken = Repayment.objects.filter(corrects=None).last()
    actions.correct_repayment(
        repayment=taken, by=bank, note="Nhầm", paid_on=max(taken.paid_on, date(2023, 1, 5))
    )
    spent = FundTransaction.objects.filter(kind="spending", corrects=None, pair=None).last()
    actions.correct_fund_transaction(
        row=spent, by=front, purpose="Nhầm", occurred_on=max(spent.occurred_on, date(2023, 1, 5))
    )


def add_records(city):
    """Enter records late, each with a day of the past, by the actions that people use."""
    bank, office, front = by("nganhang"), by("thuongtruc"), by("mattran")
    loan = Loan.objects.order_by("pk").first()
    actions.record_loan(
        loan=Loan(
            household=loan.household,
            borrower=loan.borrower,
            product=loan.product,
            contract_number="KU-MUON",
            amount=1_000_000,
            disbursed_on=loan.disbursed_on,
            months=12,
        ),
        by=bank,
    )
    actions.record_award(
        award=Award(
            area=city,
            recipient_kind="collective",
            recipient="Tổ 9",
            decision_number="99/QĐ",
            decided_on=date(2022, 5, 5),
            movement="Chung tay vì người nghèo",
        ),
        by=office,
    )
    actions.record_fund_transaction(
        row=FundTransaction(
            area=city,
            kind="income",
            amount=7_000_000,
            occurred_on=date(2022, 9, 9),
            party="Người ủng hộ",
            purpose="Ủng hộ",
            document_number="PT-99",
        ),
        by=front,
    )
    directive = Directive.objects.exclude(state="done").first()
    if directive is not None:
        actions.close_directive(
            directive=directive,
            state="done",
            closed_on=timezone.localdate(),
            note="Xong",
            by=by("thanhpho"),
            version=directive.version,
        )
    training = TrainingClass.objects.filter(area__code="01846").first()
    if training is not None:
        put_right(
            training,
            actions.amend_training_class,
            "training_class",
            by("phuong.huyentung"),
            provider="Trung tâm khác",
        )


def test_each_days_figures_are_found_again_after_later_changes(scope, demo_city):
    """Before the changes the records dated until a day alone say the same as the past does."""
    before = {day: then(scope, day) for day in DAYS}
    for day, found in before.items():
        assert found == answers(scope, day), day
    households = {day: _households(day) for day in SAMPLE}
    today = answers(scope, LAST)

    correct_the_records(demo_city.area)
    delete_records(demo_city.area)
    add_records(demo_city.area)

    now = answers(scope, LAST)
    assert sum(now[key] != today[key] for key in now) >= 10, "what was done changes figures"
    for day, found in before.items():
        again = then(scope, day)
        changed = {key: (found[key], again[key]) for key in found if found[key] != again[key]}
        assert not changed, day
    assert {day: _households(day) for day in SAMPLE} == households


def _households(day):
    with past.as_of(day):
        rows = Household.objects.active().order_by()
        return (rows.count(), rows.filter(poverty_class="poor").count())


@pytest.mark.parametrize("day", [date(2022, 1, 1), date(2022, 12, 31), date(2023, 8, 11)])
def test_the_class_of_a_household_is_that_of_its_page_on_the_day(demo_city, day):
    homes = list(Household.objects.filter(reviews__isnull=False).distinct().order_by("pk")[::40])
    expected = {home.pk: home.class_on(day) for home in homes}

    with past.as_of(day):
        found = Household.objects.in_bulk([home.pk for home in homes])
        shown = {key: home.poverty_class for key, home in found.items()}

    assert shown == {key: expected[key] for key in shown}
    assert len(shown) > 10
