"""A figure answered: its value beside the plan and what was reported. Every page reads this."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from povertyportal.accounts.models import User
from povertyportal.reporting import compare
from povertyportal.reporting.compare import Reported, Status
from povertyportal.reporting.formula import Line, Term
from povertyportal.reporting.models import Relation, ReportedFigure, Target
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
    target: Target | None
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
    def is_open(self) -> bool:
        """Tell whether a difference from the report waits for somebody to explain it."""
        return bool(
            self.reported and not self.reported.explanation and self.status in compare.TO_RECONCILE
        )

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
    def plan_big(self) -> str:
        """Return the plan in the unit of `big`, or '' where there is none."""
        is_big = self.is_big_money and self.plan is not None
        return billion(self.plan) if is_big else self.plan_shown

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
    def plan_document(self) -> str:
        """Return the decision that set the plan, or '' where there is none."""
        return self.target.document if self.target else ""

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
    def formula(self) -> list[Line]:
        """Return the formula with the numbers put in, the plan last."""
        lines = list(self.computed.lines)
        value = Term(text=with_unit(self.value, self.indicator.unit))
        if self.indicator.base is not None and self.computed.bottom:
            top = Term(text=written(self.computed.top), key=self.key)
            bottom = Term(text=written(self.computed.bottom))
            names = {"top_title": self.indicator.top_title, "base_title": self.indicator.base_title}
            terms = {"top": top, "bottom": bottom, "value": value}
            terms |= {name: _words(f" {words}" if words else "") for name, words in names.items()}
            words = "%(top)s%(top_title)s ÷ %(bottom)s%(base_title)s × 100 = %(value)s"
            lines = [Line(words, terms)]
        elif not lines and self.value is not None and self.indicator.compute is None:
            title = _words(str(self.indicator.title))
            counted = {"title": title, "value": replace(value, key=self.key)}
            lines = [Line("%(title)s = %(value)s", counted)]
        return lines + self._way_to_plan()

    def _way_to_plan(self) -> list[Line]:
        """Return how the percent of plan comes about; nothing where there is none."""
        if self.percent_of_plan is None or self.plan is None:
            return []
        terms = {
            "actual": Term(text=self.shown),
            "plan": Term(text=self.plan_shown, url=self.plan_url),
            "of_plan": _words(pgettext("percent of", "kế hoạch")),
            "reached": Term(text=self.percent_shown),
        }
        if self.baseline is None:
            return [Line("%(actual)s ÷ %(plan)s %(of_plan)s × 100 = %(reached)s", terms)]
        terms["start"] = Term(text=shown(self.baseline, self.indicator.unit))
        words = "(%(actual)s − %(start)s) ÷ (%(plan)s − %(start)s) × 100 = %(reached)s %(of_plan)s"
        return [Line(words, terms)]

    @property
    def lines(self) -> list[str]:
        """Return the formula as text."""
        return [str(line) for line in self.formula]

    @property
    def plan_url(self) -> str:
        """Return where the plan comes from: its own page, or the figure that is the plan."""
        if self.indicator.plan_key:
            return figure_url(self.indicator.plan_key, scope=self.asked)
        return self.target.get_absolute_url() if self.target else ""


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
        tolerance=trimmed(stated.tolerance),
        explanation=stated.explanation,
    )


def _words(text: str) -> Term:
    return Term(text=text, is_number=False)


def figure_url(key: str, *, scope: Scope, by: str = "", group: str = "") -> str:
    """Return the page of a figure for the question, or of one group of it; nothing is computed."""
    url = f"{reverse('figure_detail', args=[key])}?{scope.query}"
    return f"{url}&{urlencode({'by': by, 'group': group})}" if by else url


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
        target=target,
        reported=as_reported(scope.reported_figure(indicator.key)),
    )


def all_figures(scope: Scope, *, user: User | None = None) -> list[Figure]:
    """Answer every figure that the user may see in the scope's area (all, without a user)."""
    return [
        figure(indicator, scope=scope)
        for indicator in all_indicators()
        if user is None or scope.allows(user, indicator.permission)
    ]
