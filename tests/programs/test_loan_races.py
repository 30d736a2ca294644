"""Two officers of the bank at the same moment: no loan is paid above itself, no cap is passed."""

import pytest
from django.core.exceptions import ValidationError

from programs import actions
from programs.models import Loan, Repayment
from tests.programs import factories
from tests.races import RACE, ROUNDS, together

pytestmark = RACE


@pytest.fixture
def home(city, ward):
    factories.programme(city)
    return factories.household(ward)


def repayment(loan, amount):
    return Repayment(
        loan=loan, amount=amount, paid_on=factories.DAY, document_number=factories.serial("TN-")
    )


def test_two_repayments_at_once_never_pay_back_more_than_was_lent(home, bank):
    for _round in range(ROUNDS):
        loan = factories.saved_loan(home)
        rows = [repayment(loan, 30_000_000) for _twice in range(2)]

        answers = together(
            *(lambda row=row: actions.record_repayment(repayment=row, by=bank) for row in rows)
        )

        loan.refresh_from_db()
        assert sum(isinstance(answer, ValidationError) for answer in answers) == 1, answers
        assert loan.repaid == 30_000_000 == sum(row.amount for row in loan.repayments.all())


def test_two_loans_at_once_never_pass_the_cap_together(home, bank):
    for _round in range(ROUNDS):
        Loan.objects.all().delete()
        rows = [factories.loan(home, amount=60_000_000) for _twice in range(2)]

        answers = together(
            *(lambda row=row: actions.record_loan(loan=row, by=bank) for row in rows)
        )

        assert sum(isinstance(answer, ValidationError) for answer in answers) == 1, answers
        assert [row.amount for row in Loan.objects.all()] == [60_000_000]


def test_a_repayment_is_taken_back_by_one_of_two(home, bank):
    for _round in range(ROUNDS):
        loan = factories.saved_loan(home)
        paid = actions.record_repayment(repayment=repayment(loan, 30_000_000), by=bank)

        def take_back(paid=paid):
            return actions.correct_repayment(
                repayment=paid, by=bank, note="Ghi nhầm", paid_on=factories.DAY
            )

        answers = together(take_back, take_back)

        loan.refresh_from_db()
        assert sum(isinstance(answer, ValidationError) for answer in answers) == 1, answers
        assert loan.repaid == 0
