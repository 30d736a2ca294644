"""The budget chain: assigned, distributed, disbursed per leaf, year, source and kind."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission
from programs.choices import (
    CapitalKind,
    Source,
)
from programs.models.base import (
    AMOUNT_LIMIT,
    EditableRecord,
    Record,
    RecordQuerySet,
    amount_field,
    area_key,
    known,
    lengths,
    year,
)
from programs.models.structure import Component, Organisation
from programs.money import Balances

if TYPE_CHECKING:
    pass


class BudgetYear(EditableRecord):
    """The money of one area and year. Once settled (quyết toán) it takes no entry any more.

    Every writer locks this row first; triggers refuse entries of a settled year.
    """

    VIEW = Permission.CAPITAL_VIEW
    EDIT = Permission.CAPITAL_SETTLE
    DETAIL = "budget_year_detail"

    area = area_key()
    year = models.PositiveSmallIntegerField(_("năm"))
    settled_on = models.DateField(_("ngày quyết toán"), null=True, blank=True)
    document_number = models.CharField(_("số văn bản"), max_length=60, blank=True, default="")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("người quyết toán"),
        related_name="+",
    )

    class Meta:
        verbose_name = _("năm ngân sách")
        verbose_name_plural = pgettext_lazy("plural", "năm ngân sách")
        ordering = ["-year", "area__path"]
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="budgetyear_once"),
            models.CheckConstraint(
                condition=Q(settled_on=None, settled_by=None, document_number="")
                | (Q(settled_on__isnull=False, settled_by__isnull=False) & ~Q(document_number="")),
                name="budgetyear_settled_whole_or_not",
            ),
            year("budgetyear"),
            lengths("budgetyear", document_number=60),
        ]

    def __str__(self) -> str:
        return str(_("Vốn năm %(year)s")) % {"year": self.year}

    @property
    def is_settled(self) -> bool:
        """Tell whether the year is closed."""
        return self.settled_on is not None


class AllocationQuerySet(RecordQuerySet):
    """Allocations by what lies idle in them."""

    def unexplained(self) -> Self:
        """Keep those with an undistributed rest that no open reason accounts for."""
        explained = Coalesce(
            Sum("idle_reasons__amount", filter=Q(idle_reasons__closed_on=None)),
            0,
            output_field=models.BigIntegerField(),
        )
        left = F("assigned") - F("distributed")
        rows = self.model._default_manager.annotate(explained=explained)
        return self.filter(pk__in=rows.filter(explained__lt=left).order_by().values("pk"))


class Allocation(Record):
    """The money of one leaf in one year, by source and kind. Its balances are sums of entries.

    Only `actions.capital` changes the balances, with the row locked.
    """

    VIEW = Permission.CAPITAL_VIEW
    EDIT = Permission.CAPITAL_EDIT
    DETAIL = "allocation_detail"

    component = models.ForeignKey(
        Component, models.PROTECT, verbose_name=_("dự án"), related_name="allocations"
    )
    area = area_key()
    year = models.PositiveSmallIntegerField(_("năm"))
    source = models.CharField(_("nguồn vốn"), max_length=2, choices=Source)
    kind = models.CharField(_("loại vốn"), max_length=10, choices=CapitalKind)
    assigned = amount_field(_("được giao (đồng)"), default=0)
    distributed = amount_field(_("đã phân bổ (đồng)"), default=0)
    disbursed = amount_field(_("đã giải ngân (đồng)"), default=0)
    advanced = amount_field(_("tạm ứng chưa thu hồi (đồng)"), default=0)

    objects: ClassVar[Any] = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("vốn được giao")
        verbose_name_plural = pgettext_lazy("plural", "vốn được giao")
        ordering = ["-year", "component__order", "source", "kind"]
        indexes = [
            models.Index(fields=["area", "year"], name="allocation_area_year"),
            models.Index(fields=["assigned"], name="allocation_assigned"),
            models.Index(fields=["distributed"], name="allocation_distributed"),
            models.Index(fields=["disbursed"], name="allocation_disbursed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["component", "area", "year", "source", "kind"], name="allocation_once"
            ),
            models.CheckConstraint(
                condition=Q(advanced__gte=0)
                & Q(disbursed__gte=F("advanced"))
                & Q(distributed__gte=F("disbursed"))
                & Q(assigned__gte=F("distributed"))
                & Q(assigned__lt=AMOUNT_LIMIT),
                name="allocation_balances",
            ),
            known("allocation", "source", Source),
            known("allocation", "kind", CapitalKind),
            year("allocation"),
        ]

    def __str__(self) -> str:
        return f"{self.component.code} / {self.year} / {self.source} / {self.get_kind_display()}"

    @property
    def balances(self) -> Balances:
        """Return the balances as one value."""
        return Balances(self.assigned, self.distributed, self.disbursed, self.advanced)

    @property
    def undistributed(self) -> int:
        """Return what is assigned and not yet distributed."""
        return self.balances.undistributed


class AllocationShare(Record):
    """What one ward or unit was given of an allocation, and spent. Sums of its entries.

    Money given to an office of the city has the city as its area and the office as its unit.
    """

    VIEW = Permission.CAPITAL_VIEW
    EDIT = Permission.CAPITAL_EDIT
    AREA = "allocation__area"
    RECIPIENT = "recipient"
    DETAIL = "allocation_detail"

    allocation = models.ForeignKey(
        Allocation, models.PROTECT, verbose_name=_("nguồn vốn"), related_name="shares"
    )
    recipient = area_key(_("địa bàn nhận"))
    unit = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("đơn vị nhận"),
        related_name="shares",
    )
    distributed = amount_field(_("được phân bổ (đồng)"), default=0)
    disbursed = amount_field(_("đã giải ngân (đồng)"), default=0)
    advanced = amount_field(_("tạm ứng chưa thu hồi (đồng)"), default=0)

    class Meta:
        verbose_name = _("phần vốn của đơn vị")
        verbose_name_plural = pgettext_lazy("plural", "phần vốn của đơn vị")
        ordering = ["recipient__path", "unit__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation", "recipient"],
                condition=Q(unit=None),
                name="allocationshare_once_per_area",
            ),
            models.UniqueConstraint(
                fields=["allocation", "recipient", "unit"],
                condition=Q(unit__isnull=False),
                name="allocationshare_once_per_unit",
            ),
            models.CheckConstraint(
                condition=Q(advanced__gte=0)
                & Q(disbursed__gte=F("advanced"))
                & Q(distributed__gte=F("disbursed"))
                & Q(distributed__lt=AMOUNT_LIMIT),
                name="allocationshare_balances",
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit or self.recipient)

    def get_absolute_url(self) -> str:
        """Return the page of the allocation this is a part of."""
        return self.allocation.get_absolute_url()

    @property
    def given_to(self) -> str:
        """Return the unit or area that was given to, in words."""
        return str(self)

    @property
    def unspent(self) -> int:
        """Return what was given and is not yet paid out."""
        left: int = self.distributed - self.disbursed
        return left
