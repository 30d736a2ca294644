"""When the money of an allocation warns: idle too long, paid out behind the calendar, year's end.

Pure: no database, no framework. Amounts are whole đồng; shares are fractions, never rounded before
they are compared.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from math import floor


class AlertKind(StrEnum):
    """What an allocation warns of."""

    IDLE = "idle"
    BEHIND = "behind"
    YEAR_END = "year_end"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """From when on to warn; None where no limit is in force, so that nothing is warned of."""

    idle_days: int | None = None
    behind_points: int | None = None
    year_end_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Account:
    """The money of a year. `given` are the moves of the assigned money: (day, signed amount)."""

    year: int
    assigned: int
    distributed: int
    disbursed: int
    given: tuple[tuple[date, int], ...] = ()

    @property
    def rest(self) -> int:
        """Return what is assigned and not distributed."""
        return self.assigned - self.distributed

    @property
    def unpaid(self) -> int:
        """Return what is assigned and not paid out."""
        return self.assigned - self.disbursed


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One warning: since which day, about how much, and its number.

    `number` is days idle, points behind (rounded down), or days left of the year: below zero once
    it is over.
    """

    kind: AlertKind
    since: date
    amount: int
    number: int


def alerts(account: Account, *, limits: Limits, today: date) -> list[Alert]:
    """Return what the account warns of on the day."""
    found = (
        idle(account, limit=limits.idle_days, today=today),
        behind(account, limit=limits.behind_points, today=today),
        year_end(account, limit=limits.year_end_days, today=today),
    )
    return [alert for alert in found if alert is not None]


def idle(account: Account, *, limit: int | None, today: date) -> Alert | None:
    """Warn of money that was assigned more than `limit` days ago and is not distributed.

    What was assigned first is distributed first, so the rest is what came last.
    """
    since = idle_since(account)
    if limit is None or since is None or (today - since).days <= limit:
        return None
    too_long = _given_by(account.given, today - timedelta(days=limit + 1)) - account.distributed
    return Alert(
        kind=AlertKind.IDLE,
        since=since,
        amount=min(account.rest, too_long),
        number=(today - since).days,
    )


def idle_since(account: Account) -> date | None:
    """Return the day on which the oldest đồng that is not distributed was assigned."""
    if account.rest <= 0:
        return None
    days = sorted({day for day, _amount in account.given})
    return next((d for d in days if _given_by(account.given, d) > account.distributed), None)


def _given_by(given: Iterable[tuple[date, int]], day: date) -> int:
    return sum(amount for on, amount in given if on <= day)


def behind(account: Account, *, limit: int | None, today: date) -> Alert | None:
    """Warn when the part of the year that has passed leads the part paid out by over `limit`.

    Once the year is over its end warns instead.
    """
    if limit is None or account.assigned <= 0 or today.year > account.year:
        return None
    first, length = date(account.year, 1, 1), _length(account.year)
    passed = max((today - first).days + 1, 0)
    paid = Fraction(100 * account.disbursed, account.assigned)
    points = Fraction(100 * passed, length) - paid
    if points <= limit:
        return None
    days = floor((paid + limit) * length / 100)
    return Alert(
        kind=AlertKind.BEHIND,
        since=first + timedelta(days=days),
        amount=account.unpaid,
        number=floor(points),
    )


def year_end(account: Account, *, limit: int | None, today: date) -> Alert | None:
    """Warn of money that is not paid out when at most `limit` days of the year are left."""
    last = date(account.year, 12, 31)
    left = (last - today).days
    if limit is None or account.unpaid <= 0 or left > limit:
        return None
    since = last - timedelta(days=limit)
    return Alert(kind=AlertKind.YEAR_END, since=since, amount=account.unpaid, number=left)


def _length(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days
