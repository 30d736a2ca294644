"""Tables of the programme's records; headings of money carry the unit."""

from typing import Any, ClassVar

import django_tables2 as tables
from django.db.models import Aggregate, Count, Sum
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.ui.tables import (
    BadgeColumn,
    CountColumn,
    DateColumn,
    DecimalColumn,
    MoneyColumn,
    PortalTable,
)
from programs import models

NO_WRAP = {"td": {"class": "nowrap"}}
PERSON_COLUMNS = ("person", "borrower", "head")
CLASS_TONES = {"poor": "bad", "near_poor": "attention", "escaped": "good"}


def area_column() -> tables.Column:
    """Return the column of the ward, in the order of areas."""
    return tables.Column(verbose_name=_("Địa bàn"), order_by="area__path")


def person_column(label: object) -> tables.Column:
    """Return the column of a person that leads to the record, by given name."""
    return tables.Column(
        verbose_name=label, order_by="person__sort_key", linkify=lambda record: _page(record)
    )


def household_column(**kwargs: Any) -> tables.Column:
    """Return the column of the household's code."""
    return tables.Column(
        _("Mã hộ"), accessor="household__code", order_by="household__code", attrs=NO_WRAP, **kwargs
    )


def head_column() -> tables.Column:
    """Return the column of the head's name, for who may read names."""
    return tables.Column(_("Chủ hộ"), accessor="household__head", order_by="household__sort_key")


def class_column(label: object = _("Loại hộ")) -> BadgeColumn:
    """Return the column of the household's class at the time."""
    return BadgeColumn(verbose_name=label, tones=CLASS_TONES, attrs=NO_WRAP)


def _page(record: models.Loan) -> str:
    return record.get_absolute_url()


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

    follows = ("allocation__component",)

    entry_on = DateColumn(linkify=True)
    allocation = tables.Column(
        order_by=("allocation__component__order", "allocation__year"), verbose_name=_("Nguồn vốn")
    )
    amount = MoneyColumn()
    recipient = tables.Column(orderable=False)
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
    due_on = DateColumn()
    closed_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.IdleReason
        fields = ["allocation", "reason", "amount", "owner", "due_on", "closed_on"]


class LoanTable(PortalTable):
    """Loans with the class at the loan date."""

    contract_number = tables.Column(linkify=True)
    borrower = tables.Column(order_by="borrower__sort_key")
    household = household_column()
    area = area_column()
    product = tables.Column(order_by="product__code")
    borrower_class = class_column(_("Loại hộ khi vay"))
    amount = MoneyColumn()
    disbursed_on = DateColumn()
    status = BadgeColumn(
        tones={"overdue": "bad", "frozen": "attention", "repaid": "good"}, attrs=NO_WRAP
    )

    class Meta(PortalTable.Meta):
        model = models.Loan
        fields = [
            "contract_number",
            "borrower",
            "household",
            "area",
            "product",
            "borrower_class",
            "amount",
            "disbursed_on",
            "status",
        ]


class LoanTermsTable(PortalTable):
    """Caps, longest terms and rates of the loan products, by the days they hold."""

    code = tables.Column(accessor="product__code", verbose_name=_("Mã"), attrs=NO_WRAP)
    product = tables.Column(
        linkify=lambda record: record.product.get_absolute_url(), order_by="product__name"
    )
    cap = MoneyColumn()
    max_months = CountColumn()
    annual_rate = DecimalColumn()
    valid_from = DateColumn()
    valid_to = DateColumn(default=_("nay"))

    class Meta(PortalTable.Meta):
        model = models.LoanTerms
        fields = [
            "code",
            "product",
            "cap",
            "max_months",
            "annual_rate",
            "valid_from",
            "valid_to",
            "source",
        ]


class TrainingClassTable(PortalTable):
    """Vocational classes with the number of learners."""

    code = tables.Column(linkify=True)
    area = area_column()
    starts_on = DateColumn()
    ends_on = DateColumn()
    learners = CountColumn(verbose_name=_("Học viên"), orderable=False)

    class Meta(PortalTable.Meta):
        model = models.TrainingClass
        fields = [
            "code",
            "trade",
            "provider",
            "area",
            "starts_on",
            "ends_on",
            "learners",
            "funding",
        ]

    @classmethod
    def added_for(cls, user: User) -> dict[str, Aggregate]:
        """Count the learners whose ward is open to the user: a class takes them from several."""
        mine = user.scope(Permission.WORK_VIEW, area="enrolments__area")
        return {"learners": Count("enrolments", filter=mine)}


class EnrolmentTable(PortalTable):
    """Learners."""

    person = person_column(_("Học viên"))
    household = household_column()
    area = area_column()
    training_class = tables.Column(order_by="training_class__code", verbose_name=_("Lớp"))
    household_class = class_column(_("Loại hộ khi học"))
    enrolled_on = DateColumn()
    completed_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.Enrolment
        fields = [
            "person",
            "household",
            "area",
            "training_class",
            "household_class",
            "enrolled_on",
            "completed_on",
            "funding",
        ]


class JobNeedTable(PortalTable):
    """Registered needs with the number of services."""

    added: ClassVar[dict[str, Aggregate]] = {"served": Count("services")}

    person = person_column(_("Người lao động"))
    household = household_column()
    area = area_column()
    household_class = class_column()
    registered_on = DateColumn()
    served = CountColumn(verbose_name=_("Lượt hỗ trợ"), orderable=False)

    class Meta(PortalTable.Meta):
        model = models.JobNeed
        fields = [
            "person",
            "household",
            "area",
            "household_class",
            "need",
            "registered_on",
            "served",
        ]


class JobServiceTable(PortalTable):
    """Acts of help on a need."""

    served_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.JobService
        fields = ["served_on", "kind", "provider"]


class JobPlacementTable(PortalTable):
    """Workers matched to employers."""

    person = person_column(_("Người lao động"))
    household = household_column()
    area = area_column()
    household_class = class_column()
    started_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.JobPlacement
        fields = ["person", "household", "area", "household_class", "employer", "started_on"]


class OverseasContractTable(PortalTable):
    """Workers abroad."""

    contract_number = tables.Column(linkify=True)
    person = tables.Column(order_by="person__sort_key")
    household = household_column()
    area = area_column()
    departed_on = DateColumn()
    returned_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.OverseasContract
        fields = [
            "contract_number",
            "person",
            "household",
            "area",
            "country",
            "enterprise",
            "departed_on",
            "returned_on",
        ]


class JobAggregateTable(PortalTable):
    """Yearly totals by ward."""

    area = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by="area__path")
    workers = CountColumn()
    stated_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.JobAggregate
        fields = ["area", "year", "workers", "evidence", "stated_on"]


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


class SupportTable(PortalTable):
    """Help to households."""

    household = household_column(linkify=lambda record: record.get_absolute_url())
    head = head_column()
    area = area_column()
    component = tables.Column(
        accessor="component__code", order_by="component__order", verbose_name=_("Dự án")
    )
    household_class = class_column()
    provided_on = DateColumn()
    amount = MoneyColumn()

    class Meta(PortalTable.Meta):
        model = models.Support
        fields = [
            "household",
            "head",
            "area",
            "household_class",
            "kind",
            "component",
            "provided_on",
            "amount",
            "note",
        ]


class AwardTable(PortalTable):
    """Rewards."""

    recipient = tables.Column(linkify=True)
    decided_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.Award
        fields = ["recipient", "recipient_kind", "decision_number", "decided_on", "movement"]


class DirectiveTable(PortalTable):
    """Instructions with owner, due day and state."""

    title = tables.Column(linkify=True)
    issued_on = DateColumn()
    due_on = DateColumn()
    state = BadgeColumn(
        tones={"open": "attention", "in_progress": "info", "done": "good"}, attrs=NO_WRAP
    )

    class Meta(PortalTable.Meta):
        model = models.Directive
        fields = ["title", "owner", "issued_on", "due_on", "state", "document"]


class StatisticTable(PortalTable):
    """Published statistics."""

    key = tables.Column(linkify=True)
    area = area_column()
    value = DecimalColumn()
    stated_on = DateColumn()

    class Meta(PortalTable.Meta):
        model = models.Statistic
        fields = ["key", "area", "year", "value", "source", "stated_on"]
