"""Training classes, their learners, and whether those work afterwards."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs import actions, filters, tables
from programs.choices import MonthsAfter
from programs.forms.work import (
    CompletionForm,
    EnrolmentEditForm,
    EnrolmentForm,
    TrainingClassForm,
)
from programs.models import Enrolment, EnrolmentFollowUp, TrainingClass
from programs.views.base import (
    Fact,
    Section,
    hidden_columns,
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
from programs.views.workers import PEOPLE, worker_create


@requires(Permission.WORK_VIEW)
def training_class_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=_classes(request),
        filters=filters.TrainingClassFilter,
        table=tables.TrainingClassTable,
        filename="training-classes",
        title=_("Lớp nghề"),
        theme="work",
        create=(_("Mở lớp"), "training_class_create"),
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
    training = visible_or_404(_classes(request), pk)
    left = training.capacity - training.enrolments.count()
    add = (_("Thêm học viên"), f"{reverse('enrolment_create')}?training_class={pk}")
    return record_page(
        request,
        training,
        back="training_class_list",
        links=[add] if left > 0 and request.user.has(Permission.WORK_EDIT) else [],
        edit="training_class_edit",
        remove="training_class_remove",
        facts=[
            "code",
            "trade",
            "provider",
            "area",
            "starts_on",
            "ends_on",
            "capacity",
            (_("Còn chỗ"), str(left) if left > 0 else _("Lớp đã đủ học viên")),
            "funding",
        ],
        sections=[_learners(request, training)],
    )


def _learners(request: Request, training: TrainingClass) -> Section:
    """Return the learners one may see, and what became of them."""
    learners = list(_enrolments(request).filter(training_class=training))
    outcomes = EnrolmentFollowUp.objects.visible_to(request.user).filter(
        enrolment__training_class=training
    )
    terms = outcomes.order_by().values_list("months")
    terms = terms.annotate(working=Count("pk", filter=Q(is_working=True)), asked=Count("pk"))
    asked = {months: (working, count) for months, working, count in terms}
    sums: list[Fact] = [
        (_("Số học viên"), len(learners)),
        (_("Đã học xong"), sum(row.completed_on is not None for row in learners)),
        (_("Có chứng chỉ"), sum(bool(row.certificate) for row in learners)),
    ]
    for term in MonthsAfter:
        label = _("Có việc làm sau %(term)s / đã hỏi") % {"term": term.label}
        found = asked.get(term.value)
        sums.append((label, f"{found[0]} / {found[1]}" if found else _("chưa có số liệu")))
    hidden = ("training_class", *hidden_columns(request, Enrolment))
    return related(_("Học viên"), tables.EnrolmentTable, learners, exclude=hidden, sums=sums)


@requires(Permission.WORK_EDIT)
def training_class_create(request: Request) -> HttpResponse:
    form = TrainingClassForm(request.POST or None, instance=TrainingClass(), user=request.user)
    return create_page(
        request,
        form=form,
        act=lambda: actions.record_training_class(training_class=form.instance, by=request.user),
        title=_("Mở lớp nghề"),
        back="training_class_list",
    )


@requires(Permission.WORK_EDIT)
def training_class_edit(request: Request, pk: int) -> HttpResponse:
    training = editable_or_403(request, _classes(request), pk)
    form = TrainingClassForm(request.POST or None, instance=training, user=request.user)
    return edit_page(
        request,
        form=form,
        record=training,
        act=lambda: actions.amend_training_class(
            training_class=training,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="training_class_list",
    )


@requires(Permission.WORK_EDIT)
def training_class_remove(request: Request, pk: int) -> HttpResponse:
    training = editable_or_403(request, _classes(request), pk)
    return remove_page(request, training, back="training_class_list")


@requires(Permission.WORK_VIEW)
def enrolment_list(request: Request) -> HttpResponse:
    return record_list(
        request,
        rows=_enrolments(request),
        filters=filters.EnrolmentFilter,
        table=tables.EnrolmentTable,
        filename="enrolments",
        title=_("Học viên học nghề"),
        theme="work",
        create=(_("Thêm học viên"), "enrolment_create"),
        totals=PEOPLE | {"completed_count": (_("Đã học xong"), Count("completed_on"))},
    )


@requires(Permission.WORK_VIEW)
def enrolment_detail(request: Request, pk: int) -> HttpResponse:
    row = visible_or_404(_enrolments(request), pk)
    answers = list(row.follow_ups.select_related("enrolment"))
    may_edit = request.user.can(Permission.WORK_EDIT, row.where)
    return record_page(
        request,
        row,
        back="enrolment_list",
        links=_steps(row, asked={each.months for each in answers}) if may_edit else [],
        edit="enrolment_edit",
        remove="enrolment_remove",
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
        sections=[
            related(
                _("Việc làm sau đào tạo"),
                tables.EnrolmentFollowUpTable,
                answers,
                exclude=("person", "area", "training_class"),
                sums=_terms(row),
            )
        ],
    )


def _steps(row: Enrolment, *, asked: set[int]) -> list[Any]:
    """Return what is to be done for a learner today: the completion, then each term that passed."""
    if row.completed_on is None:
        return [(_("Ghi học xong"), reverse("enrolment_complete", args=[row.pk]))]
    address = reverse("enrolment_follow_up_create", args=[row.pk])
    today = timezone.localdate()
    return [
        (_("Ghi việc làm sau %(term)s") % {"term": term.label}, f"{address}?months={term.value}")
        for term in MonthsAfter
        if term.value not in asked and (row.due_on(term) or today) <= today
    ]


def _terms(row: Enrolment) -> list[Fact]:
    """Return the days from which the learner is asked, once the training is over."""
    days = [(term, row.due_on(term)) for term in MonthsAfter]
    return [
        (_("Hỏi sau %(term)s, từ ngày") % {"term": term.label}, f"{day:%d/%m/%Y}")
        for term, day in days
        if day is not None
    ]


@requires(Permission.WORK_EDIT)
def enrolment_create(request: Request) -> HttpResponse:
    return worker_create(
        request,
        form=EnrolmentForm,
        act=lambda row: actions.enrol(enrolment=row, by=request.user),
        title=_("Thêm học viên"),
        back="enrolment_list",
        initial={"training_class": request.GET.get("training_class")},
    )


@requires(Permission.WORK_EDIT)
def enrolment_edit(request: Request, pk: int) -> HttpResponse:
    row = editable_or_403(request, _enrolments(request), pk)
    form = EnrolmentEditForm(request.POST or None, instance=row, user=request.user)
    return edit_page(
        request,
        form=form,
        record=row,
        act=lambda: actions.amend_enrolment(
            enrolment=row,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="enrolment_list",
    )


@requires(Permission.WORK_EDIT)
def enrolment_remove(request: Request, pk: int) -> HttpResponse:
    row = editable_or_403(request, _enrolments(request), pk)
    return remove_page(request, row, back="enrolment_list")


@requires(Permission.WORK_EDIT)
def enrolment_complete(request: Request, pk: int) -> HttpResponse:
    row = editable_or_403(request, _enrolments(request), pk)
    initial = {"version": row.version, "completed_on": row.completed_on}
    form = CompletionForm(request.POST or None, initial=initial | {"certificate": row.certificate})
    return act_page(
        request,
        form=form,
        act=lambda: actions.complete_enrolment(
            enrolment=row, by=request.user, **without_token(form.cleaned_data)
        ),
        title=_("Học xong: %(learner)s") % {"learner": row},
        record=row,
        back="enrolment_list",
        submit_label=_("Ghi học xong"),
    )


def _classes(request: Request) -> QuerySet[TrainingClass]:
    found: QuerySet[TrainingClass] = TrainingClass.objects.visible_to(request.user).select_related(
        "area"
    )
    return found


def _enrolments(request: Request) -> QuerySet[Enrolment]:
    found: QuerySet[Enrolment] = Enrolment.objects.visible_to(request.user).select_related(
        "person", "household__head", "household__area", "area", "training_class"
    )
    return found
