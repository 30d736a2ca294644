"""Two writers at one Fund: never below zero, the loser is told, opposite transfers do not wait."""

from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from programs import actions
from programs.actions import fund
from programs.models import FundAccount, FundTransaction, HousingCase
from tests.programs import factories
from tests.races import RACE, ROUNDS, together

pytestmark = RACE


def spend(area, by, amount=60, **fields):
    row = factories.fund(area, "spending", amount, **fields)
    return actions.record_fund_transaction(row=row, by=by)


def fill(area, by, amount=100):
    row = factories.fund(area, "income", amount)
    return actions.record_fund_transaction(row=row, by=by)


def refused(found):
    return [item for item in found if isinstance(item, Exception)]


def test_two_spendings_at_once_never_bring_the_fund_below_zero(city, front):
    for _round in range(ROUNDS):
        fill(city, front, 60)

        found = together(lambda: spend(city, front), lambda: spend(city, front))

        (loser,) = refused(found)
        assert isinstance(loser, ValidationError)
        assert "sẽ âm 60 đồng" in str(loser.messages)
        assert FundAccount.objects.get(area=city).balance == 0


def test_without_the_lock_the_loser_is_stopped_by_the_database_alone(
    city, front, monkeypatch, on_postgresql
):
    """The control: both look at the balance before either writes."""
    if not on_postgresql:
        pytest.skip("writers wait for each other from their first statement on")
    fill(city, front, 60)
    both_looked = Barrier(2)
    look = fund._demand_covered

    def look_together(row, account):
        look(row, account)
        both_looked.wait(timeout=10)

    def unlocked(*areas):
        return {area.pk: FundAccount.objects.get(area=area) for area in areas}

    monkeypatch.setattr(fund, "_demand_covered", look_together)
    monkeypatch.setattr(fund, "_lock_accounts", unlocked)

    found = together(lambda: spend(city, front), lambda: spend(city, front))

    (loser,) = refused(found)
    assert isinstance(loser, IntegrityError)


def test_first_entries_of_a_new_fund_at_once_make_one_account(city, ward, front):
    found = together(
        lambda: fill(ward, front, 10), lambda: fill(ward, front, 20), lambda: fill(city, front, 5)
    )

    assert not refused(found)
    assert dict(FundAccount.objects.values_list("area", "balance")) == {ward.pk: 30, city.pk: 5}


def test_opposite_transfers_at_once_both_arrive(city, ward, front):
    fill(city, front)
    fill(ward, front)
    for _round in range(ROUNDS):

        def move(area, to):
            row = factories.fund(area, "", 10)
            return actions.transfer_fund(row=row, to=to, by=front)

        found = together(lambda: move(city, ward), lambda: move(ward, city))

        assert not refused(found)
    assert set(FundAccount.objects.values_list("balance", flat=True)) == {100}
    assert FundTransaction.objects.count() == 2 + 4 * ROUNDS


def test_two_corrections_at_once_take_an_entry_back_once(city, front):
    for _round in range(ROUNDS):
        row = fill(city, front)

        def take_back(row=row):
            return actions.correct_fund_transaction(
                row=row, by=front, purpose="Ghi nhầm", occurred_on=row.occurred_on
            )

        found = together(take_back, take_back)

        assert [type(item) for item in refused(found)] == [ValidationError]
        assert FundAccount.objects.get(area=city).balance == 0


def test_a_double_click_pays_once(city, front):
    fill(city, front, 500)
    token = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a11"

    first, second = together(
        lambda: spend(city, front, submit_token=token),
        lambda: spend(city, front, submit_token=token),
    )

    assert first == second
    assert FundAccount.objects.get(area=city).balance == 440


def test_a_house_deleted_while_it_is_paid_for_is_paid_or_gone(city, ward, front):
    fill(city, front, 500)
    for _round in range(ROUNDS):
        case = HousingCase.objects.create(
            household=factories.household(ward),
            area=ward,
            household_class="poor",
            kind="new",
            funding="fund",
            programme="Quỹ Vì người nghèo",
            started_on=factories.DAY,
        )

        found = together(
            lambda case=case: spend(city, front, housing_case=case),
            lambda case=case: actions.remove(row=case, by=front, reason="Nhầm", version=1),
        )

        (loser,) = refused(found)
        assert isinstance(loser, ValidationError)
        paid = FundTransaction.objects.filter(housing_case=case.pk).count()
        assert paid == HousingCase.objects.filter(pk=case.pk).count()
