"""Working days of Vietnam: no weekends, no public holidays, no days off in their place."""

from datetime import date, timedelta
from functools import cache

from holidays import HolidayBase, country_holidays


@cache
def _holidays(year: int) -> HolidayBase:
    return country_holidays("VN", years=year)


def is_workday(day: date) -> bool:
    """Tell whether offices work on the day."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def after_workdays(day: date, count: int) -> date:
    """Return the last of `count` working days that follow the day; the day itself for 0."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day
