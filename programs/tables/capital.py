"""Tables of the budget chain; headings of money carry the unit."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.tables import BadgeColumn, DateColumn, MoneyColumn, PortalTable
from programs import ledgers, models
from programs.tables.base import NO_WRAP


class ComponentTable(PortalTable):
    """The programme tree."""

    code = tables.Column(linkify=True, order_by="order", verbose_name=_("Mã"))

    class Meta(PortalTable.Meta):
        model = models.Component
        fields = ["code", "name", "carries_money", "beneficiaries"]
        orderable = False

    def render_carries_money(self, value: bool) -> str:
        """Say yes or nothing."""
        return str(_("Có")) if value else "–"

    def value_carries_money(self, value: bool) -> str:
        """Say yes or nothing in the workbook too."""
        return str(_("Có")) if value else ""


class AllocationTable(PortalTable):
    """The money of each leaf, year, source and kind."""

    component = tables.Column(
        linkify=lambda record: record.get_absolute_url(),
        order_by="component__order",
        verbose_name=_("Dự án"),
    )
    assigned = MoneyColumn(verbose_name=_("Được giao (đồng)"))
    distributed = MoneyColumn(verbose_name=_("Đã phân bổ (đồng)"))
    undistributed = MoneyColumn(verbose_name=_("Chưa phân bổ (đồng)"), orderable=False)
    disbursed = MoneyColumn(verbose_name=_("Đã giải ngân (đồng)"))

    class Meta(PortalTable.Meta):
        model = models.Allocation
        fields = [
            "component",
            "year",
            "source",
            "kind",
            "assigned",
            "distributed",
            "undistributed",
            "disbursed",
        ]


class AllocationEntryTable(PortalTable):
    """The dated ledger of allocations."""

    follows = ("allocation__component", "recipient", "unit")

    entry_on = DateColumn(linkify=True)
    allocation = tables.Column(
        order_by=("allocation__component__order", "allocation__year"), verbose_name=_("Nguồn vốn")
    )
    amount = MoneyColumn()
    recipient = tables.Column(accessor="given_to", orderable=False, verbose_name=_("Đơn vị nhận"))
    document_number = tables.Column(orderable=False)

    class Meta(PortalTable.Meta):
        model = models.AllocationEntry
        fields = ["entry_on", "allocation", "kind", "amount", "recipient", "document_number"]


class IdleReasonTable(PortalTable):
    """Why money lies idle, and who does something about it."""

    allocation = tables.Column(
        linkify=lambda record: record.get_absolute_url(),
        order_by=("allocation__component__order", "allocation__year"),
    )
    amount = MoneyColumn()
    owner = tables.Column(order_by="owner__name")
    due_on = DateColumn()
    closed_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.IdleReason
        fields = ["allocation", "reason", "amount", "owner", "due_on", "closed_on"]


class AllocationShareTable(PortalTable):
    """What each ward or unit was given of an allocation, and spent."""

    recipient = tables.Column(
        accessor="given_to",
        verbose_name=_("Đơn vị nhận"),
        orderable=False,
        linkify=lambda record: ledgers.recipient_url(record.recipient_id, record.unit_id),
    )
    distributed = MoneyColumn()
    disbursed = MoneyColumn()
    unspent = MoneyColumn(verbose_name=_("Chưa giải ngân (đồng)"), orderable=False)
    advanced = MoneyColumn()

    class Meta(PortalTable.Meta):
        model = models.AllocationShare
        fields = ["recipient", "distributed", "disbursed", "unspent", "advanced"]


class RecipientShareTable(AllocationShareTable):
    """What wards and offices were given, one line per allocation."""

    follows = ("allocation__component", "recipient", "unit")

    allocation = tables.Column(
        order_by=("allocation__component__order", "allocation__year"),
        linkify=lambda record: record.get_absolute_url(),
        verbose_name=_("Nguồn vốn"),
    )
    recipient = tables.Column(
        accessor="given_to",
        verbose_name=_("Đơn vị nhận"),
        order_by=("recipient__path", "unit__name"),
        linkify=lambda record: ledgers.recipient_url(record.recipient_id, record.unit_id),
    )

    class Meta(AllocationShareTable.Meta):
        fields = ["recipient", "allocation", "distributed", "disbursed", "unspent", "advanced"]


class EntryProposalTable(PortalTable):
    """Entries that wait for a second person, and what became of them."""

    created_at = DateColumn(linkify=True, verbose_name=_("Lập ngày"))
    allocation = tables.Column(
        order_by=("allocation__component__order", "allocation__year"), verbose_name=_("Nguồn vốn")
    )
    amount = MoneyColumn()
    recipient = tables.Column(accessor="given_to", orderable=False, verbose_name=_("Đơn vị nhận"))
    state = BadgeColumn(
        tones={"waiting": "attention", "approved": "good", "refused": "bad"}, attrs=NO_WRAP
    )
    created_by = tables.Column(orderable=False)

    class Meta(PortalTable.Meta):
        model = models.EntryProposal
        fields = ["created_at", "allocation", "kind", "amount", "recipient", "created_by", "state"]


class BudgetYearTable(PortalTable):
    """Years of money, open or settled."""

    year = tables.Column(linkify=True)
    area = tables.Column(order_by="area__path")
    settled_on = DateColumn(default=_("chưa quyết toán"))

    class Meta(PortalTable.Meta):
        model = models.BudgetYear
        fields = ["year", "area", "settled_on", "document_number"]
