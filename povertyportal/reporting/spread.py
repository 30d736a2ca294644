"""A figure spread over its areas: each with its value, its own page, and what it leaves out."""

from dataclasses import dataclass

from povertyportal.areas.models import Area
from povertyportal.reporting.figures import Figure, figure_url
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Number, shown


@dataclass(frozen=True, kw_only=True)
class Share:
    """The figure of one area. `remark` names the parts that its number leaves out."""

    area: Area
    value: Number | None
    text: str
    url: str
    remark: str


def spread(found: Figure) -> list[Share]:
    """Return the figure of each area that its rows carry, or of each unit of today, by path.

    A ward without records has a real 0 where others have some. A share leads to the same question
    of its area; only a ward has a page of its own. The bars and the map of one page ask once.
    """
    key = ("spread", found.key, found.asked.is_chosen)
    return found.asked.remember(key, lambda: _read(found))


def _read(found: Figure) -> list[Share]:
    values = dict(found.indicator.by_area(found.scope))
    if found.indicator.is_sum and values.keys() - {None, found.scope.area.pk}:
        for ward in _wards(found.scope):
            values.setdefault(ward, 0)
    areas = list(Area.objects.filter(pk__in=[key for key in values if key]))
    remarks = found.scope.remarks(areas)
    return [
        Share(
            area=area,
            value=values[area.pk],
            text=shown(values[area.pk], found.indicator.unit),
            url=figure_url(found.key, scope=found.asked.of_area(area))
            if area.level == Area.Level.WARD
            else "",
            remark=remarks.get(area.pk, ""),
        )
        for area in areas
    ]


def left_out(scope: Scope) -> list[str]:
    """Return what each unit of today leaves out, after its name; nothing by the boundaries then."""
    units = list(Area.objects.filter(pk__in=_wards(scope))) if scope.conversion else []
    remarks = scope.remarks(units)
    return [f"{unit.name}: {remarks[unit.pk]}" for unit in units if remarks[unit.pk]]


def _wards(scope: Scope) -> set[int]:
    """Return the wards of the window's last day, or the units they are part of today."""
    wards = Area.objects.inside(list(scope.territory)).wards().valid_on(scope.end)
    keys = set(wards.values_list("pk", flat=True))
    return {scope.conversion.lineage.heir(key) for key in keys} if scope.conversion else keys
