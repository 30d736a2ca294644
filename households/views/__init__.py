"""Pages of households and reviews."""

from households.views.batches import review_batch
from households.views.candidates import (
    candidate_assign,
    candidate_fill,
    candidate_list,
    candidate_request,
    quick_review,
    quick_review_undo,
)
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
from households.views.duplicates import duplicate_detail, duplicate_find, duplicate_list
from households.views.households import (
    household_create,
    household_detail,
    household_edit,
    household_list,
    person_citizen_id,
)
from households.views.meetings import meeting_create, meeting_detail, meeting_list
from households.views.person_statuses import person_status_create, person_status_end
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
)
from households.views.rounds import (
    round_close,
    round_detail,
    round_list,
    round_open,
    round_reopen,
    round_steps,
)
from households.views.sheets import review_draft, review_edit, review_topic
from households.views.wards import (
    round_board,
    unlock_create,
    unlock_end,
    unlock_list,
    ward_close,
    ward_reopen,
)

__all__ = [
    "candidate_assign",
    "candidate_fill",
    "candidate_list",
    "candidate_request",
    "certificate_issue",
    "certificate_list",
    "complaint_create",
    "complaint_detail",
    "complaint_list",
    "complaint_resolve",
    "decision_create",
    "decision_detail",
    "decision_list",
    "duplicate_detail",
    "duplicate_find",
    "duplicate_list",
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
    "person_status_create",
    "person_status_end",
    "posting_create",
    "posting_detail",
    "posting_list",
    "quick_review",
    "quick_review_undo",
    "review_batch",
    "review_draft",
    "review_edit",
    "review_list",
    "review_step",
    "review_topic",
    "round_board",
    "round_close",
    "round_detail",
    "round_list",
    "round_open",
    "round_reopen",
    "round_steps",
    "unlock_create",
    "unlock_end",
    "unlock_list",
    "ward_close",
    "ward_reopen",
]
