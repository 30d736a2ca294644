"""The dashboard, the page of one figure, and reported against computed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.compare import Status
from povertyportal.reporting.figures import Figure, all_figures, figure, figure_url
from povertyportal.reporting.forms import SCOPE_NAMES, ScopeForm
from povertyportal.reporting.registry import Theme, all_panels, get_indicator
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.todo import todo_for
from povertyportal.reporting.units import shown
from povertyportal.ui.charts import Datum, Series, bar_chart, bullet, line_chart
from povertyportal.ui.listing import list_page, may_export, note_export
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
        return _wrong_scope(request, form)
    scope = form.scope()
    figures = all_figures(scope, user=request.user)
    if request.GET.get("export") == "xlsx":
        return _figures_workbook(request, figures, scope)
    if not figures and request.user.has(Permission.REFERENCE_EDIT):
        return _home(request)
    panels = [
        {"panel": panel, **found}
        for panel in all_panels()
        if request.user.can(panel.permission, scope.area)
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


def _wrong_scope(request: Request, form: ScopeForm) -> HttpResponse:
    """Say what is wrong with the scope; show no number."""
    context = {"title": _("Phạm vi chưa đúng"), "form": form}
    return TemplateResponse(request, "reporting/wrong_scope.html", context, status=400)


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


@requires(Permission.FIGURE_VIEW)
def figure_detail(request: Request, key: str) -> HttpResponse:
    """Explain one figure: definition, formula, plan, report, wards, years, and its records.

    The scope's area is one of the user's, and the figure's own right is asked on it: the rows
    need no further narrowing, so the list is the tile.
    """
    try:
        indicator = get_indicator(key)
    except KeyError:
        raise Http404 from None
    form = ScopeForm(request.GET, user=request.user)
    if not form.is_valid():
        return _wrong_scope(request, form)
    scope = form.scope()
    if not request.user.can(indicator.permission, scope.area):
        raise PermissionDenied
    found = figure(indicator, scope=scope)
    if request.GET.get("format") == "json":
        return JsonResponse([found.as_json()], safe=False)
    return list_page(
        request,
        rows=indicator.rows(found.scope),
        filters=indicator.filters,
        table=indicator.table,
        template="reporting/figure.html",
        filename=key,
        title=f"{indicator.title}",
        keep=SCOPE_NAMES,
        notes=_notes(found),
        context={
            "figure": found,
            "scope": scope,
            "form": form,
            "wards": _ward_chart(found),
            "years": _year_chart(found),
            "closing": [
                {
                    "line": line,
                    "shown": shown(line.value, "households"),
                    "url": figure_url(line.key, scope=scope) if line.key else "",
                }
                for line in (indicator.closing(found.scope) if indicator.closing else [])
            ],
        },
    )


def _notes(found: Figure) -> tuple[str, ...]:
    """Return the lines above a workbook's headings: what it is, for where and when."""
    own = found.scope
    period = f"{own.start:%d/%m/%Y}–{own.end:%d/%m/%Y}"
    value = f"{found.indicator.title}: {found.shown} {found.unit_label}"
    return (value, f"{own.area.name}, {period}, {_('tính đến ngày')} {own.as_of:%d/%m/%Y}")


def _ward_chart(found: Figure) -> Any:
    """Return the spread by ward; each bar opens the figure of its ward."""
    own = found.scope
    values = found.indicator.by_area(own)
    places = {area.pk: area for area in Area.objects.filter(pk__in=[k for k in values if k])}
    unit = found.indicator.unit
    bars = []
    for key, value in values.items():
        place = places.get(key)
        if place is None or (place.pk == own.area.pk and len(values) == 1):
            continue
        url = f"{found.asked.of_area(place).query}" if place.level == Area.Level.WARD else ""
        bars.append(
            Datum(
                place.short_name,
                None if value is None else float(value),
                url=f"?{url}" if url else "",
                text=shown(value, unit),
            )
        )
    bars.sort(key=lambda bar: -(bar.value or 0))
    return bar_chart(bars, title=_("Theo phường, xã"), unit=found.unit_label) if bars else None


def _year_chart(found: Figure) -> Any:
    """Return the values by year, each standard apart; nothing where there is only one."""
    pairs = found.indicator.by_year(found.scope)
    if len(pairs) < 2:
        return None
    unit = found.indicator.unit
    points = [
        Datum(year, None if value is None else float(value), text=shown(value, unit))
        for year, value in pairs
    ]
    series = [Series(str(found.indicator.title), points)]
    return line_chart(series, title=_("Theo năm"), unit=found.unit_label)


@requires(Permission.FIGURE_VIEW)
def reported_figures(request: Request) -> HttpResponse:
    """Show every reported figure beside the computed one, with the difference explained."""
    form = ScopeForm(request.GET, user=request.user)
    if not form.is_valid():
        return _wrong_scope(request, form)
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
