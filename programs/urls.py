"""Addresses of the programme's records: a list and a page for each."""

from django.urls import path

from programs.views import capital, credit, housing, structure, support, work

urlpatterns = [
    path("programmes/", structure.component_list, name="component_list"),
    path("programmes/<key:pk>/", structure.component_detail, name="component_detail"),
    path("capital/", capital.allocation_list, name="allocation_list"),
    path("capital/<key:pk>/", capital.allocation_detail, name="allocation_detail"),
    path(
        "capital/<key:pk>/entries/new/",
        capital.allocation_entry_create,
        name="allocation_entry_create",
    ),
    path("capital/<key:pk>/idle/new/", capital.idle_reason_create, name="idle_reason_create"),
    path(
        "capital/entries/<key:pk>/correct/",
        capital.allocation_entry_correct,
        name="allocation_entry_correct",
    ),
    path("capital/entries/", capital.allocation_entry_list, name="allocation_entry_list"),
    path(
        "capital/entries/<key:pk>/", capital.allocation_entry_detail, name="allocation_entry_detail"
    ),
    path("capital/idle/", capital.idle_reason_list, name="idle_reason_list"),
    path("capital/idle/<key:pk>/", capital.idle_reason_detail, name="idle_reason_detail"),
    path("loans/", credit.loan_list, name="loan_list"),
    path("loans/products/", credit.loan_product_list, name="loan_product_list"),
    path("loans/products/<key:pk>/", credit.loan_product_detail, name="loan_product_detail"),
    path("loans/<key:pk>/", credit.loan_detail, name="loan_detail"),
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
    path("statistics/", structure.statistic_list, name="statistic_list"),
    path("statistics/<key:pk>/", structure.statistic_detail, name="statistic_detail"),
]
