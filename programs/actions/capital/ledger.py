"""The ledger of the budget chain. Balances move only here, with year and allocation locked.

Lock order: years by year, then allocations by key, then the proposal.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from programs.actions.base import demand_right, enter, same_token
from programs.actions.capital.accounts import open_allocation
from programs.actions.capital.locks import lock_allocations
from programs.actions.capital.posting import (
    COPIED,
    demand_postable,
    entries_of,
    other_half,
    post,
    touched,
)
from programs.choices import ApprovalLevel, EntryKind
from programs.models import Allocation, AllocationEntry, ApprovalRule, EntryProposal


@transaction.atomic
def submit_entry(
    *, entry: AllocationEntry, by: User, counterpart: Allocation | None = None
) -> AllocationEntry | EntryProposal:
    """Write an entry into the ledger, or put it before a second person where a rule asks for one.

    It is refused in words when the balances may not take it. The rules hold on every day, not
    only today: nothing is paid before it is distributed. With a `counterpart`, the other half of
    the entry, of opposite sign, goes there.
    """
    proposal = EntryProposal(
        allocation=entry.allocation,
        counterpart=counterpart,
        submit_token=entry.submit_token,
        created_by=by,
        **{name: getattr(entry, name) for name in COPIED},
    )
    lock_allocations(*touched(proposal))
    demand_right(proposal, by=by)
    if first := same_token(entry) or same_token(proposal):
        return first
    entries = entries_of(proposal)
    demand_postable(entries)
    level = approval_level(entry.kind, entry.amount, on=entry.entry_on)
    if level is None:
        entries[0].submit_token = entry.submit_token
        return post(entries, by=by)
    proposal.level = level
    return enter(proposal, by=by, event="proposal.submit", note=proposal.note)


def approval_level(kind: str, amount: int, *, on: date) -> str | None:
    """Return whose approval an entry of this kind and amount needs on the day, if anybody's."""
    rules = ApprovalRule.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        Q(kind="") | Q(kind=kind),
        valid_from__lte=on,
        amount_from__lte=abs(amount),
    )
    levels = set(rules.values_list("level", flat=True))
    return next((str(each) for each in reversed(ApprovalLevel) if each in levels), None)


def correct_entry(
    *, entry: AllocationEntry, by: User, note: str, entry_on: date, submit_token: Any = None
) -> AllocationEntry | EntryProposal:
    """Take an entry back by a counter-entry of the opposite amount, with the reason.

    Half of a transfer takes the other half with it.
    """
    if not note.strip():
        raise ValidationError({"note": _("Cần ghi lý do đính chính.")}, code="no_reason")
    other = other_half(entry)
    return submit_entry(
        entry=AllocationEntry(
            allocation=entry.allocation,
            kind=entry.kind,
            amount=-entry.amount,
            entry_on=entry_on,
            recipient=entry.recipient,
            unit=entry.unit,
            document_number=entry.document_number,
            document_on=entry.document_on,
            corrects=entry,
            note=note,
            submit_token=submit_token,
        ),
        counterpart=other.allocation if other else None,
        by=by,
    )


@transaction.atomic
def carry_over(*, entry: AllocationEntry, by: User) -> AllocationEntry | EntryProposal:
    """Move money of an allocation to the same leaf, source and kind of the next year.

    `entry.amount` is what goes over, above zero.
    """
    origin = entry.allocation
    demand_right(entry, by=by)
    _demand_positive(entry)
    key = {
        "component": origin.component,
        "area": origin.area,
        "year": origin.year + 1,
        "source": origin.source,
        "kind": origin.kind,
    }
    following = Allocation.objects.filter(**key).first()
    if following is None:
        following = open_allocation(allocation=Allocation(**key), by=by)
    entry.kind = EntryKind.CARRIED_OVER
    entry.amount = -entry.amount
    return submit_entry(entry=entry, counterpart=following, by=by)


@transaction.atomic
def transfer(
    *, entry: AllocationEntry, counterpart: Allocation, by: User
) -> AllocationEntry | EntryProposal:
    """Move money between two allocations of one area, year and kind of capital (điều chỉnh)."""
    origin = entry.allocation
    if (counterpart.area_id, counterpart.year, counterpart.kind) != (
        origin.area_id,
        origin.year,
        origin.kind,
    ) or counterpart.pk == origin.pk:
        raise ValidationError(
            {
                "counterpart": _(
                    "Chỉ điều chỉnh giữa hai nguồn khác nhau, cùng năm và cùng loại vốn."
                )
            }
        )
    _demand_positive(entry)
    entry.kind = EntryKind.ADJUSTED
    entry.amount = -entry.amount
    return submit_entry(entry=entry, counterpart=counterpart, by=by)


def _demand_positive(entry: AllocationEntry) -> None:
    """Refuse a transfer of nothing, or against its direction."""
    if entry.amount <= 0:
        raise ValidationError({"amount": _("Số tiền phải lớn hơn 0.")}, code="amount")
