"""Needs, placements, work abroad, yearly totals, training classes and learners."""

from django.db.models import Count, Sum
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs import filters, tables
from programs.models import (
    Enrolment,
    JobAggregate,
    JobNeed,
    JobPlacement,
    OverseasContract,
    TrainingClass,
)
from programs.views.base import (
    hidden_columns,
    record_list,
    record_page,
    related,
    visible_or_404,
)

PEOPLE = {
    "rows_count": (_("Số dòng"), Count("pk")),
    "people": (_("Số người"), Count("person", distinct=True)),
}


@requires(Permission.WORK_VIEW)
def training_class_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=TrainingClass.objects.visible_to(request.user).select_related("area"),
        filters=filters.TrainingClassFilter,
        table=tables.TrainingClassTable,
        filename="training-classes",
        title=_("Lớp nghề"),
        theme="work",
        totals={
            "classes": (_("Số lớp"), Count("pk", distinct=True)),
            "learners_sum": (
                _("Số học viên"),
                tables.TrainingClassTable.added_for(request.user)["learners"],
            ),
        },
    )


@requires(Permission.WORK_VIEW)
def training_class_detail(request: Request, pk: int) -> HttpResponse:
    rows = TrainingClass.objects.visible_to(request.user).select_related("area")
    training_class = visible_or_404(rows, pk)
    learners = list(
        training_class.enrolments.visible_to(request.user).select_related(
            "person", "household", "area", "training_class"
        )
    )
    return record_page(
        request,
        training_class,
        back="training_class_list",
        facts=["code", "trade", "provider", "area", "starts_on", "ends_on", "capacity", "funding"],
        sections=[
            related(
                _("Học viên"),
                tables.EnrolmentTable,
                learners,
                exclude=("training_class", *hidden_columns(request, Enrolment)),
                sums=[(_("Số học viên"), len(learners))],
            )
        ],
    )


@requires(Permission.WORK_VIEW)
def enrolment_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=Enrolment.objects.visible_to(request.user).select_related(
            "person", "household", "area", "training_class"
        ),
        filters=filters.EnrolmentFilter,
        table=tables.EnrolmentTable,
        filename="enrolments",
        title=_("Học viên học nghề"),
        theme="work",
        totals=PEOPLE,
    )


@requires(Permission.WORK_VIEW)
def enrolment_detail(request: Request, pk: int) -> HttpResponse:
    rows = Enrolment.objects.visible_to(request.user).select_related(
        "person", "household__head", "area", "training_class"
    )
    return record_page(
        request,
        visible_or_404(rows, pk),
        back="enrolment_list",
        facts=[
            "person",
            "household",
            "area",
            "training_class",
            "household_class",
            "enrolled_on",
            "completed_on",
            "certificate",
            "funding",
        ],
    )


@requires(Permission.WORK_VIEW)
def job_need_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=JobNeed.objects.visible_to(request.user).select_related("person", "household", "area"),
        filters=filters.JobNeedFilter,
        table=tables.JobNeedTable,
        filename="job-needs",
        title=_("Nhu cầu việc làm"),
        theme="work",
        totals=PEOPLE,
    )


@requires(Permission.WORK_VIEW)
def job_need_detail(request: Request, pk: int) -> HttpResponse:
    rows = JobNeed.objects.visible_to(request.user).select_related(
        "person", "household__head", "area"
    )
    need = visible_or_404(rows, pk)
    return record_page(
        request,
        need,
        back="job_need_list",
        facts=["person", "household", "area", "household_class", "need", "registered_on"],
        sections=[related(_("Các lần hỗ trợ"), tables.JobServiceTable, need.services.all())],
    )


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
        totals=PEOPLE,
    )


@requires(Permission.WORK_VIEW)
def job_placement_detail(request: Request, pk: int) -> HttpResponse:
    rows = JobPlacement.objects.visible_to(request.user).select_related(
        "person", "household__head", "area"
    )
    return record_page(
        request,
        visible_or_404(rows, pk),
        back="job_placement_list",
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
        totals=PEOPLE,
    )


@requires(Permission.WORK_VIEW)
def overseas_contract_detail(request: Request, pk: int) -> HttpResponse:
    rows = OverseasContract.objects.visible_to(request.user).select_related(
        "person", "household__head", "area"
    )
    return record_page(
        request,
        visible_or_404(rows, pk),
        back="overseas_contract_list",
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


@requires(Permission.WORK_VIEW)
def job_aggregate_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=JobAggregate.objects.visible_to(request.user).select_related("area"),
        filters=filters.JobAggregateFilter,
        table=tables.JobAggregateTable,
        filename="job-aggregates",
        title=_("Tổng hợp việc làm theo năm"),
        theme="work",
        totals={"workers_sum": (_("Số lao động"), Sum("workers"))},
    )


@requires(Permission.WORK_VIEW)
def job_aggregate_detail(request: Request, pk: int) -> HttpResponse:
    rows = JobAggregate.objects.visible_to(request.user).select_related("area")
    return record_page(
        request,
        visible_or_404(rows, pk),
        back="job_aggregate_list",
        facts=["area", "year", "workers", "evidence", "stated_on"],
    )
