"""The computed columns of a form as the form itself writes them: "3/1*100", "1-2-3+4"; pure."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache

Number = int | Decimal

_RATE = re.compile(r"([\w.]+)/([\w.]+)\*100")
_TERM = re.compile(r"([+-]?)([\w.]+)")


@cache
def rate_of(formula: str) -> tuple[str, str] | None:
    """Return which column is divided by which, or None where the formula is no rate."""
    found = _RATE.fullmatch(formula)
    return (found[1], found[2]) if found else None


@cache
def terms_of(formula: str) -> tuple[tuple[int, str], ...]:
    """Return the columns that a sum adds (1) and takes away (-1), in their order."""
    return tuple((-1 if sign == "-" else 1, ref) for sign, ref in _TERM.findall(formula))


def worked_out(formula: str, number: Callable[[str], Number | None]) -> Number | None:
    """Return what the formula gives; None where a number is missing or nothing to divide by."""
    if rate := rate_of(formula):
        top, bottom = map(number, rate)
        return Decimal(100) * top / bottom if top is not None and bottom else None
    total: Number = 0
    for sign, ref in terms_of(formula):
        value = number(ref)
        if value is None:
            return None
        total += sign * value
    return total
