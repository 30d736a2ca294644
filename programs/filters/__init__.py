"""Filters of the programme's records, one file per theme."""

from programs.filters.awards import (
    AwardFilter,
    DirectiveFilter,
)
from programs.filters.capital import (
    AllocationEntryFilter,
    AllocationFilter,
    BudgetYearFilter,
    ComponentFilter,
    EntryProposalFilter,
    IdleReasonFilter,
)
from programs.filters.credit import (
    LoanFilter,
    LoanTermsFilter,
    RepaymentFilter,
)
from programs.filters.housing import (
    FundTransactionFilter,
    HousingCaseFilter,
    HousingContributionFilter,
)
from programs.filters.support import (
    SupportFilter,
)
from programs.filters.work import (
    EnrolmentFilter,
    JobAggregateFilter,
    JobNeedFilter,
    JobPlacementFilter,
    OverseasContractFilter,
    StatisticFilter,
    TrainingClassFilter,
)

__all__ = [
    "AllocationEntryFilter",
    "AllocationFilter",
    "AwardFilter",
    "BudgetYearFilter",
    "ComponentFilter",
    "DirectiveFilter",
    "EnrolmentFilter",
    "EntryProposalFilter",
    "FundTransactionFilter",
    "HousingCaseFilter",
    "HousingContributionFilter",
    "IdleReasonFilter",
    "JobAggregateFilter",
    "JobNeedFilter",
    "JobPlacementFilter",
    "LoanFilter",
    "LoanTermsFilter",
    "OverseasContractFilter",
    "RepaymentFilter",
    "StatisticFilter",
    "SupportFilter",
    "TrainingClassFilter",
]
