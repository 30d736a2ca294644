"""The budget chain: entries, what they are refused for, corrections, transfers."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from povertyportal.accounts.models import AuditEvent
from programs import actions
from programs.models import (
    Allocation,
    AllocationEntry,
    AllocationShare,
    BudgetYear,
    Component,
    IdleReason,
)
from tests.programs import factories

DAY = factories.DAY


def balances(row):
    row.refresh_from_db()
    return (row.assigned, row.distributed, row.disbursed, row.advanced)


def share(row, place, unit=None):
    found = AllocationShare.objects.get(allocation=row, recipient=place, unit=unit)
    return (found.distributed, found.disbursed, found.advanced)


def refused(code, *words):
    """Expect a refusal with this code at the amount or the day, and these words."""

    class Refused:
        def __enter__(self):
            return self

        def __exit__(self, kind, error, trace):
            assert kind is ValidationError, f"not refused: {error}"
            found = [each for errors in error.error_dict.values() for each in errors]
            assert [each.code for each in found] == [code]
            for word in words:
                assert word in error.messages[0]
            return True

    return Refused()


def test_the_chain_moves_balances_and_shares_with_one_event_each(allocation, ward, finance):
    for kind, amount, place in (
        ("assigned", 100, None),
        ("adjusted", -10, None),
        ("returned", 10, None),
        ("distributed", 60, ward),
        ("withdrawn", 5, ward),
        ("advance", 20, ward),
        ("payment", 25, ward),
        ("recovery", 20, ward),
    ):
        factories.enter(allocation, kind, amount, by=finance, recipient=place)

    assert balances(allocation) == (80, 55, 25, 0)
    assert share(allocation, ward) == (55, 25, 0)
    assert AuditEvent.objects.filter(action__startswith="allocation.").count() == 8


def test_money_for_an_office_is_a_share_of_its_own(allocation, city, finance):
    unit = factories.office()
    factories.enter(allocation, "assigned", 100, by=finance)
    factories.enter(allocation, "distributed", 60, by=finance, recipient=city, unit=unit)
    factories.enter(allocation, "distributed", 30, by=finance, recipient=city)

    with refused("unspent", unit.name, "60 đồng"):
        factories.enter(allocation, "payment", 61, by=finance, recipient=city, unit=unit)

    assert share(allocation, city, unit) == (60, 0, 0)
    assert share(allocation, city) == (30, 0, 0)


@pytest.mark.parametrize(
    ("kind", "amount", "code", "left"),
    [
        ("distributed", 41, "undistributed", "Chỉ còn 40 đồng chưa phân bổ"),
        ("returned", 41, "undistributed", "Chỉ còn 40 đồng chưa phân bổ"),
        ("adjusted", -41, "undistributed", "Chỉ còn 40 đồng chưa phân bổ"),
        ("payment", 41, "unspent", "chỉ còn 40 đồng được phân bổ mà chưa giải ngân"),
        ("advance", 41, "unspent", "chỉ còn 40 đồng được phân bổ mà chưa giải ngân"),
        ("withdrawn", 41, "unspent", "chỉ còn 40 đồng được phân bổ mà chưa giải ngân"),
        ("recovery", 16, "unsettled", "chỉ còn 15 đồng tạm ứng chưa thu hồi"),
    ],
)
def test_more_than_is_left_is_refused_and_what_is_left_is_said(
    allocation, ward, finance, kind, amount, code, left
):
    place = ward if kind in AllocationEntry.TO_SOMEBODY else None
    for before, given in (("assigned", 100), ("distributed", 60), ("payment", 5), ("advance", 15)):
        own = ward if before in AllocationEntry.TO_SOMEBODY else None
        factories.enter(allocation, before, given, by=finance, recipient=own)

    with refused(code, left, "15/06/2022"):
        factories.enter(allocation, kind, amount, by=finance, recipient=place)

    assert balances(allocation) == (100, 60, 20, 15)
    assert allocation.entries.count() == 4
    assert actions.submit_entry(
        entry=factories.entry(
            allocation, kind, amount - 1 if amount > 0 else amount + 1, recipient=place
        ),
        by=finance,
    ).pk


def test_one_ward_cannot_spend_what_another_was_given(allocation, ward, other_ward, finance):
    factories.enter(allocation, "assigned", 100, by=finance)
    factories.enter(allocation, "distributed", 60, by=finance, recipient=ward)

    with refused("unspent", "Xã Dương Quang", "0 đồng"):
        factories.enter(allocation, "payment", 10, by=finance, recipient=other_ward)


def test_payment_before_its_distribution_is_refused(allocation, finance):
    factories.enter(allocation, "assigned", 100, by=finance)
    factories.enter(allocation, "distributed", 60, by=finance)

    with refused("unspent", "14/06/2022"):
        factories.enter(allocation, "payment", 20, by=finance, entry_on=date(2022, 6, 14))


def test_an_earlier_act_may_not_break_a_later_day(allocation, finance):
    factories.enter(allocation, "assigned", 100, by=finance, entry_on=date(2022, 3, 1))
    factories.enter(allocation, "distributed", 90, by=finance, entry_on=date(2022, 9, 1))

    with refused("undistributed", "Chỉ còn 10 đồng", "01/09/2022"):
        factories.enter(allocation, "distributed", 20, by=finance, entry_on=date(2022, 5, 1))


@pytest.mark.parametrize("day", [date(2021, 11, 30), date(2023, 2, 1)])
def test_day_outside_the_budget_year_is_refused(allocation, finance, day):
    with refused("window", "Vốn năm 2022 chỉ ghi từ 01/12/2021 đến 31/01/2023"):
        factories.enter(allocation, "assigned", 100, by=finance, entry_on=day)


@pytest.mark.parametrize("name", ["entry_on", "document_on"])
def test_a_day_that_has_not_come_is_refused(city, finance, name):
    factories.programme(city)
    today = timezone.localdate()
    opened = factories.allocation(city, year=today.year)
    days = {"entry_on": today, "document_on": today} | {name: today + timedelta(days=1)}

    with pytest.raises(ValidationError) as told:
        factories.enter(opened, "assigned", 100, by=finance, **days)

    assert name in told.value.error_dict


@pytest.mark.parametrize("amount", [0, -5, 10**15, 10**18])
def test_amount_must_be_positive_and_believable(allocation, finance, amount):
    with pytest.raises(ValidationError) as told:
        factories.enter(allocation, "assigned", amount, by=finance)

    assert "amount" in told.value.error_dict


def test_sums_beyond_belief_are_refused_in_words(allocation, finance):
    factories.enter(allocation, "assigned", 9 * 10**14, by=finance)

    with refused("in_all", "99.999.999.999.999"):
        factories.enter(allocation, "assigned", 10**14, by=finance)


def test_correction_is_a_counter_entry_and_comes_once(allocation, finance):
    wrong = factories.enter(allocation, "assigned", 100, by=finance)

    actions.correct_entry(entry=wrong, by=finance, note="Ghi nhầm số", entry_on=DAY)

    assert balances(allocation) == (0, 0, 0, 0)
    assert [row.amount for row in allocation.entries.all()] == [100, -100]
    with pytest.raises(ValidationError):
        actions.correct_entry(entry=wrong, by=finance, note="Lần nữa", entry_on=DAY)


def test_a_correction_needs_a_reason_and_comes_after_what_it_corrects(allocation, finance):
    wrong = factories.enter(allocation, "assigned", 100, by=finance)

    with pytest.raises(ValidationError, match="lý do"):
        actions.correct_entry(entry=wrong, by=finance, note="  ", entry_on=DAY)
    with refused("order", "15/06/2022"):
        actions.correct_entry(entry=wrong, by=finance, note="Ghi nhầm", entry_on=date(2022, 6, 14))


def test_correction_may_not_leave_more_spent_than_there_is(allocation, finance):
    wrong = factories.enter(allocation, "assigned", 100, by=finance)
    factories.enter(allocation, "distributed", 60, by=finance)

    with refused("undistributed", "Chỉ còn 40 đồng"):
        actions.correct_entry(entry=wrong, by=finance, note="Ghi nhầm", entry_on=DAY)


@pytest.fixture
def other_account(city, allocation):
    return factories.allocation(city, component=Component.objects.get(code="DA4.1"))


def test_a_transfer_has_two_halves_and_its_correction_takes_both_back(
    allocation, other_account, finance
):
    factories.enter(allocation, "assigned", 100, by=finance)
    moved = actions.transfer(
        entry=factories.entry(allocation, "adjusted", 30), counterpart=other_account, by=finance
    )
    there = (balances(allocation), balances(other_account))

    actions.correct_entry(entry=moved.paired, by=finance, note="Nhầm dự án", entry_on=DAY)

    assert there == ((70, 0, 0, 0), (30, 0, 0, 0))
    assert (balances(allocation), balances(other_account)) == ((100, 0, 0, 0), (0, 0, 0, 0))
    counter = other_account.entries.get(corrects=moved.paired)
    assert counter.paired.corrects == moved
    with pytest.raises(ValidationError):
        actions.correct_entry(entry=moved, by=finance, note="Lần nữa", entry_on=DAY)


def test_half_of_a_transfer_is_not_taken_back_once_the_money_is_used(
    allocation, other_account, finance
):
    factories.enter(allocation, "assigned", 100, by=finance)
    moved = actions.transfer(
        entry=factories.entry(allocation, "adjusted", 30), counterpart=other_account, by=finance
    )
    factories.enter(other_account, "distributed", 30, by=finance)

    with refused("undistributed", "Chỉ còn 0 đồng"):
        actions.correct_entry(entry=moved, by=finance, note="Nhầm dự án", entry_on=DAY)

    assert (balances(allocation)[0], balances(other_account)[0]) == (70, 30)


@pytest.mark.parametrize("amount", [0, -30])
def test_money_never_moves_against_the_direction_of_a_transfer(
    allocation, other_account, finance, amount
):
    factories.enter(other_account, "assigned", 100, by=finance)
    entry = factories.entry(allocation, "adjusted", amount)

    with pytest.raises(ValidationError, match="lớn hơn 0"):
        actions.transfer(entry=entry, counterpart=other_account, by=finance)
    with pytest.raises(ValidationError, match="lớn hơn 0"):
        actions.carry_over(entry=entry, by=finance)


def test_a_transfer_stays_inside_one_year_and_kind_of_capital(allocation, city, finance):
    factories.enter(allocation, "assigned", 100, by=finance)
    for other in (
        allocation,
        factories.allocation(city, year=2023),
        factories.allocation(city, kind="investment"),
    ):
        with pytest.raises(ValidationError, match="hai nguồn khác nhau"):
            actions.transfer(
                entry=factories.entry(allocation, "adjusted", 30), counterpart=other, by=finance
            )


def test_money_carried_over_leaves_one_year_and_enters_the_next(allocation, city, finance):
    factories.enter(allocation, "assigned", 100, by=finance)

    actions.carry_over(
        entry=factories.entry(allocation, "carried_over", 40, entry_on=date(2023, 1, 10)),
        by=finance,
    )

    following = Allocation.objects.get(component=allocation.component, year=2023)
    assert (balances(allocation)[0], balances(following)[0]) == (60, 40)
    assert BudgetYear.objects.filter(area=city, year=2023).exists()


def test_same_submission_twice_makes_one_entry(allocation, finance):
    token = uuid.uuid4()
    first = factories.enter(allocation, "assigned", 100, by=finance, submit_token=token)
    again = factories.enter(allocation, "assigned", 100, by=finance, submit_token=token)

    assert first.pk == again.pk
    assert balances(allocation) == (100, 0, 0, 0)


@pytest.mark.parametrize(
    "who",
    ["outsider", "officer", "chair", "standing", "leader", "auditor", "administrator", "bank"],
)
def test_only_finance_moves_money(allocation, other_account, finance, who, request):
    entry = factories.enter(allocation, "assigned", 100, by=finance)
    user = request.getfixturevalue(who)
    row = factories.entry(allocation, "adjusted", 10)

    with pytest.raises(PermissionDenied):
        factories.enter(allocation, "assigned", 100, by=user)
    with pytest.raises(PermissionDenied):
        actions.correct_entry(entry=entry, by=user, note="Không được", entry_on=DAY)
    with pytest.raises(PermissionDenied):
        actions.transfer(entry=row, counterpart=other_account, by=user)
    with pytest.raises(PermissionDenied):
        actions.remove_allocation(row=other_account, by=user, reason="Không được")
    assert balances(allocation) == (100, 0, 0, 0)


def test_money_is_not_booked_where_the_component_does_not_apply(city, finance):
    factories.programme(city)
    row = {"area": city, "year": 2022, "source": "TW", "kind": "recurrent"}

    with pytest.raises(ValidationError, match="huyện nghèo"):
        actions.open_allocation(
            allocation=Allocation(component=factories.component("DA5"), **row), by=finance
        )
    with pytest.raises(ValidationError, match="tiểu dự án"):
        actions.open_allocation(
            allocation=Allocation(component=factories.component("DA3"), **row), by=finance
        )
    opened = actions.open_allocation(
        allocation=Allocation(component=factories.component("DA3.1"), assigned=99, **row),
        by=finance,
    )
    assert opened.assigned == 0


def test_an_account_is_opened_once(allocation, finance):
    again = Allocation(
        component=allocation.component, area=allocation.area, year=2022, source="TW",
        kind="recurrent",
    )  # fmt: skip

    with pytest.raises(ValidationError, match="đã có rồi"):
        actions.open_allocation(allocation=again, by=finance)


def test_an_account_opened_by_mistake_goes_a_used_one_stays(allocation, other_account, finance):
    factories.enter(allocation, "assigned", 100, by=finance)

    actions.remove_allocation(row=other_account, by=finance, reason="Mở nhầm dự án")
    with pytest.raises(ValidationError, match="đang được dùng ở: Bút toán vốn Giao vốn"):
        actions.remove_allocation(row=allocation, by=finance, reason="Mở nhầm dự án")

    assert [row.pk for row in Allocation.objects.all()] == [allocation.pk]
    assert AuditEvent.objects.filter(action="allocation.remove").count() == 1


def test_idle_reasons_never_explain_more_than_is_idle(allocation, finance):
    factories.enter(allocation, "assigned", 100, by=finance)
    stated = {
        "allocation": allocation,
        "reason": "no_project_list",
        "owner": factories.office(),
        "stated_on": DAY,
        "due_on": date(2022, 9, 1),
    }
    actions.set_idle_reason(reason=IdleReason(amount=70, **stated), by=finance)

    with pytest.raises(ValidationError, match="30"):
        actions.set_idle_reason(reason=IdleReason(amount=31, **stated), by=finance)


def test_what_is_distributed_lies_idle_for_no_reason_any_more(allocation, finance):
    factories.enter(allocation, "assigned", 100, by=finance)
    common = {"allocation": allocation, "reason": "no_project_list", "owner": factories.office()}
    common |= {"stated_on": DAY}
    first, second = (
        actions.set_idle_reason(reason=IdleReason(amount=50, due_on=due, **common), by=finance)
        for due in (date(2022, 9, 1), date(2022, 10, 1))
    )

    factories.enter(allocation, "distributed", 70, by=finance)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.closed_on, second.closed_on) == (DAY, None)
    assert second.amount == 30


@pytest.mark.parametrize(
    "wrong",
    [
        {"assigned": 10, "distributed": 11},
        {"assigned": 10, "distributed": 5, "disbursed": 6},
        {"assigned": 10, "distributed": 5, "disbursed": 5, "advanced": 6},
        {"assigned": -1},
        {"disbursed": -1},
        {"advanced": -1},
        {"assigned": 10**15},
    ],
)
def test_database_holds_the_balances(allocation, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Allocation.objects.filter(pk=allocation.pk).update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"distributed": -1},
        {"distributed": 5, "disbursed": 6},
        {"distributed": 5, "disbursed": 5, "advanced": 6},
        {"distributed": 10**15},
    ],
)
def test_database_holds_the_shares(allocation, ward, finance, wrong):
    factories.enter(allocation, "assigned", 5, by=finance)
    factories.enter(allocation, "distributed", 5, by=finance, recipient=ward)

    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationShare.objects.update(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"amount": -1},
        {"amount": 10**15},
        {"kind": "stolen"},
        {"kind": "payment"},
        {"document_number": ""},
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
