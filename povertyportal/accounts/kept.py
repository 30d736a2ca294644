"""Lose nothing that was typed on a long form when the session ends before it is sent.

The sent fields wait in the new, anonymous session until somebody signs in on the same browser;
whoever may open the form then finds them in it. CSRF is checked before, as for every POST.
"""

import json
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

MOST_BYTES = 64 * 1024
SECONDS = 60 * 60
_KEY = "typed_before_sign_in"
_NEVER = frozenset({"csrfmiddlewaretoken"})


def keeps_what_was_typed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Keep what a stranger posts to the view, then let the view's own door turn them away.

    It stands outside `@requires`, on forms that take long to fill in and hold no secret.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            _keep(request)
        return view(request, *args, **kwargs)

    guarded.login_required = False  # type: ignore[attr-defined]
    return guarded


def _keep(request: HttpRequest) -> None:
    data = {name: values for name, values in request.POST.lists() if name not in _NEVER}
    if len(json.dumps(data)) > MOST_BYTES:
        return
    request.session[_KEY] = {"path": request.path, "query": request.GET.dict(), "data": data}
    request.session.set_expiry(SECONDS)


def take_kept(
    request: HttpRequest, *, under: str, told_by: Collection[str] = ()
) -> dict[str, list[str]] | None:
    """Return, once, what was posted to an address that begins so before the sign-in.

    `told_by` names the parameters of the query that tell one form of that address from another.
    """
    found = request.session.get(_KEY)
    if not found or not str(found["path"]).startswith(under):
        return None
    if any(found["query"].get(name) != request.GET.get(name) for name in told_by):
        return None
    del request.session[_KEY]
    data: dict[str, list[str]] = found["data"]
    return data
