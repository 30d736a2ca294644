"""What facts about members and dwelling say about the indicators; pure, without Django.

Ages, shares and accepted kinds stand in the standard's file beside each indicator's rule.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from households.scoring import Standard


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberFacts:
    """What was found about one member; None or "" where nobody has asked yet. `age` in years."""

    age: int
    has_insurance: bool | None = None
    has_allowance: bool | None = None
    is_malnourished: bool | None = None
    is_disabled: bool = False
    work: str = ""
    schooling: str = ""
    education: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DwellingFacts:
    """What was found about the house; None or "" where nobody has asked yet.

    `floor_area` is in square metres of the whole house.
    """

    floor_area: Decimal | None = None
    wall: str = ""
    column: str = ""
    roof: str = ""
    water: str = ""
    toilet: str = ""
    uses_internet: bool | None = None
    devices: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the facts say about one indicator: lacking or not, and the numbers that decided.

    `top` of `bottom` members lack it (or square metres over members, weak parts of the house);
    `missing` facts or members' facts are not known yet. `is_lacking` is None where the facts
    decide nothing.
    """

    code: str
    is_lacking: bool | None
    top: Decimal | int = 0
    bottom: Decimal | int = 0
    missing: int = 0


def age_on(*, birth_year: int, birth_date: date | None, day: date) -> int:
    """Return the age in whole years on the day; by the year alone where the birthday is unknown.

    Reviews measure everybody on the day their round starts, so two visits in one round agree.
    """
    years = day.year - (birth_date.year if birth_date else birth_year)
    if birth_date and (day.month, day.day) < (birth_date.month, birth_date.day):
        years -= 1
    return min(max(years, 0), 150)


def decide(
    *, standard: Standard, members: Sequence[MemberFacts], dwelling: DwellingFacts
) -> Mapping[str, Decision]:
    """Return for each indicator with a rule on facts what they say about it.

    An indicator stays undecided while facts that could change it are missing: one uninsured
    member is enough to lack, to meet it everybody must be known. Where nobody is concerned
    (no child) it is met; without any member the rules on members decide nothing.
    """
    return {
        indicator.code: _KINDS[indicator.facts["kind"]](
            indicator.code, indicator.facts, members, dwelling
        )
        for indicator in standard.indicators
        if indicator.facts
    }


def _counted(code: str, verdicts: Sequence[bool | None], *, anybody: bool) -> Decision:
    """Return the decision by people of whom each lacks (True), not (False) or is unknown."""
    lacking, missing = verdicts.count(True), verdicts.count(None)
    is_lacking = True if lacking else False if anybody and not missing else None
    return Decision(code, is_lacking, lacking, len(verdicts), missing)


def _any_member(
    code: str, rule: Mapping[str, Any], members: Sequence[MemberFacts], dwelling: DwellingFacts
) -> Decision:
    """One member of the ages whose answer is among the lacking ones is enough."""
    found = [
        getattr(member, rule["fact"])
        for member in members
        if rule["age_from"] <= member.age <= rule["age_until"]
    ]
    verdicts = [None if fact in (None, "") else fact in rule["lacking"] for fact in found]
    return _counted(code, verdicts, anybody=bool(members))


def _level(
    code: str, rule: Mapping[str, Any], members: Sequence[MemberFacts], dwelling: DwellingFacts
) -> Decision:
    """One member who neither attends nor finished a level of their age band is enough."""
    verdicts = [
        _misses_level(member, band)
        for member in members
        for band in rule["bands"]
        if band["age_from"] <= member.age <= band["age_until"]
    ]
    return _counted(code, verdicts, anybody=bool(members))


def _misses_level(member: MemberFacts, band: Mapping[str, Any]) -> bool | None:
    finished = band.get("finished", ())
    if member.schooling in band["attends"] or member.education in finished:
        return False
    if not member.schooling or (finished and not member.education):
        return None
    return True


def _dependants(
    code: str, rule: Mapping[str, Any], members: Sequence[MemberFacts], dwelling: DwellingFacts
) -> Decision:
    """Dependants are more than the share of members: children, old or disabled on allowance."""
    verdicts = [_depends(member, rule) for member in members]
    count, missing, size = verdicts.count(True), verdicts.count(None), len(members)
    is_lacking = None
    if size and 100 * count > rule["share"] * size:
        is_lacking = True
    elif size and 100 * (count + missing) <= rule["share"] * size:
        is_lacking = False
    return Decision(code, is_lacking, count, size, missing)


def _depends(member: MemberFacts, rule: Mapping[str, Any]) -> bool | None:
    if member.age < rule["child_under"]:
        return True
    if member.age >= rule["old_from"] or member.is_disabled:
        return member.has_allowance
    return False


def _structures(
    code: str, rule: Mapping[str, Any], members: Sequence[MemberFacts], dwelling: DwellingFacts
) -> Decision:
    """At least so many of wall, columns and roof are weak."""
    parts = [getattr(dwelling, part) for part in rule["parts"]]
    weak, missing = parts.count("weak"), parts.count("")
    is_lacking = None
    if weak >= rule["weak_from"]:
        is_lacking = True
    elif weak + missing < rule["weak_from"]:
        is_lacking = False
    return Decision(code, is_lacking, weak, len(parts), missing)


def _area(
    code: str, rule: Mapping[str, Any], members: Sequence[MemberFacts], dwelling: DwellingFacts
) -> Decision:
    """The floor area lies below so many square metres for each member."""
    area, size = dwelling.floor_area, len(members)
    if area is None or not size:
        return Decision(code, None, area or 0, size, int(area is None))
    return Decision(code, area < rule["below"] * size, area, size)


def _accepted(
    code: str, rule: Mapping[str, Any], members: Sequence[MemberFacts], dwelling: DwellingFacts
) -> Decision:
    """None of what was found in the house is accepted."""
    found = getattr(dwelling, rule["fact"])
    if found in (None, ""):
        return Decision(code, None, missing=1)
    each = found if isinstance(found, tuple) else (found,)
    good = sum(fact in rule["accepted"] for fact in each)
    return Decision(code, not good, good, len(each))


_KINDS: Mapping[
    str,
    Callable[[str, Mapping[str, Any], Sequence[MemberFacts], DwellingFacts], Decision],
] = {
    "any_member": _any_member,
    "level": _level,
    "dependants": _dependants,
    "structures": _structures,
    "area": _area,
    "accepted": _accepted,
}
"""How each kind of rule in a standard's file decides."""
