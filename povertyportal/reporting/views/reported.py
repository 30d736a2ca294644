"""Reported figures beside computed ones."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.compare import Status
from povertyportal.reporting.figures import all_figures
from povertyportal.reporting.forms import ScopeForm
from povertyportal.reporting.views.base import wrong_scope


@requires(Permission.FIGURE_VIEW)
def reported_figures(request: Request) -> HttpResponse:
    """Show every reported figure beside the computed one, with the difference explained."""
    form = ScopeForm(request.GET, user=request.user)
    if not form.is_valid():
        return wrong_scope(request, form)
    scope = form.scope()
    figures = all_figures(scope, user=request.user)
    stated = [found for found in figures if found.reported]
    wanted = request.GET.get("status", "")
    shown_rows = [found for found in stated if not wanted or found.status == wanted]
    counts = [
        (status, sum(found.status == status for found in stated))
        for status in Status
        if status is not Status.NOT_REPORTED
    ]
    return TemplateResponse(
        request,
        "reporting/reported.html",
        {
            "title": _("Đối chiếu số báo cáo với hồ sơ"),
            "subtitle": scope.report.source if scope.report else "",
            "scope": scope,
            "figures": shown_rows,
            "counts": counts,
            "wanted": wanted,
        },
    )
