"""Filters of the programme's records, one file per theme."""

from programs.filters.activities import (
    CommunicationFilter,
    SupervisionFindingFilter,
    SupervisionVisitFilter,
)
from programs.filters.awards import (
    AwardFilter,
    DirectiveFilter,
    DirectiveNoteFilter,
)
from programs.filters.capital import (
    AllocationEntryFilter,
    AllocationFilter,
    AllocationShareFilter,
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
from programs.filters.gaps import (
    GapFilter,
    RepeatedSupportFilter,
)
from programs.filters.housing import (
    FundAccountFilter,
    FundTransactionFilter,
    HousingCaseFilter,
    HousingContributionFilter,
)
from programs.filters.match import (
    AlertFilter,
    MatchFilter,
    UnservedHouseholdFilter,
    UnservedPersonFilter,
)
from programs.filters.support import (
    SupportFilter,
)
from programs.filters.work import (
    EnrolmentFilter,
    EnrolmentFollowUpFilter,
    JobAggregateFilter,
    JobNeedFilter,
    JobPlacementFilter,
    JobServiceFilter,
    OverlapFilter,
    OverlapPersonFilter,
    OverseasContractFilter,
    StatisticFilter,
    TrainingClassFilter,
)

__all__ = [
    "AlertFilter",
    "AllocationEntryFilter",
    "AllocationFilter",
    "AllocationShareFilter",
    "AwardFilter",
    "BudgetYearFilter",
    "CommunicationFilter",
    "ComponentFilter",
    "DirectiveFilter",
    "DirectiveNoteFilter",
    "EnrolmentFilter",
    "EnrolmentFollowUpFilter",
    "EntryProposalFilter",
    "FundAccountFilter",
    "FundTransactionFilter",
    "GapFilter",
    "HousingCaseFilter",
    "HousingContributionFilter",
    "IdleReasonFilter",
    "JobAggregateFilter",
    "JobNeedFilter",
    "JobPlacementFilter",
    "JobServiceFilter",
    "LoanFilter",
    "LoanTermsFilter",
    "MatchFilter",
    "OverlapFilter",
    "OverlapPersonFilter",
    "OverseasContractFilter",
    "RepaymentFilter",
    "RepeatedSupportFilter",
    "StatisticFilter",
    "SupervisionFindingFilter",
    "SupervisionVisitFilter",
    "SupportFilter",
    "TrainingClassFilter",
    "UnservedHouseholdFilter",
    "UnservedPersonFilter",
]
