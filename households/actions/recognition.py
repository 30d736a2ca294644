"""Recognise classes by the decision of a ward's chair."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.actions.locks import lock_ward, locked_reviews
from households.actions.steps import move
from households.models import Household, RecognitionDecision, Review, ReviewRound
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area


@dataclass(frozen=True, kw_only=True)
class DecisionData:
    """The decision that recognises reviews."""

    number: str
    decided_on: date
    signer_title: str


@transaction.atomic
def recognise(
    *,
    round: ReviewRound,
    area: Area,
    keys: Iterable[int],
    decision: DecisionData,
    by: User,
    now: datetime,
) -> RecognitionDecision:
    """Make the proposed classes of the chosen reviews official by one decision of the ward.

    The same number and day names the same decision: later reviews of the round may join it.
    """
    ward = lock_ward(round=round, area=area, by=by, now=now)
    reviews = locked_reviews(ward=ward, keys=keys, step="recognise", by=by)
    found = _decision(ward.round, area, decision, today=localdate(now))
    for review in reviews:
        review.decision, review.recognised_class = found, review.proposed_class
    move(
        reviews,
        step="recognise",
        by=by,
        now=now,
        changes={
            review.pk: {
                "recognised_class": ("", review.recognised_class),
                "decision": (None, str(found)),
            }
            for review in reviews
        },
    )
    for review in reviews:
        _keep_class(review, decided_on=decision.decided_on)
    return found


def _decision(
    opened: ReviewRound, area: Area, data: DecisionData, *, today: date
) -> RecognitionDecision:
    if not opened.starts_on <= data.decided_on <= today:
        raise ValidationError(
            _("Ngày quyết định phải từ ngày mở đợt rà soát đến hôm nay."), code="decision_day"
        )
    known = RecognitionDecision.objects.filter(
        area=area, number=data.number, decided_on=data.decided_on
    ).first()
    if known and known.round_id != opened.pk:
        raise ValidationError(_("Quyết định này thuộc đợt rà soát khác."), code="other_round")
    if known:
        return known
    made = RecognitionDecision(
        round=opened,
        area=area,
        number=data.number,
        decided_on=data.decided_on,
        signer_title=data.signer_title,
    )
    made.full_clean(validate_constraints=False)
    made.save()
    return made


def _keep_class(review: Review, *, decided_on: date) -> None:
    """Set the household's class unless a later decision said something else already."""
    later = review.household.reviews.recognised().filter(decision__decided_on__gt=decided_on)
    if not later.exclude(pk=review.pk).exists():
        Household.objects.filter(pk=review.household_id).update(
            poverty_class=review.recognised_class
        )
