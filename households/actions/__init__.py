"""The only place that writes household records; every action checks rights and leaves a trail."""

from households.actions.households import (
    HouseholdData,
    MemberData,
    reveal_citizen_id,
    save_household,
)
from households.actions.reviews import DecisionData, ReviewData, save_review, take_step
from households.actions.rounds import close_round, reopen_round
from households.actions.support import ConflictError

__all__ = [
    "ConflictError",
    "DecisionData",
    "HouseholdData",
    "MemberData",
    "ReviewData",
    "close_round",
    "reopen_round",
    "reveal_citizen_id",
    "save_household",
    "save_review",
    "take_step",
]
