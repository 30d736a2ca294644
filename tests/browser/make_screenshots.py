"""Make the pictures of docs/ again from a running demo city.

uv run manage.py demo --port 8000
uv run python -m tests.browser.make_screenshots http://127.0.0.1:8000
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, chromium
from tests.browser.report_pictures import picture_report

DOCS = Path(__file__).resolve().parents[2] / "docs"
PASSWORD = "giamngheo-2023"  # of the demo accounts, told by the demo command
SIZES = {"": {"width": 1280, "height": 1100}, "-phone": {"width": 360, "height": 1400}}
FIGURE = "/figures/poor_households_exited/"


def sign_in(browser: Browser, base: str, user: str, *, suffix: str = "", theme: str = "light"):
    """Return a window in which the demo user is signed in."""
    page = browser.new_page(
        base_url=base, viewport=SIZES[suffix], color_scheme=theme, reduced_motion="reduce"
    )
    page.goto("/login/")
    page.get_by_label("Tên đăng nhập").fill(user)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.locator(".menu").wait_for()
    return page


def shoot(page: Page, name: str) -> None:
    """Save what the window shows."""
    page.screenshot(path=DOCS / f"{name}.png")


def ward_pages(browser: Browser, base: str, suffix: str) -> None:
    """Picture what a ward officer works with; the household is the first with a draft."""
    page = sign_in(browser, base, "phuong.huyentung", suffix=suffix)
    page.goto("/households/?poverty_class=poor")
    shoot(page, f"households{suffix}")
    page.goto("/households/?poverty_class=poor&state=draft")
    code = page.locator("table.list tbody td").first.inner_text()
    page.goto(f"/households/{code}/")
    shoot(page, f"dossier{suffix}")
    page.goto(f"/households/{code}/edit/")
    shoot(page, f"household-form{suffix}")
    topic = "services/" if suffix else ""
    page.goto(f"/households/{code}/reviews/2023/{topic}")
    shoot(page, f"review{suffix}")
    page.goto("/reviews/board/")
    shoot(page, f"board{suffix}")


def decision_on_paper(browser: Browser, base: str) -> None:
    """Picture the last decision of a ward as it is printed."""
    page = sign_in(browser, base, "chutich.huyentung")
    page.goto("/reviews/decisions/")
    address = page.locator("table.list tbody a").first.get_attribute("href") or ""
    page.goto(f"/papers/decisions/{address.rstrip('/').rpartition('/')[2]}/")
    shoot(page, "decision-paper")


def money_pages(browser: Browser, base: str) -> None:
    """Picture the money of a leaf, and who is eligible under another one."""
    page = sign_in(browser, base, "thanhpho")
    page.goto("/programmes/")
    page.get_by_role("link", name="DA2", exact=True).click()
    page.get_by_role("link", name="2023", exact=True).click()
    shoot(page, "leaf")
    page.goto("/programmes/")
    page.get_by_role("link", name="DA3.2", exact=True).click()
    page.get_by_role("link", name="Đối chiếu đối tượng").click()
    page.goto(f"{page.url.partition('?')[0]}?year=2023")
    shoot(page, "matcher")


def main(base: str) -> None:
    """Make every picture."""
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for suffix in SIZES:
            page = sign_in(browser, base, "thanhpho", suffix=suffix)
            shoot(page, f"dashboard{suffix}")
            if not suffix:
                page.goto(FIGURE)
                shoot(page, "figure")
            ward_pages(browser, base, suffix)
        decision_on_paper(browser, base)
        money_pages(browser, base)
        picture_report(sign_in(browser, base, "thanhpho"))
        shoot(sign_in(browser, base, "thanhpho", theme="dark"), "dashboard-dark")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
