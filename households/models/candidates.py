"""Who is on the list of a round: listed households and those that asked to be reviewed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households import scoring
from households.choices import CandidateSource, PovertyClass, QuickResult
from households.models.people import Household
from households.models.reviews import Review
from households.models.rounds import ReviewRound
from households.models.rules import EARLIEST_BIRTH, LATEST_DAY, known, lengths
from households.workflow import State
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area

if TYPE_CHECKING:
    from povertyportal.accounts.models import User


def listed_households(round: ReviewRound, *, area: Area) -> models.QuerySet[Any]:
    """Return the ward's households that belong on the list of the round and are not yet on it.

    Those on the books whose last decision by the round's standard says poor or near-poor, kept
    as `listed_class`; before the first round of a standard, by the one then in force.
    """
    earlier = Review.objects.recognised().filter(round__starts_on__lte=round.starts_on)
    earlier = earlier.exclude(round=round)
    standards = [round.standard]
    if not earlier.filter(round__standard=round.standard).exists():
        standards = scoring.keys_valid_on(round.starts_on)
    latest = (
        earlier.filter(household=OuterRef("pk"), round__standard__in=standards)
        .order_by("-decision__decided_on", "-pk")
        .values("recognised_class")[:1]
    )
    known = Candidate.objects.filter(household=OuterRef("pk"), round=round)
    rows = Household.objects.active().filter(~Exists(known), area=area)
    return rows.annotate(listed_class=models.Subquery(latest)).filter(
        listed_class__in=[PovertyClass.POOR, PovertyClass.NEAR_POOR]
    )


class CandidateQuerySet(models.QuerySet["Candidate"]):
    """Read the list of a round by right and by what is still to be done."""

    def visible_to(self, user: User) -> Self:
        """Keep the candidates in the areas where the user may view reviews."""
        return self.filter(user.scope(Permission.REVIEW_VIEW, village="village"))

    def with_review(self) -> Self:
        """Add `review_state`: the state of the candidate's review, None before there is one."""
        review = Review.objects.filter(household=OuterRef("household"), round=OuterRef("round"))
        return self.annotate(review_state=models.Subquery(review.values("state")[:1]))

    def to_review(self) -> Self:
        """Keep those that Phiếu A has not dropped."""
        return self.exclude(quick_result=QuickResult.DROPPED)

    def without_review(self) -> Self:
        """Keep those that nobody has begun to review and Phiếu A has not dropped."""
        begun = Review.objects.filter(household=OuterRef("household"), round=OuterRef("round"))
        return self.to_review().filter(~Exists(begun))

    def unfinished(self) -> Self:
        """Keep those neither dropped nor recognised, of households still on the books.

        A household that left the books needs no result: its life event says where it went.
        """
        done = Review.objects.filter(
            household=OuterRef("household"), round=OuterRef("round"), state=State.RECOGNISED
        )
        return self.to_review().filter(~Exists(done), household__closed_on=None)

    def waiting_in(self, area: Area) -> Self:
        """Keep the unfinished ones that this ward must finish.

        A review that was sent is finished where it was made; what was not sent yet is for the
        ward where the household lives now.
        """
        sent = Review.objects.filter(
            household=OuterRef("household"), round=OuterRef("round")
        ).exclude(state__in=[State.DRAFT, State.RETURNED])
        return self.unfinished().filter(
            Exists(sent.filter(area=area)) | (~Exists(sent) & Q(household__area=area))
        )


class Candidate(models.Model):
    """A household on the list of a round, and what Phiếu A said about it.

    `due_on` is the day by which a request must be answered (working days of the procedure).
    Area and village stay as they were when the household came onto the list.
    """

    round = models.ForeignKey(
        ReviewRound, models.PROTECT, related_name="candidates", verbose_name=_("đợt rà soát")
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="candidacies", verbose_name=_("hộ")
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="candidates", verbose_name=_("phường, xã")
    )
    village = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="village_candidates",
        verbose_name=_("thôn, tổ"),
    )
    source = models.CharField(_("lý do vào danh sách"), max_length=9, choices=CandidateSource)
    requested_on = models.DateField(_("ngày nộp giấy đề nghị"), null=True, blank=True)
    request_reason = models.CharField(_("lý do đề nghị"), max_length=500, blank=True, default="")
    due_on = models.DateField(_("hạn trả lời"), null=True, blank=True)
    investigator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="candidates",
        verbose_name=_("rà soát viên"),
    )
    quick_answers = models.JSONField(_("phiếu A"), default=list, blank=True)
    quick_result = models.CharField(
        _("kết quả phiếu A"), max_length=8, choices=QuickResult, blank=True, default=""
    )
    quick_note = models.CharField(_("ghi chú phiếu A"), max_length=500, blank=True, default="")
    quick_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    quick_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    submit_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("hộ trong danh sách rà soát")
        verbose_name_plural = pgettext_lazy("plural", "hộ trong danh sách rà soát")
        ordering = ["round", "area__path", "pk"]
        indexes = [
            models.Index(fields=["round", "area", "investigator"], name="candidate_by_investigator")
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "household"], name="candidate_once"),
            known("source", CandidateSource, name="candidate_source_known"),
            known("quick_result", QuickResult, blank=True, name="candidate_quick_known"),
            models.CheckConstraint(
                condition=Q(source="request", requested_on__isnull=False)
                | (~Q(source="request") & Q(requested_on=None)),
                name="candidate_request_has_day",
            ),
            models.CheckConstraint(
                condition=Q(requested_on=None)
                | Q(requested_on__gte=EARLIEST_BIRTH, requested_on__lte=LATEST_DAY),
                name="candidate_requested_on",
            ),
            models.CheckConstraint(
                condition=Q(quick_result="", quick_at=None, quick_by=None)
                | (~Q(quick_result="") & Q(quick_at__isnull=False, quick_by__isnull=False)),
                name="candidate_quick_by_and_at",
            ),
            lengths("candidate_text_lengths", request_reason=500, quick_note=500),
        ]

    def __str__(self) -> str:
        return f"{self.household.code} · {self.round}"
