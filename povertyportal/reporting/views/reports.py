"""The reports that can be built: the list of kinds, and one of them for a scope."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from povertyportal.accounts.access import reads_own_day, requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.documents import print_out
from povertyportal.reporting.forms import ReportForm
from povertyportal.reporting.reports import Report, ReportKind, all_reports, get_report
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.views.base import as_of_scope


@requires(Permission.REPORT_VIEW)
def report_list(request: Request) -> HttpResponse:
    """Show the kinds of report that the user may build."""
    kinds = [kind for kind in all_reports() if request.user.has(kind.permission)]
    return TemplateResponse(
        request, "reporting/reports.html", {"title": _("Báo cáo"), "kinds": kinds}
    )


@reads_own_day
@requires(Permission.REPORT_VIEW)
@never_cache
def report_detail(request: Request, key: str) -> HttpResponse:
    """Ask for the area and period of a report; with both, show it as it is printed.

    `?choose` leads back from the paper to what was chosen.
    """
    kind = _kind_or_404(key)
    if not request.user.has(kind.permission):
        raise PermissionDenied
    form = ReportForm(request.GET, user=request.user, kind=kind)
    is_asked = "place" in request.GET and "choose" not in request.GET
    if not is_asked or not form.is_valid():
        context = {
            "title": kind.title,
            "kind": kind,
            "form": form,
            "is_asked": is_asked,
            "can_file": request.user.has(Permission.REPORT_FILE),
        }
        status = 400 if is_asked else 200
        return TemplateResponse(request, "reporting/report.html", context, status=status)
    scope = form.scope()
    if not scope.allows(request.user, kind.permission):
        raise PermissionDenied
    as_of_scope(request, scope)
    return _printed(request, kind, kind.build(scope, request.user), scope)


def _printed(request: Request, kind: ReportKind, report: Report, scope: Scope) -> HttpResponse:
    """Hand over the report, or say what keeps it from being printed."""
    query = request.GET.copy()
    query.pop("format", None)
    query["choose"] = "1"
    back = f"{reverse('report_detail', args=[kind.key])}?{query.urlencode()}"
    if report.gaps:
        context = {"title": kind.title, "gaps": report.gaps, "back": back}
        return TemplateResponse(request, "reporting/report_gaps.html", context, status=409)
    return print_out(
        request,
        report.papers,
        by=request.user,
        title=f"{kind.title} – {scope.area.name}",
        filename=f"{kind.key.replace('_', '-')}-{scope.area.name}-{scope.end:%Y-%m-%d}",
        back=back,
        on=scope.area,
        area_path=scope.area.path,
        links=_filing(request, kind, scope),
    )


def _filing(request: Request, kind: ReportKind, scope: Scope) -> list[tuple[str, str]]:
    """Return the door to filing what is shown, for those who may."""
    if not scope.allows(request.user, Permission.REPORT_FILE):
        return []
    query = request.GET.copy()
    query.pop("format", None)
    url = f"{reverse('filed_report_create', args=[kind.key])}?{query.urlencode()}"
    return [(_("Chốt báo cáo"), url)]


def _kind_or_404(key: str) -> ReportKind:
    try:
        return get_report(key)
    except KeyError:
        raise Http404 from None
