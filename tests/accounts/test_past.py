"""As of a day: what was recorded by then, with the values of then, whatever happened since."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils import timezone

from povertyportal.accounts import past
from povertyportal.accounts.audit import record
from povertyportal.reporting.models import Target
from programs import actions
from programs.models import (
    Allocation,
    Award,
    AwardFigure,
    FundAccount,
    HousingCase,
    HousingContribution,
    Loan,
    Repayment,
)
from tests.programs import factories

PRESENT = {"accounts", "admin", "auth", "axes", "contenttypes", "sessions"}
"""Apps that are always read as of now: who may do what, and who is signed in."""
NEVER_PAST = {
    "areas.area": "its rows are valid from and to a day; rights hang on it",
    "areas.areachange": "dated",
    "areas.succession": "of a dated change",
    "areas.areaoutline": "drawn when there is a map",
    "reporting.filedreport": "frozen when it is filed",
    "reporting.paper": "a file; the record that names it is read as of a day",
    "reporting.officialreport": "what figures are compared with, whenever it was typed in",
    "reporting.reportedfigure": "as its report",
    "reporting.savedview": "the user's own",
    "reporting.listcolumns": "the user's own",
    "households.roundstep": "the plan of a round",
    "households.scorecard": "dated; a review keeps its own",
    "households.deprivation": "part of a review, rewritten with it",
    "households.cause": "part of a review, rewritten with it",
    "households.need": "part of a review, rewritten with it",
    "households.reviewmember": "part of a review, rewritten with it",
    "households.dwelling": "part of a review, rewritten with it",
    "households.typeddraft": "nobody's record",
    "households.lifeeventperson": "part of an event that is read as of a day",
    "households.meetingvote": "part of a meeting that is read as of a day",
    "households.postingentry": "part of a posting that is read as of a day",
    "households.opinionentry": "part of an opinion that is read as of a day",
}


@pytest.fixture
def yesterday():
    return timezone.localdate() - timedelta(days=1)


@pytest.fixture
def home(city, ward):
    factories.programme(city)
    return factories.household(ward)


@pytest.fixture
def loan(home):
    """Return a loan that an import brought: it has no event of its own."""
    row = factories.saved_loan(home, amount=40_000_000, borrower_class="unknown")
    row.refresh_from_db()
    return row


def house(home):
    """Return a house that an import brought, in work since March."""
    row = HousingCase(
        household=home,
        area=home.area,
        household_class="poor",
        kind="new",
        funding="other",
        programme="Xoá nhà tạm",
        started_on=date(2022, 3, 1),
    )
    row.save()
    return row


def amounts(rows=None):
    return sorted((Loan.objects.all() if rows is None else rows).values_list("amount", flat=True))


def test_what_was_entered_later_is_not_there_yet(home, loan, bank, yesterday):
    actions.record_loan(loan=factories.loan(home, amount=10_000_000), by=bank)

    with past.as_of(yesterday):
        assert amounts() == [40_000_000]
        assert Loan.objects.count() == 1
    assert amounts() == [10_000_000, 40_000_000]


def test_what_was_put_right_later_has_its_old_values(loan, bank, yesterday):
    values = {"amount": 30_000_000, "months": 24, "contract_number": "KU-9"}
    before = {name: getattr(loan, name) for name in values}
    actions.amend_loan(loan=loan, values=values, by=bank, version=loan.version)

    with past.as_of(yesterday):
        found = Loan.objects.get()
        assert {name: getattr(found, name) for name in values} == before
        assert found.disbursed_on == loan.disbursed_on
        assert found.created_at == loan.created_at
        assert not Loan.objects.filter(amount=30_000_000).exists()
    assert Loan.objects.get().amount == 30_000_000


def test_what_was_deleted_later_is_back_whole(loan, bank, yesterday):
    actions.remove(row=loan, by=bank, reason="Nhập nhầm", version=loan.version)

    with past.as_of(yesterday):
        found = Loan.objects.select_related("household__area", "product", "borrower").get()
        assert (found.pk, found.amount, found.product) == (loan.pk, loan.amount, loan.product)
        assert found.household.area == loan.area
        assert found.search_text == loan.search_text
        assert found.annual_rate == loan.annual_rate
    assert not Loan.objects.exists()


def test_what_was_entered_put_right_and_deleted_later_never_was(home, bank, yesterday):
    made = actions.record_loan(loan=factories.loan(home), by=bank)
    made = actions.amend_loan(loan=made, values={"months": 12}, by=bank, version=made.version)
    actions.remove(row=made, by=bank, reason="Nhập nhầm", version=made.version)

    with past.as_of(yesterday):
        assert not Loan.objects.exists()


def test_the_first_of_several_changes_tells_what_was(loan, bank, yesterday):
    for amount in (30_000_000, 20_000_000):
        loan = actions.amend_loan(
            loan=loan, values={"amount": amount}, by=bank, version=loan.version
        )

    with past.as_of(yesterday):
        assert amounts() == [40_000_000]


def test_a_day_filled_in_later_is_no_creation(home, front, yesterday):
    case = house(home)
    actions.finish_house(
        case=case, finished_on=date(2022, 5, 1), accepted_on=None, by=front, version=case.version
    )

    with past.as_of(yesterday):
        assert HousingCase.objects.get().finished_on is None
    assert HousingCase.objects.get().finished_on == date(2022, 5, 1)


def test_parts_go_and_come_with_what_they_belong_to(ward, standing, city, yesterday):
    award = Award(
        area=ward,
        recipient_kind="collective",
        recipient="Tổ 1",
        decision_number="1/QĐ",
        decided_on=date(2022, 6, 1),
        movement="Chung tay vì người nghèo",
    )
    award.save()
    row = factories.award_figure(award)
    held = (row.key, row.area_id, row.period_from, row.period_to, row.value)
    actions.remove_award_figure(row=row, by=standing, reason="Sai kỳ")

    with past.as_of(yesterday):
        found = AwardFigure.objects.get(award=award)
        assert (found.key, found.area_id, found.period_from, found.period_to, found.value) == held
    assert not AwardFigure.objects.exists()


def test_joins_sums_groups_and_subqueries_see_the_past_alone(home, loan, bank, yesterday):
    late = actions.record_loan(loan=factories.loan(home, amount=10_000_000), by=bank)
    actions.record_repayment(
        repayment=Repayment(
            loan=loan, amount=5_000_000, paid_on=late.disbursed_on, document_number="TN-1"
        ),
        by=bank,
    )
    paid = Repayment.objects.filter(loan=OuterRef("pk"))

    with past.as_of(yesterday):
        assert Loan.objects.aggregate(v=Sum("amount"))["v"] == 40_000_000
        assert Loan.objects.aggregate(n=Count("household", distinct=True))["n"] == 1
        assert list(Loan.objects.values_list("area").annotate(n=Count("pk"))) == [(home.area_id, 1)]
        assert not Loan.objects.filter(Exists(paid)).exists()
        assert type(home).objects.annotate(n=Count("loans")).get(pk=home.pk).n == 1
        assert not type(home).objects.filter(loans__amount=10_000_000).exists()
        assert list(Loan.objects.annotate(n=Count("repayments")).values_list("n", flat=True)) == [0]
        bare = Loan.objects.order_by()
        assert bare.filter(pk=loan.pk).union(bare.filter(amount=1)).count() == 1
        assert Loan.objects.filter(Q(repaid=F("amount") - F("amount"))).count() == 1
        assert [row.amount for row in Loan.objects.prefetch_related("repayments").iterator(10)] == [
            40_000_000
        ]
    assert Loan.objects.aggregate(v=Sum("amount"))["v"] == 50_000_000


def test_groups_name_their_columns_where_no_key_is_known(loan, bank, yesterday):
    actions.amend_loan(loan=loan, values={"months": 12}, by=bank, version=loan.version)

    with past.as_of(yesterday):
        found = Loan.objects.annotate(n=Count("repayments")).order_by("household__sort_key").get()
        assert (found.n, found.amount) == (0, 40_000_000)
    assert Loan.objects.annotate(n=Count("repayments")).get().months == 12


def test_balances_are_the_sums_of_the_entries_of_then(city, finance, front, yesterday):
    factories.programme(city)
    row = factories.allocation(city)
    factories.enter(row, "assigned", 900_000_000, by=finance)
    row.refresh_from_db()

    with past.as_of(yesterday):
        assert not Allocation.objects.filter(assigned__gt=0).exists()
    assert row.assigned == 900_000_000


def test_the_balance_of_the_fund_is_that_of_the_day(city, front):
    for day, amount in ((date(2022, 6, 1), 5_000_000), (date(2022, 7, 1), 3_000_000)):
        row = factories.fund(city, "income", amount, occurred_on=day, created_by=front)
        row.save()
    FundAccount.objects.create(area=city, balance=8_000_000)

    with past.as_of(date(2022, 6, 30)):
        assert FundAccount.objects.get().balance == 5_000_000


def test_days_of_their_own_tell_of_rows_without_events(home, bank):
    factories.saved_loan(home, disbursed_on=date(2022, 6, 15), amount=1_000_000)
    late = factories.saved_loan(home, disbursed_on=date(2022, 6, 17), amount=2_000_000)
    Repayment.objects.create(
        loan=late,
        amount=2_000_000,
        paid_on=date(2022, 7, 1),
        document_number="TN-1",
        created_by=bank,
    )
    Loan.objects.filter(pk=late.pk).update(
        repaid=2_000_000, status="repaid", status_on=date(2022, 7, 1)
    )

    with past.as_of(date(2022, 6, 16)):
        assert amounts() == [1_000_000]
    with past.as_of(date(2022, 6, 30)):
        assert amounts() == [1_000_000, 2_000_000]
        found = Loan.objects.get(pk=late.pk)
        assert (found.repaid, found.status, found.status_on) == (0, "open", None)


def test_the_innermost_day_counts_and_the_present_can_be_read_inside(home, loan, yesterday):
    with past.as_of(yesterday):
        assert amounts() == [40_000_000]
        with past.as_of(date(2015, 1, 1)):
            assert amounts() == []
            with past.present():
                assert amounts() == [40_000_000]
            assert past.day_read() == date(2015, 1, 1)
        assert amounts() == [40_000_000]
        with past.as_of(timezone.localdate()):
            assert past.day_read() is None
    assert past.day_read() is None


def test_an_error_leaves_the_connection_as_it_was(loan):
    features = connection.features.allows_group_by_selected_pks

    with pytest.raises(Loan.DoesNotExist), past.as_of(date(2015, 1, 1)):
        Loan.objects.get()

    assert not connection.execute_wrappers
    assert connection.features.allows_group_by_selected_pks == features
    assert amounts() == [40_000_000]


def test_today_costs_nothing_and_writing_is_not_touched(loan, bank, django_assert_num_queries):
    with past.as_of(timezone.localdate()), django_assert_num_queries(1):
        assert not connection.execute_wrappers
        assert amounts() == [40_000_000]
    with past.as_of(date(2015, 1, 1)):
        record("export", by=bank, on=bank)
        Loan.objects.filter(pk=loan.pk).update(months=7)
    loan.refresh_from_db()
    assert loan.months == 7


def test_each_table_is_looked_up_once(loan, django_assert_num_queries, yesterday):
    with past.as_of(yesterday):
        amounts()
        with django_assert_num_queries(1):
            assert amounts() == [40_000_000]


def test_a_plan_written_later_is_no_plan_of_then(city, standing, yesterday):
    row = factories.target(city)
    record(
        "target.amend",
        by=standing,
        on=row,
        changes={"value": ("12.5", str(row.value)), "area": ("nowhere", "x")},
    )

    with past.as_of(yesterday):
        found = Target.objects.filter(value__gt=12, value__lt=13).get()
        assert found.area_id == city.pk


def test_every_table_is_read_as_of_a_day_or_said_to_be_left_alone():
    models = {m for m in apps.get_models() if m._meta.app_label not in PRESENT}
    left = {m._meta.label_lower for m in models - past.registered()}

    assert left == set(NEVER_PAST)


@pytest.mark.parametrize("model", sorted(past.registered(), key=lambda m: m._meta.label))
def test_every_registered_table_can_be_read(model, db):
    with past.as_of(date(2022, 6, 15)):
        assert list(model._default_manager.all()[:1]) == []
        assert model._default_manager.count() == 0


def test_a_gift_removed_with_its_house_comes_back(home, front, yesterday):
    case = house(home)
    gift = HousingContribution.objects.create(
        case=case, source="state", form="cash", amount=1_000_000, given_on=date(2022, 3, 2)
    )
    actions.remove(row=gift, by=front, reason="Nhầm", version=gift.version)
    actions.remove(row=case, by=front, reason="Nhầm", version=case.version)

    with past.as_of(yesterday):
        assert HousingCase.objects.annotate(v=Sum("contributions__amount")).get().v == 1_000_000
