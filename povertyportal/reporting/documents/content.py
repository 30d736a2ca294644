"""What stands on a paper, apart from how it is drawn.

Texts come from records that people typed: they may hold anything. Each is cleaned here once
(control characters and directions out), and each renderer escapes it for its own format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

_NOT_TEXT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def plain(text: object) -> str:
    """Return the text as every format can hold it: no control marks, no lone surrogates."""
    return _NOT_TEXT.sub(" ", str(text)).strip(" ")


class Align(StrEnum):
    """Where the lines of a text stand."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    JUSTIFY = "justify"


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """One paragraph; `lead` is a bold beginning ("Điều 1."), `indent` that of a running text.

    One that `keeps_next` stands on the page of what follows, as a heading does.
    """

    kind: ClassVar[str] = "paragraph"
    text: str
    lead: str = ""
    align: Align = Align.JUSTIFY
    is_bold: bool = False
    is_italic: bool = False
    indent: bool = True
    space_before: bool = False
    keeps_next: bool = False


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """Sentences with numbers 1, 2, 3 before them, in one form on every renderer."""

    kind: ClassVar[str] = "numbered"
    items: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Return each sentence with its number."""
        return tuple(f"{place}. {item}" for place, item in enumerate(self.items, start=1))


@dataclass(frozen=True, kw_only=True)
class Field:
    """A label and what was filled in; dots to write on where nothing was.

    `weight` is the share of the line, `lines` how many dotted lines an empty field has.
    """

    label: str
    value: str = ""
    weight: int = 1
    lines: int = 1

    @property
    def more_lines(self) -> range:
        """Return one number for each dotted line below the first."""
        return range(1, self.lines)


@dataclass(frozen=True, kw_only=True)
class Fields:
    """Fields beside each other on one line."""

    kind: ClassVar[str] = "fields"
    fields: tuple[Field, ...]

    @property
    def widths(self) -> tuple[int, ...]:
        """Return the share of each field in percent."""
        total = sum(field.weight for field in self.fields)
        return tuple(round(100 * field.weight / total) for field in self.fields)


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A box to tick with its words; `is_on` where it is ticked."""

    text: str
    is_on: bool = False


@dataclass(frozen=True, kw_only=True)
class Ticks:
    """Boxes to tick under one label, in `columns` columns."""

    kind: ClassVar[str] = "ticks"
    options: tuple[Tick, ...]
    label: str = ""
    columns: int = 2

    @property
    def rows(self) -> tuple[tuple[Tick, ...], ...]:
        """Return the boxes in rows of `columns`, read from left to right."""
        found = self.options
        return tuple(found[n : n + self.columns] for n in range(0, len(found), self.columns))


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table: its share of the width in percent, and how its cells stand."""

    width: float
    align: Align = Align.LEFT

    @property
    def width_text(self) -> str:
        """Return the share as HTML writes it: with a point, whatever the language."""
        return f"{self.width:g}"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell that differs from its column: over several columns or rows, bold, or with a box."""

    text: str = ""
    span: int = 1
    rows: int = 1
    is_bold: bool = False
    align: Align | None = None
    tick: bool | None = None


Row = tuple[Cell | str, ...]


SHORT = 10
"""Rows of a table that no page break divides."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table; `head` rows repeat on every page, `has_numbers` adds the row (1), (2), (3).

    A cell that reaches over rows is written in its first row only. `is_small` is for tables of
    many columns, `is_tall` for rows to write in by hand.
    """

    kind: ClassVar[str] = "table"
    columns: tuple[Column, ...]
    head: tuple[Row, ...]
    rows: tuple[Row, ...]
    has_numbers: bool = False
    is_small: bool = False
    is_tall: bool = False

    @property
    def kept(self) -> frozenset[int]:
        """Return the places of the rows that stand on one page with the row after them.

        All of a short table, the title of a group, and the last but one: a sum is never alone.
        """
        last = len(self.rows) - 1
        return frozenset(
            place
            for place, row in enumerate(self.rows[:-1])
            if last < SHORT or len(row) == 1 or place == last - 1
        )

    @property
    def head_cells(self) -> tuple[tuple[Cell, ...], ...]:
        """Return the head as cells, the row of numbers as its last."""
        found = [tuple(as_cell(cell) for cell in row) for row in self.head]
        if self.has_numbers:
            found.append(tuple(Cell(text=f"({n})") for n in range(1, len(self.columns) + 1)))
        return tuple(found)

    @property
    def body_cells(self) -> tuple[tuple[Cell, ...], ...]:
        """Return the rows as cells."""
        return tuple(tuple(as_cell(cell) for cell in row) for row in self.rows)

    @property
    def placed(self) -> Iterator[tuple[list[tuple[Cell, Align]], bool]]:
        """Yield each row of the body as its cells with how they stand, and whether it is kept."""
        cells, kept = self.body_cells, self.kept
        for number, (row, places) in enumerate(zip(cells, places_of(cells), strict=True)):
            aligned = [
                (cell, cell.align or self.columns[place].align)
                for cell, place in zip(row, places, strict=True)
            ]
            yield aligned, number in kept


def places_of(rows: tuple[tuple[Cell, ...], ...]) -> Iterator[list[int]]:
    """Yield for each row the column in which each of its cells begins, past cells from above."""
    taken: dict[int, int] = {}
    for row in rows:
        place, places, taken_next = 0, [], {c: left - 1 for c, left in taken.items() if left > 1}
        for cell in row:
            while taken.get(place):
                place += 1
            places.append(place)
            if cell.rows > 1:
                taken_next |= dict.fromkeys(range(place, place + cell.span), cell.rows - 1)
            place += cell.span
        taken = taken_next
        yield places


def as_cell(cell: Cell | str) -> Cell:
    """Return the cell, made of the text where it is only a text."""
    return cell if isinstance(cell, Cell) else Cell(text=cell)


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Where somebody signs: who in capitals, how, and the name below."""

    title: str
    above: str = ""
    note: str = "(Ký, ghi rõ họ tên)"
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Signatures:
    """One to three signatures beside each other; a single one stands at the right.

    "Nơi nhận" stands at the left of it, where there are `recipients`.
    """

    kind: ClassVar[str] = "signatures"
    columns: tuple[Signature, ...]
    recipients: tuple[str, ...] = ()

    @property
    def widths(self) -> tuple[int, ...]:
        """Return the width of each part in percent, the free one at the left included."""
        if len(self.columns) == 1:
            return (40, 60)
        return (100 // len(self.columns),) * len(self.columns)


@dataclass(frozen=True, kw_only=True)
class PageBreak:
    """What follows begins on a new page."""

    kind: ClassVar[str] = "break"


Block = Paragraph | Numbered | Fields | Ticks | Table | Signatures | PageBreak


@dataclass(frozen=True, kw_only=True)
class Document:
    """One paper. `agency` are its lines at the left above, the last one in bold.

    `form_code` is what official forms carry above the heading ("Mẫu số 01"); a paper without
    `agency` has the national heading in the middle, and `is_framed` draws a line around the page.
    """

    title: str
    subtitle: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    agency: tuple[str, ...] = ()
    number: str = ""
    place_and_date: str = ""
    form_code: str = ""
    has_heading: bool = True
    is_landscape: bool = False
    is_framed: bool = False


NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS = "Nơi nhận:"


Kept = TypeVar("Kept")


def cleaned(value: Kept) -> Kept:
    """Return the paper, or a part of it, with every text cleaned; renderers start from this."""
    found: Any = value
    if isinstance(value, str) and not isinstance(value, Align):
        found = plain(value)
    elif isinstance(value, tuple):
        found = tuple(map(cleaned, value))
    elif is_dataclass(value) and not isinstance(value, type):
        own = {field.name: cleaned(getattr(value, field.name)) for field in fields(value)}
        found = replace(value, **own)
    result: Kept = found
    return result


def heading_texts(document: Document) -> Iterator[str]:
    """Yield what stands above the title, in the order in which it is read."""
    yield document.form_code
    if document.has_heading:
        yield from document.agency
        yield document.number if document.agency else ""
        yield NATION
        yield MOTTO
        yield document.place_and_date


def texts(document: Document) -> Iterator[str]:
    """Yield every text of the paper in reading order, cleaned, without the empty ones."""
    yield from filter(None, map(plain, _texts(document)))


def _texts(document: Document) -> Iterator[str]:
    yield from heading_texts(document)
    yield document.title
    yield from document.subtitle
    for block in document.blocks:
        yield from _block_texts(block)


def _block_texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield block.lead
            yield block.text
        case Numbered():
            yield from block.lines
        case Fields():
            for field in block.fields:
                yield field.label
                yield field.value
        case Ticks():
            yield block.label
            for option in block.options:
                yield option.text
        case Table():
            for row in (*block.head_cells, *block.body_cells):
                yield from (cell.text for cell in row)
        case Signatures():
            if block.recipients:
                yield RECIPIENTS
                yield from block.recipients
            for column in block.columns:
                yield from (column.above, column.title, column.note, column.name)
