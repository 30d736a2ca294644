"""Persons, households and who lives in which household from when to when."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households.choices import ClosedReason, Ethnicity, Gender, Origin, PovertyClass, Relation
from households.models.rounds import ReviewRound
from households.models.rules import EARLIEST_BIRTH, LATEST_DAY, known, lengths
from povertyportal.accounts.crypto import blind_index, decrypt, encrypt
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.text import fold, name_key

if TYPE_CHECKING:
    from povertyportal.accounts.models import User


def citizen_id_in(text: str) -> str:
    """Return the 12 digits when the text is a citizen id, typed with or without spaces, else ''."""
    digits = text.replace(" ", "")
    return digits if len(digits) == 12 and digits.isascii() and digits.isdigit() else ""


def masked(tail: str) -> str:
    """Return a citizen id as lists and pages show it: its last four digits alone."""
    return f"••••••••{tail}"


class Person(models.Model):
    """A resident. The citizen id is encrypted; equal ids meet in a keyed hash (blind index)."""

    full_name = models.CharField(_("họ và tên"), max_length=120)
    sort_key = models.CharField(max_length=300, editable=False)
    search_text = models.CharField(max_length=120, editable=False)
    gender = models.CharField(_("giới tính"), max_length=6, choices=Gender)
    birth_date = models.DateField(_("ngày sinh"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("năm sinh"))
    ethnicity = models.CharField(_("dân tộc"), max_length=2, choices=Ethnicity)
    citizen_id_encrypted = models.TextField(editable=False, blank=True, default="")
    citizen_id_index = models.CharField(
        max_length=64, unique=True, null=True, blank=True, editable=False
    )
    citizen_id_tail = models.CharField(max_length=4, editable=False, blank=True, default="")
    disability = models.BooleanField(_("khuyết tật"), default=False)
    merit = models.BooleanField(_("người có công"), default=False)
    has_labour_capacity = models.BooleanField(_("có khả năng lao động"), default=True)
    died_on = models.DateField(_("ngày mất"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("đã gộp vào"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("người")
        verbose_name_plural = pgettext_lazy("plural", "người")
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="person_by_name"),
            models.Index(fields=["ethnicity"], name="person_by_ethnicity"),
        ]
        constraints = [
            known("gender", Gender, name="person_gender_known"),
            known("ethnicity", Ethnicity, name="person_ethnicity_known"),
            lengths(
                "person_text_lengths",
                full_name=120,
                sort_key=300,
                search_text=120,
                citizen_id_encrypted=300,
            ),
            models.CheckConstraint(
                condition=~Q(full_name="") & ~Q(search_text="") & ~Q(sort_key=""),
                name="person_has_name_and_keys",
            ),
            models.CheckConstraint(
                condition=Q(birth_year__gte=1900, birth_year__lte=2100), name="person_birth_year"
            ),
            models.CheckConstraint(
                condition=Q(birth_date=None)
                | Q(birth_date__gte=EARLIEST_BIRTH, birth_date__lte=LATEST_DAY),
                name="person_birth_date",
            ),
            models.CheckConstraint(
                condition=Q(died_on=None)
                | (
                    Q(died_on__gte=EARLIEST_BIRTH, died_on__lte=LATEST_DAY)
                    & (Q(birth_date=None) | Q(died_on__gte=F("birth_date")))
                ),
                name="person_dies_after_birth",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="person_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(citizen_id_index=None, citizen_id_encrypted="", citizen_id_tail="")
                | (
                    Q(citizen_id_index__isnull=False)
                    & ~Q(citizen_id_index="")
                    & ~Q(citizen_id_encrypted="")
                    & ~Q(citizen_id_tail="")
                ),
                name="person_citizen_id_whole_or_absent",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with fresh sort and search keys; bulk writers call `fill_keys` themselves."""
        self.fill_keys()
        super().save(*args, **kwargs)

    def fill_keys(self) -> None:
        """Set the keys that sort and search the name."""
        self.sort_key = name_key(self.full_name)
        self.search_text = fold(self.full_name)

    def set_citizen_id(self, number: str) -> None:
        """Keep the 12-digit number encrypted, with its blind index and last four digits."""
        self.citizen_id_encrypted = encrypt(number)
        self.citizen_id_index = blind_index(number)
        self.citizen_id_tail = number[-4:]

    def clear_citizen_id(self) -> None:
        """Forget the number: it stands on another record."""
        self.citizen_id_encrypted, self.citizen_id_index, self.citizen_id_tail = "", None, ""

    def reveal_citizen_id(self) -> str:
        """Return the number in clear; only the audited action calls this."""
        return decrypt(self.citizen_id_encrypted) if self.citizen_id_encrypted else ""

    @property
    def masked_citizen_id(self) -> str:
        """Return the number as lists and pages show it."""
        return masked(self.citizen_id_tail) if self.citizen_id_tail else ""


class HouseholdQuerySet(models.QuerySet["Household"]):
    """Read households by right, words and round."""

    def visible_to(self, user: User) -> Self:
        """Keep the households in the areas where the user may view households."""
        return self.filter(user.scope(Permission.HOUSEHOLD_VIEW, village="village"))

    def editable_by(self, user: User) -> Self:
        """Keep the households that the user may edit."""
        return self.filter(user.scope(Permission.HOUSEHOLD_EDIT, village="village"))

    def active(self) -> Self:
        """Keep the households still on the books."""
        return self.filter(closed_on=None)

    def matching(self, text: str, *, by: User) -> Self:
        """Search code and members' names without marks, or a whole citizen id.

        A citizen id answers only where the user may see citizen ids; else it is words.
        """
        number = citizen_id_in(text)
        if number and by.has(Permission.CITIZEN_ID_VIEW):
            return self.filter(
                by.scope(Permission.CITIZEN_ID_VIEW, village="village"),
                pk__in=Membership.objects.filter(
                    Q(person__citizen_id_index=blind_index(number))
                    | Q(person__merged__citizen_id_index=blind_index(number)),
                    valid_to=None,
                ).values("household"),
            )
        rows = self
        for word in fold(text).split():
            rows = rows.filter(search_text__contains=word)
        return rows

    def reviewable_by(self, user: User) -> Self:
        """Keep the households whose reviews the user may view."""
        return self.filter(user.scope(Permission.REVIEW_VIEW, village="village"))

    def with_current_review(self) -> Self:
        """Add the review of the open periodic round: its points, state and year.

        The round is a subquery that the database evaluates once, so a list needs no query more.
        """
        rounds = ReviewRound.objects.current_rows()
        current = FilteredRelation(
            "reviews", condition=Q(reviews__round=Subquery(rounds.values("pk")[:1]))
        )
        return self.annotate(
            current=current,
            current_b1=F("current__b1"),
            current_b2=F("current__b2"),
            current_state=F("current__state"),
            current_updated_at=F("current__updated_at"),
            round_year=Subquery(rounds.values("year")[:1]),
        )


class Household(models.Model):
    """A household of a ward. Class and size are caches kept by the actions that change them."""

    code = models.CharField(_("mã hộ"), max_length=20, unique=True, editable=False)
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="households", verbose_name=_("phường, xã")
    )
    village = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="village_households",
        verbose_name=_("thôn, tổ"),
    )
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True, default="")
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True, default="")
    head = models.ForeignKey(
        Person, models.PROTECT, related_name="headed_households", verbose_name=_("chủ hộ")
    )
    sort_key = models.CharField(max_length=300, editable=False)
    search_text = models.TextField(editable=False)
    size = models.PositiveSmallIntegerField(_("số nhân khẩu"), default=1)
    poverty_class = models.CharField(
        _("diện hộ"), max_length=9, choices=PovertyClass, blank=True, default="", editable=False
    )
    origin = models.CharField(
        _("nguồn gốc"), max_length=10, choices=Origin, default=Origin.REGISTERED
    )
    registered_on = models.DateField(_("ngày lập hồ sơ"))
    closed_on = models.DateField(_("ngày đưa ra khỏi danh sách"), null=True, blank=True)
    closed_reason = models.CharField(
        _("lý do"), max_length=9, choices=ClosedReason, blank=True, default=""
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    submit_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("hộ")
        verbose_name_plural = pgettext_lazy("plural", "hộ")
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="household_by_name"),
            models.Index(fields=["area", "sort_key", "id"], name="household_by_area_name"),
            models.Index(fields=["area", "poverty_class", "sort_key"], name="household_by_class"),
            models.Index(fields=["village", "sort_key"], name="household_by_village"),
            models.Index(fields=["size", "id"], name="household_by_size"),
            models.Index(fields=["poverty_class", "sort_key", "id"], name="household_class_all"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["head"], condition=Q(closed_on=None), name="household_one_per_head"
            ),
            known("poverty_class", PovertyClass, blank=True, name="household_class_known"),
            known("origin", Origin, name="household_origin_known"),
            known("closed_reason", ClosedReason, blank=True, name="household_reason_known"),
            lengths(
                "household_text_lengths",
                code=20,
                address=200,
                phone=20,
                sort_key=300,
                search_text=4000,
            ),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(search_text="") & ~Q(sort_key=""),
                name="household_has_code_and_keys",
            ),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=99), name="household_size"),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_reason="")
                | (Q(closed_on__isnull=False) & ~Q(closed_reason="")),
                name="household_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("registered_on")),
                name="household_closes_after_start",
            ),
            models.CheckConstraint(
                condition=Q(registered_on__gte=EARLIEST_BIRTH, registered_on__lte=LATEST_DAY),
                name="household_registered_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.head.full_name}"

    def get_absolute_url(self) -> str:
        return reverse("household_detail", args=[self.code])

    def fill_keys(self, members: Iterable[Person]) -> None:
        """Set the sort key, the search text and the size from the head and present members."""
        people = list(members)
        self.size = max(len(people), 1)
        self.sort_key = self.head.sort_key
        names = dict.fromkeys([self.head.search_text, *(p.search_text for p in people)])
        self.search_text = " ".join([fold(self.code), *names])[:4000]

    def class_on(self, day: date) -> str:
        """Return the class recognised by that day under the standard then in force, or ''."""
        return self.reviews.classes_on([(self.pk, day)])[(self.pk, day)]


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Stays in households."""

    def reviewed_in(self, review_round: ReviewRound) -> Self:
        """Return the present members whom a round's sheet speaks of, the head first.

        Whoever was born or came after the round's last day waits for the next round; the head
        stays. A new head makes new rows for everybody, so `was_here` looks at all rows.
        """
        stays = Membership.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=review_round.ends_on),
            household=OuterRef("household"),
            person=OuterRef("person"),
            valid_from__lte=review_round.ends_on,
        )
        rows = self.filter(valid_to=None).annotate(was_here=Exists(stays))
        found = rows.filter(Q(was_here=True) | Q(is_head=True)).select_related("person")
        return found.order_by("-is_head", "valid_from", "pk")


class Membership(models.Model):
    """A person's stay in a household. The open row of the head is the household's head."""

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="memberships", verbose_name=_("hộ")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="memberships", verbose_name=_("người")
    )
    relation = models.CharField(_("quan hệ với chủ hộ"), max_length=10, choices=Relation)
    is_head = models.BooleanField(_("là chủ hộ"), default=False)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    was_here = True

    class Meta:
        verbose_name = _("thành viên hộ")
        verbose_name_plural = pgettext_lazy("plural", "thành viên hộ")
        ordering = ["household", "-is_head", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(is_head=True, valid_to=None),
                name="membership_one_head",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to=None), name="membership_one_open"
            ),
            known("relation", Relation, name="membership_relation_known"),
            models.CheckConstraint(
                condition=Q(is_head=True, relation="head")
                | (Q(is_head=False) & ~Q(relation="head")),
                name="membership_head_is_head",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=EARLIEST_BIRTH, valid_from__lte=LATEST_DAY)
                & (Q(valid_to=None) | Q(valid_to__gte=F("valid_from"), valid_to__lte=LATEST_DAY)),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_relation_display()}"

    @property
    def came_late_on(self) -> date | None:
        """Return the day somebody came who was not there on the last day `reviewed_in` asks for."""
        return None if self.was_here else self.valid_from
