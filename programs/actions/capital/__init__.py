"""What moves the money of the programme: accounts, entries, approvals, idle money, settlement."""

from programs.actions.capital.idle import amend_idle_reason, close_idle_reason, set_idle_reason
from programs.actions.capital.ledger import (
    approve_entry,
    carry_over,
    correct_entry,
    may_decide,
    open_allocation,
    refuse_entry,
    reopen_year,
    settle_year,
    submit_entry,
    transfer,
    withdraw_entry,
)

__all__ = [
    "amend_idle_reason",
    "approve_entry",
    "carry_over",
    "close_idle_reason",
    "correct_entry",
    "may_decide",
    "open_allocation",
    "refuse_entry",
    "reopen_year",
    "set_idle_reason",
    "settle_year",
    "submit_entry",
    "transfer",
    "withdraw_entry",
]
