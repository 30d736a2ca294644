"""Rewards with the figures that earned them, and the instructions of the leadership."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission
from programs.choices import DirectiveState, RecipientKind
from programs.models.base import (
    EditableRecord,
    Record,
    RecordQuerySet,
    SearchField,
    area_key,
    filled,
    known,
    lengths,
    ordered,
)
from programs.models.structure import Organisation

if TYPE_CHECKING:
    from povertyportal.accounts.models import User


class Award(EditableRecord):
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


class AwardFigure(models.Model):
    """A figure that earned a reward, as it stood when it was given."""

    award = models.ForeignKey(
        Award, models.CASCADE, verbose_name=_("khen thưởng"), related_name="figures"
    )
    key = models.CharField(_("chỉ tiêu"), max_length=60)
    area = area_key()
    period_from = models.DateField(_("từ ngày"))
    period_to = models.DateField(_("đến ngày"))
    value = models.DecimalField(
        _("kết quả"), max_digits=20, decimal_places=4, null=True, blank=True
    )

    class Meta:
        verbose_name = _("kết quả được khen")
        verbose_name_plural = pgettext_lazy("plural", "kết quả được khen")
        ordering = ["award", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "key"], name="awardfigure_once"),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="awardfigure_period_in_order"
            ),
            lengths("awardfigure", key=60),
        ]

    def __str__(self) -> str:
        return self.key


class DirectiveQuerySet(RecordQuerySet):
    """Instructions of one's areas, and those that one's own office carries out."""

    def visible_to(self, user: "User") -> Self:
        """Keep those in the user's areas and those that are the user's to carry out."""
        if not user.has(self.model.VIEW):
            return self.none()
        return super().visible_to(user) | self.owned_by(user)

    def owned_by(self, user: "User") -> Self:
        """Keep those whose owner is an office of the user."""
        return self.filter(owner__in=Organisation.objects.of_user(user))

    def waiting_for(self, user: "User") -> Self:
        """Keep those the user's office still works on: it has not said that its part is done."""
        places = [grant.area.pk for grant in user.grants]
        latest = DirectiveNote.objects.filter(directive=OuterRef("pk"), area__in=places)
        rows = self.owned_by(user).filter(state__in=Directive.WAITING)
        said = rows.annotate(said=Subquery(latest.order_by("-noted_on", "-pk").values("state")[:1]))
        return said.filter(~Q(said=DirectiveState.DONE) | Q(said=None))


class Directive(EditableRecord):
    """An instruction of the leadership: who does what until when, and how far it is.

    `page` is the address name of the page where it is carried out.
    """

    VIEW = Permission.DIRECTIVE_VIEW
    EDIT = Permission.DIRECTIVE_EDIT
    DETAIL = "directive_detail"
    ORDER = (("issued_on", "due_on"), ("issued_on", "done_on"))
    WAITING = (DirectiveState.OPEN, DirectiveState.IN_PROGRESS)

    area = area_key()
    title = models.CharField(_("việc cần làm"), max_length=200)
    instruction = models.TextField(_("nội dung chỉ đạo"), max_length=2000)
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("đơn vị chủ trì"),
        related_name="directives",
    )
    issued_on = models.DateField(_("ngày chỉ đạo"))
    due_on = models.DateField(_("hạn"))
    state = models.CharField(
        _("tình trạng"), max_length=11, choices=DirectiveState, default=DirectiveState.OPEN
    )
    done_on = models.DateField(_("ngày hoàn thành"), null=True, blank=True)
    document = models.CharField(_("văn bản"), max_length=120)
    page = models.CharField(_("trang thực hiện"), max_length=60, blank=True)
    search_text = SearchField(sources=("title", "instruction", "document"))

    objects: ClassVar[Any] = DirectiveQuerySet.as_manager()

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
            lengths(
                "directive",
                title=200,
                instruction=2000,
                document=120,
                page=60,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        """Tell whether the instruction is still to be carried out."""
        return self.state in self.WAITING


class DirectiveNoteQuerySet(RecordQuerySet):
    """Words on instructions: a ward reads its own and the giver's, not those of other wards."""

    def visible_to(self, user: "User") -> Self:
        """Keep the words of one's areas, and those for the whole of a visible instruction."""
        whole = Q(area=F("directive__area"), directive__in=Directive.objects.visible_to(user))
        return self.filter(user.scope(self.model.VIEW) | whole)


class DirectiveNote(Record):
    """A word on how far an instruction is, by whoever carries it out. Append-only."""

    VIEW = Permission.DIRECTIVE_VIEW
    EDIT = Permission.DIRECTIVE_FOLLOW
    DETAIL = "directive_note_detail"

    directive = models.ForeignKey(
        Directive, models.PROTECT, verbose_name=_("chỉ đạo"), related_name="notes"
    )
    area = area_key(_("nơi thực hiện"))
    state = models.CharField(_("tình trạng"), max_length=11, choices=DirectiveState)
    note = models.CharField(_("kết quả, tiến độ"), max_length=1000)
    noted_on = models.DateField(_("ngày"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("người ghi"), related_name="+"
    )

    objects: ClassVar[Any] = DirectiveNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("tiến độ chỉ đạo")
        verbose_name_plural = pgettext_lazy("plural", "tiến độ chỉ đạo")
        ordering = ["-noted_on", "-pk"]
        indexes = [models.Index(fields=["directive", "noted_on"], name="directivenote_day")]
        constraints = [
            known("directivenote", "state", DirectiveState),
            filled("directivenote", "note"),
            lengths("directivenote", note=1000),
        ]

    def __str__(self) -> str:
        return f"{self.directive}: {self.noted_on:%d/%m/%Y}"
