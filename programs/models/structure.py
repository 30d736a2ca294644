"""The programme tree of Decision 90/QĐ-TTg: projects, sub-projects, who leads, where it applies."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import Role
from povertyportal.ui.once import once
from programs.choices import ApprovalLevel, EntryKind
from programs.models.base import amount, area_key, filled, known, lengths, ordered

if TYPE_CHECKING:
    from povertyportal.accounts.models import User


class Programme(models.Model):
    """A national target programme; several may run at once and follow one another."""

    code = models.CharField(_("mã"), max_length=20, unique=True)
    name = models.CharField(_("tên chương trình"), max_length=250)
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến ngày"))
    decision_number = models.CharField(_("quyết định"), max_length=60)
    decided_on = models.DateField(_("ngày quyết định"))

    class Meta:
        verbose_name = _("chương trình")
        verbose_name_plural = pgettext_lazy("plural", "chương trình")
        ordering = ["-starts_on", "code"]
        constraints = [
            ordered("programme", "starts_on", "ends_on"),
            lengths("programme", code=20, name=250, decision_number=60),
        ]

    def __str__(self) -> str:
        return self.name


class Component(models.Model):
    """A project or sub-project. Money is booked to leaves only (`carries_money`)."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, verbose_name=_("chương trình"), related_name="components"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("thuộc dự án"),
        related_name="children",
    )
    code = models.CharField(_("mã"), max_length=12)
    name = models.CharField(_("tên"), max_length=250)
    beneficiaries = models.CharField(_("đối tượng"), max_length=400, blank=True)
    carries_money = models.BooleanField(_("được giao vốn"), default=False)
    order = models.PositiveSmallIntegerField(_("thứ tự"))

    class Meta:
        verbose_name = _("dự án, tiểu dự án")
        verbose_name_plural = pgettext_lazy("plural", "dự án, tiểu dự án")
        ordering = ["programme", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"], name="component_code_once_per_programme"
            ),
            models.UniqueConstraint(
                fields=["programme", "order"], name="component_order_once_per_programme"
            ),
            lengths("component", code=12, name=250, beneficiaries=400),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        """Return the page of this project."""
        return reverse("component_detail", args=[self.pk])


class ComponentLead(models.Model):
    """The organisation that leads a component, for a time: ministries merge and end."""

    component = models.ForeignKey(
        Component, models.CASCADE, verbose_name=_("dự án"), related_name="leads"
    )
    organisation = models.CharField(_("cơ quan chủ trì"), max_length=200)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("cơ quan chủ trì")
        verbose_name_plural = pgettext_lazy("plural", "cơ quan chủ trì")
        ordering = ["component", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["component", "valid_from"], name="componentlead_once_per_start"
            ),
            models.UniqueConstraint(
                fields=["component"], condition=Q(valid_to=None), name="componentlead_one_open"
            ),
            ordered("componentlead", "valid_from", "valid_to"),
            lengths("componentlead", organisation=200),
        ]

    def __str__(self) -> str:
        return self.organisation


class ComponentApplicability(models.Model):
    """Whether a component applies to an area, why, and after which document."""

    component = models.ForeignKey(
        Component, models.CASCADE, verbose_name=_("dự án"), related_name="applicability"
    )
    area = area_key()
    applies = models.BooleanField(_("áp dụng"))
    reason = models.CharField(_("lý do"), max_length=400)
    source = models.CharField(_("căn cứ"), max_length=200)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("phạm vi áp dụng")
        verbose_name_plural = pgettext_lazy("plural", "phạm vi áp dụng")
        ordering = ["component", "area", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["component", "area", "valid_from"],
                name="componentapplicability_once_per_start",
            ),
            ordered("componentapplicability", "valid_from", "valid_to"),
            lengths("componentapplicability", reason=400, source=200),
        ]

    def __str__(self) -> str:
        return f"{self.component.code} - {self.area}"


LEADS = {Role.WARD_CHAIR: [Role.WARD_CHAIR, Role.WARD_OFFICER]}
"""Roles that answer for the work of others."""


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by day and by their people."""

    def valid_on(self, day: date) -> Self:
        """Keep those that exist on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def of_user(self, user: "User") -> Self:
        """Keep those whose work falls to the user: the role is held on an area inside theirs.

        The chair of a ward answers for the work of its officers. An office that has ended keeps
        its people: what it left undone is still theirs.
        """
        kept = Q(pk__in=[])
        for grant in user.grants:
            above = [key for key in grant.area.path.split("/") if key]
            kept |= Q(role__in=LEADS.get(grant.role, [grant.role]), area__in=above)
        return self.filter(kept)


class Organisation(models.Model):
    """An office or body that receives money or answers for a task.

    Its people are found by role: whoever holds `role` on an area inside `area`. So "Các phường,
    xã" is the ward officers of the whole city. Offices end and merge, so it is valid for a time.
    """

    name = models.CharField(_("tên cơ quan, đơn vị"), max_length=160)
    area = area_key()
    role = models.CharField(
        _("vai trò thực hiện"), max_length=20, choices=Role, blank=True, default=""
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ quan, đơn vị")
        verbose_name_plural = pgettext_lazy("plural", "cơ quan, đơn vị")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "area", "valid_from"], name="organisation_once_per_start"
            ),
            known("organisation", "role", Role, blank=True),
            ordered("organisation", "valid_from", "valid_to"),
            filled("organisation", "name"),
            lengths("organisation", name=160),
        ]

    def __str__(self) -> str:
        return self.name


class ApprovalRule(models.Model):
    """From which amount on an entry of a kind needs a second person, and whose word counts.

    An empty kind means every kind. Of the rules that hold, the highest level decides; where none
    holds, the entry needs nobody.
    """

    kind = models.CharField(_("nội dung"), max_length=12, choices=EntryKind, blank=True, default="")
    amount_from = models.BigIntegerField(_("từ số tiền (đồng)"))
    level = models.CharField(_("người duyệt"), max_length=9, choices=ApprovalLevel)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    source = models.CharField(_("căn cứ"), max_length=200)

    class Meta:
        verbose_name = _("ngưỡng phê duyệt")
        verbose_name_plural = pgettext_lazy("plural", "ngưỡng phê duyệt")
        ordering = ["kind", "amount_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "level", "valid_from"], name="approvalrule_once_per_start"
            ),
            amount("approvalrule", "amount_from", zero=True),
            known("approvalrule", "kind", EntryKind, blank=True),
            known("approvalrule", "level", ApprovalLevel),
            ordered("approvalrule", "valid_from", "valid_to"),
            lengths("approvalrule", source=200),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display() or '*'} ≥ {self.amount_from}: {self.get_level_display()}"


class Limit(models.Model):
    """A number that a rule sets for a time, such as the learners a class may hold."""

    TRAINING_CAPACITY = "training_capacity"
    IDLE_DAYS = "idle_days"
    YEAR_END_DAYS = "year_end_days"
    BEHIND_POINTS = "behind_points"
    UNSUPPORTED_YEARS = "unsupported_years"
    HOUSE_DAYS = "house_days"

    key = models.SlugField(_("khoá"), max_length=60)
    value = models.BigIntegerField(_("giá trị"))
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    source = models.CharField(_("căn cứ"), max_length=200)

    class Meta:
        verbose_name = _("định mức")
        verbose_name_plural = pgettext_lazy("plural", "định mức")
        ordering = ["key", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="limit_once_per_start"),
            ordered("limit", "valid_from", "valid_to"),
            lengths("limit", source=200),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"

    @classmethod
    def on(cls, key: str, day: date) -> "Limit | None":
        """Return the limit of this key that holds on the day, or None."""
        return cls.in_force([key], day).get(key)

    @classmethod
    def in_force(cls, keys: Iterable[str], day: date) -> "dict[str, Limit]":
        """Return the limits of these keys that hold on the day, by key, in one query."""
        held = cls.objects.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)
        rows = once(("limits", day), lambda: list(held.order_by("valid_from")))
        wanted = set(keys)
        return {row.key: row for row in rows if row.key in wanted}
