"""Checks of numbers against each other, each on a small city where it holds and where it breaks."""

from datetime import date
from decimal import Decimal

import pytest

from households.consistency import implied
from povertyportal.reporting.compare import Span
from povertyportal.reporting.consistency import (
    Outcome,
    Parts,
    all_checks,
    broken_checks,
    fits,
    run_checks,
)
from povertyportal.reporting.models import ReportedFigure
from povertyportal.reporting.questions import ask
from programs import models as m
from tests.households import factories as households
from tests.programs import factories

BROKEN, HOLDS, UNKNOWN = Outcome.BROKEN, Outcome.HOLDS, Outcome.UNKNOWN


@pytest.fixture
def report(city):
    """Return a report of the city on 2022, without figures yet."""
    return factories.official_report(city)


def state(report, key, value, *, as_stated="", **fields):
    """Let the report state a figure."""
    return factories.reported_figure(
        report, key=key, value=value, as_stated=as_stated or str(value), **fields
    )


def found(report, key, *, area=None):
    """Return what one check finds for the report's own question."""
    scope = ask(area or report.area, today=date(2023, 2, 1), report=report)
    return next(checked for checked in run_checks(scope) if checked.check.key == key).finding


def test_every_check_says_what_it_asks_where_it_comes_from_and_what_to_do():
    keys = [check.key for check in all_checks()]

    assert len(keys) == len(set(keys)) == 11
    for check in all_checks():
        assert str(check.title)
        assert str(check.question).endswith("?")
        assert str(check.source)
        assert str(check.advice)


def test_an_empty_city_breaks_nothing_and_no_number_is_made_up(city):
    scope = ask(city, today=date(2023, 2, 1), report=None)

    checks = run_checks(scope)

    assert {checked.outcome for checked in checks} == {UNKNOWN}
    assert broken_checks(scope) == []


def test_who_may_not_see_the_numbers_is_not_told(report, finance, outsider):
    scope = ask(report.area, today=date(2023, 2, 1), report=report)

    seen = {checked.check.key for checked in run_checks(scope, finance)}

    assert "capital_adds_up" in seen
    assert not seen & {"exits_against_rate", "fund_has_sources", "learners_are_people"}
    assert not {"capital_adds_up"} & {c.check.key for c in run_checks(scope, outsider)}


class TestPoorList:
    @pytest.fixture
    def rounds(self, ward, officer, chair):
        """Return two closed rounds: 4 poor of 100 households, then 2: two left, none came."""
        first, last = households.make_round(2021), households.make_round(2022)
        for number in range(4):
            home = households.make_household(ward)
            before = households.recognised(home, first, by=officer, chair=chair)
            lacking = {"lacking": 0, "b1": 300} if number < 2 else {}
            households.recognised(home, last, by=officer, chair=chair, previous=before, **lacking)
        for year in (2021, 2022):
            ward.totals.create(
                year=year, households=100, persons=400, as_of=date(year, 12, 14), source="Thử"
            )
        households.close(first)
        households.close(last)
        return first, last

    @pytest.fixture
    def report(self, city, rounds):
        return factories.official_report(
            city, period_from=date(2021, 12, 14), period_to=date(2022, 12, 14)
        )

    def test_a_fall_over_the_years_between_the_rounds_holds(self, report):
        state(report, "poor_rate_fall_per_year", 2, as_stated="mỗi năm 2 %", step="0.01")

        assert found(report, "fall_by_elapsed_years").outcome is HOLDS

    def test_a_fall_divided_by_something_else_is_broken(self, report):
        state(report, "poor_rate_fall_per_year", 1, as_stated="mỗi năm 1 %", step="0.01")

        finding = found(report, "fall_by_elapsed_years")

        assert finding.outcome is BROKEN
        assert "mỗi năm 1 %" in finding.words

    def test_a_period_longer_than_the_rounds_is_broken(self, report):
        report.period_from = date(2020, 1, 1)
        report.save()

        assert found(report, "fall_by_elapsed_years").outcome is BROKEN

    def test_a_ward_is_not_blamed_for_the_label_of_its_city(self, report, ward):
        report.period_from = date(2020, 1, 1)
        report.save()

        assert found(report, "fall_by_elapsed_years", area=ward).outcome is HOLDS

    def test_one_round_alone_cannot_be_checked(self, report, rounds):
        report.period_from = date(2022, 6, 1)
        report.save()

        assert found(report, "fall_by_elapsed_years").outcome is UNKNOWN
        assert found(report, "exits_against_rate").outcome is UNKNOWN

    def test_households_and_rates_that_imply_the_recorded_households_hold(self, report):
        state(report, "poor_households_exited", 2)
        state(report, "poor_rate_start", 4, step="0.01")
        state(report, "poor_rate_end", 2, step="0.01")

        finding = found(report, "exits_against_rate")

        assert finding.outcome is HOLDS
        assert ("Tổng số hộ suy ra từ các số của báo cáo", "100 hộ") in {
            (line.label, line.value) for line in finding.lines
        }

    def test_households_and_rates_that_imply_another_city_are_broken(self, report):
        state(report, "poor_households_exited", 3)
        state(report, "poor_rate_start", 4, step="0.01")
        state(report, "poor_rate_end", 2, step="0.01")

        finding = found(report, "exits_against_rate")

        assert finding.outcome is BROKEN
        assert "150 hộ" in finding.words

    def test_a_denominator_that_changed_is_told(self, report, ward):
        ward.totals.filter(year=2022).update(households=80)

        finding = found(report, "exits_against_rate")

        assert finding.outcome is BROKEN
        assert "tổng số hộ đã đổi" in finding.words


@pytest.mark.parametrize(
    ("homes", "points", "total"),
    [(74, Decimal("0.43"), 17209), (52, Decimal("0.43"), 12093), (5, Decimal(0), None)],
)
def test_households_and_points_imply_a_total(homes, points, total):
    value = implied(homes, points)

    assert (None if value is None else round(value)) == total


class TestCapital:
    @pytest.fixture
    def money(self, city, standing):
        """Return 7.43 bn assigned, of which 4.28 bn was distributed and 2 bn paid out."""
        factories.programme(city)
        row = factories.allocation(
            city, assigned=7_430_000_000, distributed=4_280_000_000, disbursed=2_000_000_000
        )
        for kind, amount in (
            ("assigned", 7_430_000_000),
            ("distributed", 4_280_000_000),
            ("payment", 2_000_000_000),
        ):
            factories.entry(row, kind, amount, created_by=standing).save()
        return row

    def state_all(self, report, *, left=3_100_000_000, step=100_000_000):
        """Let the report state the three numbers, the last one as given."""
        for key, value, digit in (
            ("capital_assigned", 7_400_000_000, 100_000_000),
            ("capital_distributed", 4_200_000_000, 100_000_000),
            ("capital_unallocated", left, step),
        ):
            state(report, key, value, relation="over", step=digit)

    def test_truncated_numbers_that_can_all_be_true_hold_and_are_explained(self, report, money):
        self.state_all(report)

        finding = found(report, "capital_adds_up")

        assert finding.outcome is HOLDS
        assert "cắt bớt chữ số" in finding.words
        assert finding.lines[0].value == "7.430.000.000 = 4.280.000.000 + 3.150.000.000"

    def test_numbers_that_cannot_all_be_true_are_broken(self, report, money):
        self.state_all(report, left=2_900_000_000)

        assert found(report, "capital_adds_up").outcome is BROKEN

    def test_numbers_cut_in_different_ways_are_broken(self, report, money):
        self.state_all(report, left=3_150_000_000, step=10_000_000)

        assert "cùng một cách" in found(report, "capital_adds_up").words

    def test_a_ledger_that_does_not_add_up_is_broken(self, report, money, province, standing):
        elsewhere = factories.allocation(province, year=2022)
        factories.entry(
            elsewhere, "distributed", 1_000, recipient=report.area, created_by=standing
        ).save()

        finding = found(report, "capital_adds_up")

        assert finding.outcome is BROKEN
        assert "1.000 đồng" in finding.words

    def test_disbursement_has_to_be_stated_beside_the_money(self, report, money):
        state(report, "capital_assigned", 7_400_000_000, relation="over", step=100_000_000)
        without = found(report, "disbursement_stated").outcome

        state(report, "capital_disbursed", 2_000_000_000)

        assert without is BROKEN
        assert found(report, "disbursement_stated").outcome is HOLDS

    def test_without_money_in_the_report_disbursement_cannot_be_checked(self, report, money):
        assert found(report, "disbursement_stated").outcome is UNKNOWN


class TestFund:
    def enter(self, area, by, *rows):
        """Enter rows of (kind, amount, day) into the ledger of the Fund, past its actions."""
        for kind, amount, day in rows:
            factories.fund(area, kind, amount, occurred_on=day, created_by=by).save()

    def test_spending_covered_by_the_opening_balance_holds(self, report, ward, front):
        self.enter(
            ward,
            front,
            ("opening", 100_000_000, date(2022, 1, 1)),
            ("income", 485_000_000, date(2022, 2, 1)),
            ("spending", 535_000_000, date(2022, 3, 1)),
        )
        state(report, "fund_raised", 490_000_000, relation="under", step=10_000_000)
        state(report, "fund_spent", 530_000_000, relation="over", step=10_000_000)

        finding = found(report, "fund_has_sources")

        assert finding.outcome is HOLDS
        assert "100 triệu đồng" in [line.value for line in finding.lines]

    def test_reported_spending_without_a_source_is_broken(self, report, ward, front):
        self.enter(
            ward,
            front,
            ("opening", 10_000_000, date(2022, 1, 1)),
            ("income", 485_000_000, date(2022, 2, 1)),
        )
        state(report, "fund_raised", 490_000_000, relation="under", step=10_000_000)
        state(report, "fund_spent", 530_000_000, relation="over", step=10_000_000)

        finding = found(report, "fund_has_sources")

        assert finding.outcome is BROKEN
        assert "ít nhất 40 triệu đồng" in finding.words

    def test_a_balance_below_zero_on_some_day_is_broken(self, report, ward, front):
        self.enter(
            ward,
            front,
            ("spending", 20_000_000, date(2022, 2, 1)),
            ("income", 50_000_000, date(2022, 3, 1)),
        )

        finding = found(report, "fund_has_sources")

        assert finding.outcome is BROKEN
        assert "âm 20 triệu đồng ngày 01/02/2022" in finding.words


class TestPeople:
    @pytest.fixture
    def learner(self, city, ward):
        factories.programme(city)
        home = factories.household(ward)
        found = factories.enrolment(
            factories.training_class(ward), home, area=ward, household_class="poor"
        )
        found.save()
        return found

    @pytest.mark.parametrize(
        ("words", "outcome"), [("1 hộ nghèo", BROKEN), ("1 học viên thuộc hộ nghèo", HOLDS)]
    )
    def test_households_among_learners_are_told_by_the_word(self, report, learner, words, outcome):
        state(report, "trainees_poor", 1, as_stated=words)

        assert found(report, "learners_are_people").outcome is outcome

    @pytest.mark.parametrize(
        ("words", "loans", "outcome"),
        [("2 hộ", 2, BROKEN), ("2 lượt hộ", 2, HOLDS), ("1 hộ", 1, HOLDS)],
    )
    def test_loans_stated_as_households_are_broken_where_they_differ(
        self, report, learner, words, loans, outcome
    ):
        for _each in range(loans):
            factories.saved_loan(learner.household)
        state(report, "loans_poor_count", loans, as_stated=words)

        finding = found(report, "loans_are_not_households")

        assert finding.outcome is outcome
        assert {"1 hộ", f"{loans} lượt"} <= {line.value for line in finding.lines}

    def test_fewer_learners_than_their_parts_are_broken(self, report, learner):
        state(report, "trainees", 10)
        state(report, "trainees_poor", 8)
        part = state(report, "trainees_near_poor", 2)
        whole = found(report, "reported_parts").outcome
        ReportedFigure.objects.filter(pk=part.pk).update(value=3)

        assert whole is HOLDS
        assert found(report, "reported_parts").outcome is BROKEN

    def test_parts_alone_cannot_be_checked(self, report, learner):
        state(report, "trainees_poor", 8)

        assert found(report, "reported_parts").outcome is UNKNOWN


def test_a_closed_rule_takes_off_its_minus():
    rule = Parts(whole="a", plus=("b",), minus=("c",))

    def exactly(number):
        return Span(Decimal(number), Decimal(number), True, True)

    assert fits(rule, [exactly(52), exactly(74), exactly(22)])
    assert not fits(rule, [exactly(74), exactly(74), exactly(22)])


class TestPlans:
    def test_a_claim_needs_a_plan_and_the_plan_has_to_be_met(self, report, ward):
        factories.training_class(ward)
        claim = state(report, "training_classes", 1, as_stated="1 lớp", claims_plan_met=True)
        window = {"period_from": claim.period_from, "period_to": claim.period_to}
        without = found(report, "plan_claims").outcome
        plan = factories.target(report.area, key="training_classes", value=1, **window)
        met = found(report, "plan_claims").outcome
        plan.value = 2
        plan.save()

        assert (without, met) == (BROKEN, HOLDS)
        assert found(report, "plan_claims").outcome is BROKEN


class TestBesideTheProgramme:
    @pytest.fixture
    def house(self, city, ward):
        """Return an accepted house with a giver."""
        factories.programme(city)
        case = m.HousingCase.objects.create(
            household=factories.household(ward),
            area=ward,
            household_class="poor",
            kind="new",
            funding="other",
            programme="Xoá nhà tạm",
            started_on=date(2022, 3, 1),
            finished_on=date(2022, 5, 1),
            accepted_on=date(2022, 5, 2),
        )
        m.HousingContribution.objects.create(
            case=case, source="organisation", form="cash", amount=1_000_000, given_on=factories.DAY
        )
        return case

    def test_a_house_with_its_giver_and_no_programme_money_holds(self, report, house):
        assert found(report, "beside_the_programme").outcome is HOLDS

    def test_a_house_without_a_giver_is_broken(self, report, house):
        house.contributions.all().delete()

        finding = found(report, "beside_the_programme")

        assert finding.outcome is BROKEN
        assert "1 nhà" in finding.words

    @pytest.mark.parametrize("code", ["DA5", "DA4.2"])
    def test_money_of_a_project_that_does_not_apply_is_broken(self, report, house, standing, code):
        row = factories.allocation(report.area, component=factories.component(code))
        factories.entry(row, "assigned", 1_000_000, created_by=standing).save()

        finding = found(report, "beside_the_programme")

        assert finding.outcome is BROKEN
        assert code in finding.words

    def test_support_booked_to_such_a_project_in_a_ward_is_broken(self, report, house):
        m.Support.objects.create(
            household=house.household,
            area=house.area,
            component=factories.component("DA5"),
            household_class="poor",
            kind="livelihood",
            provided_on=factories.DAY,
            amount=1_000_000,
        )

        assert found(report, "beside_the_programme").outcome is BROKEN


class TestWards:
    def test_wards_that_add_up_hold(self, report, ward, other_ward):
        for place in (ward, other_ward):
            factories.training_class(place)

        assert found(report, "wards_add_up").outcome is HOLDS

    def test_a_worker_in_two_wards_is_one_in_the_city(self, report, ward, other_ward):
        home = factories.household(ward)
        for place, day in ((ward, date(2022, 2, 1)), (other_ward, date(2022, 8, 1))):
            m.JobPlacement.objects.create(
                person=home.head,
                household=home,
                area=place,
                household_class="poor",
                employer="Xưởng may",
                started_on=day,
            )

        assert found(report, "wards_add_up").outcome is HOLDS

    def test_a_part_that_is_lost_is_broken(self, report, ward, monkeypatch):
        factories.training_class(ward)
        whole = found(report, "wards_add_up").outcome
        monkeypatch.setattr(
            "povertyportal.reporting.registry.Indicator.by_area", lambda self, scope: {}
        )

        assert whole is HOLDS
        assert found(report, "wards_add_up").outcome is BROKEN

    def test_a_ward_has_no_parts_to_add(self, report, ward):
        assert found(report, "wards_add_up", area=ward).outcome is UNKNOWN
