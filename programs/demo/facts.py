"""Facts about members and house that decide each indicator as the review answers it.

The same household draws the same dice every year, so its house and schooling stay what they were
where the answers do.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random

from households import facts, scoring
from households.choices import Device, Education, Material, Schooling, Toilet, Water, Work
from households.facts import DwellingFacts, MemberFacts
from households.models import Dwelling, Person, Review, ReviewMember
from programs.demo import plan, tools

CHILD_LACKS = {"DINH_DUONG": range(16), "DI_HOC_TRE_EM": range(3, 16)}
ADULT_LACKS = {"VIEC_LAM": range(16, 60), "GD_NGUOI_LON": range(16, 31)}
INSURED_FROM, OLD_FROM = 6, 60


@dataclass(frozen=True)
class Facts:
    """What a review found: a fact sheet for each person, and the house."""

    members: tuple[MemberFacts, ...]
    dwelling: DwellingFacts


def ages_of(people: Sequence[Person], year: int) -> list[int]:
    """Return everybody's age on the day the round of the year starts."""
    day = date(year, 9, 1)
    return [facts.age_on(birth_year=p.birth_year, birth_date=p.birth_date, day=day) for p in people]


def forced(people: Sequence[Person], year: int) -> list[str]:
    """Return the lacks that ages alone decide: more children than grown people."""
    ages = ages_of(people, year)
    return ["PHU_THUOC"] if 2 * sum(age < 16 for age in ages) > len(ages) else []


def may_lack(code: str, people: Sequence[Person], year: int) -> bool:
    """Tell whether facts about these people could make them lack the indicator."""
    ages = ages_of(people, year)
    if wanted := CHILD_LACKS.get(code) or ADULT_LACKS.get(code):
        return any(age in wanted for age in ages)
    if code == "BHYT":
        return max(ages) >= INSURED_FROM
    if code == "PHU_THUOC":
        may = [a < 16 or a >= OLD_FROM or p.disability for a, p in zip(ages, people, strict=True)]
        return 2 * sum(may) > len(ages)
    return True


def found(
    people: Sequence[Person], lacking: Collection[str], *, code: str, year: int, residence: str
) -> Facts:
    """Return facts by which the household of that code lacks exactly these indicators."""
    rng = tools.dice(f"facts-{code}", plan.SEED)
    ages = ages_of(people, year)
    members = [_member(rng, p, age) for p, age in zip(people, ages, strict=True)]
    allowed = len(members) if "PHU_THUOC" in lacking else len(members) // 2
    members = _allowances(members, allowed)
    for name, change in (
        ("VIEC_LAM", _out_of_work),
        ("DINH_DUONG", _malnourished),
        ("BHYT", _uninsured),
        ("GD_NGUOI_LON", _left_school),
        ("DI_HOC_TRE_EM", _not_at_school),
    ):
        if name in lacking:
            place = _chosen(name, members, people)
            members[place] = change(members[place])
    return Facts(tuple(members), _house(rng, len(members), lacking, residence=residence))


def check(sheet: Facts, lacking: Collection[str], *, standard: scoring.Standard) -> None:
    """Raise AssertionError unless the facts decide every indicator as answered."""
    said = facts.decide(standard=standard, members=sheet.members, dwelling=sheet.dwelling)
    wrong = {c: d.is_lacking for c, d in said.items() if d.is_lacking != (c in lacking)}
    if wrong:
        raise AssertionError(f"facts say {wrong}")


def _member(rng: Random, person: Person, age: int) -> MemberFacts:
    schooling = _school_of(age)
    if 18 <= age <= 22 and rng.random() < 0.2:
        schooling = Schooling.HIGHER
    work = ""
    if age >= 16 and not person.has_labour_capacity:
        work = Work.UNABLE
    elif age >= 16 and (schooling != Schooling.NONE or age >= 70):
        work = Work.NOT_SEEKING
    elif age >= 16:
        work = Work.CONTRACT if rng.random() < 0.2 and age < OLD_FROM else Work.OWN
    return MemberFacts(
        age=age,
        has_insurance=True,
        has_allowance=False,
        is_malnourished=False if age < 16 else None,
        is_disabled=person.disability,
        work=work,
        schooling=schooling,
        education=_education_of(rng, age),
    )


def _school_of(age: int) -> str:
    limits = (
        (3, Schooling.NONE),
        (6, Schooling.PRESCHOOL),
        (11, Schooling.PRIMARY),
        (15, Schooling.LOWER),
        (18, Schooling.UPPER),
    )
    return next((level for limit, level in limits if age < limit), Schooling.NONE)


def _education_of(rng: Random, age: int) -> str:
    if age < 11:
        return Education.NONE
    if age < 15:
        return Education.PRIMARY
    if age < 18:
        return Education.LOWER
    if age <= 30:
        return Education.UPPER
    levels = (Education.PRIMARY, Education.LOWER, Education.LOWER, Education.UPPER)
    return rng.choice(levels) if age < 65 else rng.choice((Education.NONE, Education.PRIMARY))


def _allowances(members: list[MemberFacts], allowed: int) -> list[MemberFacts]:
    """Give allowances to the disabled and the oldest while no more than `allowed` depend."""
    count = sum(m.age < 16 for m in members)
    order = sorted(range(len(members)), key=lambda n: (not members[n].is_disabled, -members[n].age))
    changed = list(members)
    for place in order:
        member = members[place]
        entitled = member.age >= 16 and (member.is_disabled or member.age >= OLD_FROM)
        if entitled and count < allowed:
            changed[place] = replace(member, has_allowance=True)
            count += 1
    return changed


def _chosen(name: str, members: Sequence[MemberFacts], people: Sequence[Person]) -> int:
    """Return the member who lacks it: the likeliest of those whom it concerns."""
    ages = CHILD_LACKS.get(name) or ADULT_LACKS.get(name) or range(INSURED_FROM, 151)
    concerned = [place for place, m in enumerate(members) if m.age in ages]
    likely = [
        place
        for place in concerned
        if people[place].has_labour_capacity
        and not members[place].has_allowance
        and (name != "VIEC_LAM" or members[place].schooling == Schooling.NONE)
    ]
    return (likely or concerned)[-1]


def _out_of_work(member: MemberFacts) -> MemberFacts:
    return replace(member, work=Work.NONE if member.age % 3 == 0 else Work.NO_CONTRACT)


def _malnourished(member: MemberFacts) -> MemberFacts:
    return replace(member, is_malnourished=True)


def _uninsured(member: MemberFacts) -> MemberFacts:
    return replace(member, has_insurance=False)


def _left_school(member: MemberFacts) -> MemberFacts:
    education = Education.PRIMARY if member.age < 18 else Education.LOWER
    work = Work.OWN if member.work == Work.NOT_SEEKING else member.work
    return replace(member, schooling=Schooling.NONE, education=education, work=work)


def _not_at_school(member: MemberFacts) -> MemberFacts:
    return replace(member, schooling=Schooling.NONE)


def _house(rng: Random, size: int, lacking: Collection[str], *, residence: str) -> DwellingFacts:
    each = rng.uniform(5.0, 7.4), rng.uniform(9.0, 19.0)
    area = each["DIEN_TICH_NHA" not in lacking] * size
    weak = "CHAT_LUONG_NHA" in lacking
    one_weak = rng.random() < 0.3
    good_water = Water.TAP if residence == "urban" else rng.choice((Water.SPRING, Water.DUG))
    good_toilet = Toilet.SEPTIC if residence == "urban" else Toilet.TWO_VAULT
    bad_toilet = rng.choice((Toilet.OTHER, Toilet.NONE))
    devices = (Device.TV, Device.PHONE) if rng.random() < 0.6 else (Device.SMARTPHONE,)
    return DwellingFacts(
        floor_area=Decimal(str(round(area, 1))),
        wall=Material.WEAK if weak else Material.DURABLE,
        column=Material.DURABLE,
        roof=Material.WEAK if weak or one_weak else Material.DURABLE,
        water=Water.OTHER if "NUOC" in lacking else good_water,
        toilet=bad_toilet if "NHA_TIEU" in lacking else good_toilet,
        uses_internet="VIEN_THONG" not in lacking,
        devices=() if "PHUONG_TIEN_TT" in lacking else tuple(str(d) for d in devices),
    )


def member_rows(
    review: Review, sheet: Facts, people: Sequence[tuple[Person, str]]
) -> list[ReviewMember]:
    """Return the rows about the members, in the order of the sheet."""
    return [
        ReviewMember(
            review=review,
            person=person,
            relation=relation,
            age=m.age,
            has_insurance=m.has_insurance,
            has_allowance=m.has_allowance,
            is_malnourished=m.is_malnourished,
            work=m.work,
            schooling=m.schooling,
            education=m.education,
        )
        for (person, relation), m in zip(people, sheet.members, strict=True)
    ]


def dwelling_row(review: Review, sheet: Facts) -> Dwelling:
    """Return the row about the house."""
    house = asdict(sheet.dwelling)
    return Dwelling(review=review, **house | {"devices": list(house["devices"] or ())})
