"""The page of one figure, and what it hands over."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.figures import Figure, figure, figure_url
from povertyportal.reporting.forms import SCOPE_NAMES, ScopeForm
from povertyportal.reporting.registry import get_indicator
from povertyportal.reporting.units import shown
from povertyportal.reporting.views.base import wrong_scope
from povertyportal.ui.charts import Datum, Series, bar_chart, line_chart
from povertyportal.ui.listing import list_page


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
        return wrong_scope(request, form)
    scope = form.scope()
    if not scope.allows(request.user, indicator.permission):
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
