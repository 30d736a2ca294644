"""Other help to households, rewards, and the instructions of the leadership."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission
from programs.choices import BeneficiaryClass, DirectiveState, RecipientKind, SupportKind
from programs.models.base import (
    Record,
    SearchField,
    amount,
    amount_field,
    area_key,
    filled,
    known,
    lengths,
    ordered,
)
from programs.models.structure import Component


class Support(Record):
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


class Award(Record):
    """A reward of the emulation movement."""

    VIEW = Permission.AWARD_VIEW
    EDIT = Permission.AWARD_EDIT
    DETAIL = "award_detail"

    area = area_key()
    recipient_kind = models.CharField(
        pgettext_lazy("award", "đối tượng"), max_length=10, choices=RecipientKind
    )
    recipient = models.CharField(_("tên"), max_length=200)
    household = models.ForeignKey(
        "households.Household",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("hộ"),
        related_name="awards",
    )
    decision_number = models.CharField(_("số quyết định"), max_length=60)
    decided_on = models.DateField(_("ngày quyết định"))
    movement = models.CharField(_("phong trào thi đua"), max_length=250)
    merit = models.CharField(_("thành tích"), max_length=400, blank=True)
    search_text = SearchField(sources=("recipient", "decision_number", "movement"))

    class Meta:
        verbose_name = _("khen thưởng")
        verbose_name_plural = pgettext_lazy("plural", "khen thưởng")
        ordering = ["-decided_on", "recipient_kind", "pk"]
        indexes = [models.Index(fields=["area", "decided_on"], name="award_area_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["decision_number", "decided_on", "recipient_kind", "recipient"],
                name="award_once_per_decision",
            ),
            known("award", "recipient_kind", RecipientKind),
            models.CheckConstraint(
                condition=Q(household=None) | Q(recipient_kind="household"),
                name="award_household_kind",
            ),
            filled("award", "recipient"),
            filled("award", "decision_number"),
            lengths("award", recipient=200, decision_number=60, movement=250, merit=400),
        ]

    def __str__(self) -> str:
        return self.recipient


class Directive(Record):
    """An instruction of the leadership: who does what until when, and how far it is."""

    VIEW = Permission.AWARD_VIEW
    EDIT = Permission.AWARD_EDIT
    DETAIL = "directive_detail"

    area = area_key()
    title = models.CharField(_("việc cần làm"), max_length=200)
    instruction = models.TextField(_("nội dung chỉ đạo"), max_length=2000)
    owner = models.CharField(_("đơn vị chủ trì"), max_length=160)
    issued_on = models.DateField(_("ngày chỉ đạo"))
    due_on = models.DateField(_("hạn"))
    state = models.CharField(
        _("tình trạng"), max_length=11, choices=DirectiveState, default=DirectiveState.OPEN
    )
    done_on = models.DateField(_("ngày hoàn thành"), null=True, blank=True)
    progress = models.CharField(_("tiến độ"), max_length=400, blank=True)
    document = models.CharField(_("văn bản"), max_length=120)
    page = models.CharField(_("trang thực hiện"), max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    search_text = SearchField(sources=("title", "owner", "document"))

    class Meta:
        verbose_name = _("chỉ đạo")
        verbose_name_plural = pgettext_lazy("plural", "chỉ đạo")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["area", "due_on"], name="directive_area_due"),
            models.Index(fields=["state", "due_on"], name="directive_state_due"),
        ]
        constraints = [
            known("directive", "state", DirectiveState),
            ordered("directive", "issued_on", "due_on"),
            ordered("directive", "issued_on", "done_on"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False)
                | (~Q(state="done") & Q(done_on=None)),
                name="directive_done_has_day",
            ),
            filled("directive", "title"),
            filled("directive", "owner"),
            lengths(
                "directive",
                title=200,
                instruction=2000,
                owner=160,
                progress=400,
                document=120,
                page=60,
            ),
        ]

    def __str__(self) -> str:
        return self.title
