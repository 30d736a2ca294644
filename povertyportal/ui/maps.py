"""Turn values of areas into maps: outlines where every area has one, else tiles on a grid.

As in `charts`, nothing here knows Django or colours. Areas are ranked and put into steps s0 to s6:
the darker, the worse. Where no way is better, the darker, the higher.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Literal

Direction = Literal["up", "down", "none"]
Ring = Sequence[Sequence[float]]
Polygon = Sequence[Ring]

STEPS = 7
"""Number of colour steps."""

WIDTH, HEIGHT = 460.0, 420.0
"""The box that outlines are fitted into."""

LETTER, DIGIT, LINE = 9.0, 11.5, 17.0
"""The mean width of a letter of a name and of a digit on the map, and the height of a line."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """An area with its value. `text` is the value as people read it, `url` its records.

    `tile` is its column and row on the grid, counted from 0; `outline` its polygons, each a list of
    rings of longitude and latitude. `note` is what must be known to read the value.
    """

    label: str
    value: float | None
    text: str = ""
    url: str = ""
    note: str = ""
    tile: tuple[int, int] | None = None
    outline: Sequence[Polygon] = ()

    @property
    def short(self) -> str:
        """Return the value for the map itself: a gap is a question mark."""
        return "?" if self.value is None else self.text


@dataclass(frozen=True)
class Mark:
    """A place with its colour step and its rank, 1 the best; equal values share a rank."""

    datum: Place
    css: str
    rank: int | None


@dataclass(frozen=True)
class Step:
    """One colour of the legend with the values it stands for; '' where there is no value."""

    css: str
    text: str


@dataclass(frozen=True)
class Words:
    """A line of text with its place."""

    text: str
    x: float
    y: float
    is_value: bool = False


@dataclass(frozen=True)
class Tile:
    """A mark as a tile: its corner and its words."""

    mark: Mark
    x: float
    y: float
    words: tuple[Words, ...]


@dataclass(frozen=True)
class Shape:
    """A mark as an outline: the path of an SVG, and its words where they fit."""

    mark: Mark
    path: str
    words: tuple[Words, ...]


@dataclass(frozen=True, kw_only=True)
class Map:
    """What both maps have: the marks by rank, those without a value last, and the legend."""

    title: str
    unit: str
    direction: Direction
    rows: tuple[Mark, ...]
    legend: tuple[Step, ...]
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class TileMap(Map):
    """Tiles ready to draw."""

    tiles: tuple[Tile, ...]
    tile_width: float = 128
    tile_height: float = 84
    template_name: str = "charts/tilemap.html"


@dataclass(frozen=True, kw_only=True)
class Choropleth(Map):
    """Outlines ready to draw."""

    shapes: tuple[Shape, ...]
    template_name: str = "charts/choropleth.html"


def area_map(
    places: Sequence[Place], *, title: str, unit: str = "", direction: Direction = "none"
) -> TileMap | Choropleth | None:
    """Draw the outlines if every place has one, tiles if each has its own, otherwise nothing.

    `direction` says which way is good: "up" makes low values dark, "down" high ones.
    """
    tiles = {place.tile for place in places if place.tile is not None}
    if len(places) < 2:
        return None
    if all(place.outline for place in places):
        return _choropleth(places, title=title, unit=unit, direction=direction)
    if len(tiles) == len(places):
        return _tile_map(places, title=title, unit=unit, direction=direction)
    return None


def _marks(places: Iterable[Place], *, direction: Direction) -> list[Mark]:
    """Rank the places, the best first, and give each its colour."""
    known = [place.value for place in places if place.value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)

    def css(value: float | None) -> str:
        if value is None:
            return "s-none"
        if high == low:
            return f"s{STEPS // 2}"
        step = min(int((value - low) / (high - low) * STEPS), STEPS - 1)
        return f"s{STEPS - 1 - step if direction == 'up' else step}"

    def rank(value: float | None) -> int | None:
        if value is None:
            return None
        return 1 + sum(other < value if direction == "down" else other > value for other in known)

    marks = [Mark(place, css(place.value), rank(place.value)) for place in places]
    return sorted(marks, key=lambda mark: (mark.rank is None, mark.rank or 0, mark.datum.label))


def _legend(marks: Sequence[Mark]) -> tuple[Step, ...]:
    """Return each colour in use with its lowest and highest value, and last that of a gap."""
    known = [mark for mark in marks if mark.datum.value is not None]
    known.sort(key=lambda mark: mark.datum.value or 0)
    texts: dict[str, list[str]] = {}
    for mark in known:
        texts.setdefault(mark.css, []).append(mark.datum.text)
    steps = [
        Step(css, " – ".join(dict.fromkeys((found[0], found[-1])))) for css, found in texts.items()
    ]
    gap = [Step("s-none", "")] if len(known) < len(marks) else []
    return (*steps, *gap)


def _tile_map(places: Sequence[Place], *, title: str, unit: str, direction: Direction) -> TileMap:
    gap, tile_width, tile_height = 6.0, 128.0, 84.0
    marks = _marks(places, direction=direction)
    first_column = min(place.tile[0] for place in places if place.tile)
    first_row = min(place.tile[1] for place in places if place.tile)
    tiles = []
    for mark in marks:
        column, row = mark.datum.tile or (0, 0)
        x = (column - first_column) * (tile_width + gap)
        y = (row - first_row) * (tile_height + gap)
        names = _two_lines(mark.datum.label)
        words = _stack([*names, mark.datum.short], x=x + tile_width / 2, y=y + tile_height / 2)
        tiles.append(Tile(mark, x, y, words))
    return TileMap(
        title=title,
        unit=unit,
        direction=direction,
        rows=tuple(marks),
        legend=_legend(marks),
        width=max(tile.x for tile in tiles) + tile_width,
        height=max(tile.y for tile in tiles) + tile_height,
        tiles=tuple(sorted(tiles, key=lambda tile: (tile.y, tile.x))),
    )


def _stack(lines: Sequence[str], *, x: float, y: float) -> tuple[Words, ...]:
    """Set lines below each other around a middle; the last one is the value, and larger."""
    *names, value = lines
    top = y - (len(lines) * LINE + 7) / 2 + 13
    words = (Words(name, x, top + LINE * number) for number, name in enumerate(names))
    return (*words, Words(value, x, top + LINE * len(names) + 7, is_value=True))


def _two_lines(label: str, *, limit: int = 15) -> list[str]:
    """Break a long name once, at the space nearest to its middle."""
    spaces = [index for index, letter in enumerate(label) if letter == " "]
    if len(label) <= limit or not spaces:
        return [label]
    middle = min(spaces, key=lambda index: abs(index - len(label) / 2))
    return [label[:middle], label[middle + 1 :]]


def _choropleth(
    places: Sequence[Place], *, title: str, unit: str, direction: Direction
) -> Choropleth:
    """Project degrees onto the box, a degree of longitude shortened by the cosine of latitude."""
    points = [point for place in places for ring in _rings(place) for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = cos(radians((south + north) / 2))
    scale = min(
        WIDTH / ((east - west) * shrink or 1.0),
        HEIGHT / ((north - south) or 1.0),
    )

    def project(ring: Ring) -> list[tuple[float, float]]:
        return [((lon - west) * shrink * scale, (north - lat) * scale) for lon, lat in ring]

    marks = _marks(places, direction=direction)
    shapes = []
    for mark in marks:
        polygons = [[project(ring) for ring in polygon] for polygon in mark.datum.outline]
        path = " ".join(_path(ring) for polygon in polygons for ring in polygon)
        shapes.append(Shape(mark, path, _label(mark.datum, polygons)))
    return Choropleth(
        title=title,
        unit=unit,
        direction=direction,
        rows=tuple(marks),
        legend=_legend(marks),
        width=(east - west) * shrink * scale,
        height=(north - south) * scale,
        shapes=tuple(shapes),
    )


def _rings(place: Place) -> Iterator[Ring]:
    for polygon in place.outline:
        yield from polygon


def _path(ring: Sequence[tuple[float, float]]) -> str:
    """Return a closed ring as a path; its last point is its first."""
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in ring[:-1]) + "Z"


def _label(place: Place, polygons: Sequence[Polygon]) -> tuple[Words, ...]:
    """Return name and value where the area has room for them, else the value, else nothing."""
    for names in ([place.label], _two_lines(place.label, limit=5), []):
        width = max([LETTER * len(name) for name in names] + [DIGIT * len(place.short)])
        middle = _room(polygons, width=width, height=LINE * (len(names) + 1) + 7)
        if middle:
            return _stack([*names, place.short], x=middle[0], y=middle[1])
    return ()


def _room(
    polygons: Sequence[Polygon], *, width: float, height: float
) -> tuple[float, float] | None:
    """Return the middle of a box inside one of the polygons, as near to its mid-height as can be.

    The box is tried along three horizontals.
    """
    for polygon in polygons:
        top, bottom = min(p[1] for p in polygon[0]), max(p[1] for p in polygon[0])
        centre = (top + bottom) / 2
        for step in sorted(range(1, 20), key=lambda step: abs(step - 10)):
            y = centre + (bottom - top) * (step - 10) / 20
            spans = _common([_spans(polygon, y + part * height / 2) for part in (-1, 0, 1)])
            left, right = max(spans, key=lambda span: span[1] - span[0], default=(0.0, 0.0))
            if right - left >= width:
                return (left + right) / 2, y
    return None


def _spans(polygon: Polygon, y: float) -> list[tuple[float, float]]:
    """Return where the horizontal at y runs inside the polygon."""
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for ring in polygon
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 <= y) != (y2 <= y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=True))


def _common(spans: Sequence[Sequence[tuple[float, float]]]) -> Iterator[tuple[float, float]]:
    """Return what lies in a span of every line."""
    first, *others = spans
    for left, right in first:
        for other_left, other_right in _common(others) if others else [(left, right)]:
            if max(left, other_left) < min(right, other_right):
                yield max(left, other_left), min(right, other_right)
