"""Figures in open formats, under addresses that stay: JSON and CSV, with the rights of the pages.

What cannot be asked is answered with words and status 400, in both formats as JSON.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from povertyportal.accounts.access import reads_own_day, requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting import formats
from povertyportal.reporting.dictionary import entries
from povertyportal.reporting.figures import Figure, all_figures, figure
from povertyportal.reporting.forms import ScopeForm
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.views.base import as_of_scope
from povertyportal.reporting.views.figures import indicator_or_404
from povertyportal.ui.delimited import csv_response


def _json(data: Any, *, status: int = 200) -> JsonResponse:
    """Return data as JSON with Vietnamese letters as they are."""
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})


def _asked(request: Request, answer: Callable[[Scope], HttpResponse]) -> HttpResponse:
    """Answer for the scope of the address, or say what is wrong with it; no number then."""
    form = ScopeForm(request.GET, user=request.user)
    if form.is_valid():
        scope = form.scope()
        as_of_scope(request, scope)
        return answer(scope)
    errors = {name: [str(word) for word in words] for name, words in form.errors.items()}
    return _json({"message": _("Phạm vi chưa đúng"), "errors": errors}, status=400)


def _one(request: Request, key: str, hand_over: Callable[[Figure], HttpResponse]) -> HttpResponse:
    """Hand over one figure to who may see it."""
    indicator = indicator_or_404(key)

    def answer(scope: Scope) -> HttpResponse:
        if not scope.allows(request.user, indicator.permission):
            raise PermissionDenied
        return hand_over(figure(indicator, scope=scope))

    return _asked(request, answer)


@reads_own_day
@requires(Permission.FIGURE_VIEW)
def figure_json(request: Request, key: str) -> HttpResponse:
    """Hand over one figure with its areas, years and groups."""
    return _one(request, key, lambda found: _json(formats.with_parts(found)))


@reads_own_day
@requires(Permission.FIGURE_VIEW)
def figure_csv(request: Request, key: str) -> HttpResponse:
    """Hand over one figure with its areas, years and groups as a table."""

    def hand_over(found: Figure) -> HttpResponse:
        rows = formats.table([found], parts=True)
        return csv_response(formats.headings(), rows, filename=key)

    return _one(request, key, hand_over)


@reads_own_day
@requires(Permission.FIGURE_VIEW)
def figures_json(request: Request) -> HttpResponse:
    """Hand over every figure that the user may see in the area."""

    def answer(scope: Scope) -> HttpResponse:
        figures = all_figures(scope, user=request.user)
        return _json({"figures": [formats.as_data(found) for found in figures]})

    return _asked(request, answer)


@reads_own_day
@requires(Permission.FIGURE_VIEW)
def figures_csv(request: Request) -> HttpResponse:
    """Hand over every figure that the user may see in the area as a table."""

    def answer(scope: Scope) -> HttpResponse:
        rows = formats.table(all_figures(scope, user=request.user))
        return csv_response(formats.headings(), rows, filename="figures")

    return _asked(request, answer)


@requires(Permission.FIGURE_VIEW)
def dictionary_json(request: Request) -> HttpResponse:
    """Hand over what every figure is, without a value."""
    return _json(
        {
            "figures": [entry.as_data() for entry in entries(request.user)],
            "fields": [
                {"name": name, "meaning": str(meaning)} for name, meaning in formats.field_words()
            ],
            "units": dict(formats.unit_words()),
        }
    )
