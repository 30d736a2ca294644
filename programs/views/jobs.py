"""Needs of workers with the help they got: who asked, who was served, the rate."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts import past
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.registry import rate
from povertyportal.reporting.units import Unit, published, shown
from povertyportal.ui.text import grouped
from programs import actions, filters, tables
from programs.choices import NeedKind
from programs.forms.work import JobNeedForm, JobServiceForm
from programs.models import JobNeed, JobService
from programs.views.base import Fact, record_list, record_page, related, visible_or_404
from programs.views.forms import (
    act_page,
    chosen_household,
    edit_page,
    editable_or_403,
    household_page,
    remove_page,
)
from programs.views.workers import worker_create

RESULTS = {
    NeedKind.JOB: (_("Ghi vào làm"), "job_placement_create"),
    NeedKind.TRAINING: (_("Ghi vào lớp nghề"), "enrolment_create"),
    NeedKind.OVERSEAS: (_("Ghi đi làm việc ở nước ngoài"), "overseas_contract_create"),
}
"""Where a need may lead: the page on which its result is entered."""


KINDS = [
    ("job_need_create", _("Nhu cầu việc làm"), _("Ai cần tư vấn, thông tin, việc làm, học nghề")),
    ("job_placement_create", _("Vào làm"), _("Ai đã có việc, ở đâu, từ ngày nào")),
    ("enrolment_create", _("Học nghề"), _("Ai vào lớp nghề nào")),
    (
        "overseas_contract_create",
        _("Đi làm việc ở nước ngoài"),
        _("Ai xuất cảnh theo hợp đồng, sang nước nào"),
    ),
]
"""What is entered about the work of a household's people: page, name, hint."""


@requires(Permission.WORK_EDIT)
def work_choose(request: Request) -> HttpResponse:
    """Ask what to enter about the work of a household's people."""
    title = _("Ghi học nghề, việc làm")
    household = chosen_household(request, Permission.WORK_EDIT)
    if household is None:
        return household_page(request, Permission.WORK_EDIT, title=title, back="job_need_list")
    context = {"title": title, "household": household, "kinds": KINDS}
    return TemplateResponse(request, "programs/work_choose.html", context)


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
        create=(_("Ghi nhu cầu"), "job_need_create"),
        template="programs/needs.html",
        totals=_rate,
    )


def _rate(passed: Any) -> list[Fact]:
    """Return how many of the workers with a need were served so far.

    Who is counted, and what served means, is said where the figure of the dashboard finds it too.
    """
    people = Count("person", distinct=True)
    counted = passed.order_by().counted()
    asked = counted.aggregate(v=people)["v"]
    served = counted.served_by(past.today()).aggregate(v=people)["v"]
    found = published(rate(served, asked), Unit.PERCENT)
    return [
        (_("Người thuộc hộ nghèo, cận nghèo, mới thoát nghèo có nhu cầu"), grouped(asked)),
        (_("Đã được tư vấn, hỗ trợ"), grouped(served)),
        (_("Tỷ lệ được hỗ trợ (%)"), None if found is None else shown(found, Unit.PERCENT)),
    ]


@requires(Permission.WORK_VIEW)
def job_need_detail(request: Request, pk: int) -> HttpResponse:
    need = visible_or_404(_needs(request), pk)
    return record_page(
        request,
        need,
        back="job_need_list",
        links=_steps(need) if request.user.can(Permission.WORK_EDIT, need.where) else [],
        edit="job_need_edit",
        remove="job_need_remove",
        facts=["person", "household", "area", "household_class", "need", "registered_on"],
        sections=[
            related(
                _("Các lần hỗ trợ"),
                tables.JobServiceTable,
                need.services.all(),
                exclude=("person", "area", "need"),
            )
        ],
    )


def _steps(need: JobNeed) -> list[Any]:
    """Return what is done about a need: help, and the result that it may lead to."""
    links = [(_("Ghi lượt hỗ trợ"), reverse("job_service_create", args=[need.pk]))]
    if need.need in RESULTS:
        label, name = RESULTS[NeedKind(need.need)]
        links.append((label, f"{reverse(name)}?household={need.household.code}"))
    return links


@requires(Permission.WORK_EDIT)
def job_need_create(request: Request) -> HttpResponse:
    return worker_create(
        request,
        form=JobNeedForm,
        act=lambda need: actions.record_need(need=need, by=request.user),
        title=_("Ghi nhu cầu việc làm"),
        back="job_need_list",
    )


@requires(Permission.WORK_EDIT)
def job_need_edit(request: Request, pk: int) -> HttpResponse:
    need = editable_or_403(request, _needs(request), pk)
    form = JobNeedForm(request.POST or None, instance=need, user=request.user)
    return edit_page(
        request,
        form=form,
        record=need,
        act=lambda: actions.amend_need(
            need=need, values=form.typed, by=request.user, version=form.cleaned_data["version"]
        ),
        back="job_need_list",
    )


@requires(Permission.WORK_EDIT)
def job_need_remove(request: Request, pk: int) -> HttpResponse:
    return remove_page(request, editable_or_403(request, _needs(request), pk), back="job_need_list")


@requires(Permission.WORK_VIEW)
def job_service_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=_services(request),
        filters=filters.JobServiceFilter,
        table=tables.JobServiceTable,
        filename="job-services",
        title=_("Lượt hỗ trợ việc làm"),
        theme="work",
        totals={
            "services": (_("Số lượt"), Count("pk")),
            "people": (_("Số người"), Count("need__person", distinct=True)),
        },
    )


@requires(Permission.WORK_VIEW)
def job_service_detail(request: Request, pk: int) -> HttpResponse:
    service = visible_or_404(_services(request), pk)
    need = service.need
    return record_page(
        request,
        service,
        back="job_service_list",
        links=[(_("Mở nhu cầu"), need.get_absolute_url())],
        edit="job_service_edit",
        remove="job_service_remove",
        facts=[
            (_("Nhu cầu"), need.get_need_display()),
            (_("Hộ"), need.household.code),
            "kind",
            "served_on",
            "provider",
        ],
    )


@requires(Permission.WORK_EDIT)
def job_service_create(request: Request, pk: int) -> HttpResponse:
    need = editable_or_403(request, _needs(request), pk)
    instance = JobService(need=need)
    form = JobServiceForm(request.POST or None, instance=instance, user=request.user)
    return act_page(
        request,
        form=form,
        act=lambda: actions.record_service(service=form.instance, by=request.user) and None,
        title=_("Lượt hỗ trợ: %(need)s") % {"need": need},
        record=need,
        back="job_need_list",
        submit_label=_("Ghi lượt hỗ trợ"),
    )


@requires(Permission.WORK_EDIT)
def job_service_edit(request: Request, pk: int) -> HttpResponse:
    service = editable_or_403(request, _services(request), pk)
    form = JobServiceForm(request.POST or None, instance=service, user=request.user)
    return edit_page(
        request,
        form=form,
        record=service,
        act=lambda: actions.amend_service(
            service=service,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="job_service_list",
    )


@requires(Permission.WORK_EDIT)
def job_service_remove(request: Request, pk: int) -> HttpResponse:
    service = editable_or_403(request, _services(request), pk)
    return remove_page(request, service, back="job_service_list")


def _needs(request: Request) -> QuerySet[JobNeed]:
    found: QuerySet[JobNeed] = JobNeed.objects.visible_to(request.user).select_related(
        "person", "household__head", "household__area", "area"
    )
    return found


def _services(request: Request) -> QuerySet[JobService]:
    found: QuerySet[JobService] = JobService.objects.visible_to(request.user).select_related(
        "need__person", "need__household", "need__area"
    )
    return found
