"""The figures of poverty round by round, by one standard: two standards are never one series.

Every closed round known on the as-of day has its point, in the window or not: its window is the
year of the round, for a movement from the year of the round before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Count

from households.indicators.rows import (
    entered,
    exited,
    households_by_round,
    known_rounds,
    poor_by_round,
    whole,
)
from households.models import ReviewQuerySet, ReviewRound
from povertyportal.reporting.registry import Point, rate
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Unit, published


@dataclass(frozen=True)
class Step:
    """What happened to the poor list from one round to the next."""

    start: int
    end: int
    exits: int
    entries: int

    @property
    def fall(self) -> int:
        """Return by how many households the list became shorter."""
        return self.start - self.end

    @property
    def other(self) -> int:
        """Return what joined (+) or left (-) the list for other reasons than poverty."""
        return self.exits - self.entries - self.fall


def rates_by_round(scope: Scope) -> list[Point]:
    """Return the poor rate of every round, None where a reviewed ward has no total."""
    return [
        Point(str(known.year), published(value, Unit.PERCENT), *_days(known, known))
        for known, value in _rates(scope).items()
    ]


def falls_by_round(scope: Scope) -> list[Point]:
    """Return by how many points a year the rate fell from round to round."""
    found = []
    for (first, start), (last, end) in pairwise(_rates(scope).items()):
        fall = None
        if start is not None and end is not None:
            fall = published((start - end) / (last.year - first.year), Unit.PERCENT)
        found.append(Point(str(last.year), fall, *_days(first, last)))
    return found


def by_step(value: Callable[[Step], int]) -> Callable[[Scope], list[Point]]:
    """Return the trend of a number of the movement from round to round."""

    def trend(scope: Scope) -> list[Point]:
        return [
            Point(str(last.year), value(step), *_days(first, last))
            for (first, last), step in _steps(scope).items()
        ]

    return trend


def _days(first: ReviewRound, last: ReviewRound) -> tuple[date, date]:
    return date(first.year, 1, 1), date(last.year, 12, 31)


def _by_round(rows: ReviewQuerySet) -> dict[int, int]:
    return dict(rows.order_by().values_list("round").annotate(n=Count("pk")))


def _rates(scope: Scope) -> dict[ReviewRound, Any]:
    """Return the unrounded rate of every round."""
    poor, households = poor_by_round(scope), households_by_round(scope)
    return {
        each: None if households[each.pk] is None else rate(poor.get(each.pk), households[each.pk])
        for each in known_rounds(scope)
    }


def _steps(scope: Scope) -> dict[tuple[ReviewRound, ReviewRound], Step]:
    """Return the movement between every two rounds; three queries for all of them."""
    own, poor = whole(scope), poor_by_round(scope)
    exits = own.remember("exits_by_round", lambda: _by_round(exited(own)))
    entries = own.remember("entries_by_round", lambda: _by_round(entered(own)))
    return {
        (first, last): Step(
            poor.get(first.pk, 0),
            poor.get(last.pk, 0),
            exits.get(last.pk, 0),
            entries.get(last.pk, 0),
        )
        for first, last in pairwise(known_rounds(scope))
    }
