"""What people see when something fails: Vietnamese words, no trace, the right status."""

from unittest import mock

import psycopg2
import pytest
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import OperationalError, connection
from django.http import Http404
from django.test import Client, RequestFactory

from povertyportal.accounts import views as account_views
from povertyportal.ui import errors


def wrapped(cause):
    """Return the error as Django raises it: its own, caused by the driver's."""
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


class Away(psycopg2.OperationalError):
    """The server closed the connection."""

    __module__ = "psycopg2"
    pgcode = None


class Coded(psycopg2.OperationalError):
    """An error with the server's own code."""

    __module__ = "psycopg2.errors"
    pgcode = "55P03"


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (wrapped(Away("could not connect to server")), "away"),
        (wrapped(Coded("canceling statement due to lock timeout")), "busy"),
        (OperationalError("database is locked"), "busy"),
        (OperationalError("no such table: x"), None),
        (ValueError("x"), None),
        (None, None),
    ],
)
def test_the_portal_tells_a_database_that_is_away_from_its_own_mistakes(error, found):
    assert errors.trouble(error) == found


def test_a_database_that_is_away_gives_503_and_asks_to_come_back(client):
    with mock.patch.object(connection, "ensure_connection", side_effect=wrapped(Away("gone"))):
        page = client.get("/login/")
        ready = client.get("/readyz")
        alive = client.get("/healthz")

    assert page.status_code in (200, 503)
    assert ready.status_code == 503
    assert alive.status_code == 200


@pytest.mark.django_db
def test_a_page_that_needs_the_database_says_that_it_is_away(client, officer):
    client.force_login(officer)
    client.raise_request_exception = False

    with mock.patch(
        "django.db.backends.utils.CursorWrapper.execute", side_effect=wrapped(Away("gone"))
    ):
        response = client.get("/")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "cơ sở dữ liệu" in response.content.decode().casefold()
    assert "Traceback" not in response.content.decode()


@pytest.mark.parametrize(
    ("raised", "status"),
    [
        (BadRequest(), 400),
        (PermissionDenied(), 403),
        (Http404(), 404),
        (RequestDataTooBig(), 413),
        (ValueError("secret-value"), 500),
        (OperationalError("database is locked"), 503),
    ],
)
@pytest.mark.django_db
def test_every_error_has_a_vietnamese_page_without_a_trace(raised, status):
    client = Client(raise_request_exception=False)

    with mock.patch.object(account_views, "LoginForm", side_effect=raised):
        response = client.get("/login/")
    text = response.content.decode()

    assert response.status_code == status
    assert '<html lang="vi"' in text
    assert "secret-value" not in text
    assert "Traceback" not in text


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_words():
    response = Client(enforce_csrf_checks=True).post("/login/", {"username": "a"})

    assert response.status_code == 403
    assert '<html lang="vi"' in response.content.decode()


@pytest.mark.django_db
def test_health_checks_answer_without_a_user(client):
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 200)


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_to_strangers_too(client):
    assert client.get("/no/such/page/").status_code == 404


def test_error_pages_need_no_user():
    request = RequestFactory().get("/")

    assert errors.bad_request(request, BadRequest()).status_code == 400
    assert errors.server_error(request).status_code == 500
