"""Households with their members, the moves of 2022, and the totals of each ward."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from households.choices import ClosedReason, Ethnicity, Gender, Origin, Relation
from households.models import Household, Membership, Person
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area, AreaTotal
from programs.demo import names, plan, tools

SIZES = {1: 7, 2: 15, 3: 23, 4: 30, 5: 16, 6: 6, 7: 2, 8: 1}
FIRST_DAY, LAST_DAY = date(2016, 1, 4), date(2020, 12, 31)
MOVES = (date(2022, 1, 10), date(2022, 11, 25))
BATCH = 2000


@dataclass
class Member:
    """A person's stay in a household."""

    person: Person
    relation: Relation
    since: date
    until: date | None = None

    def lives_on(self, day: date) -> bool:
        """Tell whether the person belongs to the household on the day."""
        return self.since <= day and (self.until is None or self.until >= day)


@dataclass
class Home:
    """A household before and after it is saved, with what the other builders ask of it."""

    row: Household
    members: list[Member]
    ward: str
    listed: bool = False
    classes: dict[tuple[str, int], str] = field(default_factory=dict)
    lacks: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)

    def on(self, day: date) -> list[Person]:
        """Return the people who belong to the household on the day."""
        return [m.person for m in self.members if m.lives_on(day)]

    def stays_on(self, day: date) -> list[tuple[Person, str]]:
        """Return the people of the household on the day with their relation to the head."""
        return [(m.person, str(m.relation)) for m in self.members if m.lives_on(day)]

    def active_on(self, day: date) -> bool:
        """Tell whether the household is on the books on the day."""
        closed = self.row.closed_on
        return self.row.registered_on <= day and (closed is None or closed > day)

    def workers(self, day: date) -> list[Person]:
        """Return the members between 18 and 55 years who can work."""
        return [
            p for p in self.on(day) if 18 <= day.year - p.birth_year <= 55 and p.has_labour_capacity
        ]

    @property
    def head(self) -> Person:
        """Return the head of the household."""
        return self.row.head


class CitizenIds:
    """Numbers with the unassigned prefix 999: sex and century, birth year, a running number."""

    def __init__(self) -> None:
        self.last = 0

    def give(self, person: Person) -> None:
        """Give the person the next free number."""
        self.last += 1
        digit = (2 if person.birth_year >= 2000 else 0) + (person.gender == Gender.FEMALE)
        person.set_citizen_id(f"999{digit}{person.birth_year % 100:02d}{self.last:06d}")


def build(
    wards: dict[str, Area], villages: dict[str, list[Area]], officers: dict[str, User]
) -> list[Home]:
    """Create all households of the city with their members; return them by ward."""
    rng = tools.dice("people", plan.SEED)
    ids = CitizenIds()
    homes: list[Home] = []
    for ward in plan.WARDS:
        homes += _ward(rng, ward, wards[ward.code], villages[ward.code], start=len(homes))
    _births_and_deaths(rng, homes)
    for home in homes:
        home.row.created_by = officers[home.ward]
        for person in [m.person for m in home.members] if home.listed else [home.head]:
            ids.give(person)
    _save(homes)
    return homes


def _ward(
    rng: Random, ward: plan.WardPlan, area: Area, villages: list[Area], *, start: int
) -> list[Home]:
    """Return the households of one ward; the first ones are the list of poor and near-poor."""
    listed = ward.poor + ward.near_poor + ward.new_poor + ward.relapsed + ward.new_near_poor
    weights = [rng.uniform(0.6, 1.4) for _village in villages]
    total = ward.households + ward.opened
    homes = []
    for place in range(total):
        is_listed = place < listed + plan.NOT_POOR_REQUESTS // len(plan.WARDS)
        is_new = place >= ward.households
        began = tools.day_between(rng, *(MOVES if is_new else (FIRST_DAY, LAST_DAY)))
        home = _home(rng, ward.code, began=began, is_listed=is_listed)
        home.row.area, home.row.village = area, rng.choices(villages, weights)[0]
        home.row.address = f"Số nhà {rng.randrange(1, 180)}" if area.residence == "urban" else ""
        home.row.origin = Origin.MOVED_IN if is_new else Origin.REGISTERED
        homes.append(home)
    for home in homes[ward.households - ward.closed : ward.households]:
        _close(rng, home)
    order = list(range(total))
    rng.shuffle(order)
    for number, home in zip(order, homes, strict=True):
        home.row.code = f"BK-{start + number + 1:06d}"
    return homes


def _close(rng: Random, home: Home) -> None:
    """Take the household off the books: it moved away, or its last member died."""
    day = tools.day_between(rng, *MOVES)
    home.row.closed_on = day
    home.row.closed_reason = ClosedReason.MOVED_OUT
    if len(home.members) == 1 and home.head.birth_year < 1962:
        home.row.closed_reason = ClosedReason.DIED_OUT
        home.head.died_on = day
    for member in home.members:
        member.until = day


def _home(rng: Random, ward: str, *, began: date, is_listed: bool) -> Home:
    """Return a family: a head, perhaps a spouse, children, parents."""
    size = rng.choices(list(SIZES), weights=list(SIZES.values()))[0]
    ethnicity = names.pick(rng, names.POOR_MIX if is_listed else names.MIX)
    gender = Gender.FEMALE if rng.random() < (0.4 if is_listed else 0.28) else Gender.MALE
    birth = rng.randrange(1950, 1994) if size > 2 else rng.randrange(1938, 1992)
    family = names.family_name(rng, ethnicity)
    people = [(_person(rng, family, gender, birth, ethnicity), Relation.HEAD)]
    people += _others(rng, size - 1, head=people[0][0], family=family)
    row = Household(head=people[0][0], registered_on=began)
    members = [
        Member(person, relation, max(began, person.birth_date or began))
        for person, relation in people
    ]
    return Home(row, members, ward, listed=is_listed)


def _others(
    rng: Random, count: int, *, head: Person, family: str
) -> Iterator[tuple[Person, Relation]]:
    """Yield the other members, oldest bonds first."""
    ethnicity = Ethnicity(head.ethnicity)
    birth = head.birth_year
    mother, name = birth, family
    if count and rng.random() < 0.86:
        gender = Gender.MALE if head.gender == Gender.FEMALE else Gender.FEMALE
        other = ethnicity if rng.random() < 0.8 else names.pick(rng, names.MIX)
        mother = min(birth + rng.randrange(-3, 7), 1996)
        own = names.family_name(rng, other)
        yield _person(rng, own, gender, mother, other), Relation.SPOUSE
        name = own if gender == Gender.MALE else family
        count -= 1
    if count > 1 and birth >= 1962 and rng.random() < 0.36:
        gender = rng.choice(list(Gender))
        parent = birth - rng.randrange(21, 34)
        yield _person(rng, family, gender, parent, ethnicity), Relation.PARENT
        count -= 1
    grown: list[int] = []
    for _place in range(count):
        gender = rng.choice(list(Gender))
        if grown and max(grown) < 1996 and rng.random() < 0.45:
            year = min(min(grown) + rng.randrange(22, 32), 2020)
            yield _person(rng, name, gender, year, ethnicity), Relation.GRANDCHILD
            continue
        year = min(max(birth, mother) + rng.randrange(20, 38), 2020)
        grown.append(year)
        yield _person(rng, name, gender, year, ethnicity), Relation.CHILD


def _person(rng: Random, family: str, gender: Gender, year: int, ethnicity: Ethnicity) -> Person:
    birth_date = date(year, 1, 1) + timedelta(days=rng.randrange(365))
    is_old = year < 1947
    disability = rng.random() < (0.09 if is_old else 0.018)
    return Person(
        full_name=names.full_name(rng, family, gender),
        gender=gender,
        birth_year=year,
        birth_date=None if is_old and rng.random() < 0.5 else birth_date,
        ethnicity=ethnicity,
        disability=disability,
        merit=1938 <= year <= 1958 and rng.random() < 0.06,
        has_labour_capacity=not (is_old or (disability and rng.random() < 0.7)),
    )


def _births_and_deaths(rng: Random, homes: list[Home]) -> None:
    """Let some households have a child in 2022, and some lose an old member."""
    staying = [home for home in homes if home.row.closed_on is None]
    couples = [h for h in staying if len(h.members) >= 3 and h.head.birth_year >= 1980]
    for home in rng.sample(couples, plan.BIRTHS_2022):
        born = tools.day_between(rng, max(MOVES[0], home.row.registered_on), MOVES[1])
        family = home.head.full_name.split()[0]
        ethnicity = Ethnicity(home.head.ethnicity)
        child = _person(rng, family, rng.choice(list(Gender)), born.year, ethnicity)
        child.birth_date = born
        home.members.append(Member(child, Relation.CHILD, born))
    old = [
        member
        for home in staying
        if home.row.registered_on < MOVES[0] and not home.listed
        for member in home.members
        if member.relation == Relation.PARENT
    ]
    for member in rng.sample(old, plan.DEATHS_2022):
        member.until = member.person.died_on = tools.day_between(rng, *MOVES)


def _save(homes: list[Home]) -> None:
    people = [m.person for home in homes for m in home.members]
    for person in people:
        person.fill_keys()
    Person.objects.bulk_create(people, batch_size=BATCH)
    for home in homes:
        home.row.head = home.head  # take up the key it was saved under
        present = [m.person for m in home.members if m.until is None]
        home.row.fill_keys(present or [m.person for m in home.members])
    Household.objects.bulk_create((home.row for home in homes), batch_size=BATCH)
    Membership.objects.bulk_create(
        (
            Membership(
                household=home.row,
                person=member.person,
                relation=member.relation,
                is_head=member.relation == Relation.HEAD,
                valid_from=member.since,
                valid_to=member.until,
            )
            for home in homes
            for member in home.members
        ),
        batch_size=BATCH,
    )


def count_totals(homes: list[Home], wards: dict[str, Area]) -> None:
    """Write the households and persons of each ward on the day of each round, by counting them."""
    rows = []
    for year, day in plan.REVIEWED_ON.items():
        for code, area in wards.items():
            here = [home for home in homes if home.ward == code and home.active_on(day)]
            rows.append(
                AreaTotal(
                    area=area,
                    year=year,
                    households=len(here),
                    persons=sum(len(home.on(day)) for home in here),
                    as_of=day,
                    source=plan.SOURCE,
                )
            )
    AreaTotal.objects.bulk_create(rows)
