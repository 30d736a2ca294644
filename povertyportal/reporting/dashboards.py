"""What each role's dashboard shows first: data. Rights decide what of it the user sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Role
from povertyportal.reporting import compare
from povertyportal.reporting.figures import Figure
from povertyportal.reporting.registry import Theme

URGENT = 6
"""How many figures that are off plan stand at the head of the page."""


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """What stands first: themes, figures as tiles, panels, each in its order.

    `spread` is a figure shown by ward, `closing` one whose table must close. `work_first` puts
    what waits for the user above the figures, `checks_reports` what differs from the report beside
    them, `checks_numbers` tells how many identities between numbers are broken.
    """

    themes: tuple[str, ...] = ()
    tiles: tuple[str, ...] = ()
    panels: tuple[str, ...] = ()
    spread: str = ""
    closing: str = ""
    work_first: bool = False
    checks_reports: bool = False
    checks_numbers: bool = False


_CITY_TILES = ("poor_households_exited", "poor_rate_end", "capital_unallocated", "workers_placed")
_WARD = Dashboard(
    themes=(Theme.POVERTY, Theme.WORK, Theme.HOUSING),
    tiles=("poor_households", "poor_households_exited", "poor_rate_end", "exit_plans_fulfilled"),
    panels=("round_board", "help_gaps", "directives"),
    work_first=True,
)

DASHBOARDS: Mapping[Role, Dashboard] = {
    Role.INVESTIGATOR: Dashboard(work_first=True),
    Role.WARD_OFFICER: _WARD,
    Role.WARD_CHAIR: _WARD,
    Role.CITY_LEADER: Dashboard(
        themes=tuple(Theme),
        tiles=_CITY_TILES,
        panels=("poor_rate_map", "idle_money", "help_gaps", "directives"),
        checks_numbers=True,
    ),
    Role.STANDING_OFFICE: Dashboard(
        themes=tuple(Theme),
        tiles=_CITY_TILES,
        panels=("round_board", "poor_rate_map", "idle_money", "directives"),
        work_first=True,
        checks_reports=True,
    ),
    Role.FINANCE: Dashboard(
        themes=(Theme.CAPITAL,),
        tiles=(
            "capital_assigned",
            "capital_distributed",
            "capital_disbursed",
            "capital_unallocated",
        ),
        panels=("idle_money", "directives"),
        spread="capital_distributed",
        closing="capital_unallocated",
        work_first=True,
    ),
    Role.BANK_OFFICER: Dashboard(
        themes=(Theme.CREDIT,),
        tiles=(
            "loans_poor_amount",
            "loans_near_poor_amount",
            "loans_escaped_amount",
            "loans_past_term",
        ),
        panels=("directives",),
        spread="loans_poor_amount",
        work_first=True,
    ),
    Role.FRONT_OFFICER: Dashboard(
        themes=(Theme.HOUSING, Theme.AWARDS),
        tiles=("fund_raised", "fund_spent", "fund_balance", "fund_houses"),
        panels=("directives",),
        spread="fund_houses",
        closing="fund_balance",
        work_first=True,
    ),
    Role.AUDITOR: Dashboard(
        themes=(Theme.CAPITAL, Theme.POVERTY),
        tiles=_CITY_TILES,
        panels=("watched_acts", "idle_money", "round_board"),
        closing="capital_unallocated",
        checks_reports=True,
        checks_numbers=True,
    ),
    Role.ADMINISTRATOR: Dashboard(panels=("watched_acts",), work_first=True),
}


def dashboard_of(user: User) -> Dashboard:
    """Return what all the user's roles show first, those on the widest area before the others."""
    grants = sorted(user.grants, key=lambda grant: len(grant.area.path))
    held = [DASHBOARDS[role] for role in dict.fromkeys(grant.role for grant in grants)]
    return Dashboard(
        themes=_union(each.themes for each in held),
        tiles=_union(each.tiles for each in held),
        panels=_union(each.panels for each in held),
        spread=next((each.spread for each in held if each.spread), ""),
        closing=next((each.closing for each in held if each.closing), ""),
        work_first=any(each.work_first for each in held),
        checks_reports=any(each.checks_reports for each in held),
        checks_numbers=any(each.checks_numbers for each in held),
    )


def _union(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part))


@dataclass(frozen=True)
class OffPlan:
    """The figures that miss their plan, the worst first, out of all that have one and a value."""

    missed: tuple[Figure, ...]
    planned: int

    @property
    def urgent(self) -> tuple[Figure, ...]:
        """Return the worst."""
        return self.missed[:URGENT]

    @property
    def more(self) -> int:
        """Return how many others miss their plan."""
        return len(self.missed) - len(self.urgent)


def off_plan(figures: Iterable[Figure]) -> OffPlan:
    """Sort out what misses its plan: by percent of plan, then what only misses it.

    A figure without a plan, or with one whose size nobody stated, is not off plan.
    """
    compared = [(found, met) for found in figures if (met := _met(found)) is not None]
    missed = [found for found, met in compared if not met]
    missed.sort(key=lambda found: (found.percent_of_plan is None, found.percent_of_plan or 0))
    return OffPlan(tuple(missed), len(compared))


def _met(found: Figure) -> bool | None:
    return compare.plan_met(found.value, plan=found.plan, direction=found.indicator.direction)
