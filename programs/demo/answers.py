"""Review answers that lead the real scorer to the class the plan asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from households import scoring
from households.choices import CauseCode, NeedCode, PovertyClass
from households.models import Person
from programs.demo import facts

WEIGHTS = {
    "VIEC_LAM": 8,
    "PHU_THUOC": 5,
    "DINH_DUONG": 4,
    "BHYT": 4,
    "GD_NGUOI_LON": 7,
    "DI_HOC_TRE_EM": 1,
    "CHAT_LUONG_NHA": 8,
    "DIEN_TICH_NHA": 5,
    "NUOC": 3,
    "NHA_TIEU": 10,
    "VIEN_THONG": 6,
    "PHUONG_TIEN_TT": 3,
    "KHAM_CHUA_BENH": 2,
}
CAUSES: dict[str, int] = {
    CauseCode.LAND: 5,
    CauseCode.CAPITAL: 9,
    CauseCode.LABOUR: 5,
    CauseCode.TOOLS: 4,
    CauseCode.KNOWLEDGE: 7,
    CauseCode.SKILL: 7,
    CauseCode.ILLNESS: 6,
    CauseCode.OTHER: 1,
}
NEEDS: dict[str, int] = {
    NeedCode.HEALTH: 4,
    NeedCode.EDUCATION: 4,
    NeedCode.PRODUCTION: 9,
    NeedCode.CREDIT: 7,
    NeedCode.HOUSING: 5,
    NeedCode.OTHER: 1,
}


@dataclass(frozen=True)
class Answers:
    """One filled sheet: points of B1, the lacks, and the score they give."""

    b1: int
    lacking: tuple[str, ...]
    score: scoring.Score


def fill(
    rng: Random,
    target: str,
    *,
    standard: scoring.Standard,
    residence: str,
    people: Sequence[Person],
    year: int,
    before: Sequence[str] = (),
) -> Answers:
    """Return answers whose computed class is `target`; what lacked before mostly lacks still."""
    limit = standard.limits[residence]
    assert limit.b1 is not None  # noqa: S101 - both standards of the demo have points
    if target == PovertyClass.NOT_POOR:
        b1, count = limit.b1 + rng.randrange(3, 46), rng.choice((0, 0, 1, 1, 2, 3))
    elif target == PovertyClass.NEAR_POOR:
        floor = limit.b1_alone + 1 if limit.b1_alone else limit.b1 - 42
        b1, count = rng.randrange(floor, limit.b1 + 1), rng.choice((0, 1, 1, 2, 2, 2))
    else:
        low = (limit.b1_alone or limit.b1) - rng.randrange(0, 56)
        b1, count = low, rng.choice((3, 3, 3, 4, 4, 5, 6))
    lacking = _lacks(rng, count, standard=standard, people=people, year=year, before=before)
    score = scoring.score(b1=b1, lacking=lacking, standard=standard, residence=residence)
    if score.result != target:
        raise AssertionError(f"{standard.key}: {score.result} instead of {target}")
    return Answers(b1, score.lacking, score)


def _lacks(
    rng: Random,
    count: int,
    *,
    standard: scoring.Standard,
    people: Sequence[Person],
    year: int,
    before: Sequence[str],
) -> list[str]:
    """Choose the lacks that facts about the household can bear out, and those they force."""
    possible = [code for code in standard.codes if facts.may_lack(code, people, year)]
    chosen = [code for code in facts.forced(people, year) if code in possible]
    kept = [c for c in before if c in possible and c not in chosen and rng.random() < 0.85]
    chosen += kept[: max(count - len(chosen), 0)]
    while len(chosen) < count:
        rest = [code for code in possible if code not in chosen]
        chosen.append(rng.choices(rest, weights=[WEIGHTS[code] for code in rest])[0])
    return chosen


def several(rng: Random, weights: dict[str, int], most: int = 3) -> list[str]:
    """Return one to `most` different codes, the likely ones more often."""
    count = rng.randrange(1, most + 1)
    drawn = rng.choices(list(weights), weights=list(weights.values()), k=4 * count)
    return list(dict.fromkeys(drawn))[:count]
