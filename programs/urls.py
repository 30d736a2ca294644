"""Addresses of the programme's records: a list, a page, and the forms of each."""

from django.urls import path

from programs.views import (
    attachments,
    capital,
    credit,
    housing,
    idle,
    proposals,
    structure,
    support,
    work,
    years,
)

urlpatterns = [
    path("programmes/", structure.component_list, name="component_list"),
    path("programmes/<key:pk>/", structure.component_detail, name="component_detail"),
    path("capital/", capital.allocation_list, name="allocation_list"),
    path("capital/new/", capital.allocation_create, name="allocation_create"),
    path("capital/<key:pk>/", capital.allocation_detail, name="allocation_detail"),
    path(
        "capital/<key:pk>/entries/new/",
        capital.allocation_entry_create,
        name="allocation_entry_create",
    ),
    path("capital/<key:pk>/transfer/", capital.allocation_transfer, name="allocation_transfer"),
    path(
        "capital/<key:pk>/carry-over/", capital.allocation_carry_over, name="allocation_carry_over"
    ),
    path("capital/proposals/", proposals.proposal_list, name="proposal_list"),
    path("capital/proposals/<key:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path(
        "capital/proposals/<key:pk>/approve/", proposals.proposal_approve, name="proposal_approve"
    ),
    path("capital/proposals/<key:pk>/refuse/", proposals.proposal_refuse, name="proposal_refuse"),
    path(
        "capital/proposals/<key:pk>/withdraw/",
        proposals.proposal_withdraw,
        name="proposal_withdraw",
    ),
    path("capital/years/", years.budget_year_list, name="budget_year_list"),
    path("capital/years/<key:pk>/", years.budget_year_detail, name="budget_year_detail"),
    path("capital/years/<key:pk>/settle/", years.budget_year_settle, name="budget_year_settle"),
    path("capital/years/<key:pk>/reopen/", years.budget_year_reopen, name="budget_year_reopen"),
    path("capital/<key:pk>/idle/new/", idle.idle_reason_create, name="idle_reason_create"),
    path(
        "capital/entries/<key:pk>/correct/",
        capital.allocation_entry_correct,
        name="allocation_entry_correct",
    ),
    path("capital/entries/", capital.allocation_entry_list, name="allocation_entry_list"),
    path(
        "capital/entries/<key:pk>/", capital.allocation_entry_detail, name="allocation_entry_detail"
    ),
    path("capital/idle/", idle.idle_reason_list, name="idle_reason_list"),
    path("capital/idle/<key:pk>/", idle.idle_reason_detail, name="idle_reason_detail"),
    path("capital/idle/<key:pk>/edit/", idle.idle_reason_edit, name="idle_reason_edit"),
    path("capital/idle/<key:pk>/close/", idle.idle_reason_close, name="idle_reason_close"),
    path("loans/", credit.loan_list, name="loan_list"),
    path("loans/products/", credit.loan_product_list, name="loan_product_list"),
    path("loans/products/<key:pk>/", credit.loan_product_detail, name="loan_product_detail"),
    path("loans/new/", credit.loan_create, name="loan_create"),
    path("loans/<key:pk>/", credit.loan_detail, name="loan_detail"),
    path("loans/<key:pk>/edit/", credit.loan_edit, name="loan_edit"),
    path("loans/<key:pk>/remove/", credit.loan_remove, name="loan_remove"),
    path("loans/<key:pk>/status/", credit.loan_status, name="loan_status"),
    path("loans/<key:pk>/repayments/new/", credit.repayment_create, name="repayment_create"),
    path("loans/repayments/", credit.repayment_list, name="repayment_list"),
    path("loans/repayments/<key:pk>/", credit.repayment_detail, name="repayment_detail"),
    path("loans/repayments/<key:pk>/correct/", credit.repayment_correct, name="repayment_correct"),
    path("training/", work.training_class_list, name="training_class_list"),
    path("training/<key:pk>/", work.training_class_detail, name="training_class_detail"),
    path("training/learners/", work.enrolment_list, name="enrolment_list"),
    path("training/learners/<key:pk>/", work.enrolment_detail, name="enrolment_detail"),
    path("work/needs/", work.job_need_list, name="job_need_list"),
    path("work/needs/<key:pk>/", work.job_need_detail, name="job_need_detail"),
    path("work/placements/", work.job_placement_list, name="job_placement_list"),
    path("work/placements/<key:pk>/", work.job_placement_detail, name="job_placement_detail"),
    path("work/overseas/", work.overseas_contract_list, name="overseas_contract_list"),
    path("work/overseas/<key:pk>/", work.overseas_contract_detail, name="overseas_contract_detail"),
    path("work/years/", work.job_aggregate_list, name="job_aggregate_list"),
    path("work/years/<key:pk>/", work.job_aggregate_detail, name="job_aggregate_detail"),
    path("housing/", housing.housing_case_list, name="housing_case_list"),
    path("housing/<key:pk>/", housing.housing_case_detail, name="housing_case_detail"),
    path(
        "housing/contributions/",
        housing.housing_contribution_list,
        name="housing_contribution_list",
    ),
    path(
        "housing/contributions/<key:pk>/",
        housing.housing_contribution_detail,
        name="housing_contribution_detail",
    ),
    path("fund/", housing.fund_transaction_list, name="fund_transaction_list"),
    path("fund/<key:pk>/", housing.fund_transaction_detail, name="fund_transaction_detail"),
    path("supports/", support.support_list, name="support_list"),
    path("supports/<key:pk>/", support.support_detail, name="support_detail"),
    path("awards/", support.award_list, name="award_list"),
    path("awards/<key:pk>/", support.award_detail, name="award_detail"),
    path("directives/", support.directive_list, name="directive_list"),
    path("directives/<key:pk>/", support.directive_detail, name="directive_detail"),
    path(
        "records/<slug:entity>/<key:pk>/papers/new/",
        attachments.attachment_create,
        name="attachment_create",
    ),
    path("records/papers/<key:pk>/", attachments.attachment_download, name="attachment_download"),
    path(
        "records/papers/<key:pk>/remove/", attachments.attachment_remove, name="attachment_remove"
    ),
    path("statistics/", structure.statistic_list, name="statistic_list"),
    path("statistics/<key:pk>/", structure.statistic_detail, name="statistic_detail"),
]
