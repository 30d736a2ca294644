"""Placements, work abroad and the yearly totals that wards state."""

from django.db.models import QuerySet, Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs import actions, filters, tables
from programs.forms.work import JobAggregateForm, JobPlacementForm, OverseasContractForm
from programs.models import JobAggregate, JobPlacement, OverseasContract
from programs.views.base import record_list, record_page, visible_or_404
from programs.views.forms import create_page, edit_page, editable_or_403, remove_page
from programs.views.workers import PEOPLE, worker_create


@requires(Permission.WORK_VIEW)
def job_placement_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=JobPlacement.objects.visible_to(request.user).select_related(
            "person", "household", "area"
        ),
        filters=filters.JobPlacementFilter,
        table=tables.JobPlacementTable,
        filename="job-placements",
        title=_("Kết nối việc làm"),
        theme="work",
        create=(_("Ghi vào làm"), "job_placement_create"),
        links=_overlaps(),
        totals=PEOPLE,
    )


@requires(Permission.WORK_VIEW)
def job_placement_detail(request: Request, pk: int) -> HttpResponse:
    return record_page(
        request,
        visible_or_404(_placements(request), pk),
        back="job_placement_list",
        edit="job_placement_edit",
        remove="job_placement_remove",
        facts=[
            "person",
            "household",
            "area",
            "household_class",
            "employer",
            "job",
            "started_on",
            "ended_on",
        ],
    )


@requires(Permission.WORK_EDIT)
def job_placement_create(request: Request) -> HttpResponse:
    return worker_create(
        request,
        form=JobPlacementForm,
        act=lambda row: actions.record_placement(placement=row, by=request.user),
        title=_("Ghi người vào làm"),
        back="job_placement_list",
    )


@requires(Permission.WORK_EDIT)
def job_placement_edit(request: Request, pk: int) -> HttpResponse:
    placement = editable_or_403(request, _placements(request), pk)
    form = JobPlacementForm(request.POST or None, instance=placement, user=request.user)
    return edit_page(
        request,
        form=form,
        record=placement,
        act=lambda: actions.amend_placement(
            placement=placement,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="job_placement_list",
    )


@requires(Permission.WORK_EDIT)
def job_placement_remove(request: Request, pk: int) -> HttpResponse:
    placement = editable_or_403(request, _placements(request), pk)
    return remove_page(request, placement, back="job_placement_list")


@requires(Permission.WORK_VIEW)
def overseas_contract_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=OverseasContract.objects.visible_to(request.user).select_related(
            "person", "household", "area"
        ),
        filters=filters.OverseasContractFilter,
        table=tables.OverseasContractTable,
        filename="overseas-contracts",
        title=_("Làm việc ở nước ngoài"),
        theme="work",
        create=(_("Ghi hợp đồng"), "overseas_contract_create"),
        links=_overlaps(),
        totals=PEOPLE,
    )


@requires(Permission.WORK_VIEW)
def overseas_contract_detail(request: Request, pk: int) -> HttpResponse:
    return record_page(
        request,
        visible_or_404(_contracts(request), pk),
        back="overseas_contract_list",
        edit="overseas_contract_edit",
        remove="overseas_contract_remove",
        facts=[
            "contract_number",
            "person",
            "household",
            "area",
            "household_class",
            "country",
            "enterprise",
            "departed_on",
            "returned_on",
        ],
    )


@requires(Permission.WORK_EDIT)
def overseas_contract_create(request: Request) -> HttpResponse:
    return worker_create(
        request,
        form=OverseasContractForm,
        act=lambda row: actions.record_overseas_contract(contract=row, by=request.user),
        title=_("Ghi hợp đồng đi làm việc ở nước ngoài"),
        back="overseas_contract_list",
    )


@requires(Permission.WORK_EDIT)
def overseas_contract_edit(request: Request, pk: int) -> HttpResponse:
    contract = editable_or_403(request, _contracts(request), pk)
    form = OverseasContractForm(request.POST or None, instance=contract, user=request.user)
    return edit_page(
        request,
        form=form,
        record=contract,
        act=lambda: actions.amend_overseas_contract(
            contract=contract,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="overseas_contract_list",
    )


@requires(Permission.WORK_EDIT)
def overseas_contract_remove(request: Request, pk: int) -> HttpResponse:
    contract = editable_or_403(request, _contracts(request), pk)
    return remove_page(request, contract, back="overseas_contract_list")


@requires(Permission.WORK_VIEW)
def job_aggregate_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=_aggregates(request),
        filters=filters.JobAggregateFilter,
        table=tables.JobAggregateTable,
        filename="job-aggregates",
        title=_("Tổng hợp việc làm theo năm"),
        theme="work",
        create=(_("Ghi số tổng hợp"), "job_aggregate_create"),
        links=_overlaps(),
        totals={"workers_sum": (_("Số lao động"), Sum("workers"))},
    )


@requires(Permission.WORK_VIEW)
def job_aggregate_detail(request: Request, pk: int) -> HttpResponse:
    aggregate = visible_or_404(_aggregates(request), pk)
    compared = f"{reverse('overlap_list')}?year={aggregate.year}&ward={aggregate.area_id}"
    return record_page(
        request,
        aggregate,
        back="job_aggregate_list",
        links=[(_("So với hồ sơ"), compared)],
        edit="job_aggregate_edit",
        remove="job_aggregate_remove",
        facts=["area", "year", "workers", "evidence", "stated_on"],
    )


@requires(Permission.WORK_EDIT)
def job_aggregate_create(request: Request) -> HttpResponse:
    form = JobAggregateForm(request.POST or None, instance=JobAggregate(), user=request.user)
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_job_aggregate(aggregate=form.instance, by=request.user),
        title=_("Ghi số tổng hợp việc làm của năm"),
        back="job_aggregate_list",
    )


@requires(Permission.WORK_EDIT)
def job_aggregate_edit(request: Request, pk: int) -> HttpResponse:
    aggregate = editable_or_403(request, _aggregates(request), pk)
    form = JobAggregateForm(request.POST or None, instance=aggregate, user=request.user)
    return edit_page(
        request,
        form=form,
        record=aggregate,
        act=lambda: actions.amend_job_aggregate(
            aggregate=aggregate,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="job_aggregate_list",
    )


@requires(Permission.WORK_EDIT)
def job_aggregate_remove(request: Request, pk: int) -> HttpResponse:
    aggregate = editable_or_403(request, _aggregates(request), pk)
    return remove_page(request, aggregate, back="job_aggregate_list")


def _overlaps() -> list[tuple[str | Promise, str]]:
    """Return the link to what the three numbers have in common."""
    return [(_("Trùng lặp giữa ba số"), reverse("overlap_list"))]


def _placements(request: Request) -> QuerySet[JobPlacement]:
    found: QuerySet[JobPlacement] = JobPlacement.objects.visible_to(request.user).select_related(
        "person", "household__head", "household__area", "area"
    )
    return found


def _contracts(request: Request) -> QuerySet[OverseasContract]:
    rows = OverseasContract.objects.visible_to(request.user)
    found: QuerySet[OverseasContract] = rows.select_related(
        "person", "household__head", "household__area", "area"
    )
    return found


def _aggregates(request: Request) -> QuerySet[JobAggregate]:
    found: QuerySet[JobAggregate] = JobAggregate.objects.visible_to(request.user).select_related(
        "area"
    )
    return found
