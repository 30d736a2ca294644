"""Plans of figures."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.areas.models import Area


class Target(models.Model):
    """What a figure of an area should reach in a period, by which decision.

    `value` is in the figure's own unit (đồng for money). `baseline` is where the figure started;
    with it, percent of plan is the part of the way that was gone. A plan of the city is split by
    plans of its wards for the same figure and days. `version` tells an edit made on an older state.
    """

    key = models.CharField(_("chỉ tiêu"), max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    period_from = models.DateField(_("từ ngày"))
    period_to = models.DateField(_("đến ngày"))
    value = models.DecimalField(_("kế hoạch"), max_digits=20, decimal_places=4)
    baseline = models.DecimalField(
        _("mức xuất phát"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    document = models.CharField(_("quyết định giao"), max_length=300)
    note = models.TextField(_("ghi chú"), blank=True, default="")
    submit_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("chỉ tiêu kế hoạch")
        verbose_name_plural = pgettext_lazy("plural", "chỉ tiêu kế hoạch")
        ordering = ["key", "period_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "area", "period_from", "period_to"], name="target_once_per_period"
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="target_period_in_order"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="target_has_document"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.area} {self.period_from:%d/%m/%Y}-{self.period_to:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        """Return the page of this plan."""
        return reverse("target_detail", args=[self.pk])
