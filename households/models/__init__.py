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
from households.models.people import Household, HouseholdQuerySet, Membership, Person
from households.models.reviews import (
    Cause,
    Deprivation,
    Need,
    Review,
    ReviewQuerySet,
)
from households.models.rounds import RecognitionDecision, ReviewRound

__all__ = [
    "Cause",
    "CauseCode",
    "ClosedReason",
    "Deprivation",
    "Ethnicity",
    "Gender",
    "Household",
    "HouseholdQuerySet",
    "Membership",
    "Need",
    "NeedCode",
    "Origin",
    "Person",
    "PovertyClass",
    "RecognitionDecision",
    "Relation",
    "Review",
    "ReviewQuerySet",
    "ReviewRound",
    "StandardKey",
]
