"""Addresses of work and training."""

from django.urls import path

from programs.views import follow_ups, jobs, overlaps, placements, training

urlpatterns = [
    path("training/", training.training_class_list, name="training_class_list"),
    path("training/new/", training.training_class_create, name="training_class_create"),
    path("training/<key:pk>/", training.training_class_detail, name="training_class_detail"),
    path("training/<key:pk>/edit/", training.training_class_edit, name="training_class_edit"),
    path("training/<key:pk>/remove/", training.training_class_remove, name="training_class_remove"),
    path("training/learners/", training.enrolment_list, name="enrolment_list"),
    path("training/learners/new/", training.enrolment_create, name="enrolment_create"),
    path("training/learners/<key:pk>/", training.enrolment_detail, name="enrolment_detail"),
    path("training/learners/<key:pk>/edit/", training.enrolment_edit, name="enrolment_edit"),
    path("training/learners/<key:pk>/remove/", training.enrolment_remove, name="enrolment_remove"),
    path(
        "training/learners/<key:pk>/complete/",
        training.enrolment_complete,
        name="enrolment_complete",
    ),
    path(
        "training/learners/<key:pk>/follow-ups/new/",
        follow_ups.enrolment_follow_up_create,
        name="enrolment_follow_up_create",
    ),
    path(
        "training/follow-ups/", follow_ups.enrolment_follow_up_list, name="enrolment_follow_up_list"
    ),
    path(
        "training/follow-ups/<key:pk>/",
        follow_ups.enrolment_follow_up_detail,
        name="enrolment_follow_up_detail",
    ),
    path(
        "training/follow-ups/<key:pk>/edit/",
        follow_ups.enrolment_follow_up_edit,
        name="enrolment_follow_up_edit",
    ),
    path(
        "training/follow-ups/<key:pk>/remove/",
        follow_ups.enrolment_follow_up_remove,
        name="enrolment_follow_up_remove",
    ),
    path("work/new/", jobs.work_choose, name="work_choose"),
    path("work/needs/", jobs.job_need_list, name="job_need_list"),
    path("work/needs/new/", jobs.job_need_create, name="job_need_create"),
    path("work/needs/<key:pk>/", jobs.job_need_detail, name="job_need_detail"),
    path("work/needs/<key:pk>/edit/", jobs.job_need_edit, name="job_need_edit"),
    path("work/needs/<key:pk>/remove/", jobs.job_need_remove, name="job_need_remove"),
    path("work/needs/<key:pk>/services/new/", jobs.job_service_create, name="job_service_create"),
    path("work/services/", jobs.job_service_list, name="job_service_list"),
    path("work/services/<key:pk>/", jobs.job_service_detail, name="job_service_detail"),
    path("work/services/<key:pk>/edit/", jobs.job_service_edit, name="job_service_edit"),
    path("work/services/<key:pk>/remove/", jobs.job_service_remove, name="job_service_remove"),
    path("work/placements/", placements.job_placement_list, name="job_placement_list"),
    path("work/placements/new/", placements.job_placement_create, name="job_placement_create"),
    path("work/placements/<key:pk>/", placements.job_placement_detail, name="job_placement_detail"),
    path(
        "work/placements/<key:pk>/edit/", placements.job_placement_edit, name="job_placement_edit"
    ),
    path(
        "work/placements/<key:pk>/remove/",
        placements.job_placement_remove,
        name="job_placement_remove",
    ),
    path("work/overseas/", placements.overseas_contract_list, name="overseas_contract_list"),
    path(
        "work/overseas/new/", placements.overseas_contract_create, name="overseas_contract_create"
    ),
    path(
        "work/overseas/<key:pk>/",
        placements.overseas_contract_detail,
        name="overseas_contract_detail",
    ),
    path(
        "work/overseas/<key:pk>/edit/",
        placements.overseas_contract_edit,
        name="overseas_contract_edit",
    ),
    path(
        "work/overseas/<key:pk>/remove/",
        placements.overseas_contract_remove,
        name="overseas_contract_remove",
    ),
    path("work/years/", placements.job_aggregate_list, name="job_aggregate_list"),
    path("work/years/new/", placements.job_aggregate_create, name="job_aggregate_create"),
    path("work/years/<key:pk>/", placements.job_aggregate_detail, name="job_aggregate_detail"),
    path("work/years/<key:pk>/edit/", placements.job_aggregate_edit, name="job_aggregate_edit"),
    path(
        "work/years/<key:pk>/remove/", placements.job_aggregate_remove, name="job_aggregate_remove"
    ),
    path("work/overlaps/", overlaps.overlap_list, name="overlap_list"),
    path("work/overlaps/people/", overlaps.overlap_people, name="overlap_people"),
]
