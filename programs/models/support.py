"""Other help to households and their people, under a leaf of the programme or beside it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission
from programs.choices import BeneficiaryClass, SupportKind
from programs.models.base import (
    EditableRecord,
    SearchField,
    amount,
    amount_field,
    area_key,
    known,
    lengths,
)
from programs.models.structure import Component


class Support(EditableRecord):
    """Help given to a household or one of its people, under a component or beside it."""

    VIEW = Permission.SUPPORT_VIEW
    EDIT = Permission.SUPPORT_EDIT
    DETAIL = "support_detail"

    household = models.ForeignKey(
        "households.Household", models.PROTECT, verbose_name=_("hộ"), related_name="supports"
    )
    person = models.ForeignKey(
        "households.Person",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("người được hỗ trợ"),
        related_name="supports",
    )
    component = models.ForeignKey(
        Component,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("dự án"),
        related_name="supports",
    )
    area = area_key()
    household_class = models.CharField(
        _("loại hộ khi hỗ trợ"), max_length=9, choices=BeneficiaryClass
    )
    kind = models.CharField(_("hình thức"), max_length=11, choices=SupportKind)
    provided_on = models.DateField(_("ngày hỗ trợ"))
    amount = amount_field(_("trị giá (đồng)"))
    note = models.CharField(pgettext_lazy("support", "nội dung"), max_length=300, blank=True)
    search_text = SearchField(sources=("note",))

    class Meta:
        verbose_name = _("hỗ trợ")
        verbose_name_plural = pgettext_lazy("plural", "hỗ trợ")
        ordering = ["-provided_on", "-pk"]
        indexes = [
            models.Index(fields=["area", "provided_on"], name="support_area_day"),
            models.Index(fields=["-provided_on", "-id"], name="support_newest"),
        ]
        constraints = [
            known("support", "kind", SupportKind),
            known("support", "household_class", BeneficiaryClass),
            amount("support", "amount", zero=True),
            lengths("support", note=300),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} - {self.household}"
