"""Which idle money could move where: from leaves that cannot use it to leaves with people left.

A transfer stays inside one year and one kind of capital, and never goes to a leaf in which money
lies idle already. The amounts are suggestions: what lies idle; those who may decide do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from programs.choices import IdleCause
from programs.findings import IdleMoney, Outcome, outcome
from programs.matcher import Match
from programs.models import Allocation

NOBODY_LEFT = (Outcome.NOBODY, Outcome.ALL_SERVED)


class Advice(StrEnum):
    """What is suggested for the idle money of one allocation."""

    MOVE = "move"
    NOWHERE = "nowhere"
    KEEP = "keep"
    ASK = "ask"
    PLAN = "plan"


@dataclass(frozen=True)
class Suggestion:
    """What is suggested for one allocation; `to` gets `amount` where money is to move.

    `match` is what its own leaf finds, `taker` what the leaf of `to` finds.
    """

    money: IdleMoney
    match: Match
    advice: Advice
    amount: int
    to: Allocation | None = None
    taker: Match | None = None


def suggestions(
    idle: Iterable[IdleMoney], matches: Sequence[Match], accounts: Sequence[Allocation]
) -> list[Suggestion]:
    """Return what is suggested for each idle rest, by what the matches of the leaves found.

    `accounts` are the allocations that could take money: those of the year.
    """
    found = {match.component.pk: match for match in matches}
    asked = [(money, found[money.allocation.component_id]) for money in idle]
    waiting = {money.allocation.component_id for money, _match in asked}
    takers = [account for account in accounts if account.component_id not in waiting]
    return [_suggested(money, match, takers, found) for money, match in asked]


def to_give(money: IdleMoney, match: Match) -> int:
    """Return how much the leaf cannot use: all where nobody is left, else what does not fit."""
    if outcome(match) in NOBODY_LEFT:
        return money.allocation.undistributed
    unfit = (r.amount for r in money.reasons if r.reason == IdleCause.DOES_NOT_FIT)
    return sum(unfit)


def _suggested(
    money: IdleMoney,
    match: Match,
    accounts: Sequence[Allocation],
    matches: dict[int, Match],
) -> Suggestion:
    if amount := to_give(money, match):
        to = _taker(money.allocation, accounts, matches)
        advice = Advice.MOVE if to else Advice.NOWHERE
        taker = matches[to.component_id] if to else None
        return Suggestion(money, match, advice, amount, to, taker)
    rest = money.allocation.undistributed
    advice = {Outcome.LEFT: Advice.KEEP, Outcome.UNSURE: Advice.ASK}.get(
        outcome(match), Advice.PLAN
    )
    return Suggestion(money, match, advice, rest)


def _taker(
    giver: Allocation, accounts: Sequence[Allocation], matches: dict[int, Match]
) -> Allocation | None:
    """Return the account of the same year and kind whose leaf has most people left."""
    fitting = [
        account
        for account in accounts
        if (account.year, account.kind, account.area_id) == (giver.year, giver.kind, giver.area_id)
        and account.component_id != giver.component_id
        and account.component_id in matches
        and outcome(matches[account.component_id]) == Outcome.LEFT
    ]
    return max(
        fitting,
        key=lambda account: (
            len(matches[account.component_id].unserved),
            account.source == giver.source,
            -account.pk,
        ),
        default=None,
    )
