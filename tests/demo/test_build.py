"""The demo city holds the numbers of the plan; every one is counted here from the rows anew."""

from collections import Counter
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Sum
from django.urls import reverse

from households import scoring
from households.models import Household, Membership, Person, Review, ReviewRound
from povertyportal.accounts.audit import broken_links
from povertyportal.accounts.models import Assignment, AuditEvent, User
from povertyportal.accounts.roles import Role
from povertyportal.areas.models import AreaTotal
from programs import classes, money
from programs.demo import accounts, build
from programs.earned import earned, kept_value
from programs.models import (
    Allocation,
    AllocationEntry,
    Award,
    AwardFigure,
    Directive,
    Enrolment,
    EnrolmentFollowUp,
    FundTransaction,
    HousingCase,
    HousingContribution,
    IdleReason,
    JobAggregate,
    JobNeed,
    JobPlacement,
    Loan,
    OverseasContract,
    Statistic,
    Support,
    TrainingClass,
)

pytestmark = pytest.mark.xdist_group("demo")

WINDOW = (date(2021, 1, 1), date(2023, 6, 30))
LAST_DAY = {2021: date(2021, 12, 14), 2022: date(2022, 12, 14)}


@pytest.fixture
def demo(demo_city):
    return None


def results(year, standard="STD2022"):
    """Return each household's recognised class of a round."""
    rows = Review.objects.recognised().filter(round__year=year, round__standard=standard)
    return dict(rows.values_list("household", "recognised_class"))


def row_counts():
    return {m._meta.label: m._default_manager.count() for m in apps.get_models() if m._meta.managed}


def test_households_on_the_books_are_those_of_the_area_totals(demo):
    for year, expected in ((2021, 12_000), (2022, 11_980)):
        day = LAST_DAY[year]
        active = Household.objects.filter(registered_on__lte=day).exclude(closed_on__lte=day)
        stays = Membership.objects.filter(household__in=active, valid_from__lte=day)
        stays = stays.exclude(valid_to__lt=day)
        by_ward = Counter(active.values_list("area", flat=True))
        persons = Counter(stays.values_list("household__area", flat=True))
        totals = AreaTotal.objects.filter(year=year)

        assert sum(by_ward.values()) == expected
        assert {t.area_id: t.households for t in totals} == by_ward
        assert {t.area_id: t.persons for t in totals} == persons
        assert 3.4 < sum(persons.values()) / expected < 3.8


def test_every_household_has_one_head_who_lives_there(demo):
    active = Household.objects.filter(closed_on=None)
    heads = Membership.objects.filter(is_head=True, valid_to=None)

    assert dict(heads.values_list("household", "person")) == dict(active.values_list("pk", "head"))
    assert not Household.objects.exclude(closed_on=None).exclude(poverty_class="").exists()


def test_movements_between_the_rounds_are_those_reported(demo):
    before, after = results(2021), results(2022)
    was_poor = {key for key, found in before.items() if found == "poor"}
    is_poor = {key for key, found in after.items() if found == "poor"}
    old_poor = {key for key, found in results(2021, "STD2016").items() if found == "poor"}
    left, came = was_poor - is_poor, is_poor - was_poor

    assert (len(was_poor), len(left), len(came), len(is_poor)) == (331, 74, 22, 279)
    assert Counter(after[key] for key in left) == {"near_poor": 51, "not_poor": 23}
    assert len(came & old_poor) == 5
    assert len(old_poor) == 188
    assert set(before) - set(after) <= {key for key, found in before.items() if found == "not_poor"}


def test_near_poor_movements_close(demo):
    before, after = results(2021), results(2022)
    start = {key for key, found in before.items() if found == "near_poor"}
    end = {key for key, found in after.items() if found == "near_poor"}
    out = {key for key in start if after[key] == "not_poor"}
    became_poor = {key for key in start if after[key] == "poor"}
    from_poor = {key for key in end if before.get(key) == "poor"}
    new = end - start - from_poor

    assert len(start) == 430
    assert len(start) - len(out) - len(became_poor) + len(from_poor) + len(new) == len(end)


def test_reviews_say_what_the_scorer_says(demo):
    rows = Review.objects.exclude(computed_class="").select_related("round")
    overruled = 0
    for review in rows.prefetch_related("deprivations"):
        answers = list(review.deprivations.all())
        found = scoring.score(
            b1=review.b1,
            lacking=[answer.indicator for answer in answers if answer.is_lacking],
            standard=scoring.load(review.round.standard),
            residence=review.residence,
            b2=review.b2,
        )
        overruled += review.proposed_class != review.computed_class

        assert len(answers) == len(scoring.load(review.round.standard).codes)
        assert found.result == review.computed_class
    assert overruled == 6


def test_reviews_follow_the_recognised_one_before(demo):
    last = {}
    rows = Review.objects.filter(round__standard="STD2022").order_by("round__year")
    for review in rows.select_related("round"):
        assert review.previous_id == last.get(review.household_id)
        if review.state == "recognised":
            last[review.household_id] = review.pk


def test_open_round_has_work_in_every_ward(demo):
    opened = ReviewRound.objects.get(state="open")
    states = {}
    for area, state in opened.reviews.values_list("area", "state"):
        states.setdefault(area, Counter())[state] += 1

    assert (opened.year, opened.standard) == (2023, "STD2022")
    assert len(states) == 8
    usual = {"draft", "submitted", "returned", "met", "posted", "asked"}
    assert all(set(found) - {"recheck"} == usual for found in states.values())
    assert opened.reviews.count() < 279 + 368


def test_cached_class_is_the_last_recognised_one(demo):
    latest = results(2021) | results(2022)

    cached = dict(Household.objects.exclude(poverty_class="").values_list("pk", "poverty_class"))

    assert cached == latest


def test_money_adds_up_to_the_dong(demo):
    for row in Allocation.objects.prefetch_related("entries", "idle_reasons"):
        acts = [money.Act(e.entry_on, e.kind, e.amount, e.recipient_key) for e in row.entries.all()]
        assert money.total((act.kind, act.amount) for act in acts) == row.balances
        assert money.first_break(acts) is None
        assert sum(r.amount for r in row.idle_reasons.all()) == row.undistributed
        for act in acts:
            first, last = money.entry_window(row.year, act.kind)
            assert max(first, date(2022, 1, 1)) <= act.on <= min(last, WINDOW[1])
    sums = Allocation.objects.aggregate(a=Sum("assigned"), d=Sum("distributed"), p=Sum("disbursed"))

    assert (sums["a"], sums["d"]) == (7_431_265_000, 4_278_104_000)
    assert sums["p"] < sums["d"]
    assert set(money.MOVES) - set(AllocationEntry.objects.values_list("kind", flat=True)) == {
        "withdrawn"
    }
    assert IdleReason.objects.values("reason").distinct().count() == 3


def test_no_ward_is_paid_more_than_it_was_given(demo):
    signs = {"distributed": 1, "withdrawn": -1, "advance": -1, "payment": -1, "recovery": 1}
    sums = Counter()
    for allocation, ward, kind, amount in AllocationEntry.objects.exclude(
        recipient=None
    ).values_list("allocation", "recipient", "kind", "amount"):
        sums[allocation, ward] += signs[kind] * amount

    assert min(sums.values()) >= 0


@pytest.mark.parametrize(
    ("found", "count", "households", "total"),
    [("poor", 42, 39, 1_975_000_000), ("near_poor", 72, 67, 3_535_000_000)],
)
def test_loans_are_those_reported(demo, found, count, households, total):
    loans = Loan.objects.filter(
        borrower_class=found, disbursed_on__range=(date(2021, 7, 1), WINDOW[1])
    )

    assert loans.count() == count
    assert loans.values("household").distinct().count() == households
    assert loans.aggregate(v=Sum("amount"))["v"] == total


def test_loans_respect_terms_and_class_of_the_day(demo):
    for loan in Loan.objects.select_related("product").prefetch_related("product__terms"):
        terms = [
            t
            for t in loan.product.terms.all()
            if t.valid_from <= loan.disbursed_on <= (t.valid_to or WINDOW[1])
        ]
        assert len(terms) == 1
        assert loan.amount <= (terms[0].cap or loan.amount)
        assert loan.months <= (terms[0].max_months or loan.months)
        assert loan.product.for_class in ("", loan.borrower_class)
        assert loan.household.memberships.filter(person=loan.borrower).exists()


@pytest.mark.parametrize(
    ("model", "day", "name"),
    [
        (Loan, "disbursed_on", "borrower_class"),
        (Enrolment, "enrolled_on", "household_class"),
        (JobNeed, "registered_on", "household_class"),
        (JobPlacement, "started_on", "household_class"),
        (OverseasContract, "departed_on", "household_class"),
        (HousingCase, "started_on", "household_class"),
        (Support, "provided_on", "household_class"),
    ],
)
def test_class_kept_on_a_record_is_that_of_its_day(demo, model, day, name):
    rows = list(model.objects.values_list("household", day, name))
    facts = classes.classes_on((household, when) for household, when, _kept in rows)

    assert rows
    assert all(facts[household, when].value == kept for household, when, kept in rows)


def test_work_and_training_are_those_reported(demo):
    needs = JobNeed.objects.filter(registered_on__range=WINDOW)
    placements = JobPlacement.objects.filter(started_on__range=WINDOW)
    by_year = {
        year: JobAggregate.objects.filter(year=year).aggregate(v=Sum("workers"))["v"]
        for year in (2021, 2022)
    }

    assert needs.count() == needs.exclude(services=None).distinct().count() == 214
    assert set(needs.values_list("household_class", flat=True)) == {"poor", "near_poor", "escaped"}
    assert placements.values("person").distinct().count() == 129
    assert placements.count() == 134
    assert OverseasContract.objects.filter(departed_on__range=WINDOW).count() == 85
    assert by_year == {2021: 512, 2022: 538}
    assert (
        TrainingClass.objects.filter(starts_on__gte=WINDOW[0], ends_on__lte=WINDOW[1]).count() == 15
    )
    assert set(Counter(Enrolment.objects.values_list("training_class", flat=True)).values()) == {35}
    assert Enrolment.objects.values("person").distinct().count() == 525
    assert Enrolment.objects.filter(household_class="poor").count() == 30
    assert Enrolment.objects.filter(household_class="near_poor").count() == 5
    assert Statistic.objects.get(key="trained_labour_rate").value == Decimal("73.6")


def test_needs_wait_and_learners_were_followed_up_in_every_ward(demo):
    waiting = JobNeed.objects.filter(services=None)
    answers = EnrolmentFollowUp.objects.select_related("enrolment")

    assert waiting.filter(registered_on__range=WINDOW).count() == 0
    assert waiting.values("area").distinct().count() >= 6
    assert set(answers.values_list("months", flat=True)) == {3, 6, 12}
    assert all(row.asked_on >= row.enrolment.due_on(row.months) for row in answers)
    assert Enrolment.objects.all().awaiting(12, today=date(2024, 6, 30)).exists()


def test_houses_and_fund_are_those_reported(demo):
    accepted = HousingCase.objects.filter(accepted_on__range=WINDOW)
    others = accepted.filter(funding="other")
    spent = FundTransaction.objects.filter(kind="spending", occurred_on__range=WINDOW)
    gifts = HousingContribution.objects.filter(source="fund")

    assert others.count() == 10
    assert set(others.values_list("household_class", flat=True)) == {"poor"}
    assert (
        HousingContribution.objects.filter(case__in=others).aggregate(v=Sum("amount"))["v"]
        == 654_000_000
    )
    assert accepted.filter(funding="fund").count() == 34
    assert 531_000_000 < spent.aggregate(v=Sum("amount"))["v"] < 539_000_000
    assert dict(spent.values_list("housing_case", "amount")) == dict(
        gifts.values_list("case", "amount")
    )
    raised = FundTransaction.objects.filter(kind="income", occurred_on__range=WINDOW)
    assert 480_000_000 < raised.aggregate(v=Sum("amount"))["v"] < 490_000_000


def test_no_fund_is_ever_below_zero(demo):
    balances = Counter()
    rows = FundTransaction.objects.order_by("area", "occurred_on")
    days = {}
    for row in rows:
        days.setdefault((row.area_id, row.occurred_on), []).append(row.effect)
    for (area, _day), effects in days.items():
        balances[area] += sum(effects)
        assert balances[area] >= 0
    assert len(balances) == 9


def test_awards_and_directives_are_those_of_the_conference(demo):
    kinds = Counter(
        Award.objects.filter(decided_on__year=2023).values_list("recipient_kind", flat=True)
    )

    assert kinds == {"collective": 7, "individual": 7, "household": 1}
    assert [reverse(row.page) for row in Directive.objects.order_by("pk")] == [
        reverse(name)
        for name in (
            "communication_list",
            "supervision_visit_list",
            "dashboard",
            "idle_reason_list",
            "exit_plan_list",
            "fund_transaction_list",
        )
    ]


def test_some_wards_report_on_their_lists_and_three_are_silent(demo):
    lists = Directive.objects.get(page="exit_plan_list")

    assert lists.notes.values("area").distinct().count() == 5
    assert {note.created_by.assignments.get().area_id for note in lists.notes.all()} == {
        note.area_id for note in lists.notes.all()
    }


def test_figures_of_the_rewards_are_those_of_the_records(demo):
    rows = AwardFigure.objects.select_related("area")

    assert len(rows) == 14
    for row in rows:
        now = earned(key=row.key, area=row.area, start=row.period_from, end=row.period_to)
        assert kept_value(now) == row.value


def test_citizen_ids_are_synthetic_and_never_stored_in_clear(demo):
    people = Person.objects.exclude(citizen_id_index=None)
    kept = list(people.values_list("citizen_id_encrypted", "citizen_id_index", "citizen_id_tail"))

    assert len(kept) > 12_000
    for person in people.order_by("pk")[::60]:
        number = person.reveal_citizen_id()
        assert number.startswith("999")
        assert len(number) == 12
    assert not any(text.isdigit() for row in kept for text in row[:2])
    assert all(len(tail) == 4 for _token, _index, tail in kept)
    reviewed = Household.objects.filter(reviews__state="recognised")
    stays = Membership.objects.filter(household__in=reviewed, valid_from__lte=LAST_DAY[2022])
    assert not stays.filter(person__citizen_id_index=None).exists()


def test_there_is_an_account_for_every_role_and_ward(demo):
    held = Counter(Assignment.objects.values_list("role", flat=True))
    leader = User.objects.get(username="thanhpho")

    assert set(held) == set(Role.values)
    assert held["ward_officer"] == held["ward_chair"] == 8
    assert leader.check_password(accounts.PASSWORD)
    assert not User.objects.filter(must_change_password=True).exists()


def test_build_leaves_one_event_in_an_unbroken_chain(demo):
    assert AuditEvent.objects.filter(action=build.EVENT).count() == 1
    assert broken_links() == []


def test_second_run_changes_nothing(demo):
    before = row_counts()
    out = StringIO()

    call_command("demo", no_serve=True, stdout=out)

    assert row_counts() == before
    assert "nothing changed" in out.getvalue()
    assert accounts.PASSWORD in out.getvalue()
