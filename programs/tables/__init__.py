"""Tables of the programme's records, one file per theme."""

from programs.tables.activities import (
    CommunicationTable,
    SupervisionFindingTable,
    SupervisionVisitTable,
)
from programs.tables.awards import (
    STATE_TONES,
    AwardFigureTable,
    AwardTable,
    DirectiveNoteTable,
    DirectiveTable,
    WardProgressTable,
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
    RecipientShareTable,
)
from programs.tables.credit import (
    LoanTable,
    LoanTermsTable,
    RepaymentTable,
)
from programs.tables.gaps import (
    RepeatedSupportTable,
    StuckTable,
    UnsupportedTable,
)
from programs.tables.housing import (
    FundAccountTable,
    FundLedgerTable,
    FundTransactionTable,
    FundYearTable,
    HousingCaseTable,
    HousingContributionTable,
)
from programs.tables.match import (
    UnservedHouseholdTable,
    UnservedPersonTable,
)
from programs.tables.support import (
    SupportTable,
)
from programs.tables.work import (
    EnrolmentFollowUpTable,
    EnrolmentTable,
    JobAggregateTable,
    JobNeedTable,
    JobPlacementTable,
    JobServiceTable,
    OverlapPersonTable,
    OverlapTable,
    OverseasContractTable,
    StatisticTable,
    TrainingClassTable,
)

__all__ = [
    "PERSON_COLUMNS",
    "STATE_TONES",
    "AllocationEntryTable",
    "AllocationShareTable",
    "AllocationTable",
    "AwardFigureTable",
    "AwardTable",
    "BudgetYearTable",
    "CommunicationTable",
    "ComponentTable",
    "DirectiveNoteTable",
    "DirectiveTable",
    "EnrolmentFollowUpTable",
    "EnrolmentTable",
    "EntryProposalTable",
    "FundAccountTable",
    "FundLedgerTable",
    "FundTransactionTable",
    "FundYearTable",
    "HousingCaseTable",
    "HousingContributionTable",
    "IdleReasonTable",
    "JobAggregateTable",
    "JobNeedTable",
    "JobPlacementTable",
    "JobServiceTable",
    "LoanTable",
    "LoanTermsTable",
    "OverlapPersonTable",
    "OverlapTable",
    "OverseasContractTable",
    "RecipientShareTable",
    "RepaymentTable",
    "RepeatedSupportTable",
    "StatisticTable",
    "StuckTable",
    "SupervisionFindingTable",
    "SupervisionVisitTable",
    "SupportTable",
    "TrainingClassTable",
    "UnservedHouseholdTable",
    "UnservedPersonTable",
    "UnsupportedTable",
    "WardProgressTable",
]
