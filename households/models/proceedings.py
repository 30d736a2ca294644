"""The papers between a sent review and its recognition: meeting, posting, complaint, opinion.

Each is one record for many reviews, with the class as it stood on it; what a paper said is never
rewritten.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households.choices import Outcome, PovertyClass
from households.models.reviews import Review
from households.models.rounds import ReviewRound
from households.models.rules import EARLIEST_BIRTH, LATEST_DAY, known, lengths
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.models import Paper

if TYPE_CHECKING:
    from povertyportal.accounts.models import User


class ProceedingQuerySet(models.QuerySet[Any]):
    """Read papers of wards by right."""

    def visible_to(self, user: User) -> Self:
        """Keep the papers of the wards where the user may view reviews."""
        return self.filter(user.scope(Permission.REVIEW_VIEW))


class Proceeding(models.Model):
    """What every paper of a ward's round carries: where, who wrote it down, the scan."""

    round = models.ForeignKey(
        ReviewRound, models.PROTECT, related_name="%(class)ss", verbose_name=_("đợt rà soát")
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="%(class)ss", verbose_name=_("phường, xã")
    )
    scan = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bản quét")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người ghi")
    )
    recorded_at = models.DateTimeField(_("ghi lúc"))
    submit_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = ProceedingQuerySet.as_manager()

    class Meta:
        abstract = True


def _day(field: str) -> Q:
    return Q(**{f"{field}__gte": EARLIEST_BIRTH, f"{field}__lte": LATEST_DAY})


class VillageMeeting(Proceeding):
    """A village meeting on the results: who came, what was said, the minutes."""

    village = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("thôn, tổ"),
    )
    held_on = models.DateField(_("ngày họp"))
    place = models.CharField(_("địa điểm"), max_length=200)
    chaired_by = models.CharField(_("người chủ trì"), max_length=120)
    secretary = models.CharField(_("thư ký"), max_length=120)
    invited = models.PositiveSmallIntegerField(_("số người được mời"))
    attended = models.PositiveSmallIntegerField(_("số người dự họp"))
    conclusion = models.TextField(_("ý kiến và kết luận"), blank=True, default="")

    class Meta:
        verbose_name = _("họp dân")
        verbose_name_plural = pgettext_lazy("plural", "họp dân")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=_day("held_on"), name="meeting_held_on"),
            models.CheckConstraint(
                condition=Q(attended__gte=1) & Q(invited__gte=1), name="meeting_has_people"
            ),
            models.CheckConstraint(
                condition=~Q(place="") & ~Q(chaired_by="") & ~Q(secretary=""),
                name="meeting_has_place_and_people",
            ),
            lengths(
                "meeting_text_lengths", place=200, chaired_by=120, secretary=120, conclusion=4000
            ),
        ]

    def __str__(self) -> str:
        return _("Họp dân %(place)s ngày %(day)s") % {
            "place": (self.village or self.area).name,
            "day": f"{self.held_on:%d/%m/%Y}",
        }

    def get_absolute_url(self) -> str:
        return reverse("meeting_detail", args=[self.pk])


class MeetingVote(models.Model):
    """How a meeting voted on one review, and the class it agreed on."""

    meeting = models.ForeignKey(VillageMeeting, models.PROTECT, related_name="votes")
    review = models.ForeignKey(Review, models.PROTECT, related_name="votes")
    in_favour = models.PositiveSmallIntegerField(_("số người đồng ý"))
    agreed_class = models.CharField(_("diện thống nhất"), max_length=9, choices=PovertyClass)
    is_agreed = models.BooleanField(_("thống nhất"))
    note = models.CharField(_("ý kiến"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("biểu quyết")
        verbose_name_plural = pgettext_lazy("plural", "biểu quyết")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "review"], name="vote_once"),
            known("agreed_class", PovertyClass, name="vote_class_known"),
            models.CheckConstraint(
                condition=Q(is_agreed=True) | ~Q(note=""), name="vote_against_has_reason"
            ),
            lengths("vote_text_lengths", note=500),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.get_agreed_class_display()}"


class Posting(Proceeding):
    """A public posting of results, from a day to the last of its working days."""

    posted_on = models.DateField(_("niêm yết từ ngày"))
    ends_on = models.DateField(_("đến hết ngày"))
    places = models.CharField(_("nơi niêm yết"), max_length=300)
    is_broadcast = models.BooleanField(_("đã thông báo trên loa truyền thanh"), default=False)

    class Meta:
        verbose_name = _("niêm yết")
        verbose_name_plural = pgettext_lazy("plural", "niêm yết")
        ordering = ["-posted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=_day("posted_on") & Q(ends_on__gte=F("posted_on")),
                name="posting_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(places=""), name="posting_has_places"),
            lengths("posting_text_lengths", places=300),
        ]

    def __str__(self) -> str:
        return _("Niêm yết %(place)s từ ngày %(day)s") % {
            "place": self.area.name,
            "day": f"{self.posted_on:%d/%m/%Y}",
        }

    def get_absolute_url(self) -> str:
        return reverse("posting_detail", args=[self.pk])

    def is_over(self, today: date) -> bool:
        """Tell whether the last day of the posting has passed."""
        return today > self.ends_on


class PostingEntry(models.Model):
    """One household on a posting, with the class that was posted."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="entries")
    review = models.ForeignKey(Review, models.PROTECT, related_name="postings")
    proposed_class = models.CharField(_("diện đề nghị"), max_length=9, choices=PovertyClass)

    class Meta:
        verbose_name = _("hộ niêm yết")
        verbose_name_plural = pgettext_lazy("plural", "hộ niêm yết")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["posting", "review"], name="posting_entry_once"),
            known("proposed_class", PovertyClass, name="posting_entry_class_known"),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.get_proposed_class_display()}"


class Complaint(Proceeding):
    """A complaint against a posted result, and what the re-check found.

    `complainant` is empty for somebody who would not give a name.
    """

    review = models.ForeignKey(
        Review, models.PROTECT, related_name="complaints", verbose_name=_("phiếu rà soát")
    )
    received_on = models.DateField(_("ngày nhận"))
    complainant = models.CharField(_("người khiếu nại"), max_length=120, blank=True, default="")
    content = models.CharField(_("nội dung"), max_length=1000)
    due_on = models.DateField(_("hạn phúc tra"))
    rechecked_on = models.DateField(_("ngày phúc tra"), null=True, blank=True)
    outcome = models.CharField(
        _("kết quả phúc tra"), max_length=7, choices=Outcome, blank=True, default=""
    )
    finding = models.CharField(_("kết luận phúc tra"), max_length=1000, blank=True, default="")
    rechecked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người ghi kết luận"),
    )

    class Meta:
        verbose_name = _("khiếu nại")
        verbose_name_plural = pgettext_lazy("plural", "khiếu nại")
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review"], condition=Q(outcome=""), name="complaint_one_open"
            ),
            models.CheckConstraint(
                condition=_day("received_on") & Q(due_on__gte=F("received_on")),
                name="complaint_due_after_received",
            ),
            known("outcome", Outcome, blank=True, name="complaint_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="", rechecked_on=None, rechecked_by=None)
                | (
                    ~Q(outcome="")
                    & ~Q(finding="")
                    & Q(rechecked_on__gte=F("received_on"), rechecked_by__isnull=False)
                ),
                name="complaint_resolved_as_a_whole",
            ),
            models.CheckConstraint(condition=~Q(content=""), name="complaint_has_content"),
            lengths("complaint_text_lengths", complainant=120, content=1000, finding=1000),
        ]

    def __str__(self) -> str:
        return _("Khiếu nại về hộ %(code)s ngày %(day)s") % {
            "code": self.review.household.code,
            "day": f"{self.received_on:%d/%m/%Y}",
        }

    def get_absolute_url(self) -> str:
        return reverse("complaint_detail", args=[self.pk])


class Opinion(Proceeding):
    """A ward's report to the city's chair before recognition, and the answer to it."""

    number = models.CharField(_("số báo cáo"), max_length=60)
    asked_on = models.DateField(_("ngày báo cáo"))
    due_on = models.DateField(_("hạn trả lời"))
    answer_number = models.CharField(_("số văn bản trả lời"), max_length=60, blank=True, default="")
    answered_on = models.DateField(_("ngày trả lời"), null=True, blank=True)
    answer = models.CharField(_("ý kiến"), max_length=1000, blank=True, default="")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người cho ý kiến"),
    )

    class Meta:
        verbose_name = _("xin ý kiến thành phố")
        verbose_name_plural = pgettext_lazy("plural", "xin ý kiến thành phố")
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "number", "asked_on"], name="opinion_once_per_number"
            ),
            models.CheckConstraint(
                condition=_day("asked_on") & Q(due_on__gte=F("asked_on")) & ~Q(number=""),
                name="opinion_has_number_and_days",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None, answered_by=None, answer_number="")
                | (
                    Q(answered_on__gte=F("asked_on"), answered_by__isnull=False)
                    & ~Q(answer_number="")
                    & ~Q(answered_by=F("recorded_by"))
                ),
                name="opinion_answered_as_a_whole",
            ),
            lengths("opinion_text_lengths", number=60, answer_number=60, answer=1000),
        ]

    def __str__(self) -> str:
        return _("Báo cáo số %(number)s ngày %(day)s") % {
            "number": self.number,
            "day": f"{self.asked_on:%d/%m/%Y}",
        }

    def get_absolute_url(self) -> str:
        return reverse("opinion_detail", args=[self.pk])


class OpinionEntry(models.Model):
    """One household of a report to the city, with the class that was proposed."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="entries")
    review = models.ForeignKey(Review, models.PROTECT, related_name="opinions")
    proposed_class = models.CharField(_("diện đề nghị"), max_length=9, choices=PovertyClass)
    is_agreed = models.BooleanField(_("thống nhất"), null=True, blank=True)
    note = models.CharField(_("ý kiến"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("hộ xin ý kiến")
        verbose_name_plural = pgettext_lazy("plural", "hộ xin ý kiến")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["opinion", "review"], name="opinion_entry_once"),
            known("proposed_class", PovertyClass, name="opinion_entry_class_known"),
            models.CheckConstraint(
                condition=Q(is_agreed=None) | Q(is_agreed=True) | ~Q(note=""),
                name="opinion_entry_refusal_has_reason",
            ),
            lengths("opinion_entry_text_lengths", note=500),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.get_proposed_class_display()}"


class Certificate(models.Model):
    """The certificate of a poor or near-poor household; numbers run by ward and round."""

    review = models.OneToOneField(
        Review, models.PROTECT, related_name="certificate", verbose_name=_("phiếu rà soát")
    )
    round = models.ForeignKey(
        ReviewRound, models.PROTECT, related_name="certificates", verbose_name=_("đợt rà soát")
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="certificates", verbose_name=_("phường, xã")
    )
    number = models.PositiveIntegerField(_("số"))
    issued_on = models.DateField(_("ngày cấp"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người cấp")
    )

    objects = ProceedingQuerySet.as_manager()

    class Meta:
        verbose_name = _("giấy chứng nhận")
        verbose_name_plural = pgettext_lazy("plural", "giấy chứng nhận")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "area", "number"], name="certificate_once_per_number"
            ),
            models.CheckConstraint(
                condition=_day("issued_on") & Q(number__gte=1), name="certificate_number_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.round.year}"
