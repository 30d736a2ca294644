"""Review rounds, and the decisions that recognise what a round found."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households.choices import StandardKey
from households.models.rules import EARLIEST_BIRTH, LATEST_DAY, known, lengths
from povertyportal.areas.models import Area


class ReviewRoundQuerySet(models.QuerySet["ReviewRound"]):
    """Read rounds, and lock one before writing to it."""

    def open(self) -> Self:
        """Keep the rounds that still take reviews."""
        return self.filter(state=ReviewRound.State.OPEN)

    def current_rows(self) -> Self:
        """Keep the open periodic rounds, the latest year and standard first."""
        return self.open().filter(kind=ReviewRound.Kind.PERIODIC).order_by("-year", "-standard")

    def current(self) -> ReviewRound | None:
        """Return the open periodic round that lists and pages speak of, if there is one."""
        return self.current_rows().first()

    def lock_open(self, pk: int) -> ReviewRound:
        """Lock the round for the rest of the transaction; raise ValidationError when closed.

        Every writer of reviews calls this first, and so does the closer: nothing enters a round
        while or after it closes.
        """
        found = self.select_for_update().get(pk=pk)
        if found.state != ReviewRound.State.OPEN:
            raise ValidationError(
                _("Đợt rà soát năm %(year)s đã khoá, không ghi thêm được nữa."),
                code="round_closed",
                params={"year": found.year},
            )
        return found


class ReviewRound(models.Model):
    """One review of all households by one standard: yearly, or ad hoc within the year."""

    class Kind(models.TextChoices):
        PERIODIC = "periodic", _("Định kỳ")
        ADHOC = "adhoc", _("Thường xuyên")

    class State(models.TextChoices):
        OPEN = "open", _("Đang mở")
        CLOSED = "closed", _("Đã khoá")

    year = models.PositiveSmallIntegerField(_("năm"))
    kind = models.CharField(_("loại"), max_length=8, choices=Kind, default=Kind.PERIODIC)
    standard = models.CharField(_("chuẩn nghèo"), max_length=7, choices=StandardKey)
    starts_on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("đến ngày"))
    state = models.CharField(_("trạng thái"), max_length=6, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(_("khoá lúc"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("người khoá"),
    )

    objects = ReviewRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt rà soát")
        verbose_name_plural = pgettext_lazy("plural", "đợt rà soát")
        ordering = ["-year", "kind", "-standard"]
        constraints = [
            models.UniqueConstraint(fields=["year", "kind", "standard"], name="round_once_a_year"),
            models.CheckConstraint(condition=Q(year__gte=2015, year__lte=2100), name="round_year"),
            models.CheckConstraint(
                condition=Q(kind__in=["periodic", "adhoc"]), name="round_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | Q(state="closed", closed_at__isnull=False),
                name="round_closed_with_time",
            ),
            known("standard", StandardKey, name="round_standard_known"),
            models.CheckConstraint(
                condition=Q(starts_on__gte=EARLIEST_BIRTH, ends_on__lte=LATEST_DAY)
                & Q(ends_on__gte=F("starts_on")),
                name="round_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return _("Đợt %(kind)s %(year)s") % {
            "kind": self.get_kind_display().lower(),
            "year": self.year,
        }


class RecognitionDecision(models.Model):
    """The decision by which a ward's chair makes proposed classes official."""

    round = models.ForeignKey(
        ReviewRound, models.PROTECT, related_name="decisions", verbose_name=_("đợt rà soát")
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="recognition_decisions", verbose_name=_("phường, xã")
    )
    number = models.CharField(_("số quyết định"), max_length=60)
    decided_on = models.DateField(_("ngày ký"))
    signer_title = models.CharField(_("chức danh người ký"), max_length=120)

    class Meta:
        verbose_name = _("quyết định công nhận")
        verbose_name_plural = pgettext_lazy("plural", "quyết định công nhận")
        ordering = ["-decided_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "number", "decided_on"], name="decision_once_per_number"
            ),
            models.CheckConstraint(
                condition=Q(decided_on__gte=EARLIEST_BIRTH, decided_on__lte=LATEST_DAY)
                & ~Q(number=""),
                name="decision_has_number_and_day",
            ),
            lengths("decision_text_lengths", number=60, signer_title=120),
        ]

    def __str__(self) -> str:
        return _("Quyết định số %(number)s ngày %(day)s") % {
            "number": self.number,
            "day": f"{self.decided_on:%d/%m/%Y}",
        }
