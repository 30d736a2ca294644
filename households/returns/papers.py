"""The forms as papers: what is printed, made a PDF or a DOCX of, and frozen when it is filed."""

from collections.abc import Iterable

from households.papers.frame import in_vietnamese, place_and_date
from households.returns.book import Book
from households.returns.fill import Return
from households.returns.formulas import Number
from households.returns.layout import Column as FormColumn
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
from povertyportal.reporting.documents import (
    Align,
    Cell,
    Column,
    Document,
    Paragraph,
    Row,
    Signatures,
    Table,
)
from povertyportal.ui.sheets import placed
from povertyportal.ui.templatetags.portal import count, decimal2


@in_vietnamese
def paper_of(book: Book, code: str) -> Document:
    """Return one form as a paper, A4 landscape."""
    form = book.form(code)
    heads = heads_of(form, book.area)
    leaves = tuple(leaf for head in heads for leaf in head.leaves)
    total = sum(leaf.width for leaf in leaves)
    lead = len(lead_of(form, book.area))
    named = {2} if code in PERSON_FORMS else {1}
    head: tuple[Row, ...] = tuple(
        tuple(Cell(text=h.text, span=h.columns, rows=h.rows) for h in row) for row in placed(heads)
    )
    if numbers := numbers_of(form):
        head = (*head, numbers)
    people = code in PERSON_FORMS
    rows = _people(book.people[code]) if people else _counts(book.returns[code], lead)
    return Document(
        agency=agency_of(book.area),
        place_and_date=place_and_date(book.area, None),
        title=title_of(form),
        subtitle=subtitle_of(book),
        form_code=code,
        is_landscape=True,
        blocks=(
            Table(
                columns=tuple(
                    Column(
                        width=round(100 * leaf.width / total, 2),
                        align=Align.LEFT if place in named else Align.CENTRE,
                    )
                    for place, leaf in enumerate(leaves)
                ),
                head=head,
                rows=tuple(rows),
                is_small=True,
            ),
            *(
                Paragraph(text=note, is_italic=True, indent=False, align=Align.LEFT)
                for note in book.notes(code)
            ),
            Signatures(columns=signatures()),
        ),
    )


def _people(found: PersonList) -> Iterable[Row]:
    for home in found.homes:
        yield from home.lines


def _counts(found: Return, lead: int) -> Iterable[Row]:
    lines = len(found.lines)
    for row in found.rows:
        is_bold = row.place.is_total
        cells: list[Cell] = []
        if row.line == found.lines[0]:
            cells.append(Cell(text=row.place.number, rows=lines, is_bold=is_bold))
            cells.append(Cell(text=row.place.name, rows=lines, is_bold=is_bold))
        if lead > len(("number", "name")):
            cells.append(Cell(text=str(row.line.text), is_bold=is_bold))
        for column in found.form.columns:
            text = written(row.cells[column.ref].number, column)
            cells.append(Cell(text=text, is_bold=is_bold))
        yield tuple(cells)


def written(number: Number | None, column: FormColumn) -> str:
    """Return a number as a form writes it; nothing where it is not known."""
    if number is None:
        return ""
    return decimal2(number) if column.is_rate else count(number)
