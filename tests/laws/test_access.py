"""Every address names its rule, and every role gets the answer that access_matrix.toml says."""

import inspect
import tomllib
from pathlib import Path

import pytest
from django.contrib import admin
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import reverse

from tests.laws.addresses import ACTORS, own_urls

MATRIX = tomllib.loads(Path(__file__).with_name("access_matrix.toml").read_text())
OPEN_TO_ALL = {"login", "set_language", "healthz", "readyz"}


def rows(method):
    return {name: line.split() for name, line in MATRIX[method].items()}


def test_every_view_names_the_permission_it_needs():
    bare = {name for name, _pattern, view in own_urls() if not hasattr(view, "required_permission")}

    assert bare == OPEN_TO_ALL


def test_names_of_addresses_are_unique():
    names = [name for name, _pattern, _view in own_urls()]

    assert len(names) == len(set(names))
    assert None not in names


def test_the_matrix_lists_every_address_and_no_other():
    assert MATRIX["actors"].split() == list(ACTORS)
    assert set(rows("GET")) == {name for name, _pattern, _view in own_urls()}
    assert set(rows("POST")) == {name for name, _pattern, view in own_urls() if writes(view)}
    for method in ("GET", "POST"):
        assert {len(row) for row in rows(method).values()} == {len(ACTORS)}


def writes(view):
    """Tell from its source, and that of its helpers beside it, whether a view looks at POST."""
    view = inspect.unwrap(view)
    helpers = [view.__globals__.get(name) for name in view.__code__.co_names]
    package = view.__module__.rpartition(".")[0]
    own = [
        item
        for item in helpers
        if inspect.isfunction(item) and item.__module__.startswith(f"{package}.")
    ]
    return any("POST" in inspect.getsource(item) for item in [view, *own])


def sign_in(actor, request, client_of):
    return client_of(None if actor == "stranger" else request.getfixturevalue(actor))


def answer(browser, method, url):
    """Return the status, and undo what the request wrote."""
    with transaction.atomic():
        response = browser.get(url) if method == "GET" else browser.post(url)
        transaction.set_rollback(True)
    return response.status_code


@pytest.fixture
def _unseen(monkeypatch):
    """Leave pages undrawn: the view has decided on its answer by then."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


@pytest.mark.one_database
@pytest.mark.usefixtures("_unseen")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("actor", ACTORS)
def test_every_address_answers_the_actor_as_the_matrix_says(
    actor, method, address, request, client_of
):
    column = ACTORS.index(actor)
    wanted = {name: row[column] for name, row in rows(method).items()}

    found = {}
    signed_in = sign_in(actor, request, client_of).cookies
    for name in wanted:
        browser = Client()
        browser.cookies = signed_in.copy()
        found[name] = str(answer(browser, method, reverse(name, args=address(name))))

    assert found == wanted


def admin_urls():
    """Return the pages of the admin that need no row, and the lists and forms of every model."""
    pages = [reverse("admin:index"), reverse("admin:jsi18n"), reverse("admin:autocomplete")]
    for model in admin.site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        pages += [reverse(f"admin:{label}_changelist"), reverse(f"admin:{label}_add")]
        pages += [reverse(f"admin:{label}_change", args=[1])]
        pages += [reverse(f"admin:{label}_delete", args=[1])]
        pages += [reverse(f"admin:{label}_history", args=[1])]
    return pages


@pytest.mark.parametrize("actor", [name for name in ACTORS if name != "administrator"])
def test_the_admin_is_closed_to_everybody_else(actor, request, client_of, city):
    browser = sign_in(actor, request, client_of)

    answers = {browser.get(url, follow=False).status_code for url in admin_urls()}
    last = browser.get(reverse("admin:index"), follow=True)

    assert answers <= {302, 403}
    assert last.status_code == (200 if actor == "stranger" else 403)
    assert last.request["PATH_INFO"] == ("/login/" if actor == "stranger" else "/admin/login/")


def test_administrators_open_every_list_and_form_of_the_admin(administrator, client_of):
    browser = client_of(administrator)

    for model, page in admin.site._registry.items():
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        read_only = not page.has_add_permission(_of(administrator))
        assert browser.get(reverse(f"admin:{label}_changelist")).status_code == 200, label
        wanted = 403 if read_only else 200
        assert browser.get(reverse(f"admin:{label}_add")).status_code == wanted, label


def _of(user):
    """Return the least that a permission check of the admin looks at."""
    return type("Request", (), {"user": user})()
