"""The review form in a real browser: topic by topic on a phone, by keyboard alone, kept typing."""

import pytest
from playwright.sync_api import expect

from households.models import Household, Review, TypedDraft
from tests.browser.conftest import PHONE
from tests.browser.test_work import fill_member, heading
from tests.households import factories as households

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    pytest.mark.one_database,
]
FAMILY = (
    ("Nông Văn Thuận", "Chủ hộ", "Nam", "1979"),
    ("Đàm Thị Lụa", "Vợ/chồng", "Nữ", "1981"),
    ("Nông Thị Ánh", "Con", "Nữ", "5/3/2010"),
    ("Nông Văn Bách", "Con", "Nam", "12/8/2014"),
    ("Hoàng Thị Sen", "Bố/mẹ", "Nữ", "1950"),
)


class Trip:
    """Count the different pages that somebody sees, each no wider than the phone."""

    def __init__(self, page):
        self.page, self.seen = page, []

    def note(self):
        """Note the page that shows now."""
        address = self.page.url.partition("?")[0]
        if address not in self.seen:
            self.seen.append(address)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{address} is {width} px wide"
        assert self.page.evaluate("visualViewport.scale") == 1

    def on(self):
        """Go on to the next topic."""
        self.note()
        self.page.get_by_role("button", name="Tiếp tục").click()
        self.note()


def answer_members(page):
    """Say of every member what the form asks: all insured, the children at school."""
    for row in page.locator(".member-row").all():
        for name, answer in (
            ("Có thẻ BHYT", "Có"),
            ("Hưởng trợ cấp hằng tháng", "Không"),
            ("Suy dinh dưỡng", "Không"),
        ):
            for group in row.get_by_role("group", name=name).all():
                group.get_by_text(answer, exact=True).click()
        for name, words in (
            ("Việc làm", "Tự làm (nông nghiệp, buôn bán…)"),
            ("Trình độ cao nhất", "Trung học phổ thông"),
        ):
            field = row.get_by_label(name, exact=True)
            if field.count():
                field.select_option(label=words)
        for field in row.get_by_label("Đang học", exact=True).all():
            is_small = "9 tuổi" in row.inner_text()
            field.select_option(label="Tiểu học" if is_small else "Trung học cơ sở")


def answer_house(page):
    """Say what the house is like: 36 square metres, a well, no hygienic toilet."""
    page.get_by_label("Diện tích nhà ở").fill("36")
    for name in ("Tường", "Cột", "Mái"):
        page.get_by_label(name, exact=True).select_option(label="Bền chắc")
    page.get_by_label("Nguồn nước chính").select_option(label="Giếng khoan")
    page.get_by_label("Nhà tiêu").select_option(label="Loại khác, không hợp vệ sinh")
    page.get_by_role("group", name="Có người dùng internet").get_by_text("Có", exact=True).click()
    page.get_by_label("Tivi").check()


def test_a_household_of_five_is_entered_on_a_phone_in_eight_pages(
    visit, officer, ward, village, round_2023
):
    page = visit(officer, size=PHONE)
    trip = Trip(page)

    page.goto("/households/new/")
    trip.note()
    page.get_by_label("Ngày lập hồ sơ").fill("01/10/2023")
    for place, (name, relation, gender, birth) in enumerate(FAMILY):
        if page.locator(".form-row").count() <= place:
            page.get_by_role("button", name="Thêm dòng").click()
        fill_member(page, place, name=name, relation=relation, gender=gender, birth=birth)
    page.get_by_role("button", name="Lưu và rà soát").click()
    trip.note()
    expect(page.locator("form.sheet")).to_be_hidden()
    page.get_by_role("link", name="Thành viên").click()

    expect(page.get_by_text("Bước 1/6")).to_be_visible()
    answer_members(page)
    trip.on()
    answer_house(page)
    trip.on()
    page.get_by_label("Tổng điểm B1").fill("165")
    trip.on()
    toilet = page.locator(".service-card").filter(has_text="Nhà tiêu hợp vệ sinh")
    expect(toilet.locator(".badge").last).to_have_text("Thiếu hụt")
    area = page.locator(".service-card").filter(has_text="Diện tích nhà ở bình quân")
    expect(area).to_contain_text("7,2")
    trip.on()
    page.get_by_label("Không có đất sản xuất").check()
    trip.on()

    expect(heading(page)).to_have_text("Kiểm tra và gửi")
    expect(page.locator(".sheet-saved")).to_contain_text("Đã lưu")
    expect(page.locator(".result")).to_contain_text("Hộ cận nghèo")
    page.get_by_role("link", name="Sửa Nhà ở và tiện nghi").click()
    page.get_by_label("Nguồn nước chính").select_option(
        label="Nguồn khác (sông, suối, ao, giếng hở)"
    )
    page.get_by_role("button", name="Xong, về trang kiểm tra").click()
    expect(page.locator(".result")).to_contain_text("Hộ nghèo")
    page.get_by_role("button", name="Lưu nháp").click()

    expect(heading(page)).to_have_text("Nông Văn Thuận")
    assert len(trip.seen) <= 8, trip.seen
    review = Review.objects.get()
    assert (review.b1, review.b2, review.computed_class) == (165, 30, "poor")
    assert Household.objects.get().size == review.members.count() == 5
    assert not TypedDraft.objects.exists()


def test_a_topic_keeps_what_is_typed_and_shows_what_it_comes_to(visit, officer, home):
    page = visit(officer, size=PHONE)

    page.goto(f"/households/{home.code}/reviews/2023/income/")
    page.get_by_label("Tổng điểm B1").press_sequentially("190")
    expect(page.locator(".sheet-saved")).to_contain_text("Đã lưu")
    expect(page.locator(".result")).to_contain_text("Không nghèo")
    page.goto(f"/households/{home.code}/reviews/2023/income/")

    expect(page.get_by_label("Tổng điểm B1")).to_have_value("190")


def test_the_class_shows_while_typing_and_a_reload_loses_nothing(visit, officer, home):
    page = visit(officer)

    page.goto(f"/households/{home.code}/reviews/2023/")
    page.get_by_label("Tổng điểm B1").press_sequentially("150")
    expect(page.locator(".brief")).to_contain_text("Hộ cận nghèo")
    expect(page.locator("#review-saved")).to_contain_text("Tự lưu lúc")
    page.get_by_label("Nguồn nước chính").select_option(label="Giếng khoan")
    water = page.locator("#said_NUOC")
    expect(water).to_contain_text("Nguồn nước đang dùng thuộc loại sạch")
    page.reload()

    expect(page.get_by_text("bản bạn nhập dở")).to_be_visible()
    expect(page.get_by_label("Tổng điểm B1")).to_have_value("150")
    expect(page.get_by_label("Nguồn nước chính")).to_have_value("drilled")


def test_a_lost_session_keeps_the_page_and_says_so(visit, officer, home):
    page = visit(officer)

    page.goto(f"/households/{home.code}/reviews/2023/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Tổng điểm B1").press_sequentially("150")

    expect(page.get_by_text("Phiên làm việc đã hết")).to_be_visible()
    expect(page.get_by_label("Tổng điểm B1")).to_have_value("150")
    assert not TypedDraft.objects.exists()


def test_the_keyboard_alone_fills_and_saves_a_review(visit, officer, home):
    page = visit(officer)
    keys = page.keyboard

    def reach(name):
        for _step in range(150):
            keys.press("Tab")
            if page.evaluate("document.activeElement.name") == name:
                return
        raise AssertionError(f"the keyboard does not reach {name}")

    page.goto(f"/households/{home.code}/reviews/2023/")
    reach("floor_area")
    keys.type("60")
    reach("water")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    reach("b1")
    keys.type("abc")
    reach("indicator_NUOC")
    reach("save")
    keys.press("Enter")

    summary = page.get_by_role("alert").first
    expect(summary).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_label("Tổng điểm B1")).to_be_focused()
    page.keyboard.press("Control+A")
    keys.type("190")
    reach("save")
    box = page.evaluate("document.activeElement.getBoundingClientRect().bottom")
    assert box <= page.viewport_size["height"]
    keys.press("Enter")

    expect(heading(page)).to_have_text("Bàn Thị Mùi")
    review = Review.objects.get(round__year=2023)
    assert (review.b1, review.computed_class) == (190, "not_poor")
    assert (review.dwelling.water, review.dwelling.floor_area) == ("drilled", 60)


def test_two_people_on_one_form_see_both_versions(visit, officer, investigator, home, round_2023):
    households.make_review(home, round_2023, by=officer, lacking=0)
    first, second = visit(officer), visit(investigator)
    address = f"/households/{home.code}/reviews/2023/"

    first.goto(address)
    second.goto(address)
    second.get_by_label("Nguồn nước chính").select_option(label="Nước mưa")
    second.get_by_role("button", name="Lưu nháp").click()
    first.get_by_label("Nguồn nước chính").select_option(label="Nước máy")
    first.get_by_role("button", name="Lưu nháp").click()

    both = first.get_by_role("row").filter(has_text="Nguồn nước chính")
    expect(both).to_contain_text("Nước mưa")
    expect(both).to_contain_text("Nước máy")
    expect(first.get_by_label("Nguồn nước chính")).to_have_value("tap")
    assert all("409" in said for said in visit.complaints)
    visit.complaints.clear()
