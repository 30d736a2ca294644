"""Who is eligible under a leaf on a day, step by step and ward by ward, and not yet helped.

Bounded queries: only households that were ever listed, or have a certified worker, are looked at
one by one; everybody else is counted by the database.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from households import scoring
from households.facts import age_on
from households.models import Cause, Deprivation, Household, Membership, Need, Review, ReviewMember
from households.statuses import low_income_workers
from programs import classes, eligibility
from programs.eligibility import Answer, Facts, Rule
from programs.models import Component, Enrolment, JobNeed, JobPlacement, JobService, Support

Place = int
"""The key of a ward."""


@dataclass(frozen=True, kw_only=True)
class StepCount:
    """How many met a step and all before it, and of how many nobody knows, by ward."""

    words: str
    met: Mapping[Place, int]
    unknown: Mapping[Place, int]


@dataclass(frozen=True, kw_only=True)
class GroupMatch:
    """What one rule finds: everybody, then step by step; `eligible` by key with their ward.

    `priority` counts the unserved that the rule names first.
    """

    rule: Rule
    everybody: Mapping[Place, int]
    steps: list[StepCount]
    eligible: Mapping[int, Place]
    unserved: Mapping[int, Facts]
    priority: list[StepCount]

    @property
    def unknown(self) -> int:
        """Return of how many nobody knows whether they are eligible."""
        return sum(sum(step.unknown.values()) for step in self.steps)

    def served(self) -> Counter[Place]:
        """Count the eligible who were helped, by ward."""
        return Counter(ward for key, ward in self.eligible.items() if key not in self.unserved)

    def left(self) -> Counter[Place]:
        """Count the eligible who were not helped, by ward."""
        return Counter(ward for key, ward in self.eligible.items() if key in self.unserved)


@dataclass(frozen=True, kw_only=True)
class Match:
    """What the rules of a leaf find among some households, on a day of a year.

    `stays` leads from a person to where they live on the day.
    """

    component: Component
    year: int
    day: date
    groups: list[GroupMatch]
    stays: Mapping[int, int] = field(default_factory=dict)

    @property
    def whom(self) -> str:
        """Return whether the leaf helps households, persons or nobody; '' without a rule."""
        return self.groups[0].rule.whom if self.groups else ""

    @property
    def eligible(self) -> int:
        """Return how many are eligible, each once."""
        return len({key for group in self.groups for key in group.eligible})

    @property
    def unserved(self) -> dict[int, Facts]:
        """Return the eligible who were not helped, by key."""
        return {key: facts for group in self.groups for key, facts in group.unserved.items()}

    @property
    def served(self) -> int:
        """Return how many of the eligible were helped."""
        return self.eligible - len(self.unserved)

    @property
    def unknown(self) -> int:
        """Return of how many nobody knows whether they are eligible."""
        return sum(group.unknown for group in self.groups)


def last_day(year: int, *, today: date) -> date:
    """Return the day by which a year is judged: its last one, today while it runs."""
    return min(date(year, 12, 31), today)


def matches(
    components: Iterable[Component], *, year: int, today: date, households: QuerySet[Household]
) -> list[Match]:
    """Return for each leaf what its rules find on the last day of the year.

    Each component comes with its programme. The people are read once for all of them.
    """
    day = last_day(year, today=today)
    present = households.filter(Q(closed_on=None) | Q(closed_on__gt=day), registered_on__lte=day)
    people: _People | None = None
    found = []
    for component in components:
        rules = eligibility.rules_on(
            day, programme=component.programme.code, component=component.code
        )
        groups = []
        for rule in rules:
            if not rule.steps:
                groups.append(_nobody(rule))
                continue
            people = people or _People(present, day=day)
            served = _served(rule, component, since=date(year, 1, 1), until=day)
            groups.append(_group(rule, people, served))
        stays = people.stays if people else {}
        found.append(Match(component=component, year=year, day=day, groups=groups, stays=stays))
    return found


def match(
    component: Component, *, year: int, today: date, households: QuerySet[Household]
) -> Match:
    """Return what the rules of one leaf find on the last day of the year."""
    return matches([component], year=year, today=today, households=households)[0]


def _nobody(rule: Rule) -> GroupMatch:
    return GroupMatch(rule=rule, everybody={}, steps=[], eligible={}, unserved={}, priority=[])


def _group(rule: Rule, people: "_People", served: set[tuple[str, int]]) -> GroupMatch:
    """Walk everybody of a rule's candidates through its steps."""
    met: list[Counter[Place]] = [Counter() for _step in rule.steps]
    unknown: list[Counter[Place]] = [Counter() for _step in rule.steps]
    eligible: dict[int, Place] = {}
    unserved: dict[int, Facts] = {}
    whom = people.households if rule.whom == eligibility.HOUSEHOLD else people.persons
    for key, facts in whom.items():
        ward = people.ward_of(rule.whom, key)
        count, answer = eligibility.walk(rule, facts)
        for place in range(count):
            met[place][ward] += 1
        if answer == Answer.UNKNOWN:
            unknown[count][ward] += 1
        if answer == Answer.MET:
            eligible[key] = ward
            if not served & people.marks(rule.whom, key):
                unserved[key] = facts
    return GroupMatch(
        rule=rule,
        everybody=people.everybody(rule.whom),
        steps=[
            StepCount(words=step.words, met=found, unknown=missing)
            for step, found, missing in zip(rule.steps, met, unknown, strict=True)
        ],
        eligible=eligible,
        unserved=unserved,
        priority=[_priority(step, unserved, eligible) for step in rule.priority],
    )


def _priority(
    step: eligibility.Step, unserved: Mapping[int, Facts], wards: Mapping[int, Place]
) -> StepCount:
    answers = {key: step.asked(facts) for key, facts in unserved.items()}
    return StepCount(
        words=step.words,
        met=Counter(wards[key] for key, answer in answers.items() if answer),
        unknown=Counter(wards[key] for key, answer in answers.items() if answer is None),
    )


class _People:
    """The candidates among the households and what is known of them on the day."""

    def __init__(self, present: QuerySet[Household], *, day: date) -> None:
        self.day = day
        self.present = present
        self.low_income = set(low_income_workers(day).values_list("person", flat=True))
        self.homes: dict[int, int] = {}
        self.stays: dict[int, int] = {}
        self.wards: dict[int, Place] = {}
        self.persons: dict[int, Facts] = {}
        self.households: dict[int, Facts] = {}
        listed = {
            key: value
            for key, value in classes.classes_of(present, day=day).items()
            if value not in ("not_poor", "unknown")
        }
        rows = self._memberships(
            Q(household__in=listed) | Q(person__in=self.low_income)
        ).select_related("person", "household__area")
        self._learn(list(rows), listed)

    def _memberships(self, wanted: Q) -> QuerySet[Membership]:
        """Return who lives in the households on the day: no dead, no merged record."""
        rows: QuerySet[Membership] = Membership.objects.filter(
            wanted,
            Q(valid_to=None) | Q(valid_to__gte=self.day),
            Q(person__died_on=None) | Q(person__died_on__gt=self.day),
            valid_from__lte=self.day,
            person__merged_into=None,
            household__in=self.present,
        )
        return rows.order_by("valid_from", "pk")

    def _learn(self, stays: list[Membership], listed: Mapping[int, str]) -> None:
        """Fill in the facts of the people who live there, and of the listed households."""
        latest = {stay.person_id: stay for stay in stays}
        keys = {stay.household_id for stay in latest.values()}
        reviews = _reviews(keys, self.day)
        members = _members(reviews)
        registered = _registered(set(latest), self.day)
        lists = {
            "needs": _codes(Need, "code", reviews),
            "lacking": _codes(Deprivation, "indicator", reviews, is_lacking=True),
            "causes": _codes(Cause, "code", reviews),
        }
        together: dict[int, list[Membership]] = {}
        for key, stay in latest.items():
            self.homes[key] = stay.household_id
            self.stays[key] = stay.pk
            self.wards[stay.household_id] = stay.household.area_id
            together.setdefault(stay.household_id, []).append(stay)
            self.persons[key] = self._person(
                stay, listed.get(stay.household_id, ""), members.get(key, {}), registered
            )
        for home in listed:
            if home in together:
                found = {name: rows.get(home) for name, rows in lists.items()}
                self.households[home] = self._household(home, listed[home], together[home], found)

    def _person(
        self,
        stay: Membership,
        household_class: str,
        found: Mapping[str, Any],
        registered: Mapping[int, frozenset[str]],
    ) -> Facts:
        person = stay.person
        return Facts(
            household_class=household_class,
            residence=stay.household.area.residence,
            age=age_on(birth_year=person.birth_year, birth_date=person.birth_date, day=self.day),
            gender=person.gender,
            ethnicity=person.ethnicity,
            can_work=person.has_labour_capacity and found.get("work") != "unable",
            is_low_income=person.pk in self.low_income,
            is_malnourished=found.get("is_malnourished"),
            work=found.get("work", ""),
            schooling=found.get("schooling", ""),
            registered=registered.get(person.pk, frozenset()),
        )

    def _household(
        self,
        key: int,
        household_class: str,
        stays: list[Membership],
        found: Mapping[str, Any],
    ) -> Facts:
        head = next((stay for stay in stays if stay.is_head), stays[0])
        ages = (self.persons[s.person_id] for s in stays if self.persons[s.person_id].can_work)
        return Facts(
            household_class=household_class,
            residence=head.household.area.residence,
            gender=head.person.gender,
            ethnicity=head.person.ethnicity,
            worker_ages=tuple(facts.age for facts in ages if facts.age is not None),
            has_merit=any(stay.person.merit for stay in stays),
            **found,
        )

    def ward_of(self, whom: str, key: int) -> Place:
        """Return the ward of a household or of a person's household."""
        return self.wards[key if whom == eligibility.HOUSEHOLD else self.homes[key]]

    def marks(self, whom: str, key: int) -> set[tuple[str, int]]:
        """Return under which keys help reaches a household or a person.

        Help to a household without naming anybody reaches everybody in it.
        """
        if whom == eligibility.HOUSEHOLD:
            return {("household", key)}
        return {("person", key), ("whole", self.homes[key])}

    def everybody(self, whom: str) -> Mapping[Place, int]:
        """Count all households, or all their people, by ward."""
        if whom == eligibility.HOUSEHOLD:
            homes = self.present.order_by().values_list("area")
            return dict(homes.annotate(n=Count("pk")))
        stays = self._memberships(Q()).order_by().values_list("household__area")
        return dict(stays.annotate(n=Count("person", distinct=True)))


def _reviews(households: Iterable[int], day: date) -> dict[int, int]:
    """Return the latest recognised review of each household by a standard of the day."""
    rows = Review.objects.recognised().filter(
        household__in=households,
        decision__decided_on__lte=day,
        round__standard__in=scoring.keys_valid_on(day),
    )
    ordered = rows.order_by("decision__decided_on", "pk").values_list("household", "pk")
    return dict(ordered)


def _members(reviews: Mapping[int, int]) -> dict[int, dict[str, Any]]:
    """Return what the reviews found about each person."""
    names = ("is_malnourished", "work", "schooling")
    rows = ReviewMember.objects.filter(review__in=reviews.values()).order_by("review")
    pairs = rows.values("person", *names)
    return {row["person"]: {name: row[name] for name in names} for row in pairs}


def _codes(
    model: Any, name: str, reviews: Mapping[int, int], **kept: Any
) -> dict[int, frozenset[str]]:
    """Return the codes that stand on each household's review; none is an answer, too."""
    found: dict[int, set[str]] = {household: set() for household in reviews}
    rows = model.objects.filter(review__in=reviews.values(), **kept)
    for household, code in rows.values_list("review__household", name):
        found[household].add(code)
    return {household: frozenset(codes) for household, codes in found.items()}


def _registered(persons: set[int], day: date) -> dict[int, frozenset[str]]:
    """Return the needs that each person has registered by the day."""
    found: dict[int, set[str]] = {}
    rows = JobNeed.objects.filter(registered_on__lte=day)
    for person, need in rows.order_by().values_list(_kept("person"), "need"):
        if person in persons:
            found.setdefault(person, set()).add(need)
    return {person: frozenset(needs) for person, needs in found.items()}


def _served(rule: Rule, component: Component, *, since: date, until: date) -> set[tuple[str, int]]:
    """Return whom the leaf helped in the days, under the keys of `_People.marks`."""
    days = (since, until)
    if rule.served_by == eligibility.TRAINING:
        return _people(Enrolment.objects.filter(enrolled_on__range=days))
    if rule.served_by == eligibility.WORK:
        services = JobService.objects.filter(served_on__range=days)
        placed = JobPlacement.objects.filter(started_on__range=days)
        return _people(services, "need__person") | _people(placed)
    rows = Support.objects.filter(component=component, provided_on__range=days)
    found = _people(rows.exclude(person=None))
    for household, person in rows.values_list("household", "person"):
        found.add(("household", household))
        if person is None:
            found.add(("whole", household))
    return found


def _people(rows: QuerySet[Any], name: str = "person") -> set[tuple[str, int]]:
    return {("person", key) for key in rows.order_by().values_list(_kept(name), flat=True)}


def _kept(name: str) -> Any:
    """Return the key of the person's record, or of the one it was merged into."""
    return Coalesce(F(f"{name}__merged_into"), F(name))
