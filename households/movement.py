"""The movement forms R2 (poor) and R3 (near-poor) of a ward and round, and what must hold; pure.

Forms of Annex VII of Circular 07/2021/TT-BLĐTBXH: 9 = 1 - 2 - 3 - 4 + 5 + 6 + 7 + 8, once for
households and once for persons. A household first moves or changes its members (columns 4 and 8),
then its class: persons in columns 2, 3 and 5 are those of the new review, so that both forms agree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.choices import PovertyClass

POOR, NEAR, NOT = PovertyClass.POOR, PovertyClass.NEAR_POOR, PovertyClass.NOT_POOR
FORMS: dict[str, str] = {"r2": POOR, "r3": NEAR}
FORM_OF: dict[str, str] = {POOR: "r2", NEAR: "r3"}
START, OTHER_LESS, OTHER_MORE, END = 1, 4, 8, 9
COLUMNS = tuple(range(START, END + 1))
SIGNS = {1: 1, 2: -1, 3: -1, 4: -1, 5: 1, 6: 1, 7: 1, 8: 1}
PASSAGES: dict[tuple[str, str], tuple[tuple[str, int], ...]] = {
    (POOR, NEAR): (("r2", 2), ("r3", 5)),
    (POOR, NOT): (("r2", 3),),
    (NEAR, NOT): (("r3", 2),),
    (NEAR, POOR): (("r3", 3), ("r2", 5)),
}
"""Which columns a change of class enters: where it leaves, then where it arrives."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a round recognised about a household: its class and its persons then."""

    poverty_class: str
    persons: int


@dataclass
class Cell:
    """One cell of a form: its households with their persons.

    `members` holds households that only grew or shrank: they count among the persons alone.
    """

    households: dict[int, int] = field(default_factory=dict)
    members: dict[int, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Return how many households the cell counts."""
        return len(self.households)

    @property
    def persons(self) -> int:
        """Return how many persons the cell counts."""
        return sum(self.households.values()) + sum(self.members.values())

    @property
    def keys(self) -> tuple[int, ...]:
        """Return every household behind the cell."""
        return tuple(sorted({*self.households, *self.members}))


@dataclass
class Form:
    """R2 or R3 of a ward: nine cells."""

    cells: dict[int, Cell] = field(default_factory=lambda: {n: Cell() for n in COLUMNS})

    def line(self, what: str) -> list[int]:
        """Return the nine numbers of the line of 'count' (households) or 'persons'."""
        return [int(getattr(self.cells[n], what)) for n in COLUMNS]

    def gap(self, what: str) -> int:
        """Return by how much column 9 differs from what the others add up to."""
        line = self.line(what)
        return line[END - 1] - sum(SIGNS[n] * line[n - 1] for n in SIGNS)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the movement of a ward is computed from.

    `start` and `end` are the results of the ward; `brought` those that households which live or
    were reviewed here had elsewhere at the start. `gone` no longer live here or were reviewed
    elsewhere; `came` moved in or split off since the start; `held` are classes of earlier years.
    `reasons` names the life event behind a household that came or left, `changed` the households
    whose members changed by an event.
    """

    start: Mapping[int, Result] = field(default_factory=dict)
    end: Mapping[int, Result] = field(default_factory=dict)
    brought: Mapping[int, Result] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    came: frozenset[int] = frozenset()
    held: Mapping[int, frozenset[str]] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    changed: frozenset[int] = frozenset()


@dataclass
class Movement:
    """Both forms of a ward, and the households that keep them from closing.

    `pending` have no result and no event; `unexplained` stand in column 4 or 8 without an event;
    `resized` changed their number of persons without one.
    """

    forms: dict[str, Form] = field(default_factory=lambda: {name: Form() for name in FORMS})
    pending: list[int] = field(default_factory=list)
    unexplained: list[int] = field(default_factory=list)
    resized: list[int] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)


def compute(facts: Facts) -> Movement:
    """Return the movement forms of a ward."""
    found = Movement(reasons=dict(facts.reasons))
    for key in sorted({*facts.start, *facts.end, *facts.brought}):
        _place(found, facts, key)
    return found


def _listed(result: Result | None) -> str:
    return result.poverty_class if result and result.poverty_class in FORM_OF else ""


def _put(found: Movement, poverty_class: str, column: int, key: int, persons: int) -> None:
    found.forms[FORM_OF[poverty_class]].cells[column].households[key] = persons


def _place(found: Movement, facts: Facts, key: int) -> None:
    start, end = facts.start.get(key), facts.end.get(key)
    was = _listed(start)
    if start and was:
        _put(found, was, START, key, start.persons)
    if end is None:
        _without_result(found, facts, key)
        return
    if start and was:
        _resize(found, facts, key, was=was, change=end.persons - start.persons)
    elif _listed(facts.brought.get(key)):
        was = _listed(facts.brought.get(key))
        _put(found, was, OTHER_MORE, key, end.persons)
        _explain(found, facts, key)
    _pass(found, facts, key, was=was, end=end)


def _without_result(found: Movement, facts: Facts, key: int) -> None:
    start = facts.start.get(key)
    if start is None or not _listed(start):
        if _listed(facts.brought.get(key)) and key not in facts.gone:
            found.pending.append(key)
        return
    if key not in facts.gone:
        found.pending.append(key)
        return
    _put(found, _listed(start), OTHER_LESS, key, start.persons)
    _explain(found, facts, key)


def _resize(found: Movement, facts: Facts, key: int, *, was: str, change: int) -> None:
    """Put members who came or left into columns 8 and 4 of the persons' line."""
    if not change:
        return
    column = OTHER_MORE if change > 0 else OTHER_LESS
    found.forms[FORM_OF[was]].cells[column].members[key] = abs(change)
    if key not in facts.changed:
        found.resized.append(key)


def _pass(found: Movement, facts: Facts, key: int, *, was: str, end: Result) -> None:
    now = _listed(end)
    if was:
        for form, column in PASSAGES.get((was, end.poverty_class), ()):
            found.forms[form].cells[column].households[key] = end.persons
    elif now and key in facts.came:
        _put(found, now, OTHER_MORE, key, end.persons)
        _explain(found, facts, key)
    elif now:
        column = 6 if now in facts.held.get(key, ()) else 7
        _put(found, now, column, key, end.persons)
    if now:
        _put(found, now, END, key, end.persons)


def _explain(found: Movement, facts: Facts, key: int) -> None:
    if not facts.reasons.get(key):
        found.unexplained.append(key)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What other forms say of the same ward: R1 (classes) and R4, R6 (deprivations).

    Each maps a class to numbers; `points` is the sum of B2; `odd` are households whose B2 is not
    ten times their deprivations; `previous` are the results of the round before as the reviews
    have them now, None where that round was not closed with its forms.
    """

    households: Mapping[str, int] = field(default_factory=dict)
    persons: Mapping[str, int] = field(default_factory=dict)
    lacking: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    points: Mapping[str, int] = field(default_factory=dict)
    odd: tuple[int, ...] = ()
    previous: Mapping[int, Result] | None = None
    all_households: int | None = None
    all_persons: int | None = None


TITLES = {
    "no_result": gettext_lazy("Mọi hộ đầu kỳ đều có kết quả hoặc biến động"),
    "unexplained": gettext_lazy("Hộ ở cột 4 và cột 8 đều có biến động đã ghi"),
    "resized": gettext_lazy("Thay đổi nhân khẩu đều có biến động đã ghi"),
    "start": gettext_lazy("Đầu kỳ bằng cuối kỳ của đợt trước"),
    "closes_r2": gettext_lazy("Biểu hộ nghèo khép: 9 = 1−2−3−4+5+6+7+8"),
    "closes_r3": gettext_lazy("Biểu hộ cận nghèo khép: 9 = 1−2−3−4+5+6+7+8"),
    "to_near_poor": gettext_lazy("Nghèo xuống cận nghèo: cột 2 hộ nghèo bằng cột 5 hộ cận nghèo"),
    "to_poor": gettext_lazy("Cận nghèo thành nghèo: cột 5 hộ nghèo bằng cột 3 hộ cận nghèo"),
    "r1_r2": gettext_lazy("Hộ nghèo cuối kỳ bằng số ở biểu tổng hợp"),
    "r1_r3": gettext_lazy("Hộ cận nghèo cuối kỳ bằng số ở biểu tổng hợp"),
    "r4_sum": gettext_lazy("Tổng thiếu hụt bằng tổng điểm B2 chia 10"),
    "r4_most": gettext_lazy("Mỗi chỉ số thiếu hụt không quá số hộ"),
    "persons": gettext_lazy("Số nhân khẩu không ít hơn số hộ"),
    "totals": gettext_lazy("Hộ nghèo và cận nghèo không quá tổng số hộ"),
    "frozen": gettext_lazy("Số đã khoá bằng số tính lại hôm nay"),
}
"""What must hold, in the order the page tells it."""
WARNINGS = frozenset({"resized", "frozen"})


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold: which, what is wrong in numbers, and whose households."""

    code: str
    detail: str = ""
    households: tuple[int, ...] = ()

    @property
    def blocks(self) -> bool:
        """Tell whether the ward cannot be closed because of it."""
        return self.code not in WARNINGS

    @property
    def title(self) -> str:
        """Return what ought to hold."""
        return str(TITLES[self.code])

    @property
    def advice(self) -> str:
        """Return what to do."""
        return {
            "no_result": _(
                "Rà soát hộ bằng phiếu B đến khi công nhận, hoặc ghi biến động (mất, chuyển đi, "
                "nhập hộ) nếu hộ không còn ở địa bàn."
            ),
            "unexplained": _(
                "Hộ thêm vào hay rời đi mà chưa rõ vì sao: ghi biến động của hộ, hoặc sửa nguồn "
                "gốc của hộ."
            ),
            "resized": _("Nên ghi biến động sinh, mất, chuyển đến, chuyển đi cho khớp nhân khẩu."),
            "start": _(
                "Kết quả đợt trước đã đổi sau khi khoá: kiểm tra lần mở khoá của từng hộ ở đợt đó."
            ),
            "closes_r2": _("Xử lý các hộ chưa có kết quả nêu ở trên."),
            "closes_r3": _("Xử lý các hộ chưa có kết quả nêu ở trên."),
            "r4_sum": _("Mở phiếu của hộ, kiểm tra 12 chỉ số và điểm B2."),
            "totals": _("Sửa tổng số hộ, nhân khẩu của địa bàn cho năm này."),
            "frozen": _("Số đã khoá giữ nguyên; hộ khác đi là hộ được sửa sau khi khoá."),
        }.get(self.code, _("Báo cơ quan thường trực kiểm tra từng hộ nêu tên."))


def findings(movement: Movement, counts: Counts) -> list[Finding]:
    """Return everything that does not hold, in the order of `TITLES`."""
    r2, r3 = movement.forms["r2"], movement.forms["r3"]
    found = [
        Finding(code, _("%(count)d hộ") % {"count": len(keys)}, tuple(keys))
        for code, keys in (
            ("no_result", movement.pending),
            ("unexplained", movement.unexplained),
            ("resized", movement.resized),
        )
        if keys
    ]
    found += _start(movement, counts)
    for name, form in movement.forms.items():
        waiting = tuple(key for key in movement.pending if key in form.cells[START].households)
        found += _gap(f"closes_{name}", form.gap("count"), form.gap("persons"), waiting)
    found += _equal("to_near_poor", r2.cells[2], r3.cells[5])
    found += _equal("to_poor", r2.cells[5], r3.cells[3])
    for name, form in movement.forms.items():
        found += _as_counted(f"r1_{name}", form.cells[END], FORMS[name], counts)
    found += _deprivations(movement, counts)
    for form in movement.forms.values():
        few = [n for n, cell in form.cells.items() if cell.persons < cell.count]
        keys = {k for n in few for k, size in form.cells[n].households.items() if size < 1}
        if few:
            found.append(Finding("persons", _columns(few), tuple(sorted(keys))))
    total = sum(form.cells[END].count for form in movement.forms.values())
    if counts.all_households is not None and total > counts.all_households:
        found.append(Finding("totals", f"{total} > {counts.all_households}"))
    return found


def _columns(numbers: Iterable[int]) -> str:
    return _("cột %(columns)s") % {"columns": ", ".join(str(n) for n in numbers)}


def _gap(code: str, households: int, persons: int, keys: tuple[int, ...]) -> list[Finding]:
    if not households and not persons:
        return []
    words = _("lệch %(households)d hộ, %(persons)d nhân khẩu")
    return [Finding(code, words % {"households": households, "persons": persons}, keys)]


def _equal(code: str, one: Cell, other: Cell) -> list[Finding]:
    if one.households == other.households:
        return []
    keys = {
        key
        for key in {*one.households, *other.households}
        if one.households.get(key) != other.households.get(key)
    }
    words = f"{one.count} ≠ {other.count}"
    return [Finding(code, words, tuple(sorted(keys)))]


def _as_counted(code: str, cell: Cell, name: str, counts: Counts) -> list[Finding]:
    counted = counts.households.get(name, 0), counts.persons.get(name, 0)
    if counted == (cell.count, cell.persons):
        return []
    return [Finding(code, f"{cell.count}/{cell.persons} ≠ {counted[0]}/{counted[1]}", cell.keys)]


def _start(movement: Movement, counts: Counts) -> list[Finding]:
    """Compare the start with the round before as its reviews say today."""
    if counts.previous is None:
        return []
    ours = {
        (key, FORMS[name]): persons
        for name, form in movement.forms.items()
        for key, persons in form.cells[START].households.items()
    }
    theirs = {
        (key, result.poverty_class): result.persons
        for key, result in counts.previous.items()
        if result.poverty_class in FORM_OF
    }
    keys = {pair[0] for pair in {*ours, *theirs} if ours.get(pair) != theirs.get(pair)}
    if not keys:
        return []
    return [Finding("start", _("%(count)d hộ") % {"count": len(keys)}, tuple(sorted(keys)))]


def _deprivations(movement: Movement, counts: Counts) -> list[Finding]:
    found = []
    for name, form in movement.forms.items():
        lacking = counts.lacking.get(FORMS[name], {})
        total, points = sum(lacking.values()), counts.points.get(FORMS[name], 0)
        here = tuple(key for key in counts.odd if key in form.cells[END].households)
        if total * 10 != points or here:
            found.append(Finding("r4_sum", f"{total} ≠ {points / 10:g}", here))
        most = max(lacking.values(), default=0)
        if most > form.cells[END].count:
            found.append(
                Finding("r4_most", f"{most} > {form.cells[END].count}", form.cells[END].keys)
            )
    return found


def frozen(movement: Movement) -> dict[str, Any]:
    """Return the forms as they are kept when a ward closes: numbers, and the households behind."""
    return {
        "reasons": {str(key): reason for key, reason in movement.reasons.items()},
        **{
            name: {
                "households": form.line("count"),
                "persons": form.line("persons"),
                "cells": {
                    str(n): {
                        "households": {str(k): v for k, v in cell.households.items()},
                        "members": {str(k): v for k, v in cell.members.items()},
                    }
                    for n, cell in form.cells.items()
                },
            }
            for name, form in movement.forms.items()
        },
    }


def thawed(kept: Mapping[str, Any]) -> Movement | None:
    """Return the forms that `frozen` kept, or None where a ward was closed without them."""
    if not all(name in kept for name in FORMS):
        return None
    found = Movement(reasons={int(k): str(v) for k, v in kept.get("reasons", {}).items()})
    for name in FORMS:
        for number, cell in kept[name]["cells"].items():
            found.forms[name].cells[int(number)] = Cell(
                {int(k): int(v) for k, v in cell["households"].items()},
                {int(k): int(v) for k, v in cell["members"].items()},
            )
    return found


def results_of(movement: Movement) -> dict[int, Result]:
    """Return the listed households at the end of the forms: the start of the next round."""
    return {
        key: Result(FORMS[name], persons)
        for name, form in movement.forms.items()
        for key, persons in form.cells[END].households.items()
    }


def differences(kept: Movement, now: Movement) -> list[Finding]:
    """Return where kept forms and those computed today name other households or persons."""
    keys = {
        key
        for name in FORMS
        for n in COLUMNS
        for key in {*kept.forms[name].cells[n].keys, *now.forms[name].cells[n].keys}
        if _parts(kept.forms[name].cells[n], key) != _parts(now.forms[name].cells[n], key)
    }
    if not keys:
        return []
    return [Finding("frozen", _("%(count)d hộ") % {"count": len(keys)}, tuple(sorted(keys)))]


def _parts(cell: Cell, key: int) -> tuple[int | None, int | None]:
    return cell.households.get(key), cell.members.get(key)


def total(movements: Iterable[Movement]) -> dict[str, dict[str, list[int]]]:
    """Return the sum over wards: form -> 'count' or 'persons' -> nine numbers."""
    rows = list(movements)
    return {
        name: {
            what: [sum(m.forms[name].line(what)[n] for m in rows) for n in range(END)]
            for what in ("count", "persons")
        }
        for name in FORMS
    }
