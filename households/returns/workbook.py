"""The forms as a workbook: sums and computed columns are formulas that give our own values."""

from collections.abc import Iterable, Sequence

from households.papers.frame import in_vietnamese, place_and_date
from households.returns.book import Book
from households.returns.fill import Return, Row
from households.returns.formulas import rate_of, terms_of
from households.returns.layout import Column, Total
from households.returns.people import PERSON_FORMS, PersonList
from households.returns.shape import (
    agency_of,
    heads_of,
    lead_of,
    numbers_of,
    signatures,
    subtitle_of,
    title_of,
)
from povertyportal.reporting.documents.content import MOTTO, NATION
from povertyportal.ui.sheets import At, Filled, FormLine, FormSheet, Formula, Span, write_forms

COVERED = Filled(rows=0)
"""A cell that the one above reaches over."""
NAMED_COLUMNS = 3


@in_vietnamese
def workbook_of(book: Book, codes: Iterable[str]) -> bytes:
    """Return a workbook with the forms asked for, and those that their formulas refer to."""
    wanted = set(codes)
    wanted |= {
        base for code in wanted - set(PERSON_FORMS) for base in book.returns[code].form.bases
    }
    return write_forms([_sheet(book, code) for code in book.codes() if code in wanted])


def _sheet(book: Book, code: str) -> FormSheet:
    form = book.form(code)
    lines = _people(book.people[code]) if code in PERSON_FORMS else _counts(book, code)
    return FormSheet(
        name=code,
        title=title_of(form),
        heads=heads_of(form, book.area),
        lines=lines,
        left=agency_of(book.area),
        right=(NATION, MOTTO, place_and_date(book.area, None)),
        subtitle=subtitle_of(book),
        numbers=numbers_of(form),
        notes=book.notes(code),
        signatures=tuple((s.above, s.title, s.note) for s in signatures()),
        fixed=NAMED_COLUMNS if code in PERSON_FORMS else len(lead_of(form, book.area)),
    )


def _people(found: PersonList) -> list[FormLine]:
    return [
        FormLine(
            cells=[
                Filled(value=_typed(text), is_left=column == NAMED_COLUMNS - 1)
                for column, text in enumerate(line)
            ]
        )
        for home in found.homes
        for line in home.lines
    ]


def _typed(text: str) -> int | str | None:
    """Return a running number as a number; years stay texts, which no thousands mark divides."""
    return int(text) if text.isdigit() and len(text) < 4 else text or None


def _counts(book: Book, code: str) -> list[FormLine]:
    found = book.returns[code]
    return [
        FormLine(
            cells=[*_lead(found, row), *_numbers(book, found, number, row)],
            is_bold=row.place.is_total,
        )
        for number, row in enumerate(found.rows)
    ]


def _lead(found: Return, row: Row) -> list[Filled]:
    lines = len(found.lines)
    if lines == 1:
        return [Filled(value=row.place.number), Filled(value=row.place.name, is_left=True)]
    name = Filled(value=str(row.line.text))
    if row.line != found.lines[0]:
        return [COVERED, COVERED, name]
    return [
        Filled(value=row.place.number, rows=lines),
        Filled(value=row.place.name, rows=lines, is_left=True),
        name,
    ]


def _numbers(book: Book, found: Return, number: int, row: Row) -> list[Filled]:
    cells = []
    for column in found.form.columns:
        value = row.cells[column.ref].number
        formula = _formula(book, found, number, column)
        cells.append(Filled(value=value, formula=formula, is_rate=column.is_rate))
    return cells


def _formula(book: Book, found: Return, number: int, column: Column) -> Formula:
    row = found.rows[number]
    if rate := rate_of(column.formula):
        top, bottom = (_at(book, found, number, ref) for ref in rate)
        return ("IF(OR(", top, '="",', bottom, '="",', bottom, '=0),"",', top, "/", bottom, "*100)")
    if column.formula:
        return _sum_of_columns(book, found, number, column)
    is_sum = row.place.is_total and len(found.places) > 1
    if not is_sum or (isinstance(column.source, Total) and row.place.ward is not None):
        return ()
    return _sum_of_places(book, found, number, column)


def _sum_of_columns(book: Book, found: Return, number: int, column: Column) -> Formula:
    if found.rows[number].cells[column.ref].number is None:
        return ()
    parts: list[str | At | Span] = []
    for place, (sign, ref) in enumerate(terms_of(column.formula)):
        if place or sign < 0:
            parts.append("+" if sign > 0 else "-")
        parts.append(_at(book, found, number, ref))
    return tuple(parts)


def _sum_of_places(book: Book, found: Return, number: int, column: Column) -> Formula:
    """Return the sum over the places, of their lines of the same kind; empty while one is empty."""
    lines = len(found.lines)
    own = _at(book, found, number, column.ref)
    first, last = lines, len(found.rows) - 1
    span = Span(first, last, own.column)
    if lines > 1:
        kind = len(lead_of(found.form, book.area)) - 1
        return ("SUMIF(", Span(first, last, kind), ",", At(number, kind), ",", span, ")")
    if found.rows[number].cells[column.ref].number is None:
        return ("IF(COUNT(", span, f")={len(found.places) - 1},SUM(", span, '),"")')
    return ("SUM(", span, ")")


def _at(book: Book, found: Return, number: int, ref: str) -> At:
    """Return where a column stands on the row of a form, or on the same row of another form."""
    code, dot, own = ref.rpartition(".")
    other = book.returns[code] if dot else found
    refs: Sequence[str] = list(other.form.by_ref)
    column = len(lead_of(other.form, book.area)) + refs.index(own)
    return At(number, column, code)
