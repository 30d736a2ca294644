"""A real browser for tests: the chromium of the system, signed in as whoever is asked for."""

import pytest
from django.conf import settings
from django.test import Client

from tests.browser.chromium import ARGUMENTS, chromium
from tests.households import factories as households
from tests.programs import factories as programs

PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Start the system's chromium; without one these tests are skipped."""
    path = chromium()
    if path is None:
        pytest.skip("no chromium on this machine")
    return browser_type_launch_args | {"executable_path": path, "args": ARGUMENTS}


@pytest.fixture
def visit(browser, live_server):
    """Return the function that opens a window: of a user, of a size, with scripts or without.

    Whatever the console says against a page fails the test that saw it.
    """
    opened, complaints = [], []

    def window(user=None, *, size=WIDE, scripts=True, theme="light"):
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size,
            color_scheme=theme,
            reduced_motion="reduce",
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [
                    {
                        "name": settings.SESSION_COOKIE_NAME,
                        "value": session,
                        "url": live_server.url,
                    }
                ]
            )
        page = context.new_page()
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in ("error", "warning") else 0,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    window.complaints = complaints
    yield window
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def round_2023(db):
    return households.make_round(2023)


@pytest.fixture
def home(ward, village, officer, chair, round_2023):
    """Return a household of three with a review of last year and a village."""
    row = households.make_household(
        ward,
        village=village,
        head="Bàn Thị Mùi",
        members=["Bàn Văn Tòng", "Đặng Thị Hoà"],
        code="BK-012123",
        address="Số nhà 12",
    )
    last = households.make_round(2022)
    households.recognised(row, last, by=officer, chair=chair, b1=140, lacking=4)
    households.close(last)
    return row


@pytest.fixture
def records(ward, city, officer):
    """Return one row of every record of the programme, by name."""
    programs.programme(city)
    return programs.one_of_each(ward, city, officer)
