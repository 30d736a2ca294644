"""The page of one figure: what it is, how it comes about, how it falls apart, and its records."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from povertyportal.accounts.access import reads_own_day, requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting import pictures
from povertyportal.reporting.figures import Figure, figure, figure_url
from povertyportal.reporting.forms import SCOPE_NAMES, ScopeForm
from povertyportal.reporting.formula import Term
from povertyportal.reporting.maps import map_of
from povertyportal.reporting.parts import (
    Narrowed,
    by_groups,
    by_place,
    by_village,
    closing_lines,
    narrowed,
)
from povertyportal.reporting.reach import DIRECTIONS
from povertyportal.reporting.registry import Indicator, get_indicator, standards
from povertyportal.reporting.units import with_unit, written
from povertyportal.reporting.views.base import as_of_scope, wrong_scope
from povertyportal.ui.listing import list_page

RECORDS = "#records"
GROUP_NAMES = ("by", "group")


@reads_own_day
@requires(Permission.FIGURE_VIEW)
def figure_detail(request: Request, key: str) -> HttpResponse:
    """Explain one figure, and list the records behind it or behind one of its groups.

    The scope's area is one of the user's, and the figure's own right is asked on it: the rows
    need no further narrowing, so the list is the tile.
    """
    indicator = indicator_or_404(key)
    form = ScopeForm(request.GET, user=request.user)
    if not form.is_valid():
        return wrong_scope(request, form)
    scope = form.scope()
    if not scope.allows(request.user, indicator.permission):
        raise PermissionDenied
    as_of_scope(request, scope)
    found = figure(indicator, scope=scope)
    group = _group(request, found)
    is_export = request.GET.get("export") == "xlsx"
    return list_page(
        request,
        rows=group.rows if group else indicator.rows(found.scope),
        filters=indicator.filters,
        table=indicator.table,
        template="reporting/figure.html",
        filename=key,
        title=f"{indicator.title}",
        keep=(*SCOPE_NAMES, *GROUP_NAMES),
        notes=_notes(found, group),
        context=None if is_export else _explained(found, group) | {"form": form, "scope": scope},
    )


def indicator_or_404(key: str) -> Indicator:
    """Return the figure of this key."""
    try:
        return get_indicator(key)
    except KeyError:
        raise Http404 from None


def _group(request: Request, found: Figure) -> Narrowed | None:
    """Return the group of records that is asked for, None for all of them."""
    by = request.GET.get("by", "")
    if not by:
        return None
    group = narrowed(found, by=by, group=request.GET.get("group", ""))
    if group is None:
        raise Http404
    return group


def _notes(found: Figure, group: Narrowed | None) -> tuple[str, ...]:
    """Return the lines above a workbook's headings: what it is, for where and when, and how."""
    own, indicator = found.scope, found.indicator
    period = f"{own.start:%d/%m/%Y}–{own.end:%d/%m/%Y}"
    lines = [
        f"{indicator.title}: {with_unit(found.value, indicator.unit)}",
        f"{own.area.name}, {period}, {_('tính đến ngày')} {own.as_of:%d/%m/%Y}, "
        f"{own.standard}, {own.boundaries.label}",
        f"{_('Định nghĩa')}: {indicator.definition}",
        f"{_('Cách tính')}: {'; '.join(found.lines) or indicator.formula}",
        f"{_('Căn cứ')}: {indicator.source}",
    ]
    return (*lines, f"{group.breakdown.title}: {group.label}") if group else tuple(lines)


def _explained(found: Figure, group: Narrowed | None) -> dict[str, Any]:
    """Return everything above the list of records."""
    places = by_place(found)
    villages = by_village(found)
    return {
        "figure": found,
        "formula": [_linked(line.pieces, found) for line in found.formula],
        "closing": closing_lines(found),
        "facts": _facts(found),
        "places": pictures.place_bars(found, places, title=_("Theo phường, xã")),
        "places_note": pictures.place_note(found, places),
        "villages": villages and pictures.card(found, villages),
        "map": map_of(found, title=_("Bản đồ")) if places else None,
        "trend": pictures.trend_lines(found),
        "cards": [pictures.card(found, parted) for parted in by_groups(found)],
        "group": group,
        "all_records_url": found.url + RECORDS,
    }


def _facts(found: Figure) -> list[tuple[str, Any]]:
    """Return what must be known to read the number: what is divided, unit, plan, window."""
    indicator, own = found.indicator, found.scope
    unit = indicator.unit
    facts: list[tuple[str, Any]] = []
    if indicator.base is not None:
        top, bottom = written(found.computed.top), written(found.computed.bottom)
        facts += [
            (_("Tử số"), f"{indicator.top_title}: {top}"),
            (_("Mẫu số"), f"{indicator.base_title}: {bottom}"),
        ]
    facts.append((_("Đơn vị"), found.unit_label))
    if indicator.direction in DIRECTIONS:
        facts += [(_("Hướng tốt"), DIRECTIONS[indicator.direction]), (_("Kế hoạch"), _plan(found))]
    if found.baseline is not None:
        facts.append((_("Mức xuất phát"), with_unit(found.baseline, unit)))
    facts += [
        (_("Kỳ"), f"{own.start:%d/%m/%Y} – {own.end:%d/%m/%Y}"),
        (_("Tính đến ngày"), f"{own.as_of:%d/%m/%Y}"),
    ]
    if indicator.by_standard:
        facts.append((_("Chuẩn nghèo"), dict(standards().choices).get(own.standard, "")))
    return facts


def _plan(found: Figure) -> Any:
    """Return the plan with its decision, as a link to its own page."""
    if found.plan is None:
        return _("chưa có kế hoạch")
    plan = with_unit(found.plan, found.indicator.unit)
    link = format_html('<a href="{}">{}</a>', found.plan_url, plan) if found.plan_url else plan
    return format_html("{}, {}", link, found.plan_document) if found.plan_document else link


def _linked(pieces: list[Term], found: Figure) -> list[dict[str, Any]]:
    """Return the pieces of a formula with their addresses; the last number is the result."""
    result = max((place for place, piece in enumerate(pieces) if piece.is_number), default=-1)
    return [
        {"text": piece.text, "url": _address(piece, found), "is_result": place == result}
        for place, piece in enumerate(pieces)
    ]


def _address(term: Term, found: Figure) -> str:
    """Return where the records behind a number of the formula stand."""
    if not term.is_linked:
        return ""
    key = term.key or found.key
    url = term.url or figure_url(key, scope=found.asked, by=term.by, group=term.group)
    return url + RECORDS if key == found.key and not term.url else url
