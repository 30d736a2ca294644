"""The class of a household on a day: poor, near-poor, newly escaped, not poor, or not reviewed.

The class in force comes from the households app; this module adds "newly escaped", which lives
for three years after the decision that took the household off the list (Decision 02/2021/QĐ-TTg),
and the decision to cite.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from households.models import Household, Review
from programs.choices import BeneficiaryClass

ESCAPED_YEARS = 3
LISTED = (BeneficiaryClass.POOR, BeneficiaryClass.NEAR_POOR)


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
    asked = list(pairs)
    in_force = Review.objects.classes_on(asked)
    decisions = _decisions({household for household, _day in asked})
    return {
        (household, day): _fact(in_force[(household, day)], decisions.get(household, []), day)
        for household, day in asked
    }


def _decisions(households: set[int]) -> dict[int, list[tuple[date, str, str]]]:
    """Return each household's recognised results as (day, decision, class), oldest first."""
    found: dict[int, list[tuple[date, str, str]]] = {}
    keys = sorted(households)
    for start in range(0, len(keys), 500):
        rows = Review.objects.recognised().filter(household__in=keys[start : start + 500])
        for household, day, number, result in rows.order_by(
            "decision__decided_on", "pk"
        ).values_list("household", "decision__decided_on", "decision__number", "recognised_class"):
            found.setdefault(household, []).append((day, number, result))
    return found


def _fact(in_force: str, decisions: list[tuple[date, str, str]], day: date) -> ClassFact:
    """Return the class in force, or "newly escaped" where it was left not long ago."""
    past = [row for row in decisions if row[0] <= day]
    if not in_force:
        return ClassFact(BeneficiaryClass.UNKNOWN)
    cited = (row for row in reversed(past) if row[2] == in_force)
    basis = next((f"{number} ({on:%d/%m/%Y})" for on, number, _result in cited), "")
    left_on = _left_list_on(past) if in_force == BeneficiaryClass.NOT_POOR else None
    if left_on and day < _years_after(left_on, ESCAPED_YEARS):
        return ClassFact(BeneficiaryClass.ESCAPED, basis)
    return ClassFact(BeneficiaryClass(in_force), basis)


def _left_list_on(past: list[tuple[date, str, str]]) -> date | None:
    """Return the day of the decision that last took the household off the list."""
    left_on = None
    was_listed = False
    for day, _number, result in past:
        if result in LISTED:
            was_listed, left_on = True, None
        elif was_listed:
            was_listed, left_on = False, day
    return left_on


def _years_after(day: date, years: int) -> date:
    """Return the same day years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
