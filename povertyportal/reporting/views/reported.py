"""Reported figures beside computed ones, and the checks of numbers against each other."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from povertyportal.accounts.access import reads_own_day, requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.compare import Status
from povertyportal.reporting.consistency import Checked, run_checks
from povertyportal.reporting.forms import SCOPE_NAMES, ReconcilingForm, ScopeForm
from povertyportal.reporting.models import OfficialReport
from povertyportal.reporting.reconciling import Row, reports_of, rows_of
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.views.base import as_of_scope, wrong_scope
from povertyportal.ui.listing import may_export, note_export
from povertyportal.ui.xlsx import Sheet, workbook_response

MOST_REPORTS = 12
"""Reports offered on the page itself; the list of reports has them all."""


@reads_own_day
@requires(Permission.FIGURE_VIEW)
def reported_figures(request: Request) -> HttpResponse:
    """Show every reported figure beside the computed one, with the difference explained."""
    report = _chosen(request)
    form = _scope_form(request, report)
    if not form.is_valid():
        return wrong_scope(request, form)
    scope = form.scope()
    as_of_scope(request, scope)
    filters = ReconcilingForm(request.GET)
    with_unstated = filters.is_valid() and filters.cleaned_data["all"]
    rows = rows_of(scope, user=request.user, with_unstated=with_unstated)
    passed = [row for row in rows if filters.keeps(row)]
    checks = run_checks(scope, request.user)
    if request.GET.get("export") == "xlsx":
        return _workbook(request, rows=passed, checks=checks, scope=scope)
    return TemplateResponse(
        request,
        "reporting/reported.html",
        {
            "title": _("Đối chiếu số báo cáo với hồ sơ"),
            "subtitle": _subtitle(scope),
            "scope": scope,
            "form": form,
            "filters": filters,
            "kept": _kept(request),
            "rows": passed,
            "counts": _counts(rows),
            "total": sum(row.stated is not None for row in rows),
            "wanted": request.GET.get("status", ""),
            "open": sum(row.figure.is_open for row in rows),
            "reports": reports_of(request.user)[:MOST_REPORTS],
            "checks": checks,
            "broken": sum(checked.is_broken for checked in checks),
            "may_edit": bool(
                scope.report and request.user.can(Permission.REPORTED_EDIT, scope.report.area)
            ),
            "can_export": may_export(request),
        },
    )


def _chosen(request: Request) -> OfficialReport | None:
    """Return the report that was asked for by its key; 404 for one the user cannot see."""
    key = request.GET.get("report", "")
    if not key:
        return None
    if not (key.isascii() and key.isdigit() and len(key) <= 18):
        raise Http404
    return get_object_or_404(reports_of(request.user), pk=int(key))


def _scope_form(request: Request, report: OfficialReport | None) -> ScopeForm:
    """Return the scope as a form; a report that was chosen brings its area, day and standard."""
    data = request.GET.copy()
    if report is not None:
        data["place"] = str(report.area_id)
        for name, value in (
            ("as_of", f"{report.stated_on:%d/%m/%Y}"),
            ("standard", report.standard),
        ):
            data[name] = data.get(name) or value
    form = ScopeForm(data, user=request.user)
    if report is not None:
        form.report = report
    return form


def _subtitle(scope: Scope) -> str:
    if scope.report is None or scope.report.area_id != scope.area.pk:
        return scope.area.name
    return f"{scope.report.title} · {scope.report.area.name} · {scope.report.stated_on:%d/%m/%Y}"


def _kept(request: Request) -> list[tuple[str, str]]:
    """Return the scope and the report of the address, for the form that filters."""
    return [(name, request.GET[name]) for name in (*SCOPE_NAMES, "report") if request.GET.get(name)]


def _counts(rows: list[Row]) -> list[tuple[Status, int]]:
    """Return how many rows have each status; silence only where it is shown."""
    statuses = [row.figure.status for row in rows]
    return [
        (status, statuses.count(status))
        for status in Status
        if status is not Status.NOT_REPORTED or status in statuses
    ]


def _workbook(
    request: Request, *, rows: list[Row], checks: list[Checked], scope: Scope
) -> HttpResponse:
    """Hand over what the page shows: the figures, and the checks beside them."""
    if not may_export(request):
        raise PermissionDenied
    notes = (
        _subtitle(scope),
        f"{scope.area.name}, {_('tính đến ngày')} {scope.as_of:%d/%m/%Y}, {scope.standard}",
    )
    sheets = [
        Sheet(_("Đối chiếu"), _headings(), [_cells(row) for row in rows], notes),
        Sheet(
            _("Kiểm tra"),
            [_("Kiểm tra"), _("Kết quả"), _("Nhận xét"), _("Các số"), _("Cần làm"), _("Căn cứ")],
            [_check_cells(checked) for checked in checks],
            notes,
        ),
    ]
    response = workbook_response(sheets, filename="reported-figures")
    note_export(request, "reported-figures", len(rows))
    return response


def _headings() -> list[str]:
    return [
        _("Chủ đề"),
        _("Chỉ tiêu"),
        _("Đơn vị"),
        _("Nguyên văn số"),
        _("Số báo cáo"),
        _("Được hiểu là"),
        _("Tính từ hồ sơ"),
        _("Chênh lệch"),
        _("Chênh lệch chấp nhận"),
        _("Kết quả"),
        _("Từ ngày"),
        _("Đến ngày"),
        _("Giải trình"),
        _("Người giải trình"),
        _("Lúc"),
        _("Số này từ đâu"),
    ]


def _cells(row: Row) -> list[Any]:
    """Return one row of the sheet; amounts in the figure's unit, money in đồng."""
    found, stated = row.figure, row.stated
    return [
        found.indicator.theme.label,
        str(found.indicator.title),
        found.indicator.unit.label,
        stated.as_stated if stated else "",
        stated.value if stated else None,
        row.meaning,
        found.value,
        row.difference,
        stated.tolerance if stated else None,
        found.status.label,
        found.scope.start,
        found.scope.end,
        stated.explanation if stated else "",
        str(stated.explained_by or "") if stated else "",
        stated.explained_at if stated else None,
        stated.note if stated else "",
    ]


def _check_cells(checked: Checked) -> list[Any]:
    check, finding = checked.check, checked.finding
    numbers = "\n".join(f"{line.label}: {line.value}" for line in finding.lines)
    advice = str(check.advice) if checked.is_broken else ""
    return [
        str(check.title),
        checked.outcome.label,
        finding.words,
        numbers,
        advice,
        str(check.source),
    ]
