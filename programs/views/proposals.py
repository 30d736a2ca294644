"""Entries that wait for a second person: the list, the page, and the decision."""

from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.text import grouped
from programs import actions, filters, tables
from programs.choices import ProposalState
from programs.forms.base import PlainForm
from programs.forms.capital import RefusalForm
from programs.models import EntryProposal
from programs.views.base import Fact, record_list, record_page, related, visible_or_404
from programs.views.forms import act_page


@requires(Permission.CAPITAL_VIEW)
def proposal_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=EntryProposal.objects.visible_to(request.user).select_related(
            "allocation__component", "recipient", "unit", "created_by"
        ),
        filters=filters.EntryProposalFilter,
        table=tables.EntryProposalTable,
        filename="proposals",
        title=gettext_lazy("Đề nghị ghi vốn"),
        theme="capital",
        totals={"proposals": (gettext_lazy("Số đề nghị"), Count("pk"))},
    )


@requires(Permission.CAPITAL_VIEW)
def proposal_detail(request: Request, pk: int) -> HttpResponse:
    proposal = _proposal(request, pk)
    links = []
    if proposal.state == ProposalState.WAITING:
        if actions.may_decide(proposal, by=request.user):
            links = [
                (_("Duyệt"), reverse("proposal_approve", args=[pk])),
                (_("Không duyệt"), reverse("proposal_refuse", args=[pk])),
            ]
        elif proposal.created_by_id == request.user.pk:
            links = [(_("Rút lại"), reverse("proposal_withdraw", args=[pk]))]
    entries = proposal.entries.select_related("allocation__component", "recipient", "unit")
    return record_page(
        request,
        proposal,
        back="proposal_list",
        links=links,
        facts=[
            "state",
            "allocation",
            "counterpart",
            "kind",
            "amount",
            "recipient",
            "unit",
            "entry_on",
            "document_number",
            "document_on",
            "corrects",
            "note",
            "level",
            "created_by",
            "created_at",
            "decided_by",
            "decided_at",
            "reason",
        ],
        sections=[related(_("Bút toán đã ghi"), tables.AllocationEntryTable, entries)]
        if proposal.state == ProposalState.APPROVED
        else [],
    )


@requires(Permission.CAPITAL_APPROVE)
def proposal_approve(request: Request, pk: int) -> HttpResponse:
    proposal = _proposal(request, pk)
    form = PlainForm(request.POST or None)
    return act_page(
        request,
        form=form,
        act=lambda: actions.approve_entry(proposal=proposal, by=request.user, now=timezone.now()),
        title=_("Duyệt: %(proposal)s") % {"proposal": proposal},
        record=proposal,
        back="proposal_list",
        submit_label=_("Duyệt và ghi sổ"),
        done=_("Đã duyệt, đã ghi vào sổ."),
        context={"facts": _summary(proposal)},
    )


@requires(Permission.CAPITAL_APPROVE)
def proposal_refuse(request: Request, pk: int) -> HttpResponse:
    proposal = _proposal(request, pk)
    form = RefusalForm(request.POST or None)
    return act_page(
        request,
        form=form,
        act=lambda: actions.refuse_entry(
            proposal=proposal,
            by=request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        ),
        title=_("Không duyệt: %(proposal)s") % {"proposal": proposal},
        record=proposal,
        back="proposal_list",
        submit_label=_("Không duyệt"),
        done=_("Đã ghi là không duyệt."),
        context={"facts": _summary(proposal)},
    )


@requires(Permission.CAPITAL_EDIT)
def proposal_withdraw(request: Request, pk: int) -> HttpResponse:
    proposal = _proposal(request, pk)
    form = PlainForm(request.POST or None)
    return act_page(
        request,
        form=form,
        act=lambda: actions.withdraw_entry(proposal=proposal, by=request.user, now=timezone.now()),
        title=_("Rút lại: %(proposal)s") % {"proposal": proposal},
        record=proposal,
        back="proposal_list",
        submit_label=_("Rút lại"),
        done=_("Đã rút lại đề nghị."),
        context={"facts": _summary(proposal)},
    )


def _proposal(request: Request, pk: int) -> EntryProposal:
    rows = EntryProposal.objects.visible_to(request.user).select_related(
        "allocation__component",
        "allocation__area",
        "counterpart__component",
        "counterpart__area",
        "recipient",
        "unit",
        "corrects",
        "created_by",
        "decided_by",
    )
    found: EntryProposal = visible_or_404(rows, pk)
    return found


def _summary(proposal: EntryProposal) -> list[Fact]:
    """Return what is decided about, and what the account holds now."""
    return [
        (_("Nguồn vốn"), proposal.allocation),
        (_("Nội dung"), proposal.get_kind_display()),
        (_("Số tiền (đồng)"), grouped(proposal.amount)),
        (_("Đơn vị nhận"), proposal.unit or proposal.recipient or proposal.counterpart or "–"),
        (_("Văn bản"), f"{proposal.document_number} ({proposal.document_on:%d/%m/%Y})"),
        (_("Người lập"), proposal.created_by),
        (_("Hiện chưa phân bổ (đồng)"), grouped(proposal.allocation.undistributed)),
        (_("Hiện chưa giải ngân (đồng)"), grouped(proposal.allocation.balances.unspent)),
    ]
