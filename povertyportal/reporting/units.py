"""What a figure counts, and how its value is written."""

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Number = int | Decimal

MISSING = _("chưa có số liệu")
_POINT_UNITS = frozenset({"percent", "points", "points_per_year"})


class Unit(models.TextChoices):
    """The unit of a figure's value; money is whole đồng, rates are percent."""

    HOUSEHOLDS = "households", pgettext_lazy("unit", "hộ")
    PERCENT = "percent", _("%")
    POINTS_PER_YEAR = "points_per_year", _("điểm % mỗi năm")
    DONG = "dong", _("đồng")
    LOANS = "loans", pgettext_lazy("unit", "lượt")
    WORKERS = "workers", pgettext_lazy("unit", "lao động")
    WORKERS_PER_YEAR = "workers_per_year", _("lao động mỗi năm")
    CLASSES = "classes", pgettext_lazy("unit", "lớp")
    LEARNERS = "learners", pgettext_lazy("unit", "học viên")
    HOUSES = "houses", pgettext_lazy("unit", "nhà")
    COLLECTIVES = "collectives", pgettext_lazy("unit", "tập thể")
    INDIVIDUALS = "individuals", pgettext_lazy("unit", "cá nhân")


_ONE = {
    Unit.HOUSEHOLDS: pgettext_lazy("one", "hộ"),
    Unit.LOANS: pgettext_lazy("one", "lượt"),
    Unit.WORKERS: pgettext_lazy("one", "lao động"),
    Unit.CLASSES: pgettext_lazy("one", "lớp"),
    Unit.LEARNERS: pgettext_lazy("one", "học viên"),
    Unit.HOUSES: pgettext_lazy("one", "nhà"),
    Unit.COLLECTIVES: pgettext_lazy("one", "tập thể"),
    Unit.INDIVIDUALS: pgettext_lazy("one", "cá nhân"),
}
"""The unit behind a 1, for languages that tell one from many."""


class Direction(StrEnum):
    """Which way is good. NONE: the figure is no goal in itself."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


def is_additive(unit: str) -> bool:
    """Tell whether values of parts add up to the whole: counts and money do, rates do not."""
    return unit not in _POINT_UNITS


def is_sum(unit: str) -> bool:
    """Tell whether a value is the sum of its rows: rates and means per year are not."""
    return is_additive(unit) and unit != Unit.WORKERS_PER_YEAR


def published(value: Number | None, unit: str) -> Number | None:
    """Return the value as it is published: rates with two decimals, rounded half up."""
    if value is None or unit not in _POINT_UNITS:
        return value
    return Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def written(value: Number | None, *, decimals: int | None = None) -> str:
    """Return the number the Vietnamese way; '' stays for the caller where there is none."""
    if value is None:
        return str(MISSING)
    if isinstance(value, Decimal):
        places = decimals if decimals is not None else max(0, -int(value.as_tuple().exponent))
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    elif decimals:
        value = Decimal(value).quantize(Decimal(1).scaleb(-decimals))
    return f"{value:,}".translate(str.maketrans(",.", ".,")).replace("-", "−")


def trimmed(value: Decimal) -> Decimal:
    """Return the number without zeros behind the comma."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral() else value


def million(amount: Number | None) -> str:
    """Return đồng as millions with at most three decimals: 1975000000 -> '1.975'."""
    if amount is None:
        return str(MISSING)
    value = (Decimal(amount) / 10**6).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
    return written(trimmed(value))


def billion(amount: Number | None) -> str:
    """Return đồng as billions with two decimals: 3153161000 -> '3,15'."""
    if amount is None:
        return str(MISSING)
    return written(Decimal(amount) / 10**9, decimals=2)


def shown(value: Number | None, unit: str) -> str:
    """Return the value without its unit, as tiles and tables show it; money in millions."""
    if value is None:
        return str(MISSING)
    if unit == Unit.DONG:
        return million(value)
    return written(trimmed(value) if isinstance(value, Decimal) else value)


def unit_label(unit: str, value: Number | None = None) -> str:
    """Return the words behind a value shown by `shown`."""
    found = Unit(unit)
    if found == Unit.DONG:
        return str(_("triệu đồng"))
    return str(_ONE[found] if value == 1 and found in _ONE else found.label)


def with_unit(value: Number | None, unit: str) -> str:
    """Return the value with its unit; missing data has none."""
    return str(MISSING) if value is None else f"{shown(value, unit)} {unit_label(unit, value)}"
