"""Put households on the list of a round, and say who reviews them."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from households.choices import CandidateSource, PovertyClass, QuickResult
from households.models import Candidate, Household, ReviewRound
from povertyportal.accounts.models import User

LISTED: dict[str, CandidateSource] = {
    PovertyClass.POOR: CandidateSource.POOR,
    PovertyClass.NEAR_POOR: CandidateSource.NEAR_POOR,
}


def put_on_list(*, household: Household, round: ReviewRound, by: User, now: datetime) -> Candidate:
    """Return the household's place on the list, made where it has none; the ward is locked.

    Raise ValidationError when Phiếu A dropped the household.
    """
    found, _created = Candidate.objects.get_or_create(
        round=round,
        household=household,
        defaults={
            "area": household.area,
            "village": household.village,
            "source": LISTED.get(household.poverty_class, CandidateSource.OFFICER),
            "created_by": by,
            "created_at": now,
        },
    )
    if found.quick_result == QuickResult.DROPPED:
        raise ValidationError(
            _("Phiếu A đã kết luận hộ khá giả, không rà soát bằng phiếu B."), code="dropped"
        )
    return found
