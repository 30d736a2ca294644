"""What a figure is asked for: area, days, as-of day, standard, boundaries, and its report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import F, Q
from django.db.models.expressions import Combinable

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area, Boundaries
from povertyportal.reporting.boundaries import Conversion, conversion
from povertyportal.reporting.models import OfficialReport, ReportedFigure, Target

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """One question. Frozen: a figure's own window is another scope.

    `start` and `end` are days, both included, `end` never after `as_of`. With `is_chosen` false
    nobody chose a period: then each figure takes the window that the official report means.
    `units_on` names the day whose units figures are spread over; without it they are spread over
    the units that the records carry. `parts` are the areas that count where a unit of that day is
    asked for: the older ones it is made of, as far as the user may see them.
    """

    area: Area
    start: date
    end: date
    as_of: date
    standard: str
    report: OfficialReport | None = None
    is_chosen: bool = False
    units_on: date | None = None
    parts: tuple[Area, ...] = ()
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def remember(self, key: Any, read: Callable[[], T]) -> T:
        """Return what `read` gave the first time it was asked for under this key."""
        where = (self.area.pk, self.units_on, *(part.pk for part in self.parts))
        full = (key, where, self.start, self.end, self.as_of, self.standard)
        if full not in self.memo:
            self.memo[full] = read()
        found: T = self.memo[full]
        return found

    def inside(self, name: str = "area") -> Q:
        """Return the condition that a row's area, by this foreign key, lies in the scope."""
        inside = Q()
        for part in self.territory:
            inside |= Q(**{f"{name}__path__startswith": part.path})
        return inside

    @property
    def territory(self) -> tuple[Area, ...]:
        """Return the areas whose records count."""
        return self.parts or (self.area,)

    @property
    def boundaries(self) -> Boundaries:
        """Return by which units the figures are spread."""
        return Boundaries.THEN if self.units_on is None else Boundaries.TODAY

    def allows(self, user: User, permission: Permission) -> bool:
        """Tell whether the user holds the permission on everything that counts here."""
        return all(user.can(permission, part) for part in self.territory)

    @cached_property
    def conversion(self) -> Conversion | None:
        """Return how the areas stand to the units of a day; None by the boundaries of the time."""
        day = self.units_on
        if day is None:
            return None
        key = ("conversion", day, *(part.pk for part in self.territory))
        return self.remember_shared(key, lambda: conversion(self.territory, day=day))

    def unit_of(self, name: str = "area") -> Combinable:
        """Return the key of the unit that a row counts for, by the foreign key to its area."""
        return self.conversion.unit_of(name) if self.conversion else F(f"{name}_id")

    @cached_property
    def remark(self) -> str:
        """Say which parts of the asked unit its numbers leave out, '' where they are whole."""
        return self.remarks([self.area]).get(self.area.pk, "")

    def remarks(self, units: Iterable[Area]) -> dict[int, str]:
        """Say of each unit of today what its numbers leave out; nothing by the boundaries then."""
        if self.conversion is None:
            return {}
        return self.conversion.remarks(units, start=self.start, end=self.end)

    def during(self, name: str) -> Q:
        """Return the condition that a row's day lies in the window."""
        return Q(**{f"{name}__gte": self.start, f"{name}__lte": self.end})

    @cached_property
    def reported(self) -> Mapping[str, ReportedFigure]:
        """Return what the report states, by key. It speaks of its own area only."""
        if self.report is None:
            return {}
        report = self.report
        return self.remember_shared(
            ("reported", report.pk), lambda: {f.key: f for f in report.figures.all()}
        )

    @cached_property
    def targets(self) -> list[Target]:
        """Return the plans of the area; of a unit that only its older parts stand for, none."""
        if self.area not in self.territory:
            return []
        return self.remember_shared(
            ("targets", self.area.pk), lambda: list(Target.objects.filter(area=self.area))
        )

    def remember_shared(self, key: Any, read: Callable[[], T]) -> T:
        """Return what is the same in every window of this question."""
        if key not in self.memo:
            self.memo[key] = read()
        found: T = self.memo[key]
        return found

    def of_figure(self, key: str) -> Scope:
        """Return the scope with the figure's own window, cut at the as-of day."""
        stated = None if self.is_chosen else self.reported.get(key)
        start, end = stated.window if stated else (self.start, self.end)
        return self.of_days(start, end)

    def of_days(self, start: date, end: date) -> Scope:
        """Return the same question for a chosen window, cut at the as-of day."""
        return replace(self, start=start, end=min(end, self.as_of), is_chosen=True)

    def year(self, year: int) -> tuple[date, date]:
        """Return the days of the window that lie in the year."""
        return max(date(year, 1, 1), self.start), min(date(year, 12, 31), self.end)

    def of_area(self, area: Area) -> Scope:
        """Return the same question for another area; of a unit of today, for its parts in here."""
        parts = self.conversion.moved.get(area.pk, []) if self.conversion else []
        if parts and any(part.contains(area) for part in self.territory):
            parts = [*parts, area]
        return replace(self, area=area, parts=tuple(parts))

    def reported_figure(self, key: str) -> ReportedFigure | None:
        """Return what was reported, if this question is the one the report answers.

        A question as of a day before the report knew its numbers is another one.
        """
        stated = self.reported.get(key)
        if stated is None or self.report is None or self.area.pk != self.report.area_id:
            return None
        if self.as_of < min(stated.period_to, self.report.stated_on):
            return None
        start, end = stated.window
        same = not self.is_chosen or (start == self.start and min(end, self.as_of) == self.end)
        return stated if same else None

    def target(self, key: str) -> Target | None:
        """Return the area's plan for exactly this window; call it on the figure's own scope."""
        for target in self.targets:
            same_end = min(target.period_to, self.as_of) == self.end
            if target.key == key and target.period_from == self.start and same_end:
                return target
        return None

    @property
    def query(self) -> str:
        """Return the scope as a query string that `read_scope` reads back."""
        pairs = {"place": str(self.area.pk), "as_of": f"{self.as_of:%d/%m/%Y}"}
        if self.is_chosen:
            pairs |= {"from": f"{self.start:%d/%m/%Y}", "to": f"{self.end:%d/%m/%Y}"}
        if self.boundaries == Boundaries.TODAY:
            pairs["boundaries"] = Boundaries.TODAY.value
        return urlencode(pairs | {"standard": self.standard})
