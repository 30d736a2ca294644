"""Official reports and their figures: entered, read, put right, explained, refused."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting import actions
from povertyportal.reporting.models import OfficialReport, Paper, ReportedFigure
from tests.programs.factories import official_report, reported_figure
from tests.races import RACE, together

NOW = timezone.make_aware(datetime(2023, 2, 1, 9, 0))  # noqa: DTZ001
TOKEN = "3b1d6a52-0c3e-4d0e-8a3f-2f6f0d8f8a77"
NEW = reverse("official_report_create")


def picture():
    """Return a small scan as it comes from a browser."""
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    content.seek(0)
    content.name = "bao-cao.png"
    return content


def typed_report(area, **fields):
    return {
        "title": "Báo cáo 6 tháng",
        "area": area.pk,
        "stated_on": "10/07/2023",
        "standard": "STD2022",
        "period_from": "01/01/2023",
        "period_to": "30/06/2023",
        "source": "Báo cáo 45/BC-UBND",
        "submit_token": TOKEN,
    } | fields


def typed_figure(**fields):
    return {
        "key": "capital_assigned",
        "as_stated": "hơn 7,4 tỷ đồng",
        "value": "",
        "relation": "",
        "step": "",
        "tolerance": "",
        "period_from": "01/01/2022",
        "period_to": "31/12/2022",
        "note": "",
    } | fields


def page(name, row):
    return reverse(name, args=[row.pk])


class TestReports:
    def test_a_report_with_its_scan_is_entered_once_however_often_it_is_sent(
        self, ward, standing, client_of
    ):
        browser = client_of(standing)

        answers = [browser.post(NEW, typed_report(ward, scan=picture())) for _twice in range(2)]

        report = OfficialReport.objects.get()
        assert {answer.url for answer in answers} == {report.get_absolute_url()}
        assert Paper.objects.count() == 1
        assert AuditEvent.objects.filter(action="official_report.record").count() == 1
        scan = browser.get(page("official_report_scan", report))
        assert scan["Content-Type"] == "image/png"

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"title": " "}, "title"),
            ({"area": "999999"}, "area"),
            ({"stated_on": "31/02/2023"}, "stated_on"),
            ({"stated_on": "01/12/2022"}, "stated_on"),
            ({"period_to": "31/12/2022"}, "period_to"),
            ({"period_from": "01/01/2010", "period_to": "31/12/2010"}, "period_to"),
            ({"standard": "STD1900"}, "standard"),
            ({"source": ""}, "source"),
        ],
    )
    def test_a_wrong_report_is_refused_at_its_field_and_stays_typed(
        self, city, standing, client_of, wrong, field
    ):
        answer = client_of(standing).post(NEW, typed_report(city) | wrong)

        assert answer.status_code == 200
        assert answer.context["form"].errors[field]
        assert not OfficialReport.objects.exists()

    def test_a_file_that_is_no_scan_is_refused(self, city, standing, client_of):
        broken = BytesIO(b"#!/bin/sh")
        broken.name = "bao-cao.pdf"

        answer = client_of(standing).post(NEW, typed_report(city, scan=broken))

        assert answer.context["form"].errors["scan"]
        assert not Paper.objects.exists()

    @pytest.mark.parametrize("who", ["officer", "finance", "leader", "auditor", "outsider"])
    def test_others_may_look_at_most(self, city, who, request, client_of):
        report = official_report(city)
        user = request.getfixturevalue(who)
        browser = client_of(user)

        for name in ("official_report_edit", "official_report_remove", "reported_figure_create"):
            assert browser.post(page(name, report)).status_code in (403, 404)
        with pytest.raises(PermissionDenied):
            actions.remove_official_report(report=report, by=user, reason="Nhầm", version=1)
        assert OfficialReport.objects.exists()

    def test_a_report_of_another_ward_is_not_there(self, ward, other_officer, client_of):
        report = official_report(ward)
        browser = client_of(other_officer)

        assert browser.get(report.get_absolute_url()).status_code == 404
        assert browser.get(page("official_report_scan", report)).status_code == 404
        assert browser.get(reverse("official_report_list")).context["page"].total == 0
        assert browser.get(f"{reverse('reported_figures')}?report={report.pk}").status_code == 404

    def test_an_edit_on_an_older_state_shows_both_and_the_second_try_counts(
        self, city, standing, client_of
    ):
        report = official_report(city)
        browser = client_of(standing)
        sent = typed_report(city, version="1", title="Tên của tôi")
        OfficialReport.objects.update(title="Tên của người khác", version=2)

        first = browser.post(page("official_report_edit", report), sent)
        again = browser.post(
            page("official_report_edit", report),
            sent | {"version": first.context["form"]["version"].value()},
        )

        assert "Tên của người khác" in first.content.decode()
        assert again.status_code == 302
        assert OfficialReport.objects.get().title == "Tên của tôi"

    def test_a_report_goes_only_after_its_figures_and_with_a_reason(
        self, city, standing, client_of
    ):
        report = official_report(city)
        stated = reported_figure(report)
        browser = client_of(standing)
        sent = {"version": "1", "reason": "Nhập hai lần"}

        kept = browser.post(page("official_report_remove", report), sent)
        browser.post(page("reported_figure_remove", stated), sent)
        bare = browser.post(page("official_report_remove", report), sent | {"reason": " "})
        browser.post(page("official_report_remove", report), sent)

        assert "Hãy xoá các số đó trước" in kept.content.decode()
        assert bare.context["form"].errors["reason"]
        assert not OfficialReport.objects.exists()
        notes = AuditEvent.objects.filter(action__endswith=".remove").values_list("note", flat=True)
        assert list(notes) == ["Nhập hai lần"] * 2


class TestFigures:
    def test_a_statement_fills_value_relation_and_last_digit(self, city, standing, client_of):
        report = official_report(city)

        answer = client_of(standing).post(page("reported_figure_create", report), typed_figure())

        stated = report.figures.get()
        assert answer.url == report.get_absolute_url()
        assert (stated.value, stated.relation, stated.step) == (7_400_000_000, "over", 100_000_000)

    def test_reading_shows_what_was_understood_and_saves_nothing(self, city, standing, client_of):
        report = official_report(city)
        sent = typed_figure(read="1", note="Trang 3", period_to="")

        answer = client_of(standing).post(page("reported_figure_create", report), sent)

        form = answer.context["form"]
        shown = {name: form[name].value() for name in ("value", "relation", "step", "note")}
        assert shown == {
            "value": "7.400.000.000",
            "relation": "over",
            "step": "100.000.000",
            "note": "Trang 3",
        }
        assert not form.errors
        assert not ReportedFigure.objects.exists()

    def test_what_can_be_read_two_ways_is_asked_back(self, city, standing, client_of):
        report = official_report(city)
        unclear = typed_figure(as_stated="khoảng 7,4 tỷ đồng")
        browser = client_of(standing)

        asked = browser.post(page("reported_figure_create", report), unclear)
        told = browser.post(
            page("reported_figure_create", report),
            unclear | {"value": "7.400.000.000", "relation": "under", "step": "100.000.000"},
        )

        assert "khoảng" in str(asked.context["form"].errors["value"])
        assert told.status_code == 302
        assert report.figures.get().relation == "under"

    @pytest.mark.parametrize(
        ("fields", "value", "step"),
        [
            ({"key": "trained_labour_rate", "as_stated": "73,6 %"}, "73.6", "0.1"),
            ({"key": "trained_labour_rate", "as_stated": "đa số", "value": "73,6"}, "73.6", "0.1"),
            ({"key": "trained_labour_rate", "as_stated": "đa số", "value": "73"}, "73", "1"),
            ({"key": "trainees", "as_stated": "525 người", "value": "530"}, "530", "1"),
        ],
    )
    def test_a_number_that_was_typed_stands_for_itself(
        self, city, standing, client_of, fields, value, step
    ):
        report = official_report(city)

        client_of(standing).post(page("reported_figure_create", report), typed_figure(**fields))

        stated = report.figures.get()
        assert (stated.value, stated.step) == (Decimal(value), Decimal(step))

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"key": "nothing"}, "key"),
            ({"as_stated": ""}, "as_stated"),
            ({"value": "-1"}, "value"),
            ({"value": "1.5"}, "value"),
            ({"value": "7.450.000.000", "step": "100.000.000"}, "step"),
            ({"step": "0"}, "step"),
            ({"tolerance": "-5"}, "tolerance"),
            ({"relation": "about"}, "relation"),
            ({"key": "trained_labour_rate", "value": "101"}, "value"),
            ({"period_to": "31/12/2021"}, "period_to"),
            ({"period_from": "32/01/2022"}, "period_from"),
            ({"period_from": "01/01/2000", "period_to": "01/02/2000"}, "period_to"),
        ],
    )
    def test_a_wrong_figure_is_refused_at_its_field_and_stays_typed(
        self, city, standing, client_of, wrong, field
    ):
        report = official_report(city)
        sent = typed_figure(note="Trang 12") | wrong

        answer = client_of(standing).post(page("reported_figure_create", report), sent)

        assert answer.status_code == 200
        assert answer.context["form"].errors[field]
        assert "Trang 12" in answer.content.decode()
        assert not ReportedFigure.objects.exists()

    def test_one_figure_is_stated_once_by_a_report(self, city, standing):
        report = official_report(city)
        reported_figure(report)
        facts = {"key": "poor_households_exited", "as_stated": "giảm 75 hộ"}
        window = {"period_from": report.period_from, "period_to": report.period_to}
        other = ReportedFigure(report=report, value=75, **facts, **window)

        with pytest.raises(ValidationError, match="đã có số của chỉ tiêu này"):
            actions.record_reported_figure(figure=other, by=standing)

        assert report.figures.get().value == 74

    def test_the_same_figure_sent_twice_is_entered_once(self, city, standing, client_of):
        report = official_report(city)
        browser = client_of(standing)
        address = page("reported_figure_create", report)

        first = browser.post(address, typed_figure())
        stated = report.figures.get()
        again = ReportedFigure(
            report=report,
            key=stated.key,
            value=stated.value,
            relation=stated.relation,
            step=stated.step,
            as_stated=stated.as_stated,
            period_from=stated.period_from,
            period_to=stated.period_to,
        )

        assert first.status_code == 302
        assert actions.record_reported_figure(figure=again, by=standing) == stated
        assert AuditEvent.objects.filter(action="reported_figure.record").count() == 1

    def test_two_edits_at_once_leave_one_and_tell_the_other(self, city, standing):
        stated = reported_figure(official_report(city))

        actions.amend_reported_figure(
            figure=stated, values={"value": Decimal(75)}, by=standing, version=1
        )

        with pytest.raises(ValidationError) as stale:
            actions.amend_reported_figure(
                figure=stated, values={"value": Decimal(76)}, by=standing, version=1
            )
        assert stale.value.code == "conflict"
        assert ReportedFigure.objects.get().value == 75

    def test_a_conflict_shows_both_numbers(self, city, standing, client_of):
        stated = reported_figure(official_report(city))
        ReportedFigure.objects.update(value=70, version=2)
        sent = typed_figure(
            key=stated.key, as_stated="giảm 80 hộ", value="80", step="1", version="1"
        )

        answer = client_of(standing).post(page("reported_figure_edit", stated), sent)

        rows = {label: (now, typed) for label, now, typed in answer.context["conflict"]}
        assert rows["Số báo cáo"] == ("70", "80")
        assert answer.context["form"]["version"].value() == "2"


class TestExplanations:
    def test_an_officer_explains_and_takes_it_back(self, city, standing, client_of):
        stated = reported_figure(official_report(city))
        browser = client_of(standing)
        address = page("reported_figure_explain", stated)

        browser.post(address, {"version": "1", "explanation": "Số gộp"})
        stated.refresh_from_db()
        explained = (stated.explanation, stated.explained_by, bool(stated.explained_at))
        browser.post(address, {"version": "2", "explanation": ""})
        stated.refresh_from_db()

        assert explained == ("Số gộp", standing, True)
        assert (stated.explanation, stated.explained_by) == ("", None)
        assert AuditEvent.objects.filter(action="reported_figure.explain").count() == 2

    def test_another_number_drops_the_word_on_the_old_one(self, city, standing):
        stated = reported_figure(official_report(city))
        stated = actions.explain_reported_figure(
            figure=stated, text="Số gộp", by=standing, now=NOW, version=1
        )

        noted = actions.amend_reported_figure(
            figure=stated, values={"note": "Trang 2"}, by=standing, version=2
        )
        changed = actions.amend_reported_figure(
            figure=stated, values={"value": Decimal(75)}, by=standing, version=3
        )

        assert noted.explanation == "Số gộp"
        assert (changed.explanation, changed.explained_at) == ("", None)
        event = AuditEvent.objects.filter(action="reported_figure.amend").first()
        assert event.changes["explanation"] == ["Số gộp", None]

    @pytest.mark.parametrize("who", ["officer", "finance", "leader", "auditor", "outsider"])
    def test_others_cannot_explain(self, city, who, request, client_of):
        stated = reported_figure(official_report(city))
        user = request.getfixturevalue(who)

        answer = client_of(user).post(
            page("reported_figure_explain", stated), {"version": "1", "explanation": "Tự đặt"}
        )

        assert answer.status_code in (403, 404)
        with pytest.raises(PermissionDenied):
            actions.explain_reported_figure(
                figure=stated, text="Tự đặt", by=user, now=NOW, version=1
            )

    def test_a_form_made_on_an_older_state_shows_the_other_word(self, city, standing, client_of):
        stated = reported_figure(official_report(city))
        actions.explain_reported_figure(
            figure=stated, text="Của người khác", by=standing, now=NOW, version=1
        )

        answer = client_of(standing).post(
            page("reported_figure_explain", stated), {"version": "1", "explanation": "Của tôi"}
        )

        assert answer.context["conflict"] == [("Giải trình", "Của người khác", "Của tôi")]
        assert ReportedFigure.objects.get().explanation == "Của người khác"


def test_figures_without_the_right_to_their_records_are_not_shown(city, finance, client_of):
    report = official_report(city)
    reported_figure(report)
    reported_figure(report, key="capital_assigned", value=1000, as_stated="1.000 đồng")

    answer = client_of(finance).get(report.get_absolute_url())

    assert [row["stated"].key for row in answer.context["rows"]] == ["capital_assigned"]
    assert answer.context["hidden"] == 1
    assert "giảm 74 hộ" not in answer.content.decode()


def test_an_administrator_keeps_the_admin_but_no_explanation_there(
    city, administrator, standing, client_of
):
    stated = reported_figure(official_report(city))
    address = reverse("admin:reporting_reportedfigure_change", args=[stated.pk])

    form = client_of(administrator).get(address).content.decode()

    assert 'name="value"' in form
    assert 'name="explanation"' not in form


class TestRace:
    pytestmark = RACE

    def test_two_entries_of_one_figure_at_once_leave_one(self, city, standing):
        report = official_report(city)

        def enter():
            figure = ReportedFigure(
                report=report,
                key="trainees",
                value=525,
                as_stated="525 người",
                period_from=date(2022, 1, 1),
                period_to=date(2022, 12, 31),
            )
            return actions.record_reported_figure(figure=figure, by=standing).pk

        keys = together(enter, enter)

        assert len(set(keys)) == 1
        assert ReportedFigure.objects.count() == 1
