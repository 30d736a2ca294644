"""What keeps a form from being printed: impossible cells, and forms that contradict each other.

Each thing names the forms it holds back, what is wrong in numbers, and where it is mended.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from households.models import ReviewRound
from households.movement import Finding
from households.movement_records import WardMovement
from households.returns.fill import Cell, Place, Return, Row
from households.returns.formulas import Number, rate_of, worked_out
from households.returns.layout import Column, Total, Unit, Unrecorded
from households.returns.records import Records
from povertyportal.reporting.reports import Gap
from povertyportal.ui.text import grouped

MOVEMENT = frozenset({"R2", "R3"})
BLOCKED: Mapping[str, frozenset[str]] = {
    "closes_r2": frozenset({"R2"}),
    "closes_r3": frozenset({"R3"}),
    "r1_r2": frozenset({"R1", "R2"}),
    "r1_r3": frozenset({"R1", "R3"}),
    "r4_sum": frozenset({"R4", "R5", "R6", "R7"}),
    "r4_most": frozenset({"R4", "R5", "R6", "R7"}),
    "totals": frozenset({"R1", "R12", "R13"}),
}
"""Which forms a finding about the movement holds back; those not named, R2 and R3."""
HOUSEHOLDS, PERSONS = Unit.HOUSEHOLDS, Unit.PERSONS
SAME: tuple[tuple[str, str, str], ...] = (
    ("R2.2", "R3.5", HOUSEHOLDS),
    ("R2.2", "R3.5", PERSONS),
    ("R2.5", "R3.3", HOUSEHOLDS),
    ("R2.5", "R3.3", PERSONS),
    ("R1.3", "R2.9", HOUSEHOLDS),
    ("R1.9", "R2.9", PERSONS),
    ("R1.5", "R3.9", HOUSEHOLDS),
    ("R1.11", "R3.9", PERSONS),
    ("R4.hh", "R1.3", HOUSEHOLDS),
    ("R6.hh", "R1.5", HOUSEHOLDS),
    ("R8.1", "R1.3", HOUSEHOLDS),
    ("R8.6", "R1.5", HOUSEHOLDS),
    ("R10.1", "R1.3", HOUSEHOLDS),
    ("R12.6", "R1.3", HOUSEHOLDS),
    ("R13.6", "R1.5", HOUSEHOLDS),
)
"""Cells of two forms that say the same of every unit, on the line of households or persons."""
AT_LEAST: Mapping[str, tuple[tuple[str, str], ...]] = {
    "R1": (("2", "1"), ("9", "3"), ("11", "5")),
    "R12": (("5", "1"), ("13", "6")),
    "R13": (("5", "1"), ("13", "6")),
}
"""In forms of one line: columns of persons that are never less than a column of households."""
MANY = 20


@dataclass(frozen=True)
class Trouble:
    """Something to mend, and the forms that cannot go out before."""

    forms: frozenset[str]
    gap: Gap


def troubles(records: Records, returns: Mapping[str, Return]) -> list[Trouble]:
    """Return everything that keeps forms from going out, the round's own troubles first."""
    return [
        *_first_round(records),
        *(trouble for row in records.movements for trouble in _of_movement(records, row)),
        *_totals(records),
        *_contradictions(records, returns),
        *(trouble for each in returns.values() for trouble in _impossible(each)),
    ]


def gaps_of(found: list[Trouble], code: str) -> tuple[Gap, ...]:
    """Return what keeps one form from going out."""
    return tuple(trouble.gap for trouble in found if code in trouble.forms)


def _first_round(records: Records) -> Iterator[Trouble]:
    if records.previous is None:
        title = _("%(round)s là đợt đầu tiên theo chuẩn này: chưa có số đầu kỳ")
        advice = _("Biểu diễn biến lập được từ đợt sau; các biểu khác vẫn lập bình thường.")
        yield Trouble(MOVEMENT, Gap(title % {"round": records.round}, advice))


def ward_page(round: ReviewRound, ward: int) -> str:
    """Return where the movement of a ward and its households to mend stand."""
    return reverse("movement_ward", args=[round.pk, ward]) + "#findings"


def _of_movement(records: Records, row: WardMovement) -> Iterator[Trouble]:
    url = ward_page(records.round, row.area.pk)
    for finding in row.broken:
        forms = BLOCKED.get(finding.code, MOVEMENT)
        yield Trouble(forms, Gap(_named(row, finding), finding.advice, url))


def _named(row: WardMovement, finding: Finding) -> str:
    detail = f" ({finding.detail})" if finding.detail else ""
    return f"{row.area.name}: {finding.title} – {_('chưa đạt')}{detail}"


def _totals(records: Records) -> Iterator[Trouble]:
    """Name the wards whose total of households nobody has entered."""
    for ward in records.wards:
        if ward.pk not in records.totals:
            title = _("%(ward)s: chưa có tổng số hộ, nhân khẩu của đợt rà soát năm %(year)s")
            words = title % {"ward": ward.name, "year": records.round.year}
            advice = _("Quản trị hệ thống nhập tổng số hộ, nhân khẩu của địa bàn cho năm này.")
            yield Trouble(frozenset({"R1", "R12", "R13"}), Gap(words, advice))


def _contradictions(records: Records, returns: Mapping[str, Return]) -> Iterator[Trouble]:
    for one, other, line in SAME:
        pairs = [
            (place, _cell(returns, one, place, line), _cell(returns, other, place, line))
            for place in returns["R1"].places
        ]
        for place, first, second in pairs:
            if None in (first.number, second.number) or first.number == second.number:
                continue
            ward = place.ward or records.wards[0].pk
            yield Trouble(
                frozenset({one.partition(".")[0], other.partition(".")[0]}),
                Gap(
                    f"{place.name}: {_stated(one, first, line)} ≠ {_stated(other, second, line)}",
                    _("Hai biểu phải cùng một số. Mở biểu diễn biến, xem những hộ khác nhau."),
                    ward_page(records.round, ward),
                ),
            )


def _cell(returns: Mapping[str, Return], name: str, place: Place, line: str) -> Cell:
    """Return a cell named as "R2.9"; of a form without lines the only one.

    One that is worked out and counted as well answers with its count: that its formula does not
    give the same is said of its own form alone.
    """
    code, _dot, ref = name.partition(".")
    found = returns[code]
    row = found.row(place.key, line if found.form.lines else "")
    cell = row.cells[ref] if row else Cell(None)
    column = found.form.by_ref[ref]
    if column.formula and column.source and cell.number is not None:
        return Cell(sum(cell.parts.values()), cell.parts)
    return cell


def _stated(name: str, cell: Cell, line: str) -> str:
    code, _dot, ref = name.partition(".")
    column = _("tổng số hộ") if ref == "hh" else _("cột %(number)s") % {"number": ref}
    unit = _("nhân khẩu") if line == PERSONS else _("hộ")
    return f"{code} {column} = {grouped(int(cell.number or 0))} {unit}"


def _impossible(found: Return) -> Iterator[Trouble]:
    """Name the cells that no count can give, some of them where there are many."""
    every = [
        text
        for row in found.rows
        for column in found.form.columns
        if (text := _wrong(found, row, column))
    ]
    every += [text for place in found.places for text in _too_few(found, place)]
    forms = frozenset({found.form.code})
    advice = _("Ô này không thể có trong thực tế: kiểm tra các phiếu đứng sau số và tổng số hộ.")
    for text in every[:MANY]:
        yield Trouble(forms, Gap(f"{found.form.code}, {text}", advice))
    if len(every) > MANY:
        more = _("%(code)s: còn %(count)d ô khác không hợp lý")
        yield Trouble(forms, Gap(more % {"code": found.form.code, "count": len(every) - MANY}))


def _wrong(found: Return, row: Row, column: Column) -> str:
    """Say what is wrong with a cell, or "": below zero, above 100 %, or of nothing."""
    where = f"{row.place.name}, " + _("cột %(number)s") % {"number": column.ref}
    number = row.cells[column.ref].number
    if number is not None and number < 0:
        return f"{where}: {number} < 0"
    if rate := rate_of(column.formula):
        return _wrong_rate(found, row, rate, number, where)
    if column.formula and column.source:
        sum_ = worked_out(column.formula, lambda ref: row.cells[ref].number)
        counted = sum(row.cells[column.ref].parts.values())
        if sum_ is not None and sum_ != counted:
            return f"{where}: {column.number} → {sum_} ≠ {counted}"
    return ""


def _wrong_rate(
    found: Return, row: Row, rate: tuple[str, str], number: Number | None, where: str
) -> str:
    top, bottom = rate
    if number is not None and number > 100:
        return f"{where}: {number:.2f} % > 100 %"
    source = found.form.by_ref[bottom].source
    is_known_gap = isinstance(source, Unrecorded) or (
        isinstance(source, Total) and row.cells[bottom].number is None
    )
    if number is None and not is_known_gap and row.cells[top.rpartition(".")[2]].number:
        return _("%(where)s: có số nhưng không có mẫu số (cột %(column)s)") % {
            "where": where,
            "column": bottom,
        }
    return ""


def _too_few(found: Return, place: Place) -> Iterator[str]:
    """Say where a form counts fewer persons than households."""
    homes = found.row(place.key)
    persons = found.row(place.key, PERSONS) if found.form.lines else homes
    if homes is None or persons is None:
        return
    same = tuple((ref, ref) for ref in found.form.by_ref)
    for ref, base in same if found.form.lines else AT_LEAST.get(found.form.code, ()):
        number, least = persons.cells[ref].number, homes.cells[base].number
        if number is not None and least is not None and number < least:
            yield _("%(place)s, cột %(column)s: %(persons)d nhân khẩu < %(households)d hộ") % {
                "place": place.name,
                "column": ref,
                "persons": number,
                "households": least,
            }
