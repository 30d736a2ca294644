"""Allocations, their ledger, and the reasons of idle money."""

from typing import Any

from django.db.models import F, Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.ui.charts import Datum, StackedBar, stacked_bar
from povertyportal.ui.tables import grouped
from programs import actions, filters, tables
from programs.choices import EntryKind
from programs.forms import AllocationEntryForm, CorrectionForm, IdleReasonForm
from programs.models import Allocation, AllocationEntry, IdleReason
from programs.views.base import (
    Fact,
    Section,
    form_page,
    record_list,
    record_page,
    related,
    visible_or_404,
)


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
    entries = list(
        allocation.entries.select_related("allocation__component", "recipient").order_by(
            "entry_on", "pk"
        )
    )
    return record_page(
        request,
        allocation,
        back="allocation_list",
        facts=["component", "area", "year", "source", "kind"],
        links=_links(request, allocation),
        sections=[
            Section(
                title=_("Giao, phân bổ, giải ngân (đồng)"),
                sums=_chain(allocation, entries),
                chart=_bar(allocation),
            ),
            related(
                _("Sổ chi tiết"),
                tables.AllocationEntryTable,
                entries,
                exclude=("allocation",),
                sums=_subtotals(entries),
            ),
            related(
                _("Lý do chưa phân bổ"),
                tables.IdleReasonTable,
                allocation.idle_reasons.select_related("allocation__component"),
            ),
        ],
    )


@requires(Permission.CAPITAL_VIEW)
def allocation_entry_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=AllocationEntry.objects.visible_to(request.user)
        .select_related("allocation__component", "recipient")
        .order_by("-entry_on", "-pk"),
        filters=filters.AllocationEntryFilter,
        table=tables.AllocationEntryTable,
        filename="allocation-entries",
        title=gettext_lazy("Sổ giao, phân bổ, giải ngân"),
        theme="capital",
        totals={"amount_sum": (gettext_lazy("Tổng số tiền (đồng)"), Sum("amount"))},
    )


@requires(Permission.CAPITAL_VIEW)
def allocation_entry_detail(request: Request, pk: int) -> HttpResponse:
    rows = AllocationEntry.objects.visible_to(request.user).select_related(
        "allocation__component", "allocation__area", "recipient", "corrects", "created_by"
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
            "document_number",
            "document_on",
            "corrects",
            "note",
            "created_by",
            "created_at",
        ],
    )


@requires(Permission.CAPITAL_EDIT)
def allocation_entry_create(request: Request, pk: int) -> HttpResponse:
    allocation = _editable(request, pk)
    form = AllocationEntryForm(request.POST or None, allocation=allocation)
    return form_page(
        request,
        form=form,
        act=lambda: actions.enter_allocation(entry=form.entry(), by=request.user),
        title=_("Ghi vốn: %(allocation)s") % {"allocation": allocation},
        record=allocation,
        back="allocation_list",
        submit_label=_("Ghi sổ"),
    )


@requires(Permission.CAPITAL_EDIT)
def allocation_entry_correct(request: Request, pk: int) -> HttpResponse:
    rows = AllocationEntry.objects.visible_to(request.user).select_related(
        "allocation__component", "allocation__area", "recipient"
    )
    entry = visible_or_404(rows, pk)
    form = CorrectionForm(request.POST or None)
    return form_page(
        request,
        form=form,
        act=lambda: actions.correct_entry(entry=entry, by=request.user, **form.cleaned_data),
        title=_("Đính chính: %(entry)s, %(amount)s đồng")
        % {"entry": entry, "amount": grouped(entry.amount)},
        record=entry.allocation,
        back="allocation_list",
        submit_label=_("Ghi bút toán ngược"),
    )


@requires(Permission.CAPITAL_EDIT)
def idle_reason_create(request: Request, pk: int) -> HttpResponse:
    allocation = _editable(request, pk)
    form = IdleReasonForm(request.POST or None)
    return form_page(
        request,
        form=form,
        act=lambda: actions.set_idle_reason(reason=form.idle_reason(allocation), by=request.user),
        title=_("Lý do chưa phân bổ: %(allocation)s") % {"allocation": allocation},
        record=allocation,
        back="allocation_list",
        submit_label=_("Ghi lý do"),
    )


@requires(Permission.CAPITAL_VIEW)
def idle_reason_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=IdleReason.objects.visible_to(request.user).select_related("allocation__component"),
        filters=filters.IdleReasonFilter,
        table=tables.IdleReasonTable,
        filename="idle-reasons",
        title=gettext_lazy("Vốn chưa phân bổ"),
        theme="capital",
        totals={"amount_sum": (gettext_lazy("Tổng số tiền (đồng)"), Sum("amount"))},
    )


@requires(Permission.CAPITAL_VIEW)
def idle_reason_detail(request: Request, pk: int) -> HttpResponse:
    rows = IdleReason.objects.visible_to(request.user).select_related("allocation__component")
    return record_page(
        request,
        visible_or_404(rows, pk),
        back="idle_reason_list",
        facts=[
            "allocation",
            "reason",
            "amount",
            "owner",
            "stated_on",
            "due_on",
            "closed_on",
            "note",
        ],
    )


def _editable(request: Request, pk: int) -> Allocation:
    """Return the allocation if the user sees it; the action refuses who may not write."""
    rows = Allocation.objects.visible_to(request.user).select_related("component", "area")
    found: Allocation = visible_or_404(rows, pk)
    return found


def _links(request: Request, allocation: Allocation) -> list[tuple[str, str]]:
    """Return what the user may do with the allocation."""
    if not request.user.can(Permission.CAPITAL_EDIT, allocation.area):
        return []
    links = [(_("Ghi vốn"), reverse("allocation_entry_create", args=[allocation.pk]))]
    if allocation.undistributed:
        links.append(
            (_("Nêu lý do chưa phân bổ"), reverse("idle_reason_create", args=[allocation.pk]))
        )
    return links


def _chain(allocation: Allocation, entries: list[AllocationEntry]) -> list[Fact]:
    """Return initial, changes, distributed, disbursed and left, as amounts that add up."""
    initial = sum(entry.amount for entry in entries if entry.kind == EntryKind.ASSIGNED)
    rows: list[tuple[Any, int]] = [
        (_("Giao ban đầu"), initial),
        (_("+ Điều chỉnh, chuyển nguồn, nộp trả"), allocation.assigned - initial),
        (_("= Được giao sau điều chỉnh"), allocation.assigned),
        (_("− Đã phân bổ"), allocation.distributed),
        (_("= Chưa phân bổ"), allocation.undistributed),
        (_("Đã phân bổ"), allocation.distributed),
        (_("− Đã giải ngân"), allocation.disbursed),
        (_("= Đã phân bổ, chưa giải ngân"), allocation.balances.unspent),
    ]
    return [(label, grouped(value)) for label, value in rows]


def _bar(allocation: Allocation) -> StackedBar:
    """Return the money as one bar: disbursed, distributed only, idle."""
    parts = [
        (_("Đã giải ngân"), allocation.disbursed, "navy"),
        (_("Đã phân bổ, chưa giải ngân"), allocation.balances.unspent, "light"),
        (_("Chưa phân bổ"), allocation.undistributed, "gold"),
    ]
    return stacked_bar(
        [Datum(label, value, text=grouped(value), tone=tone) for label, value, tone in parts],
        title=_("Vốn được giao đã đi đến đâu"),
    )


def _subtotals(entries: list[AllocationEntry]) -> list[Fact]:
    """Return the sum of each kind of entry, in the order of the chain."""
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.kind] = sums.get(entry.kind, 0) + entry.amount
    return [(kind.label, grouped(sums[kind])) for kind in EntryKind if kind in sums]
