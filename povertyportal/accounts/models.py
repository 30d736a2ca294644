"""Users, their dated roles on areas, and the chained record of everything that was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.accounts.roles import INCOMPATIBLE, ROLE_PERMISSIONS, Permission, Role
from povertyportal.areas.models import Area, AreaQuerySet


@dataclass(frozen=True)
class Grant:
    """A role that holds today on an area."""

    role: Role
    area: Area

    @property
    def permissions(self) -> frozenset[Permission]:
        """Return what the role may do."""
        return ROLE_PERMISSIONS[self.role]


class User(AbstractUser):
    """A person who signs in. What they may do comes from their assignments alone."""

    full_name = models.CharField(_("họ và tên"), max_length=120)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True, default="")
    must_change_password = models.BooleanField(_("phải đổi mật khẩu"), default=True)
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = pgettext_lazy("plural", "người dùng")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    @cached_property
    def grants(self) -> list[Grant]:
        """Return the roles that hold today, read once per request."""
        if not self.is_active:
            return []
        held = self.assignments.valid_on(timezone.localdate()).select_related("area")
        return [Grant(Role(row.role), row.area) for row in held]

    def has(self, permission: Permission) -> bool:
        """Tell whether the user holds the permission on any area."""
        if permission == Permission.SIGNED_IN:
            return self.is_active
        return any(permission in grant.permissions for grant in self.grants)

    def can(self, permission: Permission, area: Area) -> bool:
        """Tell whether the user holds the permission on the area."""
        return any(
            permission in grant.permissions and grant.area.contains(area) for grant in self.grants
        )

    def areas(self, permission: Permission) -> AreaQuerySet:
        """Return every area on which the user holds the permission."""
        held = [grant.area for grant in self.grants if permission in grant.permissions]
        return Area.objects.inside(held)

    def scope(self, permission: Permission, area: str = "area", village: str = "") -> Q:
        """Return the condition that keeps the rows in the user's areas.

        `area` names the foreign key to the ward or city; `village`, where rows have one, the key
        to the village, by which an investigator's rows are kept. No area gives no row.
        """
        held = [grant.area for grant in self.grants if permission in grant.permissions]
        wide = [a for a in held if a.level != Area.Level.VILLAGE]
        narrow = [a for a in held if a.level == Area.Level.VILLAGE]
        kept = Q(pk__in=[])
        if wide:
            kept = Q(**{f"{area}__in": Area.objects.inside(wide).order_by().values("pk")})
        if narrow and village:
            kept |= Q(**{f"{village}__in": [a.pk for a in narrow]})
        return kept

    @cached_property
    def place(self) -> str:
        """Return where the user works, for the head of the page."""
        return ", ".join(dict.fromkeys(grant.area.name for grant in self.grants))

    @cached_property
    def role_names(self) -> str:
        """Return the names of the user's roles, for the head of the page."""
        return ", ".join(dict.fromkeys(str(grant.role.label) for grant in self.grants))

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Open Django's admin to administrators: its rights are ours."""
        return self.is_active and self.has(Permission.REFERENCE_EDIT)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.has(Permission.REFERENCE_EDIT)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Read assignments by day."""

    def valid_on(self, day: date) -> Self:
        """Keep the assignments that hold on the day; one ended that day holds no more."""
        next_day = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=day),
            Q(ended_at=None) | Q(ended_at__gte=next_day),
            valid_from__lte=day,
        )


class Assignment(models.Model):
    """A role of a user on an area, from a day to a day; `ended_at` makes it void at once."""

    user = models.ForeignKey(
        User, models.PROTECT, related_name="assignments", verbose_name=_("người dùng")
    )
    role = models.CharField(_("vai trò"), max_length=20, choices=Role)
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="assignments", verbose_name=_("địa bàn")
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    ended_at = models.DateTimeField(_("thôi phân công lúc"), null=True, editable=False)
    document = models.CharField(_("quyết định phân công"), max_length=200, blank=True, default="")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("phân công")
        verbose_name_plural = pgettext_lazy("plural", "phân công")
        ordering = ["user__username", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "area", "valid_from"],
                condition=Q(ended_at=None),
                name="assignment_once_per_start",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "area"],
                condition=Q(valid_to=None),
                name="assignment_one_open_row",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="assignment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(valid_to__isnull=False),
                name="assignment_ended_has_last_day",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="assignment_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.area}"

    def clean(self) -> None:
        """Refuse to change what ended, and a role that does not go with another one then held."""
        if self.ended_at:
            raise ValidationError(
                _("Phân công này đã kết thúc. Hãy lập phân công mới."), code="ended"
            )
        if not (self.user_id and self.role and self.valid_from):
            return
        others = Assignment.objects.filter(user=self.user_id).exclude(pk=self.pk)
        others = others.filter(Q(valid_to=None) | Q(valid_to__gte=self.valid_from))
        if self.valid_to:
            others = others.filter(valid_from__lte=self.valid_to)
        for other in others:
            if frozenset({Role(self.role), Role(other.role)}) in INCOMPATIBLE:
                raise ValidationError(
                    _("Một người không thể vừa là %(one)s vừa là %(two)s trong cùng thời gian."),
                    code="incompatible",
                    params={"one": self.get_role_display(), "two": other.get_role_display()},
                )


class AuditEvent(models.Model):
    """One thing that was done: who, when, where from, to what, before and after, and why.

    Append-only (triggers) and chained: `digest` covers the event and the digest before it, so
    an edited, removed or inserted row breaks the chain. No foreign keys: it outlives what it names.
    """

    at = models.DateTimeField(_("lúc"))
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(_("người thực hiện"), max_length=150)
    action = models.CharField(_("việc"), max_length=60)
    object_type = models.CharField(_("loại"), max_length=60)
    object_id = models.CharField(_("khoá"), max_length=40)
    object_label = models.CharField(pgettext_lazy("audit", "đối tượng"), max_length=200)
    area_path = models.CharField(_("địa bàn"), max_length=80)
    changes = models.JSONField(_("thay đổi"), default=dict)
    note = models.TextField(_("lý do"), blank=True, default="")
    request_id = models.CharField(_("mã yêu cầu"), max_length=36, blank=True, default="")
    address = models.CharField(_("địa chỉ mạng"), max_length=45, blank=True, default="")
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("sự kiện nhật ký")
        verbose_name_plural = pgettext_lazy("plural", "nhật ký")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["object_type", "object_id"]),
            models.Index(fields=["action"]),
            models.Index(fields=["actor"]),
            models.Index(fields=["object_type", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"

    def get_absolute_url(self) -> str:
        return reverse("audit_event_detail", args=[self.pk])


class AuditHead(models.Model):
    """The end of the chain: one row, locked by every writer, so that events form one line.

    It also tells how many events there are: a tail that was cut off does not go unnoticed.
    """

    digest = models.CharField(max_length=64)
    events = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="audit_head_is_one_row")]

    def __str__(self) -> str:
        return self.digest
