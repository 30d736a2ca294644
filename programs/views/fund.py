"""The ledger of the Fund for the Poor: money in, out, between levels, corrections, receipts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.documents import print_out
from povertyportal.ui.text import grouped
from programs import actions, filters, papers, tables
from programs.choices import FundKind
from programs.forms.fund import (
    FundCorrectionForm,
    IncomeForm,
    OpeningCorrectionForm,
    SpendingForm,
    TransferForm,
)
from programs.models import FundTransaction, HousingCase
from programs.views.base import Fact, record_list, record_page, related, visible_or_404
from programs.views.forms import act_page, create_page


@requires(Permission.FUND_VIEW)
def fund_transaction_list(request: Request) -> HttpResponse:
    money_in = Q(kind__in=FundTransaction.MONEY_IN)
    may_write = request.user.has(Permission.FUND_EDIT)
    doors = [
        (gettext_lazy("Ghi chi"), reverse("fund_spending_create")),
        (gettext_lazy("Chuyển giữa các Quỹ"), reverse("fund_transfer_create")),
    ]
    return record_list(
        request,
        rows=FundTransaction.objects.visible_to(request.user).select_related("area"),
        filters=filters.FundTransactionFilter,
        table=tables.FundTransactionTable,
        filename="fund",
        title=gettext_lazy("Quỹ Vì người nghèo"),
        theme="housing",
        create=(gettext_lazy("Ghi thu"), "fund_income_create"),
        links=doors if may_write else (),
        totals={
            "money_in": (
                gettext_lazy("Thu, kể cả số dư đầu (đồng)"),
                Sum("amount", filter=money_in),
            ),
            "money_out": (gettext_lazy("Chi (đồng)"), Sum("amount", filter=~money_in)),
            "balance": (gettext_lazy("Còn lại (đồng)"), Sum(FundTransaction.SIGNED)),
        },
    )


@requires(Permission.FUND_VIEW)
def fund_transaction_detail(request: Request, pk: int) -> HttpResponse:
    row = visible_or_404(_rows(request), pk)
    corrections = list(row.corrections.select_related("area"))
    return record_page(
        request,
        row,
        back="fund_transaction_list",
        links=_links(request, row, is_corrected=bool(corrections)),
        facts=[
            "document_number",
            "area",
            "kind",
            "amount",
            "occurred_on",
            (_("Người, đơn vị ủng hộ hoặc nhận"), row.shown_party),
            "purpose",
            *_related(request, row),
            "created_by",
            "created_at",
        ],
        sections=[related(_("Đã được đính chính"), tables.FundTransactionTable, corrections)]
        if corrections
        else [],
    )


@requires(Permission.FUND_EDIT)
def fund_income_create(request: Request) -> HttpResponse:
    row = FundTransaction(kind=FundKind.INCOME)
    form = IncomeForm(
        request.POST or None, instance=row, user=request.user, initial=_asked_area(request)
    )
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_fund_transaction(row=form.instance, by=request.user),
        title=_("Ghi thu Quỹ Vì người nghèo"),
        back="fund_transaction_list",
    )


@requires(Permission.FUND_EDIT)
def fund_spending_create(request: Request) -> HttpResponse:
    case = _asked_house(request)
    row = FundTransaction(kind=FundKind.SPENDING, housing_case=case)
    initial = {"area": case.area_id} if case else _asked_area(request)
    form = SpendingForm(request.POST or None, instance=row, user=request.user, initial=initial)
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_fund_transaction(row=form.instance, by=request.user),
        title=_("Ghi chi Quỹ Vì người nghèo"),
        back="fund_transaction_list",
        context={"facts": [(_("Nhà được hỗ trợ"), case)]} if case else None,
    )


@requires(Permission.FUND_EDIT)
def fund_transfer_create(request: Request) -> HttpResponse:
    row = FundTransaction(kind=FundKind.TRANSFER_OUT)
    form = TransferForm(
        request.POST or None, instance=row, user=request.user, initial=_asked_area(request)
    )
    return create_page(
        request,
        form=form,
        act=lambda: actions.transfer_fund(
            row=form.instance, to=form.cleaned_data["to"], by=request.user
        ),
        title=_("Chuyển giữa các Quỹ"),
        back="fund_transaction_list",
    )


@requires(Permission.FUND_EDIT)
def fund_transaction_correct(request: Request, pk: int) -> HttpResponse:
    row = visible_or_404(_rows(request), pk)
    if not request.user.can(Permission.FUND_EDIT, row.where):
        raise PermissionDenied
    is_opening = row.kind == FundKind.OPENING
    form_of: Any = OpeningCorrectionForm if is_opening else FundCorrectionForm
    form = form_of(request.POST or None)
    act = actions.correct_opening if is_opening else actions.correct_fund_transaction
    return act_page(
        request,
        form=form,
        act=lambda: act(row=row, by=request.user, **form.cleaned_data),
        title=_("Đính chính: %(record)s") % {"record": row},
        record=row,
        back="fund_transaction_list",
        submit_label=_("Ghi bút toán đính chính"),
        context={"facts": _summary(row)},
    )


@requires(Permission.FUND_VIEW)
@never_cache
def fund_receipt(request: Request, pk: int) -> HttpResponse:
    """Hand over the receipt of money in, or of money out."""
    row = visible_or_404(_rows(request), pk)
    if not papers.has_receipt(row):
        raise Http404
    return print_out(
        request,
        [papers.fund_receipt(row)],
        by=request.user,
        title=str(row),
        filename=f"phieu-{row.document_number}",
        back=row.get_absolute_url(),
        on=row,
        area_path=row.area.path,
    )


def _rows(request: Request) -> QuerySet[FundTransaction]:
    found: QuerySet[FundTransaction] = FundTransaction.objects.visible_to(
        request.user
    ).select_related(
        "area__parent",
        "housing_case__household__head",
        "housing_case__area",
        "corrects",
        "pair__area",
        "created_by",
    )
    return found


def _asked_area(request: Request) -> dict[str, str]:
    """Return the Fund that the address asks for, as what the form shows first."""
    return {"area": request.GET["area"]} if request.GET.get("area", "").isdecimal() else {}


def _asked_house(request: Request) -> HousingCase | None:
    """Return the house that the address names, if any; 404 for one that the user may not see."""
    key = request.GET.get("house", "")
    if not key:
        return None
    if not key.isascii() or not key.isdecimal() or len(key) > 18:
        raise Http404
    rows = HousingCase.objects.visible_to(request.user).select_related("household__head", "area")
    found: HousingCase = visible_or_404(rows, int(key))
    return found


def _links(request: Request, row: FundTransaction, *, is_corrected: bool) -> list[tuple[str, str]]:
    """Return what the user may do with the entry: print its receipt, take it back."""
    links = []
    if papers.has_receipt(row):
        links.append((_("In phiếu"), reverse("fund_receipt", args=[row.pk])))
    is_open = row.kind == FundKind.OPENING or not is_corrected
    if row.corrects is None and is_open and request.user.can(Permission.FUND_EDIT, row.area):
        links.append((_("Đính chính"), reverse("fund_transaction_correct", args=[row.pk])))
    return links


def _related(request: Request, row: FundTransaction) -> list[Fact]:
    """Return the house, the entry put right and the other half of a transfer, each with its page.

    A page that the user may not read is not led to.
    """
    found = [
        (_("Nhà được hỗ trợ"), row.housing_case),
        (_("Đính chính cho"), row.corrects),
        (_("Vế kia của lần chuyển"), actions.other_half(row)),
    ]
    return [
        (label, format_html('<a href="{}">{}</a>', other.get_absolute_url(), other))
        for label, other in found
        if other is not None and request.user.can(type(other).VIEW, other.where)
    ]


def _summary(row: FundTransaction) -> list[Fact]:
    """Return what is put right, beside the form."""
    return [
        (_("Quỹ của"), row.area),
        (_("Nội dung"), row.get_kind_display()),
        (_("Số tiền (đồng)"), grouped(actions.standing_amount(row))),
        (_("Ngày"), f"{row.occurred_on:%d/%m/%Y}"),
    ]
