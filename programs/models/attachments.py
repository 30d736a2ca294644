"""Scans and photos beside any record: a decision, a receipt, a picture of the finished house."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from povertyportal.reporting.models import Paper
from programs.choices import PaperKind
from programs.models.base import known, lengths


class Attachment(models.Model):
    """One file beside one record, named by the record's model (`entity`) and key.

    It is read by whoever may read the record. What was attached by mistake is put away, not
    deleted: `removed_at` says when.
    """

    entity = models.CharField(max_length=40, editable=False)
    record_id = models.BigIntegerField(editable=False)
    kind = models.CharField(_("loại giấy tờ"), max_length=8, choices=PaperKind)
    caption = models.CharField(_("chú thích"), max_length=200, blank=True, default="")
    paper = models.OneToOneField(
        Paper, models.PROTECT, verbose_name=_("tệp"), related_name="attachment"
    )
    removed_at = models.DateTimeField(_("gỡ lúc"), null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("giấy tờ, ảnh kèm theo")
        verbose_name_plural = pgettext_lazy("plural", "giấy tờ, ảnh kèm theo")
        ordering = ["pk"]
        indexes = [models.Index(fields=["entity", "record_id"], name="attachment_of_record")]
        constraints = [
            known("attachment", "kind", PaperKind),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="attachment_removed_whole_or_not",
            ),
            lengths("attachment", entity=40, caption=200),
        ]

    def __str__(self) -> str:
        return self.caption or self.paper.name
