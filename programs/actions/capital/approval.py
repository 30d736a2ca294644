"""The second person: who may decide about an entry that waits, and the decision."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.audit import record
from povertyportal.accounts.models import User
from programs.actions.base import demand_valid
from programs.actions.capital.locks import lock_allocations
from programs.actions.capital.posting import demand_postable, entries_of, post, touched
from programs.choices import ProposalState
from programs.models import AllocationEntry, EntryProposal
from programs.models.entries import APPROVERS


def may_decide(proposal: EntryProposal, *, by: User) -> bool:
    """Tell whether the user may approve or refuse the proposal: never somebody's own."""
    return proposal.created_by_id != by.pk and any(
        by.can(permission, proposal.where) for permission in APPROVERS[proposal.level]
    )


@transaction.atomic
def approve_entry(*, proposal: EntryProposal, by: User, now: datetime) -> AllocationEntry:
    """Approve what somebody else put forward: it goes into the ledger, if it still fits."""
    lock_allocations(*touched(proposal))
    proposal = _waiting(proposal)
    _demand_decider(proposal, by=by)
    entries = entries_of(proposal)
    demand_postable(entries)
    for entry in entries:
        entry.proposal = proposal
        entry.approved_by = by
    posted = post(entries, by=by)
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
