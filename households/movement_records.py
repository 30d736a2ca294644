"""Read what the movement forms of wards are computed from; a fixed number of queries for all wards.

The start is the result of the latest earlier periodic round of the same standard: as the ward's
part of it was closed (`WardRound.result`), or as its reviews say where it was closed without forms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Sum

from households import movement
from households.choices import EventKind, Origin
from households.models import Deprivation, Household, LifeEvent, Review, ReviewRound, WardRound
from households.movement import Counts, Facts, Finding, Movement, Result
from povertyportal.areas.models import Area, AreaTotal

OWN_REASONS = {EventKind.DEATH, EventKind.MOVED_OUT, EventKind.MERGE, EventKind.MOVED_IN}
OTHERS_REASONS = {EventKind.SPLIT, EventKind.MARRIAGE}
"""Events by which a household came or left: as the one it happened to, as the other one."""
RESIZING = set(EventKind) - {EventKind.NEW_HEAD}


@dataclass
class WardMovement:
    """A ward's forms of a round: those kept when it closed, else those of today."""

    area: Area
    movement: Movement
    counts: Counts
    findings: list[Finding]
    is_frozen: bool = False
    events: dict[int, list[LifeEvent]] = field(default_factory=dict)

    @property
    def broken(self) -> list[Finding]:
        """Return what keeps the ward from closing."""
        return [finding for finding in self.findings if finding.blocks]

    @property
    def warnings(self) -> list[Finding]:
        """Return what somebody should look at."""
        return [finding for finding in self.findings if not finding.blocks]

    @property
    def may_close(self) -> bool:
        """Tell whether nothing keeps the ward from closing."""
        return not self.broken


def previous_round(review_round: ReviewRound) -> ReviewRound | None:
    """Return the latest earlier periodic round of the same standard."""
    return (
        ReviewRound.objects.filter(
            kind=ReviewRound.Kind.PERIODIC,
            standard=review_round.standard,
            starts_on__lt=review_round.starts_on,
        )
        .exclude(pk=review_round.pk)
        .order_by("-starts_on")
        .first()
    )


def movements_of(*, round: ReviewRound, wards: Iterable[Area]) -> list[WardMovement]:
    """Return the forms of each ward with everything that does not hold, in the wards' order."""
    areas = list(wards)
    read = _Reader(round, areas)
    return [read.ward(area) for area in areas]


class _Reader:
    """The rows behind the forms of some wards, read once."""

    def __init__(self, review_round: ReviewRound, areas: list[Area]) -> None:
        self.round, self.keys = review_round, [area.pk for area in areas]
        self.previous = previous_round(review_round)
        self.parts = self._ward_rounds()
        self.end, self.start, self.elsewhere = self._results()
        self.homes = self._homes()
        self.held = self._held()
        self.events = self._events()
        self.r1, self.r4, self.points, self.odd, self.totals = self._other_forms()

    def _ward_rounds(self) -> dict[tuple[int, int], WardRound]:
        rounds = [r.pk for r in (self.round, self.previous) if r]
        rows = WardRound.objects.filter(round__in=rounds)
        return {(row.round_id, row.area_id): row for row in rows}

    def _recognised(self, review_round: ReviewRound | None) -> dict[int, tuple[int, Result]]:
        """Return household -> (ward, result) of the wards, and of what came here from others."""
        if review_round is None:
            return {}
        here = Review.objects.filter(round=self.round, area__in=self.keys).values("household")
        living = Household.objects.filter(area__in=self.keys).values("pk")
        before = Review.objects.filter(area__in=self.keys, round=self.previous or self.round)
        rows = Review.objects.recognised().filter(
            Q(area__in=self.keys)
            | Q(household__in=here)
            | Q(household__in=living)
            | Q(household__in=before.values("household")),
            round=review_round,
        )
        return {
            household: (area, Result(found, size))
            for household, area, found, size in rows.values_list(
                "household", "area", "recognised_class", "size"
            )
        }

    def _results(
        self,
    ) -> tuple[
        dict[int, tuple[int, Result]],
        dict[int, dict[int, Result]],
        dict[int, tuple[int, Result]],
    ]:
        end, before = self._recognised(self.round), self._recognised(self.previous)
        start: dict[int, dict[int, Result]] = defaultdict(dict)
        self.before: dict[int, dict[int, Result]] = defaultdict(dict)
        for household, (area, result) in before.items():
            start[area][household] = self.before[area][household] = result
        kept = {
            area: movement.thawed(row.result)
            for (found, area), row in self.parts.items()
            if self.previous and found == self.previous.pk
        }
        for area, forms in kept.items():
            if forms is not None:
                start[area] = movement.results_of(forms)
        flat = {key: (area, r) for area, rows in start.items() for key, r in rows.items()}
        return end, start, flat

    def _homes(self) -> dict[int, Household]:
        keys = {*self.end, *self.elsewhere}
        rows = Household.objects.only(
            "pk", "area_id", "closed_on", "closed_reason", "origin", "registered_on"
        )
        return {row.pk: row for row in _in_parts(rows, keys)}

    def _held(self) -> dict[int, frozenset[str]]:
        """Return the classes that newcomers to the lists had in earlier rounds of any standard."""
        new = [k for k in self.end if k not in self.elsewhere or not self._listed_before(k)]
        found: dict[int, set[str]] = defaultdict(set)
        rows = Review.objects.recognised().filter(round__ends_on__lt=self.round.starts_on)
        for start in range(0, len(new), 500):
            pairs = rows.filter(household__in=new[start : start + 500])
            for household, name in pairs.values_list("household", "recognised_class"):
                found[household].add(name)
        return {key: frozenset(names) for key, names in found.items()}

    def _listed_before(self, household: int) -> bool:
        return self.elsewhere[household][1].poverty_class in movement.FORM_OF

    def _events(self) -> dict[int, list[LifeEvent]]:
        """Return the events of the wards since the round before, by each household they touch."""
        found: dict[int, list[LifeEvent]] = defaultdict(list)
        rows = LifeEvent.objects.filter(
            Q(area__in=self.keys) | Q(other_area__in=self.keys), happened_on__gt=self.since
        ).order_by("happened_on", "pk")
        for event in rows:
            found[event.household_id].append(event)
            if event.other_id:
                found[event.other_id].append(event)
        return found

    @property
    def since(self) -> date:
        """Return the day after which events explain the movement of this round."""
        if self.previous:
            return self.previous.starts_on
        return self.round.starts_on.replace(year=self.round.starts_on.year - 1)

    def _other_forms(
        self,
    ) -> tuple[
        dict[int, dict[str, tuple[int, int]]],
        dict[int, dict[str, dict[str, int]]],
        dict[int, dict[str, int]],
        dict[int, list[int]],
        dict[int, AreaTotal],
    ]:
        """Count R1 and R4 (R6) anew from the reviews, apart from the movement."""
        rows = Review.objects.recognised().filter(
            round=self.round, area__in=self.keys, recognised_class__in=movement.FORM_OF
        )
        r1: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
        points: dict[int, dict[str, int]] = defaultdict(dict)
        for area, name, count, persons, b2 in (
            rows.order_by()
            .values_list("area", "recognised_class")
            .annotate(n=Count("pk"), p=Sum("size"), b=Sum("b2"))
        ):
            r1[area][name], points[area][name] = (count, persons), b2 or 0
        r4: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
        lacking = Deprivation.objects.filter(review__in=rows, is_lacking=True)
        for area, name, indicator, count in (
            lacking.order_by()
            .values_list("review__area", "review__recognised_class", "indicator")
            .annotate(n=Count("pk"))
        ):
            r4[area][name][indicator] = count
        odd: dict[int, list[int]] = defaultdict(list)
        ticked = rows.annotate(
            ticked=Count("deprivations", filter=Q(deprivations__is_lacking=True)) * 10
        )
        for area, household in ticked.exclude(b2=F("ticked")).values_list("area", "household"):
            odd[area].append(household)
        totals = AreaTotal.objects.filter(year=self.round.year, area__in=self.keys)
        return r1, r4, points, odd, {row.area_id: row for row in totals}

    def ward(self, area: Area) -> WardMovement:
        """Return one ward's forms with everything that does not hold."""
        facts = self._facts(area)
        today = movement.compute(facts)
        counts = self._counts(area)
        found = movement.findings(today, counts)
        part = self.parts.get((self.round.pk, area.pk))
        is_closed = part is not None and part.state == WardRound.State.CLOSED
        kept = movement.thawed(part.result) if part is not None and is_closed else None
        if kept is not None:
            found += movement.differences(kept, today)
        touched = {*facts.start, *facts.end, *facts.brought}
        return WardMovement(
            area=area,
            movement=kept or today,
            counts=counts,
            findings=found,
            is_frozen=kept is not None,
            events={key: self.events[key] for key in touched if key in self.events},
        )

    def _facts(self, area: Area) -> Facts:
        start = self.start.get(area.pk, {})
        end = {key: result for key, (where, result) in self.end.items() if where == area.pk}
        brought = {
            key: result
            for key, (where, result) in self.elsewhere.items()
            if where != area.pk and (key in end or (self._lives(key, area) and key not in self.end))
        }
        touched = {*start, *end, *brought}
        gone = {k for k in touched if k not in end and (k in self.end or not self._lives(k, area))}
        came = {key for key in end if key not in self.elsewhere and self._came(key)}
        return Facts(
            start=start,
            end=end,
            brought=brought,
            gone=frozenset(gone),
            came=frozenset(came),
            held=self.held,
            reasons={key: reason for key in touched if (reason := self._reason(key, area))},
            changed=frozenset(
                key for key in touched if any(e.kind in RESIZING for e in self.events.get(key, ()))
            ),
        )

    def _lives(self, key: int, area: Area) -> bool:
        home = self.homes[key]
        return home.closed_on is None and home.area_id == area.pk

    def _came(self, key: int) -> bool:
        """Tell whether the household joined the ward since the round before."""
        home = self.homes[key]
        is_new = self.previous is None or home.registered_on > self.previous.starts_on
        return is_new and home.origin in (Origin.MOVED_IN, Origin.SPLIT)

    def _reason(self, key: int, area: Area) -> str:
        """Return the kind of the event by which the household came to the ward or left it."""
        for event in self.events.get(key, ()):
            is_own = event.household_id == key
            kinds = OWN_REASONS if is_own else OTHERS_REASONS
            is_last = event.kind != EventKind.DEATH or self.homes[key].closed_on
            if event.kind in kinds and is_last:
                return event.kind
        return ""

    def _counts(self, area: Area) -> Counts:
        total = self.totals.get(area.pk)
        r1 = self.r1.get(area.pk, {})
        before = None
        part = self.parts.get((self.previous.pk, area.pk)) if self.previous else None
        if part is not None and movement.thawed(part.result) is not None:
            before = self.before[area.pk]
        return Counts(
            households={name: pair[0] for name, pair in r1.items()},
            persons={name: pair[1] for name, pair in r1.items()},
            lacking=self.r4.get(area.pk, {}),
            points=self.points.get(area.pk, {}),
            odd=tuple(self.odd.get(area.pk, ())),
            previous=before,
            all_households=total.households if total else None,
            all_persons=total.persons if total else None,
        )


def _in_parts(rows: Any, keys: Iterable[int]) -> Iterable[Any]:
    """Yield the rows of many keys, some hundreds at a time: SQLite takes few parameters."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), 500):
        yield from rows.filter(pk__in=ordered[start : start + 500])
