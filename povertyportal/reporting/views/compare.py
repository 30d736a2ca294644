"""Two areas or two periods side by side."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from povertyportal.accounts.access import reads_own_day, requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.comparison import (
    OTHER,
    Pair,
    are_equally_long,
    before,
    chosen,
    compare_url,
    have_values,
    pairs_of,
    usual_pair,
    year_before,
)
from povertyportal.reporting.forms import OtherScopeForm, ScopeForm
from povertyportal.reporting.places import Places
from povertyportal.reporting.registry import Theme
from povertyportal.reporting.scope import Scope
from povertyportal.ui.listing import may_export, note_export
from povertyportal.ui.xlsx import Sheet, workbook_response


@reads_own_day
@requires(Permission.FIGURE_VIEW)
def compare(request: Request) -> HttpResponse:
    """Show every figure of two questions beside each other, with what lies between them."""
    one, other = _forms(request.GET, user=request.user)
    context: dict[str, Any] = {
        "title": _("So sánh"),
        "one": one,
        "other": other,
        "forms": [one, other],
    }
    if not (one.is_valid() and other.is_valid()):
        return TemplateResponse(request, "reporting/compare.html", context, status=400)
    left, right = one.scope(), other.scope()
    if right.is_chosen and not left.is_chosen:
        left = chosen(left)
    pairs = pairs_of(left, right, user=request.user)
    if request.GET.get("export") == "xlsx":
        return _workbook(request, pairs, left=left, right=right)
    context |= {
        "left": left,
        "right": right,
        "themes": _by_theme(pairs),
        "remarks": _remarks(pairs, left=left, right=right),
        "links": _links(left, right, places=one.places),
        "own_url": compare_url(left, right),
        "swap_url": compare_url(right, left),
        "can_export": may_export(request),
    }
    return TemplateResponse(request, "reporting/compare.html", context)


def _forms(data: QueryDict, *, user: User) -> tuple[ScopeForm, ScopeForm]:
    """Return both sides as forms; where only one is asked for, what is usually put beside it."""
    one = ScopeForm(data, user=user)
    if any(name.startswith(f"{OTHER}-") for name in data) or not one.is_valid():
        return one, OtherScopeForm(data, user=user)
    both = QueryDict(compare_url(*usual_pair(one.scope())).partition("?")[2])
    return ScopeForm(both, user=user), OtherScopeForm(both, user=user)


def _by_theme(pairs: list[Pair]) -> list[dict[str, Any]]:
    found = [
        {"theme": theme, "pairs": [pair for pair in pairs if pair.indicator.theme == theme]}
        for theme in Theme
    ]
    return [each for each in found if each["pairs"]]


def _remarks(pairs: list[Pair], *, left: Scope, right: Scope) -> list[str]:
    """Say what a reader must know before holding one side against the other."""
    remarks = []
    if left.standard != right.standard:
        remarks.append(
            _(
                "Hai bên theo hai chuẩn nghèo khác nhau: mỗi chuẩn đếm hộ nghèo theo cách riêng, "
                "nên các số giảm nghèo chỉ đặt cạnh nhau, không trừ cho nhau."
            )
        )
    if not are_equally_long(left, right):
        remarks.append(_("Hai kỳ dài ngắn khác nhau: số cộng dồn của kỳ dài hơn tự nhiên lớn hơn."))
    for name, figures in (("A", (p.left for p in pairs)), ("B", (p.right for p in pairs))):
        if not have_values(figures):
            remarks.append(_("Bên %(side)s chưa có số liệu nào.") % {"side": name})
    return remarks


def _links(left: Scope, right: Scope, *, places: Places) -> dict[str, list[tuple[str, str]]]:
    """Return what else the left side is often held against: other periods, other areas."""
    own = chosen(left)
    periods = [
        (_("Kỳ liền trước"), compare_url(own, before(left))),
        (_("Cùng kỳ năm trước"), compare_url(own, year_before(left))),
    ]
    level = Area.Level.WARD
    areas = [
        (area.name, compare_url(left, left.of_area(area)))
        for area in places.known.values()
        if area.pk not in (left.area.pk, right.area.pk)
        and (area.level != level or area.valid_from <= left.end)
        and (area.valid_to is None or area.valid_to >= left.start)
    ]
    return {"periods": periods, "areas": areas}


def _workbook(request: Request, pairs: list[Pair], *, left: Scope, right: Scope) -> HttpResponse:
    """Hand over the comparison as a workbook."""
    if not may_export(request):
        raise PermissionDenied
    headings = [_("Chủ đề"), _("Chỉ tiêu"), _("Đơn vị")]
    for side in ("A", "B"):
        headings += [f"{side}: {name}" for name in (_("thực hiện"), _("% kế hoạch"))]
        headings += [f"{side}: {name}" for name in (_("từ ngày"), _("đến ngày"))]
    headings += [_("Chênh lệch A − B"), _("Chênh lệch so với B (%)"), _("Vì sao không trừ")]
    rows = [
        [
            pair.indicator.theme.label,
            str(pair.indicator.title),
            pair.indicator.unit.label,
            *(
                cell
                for found in (pair.left, pair.right)
                for cell in (
                    found.value,
                    found.percent_of_plan,
                    found.scope.start,
                    found.scope.end,
                )
            ),
            pair.difference,
            pair.change,
            pair.obstacle,
        ]
        for pair in pairs
    ]
    notes = tuple(
        f"{name}: {side.area.name}, {side.start:%d/%m/%Y}–{side.end:%d/%m/%Y}, "
        f"{_('tính đến ngày')} {side.as_of:%d/%m/%Y}, {side.standard}"
        for name, side in (("A", left), ("B", right))
    )
    response = workbook_response([Sheet(_("So sánh"), headings, rows, notes)], filename="compare")
    note_export(request, "compare", len(rows))
    return response
