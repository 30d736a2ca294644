"""The only place that writes household records; every action checks rights and leaves a trail."""

from households.actions.households import (
    HouseholdData,
    MemberData,
    reveal_citizen_id,
    save_household,
)
from households.actions.recognition import DecisionData, recognise
from households.actions.reviews import ReviewData, save_review
from households.actions.rounds import (
    RoundData,
    StepData,
    change_steps,
    close_round,
    close_ward,
    end_unlock,
    grant_unlock,
    open_round,
    reopen_round,
    reopen_ward,
)
from households.actions.steps import take_step, take_step_on_many
from households.actions.support import ConflictError
from households.actions.typed import drop_typed_draft, save_typed_draft

__all__ = [
    "ConflictError",
    "DecisionData",
    "HouseholdData",
    "MemberData",
    "ReviewData",
    "RoundData",
    "StepData",
    "change_steps",
    "close_round",
    "close_ward",
    "drop_typed_draft",
    "end_unlock",
    "grant_unlock",
    "open_round",
    "recognise",
    "reopen_round",
    "reopen_ward",
    "reveal_citizen_id",
    "save_household",
    "save_review",
    "save_typed_draft",
    "take_step",
    "take_step_on_many",
]
