"""Tables of houses and the Fund; headings of money carry the unit."""

from typing import Any, ClassVar

import django_tables2 as tables
from django.db.models import Aggregate, Sum
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.tables import CountColumn, DateColumn, MoneyColumn, PortalTable
from programs import models
from programs.tables.base import NO_WRAP, area_column, class_column, head_column, household_column


def _page(record: Any) -> str:
    address: str = record.get_absolute_url()
    return address


class HousingCaseTable(PortalTable):
    """Houses with the sum of what was given."""

    added: ClassVar[dict[str, Aggregate]] = {"given": Sum("contributions__amount")}

    household = household_column(linkify=lambda record: record.get_absolute_url())
    head = head_column()
    area = area_column()
    household_class = class_column()
    started_on = DateColumn()
    finished_on = DateColumn()
    accepted_on = DateColumn()
    given = MoneyColumn(verbose_name=_("Được hỗ trợ (đồng)"), orderable=False)

    class Meta(PortalTable.Meta):
        model = models.HousingCase
        fields = [
            "household",
            "head",
            "area",
            "household_class",
            "kind",
            "funding",
            "started_on",
            "finished_on",
            "accepted_on",
            "given",
        ]


class HousingContributionTable(PortalTable):
    """What was given towards houses."""

    given_on = DateColumn(linkify=True)
    household = tables.Column(
        accessor="case__household__code",
        order_by="case__household__code",
        verbose_name=_("Mã hộ"),
        attrs=NO_WRAP,
    )
    area = tables.Column(
        accessor="case__area", order_by="case__area__path", verbose_name=_("Địa bàn")
    )
    amount = MoneyColumn()
    labour_days = CountColumn(orderable=False)

    class Meta(PortalTable.Meta):
        model = models.HousingContribution
        fields = [
            "given_on",
            "household",
            "area",
            "source",
            "contributor",
            "form",
            "amount",
            "labour_days",
        ]


class FundTransactionTable(PortalTable):
    """The ledger of the Fund for the Poor."""

    document_number = tables.Column(linkify=True)
    area = area_column()
    amount = MoneyColumn()
    occurred_on = DateColumn()
    party = tables.Column(
        accessor="shown_party", orderable=False, verbose_name=_("Người ủng hộ hoặc nhận")
    )

    class Meta(PortalTable.Meta):
        model = models.FundTransaction
        fields = ["document_number", "occurred_on", "kind", "amount", "party", "purpose", "area"]


class FundAccountTable(PortalTable):
    """The Funds of the city and its wards, with what came in, what went out and what is left."""

    area = tables.Column(verbose_name=_("Quỹ của"), order_by="area__path", linkify=_page)
    opening = MoneyColumn(verbose_name=_("Số dư đầu kỳ (đồng)"), orderable=False)
    income = MoneyColumn(verbose_name=_("Thu vận động (đồng)"), orderable=False)
    transfer_in = MoneyColumn(verbose_name=_("Nhận từ cấp khác (đồng)"), orderable=False)
    spending = MoneyColumn(verbose_name=_("Chi hỗ trợ (đồng)"), orderable=False)
    transfer_out = MoneyColumn(verbose_name=_("Chuyển cấp khác (đồng)"), orderable=False)
    balance = MoneyColumn(verbose_name=_("Số dư (đồng)"))

    class Meta(PortalTable.Meta):
        model = models.FundAccount
        fields = [
            "area",
            "opening",
            "income",
            "transfer_in",
            "spending",
            "transfer_out",
            "balance",
        ]


class FundYearTable(PortalTable):
    """The years of one Fund: start + in - out = end."""

    year = tables.Column(verbose_name=_("Năm"), linkify=lambda record: record["url"], attrs=NO_WRAP)
    start = MoneyColumn(verbose_name=_("Đầu năm"))
    income = MoneyColumn(verbose_name=_("+ Thu vận động"))
    transfer_in = MoneyColumn(verbose_name=_("+ Nhận từ cấp khác"))
    spending = MoneyColumn(verbose_name=_("− Chi hỗ trợ"))
    transfer_out = MoneyColumn(verbose_name=_("− Chuyển cấp khác"))
    end = MoneyColumn(verbose_name=_("= Cuối năm"))


class FundLedgerTable(PortalTable):
    """The ledger of one Fund, with the balance after each entry."""

    occurred_on = DateColumn(linkify=True)
    party = tables.Column(accessor="shown_party", verbose_name=_("Người ủng hộ hoặc nhận"))
    effect = MoneyColumn(verbose_name=_("Thu (+), chi (−) (đồng)"))
    balance = MoneyColumn(verbose_name=_("Số dư (đồng)"))

    class Meta(PortalTable.Meta):
        model = models.FundTransaction
        fields = [
            "occurred_on",
            "document_number",
            "kind",
            "party",
            "purpose",
            "effect",
            "balance",
        ]
