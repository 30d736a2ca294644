"""How the numbers of work overlap: who is behind each by ward and year, beside the stated total."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from households.models import Person
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from programs.choices import WorkNumber
from programs.models import JobAggregate, JobPlacement, Loan, OverseasContract

JOB_LOAN = "03"
WHO = {WorkNumber.PLACED: "person", WorkNumber.ABROAD: "person", WorkNumber.LOAN: "borrower"}
WHEN = {
    WorkNumber.PLACED: "started_on",
    WorkNumber.ABROAD: "departed_on",
    WorkNumber.LOAN: "disbursed_on",
}


@dataclass(frozen=True)
class Overlap:
    """The people behind each number in one area and year, and the total that was stated."""

    area: Area | None
    stated: int | None
    people: Mapping[WorkNumber, frozenset[int]]

    def together(self, *numbers: WorkNumber) -> int:
        """Return how many people stand in all of these numbers."""
        return len(frozenset.intersection(*(self.people[number] for number in numbers)))

    @property
    def distinct(self) -> int:
        """Return how many people stand in any number, each once."""
        return len(frozenset.union(*self.people.values()))

    @property
    def difference(self) -> int | None:
        """Return stated workers less people with a record; None where nothing is stated."""
        return None if self.stated is None else self.stated - self.distinct


def rows_of(number: WorkNumber, *, user: User, year: int) -> QuerySet[Any]:
    """Return the records behind a number that the user may see, of one year."""
    models = {
        WorkNumber.PLACED: JobPlacement,
        WorkNumber.ABROAD: OverseasContract,
        WorkNumber.LOAN: Loan,
    }
    rows: QuerySet[Any] = models[number].objects.visible_to(user)
    if number == WorkNumber.LOAN:
        rows = rows.filter(product__code=JOB_LOAN)
    return rows.filter(**{f"{WHEN[number]}__year": year}).order_by()


def overlaps(*, user: User, year: int, area: Area | None = None) -> tuple[list[Overlap], Overlap]:
    """Return the overlap of each area with any row in the year, and that of all together.

    Somebody with records in two areas stands in both lines and once in the last one. The whole
    has a difference only where every area has stated its total.
    """
    inside = Q() if area is None else Q(area=area)
    found: dict[int, dict[WorkNumber, set[int]]] = defaultdict(lambda: defaultdict(set))
    for number in WorkNumber:
        rows = rows_of(number, user=user, year=year).filter(inside)
        for key, who in rows.values_list("area", WHO[number]).distinct():
            found[key][number].add(who)
    totals = JobAggregate.objects.visible_to(user).filter(inside, year=year).order_by()
    stated = dict(totals.values_list("area").annotate(v=Sum("workers")))
    areas = Area.objects.filter(pk__in=[*found, *stated]).order_by("path")
    lines = [Overlap(row, stated.get(row.pk), _frozen([found[row.pk]])) for row in areas]
    is_whole = all(line.stated is not None for line in lines)
    whole = Overlap(
        None, sum(stated.values()) if lines and is_whole else None, _frozen(found.values())
    )
    return lines, whole


def _frozen(parts: Iterable[Mapping[WorkNumber, set[int]]]) -> dict[WorkNumber, frozenset[int]]:
    """Return the people behind each number in any of the parts."""
    given = list(parts)
    return {
        number: frozenset().union(*(part.get(number, set()) for part in given))
        for number in WorkNumber
    }


def people_behind(
    rows: QuerySet[Person],
    *,
    user: User,
    year: int,
    numbers: Iterable[WorkNumber],
    area: Area | None = None,
) -> QuerySet[Person]:
    """Keep who stands in all of these numbers, or in any where none is named.

    Each gets the day of the first record behind each number, and the code of a household.
    """
    own = {number: _of_person(number, user=user, year=year, area=area) for number in WorkNumber}
    wanted = list(numbers)
    kept = Q()
    for number in wanted or WorkNumber:
        kept = kept & Q(Exists(own[number])) if wanted else kept | Q(Exists(own[number]))
    days = {
        f"{number}_on": Subquery(found.order_by(WHEN[number]).values(WHEN[number])[:1])
        for number, found in own.items()
    }
    codes = [Subquery(found.values("household__code")[:1]) for found in own.values()]
    return rows.filter(kept).annotate(household_code=Coalesce(*codes), **days)


def _of_person(number: WorkNumber, *, user: User, year: int, area: Area | None) -> QuerySet[Any]:
    rows = rows_of(number, user=user, year=year).filter(**{WHO[number]: OuterRef("pk")})
    return rows if area is None else rows.filter(area=area)
