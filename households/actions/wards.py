"""Close a ward's part of a round and reopen it; unlock one household of a closed ward."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from households import movement
from households.actions.locks import lock_ward
from households.models import Candidate, Complaint, Household, ReviewRound, Unlock, WardRound
from households.movement_records import movements_of
from households.workflow import State
from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area

LONGEST_UNLOCK = timedelta(hours=72)


@transaction.atomic
def close_ward(*, round: ReviewRound, area: Area, by: User, now: datetime) -> WardRound:
    """Close a ward's part of a round and keep its movement forms as they are now.

    Raise ValidationError while a household of the list is undecided, a complaint is open, or the
    movement forms do not close; the pages of the ward name each household.
    """
    if not by.can(Permission.WARD_CLOSE, area):
        raise PermissionDenied
    ward = lock_ward(round=round, area=area, by=by, now=now)
    waiting = Candidate.objects.filter(round=round).waiting_in(area).count()
    waiting += (
        round.reviews.filter(area=area, household__closed_on=None)
        .exclude(state=State.RECOGNISED)
        .exclude(household__in=Candidate.objects.filter(round=round).values("household"))
        .count()
    )
    if waiting:
        raise ValidationError(
            _("Còn %(count)d hộ trong danh sách chưa có kết quả công nhận, chưa khoá được."),
            code="unfinished",
            params={"count": waiting},
        )
    if Complaint.objects.filter(round=round, area=area, outcome="").exists():
        raise ValidationError(_("Còn khiếu nại chưa có kết luận phúc tra."), code="open_complaint")
    ward.result = _movement_forms(ward.round, area)
    ward.state = WardRound.State.CLOSED
    ward.closed_at, ward.closed_by = now, by
    ward.save()
    record("ward.close", by=by, on=ward, area_path=area.path, changes={"state": ("open", "closed")})
    return ward


def _movement_forms(round: ReviewRound, area: Area) -> dict[str, Any]:
    """Return the ward's forms R2 and R3 to keep; raise ValidationError while one does not close.

    An ad hoc round has no such forms.
    """
    if round.kind != ReviewRound.Kind.PERIODIC:
        return {}
    [found] = movements_of(round=round, wards=[area])
    broken = [finding for finding in found.findings if finding.blocks]
    if broken:
        raise ValidationError(
            _("Biểu biến động hộ nghèo, cận nghèo chưa khép, chưa khoá được: %(what)s."),
            code="movement",
            params={"what": "; ".join(f"{f.title} ({f.detail})" for f in broken)},
        )
    return movement.frozen(found.movement)


@transaction.atomic
def reopen_ward(*, ward: WardRound, by: User, note: str) -> WardRound:
    """Open a closed ward of an open round again; the reason stays in the record."""
    if not by.can(Permission.ROUND_MANAGE, ward.area):
        raise PermissionDenied
    if not note.strip():
        raise ValidationError(_("Cần ghi lý do mở lại."), code="needs_note")
    ReviewRound.objects.lock_open(ward.round_id)
    closed = WardRound.objects.select_for_update().get(pk=ward.pk)
    if closed.state != WardRound.State.CLOSED:
        raise ValidationError(_("Đợt rà soát của địa bàn đang mở."), code="already_open")
    changes = {"state": ("closed", "open"), "closed_at": (closed.closed_at, None)}
    closed.state = WardRound.State.OPEN
    closed.closed_at = closed.closed_by = None
    closed.save()
    record(
        "ward.reopen",
        by=by,
        on=closed,
        area_path=ward.area.path,
        changes=changes,
        note=note.strip(),
    )
    return closed


@transaction.atomic
def grant_unlock(
    *,
    ward: WardRound,
    household: Household,
    user: User,
    hours: int,
    reason: str,
    by: User,
    now: datetime,
) -> Unlock:
    """Let one person correct one household of a closed ward for some hours (1 to 72)."""
    if not by.can(Permission.ROUND_MANAGE, ward.area):
        raise PermissionDenied
    ReviewRound.objects.select_for_update().get(pk=ward.round_id)
    closed = WardRound.objects.select_for_update().get(pk=ward.pk)
    if closed.state != WardRound.State.CLOSED:
        raise ValidationError(_("Địa bàn đang mở, không cần mở khoá tạm."), code="already_open")
    if not reason.strip():
        raise ValidationError({"reason": _("Cần ghi lý do mở khoá.")})
    if not timedelta(hours=1) <= timedelta(hours=hours) <= LONGEST_UNLOCK:
        raise ValidationError({"hours": _("Chọn từ 1 đến 72 giờ.")})
    if not household.reviews.filter(round=closed.round_id, area=closed.area_id).exists():
        raise ValidationError({"household": _("Hộ này không có phiếu ở đợt của địa bàn.")})
    if not user.can(Permission.REVIEW_EDIT, household.village or household.area):
        raise ValidationError({"user": _("Người này không có quyền sửa phiếu của hộ.")})
    if user.pk == by.pk:
        raise ValidationError({"user": _("Không tự mở khoá cho mình.")})
    known = Unlock.objects.active_at(now).filter(ward_round=closed, household=household, user=user)
    if held := known.first():
        if (held.granted_by_id, held.reason) == (by.pk, reason.strip()[:500]):
            return held
        until = f"{localtime(held.expires_at):%H:%M %d/%m/%Y}"
        raise ValidationError(
            _("Hộ này đang được mở cho người này đến %(until)s."),
            code="already_unlocked",
            params={"until": until},
        )
    unlock = Unlock.objects.create(
        ward_round=closed,
        household=household,
        user=user,
        reason=reason.strip()[:500],
        granted_by=by,
        granted_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    record(
        "ward.unlock",
        by=by,
        on=unlock,
        area_path=closed.area.path,
        changes={"user": (None, user.username), "expires_at": (None, unlock.expires_at)},
        note=unlock.reason,
    )
    return unlock


@transaction.atomic
def end_unlock(*, unlock: Unlock, by: User, now: datetime) -> Unlock:
    """Lock the household again before the time is over."""
    held = Unlock.objects.select_for_update().get(pk=unlock.pk)
    area = held.ward_round.area
    if by.pk != held.user_id and not by.can(Permission.ROUND_MANAGE, area):
        raise PermissionDenied
    if held.ended_at or held.expires_at <= now:
        raise ValidationError(_("Lần mở khoá này đã hết."), code="already_ended")
    held.ended_at = now
    held.save()
    record("ward.lock", by=by, on=held, area_path=area.path, changes={"ended_at": (None, now)})
    return held
