"""What a form is: columns under headings, where each number comes from, and its lines; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from households.choices import PovertyClass
from households.returns.formulas import rate_of

Text = str | Promise


class Unit(StrEnum):
    """What a number counts; part of the name under which it is filed."""

    HOUSEHOLDS = "households"
    PERSONS = "persons"
    CHILDREN = "children"
    ANSWERS = "answers"
    RATE = "rate"


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A household as its review recognised it: poor or near-poor, and what the forms ask about it.

    Ethnicity and sex are those of the head. Of children, None where nobody asked about any of them.
    """

    household: int
    area: int
    village: int | None
    poverty_class: str
    persons: int
    ethnicity: str = ""
    is_minority: bool = False
    is_local: bool = False
    has_female_head: bool = False
    has_merit: bool = False
    has_labour: bool = True
    lacking: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    children: int = 0
    children_lacking_health: int | None = None
    children_lacking_school: int | None = None


Keep = Callable[[Listed], bool]


def everybody(home: Listed) -> bool:
    """Keep every household."""
    return True


def one(home: Listed) -> int | None:
    """Count the household."""
    return 1


def size(home: Listed) -> int | None:
    """Count the persons of the household."""
    return home.persons


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Households of a class that are kept, each with what it counts for."""

    poverty_class: PovertyClass
    keep: Callable[[Listed], bool] = everybody
    amount: Callable[[Listed], int | None] = one


@dataclass(frozen=True)
class Moved:
    """A column of the movement form r2 or r3."""

    form: str
    column: int


@dataclass(frozen=True)
class Total:
    """All households or persons of the area: "households" or "persons" of its total."""

    what: str


@dataclass(frozen=True)
class Unrecorded:
    """What no record of the portal says: empty in every form, never 0."""


Source = Counted | Moved | Total | Unrecorded


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: counted from a source, or worked out by a formula of other columns.

    `ref` is the number by which formulas and other forms name it; `name` what it is filed under
    where the number may mean another thing next year.
    """

    ref: str
    text: Text
    name: str = ""
    source: Source | None = None
    formula: str = ""
    unit: Unit = Unit.HOUSEHOLDS

    @property
    def is_rate(self) -> bool:
        """Tell whether it is a percentage."""
        return rate_of(self.formula) is not None

    @property
    def number(self) -> str:
        """Return what stands in the row of numbers: "3", or "4=3/1*100"."""
        return f"{self.ref}={self.formula}" if self.formula else self.ref


@dataclass(frozen=True)
class Group:
    """A heading over several columns."""

    text: Text
    parts: tuple[Group | Column, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a unit: what it is called, and what a household counts for on it."""

    key: Unit
    text: Text
    amount: Callable[[Listed], int | None]


TWO_LINES = (
    Line(key=Unit.HOUSEHOLDS, text=_("Hộ"), amount=one),
    Line(key=Unit.PERSONS, text=_("Nhân khẩu"), amount=size),
)


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form of counts. `lines` is empty where a unit has one line of mixed columns.

    `is_numbered` tells whether the row of column numbers is part of the form; `legend` explains
    headings that are numbers.
    """

    code: str
    title: Text
    parts: tuple[Group | Column, ...]
    lines: tuple[Line, ...] = ()
    is_numbered: bool = True
    legend: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns from left to right."""
        return tuple(_columns(self.parts))

    @cached_property
    def by_ref(self) -> dict[str, Column]:
        """Return the columns by their number."""
        return {column.ref: column for column in self.columns}

    @property
    def bases(self) -> tuple[str, ...]:
        """Return the other forms whose columns the formulas use."""
        rates = (rate_of(column.formula) for column in self.columns)
        names = (ref.partition(".") for rate in rates if rate for ref in rate)
        return tuple(dict.fromkeys(code for code, dot, _ref in names if dot))


def _columns(parts: tuple[Group | Column, ...]) -> Iterator[Column]:
    for part in parts:
        if isinstance(part, Column):
            yield part
        else:
            yield from _columns(part.parts)


def path_of(form: Form, ref: str) -> str:
    """Return the headings over a column in one line, the highest first."""

    def found(parts: tuple[Group | Column, ...], above: tuple[str, ...]) -> tuple[str, ...]:
        for part in parts:
            here = (*above, str(part.text))
            if isinstance(part, Group):
                if inside := found(part.parts, here):
                    return inside
            elif part.ref == ref:
                return here
        return ()

    return " · ".join(found(form.parts, ()))
