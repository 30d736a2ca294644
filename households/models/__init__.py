"""People, households and reviews: the records that every figure of poverty is computed from."""

from households.choices import (
    CauseCode,
    ClosedReason,
    Ethnicity,
    Gender,
    NeedCode,
    Origin,
    PovertyClass,
    Relation,
    StandardKey,
)
from households.models.answers import Cause, Deprivation, Dwelling, Need, ReviewMember, TypedDraft
from households.models.candidates import Candidate, CandidateQuerySet, listed_households
from households.models.cards import ScoreCard
from households.models.events import (
    DuplicatePair,
    DuplicatePairQuerySet,
    LifeEvent,
    LifeEventPerson,
    PersonStatus,
)
from households.models.people import Household, HouseholdQuerySet, Membership, Person
from households.models.plans import ExitPlan, ExitPlanQuerySet, ExitSupport
from households.models.proceedings import (
    Certificate,
    Complaint,
    MeetingVote,
    Opinion,
    OpinionEntry,
    Posting,
    PostingEntry,
    VillageMeeting,
)
from households.models.reviews import Review, ReviewQuerySet
from households.models.rounds import (
    RecognitionDecision,
    ReviewRound,
    RoundStep,
    Unlock,
    WardRound,
)

__all__ = [
    "Candidate",
    "CandidateQuerySet",
    "Cause",
    "CauseCode",
    "Certificate",
    "ClosedReason",
    "Complaint",
    "Deprivation",
    "DuplicatePair",
    "DuplicatePairQuerySet",
    "Dwelling",
    "Ethnicity",
    "ExitPlan",
    "ExitPlanQuerySet",
    "ExitSupport",
    "Gender",
    "Household",
    "HouseholdQuerySet",
    "LifeEvent",
    "LifeEventPerson",
    "MeetingVote",
    "Membership",
    "Need",
    "NeedCode",
    "Opinion",
    "OpinionEntry",
    "Origin",
    "Person",
    "PersonStatus",
    "Posting",
    "PostingEntry",
    "PovertyClass",
    "RecognitionDecision",
    "Relation",
    "Review",
    "ReviewMember",
    "ReviewQuerySet",
    "ReviewRound",
    "RoundStep",
    "ScoreCard",
    "StandardKey",
    "TypedDraft",
    "Unlock",
    "VillageMeeting",
    "WardRound",
    "listed_households",
]
