"""What a figure is asked for: area, days, as-of day, standard, and the report it is held to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Q

from povertyportal.areas.models import Area
from povertyportal.reporting.models import OfficialReport, ReportedFigure, Target

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """One question. Frozen: a figure's own window is another scope.

    `start` and `end` are days, both included, `end` never after `as_of`. With `is_chosen` false
    nobody chose a period: then each figure takes the window that the official report means.
    """

    area: Area
    start: date
    end: date
    as_of: date
    standard: str
    report: OfficialReport | None = None
    is_chosen: bool = False
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def remember(self, key: Any, read: Callable[[], T]) -> T:
        """Return what `read` gave the first time it was asked for under this key."""
        full = (key, self.area.pk, self.start, self.end, self.as_of, self.standard)
        if full not in self.memo:
            self.memo[full] = read()
        found: T = self.memo[full]
        return found

    def inside(self, name: str = "area") -> Q:
        """Return the condition that a row's area, by this foreign key, lies in the scope."""
        return Q(**{f"{name}__path__startswith": self.area.path})

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
        """Return the plans of the area."""
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
        return replace(self, start=start, end=min(end, self.as_of), is_chosen=True)

    def of_area(self, area: Area) -> Scope:
        """Return the same question for another area."""
        return replace(self, area=area)

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
        return urlencode(pairs | {"standard": self.standard})
