"""Every figure falls apart without a rest: by ward, village, group and year, each with its link."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from povertyportal.areas.models import Area
from povertyportal.reporting.breakdowns import UNKNOWN
from povertyportal.reporting.figures import figure
from povertyportal.reporting.parts import (
    breakdowns_of,
    by_groups,
    by_place,
    by_village,
    narrowed,
    through_time,
)
from povertyportal.reporting.questions import ask, report_for
from povertyportal.reporting.registry import all_indicators, get_indicator, standards

pytestmark = pytest.mark.xdist_group("demo")

FIGURES = all_indicators()
WARD = "01846"


def scope_of(code, *, start=None, end=None):
    area = Area.objects.get(code=code, valid_to=date(2025, 6, 30))
    return ask(area, today=date(2026, 1, 1), report=report_for(area), start=start, end=end)


@pytest.fixture
def city(demo_city):
    return scope_of("058")


@pytest.fixture
def ward(demo_city):
    return scope_of(WARD)


def counted(found, rows):
    return rows.order_by().aggregate(v=found.indicator.measure)["v"] or 0


def counts_once(found, breakdown):
    """Tell whether a row and what it counts stand in one group only."""
    return not breakdown.is_multiple and not found.indicator.is_distinct


def test_wards_and_what_no_ward_has_add_up_to_the_figure(city):
    for indicator in FIGURES:
        found = figure(indicator, scope=city)
        places = by_place(found)
        if indicator.is_sum and places:
            assert sum(part.value for part in places) == found.value, indicator.key


def test_a_ward_stands_in_the_city_as_on_its_own_page(city):
    for indicator in FIGURES:
        for part in by_place(figure(indicator, scope=city)):
            if part.area is not None and part.area.code == WARD:
                alone = figure(indicator, scope=city.of_area(part.area))
                assert alone.value == part.value, indicator.key
                assert part.url == alone.url


def test_villages_add_up_to_their_ward(ward):
    seen = 0
    for indicator in FIGURES:
        found = figure(indicator, scope=ward)
        parted = by_village(found)
        if parted is not None:
            assert parted.total == found.computed.top, indicator.key
            seen += bool(parted.parts)

    assert seen > 20


@pytest.mark.parametrize("code", ["058", WARD])
def test_the_groups_of_every_breakdown_are_the_figure(demo_city, code):
    for start, end in ((None, None), (date(2022, 1, 1), date(2022, 12, 31))):
        scope = scope_of(code, start=start, end=end)
        for indicator in FIGURES:
            found = figure(indicator, scope=scope)
            for parted in by_groups(found):
                name = (indicator.key, parted.breakdown.key)
                assert parted.whole == found.computed.top, name
                if counts_once(found, parted.breakdown):
                    assert parted.total == parted.whole, name
                else:
                    assert parted.total >= parted.whole, name


def test_every_group_leads_to_the_records_it_counts(city):
    for indicator in FIGURES:
        found = figure(indicator, scope=city)
        for parted in by_groups(found):
            for part in parted.all_parts[:1] + parted.all_parts[1:][-1:]:
                asked = parse_qs(urlsplit(part.url).query)
                group = narrowed(found, by=asked["by"][0], group=asked["group"][0])
                value = part.value if part.top is None else part.top
                assert counted(found, group.rows) == value, (indicator.key, part.url)


def test_what_belongs_to_no_ward_leads_to_its_records(city):
    found = figure(get_indicator("capital_distributed"), scope=city)
    own = next(part for part in by_place(found) if part.area == city.area)
    asked = parse_qs(urlsplit(own.url).query)

    group = narrowed(found, by=asked["by"][0], group=asked["group"][0])

    assert counted(found, group.rows) == own.value > 0


def test_every_moment_is_the_figure_in_its_window(city):
    for indicator in FIGURES:
        found = figure(indicator, scope=city)
        for trend in through_time(found):
            for moment in trend.moments:
                asked = parse_qs(urlsplit(moment.url).query)
                start, end = (moment.start, moment.end)
                scope = ask(
                    city.area,
                    today=date(2026, 1, 1),
                    report=city.report,
                    start=start,
                    end=end,
                    as_of=city.as_of,
                    standard=asked["standard"][0],
                )
                assert asked["from"] == [f"{start:%d/%m/%Y}"]
                assert figure(indicator, scope=scope).value == moment.value, moment


def test_two_standards_of_one_year_are_two_lines(city):
    trends = through_time(figure(get_indicator("poor_rate_end"), scope=city))

    assert [(t.standard, [m.label for m in t.moments]) for t in trends] == [
        ("STD2016", ["2021"]),
        ("STD2022", ["2021", "2022"]),
    ]
    assert {t.standard for t in trends} <= set(dict(standards().choices))


def test_the_causes_say_why_they_add_up_to_more_than_the_households(demo_client):
    page = demo_client("thanhpho").get("/figures/poor_households_exited/").content.decode()

    assert "Một hộ có thể nêu nhiều nguyên nhân" in page
    assert "Cộng các nhóm: 74 hộ" in page


def test_rows_without_the_attribute_are_named_and_listed(demo_client):
    client = demo_client("thanhpho")
    page = client.get("/figures/trainees/")
    unknown = page.content.decode()

    listed = client.get(f"/figures/trainees/?by=class&group={UNKNOWN}")

    assert "chưa rõ: 490" in unknown
    assert listed.context["page"].total == 490
    assert "chưa rõ" in listed.content.decode()


def test_a_group_survives_filtering_and_export(demo_client):
    client = demo_client("thanhpho")
    page = client.get("/figures/poor_households_exited/?by=ethnicity&group=02")
    rows = page.context["page"].total

    assert rows == 42
    assert ("by", "ethnicity") in page.context["kept"]
    assert "group=02" in page.context["export_url"]
    assert page.context["figure"].value == 74


def test_a_group_nobody_is_in_is_empty_and_an_unknown_breakdown_is_not_there(demo_client):
    client = demo_client("thanhpho")

    empty = client.get("/figures/poor_households_exited/?by=ethnicity&group=54")

    assert empty.status_code == 200
    assert empty.context["page"].total == 0
    assert "Rơ Măm" in empty.content.decode()
    assert client.get("/figures/poor_households_exited/?by=colour&group=1").status_code == 404
    odd = client.get("/figures/poor_households_exited/?by=area&group=%00")
    assert odd.context["page"].total == 0


def test_the_numbers_of_a_formula_lead_to_their_records(demo_client):
    client = demo_client("thanhpho")
    page = client.get("/figures/poor_households_exited/")
    pieces = [piece for piece in page.context["formula"][0] if piece["url"]]

    counts = [client.get(piece["url"]).context["page"].total for piece in pieces]

    assert [piece["text"] for piece in pieces] == ["51", "23"]
    assert counts == [51, 23]


def test_a_rate_shows_what_is_divided_in_each_group(city):
    rate = figure(get_indicator("poor_rate_end"), scope=city)
    residence = next(each for each in by_groups(rate) if each.breakdown.key == "residence")

    assert [(part.key, part.top, part.bottom) for part in residence.parts] == [
        ("urban", 192, 10_057),
        ("rural", 87, 1_923),
    ]
    assert sum(part.bottom for part in residence.parts) == rate.computed.bottom


def test_every_breakdown_has_a_name_and_a_key_of_its_own(city):
    for indicator in FIGURES:
        named = breakdowns_of(figure(indicator, scope=city))
        assert len({each.key for each in named}) == len(named), indicator.key
        assert all(str(each.title) for each in named)


def test_a_period_without_data_has_no_parts(demo_client):
    page = demo_client("thanhpho").get(
        "/figures/poor_households_exited/?from=01/01/2016&to=31/12/2016&as_of=31/12/2016"
    )

    assert "chưa có số liệu" in page.content.decode()
    assert page.context["cards"] == []
    assert page.context["places"] is None


def test_a_figures_page_asks_as_often_for_twenty_wards_as_for_eight(demo_client):
    client = demo_client("thanhpho")
    city = Area.objects.get(code="058")
    address = "/figures/poor_households_exited/"
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for number in range(12):
        Area.objects.create(
            code=f"N{number}",
            name=f"Phường Mới {number}",
            level="ward",
            residence="urban",
            parent=city,
            valid_from=city.valid_from,
        )

    with CaptureQueriesContext(connection) as after:
        page = client.get(address)

    assert "Mới 11" in page.content.decode()
    assert len(after) == len(before) <= 45


def test_one_figure_hands_over_its_parts_as_json_and_csv(demo_client):
    client = demo_client("thanhpho")
    data = client.get("/figures/poor_households_exited.json").json()
    text = client.get("/figures/poor_households_exited.csv").content.decode("utf-8")

    assert (data["value"], data["plan"], data["numerator"]) == (74, 42, None)
    assert (data["area_code"], data["standard"], data["boundaries"]) == ("058", "STD2022", "then")
    assert data["formula"][0] == "51 trở thành cận nghèo + 23 vượt chuẩn cận nghèo = 74"
    assert sum(part["value"] for part in data["by_area"]) == 74
    assert [(part["label"], part["value"]) for part in data["by_year"]] == [("2022", 74)]
    sexes = [part for part in data["by_group"] if part["breakdown"] == "sex"]
    assert {part["label"]: part["value"] for part in sexes} == {"Nam": 49, "Nữ": 25}
    assert text.startswith("\ufeffpart;group;label;key;")
    assert text.count("\r\narea;") == 8


def test_an_unknown_figure_is_not_there_in_any_format(demo_client):
    client = demo_client("thanhpho")

    for path in ("/figures/nothing/", "/figures/nothing.json", "/figures/nothing.csv"):
        assert client.get(path).status_code == 404


def test_the_dictionary_finds_figures_and_links_only_what_one_may_see(demo_client):
    client = demo_client("taichinh")
    page = client.get("/figures/?q=thoat ngheo")
    entries = [entry for _theme, entries in page.context["themes"] for entry in entries]
    everything = client.get("/figures/dictionary.json").json()

    assert "poor_households_exited" in {entry.indicator.key for entry in entries}
    assert "loans_poor_amount" not in {entry.indicator.key for entry in entries}
    by_key = {each["key"]: each for each in everything["figures"]}
    assert by_key["poor_households_exited"]["url"] is None
    assert by_key["capital_assigned"]["json"] == "/figures/capital_assigned.json"
    assert len(by_key) == len(FIGURES)
    assert "value" in {field["name"] for field in everything["fields"]}
    assert not client.get("/figures/?q=khongcogi").context["themes"]
