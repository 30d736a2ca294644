"""Houses counted from cases, money from contributions, and the Fund for the Poor."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.reporting.registry import (
    Closing,
    Indicator,
    Theme,
    register,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Unit
from programs import filters, tables
from programs.choices import (
    FundKind,
    HouseFunding,
)
from programs.models import (
    FundTransaction,
    HousingCase,
    HousingContribution,
)

HOUSING_SOURCE = gettext_lazy(
    "Quyết định hỗ trợ từng nhà; không phải vốn Chương trình (thành phố không có Dự án 5)"
)
FUND_SOURCE = gettext_lazy("Quy chế Quỹ Vì người nghèo của Mặt trận Tổ quốc Việt Nam")


def _houses(funding: str) -> Callable[[Scope], QuerySet[Any]]:
    """Return the rows of houses accepted in the window that this funding led."""

    def rows(scope: Scope) -> QuerySet[Any]:
        return HousingCase.objects.filter(
            scope.inside(), scope.during("accepted_on"), funding=funding
        )

    return rows


def house_contributions(scope: Scope) -> QuerySet[Any]:
    """Return what was given towards the houses of `houses_supported`, from every source."""
    return HousingContribution.objects.filter(
        scope.inside("case__area"),
        scope.during("case__accepted_on"),
        case__funding=HouseFunding.OTHER,
    )


def _fund(kind: str) -> Callable[[Scope], QuerySet[Any]]:
    def rows(scope: Scope) -> QuerySet[Any]:
        return FundTransaction.objects.filter(
            scope.inside(), scope.during("occurred_on"), kind=kind
        )

    return rows


def _fund_closes(scope: Scope) -> list[Closing]:
    """Return the table of the Fund: balance before + in - out = balance after, in đồng."""
    rows = FundTransaction.objects.filter(scope.inside()).order_by()
    coming, going = Q(kind__in=FundTransaction.MONEY_IN), Q(kind__in=FundTransaction.MONEY_OUT)
    before = Q(occurred_on__lt=scope.start)
    opening = Q(kind=FundKind.OPENING)
    within = scope.during("occurred_on")
    sums = rows.aggregate(
        start_in=Sum("amount", filter=(before & coming) | (within & opening)),
        start_out=Sum("amount", filter=before & going),
        raised=Sum("amount", filter=within & Q(kind=FundKind.INCOME)),
        moved_in=Sum("amount", filter=within & Q(kind=FundKind.TRANSFER_IN)),
        spent=Sum("amount", filter=within & Q(kind=FundKind.SPENDING)),
        moved_out=Sum("amount", filter=within & Q(kind=FundKind.TRANSFER_OUT)),
    )
    sums = {name: value or 0 for name, value in sums.items()}
    if not any(sums.values()):
        return []
    start = sums["start_in"] - sums["start_out"]
    end = start + sums["raised"] + sums["moved_in"] - sums["spent"] - sums["moved_out"]
    return [
        Closing(_("Số dư đầu kỳ (đồng)"), start),
        Closing(_("Thu vận động (đồng)"), sums["raised"], "fund_raised", "+"),
        Closing(_("Nhận từ cấp khác (đồng)"), sums["moved_in"], "", "+"),
        Closing(_("Chi hỗ trợ (đồng)"), sums["spent"], "fund_spent", "−"),
        Closing(_("Chuyển cấp khác (đồng)"), sums["moved_out"], "", "−"),
        Closing(_("Số dư cuối kỳ (đồng)"), end, "", "=", is_total=True),
    ]


_HOUSES: dict[str, Any] = {
    "theme": Theme.HOUSING,
    "permission": Permission.HOUSING_VIEW,
    "unit": Unit.HOUSES,
    "table": tables.HousingCaseTable,
    "filters": filters.HousingCaseFilter,
    "day": "accepted_on",
}
_FUND: dict[str, Any] = {
    "theme": Theme.HOUSING,
    "permission": Permission.FUND_VIEW,
    "source": FUND_SOURCE,
    "unit": Unit.DONG,
    "measure": Sum("amount"),
    "table": tables.FundTransactionTable,
    "filters": filters.FundTransactionFilter,
    "day": "occurred_on",
    "closing": _fund_closes,
}

register(
    Indicator(
        **_HOUSES,
        key="houses_supported",
        title=gettext_lazy("Nhà hỗ trợ cho hộ nghèo"),
        definition=gettext_lazy(
            "Số nhà xây mới hoặc sửa chữa đã nghiệm thu trong kỳ, không do Quỹ Vì người nghèo chủ "
            "trì. Một nhà nhiều nguồn góp vẫn đếm một lần."
        ),
        source=HOUSING_SOURCE,
        rows=_houses(HouseFunding.OTHER),
    ),
    Indicator(
        theme=Theme.HOUSING,
        permission=Permission.HOUSING_VIEW,
        key="houses_amount",
        title=gettext_lazy("Tiền hỗ trợ nhà cho hộ nghèo"),
        definition=gettext_lazy(
            "Tổng các khoản đóng góp cho những nhà nói trên, từ mọi nguồn, kể cả hiện vật và ngày "
            "công quy ra tiền."
        ),
        source=HOUSING_SOURCE,
        unit=Unit.DONG,
        rows=house_contributions,
        measure=Sum("amount"),
        table=tables.HousingContributionTable,
        filters=filters.HousingContributionFilter,
        area="case__area",
        day="case__accepted_on",
    ),
    Indicator(
        **_FUND,
        key="fund_raised",
        title=gettext_lazy("Quỹ Vì người nghèo: thu vận động"),
        definition=gettext_lazy(
            "Tiền các tổ chức, cá nhân ủng hộ Quỹ trong kỳ. Không gồm số dư đầu kỳ và tiền nhận từ "
            "cấp khác."
        ),
        rows=_fund(FundKind.INCOME),
    ),
    Indicator(
        **_HOUSES,
        key="fund_houses",
        title=gettext_lazy("Nhà do Quỹ Vì người nghèo hỗ trợ"),
        definition=gettext_lazy(
            "Số nhà xây mới hoặc sửa chữa do Quỹ chủ trì, đã nghiệm thu trong kỳ."
        ),
        source=FUND_SOURCE,
        rows=_houses(HouseFunding.FUND),
    ),
    Indicator(
        **_FUND,
        key="fund_spent",
        title=gettext_lazy("Quỹ Vì người nghèo: chi hỗ trợ"),
        definition=gettext_lazy(
            "Tiền Quỹ đã chi trong kỳ. Chi có thể lớn hơn thu trong kỳ nhờ số dư đầu kỳ; số dư "
            "không bao giờ âm."
        ),
        rows=_fund(FundKind.SPENDING),
    ),
)
