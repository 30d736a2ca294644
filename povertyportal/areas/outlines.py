"""Read the borders of areas from GeoJSON and simplify them, so that neighbours keep one line.

A border between two areas is found by the points that both rings have. It is simplified once, as
an arc between the places where three areas meet, and both rings take the result: no gap opens.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise
from math import inf
from typing import Any

from django.utils.translation import gettext as _

Point = tuple[float, float]
Ring = list[Point]
Rings = list[list[Ring]]

MAX_BYTES = 60 * 1024 * 1024
MAX_POINTS = 2_000_000
WEST, SOUTH, EAST, NORTH = 102.0, 6.0, 118.0, 24.0
"""The box around the mainland, Hoàng Sa and Trường Sa."""

METRES_PER_DEGREE = 111_320
WGS84 = ("CRS84", "4326")
CODE = re.compile(r"[0-9A-Za-z.-]{1,20}")


@dataclass(frozen=True)
class Outline:
    """The border of the area with this code: polygons of rings, the outer ring first."""

    code: str
    rings: Rings


class Broken(ValueError):
    """A file or feature that is no border, and why."""


def read_outlines(content: bytes, *, code_property: str) -> tuple[list[Outline], list[str]]:
    """Return the borders of a GeoJSON file and what is wrong with it, feature by feature."""
    try:
        features = _features(content)
    except Broken as error:
        return [], [str(error)]
    found: dict[str, Outline] = {}
    errors = []
    for number, feature in enumerate(features, start=1):
        try:
            outline = _outline(feature, code_property=code_property)
            if outline.code in found:
                raise Broken(_("Mã %(code)s đã có ở trên.") % {"code": outline.code})
        except Broken as error:
            errors.append(_("Đối tượng %(n)s: %(error)s") % {"n": number, "error": error})
        else:
            found[outline.code] = outline
    if sum(len(ring) for each in found.values() for ring in _all_rings(each.rings)) > MAX_POINTS:
        errors.append(
            _("Tệp có quá %(n)s điểm. Hãy chia nhỏ.") % {"n": f"{MAX_POINTS:,}".replace(",", ".")}
        )
    return list(found.values()), errors


def _features(content: bytes) -> list[Any]:
    if len(content) > MAX_BYTES:
        raise Broken(_("Tệp lớn hơn %(n)s MB.") % {"n": MAX_BYTES // 1024**2})
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Broken(_("Tệp không phải là GeoJSON viết bằng UTF-8.")) from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or data.get("type") != "FeatureCollection" or not features:
        raise Broken(_("Tệp phải là một FeatureCollection có ít nhất một đối tượng."))
    if (system := data.get("crs")) and not any(name in json.dumps(system) for name in WGS84):
        raise Broken(_("Toạ độ phải theo hệ WGS84 (EPSG:4326)."))
    return features


def _outline(feature: Any, *, code_property: str) -> Outline:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = properties.get(code_property) if isinstance(properties, dict) else None
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise Broken(
            _("Thuộc tính %(name)s phải là mã viết dưới dạng chữ (dạng số thì mất số 0 ở đầu).")
            % {"name": code_property}
        )
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise Broken(_("%(code)s: hình phải là Polygon hoặc MultiPolygon.") % {"code": code})
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    try:
        if not _is_list(polygons):
            raise Broken(_("không có đa giác nào."))
        return Outline(code, [_polygon(polygon) for polygon in polygons])
    except Broken as error:
        raise Broken(f"{code}: {error}") from None


def _polygon(rings: Any) -> list[Ring]:
    if not _is_list(rings):
        raise Broken(_("một đa giác không có vòng nào."))
    return [_ring(ring) for ring in rings]


def _ring(points: Any) -> Ring:
    """Return a closed ring rounded to a tenth of a metre, by which shared points are the same."""
    if not _is_list(points):
        raise Broken(_("một vòng không có điểm nào."))
    ring: Ring = []
    for point in map(_point, points):
        if not ring or ring[-1] != point:
            ring.append(point)
    if ring[0] != ring[-1]:
        raise Broken(_("một vòng không khép kín."))
    if len(ring) < 4 or not _area(ring):
        raise Broken(_("một vòng không có diện tích."))
    return ring


def _point(value: Any) -> Point:
    if not _is_list(value) or len(value) < 2 or not all(map(_is_number, value[:2])):
        raise Broken(_("một điểm không phải là hai số."))
    longitude, latitude = value[:2]
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        raise Broken(
            _("điểm %(point)s nằm ngoài Việt Nam (kinh độ trước, vĩ độ sau).")
            % {"point": f"{longitude}, {latitude}"}
        )
    return round(float(longitude), 6), round(float(latitude), 6)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _area(points: Sequence[Point]) -> float:
    """Return the area of a ring or a triangle, in square degrees."""
    closed = [*points, points[0]]
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(closed))) / 2


def simplified(outlines: Iterable[Outline], *, tolerance: float) -> list[Outline]:
    """Return the outlines without the bends that are smaller than a square of so many metres."""
    borders = list(outlines)
    meetings = _meetings(ring for each in borders for ring in _all_rings(each.rings))
    known: dict[tuple[Point, ...], Ring] = {}
    smallest = (tolerance / METRES_PER_DEGREE) ** 2

    def simpler(ring: Ring) -> Ring:
        points: Ring = []
        for arc in _arcs(ring, meetings):
            forth = min(arc, arc[::-1])
            if forth not in known:
                known[forth] = _visvalingam(forth, smallest=smallest)
            line = known[forth] if forth == arc else known[forth][::-1]
            points += line[:-1]
        return [*points, points[0]]

    return [
        Outline(each.code, [[simpler(ring) for ring in polygon] for polygon in each.rings])
        for each in borders
    ]


def _all_rings(rings: Rings) -> Iterator[Ring]:
    for polygon in rings:
        yield from polygon


def _meetings(rings: Iterable[Ring]) -> set[Point]:
    """Return the points where borders part: their neighbours are not the same two everywhere."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for first, second in pairwise(ring):
            neighbours[first].add(second)
            neighbours[second].add(first)
    return {point for point, others in neighbours.items() if len(others) != 2}


def _arcs(ring: Ring, meetings: set[Point]) -> list[tuple[Point, ...]]:
    """Cut a ring where borders meet; one that meets none starts at the same point in any ring."""
    open_ring = ring[:-1]
    cuts = [place for place, point in enumerate(open_ring) if point in meetings]
    start = cuts[0] if cuts else open_ring.index(min(open_ring))
    turned = [*open_ring[start:], *open_ring[: start + 1]]
    places = [*((cut - start) for cut in cuts or [start]), len(open_ring)]
    return [tuple(turned[first : last + 1]) for first, last in pairwise(places)]


def _visvalingam(arc: Sequence[Point], *, smallest: float) -> Ring:
    """Take away the point that spans the smallest triangle, until none is below the limit.

    The ends stay, and enough between them that no ring made of arcs loses its area.
    """
    last = len(arc) - 1
    before, after = list(range(-1, last)), list(range(1, last + 2))

    def size(place: int) -> float:
        return _area([arc[before[place]], arc[place], arc[after[place]]])

    sizes = [inf, *(size(place) for place in range(1, last)), inf]
    heap = [(sizes[place], place) for place in range(1, last)]
    heapify(heap)
    kept = len(arc)
    least = 4 if arc[0] == arc[-1] else 3
    gone: set[int] = set()
    while heap and kept > least:
        found, place = heappop(heap)
        if place in gone or found != sizes[place]:
            continue
        if found >= smallest:
            break
        gone.add(place)
        kept -= 1
        after[before[place]], before[after[place]] = after[place], before[place]
        for near in (before[place], after[place]):
            if 0 < near < last:
                sizes[near] = max(size(near), found)
                heappush(heap, (sizes[near], near))
    return [point for place, point in enumerate(arc) if place not in gone]
