"""Loans, their repayments, and the products of the bank."""

from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts import past
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.text import grouped
from programs import actions, filters, tables
from programs.choices import BeneficiaryClass, LoanStatus
from programs.forms.credit import (
    LoanForm,
    LoanStatusForm,
    RepaymentCorrectionForm,
    RepaymentForm,
)
from programs.models import Loan, LoanProduct, LoanTerms, Repayment
from programs.views.base import Fact, record_list, record_page, related, visible_or_404
from programs.views.forms import (
    act_page,
    chosen_household,
    create_page,
    edit_page,
    editable_or_403,
    household_page,
    remove_page,
    without_token,
)

PAST_TERM = _("Đã quá hạn theo kỳ hạn mà chưa trả hết gốc.")


@requires(Permission.LOAN_VIEW)
def loan_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=Loan.objects.visible_to(request.user).select_related(
            "borrower", "household", "area", "product"
        ),
        filters=filters.LoanFilter,
        table=tables.LoanTable,
        filename="loans",
        title=_("Vay vốn chính sách"),
        theme="credit",
        create=(_("Ghi món vay"), "loan_create"),
        totals=_loan_totals,
    )


def _loan_totals(passed: QuerySet[Loan]) -> list[Fact]:
    """Return what the loans add up to: all of them, and each class of households apart."""
    measures = {f"{kind}_": Q(borrower_class=kind) for kind in BeneficiaryClass} | {"": Q()}
    found = passed.order_by().aggregate(
        owed=Sum(F("amount") - F("repaid")),
        overridden=Count("pk", filter=~Q(resolved_class=F("borrower_class"))),
        **{f"{kind}loans": Count("pk", filter=rule) for kind, rule in measures.items()},
        **{
            f"{kind}homes": Count("household", distinct=True, filter=rule)
            for kind, rule in measures.items()
        },
        **{f"{kind}lent": Sum("amount", filter=rule) for kind, rule in measures.items()},
    )
    return [
        (_("Số lượt vay"), grouped(found["loans"])),
        (_("Số hộ"), grouped(found["homes"])),
        (_("Doanh số cho vay (đồng)"), grouped(found["lent"] or 0)),
        (_("Dư nợ (đồng)"), grouped(found["owed"] or 0)),
        (_("Lượt có loại hộ khác hồ sơ"), grouped(found["overridden"])),
        *(
            (
                kind.label,
                _("%(loans)s lượt, %(homes)s hộ, %(lent)s đồng")
                % {name: grouped(found[f"{kind}_{name}"]) for name in ("loans", "homes", "lent")},
            )
            for kind in BeneficiaryClass
            if found[f"{kind}_loans"]
        ),
    ]


@requires(Permission.LOAN_VIEW)
def loan_detail(request: Request, pk: int) -> HttpResponse:
    loan = visible_or_404(_loans(request), pk)
    may_edit = request.user.can(Permission.LOAN_EDIT, loan.where)
    links = [(_("Ghi lần trả nợ"), "repayment_create"), (_("Đổi tình trạng"), "loan_status")]
    is_open = loan.status != LoanStatus.REPAID
    return record_page(
        request,
        loan,
        back="loan_list",
        links=[(label, reverse(name, args=[pk])) for label, name in links]
        if may_edit and is_open
        else [],
        edit="loan_edit",
        remove="loan_remove",
        sections=[
            related(
                _("Các lần trả nợ gốc"),
                tables.RepaymentTable,
                loan.repayments.select_related("loan"),
                exclude=("loan",),
                sums=[(_("Đã trả (đồng)"), grouped(loan.repaid))],
            )
        ],
        facts=[
            "contract_number",
            "product",
            "household",
            "borrower",
            "area",
            "borrower_class",
            *(("resolved_class", "override_reason") if loan.is_overridden else ()),
            "class_basis",
            "amount",
            "disbursed_on",
            "months",
            (_("Hạn trả"), f"{loan.due_on:%d/%m/%Y}"),
            "annual_rate",
            "union",
            "repaid",
            (_("Dư nợ (đồng)"), grouped(loan.outstanding)),
            "status",
            "status_on",
        ],
        context={"notice": PAST_TERM if loan.is_past_term(past.today()) else ""},
    )


@requires(Permission.LOAN_EDIT)
def loan_create(request: Request) -> HttpResponse:
    title = _("Ghi món vay")
    household = chosen_household(request, Permission.LOAN_EDIT)
    if household is None:
        return household_page(request, Permission.LOAN_EDIT, title=title, back="loan_list")
    form = LoanForm(request.POST or None, instance=Loan(household=household), user=request.user)
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_loan(loan=form.instance, by=request.user),
        title=title,
        back="loan_list",
        context={"facts": [(_("Hộ vay"), household)]},
    )


@requires(Permission.LOAN_EDIT)
def loan_edit(request: Request, pk: int) -> HttpResponse:
    loan = editable_or_403(request, _loans(request), pk)
    form = LoanForm(request.POST or None, instance=loan, user=request.user)
    return edit_page(
        request,
        form=form,
        record=loan,
        act=lambda: actions.amend_loan(
            loan=loan, values=form.typed, by=request.user, version=form.cleaned_data["version"]
        ),
        back="loan_list",
    )


@requires(Permission.LOAN_EDIT)
def loan_remove(request: Request, pk: int) -> HttpResponse:
    return remove_page(request, editable_or_403(request, _loans(request), pk), back="loan_list")


@requires(Permission.LOAN_EDIT)
def loan_status(request: Request, pk: int) -> HttpResponse:
    loan = editable_or_403(request, _loans(request), pk)
    initial = {"version": loan.version, "status": loan.status}
    form = LoanStatusForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form=form,
        act=lambda: actions.set_loan_status(
            loan=loan, by=request.user, **without_token(form.cleaned_data)
        ),
        title=_("Tình trạng: %(loan)s") % {"loan": loan},
        record=loan,
        back="loan_list",
        submit_label=_("Ghi tình trạng"),
    )


@requires(Permission.LOAN_VIEW)
def repayment_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=Repayment.objects.visible_to(request.user).select_related("loan"),
        filters=filters.RepaymentFilter,
        table=tables.RepaymentTable,
        filename="repayments",
        title=_("Sổ trả nợ gốc"),
        theme="credit",
        totals={"amount_sum": (_("Tổng số gốc đã trả (đồng)"), Sum("amount"))},
    )


@requires(Permission.LOAN_VIEW)
def repayment_detail(request: Request, pk: int) -> HttpResponse:
    repayment = _repayment(request, pk)
    may_correct = request.user.can(Permission.LOAN_EDIT, repayment.where) and not repayment.corrects
    correct = (_("Đính chính"), reverse("repayment_correct", args=[pk]))
    return record_page(
        request,
        repayment,
        back="repayment_list",
        links=[correct] if may_correct else [],
        facts=["loan", "amount", "paid_on", "document_number", "corrects", "note", "created_by"],
    )


@requires(Permission.LOAN_EDIT)
def repayment_create(request: Request, pk: int) -> HttpResponse:
    loan = editable_or_403(request, _loans(request), pk)
    form = RepaymentForm(request.POST or None, instance=Repayment(loan=loan), user=request.user)
    return act_page(
        request,
        form=form,
        act=lambda: actions.record_repayment(repayment=form.instance, by=request.user) and None,
        title=_("Trả nợ gốc: %(loan)s") % {"loan": loan},
        record=loan,
        back="loan_list",
        submit_label=_("Ghi lần trả"),
        context={"facts": [(_("Dư nợ (đồng)"), grouped(loan.outstanding))]},
    )


@requires(Permission.LOAN_EDIT)
def repayment_correct(request: Request, pk: int) -> HttpResponse:
    repayment = _repayment(request, pk)
    form = RepaymentCorrectionForm(request.POST or None)
    return act_page(
        request,
        form=form,
        act=lambda: actions.correct_repayment(
            repayment=repayment, by=request.user, **form.cleaned_data
        ),
        title=_("Đính chính: %(repayment)s") % {"repayment": repayment},
        record=repayment,
        back="repayment_list",
        submit_label=_("Ghi bút toán ngược"),
    )


def _loans(request: Request) -> QuerySet[Loan]:
    found: QuerySet[Loan] = Loan.objects.visible_to(request.user).select_related(
        "borrower", "household__head", "household__area", "area", "product"
    )
    return found


def _repayment(request: Request, pk: int) -> Repayment:
    rows = Repayment.objects.visible_to(request.user).select_related(
        "loan__area", "loan__household", "corrects", "created_by"
    )
    found: Repayment = visible_or_404(rows, pk)
    return found


@requires(Permission.LOAN_VIEW)
def loan_product_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=LoanTerms.objects.all(),
        filters=filters.LoanTermsFilter,
        table=tables.LoanTermsTable,
        filename="loan-products",
        title=_("Chương trình vay và điều kiện"),
        theme="credit",
    )


@requires(Permission.LOAN_VIEW)
def loan_product_detail(request: Request, pk: int) -> HttpResponse:
    product = get_object_or_404(LoanProduct, pk=pk)
    terms = product.terms.select_related("product").order_by("-valid_from")
    return record_page(
        request,
        product,
        back="loan_product_list",
        facts=["code", "name", "for_class"],
        sections=[
            related(
                _("Điều kiện vay theo thời gian"),
                tables.LoanTermsTable,
                terms,
                exclude=("code", "product"),
            )
        ],
    )
