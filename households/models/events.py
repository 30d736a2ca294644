"""What happens to people and households between reviews: dated, with lineage, never rewritten."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households.choices import EventKind, PairKind, PairState, PersonStatusKind
from households.models.people import Household, Person
from households.models.rules import EARLIEST_BIRTH, LATEST_DAY, known, lengths
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area

if TYPE_CHECKING:
    from povertyportal.accounts.models import User


class LifeEventQuerySet(models.QuerySet["LifeEvent"]):
    """Read events by right."""

    def visible_to(self, user: User) -> Self:
        """Keep the events of the wards where the user may view households."""
        permission = Permission.HOUSEHOLD_VIEW
        return self.filter(
            user.scope(permission, village="household__village")
            | user.scope(permission, area="other_area", village="other__village")
        )


class LifeEvent(models.Model):
    """One event of a household: birth, death, a move, marriage, split, merger, a new head.

    `household` is the one it happened to; `other` the one it leads to or came from: the new
    household of a split, the one that takes in a merged one, the one a spouse comes from.
    `area` and `other_area` are the wards of that day.
    """

    kind = models.CharField(_("sự kiện"), max_length=9, choices=EventKind)
    happened_on = models.DateField(_("ngày xảy ra"))
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="events", verbose_name=_("hộ")
    )
    other = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events_from_elsewhere",
        verbose_name=_("hộ liên quan"),
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="life_events", verbose_name=_("phường, xã")
    )
    other_area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="life_events_from_elsewhere",
        verbose_name=_("nơi đến hoặc đi"),
    )
    place = models.CharField(_("nơi ở ngoài thành phố"), max_length=200, blank=True, default="")
    document = models.CharField(_("giấy tờ"), max_length=200, blank=True, default="")
    note = models.CharField(_("ghi chú"), max_length=500, blank=True, default="")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người ghi")
    )
    recorded_at = models.DateTimeField(_("ghi lúc"))
    submit_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    objects = LifeEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("biến động")
        verbose_name_plural = pgettext_lazy("plural", "biến động")
        ordering = ["-happened_on", "-pk"]
        indexes = [models.Index(fields=["area", "happened_on"], name="life_event_by_area")]
        constraints = [
            known("kind", EventKind, name="life_event_kind_known"),
            models.CheckConstraint(
                condition=Q(happened_on__gte=EARLIEST_BIRTH, happened_on__lte=LATEST_DAY),
                name="life_event_happened_on",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["split", "merge"]) | Q(other__isnull=False),
                name="life_event_names_the_other_household",
            ),
            models.CheckConstraint(
                condition=Q(other=None) | ~Q(other=F("household")),
                name="life_event_leads_elsewhere",
            ),
            lengths("life_event_text_lengths", place=200, document=200, note=500),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.household.code} {self.happened_on:%d/%m/%Y}"


class LifeEventPerson(models.Model):
    """One person of an event: who was born, died, moved, married, became head."""

    event = models.ForeignKey(LifeEvent, models.PROTECT, related_name="people")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="life_events", verbose_name=_("người")
    )

    class Meta:
        verbose_name = _("người của biến động")
        verbose_name_plural = pgettext_lazy("plural", "người của biến động")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="life_event_person_once")
        ]

    def __str__(self) -> str:
        return self.person.full_name


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    """Read pairs by right: who decides must reach both persons."""

    def visible_to(self, user: User) -> Self:
        """Keep the pairs of which the user may decide on both sides."""
        permission = Permission.DUPLICATE_DECIDE
        return self.filter(
            user.scope(permission, area="first_area"), user.scope(permission, area="second_area")
        )


class DuplicatePair(models.Model):
    """Two person records that may be one; a person decides.

    `first` is the older record. For an exact pair the second carries no number: it was typed for
    `second` and belongs to `first`. The areas are the wards of the day the pair was found.
    """

    kind = models.CharField(_("cách phát hiện"), max_length=6, choices=PairKind)
    first = models.ForeignKey(
        Person, models.PROTECT, related_name="pairs_as_first", verbose_name=_("hồ sơ thứ nhất")
    )
    second = models.ForeignKey(
        Person, models.PROTECT, related_name="pairs_as_second", verbose_name=_("hồ sơ thứ hai")
    )
    first_area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    second_area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    reason = models.CharField(_("điểm giống nhau"), max_length=300)
    state = models.CharField(
        _("trạng thái"), max_length=9, choices=PairState, default=PairState.OPEN
    )
    found_at = models.DateTimeField(_("phát hiện lúc"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người quyết định"),
    )
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)
    note = models.CharField(_("lý do"), max_length=500, blank=True, default="")

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("cặp hồ sơ nghi trùng")
        verbose_name_plural = pgettext_lazy("plural", "cặp hồ sơ nghi trùng")
        ordering = ["state", "kind", "-found_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="duplicate_pair_older_first"
            ),
            known("kind", PairKind, name="duplicate_pair_kind_known"),
            known("state", PairState, name="duplicate_pair_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None)
                | (
                    ~Q(state="open")
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(note="")
                ),
                name="duplicate_pair_decided_as_a_whole",
            ),
            lengths("duplicate_pair_text_lengths", reason=300, note=500),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class PersonStatus(models.Model):
    """A certified status of a person from a day to a day, such as low-income worker.

    Income is đồng per person and month (Decree 30/2025/NĐ-CP).
    """

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="statuses", verbose_name=_("người")
    )
    kind = models.CharField(_("diện"), max_length=10, choices=PersonStatusKind)
    income = models.BigIntegerField(_("thu nhập bình quân (đồng/người/tháng)"))
    document = models.CharField(_("số văn bản xác nhận"), max_length=200)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    submit_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("diện của người")
        verbose_name_plural = pgettext_lazy("plural", "diện của người")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(valid_to=None), name="person_status_one_open"
            ),
            known("kind", PersonStatusKind, name="person_status_kind_known"),
            models.CheckConstraint(
                condition=Q(income__gte=0, income__lt=10**12), name="person_status_income"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=EARLIEST_BIRTH, valid_from__lte=LATEST_DAY)
                & (Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))),
                name="person_status_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(document=""), name="person_status_has_document"),
            lengths("person_status_text_lengths", document=200),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"
