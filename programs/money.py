"""The arithmetic of an allocation: which balance an entry moves, and what may never happen.

Pure: no database, no framework. Amounts are whole đồng.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

ASSIGNED, DISTRIBUTED, DISBURSED = "assigned", "distributed", "disbursed"
BALANCES = (ASSIGNED, DISTRIBUTED, DISBURSED)


@dataclass(frozen=True)
class Move:
    """What one kind of entry does: the balance it moves, its sign, whether it may be negative."""

    balance: str
    sign: int = 1
    is_signed: bool = False


MOVES = {
    "assigned": Move(ASSIGNED),
    "adjusted": Move(ASSIGNED, is_signed=True),
    "carried_over": Move(ASSIGNED, is_signed=True),
    "returned": Move(ASSIGNED, sign=-1),
    "distributed": Move(DISTRIBUTED),
    "disbursed": Move(DISBURSED),
}


def entry_window(year: int, kind: str) -> tuple[date, date]:
    """Return the first and last day on which an entry of this kind may touch a year's money.

    Decisions for a year are signed from December before it; payments close on 31 January after
    it; carrying over and handing back may take the whole following year.
    """
    is_late = kind in ("carried_over", "returned")
    return date(year - 1, 12, 1), date(year + 1, 12 if is_late else 1, 31)


@dataclass(frozen=True)
class Balances:
    """The three sums of an allocation: always 0 <= disbursed <= distributed <= assigned."""

    assigned: int = 0
    distributed: int = 0
    disbursed: int = 0

    def after(self, kind: str, amount: int) -> "Balances":
        """Return the balances once an entry of this kind and amount is added."""
        move = MOVES[kind]
        moved = getattr(self, move.balance) + move.sign * amount
        return replace(self, **{move.balance: moved})

    @property
    def undistributed(self) -> int:
        """Return what is assigned and not yet given to anybody."""
        return self.assigned - self.distributed

    @property
    def unspent(self) -> int:
        """Return what is distributed and not yet paid out."""
        return self.distributed - self.disbursed

    def broken_rule(self) -> str:
        """Return the name of the rule these balances break, or an empty string."""
        if self.assigned < 0:
            return "assigned"
        if not 0 <= self.distributed <= self.assigned:
            return "distributed"
        if not 0 <= self.disbursed <= self.distributed:
            return "disbursed"
        return ""


def total(entries: Iterable[tuple[str, int]]) -> Balances:
    """Return the balances that (kind, amount) pairs add up to."""
    sums = Balances()
    for kind, amount in entries:
        sums = sums.after(kind, amount)
    return sums


def first_break(entries: Iterable[tuple[date, str, int]]) -> tuple[date, str] | None:
    """Return the first day whose closing balances break a rule, with the rule; None if none does.

    Entries of one day count together: a decision that assigns and distributes is one act.
    """
    sums, day = Balances(), None
    for on, kind, amount in sorted(entries, key=lambda entry: entry[0]):
        if day is not None and on != day and (rule := sums.broken_rule()):
            return day, rule
        sums, day = sums.after(kind, amount), on
    if day is not None and (rule := sums.broken_rule()):
        return day, rule
    return None
