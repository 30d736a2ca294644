"""What the mid-term report says of the demo city, held against its records, row by row."""

from datetime import date

import pytest

from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.reporting.compare import Status
from povertyportal.reporting.consistency import Outcome, run_checks
from povertyportal.reporting.questions import ask, report_for
from povertyportal.reporting.reconciling import rows_of
from programs.models import Enrolment, HousingContribution, Loan

pytestmark = pytest.mark.xdist_group("demo")

CLAIMS = {"overseas_workers", "jobs_supported_per_year"}
"""What the report says met a plan that nobody stated; all else it states is what records give."""
BROKEN = {
    "fall_by_elapsed_years",
    "exits_against_rate",
    "learners_are_people",
    "plan_claims",
    "disbursement_stated",
}


@pytest.fixture
def scope(demo_city):
    city = Area.objects.get(code="058")
    return ask(city, today=date(2026, 1, 1), report=report_for(city))


@pytest.fixture
def leader(demo_city):
    return User.objects.get(username="thanhpho")


def statuses(scope, user):
    return {row.figure.key: row.figure.status for row in rows_of(scope, user=user)}


def test_every_reported_figure_has_the_status_that_its_records_give(scope, leader):
    found = statuses(scope, leader)

    assert found.keys() == scope.reported.keys()
    assert len(found) == 28
    assert {key for key, status in found.items() if status is Status.UNVERIFIABLE} == CLAIMS
    assert {status for key, status in found.items() if key not in CLAIMS} == {Status.MATCH}


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda: Loan.objects.filter(borrower_class="poor")[:1].get(), "loans_poor_amount"),
        (
            lambda: HousingContribution.objects.filter(case__funding="other")[:1].get(),
            "houses_amount",
        ),
    ],
)
def test_a_changed_amount_turns_a_match_into_a_difference(scope, leader, change, key):
    row = change()
    type(row).objects.filter(pk=row.pk).update(amount=row.amount + 1_000_000)

    found = statuses(scope, leader)

    assert found[key] is Status.DIFFERS
    others = {each for each in scope.reported if each not in CLAIMS | {key}}
    assert {found[each] for each in others} == {Status.MATCH}


def test_a_learner_of_another_class_turns_two_matches_into_differences(scope, leader):
    learner = Enrolment.objects.filter(household_class="poor")[:1].get()
    Enrolment.objects.filter(pk=learner.pk).update(household_class="near_poor")

    found = statuses(scope, leader)

    differing = {key for key, status in found.items() if status is Status.DIFFERS}
    assert differing == {"trainees_poor", "trainees_near_poor"}


def test_the_nine_points_of_the_report_come_out_of_the_rules(scope, leader):
    checks = {checked.check.key: checked for checked in run_checks(scope, leader)}

    assert {key for key, checked in checks.items() if checked.is_broken} == BROKEN
    assert {checks[key].outcome for key in checks.keys() - BROKEN} == {Outcome.HOLDS}
    assert "17.209" in checks["exits_against_rate"].finding.words
    assert "7.300" in checks["capital_adds_up"].finding.words
    assert "30 hộ nghèo" in checks["learners_are_people"].finding.words


def test_the_page_leads_from_each_row_to_the_figure_in_that_window(demo_client):
    client = demo_client("thuongtruc")

    page = client.get("/reported/")

    rows = page.context["rows"]
    assert (len(rows), page.context["open"], page.context["broken"]) == (28, 2, len(BROKEN))
    for row in rows[::7]:
        figure = client.get(row.url).context["figure"]
        assert figure.value == row.figure.value
        assert (figure.scope.start, figure.scope.end) == (
            row.figure.scope.start,
            row.figure.scope.end,
        )


def test_a_ward_is_told_that_nobody_reported_about_it(demo_client):
    page = demo_client("phuong.huyentung").get("/reported/")

    assert page.context["rows"] == []
    assert "Chưa có báo cáo chính thức nào nói về địa bàn" in page.content.decode()
