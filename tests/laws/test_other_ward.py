"""Nothing of one ward reaches the people of another: no byte is shown, no row is written."""

import json
from contextlib import contextmanager
from urllib.parse import urljoin

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from households.models import TypedDraft
from povertyportal.accounts.models import AuditEvent
from povertyportal.reporting.registry import all_indicators
from tests.conftest import make_user
from tests.laws.addresses import own_urls
from tests.laws.test_access import rows as matrix
from tests.laws.two_wards import (
    MARK,
    Page,
    addresses_of,
    mark_all_texts,
    more_of,
    own_models,
    texts_of,
)

ROLES = ("ward_officer", "ward_chair", "investigator")
MOST_PAGES = 220
QUERIES = ("?export=xlsx", f"?q={MARK.lower()}&ward=1&sort=-area", "?format=docx")
LEAVING = ("/logout/", "/language/", "/password/", "/static/", "/views/new/")


@pytest.fixture
def far(address, records, officer, chair):
    """Return the address function of a ward whose every free text carries the mark."""
    more_of(records["household"], records["review"], by=officer)
    assert mark_all_texts() > 60
    return address


@pytest.fixture
def near(far, other_ward, other_village, other_officer):
    """Return the people of the other ward by role, and what leads to its own records."""
    places = {"investigator": other_village}
    people = {
        role: make_user(f"near_{role}", role=role, area=places.get(role, other_ward))
        for role in ROLES
    }
    own = addresses_of(other_ward, other_village, by=other_officer, chair=people["ward_chair"])
    return people, own


def test_the_crawl_would_find_the_mark(far, officer, client_of):
    """The control: the ward's own officer meets the mark on page after page."""
    seen = crawl(client_of(officer), most=60)

    assert sum(MARK in text for text in seen.values()) > 20


@pytest.mark.parametrize("role", ROLES)
def test_no_page_nor_workbook_shows_a_word_of_another_ward(role, far, near, client_of):
    people, _own = near
    client = client_of(people[role])

    seen = crawl(client, most=MOST_PAGES)

    assert [url for url, text in seen.items() if MARK in text] == []
    assert len(seen) > 60


@pytest.mark.parametrize("role", ROLES)
def test_no_address_of_another_wards_record_says_a_word_of_it(role, far, near, client_of):
    people, _own = near
    client, tried = client_of(people[role]), 0

    for name, _pattern, _view in own_urls():
        url = reverse(name, args=far(name))
        plain = client.get(url)
        shown = plain.status_code not in (403, 404)
        queries = QUERIES if shown else [f"?export=xlsx&format=docx&q={MARK.lower()}&ward=1"]
        for response in (plain, *(client.get(url + query) for query in queries)):
            assert MARK not in texts_of(response), (name, response.request["QUERY_STRING"])
            tried += 1
    assert tried > 400


def crawl(client, *, most):
    """Follow the links from the home page, each kind of address in turn; return what was said."""
    waiting = ["/", *(f"{reverse(n)}" for n, _p, _v in own_urls() if n.endswith("_list"))]
    waiting += [f"{url}?export=xlsx" for url in waiting[1:]]
    waiting += [reverse("figure_detail", args=[each.key]) for each in all_indicators()[:12]]
    seen = {}
    while waiting and len(seen) < most:
        url = waiting.pop(0)
        if url in seen or url.startswith(LEAVING):
            continue
        response = client.get(url)
        seen[url] = texts_of(response)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            links = sorted(Page(seen[url]).links)
            waiting += [urljoin(url, link.partition("#")[0]) for link in links]
        elif response.status_code in (301, 302):
            waiting.append(urljoin(url, response["Location"]))
    return seen


def digest(keys=None):
    """Return each row of the wards' tables by model and key; only those of `keys` when given."""
    found = {}
    for model in own_models():
        for row in model._default_manager.order_by().values():
            place = (model._meta.label_lower, row[model._meta.pk.attname])
            if keys is None or place in keys:
                found[place] = json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True)
    return found


@contextmanager
def writes():
    """Collect the statements that write to the tables of the wards."""
    tables = [connection.ops.quote_name(model._meta.db_table) for model in own_models()]
    seen = []

    def look(execute, sql, params, many, context):
        if not sql.startswith("SELECT") and any(table in sql for table in tables):
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield seen


def hung_on(keys):
    """Return the new rows that point to a row of the other ward."""
    strays = []
    for model in own_models():
        links = [
            (field.attname, field.related_model._meta.label_lower)
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
            and field.related_model._meta.app_label == "households"
        ]
        for row in model._default_manager.order_by().values():
            place = (model._meta.label_lower, row[model._meta.pk.attname])
            if place not in keys and any((to, row[name]) in keys for name, to in links):
                strays.append((place, row))
    return strays


def variants(form, foreign):
    """Yield the form as a browser sends it, then with each key in it replaced by a foreign one.

    A choice among words refers to no record: it takes one foreign key, of another kind each time.
    """
    _action, data, kinds = form
    yield data
    words = 0
    for name, kind in kinds.items():
        if kind in ("select", "radio", "checkbox", "hidden") and name != "submit_token":
            if may_hold_key(data.get(name, "")):
                yield from (data | {name: value} for value in foreign)
            else:
                yield data | {name: foreign[words % len(foreign)]}
                words += 1
    extras = ("area", "ward", "village", "household", "review", "person", "created_by", "by")
    for value in foreign[:1]:
        yield data | dict.fromkeys([*extras, *(f"{name}_id" for name in extras)], value)


def may_hold_key(value):
    """Tell whether what a field offers may lead to a record: a key, a household's code, nothing."""
    return not value or value.isdecimal() or value.startswith("BK-")


def far_values(far, records, ward, village):
    """Return keys of the other ward's records as a form would send them."""
    keys = {str(row.pk) for row in (records["household"], records["complaint"], village, ward)}
    return [*sorted(keys), far("household_detail")[0]][-4:]


@pytest.mark.parametrize("role", ROLES)
def test_no_form_of_a_ward_writes_to_another(
    role, far, near, records, ward, village, client_of, monkeypatch
):
    """Every form of the own ward, with the keys of the other ward in body and query.

    Every third answer is drawn and read; what was written is looked at after each.
    """
    people, own = near
    client = client_of(people[role])
    far_keys = of_area(records, ward)
    before = digest(far_keys)
    foreign = far_values(far, records, ward, village)
    creating = [(name, []) for name in matrix("POST") if "<" not in pattern_of(name)]
    sent = written = 0

    for name, arguments in [*creating, *own]:
        if name in ("login", "logout", "password_change", "set_language"):
            continue
        url = reverse(name, args=arguments)
        page = client.get(url)
        forms = Page(texts_of(page)).forms if page.status_code == 200 else []
        with writes() as statements:
            for form in [f for f in forms if not f[0].startswith(LEAVING)][:2]:
                for number, data in enumerate(variants(form, foreign)):
                    with monkeypatch.context() as patch:
                        if number % 3:
                            patch.setattr(SimpleTemplateResponse, "rendered_content", "")
                        response = client.post(urljoin(url, form[0]), data)
                    assert response.status_code < 500, (name, data)
                    assert MARK not in texts_of(response), (name, data)
                    sent += 1
                    written += response.status_code == 302
            for value in foreign[-2:]:
                client.post(f"{url}?household={value}&village={value}&area={value}&review={value}")
        if statements:
            assert digest(far_keys) == before, name
            assert hung_on(far_keys) == [], name
    assert digest(far_keys) == before
    assert sent > (100 if role == "ward_officer" else 10)
    assert written > 0


@pytest.mark.parametrize("role", ROLES)
def test_no_address_of_another_ward_writes(role, far, near, records, ward, client_of):
    people, _own = near
    client = client_of(people[role])
    keys = of_area(records, ward)
    before = digest(keys)
    data = {"note": "x", "reason": "x", "version": "1", "confirm": "1", "state": "approved"}

    for name in matrix("POST"):
        if name in ("login", "logout", "password_change", "set_language") or not far(name):
            continue
        with writes() as statements:
            response = client.post(reverse(name, args=far(name)), data)
        assert response.status_code in (403, 404, 405), name
        assert not statements or digest(keys) == before, name
    assert digest(keys) == before


def test_the_digest_would_see_a_write(far, records, ward, officer, client_of):
    """The control: the ward's own officer changes a row by the same means."""
    keys = of_area(records, ward)
    before = digest(keys)

    client_of(officer).post(
        reverse("exit_plan_drop", args=far("exit_plan_drop")),
        {
            "reason": "x",
            "version": "1",
        },
    )

    assert digest(keys) != before


def of_area(records, ward):
    """Return the places of the rows that hang on the ward: through area, household or review."""
    keys = {("households.household", home.pk) for home in ward.households.all()}
    while True:
        found = {place for place, _row in hung_on_any(keys, ward)}
        if found <= keys:
            return keys
        keys |= found


def hung_on_any(keys, ward):
    """Return every row that points to one of the keys or to the ward."""
    found = hung_on(keys)
    for model in own_models():
        names = {field.name for field in model._meta.concrete_fields}
        if "area" in names:
            rows = model._default_manager.filter(area=ward).order_by().values()
            found += [((model._meta.label_lower, r[model._meta.pk.attname]), r) for r in rows]
    return found


def pattern_of(name):
    return next(pattern for known, pattern, _view in own_urls() if known == name)


def test_no_event_names_a_citizen_id(far):
    assert TypedDraft.objects.exists()
    assert not AuditEvent.objects.filter(changes__icontains="999").exists()
