"""Hostile addresses (keys, years, pages, orders, searches) never break a list or a page."""

import re

import pytest
from django.urls import reverse

from tests.laws.addresses import own_urls

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
KEYS = ["9223372036854775808", "99999999999999999999999999", "0", "-1", "1%20OR%201=1", "1.0", "x"]
YEARS = ["0", "10000", "99999999999", "2014", "2101", "-2023", "20 23"]
QUERIES = [
    "page=-1",
    "page=99999999999999999999",
    "per_page=-1",
    "per_page=100000",
    "sort=zzz",
    "sort=password",
    "sort=-",
    "sort=area__parent__path",
    "sort=%00&sort=code",
    "q=%00",
    "q=%ff",
    "q=%ed%a0%80",
    "q=" + "a" * 60_000,
    "q=%25",
    "q=_",
    "q=%F0%9F%98%80",
    "ward=999",
    "ward=abc",
    "ward=99999999999999999999",
    "village=99999999999999999999",
    "year=0",
    "year=99999999999",
    "from_day=31/02/2025",
    "from_day=01/01/0001",
    "export=pdf",
    "export=xlsx&page=-1&sort=zzz",
]


def keyed():
    """Return each address that takes a key, and the name of its parameter's kind."""
    for name, pattern, _view in own_urls():
        for kind, parameter in PARAMETER.findall(pattern):
            yield pytest.param(pattern, kind, parameter, id=f"{name}-{parameter}")


def listed():
    return [name for name, _pattern, _view in own_urls() if name.endswith("_list")]


def fill(pattern, parameter, value, address):
    """Return the address with one parameter hostile and the others right."""
    good = {"pk": "1", "code": "BK-012345", "year": "2023", "step": "submit"}
    good |= {"key": "poor_households_exited"}
    path = PARAMETER.sub(
        lambda found: value if found[2] == parameter else good.get(found[2], "1"), pattern
    )
    return f"/{path}"


@pytest.mark.parametrize(("pattern", "kind", "parameter"), keyed())
def test_an_impossible_key_is_not_found(
    pattern, kind, parameter, address, leader, standing, client_of
):
    values = YEARS if "year" in kind else KEYS

    for user in (leader, standing):
        browser = client_of(user)
        for value in values:
            status = browser.get(fill(pattern, parameter, value, address)).status_code
            assert status in (403, 404), value


@pytest.mark.parametrize("name", listed())
def test_a_hostile_query_never_breaks_a_list(name, address, request, client_of):
    reader = "auditor"
    browser = client_of(request.getfixturevalue(reader))

    for query in QUERIES:
        status = browser.get(f"{reverse(name)}?{query}").status_code
        assert status in (200, 400), query[:60]


@pytest.mark.parametrize("name", listed())
def test_a_ward_of_somebody_else_is_an_error_and_no_row(
    name, address, officer, other_ward, client_of
):
    response = client_of(officer).get(reverse(name), {"ward": other_ward.pk})

    if response.status_code == 403 or "ward" not in response.context["filterset"].form.fields:
        return
    assert "ward" in response.context["filterset"].form.errors
    assert response.context["page"].rows == []


@pytest.mark.parametrize("query", [*QUERIES, "from=x", "to=31/02/2023", "area=%00", "as_of=1"])
def test_a_hostile_scope_never_breaks_the_dashboard(query, address, leader, client_of):
    browser = client_of(leader)

    for name in ("dashboard", "figure_detail", "reported_figures"):
        url = reverse(name, args=address(name))
        assert browser.get(f"{url}?{query}").status_code in (200, 400, 404), name
