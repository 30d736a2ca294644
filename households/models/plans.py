"""Exit plans: which household a ward helps out of poverty, with what, by whom, by when."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households.choices import MemberOrganisation
from households.models.people import Household
from households.models.reviews import Review
from households.models.rounds import ReviewRound
from households.models.rules import lengths
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area

if TYPE_CHECKING:
    from povertyportal.accounts.models import User


class ExitPlanQuerySet(models.QuerySet["ExitPlan"]):
    """Read plans by right."""

    def visible_to(self, user: User) -> Self:
        """Keep the plans of the areas where the user may view reviews."""
        return self.filter(user.scope(Permission.REVIEW_VIEW, village="household__village"))

    def kept(self) -> Self:
        """Keep the plans that nobody gave up."""
        return self.filter(dropped_at=None)

    def with_result(self, *, as_of: date | None = None) -> Self:
        """Add `result`: the class recognised in the periodic review of the plan's year, or None.

        By the latest standard, where the year was reviewed by two; decisions after `as_of` are
        not known yet.
        """
        reviews = Review.objects.recognised().filter(
            household=OuterRef("household"),
            round__year=OuterRef("year"),
            round__kind=ReviewRound.Kind.PERIODIC,
        )
        if as_of is not None:
            reviews = reviews.filter(decision__decided_on__lte=as_of)
        latest = reviews.order_by("-round__standard").values("recognised_class")
        return self.annotate(result=Subquery(latest[:1]))


class ExitPlan(models.Model):
    """A named household that should be off the poor list in the review of `year`.

    `month` is when its last support should be done. Whether the plan was fulfilled is not typed:
    the recognised review of that year says so.
    """

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="exit_plans", verbose_name=_("hộ")
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="exit_plans", verbose_name=_("phường, xã")
    )
    year = models.PositiveSmallIntegerField(_("năm"))
    month = models.PositiveSmallIntegerField(_("tháng hoàn thành"))
    organisation = models.CharField(_("tổ chức giúp đỡ"), max_length=8, choices=MemberOrganisation)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True, default="")
    dropped_at = models.DateTimeField(_("thôi lúc"), null=True, blank=True)
    dropped_reason = models.CharField(_("lý do thôi"), max_length=500, blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, editable=False)
    submit_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = ExitPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("kế hoạch thoát nghèo")
        verbose_name_plural = pgettext_lazy("plural", "kế hoạch thoát nghèo")
        ordering = ["-year", "month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "year"],
                condition=Q(dropped_at=None),
                name="exit_plan_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2015, year__lte=2100) & Q(month__gte=1, month__lte=12),
                name="exit_plan_year_and_month",
            ),
            models.CheckConstraint(
                condition=Q(organisation__in=MemberOrganisation.values),
                name="exit_plan_organisation_known",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_reason="")
                | (Q(dropped_at__isnull=False) & ~Q(dropped_reason="")),
                name="exit_plan_dropped_with_reason",
            ),
            lengths("exit_plan_text_lengths", note=500, dropped_reason=500),
        ]

    def __str__(self) -> str:
        return f"{self.household.code} · {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("exit_plan_detail", args=[self.pk])


class ExitSupport(models.Model):
    """One support agreed in an exit plan; `aim` is the indicator it ends, or "b1" for income."""

    plan = models.ForeignKey(ExitPlan, models.PROTECT, related_name="supports")
    aim = models.CharField(_("nhằm vào"), max_length=20)
    text = models.CharField(_("việc hỗ trợ"), max_length=300)
    done_on = models.DateField(_("xong ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("việc hỗ trợ đã thống nhất")
        verbose_name_plural = pgettext_lazy("plural", "việc hỗ trợ đã thống nhất")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(aim="") & ~Q(text=""), name="exit_support_has_aim_and_text"
            ),
            lengths("exit_support_text_lengths", aim=20, text=300),
        ]

    def __str__(self) -> str:
        return self.text
