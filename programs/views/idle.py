"""Why assigned money lies idle: stated, put right, closed."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.accounts import past
from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from programs import actions, filters, tables
from programs.forms.capital import IdleCloseForm, IdleReasonForm
from programs.models import Allocation, IdleReason
from programs.views.base import record_list, record_page, visible_or_404
from programs.views.forms import act_page, create_page, edit_page, editable_or_403


@requires(Permission.CAPITAL_VIEW)
def idle_reason_list(request: Request) -> HttpResponse:
    unexplained = reverse("allocation_list")
    return record_list(
        request,
        rows=IdleReason.objects.visible_to(request.user).select_related(
            "allocation__component", "owner"
        ),
        filters=filters.IdleReasonFilter,
        table=tables.IdleReasonTable,
        filename="idle-reasons",
        title=gettext_lazy("Vốn chưa phân bổ"),
        theme="capital",
        links=[(gettext_lazy("Nguồn vốn chưa nêu lý do"), f"{unexplained}?unexplained=true")],
        totals={"amount_sum": (gettext_lazy("Tổng số tiền (đồng)"), Sum("amount"))},
    )


@requires(Permission.CAPITAL_VIEW)
def idle_reason_detail(request: Request, pk: int) -> HttpResponse:
    reason = visible_or_404(_reasons(request), pk)
    may_edit = request.user.can(Permission.IDLE_EDIT, reason.where)
    allocation = reason.allocation
    links = []
    if may_edit and reason.closed_on is None:
        links.append((_("Đóng lý do"), reverse("idle_reason_close", args=[pk])))
    match = f"{reverse('leaf_match', args=[allocation.component_id])}?year={allocation.year}"
    links.append((_("Đối chiếu đối tượng"), match))
    if request.user.can(Permission.CAPITAL_VIEW, reason.where):
        links.append((_("Mở nguồn vốn"), allocation.get_absolute_url()))
    is_late = reason.closed_on is None and reason.due_on < past.today()
    return record_page(
        request,
        reason,
        back="idle_reason_list",
        links=links,
        edit="idle_reason_edit",
        context={"is_late": is_late},
        facts=[
            "allocation",
            "reason",
            "amount",
            "owner",
            "stated_on",
            "due_on",
            "closed_on",
            "note",
        ],
    )


@requires(Permission.IDLE_EDIT)
def idle_reason_create(request: Request, pk: int) -> HttpResponse:
    rows = Allocation.objects.visible_to(request.user).select_related("component", "area")
    allocation = visible_or_404(rows, pk)
    if not request.user.can(Permission.IDLE_EDIT, allocation.area):
        raise PermissionDenied
    today = timezone.localdate()
    form = IdleReasonForm(
        request.POST or None,
        instance=IdleReason(allocation=allocation),
        user=request.user,
        today=today,
    )
    return create_page(
        request,
        form=form,
        act=lambda: actions.set_idle_reason(reason=form.instance, by=request.user),
        title=_("Lý do chưa phân bổ: %(allocation)s") % {"allocation": allocation},
        back="idle_reason_list",
    )


@requires(Permission.IDLE_EDIT)
def idle_reason_edit(request: Request, pk: int) -> HttpResponse:
    reason = editable_or_403(request, _reasons(request), pk)
    form = IdleReasonForm(
        request.POST or None, instance=reason, user=request.user, today=timezone.localdate()
    )
    return edit_page(
        request,
        form=form,
        record=reason,
        act=lambda: actions.amend_idle_reason(
            reason=reason,
            values=form.typed,
            by=request.user,
            version=form.cleaned_data["version"],
        ),
        back="idle_reason_list",
    )


@requires(Permission.IDLE_EDIT)
def idle_reason_close(request: Request, pk: int) -> HttpResponse:
    reason = editable_or_403(request, _reasons(request), pk)
    form = IdleCloseForm(request.POST or None, initial={"closed_on": timezone.localdate()})
    return act_page(
        request,
        form=form,
        act=lambda: actions.close_idle_reason(
            reason=reason,
            closed_on=form.cleaned_data["closed_on"],
            note=form.cleaned_data["note"],
            by=request.user,
        ),
        title=_("Đóng lý do: %(reason)s") % {"reason": reason},
        record=reason,
        back="idle_reason_list",
        submit_label=_("Đóng lý do"),
    )


def _reasons(request: Request) -> QuerySet[IdleReason]:
    found: QuerySet[IdleReason] = IdleReason.objects.visible_to(request.user).select_related(
        "allocation__component", "allocation__area", "owner"
    )
    return found
