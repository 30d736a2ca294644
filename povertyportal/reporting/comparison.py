"""Two questions side by side: each figure in both scopes, and what lies between them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from povertyportal.accounts import past
from povertyportal.accounts.models import User
from povertyportal.reporting.figures import Figure, all_figures
from povertyportal.reporting.registry import Indicator
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import (
    Direction,
    Number,
    Unit,
    is_additive,
    shown,
    unit_label,
    written,
)
from povertyportal.ui.charts import Datum
from povertyportal.ui.twins import Twins, twins

OTHER = "b"
"""Prefix of the second side's names in an address."""
SAME_LENGTH = timedelta(days=3)
"""Periods that differ by no more are equally long: years and months are not."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One figure on both sides. `difference` is the left value less the right one."""

    left: Figure
    right: Figure

    @property
    def indicator(self) -> Indicator:
        """Return the figure that is compared."""
        return self.left.indicator

    @property
    def obstacle(self) -> str:
        """Say why the values cannot be subtracted; '' where they can."""
        if self.left.value is None or self.right.value is None:
            return _("thiếu số liệu")
        if self.indicator.by_standard and self.left.scope.standard != self.right.scope.standard:
            return _("khác chuẩn nghèo")
        return ""

    @property
    def difference(self) -> Number | None:
        """Return the left value less the right one, where that means something."""
        if self.obstacle or self.left.value is None or self.right.value is None:
            return None
        return self.left.value - self.right.value

    @property
    def difference_shown(self) -> str:
        """Return the difference with its sign and unit; of rates in points."""
        if self.difference is None:
            return ""
        unit = self.indicator.unit
        size = max(self.difference, -self.difference)
        words = _("điểm %") if unit == Unit.PERCENT else unit_label(unit, size)
        sign = "+" if self.difference > 0 else ""
        return f"{sign}{shown(self.difference, unit)} {words}"

    @property
    def change(self) -> str:
        """Return the difference in percent of the right value, for what is counted or added up."""
        right = self.right.value
        if self.difference is None or not right or not is_additive(self.indicator.unit):
            return ""
        part = Decimal(100 * self.difference) / abs(Decimal(right))
        rounded = part.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        return f"{'+' if rounded > 0 else ''}{written(rounded)} %"

    @property
    def tone(self) -> str:
        """Return whether the left side is the better one, as a tone."""
        direction = self.indicator.direction
        if not self.difference or direction is Direction.NONE:
            return "neutral"
        return "good" if (self.difference > 0) is (direction is Direction.UP) else "bad"

    @property
    def chart(self) -> Twins | None:
        """Return both values as bars; nothing where they cannot be compared."""
        if self.obstacle:
            return None
        first, second = (
            Datum(name, float(found.value or 0), text=found.shown)
            for name, found in (("A", self.left), ("B", self.right))
        )
        return twins(first, second, title=str(self.indicator.title))


def pairs_of(left: Scope, right: Scope, *, user: User) -> list[Pair]:
    """Return the figures that the user may see on both sides, each read as of its side's day."""
    with past.as_of(left.as_of):
        figures = all_figures(left, user=user)
    with past.as_of(right.as_of):
        others = {found.key: found for found in all_figures(right, user=user)}
    return [Pair(left=found, right=others[found.key]) for found in figures if found.key in others]


def are_equally_long(left: Scope, right: Scope) -> bool:
    """Tell whether sums of both periods can be held against each other."""
    return abs((left.end - left.start) - (right.end - right.start)) <= SAME_LENGTH


def compare_url(left: Scope, right: Scope) -> str:
    """Return the page that compares both."""
    other = urlencode({f"{OTHER}-{name}": value for name, value in parse_qsl(right.query)})
    return f"{reverse('compare')}?{left.query}&{other}"


def chosen(scope: Scope) -> Scope:
    """Return the question with its period chosen, as one side needs when the other has one."""
    return scope.of_days(scope.start, scope.end)


def usual_pair(scope: Scope) -> tuple[Scope, Scope]:
    """Return what is compared unasked: the last two whole years inside, else the period before."""
    last = scope.end.year if scope.end == date(scope.end.year, 12, 31) else scope.end.year - 1
    if date(last - 1, 1, 1) >= scope.start:
        year = scope.of_days(date(last, 1, 1), date(last, 12, 31))
        return year, before(year)
    return chosen(scope), before(scope)


def before(scope: Scope) -> Scope:
    """Return the question for the period just before: as many months, or as many days."""
    start, end = scope.start, scope.end
    last_day = start - timedelta(days=1)
    if start.day == 1 and end.day == monthrange(end.year, end.month)[1]:
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        return scope.of_days(_months_back(start, months), last_day)
    return scope.of_days(last_day - (end - start), last_day)


def year_before(scope: Scope) -> Scope:
    """Return the question for the same days one year earlier."""
    return scope.of_days(_months_back(scope.start, 12), _months_back(scope.end, 12))


def _months_back(day: date, months: int) -> date:
    """Return the day so many months earlier; the last of a month stays within it."""
    count = day.year * 12 + day.month - 1 - months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def have_values(figures: Iterable[Figure]) -> bool:
    """Tell whether any figure is known."""
    return any(found.value is not None for found in figures)
