"""The dashboard: the figures of an area, and what waits for the user."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.compare import Status
from povertyportal.reporting.figures import Figure, all_figures
from povertyportal.reporting.forms import ScopeForm
from povertyportal.reporting.registry import Theme, all_panels
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.todo import todo_for
from povertyportal.reporting.views.base import wrong_scope
from povertyportal.ui.charts import bullet
from povertyportal.ui.listing import may_export, note_export
from povertyportal.ui.xlsx import Sheet, workbook_response

TO_RECONCILE = (Status.DIFFERS, Status.UNVERIFIABLE, Status.MISSING)


@requires(Permission.SIGNED_IN)
def dashboard(request: Request) -> HttpResponse:
    """Show what waits for the user, and the figures of an area to those who may see figures."""
    if not request.user.grants:
        return TemplateResponse(
            request, "reporting/no_role.html", {"title": _("Chưa được phân công")}
        )
    if not request.user.has(Permission.FIGURE_VIEW):
        return _home(request)
    form = ScopeForm(request.GET, user=request.user)
    if not form.is_valid():
        return wrong_scope(request, form)
    scope = form.scope()
    figures = all_figures(scope, user=request.user)
    if request.GET.get("export") == "xlsx":
        return _figures_workbook(request, figures, scope)
    if not figures and request.user.has(Permission.REFERENCE_EDIT):
        return _home(request)
    panels = [
        {"panel": panel, **found}
        for panel in all_panels()
        if scope.allows(request.user, panel.permission)
        and (found := panel.context(scope)) is not None
    ]
    headlines = [found for found in figures if found.indicator.headline is not None]
    return TemplateResponse(
        request,
        "reporting/dashboard.html",
        {
            "title": scope.report.title if scope.report and not scope.is_chosen else _("Kết quả"),
            "subtitle": _("Chương trình mục tiêu quốc gia giảm nghèo bền vững giai đoạn 2021–2025"),
            "form": form,
            "scope": scope,
            "headlines": [
                _headline(found)
                for found in sorted(headlines, key=lambda found: found.indicator.headline or 0)
            ],
            "themes": _by_theme(figures),
            "panels": panels,
            "todo": todo_for(request.user, today=timezone.localdate()),
            "differences": sum(found.status in TO_RECONCILE for found in figures),
            "can_export": may_export(request),
        },
    )


def _home(request: Request) -> HttpResponse:
    """Show what waits to somebody who sees no figure."""
    todo = todo_for(request.user, today=timezone.localdate())
    context = {"title": _("Việc cần làm"), "todo": todo}
    return TemplateResponse(request, "reporting/home.html", context)


def _headline(found: Figure) -> dict[str, Any]:
    """Return a figure with the picture and the remark of its tile."""
    indicator = found.indicator
    picture: Any = None
    if indicator.chart is not None:
        picture = indicator.chart(found.scope)
    elif found.plan is not None:
        picture = _bullet(found)
    remark = indicator.remark(found.scope) if indicator.remark else ""
    return {"figure": found, "chart": picture, "remark": remark}


def _bullet(found: Figure) -> Any:
    """Return the figure against its plan as a bar with a tick; nothing without a plan above 0."""
    if not found.plan or found.value is None:
        return None
    return bullet(
        float(found.value),
        float(found.plan),
        direction="down" if found.indicator.direction == "down" else "up",
        title=str(found.indicator.title),
        text=found.shown,
        plan_text=found.plan_shown,
    )


def _by_theme(figures: list[Figure]) -> list[dict[str, Any]]:
    """Return the figures of each theme with the bar of each."""
    themes = []
    for theme in Theme:
        rows = [
            {"figure": found, "chart": _bullet(found)}
            for found in figures
            if found.indicator.theme == theme
        ]
        if rows:
            themes.append({"theme": theme, "rows": rows})
    return themes


def _figures_workbook(request: Request, figures: list[Figure], scope: Scope) -> HttpResponse:
    """Hand over the table of the dashboard."""
    if not may_export(request):
        raise PermissionDenied
    headings = [
        _("Chủ đề"),
        _("Chỉ tiêu"),
        _("Thực hiện"),
        _("Đơn vị"),
        _("Kế hoạch"),
        _("% kế hoạch"),
        _("Số đã báo cáo"),
        _("So với báo cáo"),
        _("Từ ngày"),
        _("Đến ngày"),
    ]
    rows = [
        [
            found.indicator.theme.label,
            str(found.indicator.title),
            found.value,
            found.indicator.unit.label,
            found.plan,
            found.percent_of_plan,
            found.reported.as_stated if found.reported else "",
            found.status.label,
            found.scope.start,
            found.scope.end,
        ]
        for found in figures
    ]
    notes = (f"{scope.area.name}, {_('tính đến ngày')} {scope.as_of:%d/%m/%Y}, {scope.standard}",)
    response = workbook_response([Sheet(_("Chỉ tiêu"), headings, rows, notes)], filename="figures")
    note_export(request, "figures", len(rows))
    return response
