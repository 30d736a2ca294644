"""The movement forms R2 and R3 of a round: all wards, then one ward with what does not hold."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from households import movement_pages
from households.models import ReviewRound
from households.movement_records import WardMovement, movements_of, previous_round
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.listing import may_export, note_export
from povertyportal.ui.xlsx import workbook_response


@requires(Permission.REVIEW_VIEW)
def movement_forms(request: Request) -> HttpResponse:
    """Show the forms of every ward of a periodic round, the open one unless another is asked."""
    rounds = list(ReviewRound.objects.filter(kind=ReviewRound.Kind.PERIODIC))
    asked = request.GET.get("round", "")
    chosen = next((r for r in rounds if str(r.pk) == asked), None)
    if asked and chosen is None:
        raise Http404
    chosen = chosen or ReviewRound.objects.current() or (rounds[0] if rounds else None)
    if chosen is None:
        rows: list[WardMovement] = []
    else:
        rows = movements_of(round=chosen, wards=movement_pages.wards_of(request.user, chosen))
    if chosen and request.GET.get("export") == "xlsx":
        return _workbook(request, rows, chosen)
    return TemplateResponse(
        request,
        "households/movement_forms.html",
        {
            "title": _("Biểu biến động hộ nghèo, cận nghèo"),
            "rounds": rounds,
            "round": chosen,
            "previous": previous_round(chosen) if chosen else None,
            "rows": rows,
            "forms": movement_pages.forms_of(rows, round=chosen) if chosen and rows else [],
            "results": movement_pages.main_results(rows),
            "can_export": bool(rows) and may_export(request),
        },
    )


@requires(Permission.REVIEW_VIEW)
def movement_ward(request: Request, pk: int, area: int) -> HttpResponse:
    """Show one ward's forms, the households behind each number, and what does not hold."""
    rounds = ReviewRound.objects.filter(kind=ReviewRound.Kind.PERIODIC)
    chosen = get_object_or_404(rounds, pk=pk)
    ward = get_object_or_404(
        request.user.areas(Permission.REVIEW_VIEW).wards().valid_on(chosen.starts_on), pk=area
    )
    [row] = movements_of(round=chosen, wards=[ward])
    if request.GET.get("export") == "xlsx":
        return _workbook(request, [row], chosen)
    return TemplateResponse(
        request,
        "households/movement_ward.html",
        {
            "title": _("Biến động: %(ward)s") % {"ward": ward.name},
            "round": chosen,
            "previous": previous_round(chosen),
            "row": row,
            "forms": movement_pages.forms_of([row], round=chosen, linked=True),
            "findings": movement_pages.findings_of(row, user=request.user),
            "held": movement_pages.held(row),
            "cell": movement_pages.cell_of(row, request.GET.get("cell", ""), user=request.user),
            "results": movement_pages.main_results([row]),
            "deprivations": movement_pages.deprivations_of(row, standard=chosen.standard),
            "can_export": may_export(request),
        },
    )


def _workbook(request: Request, rows: list[WardMovement], chosen: ReviewRound) -> HttpResponse:
    if not may_export(request):
        raise PermissionDenied
    response = workbook_response(
        movement_pages.sheets_of(rows, round=chosen), filename=f"movements-{chosen.year}"
    )
    note_export(request, "movements", len(rows))
    return response
