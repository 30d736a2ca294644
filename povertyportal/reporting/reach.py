"""How far a plan was reached: the figure in the plan's own window, for its area and its wards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from povertyportal.reporting import compare
from povertyportal.reporting.figures import figure
from povertyportal.reporting.models import Target
from povertyportal.reporting.questions import ask, report_for
from povertyportal.reporting.registry import get_indicator, standards
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import (
    Direction,
    Number,
    is_additive,
    shown,
    trimmed,
    with_unit,
    written,
)

DIRECTIONS = {Direction.UP: _("càng cao càng tốt"), Direction.DOWN: _("càng thấp càng tốt")}


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A plan beside what was reached; `actual` is None where nothing is known."""

    target: Target
    actual: Number | None

    @property
    def planned(self) -> str:
        """Return the plan with its unit."""
        return with_unit(trimmed(self.target.value), get_indicator(self.target.key).unit)

    @property
    def done(self) -> str:
        """Return what was reached with its unit, or that it is not known."""
        return with_unit(self.actual, get_indicator(self.target.key).unit)

    @property
    def percent(self) -> Decimal | None:
        """Return the percent of plan, if that can be said."""
        direction = get_indicator(self.target.key).direction
        baseline = self.target.baseline
        return compare.percent_of_plan(
            self.actual, plan=self.target.value, baseline=baseline, direction=direction
        )

    @property
    def words(self) -> str:
        """Return the percent of plan; where there is none, whether the plan is met."""
        if self.percent is not None:
            return f"{written(self.percent)} %"
        direction = get_indicator(self.target.key).direction
        met = compare.plan_met(self.actual, plan=self.target.value, direction=direction)
        return compare.reach_in_words(met, self.percent)

    @property
    def tone(self) -> str:
        """Return the tone of the words."""
        return compare.tone_of(
            self.actual,
            plan=self.target.value,
            baseline=self.target.baseline,
            direction=get_indicator(self.target.key).direction,
        )

    @property
    def formula(self) -> str:
        """Return how the percent of plan comes about, with the numbers put in."""
        if self.percent is None or self.actual is None:
            return ""
        unit = get_indicator(self.target.key).unit
        actual, plan = shown(self.actual, unit), shown(trimmed(self.target.value), unit)
        if self.target.baseline is None:
            return f"{actual} ÷ {plan} × 100 = {self.words}"
        start = shown(trimmed(self.target.baseline), unit)
        return f"({actual} − {start}) ÷ ({plan} − {start}) × 100 = {self.words}"


def scope_of(target: Target, *, today: date) -> Scope:
    """Return the question whose answer the plan is held to."""
    return ask(
        target.area,
        today=today,
        report=report_for(target.area),
        start=target.period_from,
        end=target.period_to,
        as_of=max(today, target.period_from),
        standard=standards().on(target.period_to),
    )


def reach_of(target: Target, *, scope: Scope) -> Reach:
    """Return the plan beside the figure in the scope."""
    return Reach(target=target, actual=figure(get_indicator(target.key), scope=scope).value)


def reach_of_parts(whole: Reach, parts: list[Target], *, scope: Scope) -> list[Reach]:
    """Return the plans of the wards beside what each reached; two queries for all of them."""
    indicator = get_indicator(whole.target.key)
    if whole.actual is None:
        return [Reach(target=part, actual=None) for part in parts]
    values: Mapping[int, Number | None] = indicator.by_area(scope.of_figure(indicator.key))
    nothing = 0 if is_additive(indicator.unit) else None
    return [Reach(target=part, actual=values.get(part.area_id, nothing)) for part in parts]
