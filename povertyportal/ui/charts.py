"""Turn values into the geometry of charts; the templates in templates/charts make it visible.

Nothing here knows Django or colours: a builder takes data and returns a frozen picture with
coordinates in the units of its view box and the names of the CSS classes that colour it.
A value of None is a gap ("chưa có số liệu") and never drawn as zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Direction = Literal["up", "down"]

WIDTH = 420.0


@dataclass(frozen=True)
class Datum:
    """One value to draw; `text` is the value as people read it, `url` its records.

    `note` is what must be known to read it, such as a part that it leaves out.
    """

    label: str
    value: float | None
    url: str = ""
    text: str = ""
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Series:
    """A line of its own: values counted under one rule, never joined with another rule's."""

    label: str
    points: Sequence[Datum]


@dataclass(frozen=True)
class Bar:
    """A horizontal bar; `width` is None where there is no value."""

    datum: Datum
    y: float
    width: float | None
    bar_y: float
    text_x: float
    text_y: float


@dataclass(frozen=True)
class BarChart:
    """Bars ready to draw, with their size."""

    title: str
    unit: str
    height: float
    bars: tuple[Bar, ...]
    label_x: float = 156
    bar_x: float = 166
    width: float = WIDTH
    template_name: str = "charts/bars.html"


@dataclass(frozen=True)
class Point:
    """A mark of a line; y is None where there is no value. Labels sit above or below it."""

    datum: Datum
    x: float
    y: float | None
    label_y: float


@dataclass(frozen=True)
class Segment:
    """A straight piece of a line between two points."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Line:
    """The points and segments of one series."""

    label: str
    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    css: str


@dataclass(frozen=True)
class Tick:
    """A label on an axis."""

    label: str
    x: float
    anchor: str


@dataclass(frozen=True)
class LineChart:
    """Lines ready to draw, with the labels below them."""

    title: str
    unit: str
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    is_compact: bool
    width: float
    height: float
    axis_y: float
    tick_y: float
    template_name: str = "charts/line.html"


@dataclass(frozen=True)
class Bullet:
    """A value as a bar with its plan as a tick; tone says whether the plan is met."""

    title: str
    text: str
    plan_text: str
    url: str
    value_width: float | None
    plan_x: float | None
    tone: str
    width: float = 240
    height: float = 16
    template_name: str = "charts/bullet.html"


@dataclass(frozen=True)
class Part:
    """A share of a stacked bar; a zero or missing share has no width and stays in the table."""

    datum: Datum
    x: float
    width: float
    share: float | None
    css: str


@dataclass(frozen=True)
class StackedBar:
    """Parts of a whole ready to draw."""

    title: str
    unit: str
    parts: tuple[Part, ...]
    width: float = WIDTH
    height: float = 24
    template_name: str = "charts/stack.html"


@dataclass(frozen=True)
class TableRow:
    """A row of a table of bars; `width` is out of 100, None where there is no value."""

    datum: Datum
    width: float | None


@dataclass(frozen=True)
class BarTable:
    """A table whose numbers are drawn beside them, for labels too long for a chart."""

    title: str
    unit: str
    rows: tuple[TableRow, ...]
    template_name: str = "charts/bar_table.html"


Chart = BarTable | BarChart | LineChart | Bullet | StackedBar


def _numbers(items: Iterable[Datum]) -> list[float]:
    return [float(item.value) for item in items if item.value is not None]


def bar_chart(items: Sequence[Datum], *, title: str, unit: str = "") -> BarChart:
    """Lay out horizontal bars from zero, in the order given.

    The longest bar leaves room for the text behind it; negative values are drawn by size.
    """
    step, room = 32.0, 200.0
    largest = max((abs(number) for number in _numbers(items)), default=0.0)
    bars = []
    for index, item in enumerate(items):
        width = None if item.value is None else abs(float(item.value)) / (largest or 1) * room
        if width:
            width = max(width, 2.0)
        y = index * step
        bars.append(Bar(item, y, width, y + 6, 166 + (width or 0) + 8, y + 21))
    return BarChart(title, unit, max(step * len(items), step), tuple(bars))


def bar_table(items: Sequence[Datum], *, title: str, unit: str = "") -> BarTable:
    """Lay out a table in the order given, each number with a bar; negative ones by size."""
    largest = max((abs(number) for number in _numbers(items)), default=0.0)
    rows = []
    for item in items:
        width = None if item.value is None else abs(float(item.value)) / (largest or 1) * 100
        rows.append(TableRow(item, max(width, 0.8) if width else width))
    return BarTable(title, unit, tuple(rows))


def line_chart(
    series: Sequence[Series], *, title: str, unit: str = "", is_compact: bool = False
) -> LineChart:
    """Lay out one line per series over the labels of all, without joining them or gaps.

    Labels keep the order in which they first appear. The scale spans the values, so that a
    small fall still shows as a fall; every point carries its number. The compact picture
    fits a tile.
    """
    labels = list(dict.fromkeys(point.label for line in series for point in line.points))
    numbers = [number for line in series for number in _numbers(line.points)]
    width, height = (260.0, 92.0) if is_compact else (WIDTH, 190.0)
    left, right, top, bottom = 30.0, width - 30.0, 28.0, height - 46.0
    low, high = min(numbers, default=0.0), max(numbers, default=0.0)
    spread = (high - low) or abs(high) or 1.0
    floor, ceiling = low - spread * 0.15, high + spread * 0.05
    if high == low:
        floor, ceiling = low - spread, high + spread

    def place_x(label: str) -> float:
        if len(labels) == 1:
            return (left + right) / 2
        return left + (right - left) * labels.index(label) / (len(labels) - 1)

    def place(datum: Datum) -> Point:
        if datum.value is None:
            return Point(datum, place_x(datum.label), None, bottom)
        y = bottom - (bottom - top) * (float(datum.value) - floor) / (ceiling - floor)
        return Point(datum, place_x(datum.label), y, y - 12)

    lines = []
    for number, line in enumerate(series):
        points = tuple(place(datum) for datum in line.points)
        segments = tuple(
            Segment(a.x, a.y, b.x, b.y)
            for a, b in pairwise(points)
            if a.y is not None and b.y is not None
        )
        lines.append(Line(line.label, points, segments, f"line-{number % 3}"))
    ticks = tuple(Tick(label, place_x(label), "middle") for label in labels)
    return LineChart(
        title,
        unit,
        tuple(lines),
        ticks,
        is_compact=is_compact,
        width=width,
        height=height,
        axis_y=height - 28,
        tick_y=height - 10,
    )


def bullet(
    value: float | None,
    plan: float | None,
    *,
    direction: Direction = "up",
    title: str = "",
    text: str = "",
    plan_text: str = "",
    url: str = "",
) -> Bullet:
    """Lay out a value against its plan.

    `direction` "up" means that reaching or passing the plan is good, "down" that staying at
    or below it is. The larger of both fills most of the width, so neither is ever cut off.
    """
    width = 240.0
    scale = max(abs(float(value or 0)), abs(float(plan or 0))) * 1.1 or 1.0
    tone = "neutral"
    if value is not None and plan is not None:
        met = value >= plan if direction == "up" else value <= plan
        tone = "good" if met else "bad"
    return Bullet(
        title=title,
        text=text,
        plan_text=plan_text,
        url=url,
        value_width=None if value is None else max(float(value), 0.0) / scale * width,
        plan_x=None if plan is None else max(float(plan), 0.0) / scale * width,
        tone=tone,
    )


def stacked_bar(items: Sequence[Datum], *, title: str, unit: str = "") -> StackedBar:
    """Lay out the parts of a whole on one line; `tone` of a datum picks its colour class."""
    total = sum(_numbers(items))
    tones = ("navy", "light", "gold", "neutral")
    parts, x = [], 0.0
    for index, item in enumerate(items):
        share = None if item.value is None or not total else float(item.value) / total
        width = max(share or 0.0, 0.0) * WIDTH
        css = f"part-{item.tone or tones[index % len(tones)]}"
        parts.append(Part(item, x, width, share, css))
        x += width
    return StackedBar(title, unit, tuple(parts))
