"""Houses, contributions, the Fund for the Poor."""

from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.tables import grouped
from programs import filters, tables
from programs.models import FundTransaction, HousingCase, HousingContribution
from programs.views.base import record_list, record_page, related, visible_or_404


@requires(Permission.HOUSING_VIEW)
def housing_case_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=HousingCase.objects.visible_to(request.user).select_related("household__head", "area"),
        filters=filters.HousingCaseFilter,
        table=tables.HousingCaseTable,
        filename="houses",
        title=_("Nhà ở"),
        theme="housing",
        totals={
            "houses": (_("Số nhà"), Count("pk", distinct=True)),
            "given_sum": (_("Được hỗ trợ (đồng)"), Sum("contributions__amount")),
        },
    )


@requires(Permission.HOUSING_VIEW)
def housing_case_detail(request: Request, pk: int) -> HttpResponse:
    rows = HousingCase.objects.visible_to(request.user).select_related("household__head", "area")
    case = visible_or_404(rows, pk)
    contributions = list(case.contributions.select_related("case__household", "case__area"))
    total = sum(row.amount for row in contributions)
    return record_page(
        request,
        case,
        back="housing_case_list",
        facts=[
            "household",
            "area",
            "household_class",
            "kind",
            "funding",
            "programme",
            "started_on",
            "finished_on",
            "accepted_on",
        ],
        sections=[
            related(
                _("Đóng góp"),
                tables.HousingContributionTable,
                contributions,
                exclude=("household", "area"),
                sums=[(_("Tổng cộng (đồng)"), grouped(total))],
            )
        ],
    )


@requires(Permission.HOUSING_VIEW)
def housing_contribution_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=HousingContribution.objects.visible_to(request.user)
        .select_related("case__household", "case__area")
        .order_by("-given_on", "-pk"),
        filters=filters.HousingContributionFilter,
        table=tables.HousingContributionTable,
        filename="housing-contributions",
        title=_("Đóng góp làm nhà"),
        theme="housing",
        totals={
            "houses": (_("Số nhà"), Count("case", distinct=True)),
            "amount_sum": (_("Trị giá (đồng)"), Sum("amount")),
        },
    )


@requires(Permission.HOUSING_VIEW)
def housing_contribution_detail(request: Request, pk: int) -> HttpResponse:
    rows = HousingContribution.objects.visible_to(request.user).select_related(
        "case__household__head"
    )
    return record_page(
        request,
        visible_or_404(rows, pk),
        back="housing_contribution_list",
        facts=["case", "source", "form", "amount", "given_on", "contributor"],
    )


@requires(Permission.FUND_VIEW)
def fund_transaction_list(request: Request) -> HttpResponse:
    money_in = Q(kind__in=FundTransaction.MONEY_IN)
    return record_list(
        request,
        rows=FundTransaction.objects.visible_to(request.user).select_related("area"),
        filters=filters.FundTransactionFilter,
        table=tables.FundTransactionTable,
        filename="fund",
        title=_("Quỹ Vì người nghèo"),
        theme="housing",
        totals={
            "money_in": (_("Thu, kể cả số dư đầu (đồng)"), Sum("amount", filter=money_in)),
            "money_out": (_("Chi (đồng)"), Sum("amount", filter=~money_in)),
            "balance": (_("Còn lại (đồng)"), Sum(FundTransaction.SIGNED)),
        },
    )


@requires(Permission.FUND_VIEW)
def fund_transaction_detail(request: Request, pk: int) -> HttpResponse:
    rows = FundTransaction.objects.visible_to(request.user).select_related(
        "area", "housing_case__household__head", "corrects", "created_by"
    )
    row = visible_or_404(rows, pk)
    return record_page(
        request,
        row,
        back="fund_transaction_list",
        facts=[
            "document_number",
            "area",
            "kind",
            "amount",
            "occurred_on",
            (_("Người, đơn vị ủng hộ hoặc nhận"), row.shown_party),
            "purpose",
            "housing_case",
            "corrects",
            "created_by",
            "created_at",
        ],
    )
