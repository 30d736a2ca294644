"""Figures as people write them, and a menu that shows only what may be opened."""

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from django.urls import Resolver404, path, resolve
from django.utils import translation

from povertyportal.ui.templatetags import portal


def view(request):
    return HttpResponse()


def other(request):
    return HttpResponse()


view.required_permission = "household.view"
other.required_permission = "loan.view"
urlpatterns = [
    path("", view, name="front"),
    path("households/", view, name="shown"),
    path("loans/", other, name="refused"),
    path("capital/", view, name="allocation_list"),
    path("capital/1/", view, name="allocation_detail"),
    path("capital/entries/", view, name="allocation_entry_list"),
    path("bare/", lambda request: HttpResponse(), name="bare"),
]


@pytest.mark.parametrize(
    ("filter_name", "value", "text"),
    [
        ("count", 1234567, "1.234.567"),
        ("count", 0, "0"),
        ("decimal2", 2.755, "2,76"),
        ("decimal2", Decimal("2.3"), "2,30"),
        ("money", 1975000000, "1.975.000.000"),
        ("million", 1975500000, "1.975,5"),
        ("million", 654000000, "654"),
        ("billion", 3150000000, "3,15"),
        ("percent", 176.190476, "176,19\u00a0%"),
        ("percent", 100, "100\u00a0%"),
        ("percent", 0, "0\u00a0%"),
        ("vndate", date(2023, 6, 30), "30/06/2023"),
        ("vndate", datetime(2023, 6, 30, 18, tzinfo=UTC), "01/07/2023"),
    ],
)
def test_figures_are_written_the_vietnamese_way(filter_name, value, text):
    with translation.override("vi"):
        assert getattr(portal, filter_name)(value) == text


@pytest.mark.parametrize(
    "filter_name", ["count", "decimal2", "money", "million", "billion", "percent", "vndate"]
)
def test_a_gap_is_said_in_words(filter_name):
    with translation.override("vi"):
        assert getattr(portal, filter_name)(None) == "chưa có số liệu"


def test_text_that_is_no_number_is_left_alone():
    assert portal.count("khớp") == "khớp"


def test_coordinates_never_take_a_comma():
    with translation.override("vi"):
        assert portal.px(12.56) == "12.6"


def test_an_icon_is_drawn_in_place_and_hidden_from_screen_readers():
    drawn = portal.icon("search")

    assert drawn.startswith("<svg")
    assert drawn.endswith("</svg>")
    assert 'aria-hidden="true"' in drawn


def test_an_icon_that_is_not_vendored_is_an_error():
    with pytest.raises(FileNotFoundError):
        portal.icon("no-such-icon")


def menu(source, *, at="/", user=None, **context):
    request = RequestFactory().get(at)
    with suppress(Resolver404):
        request.resolver_match = resolve(at)
    request.user = user or SimpleNamespace(
        is_authenticated=True, is_staff=False, has=lambda permission: permission == "household.view"
    )
    template = engines["django"].from_string("{% load portal %}" + source)
    return template.render(context, request)


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("name", ["refused", "bare", "no_such_name", "admin:index"])
def test_the_menu_leaves_out_what_may_not_be_opened(name):
    assert menu(f'{{% nav_item "{name}" "X" %}}') == ""


@pytest.mark.urls(__name__)
def test_the_menu_is_empty_for_visitors():
    visitor = SimpleNamespace(is_authenticated=False)

    assert menu('{% nav_item "shown" "X" %}', user=visitor) == ""


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("at", "is_current"),
    [("/households/", True), ("/households/BK-1/", True), ("/work/", True), ("/loans/", False)],
)
def test_the_menu_marks_where_one_is(at, is_current):
    html = menu('{% nav_item "shown" "Hộ dân" "/households/" "/work/" %}', at=at)

    assert ('aria-current="page"' in html) is is_current
    assert 'href="/households/"' in html


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("at", "is_current"),
    [("/capital/", True), ("/capital/1/", True), ("/capital/entries/", False)],
)
def test_an_entry_stands_for_the_pages_of_its_records(at, is_current):
    html = menu('{% nav_item "allocation_list" "Vốn" %}', at=at)

    assert ("aria-current" in html) is is_current


@pytest.mark.urls(__name__)
def test_the_front_page_is_current_only_on_itself():
    assert "aria-current" in menu('{% nav_item "front" "X" %}', at="/")
    assert "aria-current" not in menu('{% nav_item "front" "X" %}', at="/loans/")


@pytest.mark.urls(__name__)
def test_labels_are_escaped():
    assert "<b>" not in menu('{% nav_item "shown" label %}', label="<b>")
