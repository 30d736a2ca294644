"""Write official forms as workbooks: headings over headings, formulas that live, ready to print.

A form is data: a tree of headings, lines of cells and what stands above and below the table. A cell
with a formula carries our value too, so that a reader who does not recalculate sees the same.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from povertyportal.ui.xlsx import OPTIONS, writable

FONT = "Times New Roman"
A4 = 9
LINE_HEIGHT = 15.0
DEEPEST = 10
"""Rows that the highest heading may take: more would leave no room for the table."""
ONE_PAGE = 30
"""Lines that still fit on one page with headings and signatures, without becoming tiny."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """One heading with those below it; `width` is that of a lowest one, in characters."""

    text: str
    below: tuple[Head, ...] = ()
    width: float = 9

    @property
    def leaves(self) -> tuple[Head, ...]:
        """Return the lowest headings, one for each column."""
        return tuple(leaf for head in self.below for leaf in head.leaves) or (self,)

    @property
    def depth(self) -> int:
        """Return how many rows the heading and what is below it need."""
        return 1 + max((head.depth for head in self.below), default=0)


@dataclass(frozen=True, slots=True)
class Placed:
    """A heading where it stands: its column, and over how many columns and rows it reaches."""

    text: str
    column: int
    columns: int
    rows: int


def placed(heads: Sequence[Head]) -> list[list[Placed]]:
    """Return the headings row by row; a lowest one reaches down to the last row."""
    depth = max(head.depth for head in heads)
    rows: list[list[Placed]] = [[] for _row in range(depth)]

    def put(head: Head, row: int, column: int) -> None:
        reach = 1 if head.below else depth - row
        rows[row].append(Placed(head.text, column, len(head.leaves), reach))
        for below in head.below:
            put(below, row + 1, column)
            column += len(below.leaves)

    column = 0
    for head in heads:
        put(head, 0, column)
        column += len(head.leaves)
    return rows


@dataclass(frozen=True, slots=True)
class At:
    """A cell of a table, by its line and column from 0; `sheet` is "" for the formula's own."""

    line: int
    column: int
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Cells of one column from a line to a line, both included."""

    first: int
    last: int
    column: int


Formula = tuple[str | At | Span, ...]
"""The parts of a formula in their order; places become addresses when the sheet is written."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """One cell: a number, a text or nothing; `rows` it reaches down over."""

    value: int | Decimal | str | None = None
    formula: Formula = ()
    is_rate: bool = False
    rows: int = 1
    is_left: bool = False


@dataclass(frozen=True, kw_only=True)
class FormLine:
    """One line of the table; `is_bold` for sums."""

    cells: Sequence[Filled]
    is_bold: bool = False


@dataclass(frozen=True, kw_only=True)
class FormSheet:
    """One form on one sheet.

    `left` and `right` are the lines above it, `numbers` the row of column numbers and formulas,
    `fixed` the columns that stay in view, `signatures` who signs, each as lines.
    """

    name: str
    title: str
    heads: tuple[Head, ...]
    lines: Sequence[FormLine]
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[tuple[str, ...], ...] = ()
    fixed: int = 2

    @property
    def columns(self) -> tuple[Head, ...]:
        """Return the heading of each column."""
        return tuple(leaf for head in self.heads for leaf in head.leaves)

    @property
    def head_line(self) -> int:
        """Return the row of the sheet where the headings begin."""
        return max(len(self.left), len(self.right)) + 2 + len(self.subtitle) + 1

    @property
    def first_line(self) -> int:
        """Return the row of the sheet where the lines of the table begin."""
        depth = max(head.depth for head in self.heads)
        return self.head_line + depth + bool(self.numbers)


def write_forms(sheets: Sequence[FormSheet]) -> bytes:
    """Return a workbook with the forms; names of sheets must differ."""
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        writer = _Writer(book, {sheet.name: sheet for sheet in sheets})
        for sheet in sheets:
            writer.write(sheet)
    return buffer.getvalue()


class _Writer:
    """Writes sheets into one workbook; looks are made once and shared."""

    def __init__(self, book: Workbook, sheets: dict[str, FormSheet]) -> None:
        self.book, self.sheets = book, sheets
        self.looks: dict[tuple[tuple[str, Any], ...], Any] = {}

    def look(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.looks:
            whole = {"font_name": FONT, "font_size": 11, "valign": "vcenter"} | properties
            self.looks[key] = self.book.add_format(whole)
        return self.looks[key]

    def write(self, sheet: FormSheet) -> None:
        page = self.book.add_worksheet(sheet.name)
        for column, head in enumerate(sheet.columns):
            page.set_column(column, column, head.width)
        self._above(page, sheet)
        self._heads(page, sheet)
        for number, line in enumerate(sheet.lines):
            self._line(page, sheet, number, line)
        self._below(page, sheet, sheet.first_line + len(sheet.lines) + 1)
        _set_up(page, sheet)

    def _above(self, page: Any, sheet: FormSheet) -> None:
        last = len(sheet.columns) - 1
        half = _half(sheet)
        for lines, first, until in ((sheet.left, 0, half), (sheet.right, half + 1, last)):
            for row, text in enumerate(lines):
                look = self.look(bold=row < 2, italic=row > 1, align="center")
                _join(page, row, first, until, text, look)
        row = max(len(sheet.left), len(sheet.right)) + 1
        _join(page, row, 0, last, sheet.title, self.look(bold=True, align="center", font_size=13))
        for place, text in enumerate(sheet.subtitle, start=row + 1):
            _join(page, place, 0, last, text, self.look(italic=True, align="center"))

    def _heads(self, page: Any, sheet: FormSheet) -> None:
        look = self.look(bold=True, align="center", border=1, text_wrap=True)
        rows = placed(sheet.heads)
        for row, height in enumerate(_heights(sheet, rows), start=sheet.head_line):
            page.set_row(row, height)
        for row, heads in enumerate(rows, start=sheet.head_line):
            for head in heads:
                until = head.column + head.columns - 1
                _join(page, row, head.column, until, head.text, look, rows=head.rows)
        if sheet.numbers:
            self._numbers(page, sheet)

    def _numbers(self, page: Any, sheet: FormSheet) -> None:
        row, widths = sheet.first_line - 1, [head.width for head in sheet.columns]
        look = self.look(italic=True, align="center", border=1, text_wrap=True, font_size=9)
        needed = (ceil(len(t) / (1.3 * w)) for t, w in zip(sheet.numbers, widths, strict=True))
        page.set_row(row, 13.0 * max(1, *needed))
        for column, text in enumerate(sheet.numbers):
            page.write_string(row, column, writable(text), look)

    def _line(self, page: Any, sheet: FormSheet, number: int, line: FormLine) -> None:
        row = sheet.first_line + number
        for column, cell in enumerate(line.cells):
            is_text = isinstance(cell.value, str) and not cell.formula
            look = self.look(
                bold=line.is_bold,
                border=1,
                align="left" if cell.is_left else "center",
                num_format="0.00" if cell.is_rate else "#,##0",
                text_wrap=is_text,
            )
            if cell.rows > 1:
                _join(page, row, column, column, str(cell.value or ""), look, rows=cell.rows)
            elif cell.formula:
                shown = "" if cell.value is None else float(cell.value)
                page.write_formula(row, column, self._formula(sheet, cell.formula), look, shown)
            elif is_text:
                page.write_string(row, column, writable(str(cell.value)), look)
            elif cell.value is not None:
                page.write_number(row, column, float(cell.value), look)
            elif cell.rows:
                page.write_blank(row, column, None, look)

    def _formula(self, sheet: FormSheet, parts: Formula) -> str:
        return "=" + "".join(self._part(sheet, part) for part in parts)

    def _part(self, sheet: FormSheet, part: str | At | Span) -> str:
        if isinstance(part, str):
            return part
        if isinstance(part, At):
            other = self.sheets[part.sheet] if part.sheet else sheet
            address = xl_rowcol_to_cell(other.first_line + part.line, part.column)
            return f"{quote_sheetname(part.sheet)}!{address}" if part.sheet else address
        ends = (xl_rowcol_to_cell(sheet.first_line + n, part.column) for n in _ends(part))
        return ":".join(ends)

    def _below(self, page: Any, sheet: FormSheet, row: int) -> None:
        last = len(sheet.columns) - 1
        for text in sheet.notes:
            look = self.look(italic=True, text_wrap=True)
            _join(page, row, 0, last, text, look)
            width = sum(head.width for head in sheet.columns)
            page.set_row(row, LINE_HEIGHT * max(1, ceil(len(text) / width)))
            row += 1
        half = _half(sheet)
        sides = [(0, half), (half + 1, last)] if len(sheet.signatures) > 1 else [(half + 1, last)]
        for (first, until), lines in zip(sides, sheet.signatures, strict=False):
            for place, text in enumerate(lines, start=row + 1):
                look = self.look(bold=bool(text) and text == text.upper(), align="center")
                _join(page, place, first, until, text, look)


def _half(sheet: FormSheet) -> int:
    """Return the column where the left half of the heading ends, by width."""
    widths = [head.width for head in sheet.columns]
    found = next(n for n in range(len(widths)) if sum(widths[: n + 1]) * 2 >= sum(widths) * 0.8)
    return min(found, len(widths) - 2)


def _ends(span: Span) -> Iterator[int]:
    yield span.first
    yield span.last


def _heights(sheet: FormSheet, rows: list[list[Placed]]) -> list[float]:
    """Return the height of each row of headings: the lines that its texts need."""
    widths = [head.width for head in sheet.columns]
    needed = [1] * len(rows)
    for row, heads in enumerate(rows):
        for head in heads:
            width = sum(widths[head.column : head.column + head.columns])
            lines = min(ceil(len(head.text) * 1.15 / width), DEEPEST)
            last = row + head.rows - 1
            needed[last] = max(needed[last], lines - sum(needed[row:last]))
    return [LINE_HEIGHT * lines for lines in needed]


def _join(
    page: Any, row: int, first: int, last: int, text: str, look: Any, *, rows: int = 1
) -> None:
    """Write the text into one cell over columns and rows; a single cell is no merged one."""
    if first == last and rows == 1:
        page.write_string(row, first, writable(text), look)
    else:
        page.merge_range(row, first, row + rows - 1, last, "", look)
        page.write_string(row, first, writable(text), look)


def _set_up(page: Any, sheet: FormSheet) -> None:
    """Make the sheet ready to read and to print: A4 landscape, one page wide, short ones whole."""
    page.freeze_panes(sheet.first_line, sheet.fixed)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 1 if len(sheet.lines) <= ONE_PAGE else 0)
    page.repeat_rows(sheet.head_line, sheet.first_line - 1)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.center_horizontally()
    page.set_footer("&C&P/&N")
    page.hide_gridlines(2)
