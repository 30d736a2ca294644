"""What moves the money of the programme: accounts, entries, approvals, idle money, settlement."""

from programs.actions.capital.accounts import open_allocation, remove_allocation
from programs.actions.capital.approval import (
    approve_entry,
    may_decide,
    refuse_entry,
    withdraw_entry,
)
from programs.actions.capital.idle import amend_idle_reason, close_idle_reason, set_idle_reason
from programs.actions.capital.ledger import (
    carry_over,
    correct_entry,
    submit_entry,
    transfer,
)
from programs.actions.capital.settlement import reopen_year, settle_year

__all__ = [
    "amend_idle_reason",
    "approve_entry",
    "carry_over",
    "close_idle_reason",
    "correct_entry",
    "may_decide",
    "open_allocation",
    "refuse_entry",
    "remove_allocation",
    "reopen_year",
    "set_idle_reason",
    "settle_year",
    "submit_entry",
    "transfer",
    "withdraw_entry",
]
