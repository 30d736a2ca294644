"""The ledger of the budget chain. Balances move only here, with year and allocation locked.

Lock order: years by year, then allocations by key, then the proposal.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from programs import money
from programs.actions.base import change, demand_right, demand_valid, enter, facts, same_token
from programs.actions.capital.wording import grouped, refusal, window_refusal
from programs.choices import ApprovalLevel, EntryKind, ProposalState
from programs.models import (
    Allocation,
    AllocationEntry,
    AllocationShare,
    ApprovalRule,
    BudgetYear,
    ComponentApplicability,
    EntryProposal,
)

OPPOSITE = (EntryKind.ADJUSTED, EntryKind.CARRIED_OVER)
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
APPROVERS: dict[str, tuple[Permission, ...]] = {
    ApprovalLevel.COLLEAGUE: (Permission.CAPITAL_APPROVE, Permission.CAPITAL_APPROVE_LARGE),
    ApprovalLevel.LEADER: (Permission.CAPITAL_APPROVE_LARGE,),
}


@transaction.atomic
def open_allocation(*, allocation: Allocation, by: User) -> Allocation:
    """Open the account of one leaf, year, source and kind; its balances start at zero."""
    component = allocation.component
    demand_right(allocation, by=by)
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
    allocation.assigned = allocation.distributed = allocation.disbursed = allocation.advanced = 0
    demand_valid(allocation)
    BudgetYear.objects.get_or_create(area=allocation.area, year=allocation.year)
    lock_years(allocation)
    return enter(allocation, by=by, event="allocation.open")


def lock_years(*allocations: Allocation) -> None:
    """Lock the years of the allocations; refuse a year that is settled."""
    asked = Q(pk__in=[])
    for row in allocations:
        asked |= Q(area=row.area_id, year=row.year)
    for found in BudgetYear.objects.select_for_update().filter(asked).order_by("year", "pk"):
        if found.is_settled:
            raise ValidationError(
                _("Vốn năm %(year)s đã quyết toán ngày %(day)s, không ghi thêm được."),
                params={"year": found.year, "day": f"{found.settled_on:%d/%m/%Y}"},
                code="settled",
            )


def lock_allocations(*allocations: Allocation) -> dict[int, Allocation]:
    """Lock the years, then the allocations, and return these as they stand now, by key."""
    lock_years(*allocations)
    keys = [row.pk for row in allocations]
    rows = Allocation.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}


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
    lock_allocations(*_touched(proposal))
    demand_right(proposal, by=by)
    if first := same_token(entry) or same_token(proposal):
        return first
    planned = _planned(proposal)
    _demand_postable(planned)
    level = approval_level(entry.kind, entry.amount, on=entry.entry_on)
    if level is None:
        planned[0].submit_token = entry.submit_token
        return _post(planned, by=by)
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


def may_decide(proposal: EntryProposal, *, by: User) -> bool:
    """Tell whether the user may approve or refuse the proposal: never somebody's own."""
    return proposal.created_by_id != by.pk and any(
        by.can(permission, proposal.where) for permission in APPROVERS[proposal.level]
    )


@transaction.atomic
def approve_entry(*, proposal: EntryProposal, by: User, now: datetime) -> AllocationEntry:
    """Approve what somebody else put forward: it goes into the ledger, if it still fits."""
    lock_allocations(*_touched(proposal))
    proposal = _waiting(proposal)
    _demand_decider(proposal, by=by)
    planned = _planned(proposal)
    _demand_postable(planned)
    for entry in planned:
        entry.proposal = proposal
        entry.approved_by = by
    posted = _post(planned, by=by)
    _decide(proposal, ProposalState.APPROVED, by=by, now=now)
    return posted


@transaction.atomic
def refuse_entry(*, proposal: EntryProposal, by: User, reason: str, now: datetime) -> EntryProposal:
    """Turn down what somebody else put forward, with the reason."""
    proposal = _waiting(proposal)
    _demand_decider(proposal, by=by)
    if not reason.strip():
        raise ValidationError({"reason": _("Cần ghi lý do không duyệt.")}, code="no_reason")
    return _decide(proposal, ProposalState.REFUSED, by=by, now=now, reason=reason)


@transaction.atomic
def withdraw_entry(*, proposal: EntryProposal, by: User, now: datetime) -> EntryProposal:
    """Take one's own proposal back before anybody decided."""
    proposal = _waiting(proposal)
    if proposal.created_by_id != by.pk:
        raise PermissionDenied
    return _decide(proposal, ProposalState.WITHDRAWN, by=by, now=now)


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


def other_half(entry: AllocationEntry) -> AllocationEntry | None:
    """Return the entry that was made together with this one, for a transfer between accounts."""
    if entry.pair is not None:
        return entry.pair
    return AllocationEntry.objects.filter(pair=entry).select_related("allocation").first()


@transaction.atomic
def carry_over(*, entry: AllocationEntry, by: User) -> AllocationEntry | EntryProposal:
    """Move money of an allocation to the same leaf, source and kind of the next year.

    `entry.amount` is what goes over, above zero.
    """
    origin = entry.allocation
    demand_right(entry, by=by)
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
    entry.kind = EntryKind.ADJUSTED
    entry.amount = -entry.amount
    return submit_entry(entry=entry, counterpart=counterpart, by=by)


def _touched(proposal: EntryProposal) -> list[Allocation]:
    return [proposal.allocation, *([proposal.counterpart] if proposal.counterpart else [])]


def _planned(proposal: EntryProposal) -> list[AllocationEntry]:
    """Return the unsaved entries that the proposal makes: one, or two of opposite sign."""
    first = AllocationEntry(
        allocation=proposal.allocation,
        created_by=proposal.created_by,
        **{name: getattr(proposal, name) for name in COPIED},
    )
    if proposal.counterpart is None:
        return [first]
    if first.kind not in OPPOSITE:
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


def _waiting(proposal: EntryProposal) -> EntryProposal:
    """Return the proposal locked; refuse it when somebody has decided already."""
    found: EntryProposal = EntryProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if found.state != ProposalState.WAITING:
        raise ValidationError(
            _("Đề nghị này không còn chờ duyệt: %(state)s."),
            params={"state": found.get_state_display()},
            code="decided",
        )
    return found


def _demand_decider(proposal: EntryProposal, *, by: User) -> None:
    if proposal.created_by_id == by.pk:
        raise ValidationError(
            _("Người lập không tự duyệt đề nghị của mình. Hãy để người thứ hai duyệt."),
            code="own",
        )
    if not may_decide(proposal, by=by):
        raise PermissionDenied


def _decide(
    proposal: EntryProposal, state: ProposalState, *, by: User, now: datetime, reason: str = ""
) -> EntryProposal:
    before = proposal.state
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, now
    proposal.reason = reason
    demand_valid(proposal)
    proposal.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    record(
        f"proposal.{state}",
        by=by,
        on=proposal,
        area_path=proposal.where.path,
        changes={"state": (before, state)},
        note=reason,
    )
    return proposal


def _demand_postable(planned: list[AllocationEntry]) -> None:
    """Refuse what the rows, the year, the original entry or the balances do not allow."""
    for entry in planned:
        demand_valid(entry)
        first, last = money.entry_window(entry.allocation.year, entry.kind)
        if not first <= entry.entry_on <= last:
            raise window_refusal(entry.allocation.year, first, last)
        _demand_counter(entry)
        if broken := money.first_break([*_acts(entry.allocation), _act(entry)]):
            raise refusal(broken)


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


def _post(planned: list[AllocationEntry], *, by: User) -> AllocationEntry:
    """Save the entries, move the balances by their amounts, and trim the reasons of idle money."""
    for entry in planned[1:]:
        entry.pair = planned[0]
    for entry in planned:
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
    return planned[0]


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


@transaction.atomic
def settle_year(
    *, year: BudgetYear, settled_on: date, document_number: str, by: User, version: int
) -> BudgetYear:
    """Close a year: everything is spent, carried over or handed back, and nothing waits."""
    year = BudgetYear.objects.select_for_update().get(pk=year.pk)
    if year.version != version or year.is_settled:
        raise ValidationError(_("Năm này vừa được người khác xử lý."), code="conflict")
    demand_right(year, by=by)
    rows = Allocation.objects.filter(area=year.area, year=year.year).select_related("component")
    left = [
        _(
            "%(allocation)s còn %(rest)s đồng chưa phân bổ, %(unspent)s đồng chưa giải ngân, "
            "%(advanced)s đồng tạm ứng chưa thu hồi"
        )
        % {
            "allocation": row,
            "rest": grouped(row.undistributed),
            "unspent": grouped(row.balances.unspent),
            "advanced": grouped(row.advanced),
        }
        for row in rows
        if row.assigned != row.disbursed or row.advanced
    ]
    waiting = EntryProposal.objects.filter(
        Q(allocation__in=rows) | Q(counterpart__in=rows), state=ProposalState.WAITING
    ).count()
    if waiting:
        left.append(_("%(count)d đề nghị còn chờ duyệt") % {"count": waiting})
    if left:
        raise ValidationError(
            _(
                "Chưa quyết toán được. Hãy phân bổ, giải ngân, nộp trả hoặc chuyển nguồn trước: "
                "%(left)s."
            ),
            code="not_settled",
            params={"left": "; ".join(left)},
        )
    if settled_on < date(year.year, 12, 31):
        raise ValidationError({"settled_on": _("Chỉ quyết toán sau khi năm ngân sách kết thúc.")})
    values = {"settled_on": settled_on, "document_number": document_number, "settled_by": by}
    return change(year, values, by=by, event="budget_year.settle")


@transaction.atomic
def reopen_year(*, year: BudgetYear, reason: str, by: User, version: int) -> BudgetYear:
    """Open a settled year again, by somebody else than who settled it, with the reason."""
    year = BudgetYear.objects.select_for_update().get(pk=year.pk)
    if year.version != version or not year.is_settled:
        raise ValidationError(_("Năm này vừa được người khác xử lý."), code="conflict")
    if not reason.strip():
        raise ValidationError({"reason": _("Cần ghi lý do mở lại.")}, code="no_reason")
    if not by.can(Permission.CAPITAL_APPROVE_LARGE, year.area) or year.settled_by_id == by.pk:
        raise PermissionDenied
    before = year.settled_on
    year.settled_on, year.document_number, year.settled_by = None, "", None
    year.version += 1
    year.save(update_fields=["settled_on", "document_number", "settled_by", "version"])
    record(
        "budget_year.reopen",
        by=by,
        on=year,
        area_path=year.area.path,
        changes={"settled_on": (before, None)},
        note=reason,
    )
    return year
