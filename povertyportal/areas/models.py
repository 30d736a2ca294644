"""Areas of every level with their dates, what became of them, and how many households they had."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Residence(models.TextChoices):
    """Which poverty limit holds: a phường or thị trấn is urban, a xã rural."""

    URBAN = "urban", _("Thành thị")
    RURAL = "rural", _("Nông thôn")


class Boundaries(models.TextChoices):
    """By which units a number is spread: those of the time it speaks of, or today's."""

    THEN = "then", _("Địa giới tại thời điểm")
    TODAY = "today", _("Địa giới hiện nay")


class Region(models.TextChoices):
    """The rural regions of the B1 score card, in its order; urban areas have a column of their own.

    Circular 07/2021/TT-BLĐTBXH keeps the columns of the card of 2016-2020.
    """

    RED_RIVER = "red_river", _("Đồng bằng sông Hồng")
    NORTHERN = "northern", _("Trung du và miền núi phía Bắc")
    CENTRAL = "central", _("Bắc Trung Bộ và duyên hải miền Trung")
    HIGHLANDS = "highlands", _("Tây Nguyên")
    SOUTHEAST = "southeast", _("Đông Nam Bộ")
    MEKONG = "mekong", _("Đồng bằng sông Cửu Long")


class AreaQuerySet(models.QuerySet["Area"]):
    """Read areas by territory and day."""

    def under(self, area: Area) -> Self:
        """Keep the area itself and everything inside it."""
        return self.filter(path__startswith=area.path)

    def valid_on(self, day: date) -> Self:
        """Keep the areas that existed on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def wards(self) -> Self:
        """Keep phường, xã and thị trấn."""
        return self.filter(level=Area.Level.WARD)

    def inside(self, areas: list[Area]) -> Self:
        """Keep what lies inside any of the areas; nothing for an empty list."""
        inside = Q(pk__in=[])
        for area in areas:
            inside |= Q(path__startswith=area.path)
        return self.filter(inside)


class Area(models.Model):
    """A province, city, ward or village. One table for all levels: they differ only in rank.

    A merger or renaming closes the old row and opens a new one; AreaChange says where its
    territory went. `path` is made of internal keys ("3/17/"), because codes are reused.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("Tỉnh")
        CITY = "city", _("Thành phố")
        WARD = "ward", _("Phường, xã")
        VILLAGE = "village", _("Thôn, tổ dân phố")

    code = models.CharField(_("mã"), max_length=20)
    name = models.CharField(_("tên"), max_length=120)
    level = models.CharField(_("cấp"), max_length=8, choices=Level)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("thuộc"),
    )
    path = models.CharField(max_length=80, editable=False, db_index=True)
    residence = models.CharField(
        _("loại địa bàn"), max_length=5, choices=Residence, blank=True, default=""
    )
    region = models.CharField(
        _("vùng của bảng điểm B1"), max_length=9, choices=Region, blank=True, default=""
    )
    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    source = models.CharField(_("căn cứ"), max_length=300, blank=True, default="")
    tile_column = models.PositiveSmallIntegerField(_("cột trên bản đồ ô"), null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(_("hàng trên bản đồ ô"), null=True, blank=True)
    latitude = models.DecimalField(
        _("vĩ độ"), max_digits=7, decimal_places=4, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("kinh độ"), max_digits=7, decimal_places=4, null=True, blank=True
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("địa bàn")
        verbose_name_plural = pgettext_lazy("plural", "địa bàn")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="area_code_once_per_start"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to=None), name="area_one_open_row"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="area_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(level__in=["province", "city", "ward", "village"]),
                name="area_level_known",
            ),
            models.CheckConstraint(
                condition=Q(residence__in=["urban", "rural"])
                | (Q(residence="") & ~Q(level="ward")),
                name="area_ward_has_residence",
            ),
            models.CheckConstraint(
                condition=Q(region__in=[*Region.values, ""]), name="area_region_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and keep the path of internal keys: the key is known only after the first save.

        An area that moves takes along everything inside it.
        """
        with transaction.atomic():
            super().save(*args, **kwargs)
            old, path = self.path, f"{self.parent.path if self.parent else ''}{self.pk}/"
            if path == old:
                return
            type(self).objects.filter(pk=self.pk).update(path=path)
            if old:
                tail = Substr("path", len(old) + 1)
                inside = type(self).objects.filter(path__startswith=old).exclude(pk=self.pk)
                inside.update(path=Concat(Value(path), tail))
            self.path = path

    def clean(self) -> None:
        """Refuse to move an area into itself."""
        if self.pk and self.parent and self.contains(self.parent):
            raise ValidationError(
                {"parent": _("Một địa bàn không thể nằm trong chính nó.")}, code="circle"
            )

    @property
    def short_name(self) -> str:
        """Return the name without its kind: 'Phường Huyền Tụng' -> 'Huyền Tụng'."""
        for kind in ("Phường ", "Xã ", "Thị trấn ", "Thành phố ", "Tỉnh "):
            if self.name.startswith(kind):
                return self.name.removeprefix(kind)
        return self.name

    @property
    def card_region(self) -> str:
        """Return the column of the B1 card that holds here: "urban", or the rural region."""
        return Residence.URBAN if self.residence == Residence.URBAN else self.region

    def contains(self, other: Area) -> bool:
        """Tell whether the other area is this one or lies inside it."""
        return other.path.startswith(self.path)


class AreaChange(models.Model):
    """A decision that merged, divided or renamed areas on one day."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("Sáp nhập")
        DIVIDE = "divide", _("Chia tách")
        RENAME = "rename", _("Đổi tên")

    kind = models.CharField(_("loại"), max_length=6, choices=Kind)
    effective_on = models.DateField(_("hiệu lực từ"))
    document = models.CharField(_("văn bản"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("thay đổi địa giới")
        verbose_name_plural = pgettext_lazy("plural", "thay đổi địa giới")
        ordering = ["-effective_on"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on:%d/%m/%Y}"


class Succession(models.Model):
    """Where the territory of a closed area went. `share` is the part of it, 0 to 1."""

    change = models.ForeignKey(
        AreaChange, models.PROTECT, related_name="successions", verbose_name=_("thay đổi")
    )
    predecessor = models.ForeignKey(
        Area, models.PROTECT, related_name="successors", verbose_name=_("đơn vị cũ")
    )
    successor = models.ForeignKey(
        Area, models.PROTECT, related_name="predecessors", verbose_name=_("đơn vị mới")
    )
    share = models.DecimalField(_("phần chuyển sang"), max_digits=5, decimal_places=4, default=1)

    class Meta:
        verbose_name = _("đơn vị kế thừa")
        verbose_name_plural = pgettext_lazy("plural", "đơn vị kế thừa")
        ordering = ["predecessor"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="succession_once_per_pair"
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0) & Q(share__lte=1), name="succession_share_is_a_part"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="succession_leads_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class AreaOutline(models.Model):
    """The border of an area on the map. An area has its own dates, and so has its outline.

    `rings` are simplified: a list of polygons, each a list of rings of [longitude, latitude],
    the outer ring first.
    """

    area = models.OneToOneField(
        Area, models.PROTECT, related_name="outline", verbose_name=_("địa bàn")
    )
    rings = models.JSONField(_("đường ranh giới"))
    source = models.CharField(_("nguồn"), max_length=300)
    loaded_at = models.DateTimeField(_("nạp lúc"))

    class Meta:
        verbose_name = _("ranh giới trên bản đồ")
        verbose_name_plural = pgettext_lazy("plural", "ranh giới trên bản đồ")
        ordering = ["area__path"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="area_outline_has_source")
        ]

    def __str__(self) -> str:
        return str(self.area)


class AreaTotal(models.Model):
    """All households and persons of a ward at a review: the denominator of every rate.

    A city's total is the sum of its wards. `year` is the review round's year.
    """

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="totals", verbose_name=_("phường, xã")
    )
    year = models.PositiveSmallIntegerField(_("đợt rà soát năm"))
    households = models.PositiveIntegerField(_("tổng số hộ"))
    persons = models.PositiveIntegerField(_("tổng số nhân khẩu"))
    as_of = models.DateField(_("tính đến ngày"))
    source = models.CharField(_("nguồn"), max_length=300)

    class Meta:
        verbose_name = _("tổng số hộ, nhân khẩu")
        verbose_name_plural = pgettext_lazy("plural", "tổng số hộ, nhân khẩu")
        ordering = ["-year", "area__path"]
        constraints = [
            models.UniqueConstraint(fields=["area", "year"], name="area_total_once_a_year"),
            models.CheckConstraint(
                condition=Q(persons__gte=F("households")) & Q(households__gte=1),
                name="area_total_persons_cover_households",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2015) & Q(year__lte=2100), name="area_total_year"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="area_total_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}"
