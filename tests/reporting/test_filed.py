"""Filed reports: frozen exactly, drawn again identically, restated beside, never rewritten."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from povertyportal.accounts.models import AuditEvent
from povertyportal.accounts.roles import Permission
from povertyportal.reporting import registry, reports
from povertyportal.reporting.documents import thaw
from povertyportal.reporting.freezing import as_number, as_text, damage_of, scope_of, sum_of
from povertyportal.reporting.models import FiledReport
from povertyportal.reporting.reports import Gap, Report
from povertyportal.reporting.restating import State, restate, state_of
from programs import actions as programme
from programs.models import Award
from tests.reporting import filed as make

LIST = "/reports/filed/"
TOKEN = "0a3c8a1e-6d36-4c0a-9d6c-2f6f0d8f8a31"


@pytest.fixture
def kind(monkeypatch):
    return make.register(monkeypatch)


@pytest.fixture
def award(ward):
    return Award.objects.create(
        area=ward,
        recipient_kind="collective",
        recipient="Ban Chỉ đạo phường",
        decision_number="1287/QĐ-UBND",
        decided_on=date(2022, 12, 20),
        movement="Chung tay vì người nghèo",
    )


@pytest.fixture
def filed(city, standing, award, kind):
    return make.filed(city, by=standing, kind=kind, number="125/BC-UBND")


def correct(award, *, by):
    """Put the reward right: it went to a person."""
    award.refresh_from_db()
    values = {"recipient_kind": "individual", "recipient": "Nông Thị Nga"}
    return programme.amend_award(award=award, values=values, by=by, version=award.version)


def asked(area, **fields):
    query = {"place": area.pk, "from": "01/01/2022", "to": "31/12/2022", "as_of": "31/12/2022"}
    return query | {"standard": "STD2022"} | fields


def door(area, **fields):
    pairs = "&".join(f"{name}={value}" for name, value in asked(area, **fields).items())
    return f"{reverse('filed_report_create', args=[make.KEY])}?{pairs}"


def frozen(filed, key):
    return next(each for each in filed.figures["figures"] if each["key"] == key)


def drawn(browser, filed):
    """Return the paper as page and as the body of its DOCX."""
    url = reverse("filed_report_paper", args=[filed.pk])
    page = browser.get(url).content
    file = zipfile.ZipFile(io.BytesIO(browser.get(f"{url}?format=docx").content))
    return page, file.read("word/document.xml")


def test_standing_office_files_once_however_often_it_is_sent(
    city, standing, award, kind, client_of
):
    browser = client_of(standing)
    shown = browser.get(door(city)).context["form"]
    typed = {"submit_token": shown["submit_token"].value(), "number": "125/BC-UBND", "note": ""}

    answers = [browser.post(door(city), typed) for _twice in range(2)]

    filed = FiledReport.objects.get()
    event = AuditEvent.objects.get(action="filed_report.file")
    assert {answer.url for answer in answers} == {filed.get_absolute_url()}
    assert (filed.number, filed.filed_by, filed.area) == ("125/BC-UBND", standing, city)
    assert event.changes["sha256"] == [None, filed.sha256]
    assert event.area_path == city.path
    assert thaw(filed.papers)[0].number == "Số: 125/BC-UBND"


def test_every_figure_is_kept_with_all_that_explains_it(filed, award, ward):
    kept = frozen(filed, "awards_collective")

    assert (kept["value"], kept["shown"], kept["unit"]) == ("1", "1", "collectives")
    assert (kept["from"], kept["to"]) == ("2022-01-01", "2022-12-31")
    assert kept["definition"].startswith("Số được khen thưởng")
    assert kept["lines"]
    assert kept["source"]
    assert kept["by_area"] == [{"area": ward.pk, "name": ward.name, "value": "1", "shown": "1"}]
    assert filed.figures["numbers"] == {"rewards": "1"}
    assert filed.figures["scope"]["area"] == filed.area.name


@pytest.mark.parametrize("value", [0, 7, -3, Decimal("2.33"), Decimal("0.10"), 10**15, None])
def test_a_number_is_kept_exactly(value):
    assert as_number(as_text(value)) == value


def test_a_filed_report_is_drawn_again_identically_whatever_changes(
    filed, award, standing, city, client_of, monkeypatch
):
    browser = client_of(standing)
    before = drawn(browser, filed)

    correct(award, by=standing)
    other = replace(registry.get_indicator("awards_collective"), title="Tên mới", definition="Khác")
    monkeypatch.setitem(registry._indicators, "awards_collective", other)
    make.register(monkeypatch, title="Tên báo cáo mới", build=lambda scope, user: Report(papers=()))
    city.name = "Phường Bắc Kạn"
    city.save()

    assert drawn(browser, filed) == before
    assert b"125/BC-UBND" in before[1]


def test_a_kind_that_is_no_more_keeps_its_reports(filed, standing, client_of, monkeypatch):
    before = drawn(client_of(standing), filed)

    monkeypatch.delitem(reports._kinds, make.KEY)

    assert drawn(client_of(standing), filed) == before
    assert client_of(standing).get(filed.get_absolute_url()).status_code == 200


def test_the_page_shows_what_reads_otherwise_today_and_why(
    filed, award, standing, auditor, client_of
):
    correct(award, by=standing)

    found = restate(filed, user=standing)
    page = client_of(standing).get(filed.get_absolute_url()).content.decode()
    log = client_of(auditor).get(filed.get_absolute_url()).content.decode()

    by_title = {each.title: each for each in found.figures}
    collective = by_title["Tập thể được khen thưởng"]
    assert next((c.label, c.before, c.after) for c in collective.changes) == (
        "Thực hiện",
        "1 tập thể",
        "chưa có số liệu",
    )
    assert [act.actor for act in collective.acts] == ["standing"]
    assert len(found.figures) == 2
    assert "đã thay đổi sau khi chốt" in page
    assert "Nông Thị Nga" not in page
    event = AuditEvent.objects.get(action="award.amend")
    assert event.get_absolute_url() in log
    assert event.get_absolute_url() not in page


def test_the_frozen_numbers_stand_beside_the_new_ones(filed, award, standing, client_of):
    correct(award, by=standing)

    filed.refresh_from_db()
    page = client_of(standing).get(filed.get_absolute_url())

    assert frozen(filed, "awards_collective")["value"] == "1"
    assert not damage_of(filed)
    assert page.context["figures"]


def test_a_number_of_a_return_is_asked_again_too(filed, ward, standing):
    Award.objects.create(
        area=ward,
        recipient_kind="collective",
        recipient="Ban",
        decision_number="9/QĐ",
        decided_on=date(2021, 12, 20),
        movement="Chung tay",
    )

    found = restate(filed, user=standing)

    assert [(c.label, c.before, c.after) for c in found.numbers] == [("rewards", "1", "2")]


def test_the_list_says_which_report_reads_otherwise(filed, award, standing, client_of):
    browser = client_of(standing)
    assert "không đổi" in browser.get(LIST).content.decode()

    correct(award, by=standing)

    assert state_of(filed, user=standing) == State.CHANGED
    assert "đã thay đổi sau khi chốt" in browser.get(LIST).content.decode()


def test_a_list_compares_no_more_reports_than_a_reader_waits_for(filed, award, standing):
    correct(award, by=standing)

    assert state_of(filed, user=standing, may_ask=False) == State.UNASKED


def test_a_figure_that_means_something_else_today_says_so(filed, standing, monkeypatch):
    other = replace(registry.get_indicator("awards_collective"), definition="Định nghĩa khác")
    monkeypatch.setitem(registry._indicators, "awards_collective", other)

    found = restate(filed, user=standing)

    assert [each.is_redefined for each in found.figures] == [True]


def test_whoever_may_not_compute_a_figure_does_not_see_it_anew(filed, award, standing, finance):
    correct(award, by=standing)

    found = restate(filed, user=finance)

    assert found.figures == ()
    assert "Tập thể được khen thưởng" in found.unasked


def test_a_second_report_must_replace_the_first_and_say_why(filed, city, standing, client_of):
    browser = client_of(standing)
    page = browser.get(door(city))
    typed = {"submit_token": TOKEN, "standing": filed.pk, "number": "126/BC-UBND", "note": ""}

    refused = browser.post(door(city), typed)
    unseen = browser.post(door(city), typed | {"standing": "", "note": "Thiếu một quyết định"})
    done = browser.post(door(city), typed | {"note": "Thiếu một quyết định"})

    second = FiledReport.objects.get(number="126/BC-UBND")
    assert page.context["standing"] == filed
    assert refused.context["form"].errors["note"]
    assert unseen.context["form"].non_field_errors()
    assert (done.url, second.replaces) == (second.get_absolute_url(), filed)
    assert "Thiếu một quyết định" in browser.get(filed.get_absolute_url()).content.decode()
    assert browser.get(LIST, {"replaced": "no"}).context["page"].rows == [second]


def test_a_report_with_gaps_is_refused_with_the_list_of_them(
    city, standing, client_of, monkeypatch
):
    gap = Gap(title="Tỷ lệ hộ nghèo quá 100 %", advice="Sửa đợt rà soát 2022.", url="/reviews/")
    bad = make.register(monkeypatch, build=lambda s, u: replace(make.build(s, u), gaps=(gap,)))

    page = client_of(standing).get(door(city)).content.decode()
    posted = client_of(standing).post(door(city), {"submit_token": TOKEN})

    assert "Tỷ lệ hộ nghèo quá 100 %" in page
    assert 'href="/reviews/"' in page
    assert "Tỷ lệ hộ nghèo quá 100 %" in posted.content.decode()
    with pytest.raises(ValidationError, match="quá 100"):
        make.filed(city, by=standing, kind=bad)
    assert not FiledReport.objects.exists()
    assert not AuditEvent.objects.filter(action="filed_report.file").exists()


def test_days_to_come_are_not_filed(city, standing, kind):
    with pytest.raises(ValidationError, match="chưa tới"):
        make.filed(city, by=standing, scope=make.scope(city, as_of=date(2999, 1, 1)))


def test_a_scope_off_the_calendar_files_nothing(city, standing, kind, client_of):
    browser = client_of(standing)

    for wrong in ({"from": "31/02/2022"}, {"from": "31/12/2022", "to": "01/01/2022"}):
        url = door(city, **wrong)
        assert browser.get(url).status_code == 400
        assert browser.post(url, {"submit_token": TOKEN}).status_code == 400
    assert not FiledReport.objects.exists()


def test_a_post_without_token_files_nothing(city, standing, kind, client_of):
    answer = client_of(standing).post(door(city), {"number": "1"})

    assert answer.status_code == 200
    assert not FiledReport.objects.exists()


@pytest.mark.parametrize("who", ["officer", "finance", "leader", "auditor", "outsider"])
def test_only_the_standing_office_files(city, ward, who, kind, request, client_of):
    user = request.getfixturevalue(who)

    assert client_of(user).get(door(city)).status_code == 403
    assert client_of(user).post(door(city), {"submit_token": TOKEN}).status_code == 403
    with pytest.raises(PermissionDenied):
        make.filed(ward, by=user)
    assert not FiledReport.objects.exists()


def test_a_report_of_the_city_or_another_ward_is_not_there(
    filed, other_ward, ward, standing, officer, client_of
):
    elsewhere = make.filed(other_ward, by=standing)
    own = make.filed(ward, by=standing)
    browser = client_of(officer)

    for row in (filed, elsewhere):
        for name in ("detail", "paper", "data"):
            url = reverse(f"filed_report_{name}", args=[row.pk])
            assert browser.get(url).status_code == 404
    assert browser.get(LIST).context["page"].rows == [own]


def test_a_report_that_names_persons_needs_the_right_to_see_households(
    city, standing, finance, leader, client_of, monkeypatch
):
    named = make.register(monkeypatch, permission=Permission.HOUSEHOLD_VIEW)
    filed = make.filed(city, by=standing, kind=named)

    assert client_of(finance).get(filed.get_absolute_url()).status_code == 404
    assert client_of(finance).get(LIST).context["page"].rows == []
    assert client_of(leader).get(filed.get_absolute_url()).status_code == 200


def test_a_filed_row_cannot_be_changed_or_deleted(filed):
    for act in (lambda: FiledReport.objects.update(title="x"), filed.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_damaged_row_is_told_loudly_and_shows_no_number(filed, standing, client_of):
    kept = json.loads(json.dumps(filed.figures))
    kept["figures"][0]["value"] = "999"
    make.tamper(filed, figures=kept)

    page = client_of(standing).get(filed.get_absolute_url()).content.decode()

    assert "đã bị thay đổi ngoài cổng" in page
    assert "nội dung không khớp mã kiểm tra" in page
    assert "Số liệu đã chốt" not in page
    for name in ("paper", "data"):
        url = reverse(f"filed_report_{name}", args=[filed.pk])
        assert client_of(standing).get(url).status_code == 404
    with pytest.raises(CommandError, match=f"{filed.pk}: Báo cáo thử"):
        call_command("verify_filed")


def test_a_row_changed_together_with_its_sum_is_seen_by_the_log(filed, standing, client_of):
    filed.refresh_from_db()
    filed.note = "Sửa lén"
    make.tamper(filed, note="Sửa lén", sha256=sum_of(filed))

    page = client_of(standing).get(filed.get_absolute_url()).content.decode()

    assert "mã kiểm tra không khớp nhật ký" in page
    with pytest.raises(CommandError, match="nhật ký"):
        call_command("verify_filed")


def test_whole_reports_pass_the_check(filed, capsys):
    call_command("verify_filed")

    assert capsys.readouterr().out.startswith("1 filed reports")


def test_anybody_can_recompute_the_sum_from_the_data(filed, standing, client_of):
    answer = client_of(standing).get(reverse("filed_report_data", args=[filed.pk])).json()

    text = json.dumps(answer["content"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == answer["sha256"] == filed.sha256


def test_the_question_is_kept_too(filed, city):
    found = scope_of(FiledReport.objects.get(pk=filed.pk))

    assert found == make.scope(city)


def test_the_filed_papers_leave_an_event(filed, standing, client_of):
    client_of(standing).get(f"{reverse('filed_report_paper', args=[filed.pk])}?format=docx")

    event = AuditEvent.objects.get(action="paper.print")
    assert (event.object_type, event.object_id) == ("reporting.filedreport", str(filed.pk))
