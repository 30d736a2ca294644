"""Which places a user may ask for: the own areas, and units of today that are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area, AreaTotal
from povertyportal.areas.succession import Lineage, lineage_on

LEVELS = (Area.Level.CITY, Area.Level.WARD)


@dataclass(frozen=True)
class Places:
    """The areas whose figures a user may see, and the units of a day made of them, by key."""

    own: dict[int, Area]
    units: dict[int, Area]
    lineage: Lineage

    @property
    def known(self) -> dict[str, Area]:
        """Return every place by its key as an address carries it."""
        return {str(key): area for key, area in (self.own | self.units).items()}

    def parts_of(self, area: Area) -> tuple[Area, ...]:
        """Return those of the own areas that a unit of the day is made of, itself among them.

        Nothing for a place that is made of no other: then it counts itself.
        """
        origins = self.lineage.origins(area.pk)
        parts = tuple(own for own in self.own.values() if own.pk in origins)
        return () if parts == (area,) else parts


def places_for(user: User, *, units_on: date | None = None) -> Places:
    """Return the places of a user; with a day also its units whose older areas they may all see."""
    visible = user.areas(Permission.FIGURE_VIEW).filter(level__in=LEVELS)
    own = {area.pk: area for area in visible}
    if units_on is None:
        return Places(own, {}, Lineage({}, {}))
    lineage = lineage_on(units_on)
    heirs = {lineage.heir(key) for key in own} - own.keys()
    older = {key: lineage.origins(key) - {key} for key in heirs}
    unseen = _kept({key for origins in older.values() for key in origins} - own.keys())
    whole = [key for key, origins in older.items() if not origins & unseen]
    units = Area.objects.valid_on(units_on).filter(pk__in=whole, level__in=LEVELS)
    return Places(own, {area.pk: area for area in units}, lineage)


def _kept(keys: set[int]) -> set[int]:
    """Return those of the areas whose households are kept here: they have villages or a total.

    Territory that no record speaks of takes nothing from what may be seen.
    """
    villages = Exists(Area.objects.filter(parent=OuterRef("pk")))
    totals = Exists(AreaTotal.objects.filter(area=OuterRef("pk")))
    kept = Area.objects.filter(Q(villages) | Q(totals), pk__in=keys)
    return set(kept.values_list("pk", flat=True))
