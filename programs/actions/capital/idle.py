"""Reasons of idle money: stated, put right, closed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.ui.text import grouped
from programs.actions.base import (
    change,
    demand_past,
    demand_right,
    enter,
    locked,
    same_token,
    with_values,
)
from programs.choices import IdleCause
from programs.models import Allocation, IdleReason


@transaction.atomic
def set_idle_reason(*, reason: IdleReason, by: User) -> IdleReason:
    """State why money is idle, who acts and until when; at most what is undistributed."""
    allocation = Allocation.objects.select_for_update().get(pk=reason.allocation_id)
    demand_right(reason, by=by)
    if first := same_token(reason):
        return first
    demand_past(reason, "stated_on")
    _demand_room(reason, allocation)
    return enter(reason, by=by, event="idle_reason.state")


@transaction.atomic
def amend_idle_reason(
    *, reason: IdleReason, values: Mapping[str, Any], by: User, version: int
) -> IdleReason:
    """Put a reason right: its cause, amount, owner or day."""
    allocation = Allocation.objects.select_for_update().get(pk=reason.allocation_id)
    reason = locked(reason, version=version)
    probe = with_values(reason, values)
    demand_past(probe, "stated_on")
    if reason.closed_on is None:
        _demand_room(probe, allocation)
    return change(reason, values, by=by, event="idle_reason.amend")


@transaction.atomic
def close_idle_reason(*, reason: IdleReason, closed_on: date, by: User, note: str) -> IdleReason:
    """Close a reason once its money is distributed, returned or carried over."""
    reason = locked(reason)
    if reason.closed_on is not None:
        raise ValidationError(_("Lý do này đã đóng."), code="closed")
    demand_past(IdleReason(closed_on=closed_on), "closed_on")
    return change(reason, {"closed_on": closed_on}, by=by, event="idle_reason.close", note=note)


def _demand_room(reason: IdleReason, allocation: Allocation) -> None:
    """Refuse more than lies idle without a reason, and "other" without words."""
    others = allocation.idle_reasons.filter(closed_on=None).exclude(pk=reason.pk)
    left = allocation.undistributed - (others.aggregate(v=Sum("amount"))["v"] or 0)
    if reason.amount is not None and reason.amount > left:
        raise ValidationError(
            {
                "amount": ValidationError(
                    _("Chỉ còn %(left)s đồng chưa phân bổ và chưa nêu lý do."),
                    params={"left": grouped(left)},
                    code="too_much",
                )
            }
        )
    if reason.reason == IdleCause.OTHER and not reason.note.strip():
        raise ValidationError({"note": _("Lý do khác thì cần ghi rõ là lý do gì.")})
