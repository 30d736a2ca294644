"""The only place that writes programme records. One shape: an unsaved row in, a saved row out."""

from programs.actions.capital import (
    close_idle_reason,
    correct_entry,
    enter_allocation,
    open_allocation,
    set_idle_reason,
)
from programs.actions.credit import record_loan, record_repayment
from programs.actions.housing import (
    correct_fund_transaction,
    finish_house,
    record_contribution,
    record_fund_transaction,
    record_housing_case,
)
from programs.actions.support import (
    follow_directive,
    record_award,
    record_directive,
    record_statistic,
    record_support,
)
from programs.actions.work import (
    complete_enrolment,
    enrol,
    record_job_aggregate,
    record_need,
    record_overseas_contract,
    record_placement,
    record_service,
    record_training_class,
)

__all__ = [
    "close_idle_reason",
    "complete_enrolment",
    "correct_entry",
    "correct_fund_transaction",
    "enrol",
    "enter_allocation",
    "finish_house",
    "follow_directive",
    "open_allocation",
    "record_award",
    "record_contribution",
    "record_directive",
    "record_fund_transaction",
    "record_housing_case",
    "record_job_aggregate",
    "record_loan",
    "record_need",
    "record_overseas_contract",
    "record_placement",
    "record_repayment",
    "record_service",
    "record_statistic",
    "record_support",
    "record_training_class",
    "set_idle_reason",
]
