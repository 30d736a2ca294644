"""What a report says where there is little to say, who may have one, and how it estimates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting.compare import Reported
from povertyportal.reporting.documents import texts
from povertyportal.reporting.figures import figure
from povertyportal.reporting.questions import ask
from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.reports import get_report
from programs.papers.report import phrases
from programs.papers.report.estimates import estimates
from tests.programs import factories as programs

YEAR = date(2022, 1, 1), date(2022, 12, 31)
FIRST_HALF = date(2022, 1, 1), date(2022, 6, 30)
KINDS = ("mid_term", "end_term", "half_year", "yearly")


def question(area, *, days=YEAR, as_of=date(2023, 6, 30)):
    return ask(area, today=as_of, report=None, start=days[0], end=days[1], as_of=as_of)


def words(report):
    found = " ".join(text for paper in report.papers for text in texts(paper))
    return found.replace("\u00a0", " ")


def counted(value, *, plan=None, key="workers_placed", **fields):
    """Return the figure with this value and plan, whatever the records say."""
    found = figure(get_indicator(key), scope=fields.pop("scope"))
    return replace(found, value=value, plan=plan, **fields)


@pytest.mark.parametrize("kind", KINDS)
def test_without_any_record_each_place_says_that_there_is_no_data(leader, city, kind):
    report = get_report(kind).build(question(city), leader)

    text = words(report)
    assert text.count("chưa có số liệu") > 40
    assert not [found.key for found in report.figures if found.value is not None]
    assert "giảm ròng 0" not in text
    assert "0 triệu đồng" not in text


def test_a_place_with_a_long_name_and_no_offices_has_a_report(leader, city):
    city.name = "Thành phố " + "Rất Dài " * 13
    city.save()

    papers = get_report("mid_term").build(question(city), leader).papers

    assert papers[0].agency[-1] == city.name.upper()


@pytest.mark.parametrize(
    ("value", "plan", "said"),
    [
        (129, 200, "bằng 64,5% kế hoạch (200 lao động), còn thiếu 71 lao động"),
        (210, 200, "bằng 105,0% kế hoạch (200 lao động), vượt 10 lao động"),
        (200, 200, "đạt kế hoạch (200 lao động)"),
        (5, 0, "vượt kế hoạch (0 lao động) 5 lao động"),
        (5, None, ""),
        (None, 200, ""),
    ],
)
def test_a_figure_is_told_against_its_plan(city, value, plan, said):
    found = counted(value, plan=plan, scope=question(city))

    assert phrases.against_plan(found).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("value", "plan", "said"),
    [
        (Decimal("2.33"), Decimal("2.5"), "đạt kế hoạch (không quá 2,5%)"),
        (
            Decimal("2.7"),
            Decimal("2.5"),
            "chưa đạt kế hoạch (không quá 2,5%), còn cao hơn 0,2 điểm phần trăm",
        ),
        (Decimal("0.1"), Decimal(0), "chưa đạt kế hoạch (bằng 0)"),
    ],
)
def test_a_figure_that_should_fall_is_told_against_its_plan(city, value, plan, said):
    found = counted(value, plan=plan, key="poor_rate_end", scope=question(city))

    assert phrases.against_plan(found).replace("\u00a0", " ") == said


def test_a_plan_that_nobody_stated_cannot_be_judged(city):
    claim = Reported(
        value=None, relation="exact", step=Decimal(1), as_stated="đạt", claims_plan_met=True
    )
    found = counted(85, reported=claim, scope=question(city))

    assert "chưa đủ căn cứ kiểm chứng" in phrases.against_plan(found)
    assert phrases.judgement(found) == "Không kiểm chứng được"
    assert phrases.judgement(replace(found, value=None)) == "Chưa có số liệu"


@pytest.fixture
def loans(ward, city):
    """Lend twice in the first half of 2022, once in the second half of 2021 and once before."""
    programs.programme(city)
    home = programs.household(ward)
    for day in ("2021-03-01", "2021-08-01", "2022-02-01", "2022-05-01"):
        programs.saved_loan(home, disbursed_on=date.fromisoformat(day), amount=10_000_000)
    return home


def estimated(area, *, days, keys):
    found = {key: figure(get_indicator(key), scope=question(area, days=days)) for key in keys}
    return estimates(found)


def test_the_rest_of_the_year_is_that_of_the_year_before(city, loans):
    keys = ("loans_poor_count", "loans_poor_amount")

    assert estimated(city, days=FIRST_HALF, keys=keys) == {
        "loans_poor_count": 3,
        "loans_poor_amount": 30_000_000,
    }


def test_without_a_year_before_the_pace_goes_on(city, loans):
    first = date(2021, 1, 1), date(2021, 6, 30)

    assert estimated(city, days=first, keys=["loans_poor_count"]) == {"loans_poor_count": 2}


def test_a_year_that_is_over_needs_no_estimate(city, loans):
    assert estimated(city, days=YEAR, keys=["loans_poor_count"]) == {"loans_poor_count": 2}


def test_what_is_not_known_is_not_estimated(city, loans):
    assert estimated(city, days=FIRST_HALF, keys=["fund_raised"]) == {"fund_raised": None}


def test_money_is_never_estimated_beyond_what_was_assigned(city, finance):
    programs.programme(city)
    row = programs.allocation(city)
    programs.enter(row, "assigned", 100, by=finance, entry_on=date(2022, 2, 1))
    programs.enter(row, "distributed", 90, by=finance, recipient=city, entry_on=date(2022, 3, 1))
    keys = ("capital_assigned", "capital_distributed", "capital_unallocated", "capital_disbursed")

    found = estimated(city, days=FIRST_HALF, keys=keys)

    assert (found["capital_assigned"], found["capital_distributed"]) == (100, 100)
    assert found["capital_unallocated"] == 0


def test_a_plan_from_review_to_review_is_the_years(city, leader, loans):
    programs.target(
        city,
        key="loans_poor_count",
        value=4,
        period_from=date(2021, 12, 14),
        period_to=date(2022, 12, 14),
    )

    text = words(get_report("yearly").build(question(city), leader))

    assert "2 lượt, bằng 50,0% kế hoạch (4 lượt), còn thiếu 2 lượt" in text


def test_the_list_offers_the_kinds_and_leads_to_the_choice(client_of, leader, loans):
    client = client_of(leader)

    page = client.get("/reports/").content.decode()

    assert [key for key in KINDS if f"/reports/{key}/" in page] == list(KINDS)
    chosen = client.get("/reports/half_year/")
    assert chosen.status_code == 200
    assert {"place", "year", "half", "as_of", "standard"} <= set(chosen.context["form"].fields)


def test_a_half_year_is_printed_and_the_taking_is_recorded(client_of, leader, city, loans):
    query = f"place={city.pk}&year=2022&half=1&as_of=30/06/2023"

    answer = client_of(leader).get(f"/reports/half_year/?{query}")

    assert answer.status_code == 200
    assert "trong 6 tháng đầu năm 2022" in answer.content.decode()
    event = AuditEvent.objects.filter(action="paper.print").latest("pk")
    assert (event.actor, event.area_path) == (leader.username, city.path)
    back = client_of(leader).get(f"/reports/half_year/?{query}&choose=1")
    assert back.context["form"]["half"].value() == "1"


@pytest.mark.parametrize(
    ("kind", "query", "field"),
    [
        ("mid_term", "from=01/01/2022", "to"),
        ("mid_term", "from=31/12/2022&to=01/01/2022", "to"),
        ("mid_term", "from=32/13/2022&to=01/01/2022", "from"),
        ("mid_term", "as_of=01/01/2999", "as_of"),
        ("yearly", "year=1999", "year"),
        ("yearly", "year=2022&as_of=31/12/2021", "as_of"),
        ("half_year", "year=2022&half=3", "half"),
        ("half_year", "year=2022&half=2&as_of=30/06/2022", "as_of"),
        ("half_year", "year=nam-nay", "year"),
        ("yearly", "year=2022&standard=STD1900", "standard"),
    ],
)
def test_a_wrong_period_is_said_at_its_field(client_of, leader, city, kind, query, field):
    for form in ("html", "docx", "pdf"):
        answer = client_of(leader).get(f"/reports/{kind}/?place={city.pk}&{query}&format={form}")

        assert answer.status_code == 400
        assert field in answer.context["form"].errors


def test_a_place_outside_ones_areas_is_refused(client_of, officer, other_ward):
    answer = client_of(officer).get(f"/reports/mid_term/?place={other_ward.pk}&format=docx")

    assert answer.status_code == 400
    assert "Dương Quang" not in answer.content.decode()


def test_an_unknown_kind_or_format_is_not_there(client_of, leader, city):
    assert client_of(leader).get("/reports/no_such_kind/").status_code == 404
    answer = client_of(leader).get(f"/reports/mid_term/?place={city.pk}&format=odt")
    assert answer.status_code == 404


def test_the_outsider_and_the_administrator_get_no_report(client_of, outsider, administrator):
    for user in (outsider, administrator):
        for path in ("/reports/", "/reports/mid_term/"):
            assert client_of(user).get(path).status_code == 403


def test_the_report_is_vietnamese_whatever_the_reader_speaks(client_of, leader, city):
    client = client_of(leader)
    client.cookies["portal_language"] = "en"

    page = client.get(f"/reports/mid_term/?place={city.pk}&from=01/01/2022&to=31/12/2022")

    assert "KẾT QUẢ THỰC HIỆN" in page.content.decode()
    assert "no data" not in page.content.decode().lower()
