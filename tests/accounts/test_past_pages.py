"""Pages as of a day: the band, the field, the links, what is hidden, and days that cannot be."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from programs import actions
from tests.programs import factories

BAND = "những gì ghi sau ngày đó không hiện"


@pytest.fixture
def yesterday():
    return f"{timezone.localdate() - timedelta(days=1):%d/%m/%Y}"


@pytest.fixture
def loans(city, ward, bank):
    """Return a loan that an import brought, and one entered today with the same day on it."""
    factories.programme(city)
    home = factories.household(ward)
    first = factories.saved_loan(home, amount=40_000_000, contract_number="KU-TRUOC")
    late = factories.loan(home, amount=10_000_000, contract_number="KU-SAU")
    return first, actions.record_loan(loan=late, by=bank)


@pytest.fixture
def browser(bank, client_of):
    return client_of(bank)


def text_of(response):
    return response.content.decode()


def test_list_shows_what_was_recorded_by_then(loans, browser, yesterday):
    page = browser.get(reverse("loan_list"), {"as_of": yesterday, "sort": "-disbursed_on"})

    words = text_of(page)
    assert "KU-TRUOC" in words
    assert "KU-SAU" not in words
    assert BAND in words
    assert f"<strong>{yesterday}</strong>" in words
    assert f'href="{reverse("loan_list")}?sort=-disbursed_on"' in words, "the way to the present"


def test_without_a_day_or_on_today_nothing_is_past(loans, browser):
    for query in ({}, {"as_of": ""}, {"as_of": f"{timezone.localdate():%d/%m/%Y}"}):
        words = text_of(browser.get(reverse("loan_list"), query))
        assert "KU-SAU" in words
        assert BAND not in words
        assert "Xem tại ngày" in words


def test_the_day_survives_sorting_paging_filtering_and_leads_to_the_record(
    loans, browser, yesterday
):
    page = browser.get(reverse("loan_list"), {"as_of": yesterday, "q": "ku"})

    words = text_of(page)
    day = yesterday.replace("/", "%2F")
    assert page.context["clear_url"] == f"{reverse('loan_list')}?as_of={day}"
    assert all("as_of=" in chip.remove_url for chip in page.context["chips"])
    assert f"as_of={day}" in page.context["export_url"]
    assert f'value="{yesterday}"' in words
    assert f"{loans[0].get_absolute_url()}?as_of={day}" in words


def test_what_was_written_down_later_is_not_found_then(loans, browser, yesterday):
    first, late = loans

    assert browser.get(late.get_absolute_url(), {"as_of": yesterday}).status_code == 404
    assert browser.get(late.get_absolute_url()).status_code == 200
    assert browser.get(first.get_absolute_url(), {"as_of": yesterday}).status_code == 200


def test_records_of_the_past_are_to_be_read_only(loans, browser, bank, yesterday):
    first = loans[0]
    first.override_reason = "x"
    edit = reverse("loan_edit", args=[first.pk])
    create = reverse("loan_create")

    assert edit in text_of(browser.get(first.get_absolute_url()))
    then = text_of(browser.get(first.get_absolute_url(), {"as_of": yesterday}))
    assert edit not in then
    assert BAND in then
    assert create in text_of(browser.get(reverse("loan_list")))
    assert create not in text_of(browser.get(reverse("loan_list"), {"as_of": yesterday}))


def test_a_workbook_carries_its_day(loans, browser, yesterday):
    answer = browser.get(reverse("loan_list"), {"as_of": yesterday, "export": "xlsx"})

    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert cells[0] == f"Số liệu tại ngày {yesterday}"
    assert "KU-TRUOC" in cells
    assert "KU-SAU" not in cells


@pytest.mark.parametrize("wrong", ["hôm qua", "31/02/2023", "2023", "%00", "01/01/2999", "x" * 500])
@pytest.mark.parametrize("name", ["loan_list", "household_list", "loan_detail"])
def test_a_day_that_cannot_be_read_shows_its_error_and_no_row(loans, browser, name, wrong):
    url = reverse(name, args=[loans[0].pk] if name.endswith("detail") else [])
    page = browser.get(url, {"as_of": wrong, "q": "ku"})

    words = text_of(page)
    assert page.status_code == 400
    assert 'aria-invalid="true"' in words
    assert "KU-" not in words
    assert '<input type="hidden" name="q" value="ku">' in words


def test_a_day_to_come_is_refused_in_words(loans, browser):
    coming = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"

    assert "Ngày này chưa đến" in text_of(browser.get(reverse("loan_list"), {"as_of": coming}))


def test_rights_stay_those_of_today(loans, outsider, client_of, yesterday):
    assert client_of(None).get(reverse("loan_list"), {"as_of": yesterday}).status_code == 302
    assert client_of(outsider).get(reverse("loan_list"), {"as_of": yesterday}).status_code == 403
    assert client_of(None).get("/khong-co/", {"as_of": yesterday}).status_code == 404


def test_figures_are_read_as_of_the_day_of_their_question(city, loans, leader, client_of):
    browser = client_of(leader)
    url = reverse("figure_detail", args=["loans_near_poor_count"])
    period = {"from": "01/01/2022", "to": "31/12/2022"}
    then, now = date(2022, 12, 31), timezone.localdate()

    early = browser.get(url, period | {"as_of": f"{then:%d/%m/%Y}"})
    today = browser.get(url, period | {"as_of": f"{now:%d/%m/%Y}"})

    assert BAND in text_of(early)
    assert f"as_of={now:%d}%2F{now:%m}%2F{now:%Y}" in early.context["past"].present_url
    assert BAND not in text_of(today)
    assert early.context["figure"].scope.as_of == then


def test_the_dashboard_of_the_past_still_tells_what_waits_today(loans, leader, client_of):
    browser = client_of(leader)

    now = browser.get(reverse("dashboard"))
    then = browser.get(reverse("dashboard"), {"as_of": "31/12/2022"})

    assert BAND in text_of(then)
    assert [g.todo.key for g in then.context["todo"]] == [g.todo.key for g in now.context["todo"]]


def test_what_is_late_is_late_by_the_day_that_is_read(loans, browser):
    url, words = loans[0].get_absolute_url(), "Đã quá hạn"

    assert words in text_of(browser.get(url)), "the term was over long ago"
    assert words not in text_of(browser.get(url, {"as_of": "01/07/2022"}))
