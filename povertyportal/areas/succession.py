"""What became of areas by a day: which unit each went into whole, and what was divided.

A number can be carried over only where an area went into one unit whole. What was divided stays
under its own name: nobody can tell which of its records belong to which heir.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from povertyportal.areas.models import Succession


@dataclass(frozen=True)
class Move:
    """A part of an area's territory, above 0 up to 1, that went into another; both by their key."""

    origin: int
    heir: int
    share: Decimal = Decimal(1)


@dataclass(frozen=True)
class Lineage:
    """Where areas went. `whole` names the one heir of each, `shards` the divided origins of each.

    An area that nothing became of is its own heir.
    """

    whole: Mapping[int, int]
    shards: Mapping[int, frozenset[int]]

    def heir(self, area: int) -> int:
        """Return the last unit that the area went into whole, through every change."""
        seen = {area}
        current = area
        while (following := self.whole.get(current)) is not None:
            if following in seen:  # a circle leads nowhere
                return area
            seen.add(following)
            current = following
        return current

    def origins(self, area: int) -> frozenset[int]:
        """Return every area that went into this one whole, itself among them."""
        return self._groups.get(area, frozenset({area}))

    def fragments(self, area: int) -> frozenset[int]:
        """Return the areas of which this one may hold a part, and nobody knows which."""
        found: set[int] = set()
        waiting = set(self.origins(area))
        while waiting:
            divided = set(self.shards.get(waiting.pop(), ()))
            new = {older for origin in divided for older in self.origins(origin)} - found
            found |= new
            waiting |= new
        return frozenset(found - self.origins(area))

    def sharers(self, area: int) -> frozenset[int]:
        """Return the units that a divided area went into, each a part of it."""
        return frozenset(heir for heir, origins in self.shards.items() if area in origins)

    @cached_property
    def _groups(self) -> dict[int, frozenset[int]]:
        groups: dict[int, set[int]] = defaultdict(set)
        for area in {*self.whole, *self.whole.values()}:
            groups[self.heir(area)].add(area)
        return {heir: frozenset(areas) for heir, areas in groups.items()}


def lineage_of(moves: Iterable[Move]) -> Lineage:
    """Tell what went over whole from what was divided."""
    by_origin: dict[int, list[Move]] = defaultdict(list)
    for move in moves:
        by_origin[move.origin].append(move)
    whole: dict[int, int] = {}
    shards: dict[int, set[int]] = defaultdict(set)
    for origin, parts in by_origin.items():
        if len(parts) == 1 and parts[0].share == 1:
            whole[origin] = parts[0].heir
        else:
            for part in parts:
                shards[part.heir].add(origin)
    return Lineage(whole, {heir: frozenset(origins) for heir, origins in shards.items()})


def lineage_on(day: date) -> Lineage:
    """Return what had become of areas by the day."""
    rows = Succession.objects.order_by().filter(change__effective_on__lte=day)
    return lineage_of(Move(*row) for row in rows.values_list("predecessor", "successor", "share"))
