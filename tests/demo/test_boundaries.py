"""The demo city by today's units: every figure adds up, opens, and says what it leaves out."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from povertyportal.accounts.models import User
from povertyportal.areas.models import Area, AreaChange, Boundaries, Succession
from povertyportal.reporting.documents import texts
from povertyportal.reporting.figures import figure
from povertyportal.reporting.questions import ask, report_for
from povertyportal.reporting.registry import all_indicators, get_indicator
from povertyportal.reporting.reports import get_report
from povertyportal.reporting.spread import spread
from povertyportal.reporting.units import is_additive

pytestmark = pytest.mark.xdist_group("demo")

UNITS = {"Phường Đức Xuân", "Phường Bắc Kạn", "Xã Phong Quang"}
PARTIAL = "Chỉ gồm phần Xã Dương Quang; không gồm Xã Đôn Phong."


@pytest.fixture
def city(demo_city):
    return Area.objects.get(code="058")


def question(city, boundaries=Boundaries.TODAY):
    return ask(city, today=date(2026, 1, 1), report=report_for(city), boundaries=boundaries)


def test_units_of_today_add_up_to_what_the_wards_add_up_to(city):
    then, today = question(city, Boundaries.THEN), question(city)
    for indicator in all_indicators():
        if indicator.base is not None or not is_additive(indicator.unit) or indicator.spread:
            continue
        wards = indicator.by_area(then.of_figure(indicator.key)).values()
        units = indicator.by_area(today.of_figure(indicator.key))

        assert sum(value or 0 for value in units.values()) == sum(v or 0 for v in wards)
        names = Area.objects.filter(pk__in=[key for key in units if key], level="ward")
        assert set(names.values_list("name", flat=True)) <= UNITS, indicator.key


def test_a_unit_alone_has_the_rate_and_the_mean_that_the_city_shows_for_it(city):
    scope = question(city)
    for key in ("poor_rate_end", "poor_households_exited", "jobs_supported_per_year"):
        shares = spread(figure(get_indicator(key), scope=scope))

        assert {share.area.name for share in shares} == UNITS
        for share in shares:
            alone = figure(get_indicator(key), scope=scope.of_area(share.area))
            assert alone.value == share.value, (key, share.area)
            assert share.remark == (PARTIAL if share.area.name == "Xã Phong Quang" else "")


def test_old_figures_do_not_change_by_a_digit_when_units_merge_again(city):
    def figures():
        asked = question(city, Boundaries.THEN)
        return {
            indicator.key: (
                figure(indicator, scope=asked).value,
                dict(indicator.by_area(asked.of_figure(indicator.key))),
            )
            for indicator in all_indicators()
        }

    before = figures()
    old = Area.objects.get(name="Phường Bắc Kạn")
    Area.objects.filter(pk=old.pk).update(valid_to=date(2025, 12, 31))
    new = Area.objects.create(
        code="X", name="Phường Mới", level="ward", residence="urban", valid_from=date(2026, 1, 1)
    )
    change = AreaChange.objects.create(
        kind="rename", effective_on=date(2026, 1, 1), document="Nghị quyết thử"
    )
    Succession.objects.create(change=change, predecessor=old, successor=new)

    assert figures() == before
    shares = spread(figure(get_indicator("poor_rate_end"), scope=question(city)))
    assert {share.area.name for share in shares} == UNITS - {"Phường Bắc Kạn"} | {"Phường Mới"}


def test_the_leaders_pages_say_which_part_is_not_converted(demo_client, city):
    client = demo_client("thanhpho")
    for address in ("/", "/figures/poor_rate_end/", "/figures/workers_placed/"):
        page = client.get(address, {"boundaries": "today"})

        assert page.status_code == 200
        assert PARTIAL in page.content.decode(), address
        assert PARTIAL not in client.get(address).content.decode(), address


def test_a_unit_of_today_opens_with_the_reports_own_windows(demo_client, city):
    unit = Area.objects.get(name="Phường Bắc Kạn")
    client = demo_client("thanhpho")

    page = client.get("/figures/poor_rate_end/", {"boundaries": "today", "place": unit.pk})

    shown = page.context["figure"]
    assert (shown.scope.start, shown.scope.end) == (date(2021, 12, 14), date(2022, 12, 14))
    shares = {share.area: share.value for share in spread(figure_of_city(city))}
    assert shown.value == shares[unit]


def figure_of_city(city):
    return figure(get_indicator("poor_rate_end"), scope=question(city))


def test_a_ward_officer_cannot_open_a_unit_of_today(demo_client, city):
    for unit in Area.objects.filter(name__in=UNITS, valid_to=None):
        page = demo_client("phuong.huyentung").get("/", {"boundaries": "today", "place": unit.pk})

        assert page.status_code == 400


def test_todays_boundaries_cost_a_constant_number_of_queries_more(demo_client, city):
    client = demo_client("thanhpho")
    counts = {}
    for boundaries in Boundaries.values:
        with CaptureQueriesContext(connection) as asked:
            client.get("/", {"boundaries": boundaries})
        counts[boundaries] = len(asked)

    assert counts["then"] < counts["today"] <= counts["then"] + 6


def test_the_report_by_todays_units_says_which_part_is_not_converted(city):
    leader = User.objects.get(username="thanhpho")
    for boundaries in Boundaries:
        report = get_report("mid_term").build(question(city, boundaries), leader)
        words = " ".join(text for paper in report.papers for text in texts(paper))

        is_said = f"Xã Phong Quang: {PARTIAL}" in words.replace("\u00a0", " ")
        assert is_said == (boundaries == Boundaries.TODAY)
