"""Figures: what one is, and the list of all of them, filled by the apps' `indicators` modules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Aggregate, Count, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractYear
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.breakdowns import Breakdown
from povertyportal.reporting.formula import Line
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Direction, Number, Unit, is_sum, published
from povertyportal.ui.filters import ListFilterSet
from povertyportal.ui.tables import PortalTable

Rows = Callable[[Scope], QuerySet[Any]]
Text = str | Promise


class Theme(models.TextChoices):
    """The parts of the dashboard, in their order."""

    POVERTY = "poverty", _("Giảm nghèo")
    CAPITAL = "capital", _("Vốn Chương trình")
    CREDIT = "credit", _("Tín dụng chính sách")
    WORK = "work", _("Việc làm và đào tạo")
    HOUSING = "housing", _("Nhà ở và Quỹ Vì người nghèo")
    AWARDS = "awards", _("Khen thưởng")


@dataclass(frozen=True)
class Computed:
    """A value with the numbers it is made of. `value` is None where nothing can be computed."""

    value: Number | None
    top: Number | None = None
    bottom: Number | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Point:
    """A figure in a part of time: the value that its page shows for this window."""

    label: str
    value: Number | None
    start: date
    end: date


@dataclass(frozen=True)
class Closing:
    """One line of a table that must close: start, minus this, plus that, end.

    `by` and `group` narrow the records of the figure `key` to those that the line counts.
    """

    label: str
    value: Number | None
    key: str = ""
    sign: str = ""
    is_total: bool = False
    by: str = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A figure is the rows behind it and a way to measure them, nothing else.

    `rows(scope)` is the one definition: tile, list, spread, trend and export all start there.
    `base` and `base_measure` give what a rate is divided by. `compute` replaces the sum where a
    figure is made of others; its rows stay the records behind it. `measured`, `base_measured` and
    `is_kept` read the same measure of the same rows together with those of other figures, in one
    query. `by_standard` marks figures that two poverty standards count differently. `area` names
    the foreign key from a row to its area, `village` the one to its village where rows know it;
    `day` names the column that puts a row into a year, `breakdowns` what else rows fall apart by.
    `top_title` and `base_title` name what is counted and what it is divided by; `formula` says how
    the value comes about where counting or adding up the rows does not.
    `window_key` names the figure whose window this one shares, where no report states it. `chart`
    and `remark` are for its tile on the dashboard, where a plan says too little.
    """

    key: str
    theme: Theme
    title: Text
    definition: Text
    source: Text
    unit: Unit
    permission: Permission
    rows: Rows
    table: type[PortalTable]
    filters: type[ListFilterSet]
    direction: Direction = Direction.UP
    measure: Aggregate = field(default_factory=lambda: Count("pk"))
    base: Rows | None = None
    base_measure: Aggregate = field(default_factory=lambda: Count("pk"))
    base_title: Text = ""
    top_title: Text = ""
    formula: Text = ""
    compute: Callable[[Scope], Computed] | None = None
    measured: Callable[[Scope], Number | None] | None = None
    base_measured: Callable[[Scope], Number | None] | None = None
    is_kept: Callable[[Scope], bool] | None = None
    by_standard: bool = False
    spread: Callable[[Scope], Mapping[int, Number | None]] | None = None
    trend: Callable[[Scope], list[Point]] | None = None
    closing: Callable[[Scope], list[Closing]] | None = None
    plan_key: str = ""
    window_key: str = ""
    area: str = "area"
    village: str = ""
    day: str = ""
    breakdowns: tuple[Breakdown, ...] = ()
    chart: Callable[[Scope], Any] | None = None
    remark: Callable[[Scope], str] | None = None

    def value(self, scope: Scope) -> Computed:
        """Return the figure for its own window; the value is None where it cannot be known."""
        if self.compute is not None:
            return self.compute(scope)
        if self.measured is not None:
            top = self.measured(scope)
        else:
            top = self.rows(scope).order_by().aggregate(v=self.measure)["v"]
        if self.base is None:
            if not top:
                top = 0 if self._was_ever_kept(scope) else None
            return Computed(top, top)
        if self.base_measured is not None:
            bottom = self.base_measured(scope)
        else:
            bottom = self.base(scope).order_by().aggregate(v=self.base_measure)["v"]
        return Computed(rate(top, bottom), top or 0, bottom)

    def _was_ever_kept(self, scope: Scope) -> bool:
        """Tell whether anybody recorded such rows by then: only then is nothing a real zero."""
        if self.is_kept is not None:
            return self.is_kept(scope)
        return self.rows(everywhere(scope)).exists()

    def by_area(self, scope: Scope) -> Mapping[int, Number | None]:
        """Return the figure of each area that the rows carry, by the area's key.

        With the boundaries of today it is that of each unit of today: its rows are counted
        together, so that a person in two of its old wards is one and a rate is that of the whole.
        """
        if self.spread is not None:
            return self.spread(scope)
        tops = grouped(self.rows(scope), scope.unit_of(self.area), self.measure)
        if self.base is None:
            return tops
        bottoms = grouped(self.base(scope), scope.unit_of(), self.base_measure)
        return {
            key: published(rate(tops.get(key), bottom), self.unit)
            for key, bottom in bottoms.items()
        }

    @property
    def is_sum(self) -> bool:
        """Tell whether the value is the measure of the rows, so that groups add up to it."""
        return self.base is None and is_sum(self.unit)

    @property
    def is_distinct(self) -> bool:
        """Tell whether people or households are counted once, whatever their records."""
        return bool(getattr(self.measure, "distinct", False))

    def points(self, scope: Scope) -> list[Point]:
        """Return the figure of each year or round, each with its window, where rows have a day."""
        if self.trend is not None:
            return self.trend(scope)
        if not self.day:
            return []
        if self.is_sum:
            return [
                Point(str(year), value, *scope.year(year))
                for year, value in self._years(self.rows(scope))
            ]
        if self.base is None:
            return []
        years = [year for year, _n in self._years(self.base(scope))]
        return [
            Point(str(year), published(self.value(part).value, self.unit), part.start, part.end)
            for year, part in ((year, scope.of_days(*scope.year(year))) for year in years)
        ]

    def by_year(self, scope: Scope) -> list[tuple[str, Number | None]]:
        """Return the values of `points` by their labels."""
        return [(point.label, point.value) for point in self.points(scope)]

    def _years(self, rows: QuerySet[Any]) -> Any:
        """Return the measure of the rows of each year."""
        column = self.day
        rows = rows.order_by()
        if not self.day.endswith("year"):
            rows = rows.annotate(in_year=ExtractYear(self.day))
            column = "in_year"
        return rows.values_list(column).annotate(v=self.measure).order_by(column)


def everywhere(scope: Scope) -> Scope:
    """Return the question for all areas, from the first record on."""
    return replace(scope, area=Area(path=""), parts=(), units_on=None, start=date.min)


def rate(top: Number | None, bottom: Number | None) -> Decimal | None:
    """Return top per hundred of bottom; None where there is nothing to divide by."""
    return Decimal(100 * (top or 0)) / Decimal(bottom) if bottom else None


def grouped(rows: QuerySet[Any], unit: Combinable, measure: Aggregate) -> dict[int, Any]:
    """Return the measure of the rows of each unit, by the unit's key."""
    return dict(rows.order_by().annotate(in_unit=unit).values_list("in_unit").annotate(v=measure))


_indicators: dict[str, Indicator] = {}


def register(*indicators: Indicator) -> None:
    """Add figures; a key is taken once."""
    for indicator in indicators:
        if indicator.key in _indicators:
            raise ValueError(f"figure {indicator.key} is registered twice")
        _indicators[indicator.key] = indicator


def all_indicators() -> list[Indicator]:
    """Return every figure, by theme, in the order the apps named them."""
    order = list(Theme)
    return sorted(_indicators.values(), key=lambda indicator: order.index(indicator.theme))


def get_indicator(key: str) -> Indicator:
    """Return a figure; raise KeyError for a key nobody registered."""
    return _indicators[key]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of the dashboard beside the figures, such as a map or the money that lies idle.

    A context of None leaves the panel out: it has nothing to say about this scope. `is_current`
    marks what is under way now, which no day of the scope changes.
    """

    key: str
    title: Text
    permission: Permission
    template: str
    context: Callable[[Scope], dict[str, Any] | None]
    order: int
    is_current: bool = False


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Add a panel; a key is taken once."""
    if panel.key in _panels:
        raise ValueError(f"panel {panel.key} is registered twice")
    _panels[panel.key] = panel


def all_panels() -> list[Panel]:
    """Return every panel in its order."""
    return sorted(_panels.values(), key=lambda panel: panel.order)


@dataclass(frozen=True)
class Standards:
    """The poverty standards a scope can choose from, and the one in force on a day."""

    choices: Sequence[tuple[str, Text]] = ()
    on: Callable[[date], str] = lambda day: ""


_standards: list[Standards] = [Standards()]


def register_standards(standards: Standards) -> None:
    """Name the poverty standards; the app that owns them does so once."""
    _standards[:] = [standards]


def standards() -> Standards:
    """Return the poverty standards."""
    return _standards[0]
