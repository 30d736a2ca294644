"""The Funds and their balances: all of them on one page, and each with its years and ledger."""

from typing import Any

from django.db.models import Case, QuerySet, Sum, Value, When
from django.db.models.functions import ExtractYear
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.text import grouped
from programs import filters, tables
from programs.choices import FundKind
from programs.models import FundAccount, FundTransaction
from programs.views.base import Fact, Section, record_list, record_page, visible_or_404

Years = dict[int, dict[str, int]]


@requires(Permission.FUND_VIEW)
def fund_account_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=FundAccount.objects.visible_to(request.user).with_sums(),
        filters=filters.FundAccountFilter,
        table=tables.FundAccountTable,
        filename="fund-accounts",
        title=gettext_lazy("Số dư các Quỹ"),
        theme="housing",
        totals={
            "opening_sum": (gettext_lazy("Số dư đầu kỳ (đồng)"), Sum("opening")),
            "income_sum": (gettext_lazy("Thu vận động (đồng)"), Sum("income")),
            "in_sum": (gettext_lazy("Nhận từ cấp khác (đồng)"), Sum("transfer_in")),
            "spending_sum": (gettext_lazy("Chi hỗ trợ (đồng)"), Sum("spending")),
            "out_sum": (gettext_lazy("Chuyển cấp khác (đồng)"), Sum("transfer_out")),
            "balance_sum": (gettext_lazy("Số dư (đồng)"), Sum("balance")),
        },
    )


@requires(Permission.FUND_VIEW)
def fund_account_detail(request: Request, pk: int) -> HttpResponse:
    rows = FundAccount.objects.visible_to(request.user).select_related("area")
    account = visible_or_404(rows, pk)
    years = _years(account)
    shown = _asked_year(request, years)
    table = tables.FundYearTable([], orderable=False)
    return record_page(
        request,
        account,
        back="fund_account_list",
        title=_("Quỹ Vì người nghèo: %(place)s") % {"place": account.area.name},
        links=_links(request, account),
        facts=["area", "balance"],
        sections=[
            Section(title=_("Thu, chi theo loại (đồng)"), sums=_by_kind(years)),
            Section(title=_("Từng năm (đồng)"), table=table, rows=_year_rows(account, years)),
            *([_ledger(account, years, shown)] if shown else []),
        ],
    )


def _links(request: Request, account: FundAccount) -> list[tuple[str, str]]:
    """Return the forms that move this Fund, for those who may."""
    if not request.user.can(Permission.FUND_EDIT, account.area):
        return []
    doors = [
        (_("Ghi thu"), "fund_income_create"),
        (_("Ghi chi"), "fund_spending_create"),
        (_("Chuyển giữa các Quỹ"), "fund_transfer_create"),
    ]
    return [(label, f"{reverse(name)}?area={account.area_id}") for label, name in doors]


def _years(account: FundAccount) -> Years:
    """Return the sum of each kind of entry by year, oldest year first."""
    found: Years = {}
    rows = FundTransaction.objects.filter(area=account.area_id).order_by()
    sums = rows.annotate(year=ExtractYear("occurred_on")).values_list("year", "kind")
    for year, kind, amount in sums.annotate(v=Sum("amount")).order_by("year", "kind"):
        found.setdefault(year, {})[kind] = amount
    return found


def _asked_year(request: Request, years: Years) -> int | None:
    """Return the year whose ledger is shown: the one asked for, else the latest."""
    asked = request.GET.get("year", "")
    known = {str(year): year for year in years}
    return known.get(asked, max(years, default=None))


def _by_kind(years: Years) -> list[Fact]:
    """Return the whole time by kind, as amounts that add up to the balance."""
    sums = {kind: sum(found.get(kind, 0) for found in years.values()) for kind in FundKind}
    signs = {kind: "−" if kind in FundTransaction.MONEY_OUT else "+" for kind in FundKind}
    rows: list[Fact] = [
        (kind.label if kind == FundKind.OPENING else f"{signs[kind]} {kind.label}", grouped(total))
        for kind, total in sums.items()
    ]
    if not any(FundKind.OPENING in found for found in years.values()):
        rows[0] = (FundKind.OPENING.label, _("chưa có số liệu"))
    return [*rows, (_("= Số dư"), grouped(_net(sums)))]


def _net(sums: dict[Any, int]) -> int:
    """Return what the kinds of entry add to the balance together."""
    going = sum(sums.get(kind, 0) for kind in FundTransaction.MONEY_OUT)
    return sum(sums.get(kind, 0) for kind in FundTransaction.MONEY_IN) - going


def _year_rows(account: FundAccount, years: Years) -> list[dict[str, Any]]:
    """Return a row for each year: start + in - out = end; the opening balance is part of a start.

    The last row is the whole time.
    """
    rows, balance = [], 0
    for year, sums in years.items():
        start = balance + sums.get(FundKind.OPENING, 0)
        balance += _net(sums)
        url = f"{account.get_absolute_url()}?year={year}"
        rows.append({"year": year, "url": url, "start": start, "end": balance, **_moved(sums)})
    if len(rows) > 1:
        whole = {kind: sum(sums.get(kind, 0) for sums in years.values()) for kind in FundKind}
        first = {"year": _("Tất cả"), "url": "", "start": whole[FundKind.OPENING]}
        rows.append({**first, "end": balance, **_moved(whole)})
    return rows


def _moved(sums: dict[Any, int]) -> dict[str, int]:
    kinds = (FundKind.INCOME, FundKind.TRANSFER_IN, FundKind.SPENDING, FundKind.TRANSFER_OUT)
    return {str(kind.value): sums.get(kind, 0) for kind in kinds}


def _ledger(account: FundAccount, years: Years, year: int) -> Section:
    """Return the entries of a year with the balance after each.

    Within a day money in stands first, so that no balance shown is below what the day closed at.
    """
    balance = sum(_net(sums) for earlier, sums in years.items() if earlier < year)
    rows = _in_order(account, year)
    before = balance
    for row in rows:
        balance += row.effect
        row.balance = balance
    table = tables.FundLedgerTable(FundTransaction.objects.none(), orderable=False)
    return Section(
        title=_("Sổ chi tiết năm %(year)d") % {"year": year},
        table=table,
        rows=rows,
        sums=[
            (_("Số dư chuyển sang từ năm trước (đồng)"), grouped(before)),
            (_("Số dư cuối năm (đồng)"), grouped(balance)),
        ],
    )


def _in_order(account: FundAccount, year: int) -> list[Any]:
    rows: QuerySet[FundTransaction] = FundTransaction.objects.filter(
        area=account.area_id, occurred_on__year=year
    )
    place = Case(When(kind=FundKind.OPENING, then=Value(0)), default=Value(1))
    found = list(rows.annotate(place=place, moved=FundTransaction.SIGNED).order_by("pk"))
    return sorted(found, key=lambda row: (row.occurred_on, row.place, row.moved < 0, row.pk))
