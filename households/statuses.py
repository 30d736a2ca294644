"""What a household became since it was first on the list: derived from decisions, never typed.

Newly escaped (hộ mới thoát nghèo): recognised not poor after poor or near-poor, for three years.
Relapsed (tái nghèo): poor again after it was poor and had left the list. Fallen back (tái cận
nghèo): near-poor again in the same way. To leave means to be recognised not poor: from poor to
near-poor and back is a step between the two lists (columns 2 and 5 of form R2), no relapse.

The years and the income limits of low-income workers stand, dated, in statuses.toml.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from households.choices import PersonStatusKind, PovertyClass
from households.models import Household, Membership, Person, PersonStatus, Review
from households.models.reviews import class_among

FILE = Path(__file__).with_name("statuses.toml")
LISTED = (PovertyClass.POOR, PovertyClass.NEAR_POOR)


class Status(TextChoices):
    """A derived status of a household; the last one says that a member holds it."""

    ESCAPED = "escaped", _("Mới thoát nghèo")
    RELAPSED = "relapsed", _("Tái nghèo")
    FALLEN_BACK = "fallen_back", _("Tái cận nghèo")
    LOW_INCOME = "low_income", _("Có lao động thu nhập thấp")


STATUS_TONES: dict[str, str] = {
    Status.ESCAPED: "good",
    Status.RELAPSED: "bad",
    Status.FALLEN_BACK: "attention",
    Status.LOW_INCOME: "info",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One recognised result of a household."""

    on: date
    number: str
    standard: str
    value: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a household stands on a day: class in force, the decision to cite, derived status.

    `since` is the day of the decision that gave the status, `until` its last day, None where the
    status lasts as long as the class.
    """

    in_force: str = ""
    basis: str = ""
    status: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def label(self) -> str:
        """Return the status in words, or ''."""
        return str(Status(self.status).label) if self.status else ""

    @property
    def tone(self) -> str:
        """Return the tone of the status' badge."""
        return STATUS_TONES.get(self.status, "neutral")


@cache
def _file() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _rule(kind: str, day: date) -> dict[str, Any] | None:
    """Return the row of the file that holds on the day, or None before the first one."""
    rows = sorted(_file()[kind], key=lambda row: row["valid_from"])
    return next((row for row in reversed(rows) if row["valid_from"] <= day), None)


def escaped_until(left_on: date) -> date | None:
    """Return the last day as newly escaped after the decision of `left_on`; None before the law.

    A decision of 29 February counts to 28 February.
    """
    rule = _rule("newly_escaped", left_on)
    return _years_after(left_on, rule["years"]) - timedelta(days=1) if rule else None


def _years_after(day: date, years: int) -> date:
    """Return the same day years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


@dataclass(frozen=True, slots=True)
class LowIncomeRule:
    """Who is a low-income worker: limit in đồng per person and month, youngest age, source."""

    limit: int
    youngest: int
    source: str


def low_income_rule(day: date, *, residence: str) -> LowIncomeRule | None:
    """Return the rule that holds on the day for the residence, None before the decree."""
    rule = _rule("low_income_worker", day)
    if rule is None:
        return None
    return LowIncomeRule(rule[residence], rule["youngest"], rule["source"])


def low_income_starts_on() -> date:
    """Return the first day on which the decree on low-income workers holds."""
    found: date = min(row["valid_from"] for row in _file()["low_income_worker"])
    return found


def standing(results: Iterable[Result], *, day: date) -> Standing:
    """Return the standing on the day that follows from the results, oldest first."""
    past = [row for row in results if row.on <= day]
    in_force = class_among([(row.on, row.standard, row.value) for row in past], day)
    cited = next((row for row in reversed(past) if row.value == in_force), None)
    basis = f"{cited.number} ({cited.on:%d/%m/%Y})" if in_force and cited else ""
    if in_force == PovertyClass.NOT_POOR:
        left_on = _left_on(past)
        until = escaped_until(left_on) if left_on else None
        if until and day <= until:
            return Standing(in_force, basis, Status.ESCAPED, left_on, until)
    elif in_force and (since := _returned_on(past, in_force)):
        status = Status.RELAPSED if in_force == PovertyClass.POOR else Status.FALLEN_BACK
        return Standing(in_force, basis, status, since)
    return Standing(in_force, basis)


def _left_on(past: list[Result]) -> date | None:
    """Return the day of the decision that last took the household off the list."""
    left_on = None
    was_listed = False
    for row in past:
        if row.value in LISTED:
            was_listed, left_on = True, None
        elif was_listed:
            was_listed, left_on = False, row.on
    return left_on


def _returned_on(past: list[Result], value: str) -> date | None:
    """Return the day since which the class holds again after it was left for not poor."""
    was_before = has_left = False
    since = None
    for row in past:
        if row.value == value:
            since = since or (row.on if has_left else None)
            was_before = True
        else:
            since = None
            has_left = has_left or (was_before and row.value == PovertyClass.NOT_POOR)
    return since


def standings_on(pairs: Iterable[tuple[int, date]]) -> dict[tuple[int, date], Standing]:
    """Return the standing for each (household key, day), in a constant number of queries."""
    asked = list(pairs)
    keys = sorted({household for household, _day in asked})
    found: dict[int, list[Result]] = {}
    for start in range(0, len(keys), 500):
        found |= _results(Review.objects.filter(household__in=keys[start : start + 500]))
    return {pair: standing(found.get(pair[0], ()), day=pair[1]) for pair in asked}


def ever_listed(households: QuerySet[Household] | Iterable[int]) -> dict[int, list[Result]]:
    """Return the results of those of the households that were poor or near-poor once."""
    listed = Review.objects.recognised().filter(
        household=OuterRef("household"), recognised_class__in=LISTED
    )
    inside: Any = (
        households.order_by().values("pk") if isinstance(households, QuerySet) else households
    )
    return _results(Review.objects.filter(Exists(listed), household__in=inside))


def statuses_of(
    households: QuerySet[Household] | Iterable[int], *, day: date
) -> dict[int, Standing]:
    """Return the standing of those of the households that have a derived status on the day.

    It takes one query, which finds the results of those who were ever listed.
    """
    found = {key: standing(rows, day=day) for key, rows in ever_listed(households).items()}
    return {key: row for key, row in found.items() if row.status}


def keys_with_status(
    households: QuerySet[Household], statuses: Iterable[str], *, day: date
) -> set[int]:
    """Return the keys of the households that have one of the statuses on the day."""
    wanted = set(statuses)
    keys: set[int] = set()
    if wanted - {Status.LOW_INCOME}:
        rows = Household.objects.filter(pk__in=households.order_by().values("pk"))
        keys |= {k for k, row in statuses_of(rows, day=day).items() if row.status in wanted}
    if Status.LOW_INCOME in wanted:
        keys |= set(
            low_income_workers(day)
            .filter(person__memberships__valid_to=None)
            .values_list("person__memberships__household", flat=True)
        )
    return keys


def low_income_workers(day: date) -> QuerySet[PersonStatus]:
    """Return the certified low-income workers of the day."""
    rows = PersonStatus.objects.filter(kind=PersonStatusKind.LOW_INCOME_WORKER, valid_from__lte=day)
    return rows.exclude(valid_to__lt=day)


def certifiable(stays: Iterable[Membership], *, household: Household, day: date) -> list[Person]:
    """Return the present members who may be certified as low-income workers on the day."""
    rule = low_income_rule(day, residence=household.area.residence)
    if rule is None or household.closed_on or household.class_on(day) in LISTED:
        return []
    return [
        stay.person
        for stay in stays
        if day.year - stay.person.birth_year >= rule.youngest
        and not any(status.valid_to is None for status in stay.person.statuses.all())
    ]


def _results(reviews: QuerySet[Review]) -> dict[int, list[Result]]:
    found: dict[int, list[Result]] = {}
    rows = reviews.filter(state="recognised").order_by("decision__decided_on", "pk")
    for household, on, number, standard, value in rows.values_list(
        "household",
        "decision__decided_on",
        "decision__number",
        "round__standard",
        "recognised_class",
    ):
        found.setdefault(household, []).append(Result(on, number, standard, value))
    return found
