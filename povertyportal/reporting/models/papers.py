"""Scans that prove a record."""

import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
