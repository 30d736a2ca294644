"""Hostile addresses (keys, years, pages, orders, searches) never break a list or a page."""

import re

import pytest
from django.template.response import SimpleTemplateResponse
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


def permission_of(name):
    """Return the permission that opens the address."""
    return next(view for known, _, view in own_urls() if known == name).required_permission


def fill(pattern, parameter, value):
    """Return the address with one parameter hostile and the others right."""
    good = {"pk": "1", "code": "BK-012345", "year": "2023", "step": "submit"}
    good |= {"key": "poor_households_exited"}
    path = PARAMETER.sub(
        lambda found: value if found[2] == parameter else good.get(found[2], "1"), pattern
    )
    return f"/{path}"


@pytest.mark.parametrize(("pattern", "kind", "parameter"), list(keyed()))
def test_an_impossible_key_is_not_found(pattern, kind, parameter, leader, client_of):
    browser = client_of(leader)

    for value in YEARS if "year" in kind else KEYS:
        status = browser.get(fill(pattern, parameter, value)).status_code
        assert status in (403, 404), value


@pytest.mark.parametrize("part", range(4))
def test_a_hostile_query_never_breaks_a_list(part, address, auditor, client_of, monkeypatch):
    """Each query is answered by each list; every third is drawn as well, each list others."""
    browser = client_of(auditor)

    for place, name in enumerate(listed()[part::4]):
        for number, query in enumerate(QUERIES):
            with monkeypatch.context() as patch:
                if (place + number) % 3:
                    patch.setattr(SimpleTemplateResponse, "rendered_content", "")
                status = browser.get(f"{reverse(name)}?{query}").status_code
            refused = not auditor.has(permission_of(name))
            assert status in ((403,) if refused else (200, 400)), (name, query[:60])


def test_a_ward_of_somebody_else_is_an_error_and_no_row(address, officer, other_ward, client_of):
    browser = client_of(officer)
    tried = 0

    for name in listed():
        response = browser.get(reverse(name), {"ward": other_ward.pk})
        if response.status_code != 200 or "filterset" not in response.context:
            continue
        if "ward" in response.context["filterset"].form.fields:
            tried += 1
            assert "ward" in response.context["filterset"].form.errors, name
            page = response.context.get("page")
            assert page is None or page.rows == [], name
            assert other_ward.name not in response.content.decode(), name
    assert tried > 5


def test_a_hostile_scope_never_breaks_a_figure(address, leader, client_of):
    browser = client_of(leader)
    scopes = ["from=x", "to=31/02/2023", "place=%00", "place=999", "as_of=1", "standard=x"]
    scopes += ["boundaries=x", "from=01/01/2023&to=01/01/2022", "by=x&group=%00"]

    for name in ("dashboard", "compare", "figure_detail", "reported_figures"):
        url = reverse(name, args=address(name))
        for query in [*QUERIES, *scopes] if name == "figure_detail" else scopes:
            status = browser.get(f"{url}?{query}").status_code
            assert status in (200, 400, 404), (name, query[:60])
