"""Plans and officially reported figures, by the key of the figure they speak of.

They live with the machinery, not in `programs`, because the dashboard compares every figure with
them and may not import to its right.
"""

import uuid
from datetime import date
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.areas.models import Area

PAPER_TYPES = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
}
"""What evidence may be, by its content, with the ending of the name that it is stored under."""
LARGEST_PAPER = 10 * 1024 * 1024


def paper_path(paper: "Paper", name: str) -> str:
    """Return where a file is kept: under our own name, never the one it came with."""
    return str(PurePosixPath("papers") / paper.key.hex[:2] / f"{paper.key.hex}{paper.ending}")


class Paper(models.Model):
    """A scan that proves a record: minutes, a decision, a letter.

    It is served only by the view of the record it hangs on, to those who may see that record.
    `name` is what the file was called when it came; `key` is what it is called here.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("tên tệp"), max_length=200)
    kind = models.CharField(_("loại tệp"), max_length=40)
    size = models.PositiveIntegerField(_("cỡ tệp"))
    sha256 = models.CharField(max_length=64, editable=False)
    file = models.FileField(upload_to=paper_path, max_length=200)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("văn bản đính kèm")
        verbose_name_plural = pgettext_lazy("plural", "văn bản đính kèm")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=sorted(PAPER_TYPES)), name="paper_kind_allowed"
            ),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=LARGEST_PAPER), name="paper_size_allowed"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(sha256=""), name="paper_has_name_and_sum"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ending(self) -> str:
        """Return the ending that fits the content."""
        return PAPER_TYPES[self.kind]


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


class Relation(models.TextChoices):
    """How a report states a number."""

    EXACT = "exact", _("bằng")
    OVER = "over", _("hơn")
    UNDER = "under", _("gần")


class ReportedFigure(models.Model):
    """One figure as a report stated it, in the figure's unit, with the window it is meant for.

    `step` is the size of the last stated digit: "hơn 7,4 tỷ" is value 7.4 bn, step 0.1 bn.
    `claims_plan_met` marks a claim that a plan was met whose size the report does not state.
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
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.as_stated}"

    def get_absolute_url(self) -> str:
        return reverse("figure_detail", args=[self.key])

    @property
    def window(self) -> tuple[date, date]:
        """Return the days the figure is meant for."""
        return self.period_from, self.period_to
