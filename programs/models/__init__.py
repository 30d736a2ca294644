"""All records of the programme, one file per theme."""

from programs.models.activities import Communication, SupervisionFinding, SupervisionVisit
from programs.models.attachments import Attachment
from programs.models.awards import Award, AwardFigure, Directive, DirectiveNote
from programs.models.capital import Allocation, AllocationShare, BudgetYear
from programs.models.credit import Loan, LoanProduct, LoanTerms, Repayment
from programs.models.entries import AllocationEntry, EntryProposal
from programs.models.housing import (
    FundAccount,
    FundTransaction,
    HousingCase,
    HousingContribution,
)
from programs.models.idle import IdleReason
from programs.models.statistics import Statistic
from programs.models.structure import (
    ApprovalRule,
    Component,
    ComponentApplicability,
    ComponentLead,
    Limit,
    Organisation,
    Programme,
)
from programs.models.support import Support
from programs.models.work import (
    Enrolment,
    EnrolmentFollowUp,
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
    "AllocationShare",
    "ApprovalRule",
    "Attachment",
    "Award",
    "AwardFigure",
    "BudgetYear",
    "Communication",
    "Component",
    "ComponentApplicability",
    "ComponentLead",
    "Directive",
    "DirectiveNote",
    "Enrolment",
    "EnrolmentFollowUp",
    "EntryProposal",
    "FundAccount",
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
    "Organisation",
    "OverseasContract",
    "Programme",
    "Repayment",
    "Statistic",
    "SupervisionFinding",
    "SupervisionVisit",
    "Support",
    "TrainingClass",
]
