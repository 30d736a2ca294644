"""Why assigned money lies idle, who acts on it and until when."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission
from programs.choices import IdleCause
from programs.models.base import (
    EditableRecord,
    RecordQuerySet,
    amount,
    amount_field,
    known,
    lengths,
    ordered,
)
from programs.models.capital import Allocation
from programs.models.structure import Organisation

if TYPE_CHECKING:
    from povertyportal.accounts.models import User


class IdleReasonQuerySet(RecordQuerySet):
    """Reasons by who may read them and whose they are."""

    def visible_to(self, user: "User") -> Self:
        """Keep those in the user's areas, and those that the user's own office answers for."""
        if not user.has(Permission.CAPITAL_VIEW):
            return self.none()
        return super().visible_to(user) | self.owned_by(user)

    def owned_by(self, user: "User") -> Self:
        """Keep those whose owner is an office of the user."""
        return self.filter(owner__in=Organisation.objects.of_user(user).order_by().values("pk"))


class IdleReason(EditableRecord):
    """Why part of the assigned money is not distributed, who acts on it and until when.

    The open reasons of an allocation never add up to more than is undistributed.
    """

    VIEW = Permission.CAPITAL_VIEW
    EDIT = Permission.IDLE_EDIT
    AREA = "allocation__area"
    DETAIL = "idle_reason_detail"
    ORDER = (("stated_on", "due_on"), ("stated_on", "closed_on"))

    allocation = models.ForeignKey(
        Allocation, models.PROTECT, verbose_name=_("nguồn vốn"), related_name="idle_reasons"
    )
    reason = models.CharField(_("lý do"), max_length=16, choices=IdleCause)
    amount = amount_field(_("số tiền (đồng)"))
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("đơn vị chịu trách nhiệm"),
        related_name="idle_reasons",
    )
    due_on = models.DateField(_("hạn xử lý"))
    stated_on = models.DateField(_("ngày nêu"))
    closed_on = models.DateField(_("ngày đóng"), null=True, blank=True)

    objects: ClassVar[Any] = IdleReasonQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=~Q(reason="other") | ~Q(note=""), name="idlereason_other_says_what"
            ),
            lengths("idlereason", note=400),
        ]

    def __str__(self) -> str:
        return str(self.get_reason_display())
