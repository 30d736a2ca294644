"""Entries of the budget chain. Balances move only here, with the allocation locked."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from programs import money
from programs.actions.base import change, demand_right, enter, facts, same_token
from programs.models import Allocation, AllocationEntry, ComponentApplicability, IdleReason

REFUSALS = {
    "assigned": _("Ngày %(day)s, vốn giao sẽ thành số âm (%(assigned)s đồng)."),
    "distributed": _(
        "Ngày %(day)s, số phân bổ (%(distributed)s đồng) phải từ 0 đến vốn giao "
        "(%(assigned)s đồng)."
    ),
    "disbursed": _(
        "Ngày %(day)s, số giải ngân (%(disbursed)s đồng) phải từ 0 đến số đã phân bổ "
        "(%(distributed)s đồng)."
    ),
}


def open_allocation(*, allocation: Allocation, by: User) -> Allocation:
    """Open the account of one leaf, year, source and kind; its balances start at zero."""
    component = allocation.component
    if not component.carries_money:
        raise ValidationError(_("Vốn chỉ ghi vào tiểu dự án hoặc dự án không có tiểu dự án."))
    refused = ComponentApplicability.objects.filter(
        Q(valid_to=None) | Q(valid_to__year__gte=allocation.year),
        component=component,
        area=allocation.area,
        applies=False,
        valid_from__year__lte=allocation.year,
    ).first()
    if refused:
        raise ValidationError(
            _("%(code)s không áp dụng cho địa bàn này: %(reason)s"),
            params={"code": component.code, "reason": refused.reason},
            code="does_not_apply",
        )
    allocation.assigned = allocation.distributed = allocation.disbursed = 0
    return enter(allocation, by=by, event="allocation.open")


@transaction.atomic
def enter_allocation(*, entry: AllocationEntry, by: User) -> AllocationEntry:
    """Add one entry and move the balance it belongs to; refuse it in words when it may not be.

    The rules hold on every day, not only today: nothing is paid before it is distributed.
    """
    allocation = Allocation.objects.select_for_update().get(pk=entry.allocation_id)
    entry.allocation = allocation
    entry.created_by = by
    demand_right(entry, by=by)
    if first := same_token(entry):
        return first
    entry.full_clean()
    _demand_window(entry, year=allocation.year)
    _demand_sign(entry)
    before = allocation.balances
    after = before.after(entry.kind, entry.amount)
    _demand_rules(entry)
    entry.save(force_insert=True)
    Allocation.objects.filter(pk=allocation.pk).update(**asdict(after))
    moved = {
        name: (getattr(before, name), getattr(after, name))
        for name in money.BALANCES
        if getattr(before, name) != getattr(after, name)
    }
    record(
        f"allocation.{entry.kind}",
        by=by,
        on=entry,
        area_path=allocation.area.path,
        changes={**facts(entry), **moved},
        note=entry.note,
    )
    return entry


def correct_entry(
    *, entry: AllocationEntry, by: User, note: str, entry_on: date, submit_token: Any = None
) -> AllocationEntry:
    """Take an entry back by a counter-entry of the opposite amount, with the reason."""
    if not note.strip():
        raise ValidationError(_("Cần ghi lý do đính chính."), code="no_reason")
    return enter_allocation(
        entry=AllocationEntry(
            allocation=entry.allocation,
            kind=entry.kind,
            amount=-entry.amount,
            entry_on=entry_on,
            recipient=entry.recipient,
            document_number=entry.document_number,
            document_on=entry.document_on,
            corrects=entry,
            note=note,
            submit_token=submit_token,
        ),
        by=by,
    )


def set_idle_reason(*, reason: IdleReason, by: User) -> IdleReason:
    """State why money is idle, who acts and until when; at most what is undistributed."""
    with transaction.atomic():
        allocation = Allocation.objects.select_for_update().get(pk=reason.allocation_id)
        demand_right(reason, by=by)
        if first := same_token(reason):
            return first
        stated = allocation.idle_reasons.filter(closed_on=None).aggregate(v=Sum("amount"))["v"]
        if reason.amount + (stated or 0) > allocation.undistributed:
            raise ValidationError(
                _("Chỉ còn %(left)s đồng chưa phân bổ và chưa nêu lý do."),
                params={"left": _grouped(allocation.undistributed - (stated or 0))},
                code="too_much",
            )
        return enter(reason, by=by, event="idle_reason.state")


@transaction.atomic
def close_idle_reason(*, reason: IdleReason, closed_on: date, by: User, note: str) -> IdleReason:
    """Close a reason once its money is distributed, returned or carried over."""
    reason = IdleReason.objects.select_for_update().get(pk=reason.pk)
    return change(reason, {"closed_on": closed_on}, by=by, event="idle_reason.close", note=note)


def _demand_window(entry: AllocationEntry, *, year: int) -> None:
    first, last = money.entry_window(year, entry.kind)
    if not first <= entry.entry_on <= last:
        raise ValidationError(
            {
                "entry_on": ValidationError(
                    _("Vốn năm %(year)s chỉ ghi từ %(first)s đến %(last)s."),
                    params={
                        "year": year,
                        "first": f"{first:%d/%m/%Y}",
                        "last": f"{last:%d/%m/%Y}",
                    },
                )
            }
        )


def _demand_sign(entry: AllocationEntry) -> None:
    """Hold a counter-entry to what it corrects: same account and kind, never more than was left."""
    if entry.corrects is None:
        return
    origin = entry.corrects
    taken_back = origin.corrections.aggregate(v=Sum("amount"))["v"] or 0
    left = origin.amount + taken_back
    is_opposite = (entry.amount > 0) != (origin.amount > 0)
    if (
        origin.allocation_id != entry.allocation_id
        or origin.kind != entry.kind
        or origin.corrects_id is not None
        or not is_opposite
        or abs(entry.amount) > abs(left)
    ):
        raise ValidationError(
            _("Bút toán đính chính phải ngược dấu, cùng nội dung và không vượt bút toán gốc."),
            code="correction",
        )


def _demand_rules(entry: AllocationEntry) -> None:
    """Refuse the entry if it breaks the order of balances on any day."""
    written = (
        AllocationEntry.objects.filter(allocation=entry.allocation_id)
        .order_by("entry_on")
        .values_list("entry_on", "kind")
        .annotate(v=Sum("amount"))
    )
    entries = [*written, (entry.entry_on, entry.kind, entry.amount)]
    if broken := money.first_break(entries):
        day, rule = broken
        sums = money.total((kind, amount) for on, kind, amount in entries if on <= day)
        params = {name: _grouped(value) for name, value in asdict(sums).items()}
        raise ValidationError(
            {
                "amount": ValidationError(
                    REFUSALS[rule], params={"day": f"{day:%d/%m/%Y}", **params}, code=rule
                )
            }
        )


def _grouped(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
