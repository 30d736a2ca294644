"""People at work in a real browser: signing in, households, reviews, figures."""

import re
from datetime import date

import openpyxl
import pytest
from playwright.sync_api import expect

from households.models import Household, Review
from tests.browser.conftest import PHONE
from tests.conftest import PASSWORD, make_user
from tests.households import factories as households
from tests.programs import factories as programs

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    pytest.mark.one_database,
]
NEW_PASSWORD = "ban-mua-nuoc-trong-9"


def fill_member(page, place, *, name, relation, gender, birth):
    """Type one row of the member list."""
    row = page.locator(".form-row").nth(place)
    row.get_by_label("Họ và tên").fill(name)
    row.get_by_label("Quan hệ với chủ hộ").select_option(label=relation)
    row.get_by_label("Giới tính").select_option(label=gender)
    row.get_by_label("Ngày sinh").fill(birth)


def heading(page):
    return page.get_by_role("heading", level=1)


def test_the_first_login_asks_for_a_password_of_ones_own(visit, ward):
    make_user("lan", role="ward_officer", area=ward, must_change_password=True)
    page = visit()

    page.goto("/households/")
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill("sai-mat-khau")
    page.get_by_role("button", name="Đăng nhập").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Tên đăng nhập")).to_have_value("lan")

    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()

    expect(heading(page)).to_have_text("Đổi mật khẩu")
    page.goto("/households/")
    expect(heading(page)).to_have_text("Đổi mật khẩu")

    page.get_by_label("Mật khẩu đang dùng").fill(PASSWORD)
    page.locator("[name=new_password1]").fill(NEW_PASSWORD)
    page.get_by_label("Gõ lại mật khẩu mới").fill(NEW_PASSWORD)
    page.locator("main").get_by_role("button", name="Đổi mật khẩu").click()
    expect(heading(page)).not_to_have_text("Đổi mật khẩu")
    page.goto("/households/")

    expect(heading(page)).to_contain_text("Hộ dân")


def test_a_ward_officer_adds_and_edits_a_household_on_a_phone(visit, officer, ward, village):
    page = visit(officer, size=PHONE)

    page.goto("/households/")
    page.get_by_role("link", name="Thêm hộ").click()
    page.get_by_label("Thôn, tổ dân phố").select_option(label="Tổ 1")
    page.get_by_label("Điện thoại").fill("12")
    fill_member(page, 0, name="Nông Văn Thuận", relation="Chủ hộ", gender="Nam", birth="1979")
    fill_member(page, 1, name="Đàm Thị Lụa", relation="Vợ/chồng", gender="Nữ", birth="31/02/1981")
    page.get_by_role("button", name="Thêm dòng").click()
    fill_member(page, 2, name="Nông Thị Ánh", relation="Con", gender="Nữ", birth="5/3/2010")
    page.get_by_role("button", name="Lưu hộ").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(page.get_by_label("Điện thoại")).to_have_value("12")
    expect(page.locator(".form-row").nth(2).get_by_label("Họ và tên")).to_have_value("Nông Thị Ánh")
    assert not Household.objects.exists()

    summary.get_by_role("link", name=re.compile("Điện thoại")).click()
    phone = page.get_by_label("Điện thoại")
    expect(phone).to_be_focused()
    box, bar = phone.bounding_box(), page.locator(".form-actions").bounding_box()
    assert box["y"] + box["height"] <= bar["y"], "the bar hides the focused field"
    phone.fill("0912 345 678")
    page.locator(".form-row").nth(1).get_by_label("Ngày sinh").fill("28/02/1981")
    page.get_by_role("button", name="Lưu hộ").click()

    expect(heading(page)).to_have_text("Nông Văn Thuận")
    expect(page.get_by_text("Thành viên (3)")).to_be_visible()

    page.get_by_role("searchbox").fill("nong van thuan")
    page.get_by_role("searchbox").press("Enter")
    rows = page.locator("table.list tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Nông Văn Thuận")
    rows.get_by_role("link").first.click()

    page.get_by_role("link", name="Sửa hộ").click()
    page.get_by_label("Địa chỉ").fill("Ngõ 5")
    page.get_by_role("button", name="Lưu hộ").click()

    expect(page.get_by_text("Ngõ 5")).to_be_visible()
    assert Household.objects.get().memberships.count() == 3


def test_a_review_is_sent_from_a_phone_and_comes_back_with_a_reason(visit, officer, chair, home):
    page = visit(officer, size=PHONE)

    page.goto(f"/households/{home.code}/")
    page.get_by_role("link", name="Rà soát 2023").click()
    page.get_by_role("link", name="Nhập cả phiếu trên một trang").click()
    page.get_by_label("Tổng điểm B1").fill("150")
    expect(page.locator(".choice-card")).to_have_count(12)
    for service in ("Việc làm", "Bảo hiểm y tế", "Nguồn nước sinh hoạt"):
        group = page.get_by_role("radiogroup", name=service, exact=True)
        group.get_by_text("Thiếu hụt", exact=True).click()
    page.get_by_role("button", name="Xem kết quả").click()

    result = page.locator(".result")
    expect(result).to_contain_text("Hộ nghèo")
    expect(result).to_contain_text("150")
    assert not Review.objects.filter(round__year=2023).exists()

    page.get_by_role("button", name="Lưu và gửi").click()
    page.locator("main").get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("status")).to_contain_text("xong")

    page = visit(chair)
    page.goto("/reviews/")
    page.get_by_role("link", name=home.code).click()
    page.get_by_role("link", name="Trả lại").click()
    page.locator("main").get_by_role("button", name="Trả lại").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Lý do").fill("Chưa ghi nguồn nước")
    page.locator("main").get_by_role("button", name="Trả lại").click()
    expect(page.get_by_role("status")).to_contain_text("xong")

    page = visit(officer, size=PHONE)
    page.goto("/")
    page.get_by_role("link", name=re.compile("phiếu bị trả lại")).click()
    page.get_by_role("link", name=home.code).click()
    expect(page.get_by_text("Chưa ghi nguồn nước")).to_be_visible()
    assert Review.objects.get(round__year=2023).state == "returned"


def test_a_leader_goes_from_the_dashboard_to_the_records_and_to_excel(
    visit, leader, ward, city, tmp_path
):
    programs.programme(city)
    for number, name in enumerate(("Bàn Thị Mùi", "Hoàng Đức Xuân", "Lý Văn Tòng")):
        home = households.make_household(ward, head=name)
        programs.saved_loan(home, disbursed_on=date(2022, 3, 1 + number))
    programs.saved_loan(households.make_household(ward), disbursed_on=date(2020, 1, 1))
    page = visit(leader)

    page.goto("/")
    page.locator("summary", has_text="Kỳ").click()
    page.get_by_label("Từ ngày").fill("01/01/2022")
    page.get_by_label("Đến ngày", exact=True).fill("31/12/2022")
    page.locator("details[open]").get_by_role("button", name="Xem").click()
    row = page.get_by_role("row").filter(has_text="Lượt hộ nghèo vay")
    expect(row.get_by_role("cell").nth(1)).to_have_text("3")
    row.get_by_role("link").first.click()

    expect(heading(page)).to_contain_text("3")
    shown = [
        re.findall(r"\S+/\S+/\S+|\S+", cell)[0]
        for cell in page.locator("table.list tbody td:first-child").all_inner_texts()
    ]
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất Excel").click()
    target = tmp_path / "figure.xlsx"
    download.value.save_as(target)

    book = openpyxl.load_workbook(target, read_only=True)
    written = [str(row[0]) for row in book.worksheets[0].values if row and row[0]]
    book.close()
    assert len(shown) == 3
    assert [value for value in written if value in shown] == shown
