"""The one door of every view: it names the permission that opens it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]


def requires(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Open the view to users who hold the permission on any area.

    Anonymous users are sent to the login page, others get 403. The view itself starts from
    `visible_to(user)`, so rows outside the user's areas are 404.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def open_to_all(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that needs no sign-in: the login page, health checks, the language switch."""
    view.login_required = False  # type: ignore[attr-defined]
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def reads_own_day(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view whose `as_of` is its own question, asked and checked by its own form."""
    view.reads_own_day = True  # type: ignore[attr-defined]
    return view
