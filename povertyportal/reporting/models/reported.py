"""What official documents stated."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.areas.models import Area
from povertyportal.reporting.models.papers import Paper


class OfficialReport(models.Model):
    """A document in which figures of an area were officially stated."""

    code = models.SlugField(_("mã"), unique=True)
    title = models.CharField(_("tên báo cáo"), max_length=200)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    stated_on = models.DateField(_("ngày báo cáo"))
    period_from = models.DateField(_("kỳ báo cáo từ"))
    period_to = models.DateField(_("kỳ báo cáo đến"))
    standard = models.CharField(_("chuẩn nghèo"), max_length=10)
    source = models.CharField(_("nguồn"), max_length=300)
    paper = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("văn bản")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    submit_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("báo cáo chính thức")
        verbose_name_plural = pgettext_lazy("plural", "báo cáo chính thức")
        ordering = ["-stated_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="report_period_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of this report."""
        return reverse("official_report_detail", args=[self.pk])


class Relation(models.TextChoices):
    """How a report states a number."""

    EXACT = "exact", _("bằng")
    OVER = "over", _("hơn")
    UNDER = "under", _("gần")


class ReportedFigure(models.Model):
    """One figure as a report stated it, in the figure's unit, with the window it is meant for.

    `step` is the size of the last stated digit: "hơn 7,4 tỷ" is value 7.4 bn, step 0.1 bn.
    `tolerance` is a difference that is still taken as equal, beyond the rounding of the statement.
    `claims_plan_met` marks a claim that a plan was met whose size the report does not state.
    `note` says where the number comes from; `explanation` is an officer's word on a difference.
    """

    report = models.ForeignKey(
        OfficialReport, models.PROTECT, related_name="figures", verbose_name=_("báo cáo")
    )
    key = models.CharField(_("chỉ tiêu"), max_length=60)
    value = models.DecimalField(_("số báo cáo"), max_digits=20, decimal_places=4, null=True)
    relation = models.CharField(_("cách nêu"), max_length=5, choices=Relation, default="exact")
    step = models.DecimalField(
        _("độ lớn của chữ số cuối"), max_digits=20, decimal_places=4, default=1
    )
    period_from = models.DateField(_("từ ngày"))
    period_to = models.DateField(_("đến ngày"))
    as_stated = models.CharField(_("nguyên văn số"), max_length=200)
    claims_plan_met = models.BooleanField(_("nói là đạt kế hoạch"), default=False)
    note = models.TextField(_("giải thích"), blank=True, default="")
    tolerance = models.DecimalField(
        _("chênh lệch chấp nhận"), max_digits=20, decimal_places=4, default=0
    )
    explanation = models.TextField(_("giải trình chênh lệch"), blank=True, default="")
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    explained_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("số đã báo cáo")
        verbose_name_plural = pgettext_lazy("plural", "số đã báo cáo")
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="reported_figure_once"),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="reported_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(relation__in=Relation.values), name="reported_relation_known"
            ),
            models.CheckConstraint(condition=Q(step__gt=0), name="reported_step_positive"),
            models.CheckConstraint(
                condition=Q(tolerance__gte=0), name="reported_tolerance_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(explanation="", explained_by=None, explained_at=None)
                | (
                    ~Q(explanation="")
                    & Q(explained_by__isnull=False)
                    & Q(explained_at__isnull=False)
                ),
                name="reported_explained_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.as_stated}"

    def get_absolute_url(self) -> str:
        return reverse("figure_detail", args=[self.key])

    @property
    def window(self) -> tuple[date, date]:
        """Return the days the figure is meant for."""
        return self.period_from, self.period_to
