"""All records of the programme, one file per theme."""

from programs.models.capital import Allocation, AllocationEntry, IdleReason
from programs.models.credit import Loan, LoanProduct, LoanTerms
from programs.models.housing import FundTransaction, HousingCase, HousingContribution
from programs.models.statistics import Statistic
from programs.models.structure import (
    Component,
    ComponentApplicability,
    ComponentLead,
    Limit,
    Programme,
)
from programs.models.support import Award, Directive, Support
from programs.models.work import (
    Enrolment,
    JobAggregate,
    JobNeed,
    JobPlacement,
    JobService,
    OverseasContract,
    TrainingClass,
)

__all__ = [
    "Allocation",
    "AllocationEntry",
    "Award",
    "Component",
    "ComponentApplicability",
    "ComponentLead",
    "Directive",
    "Enrolment",
    "FundTransaction",
    "HousingCase",
    "HousingContribution",
    "IdleReason",
    "JobAggregate",
    "JobNeed",
    "JobPlacement",
    "JobService",
    "Limit",
    "Loan",
    "LoanProduct",
    "LoanTerms",
    "OverseasContract",
    "Programme",
    "Statistic",
    "Support",
    "TrainingClass",
]
