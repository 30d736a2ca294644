"""Pages of households and reviews."""

from households.views.households import (
    household_create,
    household_detail,
    household_edit,
    household_list,
    person_citizen_id,
)
from households.views.reviews import (
    review_edit,
    review_list,
    review_step,
    round_close,
    round_reopen,
)

__all__ = [
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
