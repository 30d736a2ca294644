"""Work and training: needs, services, placements, work abroad, yearly totals, classes, learners."""

from programs.actions.work.jobs import (
    amend_job_aggregate,
    amend_need,
    amend_overseas_contract,
    amend_placement,
    amend_service,
    record_job_aggregate,
    record_need,
    record_overseas_contract,
    record_placement,
    record_service,
)
from programs.actions.work.training import (
    amend_enrolment,
    amend_follow_up,
    amend_training_class,
    complete_enrolment,
    enrol,
    record_follow_up,
    record_training_class,
)

__all__ = [
    "amend_enrolment",
    "amend_follow_up",
    "amend_job_aggregate",
    "amend_need",
    "amend_overseas_contract",
    "amend_placement",
    "amend_service",
    "amend_training_class",
    "complete_enrolment",
    "enrol",
    "record_follow_up",
    "record_job_aggregate",
    "record_need",
    "record_overseas_contract",
    "record_placement",
    "record_service",
    "record_training_class",
]
