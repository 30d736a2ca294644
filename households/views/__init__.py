"""Pages of households and reviews."""

from households.views.batches import review_batch
from households.views.decisions import (
    certificate_issue,
    certificate_list,
    decision_create,
    decision_detail,
    decision_list,
    opinion_answer,
    opinion_create,
    opinion_detail,
    opinion_list,
)
from households.views.households import (
    household_create,
    household_detail,
    household_edit,
    household_list,
    person_citizen_id,
)
from households.views.meetings import meeting_create, meeting_detail, meeting_list
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
from households.views.postings import (
    complaint_create,
    complaint_detail,
    complaint_list,
    complaint_resolve,
    posting_create,
    posting_detail,
    posting_list,
)
from households.views.proceedings import paper_download
from households.views.reviews import (
    review_list,
    review_step,
    round_close,
    round_reopen,
)
from households.views.sheets import review_draft, review_edit, review_topic

__all__ = [
    "certificate_issue",
    "certificate_list",
    "complaint_create",
    "complaint_detail",
    "complaint_list",
    "complaint_resolve",
    "decision_create",
    "decision_detail",
    "decision_list",
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
    "meeting_create",
    "meeting_detail",
    "meeting_list",
    "opinion_answer",
    "opinion_create",
    "opinion_detail",
    "opinion_list",
    "paper_download",
    "person_citizen_id",
    "posting_create",
    "posting_detail",
    "posting_list",
    "review_batch",
    "review_draft",
    "review_edit",
    "review_list",
    "review_step",
    "review_topic",
    "round_close",
    "round_reopen",
]
