"""Allocations, their ledger, and the reasons of idle money."""

from typing import Any

from django.db.models import F, Q, Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.text import grouped
from programs import actions, filters, ledgers, tables
from programs.choices import EntryKind, ProposalState
from programs.forms.capital import (
    AllocationEntryForm,
    AllocationForm,
    CarryOverForm,
    CorrectionForm,
    TransferForm,
)
from programs.models import Allocation, AllocationEntry
from programs.views.base import (
    Fact,
    Section,
    record_list,
    record_page,
    related,
    visible_or_404,
)
from programs.views.forms import act_page, create_page, editable_or_403, remove_page
from programs.views.grids import OF_LEAF, account_grid, ledger_section, money_bar, query_of


@requires(Permission.CAPITAL_VIEW)
def allocation_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=Allocation.objects.visible_to(request.user).select_related("component"),
        filters=filters.AllocationFilter,
        table=tables.AllocationTable,
        filename="allocations",
        title=gettext_lazy("Vốn được giao"),
        theme="capital",
        create=(gettext_lazy("Mở nguồn vốn"), "allocation_create"),
        totals={
            "assigned_sum": (gettext_lazy("Được giao (đồng)"), Sum("assigned")),
            "distributed_sum": (gettext_lazy("Đã phân bổ (đồng)"), Sum("distributed")),
            "idle_sum": (
                gettext_lazy("Chưa phân bổ (đồng)"),
                Sum(F("assigned") - F("distributed")),
            ),
            "disbursed_sum": (gettext_lazy("Đã giải ngân (đồng)"), Sum("disbursed")),
        },
    )


@requires(Permission.CAPITAL_VIEW)
def allocation_detail(request: Request, pk: int) -> HttpResponse:
    rows = Allocation.objects.visible_to(request.user).select_related("component", "area")
    allocation = visible_or_404(rows, pk)
    entries = AllocationEntry.objects.filter(allocation=allocation)
    line = ledgers.accounts([allocation], entries)[0]
    return record_page(
        request,
        allocation,
        back="allocation_list",
        facts=["component", "area", "year", "source", "kind"],
        links=_links(request, allocation),
        remove="" if line.sums.by_kind else "allocation_remove",
        sections=[
            Section(
                title=_("Giao, phân bổ, giải ngân (đồng)"),
                chart=money_bar(allocation.balances, title=_("Vốn được giao đã đi đến đâu")),
                grid=account_grid([line], OF_LEAF, query={}),
            ),
            related(
                _("Phần của từng đơn vị"),
                tables.AllocationShareTable,
                allocation.shares.select_related("recipient", "unit", "allocation"),
            ),
            related(
                _("Đang chờ duyệt"),
                tables.EntryProposalTable,
                allocation.proposals.filter(state=ProposalState.WAITING).select_related(
                    "allocation__component", "recipient", "unit", "created_by"
                ),
                exclude=("allocation", "state"),
            ),
            ledger_section(entries, line.sums, query=query_of(allocation)),
            related(
                _("Lý do chưa phân bổ"),
                tables.IdleReasonTable,
                allocation.idle_reasons.select_related("allocation__component", "owner"),
                sums=_unexplained(allocation),
            ),
        ],
    )


@requires(Permission.CAPITAL_VIEW)
def allocation_entry_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=AllocationEntry.objects.visible_to(request.user)
        .select_related("allocation__component", "recipient", "unit")
        .order_by("-entry_on", "-pk"),
        filters=filters.AllocationEntryFilter,
        table=tables.AllocationEntryTable,
        filename="allocation-entries",
        title=gettext_lazy("Sổ giao, phân bổ, giải ngân"),
        theme="capital",
        totals={
            kind.value: (
                format_lazy("{} ({})", kind.label, gettext_lazy("đồng")),
                Sum("amount", filter=Q(kind=kind), default=0),
            )
            for kind in EntryKind
        },
    )


@requires(Permission.CAPITAL_VIEW)
def allocation_entry_detail(request: Request, pk: int) -> HttpResponse:
    rows = AllocationEntry.objects.visible_to(request.user).select_related(
        "allocation__component",
        "allocation__area",
        "recipient",
        "unit",
        "corrects",
        "pair__allocation__component",
        "proposal",
        "approved_by",
        "created_by",
    )
    entry = visible_or_404(rows, pk)
    may_correct = request.user.can(Permission.CAPITAL_EDIT, entry.where) and not entry.corrects
    correct = (_("Đính chính"), reverse("allocation_entry_correct", args=[pk]))
    return record_page(
        request,
        entry,
        back="allocation_entry_list",
        links=[correct] if may_correct else [],
        facts=[
            "allocation",
            "kind",
            "amount",
            "entry_on",
            "recipient",
            "unit",
            "document_number",
            "document_on",
            "corrects",
            "pair",
            "note",
            "created_by",
            "approved_by",
            "created_at",
        ],
    )


@requires(Permission.CAPITAL_EDIT)
def allocation_create(request: Request) -> HttpResponse:
    city = request.user.areas(Permission.CAPITAL_EDIT).order_by("path").first()
    form = AllocationForm(request.POST or None, instance=Allocation(area=city), user=request.user)
    return create_page(
        request,
        form=form,
        act=lambda: actions.open_allocation(allocation=form.instance, by=request.user),
        title=_("Mở nguồn vốn"),
        back="allocation_list",
    )


@requires(Permission.CAPITAL_EDIT)
def allocation_remove(request: Request, pk: int) -> HttpResponse:
    return remove_page(
        request, _editable(request, pk), back="allocation_list", act=actions.remove_allocation
    )


@requires(Permission.CAPITAL_EDIT)
def allocation_entry_create(request: Request, pk: int) -> HttpResponse:
    allocation = _editable(request, pk)
    form = AllocationEntryForm(request.POST or None, allocation=allocation)
    return act_page(
        request,
        form=form,
        act=lambda: actions.submit_entry(entry=form.entry(), by=request.user),
        title=_("Ghi vốn: %(allocation)s") % {"allocation": allocation},
        record=allocation,
        back="allocation_list",
        submit_label=_("Ghi sổ"),
        context={"facts": _state(allocation)},
    )


@requires(Permission.CAPITAL_EDIT)
def allocation_transfer(request: Request, pk: int) -> HttpResponse:
    allocation = _editable(request, pk)
    form = TransferForm(request.POST or None, allocation=allocation)
    return act_page(
        request,
        form=form,
        act=lambda: actions.transfer(
            entry=_typed_entry(allocation, form.cleaned_data, leaving_out="counterpart"),
            counterpart=form.cleaned_data["counterpart"],
            by=request.user,
        ),
        title=_("Điều chỉnh sang nguồn khác: %(allocation)s") % {"allocation": allocation},
        record=allocation,
        back="allocation_list",
        submit_label=_("Điều chỉnh"),
        context={"facts": _state(allocation)},
    )


@requires(Permission.CAPITAL_EDIT)
def allocation_carry_over(request: Request, pk: int) -> HttpResponse:
    allocation = _editable(request, pk)
    form = CarryOverForm(request.POST or None, initial={"amount": allocation.undistributed})
    return act_page(
        request,
        form=form,
        act=lambda: actions.carry_over(
            entry=_typed_entry(allocation, form.cleaned_data), by=request.user
        ),
        title=_("Chuyển nguồn sang năm %(year)d: %(allocation)s")
        % {"year": allocation.year + 1, "allocation": allocation},
        record=allocation,
        back="allocation_list",
        submit_label=_("Chuyển nguồn"),
        context={"facts": _state(allocation)},
    )


@requires(Permission.CAPITAL_EDIT)
def allocation_entry_correct(request: Request, pk: int) -> HttpResponse:
    rows = AllocationEntry.objects.visible_to(request.user).select_related(
        "allocation__component", "allocation__area", "recipient", "unit", "pair__allocation"
    )
    entry = visible_or_404(rows, pk)
    form = CorrectionForm(request.POST or None)
    return act_page(
        request,
        form=form,
        act=lambda: actions.correct_entry(entry=entry, by=request.user, **form.cleaned_data),
        title=_("Đính chính: %(entry)s, %(amount)s đồng")
        % {"entry": entry, "amount": grouped(entry.amount)},
        record=entry.allocation,
        back="allocation_list",
        submit_label=_("Ghi bút toán ngược"),
    )


def _typed_entry(
    allocation: Allocation, typed: dict[str, Any], *, leaving_out: str = ""
) -> AllocationEntry:
    """Return the unsaved entry of an act with a second half."""
    values = {name: value for name, value in typed.items() if name != leaving_out}
    return AllocationEntry(allocation=allocation, **values)


def _editable(request: Request, pk: int) -> Allocation:
    rows = Allocation.objects.visible_to(request.user).select_related("component", "area")
    found: Allocation = editable_or_403(request, rows, pk)
    return found


def _state(allocation: Allocation) -> list[Fact]:
    """Return what stands on the account now, beside a form that moves it."""
    return [
        (_("Được giao (đồng)"), grouped(allocation.assigned)),
        (_("Đã phân bổ (đồng)"), grouped(allocation.distributed)),
        (_("Chưa phân bổ (đồng)"), grouped(allocation.undistributed)),
        (_("Đã giải ngân (đồng)"), grouped(allocation.disbursed)),
        (_("Tạm ứng chưa thu hồi (đồng)"), grouped(allocation.advanced)),
    ]


def _unexplained(allocation: Allocation) -> list[Fact]:
    """Return what lies idle without a reason, where some does: somebody still has to say why."""
    explained = allocation.idle_reasons.filter(closed_on=None).aggregate(v=Sum("amount"))["v"] or 0
    left = allocation.undistributed - explained
    return [(_("Chưa nêu lý do (đồng)"), grouped(left))] if left else []


def _links(request: Request, allocation: Allocation) -> list[tuple[str, str]]:
    """Return what the user may do with the allocation."""
    links = []
    if request.user.can(Permission.CAPITAL_EDIT, allocation.area):
        links.append((_("Ghi vốn"), reverse("allocation_entry_create", args=[allocation.pk])))
        if allocation.undistributed:
            links += [
                (
                    _("Điều chỉnh sang nguồn khác"),
                    reverse("allocation_transfer", args=[allocation.pk]),
                ),
                (
                    _("Chuyển nguồn sang năm sau"),
                    reverse("allocation_carry_over", args=[allocation.pk]),
                ),
            ]
    if allocation.undistributed and request.user.can(Permission.IDLE_EDIT, allocation.area):
        links.append(
            (_("Nêu lý do chưa phân bổ"), reverse("idle_reason_create", args=[allocation.pk]))
        )
    match = f"{reverse('leaf_match', args=[allocation.component_id])}?year={allocation.year}"
    links.append((_("Đối chiếu đối tượng"), match))
    if allocation.undistributed:
        links.append(
            (_("Dự thảo điều chỉnh"), reverse("allocation_reallocation", args=[allocation.pk]))
        )
    return links
