"""What an entry does to the ledger: the rules it is held to, and the balances it moves.

Callers hold the locks of the years and allocations.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from programs import money
from programs.actions.base import demand_past, demand_valid, facts
from programs.actions.capital.wording import refusal, window_refusal
from programs.models import Allocation, AllocationEntry, AllocationShare, EntryProposal
from programs.models.entries import SIGNED

COPIED = (
    "kind",
    "amount",
    "entry_on",
    "recipient",
    "unit",
    "document_number",
    "document_on",
    "note",
    "corrects",
)


def touched(proposal: EntryProposal) -> list[Allocation]:
    """Return the allocations whose balances the proposal moves."""
    return [proposal.allocation, *([proposal.counterpart] if proposal.counterpart else [])]


def entries_of(proposal: EntryProposal) -> list[AllocationEntry]:
    """Return the unsaved entries that the proposal makes: one, or two of opposite sign."""
    first = AllocationEntry(
        allocation=proposal.allocation,
        created_by=proposal.created_by,
        **{name: getattr(proposal, name) for name in COPIED},
    )
    if proposal.counterpart is None:
        return [first]
    if first.kind not in SIGNED:
        raise ValidationError(_("Chỉ điều chỉnh và chuyển nguồn mới có hai vế."))
    second = AllocationEntry(
        allocation=proposal.counterpart,
        created_by=proposal.created_by,
        **{name: getattr(proposal, name) for name in COPIED},
    )
    second.amount = -first.amount
    if first.corrects is not None:
        second.corrects = other_half(first.corrects)
    return [first, second]


def other_half(entry: AllocationEntry) -> AllocationEntry | None:
    """Return the entry that was made together with this one, for a transfer between accounts."""
    if entry.pair is not None:
        return entry.pair
    return AllocationEntry.objects.filter(pair=entry).select_related("allocation").first()


def demand_postable(entries: list[AllocationEntry]) -> None:
    """Refuse what the rows, the year, the original entry or the balances do not allow."""
    for entry in entries:
        _demand_amount(entry)
        demand_past(entry, "entry_on", "document_on")
        demand_valid(entry)
        first, last = money.entry_window(entry.allocation.year, entry.kind)
        if not first <= entry.entry_on <= last:
            raise window_refusal(entry.allocation.year, first, last)
        _demand_counter(entry)
        limit = money.room(_acts(entry.allocation), _act(entry))
        if limit is not None and abs(entry.amount) > limit.amount:
            raise refusal(limit)


def _demand_amount(entry: AllocationEntry) -> None:
    """Refuse nothing, too much, and an amount below zero where only a counter-entry may be."""
    may_be_negative = entry.kind in SIGNED or entry.corrects is not None
    if entry.amount == 0 or (entry.amount < 0 and not may_be_negative):
        raise ValidationError({"amount": _("Số tiền phải lớn hơn 0.")}, code="amount")
    if abs(entry.amount) > money.MOST:
        raise ValidationError({"amount": _("Số tiền quá lớn, hãy kiểm tra lại.")}, code="amount")


def _acts(allocation: Allocation) -> Iterable[money.Act]:
    """Return what the ledger says of the allocation, summed by day, kind and recipient."""
    rows = AllocationEntry.objects.filter(allocation=allocation).order_by("entry_on")
    for on, kind, recipient, unit, amount in rows.values_list(
        "entry_on", "kind", "recipient", "unit"
    ).annotate(v=Sum("amount")):
        yield money.Act(on, kind, amount, (recipient, unit) if recipient else None)


def _act(entry: AllocationEntry) -> money.Act:
    return money.Act(entry.entry_on, entry.kind, entry.amount, entry.recipient_key)


def _demand_counter(entry: AllocationEntry) -> None:
    """Hold a counter-entry to what it corrects: same account and kind, never more than was left."""
    if entry.corrects is None:
        return
    origin = entry.corrects
    if entry.entry_on < origin.entry_on:
        raise ValidationError(
            {
                "entry_on": ValidationError(
                    _("Ngày đính chính không thể trước ngày của bút toán gốc (%(day)s)."),
                    params={"day": f"{origin.entry_on:%d/%m/%Y}"},
                    code="order",
                )
            }
        )
    taken_back = origin.corrections.aggregate(v=Sum("amount"))["v"] or 0
    left = origin.amount + taken_back
    is_opposite = (entry.amount > 0) != (origin.amount > 0)
    if (
        origin.allocation_id != entry.allocation_id
        or origin.kind != entry.kind
        or origin.recipient_key != entry.recipient_key
        or origin.corrects_id is not None
        or not is_opposite
        or abs(entry.amount) > abs(left)
    ):
        raise ValidationError(
            _("Bút toán đính chính phải ngược dấu, cùng nội dung và không vượt bút toán gốc."),
            code="correction",
        )


def post(entries: list[AllocationEntry], *, by: User) -> AllocationEntry:
    """Save the entries, move the balances by their amounts, and trim the reasons of idle money."""
    for entry in entries[1:]:
        entry.pair = entries[0]
    for entry in entries:
        if entry.pair is not None:
            entry.pair_id = entry.pair.pk
        entry.save(force_insert=True)
        moved = _move(entry)
        record(
            f"allocation.{entry.kind}",
            by=by,
            on=entry,
            area_path=entry.where.path,
            changes={**facts(entry), **moved},
            note=entry.note,
        )
        _trim_reasons(entry.allocation, on=entry.entry_on, by=by)
    return entries[0]


def _move(entry: AllocationEntry) -> dict[str, tuple[int, int]]:
    """Move the balances of the allocation and of the recipient's share; return what moved.

    They move by differences, so that CHECK constraints hold even against a writer without lock.
    """
    nothing = money.Balances()
    step = nothing.after(entry.kind, entry.amount)
    steps = {name: getattr(step, name) for name in money.BALANCES if getattr(step, name)}
    rows = Allocation.objects.filter(pk=entry.allocation_id)
    before = rows.values(*steps).get()
    rows.update(**{name: F(name) + by for name, by in steps.items()})
    if entry.recipient_key is not None:
        share, _is_new = AllocationShare.objects.get_or_create(
            allocation=entry.allocation, recipient=entry.recipient, unit=entry.unit
        )
        AllocationShare.objects.filter(pk=share.pk).update(
            **{name: F(name) + by for name, by in steps.items()}
        )
    return {name: (before[name], before[name] + by) for name, by in steps.items()}


def _trim_reasons(allocation: Allocation, *, on: date, by: User) -> None:
    """Lower the open reasons to what still lies idle, those due first; an empty one is closed."""
    allocation.refresh_from_db(fields=["assigned", "distributed"])
    reasons = list(
        allocation.idle_reasons.select_for_update(of=("self",))
        .filter(closed_on=None)
        .order_by("due_on", "pk")
    )
    too_much = sum(reason.amount for reason in reasons) - allocation.undistributed
    for reason in reasons:
        if too_much <= 0:
            return
        part = min(reason.amount, too_much)
        too_much -= part
        before = (reason.amount, reason.closed_on)
        if part == reason.amount:
            reason.closed_on = max(on, reason.stated_on)
        else:
            reason.amount -= part
        reason.version += 1
        reason.save(update_fields=["amount", "closed_on", "version"])
        record(
            "idle_reason.trim",
            by=by,
            on=reason,
            area_path=allocation.area.path,
            changes={
                name: (old, new)
                for name, old, new in (
                    ("amount", before[0], reason.amount),
                    ("closed_on", before[1], reason.closed_on),
                )
                if old != new
            },
        )
