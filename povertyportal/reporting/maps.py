"""The map of a figure: its wards, or the units of today, each with its value and its page."""

from povertyportal.areas.models import Area, AreaOutline
from povertyportal.reporting.figures import Figure
from povertyportal.reporting.spread import Share, spread
from povertyportal.ui.maps import Choropleth, Direction, Place, TileMap, area_map

DIRECTIONS: dict[str, Direction] = {"up": "up", "down": "down"}


def map_of(found: Figure, *, title: str) -> Choropleth | TileMap | None:
    """Return the map of a figure's wards; nothing where less than two can be placed."""
    shares = [share for share in spread(found) if share.area.level == Area.Level.WARD]
    outlines = AreaOutline.objects.filter(area__in=[share.area for share in shares])
    rings = dict(outlines.values_list("area", "rings"))
    return area_map(
        [_place(share, rings.get(share.area.pk, [])) for share in shares],
        title=title,
        unit=found.unit_label,
        direction=DIRECTIONS.get(found.indicator.direction, "none"),
    )


def _place(share: Share, outline: list[list[list[list[float]]]]) -> Place:
    area = share.area
    column, row = area.tile_column, area.tile_row
    return Place(
        label=area.short_name,
        value=None if share.value is None else float(share.value),
        text=share.text,
        url=share.url,
        note=share.remark,
        tile=None if column is None or row is None else (column, row),
        outline=outline,
    )
