"""Loans."""

from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.tables import grouped
from programs import filters, tables
from programs.models import Loan, LoanProduct, LoanTerms
from programs.views.base import record_list, record_page, related, visible_or_404


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
        totals={
            "loans": (_("Số lượt vay"), Count("pk")),
            "borrowers": (_("Số hộ"), Count("household", distinct=True)),
            "amount_sum": (_("Doanh số cho vay (đồng)"), Sum("amount")),
        },
    )


@requires(Permission.LOAN_VIEW)
def loan_detail(request: Request, pk: int) -> HttpResponse:
    rows = Loan.objects.visible_to(request.user).select_related(
        "borrower", "household__head", "area", "product"
    )
    loan = visible_or_404(rows, pk)
    return record_page(
        request,
        loan,
        back="loan_list",
        facts=[
            "contract_number",
            "product",
            "household",
            "borrower",
            "area",
            "borrower_class",
            "class_basis",
            "amount",
            "disbursed_on",
            "months",
            "annual_rate",
            "union",
            "repaid",
            (_("Dư nợ (đồng)"), grouped(loan.outstanding)),
            "status",
        ],
    )


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
