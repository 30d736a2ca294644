"""Tables of houses and the Fund; headings of money carry the unit."""

from typing import ClassVar

import django_tables2 as tables
from django.db.models import Aggregate, Sum
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.tables import DateColumn, MoneyColumn, PortalTable
from programs import models
from programs.tables.base import NO_WRAP, area_column, class_column, head_column, household_column


class HousingCaseTable(PortalTable):
    """Houses with the sum of what was given."""

    added: ClassVar[dict[str, Aggregate]] = {"given": Sum("contributions__amount")}

    household = household_column(linkify=lambda record: record.get_absolute_url())
    head = head_column()
    area = area_column()
    household_class = class_column()
    started_on = DateColumn()
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
            "accepted_on",
            "given",
        ]


class HousingContributionTable(PortalTable):
    """What was given towards houses."""

    given_on = DateColumn(linkify=lambda record: record.case.get_absolute_url())
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

    class Meta(PortalTable.Meta):
        model = models.HousingContribution
        fields = ["given_on", "household", "area", "source", "form", "amount", "contributor"]


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
