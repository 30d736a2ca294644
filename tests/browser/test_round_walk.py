"""One ward's yearly review in a real browser, from opening the round to the certificate.

Five people take part: the standing office, the investigator, the ward's officer, its chair and
the city's leader. Nothing is written but through the pages.
"""

import re

import pytest
from playwright.sync_api import expect

from households.models import Review, ReviewRound, WardRound
from tests.households import factories as households

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
SCAN = {
    "name": "bien-ban.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
}


@pytest.fixture
def poor_home(ward, village, officer, chair):
    """Return a household of three that was poor in the closed round of last year."""
    row = households.make_household(
        ward,
        village=village,
        head="Bàn Thị Mùi",
        members=["Bàn Văn Tòng", "Đặng Thị Hoà"],
        code="BK-012123",
    )
    last = households.make_round(2022)
    households.recognised(row, last, by=officer, chair=chair, b1=140, lacking=4)
    households.close(last)
    return row


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def confirm(page):
    """Press the one button of a page that asks once more."""
    page.locator("main form[method=post] button[type=submit]").first.click()


def said(page, words):
    expect(page.locator(".messages")).to_contain_text(words)


def next_thing(page, words):
    """Go home and follow the line of the to-do list with these words."""
    page.goto("/")
    page.locator("main").get_by_role("link", name=re.compile(words)).first.click()


def open_round(page):
    page.goto("/reviews/rounds/new/?kind=periodic&year=2023")
    expect(page.get_by_label("Từ ngày")).to_have_value("01/09/2023")
    press(page, "Mở đợt")
    expect(page.locator("main")).to_contain_text("Phường Huyền Tụng")


def fill_the_list_and_assign_it(page, investigator):
    page.goto("/reviews/candidates/")
    page.get_by_role("link", name="Lập danh sách").first.click()
    confirm(page)
    expect(page.locator("main")).to_contain_text("BK-012123")
    page.get_by_role("link", name="Phân công", exact=True).click()
    page.get_by_label("Tổ 1").check()
    page.get_by_label("Giao cho").select_option(value=str(investigator.pk))
    confirm(page)
    expect(page.locator("main")).to_contain_text(investigator.full_name)


def enter_and_send_the_review(page):
    next_thing(page, "chưa có phiếu")
    expect(page.locator("main")).to_contain_text("BK-012123")
    page.goto("/households/BK-012123/reviews/2023/")
    for field in page.locator("[name$=_has_insurance][value=yes]").all():
        field.check()
    for field in page.locator("select[name$=_work]").all():
        field.select_option("own")
    page.locator("[name=floor_area]").fill("21,0")
    for name, value in (
        ("wall", "durable"),
        ("column", "durable"),
        ("roof", "weak"),
        ("water", "tap"),
        ("toilet", "none"),
    ):
        page.locator(f"[name={name}]").select_option(value)
    page.locator("[name=uses_internet][value=yes]").check()
    page.locator("[name=devices][value=tv]").check()
    page.locator("[name=b1]").fill("150")
    page.locator("[name=causes][value=capital]").check()
    expect(page.locator("#ket-qua")).to_contain_text("Hộ cận nghèo")
    press(page, "Lưu và gửi")
    confirm(page)
    expect(page.locator("main")).to_contain_text("Đã gửi")


def hold_the_meeting_and_post(page):
    next_thing(page, "chờ họp dân")
    page.goto("/reviews/meetings/new/")
    page.get_by_label("Ngày họp").fill("10/11/2023")
    page.get_by_label("Địa điểm").fill("Nhà văn hoá tổ 1")
    page.get_by_label("Người chủ trì").fill("Tổ trưởng tổ 1")
    page.get_by_label("Thư ký").fill("Thư ký tổ 1")
    page.get_by_label("Số người được mời").fill("40")
    page.get_by_label("Số người dự họp").fill("31")
    page.get_by_label("Bản quét biên bản").set_input_files(SCAN)
    press(page, "Lưu")
    expect(page.locator("main")).to_contain_text("BK-012123")
    page.goto("/reviews/postings/new/")
    page.get_by_label("Niêm yết từ ngày").fill("13/11/2023")
    page.get_by_label("Nơi niêm yết").fill("Trụ sở UBND phường, nhà văn hoá tổ 1")
    page.get_by_label("Đã thông báo trên loa truyền thanh").check()
    confirm(page)
    expect(page.locator("main")).to_contain_text("16/11/2023")


def ask_the_city(page):
    next_thing(page, "ý kiến")
    page.goto("/reviews/opinions/new/")
    page.get_by_label("Số báo cáo").fill("52/BC-UBND")
    page.get_by_label("Ngày báo cáo").fill("20/11/2023")
    confirm(page)
    expect(page.locator("main")).to_contain_text("52/BC-UBND")


def answer_the_ward(page):
    next_thing(page, "ý kiến")
    page.locator("main").get_by_role("link", name="52/BC-UBND").first.click()
    page.get_by_role("link", name="Cho ý kiến").first.click()
    page.get_by_label("Số văn bản trả lời").fill("611/UBND-LĐTBXH")
    page.get_by_label("Ngày trả lời").fill("23/11/2023")
    confirm(page)
    expect(page.locator("main")).to_contain_text("611/UBND-LĐTBXH")


def recognise_and_certify(page):
    next_thing(page, "công nhận")
    page.goto("/reviews/decisions/new/")
    page.get_by_label("Số quyết định").fill("120/QĐ-UBND")
    page.get_by_label("Ngày ký").fill("01/12/2023")
    page.get_by_label("Chức danh người ký").fill("Chủ tịch UBND phường")
    confirm(page)
    expect(page.locator("main")).to_contain_text("120/QĐ-UBND")
    page.get_by_role("link", name=re.compile("[Cc]ấp giấy chứng nhận")).first.click()
    confirm(page)


def read_the_certificate(page, number):
    page.goto(f"/papers/certificates/{number}/")
    expect(page.locator("body")).to_contain_text("BÀN THỊ MÙI", ignore_case=True)
    expect(page.locator("body")).to_contain_text("120/QĐ-UBND")


def see_the_class_on_the_dossier(page):
    page.goto("/households/BK-012123/")
    last = page.locator(".ribbon li").last
    expect(last).to_contain_text("2023")
    expect(last).to_contain_text("Hộ cận nghèo")


def close_the_ward(page, found, ward):
    page.goto(f"/reviews/rounds/{found.pk}/wards/{ward.pk}/close/")
    confirm(page)


def close_the_round(page, found):
    page.goto(f"/reviews/rounds/{found.pk}/close/")
    confirm(page)


def test_five_people_take_a_ward_from_the_opening_to_the_certificate(
    visit, ward, poor_home, standing, investigator, officer, chair, leader
):
    open_round(visit(standing))
    found = ReviewRound.objects.get(year=2023)
    fill_the_list_and_assign_it(visit(officer), investigator)
    enter_and_send_the_review(visit(investigator))
    hold_the_meeting_and_post(visit(officer))
    ask_the_city(visit(chair))
    answer_the_ward(visit(leader))
    recognise_and_certify(visit(chair))
    review = Review.objects.get(round=found)
    read_the_certificate(visit(chair), review.certificate.pk)
    see_the_class_on_the_dossier(visit(leader))
    close_the_ward(visit(chair), found, ward)
    close_the_round(visit(standing), found)

    found.refresh_from_db()
    assert found.state == "closed"
    assert (review.state, review.recognised_class) == ("recognised", "near_poor")
    assert review.b2 == 20  # the toilet, and 21 m² for three people
    assert review.certificate.number == 1
    assert WardRound.objects.get(round=found, area=ward).state == "closed"
    poor_home.refresh_from_db()
    assert poor_home.poverty_class == "near_poor"
