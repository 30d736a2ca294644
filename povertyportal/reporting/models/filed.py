"""Reports that were filed: frozen as they went out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.areas.models import Area, Boundaries


class FiledReport(models.Model):
    """One report as it was filed: its papers, its figures with their definitions, and a sum.

    Append-only (triggers): a later correction shows beside it as a restatement, and a report that
    replaces it is a new row that names it. `papers` is the content of the paper, from which page,
    DOCX and PDF are drawn again identically; `figures` are the numbers with scope and definition;
    `sha256` covers both and the scope.
    """

    kind = models.CharField(_("loại báo cáo"), max_length=40)
    title = models.CharField(_("tên báo cáo"), max_length=200)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    period_from = models.DateField(_("kỳ báo cáo từ"))
    period_to = models.DateField(_("kỳ báo cáo đến"))
    as_of = models.DateField(_("tính đến ngày"))
    standard = models.CharField(_("chuẩn nghèo"), max_length=10)
    boundaries = models.CharField(
        _("địa giới"), max_length=5, choices=Boundaries, default=Boundaries.THEN
    )
    number = models.CharField(_("số văn bản"), max_length=60, blank=True, default="")
    papers = models.JSONField(_("nội dung"))
    figures = models.JSONField(_("số liệu"))
    sha256 = models.CharField(_("mã kiểm tra"), max_length=64, editable=False)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True, default="")
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("thay báo cáo"),
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người chốt")
    )
    filed_at = models.DateTimeField(_("chốt lúc"))
    submit_token = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("báo cáo đã chốt")
        verbose_name_plural = pgettext_lazy("plural", "báo cáo đã chốt")
        ordering = ["-filed_at", "-pk"]
        indexes = [models.Index(fields=["area", "kind", "period_to"], name="filed_by_area_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="filed_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(as_of__gte=F("period_from")), name="filed_as_of_after_start"
            ),
            models.CheckConstraint(
                condition=Q(boundaries__in=Boundaries.values), name="filed_boundaries_known"
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(sha256=""), name="filed_has_title_and_sum"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("pk")), name="filed_replaces_another"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of this report."""
        return reverse("filed_report_detail", args=[self.pk])
