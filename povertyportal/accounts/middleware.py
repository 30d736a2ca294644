"""What every request gets: an id, a language, an end of idle sessions, the day it asks for."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from povertyportal.accounts import past
from povertyportal.accounts.audit import Origin, origin
from povertyportal.accounts.http import client_address
from povertyportal.accounts.sessions import end_if_idle
from povertyportal.ui import days

OPEN_WITH_OLD_PASSWORD = frozenset(
    {"password_change", "logout", "set_language", "healthz", "readyz"}
)


class PortalMiddleware:
    """Tie the request to its user. It stands right behind AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the origin and the language, answer, and keep personal data out of caches."""
        came_from = Origin(str(uuid.uuid4()), client_address(request))
        token = origin.set(came_from)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        try:
            with translation.override(language):
                response = self.get_response(request)
        finally:
            origin.reset(token)
        response["X-Request-Id"] = came_from.request_id
        response.setdefault("Content-Language", language)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """End an idle session; send a user with a first password to the page that changes it."""
        end_if_idle(request)
        user = request.user
        name = request.resolver_match.url_name if request.resolver_match else ""
        if (
            user.is_authenticated
            and user.must_change_password
            and name not in OPEN_WITH_OLD_PASSWORD
        ):
            return redirect("password_change")
        return None


class PastMiddleware:
    """Answer a page as of the day that its address names. It stands last: views run inside it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Read a day that is over as it was; show no row for a day that cannot be read."""
        with past.visit():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if not _asks_for_a_day(request):
            return self.get_response(request)
        form = days.day_form(request)
        if not form.is_valid():
            context = {
                "title": _("Ngày chưa đúng"),
                "form": form,
                "kept": days.kept(request.GET),
            }
            return TemplateResponse(request, "wrong_day.html", context, status=400).render()
        if (day := form.cleaned_data["as_of"]) is not None:
            days.set_past(request, day, is_record=True)
            past.turn_to(day)
        return self.get_response(request)


def _asks_for_a_day(request: HttpRequest) -> bool:
    """Tell whether a page of records is asked for as of a day, by somebody who is signed in."""
    if request.method != "GET" or days.NAME not in request.GET:
        return False
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return request.user.is_authenticated and not getattr(view, "reads_own_day", False)
