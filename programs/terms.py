"""Terms in months: when one has passed, and which days have reached one."""

import calendar
from datetime import date


def months_later(day: date, months: int) -> date:
    """Return the day so many months later; the last of the month where it has no such day."""
    return _shifted(day, months)


def reached_by(today: date, months: int) -> date:
    """Return the latest day whose term of so many months has passed today."""
    back = _shifted(today, -months)
    if today.day == _last(today.year, today.month):
        return back.replace(day=_last(back.year, back.month))
    return back


def _shifted(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, _last(year, month + 1)))


def _last(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
