"""Read a number as an official report states it: "hơn 7,4 tỷ đồng". Pure; nothing is guessed.

What a statement leaves open is asked back: two numbers, a word that names no side ("khoảng"), a
dot that groups no thousands, money without its unit.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from povertyportal.reporting.units import Unit, is_additive
from povertyportal.ui.parsing import parse_decimal
from povertyportal.ui.text import clean

RELATIONS = {"hơn": "over", "trên": "over", "gần": "under"}
NO_SIDE = (
    "khoảng",
    "chừng",
    "xấp xỉ",
    "ước",
    "dưới",
    "không quá",
    "ít nhất",
    "tối thiểu",
    "tối đa",
)
SCALES = {"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "nghìn": 10**3, "ngàn": 10**3}
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<digits>\d+(?:[.,]\d+)*)\s*(?P<unit>%|(?:tỷ|tỉ|triệu|nghìn|ngàn|đồng|đ)(?!\w))?"
)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Statement:
    """What was read: the number in the figure's unit, how it is meant, its last stated digit."""

    value: Decimal
    relation: str
    step: Decimal


@dataclass(frozen=True)
class _Part:
    """One number of a text; `unit` is its scale, "%", "đồng" or nothing."""

    digits: str
    unit: str
    start: int
    end: int

    @property
    def scale(self) -> int:
        return SCALES.get(self.unit, 1)


def read_statement(text: str, *, unit: str) -> Statement:
    """Return the number stated for a figure in this unit; raise ValidationError with a question."""
    text = clean(text).lower()
    parts = _fitting(_parts(text), unit)
    if not parts:
        nothing = _("Không thấy số nào hợp với đơn vị “%s” trong câu này. Hãy ghi số.")
        raise _unclear(nothing % Unit(unit).label)
    run = parts[: _run_length(parts, text)]
    if len(run) < len(parts):
        raise _unclear(_("Câu này có nhiều số. Hãy ghi số nào là của chỉ tiêu."))
    if unit == Unit.DONG and not run[-1].unit:
        raise _unclear(_("Câu này không nói tiền tính bằng gì. Hãy ghi số bằng đồng."))
    relation = _relation(text[: run[0].start])
    value = sum((_number(part) * part.scale for part in run), Decimal(0))
    if is_additive(unit) and value != value.to_integral_value():
        raise _unclear(_("Chỉ tiêu này đếm bằng số nguyên. Hãy ghi số."))
    return Statement(value, relation, _last_digit(run[-1], relation))


def counted_noun(text: str) -> str:
    """Return the word behind the first number: '30 hộ nghèo' -> 'hộ'; '' where there is none."""
    text = clean(text).lower()
    found = next(iter(_parts(text)), None)
    noun = _WORD.match(text[found.end :].lstrip()) if found else None
    return noun.group() if noun else ""


def _parts(text: str) -> list[_Part]:
    return [
        _Part(found["digits"], found["unit"] or "", found.start(), found.end())
        for found in _NUMBER.finditer(text)
    ]


def _fitting(parts: list[_Part], unit: str) -> list[_Part]:
    """Keep the numbers that can be of the unit: rates go with %, money and counts do not.

    A rate may be written bare where no other number has a %.
    """
    if is_additive(unit):
        return [part for part in parts if part.unit != "%"]
    rates = [part for part in parts if part.unit == "%"]
    return rates or [part for part in parts if not part.unit]


def _run_length(parts: list[_Part], text: str) -> int:
    """Return how many numbers from the first on make one: '1 tỷ 975 triệu' are two."""
    length = 1
    for before, after in pairwise(parts):
        falls = before.unit in SCALES and before.scale > after.scale
        if not falls or text[before.end : after.start].strip():
            break
        length += 1
    return length


def _relation(before: str) -> str:
    """Return how the number is meant by the words in front of it."""
    words = _WORD.findall(before)
    sides = {RELATIONS[word] for word in words if word in RELATIONS}
    padded = f" {' '.join(words)} "
    vague = next((word for word in NO_SIDE if f" {word} " in padded), "")
    if vague:
        open_side = _(
            "“%s” không nói rõ số thật lớn hơn hay nhỏ hơn số nêu. Hãy ghi số và chọn cách nêu."
        )
        raise _unclear(open_side % vague)
    if len(sides) > 1:
        raise _unclear(_("Câu này vừa nói hơn vừa nói gần. Hãy ghi số và chọn cách nêu."))
    return sides.pop() if sides else "exact"


def _number(part: _Part) -> Decimal:
    try:
        return parse_decimal(part.digits)
    except ValidationError as error:
        two_ways = _("“%s” đọc được hai cách. Dấu phẩy cho phần lẻ, dấu chấm cho hàng nghìn.")
        raise _unclear(two_ways % part.digits) from error


def _last_digit(part: _Part, relation: str) -> Decimal:
    """Return the size of the last stated digit; zeros that only round the number do not count."""
    number = _number(part)
    places = -int(number.as_tuple().exponent) if "," in part.digits else 0
    step = Decimal(1).scaleb(-places)
    if relation != "exact" and not places and number:
        while number % (step * 10) == 0:
            step *= 10
    return step * part.scale


def _unclear(question: str) -> ValidationError:
    return ValidationError(question, code="unclear")
