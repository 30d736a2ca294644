"""Supervision: the visits, what they found, and what came of it."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts import past
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs import actions, filters, tables
from programs.forms.activities import MendForm, SupervisionFindingForm, SupervisionVisitForm
from programs.models import Communication, Component, SupervisionFinding, SupervisionVisit
from programs.views.base import (
    Fact,
    fact_of,
    record_list,
    record_page,
    related,
    visible_or_404,
)
from programs.views.forms import (
    act_page,
    create_page,
    edit_page,
    editable_or_403,
    remove_page,
    without_token,
)


@requires(Permission.ACTIVITY_VIEW)
def supervision_visit_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=visits_of(request),
        filters=filters.SupervisionVisitFilter,
        table=tables.SupervisionVisitTable,
        filename="supervision-visits",
        title=gettext_lazy("Giám sát"),
        theme="activities",
        create=(gettext_lazy("Ghi cuộc giám sát"), "supervision_visit_create"),
        totals={
            "visits": (gettext_lazy("Số cuộc"), Count("pk", distinct=True)),
            "found_sum": (gettext_lazy("Số phát hiện"), Count("findings")),
            "open_sum": (
                gettext_lazy("Chưa khắc phục xong"),
                Count("findings", filter=Q(findings__done_on=None)),
            ),
        },
    )


@requires(Permission.ACTIVITY_VIEW)
def supervision_visit_detail(request: Request, pk: int) -> HttpResponse:
    visit = visible_or_404(visits_of(request), pk)
    may_edit = request.user.can(SupervisionVisit.EDIT, visit.where)
    add = (_("Thêm phát hiện"), reverse("supervision_finding_create", args=[pk]))
    return record_page(
        request,
        visit,
        back="supervision_visit_list",
        links=[add] if may_edit else [],
        edit="supervision_visit_edit",
        remove="supervision_visit_remove",
        sections=[
            related(
                _("Phát hiện và khắc phục"),
                tables.SupervisionFindingTable,
                visit.findings.select_related("visit", "owner"),
                exclude=("area", "visited_on"),
            )
        ],
        facts=[
            "kind",
            "area",
            component_fact(request, visit),
            "supervisor",
            "team",
            "visited",
            counted(visit, "households_visited"),
            "visited_on",
            "ended_on",
            "document_number",
            "conclusion",
        ],
    )


@requires(Permission.SUPERVISION_EDIT)
def supervision_visit_create(request: Request) -> HttpResponse:
    form = SupervisionVisitForm(
        request.POST or None, instance=SupervisionVisit(), user=request.user
    )
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_supervision_visit(visit=form.instance, by=request.user),
        title=_("Ghi cuộc giám sát"),
        back="supervision_visit_list",
    )


@requires(Permission.SUPERVISION_EDIT)
def supervision_visit_edit(request: Request, pk: int) -> HttpResponse:
    visit = editable_or_403(request, visits_of(request), pk)
    form = SupervisionVisitForm(request.POST or None, instance=visit, user=request.user)
    return edit_page(
        request,
        form=form,
        record=visit,
        act=lambda: actions.amend_supervision_visit(
            visit=visit, values=form.typed, by=request.user, version=form.cleaned_data["version"]
        ),
        back="supervision_visit_list",
    )


@requires(Permission.SUPERVISION_EDIT)
def supervision_visit_remove(request: Request, pk: int) -> HttpResponse:
    visit = editable_or_403(request, visits_of(request), pk)
    return remove_page(request, visit, back="supervision_visit_list")


@requires(Permission.ACTIVITY_VIEW)
def supervision_finding_list(request: Request) -> HttpResponse:
    today = timezone.localdate()
    return record_list(
        request,
        rows=_findings(request),
        filters=filters.SupervisionFindingFilter,
        table=tables.SupervisionFindingTable,
        filename="supervision-findings",
        title=gettext_lazy("Phát hiện qua giám sát"),
        theme="activities",
        totals={
            "findings": (gettext_lazy("Số phát hiện"), Count("pk")),
            "done": (
                gettext_lazy("Đã khắc phục xong"),
                Count("pk", filter=Q(done_on__isnull=False)),
            ),
            "late": (
                gettext_lazy("Quá hạn"),
                Count("pk", filter=Q(done_on=None, due_on__lt=today)),
            ),
        },
    )


@requires(Permission.ACTIVITY_VIEW)
def supervision_finding_detail(request: Request, pk: int) -> HttpResponse:
    finding = visible_or_404(_findings(request), pk)
    mend = (_("Ghi kết quả khắc phục"), reverse("supervision_finding_mend", args=[pk]))
    return record_page(
        request,
        finding,
        back="supervision_finding_list",
        links=[mend] if actions.may_mend(finding, by=request.user) else [],
        edit="supervision_finding_edit",
        remove="supervision_finding_remove",
        facts=[
            _visit(request, finding),
            (_("Nơi được giám sát"), finding.visit.area),
            "finding",
            "recommendation",
            "owner",
            "due_on",
            "done_on",
            "result",
        ],
        context={
            "is_late": finding.done_on is None and finding.due_on < past.today(),
        },
    )


@requires(Permission.SUPERVISION_EDIT)
def supervision_finding_create(request: Request, pk: int) -> HttpResponse:
    visit = editable_or_403(request, visits_of(request), pk)
    form = SupervisionFindingForm(
        request.POST or None, instance=SupervisionFinding(visit=visit), user=request.user
    )
    return act_page(
        request,
        form=form,
        act=lambda: (
            actions.record_supervision_finding(finding=form.instance, by=request.user) and None
        ),
        title=_("Thêm phát hiện: %(visit)s") % {"visit": visit},
        record=visit,
        back="supervision_visit_list",
        submit_label=_("Ghi phát hiện"),
    )


@requires(Permission.SUPERVISION_EDIT)
def supervision_finding_edit(request: Request, pk: int) -> HttpResponse:
    finding = editable_or_403(request, _findings(request), pk)
    form = SupervisionFindingForm(request.POST or None, instance=finding, user=request.user)
    return edit_page(
        request,
        form=form,
        record=finding,
        act=lambda: actions.amend_supervision_finding(
            finding=finding,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="supervision_finding_list",
    )


@requires(Permission.SUPERVISION_EDIT)
def supervision_finding_remove(request: Request, pk: int) -> HttpResponse:
    finding = editable_or_403(request, _findings(request), pk)
    return remove_page(request, finding, back="supervision_finding_list")


@requires(Permission.ACTIVITY_VIEW)
def supervision_finding_mend(request: Request, pk: int) -> HttpResponse:
    """Ask what came of a finding: those who supervise, or the people of the office that mends."""
    finding = visible_or_404(_findings(request), pk)
    if not actions.may_mend(finding, by=request.user):
        raise PermissionDenied
    initial = {
        "version": finding.version,
        "result": finding.result,
        "done_on": finding.done_on,
    }
    form = MendForm(request.POST or None, initial=initial)
    return act_page(
        request,
        form=form,
        act=lambda: actions.mend_finding(
            finding=finding, by=request.user, **without_token(form.cleaned_data)
        ),
        title=_("Kết quả khắc phục: %(finding)s") % {"finding": finding},
        record=finding,
        back="supervision_finding_list",
        submit_label=_("Ghi kết quả khắc phục"),
        context={
            "facts": [
                fact_of(finding, name, named=True)
                for name in ("finding", "recommendation", "owner", "due_on")
            ]
        },
    )


def visits_of(request: Request) -> QuerySet[SupervisionVisit]:
    """Return the supervision visits that the user may see."""
    found: QuerySet[SupervisionVisit] = SupervisionVisit.objects.visible_to(request.user)
    return found.select_related("area", "component", "supervisor")


def _findings(request: Request) -> QuerySet[SupervisionFinding]:
    return SupervisionFinding.objects.visible_to(request.user).select_related(
        "visit__area", "owner"
    )


def component_fact(request: Request, row: Communication | SupervisionVisit) -> str | Fact:
    """Return the leaf as a link to its page, for those who may open it."""
    leaf: Component | None = row.component
    if leaf is None or not request.user.has(Permission.CAPITAL_VIEW):
        return "component"
    label, _value = fact_of(row, "component", named=True)
    return label, format_html('<a href="{}">{}</a>', leaf.get_absolute_url(), leaf)


def _visit(request: Request, finding: SupervisionFinding) -> str | Fact:
    """Return the visit as a link, for those who may open it: an owner may be of another ward."""
    if not request.user.can(SupervisionVisit.VIEW, finding.where):
        return "visit"
    label, _value = fact_of(finding, "visit", named=True)
    return label, format_html(
        '<a href="{}">{}</a>', finding.visit.get_absolute_url(), finding.visit
    )


def counted(row: Communication | SupervisionVisit, name: str) -> Fact:
    """Return the number, or that it is not known: never 0 for what nobody counted."""
    label, value = fact_of(row, name, named=True)
    return label, _("chưa có số liệu") if value is None else value
