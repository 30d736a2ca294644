"""The money of each ward and office: all of them, and the page of one."""

from django.db.models import F, QuerySet, Sum
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from programs import filters, ledgers, tables
from programs.models import AllocationEntry, AllocationShare, Organisation
from programs.views.base import THEMES, Section, record_list, record_page, visible_or_404
from programs.views.grids import (
    OF_RECIPIENT,
    account_grid,
    asked_year,
    ledger_section,
    of_year,
    share_bar,
    share_grid,
    year_links,
)

TITLE = gettext_lazy("Vốn của phường, xã, đơn vị")


@requires(Permission.CAPITAL_VIEW)
def capital_recipients(request: Request) -> HttpResponse:
    visible, asked = _visible(request), asked_year(request)
    found = ledgers.shares(of_year(visible, asked, "allocation__year"))
    return TemplateResponse(
        request,
        "programs/recipients.html",
        {
            "title": TITLE,
            "theme": THEMES["capital"],
            "years": year_links(visible.values_list("allocation__year", flat=True), asked),
            "sections": [
                Section(
                    title=_("Được phân bổ, giải ngân, còn lại (đồng)"),
                    grid=share_grid(found, query={"year": asked}) if found else None,
                    more=(_("Từng nguồn vốn, lọc và xuất Excel"), reverse("allocation_share_list")),
                )
            ],
        },
    )


@requires(Permission.CAPITAL_VIEW)
def allocation_share_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=_visible(request).select_related("allocation__component", "recipient", "unit"),
        filters=filters.AllocationShareFilter,
        table=tables.RecipientShareTable,
        filename="allocation-shares",
        title=gettext_lazy("Từng phần vốn của phường, xã, đơn vị"),
        theme="capital",
        totals={
            "distributed_sum": (gettext_lazy("Được phân bổ (đồng)"), Sum("distributed")),
            "disbursed_sum": (gettext_lazy("Đã giải ngân (đồng)"), Sum("disbursed")),
            "left_sum": (gettext_lazy("Còn lại (đồng)"), Sum(F("distributed") - F("disbursed"))),
            "advanced_sum": (gettext_lazy("Tạm ứng chưa thu hồi (đồng)"), Sum("advanced")),
        },
    )


@requires(Permission.CAPITAL_VIEW)
def capital_ward(request: Request, pk: int) -> HttpResponse:
    levels = [Area.Level.CITY, Area.Level.WARD]
    areas = request.user.areas(Permission.CAPITAL_VIEW).filter(level__in=levels)
    return _recipient_page(request, visible_or_404(areas, pk), None)


@requires(Permission.CAPITAL_VIEW)
def capital_unit(request: Request, pk: int) -> HttpResponse:
    unit = Organisation.objects.select_related("area").filter(pk=pk).first()
    if unit is None or not request.user.can(Permission.CAPITAL_VIEW, unit.area):
        raise Http404
    return _recipient_page(request, unit.area, unit)


def _recipient_page(request: Request, area: Area, unit: Organisation | None) -> HttpResponse:
    asked = asked_year(request)
    own = _visible(request).filter(recipient=area, unit=unit)
    rows = of_year(own, asked, "allocation__year").select_related("allocation__component")
    entries = of_year(
        AllocationEntry.objects.visible_to(request.user).filter(recipient=area, unit=unit),
        asked,
        "allocation__year",
    )
    allocations = [row.allocation for row in rows.order_by("-allocation__year", "allocation")]
    lines = ledgers.accounts(allocations, entries)
    in_all = ledgers.total(lines)
    query = {"year": asked, "recipient": ledgers.recipient_key(area, unit)}
    return record_page(
        request,
        unit or area,
        back="capital_recipients",
        title=_("Vốn của %(name)s") % {"name": unit or area},
        facts=[],
        sections=[
            Section(
                title=_("Được phân bổ, giải ngân, còn lại (đồng)"),
                chart=share_bar(in_all.balances, title=_("Vốn được phân bổ đã đi đến đâu"))
                if lines
                else None,
                grid=account_grid(lines, OF_RECIPIENT, query=query) if lines else None,
            ),
            ledger_section(entries, in_all, query=query),
        ],
        context={
            "list_label": TITLE,
            "years": year_links(own.values_list("allocation__year", flat=True), asked),
        },
    )


def _visible(request: Request) -> QuerySet[AllocationShare]:
    found: QuerySet[AllocationShare] = AllocationShare.objects.visible_to(request.user)
    return found
