"""Each role opens on its own figures, with what misses its plan first."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from povertyportal.accounts.models import Assignment
from povertyportal.accounts.roles import Role
from povertyportal.reporting.dashboards import DASHBOARDS, URGENT, dashboard_of, off_plan
from povertyportal.reporting.figures import all_figures, figure
from povertyportal.reporting.questions import ask
from povertyportal.reporting.registry import all_indicators, all_panels, get_indicator
from povertyportal.reporting.units import Direction
from programs import models as m
from tests.conftest import LONG_AGO, make_area
from tests.programs.factories import fund, household, programme, saved_loan, target

YEAR = "?from=01/01/2022&to=31/12/2022&as_of=31/12/2022"
WHOLE_2022 = {"period_from": date(2022, 1, 1), "period_to": date(2022, 12, 31)}
FIRST = {
    "leader": ("poverty", "poor_households_exited"),
    "standing": ("poverty", "poor_households_exited"),
    "officer": ("poverty", "poor_households"),
    "chair": ("poverty", "poor_households"),
    "finance": ("capital", "capital_assigned"),
    "bank": ("credit", "loans_poor_amount"),
    "front": ("housing", "fund_raised"),
    "auditor": ("capital", "poor_households_exited"),
}


@pytest.fixture
def user(request):
    """Return the user whom the test names."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def move_fund(standing):
    """Return the function by which the Fund of an area moves an amount in 2022."""
    return lambda area, kind, amount, **fields: fund(
        area, kind, amount, created_by=standing, **fields
    ).save()


def keys(page, name):
    return [tile["figure"].key for tile in page.context[name]]


def missing(scope, **plans):
    """Return figures of one kind under other names, each with a value and a plan."""
    found = figure(get_indicator("fund_raised"), scope=scope)
    return [
        replace(found, indicator=replace(found.indicator, key=key), value=value, plan=plan)
        for key, (value, plan) in plans.items()
    ]


@pytest.fixture
def scope(city):
    return ask(city, today=date(2022, 12, 31), report=None)


def test_dashboards_name_only_what_there_is():
    figures = {indicator.key for indicator in all_indicators()}
    panels = {panel.key for panel in all_panels()}

    assert set(DASHBOARDS) == set(Role)
    for each in DASHBOARDS.values():
        assert {*each.tiles, each.spread, each.closing} - {""} <= figures
        assert set(each.panels) <= panels


@pytest.mark.parametrize(("user", "first"), FIRST.items(), indirect=["user"], ids=list(FIRST))
def test_a_role_opens_on_its_own_figures(user, first, client_of):
    page = client_of(user).get("/")
    theme, tile = first
    seen = [row["figure"] for theme in page.context["themes"] for row in theme["rows"]]

    assert page.context["themes"][0]["theme"] == theme
    assert keys(page, "tiles")[0] == tile
    assert keys(page, "tiles") == list(dashboard_of(user).tiles)
    assert all(user.can(found.indicator.permission, found.scope.area) for found in seen)


def test_finance_sees_no_figure_of_another_right(finance, client_of):
    page = client_of(finance).get("/")

    assert {theme["theme"] for theme in page.context["themes"]} == {"capital"}
    assert "Hộ thoát nghèo" not in page.content.decode()


def test_several_roles_open_together_the_widest_area_first(bank, ward, client_of):
    Assignment.objects.create(user=bank, role="ward_officer", area=ward, valid_from=LONG_AGO)
    browser = client_of(bank)

    of_city, of_ward = browser.get("/"), browser.get(f"/?place={ward.pk}")

    assert of_city.context["scope"].area.level == "city"
    assert keys(of_city, "tiles") == list(DASHBOARDS[Role.BANK_OFFICER].tiles)
    assert keys(of_ward, "tiles")[:5] == [
        *DASHBOARDS[Role.BANK_OFFICER].tiles,
        "poor_households",
    ]
    assert not {"help_gaps", "round_board"} & {p["panel"].key for p in of_city.context["panels"]}


class TestOffPlan:
    def test_the_worst_stands_first_and_six_are_urgent(self, scope):
        plans = {f"k{number}": (number, 100) for number in (70, 10, 95, 40, 0, 55, 20, 80)}

        found = off_plan(missing(scope, **plans, met=(100, 100)))

        assert [each.key for each in found.urgent] == ["k0", "k10", "k20", "k40", "k55", "k70"]
        assert (len(found.urgent), found.more, found.planned) == (URGENT, 2, 9)

    def test_what_only_misses_its_plan_comes_after_what_has_a_percentage(self, scope):
        (money,) = missing(scope, rest=(3_000_000, 0))
        down = replace(money, indicator=replace(money.indicator, direction=Direction.DOWN))

        found = off_plan([down, *missing(scope, near=(99, 100))])

        assert [each.key for each in found.missed] == ["near", "rest"]

    def test_no_plan_or_no_value_is_not_off_plan(self, scope):
        found = off_plan(missing(scope, free=(5, None), unknown=(None, 100)))

        assert (found.missed, found.planned) == ((), 0)

    def test_the_page_shows_value_plan_and_link_of_each(self, city, leader, move_fund, client_of):
        move_fund(city, "income", 30_000_000)
        target(city, key="fund_raised", value=Decimal(40_000_000), **WHOLE_2022)

        page = client_of(leader).get(f"/{YEAR}")
        strip = page.content.decode().partition('id="off-plan-title"')[2].partition("</section>")[0]

        assert [found.key for found in page.context["off_plan"].missed] == ["fund_raised"]
        assert "1 trong 1 số có kế hoạch" in strip
        assert "/figures/fund_raised/?" in strip
        assert "<strong>30</strong> / 40" in strip
        assert "75,0 %" in strip or "75 %" in strip

    def test_the_page_says_when_all_is_met_or_nothing_planned(
        self, city, leader, move_fund, client_of
    ):
        move_fund(city, "income", 50_000_000)
        browser = client_of(leader)

        assert "Chưa có kế hoạch nào" in browser.get(f"/{YEAR}").content.decode()

        target(city, key="fund_raised", value=Decimal(40_000_000), **WHOLE_2022)

        assert "Cả 1 số có kế hoạch đều đạt" in browser.get(f"/{YEAR}").content.decode()


def test_the_fund_closes_on_the_dashboard_of_the_front(city, front, move_fund, client_of):
    move_fund(city, "opening", 10_000_000, occurred_on=date(2021, 1, 1))
    move_fund(city, "income", 30_000_000)
    move_fund(city, "spending", 25_000_000)

    page = client_of(front).get(f"/{YEAR}")
    value = {tile["figure"].key: tile["figure"].value for tile in page.context["tiles"]}
    last = page.context["closing"]["lines"][-1]

    assert value["fund_raised"] == 30_000_000
    assert value["fund_spent"] == 25_000_000
    assert value["fund_balance"] == last["line"].value == 15_000_000


def test_a_loan_past_its_term_counts_until_it_is_paid_back(ward, bank, client_of):
    programme(ward.parent)
    late = saved_loan(household(ward), disbursed_on=date(2021, 1, 10), months=12)
    saved_loan(household(ward), disbursed_on=date(2022, 6, 1), months=36)
    browser = client_of(bank)

    def past_term():
        page = browser.get(f"/{YEAR}")
        return {tile["figure"].key: tile["figure"].value for tile in page.context["tiles"]}

    assert past_term()["loans_past_term"] == 1

    m.Loan.objects.filter(pk=late.pk).update(
        status="repaid", status_on=date(2022, 1, 5), repaid=late.amount
    )

    assert past_term()["loans_past_term"] == 0


@pytest.mark.parametrize("user", ["leader", "standing", "finance", "front"], indirect=True)
def test_thirty_wards_cost_as_many_questions_as_three(user, city, move_fund, client_of):
    browser = client_of(user)

    def asked(wards):
        for number in wards:
            code = f"X{number}"
            ward = make_area(code=code, name=code, level="ward", parent=city, residence="urban")
            move_fund(ward, "income", 1_000_000)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/{YEAR}").status_code == 200
        return len(queries)

    asked(range(3))

    assert asked(()) == asked(range(3, 30)) <= 60


@pytest.mark.parametrize(
    "table", ["fundtransaction", "award", "allocationentry", "housingcase", "loan", "enrolment"]
)
def test_figures_of_one_record_share_a_question(city, leader, client_of, table):
    asked = ask(city, today=date(2022, 12, 31), report=None)

    with CaptureQueriesContext(connection) as queries:
        all_figures(asked, user=leader)
    grouped = [
        each["sql"]
        for each in queries
        if f'FROM "programs_{table}"' in each["sql"]
        and ("GROUP BY" in each["sql"] or "SUM(" in each["sql"])
        and "0001-01-01" not in each["sql"]  # whether any such record was ever kept
    ]

    assert len(grouped) == 1


def test_no_data_is_said_in_each_place_and_is_no_zero(city, leader, client_of):
    page = client_of(leader).get(f"/{YEAR}")
    text = page.content.decode()

    assert page.context["is_empty"]
    assert "Chưa có số liệu nào cho địa bàn và kỳ này" in text
    assert text.count("tile-figure is-gap") == len(page.context["tiles"]) == 4
    assert not any(
        row["figure"].value == 0 for theme in page.context["themes"] for row in theme["rows"]
    )


def test_an_administrator_sees_the_record_and_no_figure(administrator, client_of):
    page = client_of(administrator).get("/")

    assert [item["panel"].key for item in page.context["panels"]] == ["watched_acts"]
    assert "tile-figure" not in page.content.decode()


def test_a_user_without_a_role_is_told_whom_to_ask(outsider, client_of):
    assert "quản trị hệ thống phân công" in client_of(outsider).get("/").content.decode()


def test_the_auditor_counts_exports_and_follows_them(city, leader, auditor, client_of):
    client_of(leader).get(f"/{YEAR}&export=xlsx")

    page = client_of(auditor).get("/")
    panel = next(p for p in page.context["panels"] if p["panel"].key == "watched_acts")
    exports = next(line for line in panel["lines"] if "action=export" in line["url"])

    assert exports["count"] == 1
    assert client_of(auditor).get(exports["url"]).context["page"].counted == 1
    assert "watched_acts" not in [
        item["panel"].key for item in client_of(leader).get("/").context["panels"]
    ]


def test_paper_is_headed_by_area_period_day_and_printer(city, leader, client_of):
    text = client_of(leader).get(f"/{YEAR}").content.decode()
    head = text.partition('class="print-head"')[2].partition("</p>")[0]

    for words in (city.name, "01/01/2022 – 31/12/2022", "31/12/2022", "Nguyễn Văn Lãnh in lúc"):
        assert words in head
