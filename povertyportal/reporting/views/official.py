"""Official reports: list and page, the forms that enter and put right, and the scan."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting import actions
from povertyportal.reporting.filters import OfficialReportFilter
from povertyportal.reporting.forms import OfficialReportForm, RemoveForm
from povertyportal.reporting.models import OfficialReport, ReportedFigure
from povertyportal.reporting.papers import hand_over
from povertyportal.reporting.reconciling import meaning_of, reports_of
from povertyportal.reporting.registry import get_indicator, standards
from povertyportal.reporting.tables import OfficialReportTable
from povertyportal.reporting.views.base import (
    Difference,
    count_from_now,
    form_page,
    removal_page,
)
from povertyportal.ui.listing import list_page

FORM = "reporting/official_form.html"


@requires(Permission.FIGURE_VIEW)
def official_report_list(request: Request) -> HttpResponse:
    may_enter = request.user.has(Permission.REPORTED_EDIT)
    return list_page(
        request,
        rows=_reports(request).annotate(stated=Count("figures")),
        filters=OfficialReportFilter,
        table=OfficialReportTable,
        filename="official-reports",
        title=_("Báo cáo chính thức"),
        template="reporting/official_list.html",
        context={"create_url": reverse("official_report_create") if may_enter else ""},
    )


@requires(Permission.FIGURE_VIEW)
def official_report_detail(request: Request, pk: int) -> HttpResponse:
    report = report_or_404(request, pk)
    figures = list(report.figures.select_related("explained_by"))
    seen = [row for row in figures if _may_see(request, row, report)]
    return TemplateResponse(
        request,
        "reporting/official.html",
        {
            "title": report.title,
            "report": report,
            "facts": [
                (_("Địa bàn"), report.area),
                (_("Ngày báo cáo"), f"{report.stated_on:%d/%m/%Y}"),
                (_("Kỳ"), f"{report.period_from:%d/%m/%Y} – {report.period_to:%d/%m/%Y}"),
                (_("Chuẩn nghèo"), dict(standards().choices).get(report.standard, "–")),
                (_("Nguồn"), report.source),
            ],
            "rows": [
                {
                    "stated": row,
                    "indicator": get_indicator(row.key),
                    "meaning": meaning_of(row),
                }
                for row in seen
            ],
            "hidden": len(figures) - len(seen),
            "may_edit": request.user.can(Permission.REPORTED_EDIT, report.area),
        },
    )


@requires(Permission.REPORTED_EDIT)
def official_report_create(request: Request) -> HttpResponse:
    is_sent = request.method == "POST"
    form = OfficialReportForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, user=request.user
    )
    return form_page(
        request,
        form=form,
        act=lambda: actions.record_official_report(
            report=OfficialReport(**form.typed, submit_token=form.cleaned_data["submit_token"]),
            by=request.user,
            now=timezone.now(),
            scan=form.cleaned_data["scan"],
        ),
        template=FORM,
        context={
            "title": _("Ghi báo cáo chính thức"),
            "crumb": _("Ghi"),
            "submit_label": _("Ghi"),
            "cancel_url": reverse("official_report_list"),
        },
    )


@requires(Permission.REPORTED_EDIT)
def official_report_edit(request: Request, pk: int) -> HttpResponse:
    report = editable_report(request, pk)
    is_sent = request.method == "POST"
    form = OfficialReportForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        user=request.user,
        row=report,
    )
    return form_page(
        request,
        form=form,
        act=lambda: actions.amend_official_report(
            report=report,
            values=form.typed,
            by=request.user,
            now=timezone.now(),
            version=form.cleaned_data["version"] or 0,
            scan=form.cleaned_data["scan"],
        ),
        template=FORM,
        context={
            "title": _("Sửa: %(record)s") % {"record": report},
            "crumb": _("Sửa"),
            "submit_label": _("Lưu"),
            "report": report,
            "cancel_url": report.get_absolute_url(),
        },
        differences=lambda: _changed(form, pk),
    )


@requires(Permission.REPORTED_EDIT)
def official_report_remove(request: Request, pk: int) -> HttpResponse:
    report = editable_report(request, pk)
    form = RemoveForm(request.POST or None, initial={"version": report.version})
    return removal_page(
        request,
        form=form,
        act=lambda: actions.remove_official_report(
            report=report, by=request.user, **form.cleaned_data
        ),
        record=report,
        back="official_report_list",
        template="reporting/official_remove.html",
        context=lambda: {
            "text": _(
                "Chỉ xoá báo cáo nhập nhầm, sau khi đã xoá các số của nó. Nhật ký vẫn giữ nội dung "
                "cũ và lý do."
            ),
            "cancel_url": report.get_absolute_url(),
            "report": report,
        },
    )


@requires(Permission.FIGURE_VIEW)
def official_report_scan(request: Request, pk: int) -> HttpResponse:
    """Hand over the scan of a report that the user may see."""
    report = report_or_404(request, pk)
    if report.paper is None:
        raise Http404(_("Chưa có bản quét."))
    return hand_over(report.paper, by=request.user, area_path=report.area.path)


def report_or_404(request: Request, pk: int) -> OfficialReport:
    found = _reports(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def editable_report(request: Request, pk: int) -> OfficialReport:
    """Return the report if the user sees it and may write it: 404 unseen, 403 without the right."""
    found = report_or_404(request, pk)
    if not request.user.can(Permission.REPORTED_EDIT, found.area):
        raise PermissionDenied
    return found


def _reports(request: Request) -> QuerySet[OfficialReport]:
    return reports_of(request.user).select_related("paper")


def _may_see(request: Request, row: ReportedFigure, report: OfficialReport) -> bool:
    return request.user.can(get_indicator(row.key).permission, report.area)


def _changed(form: OfficialReportForm, pk: int) -> list[Difference]:
    """Return where the report as it stands differs from what was typed; let the form count now."""
    current = OfficialReport.objects.select_related("area").get(pk=pk)
    count_from_now(form, "version", current.version)
    return [
        (str(form.fields[name].label), as_read(getattr(current, name)), as_read(typed))
        for name, typed in form.typed.items()
        if getattr(current, name) != typed
    ]


def as_read(value: Any) -> Any:
    """Return a day as people write it, anything else as it is."""
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else value
