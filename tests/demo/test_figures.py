"""From the demo's records the figures come out as reported; tile, list and export agree."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from households.models import Review, ReviewRound, WardRound
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area, AreaTotal
from povertyportal.reporting.compare import Status
from povertyportal.reporting.dictionary import formula_of
from povertyportal.reporting.figures import all_figures, figure
from povertyportal.reporting.questions import ask, report_for
from povertyportal.reporting.registry import all_indicators, get_indicator

pytestmark = pytest.mark.xdist_group("demo")

EXPECTED = {
    "poor_households_exited": 74,
    "poor_households_entered": 22,
    "poor_households_other": 0,
    "poor_households_net_fall": 52,
    "poor_rate_start": 2.76,
    "poor_rate_end": 2.33,
    "poor_rate_fall_per_year": 0.43,
    "loans_poor_amount": 1_975_000_000,
    "loans_poor_count": 42,
    "loans_near_poor_amount": 3_535_000_000,
    "loans_near_poor_count": 72,
    "job_counselling_rate": 100,
    "workers_placed": 129,
    "overseas_workers": 85,
    "training_classes": 15,
    "trainees": 525,
    "trainees_poor": 30,
    "trainees_near_poor": 5,
    "trained_labour_rate": 73.6,
    "houses_supported": 10,
    "houses_amount": 654_000_000,
    "fund_houses": 34,
    "awards_collective": 7,
    "awards_individual": 7,
    "awards_household": 1,
}
TRUNCATED = {
    "capital_assigned": (7_400_000_000, 7_500_000_000),
    "capital_distributed": (4_200_000_000, 4_300_000_000),
    "capital_unallocated": (3_100_000_000, 3_200_000_000),
    "fund_raised": (480_000_001, 490_000_000),
    "fund_spent": (530_000_000, 539_999_999),
    "jobs_supported_per_year": (500, 599),
}
PLANS = {
    "poor_households_exited": (42, 176.2),
    "poor_rate_fall_per_year": (0.19, 226.3),
    "workers_placed": (200, 64.5),
    "job_counselling_rate": (100, 100),
    "capital_unallocated": (0, None),
}
USERNAMES = (
    "thanhpho",
    "thuongtruc",
    "taichinh",
    "nganhang",
    "mattran",
    "thanhtra",
    "quantri",
    "phuong.huyentung",
    "chutich.huyentung",
    "rasoat.huyentung1",
)
KEYS = [indicator.key for indicator in all_indicators()]


@pytest.fixture
def scope(demo_city):
    city = Area.objects.get(code="058")
    return ask(city, today=date(2026, 1, 1), report=report_for(city))


def exported_rows(workbook, *, above=6):
    """Return how many records a figure's workbook holds, below five notes and the headings."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return parts.read("xl/worksheets/sheet1.xml").count(b"<row ") - above


def printed(capsys, *options):
    """Return what `manage.py figures --format json` prints, by key."""
    call_command("figures", *options, "--format", "json")
    return {row["key"]: row for row in json.loads(capsys.readouterr().out)}


def test_every_figure_of_the_report_is_computed_from_records(demo_city, capsys):
    rows = printed(capsys)

    assert {key: rows[key]["value"] for key in EXPECTED} == EXPECTED
    for key, (low, high) in TRUNCATED.items():
        assert low <= rows[key]["value"] <= high, key


def test_json_carries_the_agreed_names(demo_city, capsys):
    rows = printed(capsys)

    assert list(rows["workers_placed"]) == [
        "key",
        "value",
        "unit",
        "plan",
        "percent_of_plan",
        "reported",
        "relation",
        "status",
        "from",
        "to",
        "area",
    ]
    assert rows["workers_placed"]["from"] == "2021-01-01"
    assert rows["loans_poor_count"]["from"] == "2021-07-01"


def test_plans_are_compared_in_their_direction(demo_city, capsys):
    rows = printed(capsys)

    found = {key: (rows[key]["plan"], rows[key]["percent_of_plan"]) for key in PLANS}
    assert found == PLANS
    assert rows["capital_distributed"]["plan"] == rows["capital_assigned"]["value"]


def test_claims_without_a_plan_cannot_be_verified_and_all_else_matches(scope):
    by_status = {}
    for found in all_figures(scope):
        by_status.setdefault(found.status, set()).add(found.key)

    assert by_status[Status.UNVERIFIABLE] == {"overseas_workers", "jobs_supported_per_year"}
    assert Status.DIFFERS not in by_status
    assert Status.MISSING not in by_status
    assert len(by_status[Status.MATCH]) == 26


def test_money_adds_up_to_the_dong(scope):
    value = {found.key: found.value for found in all_figures(scope)}

    assert value["capital_assigned"] == value["capital_distributed"] + value["capital_unallocated"]
    assert value["capital_disbursed"] <= value["capital_distributed"]


def test_the_poor_list_closes(scope):
    for found in all_figures(scope):
        if found.key.startswith("poor_households"):
            start, *changes, end = found.indicator.closing(found.scope)
            signs = {"+": 1, "−": -1}
            assert start.value + sum(signs[c.sign] * c.value for c in changes) == end.value


def test_two_standards_of_one_year_are_never_one_series(scope, capsys):
    old = printed(capsys, "--standard", "STD2016")

    assert old["poor_rate_start"]["value"] != EXPECTED["poor_rate_start"]
    assert old["poor_households_exited"]["value"] is None
    trend = get_indicator("poor_rate_end").by_year(scope.of_figure("poor_rate_end"))
    assert trend == [("2021", Decimal("2.76")), ("2022", Decimal("2.33"))]


def test_a_period_without_data_says_so_and_never_zero(demo_city, capsys):
    rows = printed(capsys, "--from", "01/01/2016", "--to", "31/12/2016", "--as-of", "31/12/2016")

    for key in ("poor_rate_end", "poor_households_exited", "capital_assigned", "fund_raised"):
        assert rows[key]["value"] is None
        assert rows[key]["percent_of_plan"] is None


def test_records_after_the_as_of_day_do_not_count(demo_city, capsys):
    early = printed(capsys, "--as-of", "31/12/2021")

    assert early["poor_rate_end"]["value"] == 2.76
    assert early["poor_households_exited"]["value"] is None
    assert early["awards_collective"]["value"] is None
    assert early["training_classes"]["value"] > 0


def test_a_round_counts_from_the_day_its_last_decision_is_signed(demo_city, capsys):
    before = printed(capsys, "--as-of", "20/12/2022")
    after = printed(capsys, "--as-of", "31/12/2022")

    assert before["poor_households_exited"]["value"] is None
    assert before["poor_rate_end"]["value"] == 2.76
    assert after["poor_households_exited"]["value"] == 74


def test_a_ward_without_a_total_leaves_the_citys_rate_unknown(scope):
    AreaTotal.objects.filter(year=2022, area__code="01846").delete()

    found = figure(get_indicator("poor_rate_end"), scope=scope)

    assert found.value is None
    assert figure(get_indicator("poor_households_exited"), scope=scope).value == 74


def test_the_poor_list_of_each_ward_closes_after_a_move(scope):
    origin, goal = Area.objects.wards().filter(code__in=["01846", "01855"]).order_by("code")[:2]
    moved = Review.objects.poor().filter(
        round__year=2022, area=origin, previous__recognised_class="poor"
    )[0]
    rounds = ReviewRound.objects.filter(pk=moved.round_id)
    closed_at = rounds.get().closed_at
    wards = WardRound.objects.filter(round=moved.round_id)
    rounds.update(state="open", closed_at=None)
    wards.update(state="open", closed_at=None, closed_by=None)
    Review.objects.filter(pk=moved.pk).update(area=goal, village=None)
    wards.update(state="closed", closed_at=closed_at)
    rounds.update(state="closed", closed_at=closed_at)

    for ward in (origin, goal):
        own = scope.of_figure("poor_households_exited").of_area(ward)
        start, *changes, end = get_indicator("poor_households_exited").closing(own)
        signs = {"+": 1, "−": -1}
        assert start.value + sum(signs[c.sign] * c.value for c in changes) == end.value


def test_nothing_is_a_zero_only_where_such_records_are_kept(scope):
    empty_year = replace(scope, start=date(2021, 1, 1), end=date(2021, 1, 2), is_chosen=True)
    never = replace(empty_year, as_of=date(2021, 1, 2))
    elsewhere = scope.of_area(Area.objects.get(code="01984"))

    for key in ("loans_poor_amount", "loans_poor_count"):
        assert figure(get_indicator(key), scope=never).value is None
        assert figure(get_indicator(key), scope=elsewhere).value == 0


@pytest.mark.parametrize("key", KEYS)
def test_areas_add_up_to_the_whole(scope, key):
    indicator = get_indicator(key)
    own = scope.of_figure(key)
    if indicator.base is not None or indicator.spread is not None:
        pytest.skip("a rate or a mean of wards is not a part of the city's")

    whole = indicator.rows(own).order_by().aggregate(v=indicator.measure)["v"]
    parts = indicator.by_area(own).values()

    assert sum(part or 0 for part in parts) == (whole or 0)


def table(answer):
    """Return the rows of a CSV by the names of its columns, numbers as numbers."""
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def number(cell):
    return float(cell.replace(",", ".")) if cell else None


@pytest.mark.parametrize(
    ("username", "query"),
    [
        *((username, "") for username in USERNAMES),
        ("thanhpho", "from=01/01/2022&to=31/12/2022&as_of=31/12/2022"),
        ("phuong.huyentung", "from=01/01/2022&to=31/12/2022&as_of=31/12/2022"),
    ],
)
def test_tile_records_json_and_csv_agree_for_every_figure_a_role_sees(demo_client, username, query):
    client = demo_client(username)
    user = User.objects.get(username=username)
    page = client.get(f"/?{query}")
    if page.status_code == 302 or "scope" not in page.context:
        assert username in ("rasoat.huyentung1", "quantri")
        return
    handed = {row["key"]: row for row in client.get(f"/figures.json?{query}").json()["figures"]}
    cells = {row["key"]: row for row in table(client.get(f"/figures.csv?{query}"))}
    figures = all_figures(page.context["scope"], user=user)
    for found in figures:
        rows = found.indicator.rows(found.scope).order_by()
        hidden = rows.exclude(pk__in=rows.model.objects.visible_to(user).values("pk"))
        assert not hidden.exists(), found.key
        measured = rows.aggregate(v=found.indicator.measure)["v"] or 0
        if found.indicator.is_sum or found.indicator.base is not None:
            assert measured == (found.computed.top or 0), found.key
        value = None if found.value is None else float(found.value)
        assert handed[found.key]["value"] == value, found.key
        assert number(cells[found.key]["value"]) == value, found.key

    assert list(handed) == list(cells) == [found.key for found in figures]
    if username in ("thanhpho", "thanhtra", "phuong.huyentung"):
        assert len(figures) == len(KEYS)


def test_the_page_its_list_and_its_workbook_hold_what_the_figure_counts(demo_client, scope):
    client = demo_client("thanhpho")
    for found in all_figures(scope):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(found.url)
        assert answer.status_code == 200, found.key
        assert len(queries) <= 45, found.key
        assert answer.context["figure"].value == found.value, found.key
        count = found.indicator.rows(found.scope).count()
        assert answer.context["page"].counted == count, found.key
        workbook = client.get(f"{found.url}&export=xlsx").content
        assert exported_rows(workbook) == count, found.key


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_without_the_right_to_its_records_is_refused(demo_client, key):
    user = User.objects.get(username="taichinh")
    right = get_indicator(key).permission

    status = demo_client("taichinh").get(f"/figures/{key}/").status_code

    assert status == (200 if user.has(right) else 403)


def test_a_ward_officer_cannot_ask_for_another_ward(demo_client):
    other = Area.objects.get(code="01849", valid_to=date(2025, 6, 30))

    answer = demo_client("phuong.huyentung").get(f"/figures/poor_rate_end/?place={other.pk}")

    assert answer.status_code == 400
    assert "Dương Quang" not in answer.content.decode()


def test_wards_of_the_map_give_the_citys_rate(scope):
    own = scope.of_figure("poor_rate_end")
    poor = Review.objects.poor().filter(round__year=2022, round__standard="STD2022").count()
    households = (
        Area.objects.wards().filter(totals__year=2022).aggregate(n=Sum("totals__households"))["n"]
    )

    found = figure(get_indicator("poor_rate_end"), scope=scope)

    assert (found.computed.top, found.computed.bottom) == (poor, households) == (279, 11_980)
    assert len(get_indicator("poor_rate_end").by_area(own)) == 8


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_figure_explains_itself_in_both_languages(scope, language):
    with override(language):
        for found in all_figures(scope):
            assert str(found.indicator.definition)
            assert str(found.indicator.source)
            assert formula_of(found.indicator)
            assert found.lines or found.value in (None, 0)


def test_dashboard_asks_as_often_for_twenty_wards_as_for_eight(demo_client):
    client = demo_client("thanhpho")
    city = Area.objects.get(code="058")
    with CaptureQueriesContext(connection) as before:
        client.get("/")

    for number in range(12):
        ward = Area.objects.create(
            code=f"N{number}",
            name=f"Phường Mới {number}",
            level="ward",
            residence="urban",
            parent=city,
            valid_from=city.valid_from,
            tile_column=number,
            tile_row=3,
        )
        for year in (2021, 2022):
            ward.totals.create(
                year=year, households=10, persons=30, as_of=date(year, 12, 14), source="Thử"
            )
    with CaptureQueriesContext(connection) as after:
        page = client.get("/")

    assert "Mới 11" in page.content.decode()
    assert len(after) == len(before) <= 60


@pytest.mark.parametrize("username", USERNAMES)
def test_the_home_page_of_every_role_asks_at_most_sixty_times(demo_client, username):
    client = demo_client(username)
    with CaptureQueriesContext(connection) as asked:
        client.get("/")

    assert len(asked) <= 60


@pytest.mark.parametrize(
    "query",
    [
        "?from=01/01/2023",
        "?from=31/12/2023&to=01/01/2023",
        "?from=32/13/2023&to=01/01/2024",
        "?as_of=hom-nay",
        "?standard=STD1900",
        "?place=999999",
        "?place=abc",
        "?as_of=%00",
    ],
)
def test_a_wrong_scope_gets_words_and_no_number(demo_client, query):
    client = demo_client("thanhpho")
    for path in ("/", "/figures/poor_rate_end/", "/reported/"):
        answer = client.get(f"{path}{query}")

        assert answer.status_code == 400
        assert "2,33" not in answer.content.decode()
    for path in ("/figures/poor_rate_end.json", "/figures/poor_rate_end.csv", "/figures.json"):
        answer = client.get(f"{path}{query}")

        assert answer.status_code == 400
        assert answer.json()["message"] == "Phạm vi chưa đúng"
        assert answer.json()["errors"]


def test_figures_that_explain_each_other_share_a_window(scope):
    window = {found.key: (found.scope.start, found.scope.end) for found in all_figures(scope)}

    assert window["capital_disbursed"] == window["capital_distributed"]
    assert window["loans_poor_households"] == window["loans_poor_count"]
    assert window["poor_households_entered"] == window["poor_households_exited"]


def test_the_net_fall_lists_its_movements(scope):
    own = scope.of_figure("poor_households_exited")
    rows = get_indicator("poor_households_net_fall").rows(own)

    assert rows.filter(effect=1).count() == 74
    assert rows.filter(effect=-1).count() == 22


def test_a_report_is_not_held_against_a_day_before_it(scope):
    early = replace(scope, as_of=date(2022, 6, 30))

    assert figure(get_indicator("poor_rate_end"), scope=early).status is Status.NOT_REPORTED


def test_a_ward_officer_sees_the_open_round_first(demo_client):
    panels = demo_client("phuong.huyentung").get("/").context["panels"]

    assert [item["panel"].key for item in panels] == ["round_board", "help_gaps"]
    assert sum(line["count"] for line in panels[0]["lines"]) > 0


def test_the_administrator_is_led_to_the_reference_data(demo_client):
    assert 'href="/admin/"' in demo_client("quantri").get("/").content.decode()


def test_an_unknown_figure_is_not_there(demo_client):
    assert demo_client("thanhpho").get("/figures/happiness/").status_code == 404
