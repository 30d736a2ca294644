"""Write workbooks. Text stays text: nothing in a cell is ever taken for a formula or a link."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter import Workbook

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "default_date_format": "dd/mm/yyyy",
}
"""How every workbook is written: a text is a text, whatever it begins with."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: headings, rows of typed values, and lines above them that say what it is."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = field(default_factory=tuple)


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with the sheets, written row by row in constant memory."""
    buffer = io.BytesIO()
    with Workbook(buffer, OPTIONS | {"constant_memory": True}) as book:
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True}),
            "note": book.add_format({"italic": True}),
            "count": book.add_format({"num_format": "#,##0"}),
            "decimal": book.add_format({"num_format": "#,##0.00"}),
            "date": book.add_format({"num_format": "dd/mm/yyyy"}),
            "time": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        for sheet in sheets:
            _write_sheet(book, sheet, formats)
    return buffer.getvalue()


def _write_sheet(book: Workbook, sheet: Sheet, formats: dict[str, Any]) -> None:
    page = book.add_worksheet(_NOT_IN_NAMES.sub(" ", sheet.name)[:31].strip() or "Sheet1")
    for column, heading in enumerate(sheet.headings):
        page.set_column(column, column, min(max(len(heading) + 4, 12), 40))
    line = 0
    for note in sheet.notes:
        page.write_string(line, 0, writable(note), formats["note"])
        line += 1
    for column, heading in enumerate(sheet.headings):
        page.write_string(line, column, writable(heading), formats["head"])
    page.freeze_panes(line + 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(line)
    for row in sheet.rows:
        line += 1
        for column, value in enumerate(row):
            _write_cell(page, line, column, value, formats)


def _write_cell(page: Any, line: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(line, column, value)
    elif isinstance(value, int):
        page.write_number(line, column, value, formats["count"])
    elif isinstance(value, float | Decimal):
        page.write_number(line, column, float(value), formats["decimal"])
    elif isinstance(value, datetime):
        local = timezone.localtime(value).replace(tzinfo=None)
        page.write_datetime(line, column, local, formats["time"])
    elif isinstance(value, date):
        page.write_datetime(line, column, value, formats["date"])
    else:
        page.write_string(line, column, writable(str(value)))


def writable(text: str) -> str:
    """Return the text without characters that no workbook can hold."""
    return _UNWRITABLE.sub("", text)[:LONGEST_CELL]


def workbook_response(sheets: Sequence[Sheet], *, filename: str) -> HttpResponse:
    """Return the workbook as a download named after the list and the day."""
    return download(write_workbook(sheets), filename=filename)


def download(content: bytes, *, filename: str) -> HttpResponse:
    """Return a written workbook as a download with the day in its name."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    day = timezone.localdate()
    response["Content-Disposition"] = f'attachment; filename="{filename}-{day:%Y%m%d}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
