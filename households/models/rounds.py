"""Review rounds, and the decisions that recognise what a round found."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households import procedure, scoring
from households.choices import Stage, StandardKey
from households.models.rules import EARLIEST_BIRTH, LATEST_DAY, known, lengths
from povertyportal.accounts.roles import Permission, Role
from povertyportal.areas.models import Area
from povertyportal.reporting.models import Paper

if TYPE_CHECKING:
    from povertyportal.accounts.models import User


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
    """One review by one standard: of all listed households in a year, or ad hoc in a month.

    `month` is 0 for the periodic round and 1 to 12 for an ad hoc one.
    """

    class Kind(models.TextChoices):
        PERIODIC = "periodic", _("Định kỳ")
        ADHOC = "adhoc", _("Thường xuyên")

    class State(models.TextChoices):
        OPEN = "open", _("Đang mở")
        CLOSED = "closed", _("Đã khoá")

    year = models.PositiveSmallIntegerField(_("năm"))
    kind = models.CharField(_("loại"), max_length=8, choices=Kind, default=Kind.PERIODIC)
    month = models.PositiveSmallIntegerField(_("tháng"), default=0)
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
        ordering = ["-year", "-kind", "-month", "-standard"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "kind", "standard", "month"], name="round_once_a_year_or_month"
            ),
            models.CheckConstraint(
                condition=Q(kind="periodic", month=0)
                | Q(kind="adhoc", month__gte=1, month__lte=12),
                name="round_month_of_its_kind",
            ),
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
            "year": self.when,
        }

    @property
    def when(self) -> str:
        """Return the year, of an ad hoc round the month and year."""
        return f"{self.month:02d}/{self.year}" if self.month else str(self.year)

    @property
    def query(self) -> str:
        """Return what tells the round from others of its year in an address: "?month=5", or ""."""
        usual = scoring.keys_valid_on(date(self.year + 1, 1, 1))
        parts = {
            "standard": "" if self.standard in usual else self.standard,
            "month": str(self.month or ""),
        }
        query = urlencode({name: value for name, value in parts.items() if value})
        return f"?{query}" if query else ""

    @cached_property
    def procedure(self) -> procedure.Procedure:
        """Return the procedure in force when the round began."""
        return procedure.procedure_on(self.starts_on)

    @cached_property
    def stages(self) -> frozenset[str]:
        """Return the stages of this round; one written before rounds had stages has them all."""
        found = frozenset(self.steps.values_list("stage", flat=True))
        if found:
            return found
        return frozenset(
            rule.stage for rule, _due in self.procedure.stages_of(self.starts_on, self.ends_on)
        )


class RoundStep(models.Model):
    """One stage of a round: who owns it and by which day it is due."""

    round = models.ForeignKey(
        ReviewRound, models.CASCADE, related_name="steps", verbose_name=_("đợt rà soát")
    )
    stage = models.CharField(_("bước"), max_length=11, choices=Stage)
    owner = models.CharField(_("người chủ trì"), max_length=20, choices=Role)
    due_on = models.DateField(_("hạn"))

    class Meta:
        verbose_name = _("bước của đợt")
        verbose_name_plural = pgettext_lazy("plural", "bước của đợt")
        ordering = ["round", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "stage"], name="round_step_once"),
            known("stage", Stage, name="round_step_stage_known"),
            known("owner", Role, name="round_step_owner_known"),
            models.CheckConstraint(
                condition=Q(due_on__gte=EARLIEST_BIRTH, due_on__lte=LATEST_DAY),
                name="round_step_due_on",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_stage_display())


class WardRoundQuerySet(models.QuerySet["WardRound"]):
    """Read how far wards are with a round."""

    def visible_to(self, user: User) -> Self:
        """Keep the wards whose reviews the user may view."""
        return self.filter(user.scope(Permission.REVIEW_VIEW))


class WardRound(models.Model):
    """A ward's part of a round: open, or closed by whom and when.

    `result` keeps the movement forms as they were when the ward closed: the next round starts
    from them, and a later correction shows as a difference.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Đang mở")
        CLOSED = "closed", _("Đã khoá")

    round = models.ForeignKey(
        ReviewRound, models.PROTECT, related_name="wards", verbose_name=_("đợt rà soát")
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="ward_rounds", verbose_name=_("phường, xã")
    )
    state = models.CharField(_("trạng thái"), max_length=6, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(_("khoá lúc"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người khoá"),
    )
    result = models.JSONField(_("kết quả khi khoá"), default=dict, blank=True)

    objects = WardRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt của phường, xã")
        verbose_name_plural = pgettext_lazy("plural", "đợt của phường, xã")
        ordering = ["round", "area__path"]
        constraints = [
            models.UniqueConstraint(fields=["round", "area"], name="ward_round_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, closed_by=None)
                | Q(state="closed", closed_at__isnull=False),
                name="ward_round_closed_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.area}"


class UnlockQuerySet(models.QuerySet["Unlock"]):
    """Read unlocks by time."""

    def active_at(self, now: datetime) -> Self:
        """Keep the unlocks that hold at the instant."""
        return self.filter(ended_at=None, granted_at__lte=now, expires_at__gt=now)


class Unlock(models.Model):
    """Leave for one person to correct one household of a closed ward for some hours.

    It ends by itself at `expires_at`; `ended_at` ends it earlier.
    """

    ward_round = models.ForeignKey(
        WardRound, models.PROTECT, related_name="unlocks", verbose_name=_("đợt của phường, xã")
    )
    household = models.ForeignKey(
        "households.Household", models.PROTECT, related_name="unlocks", verbose_name=_("hộ")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="unlocks",
        verbose_name=_("người được mở"),
    )
    reason = models.CharField(_("lý do"), max_length=500)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người mở")
    )
    granted_at = models.DateTimeField(_("mở lúc"))
    expires_at = models.DateTimeField(_("tự khoá lúc"))
    ended_at = models.DateTimeField(_("khoá lại lúc"), null=True, blank=True)

    objects = UnlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("mở khoá tạm")
        verbose_name_plural = pgettext_lazy("plural", "mở khoá tạm")
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="unlock_has_reason"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("granted_at")), name="unlock_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(user=F("granted_by")), name="unlock_not_for_oneself"
            ),
            lengths("unlock_text_lengths", reason=500),
        ]

    def __str__(self) -> str:
        return f"{self.household.code} · {self.user}"


class RecognitionDecisionQuerySet(models.QuerySet["RecognitionDecision"]):
    """Read decisions by right."""

    def visible_to(self, user: User) -> Self:
        """Keep the decisions of the wards where the user may view reviews."""
        return self.filter(user.scope(Permission.REVIEW_VIEW))


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
    scan = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bản quét")
    )

    objects = RecognitionDecisionQuerySet.as_manager()

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

    def get_absolute_url(self) -> str:
        return reverse("decision_detail", args=[self.pk])
