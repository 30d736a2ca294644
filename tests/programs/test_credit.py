"""Loans: class on the loan date, terms of that date, repayments."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from programs import actions, classes
from programs.choices import BeneficiaryClass
from programs.models import Loan, LoanProduct
from tests.programs import factories


@pytest.fixture
def home(city, ward):
    factories.programme(city)
    return factories.household(ward)


@pytest.fixture
def reviewed(home, officer, chair):
    """Return a household: near-poor by the old standard, poor and then not poor by the new."""
    by = {"author": officer, "chair": chair}
    factories.recognised(home, result="near_poor", on=date(2020, 12, 1), standard="STD2016", **by)
    factories.recognised(home, result="poor", on=date(2021, 12, 10), standard="STD2022", **by)
    factories.recognised(home, result="not_poor", on=date(2022, 12, 12), standard="STD2022", **by)
    return home


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2020, 11, 30), BeneficiaryClass.UNKNOWN),
        (date(2021, 12, 31), BeneficiaryClass.NEAR_POOR),
        (date(2022, 1, 1), BeneficiaryClass.POOR),
        (date(2022, 12, 11), BeneficiaryClass.POOR),
        (date(2022, 12, 12), BeneficiaryClass.ESCAPED),
        (date(2025, 12, 11), BeneficiaryClass.ESCAPED),
        (date(2025, 12, 12), BeneficiaryClass.NOT_POOR),
    ],
)
def test_class_is_the_one_of_the_day(reviewed, day, found):
    assert classes.class_on(reviewed, day).value == found


def test_loan_takes_class_and_decision_of_its_day(reviewed, bank):
    loan = actions.record_loan(
        loan=factories.loan(reviewed, disbursed_on=date(2022, 1, 1)), by=bank
    )

    assert loan.borrower_class == "poor"
    assert loan.class_basis == "2021/QĐ-UBND (10/12/2021)"


def test_loan_for_poor_households_is_refused_to_others(reviewed, bank):
    product = LoanProduct.objects.get(code="01")
    before = factories.loan(reviewed, product=product, disbursed_on=date(2021, 12, 31))
    after = factories.loan(reviewed, product=product, disbursed_on=date(2022, 1, 1))

    with pytest.raises(ValidationError, match="cận nghèo"):
        actions.record_loan(loan=before, by=bank)
    assert actions.record_loan(loan=after, by=bank).pk


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount": 100_000_001}, r"100\.000\.000"),
        ({"months": 121}, "120"),
        ({"disbursed_on": date(2015, 1, 1)}, "điều kiện"),
    ],
)
def test_terms_of_the_day_are_held(home, bank, changed, words):
    with pytest.raises(ValidationError, match=words):
        actions.record_loan(loan=factories.loan(home, **changed), by=bank)

    assert not Loan.objects.exists()


@pytest.mark.parametrize(("day", "is_fine"), [(date(2024, 8, 31), False), (date(2024, 9, 1), True)])
def test_cap_follows_the_decision_in_force(home, bank, day, is_fine):
    loan = factories.loan(
        home, product=LoanProduct.objects.get(code="06"), amount=50_000_000, disbursed_on=day
    )

    if is_fine:
        assert actions.record_loan(loan=loan, by=bank).pk
    else:
        with pytest.raises(ValidationError, match=r"20\.000\.000"):
            actions.record_loan(loan=loan, by=bank)


def test_borrower_must_belong_to_the_household(home, bank):
    loan = factories.loan(home)
    loan.borrower = factories.person()

    with pytest.raises(ValidationError, match="không thuộc hộ"):
        actions.record_loan(loan=loan, by=bank)


@pytest.mark.parametrize("who", ["outsider", "officer", "finance", "leader", "administrator"])
def test_only_the_bank_records_loans(home, who, request):
    with pytest.raises(PermissionDenied):
        actions.record_loan(loan=factories.loan(home), by=request.getfixturevalue(who))


def test_repayments_close_the_loan(home, bank):
    loan = actions.record_loan(loan=factories.loan(home), by=bank)

    loan = actions.record_repayment(loan=loan, amount=20_000_000, by=bank)
    assert (loan.outstanding, loan.status) == (30_000_000, "open")
    with pytest.raises(ValidationError):
        actions.record_repayment(loan=loan, amount=30_000_001, by=bank)
    loan = actions.record_repayment(loan=loan, amount=30_000_000, by=bank)
    assert loan.status == "repaid"


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": -1},
        {"amount": 10**15},
        {"repaid": 50_000_001},
        {"repaid": -1},
        {"status": "lost"},
        {"status": "repaid"},
        {"borrower_class": ""},
        {"union": "nobody"},
        {"months": 0},
        {"contract_number": ""},
        {"contract_number": "x" * 41},
    ],
)
def test_database_holds_loans(home, wrong):
    row = factories.saved_loan(home)

    with pytest.raises(DatabaseError), transaction.atomic():
        Loan.objects.filter(pk=row.pk).update(**wrong)


def test_contract_number_is_unique(home):
    row = factories.saved_loan(home)

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.saved_loan(home, contract_number=row.contract_number)
