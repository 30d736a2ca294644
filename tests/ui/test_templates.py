"""Every template compiles and keeps to the house rules; error pages need nothing to be there."""

import re
import sqlite3
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import translation

from povertyportal.ui import errors
from povertyportal.ui.context import portal

TEMPLATES = Path(settings.BASE_DIR) / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
STATUSES = ["400", "403", "403_csrf", "404", "413", "500", "503"]


def database_error(kind, name):
    """Return the error as Django raises it: with the driver's own error as its cause."""
    error = OperationalError(name)
    cause = kind(name)
    cause.sqlite_errorname = name
    error.__cause__ = cause
    return error


class DriverError(Exception):
    """An error that looks like psycopg2's."""


DriverError.__module__ = "psycopg2"


def driver_error(code, *, kind=OperationalError):
    error = kind("server")
    error.__cause__ = DriverError("server")
    error.__cause__.pgcode = code
    return error


def away(request):
    raise database_error(sqlite3.OperationalError, "SQLITE_CANTOPEN")


def broken(request):
    raise database_error(sqlite3.OperationalError, "SQLITE_ERROR")


def too_big(request):
    raise RequestDataTooBig


away.login_required = broken.login_required = too_big.login_required = False
urlpatterns = [
    path("away", away),
    path("broken", broken),
    path("too-big", too_big),
    path("", include("povertyportal.ui.urls")),
]
handler400 = "povertyportal.ui.errors.bad_request"
handler500 = "povertyportal.ui.errors.server_error"


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_template_has_inline_style_or_script(name):
    text = (TEMPLATES / name).read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("name", NAMES)
def test_no_template_names_another_host(name):
    assert not re.search(r"https?://", (TEMPLATES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", STATUSES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_error_pages_need_neither_request_nor_database(name, language):
    with translation.override(language):
        page = errors.error_page(int(name[:3]), name=name, trouble="away")

    assert page.status_code == int(name[:3])
    assert f'lang="{language}"' in page.content.decode()
    assert "<h1>" in page.content.decode()


@pytest.mark.parametrize(
    ("error", "status"), [(RequestDataTooBig(), 413), (SuspiciousOperation(), 400)]
)
def test_a_request_that_is_too_large_is_told_so(error, status):
    assert errors.bad_request(RequestFactory().get("/"), error).status_code == status


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (database_error(sqlite3.OperationalError, "SQLITE_BUSY"), "busy"),
        (database_error(sqlite3.OperationalError, "SQLITE_BUSY_SNAPSHOT"), "busy"),
        (database_error(sqlite3.OperationalError, "SQLITE_CANTOPEN"), "away"),
        (database_error(sqlite3.OperationalError, "SQLITE_ERROR"), None),
        (driver_error(None), "away"),
        (driver_error("57P01"), "away"),
        (driver_error("08006"), "away"),
        (driver_error("55P03"), "busy"),
        (driver_error("40P01"), "busy"),
        (driver_error("53300"), "busy"),
        (driver_error("42P01"), None),
        (driver_error(None, kind=InterfaceError), "away"),
        (ValueError("database is locked"), None),
        (None, None),
    ],
)
def test_only_a_database_that_cannot_serve_counts_as_trouble(error, found):
    assert errors.trouble(error) == found


@pytest.fixture
def bare_client(settings):
    settings.MIDDLEWARE = ["povertyportal.ui.errors.DatabaseAwayMiddleware"]
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_a_database_that_is_away_gives_503_and_when_to_try_again(bare_client):
    response = bare_client.get("/away")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"


def test_a_mistake_of_ours_stays_a_500(bare_client):
    assert bare_client.get("/broken").status_code == 500


def test_a_view_that_reads_too_much_gives_413(bare_client):
    assert bare_client.get("/too-big").status_code == 413


def test_a_database_that_is_away_below_the_views_gives_503_too(bare_client, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.session_without_database"]

    response = bare_client.get("/healthz")

    assert response.status_code == 503


def session_without_database(get_response):
    def answer(request):
        raise database_error(sqlite3.OperationalError, "SQLITE_CANTOPEN")

    return answer


def test_the_process_answers_without_a_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readiness_asks_the_database(client):
    assert client.get("/readyz").status_code == 200


def test_readiness_says_when_the_database_is_away(client, monkeypatch):
    def refuse():
        raise OperationalError

    monkeypatch.setattr(errors.connection, "cursor", refuse)

    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ('"><script>', ""), ("", "")])
def test_only_known_themes_are_taken_from_the_cookie(cookie, theme):
    request = RequestFactory().get("/")
    request.COOKIES["portal_theme"] = cookie

    assert portal(request)["colours"] == theme


def test_a_page_without_right_is_a_page_in_words(rf):
    assert isinstance(errors.forbidden(rf.get("/"), Exception()), HttpResponse)
    assert errors.not_found(rf.get("/"), Exception()).status_code == 404
    assert errors.csrf_failure(rf.get("/")).status_code == 403
