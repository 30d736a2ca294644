"""The programme tree and published statistics."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs import filters, tables
from programs.models import Component, Statistic
from programs.views.base import record_list, record_page, related, visible_or_404


@requires(Permission.CAPITAL_VIEW)
def component_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=Component.objects.all(),
        filters=filters.ComponentFilter,
        table=tables.ComponentTable,
        filename="components",
        title=_("Dự án, tiểu dự án"),
        theme="capital",
    )


@requires(Permission.CAPITAL_VIEW)
def component_detail(request: Request, pk: int) -> HttpResponse:
    component = get_object_or_404(Component.objects.select_related("programme", "parent"), pk=pk)
    allocations = component.allocations.visible_to(request.user).select_related("component")
    leads = [
        (_period(lead.valid_from, lead.valid_to), lead.organisation)
        for lead in component.leads.all()
    ]
    does, does_not = _("Áp dụng"), _("Không áp dụng")
    applies = [
        (row.area.name, f"{does if row.applies else does_not}: {row.reason} ({row.source})")
        for row in component.applicability.select_related("area")
    ]
    return record_page(
        request,
        component,
        back="component_list",
        facts=["code", "programme", "parent", "beneficiaries", "carries_money", *leads, *applies],
        sections=[related(_("Vốn được giao"), tables.AllocationTable, allocations)],
    )


@requires(Permission.TARGET_VIEW)
def statistic_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=Statistic.objects.visible_to(request.user).select_related("area"),
        filters=filters.StatisticFilter,
        table=tables.StatisticTable,
        filename="statistics",
        title=_("Số liệu thống kê"),
        theme="work",
    )


@requires(Permission.TARGET_VIEW)
def statistic_detail(request: Request, pk: int) -> HttpResponse:
    rows = Statistic.objects.visible_to(request.user).select_related("area")
    return record_page(
        request,
        visible_or_404(rows, pk),
        back="statistic_list",
        facts=["key", "area", "year", "value", "source", "stated_on"],
    )


def _period(first: object, last: object) -> str:
    return f"{first:%d/%m/%Y} – {f'{last:%d/%m/%Y}' if last else _('nay')}"
