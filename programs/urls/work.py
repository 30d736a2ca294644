"""Addresses of work and training."""

from django.urls import path

from programs.views import structure, work

urlpatterns = [
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
    path("statistics/", structure.statistic_list, name="statistic_list"),
    path("statistics/<key:pk>/", structure.statistic_detail, name="statistic_detail"),
]
