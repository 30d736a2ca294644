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
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Direction, Number, Unit, published, shown
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
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Closing:
    """One line of a table that must close: start, minus this, plus that, end."""

    label: str
    value: Number | None
    key: str = ""
    sign: str = ""
    is_total: bool = False


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A figure is the rows behind it and a way to measure them, nothing else.

    `rows(scope)` is the one definition: tile, list, spread, trend and export all start there.
    `base` and `base_measure` give what a rate is divided by. `compute` replaces the sum where a
    figure is made of others; its rows stay the records behind it. `measured` reads the same
    measure of the same rows together with that of other figures, in one query. `area` names the
    foreign key from a row to its area; `day` names the column that puts a row into a year.
    `window_key` names the figure whose window this one shares, where no report states it. A
    `headline` is a tile on top of the dashboard, with its own `chart` and `remark` where a plan
    says too little.
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
    compute: Callable[[Scope], Computed] | None = None
    measured: Callable[[Scope], Number | None] | None = None
    spread: Callable[[Scope], Mapping[int, Number | None]] | None = None
    trend: Callable[[Scope], list[tuple[str, Number | None]]] | None = None
    closing: Callable[[Scope], list[Closing]] | None = None
    plan_key: str = ""
    window_key: str = ""
    area: str = "area"
    day: str = ""
    headline: int | None = None
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
                top = 0 if self._is_kept(scope) else None
            return Computed(top, top, lines=(shown(top, self.unit),) if top is not None else ())
        bottom = self.base(scope).order_by().aggregate(v=self.base_measure)["v"]
        return Computed(rate(top, bottom), top or 0, bottom)

    def _is_kept(self, scope: Scope) -> bool:
        """Tell whether anybody recorded such rows by then: only then is nothing a real zero."""
        return self.rows(replace(scope, area=Area(path=""), parts=(), start=date.min)).exists()

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

    def by_year(self, scope: Scope) -> list[tuple[str, Number | None]]:
        """Return the figure of each year in the window, where rows have a day."""
        if self.trend is not None:
            return self.trend(scope)
        if not self.day or self.base is not None or self.compute is not None:
            return []
        rows = self.rows(scope).order_by()
        column = self.day
        if not self.day.endswith("year"):
            rows = rows.annotate(in_year=ExtractYear(self.day))
            column = "in_year"
        pairs = rows.values_list(column).annotate(v=self.measure).order_by(column)
        return [(str(year), value) for year, value in pairs]


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

    A context of None leaves the panel out: it has nothing to say about this scope.
    """

    key: str
    title: Text
    permission: Permission
    template: str
    context: Callable[[Scope], dict[str, Any] | None]
    order: int


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
