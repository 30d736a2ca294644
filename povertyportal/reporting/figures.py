"""A figure answered: its value beside the plan and what was reported. Every page reads this."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from povertyportal.accounts.models import User
from povertyportal.reporting import compare
from povertyportal.reporting.compare import Reported, Status
from povertyportal.reporting.models import Relation, ReportedFigure
from povertyportal.reporting.registry import Computed, Indicator, all_indicators, get_indicator
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import (
    Number,
    Unit,
    billion,
    published,
    shown,
    trimmed,
    unit_label,
    with_unit,
    written,
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One indicator in one scope. `scope` is the figure's own window."""

    indicator: Indicator
    scope: Scope
    asked: Scope
    computed: Computed
    value: Number | None
    plan: Number | None
    baseline: Number | None
    plan_document: str
    reported: Reported | None

    @property
    def key(self) -> str:
        """Return the key of the figure."""
        return self.indicator.key

    @property
    def percent_of_plan(self) -> Decimal | None:
        """Return how much of the plan was reached, if that can be said."""
        return compare.percent_of_plan(
            self.value,
            plan=self.plan,
            baseline=self.baseline,
            direction=self.indicator.direction,
        )

    @property
    def status(self) -> Status:
        """Return how the reported figure stands to this one."""
        return compare.status_of(self.value, reported=self.reported, plan=self.plan)

    @property
    def status_tone(self) -> str:
        """Return the tone of the status."""
        return compare.STATUS_TONES[self.status]

    @property
    def tone(self) -> str:
        """Return the tone of the value against the plan."""
        return compare.tone_of(
            self.value,
            plan=self.plan,
            baseline=self.baseline,
            direction=self.indicator.direction,
        )

    @property
    def shown(self) -> str:
        """Return the value in words, money in millions."""
        return shown(self.value, self.indicator.unit)

    @property
    def big(self) -> str:
        """Return the value for a tile: large money in billions."""
        if self.is_big_money:
            return billion(self.value)
        return self.shown

    @property
    def is_big_money(self) -> bool:
        """Tell whether the value is money of at least a billion đồng."""
        return (
            self.indicator.unit == Unit.DONG
            and self.value is not None
            and (abs(int(self.value)) >= 10**9)
        )

    @property
    def big_unit(self) -> str:
        """Return the unit behind `big`; missing data has none."""
        if self.value is None:
            return ""
        return _("tỷ đồng") if self.is_big_money else self.unit_label

    @property
    def unit_label(self) -> str:
        """Return the words of the unit behind `shown`."""
        return unit_label(self.indicator.unit, self.value)

    @property
    def plan_shown(self) -> str:
        """Return the plan in words, or '' where there is none."""
        return "" if self.plan is None else shown(self.plan, self.indicator.unit)

    @property
    def reported_shown(self) -> str:
        """Return the reported number in the row's unit, such as 'hơn 7.400'; '' without one."""
        if self.reported is None or self.reported.value is None:
            return ""
        number = shown(self.reported.value, self.indicator.unit)
        if self.reported.relation == Relation.EXACT:
            return number
        return f"{Relation(self.reported.relation).label} {number}"

    @property
    def plan_is_unknown(self) -> bool:
        """Tell whether a plan is said to be met whose size nobody stated."""
        return bool(self.plan is None and self.reported and self.reported.claims_plan_met)

    @property
    def percent_shown(self) -> str:
        """Return the percent of plan in words, or '' where there is none."""
        return "" if self.percent_of_plan is None else f"{written(self.percent_of_plan)} %"

    @property
    def plan_words(self) -> str:
        """Return whether the plan is met, where no percentage says it; '' otherwise."""
        direction = self.indicator.direction
        met = compare.plan_met(self.value, plan=self.plan, direction=direction)
        return compare.reach_in_words(met, self.percent_of_plan)

    @property
    def url(self) -> str:
        """Return the figure's page for the same question."""
        return figure_url(self.key, scope=self.asked)

    @property
    def lines(self) -> list[str]:
        """Return the formula with the numbers put in, the plan last."""
        lines = [line for line in self.computed.lines if line]
        unit = self.indicator.unit
        of_plan = pgettext("percent of", "kế hoạch")
        reached = f"{self.percent_shown} {of_plan}"
        if self.indicator.base is not None and self.computed.bottom:
            top, bottom = written(self.computed.top), written(self.computed.bottom)
            lines = [f"{top} ÷ {bottom} × 100 = {with_unit(self.value, unit)}"]
        elif lines and self.indicator.compute is None:
            lines = [f"{self.indicator.title} = {with_unit(self.value, unit)}"]
        if self.percent_of_plan is not None and self.plan is not None and self.baseline is None:
            parts = f"{self.shown} ÷ {self.plan_shown} × 100"
            lines.append(f"{parts} = {reached}")
        elif self.percent_of_plan is not None and self.baseline is not None:
            start = shown(self.baseline, unit)
            parts = f"({self.shown} − {start}) ÷ ({self.plan_shown} − {start}) × 100"
            lines.append(f"{parts} = {reached}")
        return lines

    def as_json(self) -> dict[str, Any]:
        """Return the figure as data: money in đồng, rates in percent, null where unknown."""
        return {
            "key": self.key,
            "value": _plain(self.value),
            "unit": str(self.indicator.unit),
            "plan": _plain(self.plan),
            "percent_of_plan": _plain(self.percent_of_plan),
            "reported": _plain(self.reported.value) if self.reported else None,
            "relation": self.reported.relation if self.reported else None,
            "status": str(self.status),
            "from": self.scope.start.isoformat(),
            "to": self.scope.end.isoformat(),
            "area": self.scope.area.name,
        }


def _plain(value: Number | None) -> int | float | None:
    """Return a number that JSON holds: whole where it is whole."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def as_reported(stated: ReportedFigure | None) -> Reported | None:
    """Return the stored row as the value that is compared."""
    if stated is None:
        return None
    return Reported(
        value=None if stated.value is None else trimmed(stated.value),
        relation=stated.relation,
        step=trimmed(stated.step),
        as_stated=stated.as_stated,
        claims_plan_met=stated.claims_plan_met,
        note=stated.note,
    )


def figure_url(key: str, *, scope: Scope) -> str:
    """Return the page of a figure for the question; nothing is computed."""
    return f"{reverse('figure_detail', args=[key])}?{scope.query}"


def figure(indicator: Indicator, *, scope: Scope) -> Figure:
    """Answer one figure: compute it in its own window and put plan and report beside it."""
    own = scope.of_figure(indicator.window_key or indicator.key)
    computed = own.remember(indicator.key, lambda: indicator.value(own))
    target = own.target(indicator.key)
    plan: Number | None = trimmed(target.value) if target else None
    if indicator.plan_key:
        other = get_indicator(indicator.plan_key)
        plan = own.remember(other.key, lambda: other.value(own)).value
    return Figure(
        indicator=indicator,
        scope=own,
        asked=scope,
        computed=computed,
        value=published(computed.value, indicator.unit),
        plan=plan,
        baseline=trimmed(target.baseline) if target and target.baseline is not None else None,
        plan_document=target.document if target else "",
        reported=as_reported(scope.reported_figure(indicator.key)),
    )


def all_figures(scope: Scope, *, user: User | None = None) -> list[Figure]:
    """Answer every figure that the user may see in the scope's area (all, without a user)."""
    return [
        figure(indicator, scope=scope)
        for indicator in all_indicators()
        if user is None or scope.allows(user, indicator.permission)
    ]
