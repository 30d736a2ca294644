"""A year of money is settled once nothing is left, then closed, and opened with a reason."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent
from programs import actions
from programs.models import Allocation, AllocationEntry, BudgetYear, EntryProposal
from tests.programs import factories

SETTLED_ON = date(2023, 12, 20)
NOW = timezone.now()


def year_of(allocation):
    return BudgetYear.objects.get(area=allocation.area, year=allocation.year)


def settle(allocation, *, by, **changes):
    year = year_of(allocation)
    typed = {"settled_on": SETTLED_ON, "document_number": "90/QĐ-UBND", "version": year.version}
    return actions.settle_year(year=year, by=by, **(typed | changes))


@pytest.fixture
def spent(allocation, finance):
    """Return an account whose money is all paid out."""
    for kind in ("assigned", "distributed", "payment"):
        factories.enter(allocation, kind, 100, by=finance)
    return allocation


@pytest.fixture
def settled(spent, finance):
    settle(spent, by=finance)
    return spent


def test_a_year_is_settled_once_with_its_document(spent, finance):
    year = settle(spent, by=finance)

    assert (year.settled_on, year.document_number, year.settled_by) == (
        SETTLED_ON,
        "90/QĐ-UBND",
        finance,
    )
    assert AuditEvent.objects.filter(action="budget_year.settle").count() == 1
    with pytest.raises(ValidationError, match="người khác xử lý"):
        settle(spent, by=finance)


def test_a_year_with_a_rest_is_not_settled_and_the_rest_is_named(allocation, finance):
    factories.enter(allocation, "assigned", 100, by=finance)
    factories.enter(allocation, "distributed", 60, by=finance)
    factories.enter(allocation, "advance", 20, by=finance)

    with pytest.raises(ValidationError) as told:
        settle(allocation, by=finance)

    words = told.value.messages[0]
    assert "DA2 / 2022 / TW / Sự nghiệp còn 40 đồng chưa phân bổ, 40 đồng chưa giải ngân" in words
    assert "20 đồng tạm ứng chưa thu hồi" in words
    assert not year_of(allocation).is_settled


def test_an_open_advance_keeps_the_year_open(allocation, finance):
    for kind in ("assigned", "distributed", "advance"):
        factories.enter(allocation, kind, 100, by=finance)

    with pytest.raises(ValidationError, match="100 đồng tạm ứng chưa thu hồi"):
        settle(allocation, by=finance)


def test_what_waits_for_approval_keeps_the_year_open(spent, finance):
    factories.proposal(spent, "assigned", 10, by=finance)

    with pytest.raises(ValidationError, match="1 đề nghị còn chờ duyệt"):
        settle(spent, by=finance)


def test_a_year_is_settled_after_its_end_and_not_ahead_of_the_day(spent, finance):
    with pytest.raises(ValidationError, match="sau khi năm ngân sách kết thúc"):
        settle(spent, by=finance, settled_on=date(2022, 12, 30))
    with pytest.raises(ValidationError) as told:
        settle(spent, by=finance, settled_on=timezone.localdate() + timedelta(days=1))
    assert "settled_on" in told.value.error_dict


def test_handing_back_and_carrying_over_free_a_year(allocation, finance):
    factories.enter(allocation, "assigned", 100, by=finance)
    late = date(2023, 3, 1)
    factories.enter(allocation, "returned", 60, by=finance, entry_on=late)
    actions.carry_over(
        entry=factories.entry(allocation, "carried_over", 40, entry_on=late), by=finance
    )

    assert settle(allocation, by=finance).is_settled


@pytest.mark.parametrize(
    "who", ["outsider", "officer", "standing", "leader", "auditor", "administrator"]
)
def test_only_finance_settles(spent, who, request):
    with pytest.raises(PermissionDenied):
        settle(spent, by=request.getfixturevalue(who))


def test_no_action_writes_into_a_settled_year(settled, city, finance, colleague):
    entry = settled.entries.first()
    same = {"component": settled.component, "area": city, "year": 2022, "source": "DP"}
    following = factories.allocation(city, year=2023)
    factories.enter(following, "assigned", 50, by=finance, entry_on=date(2023, 2, 1))
    tries = [
        lambda: factories.enter(settled, "assigned", 10, by=finance),
        lambda: actions.correct_entry(entry=entry, by=finance, note="Nhầm", entry_on=SETTLED_ON),
        lambda: actions.open_allocation(
            allocation=Allocation(kind="recurrent", **same), by=finance
        ),
        lambda: actions.remove_allocation(row=settled, by=finance, reason="Nhầm"),
        lambda: actions.carry_over(
            entry=factories.entry(settled, "carried_over", 1, entry_on=date(2023, 2, 1)),
            by=finance,
        ),
    ]

    for tried in tries:
        with pytest.raises(ValidationError, match=r"năm 2022 đã quyết toán ngày 20/12/2023"):
            tried()

    assert settled.entries.count() == 3


def test_a_settled_year_takes_no_page_entry_and_says_so(settled, finance, client_of):
    page = client_of(finance).post(
        reverse("allocation_entry_create", args=[settled.pk]),
        {
            "act": "assigned",
            "amount": "1.000",
            "entry_on": "15/06/2022",
            "document_number": "01/QĐ-UBND",
            "document_on": "15/06/2022",
            "submit_token": uuid.uuid4(),
        },
    )

    text = page.content.decode()
    assert "Vốn năm 2022 đã quyết toán ngày 20/12/2023, không ghi thêm được." in text
    assert 'value="01/QĐ-UBND"' in text


def test_no_query_of_the_program_writes_into_a_settled_year(settled, finance):
    tries = [
        lambda: AllocationEntry.objects.bulk_create(
            [factories.entry(settled, "assigned", 5, created_by=finance)]
        ),
        lambda: factories.proposal(settled, "assigned", 5, by=finance),
        lambda: Allocation.objects.filter(pk=settled.pk).update(assigned=500),
        lambda: Allocation.objects.create(
            component=settled.component, area=settled.area, year=2022, source="DP",
            kind="recurrent",
        ),
    ]  # fmt: skip

    for tried in tries:
        with pytest.raises(IntegrityError, match="the year is settled"), transaction.atomic():
            tried()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programs_allocation SET assigned = assigned + 1",
        "UPDATE programs_allocation SET year = 2023",
        "UPDATE programs_allocationshare SET distributed = distributed + 1",
        "DELETE FROM programs_allocationshare",
        "DELETE FROM programs_budgetyear",
        "UPDATE programs_budgetyear SET year = 2030",
    ],
)
def test_no_sql_writes_into_a_settled_year(settled, statement):
    with (
        pytest.raises(IntegrityError, match="the year is settled"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_open_year_next_to_a_settled_one_takes_entries(settled, city, finance):
    following = factories.allocation(city, year=2023)

    factories.enter(following, "assigned", 50, by=finance, entry_on=date(2023, 2, 1))

    following.refresh_from_db()
    assert following.assigned == 50


def test_a_settled_year_is_opened_by_somebody_else_with_a_reason(settled, finance, leader):
    year = year_of(settled)
    again = {"year": year, "version": year.version}

    with pytest.raises(ValidationError, match="lý do mở lại"):
        actions.reopen_year(reason=" ", by=leader, **again)
    with pytest.raises(PermissionDenied):
        actions.reopen_year(reason="Kiểm toán kết luận", by=finance, **again)
    actions.reopen_year(reason="Kiểm toán kết luận", by=leader, **again)

    assert not year_of(settled).is_settled
    factories.enter(settled, "assigned", 5, by=finance)
    event = AuditEvent.objects.get(action="budget_year.reopen")
    assert (event.note, event.actor) == ("Kiểm toán kết luận", "leader")


def test_who_settled_a_year_never_opens_it_again(settled, leader):
    BudgetYear.objects.update(settled_by=leader)
    year = year_of(settled)

    with pytest.raises(PermissionDenied):
        actions.reopen_year(year=year, reason="Tự mở", by=leader, version=year.version)


def test_the_year_is_settled_and_opened_on_its_pages(spent, finance, leader, officer, client_of):
    year = year_of(spent)
    own, other = client_of(finance), client_of(leader)
    typed = {"settled_on": "20/12/2023", "document_number": "90/QĐ-UBND"}

    own.post(reverse("budget_year_settle", args=[year.pk]), typed | {"submit_token": uuid.uuid4()})
    was_settled = year_of(spent).is_settled
    closed = own.get(year.get_absolute_url()).content.decode()
    other.post(
        reverse("budget_year_reopen", args=[year.pk]),
        {"reason": "Kiểm toán kết luận", "submit_token": uuid.uuid4()},
    )

    assert was_settled
    assert "20/12/2023" in closed
    assert reverse("budget_year_settle", args=[year.pk]) not in closed
    assert not year_of(spent).is_settled
    assert client_of(officer).get(year.get_absolute_url()).status_code == 404


def test_an_approval_does_not_reach_into_a_settled_year(spent, finance, colleague):
    waiting = factories.proposal(spent, "assigned", 5, by=finance)
    BudgetYear.objects.filter(year=2022).update(
        settled_on=SETTLED_ON, settled_by=finance, document_number="90/QĐ-UBND"
    )

    with pytest.raises(ValidationError, match="đã quyết toán"):
        actions.approve_entry(proposal=waiting, by=colleague, now=NOW)

    assert EntryProposal.objects.get(pk=waiting.pk).state == "waiting"
