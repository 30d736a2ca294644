"""What people see when something fails: error pages that need no database, and health checks."""

import sys
from collections.abc import Callable
from typing import Literal

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

Trouble = Literal["away", "busy"]
SECONDS_TO_WAIT: dict[Trouble, str] = {"away": "30", "busy": "5"}


def error_page(status: int, *, name: str = "", **context: str) -> HttpResponse:
    """Return an error page; without the request, so that no user or session is read."""
    content = render_to_string(f"errors/{name or status}.html", {"status": status, **context})
    return HttpResponse(content, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read; one that is too large gets its own words."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return error_page(413)
    return error_page(400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the right is missing."""
    return error_page(403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is there, or nothing this user may see."""
    return error_page(404)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form is too old or came from elsewhere."""
    return error_page(403, name="403_csrf")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an unexpected error; a database that is away is found here too.

    Errors raised by other middleware (reading the session, say) come straight to this handler.
    """
    return unavailable(sys.exc_info()[1]) or error_page(500)


def trouble(error: BaseException | None) -> Trouble | None:
    """Say whether the database is away or too busy; None for every other error.

    "no such table" and the like are OperationalErrors as well: those are mistakes of ours.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    cause = error.__cause__ or error
    name = str(getattr(cause, "sqlite_errorname", ""))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "database is locked" in str(error):
        return "busy"
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR")):
        return "away"
    if not type(cause).__module__.startswith("psycopg"):
        return None
    code = getattr(cause, "pgcode", None) or ""
    if code == "55P03" or code == "57014" or code.startswith(("40", "53")):
        return "busy"
    return "away" if not code or code.startswith(("08", "57P")) else None


def unavailable(error: BaseException | None) -> HttpResponse | None:
    """Return the 503 page when the error means that the database cannot serve now."""
    found = trouble(error)
    if found is None:
        return None
    response = error_page(503, trouble=found)
    response["Retry-After"] = SECONDS_TO_WAIT[found]
    return response


class DatabaseAwayMiddleware:
    """Turn a database that is away or busy into 503 with Retry-After instead of 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable(exception)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return HttpResponse("database away\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
