"""The Fund for the Poor: never below zero, transfers whole, gifts to houses, unnamed donors."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting.papers import CheckedPaper
from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.scope import Scope
from programs import actions
from programs.actions.fund import fund_movements
from programs.models import FundAccount, FundTransaction, HousingCase, HousingContribution
from tests.programs import factories

DAY = factories.DAY


def give(area, kind, amount, by, **fields):
    return actions.record_fund_transaction(row=factories.fund(area, kind, amount, **fields), by=by)


def take_back(row, by, **fields):
    fields = {"purpose": "Ghi nhầm", "occurred_on": DAY} | fields
    return actions.correct_fund_transaction(row=row, by=by, **fields)


def move(area, to, amount, by, **fields):
    row = factories.fund(area, "", amount, **fields)
    return actions.transfer_fund(row=row, to=to, by=by)


def balance(area):
    return FundAccount.objects.get(area=area).balance


@pytest.fixture
def case(city, ward):
    factories.programme(city)
    return HousingCase.objects.create(
        household=factories.household(ward),
        area=ward,
        household_class="poor",
        kind="new",
        funding="fund",
        programme="Quỹ Vì người nghèo",
        started_on=DAY,
    )


def test_fund_pays_what_it_has(city, front):
    give(city, "opening", 40, front, occurred_on=date(2021, 1, 1))
    give(city, "income", 60, front)
    give(city, "spending", 100, front)

    with pytest.raises(ValidationError, match="âm 1 đồng"):
        give(city, "spending", 1, front)
    assert balance(city) == 0


def test_fund_may_not_be_below_zero_on_a_day_long_gone(city, front):
    give(city, "income", 60, front)

    with pytest.raises(ValidationError, match="14/06/2022"):
        give(city, "spending", 10, front, occurred_on=date(2022, 6, 14))
    with pytest.raises(ValidationError):
        give(city, "transfer_out", 61, front, occurred_on=date(2023, 1, 1))


def test_funds_of_two_areas_are_apart(city, ward, front):
    give(city, "income", 60, front)

    with pytest.raises(ValidationError, match="Phường Huyền Tụng"):
        give(ward, "spending", 10, front)


def test_income_that_was_spent_cannot_be_taken_back(city, front):
    donation = give(city, "income", 60, front)
    give(city, "spending", 50, front)

    with pytest.raises(ValidationError, match="âm 50 đồng"):
        take_back(donation, front)


def test_correction_takes_a_row_back_once(city, front):
    donation = give(city, "income", 60, front)
    take_back(donation, front)

    assert sum(amount for _day, amount in fund_movements(city)) == balance(city) == 0
    with pytest.raises(ValidationError, match="đã được đính chính"):
        take_back(donation, front)


def test_counter_entry_is_not_taken_back_nor_dated_before_its_entry(city, front):
    donation = give(city, "income", 60, front)

    with pytest.raises(ValidationError, match="15/06/2022"):
        take_back(donation, front, occurred_on=DAY - timedelta(days=1))
    with pytest.raises(ValidationError, match="chưa đến"):
        take_back(donation, front, occurred_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(ValidationError, match="lý do"):
        take_back(donation, front, purpose=" ")
    counter = take_back(donation, front)
    with pytest.raises(ValidationError, match="đã được đính chính"):
        take_back(counter, front)


def test_opening_balance_is_the_first_entry_and_the_only_one(city, front):
    give(city, "opening", 40, front, occurred_on=date(2021, 1, 1))

    with pytest.raises(ValidationError, match="đã có số dư đầu kỳ"):
        give(city, "opening", 40, front, occurred_on=date(2020, 1, 1))
    with pytest.raises(ValidationError, match="01/01/2021"):
        give(city, "income", 5, front, occurred_on=date(2020, 12, 31))


def test_opening_balance_comes_before_what_stands(city, front):
    give(city, "income", 60, front)

    with pytest.raises(ValidationError, match="khoản đầu tiên"):
        give(city, "opening", 40, front, occurred_on=DAY + timedelta(days=1))
    assert give(city, "opening", 40, front, occurred_on=DAY).pk


def test_opening_balance_is_set_right_as_often_as_needed(city, front):
    opening = give(city, "opening", 40, front, occurred_on=date(2021, 1, 1))
    for amount in (400, 90, 100):
        actions.correct_opening(row=opening, amount=amount, purpose="Theo biên bản", by=front)

    assert balance(city) == 100 == sum(amount for _day, amount in fund_movements(city))
    with pytest.raises(ValidationError, match="đúng số này"):
        actions.correct_opening(row=opening, amount=100, purpose="Lại", by=front)
    give(city, "spending", 80, front)
    with pytest.raises(ValidationError, match="âm 30 đồng"):
        actions.correct_opening(row=opening, amount=50, purpose="Nhầm", by=front)
    with pytest.raises(ValidationError):
        take_back(opening, front)


def test_transfer_is_two_rows_or_none(city, ward, front):
    give(city, "income", 60, front)
    out = move(city, ward, 50, front)
    received = out.paired

    assert (balance(city), balance(ward)) == (10, 50)
    assert (out.kind, received.kind, received.area) == ("transfer_out", "transfer_in", ward)
    assert (out.party, received.party) == (ward.name, city.name)
    with pytest.raises(ValidationError, match="âm 1 đồng"):
        move(city, ward, 11, front)
    assert FundTransaction.objects.count() == 3


def test_wards_pass_nothing_to_each_other(city, ward, other_ward, front):
    give(ward, "income", 60, front)

    for to in (ward, other_ward):
        with pytest.raises(ValidationError, match="cấp khác"):
            move(ward, to, 10, front)


@pytest.mark.parametrize("half", ["out", "in"])
def test_correction_of_either_half_takes_both_back(city, ward, front, half):
    give(city, "income", 60, front)
    out = move(city, ward, 50, front)

    counter = take_back(out if half == "out" else out.paired, front)

    assert (balance(city), balance(ward)) == (60, 0)
    assert counter.corrects == (out if half == "out" else out.paired)
    assert actions.other_half(counter).corrects_id == actions.other_half(counter.corrects).pk
    for row in (out, out.paired):
        with pytest.raises(ValidationError, match="đã được đính chính"):
            take_back(row, front)


def test_transfer_that_was_spent_is_not_taken_back(city, ward, front):
    give(city, "income", 60, front)
    out = move(city, ward, 50, front)
    give(ward, "spending", 20, front)

    with pytest.raises(ValidationError, match="Phường Huyền Tụng sẽ âm 20"):
        take_back(out, front)
    assert (balance(city), balance(ward)) == (10, 30)


def test_money_for_a_house_is_its_contribution(case, city, ward, front):
    give(city, "income", 60, front)

    row = give(city, "spending", 50, front, housing_case=case, party="")

    made = case.contributions.get()
    assert (made.source, made.form, made.amount, made.fund_transaction) == (
        "fund",
        "cash",
        50,
        row,
    )
    assert made.given_on == row.occurred_on
    assert row.party == case.household.head.full_name


def test_counter_entry_takes_the_contribution_with_it(case, city, front):
    give(city, "income", 60, front)
    row = give(city, "spending", 50, front, housing_case=case)

    take_back(row, front)

    assert not case.contributions.exists()
    assert balance(city) == 60
    event = AuditEvent.objects.get(action="housingcontribution.remove")
    assert event.note == "Ghi nhầm"
    assert event.changes["amount"] == [50, None]


def test_money_whose_contribution_holds_papers_is_not_taken_back(case, city, front):
    give(city, "income", 60, front)
    row = give(city, "spending", 50, front, housing_case=case)
    made, now = case.contributions.get(), timezone.now()
    scan = CheckedPaper(name="anh.pdf", kind="application/pdf", content=b"%PDF-1.4")
    actions.attach(row=made, scan=scan, kind="photo", caption="", by=front, now=now)

    with pytest.raises(ValidationError, match="1 giấy tờ"):
        take_back(row, front)
    assert case.contributions.get() == made
    assert balance(city) == 10


def test_contribution_of_the_fund_is_neither_edited_nor_deleted(case, city, front):
    give(city, "income", 60, front)
    give(city, "spending", 50, front, housing_case=case)
    made = case.contributions.get()

    with pytest.raises(ValidationError, match="sổ Quỹ"):
        actions.amend_contribution(
            contribution=made, values={"amount": 1}, by=front, version=made.version
        )
    with pytest.raises(ValidationError, match="sổ Quỹ"):
        actions.remove(row=made, by=front, reason="Nhầm", version=made.version)
    assert case.contributions.get().amount == 50


def test_fund_of_one_ward_pays_no_house_of_another(case, other_ward, front):
    give(other_ward, "income", 60, front)

    with pytest.raises(ValidationError, match="địa bàn khác"):
        give(other_ward, "spending", 50, front, housing_case=case)
    assert not case.contributions.exists()


@pytest.mark.parametrize("who", ["outsider", "officer", "finance", "leader", "standing"])
def test_only_the_front_writes_the_fund(city, ward, front, who, request):
    user, held = request.getfixturevalue(who), give(city, "income", 60, front)

    for act in (
        lambda: give(city, "income", 60, user),
        lambda: give(ward, "income", 60, user),
        lambda: move(city, ward, 5, user),
        lambda: take_back(held, user),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert FundTransaction.objects.get() == held


def test_name_of_an_unnamed_donor_is_not_kept_anywhere(city, front):
    row = give(city, "income", 60, front, party="Bà Lan Anh", is_anonymous=True)
    counter = take_back(row, front)

    for each in FundTransaction.objects.all():
        assert "lan" not in each.search_text
        assert each.party == ""
    assert "Lan" not in row.shown_party + counter.shown_party
    for event in AuditEvent.objects.all():
        assert "Lan" not in f"{event.object_label}{event.changes}{event.note}"


def test_donor_is_named_or_asks_not_to_be(city, front):
    with pytest.raises(ValidationError, match="người, đơn vị"):
        give(city, "income", 60, front, party="")
    with pytest.raises(ValidationError, match="không nêu tên"):
        give(city, "spending", 60, front, is_anonymous=True)


@pytest.mark.parametrize("kind", ["income", "spending"])
def test_same_submission_is_entered_once(city, front, kind):
    give(city, "income", 500, front)
    token = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a11"

    first, second = (give(city, kind, 60, front, submit_token=token) for _time in range(2))

    assert first == second
    assert FundTransaction.objects.count() == 2


def test_same_transfer_and_correction_are_entered_once(city, ward, front):
    give(city, "income", 500, front)
    tokens = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a11", "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a12"

    first, second = (move(city, ward, 60, front, submit_token=tokens[0]) for _time in range(2))
    third, fourth = (take_back(first.paired, front, submit_token=tokens[1]) for _time in range(2))

    assert first == second
    assert third == fourth
    assert FundTransaction.objects.count() == 5


def test_future_day_and_too_much_money_are_refused(city, front):
    with pytest.raises(ValidationError, match="chưa đến"):
        give(city, "income", 5, front, occurred_on=timezone.localdate() + timedelta(days=1))
    give(city, "income", 10**15 - 1, front)
    with pytest.raises(ValidationError, match="quá lớn"):
        give(city, "income", 1, front)


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


def test_one_opening_balance_per_fund_in_the_database(city, front):
    give(city, "opening", 40, front)

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.fund(city, "opening", 40, created_by=front).save()


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"amount": -1}, {"kind": "gift"}])
def test_database_holds_the_fund(city, front, wrong):
    row = factories.fund(city, "income", 5, created_by=front)
    for name, value in wrong.items():
        setattr(row, name, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        FundTransaction.objects.bulk_create([row])


def test_database_holds_the_balance(city, front):
    give(city, "income", 5, front)

    with pytest.raises(IntegrityError), transaction.atomic():
        FundAccount.objects.update(balance=-1)


WORDS = ["income", "spending", "house", "transfer", "back", "correct", "opening", "right"]


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(WORDS), st.integers(1, 100), st.integers(1, 28), st.integers(0, 99)
        ),
        max_size=25,
    )
)
def test_no_order_of_entries_breaks_the_books(case, city, ward, other_ward, front, entries):
    places = [city, ward, other_ward]
    with transaction.atomic():
        give(city, "opening", 200, front, occurred_on=date(2022, 6, 1))
        give(ward, "income", 100, front, occurred_on=date(2022, 6, 5))
        for entry in entries:
            try:
                with transaction.atomic():
                    act_on(entry, places, case, front)
            except ValidationError:
                continue
        demand_books(places)
        transaction.set_rollback(True)


def act_on(entry, places, case, by):
    """Carry out one random entry; most are refused by one rule or another."""
    word, amount, day, pick = entry
    on = date(2022, 6, day)
    place = places[pick % len(places)]
    rows = list(FundTransaction.objects.order_by("pk"))
    if word in ("income", "spending", "opening"):
        give(place, word, amount, by, occurred_on=on)
    elif word == "house":
        give(place, "spending", amount, by, occurred_on=on, housing_case=case)
    elif word == "transfer":
        move(places[0], places[1 + pick % 2], amount, by, occurred_on=on)
    elif word == "back":
        move(places[1 + pick % 2], places[0], amount, by, occurred_on=on)
    elif word == "correct" and rows:
        take_back(rows[pick % len(rows)], by, occurred_on=on)
    elif word == "right":
        for row in [row for row in rows if row.kind == "opening" and row.corrects is None]:
            actions.correct_opening(row=row, amount=amount, purpose="Theo biên bản", by=by)


def demand_books(places):
    """Hold balances, rows, days, figures, pairs and houses to each other."""
    june = {"start": date(2022, 6, 1), "end": date(2022, 6, 30), "as_of": date(2022, 6, 30)}
    total = Scope(area=places[0], standard="STD2022", **june)
    for place in places:
        rows = list(FundTransaction.objects.filter(area=place))
        held = FundAccount.objects.filter(area=place).first()
        assert (held.balance if held else 0) == sum(row.effect for row in rows)
        running = 0
        for _day, moved in fund_movements(place):
            running += moved
            assert running >= 0
    for kind, key in (("income", "fund_raised"), ("spending", "fund_spent")):
        found = get_indicator(key).value(total).value
        assert (found or 0) == sum(
            row.amount for row in FundTransaction.objects.filter(kind=kind)
        ), key
    moved = FundTransaction.objects.filter(kind__startswith="transfer")
    assert moved.aggregate(v=Sum(FundTransaction.SIGNED))["v"] in (0, None)
    spent = FundTransaction.objects.exclude(housing_case=None).aggregate(v=Sum("amount"))["v"]
    given = HousingContribution.objects.aggregate(v=Sum("amount"))["v"]
    assert (spent or 0) == (given or 0)
