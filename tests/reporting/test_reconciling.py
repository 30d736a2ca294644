"""The page that holds reported figures against the records: rows, filters, reports, states."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting.compare import Status
from povertyportal.reporting.models import ReportedFigure
from povertyportal.reporting.reconciling import meaning_of
from povertyportal.reporting.todo import todo_for
from programs import models as m
from tests.programs import factories

PAGE = reverse("reported_figures")
TODAY = date(2023, 2, 1)


@pytest.fixture
def report(city, ward):
    """Return a report on 2022: classes match, departures are missing, awards claim a plan."""
    for _each in range(2):
        factories.training_class(ward)
    m.Award.objects.create(
        area=city,
        recipient_kind="collective",
        recipient="Tổ 1",
        decision_number="1/QĐ",
        decided_on=factories.DAY,
        movement="Chung tay vì người nghèo",
    )
    report = factories.official_report(city)
    factories.reported_figure(report, key="training_classes", value=2, as_stated="2 lớp")
    factories.reported_figure(report, key="overseas_workers", value=85, as_stated="85 người")
    factories.reported_figure(
        report,
        key="awards_collective",
        value=1,
        as_stated="1 tập thể, đạt chỉ tiêu",
        claims_plan_met=True,
    )
    return report


def shown(answer):
    """Return the status of each row of the page, by figure."""
    return {row.figure.key: row.figure.status for row in answer.context["rows"]}


def test_each_stated_figure_stands_beside_its_computed_value(report, leader, client_of):
    answer = client_of(leader).get(PAGE)

    assert shown(answer) == {
        "training_classes": Status.MATCH,
        "overseas_workers": Status.MISSING,
        "awards_collective": Status.UNVERIFIABLE,
    }
    row = next(row for row in answer.context["rows"] if row.figure.key == "training_classes")
    assert (row.computed, row.difference) == ("2 lớp", 0)
    assert client_of(leader).get(row.url).context["figure"].value == 2
    assert answer.context["open"] == 2


def test_a_changed_record_turns_a_match_into_a_difference(report, ward, leader, client_of):
    factories.training_class(ward)

    answer = client_of(leader).get(PAGE)

    row = next(row for row in answer.context["rows"] if row.figure.key == "training_classes")
    assert row.figure.status is Status.DIFFERS
    assert row.difference_words == "+1 lớp"


def test_a_tolerance_lets_a_small_difference_pass_and_is_shown(report, ward, leader, client_of):
    factories.training_class(ward)
    ReportedFigure.objects.filter(key="training_classes").update(tolerance=1)

    answer = client_of(leader).get(PAGE)

    assert shown(answer)["training_classes"] is Status.MATCH
    assert "± 1 lớp" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("status=missing", {"overseas_workers"}),
        ("theme=awards", {"awards_collective"}),
        ("theme=work&status=match", {"training_classes"}),
        ("explained=yes", {"overseas_workers"}),
        ("explained=no", {"awards_collective"}),
        ("status=differs", set()),
    ],
)
def test_rows_are_narrowed_and_the_scope_survives(report, standing, client_of, query, keys):
    ReportedFigure.objects.filter(key="overseas_workers").update(
        explanation="Chưa nhập hồ sơ", explained_by=standing, explained_at="2023-02-01T08:00Z"
    )

    answer = client_of(standing).get(f"{PAGE}?place={report.area_id}&{query}")

    assert set(shown(answer)) == keys
    assert f'name="place" value="{report.area_id}"' in answer.content.decode()
    assert answer.context["open"] == 1


def test_figures_nobody_reported_are_shown_when_asked_for(report, leader, client_of):
    answer = client_of(leader).get(f"{PAGE}?all=on")

    rows = shown(answer)
    assert rows["loans_poor_count"] is Status.NOT_REPORTED
    assert len(rows) > 20


def test_a_wrong_filter_keeps_no_row_and_says_so(report, leader, client_of):
    answer = client_of(leader).get(f"{PAGE}?status=abc")

    assert answer.status_code == 200
    assert answer.context["rows"] == []
    assert "Bộ lọc có chỗ chưa đúng" in answer.content.decode()


def test_another_report_is_chosen_with_its_own_area_day_and_window(report, ward, leader, client_of):
    other = factories.official_report(
        ward,
        title="Báo cáo quý I của phường",
        stated_on=date(2022, 7, 5),
        period_to=date(2022, 6, 30),
    )
    factories.reported_figure(other, key="training_classes", value=3, as_stated="3 lớp")

    chosen = client_of(leader).get(f"{PAGE}?report={other.pk}")

    assert chosen.context["scope"].area == ward
    assert chosen.context["scope"].as_of == date(2022, 7, 5)
    assert shown(chosen) == {"training_classes": Status.DIFFERS}
    assert {each.pk for each in chosen.context["reports"]} == {report.pk, other.pk}
    row = chosen.context["rows"][0]
    assert client_of(leader).get(row.url).context["figure"].value == 2


@pytest.mark.parametrize("key", ["999999", "abc", "-1", "9" * 30])
def test_an_unknown_report_is_not_there(report, leader, client_of, key):
    assert client_of(leader).get(f"{PAGE}?report={key}").status_code == 404


@pytest.mark.parametrize(
    "query", ["from=01/01/2016&to=31/12/2016", "as_of=01/06/2022", "place={ward}"]
)
def test_where_nothing_was_reported_the_page_says_so(report, ward, leader, client_of, query):
    answer = client_of(leader).get(f"{PAGE}?{query.format(ward=ward.pk)}")

    assert answer.status_code == 200
    assert answer.context["rows"] == []
    assert "Không có số nào để đối chiếu" in answer.content.decode()


def test_rows_without_the_right_to_their_records_are_left_out(report, finance, client_of):
    answer = client_of(finance).get(PAGE)

    assert answer.context["rows"] == []
    assert "85 người" not in answer.content.decode()


def test_the_workbook_holds_the_rows_and_the_checks(report, leader, client_of):
    answer = client_of(leader).get(f"{PAGE}?status=missing&export=xlsx")

    book = load_workbook(BytesIO(answer.content))
    rows, checks = book.worksheets
    assert [cell.value for cell in rows[4]][1] == "Lao động đi làm việc ở nước ngoài"
    assert rows.max_row == 4
    assert checks.max_row > 10
    assert AuditEvent.objects.filter(action__endswith="export").exists()


def test_who_may_not_take_lists_away_gets_no_workbook(report, administrator, client_of):
    browser = client_of(administrator)

    assert browser.get(f"{PAGE}?export=xlsx").status_code == 403
    assert "export=xlsx" not in browser.get(PAGE).content.decode()


def test_only_who_enters_reports_is_offered_the_forms(report, leader, standing, client_of):
    door = reverse("reported_figure_explain", args=[report.figures.last().pk])

    assert door in client_of(standing).get(PAGE).content.decode()
    assert door not in client_of(leader).get(PAGE).content.decode()


def test_the_standing_office_is_told_of_what_nobody_explained(report, standing, leader):
    def told(user):
        groups = todo_for(user, today=TODAY)
        return [g.items[0].count for g in groups if g.todo.key == "unexplained_differences"]

    before = told(standing)
    ReportedFigure.objects.filter(key__in=["overseas_workers", "awards_collective"]).update(
        explanation="Đã kiểm tra", explained_by=standing, explained_at="2023-02-01T08:00Z"
    )

    assert before == [2]
    assert told(standing) == []
    assert told(leader) == []


def test_the_dashboard_counts_what_is_open_and_the_checks_apart(report, leader, client_of):
    page = client_of(leader).get("/")

    assert len(page.context["differences"]) == 2
    assert "plan_claims" in {checked.check.key for checked in page.context["broken"]}
    assert f"{PAGE}?{page.context['scope'].query.replace('&', '&amp;')}" in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": 74}, "74 hộ"),
        ({"value": 74, "tolerance": 2}, "từ 71,5 đến dưới 76,5 hộ"),
        (
            {"key": "fund_raised", "value": 490_000_000, "relation": "under", "step": 10_000_000},
            "trên 480 đến 490 triệu đồng",
        ),
        (
            {"key": "fund_spent", "value": 530_000_000, "relation": "over", "step": 10_000_000},
            "từ 530 đến dưới 540 triệu đồng",
        ),
    ],
)
def test_a_statement_is_put_in_words(fields, words):
    plain = {"key": "poor_households_exited", "relation": "exact", "step": 1, "tolerance": 0}
    fields = plain | fields
    numbers = {name: Decimal(fields[name]) for name in ("value", "step", "tolerance")}

    assert meaning_of(ReportedFigure(**fields | numbers)) == words
