"""Loans and repayments in the browser: entered, put right, deleted, taken back, refused."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting.todo import todo_for
from programs.models import Loan, LoanProduct, Repayment
from tests.programs import factories

TOKEN = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a11"


@pytest.fixture
def home(city, ward):
    factories.programme(city)
    return factories.household(ward)


@pytest.fixture
def loan(home):
    return factories.saved_loan(home, borrower_class="unknown")


def typed(home, **fields):
    return {
        "product": LoanProduct.objects.get(code="03").pk,
        "borrower": home.head.pk,
        "contract_number": "KU-2022-17",
        "amount": "50.000.000",
        "disbursed_on": "15/06/2022",
        "months": "36",
        "annual_rate": "",
        "union": "",
        "borrower_class": "",
        "override_reason": "",
        "submit_token": TOKEN,
    } | fields


def create_url(home):
    return f"{reverse('loan_create')}?household={home.code}"


def test_bank_enters_a_loan_once_from_the_households_page(home, bank, client_of):
    browser = client_of(bank)
    page = browser.get(home.get_absolute_url()).content.decode()

    first = browser.post(create_url(home), typed(home))
    again = browser.post(create_url(home), typed(home))

    loan = Loan.objects.get()
    assert create_url(home) in page
    assert first.url == again.url == loan.get_absolute_url()
    assert (loan.amount, str(loan.annual_rate), loan.area) == (50_000_000, "7.92", home.area)
    assert AuditEvent.objects.filter(action="loan.record").count() == 1


def test_who_may_not_lend_sees_no_door(home, loan, officer, leader, outsider, client_of):
    for who in (officer, leader, outsider):
        browser = client_of(who)
        assert browser.get(create_url(home)).status_code == 403
        assert browser.post(create_url(home), typed(home)).status_code == 403
        assert browser.post(reverse("repayment_create", args=[loan.pk])).status_code == 403
    assert (
        reverse("loan_create")
        not in client_of(officer).get(home.get_absolute_url()).content.decode()
    )
    assert Loan.objects.count() == 1


def test_loan_of_another_ward_is_not_there(loan, other_officer, client_of):
    browser = client_of(other_officer)

    assert browser.get(loan.get_absolute_url()).status_code == 404
    assert browser.get(reverse("loan_list")).context["page"].total == 0


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"amount": "100.000.001"}, "amount", "100.000.000"),
        ({"amount": "1.5"}, "amount", "số đồng nguyên"),
        ({"amount": "-5"}, "amount", "số đồng nguyên"),
        ({"amount": "0"}, "amount", "lớn hơn 0"),
        ({"amount": "1234567890123456"}, "amount", "quá lớn"),
        ({"months": "121"}, "months", "120"),
        ({"months": "abc"}, "months", ""),
        ({"disbursed_on": "31/02/2022"}, "disbursed_on", "lịch"),
        ({"disbursed_on": "01/01/2018"}, "disbursed_on", "điều kiện"),
        ({"borrower_class": "poor"}, "override_reason", "lý do"),
        ({"contract_number": ""}, "contract_number", ""),
    ],
)
def test_wrong_loan_is_refused_at_its_field_and_what_was_typed_stays(
    home, bank, client_of, wrong, field, words
):
    sent = typed(home, **wrong)

    answer = client_of(bank).post(create_url(home), sent)

    errors = " ".join(answer.context["form"].errors[field])
    assert answer.status_code == 200
    assert words in errors
    assert sent["amount"] in answer.content.decode()
    assert not Loan.objects.exists()


def test_day_that_has_not_come_is_refused(home, bank, client_of):
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"

    answer = client_of(bank).post(create_url(home), typed(home, disbursed_on=tomorrow))

    assert "chưa đến" in str(answer.context["form"].errors["disbursed_on"])


def test_contract_number_is_taken_once_and_said_in_words(loan, home, bank, client_of):
    sent = typed(home, contract_number=loan.contract_number)

    answer = client_of(bank).post(create_url(home), sent)

    assert answer.status_code == 200
    assert "đã có rồi" in answer.content.decode()
    assert Loan.objects.count() == 1


def test_edit_made_on_an_older_state_shows_both_states(loan, home, bank, client_of):
    Loan.objects.update(months=48, version=2)
    browser, address = client_of(bank), reverse("loan_edit", args=[loan.pk])
    sent = typed(home, contract_number=loan.contract_number, months="60", version=1)

    conflict = browser.post(address, sent)
    again = sent | {"version": conflict.context["form"]["version"].value()}
    second = browser.post(address, again)

    loan.refresh_from_db()
    assert ("48", "60") in [row[1:] for row in conflict.context["conflict"]]
    assert second.status_code == 302
    assert (loan.months, loan.version) == (60, 3)


def test_loan_with_repayments_is_not_deleted_and_its_uses_are_named(loan, bank, client_of):
    browser, address = client_of(bank), reverse("loan_remove", args=[loan.pk])
    Repayment.objects.create(
        loan=loan, amount=1, paid_on=factories.DAY, document_number="TN-1", created_by=bank
    )
    sent = {"version": 1, "reason": "Ghi nhầm", "submit_token": TOKEN}

    page = browser.post(address, sent)

    assert page.status_code == 200
    assert f"Lần trả nợ {loan} 15/06/2022" in page.content.decode()
    assert Loan.objects.exists()


def test_loan_entered_by_mistake_is_deleted_with_its_reason(loan, bank, client_of):
    browser, address = client_of(bank), reverse("loan_remove", args=[loan.pk])
    sent = {"version": 1, "reason": "", "submit_token": TOKEN}

    unsaid = browser.post(address, sent)
    gone = browser.post(address, sent | {"reason": "Ghi nhầm hộ"})

    assert unsaid.status_code == 200
    assert gone.url == reverse("loan_list")
    assert not Loan.objects.exists()
    assert AuditEvent.objects.get(action="loan.remove").note == "Ghi nhầm hộ"


def test_repayment_is_entered_once_and_taken_back_on_its_page(loan, bank, client_of):
    browser, address = client_of(bank), reverse("repayment_create", args=[loan.pk])
    sent = {
        "amount": "20.000.000",
        "paid_on": "01/12/2022",
        "document_number": "TN-7",
        "submit_token": TOKEN,
    }
    back = {"paid_on": "02/12/2022", "note": "Nhầm khế ước", "submit_token": TOKEN[:-1] + "2"}

    for _twice in range(2):
        assert browser.post(address, sent).url == loan.get_absolute_url()
    shown = browser.get(loan.get_absolute_url()).content.decode()
    for _twice in range(2):
        browser.post(reverse("repayment_correct", args=[Repayment.objects.first().pk]), back)

    loan.refresh_from_db()
    assert "30.000.000" in shown
    assert sorted(row.amount for row in loan.repayments.all()) == [-20_000_000, 20_000_000]
    assert (loan.repaid, loan.outstanding) == (0, 50_000_000)


@pytest.mark.parametrize("amount", ["50.000.001", "0", "-1", "1.5", ""])
def test_wrong_repayment_is_refused_and_what_was_typed_stays(loan, bank, client_of, amount):
    sent = {"amount": amount, "paid_on": "01/12/2022", "document_number": "TN-7"}

    answer = client_of(bank).post(
        reverse("repayment_create", args=[loan.pk]), sent | {"submit_token": TOKEN}
    )

    assert answer.status_code == 200
    assert answer.context["form"].errors["amount"]
    assert "TN-7" in answer.content.decode()
    assert not Repayment.objects.exists()


def test_how_a_loan_stands_is_changed_with_its_day(loan, bank, client_of):
    browser, address = client_of(bank), reverse("loan_status", args=[loan.pk])
    sent = {"status": "overdue", "status_on": "01/07/2025", "note": "Chưa trả", "version": 1}

    stale = browser.post(address, sent | {"version": 7, "submit_token": TOKEN})
    done = browser.post(address, sent | {"submit_token": TOKEN})

    loan.refresh_from_db()
    assert "người khác sửa" in stale.content.decode()
    assert done.status_code == 302
    assert (loan.status, loan.status_on) == ("overdue", date(2025, 7, 1))


def test_list_tells_which_loans_differ_from_the_records(loan, home, bank, client_of):
    factories.saved_loan(
        home,
        borrower_class="poor",
        resolved_class="near_poor",
        override_reason="Theo quyết định bổ sung",
    )
    browser = client_of(bank)

    everything = browser.get(reverse("loan_list"))
    differing = browser.get(reverse("loan_list"), {"overridden": "true"})
    rest = browser.get(reverse("loan_list"), {"overridden": "false"})

    totals = {str(label): value for label, value in everything.context["totals"]}
    assert totals["Lượt có loại hộ khác hồ sơ"] == "1"
    assert "khác hồ sơ" in everything.content.decode()
    assert [answer.context["page"].total for answer in (differing, rest)] == [1, 1]


def test_list_counts_loans_and_households_of_each_class(home, ward, bank, client_of):
    for borrower in (home, home, factories.household(ward)):
        factories.saved_loan(borrower, borrower_class="poor", amount=10_000_000)
    factories.saved_loan(home, borrower_class="escaped", amount=5_000_000)

    page = client_of(bank).get(reverse("loan_list"))

    totals = {str(label): value for label, value in page.context["totals"]}
    assert totals["Hộ nghèo"] == "3 lượt, 2 hộ, 30.000.000 đồng"
    assert totals["Hộ mới thoát nghèo"] == "1 lượt, 1 hộ, 5.000.000 đồng"
    assert (totals["Số lượt vay"], totals["Số hộ"]) == ("4", "2")


def test_bank_is_told_of_loans_past_their_term_and_the_list_holds_as_many(
    loan, home, bank, leader, client_of
):
    factories.saved_loan(home, months=600)
    today = timezone.localdate()

    items = [item for group in todo_for(bank, today=today) for item in group.items]
    (item,) = [item for item in items if "past_term" in item.url]
    listed = client_of(bank).get(item.url).context["page"]

    assert item.count == listed.total == 1
    assert "past_term" not in str([group.items for group in todo_for(leader, today=today)])
    assert "quá hạn theo kỳ hạn" in client_of(bank).get(loan.get_absolute_url()).content.decode()


def test_page_of_a_loan_says_when_it_is_due_and_what_is_owed(loan, bank, client_of):
    page = client_of(bank).get(loan.get_absolute_url())

    facts = {str(label): str(value) for label, value in page.context["facts"]}
    assert facts["Hạn trả"] == "15/06/2025"
    assert facts["Dư nợ (đồng)"] == "50.000.000"


def test_lists_cost_the_same_for_one_loan_or_many(
    home, ward, bank, client_of, django_assert_max_num_queries
):
    browser = client_of(bank)
    for _each in range(5):
        loan = factories.saved_loan(factories.household(ward))
        Repayment.objects.create(
            loan=loan, amount=1, paid_on=factories.DAY, document_number="TN-1", created_by=bank
        )

    for name in ("loan_list", "repayment_list"):
        with django_assert_max_num_queries(10):
            browser.get(reverse(name))
