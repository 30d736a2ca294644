"""Take a complaint against a posted result, and write down what the re-check found."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from households.actions.locks import lock_ward, locked_reviews
from households.actions.proceedings.support import check_day, first_of, may, record_paper
from households.actions.steps import move
from households.actions.support import place_of
from households.choices import Outcome
from households.models import Complaint, PostingEntry, Review
from households.readiness import posted_classes
from households.workflow import STEPS
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.reporting.papers import CheckedPaper, filing
from povertyportal.ui.workdays import after_workdays


@dataclass(frozen=True, kw_only=True)
class ComplaintData:
    """A complaint as typed; without a name it is anonymous."""

    received_on: date
    content: str
    complainant: str = ""
    submit_token: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, kw_only=True)
class RecheckData:
    """What a re-check found, as typed."""

    rechecked_on: date
    outcome: str
    finding: str


def record_complaint(
    *,
    review: Review,
    data: ComplaintData,
    by: User,
    now: datetime,
    scan: CheckedPaper | None = None,
) -> Complaint:
    """Write down a complaint against a posted review, which opens again for the re-check."""
    area = review.area
    with filing(by=by, now=now, area_path=area.path) as keep, transaction.atomic():
        if not may(by, STEPS["complain"].permission, review):
            raise PermissionDenied
        ward = lock_ward(round=review.round, area=area, by=by, now=now)
        if twin := first_of(Complaint, data.submit_token, by=by):
            return twin
        [found] = locked_reviews(ward=ward, keys=[review.pk], step="complain", by=by)
        entry = PostingEntry.objects.filter(review=found).select_related("posting").last()
        posted = localdate(found.posted_at) if found.posted_at else ward.round.starts_on
        check_day(
            data.received_on,
            since=entry.posting.posted_on if entry else posted,
            until=localdate(now),
            field="received_on",
            since_name=_("ngày niêm yết"),
        )
        complaint = Complaint(
            round=ward.round,
            area=area,
            review=found,
            received_on=data.received_on,
            complainant=data.complainant,
            content=data.content,
            due_on=after_workdays(data.received_on, ward.round.procedure.recheck_days),
            scan=keep(scan),
            recorded_by=by,
            recorded_at=now,
            submit_token=data.submit_token,
        )
        complaint.full_clean(validate_constraints=False)
        complaint.save()
        record_paper(
            complaint,
            by=by,
            verb="complaint.create",
            ward=ward,
            received_on=complaint.received_on,
            due_on=complaint.due_on,
        )
        move([found], step="complain", by=by, now=now)
    return complaint


@transaction.atomic
def resolve_complaint(
    *, complaint: Complaint, data: RecheckData, by: User, now: datetime
) -> Complaint:
    """Write down what the re-check found; the result must then be posted again.

    Raise ValidationError while the review is incomplete, or when the outcome and the class
    disagree.
    """
    if not may(by, STEPS["resolve"].permission, complaint.review):
        raise PermissionDenied
    ward = lock_ward(round=complaint.round, area=complaint.area, by=by, now=now)
    held: Complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if held.outcome:
        raise ValidationError(_("Khiếu nại này đã có kết luận phúc tra."), code="already_resolved")
    [review] = locked_reviews(ward=ward, keys=[held.review_id], step="resolve", by=by)
    if not review.computed_class or not review.proposed_class:
        raise ValidationError(
            _("Phiếu %(code)s còn thiếu điểm B1 hoặc còn chỉ số chưa trả lời."),
            code="incomplete",
            params={"code": review.household.code},
        )
    check_day(
        data.rechecked_on,
        since=held.received_on,
        until=localdate(now),
        field="rechecked_on",
        since_name=_("ngày nhận khiếu nại"),
    )
    _check_outcome(data, review)
    held.rechecked_on, held.rechecked_by = data.rechecked_on, by
    held.outcome, held.finding = data.outcome, data.finding
    held.full_clean(validate_constraints=False)
    held.save()
    record(
        "complaint.resolve",
        by=by,
        on=held,
        area_path=place_of(review).path,
        changes={"outcome": ("", held.outcome), "rechecked_on": (None, held.rechecked_on)},
        note=held.finding,
    )
    move([review], step="resolve", by=by, now=now)
    return held


def _check_outcome(data: RecheckData, review: Review) -> None:
    """Refuse "kept" where the class is no longer the one that was posted."""
    if data.outcome not in Outcome.values:
        raise ValidationError({"outcome": _("Hãy chọn kết quả phúc tra.")}, code="outcome")
    if not data.finding.strip():
        raise ValidationError({"finding": _("Cần ghi kết luận phúc tra.")}, code="needs_note")
    posted = posted_classes([review]).get(review.pk)
    if data.outcome == Outcome.KEPT and posted not in (None, review.proposed_class):
        raise ValidationError(
            {"outcome": _("Diện của hộ đã khác lần niêm yết: kết quả phúc tra phải là thay đổi.")},
            code="outcome",
        )
