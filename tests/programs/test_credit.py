"""Loans: class on the loan date, terms of that date, repayments."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from povertyportal.reporting.questions import ask
from povertyportal.reporting.registry import get_indicator
from programs import actions, classes
from programs.choices import BeneficiaryClass
from programs.models import Loan, LoanProduct, LoanTerms, Repayment
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


def repay(loan, amount, *, by, **fields):
    """Record principal paid back through the action; return the loan as it stands then."""
    fields = {"paid_on": date(2022, 12, 1), "document_number": factories.serial("TN-")} | fields
    actions.record_repayment(repayment=Repayment(loan=loan, amount=amount, **fields), by=by)
    return Loan.objects.get(pk=loan.pk)


@pytest.fixture
def loan(home, bank):
    """Return a recorded loan of 50 million đồng."""
    return actions.record_loan(loan=factories.loan(home), by=bank)


def test_repayments_close_the_loan(loan, bank):
    loan = repay(loan, 20_000_000, by=bank)
    assert (loan.outstanding, loan.status) == (30_000_000, "open")

    with pytest.raises(ValidationError, match=r"30\.000\.000"):
        repay(loan, 30_000_001, by=bank)

    loan = repay(loan, 30_000_000, by=bank)
    assert (loan.status, loan.status_on) == ("repaid", date(2022, 12, 1))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": -1}, "amount"),
        ({"paid_on": date(2022, 6, 14)}, "paid_on"),
        ({"paid_on": date(2099, 1, 1)}, "paid_on"),
        ({"document_number": ""}, "document_number"),
    ],
)
def test_repayment_that_cannot_be_is_refused_at_its_field(loan, bank, wrong, field):
    with pytest.raises(ValidationError) as refused:
        repay(loan, **({"amount": 1_000_000, "by": bank} | wrong))

    assert field in refused.value.error_dict
    assert not Repayment.objects.exists()


def test_repayment_is_taken_back_once_and_the_loan_is_open_again(loan, bank):
    repay(loan, 50_000_000, by=bank)
    paid = Repayment.objects.get()
    back = {"repayment": paid, "by": bank, "note": "Ghi nhầm khế ước"}

    with pytest.raises(ValidationError, match="lý do"):
        actions.correct_repayment(**(back | {"note": " "}), paid_on=date(2022, 12, 2))
    with pytest.raises(ValidationError, match="không thể trước"):
        actions.correct_repayment(**back, paid_on=date(2022, 11, 30))
    actions.correct_repayment(**back, paid_on=date(2022, 12, 2))
    with pytest.raises(ValidationError, match="đã được đính chính"):
        actions.correct_repayment(**back, paid_on=date(2022, 12, 2))

    loan.refresh_from_db()
    assert (loan.repaid, loan.status) == (0, "open")
    assert sum(row.amount for row in loan.repayments.all()) == loan.repaid


def test_cap_counts_what_the_household_still_owes_of_the_product(loan, home, bank):
    with pytest.raises(ValidationError, match=r"còn nợ 50\.000\.000"):
        actions.record_loan(loan=factories.loan(home, amount=50_000_001), by=bank)

    repay(loan, 10_000_000, by=bank)

    assert actions.record_loan(loan=factories.loan(home, amount=60_000_000), by=bank).pk


def test_one_household_borrows_by_the_old_and_by_the_new_standard(reviewed, bank):
    before = factories.loan(reviewed, amount=10_000_000, disbursed_on=date(2021, 12, 31))
    after = factories.loan(reviewed, amount=10_000_000, disbursed_on=date(2022, 1, 10))

    actions.record_loan(loan=before, by=bank)
    actions.record_loan(loan=after, by=bank)

    assert (before.borrower_class, before.class_basis) == ("near_poor", "2020/QĐ-UBND (01/12/2020)")
    assert (after.borrower_class, after.class_basis) == ("poor", "2021/QĐ-UBND (10/12/2021)")
    assert set(Loan.objects.values_list("household")) == {(reviewed.pk,)}


def test_learner_borrows_without_a_class(home, bank):
    learner = factories.loan(home, product=LoanProduct.objects.get(code="02"), amount=120_000_000)

    saved = actions.record_loan(loan=learner, by=bank)

    assert (saved.borrower_class, saved.class_basis) == ("unknown", "")
    assert not saved.is_overridden


def test_other_class_than_the_records_say_needs_a_reason(reviewed, bank):
    loan = factories.loan(reviewed, disbursed_on=date(2022, 3, 1), borrower_class="near_poor")

    with pytest.raises(ValidationError) as refused:
        actions.record_loan(loan=loan, by=bank)
    assert "Hộ nghèo" in str(refused.value.error_dict["override_reason"])
    loan.override_reason = "Quyết định bổ sung của phường"
    actions.record_loan(loan=loan, by=bank)

    assert (loan.borrower_class, loan.resolved_class) == ("near_poor", "poor")
    assert list(Loan.objects.overridden()) == [loan]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": 19_999_999}, "amount"),
        ({"amount": 100_000_001}, "amount"),
        ({"months": 121}, "months"),
        ({"disbursed_on": date(2022, 12, 2)}, "disbursed_on"),
    ],
)
def test_loan_put_right_is_held_to_its_terms_and_its_repayments(loan, bank, changed, field):
    loan = repay(loan, 20_000_000, by=bank)

    with pytest.raises(ValidationError) as refused:
        amend(loan, by=bank, **changed)

    assert field in refused.value.error_dict
    assert Loan.objects.get(pk=loan.pk).amount == 50_000_000


def amend(loan, *, by, version=None, **changed):
    names = ("product", "borrower", "contract_number", "amount", "disbursed_on", "months")
    values = {name: getattr(loan, name) for name in (*names, "annual_rate", "union")}
    return actions.amend_loan(
        loan=loan, values=values | changed, by=by, version=version or loan.version
    )


def test_amount_put_right_closes_or_opens_the_loan(loan, bank):
    loan = repay(loan, 20_000_000, by=bank)

    closed = amend(loan, by=bank, amount=20_000_000)
    assert closed.status == "repaid"
    opened = amend(closed, by=bank, amount=25_000_000)

    assert (opened.status, opened.outstanding) == ("open", 5_000_000)


def test_who_is_not_the_bank_puts_no_loan_right(loan, officer, standing):
    for who in (officer, standing):
        with pytest.raises(PermissionDenied):
            amend(loan, by=who, amount=1_000_000)


@pytest.mark.parametrize(
    ("status", "day", "words"),
    [
        ("repaid", date(2022, 12, 1), "hết nợ"),
        ("overdue", date(2099, 1, 1), "chưa đến"),
        ("overdue", date(2022, 6, 14), "không thể trước"),
    ],
)
def test_how_a_loan_stands_is_refused_where_it_cannot_be(loan, bank, status, day, words):
    with pytest.raises(ValidationError, match=words):
        actions.set_loan_status(
            loan=loan, status=status, status_on=day, note="", by=bank, version=loan.version
        )


@pytest.mark.parametrize(
    ("today", "is_past"), [(date(2023, 2, 28), False), (date(2023, 3, 1), True)]
)
def test_term_ends_on_the_last_day_of_a_shorter_month(loan, today, is_past):
    Loan.objects.update(disbursed_on=date(2023, 1, 31), months=1)
    loan.refresh_from_db()

    assert loan.due_on == date(2023, 2, 28)
    assert loan.is_past_term(today) is is_past
    assert Loan.objects.past_term(today).exists() is is_past


def test_days_past_a_term_are_those_that_each_loan_says(home):
    for day in range(28, 32):
        for month, months in ((1, 1), (1, 13), (3, 11), (12, 2)):
            factories.saved_loan(home, disbursed_on=date(2023, month, day), months=months)

    for offset in range(0, 500):
        today = date(2023, 1, 20) + timedelta(days=offset)
        by_rows = {row.pk for row in Loan.objects.all() if row.is_past_term(today)}
        assert set(Loan.objects.past_term(today).values_list("pk", flat=True)) == by_rows, today


def test_repaid_loan_is_never_past_its_term(loan, bank):
    repay(loan, 50_000_000, by=bank)

    assert not Loan.objects.past_term(date(2099, 1, 1)).exists()


@pytest.mark.parametrize(
    ("start", "end", "is_fine"),
    [
        (date(2018, 1, 1), date(2019, 2, 28), True),
        (date(2018, 1, 1), date(2019, 3, 1), False),
        (date(2024, 1, 1), None, False),
    ],
)
def test_terms_of_a_product_never_overlap(home, start, end, is_fine):
    terms = LoanTerms(
        product=LoanProduct.objects.get(code="01"),
        cap=1,
        valid_from=start,
        valid_to=end,
        source="Quyết định",
    )

    if is_fine:
        terms.clean()
    else:
        with pytest.raises(ValidationError, match="Trùng thời gian"):
            terms.clean()


def test_newly_escaped_households_are_counted_apart(reviewed, city, bank):
    days = {"poor": date(2022, 3, 1), "escaped": date(2023, 1, 10)}
    for day in (*days.values(), date(2023, 2, 10)):
        actions.record_loan(
            loan=factories.loan(reviewed, amount=10_000_000, disbursed_on=day), by=bank
        )
    scope = ask(
        city,
        today=date(2023, 6, 30),
        report=None,
        start=date(2022, 1, 1),
        end=date(2023, 6, 30),
        standard="STD2022",
    )

    found = {
        key: get_indicator(f"loans_{key}").value(scope).value
        for key in ("escaped_amount", "escaped_count", "escaped_households", "poor_count")
    }

    assert found == {
        "escaped_amount": 20_000_000,
        "escaped_count": 2,
        "escaped_households": 1,
        "poor_count": 1,
    }


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
