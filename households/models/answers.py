"""What stands on a review: answers, causes, needs, members and house, and what is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households import scoring
from households.choices import (
    CauseCode,
    Education,
    Material,
    NeedCode,
    Relation,
    Schooling,
    Toilet,
    Water,
    Work,
)
from households.models.people import Household, Person
from households.models.rounds import ReviewRound
from households.models.rules import known, lengths

if TYPE_CHECKING:
    pass
from households.models.reviews import Review


class Deprivation(models.Model):
    """The answer to one indicator of the standard: lacking or not.

    `computed` is what the facts about members and dwelling say, None where they decide nothing;
    an answer that differs carries the reason in `note`.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="deprivations")
    indicator = models.CharField(_("chỉ số"), max_length=20)
    is_lacking = models.BooleanField(_("thiếu hụt"))
    computed = models.BooleanField(_("tính từ dữ kiện"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("chỉ số thiếu hụt")
        verbose_name_plural = pgettext_lazy("plural", "chỉ số thiếu hụt")
        ordering = ["pk"]
        indexes = [models.Index(fields=["indicator", "is_lacking"], name="deprivation_lacking")]
        constraints = [
            models.UniqueConstraint(fields=["review", "indicator"], name="deprivation_once"),
            models.CheckConstraint(
                condition=Q(
                    indicator__in=sorted(
                        {code for standard in scoring.standards() for code in standard.codes}
                    )
                ),
                name="deprivation_indicator_known",
            ),
            models.CheckConstraint(
                condition=Q(computed=None) | Q(computed=F("is_lacking")) | ~Q(note=""),
                name="deprivation_override_has_reason",
            ),
            lengths("deprivation_text_lengths", note=200),
        ]

    def __str__(self) -> str:
        return self.indicator


class Cause(models.Model):
    """One cause of the household's poverty; a household may name several."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="causes")
    code = models.CharField(_("nguyên nhân"), max_length=10, choices=CauseCode)

    class Meta:
        verbose_name = _("nguyên nhân nghèo")
        verbose_name_plural = pgettext_lazy("plural", "nguyên nhân nghèo")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "code"], name="cause_once"),
            known("code", CauseCode, name="cause_known"),
        ]

    def __str__(self) -> str:
        return str(self.get_code_display())


class Need(models.Model):
    """One kind of support the household asks for."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="needs")
    code = models.CharField(_("nhu cầu"), max_length=10, choices=NeedCode)

    class Meta:
        verbose_name = _("nhu cầu hỗ trợ")
        verbose_name_plural = pgettext_lazy("plural", "nhu cầu hỗ trợ")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "code"], name="need_once"),
            known("code", NeedCode, name="need_known"),
        ]
        indexes = [models.Index(fields=["code", "review"], name="need_by_code")]

    def __str__(self) -> str:
        return str(self.get_code_display())


class ReviewMember(models.Model):
    """What a review found about one member; None or '' where nobody has asked yet.

    Age and relation are those of the day: a later birth date or head changes no past review.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="review_facts")
    relation = models.CharField(_("quan hệ với chủ hộ"), max_length=10, choices=Relation)
    age = models.PositiveSmallIntegerField(_("tuổi"))
    has_insurance = models.BooleanField(_("có bảo hiểm y tế"), null=True, blank=True)
    has_allowance = models.BooleanField(_("hưởng trợ cấp xã hội hằng tháng"), null=True, blank=True)
    is_malnourished = models.BooleanField(_("suy dinh dưỡng"), null=True, blank=True)
    work = models.CharField(_("việc làm"), max_length=11, choices=Work, blank=True, default="")
    schooling = models.CharField(
        _("đang học"), max_length=10, choices=Schooling, blank=True, default=""
    )
    education = models.CharField(
        _("trình độ cao nhất"), max_length=10, choices=Education, blank=True, default=""
    )

    class Meta:
        verbose_name = _("thành viên trên phiếu")
        verbose_name_plural = pgettext_lazy("plural", "thành viên trên phiếu")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "person"], name="review_member_once"),
            known("relation", Relation, name="review_member_relation_known"),
            known("work", Work, blank=True, name="review_member_work_known"),
            known("schooling", Schooling, blank=True, name="review_member_schooling_known"),
            known("education", Education, blank=True, name="review_member_education_known"),
            models.CheckConstraint(condition=Q(age__lte=150), name="review_member_age"),
        ]

    def __str__(self) -> str:
        return self.person.full_name


class Dwelling(models.Model):
    """What a review found about the house; None or '' where nobody has asked yet.

    Floor area is in square metres of the whole house.
    """

    review = models.OneToOneField(Review, models.CASCADE, related_name="dwelling")
    floor_area = models.DecimalField(
        _("diện tích nhà ở (m²)"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    wall = models.CharField(_("tường"), max_length=7, choices=Material, blank=True, default="")
    column = models.CharField(_("cột"), max_length=7, choices=Material, blank=True, default="")
    roof = models.CharField(_("mái"), max_length=7, choices=Material, blank=True, default="")
    water = models.CharField(
        _("nguồn nước chính"), max_length=7, choices=Water, blank=True, default=""
    )
    toilet = models.CharField(_("nhà tiêu"), max_length=10, choices=Toilet, blank=True, default="")
    uses_internet = models.BooleanField(_("có người dùng internet"), null=True, blank=True)
    devices = models.JSONField(_("phương tiện thông tin"), null=True, blank=True)

    class Meta:
        verbose_name = _("nhà ở và tiện nghi")
        verbose_name_plural = pgettext_lazy("plural", "nhà ở và tiện nghi")
        ordering = ["pk"]
        constraints = [
            known("wall", Material, blank=True, name="dwelling_wall_known"),
            known("column", Material, blank=True, name="dwelling_column_known"),
            known("roof", Material, blank=True, name="dwelling_roof_known"),
            known("water", Water, blank=True, name="dwelling_water_known"),
            known("toilet", Toilet, blank=True, name="dwelling_toilet_known"),
            models.CheckConstraint(
                condition=Q(floor_area=None) | Q(floor_area__gt=0, floor_area__lte=9999),
                name="dwelling_floor_area",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}"


class TypedDraft(models.Model):
    """What somebody has typed on a review form and not yet saved: kept until it is.

    `data` is the form as the browser sent it, unchecked; `version` that of the review shown.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="typed_drafts")
    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="typed_drafts")
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(_("tự lưu lúc"))

    class Meta:
        verbose_name = _("phiếu đang nhập dở")
        verbose_name_plural = pgettext_lazy("plural", "phiếu đang nhập dở")
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "household", "round"], name="typed_draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.household.code} · {self.user}"
