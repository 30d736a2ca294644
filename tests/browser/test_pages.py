"""Every main page: clean for axe in both themes, quiet, no wider than a phone, whole without JS."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from households.models import Household, Review
from tests.browser.conftest import PHONE, WIDE
from tests.households import factories as households

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
    pytest.mark.one_database,
]
SERIOUS = {"serious", "critical"}
ALL_RULES = {"resultTypes": ["violations"]}
CONTRAST_ONLY = ALL_RULES | {"runOnly": ["color-contrast"]}
AXE = Axe().axe_script


def violations(page, options=ALL_RULES):
    """Return what axe says of the page as it stands; the page must hold axe."""
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [item for item in found if item["impact"] in SERIOUS]


LEADER_PAGES = (
    "/",
    "/figures/poor_rate_end/",
    "/figures/loans_poor_count/?from=01/01/2022&to=31/12/2022",
    "/figures/",
    "/reported/",
    "/compare/",
    "/returns/",
    "/reports/",
    "/reports/filed/",
    "/programmes/",
    "/capital/",
    "/capital/entries/",
    "/capital/idle/",
    "/loans/",
    "/training/",
    "/training/learners/",
    "/work/needs/",
    "/work/placements/",
    "/housing/",
    "/fund/",
    "/supports/",
    "/awards/",
    "/directives/",
    "/password/",
)
OFFICER_PAGES = (
    "/households/",
    "/households/?q=khong-co-ai",
    "/households/new/",
    "/households/BK-012123/",
    "/households/BK-012123/edit/",
    "/households/BK-012123/reviews/2022/",
    "/households/BK-012123/reviews/2023/",
    "/households/BK-012123/reviews/2023/?whole=1",
    "/households/BK-012123/reviews/2023/members/",
    "/households/BK-012123/reviews/2023/services/",
    "/households/BK-012123/reviews/2023/check/",
    "/reviews/",
)


def faults(page, path):
    """Return what is wrong with a page: for axe in both themes, and on a phone."""
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    page.goto(path)
    page.evaluate(AXE)
    found = [("light", item) for item in violations(page)]
    page.emulate_media(color_scheme="dark")
    found += [("dark", item) for item in violations(page, CONTRAST_ONLY)]
    wrong = [
        f"{path} {theme}: {item['id']} {item['nodes'][0]['html'][:160]}" for theme, item in found
    ]
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > PHONE["width"]:
        wrong.append(f"{path} is {width} px wide on a phone")
    return wrong


def test_pages_of_a_leader_are_clean(visit, leader, records):
    page = visit(leader)

    pages = [*LEADER_PAGES, records["allocation"].get_absolute_url()]
    pages += [records["housing_case"].get_absolute_url(), records["loan"].get_absolute_url()]
    wrong = [fault for path in pages for fault in faults(page, path)]

    assert wrong == []


def test_pages_of_a_ward_officer_are_clean(visit, officer, home):
    page = visit(officer)

    wrong = [fault for path in OFFICER_PAGES for fault in faults(page, path)]

    assert wrong == []


def test_the_door_and_a_refused_form_are_clean(visit, officer):
    stranger, page = visit(), visit(officer)

    wrong = faults(stranger, "/login/")
    page.goto("/households/new/")
    page.get_by_role("button", name="Lưu hộ").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.evaluate(AXE)

    assert wrong == []
    assert violations(page) == []


def test_the_theme_is_chosen_and_kept(visit, leader):
    page = visit(leader)

    page.goto("/")
    page.get_by_role("button", name="Đổi giao diện").click()
    page.goto("/reported/")

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_household_is_added_and_found_without_scripts(
    visit, officer, ward, village, second_village
):
    households.make_household(ward, head="Hoàng Đức Xuân", village=second_village)
    page = visit(officer, scripts=False)

    page.goto("/households/new/")
    row = page.locator(".form-row").first
    row.get_by_label("Họ và tên").fill("Lý Văn Tòng")
    row.get_by_label("Quan hệ với chủ hộ").select_option(label="Chủ hộ")
    row.get_by_label("Giới tính").select_option(label="Nam")
    row.get_by_label("Ngày sinh").fill("1970")
    page.get_by_role("button", name="Lưu hộ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lý Văn Tòng")

    page.goto("/households/")
    page.locator("summary", has_text="Thôn, tổ").click()
    page.locator("select").and_(page.get_by_label("Thôn, tổ")).select_option(label="Tổ 2")
    page.locator("details[open]").get_by_role("button", name="Lọc").click()

    expect(page.locator("table.list tbody tr")).to_have_count(1)
    expect(page.locator("table.list tbody")).to_contain_text("Hoàng Đức Xuân")
    assert Household.objects.count() == 2


def test_a_review_is_written_without_scripts(visit, officer, home):
    page = visit(officer, scripts=False)

    page.goto(f"/households/{home.code}/reviews/2023/")
    page.get_by_label("Tổng điểm B1").fill("190")
    for answer in page.get_by_role("radiogroup").get_by_label("Đạt").all():
        answer.check(force=True)
    page.get_by_role("button", name="Xem kết quả").click()
    expect(page.locator(".result")).to_contain_text("Không nghèo")
    page.get_by_role("button", name="Lưu nháp").click()

    assert Review.objects.get(round__year=2023).computed_class == "not_poor"
