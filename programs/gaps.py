"""Who is left out, served twice, or helped and still poor: read from every kind of help.

All queries are sets over the households that were ever listed, so they stay bounded for a city of
12,000 households; lists, counts and the notes on a household's page come from the same ones.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    Exists,
    Max,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Least, NullIf

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
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


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

    def failed(self) -> QuerySet[Any]:
        """Return the rows from the day the household was listed on to before its last review."""
        return self.rows().filter(
            **{
                f"{self.day}__gte": OuterRef("listed_on"),
                f"{self.day}__lt": OuterRef("reviewed_on"),
            }
        )

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


def unsupported(day: date) -> QuerySet[Household]:
    """Return the listed households without help of any kind for the years of the limit.

    `day_class` is the class on the day, `listed_on` since when, `helped_on` the last help, if any.
    """
    since = _years_before(day, years_on(day))
    rows = _listed(day)
    for each in HELP:
        rows = rows.filter(~Exists(each.until(day).filter(**{f"{each.day}__gt": since})))
    return with_last_help(rows, day)


def with_last_help(rows: QuerySet[Household], day: date) -> QuerySet[Household]:
    """Add `helped_on`: the day of the last help of any kind up to the day, or None."""
    last = [Coalesce(each.one(each.until(day), Max(each.day)), EARLIEST) for each in HELP]
    found = NullIf(Greatest(*last, output_field=DateField()), Value(EARLIEST))
    return rows.annotate(helped_on=found)


def stuck(day: date) -> QuerySet[Household]:
    """Return the listed households that were helped while listed, and whose next review kept them.

    Help counts from the present listing on and before the last review: `helped_on` is the first,
    `helps` how many, `given` and `lent` how much in đồng, None where no amount was written down.
    """
    rows = _listed(day)
    firsts = [Coalesce(each.one(each.failed(), Min(each.day)), LATEST) for each in HELP]
    found = rows.annotate(helped_on=Least(*firsts, output_field=DateField()))
    return found.filter(helped_on__lt=LATEST).annotate(
        helps=_sum([each.one(each.failed(), Count("pk")) for each in HELP if not each.is_part]),
        given=_amount([each.one(each.failed(), Sum(each.given)) for each in HELP if each.given]),
        lent=_amount([each.one(each.failed(), Sum(each.lent)) for each in HELP if each.lent]),
    )


def helped_in_vain_since(household: Household, day: date) -> date | None:
    """Return since when the household is helped and still listed, None where it is not so."""
    found: Any = stuck(day).filter(pk=household.pk).first()
    return found.helped_on if found else None


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


def households_of(user: User, rows: QuerySet[Household]) -> QuerySet[Household]:
    """Keep the households whose help the user may see."""
    seen = user.scope(Permission.HOUSEHOLD_VIEW, village="village")
    return rows.filter(seen, user.scope(Permission.SUPPORT_VIEW))


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


def _sum(parts: list[Subquery]) -> Any:
    whole: Any = Value(0)
    for part in parts:
        whole = whole + Coalesce(part, 0)
    return Cast(whole, BigIntegerField())


def _amount(parts: list[Subquery]) -> NullIf:
    """Return the sum in đồng, None where nothing that has a value was given."""
    return NullIf(_sum(parts), Value(0))


def _years_before(day: date, years: int) -> date:
    """Return the same day years earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
