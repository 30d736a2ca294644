"""The dashboard: the figures of an area as the user's roles look at them, and what waits."""

from contextlib import nullcontext
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from povertyportal.accounts import past
from povertyportal.accounts.access import reads_own_day, requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.consistency import broken_checks
from povertyportal.reporting.dashboards import Dashboard, dashboard_of, off_plan
from povertyportal.reporting.figures import Figure, all_figures
from povertyportal.reporting.forms import ScopeForm
from povertyportal.reporting.parts import by_place, closing_lines
from povertyportal.reporting.pictures import place_bars
from povertyportal.reporting.registry import Panel, Theme, all_panels
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.todo import TodoGroup, todo_for
from povertyportal.reporting.views.base import as_of_scope, wrong_scope
from povertyportal.ui.charts import Bullet, bullet
from povertyportal.ui.listing import may_export, note_export
from povertyportal.ui.xlsx import Sheet, workbook_response

TOLD_BY_FIGURES = ("unexplained_differences",)
"""What waits and shows in the figures of the page, which would be computed a second time."""


@reads_own_day
@requires(Permission.SIGNED_IN)
def dashboard(request: Request) -> HttpResponse:
    """Show what waits for the user, and the figures of an area to those who may see figures."""
    if not request.user.grants:
        return TemplateResponse(
            request, "reporting/no_role.html", {"title": _("Chưa được phân công")}
        )
    todo = todo_for(request.user, today=timezone.localdate(), told=TOLD_BY_FIGURES)
    if not request.user.has(Permission.FIGURE_VIEW):
        return _home(request, todo=todo)
    form = ScopeForm(request.GET, user=request.user)
    if not form.is_valid():
        return wrong_scope(request, form)
    scope = form.scope()
    as_of_scope(request, scope)
    figures = all_figures(scope, user=request.user)
    if request.GET.get("export") == "xlsx":
        return _figures_workbook(request, figures, scope)
    opening = dashboard_of(request.user)
    panels = _panels(opening, scope, user=request.user)
    if not figures:
        return _home(request, todo=todo, panels=panels)
    return TemplateResponse(
        request,
        "reporting/dashboard.html",
        {
            "title": scope.report.title if scope.report and not scope.is_chosen else _("Kết quả"),
            "subtitle": _("Chương trình mục tiêu quốc gia giảm nghèo bền vững giai đoạn 2021–2025"),
            "form": form,
            "scope": scope,
            "opening": opening,
            "panels": panels,
            "todo": todo,
            "broken": broken_checks(scope, request.user, with_long=False)
            if opening.checks_numbers
            else [],
            "can_export": may_export(request),
            **_contents(opening, figures),
        },
    )


def _home(
    request: Request, *, todo: list[TodoGroup], panels: list[dict[str, Any]] | None = None
) -> HttpResponse:
    """Show what waits to somebody who sees no figure."""
    context = {"title": _("Việc cần làm"), "todo": todo, "panels": panels}
    return TemplateResponse(request, "reporting/home.html", context)


def _panels(opening: Dashboard, scope: Scope, *, user: User) -> list[dict[str, Any]]:
    """Return the panels that the user's roles open with, may see here, and that have a word."""
    known = {panel.key: panel for panel in all_panels()}
    allowed = [known[key] for key in opening.panels if scope.allows(user, known[key].permission)]
    found = [(panel, _read(panel, scope)) for panel in allowed]
    return [{"panel": panel, **context} for panel, context in found if context is not None]


def _read(panel: Panel, scope: Scope) -> dict[str, Any] | None:
    with past.present() if panel.is_current else nullcontext():
        return panel.context(scope)


def _contents(opening: Dashboard, figures: list[Figure]) -> dict[str, Any]:
    """Return the figures as the page shows them."""
    known = {found.key: found for found in figures}
    spread, closing = known.get(opening.spread), known.get(opening.closing)
    return {
        "off_plan": off_plan(figures),
        "tiles": [_tile(known[key]) for key in opening.tiles if key in known],
        "themes": _by_theme(figures, first=opening.themes),
        "is_empty": all(found.value is None for found in figures),
        "differences": [found for found in figures if found.is_open],
        "spread": _spread(spread) if spread else None,
        "closing": _closing(closing) if closing else None,
    }


def _tile(found: Figure) -> dict[str, Any]:
    """Return a figure with the picture and the remark of its tile."""
    indicator = found.indicator
    picture = indicator.chart(found.scope) if indicator.chart else _bullet(found)
    remark = indicator.remark(found.scope) if indicator.remark else ""
    return {"figure": found, "chart": picture, "remark": remark}


def _bullet(found: Figure) -> Bullet | None:
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


def _by_theme(figures: list[Figure], *, first: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the figures of each theme with the bar of each, the role's themes first."""
    themes = []
    for theme in dict.fromkeys([*first, *Theme]):
        rows = [
            {"figure": found, "chart": _bullet(found)}
            for found in figures
            if found.indicator.theme == theme
        ]
        if rows:
            themes.append({"theme": Theme(theme), "rows": rows})
    return themes


def _spread(found: Figure) -> dict[str, Any] | None:
    """Return a figure by ward as bars; nothing where it falls apart into no wards."""
    title = _("%(title)s theo phường, xã") % {"title": found.indicator.title}
    chart = place_bars(found, by_place(found), title=title)
    return {"figure": found, "chart": chart} if chart else None


def _closing(found: Figure) -> dict[str, Any] | None:
    """Return the table by which a figure closes, each line with the page of its figure."""
    lines = closing_lines(found)
    return {"figure": found, "lines": lines} if lines else None


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
