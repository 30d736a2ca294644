"""Whether learners work 3, 6 and 12 months after the training."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs import actions, filters, tables
from programs.forms.work import FollowUpForm
from programs.models import Enrolment, EnrolmentFollowUp
from programs.views.base import record_list, record_page, visible_or_404
from programs.views.forms import act_page, edit_page, editable_or_403, remove_page


@requires(Permission.WORK_VIEW)
def enrolment_follow_up_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=_follow_ups(request),
        filters=filters.EnrolmentFollowUpFilter,
        table=tables.EnrolmentFollowUpTable,
        filename="enrolment-follow-ups",
        title=_("Việc làm sau học nghề"),
        theme="work",
        totals={
            "answers": (_("Số lượt hỏi"), Count("pk")),
            "working": (_("Có việc làm"), Count("pk", filter=Q(is_working=True))),
            "trade": (_("Làm đúng nghề đã học"), Count("pk", filter=Q(is_trade=True))),
        },
    )


@requires(Permission.WORK_VIEW)
def enrolment_follow_up_detail(request: Request, pk: int) -> HttpResponse:
    row = visible_or_404(_follow_ups(request), pk)
    return record_page(
        request,
        row,
        back="enrolment_follow_up_list",
        links=[(_("Mở học viên"), row.enrolment.get_absolute_url())],
        edit="enrolment_follow_up_edit",
        remove="enrolment_follow_up_remove",
        facts=[
            (_("Lớp"), row.enrolment.training_class),
            (_("Hộ"), row.enrolment.household.code),
            "months",
            "asked_on",
            "is_working",
            "is_trade",
            "job",
        ],
    )


@requires(Permission.WORK_EDIT)
def enrolment_follow_up_create(request: Request, pk: int) -> HttpResponse:
    learners = Enrolment.objects.visible_to(request.user).select_related(
        "person", "household", "area", "training_class"
    )
    learner = editable_or_403(request, learners, pk)
    form = FollowUpForm(
        request.POST or None,
        instance=EnrolmentFollowUp(enrolment=learner),
        user=request.user,
        initial={"months": request.GET.get("months")},
    )
    return act_page(
        request,
        form=form,
        act=lambda: actions.record_follow_up(follow_up=form.instance, by=request.user) and None,
        title=_("Việc làm sau đào tạo: %(learner)s") % {"learner": learner},
        record=learner,
        back="enrolment_list",
        submit_label=_("Ghi việc làm"),
    )


@requires(Permission.WORK_EDIT)
def enrolment_follow_up_edit(request: Request, pk: int) -> HttpResponse:
    row = editable_or_403(request, _follow_ups(request), pk)
    form = FollowUpForm(request.POST or None, instance=row, user=request.user)
    return edit_page(
        request,
        form=form,
        record=row,
        act=lambda: actions.amend_follow_up(
            follow_up=row,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="enrolment_follow_up_list",
    )


@requires(Permission.WORK_EDIT)
def enrolment_follow_up_remove(request: Request, pk: int) -> HttpResponse:
    row = editable_or_403(request, _follow_ups(request), pk)
    return remove_page(request, row, back="enrolment_follow_up_list")


def _follow_ups(request: Request) -> QuerySet[EnrolmentFollowUp]:
    rows = EnrolmentFollowUp.objects.visible_to(request.user)
    found: QuerySet[EnrolmentFollowUp] = rows.select_related(
        "enrolment__person", "enrolment__household", "enrolment__area", "enrolment__training_class"
    )
    return found
