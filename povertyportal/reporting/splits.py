"""How a plan of the city is split over its wards, and whether the parts add up."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from povertyportal.areas.models import Area
from povertyportal.reporting.models import Target
from povertyportal.reporting.registry import all_indicators, get_indicator
from povertyportal.reporting.units import is_additive, shown, trimmed


@dataclass(frozen=True)
class Split:
    """A plan of the city with the plans of its wards for the same figure and days."""

    target: Target
    parts: list[Target]

    @property
    def is_additive(self) -> bool:
        """Tell whether the parts can be added: counts and money can, rates cannot."""
        return is_additive(get_indicator(self.target.key).unit)

    @property
    def total(self) -> Decimal:
        """Return the sum of the parts."""
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def words(self) -> str:
        """Say whether the parts add up: not split, cannot be added, equal, or off by how much."""
        return in_words(
            self.target.key, value=self.target.value, parts=len(self.parts), total=self.total
        )

    @property
    def tone(self) -> str:
        """Return the tone of the words."""
        if not self.parts or not self.is_additive:
            return "neutral"
        return "good" if self.total == self.target.value else "bad"


def in_words(key: str, *, value: Decimal, parts: int, total: Decimal | None) -> str:
    """Say how the sum of the parts stands to the plan they share."""
    unit = get_indicator(key).unit
    if not parts:
        return _("chưa chia")
    if not is_additive(unit):
        return _("không cộng được")
    gap = (total or Decimal(0)) - value
    if not gap:
        return _("khớp")
    return _("lệch %(gap)s") % {"gap": ("+" if gap > 0 else "") + shown(trimmed(gap), unit)}


def parts_of(target: Target) -> QuerySet[Target]:
    """Return the plans of the wards that split this one."""
    return Target.objects.filter(
        key=target.key,
        period_from=target.period_from,
        period_to=target.period_to,
        area__parent=target.area_id,
    ).select_related("area")


def split_of(target: Target) -> Split:
    """Return the plan with its parts, in the order of areas."""
    return Split(target, list(parts_of(target).order_by("area__path")))


def wards_of(target: Target) -> list[Area]:
    """Return the wards a plan can be split to: those of its first day, and those that have one."""
    found = Area.objects.filter(parent=target.area_id, level=Area.Level.WARD)
    first = Q(valid_from__lte=target.period_from) & (
        Q(valid_to=None) | Q(valid_to__gte=target.period_from)
    )
    return list(found.filter(first | Q(pk__in=parts_of(target).values("area"))).order_by("path"))


def with_parts(rows: QuerySet[Target]) -> QuerySet[Any]:
    """Add to each plan how many wards share it, and the sum of their parts."""
    parts = (
        Target.objects.filter(
            key=OuterRef("key"),
            period_from=OuterRef("period_from"),
            period_to=OuterRef("period_to"),
            area__parent=OuterRef("area"),
        )
        .order_by()
        .values("key")
    )
    return rows.annotate(
        part_count=Coalesce(Subquery(parts.annotate(n=Count("pk")).values("n")), 0),
        part_sum=Subquery(parts.annotate(v=Sum("value")).values("v")),
    )


def uneven(rows: QuerySet[Target]) -> QuerySet[Any]:
    """Keep the plans whose parts can be added and do not add up."""
    return _split(rows).exclude(part_sum=F("value"))


def even(rows: QuerySet[Target]) -> QuerySet[Any]:
    """Keep the plans whose parts add up."""
    return _split(rows).filter(part_sum=F("value"))


def _split(rows: QuerySet[Target]) -> QuerySet[Any]:
    keys = [each.key for each in all_indicators() if is_additive(each.unit)]
    return with_parts(rows).filter(key__in=keys, part_count__gt=0)
