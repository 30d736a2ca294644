"""Check a typed review: what cannot be (hard) and what is rare (soft), kept apart; pure.

The form builds `Typed` from its fields and calls `review`; `wording.finding` says each finding.
Hard findings stand at their field and keep a review from being sent, soft ones only ask somebody
to look again. A finding about one member names the field `member_<key>_<fact>`.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from households.facts import DwellingFacts, MemberFacts
from households.scoring import Card, Standard, UnknownRegion, card_highest

HARD, SOFT = "hard", "soft"
LEVELS = ("poor", "near_poor", "not_poor")
AT_WORK = ("contract", "no_contract", "own")
LIMITS: Mapping[str, Any] = tomllib.loads(
    Path(__file__).with_name("checks.toml").read_text(encoding="utf-8")
)
"""Ages and differences by which reviews are checked, with their reasons beside them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing to mend or to look at again; `field` is "" where no field is at fault alone."""

    code: str
    level: str
    params: Mapping[str, Any] = field(default_factory=dict)
    field: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resident:
    """One member on the form: the facts typed, and what the registry knows about the person.

    `key` is the person's key. `birth_year` is None where nobody knows it; `joined_on` is the
    first day in the household.
    """

    key: int
    name: str
    relation: str
    facts: MemberFacts
    birth_year: int | None
    birth_date: date | None = None
    died_on: date | None = None
    joined_on: date | None = None
    has_labour_capacity: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """A review as typed, complete or not.

    `b2` is the total written on the paper, where the form asks for it; `card` and `region` those
    of the B1 card in use; `result` the class as scored so far, "" while unknown.
    """

    standard: Standard
    starts_on: date
    ends_on: date
    members: Sequence[Resident]
    dwelling: DwellingFacts
    answers: Mapping[str, bool]
    b1: int | None = None
    b2: int | None = None
    result: str = ""
    card: Card | None = None
    region: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """What last year's review of the household found; None or "" where it was not asked."""

    year: int
    size: int
    b1: int | None = None
    lacks: int | None = None
    result: str = ""
    floor_area: Decimal | None = None


def review(typed: Typed, *, earlier: Earlier | None = None) -> list[Finding]:
    """Return the findings, the hard ones first, each group in the order of the form."""
    found = [*_points(typed), *_household(typed)]
    for member in typed.members:
        found += [*_member(member, typed), *_family(member, typed.members)]
    found += _answers(typed)
    found += _dwelling(typed.dwelling)
    if earlier is not None:
        found += _since(typed, earlier)
    return sorted(found, key=lambda finding: finding.level != HARD)


def hard(findings: Sequence[Finding]) -> list[Finding]:
    """Keep the findings that must be mended before the review is sent."""
    return [finding for finding in findings if finding.level == HARD]


def soft(findings: Sequence[Finding]) -> list[Finding]:
    """Keep the findings that only ask somebody to look again."""
    return [finding for finding in findings if finding.level == SOFT]


def _points(typed: Typed) -> Iterator[Finding]:
    """Check the totals: B1 against the card in force, B2 against the lacks ticked."""
    if typed.b1 is not None and typed.card is not None and not typed.card.is_sample:
        highest = _highest(typed.card, typed.region)
        if highest is not None and typed.b1 > highest:
            yield Finding(code="b1_off_card", level=HARD, field="b1", params={"highest": highest})
    if typed.b2 is None:
        return
    each, lacks = typed.standard.points_per_indicator, sum(typed.answers.values())
    if typed.b2 % each or typed.b2 > each * len(typed.standard.codes):
        yield Finding(
            code="b2_not_in_tens",
            level=HARD,
            field="b2_total",
            params={"each": each, "highest": each * len(typed.standard.codes)},
        )
    elif len(typed.answers) == len(typed.standard.codes) and typed.b2 != each * lacks:
        yield Finding(
            code="b2_is_not_sum",
            level=HARD,
            field="b2_total",
            params={"lacks": lacks, "b2": each * lacks},
        )


def _highest(card: Card, region: str) -> int | None:
    """Return the most points of the card in the region, None where it has no such column."""
    try:
        return card_highest(card=card, region=region)
    except UnknownRegion:
        return None


def _household(typed: Typed) -> Iterator[Finding]:
    """Check that there is exactly one head."""
    heads = [member for member in typed.members if member.relation == "head"]
    if not typed.members:
        yield Finding(code="no_members", level=HARD)
    elif not heads:
        yield Finding(code="no_head", level=HARD)
    elif len(heads) > 1:
        names = ", ".join(head.name for head in heads)
        yield Finding(code="two_heads", level=HARD, params={"names": names})


def _member(member: Resident, typed: Typed) -> Iterator[Finding]:
    """Check one person against the calendar and against their own answers."""
    if member.birth_year is None:
        yield _about(member, "no_birth_year", HARD)
        return
    if (member.birth_date or date(member.birth_year, 1, 1)) > typed.ends_on:
        yield _about(member, "born_after_round", HARD, day=typed.ends_on)
        return
    if member.died_on is not None and member.died_on <= typed.ends_on:
        code = "head_died" if member.relation == "head" else "member_died"
        yield _about(member, code, HARD, day=member.died_on)
    if member.joined_on is not None and member.joined_on > typed.ends_on:
        yield _about(member, "joined_after_round", HARD, day=member.joined_on)
    age = member.facts.age
    if typed.starts_on.year - member.birth_year > LIMITS["oldest_possible"]:
        yield _about(member, "too_old", HARD, year=member.birth_year)
    elif age > LIMITS["oldest_usual"]:
        yield _about(member, "very_old", SOFT)
    yield from _work(member)
    yield from _school(member)
    if member.facts.has_insurance is False:
        if age < LIMITS["insured_below"]:
            yield _about(member, "child_uninsured", SOFT, "has_insurance")
        elif member.facts.has_allowance:
            yield _about(member, "allowance_uninsured", SOFT, "has_insurance")


def _work(member: Resident) -> Iterator[Finding]:
    """Check the work against age and health."""
    age, work = member.facts.age, member.facts.work
    if work in AT_WORK:
        if age < LIMITS["youngest_worker_possible"]:
            yield _about(member, "small_child_at_work", HARD, "work")
        elif age < LIMITS["youngest_worker_usual"]:
            yield _about(member, "child_at_work", SOFT, "work")
        if not member.has_labour_capacity:
            yield _about(member, "works_without_capacity", SOFT, "work")
    of_working_age = LIMITS["working_from"] <= age <= LIMITS["working_until"]
    can_work = member.has_labour_capacity and not member.facts.is_disabled
    if work == "unable" and of_working_age and can_work:
        yield _about(member, "unable_without_disability", SOFT, "work")


def _school(member: Resident) -> Iterator[Finding]:
    """Check school and finished level against the age and against each other."""
    age, schooling, education = (
        member.facts.age,
        member.facts.schooling,
        member.facts.education,
    )
    if age < LIMITS["attends_from"].get(schooling, 0):
        yield _about(member, "too_young_for_school", HARD, "schooling")
    if age < LIMITS["finished_from"].get(education, 0):
        yield _about(member, "too_young_to_finish", HARD, "education")
    needed = LIMITS["attends_after"].get(schooling)
    if education and needed and education not in needed:
        yield _about(member, "school_above_education", SOFT, "education")


def _family(member: Resident, members: Sequence[Resident]) -> Iterator[Finding]:
    """Check ages against the relation to the head."""
    head = next((m for m in members if m.relation == "head" and m.birth_year), None)
    if member.birth_year is None:
        return
    age = member.facts.age
    if member.relation == "head" and age < LIMITS["youngest_head_usual"]:
        yield _about(member, "young_head", SOFT)
    if member.relation == "spouse":
        if age < LIMITS["youngest_spouse_possible"]:
            yield _about(member, "child_spouse", HARD)
        elif age < LIMITS["youngest_spouse_usual"]:
            yield _about(member, "young_spouse", SOFT)
    if head is None:
        return
    years = age - head.facts.age
    if member.relation == "parent" and years < LIMITS["generation"]:
        yield _about(member, "young_parent", SOFT, head_age=head.facts.age)
    if member.relation == "child" and -years < LIMITS["generation"]:
        yield _about(member, "old_child", SOFT, head_age=head.facts.age)


def _answers(typed: Typed) -> Iterator[Finding]:
    """Check the answers against members whose facts speak against them."""
    if typed.answers.get("DI_HOC_TRE_EM") is False:
        away = [
            member.name
            for member in typed.members
            if LIMITS["school_from"] <= member.facts.age <= LIMITS["school_until"]
            and member.facts.schooling == "none"
        ]
        if away:
            yield Finding(
                code="child_out_of_school",
                level=SOFT,
                field="indicator_DI_HOC_TRE_EM",
                params={"names": ", ".join(away)},
            )


def _dwelling(dwelling: DwellingFacts) -> Iterator[Finding]:
    """Check the size of the house."""
    if dwelling.floor_area is not None and dwelling.floor_area > LIMITS["largest_house"]:
        params = {"area": dwelling.floor_area}
        yield Finding(code="large_house", level=SOFT, field="floor_area", params=params)


def _since(typed: Typed, earlier: Earlier) -> Iterator[Finding]:
    """Compare with last year's review."""
    lacks = sum(typed.answers.values())
    is_whole = len(typed.answers) == len(typed.standard.codes)
    area, before = typed.dwelling.floor_area, earlier.floor_area
    if typed.result and earlier.result:
        levels = LEVELS.index(typed.result) - LEVELS.index(earlier.result)
        if abs(levels) > 1:
            yield _differs("class_jumped", earlier.year, earlier.result, typed.result)
    if _is_far(typed.b1, earlier.b1, LIMITS["b1_change"]):
        yield _differs("b1_changed", earlier.year, earlier.b1, typed.b1, "b1")
    if is_whole and _is_far(lacks, earlier.lacks, LIMITS["lacks_change"]):
        yield _differs("lacks_changed", earlier.year, earlier.lacks, lacks)
    if before and _is_far(area, before, before * Decimal(str(LIMITS["area_change"]))):
        yield _differs("area_changed", earlier.year, before, area, "floor_area")
    if typed.members and len(typed.members) != earlier.size:
        yield _differs("size_changed", earlier.year, earlier.size, len(typed.members))


def _is_far(now: Any, before: Any, limit: Any) -> bool:
    return now is not None and before is not None and abs(now - before) >= limit


def _differs(code: str, year: int, before: Any, after: Any, field: str = "") -> Finding:
    """Return a finding against last year's review."""
    params = {"year": year, "before": before, "after": after}
    return Finding(code=code, level=SOFT, field=field, params=params)


def _about(member: Resident, code: str, level: str, fact: str = "", **params: Any) -> Finding:
    """Return a finding about one member, at the field of the fact where there is one."""
    return Finding(
        code=code,
        level=level,
        field=f"member_{member.key}_{fact}" if fact else "",
        params={"name": member.name, "age": member.facts.age, **params},
    )
