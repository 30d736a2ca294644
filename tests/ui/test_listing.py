"""The one list: its pages, its order, its chips, and the workbook that equals what is shown."""

import io
import re
from types import SimpleNamespace

import django_filters
import django_tables2 as tables
import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import resolve
from openpyxl import load_workbook

from povertyportal.accounts.models import AuditEvent
from povertyportal.areas.models import Area
from povertyportal.ui import listing
from povertyportal.ui.filters import (
    AmountFilter,
    DateFilter,
    ListFilterSet,
    MultipleChoiceFilter,
    SearchFilter,
    YearFilter,
)
from povertyportal.ui.tables import PortalTable
from tests.conftest import make_area


class AreaTable(PortalTable):
    """Areas of a test."""

    code = tables.Column(verbose_name="Mã")
    name = tables.Column(verbose_name="Tên")
    level = tables.Column(verbose_name="Cấp", orderable=False)

    class Meta(PortalTable.Meta):
        model = Area
        fields = ["code", "name", "level"]
        order_by = "code"


class AreaFilter(ListFilterSet):
    """Filters of each kind."""

    q = SearchFilter(field_name="code", label="Tìm")
    level = MultipleChoiceFilter(choices=Area.Level.choices, label="Cấp")
    residence = django_filters.ChoiceFilter(choices=[("urban", "Thành thị")], label="Loại")
    start = DateFilter(field_name="valid_from", lookup_expr="gte", label="Từ ngày")
    amount = AmountFilter(field_name="tile_column", label="Số tiền")
    year = YearFilter(range(2022, 2024), field_name="valid_from__year", label="Năm")

    class Meta:
        model = Area
        fields = ["q", "level", "residence", "start", "amount", "year"]


@pytest.fixture
def wards(city):
    return [
        make_area(code=f"x{n:03}", name=f"Phường {n}", level="ward", parent=city, residence="urban")
        for n in range(60)
    ]


@pytest.fixture
def show(leader):
    """Return the function that asks for the list with a query string."""
    resolve("/login/")  # the addresses of accounts bring the guard of exports

    def ask(query="", user=leader, rows=None):
        request = RequestFactory().get(f"/list/?{query}")
        request.user = user
        return listing.list_page(
            request,
            rows=Area.objects.wards() if rows is None else rows,
            filters=AreaFilter,
            table=AreaTable,
            filename="areas",
            title="Địa bàn",
        )

    return ask


def codes(response):
    return [row.code for row in response.context_data["page"].rows]


@pytest.mark.parametrize(
    ("query", "number", "per_page"),
    [
        ("", 1, 25),
        ("page=2", 2, 25),
        ("page=3", 3, 25),
        ("page=4", 3, 25),
        ("page=-1", 1, 25),
        ("page=0", 1, 25),
        ("page=abc", 1, 25),
        ("page=99999999999999999999", 1, 25),
        ("page=999999999", 3, 25),
        ("page=٢", 1, 25),
        ("per_page=50", 1, 50),
        ("per_page=100", 1, 100),
        ("per_page=-1", 1, 25),
        ("per_page=0", 1, 25),
        ("per_page=100000", 1, 25),
        ("per_page=26", 1, 25),
        ("page=2&per_page=100", 1, 100),
    ],
)
def test_pages_are_clamped(show, wards, query, number, per_page):
    page = show(query).context_data["page"]

    assert (page.number, page.per_page, page.total) == (number, per_page, 60)
    assert len(page.rows) == min(per_page, 60 - (number - 1) * per_page)


def test_pages_together_show_every_row_once(show, wards):
    shown = [code for number in (1, 2, 3) for code in codes(show(f"page={number}"))]

    assert shown == [ward.code for ward in wards]


def test_a_page_knows_where_it_stands(show, wards):
    context = show("page=2&level=ward").context_data
    page, links = context["page"], context["page_links"]

    assert (page.start, page.end, page.last) == (26, 50, 3)
    assert links["previous"] == "?level=ward&page=1"
    assert links["next"] == "?level=ward&page=3"
    assert links["sizes"][0] == (25, "?level=ward&per_page=25", True)
    assert show("page=3").context_data["page_links"]["next"] == ""
    assert show("page=1").context_data["page_links"]["previous"] == ""


def test_an_empty_list_has_one_page_without_rows(show, db):
    page = show("page=7").context_data["page"]

    assert (page.number, page.total, page.start, page.end, page.last) == (1, 0, 0, 0, 1)


def test_counting_stops_at_the_cap(show, wards, monkeypatch):
    monkeypatch.setattr(listing, "COUNT_CAP", 50)
    page = show("page=3").context_data["page"]

    assert page.total is None
    assert page.total_text == "50+"
    assert (page.number, page.last) == (2, 2)


def test_the_cap_is_ten_thousand():
    page = listing.Page(1, 25, None, [])

    assert page.total_text == "10.000+"


@pytest.mark.parametrize(
    "sort", ["zzz", "password", "level", "-", "", "parent__code", "code;drop", "pk", "%00"]
)
def test_an_order_that_the_table_does_not_offer_changes_nothing(show, wards, sort):
    assert codes(show(f"sort={sort}")) == [ward.code for ward in wards][:25]


def test_rows_come_in_the_order_asked_for(show, wards):
    assert codes(show("sort=-code")) == [ward.code for ward in reversed(wards)][:25]


def test_equal_rows_keep_one_order_over_all_pages(show, wards):
    Area.objects.wards().update(name="Phường Giống Nhau")
    shown = [code for number in (1, 2, 3) for code in codes(show(f"sort=name&page={number}"))]

    assert len(set(shown)) == 60


def test_the_heading_says_how_the_list_is_sorted(show, wards):
    html = show("sort=-code&page=2").context_data["head"]

    assert html.count("aria-sort=") == 1
    assert 'aria-sort="descending"><a href="?sort=code">Mã' in html
    assert '<a href="?sort=name">Tên' in html
    assert '<th scope="col">Cấp</th>' in html
    assert 'aria-sort="ascending"' in show("sort=code").context_data["head"]


def test_a_filter_keeps_the_rows_it_names(show, wards):
    assert codes(show("q=X01")) == [f"x{n:03}" for n in range(10, 20)]


@pytest.mark.parametrize("text", ["%25", "_", "%25%25", "x_1", "\\"])
def test_wildcards_of_the_database_are_plain_letters(show, wards, text):
    assert codes(show(f"q={text}")) == []


@pytest.mark.parametrize(
    "query",
    [
        "level=nope",
        "residence=rural",
        "start=31/02/2025",
        "start=2025",
        "amount=1.5",
        "year=2020",
        "year=abc",
        "q=%00",
        "q=a%07",
        "q=" + "a" * 121,
    ],
)
def test_an_invalid_filter_shows_its_error_and_no_row(show, wards, query):
    response = show(query)
    name = query.partition("=")[0]

    assert codes(response) == []
    assert list(response.context_data["filterset"].form.errors) == [name]
    assert response.context_data["chips"] == []


def test_chips_say_which_filters_hold_and_lead_to_the_list_without_each(show, wards):
    response = show("q=x0&level=ward&level=city&residence=urban&sort=-code&page=2&per_page=50")
    chips = {chip.label: chip for chip in response.context_data["chips"]}

    assert {label: chip.value for label, chip in chips.items()} == {
        "Tìm": "x0",
        "Cấp": "Phường, xã, Thành phố",
        "Loại": "Thành thị",
    }
    assert chips["Cấp"].remove_url == "?q=x0&residence=urban&sort=-code&per_page=50"
    assert response.context_data["clear_url"] == "/list/"


def test_an_empty_filter_has_no_chip(show, wards):
    assert show("q=&level=&start=").context_data["chips"] == []


def sheet(response):
    book = load_workbook(io.BytesIO(response.content))
    return list(book.active.iter_rows(values_only=True))


@pytest.mark.parametrize("query", ["", "q=x01", "sort=-code", "q=x03&sort=name&page=2&per_page=50"])
def test_the_export_is_the_list(show, wards, query):
    pages = [show(f"{query}&per_page=100")]
    rows = sheet(show(f"{query}&export=xlsx"))

    assert rows[0] == ("Mã", "Tên", "Cấp")
    assert [row[0] for row in rows[1:]] == [code for page in pages for code in codes(page)]


def test_the_export_of_an_invalid_filter_has_no_row(show, wards):
    assert len(sheet(show("level=nope&export=xlsx"))) == 1


def test_taking_a_list_away_leaves_one_event(show, wards, leader):
    show("q=x01&export=xlsx")
    event = AuditEvent.objects.get()

    assert (event.action, event.actor) == ("export", "leader")
    assert event.changes == {"list": [None, "areas"], "rows": [None, 10]}
    assert "q=x01" in event.note


def test_only_who_may_export_sees_the_button_and_gets_the_file(show, wards, investigator):
    assert show("").context_data["can_export"]
    assert not show("", user=investigator).context_data["can_export"]
    with pytest.raises(PermissionDenied):
        show("export=xlsx", user=investigator)
    assert not AuditEvent.objects.exists()


def test_the_file_is_a_download(show, wards):
    response = show("export=xlsx")

    assert re.fullmatch(
        r'attachment; filename="areas-\d{8}\.xlsx"', response["Content-Disposition"]
    )
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_list_costs_two_queries_and_one_for_its_columns_whatever_its_size(
    show, wards, leader, django_assert_num_queries
):
    assert leader.grants  # read once per request

    with django_assert_num_queries(3):
        show("q=x0&sort=-name&per_page=100")


def test_exports_are_allowed_where_nobody_guards_them(monkeypatch):
    monkeypatch.setattr(listing, "_guards", [])

    assert listing.may_export(SimpleNamespace())
