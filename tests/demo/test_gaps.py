"""The lists of who is left out, helped twice or still poor, against a plain count of the demo."""

from datetime import date, timedelta

import pytest

from households.models import Household, Review
from households.statuses import LISTED
from programs import gaps
from programs.models import (
    Communication,
    Enrolment,
    HousingCase,
    HousingContribution,
    JobPlacement,
    JobService,
    Loan,
    OverseasContract,
    SupervisionFinding,
    Support,
)

pytestmark = pytest.mark.xdist_group("demo")
AS_OF = date(2023, 8, 11)


@pytest.fixture
def helped(demo_city):
    """Return the days of all help of each household, read table by table."""
    days = {}
    for rows in (
        Loan.objects.values_list("household", "disbursed_on"),
        HousingCase.objects.values_list("household", "started_on"),
        HousingContribution.objects.exclude(source="household").values_list(
            "case__household", "given_on"
        ),
        Enrolment.objects.values_list("household", "enrolled_on"),
        JobPlacement.objects.values_list("household", "started_on"),
        JobService.objects.values_list("need__household", "served_on"),
        OverseasContract.objects.values_list("household", "departed_on"),
        Support.objects.values_list("household", "provided_on"),
    ):
        for household, day in rows:
            days.setdefault(household, []).append(day)
    return {key: [day for day in found if day <= AS_OF] for key, found in days.items()}


@pytest.fixture
def reviewed(demo_city):
    """Return the recognised results of each household as (day, class), oldest first."""
    found = {}
    rows = Review.objects.recognised().filter(
        round__standard__in=["STD2016", "STD2022"], decision__decided_on__lte=AS_OF
    )
    for household, day, standard, result in rows.order_by("decision__decided_on", "pk").values_list(
        "household", "decision__decided_on", "round__standard", "recognised_class"
    ):
        found.setdefault(household, []).append((day, standard, result))
    return found


def listed(reviewed):
    """Return the households that are poor or near-poor on the day, and when that was decided."""
    kept = Household.objects.filter(closed_on=None) | Household.objects.filter(closed_on__gt=AS_OF)
    on_the_books = set(kept.values_list("pk", flat=True))
    return {
        key: last[0][0]
        for key, results in reviewed.items()
        if key in on_the_books
        and (last := [row for row in results if row[1] == "STD2022"][-1:])
        and last[0][2] in LISTED
    }


def test_left_out_are_the_listed_without_any_help_for_two_years(helped, reviewed):
    since = date(2021, 8, 11)

    plain = {key for key in listed(reviewed) if not any(day > since for day in helped.get(key, ()))}

    assert set(gaps.unsupported(AS_OF).values_list("pk", flat=True)) == plain
    assert len(plain) > 100


def test_still_poor_are_the_listed_that_were_helped_before_their_last_review(helped, reviewed):
    plain = {}
    for key, last in listed(reviewed).items():
        left = max((day for day, _s, result in reviewed[key] if result not in LISTED), default=None)
        since = min(
            day
            for day, _s, result in reviewed[key]
            if result in LISTED and (left is None or day >= left)
        )
        days = [day for day in helped.get(key, ()) if since <= day < last]
        if days:
            plain[key] = min(days)

    assert dict(gaps.stuck(AS_OF).values_list("pk", "helped_on")) == plain
    assert len(plain) > 100


def test_same_help_twice_is_found_among_all_supports(demo_city):
    seen, plain = {}, set()
    for row in Support.objects.order_by("provided_on", "pk"):
        key = (row.household_id, row.kind, row.component_id, row.person_id)
        before = seen.get(key)
        if before and row.provided_on - before < timedelta(days=365):
            plain.add(row.pk)
        seen[key] = row.provided_on

    assert set(gaps.repeated(Support.objects.all()).values_list("pk", flat=True)) == plain
    assert plain


def test_activities_of_the_demo_leave_work_for_the_owners_of_findings(demo_city):
    assert Communication.objects.count() == 25
    assert Communication.objects.filter(reached=None).exists()
    assert SupervisionFinding.objects.count() == 12
    assert 0 < SupervisionFinding.objects.open().count() < 12
    assert SupervisionFinding.objects.late(AS_OF).exists()
