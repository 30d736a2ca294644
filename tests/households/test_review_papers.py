"""Papers of the review: what stands on each, who gets it, and what never stands on one."""

import io
from datetime import date

import docx
import pytest
from django.urls import reverse

from households import papers, scoring
from households.models import Certificate, VillageMeeting
from households.papers.lists import share
from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting.documents import pdf, texts
from tests.households.factories import (
    listed,
    make_household,
    make_papers,
    make_person,
    make_review,
    make_round,
    recognised,
)
from tests.households.paper_rows import make_certificate, make_request

CANARY_ID, CANARY_PHONE = "006080009876", "0977123456"
HOSTILE = "<script>alert(1)</script> =1+1 " + "Ẫ" * 60
HAS_PDF = pdf.engine() is not None


@pytest.fixture
def home(ward, village):
    head = make_person("Bàn Thị Mùi", citizen_id=CANARY_ID, disability=True, birth_year=1980)
    child = make_person("Bàn Văn Ẩn", birth_year=2015, birth_date=date(2015, 7, 21))
    return make_household(
        ward, village=village, head=head, members=[child], code="BK-012345", phone=CANARY_PHONE
    )


@pytest.fixture
def review(home, officer):
    found = make_review(home, make_round(2023), by=officer)
    found.causes.create(code="land")
    found.needs.create(code="credit")
    return found


@pytest.fixture
def rows(review, officer):
    return make_papers(review, by=officer)


def url(name, *args, kind=""):
    return reverse(name, args=args) + (f"?format={kind}" if kind else "")


def addresses(rows, review):
    """Return the address of each paper about the household."""
    return [
        url("review_paper", "BK-012345", 2023, "b"),
        url("meeting_paper", rows["meeting"].pk),
        url("posting_paper", rows["posting"].pk),
        url("opinion_paper", rows["opinion"].pk),
        url("decision_paper", rows["decision"].pk),
    ]


def words(document):
    return " ".join(texts(document))


def test_phieu_b_carries_what_the_review_found(review):
    found = words(papers.phieu_b(scoring.load("STD2022"), review=review))

    for text in ("Bàn Thị Mùi", "BK-012345", "Tổ 1", "1980", "165", "B1 175 điểm", "năm 2023"):
        assert text in found


@pytest.mark.parametrize("kind", ["phieu-a", "phieu-b", "mau-01", "minutes"])
@pytest.mark.parametrize("format_", ["html", "docx"])
def test_empty_forms_are_for_everybody_who_sees_reviews(kind, format_, investigator, client_of):
    answer = client_of(investigator).get(url("blank_paper", kind, kind=format_))

    assert answer.status_code == 200
    assert not AuditEvent.objects.filter(action="paper.print").exists()


def test_the_page_of_forms_offers_them_and_the_villages(review, officer, client_of):
    listed(review.household, review.round, by=officer)

    page = client_of(officer).get(reverse("paper_list")).content.decode()

    assert url("blank_paper", "phieu-b") in page
    assert url("village_papers", review.round.pk, review.village_id) in page


def test_no_paper_carries_an_id_a_telephone_a_birth_day_or_a_disability(
    rows, review, officer, chair, client_of
):
    browser = client_of(officer)

    for address in addresses(rows, review):
        page = browser.get(address).content.decode()
        assert "Bàn Thị Mùi" in page or "decisions" in address
        for secret in (CANARY_ID, CANARY_ID[-4:], CANARY_PHONE, "21/07/2015", "huyết tật hưởng"):
            assert secret not in page.replace("người khuyết tật hưởng trợ cấp", ""), address


def test_the_posting_says_name_village_and_class_alone(rows):
    table = next(b for b in papers.posting_paper(rows["posting"]).blocks if b.kind == "table")

    assert table.head == (("STT", "Họ và tên chủ hộ", "Thôn, tổ dân phố", "Kết quả rà soát"),)
    assert table.rows == (("1", "Bàn Thị Mùi", "Tổ 1", "Hộ nghèo"),)


def test_the_minutes_count_votes_by_those_present(rows):
    found = words(papers.meeting_paper(rows["meeting"]))

    assert "100,0" in found
    assert "Hoàng Văn Trưởng" in found
    assert [share(1, 3), share(0, 7), share(2, 0)] == ["33,3", "0,0", "–"]


def test_the_decision_lists_who_came_and_who_left(home, ward, village, officer, chair):
    before = recognised(home, make_round(2022), by=officer, chair=chair)
    left = recognised(
        home, make_round(2023), by=officer, chair=chair, b1=170, lacking=2, previous=before
    )

    found = words(papers.decision_paper(left.decision))

    for text in (
        "- 0 hộ nghèo",
        "- 1 hộ cận nghèo với 2 nhân khẩu",
        "- 1 hộ thoát nghèo với 2 nhân khẩu",
        "DANH SÁCH HỘ THOÁT NGHÈO",
        "Nghị định 07/2021/NĐ-CP",
        left.decision.number,
    ):
        assert text in found
    assert "DANH SÁCH HỘ NGHÈO" not in found


def test_a_certificate_is_printed_alone_and_with_all_of_its_decision(
    ward, village, officer, chair, client_of
):
    certificate = make_certificate(ward, village, by=officer, chair=chair)
    browser = client_of(chair)

    one = browser.get(url("certificate_paper", certificate.pk)).content.decode()
    every = browser.get(url("certificates_paper", certificate.review.decision_id))

    assert "GIẤY CHỨNG NHẬN" in one
    assert "Lý Thị Đào" in one
    assert f"Số: {certificate.number}/2021/GCN" in one
    assert every.content.decode().count("<article") == 1


def test_a_decision_without_certificates_has_none_to_print(rows, chair, client_of):
    assert Certificate.objects.count() == 0
    answer = client_of(chair).get(url("certificates_paper", rows["decision"].pk))

    assert answer.status_code == 404


def test_the_request_says_why_and_leaves_the_id_to_the_hand(
    ward, village, officer, investigator, client_of
):
    asked = make_request(ward, village, make_round(2023), by=officer)
    plain = listed(make_household(ward, village=village), asked.round, by=officer)
    browser = client_of(investigator)

    page = browser.get(url("candidate_paper", asked.pk)).content.decode()

    assert "Chồng mất việc từ tháng 6" in page
    assert "Số định danh cá nhân:" in page
    assert browser.get(url("candidate_paper", plain.pk)).status_code == 404


def test_a_village_gets_one_sheet_for_each_candidate_that_is_still_to_be_visited(
    review, ward, village, officer, investigator, client_of
):
    for place in range(3):
        home = make_household(ward, village=village, head=f"Chủ Hộ {place}")
        listed(home, review.round, by=officer)
    dropped = make_household(ward, village=village, head="Khá Giả")
    listed(
        dropped,
        review.round,
        by=officer,
        quick_result="dropped",
        quick_by=officer,
        quick_at=review.created_at,
    )

    page = client_of(investigator).get(url("village_papers", review.round.pk, village.pk))

    text = page.content.decode()
    assert text.count("<article") == 3
    assert "Chủ Hộ 2" in text
    assert "Khá Giả" not in text


def test_papers_of_another_ward_are_not_there(rows, review, other_officer, outsider, client_of):
    for address in addresses(rows, review):
        assert client_of(other_officer).get(address).status_code == 404, address
        assert client_of(outsider).get(address).status_code == 403, address
    for address in addresses(rows, review):
        assert client_of(other_officer).get(f"{address}?format=docx").status_code == 404
    assert not AuditEvent.objects.filter(action="paper.print").exists()


def test_each_paper_taken_away_leaves_one_event(rows, officer, client_of):
    answer = client_of(officer).get(url("posting_paper", rows["posting"].pk, kind="docx"))

    event = AuditEvent.objects.get(action="paper.print")
    assert event.actor == officer.username
    assert event.object_type == "households.posting"
    assert event.area_path == rows["posting"].area.path
    assert event.changes["format"] == [None, "docx"]
    name = answer["Content-Disposition"]
    assert name.isascii()
    assert name.startswith('attachment; filename="niem-yet-huyen-tung-2023-')
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("kind", ["xlsx", "exe", "HTML", "", "%00"])
def test_an_unknown_format_is_not_found(kind, rows, officer, client_of):
    address = reverse("posting_paper", args=[rows["posting"].pk])

    assert client_of(officer).get(f"{address}?format={kind}").status_code == 404


def test_without_weasyprint_the_page_offers_no_pdf_and_its_address_says_why(
    rows, officer, client_of, monkeypatch
):
    monkeypatch.setattr("povertyportal.reporting.documents.handing.engine", lambda: None)
    monkeypatch.setattr("povertyportal.reporting.documents.handing.can_make_pdf", lambda: False)
    browser = client_of(officer)

    page = browser.get(url("posting_paper", rows["posting"].pk)).content.decode()
    refused = browser.get(url("posting_paper", rows["posting"].pk, kind="pdf"))

    assert "format=docx" in page
    assert "format=pdf" not in page
    assert refused.status_code == 404
    assert "chưa cài phần tạo PDF" in refused.content.decode()


@pytest.mark.skipif(not HAS_PDF, reason="WeasyPrint is missing")
def test_a_set_too_long_for_one_pdf_is_offered_as_page_and_docx(
    rows, officer, client_of, monkeypatch
):
    monkeypatch.setattr("povertyportal.reporting.documents.handing.LONGEST_PDF", 10)

    refused = client_of(officer).get(url("posting_paper", rows["posting"].pk, kind="pdf"))

    assert refused.status_code == 413
    assert "quá dài" in refused.content.decode()
    assert "format=docx" in refused.content.decode()


@pytest.mark.skipif(not HAS_PDF, reason="WeasyPrint is missing")
def test_a_paper_comes_as_pdf(rows, officer, client_of):
    answer = client_of(officer).get(url("meeting_paper", rows["meeting"].pk, kind="pdf"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_a_paper_is_vietnamese_for_an_english_reader(rows, officer, client_of):
    browser = client_of(officer)
    browser.cookies["portal_language"] = "en"

    page = browser.get(url("posting_paper", rows["posting"].pk)).content.decode()

    assert '<html lang="en"' in page
    assert "DANH SÁCH NIÊM YẾT" in page
    assert "Hộ nghèo" in page


def test_hostile_names_stay_text(ward, village, officer, client_of):
    home = make_household(ward, village=village, head=make_person(HOSTILE))
    rows = make_papers(make_review(home, make_round(2023), by=officer), by=officer)
    VillageMeeting.objects.update(conclusion=HOSTILE, chaired_by=HOSTILE[:120])
    browser = client_of(officer)

    for name in ("meeting", "posting", "opinion"):
        page = browser.get(url(f"{name}_paper", rows[name].pk)).content.decode()
        content = browser.get(url(f"{name}_paper", rows[name].pk, kind="docx")).content
        assert "<script>alert" not in page
        opened = docx.Document(io.BytesIO(content))
        shown = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
        assert HOSTILE in shown


@pytest.mark.parametrize("name", ["posting", "meeting", "opinion"])
def test_a_list_costs_the_same_for_one_household_or_many(
    name, ward, village, officer, client_of, django_assert_max_num_queries
):
    found = make_round(2023)
    first = make_review(make_household(ward, village=village), found, by=officer)
    rows = make_papers(first, by=officer)
    for _place in range(12):
        more = make_review(make_household(ward, village=village), found, by=officer)
        rows["posting"].entries.create(review=more, proposed_class="poor")
        rows["opinion"].entries.create(review=more, proposed_class="poor")
        rows["meeting"].votes.create(review=more, in_favour=20, agreed_class="poor", is_agreed=True)
    browser = client_of(officer)

    with django_assert_max_num_queries(13):
        browser.get(url(f"{name}_paper", rows[name].pk))
