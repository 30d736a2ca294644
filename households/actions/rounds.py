"""Close a review round, and open it again with a reason."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from households.models import ReviewRound
from households.workflow import State
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission


@transaction.atomic
def close_round(*, round: ReviewRound, by: User, now: datetime) -> ReviewRound:
    """Close the round; from then on the database refuses every change to its reviews."""
    if not by.has(Permission.ROUND_MANAGE):
        raise PermissionDenied
    opened = ReviewRound.objects.lock_open(round.pk)
    waiting = opened.reviews.exclude(state=State.RECOGNISED).count()
    if waiting:
        raise ValidationError(
            _("Còn %(count)d phiếu chưa công nhận, chưa khoá được đợt rà soát."),
            code="unfinished",
            params={"count": waiting},
        )
    opened.state = ReviewRound.State.CLOSED
    opened.closed_at, opened.closed_by = now, by
    opened.save()
    record("round.close", by=by, on=opened, changes={"state": ("open", "closed")})
    return opened


@transaction.atomic
def reopen_round(*, round: ReviewRound, by: User, note: str) -> ReviewRound:
    """Open a closed round again; the reason stays in the audit trail."""
    if not by.has(Permission.ROUND_MANAGE):
        raise PermissionDenied
    if not note.strip():
        raise ValidationError(_("Cần ghi lý do mở lại."), code="needs_note")
    closed = ReviewRound.objects.select_for_update().get(pk=round.pk)
    if closed.state != ReviewRound.State.CLOSED:
        raise ValidationError(_("Đợt rà soát đang mở."), code="already_open")
    closed.state = ReviewRound.State.OPEN
    closed.closed_at = closed.closed_by = None
    closed.save()
    record(
        "round.reopen", by=by, on=closed, changes={"state": ("closed", "open")}, note=note.strip()
    )
    return closed
