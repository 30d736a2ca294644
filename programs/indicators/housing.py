"""Houses counted from cases, money from contributions, and the Fund for the Poor."""

from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.roles import Permission
from povertyportal.reporting.families import Family
from povertyportal.reporting.registry import (
    Closing,
    Indicator,
    Theme,
    register,
)
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Direction, Unit
from programs import filters, tables
from programs.choices import (
    FundKind,
    HouseFunding,
)
from programs.indicators import breakdowns
from programs.models import (
    FundTransaction,
    HousingCase,
    HousingContribution,
)

HOUSING_SOURCE = gettext_lazy(
    "Quyết định hỗ trợ từng nhà; không phải vốn Chương trình (thành phố không có Dự án 5)"
)
FUND_SOURCE = gettext_lazy("Quy chế Quỹ Vì người nghèo của Mặt trận Tổ quốc Việt Nam")


def _houses(scope: Scope) -> QuerySet[Any]:
    """Return the houses accepted in the window."""
    return HousingCase.objects.filter(scope.inside(), scope.during("accepted_on"))


def house_contributions(scope: Scope) -> QuerySet[Any]:
    """Return what was given towards the houses of `houses_supported`, from every source."""
    return HousingContribution.objects.filter(
        scope.inside("case__area"),
        scope.during("case__accepted_on"),
        case__funding=HouseFunding.OTHER,
    )


def _fund(scope: Scope) -> QuerySet[Any]:
    """Return what came into the Fund and went out of it in the window."""
    return FundTransaction.objects.filter(scope.inside(), scope.during("occurred_on"))


def _balance(scope: Scope) -> QuerySet[Any]:
    """Return what moved the Fund up to the end of the window; `moved` is + in and - out."""
    rows = FundTransaction.objects.filter(scope.inside(), occurred_on__lte=scope.end)
    moved: QuerySet[Any] = rows.annotate(moved=FundTransaction.SIGNED)
    return moved


HOUSES = Family(rows=_houses, column="funding")
FUND = Family(rows=_fund, column="kind", measures={"amount": Sum("amount")})


def _sums(scope: Scope) -> dict[str, int | None]:
    """Return what the Fund held before the window and what moved it inside; one query for all."""
    rows = FundTransaction.objects.filter(scope.inside()).order_by()
    coming, going = Q(kind__in=FundTransaction.MONEY_IN), Q(kind__in=FundTransaction.MONEY_OUT)
    before, within = Q(occurred_on__lt=scope.start), scope.during("occurred_on")
    opening = Q(kind=FundKind.OPENING)
    return scope.remember(
        "fund",
        lambda: rows.aggregate(
            start_in=Sum("amount", filter=(before & coming) | (within & opening)),
            start_out=Sum("amount", filter=before & going),
            raised=Sum("amount", filter=within & Q(kind=FundKind.INCOME)),
            moved_in=Sum("amount", filter=within & Q(kind=FundKind.TRANSFER_IN)),
            spent=Sum("amount", filter=within & Q(kind=FundKind.SPENDING)),
            moved_out=Sum("amount", filter=within & Q(kind=FundKind.TRANSFER_OUT)),
        ),
    )


def _moves(kind: str, name: str) -> dict[str, Any]:
    """Return what a figure of one kind of movement counts, read together with the balance."""
    return FUND.figure(kind, "amount") | {"measured": lambda scope: _sums(scope)[name]}


def _closing_balance(scope: Scope) -> int:
    """Return what the Fund holds after the window."""
    sums = {name: value or 0 for name, value in _sums(scope).items()}
    coming = sums["start_in"] + sums["raised"] + sums["moved_in"]
    return coming - sums["start_out"] - sums["spent"] - sums["moved_out"]


def _fund_closes(scope: Scope) -> list[Closing]:
    """Return the table of the Fund: balance before + in - out = balance after, in đồng."""
    sums = {name: value or 0 for name, value in _sums(scope).items()}
    if not any(sums.values()):
        return []
    start = sums["start_in"] - sums["start_out"]
    return [
        Closing(_("Số dư đầu kỳ (đồng)"), start),
        Closing(_("Thu vận động (đồng)"), sums["raised"], "fund_raised", "+"),
        Closing(_("Nhận từ cấp khác (đồng)"), sums["moved_in"], "", "+"),
        Closing(_("Chi hỗ trợ (đồng)"), sums["spent"], "fund_spent", "−"),
        Closing(_("Chuyển cấp khác (đồng)"), sums["moved_out"], "", "−"),
        Closing(
            _("Số dư cuối kỳ (đồng)"), _closing_balance(scope), "fund_balance", "=", is_total=True
        ),
    ]


_HOUSES: dict[str, Any] = {
    "theme": Theme.HOUSING,
    "permission": Permission.HOUSING_VIEW,
    "unit": Unit.HOUSES,
    "table": tables.HousingCaseTable,
    "filters": filters.HousingCaseFilter,
    "day": "accepted_on",
    "village": "household__village",
    "breakdowns": breakdowns.HOUSES,
}
_FUND: dict[str, Any] = {
    "theme": Theme.HOUSING,
    "permission": Permission.FUND_VIEW,
    "source": FUND_SOURCE,
    "unit": Unit.DONG,
    "table": tables.FundTransactionTable,
    "filters": filters.FundTransactionFilter,
    "day": "occurred_on",
    "closing": _fund_closes,
}

register(
    Indicator(
        **_HOUSES,
        **HOUSES.figure(HouseFunding.OTHER),
        key="houses_supported",
        title=gettext_lazy("Nhà hỗ trợ cho hộ nghèo"),
        definition=gettext_lazy(
            "Số nhà xây mới hoặc sửa chữa đã nghiệm thu trong kỳ, không do Quỹ Vì người nghèo chủ "
            "trì. Một nhà nhiều nguồn góp vẫn đếm một lần."
        ),
        source=HOUSING_SOURCE,
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
        village="case__household__village",
        day="case__accepted_on",
        breakdowns=breakdowns.CONTRIBUTIONS,
    ),
    Indicator(
        **_FUND,
        **FUND.figure(FundKind.INCOME, "amount")
        | {"measured": lambda scope: _sums(scope)["raised"]},
        breakdowns=breakdowns.RAISED,
        key="fund_raised",
        title=gettext_lazy("Quỹ Vì người nghèo: thu vận động"),
        definition=gettext_lazy(
            "Tiền các tổ chức, cá nhân ủng hộ Quỹ trong kỳ. Không gồm số dư đầu kỳ và tiền nhận từ "
            "cấp khác."
        ),
    ),
    Indicator(
        **_HOUSES,
        **HOUSES.figure(HouseFunding.FUND),
        key="fund_houses",
        title=gettext_lazy("Nhà do Quỹ Vì người nghèo hỗ trợ"),
        definition=gettext_lazy(
            "Số nhà xây mới hoặc sửa chữa do Quỹ chủ trì, đã nghiệm thu trong kỳ."
        ),
        source=FUND_SOURCE,
    ),
    Indicator(
        **_FUND,
        **FUND.figure(FundKind.SPENDING, "amount")
        | {"measured": lambda scope: _sums(scope)["spent"]},
        breakdowns=breakdowns.SPENT,
        key="fund_spent",
        title=gettext_lazy("Quỹ Vì người nghèo: chi hỗ trợ"),
        definition=gettext_lazy(
            "Tiền Quỹ đã chi trong kỳ. Chi có thể lớn hơn thu trong kỳ nhờ số dư đầu kỳ; số dư "
            "không bao giờ âm."
        ),
    ),
    Indicator(
        **_FUND | {"day": ""},
        key="fund_balance",
        window_key="fund_spent",
        title=gettext_lazy("Quỹ Vì người nghèo: số dư cuối kỳ"),
        definition=gettext_lazy(
            "Mọi khoản vào Quỹ trừ mọi khoản ra khỏi Quỹ từ trước đến hết kỳ, kể cả số dư ban đầu "
            "và tiền chuyển giữa các cấp."
        ),
        formula=gettext_lazy("số dư đầu kỳ + thu + nhận chuyển − chi − chuyển đi"),
        direction=Direction.NONE,
        rows=_balance,
        measure=Sum("moved"),
        measured=_closing_balance,
        breakdowns=breakdowns.RAISED,
    ),
)
