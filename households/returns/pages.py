"""The forms as the pages show them: which round and area, the table with its links, the lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from households.models import ReviewRound
from households.returns.book import Book
from households.returns.fill import Cell, Return, Row
from households.returns.layout import Column, Form, Moved, path_of
from households.returns.papers import written
from households.returns.people import PERSON_FORMS, PersonForm
from households.returns.shape import has_lines, heads_of, lead_of, numbers_of, title_of
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.reports import Gap
from povertyportal.ui import days
from povertyportal.ui.sheets import Placed, placed

HOMES_ON_A_PAGE = 100
MAY_BREAK = "\u200b"
"""Where a line may break: without it a narrow column splits the number 100."""
NAME = 2
"""The column of names in the detailed lists."""


def rounds() -> list[ReviewRound]:
    """Return the periodic rounds, the latest first."""
    return list(ReviewRound.objects.filter(kind=ReviewRound.Kind.PERIODIC))


def usual_round(found: list[ReviewRound]) -> ReviewRound | None:
    """Return the latest closed round; where none is, the latest at all."""
    closed = (each for each in found if each.state == ReviewRound.State.CLOSED)
    return next(closed, found[0] if found else None)


def areas_of(user: User, review_round: ReviewRound) -> list[Area]:
    """Return the cities and wards of that time whose reviews the user may view, widest first."""
    found = user.areas(Permission.REVIEW_VIEW).valid_on(review_round.starts_on)
    return list(found.filter(level__in=[Area.Level.CITY, Area.Level.WARD]).order_by("path"))


def wards_in(area: Area, areas: list[Area]) -> list[Area]:
    """Return the wards of the area among those."""
    return [each for each in areas if each.level == Area.Level.WARD and area.contains(each)]


def may_see(user: User, code: str, area: Area) -> bool:
    """Tell whether the user may see the form: lists of persons need the right over households."""
    return code not in PERSON_FORMS or user.can(Permission.HOUSEHOLD_VIEW, area)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One form in the list of forms, with how it stands."""

    code: str
    title: str
    url: str
    gaps: tuple[Gap, ...]


def entries_of(book: Book, user: User) -> list[Entry]:
    """Return the forms that the user may see, in their order."""
    return [
        Entry(
            code=code,
            title=str(book.form(code).title),
            url=address(book, code),
            gaps=book.gaps(code),
        )
        for code in book.codes()
        if may_see(user, code, book.area)
    ]


def address(book: Book, code: str) -> str:
    """Return the page of a form."""
    return f"{reverse('return_detail', args=[code])}?{query_of(book)}"


def query_of(book: Book) -> str:
    """Return what tells the round, the area and the day in an address."""
    return _query(book, book.area)


def _query(book: Book, area: Area) -> str:
    return urlencode({"round": str(book.round.pk), "area": str(area.pk)} | _day(book))


def _day(book: Book) -> dict[str, str]:
    return {days.NAME: days.written(book.day)} if book.day else {}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One cell as shown: its text, the address of what is behind it, and whether it is unknown."""

    text: str
    url: str = ""
    is_text: bool = False


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """One line as shown; `span` is over how many lines its place reaches, 0 below the first."""

    number: str
    place: str
    url: str
    span: int
    line: str
    cells: list[Shown]
    is_total: bool = False
    begins: bool = False


@dataclass(frozen=True, kw_only=True)
class ShownForm:
    """A form as the page draws it."""

    title: str
    heads: list[list[Placed]]
    numbers: tuple[str, ...]
    lead: int
    has_lines: bool
    is_list: bool
    rows: list[ShownRow]


def shown(book: Book, code: str, *, first: int = 0) -> ShownForm:
    """Return a form with its links; of a list of persons the households from `first` on."""
    form = book.form(code)
    if isinstance(form, PersonForm):
        rows = list(_people(book, code, first))
    else:
        rows = [_row(book, book.returns[code], row) for row in book.returns[code].rows]
    return ShownForm(
        title=title_of(form),
        heads=placed(heads_of(form, book.area)),
        numbers=tuple(text.replace("=", f"={MAY_BREAK}") for text in numbers_of(form)),
        lead=len(lead_of(form, book.area)),
        has_lines=has_lines(form),
        is_list=isinstance(form, PersonForm),
        rows=rows,
    )


def _people(book: Book, code: str, first: int) -> Iterator[ShownRow]:
    for home in book.people[code].homes[first : first + HOMES_ON_A_PAGE]:
        url = book.records.reviews[home.listed.household].household.get_absolute_url()
        for place, line in enumerate(home.lines):
            cells = [
                Shown(
                    text=text,
                    url=url if number == NAME and not place else "",
                    is_text=number == NAME,
                )
                for number, text in enumerate(line)
            ]
            yield ShownRow(
                number="", place="", url="", span=0, line="", cells=cells, begins=not place
            )


def _row(book: Book, found: Return, row: Row) -> ShownRow:
    is_first = row.line == found.lines[0]
    place = row.place.area
    is_part = not row.place.is_total and row.place.village is None and place
    query = _query(book, place) if place else ""
    page = reverse("return_detail", args=[found.form.code])
    return ShownRow(
        number=row.place.number,
        place=row.place.name,
        url=f"{page}?{query}" if is_part else "",
        span=len(found.lines) if is_first else 0,
        line=str(row.line.text),
        cells=[
            Shown(
                text=written(row.cells[column.ref].number, column),
                url=_behind(book, found, row, column),
            )
            for column in found.form.columns
        ],
        is_total=row.place.is_total,
        begins=is_first,
    )


def _behind(book: Book, found: Return, row: Row, column: Column) -> str:
    """Return the address of the households behind a number, "" where there are none."""
    if not row.cells[column.ref].parts:
        return ""
    source = column.source
    if isinstance(source, Moved) and row.place.ward and row.place.village is None:
        page = reverse("movement_ward", args=[book.round.pk, row.place.ward])
        query = urlencode({"cell": f"{source.form}-{source.column}"} | _day(book))
        return f"{page}?{query}#cell"
    cell = f"{column.ref}-{row.line.key}-{row.place.key}"
    page = reverse("return_households", args=[found.form.code, book.round.pk, book.area.pk, cell])
    return f"{page}?{urlencode(_day(book))}" if book.day else page


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A cell asked for by its address: where it stands, its heading, and what is in it."""

    column: Column
    row: Row
    cell: Cell
    heading: str

    @property
    def is_moved(self) -> bool:
        """Tell whether its households moved: some of them have no review in the round."""
        return isinstance(self.column.source, Moved)

    @property
    def households(self) -> Mapping[int, int]:
        """Return what each household behind the number counts for."""
        return self.cell.parts


def chosen(book: Book, code: str, asked: str) -> Chosen | None:
    """Return the cell asked for as "3-households-17", or None where the form has no such cell."""
    ref, _dash, rest = asked.partition("-")
    line, _dash, place = rest.partition("-")
    found = book.returns.get(code)
    row = found.row(place, line) if found else None
    if found is None or row is None or ref not in found.form.by_ref:
        return None
    form: Form = found.form
    heading = f"{code} · {path_of(form, ref)} · {row.place.name}"
    return Chosen(column=form.by_ref[ref], row=row, cell=row.cells[ref], heading=heading)


def told(cell: Chosen) -> str:
    """Say in words what the number is made of."""
    words = _("%(number)s = tổng của %(count)d hộ dưới đây")
    number = written(cell.cell.number, cell.column)
    return words % {"number": number, "count": len(cell.households)}


def page_links(book: Book, code: str, number: int) -> dict[str, Any]:
    """Return the addresses of the pages of a list around this one."""
    last = max(1, -(-len(book.people[code].homes) // HOMES_ON_A_PAGE))
    own = address(book, code)
    return {
        "number": number,
        "last": last,
        "previous": f"{own}&page={number - 1}" if number > 1 else "",
        "next": f"{own}&page={number + 1}" if number < last else "",
    }
