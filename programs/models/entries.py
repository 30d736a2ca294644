"""Entries of the budget chain: the ledger, and what waits before it for a second person."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission
from programs.choices import (
    ApprovalLevel,
    EntryKind,
    ProposalState,
)
from programs.models.base import (
    AMOUNT_LIMIT,
    Record,
    RecordQuerySet,
    amount_field,
    area_key,
    filled,
    known,
    lengths,
)
from programs.models.capital import Allocation
from programs.models.structure import Organisation

if TYPE_CHECKING:
    from povertyportal.accounts.models import User

TO_SOMEBODY = [
    EntryKind.DISTRIBUTED,
    EntryKind.WITHDRAWN,
    EntryKind.ADVANCE,
    EntryKind.PAYMENT,
    EntryKind.RECOVERY,
]
SIGNED = [EntryKind.ADJUSTED, EntryKind.CARRIED_OVER]
APPROVERS: dict[str, tuple[Permission, ...]] = {
    ApprovalLevel.COLLEAGUE: (Permission.CAPITAL_APPROVE, Permission.CAPITAL_APPROVE_LARGE),
    ApprovalLevel.LEADER: (Permission.CAPITAL_APPROVE_LARGE,),
}
"""Who may decide about an entry that waits, by the level it needs."""


class EntryFacts(Record):
    """What an act on an allocation says, whether it stands in the ledger or waits for approval."""

    VIEW = Permission.CAPITAL_VIEW
    EDIT = Permission.CAPITAL_EDIT
    AREA = "allocation__area"
    RECIPIENT = "recipient"
    TO_SOMEBODY = TO_SOMEBODY

    kind = models.CharField(_("nội dung"), max_length=12, choices=EntryKind)
    amount = amount_field(_("số tiền (đồng)"))
    entry_on = models.DateField(_("ngày"))
    recipient = area_key(_("địa bàn nhận"), null=True, blank=True)
    unit = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("đơn vị nhận"),
        related_name="+",
    )
    document_number = models.CharField(_("số văn bản"), max_length=60)
    document_on = models.DateField(_("ngày văn bản"))
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("người ghi"), related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.document_number}"

    @property
    def given_to(self) -> str:
        """Return the unit or area that is given to, or taken from, in words."""
        return str(self.unit or self.recipient or "")

    @property
    def recipient_key(self) -> tuple[int | None, int | None] | None:
        """Return whose share the entry moves, None where it moves no share."""
        return (self.recipient_id, self.unit_id) if self.kind in TO_SOMEBODY else None


def _entry_rules(model: str) -> list[Any]:
    """Return what the database holds of every act, in the ledger and before it."""
    return [
        known(model, "kind", EntryKind),
        models.CheckConstraint(
            condition=Q(amount__gt=-AMOUNT_LIMIT, amount__lt=AMOUNT_LIMIT)
            & ~Q(amount=0)
            & (Q(amount__gt=0) | Q(kind__in=SIGNED) | Q(corrects__isnull=False)),
            name=f"{model}_amount",
        ),
        models.CheckConstraint(
            condition=Q(kind__in=TO_SOMEBODY, recipient__isnull=False)
            | (~Q(kind__in=TO_SOMEBODY) & Q(recipient=None, unit=None)),
            name=f"{model}_recipient",
        ),
        filled(model, "document_number"),
        lengths(model, document_number=60, note=400),
    ]


class EntryProposalQuerySet(RecordQuerySet):
    """Entries that wait for a second person, or did."""

    def to_be_decided_by(self, user: "User") -> Self:
        """Keep what waits for this user: where they may approve, and never their own."""
        kept = Q(pk__in=[])
        for level, permissions in APPROVERS.items():
            for permission in permissions:
                kept |= Q(level=level) & user.scope(permission, area="allocation__area")
        return self.filter(kept, state=ProposalState.WAITING).exclude(created_by=user)


class EntryProposal(EntryFacts):
    """An entry that waits for the word of a second person. Approved, it makes its ledger entry.

    `counterpart` is the allocation that gets what this one gives, for a transfer between leaves
    or to the next year: then two entries of opposite sign are made at once.
    """

    DETAIL = "proposal_detail"

    objects = EntryProposalQuerySet.as_manager()  # type: ignore[misc]

    allocation = models.ForeignKey(
        Allocation, models.PROTECT, verbose_name=_("nguồn vốn"), related_name="proposals"
    )
    corrects = models.ForeignKey(
        "AllocationEntry",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("đính chính cho"),
        related_name="proposals_to_correct",
    )
    counterpart = models.ForeignKey(
        Allocation,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("chuyển sang"),
        related_name="+",
    )
    level = models.CharField(_("người duyệt"), max_length=9, choices=ApprovalLevel)
    state = models.CharField(
        _("tình trạng"), max_length=9, choices=ProposalState, default=ProposalState.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("người quyết định"),
        related_name="+",
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    reason = models.CharField(_("lý do"), max_length=400, blank=True, default="")

    class Meta:
        verbose_name = _("đề nghị ghi vốn")
        verbose_name_plural = pgettext_lazy("plural", "đề nghị ghi vốn")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "-created_at"], name="entryproposal_state")]
        constraints = [
            *_entry_rules("entryproposal"),
            known("entryproposal", "level", ApprovalLevel),
            known("entryproposal", "state", ProposalState),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="entryproposal_decided_whole_or_not",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None)
                | (Q(state="withdrawn") & Q(decided_by=F("created_by")))
                | (~Q(state="withdrawn") & ~Q(decided_by=F("created_by"))),
                name="entryproposal_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="entryproposal_refused_why"
            ),
            lengths("entryproposal_reason", reason=400),
        ]


class AllocationEntry(EntryFacts):
    """One act on an allocation, with its document. Append-only: a mistake gets a counter-entry."""

    DETAIL = "allocation_entry_detail"

    allocation = models.ForeignKey(
        Allocation, models.PROTECT, verbose_name=_("nguồn vốn"), related_name="entries"
    )
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("đính chính cho"),
        related_name="corrections",
    )
    pair = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("bút toán đối ứng"),
        related_name="paired",
    )
    proposal = models.ForeignKey(
        EntryProposal,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("đề nghị"),
        related_name="entries",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("người duyệt"),
        related_name="+",
    )

    class Meta:
        verbose_name = _("bút toán vốn")
        verbose_name_plural = pgettext_lazy("plural", "bút toán vốn")
        ordering = ["entry_on", "pk"]
        indexes = [
            models.Index(fields=["allocation", "entry_on"], name="allocationentry_day"),
            models.Index(fields=["recipient", "entry_on"], name="allocationentry_recipient_day"),
            models.Index(fields=["entry_on"], name="allocationentry_entry_on"),
        ]
        constraints = [
            *_entry_rules("allocationentry"),
            models.UniqueConstraint(
                fields=["proposal", "allocation"], name="allocationentry_once_per_proposal"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("created_by")),
                name="allocationentry_four_eyes",
            ),
        ]
