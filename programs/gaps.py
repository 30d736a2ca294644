"""Who is left out, served twice, or helped and still poor: read from every kind of help.

All queries are sets over the households that were ever listed, so they stay bounded for a city of
12,000 households; lists, counts and the notes on a household's page come from the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    Exists,
    F,
    Field,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, NullIf

from households import scoring
from households.models import Household, Review
from households.statuses import LISTED
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from programs import models
from programs.choices import GiverKind

YEARS = 2
"""After how many years without help a household is named where no limit is written down."""
SAME_WITHIN = timedelta(days=365)
"""How close two helps of one kind to one recipient are, to be the same help twice."""
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class Help:
    """A kind of record that is help to a household, and its day.

    `is_part` marks what belongs to a help counted already, as a contribution to its house.
    """

    model: type[Model]
    day: str
    household: str = "household"
    given: str = ""
    lent: str = ""
    is_part: bool = False

    def rows(self) -> QuerySet[Any]:
        """Return the rows of the household of the outer query."""
        found = self.model._default_manager.order_by().filter(**{self.household: OuterRef("pk")})
        if self.model is models.HousingContribution:
            return found.exclude(source=GiverKind.HOUSEHOLD)
        return found

    def until(self, day: Any) -> QuerySet[Any]:
        """Return the rows up to the day, included."""
        return self.rows().filter(**{f"{self.day}__lte": day})

    def of(self, households: Iterable[int]) -> QuerySet[Any]:
        """Return (household, day, given, lent) of each row of these households."""
        found = self.model._default_manager.order_by()
        found = found.filter(**{f"{self.household}__in": list(households)})
        if self.model is models.HousingContribution:
            found = found.exclude(source=GiverKind.HOUSEHOLD)
        nothing = Value(0, output_field=BigIntegerField())
        named: QuerySet[Any] = found.annotate(
            home=F(self.household),
            on=F(self.day),
            gave=F(self.given) if self.given else nothing,
            loaned=F(self.lent) if self.lent else nothing,
            counts=Value(0 if self.is_part else 1),
        )
        return named.values_list("home", "on", "gave", "loaned", "counts")

    def one(self, rows: QuerySet[Any], measure: Any) -> Subquery:
        """Return the measure of the rows as a value of the outer query."""
        found = rows.values(self.household).annotate(measured=measure)
        return Subquery(found.values("measured"))


HELP = (
    Help(models.Loan, "disbursed_on", lent="amount"),
    Help(models.HousingCase, "started_on"),
    Help(
        models.HousingContribution,
        "given_on",
        household="case__household",
        given="amount",
        is_part=True,
    ),
    Help(models.Enrolment, "enrolled_on"),
    Help(
        models.JobService,
        "served_on",
        household="need__household",
    ),
    Help(models.JobPlacement, "started_on"),
    Help(models.OverseasContract, "departed_on"),
    Help(models.Support, "provided_on", given="amount"),
)


def years_on(day: date) -> int:
    """Return after how many years without help a listed household is named."""
    limit = models.Limit.on(models.Limit.UNSUPPORTED_YEARS, day)
    return limit.value if limit else YEARS


def unsupported(day: date, *, years: int | None = None) -> QuerySet[Household]:
    """Return the listed households without help of any kind for the years of the limit.

    `day_class` is the class on the day, `listed_on` since when, `helped_on` the last help, if any.
    `years` is the limit where the caller has read it.
    """
    since = _years_before(day, years_on(day) if years is None else years)
    rows = _listed(day)
    for each in HELP:
        rows = rows.filter(~Exists(each.until(day).filter(**{f"{each.day}__gt": since})))
    return with_last_help(rows, day)


def with_last_help(rows: QuerySet[Household], day: date) -> QuerySet[Household]:
    """Add `helped_on`: the day of the last help of any kind up to the day, or None."""
    last = [Coalesce(each.one(each.until(day), Max(each.day)), EARLIEST) for each in HELP]
    found = NullIf(Greatest(*last, output_field=DateField()), Value(EARLIEST))
    return rows.annotate(helped_on=found)


@dataclass
class InVain:
    """What a household received while it was listed and before the review that kept it there."""

    helped_on: date
    helps: int = 0
    given: int = 0
    lent: int = 0


def stuck(day: date) -> QuerySet[Household]:
    """Return the listed households that were helped while listed, and whose next review kept them.

    Help counts from the present listing on and before the last review: `helped_on` is the first,
    `helps` how many, `given` and `lent` how much in đồng, None where no amount was written down.
    """
    found = _in_vain(_listed(day))
    money, day_column = BigIntegerField(), DateField()
    return (
        _listed(day)
        .filter(pk__in=found)
        .annotate(
            helped_on=_by_key({key: each.helped_on for key, each in found.items()}, day_column),
            helps=_by_key({key: each.helps for key, each in found.items()}, money),
            given=_by_key({key: each.given or None for key, each in found.items()}, money),
            lent=_by_key({key: each.lent or None for key, each in found.items()}, money),
        )
    )


def count_stuck(seen: Q, day: date) -> int:
    """Return how many rows of `stuck` meet the condition."""
    return len(_in_vain(_listed(day).filter(seen)))


def helped_in_vain_since(household: Household, day: date) -> date | None:
    """Return since when the household is helped and still listed, None where it is not so."""
    found = _in_vain(_listed(day).filter(pk=household.pk)).get(household.pk)
    return found.helped_on if found else None


def _in_vain(listed: QuerySet[Any]) -> dict[int, InVain]:
    """Return what the listed households received in vain, by key, in two queries.

    As sums in one query they would repeat the days of every listing twenty times, which takes a
    database minutes to plan and run.
    """
    spans = {
        key: (listed_on, reviewed_on)
        for key, listed_on, reviewed_on in listed.order_by().values_list(
            "pk", "listed_on", "reviewed_on"
        )
    }
    first, *others = [each.of(spans) for each in HELP]
    found: dict[int, InVain] = {}
    for key, on, given, lent, counts in first.union(*others, all=True):
        listed_on, reviewed_on = spans[key]
        if listed_on is None or not listed_on <= on < reviewed_on:
            continue
        known = found.setdefault(key, InVain(helped_on=on))
        known.helped_on = min(known.helped_on, on)
        known.helps += counts
        known.given += given or 0
        known.lent += lent or 0
    return found


def _by_key(values: dict[int, Any], kind: Field[Any, Any]) -> Cast:
    """Return the value of each household as a column; PostgreSQL takes bare NULLs for text."""
    whens = [When(pk=key, then=Value(value, output_field=kind)) for key, value in values.items()]
    found = Case(*whens, default=Value(None, output_field=kind), output_field=kind)
    return Cast(found, output_field=kind)


def repeated(rows: QuerySet[models.Support]) -> QuerySet[models.Support]:
    """Keep the supports that the same recipient had received within twelve months before.

    The same is: one kind, one leaf (or none), one household, one person (or none). `before_on` is
    the day of the earlier one, `before_pk` its key.
    """
    keyed = models.Support.objects.annotate(
        leaf=_or_none("component_id"), who=_or_none("person_id")
    )
    earlier = keyed.filter(
        Q(provided_on__lt=OuterRef("provided_on"))
        | Q(provided_on=OuterRef("provided_on"), pk__lt=OuterRef("pk")),
        household=OuterRef("household"),
        kind=OuterRef("kind"),
        leaf=_or_none(OuterRef("component_id")),
        who=_or_none(OuterRef("person_id")),
        provided_on__gt=Cast(OuterRef("provided_on") - SAME_WITHIN, DateField()),
    ).order_by("-provided_on", "-pk")
    return rows.annotate(
        before_on=Subquery(earlier.values("provided_on")[:1]),
        before_pk=Subquery(earlier.values("pk")[:1]),
    ).filter(before_pk__isnull=False)


def seen_by(user: User) -> Q:
    """Return the condition that keeps the households whose help the user may see."""
    seen = user.scope(Permission.HOUSEHOLD_VIEW, village="village")
    return seen & user.scope(Permission.SUPPORT_VIEW)


def households_of(user: User, rows: QuerySet[Household]) -> QuerySet[Household]:
    """Keep the households whose help the user may see."""
    return rows.filter(seen_by(user))


def _listed(day: date) -> QuerySet[Household]:
    """Return the households on the books that are poor or near-poor on the day."""
    ever = Review.objects.recognised().filter(recognised_class__in=LISTED).values("household")
    begun = [standard.key for standard in scoring.standards() if standard.valid_from <= day]
    past = (
        Review.objects.recognised()
        .filter(household=OuterRef("pk"), decision__decided_on__lte=day, round__standard__in=begun)
        .order_by("-decision__decided_on", "-pk")
    )
    in_force = past.filter(round__standard__in=scoring.keys_valid_on(day))
    left = past.exclude(recognised_class__in=LISTED).values("decision__decided_on")[:1]
    entered = past.filter(
        recognised_class__in=LISTED, decision__decided_on__gte=OuterRef("left_on")
    ).order_by("decision__decided_on", "pk")
    return (
        Household.objects.filter(
            Q(closed_on=None) | Q(closed_on__gt=day), registered_on__lte=day, pk__in=ever
        )
        .annotate(
            day_class=Subquery(in_force.values("recognised_class")[:1]),
            reviewed_on=Subquery(in_force.values("decision__decided_on")[:1]),
            left_on=Coalesce(Subquery(left), EARLIEST),
        )
        .annotate(listed_on=Subquery(entered.values("decision__decided_on")[:1]))
        .filter(day_class__in=LISTED)
    )


def _or_none(key: Any) -> Coalesce:
    """Return the key, or 0 where there is none: two rows without one are equal in it."""
    return Coalesce(key, 0)


def _years_before(day: date, years: int) -> date:
    """Return the same day years earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
