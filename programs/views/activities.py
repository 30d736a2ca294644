"""Communication about the programme, and what a leaf's page shows of activities."""

from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs import actions, filters, tables
from programs.forms.activities import CommunicationForm
from programs.models import Communication, Component
from programs.views.base import Section, record_list, record_page, related, visible_or_404
from programs.views.forms import create_page, edit_page, editable_or_403, remove_page
from programs.views.supervision import component_fact, counted, visits_of

MOST_SHOWN = 10


@requires(Permission.ACTIVITY_VIEW)
def communication_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=_communications(request),
        filters=filters.CommunicationFilter,
        table=tables.CommunicationTable,
        filename="communications",
        title=gettext_lazy("Hoạt động truyền thông"),
        theme="activities",
        create=(gettext_lazy("Ghi hoạt động truyền thông"), "communication_create"),
        totals={
            "sessions_sum": (gettext_lazy("Số buổi, số lượt"), Sum("sessions")),
            "reached_sum": (gettext_lazy("Số người tiếp cận đã ghi"), Sum("reached")),
            "uncounted": (
                gettext_lazy("Hoạt động chưa có số người"),
                Count("pk", filter=Q(reached=None)),
            ),
            "cost_sum": (gettext_lazy("Kinh phí đã ghi (đồng)"), Sum("cost")),
        },
    )


@requires(Permission.ACTIVITY_VIEW)
def communication_detail(request: Request, pk: int) -> HttpResponse:
    row = visible_or_404(_communications(request), pk)
    return record_page(
        request,
        row,
        back="communication_list",
        edit="communication_edit",
        remove="communication_remove",
        facts=[
            "channel",
            "area",
            component_fact(request, row),
            "organiser",
            "held_on",
            "ended_on",
            "sessions",
            counted(row, "reached"),
            counted(row, "cost"),
            "outcome",
        ],
    )


@requires(Permission.ACTIVITY_EDIT)
def communication_create(request: Request) -> HttpResponse:
    form = CommunicationForm(request.POST or None, instance=Communication(), user=request.user)
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_communication(communication=form.instance, by=request.user),
        title=_("Ghi hoạt động truyền thông"),
        back="communication_list",
    )


@requires(Permission.ACTIVITY_EDIT)
def communication_edit(request: Request, pk: int) -> HttpResponse:
    row = editable_or_403(request, _communications(request), pk)
    form = CommunicationForm(request.POST or None, instance=row, user=request.user)
    return edit_page(
        request,
        form=form,
        record=row,
        act=lambda: actions.amend_communication(
            communication=row,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="communication_list",
    )


@requires(Permission.ACTIVITY_EDIT)
def communication_remove(request: Request, pk: int) -> HttpResponse:
    row = editable_or_403(request, _communications(request), pk)
    return remove_page(request, row, back="communication_list")


def activities_of(request: Request, component: Component) -> list[Section]:
    """Return the latest communication and supervision of a leaf, for its page."""
    if not request.user.has(Permission.ACTIVITY_VIEW):
        return []
    told = _communications(request).filter(component=component)[:MOST_SHOWN]
    visits = visits_of(request).filter(component=component)[:MOST_SHOWN]
    query = urlencode({"component": component.pk})
    found = (
        (_("Truyền thông"), tables.CommunicationTable, told, "communication_list"),
        (_("Giám sát"), tables.SupervisionVisitTable, visits, "supervision_visit_list"),
    )
    return [
        related(
            title,
            table,
            rows,
            exclude=("component", "found", "left_open"),
            more=(_("Xem tất cả"), f"{reverse(name)}?{query}"),
        )
        for title, table, rows, name in found
        if rows
    ]


def _communications(request: Request) -> QuerySet[Communication]:
    found: QuerySet[Communication] = Communication.objects.visible_to(request.user)
    return found.select_related("area", "component", "organiser")
