"""B1 score cards that administrators imported; until then the sample of the standard serves."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households import scoring
from households.choices import StandardKey
from households.models.rules import EARLIEST_BIRTH, LATEST_DAY, known, lengths


class ScoreCardQuerySet(models.QuerySet["ScoreCard"]):
    """Read cards by standard and day."""

    def valid_for(self, standard: str, day: date) -> Self:
        """Keep the cards of the standard in force on the day, the latest first."""
        return self.filter(standard=standard, valid_from__lte=day).order_by("-valid_from", "-pk")

    def in_force(self, standard: str, day: date) -> ScoreCard | None:
        """Return the imported card by which B1 is scored on the day; None for the sample."""
        return self.valid_for(standard, day).first()


class ScoreCard(models.Model):
    """The points of B1 by question, answer and region, as one spreadsheet gave them.

    `items` is a list of {code, name, options: [{code, name, points: {region: points}}]}; the
    regions are those of `areas.Region` and "urban". A card is never edited: a correction is a
    new card, so that each review keeps the points it was scored by.
    """

    standard = models.CharField(_("chuẩn nghèo"), max_length=7, choices=StandardKey)
    name = models.CharField(_("tên bảng điểm"), max_length=200)
    source = models.CharField(_("căn cứ"), max_length=300)
    valid_from = models.DateField(_("áp dụng từ ngày"))
    is_sample = models.BooleanField(_("chỉ để minh họa"), default=False)
    items = models.JSONField(_("câu hỏi và điểm"))
    sha256 = models.CharField(max_length=64, editable=False)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người nạp")
    )
    imported_at = models.DateTimeField(_("nạp lúc"))

    objects = ScoreCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("bảng điểm B1")
        verbose_name_plural = pgettext_lazy("plural", "bảng điểm B1")
        ordering = ["standard", "-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "valid_from", "sha256"], name="score_card_once"
            ),
            known("standard", StandardKey, name="score_card_standard_known"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(source=""), name="score_card_has_name_and_source"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=EARLIEST_BIRTH, valid_from__lte=LATEST_DAY),
                name="score_card_valid_from",
            ),
            lengths("score_card_text_lengths", name=200, source=300),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("score_card_detail", args=[self.pk])

    @cached_property
    def card(self) -> scoring.Card:
        """Return the questions and points as scoring reads them."""
        return scoring.Card(self.name, self.source, self.is_sample, scoring.card_items(self.items))
