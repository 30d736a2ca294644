"""Tables of the programme's records, one file per theme."""

from programs.tables.awards import (
    AwardTable,
    DirectiveTable,
)
from programs.tables.base import PERSON_COLUMNS
from programs.tables.capital import (
    AllocationEntryTable,
    AllocationShareTable,
    AllocationTable,
    BudgetYearTable,
    ComponentTable,
    EntryProposalTable,
    IdleReasonTable,
)
from programs.tables.credit import (
    LoanTable,
    LoanTermsTable,
    RepaymentTable,
)
from programs.tables.housing import (
    FundTransactionTable,
    HousingCaseTable,
    HousingContributionTable,
)
from programs.tables.support import (
    SupportTable,
)
from programs.tables.work import (
    EnrolmentTable,
    JobAggregateTable,
    JobNeedTable,
    JobPlacementTable,
    JobServiceTable,
    OverseasContractTable,
    StatisticTable,
    TrainingClassTable,
)

__all__ = [
    "PERSON_COLUMNS",
    "AllocationEntryTable",
    "AllocationShareTable",
    "AllocationTable",
    "AwardTable",
    "BudgetYearTable",
    "ComponentTable",
    "DirectiveTable",
    "EnrolmentTable",
    "EntryProposalTable",
    "FundTransactionTable",
    "HousingCaseTable",
    "HousingContributionTable",
    "IdleReasonTable",
    "JobAggregateTable",
    "JobNeedTable",
    "JobPlacementTable",
    "JobServiceTable",
    "LoanTable",
    "LoanTermsTable",
    "OverseasContractTable",
    "RepaymentTable",
    "StatisticTable",
    "SupportTable",
    "TrainingClassTable",
]
