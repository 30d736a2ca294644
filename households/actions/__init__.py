"""The only place that writes household records; every action checks rights and leaves a trail."""

from households.actions.households import (
    HouseholdData,
    MemberData,
    reveal_citizen_id,
    save_household,
)
from households.actions.proceedings import (
    AnswerData,
    ComplaintData,
    MeetingData,
    OpinionData,
    PostingData,
    RecheckData,
    VoteData,
    answer_opinion,
    ask_opinion,
    hold_meeting,
    issue_certificates,
    post_results,
    record_complaint,
    resolve_complaint,
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
    "AnswerData",
    "ComplaintData",
    "ConflictError",
    "DecisionData",
    "HouseholdData",
    "MeetingData",
    "MemberData",
    "OpinionData",
    "PostingData",
    "RecheckData",
    "ReviewData",
    "RoundData",
    "StepData",
    "VoteData",
    "answer_opinion",
    "ask_opinion",
    "change_steps",
    "close_round",
    "close_ward",
    "drop_typed_draft",
    "end_unlock",
    "grant_unlock",
    "hold_meeting",
    "issue_certificates",
    "open_round",
    "post_results",
    "recognise",
    "record_complaint",
    "reopen_round",
    "reopen_ward",
    "resolve_complaint",
    "reveal_citizen_id",
    "save_household",
    "save_review",
    "save_typed_draft",
    "take_step",
    "take_step_on_many",
]
