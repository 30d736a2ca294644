"""What projects 6 and 7 ask to be recorded: communication, and supervision with its findings."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Permission
from programs.choices import Channel, SupervisionKind
from programs.models.base import (
    EditableRecord,
    RecordQuerySet,
    SearchField,
    amount_field,
    area_key,
    filled,
    known,
    lengths,
    ordered,
)
from programs.models.structure import Component, Organisation

if TYPE_CHECKING:
    from povertyportal.accounts.models import User


class Communication(EditableRecord):
    """One act of telling people about the programme: what, how, to how many."""

    VIEW = Permission.ACTIVITY_VIEW
    EDIT = Permission.ACTIVITY_EDIT
    DETAIL = "communication_detail"
    ORDER = (("held_on", "ended_on"),)

    area = area_key(_("nơi thực hiện"))
    component = models.ForeignKey(
        Component,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("tiểu dự án"),
        related_name="communications",
    )
    channel = models.CharField(_("hình thức"), max_length=11, choices=Channel)
    topic = models.CharField(_("chủ đề"), max_length=200)
    organiser = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("đơn vị tổ chức"),
        related_name="communications",
    )
    held_on = models.DateField(_("ngày bắt đầu"))
    ended_on = models.DateField(_("ngày kết thúc"), null=True, blank=True)
    sessions = models.PositiveSmallIntegerField(_("số buổi, số lượt phát"), default=1)
    reached = models.PositiveIntegerField(_("số người tiếp cận"), null=True, blank=True)
    cost = amount_field(_("kinh phí (đồng)"), null=True, blank=True)
    outcome = models.CharField(_("kết quả"), max_length=1000, blank=True, default="")
    search_text = SearchField(sources=("topic", "outcome"))

    class Meta:
        verbose_name = _("hoạt động truyền thông")
        verbose_name_plural = pgettext_lazy("plural", "hoạt động truyền thông")
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["area", "held_on"], name="communication_area_day")]
        constraints = [
            known("communication", "channel", Channel),
            ordered("communication", "held_on", "ended_on"),
            models.CheckConstraint(
                condition=Q(sessions__gte=1, sessions__lte=10_000),
                name="communication_sessions",
            ),
            models.CheckConstraint(
                condition=Q(reached=None) | Q(reached__lt=10**7), name="communication_reached"
            ),
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0, cost__lt=10**15),
                name="communication_cost_amount",
            ),
            filled("communication", "topic"),
            lengths("communication", topic=200, outcome=1000),
        ]

    def __str__(self) -> str:
        return self.topic


class SupervisionVisit(EditableRecord):
    """One supervision: who visited what, under which plan, and what was concluded."""

    VIEW = Permission.ACTIVITY_VIEW
    EDIT = Permission.SUPERVISION_EDIT
    DETAIL = "supervision_visit_detail"
    ORDER = (("visited_on", "ended_on"),)

    area = area_key(_("nơi được giám sát"))
    component = models.ForeignKey(
        Component,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("dự án được giám sát"),
        related_name="supervisions",
    )
    kind = models.CharField(_("hình thức"), max_length=9, choices=SupervisionKind)
    subject = models.CharField(_("nội dung giám sát"), max_length=300)
    supervisor = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("đơn vị giám sát"),
        related_name="supervisions",
    )
    team = models.CharField(_("thành phần đoàn"), max_length=300, blank=True, default="")
    visited = models.CharField(_("đơn vị, hộ, công trình đã đến"), max_length=300)
    households_visited = models.PositiveSmallIntegerField(_("số hộ đã gặp"), null=True, blank=True)
    visited_on = models.DateField(_("ngày giám sát"))
    ended_on = models.DateField(_("đến ngày"), null=True, blank=True)
    document_number = models.CharField(
        _("số kế hoạch, thông báo"), max_length=60, blank=True, default=""
    )
    conclusion = models.CharField(_("kết luận"), max_length=1000, blank=True, default="")
    search_text = SearchField(sources=("subject", "visited", "conclusion"))

    class Meta:
        verbose_name = _("cuộc giám sát")
        verbose_name_plural = pgettext_lazy("plural", "cuộc giám sát")
        ordering = ["-visited_on", "-pk"]
        indexes = [models.Index(fields=["area", "visited_on"], name="supervisionvisit_area_day")]
        constraints = [
            known("supervisionvisit", "kind", SupervisionKind),
            ordered("supervisionvisit", "visited_on", "ended_on"),
            models.CheckConstraint(
                condition=Q(households_visited=None) | Q(households_visited__lte=10_000),
                name="supervisionvisit_households",
            ),
            filled("supervisionvisit", "subject"),
            filled("supervisionvisit", "visited"),
            lengths(
                "supervisionvisit",
                subject=300,
                team=300,
                visited=300,
                document_number=60,
                conclusion=1000,
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class FindingQuerySet(RecordQuerySet):
    """Findings by who may see them, who mends them, and how late they are."""

    def visible_to(self, user: "User") -> Self:
        """Keep those in the user's areas, and those that the user's office has to mend."""
        return self.filter(user.scope(self.model.VIEW, self.model.AREA) | _owned_by(user))

    def owned_by(self, user: "User") -> Self:
        """Keep those that the user's office has to mend."""
        return self.filter(_owned_by(user))

    def open(self) -> Self:
        """Keep those that are not mended yet."""
        return self.filter(done_on=None)

    def late(self, today: date) -> Self:
        """Keep those that are not mended although their day has passed."""
        return self.open().filter(due_on__lt=today)


def _owned_by(user: "User") -> Q:
    """Return the condition on findings of the user's office.

    An office of many wards, such as all ward officers, answers in each ward for its own visits
    and for those of the whole city.
    """
    above = {int(key) for grant in user.grants for key in grant.area.path.split("/") if key}
    inside = user.scope(Permission.ACTIVITY_VIEW, "visit__area") | Q(visit__area__in=above)
    return Q(owner__in=Organisation.objects.of_user(user)) & inside


class SupervisionFinding(EditableRecord):
    """What a supervision found, who puts it right until when, and what came of it."""

    VIEW = Permission.ACTIVITY_VIEW
    EDIT = Permission.SUPERVISION_EDIT
    AREA = "visit__area"
    DETAIL = "supervision_finding_detail"

    visit = models.ForeignKey(
        SupervisionVisit, models.PROTECT, verbose_name=_("cuộc giám sát"), related_name="findings"
    )
    finding = models.CharField(_("phát hiện"), max_length=500)
    recommendation = models.CharField(_("kiến nghị"), max_length=500, blank=True, default="")
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("đơn vị khắc phục"),
        related_name="findings",
    )
    due_on = models.DateField(_("hạn khắc phục"))
    done_on = models.DateField(_("ngày khắc phục xong"), null=True, blank=True)
    result = models.CharField(_("kết quả khắc phục"), max_length=500, blank=True, default="")
    search_text = SearchField(sources=("finding", "recommendation", "result"))

    objects: ClassVar[Any] = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("phát hiện qua giám sát")
        verbose_name_plural = pgettext_lazy("plural", "phát hiện qua giám sát")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["done_on", "due_on"], name="supervisionfinding_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None) | ~Q(result=""), name="supervisionfinding_done_says_how"
            ),
            filled("supervisionfinding", "finding"),
            lengths("supervisionfinding", finding=500, recommendation=500, result=500),
        ]

    def __str__(self) -> str:
        return self.finding[:80]
