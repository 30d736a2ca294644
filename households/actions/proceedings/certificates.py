"""Number the certificates of the households that a decision recognised as poor or near-poor."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from households.actions.locks import lock_ward
from households.choices import PovertyClass
from households.models import Certificate, RecognitionDecision
from households.workflow import STEPS
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User


@transaction.atomic
def issue_certificates(
    *, decision: RecognitionDecision, by: User, now: datetime
) -> list[Certificate]:
    """Issue what is still missing and return it; numbers run on by ward and round.

    Doing it again issues nothing twice: a household keeps the number it has.
    """
    if not by.can(STEPS["recognise"].permission, decision.area):
        raise PermissionDenied
    ward = lock_ward(round=decision.round, area=decision.area, by=by, now=now)
    waiting = (
        decision.reviews.filter(
            certificate=None, recognised_class__in=[PovertyClass.POOR, PovertyClass.NEAR_POOR]
        )
        .select_related("household", "area", "village")
        .order_by("village__path", "household__code")
    )
    numbered = Certificate.objects.filter(round=ward.round, area=decision.area)
    last = numbered.aggregate(last=Max("number"))["last"] or 0
    made = []
    for number, review in enumerate(waiting, start=last + 1):
        certificate = Certificate.objects.create(
            review=review,
            round=ward.round,
            area=decision.area,
            number=number,
            issued_on=localdate(now),
            issued_by=by,
        )
        record(
            "certificate.issue",
            by=by,
            on=certificate,
            area_path=decision.area.path,
            changes={"number": (None, number), "household": (None, review.household.code)},
        )
        made.append(certificate)
    return made
