"""What facts about members and dwelling say about the indicators; pure, without Django.

Ages, shares and accepted kinds stand in the standard's file beside each indicator's rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What the facts say about one indicator: lacking or not, and the numbers that decided.

    `top` of `bottom` members (or square metres over members); `missing` members whose facts are
    not known yet. `is_lacking` is None where the facts decide nothing.
    """

    code: str
    is_lacking: bool | None
    top: Decimal | int = 0
    bottom: Decimal | int = 0
    missing: int = 0


def decide(
    *, standard: Standard, members: Sequence[MemberFacts], dwelling: DwellingFacts
) -> Mapping[str, Decision]:
    """Return for each indicator with a rule on facts what they say about it."""
    return {}
