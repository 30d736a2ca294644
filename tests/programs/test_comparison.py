"""Two areas or two periods side by side: both values, and what lies between them."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from povertyportal.reporting.comparison import (
    Pair,
    are_equally_long,
    before,
    compare_url,
    usual_pair,
    year_before,
)
from povertyportal.reporting.figures import figure
from povertyportal.reporting.questions import ask
from povertyportal.reporting.registry import get_indicator
from tests.programs.factories import fund, target

IN_2022 = {"from": "01/01/2022", "to": "31/12/2022", "as_of": "31/12/2022"}
IN_2021 = {"b-from": "01/01/2021", "b-to": "31/12/2021"}


@pytest.fixture
def raised(ward, other_ward, standing):
    """Let the Funds of two wards take in 12 and 8 million in 2022, and the first 6 in 2021."""
    for area, amount, day in (
        (ward, 12_000_000, date(2022, 6, 15)),
        (other_ward, 8_000_000, date(2022, 6, 15)),
        (ward, 6_000_000, date(2021, 6, 15)),
    ):
        fund(area, "income", amount, occurred_on=day, created_by=standing).save()


@pytest.fixture
def scope(city):
    return ask(
        city, today=date(2023, 3, 1), report=None, start=date(2022, 1, 1), end=date(2022, 12, 31)
    )


def pair_of(page, key):
    pairs = (pair for theme in page.context["themes"] for pair in theme["pairs"])
    return next(pair for pair in pairs if pair.indicator.key == key)


def address(**query):
    return f"/compare/?{urlencode(query)}"


def pair(scope, *, left, right, key="fund_raised", standard="STD2022"):
    """Return a figure with these values on both sides, the right one by the standard."""
    found = figure(get_indicator(key), scope=scope)
    other = replace(found.scope, standard=standard)
    return Pair(left=replace(found, value=left), right=replace(found, value=right, scope=other))


class TestPages:
    def test_two_areas_show_both_values_and_the_difference(
        self, raised, ward, other_ward, leader, client_of
    ):
        page = client_of(leader).get(
            address(**IN_2022, place=ward.pk, **{"b-place": other_ward.pk})
        )
        found = pair_of(page, "fund_raised")

        assert (found.left.value, found.right.value) == (12_000_000, 8_000_000)
        assert (found.difference_shown, found.change) == ("+4 triệu đồng", "+50,0 %")
        assert found.tone == "good"

    def test_two_periods_of_one_area(self, raised, ward, leader, client_of):
        page = client_of(leader).get(address(**IN_2022, **IN_2021, place=ward.pk))
        found = pair_of(page, "fund_raised")

        assert (found.left.value, found.right.value) == (12_000_000, 6_000_000)

    def test_each_value_leads_to_its_figure_in_its_own_scope(self, raised, ward, leader, client_of):
        browser = client_of(leader)
        found = pair_of(browser.get(address(**IN_2022, **IN_2021, place=ward.pk)), "fund_raised")

        for side in (found.left, found.right):
            assert browser.get(side.url).context["figure"].value == side.value

    def test_percent_of_plan_stands_beside_each_value(self, raised, ward, leader, client_of):
        days = {"period_from": date(2022, 1, 1), "period_to": date(2022, 12, 31)}
        target(ward, key="fund_raised", value=Decimal(10_000_000), **days)

        page = client_of(leader).get(address(**IN_2022, **IN_2021, place=ward.pk))

        assert pair_of(page, "fund_raised").left.percent_shown == "120,0 %"
        assert "120,0 %" in page.content.decode()

    def test_missing_data_is_no_zero_and_no_difference(self, raised, other_ward, leader, client_of):
        page = client_of(leader).get(
            address(place=other_ward.pk, **IN_2022 | {"b-from": "01/01/2019", "b-to": "31/12/2019"})
        )
        found = pair_of(page, "fund_raised")

        assert (found.right.value, found.difference_shown) == (None, "")
        assert "Bên B chưa có số liệu nào" in page.content.decode()

    def test_different_standards_are_named_and_not_subtracted(self, city, leader, client_of):
        page = client_of(leader).get(
            address(place=city.pk, standard="STD2022", **IN_2022, **{"b-standard": "STD2016"})
        )

        assert "hai chuẩn nghèo khác nhau" in page.content.decode()

    def test_unasked_it_puts_something_beside_and_links_to_more(
        self, raised, ward, other_ward, leader, client_of
    ):
        page = client_of(leader).get(address(place=ward.pk, **IN_2022))

        assert page.status_code == 200
        assert page.context["right"].start == date(2021, 1, 1)
        assert other_ward.name in [name for name, _url in page.context["links"]["areas"]]
        for kind in ("periods", "areas"):
            _name, url = page.context["links"][kind][0]
            assert client_of(leader).get(url).status_code == 200

    def test_what_is_blank_on_the_second_side_is_as_on_the_first(
        self, ward, other_ward, leader, client_of
    ):
        page = client_of(leader).get(
            address(place=ward.pk, **IN_2022, **{"b-place": other_ward.pk, "b-from": ""})
        )
        right = page.context["right"]

        assert (right.start, right.end, right.as_of) == (
            date(2022, 1, 1),
            date(2022, 12, 31),
            date(2022, 12, 31),
        )

    def test_the_dashboard_and_the_figure_lead_here(self, city, leader, client_of):
        for url in ("/", "/figures/fund_raised/"):
            assert 'href="/compare/?' in client_of(leader).get(url).content.decode()


class TestRefusals:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"b-from": "01/01/2021"},
            {"b-from": "31/12/2021", "b-to": "01/01/2021"},
            {"b-from": "31/02/2021", "b-to": "01/12/2021"},
            {"b-place": "abc"},
            {"b-place": "999999"},
            {"b-as_of": "\x00"},
            {"b-standard": "STD1900"},
            {"place": "999999"},
        ],
    )
    def test_a_wrong_side_gets_words_what_was_typed_and_no_number(
        self, raised, ward, leader, client_of, wrong
    ):
        query = {"place": ward.pk} | IN_2022 | {"b-place": ward.pk} | wrong
        answer = client_of(leader).get(f"/compare/?{urlencode(query)}")
        text = answer.content.decode()

        assert answer.status_code == 400
        assert "compare-table" not in text
        assert 'aria-invalid="true"' in text
        assert 'value="01/01/2022"' in text

    def test_another_ward_is_not_to_be_compared(self, raised, ward, other_ward, officer, client_of):
        answer = client_of(officer).get(
            address(place=ward.pk, **IN_2022, **{"b-place": other_ward.pk})
        )

        assert answer.status_code == 400
        assert other_ward.name not in answer.content.decode()

    def test_who_may_see_no_figures_may_not_compare(self, outsider, investigator, client_of):
        for user in (outsider, investigator):
            assert client_of(user).get("/compare/").status_code == 403


class TestWorkbook:
    def test_it_holds_what_the_page_shows(self, raised, ward, other_ward, leader, client_of):
        url = address(**IN_2022, place=ward.pk, **{"b-place": other_ward.pk})
        page = client_of(leader).get(url)
        book = zipfile.ZipFile(io.BytesIO(client_of(leader).get(f"{url}&export=xlsx").content))
        sheet = book.read("xl/worksheets/sheet1.xml").decode()

        shown = sum(len(theme["pairs"]) for theme in page.context["themes"])
        assert sheet.count("<row ") == shown + 3
        for number in (12_000_000, 8_000_000, 4_000_000):
            assert f"<v>{number}</v>" in sheet

    def test_it_needs_the_right_to_export(self, administrator, client_of):
        assert client_of(administrator).get("/compare/?export=xlsx").status_code == 403


class TestPairs:
    def test_rates_differ_in_points(self, scope):
        found = pair(scope, left=Decimal("2.33"), right=Decimal("2.76"), key="poor_rate_end")

        assert (found.difference_shown, found.change) == ("−0,43 điểm %", "")
        assert found.tone == "good"

    def test_poverty_by_two_standards_is_never_subtracted(self, scope):
        poor = pair(scope, left=279, right=500, key="poor_households", standard="STD2016")
        money = pair(scope, left=279, right=500, standard="STD2016")

        assert (poor.difference, poor.obstacle, poor.chart) == (None, "khác chuẩn nghèo", None)
        assert money.difference == -221

    def test_a_change_from_nothing_has_no_percentage(self, scope):
        found = pair(scope, left=5, right=0)

        assert (found.difference, found.change) == (5, "")

    def test_bars_share_a_scale(self, scope):
        chart = pair(scope, left=50, right=200).chart

        assert (chart.first_width, chart.second_width) == (40, 160)


class TestPeriods:
    @pytest.mark.parametrize(
        ("start", "end", "first", "last"),
        [
            (date(2022, 1, 1), date(2022, 12, 31), date(2021, 1, 1), date(2021, 12, 31)),
            (date(2021, 1, 1), date(2023, 6, 30), date(2018, 7, 1), date(2020, 12, 31)),
            (date(2023, 3, 1), date(2023, 3, 31), date(2023, 2, 1), date(2023, 2, 28)),
            (date(2022, 1, 5), date(2022, 1, 14), date(2021, 12, 26), date(2022, 1, 4)),
        ],
    )
    def test_the_period_before_is_as_many_months_or_days(self, scope, start, end, first, last):
        found = before(replace(scope, start=start, end=end, as_of=date(2024, 1, 1)))

        assert (found.start, found.end) == (first, last)

    def test_a_year_before_the_last_of_february(self, scope):
        found = year_before(replace(scope, start=date(2024, 2, 1), end=date(2024, 2, 29)))

        assert (found.start, found.end) == (date(2023, 2, 1), date(2023, 2, 28))

    def test_unasked_the_last_two_whole_years_are_compared(self, scope):
        long = replace(scope, start=date(2021, 1, 1), end=date(2023, 6, 30), as_of=date(2024, 1, 1))

        left, right = usual_pair(long)

        assert (left.start, left.end) == (date(2022, 1, 1), date(2022, 12, 31))
        assert (right.start, right.end) == (date(2021, 1, 1), date(2021, 12, 31))

    def test_years_are_equally_long_and_half_years_are_not(self, scope):
        half = replace(scope, end=date(2022, 6, 30))

        assert are_equally_long(scope, year_before(scope))
        assert not are_equally_long(scope, half)

    def test_an_address_carries_both_sides(self, scope, leader, client_of):
        page = client_of(leader).get(compare_url(scope, year_before(scope)))

        assert (page.context["left"].start, page.context["right"].start) == (
            date(2022, 1, 1),
            date(2021, 1, 1),
        )
