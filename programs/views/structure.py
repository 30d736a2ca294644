"""The programme tree."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs import filters, ledgers, tables
from programs.models import Allocation, AllocationEntry, AllocationShare, Component
from programs.views.activities import activities_of
from programs.views.base import Section, record_list, record_page
from programs.views.grids import (
    OF_LEAF,
    account_grid,
    asked_year,
    ledger_section,
    money_bar,
    of_year,
    share_grid,
    year_links,
)


@requires(Permission.CAPITAL_VIEW)
def component_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=Component.objects.all(),
        filters=filters.ComponentFilter,
        table=tables.ComponentTable,
        filename="components",
        title=gettext_lazy("Dự án, tiểu dự án"),
        theme="capital",
    )


@requires(Permission.CAPITAL_VIEW)
def component_detail(request: Request, pk: int) -> HttpResponse:
    component = get_object_or_404(Component.objects.select_related("programme", "parent"), pk=pk)
    leads = [
        (_period(lead.valid_from, lead.valid_to), lead.organisation)
        for lead in component.leads.all()
    ]
    does, does_not = _("Áp dụng"), _("Không áp dụng")
    applies = [
        (row.area.name, f"{does if row.applies else does_not}: {row.reason} ({row.source})")
        for row in component.applicability.select_related("area")
    ]
    seen = AllocationShare.objects.visible_to(request.user)
    years = seen.filter(allocation__component=component).values_list("allocation__year", flat=True)
    own = component.allocations.visible_to(request.user).values_list("year", flat=True)
    return record_page(
        request,
        component,
        back="component_list",
        links=[(_("Đối chiếu đối tượng"), reverse("leaf_match", args=[pk]))]
        if component.carries_money
        else [],
        facts=[
            "code",
            "programme",
            *(["parent"] if component.parent else []),
            "beneficiaries",
            "carries_money",
            *leads,
            *applies,
        ],
        sections=[
            *(_money_of(request, component) if component.carries_money else []),
            *activities_of(request, component),
        ],
        context={"years": year_links([*years, *own], asked_year(request))},
    )


def _money_of(request: Request, component: Component) -> list[Section]:
    """Return what the leaf was given, passed on and paid, what each recipient got, the ledger."""
    user, asked = request.user, asked_year(request)
    query = {"component": component.pk, "year": asked}
    allocations = of_year(
        Allocation.objects.visible_to(user).filter(component=component), asked, "year"
    )
    entries = of_year(
        AllocationEntry.objects.visible_to(user).filter(allocation__component=component),
        asked,
        "allocation__year",
    )
    shares = ledgers.shares(
        of_year(
            AllocationShare.objects.visible_to(user).filter(allocation__component=component),
            asked,
            "allocation__year",
        )
    )
    lines = ledgers.accounts(list(allocations.select_related("component")), entries)
    sections = [_given(lines, query=query)] if lines else []
    if shares:
        title = _("Phần của phường, xã, đơn vị (đồng)")
        sections.append(Section(title=title, grid=share_grid(shares, query=query)))
    return [*sections, ledger_section(entries, ledgers.sums_of(entries), query=query)]


def _given(lines: list[ledgers.Account], *, query: dict[str, Any]) -> Section:
    bar = money_bar(ledgers.total(lines).balances, title=_("Vốn được giao đã đi đến đâu"))
    return Section(
        title=_("Giao, phân bổ, giải ngân (đồng)"),
        chart=bar,
        grid=account_grid(lines, OF_LEAF, query=query),
    )


def _period(first: object, last: object) -> str:
    return f"{first:%d/%m/%Y} – {f'{last:%d/%m/%Y}' if last else _('nay')}"
