"""How the areas of a question stand to the units of a day: which went into which, what cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, Case, F, Value, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from povertyportal.areas.models import Area
from povertyportal.areas.succession import Lineage, lineage_on


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """The areas that count in a question, and those of them that belong to another unit by a day.

    `moved` holds the latter by the key of that unit.
    """

    day: date
    territory: tuple[Area, ...]
    lineage: Lineage
    moved: Mapping[int, list[Area]]

    def unit_of(self, name: str) -> Combinable:
        """Return the key of the unit that a row counts for, by the foreign key to its area."""
        own = F(f"{name}_id")
        if not self.moved:
            return own
        moves = (
            When(**{f"{name}_id__in": [area.pk for area in areas]}, then=Value(unit))
            for unit, areas in self.moved.items()
        )
        return Case(*moves, default=own, output_field=BigIntegerField())

    def remarks(self, units: Iterable[Area], *, start: date, end: date) -> dict[int, str]:
        """Say of each ward which of its parts its number leaves out, '' where it is whole.

        Only areas that existed between the two days can have left records out.
        """
        wanted = [unit for unit in units if unit.level == Area.Level.WARD]
        names = Area.objects.in_bulk({key for unit in wanted for key in self._related(unit)})
        there = {
            key: area
            for key, area in names.items()
            if area.valid_from <= end and (area.valid_to is None or area.valid_to >= start)
        }
        return {unit.pk: self._remark(unit, names, there) for unit in wanted}

    def _related(self, unit: Area) -> frozenset[int]:
        lineage = self.lineage
        return lineage.origins(unit.pk) | lineage.fragments(unit.pk) | lineage.sharers(unit.pk)

    def _remark(self, unit: Area, names: Mapping[int, Area], there: Mapping[int, Area]) -> str:
        if self.lineage.heir(unit.pk) != unit.pk:
            return ""
        if sharers := self.lineage.sharers(unit.pk):
            heirs = _names(names[key] for key in sharers)
            return _("Không quy đổi được: địa giới đã chia cho %(heirs)s.") % {"heirs": heirs}
        if unit.valid_to is not None and unit.valid_to < self.day:
            return _("Không quy đổi được: chưa ghi đơn vị hiện nay của địa bàn này.")
        origins = [there[key] for key in self.lineage.origins(unit.pk) if key in there]
        counted = [area for area in origins if self._counts(area)]
        left_out = [area for area in origins if not self._counts(area)]
        divided = [there[key] for key in self.lineage.fragments(unit.pk) if key in there]
        return " ".join(filter(None, (_missing(counted, left_out), _undivided(divided))))

    def _counts(self, area: Area) -> bool:
        return any(part.contains(area) for part in self.territory)


def conversion(territory: tuple[Area, ...], *, day: date) -> Conversion:
    """Read what became of the areas by the day; two queries, whatever their number."""
    lineage = lineage_on(day)
    moved: dict[int, list[Area]] = defaultdict(list)
    inside = Area.objects.inside(list(territory)).filter(successors__isnull=False).distinct()
    for area in inside:
        heir = lineage.heir(area.pk)
        if heir != area.pk:
            moved[heir].append(area)
    return Conversion(day=day, territory=territory, lineage=lineage, moved=dict(moved))


def _missing(counted: list[Area], left_out: list[Area]) -> str:
    if not left_out:
        return ""
    names = {"parts": _names(counted), "missing": _names(left_out)}
    if not counted:
        return _("Không gồm %(missing)s.") % names
    return _("Chỉ gồm phần %(parts)s; không gồm %(missing)s.") % names


def _undivided(divided: list[Area]) -> str:
    if not divided:
        return ""
    return _("Phần tách từ %(areas)s không quy đổi được.") % {"areas": _names(divided)}


def _names(areas: Iterable[Area]) -> str:
    return ", ".join(area.name for area in sorted(areas, key=lambda area: area.path))
