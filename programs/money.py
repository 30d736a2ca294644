"""The arithmetic of an allocation: which balance an entry moves, and what may never happen.

Pure: no database, no framework. Amounts are whole đồng.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

Recipient = Hashable | None
"""Whoever is given money: any key that tells one from the other."""

ASSIGNED, DISTRIBUTED, DISBURSED = "assigned", "distributed", "disbursed"
ADVANCED = "advanced"
MOST = 10**15 - 1
"""The largest amount the portal believes, in đồng."""
BALANCES = (ASSIGNED, DISTRIBUTED, DISBURSED, ADVANCED)


@dataclass(frozen=True)
class Move:
    """What one kind of entry does: the balance it moves, its sign, whether it may be negative.

    `advances` is what it does to the advances that are still open.
    """

    balance: str
    sign: int = 1
    is_signed: bool = False
    advances: int = 0


MOVES = {
    "assigned": Move(ASSIGNED),
    "adjusted": Move(ASSIGNED, is_signed=True),
    "carried_over": Move(ASSIGNED, is_signed=True),
    "returned": Move(ASSIGNED, sign=-1),
    "distributed": Move(DISTRIBUTED),
    "withdrawn": Move(DISTRIBUTED, sign=-1),
    "advance": Move(DISBURSED, advances=1),
    "payment": Move(DISBURSED),
    "recovery": Move(DISBURSED, sign=-1, advances=-1),
}
"""The budget chain of Decree 27/2022/NĐ-CP. An advance counts as disbursed; when it is settled by
a payment of the whole amount, its recovery takes the advance out again."""


def entry_window(year: int, kind: str) -> tuple[date, date]:
    """Return the first and last day on which an entry of this kind may touch a year's money.

    Decisions for a year are signed from December before it; payments close on 31 January after
    it; carrying over and handing back may take the whole following year.
    """
    is_late = kind in ("carried_over", "returned")
    return date(year - 1, 12, 1), date(year + 1, 12 if is_late else 1, 31)


@dataclass(frozen=True)
class Balances:
    """The sums of an allocation: always 0 <= disbursed <= distributed <= assigned.

    `advanced` is the part of the disbursed money that is an advance not yet settled.
    """

    assigned: int = 0
    distributed: int = 0
    disbursed: int = 0
    advanced: int = 0

    def after(self, kind: str, amount: int) -> "Balances":
        """Return the balances once an entry of this kind and amount is added."""
        move = MOVES[kind]
        moved = getattr(self, move.balance) + move.sign * amount
        advanced = self.advanced + move.advances * amount
        return replace(self, advanced=advanced, **{move.balance: moved})

    @property
    def undistributed(self) -> int:
        """Return what is assigned and not yet given to anybody."""
        return self.assigned - self.distributed

    @property
    def unspent(self) -> int:
        """Return what is distributed and not yet paid out."""
        return self.distributed - self.disbursed

    def broken_rule(self, *, is_share: bool = False) -> str:
        """Return the name of the rule these balances break, or an empty string.

        The share of one recipient is assigned nothing: what was distributed to it is its limit.
        """
        if not is_share and self.assigned < 0:
            return ASSIGNED
        if self.distributed < 0 or (not is_share and self.distributed > self.assigned):
            return DISTRIBUTED
        if not 0 <= self.disbursed <= self.distributed:
            return DISBURSED
        if not 0 <= self.advanced <= self.disbursed:
            return ADVANCED
        return ""


@dataclass(frozen=True)
class Act:
    """What an entry says to the arithmetic: when, what, how much, and for whom."""

    on: date
    kind: str
    amount: int
    recipient: Recipient = None


def is_of_recipient(kind: str) -> bool:
    """Tell whether an entry of this kind gives to, or takes from, somebody."""
    return MOVES[kind].balance != ASSIGNED


def total(entries: Iterable[tuple[str, int]]) -> Balances:
    """Return the balances that (kind, amount) pairs add up to."""
    sums = Balances()
    for kind, amount in entries:
        sums = sums.after(kind, amount)
    return sums


IN_ALL, UNDISTRIBUTED, UNSPENT = "in_all", "undistributed", "unspent"
UNSETTLED, PAID = "unsettled", "paid"
LIMITS: dict[str, Callable[[Balances], int]] = {
    IN_ALL: lambda sums: MOST - sums.assigned,
    UNDISTRIBUTED: lambda sums: sums.assigned - sums.distributed,
    UNSPENT: lambda sums: sums.distributed - sums.disbursed,
    UNSETTLED: lambda sums: sums.advanced,
    PAID: lambda sums: sums.disbursed - sums.advanced,
}
"""What is left before a rule breaks, by the name of the rule; none may fall below zero."""


@dataclass(frozen=True)
class Room:
    """The most that an act may hold, which limit says so, on which day, and of whom."""

    amount: int
    limit: str
    on: date
    recipient: Recipient = None


def room(acts: Iterable[Act], act: Act) -> Room | None:
    """Return how much an act of this kind, sign and day may hold; None where nothing limits it.

    It is held to the closing balances of its own day and of every later one. Only the amount's
    sign counts; the acts that stand already keep the rules.
    """
    step = Balances().after(act.kind, 1 if act.amount > 0 else -1)
    written = sorted(acts, key=lambda each: each.on)
    own = [a for a in written if is_of_recipient(a.kind) and a.recipient == act.recipient]
    found = []
    for limit, left in LIMITS.items():
        if left(step) >= left(Balances()):
            continue
        is_whole = limit in (IN_ALL, UNDISTRIBUTED)
        for on, sums in _closings(written if is_whole else own, since=act.on):
            whose = None if is_whole else act.recipient
            found.append(Room(max(left(sums), 0), limit, on, whose))
    return min(found, key=lambda each: (each.amount, each.on), default=None)


def _closings(acts: list[Act], *, since: date) -> Iterator[tuple[date, Balances]]:
    """Return the balances at the end of the day, and of each later day that has an act."""
    sums = Balances()
    for act in acts:
        if act.on <= since:
            sums = sums.after(act.kind, act.amount)
    yield since, sums
    for on, of_day in groupby((a for a in acts if a.on > since), key=lambda act: act.on):
        for act in of_day:
            sums = sums.after(act.kind, act.amount)
        yield on, sums


@dataclass(frozen=True)
class Break:
    """The first day whose closing balances break a rule, and of whom: None for the whole."""

    on: date
    rule: str
    balances: Balances
    recipient: Recipient = None


def first_break(acts: Iterable[Act]) -> Break | None:
    """Return where the acts break a rule first, as a whole or for one recipient; None if nowhere.

    Acts of one day count together: a decision that assigns and distributes is one act.
    """
    written = sorted(acts, key=lambda act: act.on)
    recipients = dict.fromkeys(act.recipient for act in written if is_of_recipient(act.kind))
    broken = [_first_break(written)]
    for recipient in recipients:
        own = [a for a in written if is_of_recipient(a.kind) and a.recipient == recipient]
        broken.append(_first_break(own, recipient=recipient, is_share=True))
    found = [each for each in broken if each is not None]
    return min(found, key=lambda each: each.on) if found else None


def _first_break(
    acts: list[Act], *, recipient: Recipient = None, is_share: bool = False
) -> Break | None:
    sums = Balances()
    for on, of_day in groupby(acts, key=lambda act: act.on):
        for act in of_day:
            sums = sums.after(act.kind, act.amount)
        if rule := sums.broken_rule(is_share=is_share):
            return Break(on, rule, sums, recipient)
    return None
