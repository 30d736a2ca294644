"""The class of a household on a day: poor, near-poor, newly escaped, not poor, or not reviewed.

The class in force, "newly escaped" and the decision to cite come from the households app, which
holds the one definition; here they take the form that programme records keep.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from households.models import Household
from households.statuses import Standing, Status, ever_listed, standing, standings_on
from programs.choices import BeneficiaryClass


@dataclass(frozen=True)
class ClassFact:
    """A class and the decision it rests on."""

    value: BeneficiaryClass
    basis: str = ""


def class_on(household: Household, day: date) -> ClassFact:
    """Return the class of one household on the day."""
    return classes_on([(household.pk, day)])[(household.pk, day)]


def classes_on(pairs: Iterable[tuple[int, date]]) -> dict[tuple[int, date], ClassFact]:
    """Return the class for each (household key, day), in a constant number of queries."""
    return {pair: _fact(found) for pair, found in standings_on(pairs).items()}


def _fact(standing: Standing) -> ClassFact:
    if not standing.in_force:
        return ClassFact(BeneficiaryClass.UNKNOWN)
    if standing.status == Status.ESCAPED:
        return ClassFact(BeneficiaryClass.ESCAPED, standing.basis)
    return ClassFact(BeneficiaryClass(standing.in_force), standing.basis)


def classes_of(households: QuerySet[Household], *, day: date) -> dict[int, BeneficiaryClass]:
    """Return the class on the day of those of the households that were ever listed; one query."""
    found = ever_listed(households)
    return {key: _fact(standing(results, day=day)).value for key, results in found.items()}
