"""Recognise classes by the decision of a ward's chair."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.actions.locks import lock_ward, locked_reviews
from households.actions.proceedings.support import check_day, check_ready, codes_of, record_paper
from households.actions.steps import move
from households.models import (
    Household,
    Opinion,
    RecognitionDecision,
    Review,
    ReviewRound,
    WardRound,
)
from households.workflow import STEPS
from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.reporting.papers import CheckedPaper, Filer, filing


@dataclass(frozen=True, kw_only=True)
class DecisionData:
    """The decision that recognises reviews."""

    number: str
    decided_on: date
    signer_title: str


def recognise(
    *,
    round: ReviewRound,
    area: Area,
    keys: Iterable[int],
    decision: DecisionData,
    by: User,
    now: datetime,
    scan: CheckedPaper | None = None,
) -> RecognitionDecision:
    """Make the proposed classes of the chosen reviews official by one decision of the ward.

    The same number and day names the same decision: later reviews of the round may join it, and
    a form sent twice finds what it did. Raise ValidationError that names the households whose
    posting is not over, who are complained of, or whose class differs from the computed one
    without scanned minutes.
    """
    with filing(by=by, now=now, area_path=area.path) as keep, transaction.atomic():
        if not by.can(STEPS["recognise"].permission, area):
            raise PermissionDenied
        ward = lock_ward(round=round, area=area, by=by, now=now)
        wanted = sorted(set(keys))
        known = _known(ward, decision)
        if known and wanted and known.reviews.filter(pk__in=wanted).count() == len(wanted):
            return known
        reviews = locked_reviews(ward=ward, keys=wanted, step="recognise", by=by)
        _check_day(decision, reviews, ward=ward, today=localdate(now))
        check_ready(reviews, ward=ward, step="recognise", day=decision.decided_on, by=by)
        found = known or _new_decision(ward, decision, reviews, by=by)
        _attach(found, scan, keep=keep)
        _make_official(found, reviews, by=by, now=now)
    return found


def _make_official(
    found: RecognitionDecision, reviews: list[Review], *, by: User, now: datetime
) -> None:
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
        _keep_class(review, decided_on=found.decided_on)


def _known(ward: WardRound, data: DecisionData) -> RecognitionDecision | None:
    """Return the decision of that number and day; refuse one of another round."""
    known = RecognitionDecision.objects.filter(
        area=ward.area, number=data.number, decided_on=data.decided_on
    ).first()
    if known and known.round_id != ward.round_id:
        raise ValidationError(
            {"number": _("Quyết định này thuộc đợt rà soát khác.")}, code="other_round"
        )
    return known


def _check_day(data: DecisionData, reviews: list[Review], *, ward: WardRound, today: date) -> None:
    """Refuse a day outside the round so far, or before the city's answer on one of the reviews."""
    answers = Opinion.objects.filter(entries__review__in=[r.pk for r in reviews])
    answered = answers.aggregate(last=Max("answered_on"))["last"]
    check_day(
        data.decided_on,
        since=max(ward.round.starts_on, answered or ward.round.starts_on),
        until=today,
        field="decided_on",
        since_name=_("ngày mở đợt rà soát hoặc ngày thành phố trả lời"),
        code="decision_day",
    )


def _new_decision(
    ward: WardRound, data: DecisionData, reviews: list[Review], *, by: User
) -> RecognitionDecision:
    made = RecognitionDecision(
        round=ward.round,
        area=ward.area,
        number=data.number,
        decided_on=data.decided_on,
        signer_title=data.signer_title,
    )
    made.full_clean(validate_constraints=False)
    made.save()
    record_paper(
        made,
        by=by,
        verb="decision.create",
        ward=ward,
        number=made.number,
        decided_on=made.decided_on,
        households=codes_of(reviews),
    )
    return made


def _attach(found: RecognitionDecision, scan: CheckedPaper | None, *, keep: Filer) -> None:
    """Hang the scan on the decision; one that is there is never replaced."""
    if scan is None:
        return
    if found.scan_id:
        raise ValidationError(
            {"scan": _("Quyết định này đã có bản quét, không thay được.")}, code="has_scan"
        )
    found.scan = keep(scan)
    found.save(update_fields=["scan"])


def _keep_class(review: Review, *, decided_on: date) -> None:
    """Set the household's class unless a later decision said something else already."""
    later = review.household.reviews.recognised().filter(decision__decided_on__gt=decided_on)
    if not later.exclude(pk=review.pk).exists():
        Household.objects.filter(pk=review.household_id).update(
            poverty_class=review.recognised_class
        )
