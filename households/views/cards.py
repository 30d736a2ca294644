"""B1 score cards: the list, a card, the template workbook, and bringing in a new one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from households import actions, scoring
from households.cards import ScoreCardFilter, ScoreCardTable, points_table, without_card
from households.forms.cards import ScoreCardForm, confirmed, staged
from households.imports import card_sheet
from households.models import ScoreCard
from households.wording import standard_shown
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.listing import list_page
from povertyportal.ui.xlsx import workbook_response


@requires(Permission.REFERENCE_EDIT)
def score_card_list(request: Request) -> HttpResponse:
    """List the cards; say which standards are scored by the sample until one is brought in."""
    official = ScoreCard.objects.filter(is_sample=False).values_list("standard", flat=True)
    return list_page(
        request,
        rows=ScoreCard.objects.all(),
        filters=ScoreCardFilter,
        table=ScoreCardTable,
        template="households/score_card_list.html",
        filename="score-cards",
        title=_("Bảng điểm B1"),
        context={
            "without_card": [standard_shown(s.key) for s in without_card(official.distinct())]
        },
    )


@requires(Permission.REFERENCE_EDIT)
def score_card_detail(request: Request, pk: int) -> HttpResponse:
    """Show a card with its points by region."""
    rows = ScoreCard.objects.select_related("imported_by")
    card = get_object_or_404(rows.annotate(uses=Count("reviews")), pk=pk)
    facts = [
        (_("Chuẩn nghèo"), card.get_standard_display()),
        (_("Căn cứ"), card.source),
        (_("Áp dụng từ ngày"), f"{card.valid_from:%d/%m/%Y}"),
        (_("Số phiếu chấm theo bảng này"), card.uses),  # type: ignore[attr-defined]
        (_("Người nạp"), card.imported_by.full_name),
        (_("Nạp lúc"), f"{timezone.localtime(card.imported_at):%H:%M %d/%m/%Y}"),
    ]
    context = {
        "title": card.name,
        "card": card,
        "facts": facts,
        "points": points_table(card.items),
    }
    return TemplateResponse(request, "households/score_card_detail.html", context)


@requires(Permission.REFERENCE_EDIT)
def score_card_template(request: Request) -> HttpResponse:
    """Hand over the workbook to fill in, with the points of the sample."""
    card = next(s.card for s in reversed(scoring.standards()) if s.card is not None)
    return workbook_response([card_sheet(card)], filename="mau-bang-diem-b1")


@requires(Permission.REFERENCE_EDIT)
def score_card_import(request: Request) -> HttpResponse:
    """Take a workbook, show what it says, and keep the card once that is confirmed."""
    if request.method == "POST" and "staged" in request.POST:
        return _confirm(request)
    form = ScoreCardForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and form.sheet is not None:
        return _preview(request, form)
    return _ask(request, form)


def _ask(request: Request, form: ScoreCardForm) -> HttpResponse:
    context = {
        "title": _("Nạp bảng điểm B1"),
        "form": form,
        "submit_label": _("Xem trước"),
        "cancel_url": reverse("score_card_list"),
        "sheet": form.sheet if form.is_bound else None,
    }
    return TemplateResponse(request, "households/score_card_import.html", context)


def _preview(request: Request, form: ScoreCardForm) -> HttpResponse:
    data, sheet = form.card_data(), form.sheet
    context = {
        "title": _("Xem trước bảng điểm B1"),
        "data": data,
        "sheet": sheet,
        "known": actions.same_card(data),
        "points": points_table(data.items),
        "staged": staged(data, by=request.user),
        "standard": standard_shown(data.standard),
    }
    return TemplateResponse(request, "households/score_card_preview.html", context)


def _confirm(request: Request) -> HttpResponse:
    try:
        data = confirmed(request.POST["staged"], by=request.user)
        card, is_new = actions.import_card(data=data, by=request.user, now=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("score_card_import")
    if is_new:
        messages.success(request, _("Đã nạp bảng điểm."))
    else:
        messages.info(request, _("Bảng điểm này đã có từ trước, không nạp thêm."))
    return redirect(card)
