"""The budget chain: assigned, distributed, disbursed per leaf, year, source and kind."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission
from programs.choices import CapitalKind, EntryKind, IdleCause, Source
from programs.models.base import (
    AMOUNT_LIMIT,
    Record,
    amount,
    amount_field,
    area_key,
    known,
    lengths,
    ordered,
    year,
)
from programs.models.structure import Component
from programs.money import Balances


class Allocation(Record):
    """The money of one leaf in one year, by source and kind. Its balances are sums of entries.

    Only `actions.enter_allocation` changes the balances, with the row locked.
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
                condition=Q(disbursed__gte=0)
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
        """Return the three balances as one value."""
        return Balances(self.assigned, self.distributed, self.disbursed)

    @property
    def undistributed(self) -> int:
        """Return what is assigned and not yet distributed."""
        return self.balances.undistributed


class AllocationEntry(Record):
    """One act on an allocation, with its document. Append-only: a mistake gets a counter-entry."""

    VIEW = Permission.CAPITAL_VIEW
    EDIT = Permission.CAPITAL_EDIT
    AREA = "allocation__area"
    RECIPIENT = "recipient"
    DETAIL = "allocation_entry_detail"

    allocation = models.ForeignKey(
        Allocation, models.PROTECT, verbose_name=_("nguồn vốn"), related_name="entries"
    )
    kind = models.CharField(_("nội dung"), max_length=12, choices=EntryKind)
    amount = amount_field(_("số tiền (đồng)"))
    entry_on = models.DateField(_("ngày"))
    recipient = area_key(_("đơn vị nhận"), null=True, blank=True)
    document_number = models.CharField(_("số văn bản"), max_length=60)
    document_on = models.DateField(_("ngày văn bản"))
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("đính chính cho"),
        related_name="corrections",
    )
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("người ghi"), related_name="+"
    )

    class Meta:
        verbose_name = _("bút toán vốn")
        verbose_name_plural = pgettext_lazy("plural", "bút toán vốn")
        ordering = ["entry_on", "pk"]
        indexes = [
            models.Index(fields=["allocation", "entry_on"], name="allocationentry_day"),
            models.Index(fields=["entry_on"], name="allocationentry_entry_on"),
        ]
        constraints = [
            known("allocationentry", "kind", EntryKind),
            models.CheckConstraint(
                condition=Q(amount__gt=-AMOUNT_LIMIT, amount__lt=AMOUNT_LIMIT)
                & ~Q(amount=0)
                & (
                    Q(amount__gt=0)
                    | Q(kind__in=["adjusted", "carried_over"])
                    | Q(corrects__isnull=False)
                ),
                name="allocationentry_amount",
            ),
            lengths("allocationentry", document_number=60, note=400),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document_number}"


class IdleReason(Record):
    """Why part of the assigned money is not distributed, who acts on it and until when."""

    VIEW = Permission.CAPITAL_VIEW
    EDIT = Permission.CAPITAL_EDIT
    AREA = "allocation__area"
    DETAIL = "idle_reason_detail"

    allocation = models.ForeignKey(
        Allocation, models.PROTECT, verbose_name=_("nguồn vốn"), related_name="idle_reasons"
    )
    reason = models.CharField(_("lý do"), max_length=16, choices=IdleCause)
    amount = amount_field(_("số tiền (đồng)"))
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)
    owner = models.CharField(_("người chịu trách nhiệm"), max_length=160)
    due_on = models.DateField(_("hạn xử lý"))
    stated_on = models.DateField(_("ngày nêu"))
    closed_on = models.DateField(_("ngày đóng"), null=True, blank=True)

    class Meta:
        verbose_name = _("lý do chưa phân bổ")
        verbose_name_plural = pgettext_lazy("plural", "lý do chưa phân bổ")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["due_on"], name="idlereason_due_on")]
        constraints = [
            known("idlereason", "reason", IdleCause),
            amount("idlereason", "amount"),
            ordered("idlereason", "stated_on", "due_on"),
            ordered("idlereason", "stated_on", "closed_on"),
            lengths("idlereason", note=400, owner=160),
        ]

    def __str__(self) -> str:
        return str(self.get_reason_display())
