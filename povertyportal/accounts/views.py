"""Sign in, sign out, change the password, choose the language, read the record."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from povertyportal.accounts import actions, sessions
from povertyportal.accounts.access import open_to_all, reads_own_day, requires
from povertyportal.accounts.acts import in_words
from povertyportal.accounts.filters import AuditEventFilter
from povertyportal.accounts.forms import LoginForm, NewPasswordForm
from povertyportal.accounts.http import Request, inside
from povertyportal.accounts.models import AuditEvent
from povertyportal.accounts.roles import Permission
from povertyportal.accounts.tables import AuditEventTable
from povertyportal.ui.listing import list_page

LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60


@open_to_all
@never_cache
@sensitive_post_parameters("password")
def login_page(request: HttpRequest) -> HttpResponse:
    """Sign a user in and send them where they were going."""
    target = request.POST.get("next", request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(inside(request, target))
    form = LoginForm(request, data=request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            user: Any = form.get_user()
            login(request, user)
            sessions.begin(request)
            actions.signed_in(by=user)
            response = redirect(inside(request, target))
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=LANGUAGE_COOKIE_AGE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                samesite="Lax",
            )
            return response
        actions.login_failed(username=request.POST.get("username", "").replace("\x00", ""))
    return TemplateResponse(
        request, "registration/login.html", {"form": form, "next": target, "title": _("Đăng nhập")}
    )


@open_to_all
def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Say that too many tries failed and when to try again."""
    return TemplateResponse(request, "registration/lockout.html", status=429).render()


@requires(Permission.SIGNED_IN)
@require_POST
def logout_page(request: Request) -> HttpResponse:
    """End the session."""
    actions.signed_out(by=request.user)
    logout(request)
    return redirect("login")


@requires(Permission.SIGNED_IN)
@sensitive_post_parameters()
def password_change(request: Request) -> HttpResponse:
    """Let the user choose a new password; the first login leads here."""
    form = NewPasswordForm(request.user, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.change_password(
                password=form.cleaned_data["new_password1"], by=request.user
            )
        except ValidationError as error:
            form.add_error("new_password1", error)
        else:
            update_session_auth_hash(request, user)
            return redirect("dashboard")
    return TemplateResponse(
        request,
        "registration/password_change.html",
        {"form": form, "title": _("Đổi mật khẩu"), "forced": request.user.must_change_password},
    )


@open_to_all
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language and stay on the page."""
    language = request.POST.get("language", "")
    response = redirect(inside(request, request.POST.get("next", "")))
    if language in dict(settings.LANGUAGES):
        user: Any = request.user
        if user.is_authenticated:
            actions.set_language(language=language, by=user)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


@reads_own_day
@requires(Permission.AUDIT_VIEW)
def audit_event_list(request: Request) -> HttpResponse:
    """Show the record of events."""
    return list_page(
        request,
        rows=AuditEvent.objects.all(),
        filters=AuditEventFilter,
        table=AuditEventTable,
        filename="audit",
        title=_("Nhật ký"),
        context={"day": None},
    )


@reads_own_day
@requires(Permission.AUDIT_VIEW)
def audit_event_detail(request: Request, pk: int) -> HttpResponse:
    """Show one event with what it changed."""
    event = get_object_or_404(AuditEvent, pk=pk)
    facts = [
        (_("Lúc"), event.at),
        (_("Người thực hiện"), event.actor),
        (_("Việc"), f"{in_words(event)} ({event.action})"),
        (
            pgettext("audit", "Đối tượng"),
            f"{event.object_label} ({event.object_type} {event.object_id})",
        ),
        (_("Lý do"), event.note or "–"),
        (_("Mã yêu cầu"), event.request_id or "–"),
        (_("Mã băm"), event.digest),
    ]
    return TemplateResponse(
        request,
        "accounts/audit_event.html",
        {"title": in_words(event), "event": event, "facts": facts},
    )
