"""What a figure is expected to be at the end of its year, by a method simple enough to be checked.

A figure that adds up over time (loans, learners, houses) is what was done so far and what the same
rest of the year brought the year before; without a year before, the year so far goes on at its
pace. A rate, a mean, a list that only a review changes, and what is no goal stay as they stand.
Money never passes what it is given from: distributed <= assigned, disbursed <= distributed.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from povertyportal.reporting.figures import Figure
from povertyportal.reporting.registry import Indicator, Theme
from povertyportal.reporting.units import Direction, Number, is_additive

METHOD = (
    "Cách ước thực hiện: chỉ tiêu cộng dồn theo thời gian bằng số đã thực hiện cộng số thực hiện "
    "của cùng khoảng thời gian còn lại trong năm trước, nếu năm trước chưa có số liệu thì tính "
    "theo tiến độ bình quân ngày từ đầu năm; tỷ lệ, số bình quân và kết quả rà soát giữ mức đã có; "
    "vốn phân bổ không vượt vốn giao, vốn giải ngân không vượt vốn phân bổ, vốn chưa phân bổ bằng "
    "vốn giao trừ vốn ước phân bổ."
)


def estimates(figures: Mapping[str, Figure]) -> dict[str, Number | None]:
    """Return what each figure is expected to be on the last day of its window's year, by key."""
    found = {key: _estimate(figure) for key, figure in figures.items()}
    assigned, distributed = found.get("capital_assigned"), found.get("capital_distributed")
    if assigned is not None and distributed is not None:
        distributed = found["capital_distributed"] = min(distributed, assigned)
        found["capital_unallocated"] = assigned - distributed
    disbursed = found.get("capital_disbursed")
    if disbursed is not None and distributed is not None:
        found["capital_disbursed"] = min(disbursed, distributed)
    return found


def goes_on(indicator: Indicator) -> bool:
    """Tell whether the figure grows with the days of the year."""
    return bool(
        indicator.day
        and is_additive(indicator.unit)
        and indicator.base is None
        and indicator.compute is None
        and indicator.theme != Theme.POVERTY
        and indicator.direction != Direction.NONE
    )


def _estimate(figure: Figure) -> Number | None:
    own, last = figure.scope, date(figure.scope.end.year, 12, 31)
    if figure.value is None or own.end >= last or not goes_on(figure.indicator):
        return figure.value
    next_day = own.end + timedelta(days=1)
    before = own.of_days(_year_before(next_day), date(last.year - 1, 12, 31))
    rest = figure.indicator.value(before).value
    if rest is None:
        rest = _pace(figure) * (last - own.end).days
    return figure.value + int(Decimal(rest).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _pace(figure: Figure) -> Decimal:
    """Return what a day of the year brought so far."""
    own = figure.scope
    so_far = own.of_days(max(own.start, date(own.end.year, 1, 1)), own.end)
    days = (so_far.end - so_far.start).days + 1
    return Decimal(figure.indicator.value(so_far).value or 0) / days


def _year_before(day: date) -> date:
    """Return the same day of the year before; 28 February for the 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(day.year - 1, day.month, 28 if is_leap_day else day.day)
