"""Fill the forms of counts: each number with the households behind it, sums before their parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from django.utils.translation import gettext as _

from households.movement import START
from households.movement_pages import has_results
from households.returns.forms import forms_for
from households.returns.formulas import Number, rate_of, terms_of, worked_out
from households.returns.layout import (
    Column,
    Counted,
    Form,
    Line,
    Listed,
    Moved,
    Total,
    Unit,
    Unrecorded,
    one,
)
from households.returns.records import Records
from povertyportal.areas.models import Area

MIXED = Line(key=Unit.HOUSEHOLDS, text="", amount=one)
"""The only line of a form whose columns each count in their own unit."""


@dataclass(frozen=True)
class Cell:
    """One number, None where it is not known, and what each household behind it counts for.

    `missing` households do not say what the column asks.
    """

    number: Number | None
    parts: Mapping[int, int] = field(default_factory=dict)
    missing: int = 0


@dataclass(frozen=True, kw_only=True)
class Place:
    """A unit of the form: the whole area, one of its wards, or one of the ward's villages.

    `village` is the key of a village, 0 for households whose review names none, None elsewhere.
    """

    key: str
    name: str
    area: Area | None
    number: str = ""
    ward: int | None = None
    village: int | None = None
    is_total: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a unit with its cells by the columns' numbers."""

    place: Place
    line: Line
    cells: dict[str, Cell]


@dataclass(frozen=True, kw_only=True)
class Return:
    """One form filled in for an area; the first place is the whole, the others add up to it."""

    form: Form
    places: tuple[Place, ...]
    rows: tuple[Row, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return the lines that each unit has."""
        return self.form.lines or (MIXED,)

    def row(self, place: str, line: str = "") -> Row | None:
        """Return the row of a place and line; "" is the only or first line."""
        wanted = line or self.lines[0].key
        rows = (row for row in self.rows if row.place.key == place and row.line.key == wanted)
        return next(rows, None)


def fill(records: Records) -> dict[str, Return]:
    """Return R1 to R13 of the area, by code."""
    places = _places(records)
    found: dict[str, Return] = {}
    for code, form in forms_for(standard=records.standard, local=records.local).items():
        rows: list[Row] = []
        lines = form.lines or (MIXED,)
        by_line = {line.key: _rows(records, form, places, line, found) for line in lines}
        for number in range(len(places)):
            rows += [by_line[line.key][number] for line in lines]
        found[code] = Return(form=form, places=tuple(places), rows=tuple(rows))
    return found


def _places(records: Records) -> list[Place]:
    """Return the area and its parts: the wards, or the villages where the area is a ward."""
    area = records.area
    is_ward = area.level == Area.Level.WARD
    whole = Place(
        key=str(area.pk),
        name=area.name,
        area=area,
        ward=area.pk if is_ward else None,
        is_total=True,
    )
    if not is_ward:
        return [whole, *(_ward(ward, n) for n, ward in enumerate(records.wards, start=1))]
    villages = Area.objects.filter(parent=area, level=Area.Level.VILLAGE)
    day = records.round.starts_on
    used = {home.village for home in records.homes} | set(records.villages.values())
    known = list(villages.valid_on(day) | villages.filter(pk__in=[v for v in used if v]))
    known.sort(key=lambda village: (village.code, village.pk))
    parts = [
        Place(
            key=str(village.pk),
            name=village.name,
            area=village,
            number=str(number),
            ward=area.pk,
            village=village.pk,
        )
        for number, village in enumerate(known, start=1)
    ]
    if used - {village.pk for village in known}:
        name = _("Chưa rõ thôn, tổ")
        rest = Place(key="0", name=name, area=None, ward=area.pk, village=0)
        parts.append(rest)
    return [whole, *parts]


def _ward(ward: Area, number: int) -> Place:
    return Place(key=str(ward.pk), name=ward.name, area=ward, number=str(number), ward=ward.pk)


def _rows(
    records: Records,
    form: Form,
    places: Sequence[Place],
    line: Line,
    others: Mapping[str, Return],
) -> list[Row]:
    """Return the rows of one line, of the whole first."""
    parts = [
        Row(
            place=place,
            line=line,
            cells={c.ref: _counted(records, c, place, line, form) for c in form.columns},
        )
        for place in places[1:]
    ]
    whole = {c.ref: _whole(records, c, places[0], parts) for c in form.columns}
    rows = [Row(place=places[0], line=line, cells=whole), *parts]
    for row in rows:
        _work_out(form, row, others)
    return rows


def _work_out(form: Form, row: Row, others: Mapping[str, Return]) -> None:
    """Fill the computed columns of a row."""

    def cell(ref: str) -> Cell:
        code, dot, own = ref.rpartition(".")
        if not dot:
            return row.cells[own]
        other = others[code].row(row.place.key)
        return other.cells[own] if other else Cell(None)

    for column in form.columns:
        if not column.formula:
            continue
        number = worked_out(column.formula, lambda ref: cell(ref).number)
        row.cells[column.ref] = Cell(number, _behind(column, cell))


def _behind(column: Column, cell: Callable[[str], Cell]) -> Mapping[int, int]:
    """Return the households of a computed number: of a rate those it is the share of."""
    if column.source:
        return cell(column.ref).parts
    rate = rate_of(column.formula)
    refs = rate[:1] if rate else [ref for _sign, ref in terms_of(column.formula)]
    behind: Counter[int] = Counter()
    for ref in refs:
        behind.update(cell(ref).parts)
    return behind


def _counted(records: Records, column: Column, place: Place, line: Line, form: Form) -> Cell:
    source = column.source
    match source:
        case None | Unrecorded():
            return Cell(None)
        case Total():
            return _total(records, source, place)
        case Moved():
            return _moved(records, source, place, line)
        case Counted():
            amount = line.amount if form.lines else source.amount
            homes = [
                home
                for home in records.homes
                if _is_in(home, place)
                and home.poverty_class == source.poverty_class
                and source.keep(home)
            ]
            if not _is_known(records, place):
                return Cell(None)
            return _sum((home.household, amount(home)) for home in homes)
    assert_never(source)


def _is_in(home: Listed, place: Place) -> bool:
    if place.village is None:
        return home.area == place.ward
    return (home.village or 0) == place.village


def _is_known(records: Records, place: Place) -> bool:
    """Tell whether the round has found anything in the ward: before that nothing is zero."""
    return place.ward is not None and has_results(records.by_area[place.ward])


def _sum(amounts: Iterable[tuple[int, int | None]]) -> Cell:
    """Add what households count for; None where all of them leave it open."""
    every = list(amounts)
    known = {key: amount for key, amount in every if amount is not None}
    missing = len(every) - len(known)
    number = None if every and not known else sum(known.values())
    return Cell(number, {key: amount for key, amount in known.items() if amount}, missing)


def _total(records: Records, source: Total, place: Place) -> Cell:
    total = records.totals.get(place.area.pk) if place.area else None
    return Cell(int(getattr(total, source.what)) if total else None)


def _moved(records: Records, source: Moved, place: Place, line: Line) -> Cell:
    """Return a cell of the movement form, for a village the part of it that lies there."""
    if place.ward is None or records.previous is None:
        return Cell(None)
    row = records.by_area[place.ward]
    if source.column != START and not has_results(row):
        return Cell(None)
    cell = row.movement.forms[source.form].cells[source.column]
    counted: Mapping[int, int] = dict.fromkeys(cell.households, 1)
    if line.key == Unit.PERSONS:
        counted = Counter(cell.households) + Counter(cell.members)
    if place.village is not None:
        counted = {
            key: amount
            for key, amount in counted.items()
            if (records.villages.get(key) or 0) == place.village
        }
    return Cell(sum(counted.values()), counted)


def _whole(records: Records, column: Column, place: Place, parts: Sequence[Row]) -> Cell:
    """Return the sum of the parts; a ward's total is its own, as villages have none."""
    if isinstance(column.source, Total) and place.ward is not None:
        return _total(records, column.source, place)
    cells = [row.cells[column.ref] for row in parts]
    behind: Counter[int] = Counter()
    for cell in cells:
        behind.update(cell.parts)
    numbers = [cell.number for cell in cells]
    missing = sum(cell.missing for cell in cells)
    if not numbers or None in numbers:
        return Cell(None, behind, missing)
    return Cell(sum(number for number in numbers if number is not None), behind, missing)
