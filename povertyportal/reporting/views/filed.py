"""The reports that were filed: the list, the page of one, its papers again, and the filing."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from povertyportal.accounts import past
from povertyportal.accounts.access import reads_own_day, requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting import actions
from povertyportal.reporting.documents import print_out, thaw
from povertyportal.reporting.filing import filed_visible_to, standing_filing
from povertyportal.reporting.filters import FiledReportFilter
from povertyportal.reporting.forms import FilingForm, ReportForm
from povertyportal.reporting.freezing import content_of, damage_of
from povertyportal.reporting.models import FiledReport
from povertyportal.reporting.reports import Report, ReportKind, get_report
from povertyportal.reporting.restating import STATE_TONES, number_label, restate
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.tables import FiledReportTable
from povertyportal.reporting.views.base import wrong_scope
from povertyportal.ui.listing import list_page

Facts = list[tuple[str, object]]


@reads_own_day
@requires(Permission.REPORT_VIEW)
def filed_report_list(request: Request) -> HttpResponse:
    return list_page(
        request,
        rows=filed_visible_to(request.user).defer("papers"),
        filters=FiledReportFilter,
        table=FiledReportTable,
        filename="filed-reports",
        title=_("Báo cáo đã chốt"),
        template="reporting/filed_list.html",
        context={"day": None},
    )


@reads_own_day
@requires(Permission.REPORT_VIEW)
@never_cache
def filed_report_detail(request: Request, pk: int) -> HttpResponse:
    """Show what was filed, whether it still is whole, and what reads otherwise today."""
    filed = _filed_or_404(request, pk)
    damage = damage_of(filed)
    whole = not damage
    restated = restate(filed, user=request.user) if whole else None
    return TemplateResponse(
        request,
        "reporting/filed.html",
        {
            "title": filed.title,
            "filed": filed,
            "damage": damage,
            "facts": _facts(filed),
            "figures": list(map(_with_window, filed.figures["figures"])) if whole else [],
            "numbers": _numbers(filed) if whole else [],
            "restated": restated,
            "tone": STATE_TONES[restated.state] if restated else "bad",
            "today": timezone.localdate(),
        },
    )


@reads_own_day
@requires(Permission.REPORT_VIEW)
@never_cache
def filed_report_paper(request: Request, pk: int) -> HttpResponse:
    """Draw the papers again from what was frozen; a damaged row is not drawn."""
    filed = _whole_or_404(request, pk)
    area = filed.area
    return print_out(
        request,
        thaw(filed.papers),
        by=request.user,
        title=filed.title,
        filename=f"{filed.kind.replace('_', '-')}-{area.name}-{filed.period_to:%Y-%m-%d}",
        back=filed.get_absolute_url(),
        on=filed,
        area_path=area.path,
    )


@reads_own_day
@requires(Permission.REPORT_VIEW)
@never_cache
def filed_report_data(request: Request, pk: int) -> HttpResponse:
    """Hand over exactly what the sum covers, so that anybody can check it."""
    filed = _whole_or_404(request, pk)
    answer = {"sha256": filed.sha256, "content": content_of(filed)}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@reads_own_day
@requires(Permission.REPORT_FILE)
def filed_report_create(request: Request, key: str) -> HttpResponse:
    """Show what would be frozen; freeze it when that is confirmed."""
    kind = _kind_or_404(key)
    if not request.user.has(kind.permission):
        raise PermissionDenied
    asked = ReportForm(request.GET, user=request.user, kind=kind)
    if not asked.is_valid():
        return wrong_scope(request, asked)
    scope = asked.scope()
    if not all(scope.allows(request.user, p) for p in (Permission.REPORT_FILE, kind.permission)):
        raise PermissionDenied
    standing = standing_filing(kind, scope=scope)
    form = FilingForm(request.POST or None, standing=standing)
    if request.method == "POST" and form.is_valid():
        try:
            filed = _file(request, kind, scope, form)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Đã chốt báo cáo. Số liệu và bản in từ nay không đổi."))
            return redirect(filed)
    with past.as_of(scope.as_of), translation.override("vi"):
        report = kind.build(scope, request.user)
    return TemplateResponse(
        request,
        "reporting/file_report.html",
        {
            "title": _("Chốt báo cáo: %(title)s") % {"title": kind.title},
            "kind": kind,
            "form": form,
            "gaps": report.gaps,
            "standing": standing,
            "facts": _scope_facts(report, scope),
            "submit_label": _("Chốt báo cáo"),
            "cancel_url": f"{reverse('report_detail', args=[kind.key])}?{_query(request)}",
        },
    )


def _file(request: Request, kind: ReportKind, scope: Scope, form: FilingForm) -> FiledReport:
    data = form.cleaned_data
    seen = data["standing"]
    return actions.file_report(
        kind=kind,
        scope=scope,
        by=request.user,
        number=data["number"],
        note=data["note"],
        replaces=filed_visible_to(request.user).filter(pk=seen).first() if seen else None,
        token=data["submit_token"],
    )


def _with_window(figure: dict[str, Any]) -> dict[str, Any]:
    start, end = (date.fromisoformat(figure[name]) for name in ("from", "to"))
    return figure | {"window": f"{start:%d/%m/%Y} – {end:%d/%m/%Y}"}


def _numbers(filed: FiledReport) -> list[tuple[str, str | None]]:
    """Return the numbers that are no figures, by their names."""
    pairs = filed.figures["numbers"].items()
    return [(number_label(filed, key), value) for key, value in sorted(pairs)]


def _facts(filed: FiledReport) -> Facts:
    scope = filed.figures.get("scope", {}) if isinstance(filed.figures, dict) else {}
    return [
        (_("Địa bàn"), scope.get("area") or filed.area.name),
        (_("Kỳ"), f"{filed.period_from:%d/%m/%Y} – {filed.period_to:%d/%m/%Y}"),
        (_("Tính đến ngày"), f"{filed.as_of:%d/%m/%Y}"),
        (_("Chuẩn nghèo"), scope.get("standard") or filed.standard),
        (_("Địa giới"), filed.get_boundaries_display()),
        (_("Số văn bản"), filed.number or "–"),
        (_("Chốt lúc"), f"{timezone.localtime(filed.filed_at):%H:%M:%S %d/%m/%Y}"),
        (_("Người chốt"), filed.filed_by),
        (_("Ghi chú"), filed.note or "–"),
    ]


def _scope_facts(report: Report, scope: Scope) -> Facts:
    """Return what will be frozen, in words."""
    return [
        (_("Địa bàn"), scope.area.name),
        (_("Kỳ"), f"{scope.start:%d/%m/%Y} – {scope.end:%d/%m/%Y}"),
        (_("Tính đến ngày"), f"{scope.as_of:%d/%m/%Y}"),
        (_("Địa giới"), scope.boundaries.label),
        (_("Văn bản"), len(report.papers)),
        (_("Chỉ tiêu kèm định nghĩa"), len(report.figures)),
        (_("Ô số của biểu"), len(report.numbers)),
    ]


def _query(request: Request) -> str:
    query = request.GET.copy()
    query["choose"] = "1"
    return query.urlencode()


def _filed_or_404(request: Request, pk: int) -> FiledReport:
    found = filed_visible_to(request.user).select_related("replaces").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _whole_or_404(request: Request, pk: int) -> FiledReport:
    filed = _filed_or_404(request, pk)
    if damage_of(filed):
        raise Http404(_("Bản đã chốt này không còn nguyên vẹn nên không vẽ lại được."))
    return filed


def _kind_or_404(key: str) -> ReportKind:
    try:
        return get_report(key)
    except KeyError:
        raise Http404 from None
