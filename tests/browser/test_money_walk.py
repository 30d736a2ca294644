"""Idle money on its way in a real browser: finance distributes it, the leader approves it.

Nothing is written but through the pages, once the year's money is assigned.
"""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from programs import actions
from programs.models import EntryProposal
from tests.programs import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("browser"),
]
WINDOW = "/?from=01/01/2022&to=31/12/2022"


@pytest.fixture
def assigned(city, finance, leader):
    """Return an account with 1.000.000.000 đồng, all of it idle."""
    factories.programme(city, approvals=True)
    row = factories.allocation(city)
    waiting = factories.enter(row, "assigned", 1_000_000_000, by=finance)
    actions.approve_entry(proposal=waiting, by=leader, now=timezone.now())
    return row


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def distribute(page, account, ward):
    page.goto(account.get_absolute_url())
    page.get_by_role("link", name="Ghi vốn", exact=True).click()
    page.get_by_label("Nội dung").select_option("distributed")
    page.get_by_label("Số tiền (đồng)").fill("250.000.000")
    page.get_by_label("Đơn vị nhận").select_option(f"area-{ward.pk}")
    page.locator("[name=entry_on]").fill("20/06/2022")
    page.get_by_label("Số văn bản").fill("612/QĐ-UBND")
    page.get_by_label("Ngày văn bản").fill("20/06/2022")
    press(page, "Ghi sổ")
    expect(page.locator("main")).to_contain_text("Chờ duyệt")
    expect(page.locator("main")).to_contain_text("Lãnh đạo thành phố")


def approve(page):
    page.goto("/")
    page.locator("main").get_by_role("link", name=re.compile("đề nghị ghi vốn")).first.click()
    page.locator("table.list tbody a").first.click()
    page.get_by_role("link", name="Duyệt", exact=True).click()
    expect(page.locator("main")).to_contain_text("250.000.000")
    press(page, "Duyệt và ghi sổ")
    expect(page.locator(".messages")).to_contain_text("Đã duyệt")


def idle_on(page, address):
    page.goto(address)
    return page.locator("main").inner_text()


def test_finance_distributes_the_leader_approves_and_idle_money_falls(
    visit, assigned, ward, finance, leader
):
    clerk, second = visit(finance), visit(leader)
    figure = "/figures/capital_unallocated/?from=01/01/2022&to=31/12/2022"
    before = idle_on(second, figure)

    distribute(clerk, assigned, ward)
    while_waiting = idle_on(second, figure)
    approve(second)
    after = idle_on(second, figure)

    assert "1.000.000.000" in before
    assert "1.000.000.000 được giao − 0 đã phân bổ = 1.000.000.000 đồng" in while_waiting
    assert "1.000.000.000 được giao − 250.000.000 đã phân bổ = 750.000.000 đồng" in after
    row = EntryProposal.objects.get(kind="distributed")
    assert (row.state, row.created_by, row.decided_by) == ("approved", finance, leader)
    assert row.entries.get().entry_on == date(2022, 6, 20)
