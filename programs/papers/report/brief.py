"""What a report of the programme states: each figure with its plan and its estimate."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from households.indicators.rows import rounds
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.documents import Block
from povertyportal.reporting.figures import Figure, figure
from povertyportal.reporting.models import Target
from povertyportal.reporting.registry import Indicator, Theme, all_indicators
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Number, trimmed
from programs.papers.report.estimates import estimates

NEAR = timedelta(days=31)
"""How far a plan's days may lie from the period's: plans run from review to review, in December."""
PLANS = "exit_plans"
"""The figure of poverty that is counted by months, not by reviews; others share its window."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A figure of a report: what was done, what is held to the plan, and what the year will bring.

    In an evaluation `judged` is `done`; a monitoring report holds the year so far to the year's
    plan.
    """

    done: Figure
    judged: Figure
    estimate: Number | None

    @property
    def indicator(self) -> Indicator:
        """Return what the figure is."""
        return self.done.indicator


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What a report is written from. `lines` are the figures that the user may see, by key."""

    about: str
    programme: str
    is_monitoring: bool
    scope: Scope
    user: User
    lines: Mapping[str, Line]

    def of_theme(self, theme: Theme) -> list[Line]:
        """Return the lines of a theme in their order."""
        return [line for line in self.lines.values() if line.indicator.theme == theme]

    def allows(self, *permissions: Permission) -> bool:
        """Tell whether the user may see all of this in the report's area."""
        return all(self.scope.allows(self.user, permission) for permission in permissions)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a report's results, for those who hold all its permissions."""

    title: str
    permissions: tuple[Permission, ...]
    build: Callable[[Brief], Sequence[Block]]


def lines_of(scope: Scope, *, user: User, is_monitoring: bool) -> dict[str, Line]:
    """Return every figure that the user may see, as the report states it."""
    seen = [each for each in all_indicators() if scope.allows(user, each.permission)]
    done = {each.key: figure(each, scope=_since_review(each, scope)) for each in seen}
    if is_monitoring:
        first, last = date(scope.start.year, 1, 1), date(scope.start.year, 12, 31)
        year = scope.of_days(first, scope.end)
        judged = {each.key: figure(each, scope=_since_review(each, year)) for each in seen}
    else:
        first, last, judged = scope.start, scope.end, done
    judged = {key: _planned(found, first, last) for key, found in judged.items()}
    expected = estimates(judged)
    return {
        key: Line(done=done[key] if is_monitoring else found, judged=found, estimate=expected[key])
        for key, found in judged.items()
    }


def _since_review(indicator: Indicator, scope: Scope) -> Scope:
    """Let the figures of poverty begin with the last review before the period that was chosen.

    What changed in a year is told by the review at its end and the one before it.
    """
    is_by_month = PLANS in (indicator.key, indicator.window_key)
    if not scope.is_chosen or indicator.theme != Theme.POVERTY or is_by_month:
        return scope
    known = rounds(scope.of_days(date.min, scope.start - timedelta(days=1)))
    return replace(scope, start=known[-1].ends_on) if known else scope


def _planned(found: Figure, first: date, last: date) -> Figure:
    """Put the plan of the period beside a figure that has none for exactly its own days."""
    if found.plan is not None or not found.asked.is_chosen:
        return found
    near = [
        target
        for target in found.asked.targets
        if target.key == found.key
        and abs(target.period_from - first) <= NEAR
        and abs(target.period_to - last) <= NEAR
    ]
    if not near:
        return found
    target = min(near, key=lambda each: _distance(each, first, last))
    baseline = None if target.baseline is None else trimmed(target.baseline)
    return replace(found, plan=trimmed(target.value), baseline=baseline)


def _distance(target: Target, first: date, last: date) -> timedelta:
    return abs(target.period_from - first) + abs(target.period_to - last)
