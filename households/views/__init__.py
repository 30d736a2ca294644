"""Pages of households and reviews."""

from households.views.households import (
    household_create,
    household_detail,
    household_edit,
    household_list,
    person_citizen_id,
)
from households.views.plans import (
    exit_candidate_list,
    exit_plan_create,
    exit_plan_detail,
    exit_plan_drop,
    exit_plan_edit,
    exit_plan_list,
    exit_support_done,
    fall_back_list,
)
from households.views.reviews import (
    review_edit,
    review_list,
    review_step,
    round_close,
    round_reopen,
)

__all__ = [
    "exit_candidate_list",
    "exit_plan_create",
    "exit_plan_detail",
    "exit_plan_drop",
    "exit_plan_edit",
    "exit_plan_list",
    "exit_support_done",
    "fall_back_list",
    "household_create",
    "household_detail",
    "household_edit",
    "household_list",
    "person_citizen_id",
    "review_edit",
    "review_list",
    "review_step",
    "round_close",
    "round_reopen",
]
