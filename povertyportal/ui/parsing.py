"""One parser each for money, numbers and dates; forms, filters, imports and admin share them.

Ambiguous text is refused, never guessed: "1.000" is a thousand, "1.5" is nothing.
"""

import re
from argparse import ArgumentTypeError
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

HIGHEST_AMOUNT = 10**15
_GROUPED = re.compile(r"[0-9]{1,3}(?:([. ])[0-9]{3})(?:\1[0-9]{3})*")
_PLAIN = re.compile(r"[0-9]+")
_DECIMAL = re.compile(r"(-?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]+))?")
_DATE = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def parse_money(text: str) -> int:
    """Return whole đồng from "1000", "1.000" or "1 000"; raise ValidationError otherwise."""
    text = text.replace("\u00a0", " ").strip()
    for unit in ("đồng", "đ", "VND"):
        text = text.removesuffix(unit).strip()
    if not (_GROUPED.fullmatch(text) or _PLAIN.fullmatch(text)):
        raise ValidationError(
            _("Số tiền phải là số đồng nguyên, ví dụ 1.500.000."), code="invalid_money"
        )
    digits = text.replace(".", "").replace(" ", "")
    if len(digits) > 16 or int(digits) >= HIGHEST_AMOUNT:
        raise ValidationError(
            _("Số tiền quá lớn. Hãy kiểm tra lại: đơn vị ở đây là đồng."), code="too_large"
        )
    return int(digits)


def parse_count(text: str) -> int:
    """Return a whole number from "1000", "1.000" or "1 000"; raise ValidationError otherwise."""
    text = text.replace("\u00a0", " ").strip()
    if not (_GROUPED.fullmatch(text) or _PLAIN.fullmatch(text)):
        raise ValidationError(_("Phải là số nguyên không âm, ví dụ 1.500."), code="invalid_count")
    return int(text.replace(".", "").replace(" ", "")[:20])


def parse_decimal(text: str) -> Decimal:
    """Return a number written the Vietnamese way: "1.234,5"; raise ValidationError otherwise."""
    found = _DECIMAL.fullmatch(text.strip())
    if not found:
        raise ValidationError(
            _("Số không hợp lệ. Dấu phẩy cho phần lẻ, ví dụ 12,5."), code="invalid_number"
        )
    sign, whole, fraction = found.groups()
    return Decimal(f"{sign}{whole.replace('.', '')}.{fraction or 0}")


def day_argument(text: str) -> date:
    """Return the day that a command was given; argparse says what is wrong with it."""
    try:
        return parse_date(text)
    except ValidationError as error:
        raise ArgumentTypeError(error.messages[0]) from error


def parse_date(text: str) -> date:
    """Return the day meant by dd/mm/yyyy (or ISO); raise ValidationError otherwise."""
    text = text.strip()
    if found := _DATE.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _ISO_DATE.fullmatch(text):
        year, month, day = map(int, found.groups())
    else:
        raise ValidationError(
            _("Ngày phải viết theo dạng ngày/tháng/năm, ví dụ 31/12/2023."), code="invalid_date"
        )
    try:
        parsed = date(year, month, day)
    except ValueError:
        raise ValidationError(
            _("Không có ngày này trong lịch. Hãy kiểm tra lại ngày và tháng."), code="no_such_day"
        ) from None
    if not 1900 <= parsed.year <= 2100:
        raise ValidationError(_("Năm phải từ 1900 đến 2100."), code="year")
    return parsed
