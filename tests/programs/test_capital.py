"""The budget chain: entries, guards, corrections, idle money."""

import random
import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from povertyportal.accounts.models import AuditEvent
from programs import actions, money
from programs.models import Allocation, AllocationEntry, IdleReason
from tests.programs import factories

DAY = factories.DAY


@pytest.fixture
def allocation(city):
    factories.programme(city)
    return factories.allocation(city)


def balances(row):
    row.refresh_from_db()
    return (row.assigned, row.distributed, row.disbursed)


def test_chain_moves_the_balances(allocation, finance):
    factories.enter(allocation, "assigned", 100, by=finance)
    factories.enter(allocation, "distributed", 60, by=finance)
    factories.enter(allocation, "disbursed", 20, by=finance)

    assert balances(allocation) == (100, 60, 20)
    assert AuditEvent.objects.filter(action__startswith="allocation.").count() == 3


@pytest.mark.parametrize(
    ("kind", "amount"), [("distributed", 101), ("disbursed", 1), ("returned", 101)]
)
def test_overspending_is_refused_in_words(allocation, finance, kind, amount):
    factories.enter(allocation, "assigned", 100, by=finance)

    with pytest.raises(ValidationError, match="15/06/2022"):
        factories.enter(allocation, kind, amount, by=finance)

    assert balances(allocation) == (100, 0, 0)
    assert allocation.entries.count() == 1


def test_payment_before_its_distribution_is_refused(allocation, finance):
    factories.enter(allocation, "assigned", 100, by=finance)
    factories.enter(allocation, "distributed", 60, by=finance)

    with pytest.raises(ValidationError, match="14/06/2022"):
        factories.enter(allocation, "disbursed", 20, by=finance, entry_on=date(2022, 6, 14))


@pytest.mark.parametrize("day", [date(2021, 11, 30), date(2023, 2, 1)])
def test_day_outside_the_budget_year_is_refused(allocation, finance, day):
    with pytest.raises(ValidationError, match="2022"):
        factories.enter(allocation, "assigned", 100, by=finance, entry_on=day)


@pytest.mark.parametrize("amount", [0, -5, 10**15, 10**18])
def test_amount_must_be_positive_and_believable(allocation, finance, amount):
    with pytest.raises(ValidationError):
        factories.enter(allocation, "assigned", amount, by=finance)


def test_correction_is_a_counter_entry(allocation, finance):
    wrong = factories.enter(allocation, "assigned", 100, by=finance)

    actions.correct_entry(entry=wrong, by=finance, note="Ghi nhầm số", entry_on=DAY)

    assert balances(allocation) == (0, 0, 0)
    assert allocation.entries.count() == 2
    with pytest.raises(ValidationError):
        actions.correct_entry(entry=wrong, by=finance, note="Lần nữa", entry_on=DAY)


def test_correction_may_not_leave_more_spent_than_there_is(allocation, finance):
    wrong = factories.enter(allocation, "assigned", 100, by=finance)
    factories.enter(allocation, "distributed", 60, by=finance)

    with pytest.raises(ValidationError):
        actions.correct_entry(entry=wrong, by=finance, note="Ghi nhầm", entry_on=DAY)


def test_same_submission_twice_makes_one_entry(allocation, finance):
    token = uuid.uuid4()
    first = factories.enter(allocation, "assigned", 100, by=finance, submit_token=token)
    again = factories.enter(allocation, "assigned", 100, by=finance, submit_token=token)

    assert first.pk == again.pk
    assert balances(allocation) == (100, 0, 0)


@pytest.mark.parametrize(
    "who", ["outsider", "officer", "standing", "leader", "auditor", "administrator", "bank"]
)
def test_only_finance_enters_money(allocation, who, request):
    with pytest.raises(PermissionDenied):
        factories.enter(allocation, "assigned", 100, by=request.getfixturevalue(who))


def test_money_is_not_booked_where_the_component_does_not_apply(city, finance):
    factories.programme(city)
    row = {"area": city, "year": 2022, "source": "TW", "kind": "recurrent"}

    with pytest.raises(ValidationError, match="huyện nghèo"):
        actions.open_allocation(
            allocation=Allocation(component=factories.component("DA5"), **row), by=finance
        )
    with pytest.raises(ValidationError):
        actions.open_allocation(
            allocation=Allocation(component=factories.component("DA3"), **row), by=finance
        )
    opened = actions.open_allocation(
        allocation=Allocation(component=factories.component("DA3.1"), assigned=99, **row),
        by=finance,
    )
    assert opened.assigned == 0


def test_idle_reasons_never_explain_more_than_is_idle(allocation, finance):
    factories.enter(allocation, "assigned", 100, by=finance)
    stated = {
        "allocation": allocation,
        "reason": "no_project_list",
        "owner": "Phòng chuyên môn",
        "stated_on": DAY,
        "due_on": date(2022, 9, 1),
    }
    actions.set_idle_reason(reason=IdleReason(amount=70, **stated), by=finance)

    with pytest.raises(ValidationError, match="30"):
        actions.set_idle_reason(reason=IdleReason(amount=31, **stated), by=finance)


def test_balances_equal_entries_after_many_random_tries(allocation, finance):
    dice = random.Random(2023)
    for _ in range(120):
        kind = dice.choice(sorted(money.MOVES))
        amount = dice.randint(1, 50) * (dice.choice([1, -1]) if money.MOVES[kind].is_signed else 1)
        day = date(2022, dice.randint(1, 12), dice.randint(1, 28))
        try:
            with transaction.atomic():
                factories.enter(allocation, kind, amount, by=finance, entry_on=day)
        except ValidationError:
            continue

    written = allocation.entries.values_list("kind", "amount")
    sums = money.total(written)
    assert len(written) > 10
    assert balances(allocation) == (sums.assigned, sums.distributed, sums.disbursed)
    assert sums.broken_rule() == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"assigned": 10, "distributed": 11},
        {"assigned": 10, "distributed": 5, "disbursed": 6},
        {"assigned": -1},
        {"disbursed": -1},
        {"assigned": 10**15},
    ],
)
def test_database_holds_the_balances(allocation, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Allocation.objects.filter(pk=allocation.pk).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": -1},
        {"amount": 10**15},
        {"kind": "stolen"},
        {"note": "x" * 401},
    ],
)
def test_database_holds_entries(allocation, finance, wrong):
    row = factories.entry(allocation, "assigned", 5, created_by=finance)
    for name, value in wrong.items():
        setattr(row, name, value)

    with pytest.raises(DatabaseError), transaction.atomic():
        AllocationEntry.objects.bulk_create([row])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE programs_allocationentry SET amount = 1",
        "DELETE FROM programs_allocationentry",
    ],
)
def test_ledger_cannot_be_changed_by_sql(allocation, finance, statement):
    factories.enter(allocation, "assigned", 100, by=finance)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
