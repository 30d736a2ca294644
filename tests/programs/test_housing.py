"""Houses, contributions, and a Fund that is never below zero."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs import actions
from programs.actions.housing import fund_movements
from programs.models import FundTransaction, HousingCase, HousingContribution
from tests.programs import factories

DAY = factories.DAY


def give(area, kind, amount, by, **fields):
    return actions.record_fund_transaction(row=factories.fund(area, kind, amount, **fields), by=by)


def test_fund_pays_what_it_has(city, front):
    give(city, "opening", 40, front, occurred_on=date(2021, 1, 1))
    give(city, "income", 60, front)
    give(city, "spending", 100, front)

    with pytest.raises(ValidationError, match="âm 1 đồng"):
        give(city, "spending", 1, front)


def test_fund_may_not_be_below_zero_on_a_day_long_gone(city, front):
    give(city, "income", 60, front)

    with pytest.raises(ValidationError, match="14/06/2022"):
        give(city, "spending", 10, front, occurred_on=date(2022, 6, 14))
    with pytest.raises(ValidationError):
        give(city, "transfer_out", 61, front, occurred_on=date(2023, 1, 1))


def test_funds_of_two_areas_are_apart(city, ward, front):
    give(city, "income", 60, front)

    with pytest.raises(ValidationError):
        give(ward, "spending", 10, front)


def test_income_that_was_spent_cannot_be_taken_back(city, front):
    donation = give(city, "income", 60, front)
    give(city, "spending", 50, front)

    with pytest.raises(ValidationError):
        actions.correct_fund_transaction(
            row=donation, by=front, purpose="Ghi nhầm", occurred_on=DAY
        )


def test_correction_takes_a_row_back_once(city, front):
    donation = give(city, "income", 60, front)
    actions.correct_fund_transaction(row=donation, by=front, purpose="Ghi nhầm", occurred_on=DAY)

    assert sum(amount for _day, amount in fund_movements(city)) == 0
    with pytest.raises(ValidationError):
        actions.correct_fund_transaction(
            row=donation, by=front, purpose="Ghi nhầm", occurred_on=DAY
        )


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["income", "spending", "transfer_in", "transfer_out"]),
            st.integers(1, 100),
            st.integers(1, 28),
        ),
        max_size=12,
    )
)
def test_no_order_of_rows_brings_the_fund_below_zero(city, front, rows):
    with transaction.atomic():
        for kind, amount, day in rows:
            try:
                with transaction.atomic():
                    give(city, kind, amount, front, occurred_on=date(2022, 6, day))
            except ValidationError:
                continue
        balance = 0
        for _day, moved in fund_movements(city):
            balance += moved
            assert balance >= 0
        transaction.set_rollback(True)


@pytest.mark.parametrize("who", ["outsider", "officer", "finance", "leader", "standing"])
def test_only_the_front_writes_the_fund(city, who, request):
    with pytest.raises(PermissionDenied):
        give(city, "income", 60, request.getfixturevalue(who))


def test_anonymous_donor_stays_unnamed(city, front):
    row = give(city, "income", 60, front, party="Bà Lan", is_anonymous=True)

    assert "Lan" not in row.shown_party


@pytest.mark.parametrize(
    "statement",
    ["UPDATE programs_fundtransaction SET amount = 1", "DELETE FROM programs_fundtransaction"],
)
def test_fund_cannot_be_changed_by_sql(city, front, statement):
    give(city, "income", 60, front)

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_one_opening_balance_per_fund(city, front):
    give(city, "opening", 40, front)

    with pytest.raises(ValidationError):
        give(city, "opening", 40, front)


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"amount": -1}, {"kind": "gift"}])
def test_database_holds_the_fund(city, front, wrong):
    row = factories.fund(city, "income", 5, created_by=front)
    for name, value in wrong.items():
        setattr(row, name, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        FundTransaction.objects.bulk_create([row])


def test_house_has_many_givers_and_counts_once(ward, front):
    home = factories.household(ward)
    case = actions.record_housing_case(
        case=HousingCase(
            household=home, kind="new", funding="other", programme="Mái ấm", started_on=DAY
        ),
        by=front,
    )
    for source, amount in [("organisation", 40_000_000), ("household", 25_000_000)]:
        actions.record_contribution(
            contribution=HousingContribution(
                case=case, source=source, form="cash", amount=amount, given_on=DAY
            ),
            by=front,
        )
    case = actions.finish_house(
        case=case, finished_on=date(2022, 9, 1), accepted_on=date(2022, 9, 5), by=front
    )

    assert HousingCase.objects.count() == 1
    assert case.contributions.count() == 2
    assert case.household_class == "unknown"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "tent"},
        {"programme": ""},
        {"finished_on": date(2022, 6, 14)},
        {"accepted_on": date(2022, 7, 1)},
    ],
)
def test_database_holds_houses(ward, city, officer, wrong):
    factories.programme(city)
    factories.one_of_each(ward, city, officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        HousingCase.objects.update(**wrong)
