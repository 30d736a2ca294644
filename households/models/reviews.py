"""Reviews of households: where they stand, their points and their class."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households import scoring
from households.choices import PovertyClass
from households.models.cards import ScoreCard
from households.models.people import Household
from households.models.rounds import RecognitionDecision, ReviewRound
from households.models.rules import known, lengths
from households.workflow import EDITABLE, State
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area, Residence

if TYPE_CHECKING:
    from povertyportal.accounts.models import User


class ReviewQuerySet(models.QuerySet["Review"]):
    """Read reviews by right, result and movement."""

    def visible_to(self, user: User) -> Self:
        """Keep the reviews in the areas where the user may view reviews."""
        return self.filter(user.scope(Permission.REVIEW_VIEW, village="village"))

    def recognised(self) -> Self:
        """Keep the reviews whose class is official."""
        return self.filter(state=State.RECOGNISED)

    def overridden(self) -> Self:
        """Keep the reviews that propose another class than the points give."""
        return self.exclude(computed_class="").exclude(proposed_class=F("computed_class"))

    def posting_over(self, today: date) -> Self:
        """Keep the posted reviews whose last posting ended before the day."""
        posted = self.filter(state=State.POSTED).annotate(last=Max("postings__posting__ends_on"))
        return posted.filter(last__lt=today)

    def without_certificate(self) -> Self:
        """Keep the reviews recognised as poor or near-poor that have no certificate."""
        listed = [PovertyClass.POOR, PovertyClass.NEAR_POOR]
        return self.filter(recognised_class__in=listed, certificate=None)

    def poor(self) -> Self:
        """Keep the reviews recognised as poor."""
        return self.filter(state=State.RECOGNISED, recognised_class=PovertyClass.POOR)

    def near_poor(self) -> Self:
        """Keep the reviews recognised as near-poor."""
        return self.filter(state=State.RECOGNISED, recognised_class=PovertyClass.NEAR_POOR)

    def exited_poverty(self) -> Self:
        """Keep households that left the poor list since the previous round (form R2, 2+3)."""
        return self.recognised().filter(
            ~Q(recognised_class=PovertyClass.POOR),
            previous__recognised_class=PovertyClass.POOR,
        )

    def entered_poverty(self) -> Self:
        """Keep households on the poor list now and not in the previous round (R2, 5 to 8)."""
        return self.poor().filter(
            Q(previous=None) | ~Q(previous__recognised_class=PovertyClass.POOR)
        )

    def classes_on(self, pairs: Iterable[tuple[int, date]]) -> dict[tuple[int, date], str]:
        """Return the class of each (household key, day), '' where none was recognised.

        The class comes from the latest decision on or before the day, among the reviews by a
        standard in force on that day: the baseline by a coming standard does not count early.
        """
        asked = list(pairs)
        found: dict[int, list[tuple[date, str, str]]] = {}
        keys = sorted({household for household, _day in asked})
        for start in range(0, len(keys), 500):
            rows = self.recognised().filter(household__in=keys[start : start + 500])
            for household, decided_on, standard, result in rows.order_by(
                "decision__decided_on", "pk"
            ).values_list(
                "household", "decision__decided_on", "round__standard", "recognised_class"
            ):
                found.setdefault(household, []).append((decided_on, standard, result))
        return {pair: class_among(found.get(pair[0], []), pair[1]) for pair in asked}


def class_among(facts: Sequence[tuple[date, str, str]], day: date) -> str:
    """Return the class in force among (decision day, standard, class), oldest first, or ''."""
    valid = set(scoring.keys_valid_on(day))
    return next(
        (
            result
            for decided_on, standard, result in reversed(facts)
            if decided_on <= day and standard in valid
        ),
        "",
    )


class Review(models.Model):
    """What a round found about a household: points, computed, proposed and recognised class.

    Area, village, residence and size stay as they were on the day: later mergers do not change
    a past result.
    """

    class B1Kind(models.TextChoices):
        TOTAL = "total", _("Tổng điểm trên phiếu giấy")
        CARD = "card", _("Tính từ bảng điểm")

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="reviews", verbose_name=_("hộ")
    )
    round = models.ForeignKey(
        ReviewRound, models.PROTECT, related_name="reviews", verbose_name=_("đợt rà soát")
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="reviews", verbose_name=_("phường, xã")
    )
    village = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="village_reviews",
        verbose_name=_("thôn, tổ"),
    )
    residence = models.CharField(_("loại địa bàn"), max_length=5, choices=Residence)
    size = models.PositiveSmallIntegerField(_("số nhân khẩu"), default=1)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State, default=State.DRAFT)
    b1 = models.PositiveSmallIntegerField(_("điểm B1"), null=True, blank=True)
    b1_kind = models.CharField(
        _("cách tính B1"), max_length=5, choices=B1Kind, default=B1Kind.TOTAL
    )
    b1_answers = models.JSONField(_("phiếu B1"), default=dict, blank=True)
    card = models.ForeignKey(
        ScoreCard,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name=_("bảng điểm B1"),
    )
    b2 = models.PositiveSmallIntegerField(_("điểm B2"), null=True, blank=True)
    computed_class = models.CharField(
        _("diện theo điểm"), max_length=9, choices=PovertyClass, blank=True, default=""
    )
    proposed_class = models.CharField(
        _("diện đề nghị"), max_length=9, choices=PovertyClass, blank=True, default=""
    )
    recognised_class = models.CharField(
        _("diện được công nhận"), max_length=9, choices=PovertyClass, blank=True, default=""
    )
    class_reason = models.CharField(_("lý do khác điểm"), max_length=500, blank=True, default="")
    return_note = models.CharField(_("lý do trả lại"), max_length=500, blank=True, default="")
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers"
    )
    decision = models.ForeignKey(
        RecognitionDecision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name=_("quyết định"),
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    posted_at = models.DateTimeField(null=True, blank=True)
    recognised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recognised_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    submit_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiếu rà soát")
        verbose_name_plural = pgettext_lazy("plural", "phiếu rà soát")
        ordering = ["-round__year", "-round__standard", "pk"]
        indexes = [
            models.Index(fields=["round", "state", "area"], name="review_by_state"),
            models.Index(fields=["round", "recognised_class", "area"], name="review_by_class"),
            models.Index(fields=["area", "round"], name="review_by_area"),
            models.Index(fields=["round", "b1", "id"], name="review_by_b1"),
            models.Index(fields=["round", "b2", "id"], name="review_by_b2"),
            models.Index(fields=["round", "updated_at"], name="review_by_update"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["household", "round"], name="review_once_per_round"),
            known("state", State, name="review_state_known"),
            known("residence", Residence, name="review_residence_known"),
            models.CheckConstraint(
                condition=Q(b1_kind__in=["total", "card"]), name="review_b1_kind_known"
            ),
            known("computed_class", PovertyClass, blank=True, name="review_computed_known"),
            known("proposed_class", PovertyClass, blank=True, name="review_proposed_known"),
            known("recognised_class", PovertyClass, blank=True, name="review_recognised_known"),
            lengths("review_text_lengths", class_reason=500, return_note=500),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=99), name="review_size"),
            models.CheckConstraint(
                condition=(Q(b1=None) | Q(b1__lte=999)) & (Q(b2=None) | Q(b2__lte=200)),
                name="review_points",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(s) for s in EDITABLE])
                | (
                    Q(b1__isnull=False, b2__isnull=False)
                    & ~Q(computed_class="")
                    & ~Q(proposed_class="")
                ),
                name="review_complete_when_submitted",
            ),
            models.CheckConstraint(
                condition=Q(proposed_class="")
                | Q(proposed_class=F("computed_class"))
                | ~Q(class_reason=""),
                name="review_difference_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="recognised",
                    recognised_at__isnull=False,
                    recognised_by__isnull=False,
                    decision__isnull=False,
                )
                & ~Q(recognised_class="")
                | (
                    ~Q(state="recognised")
                    & Q(recognised_at=None, recognised_by=None, decision=None, recognised_class="")
                ),
                name="review_recognised_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(recognised_by=None)
                | (
                    ~Q(recognised_by=F("created_by"))
                    & ~Q(recognised_by=F("updated_by"))
                    & (Q(submitted_by=None) | ~Q(recognised_by=F("submitted_by")))
                ),
                name="review_not_by_own_author",
            ),
            models.CheckConstraint(
                condition=Q(submitted_by=None, submitted_at=None)
                | Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="review_submitted_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(posted_by=None, posted_at=None)
                | Q(posted_by__isnull=False, posted_at__isnull=False),
                name="review_posted_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household.code} {self.round.year}"

    def get_absolute_url(self) -> str:
        url = reverse("review_edit", args=[self.household.code, self.round.year])
        return url + self.round.query

    @property
    def authors(self) -> frozenset[int]:
        """Return the keys of those who entered, changed or sent the review."""
        keys = (self.created_by_id, self.updated_by_id, self.submitted_by_id)
        return frozenset(key for key in keys if key)

    @property
    def is_editable(self) -> bool:
        """Tell whether the answers may still change."""
        return self.state in EDITABLE
