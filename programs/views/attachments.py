"""Files beside records: add, hand over, put away. Who may read the record may read its files."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from povertyportal.accounts.access import requires
from povertyportal.accounts.http import Request
from povertyportal.accounts.roles import Permission
from povertyportal.reporting.papers import hand_over
from programs import actions
from programs.forms.base import AttachmentForm, ReasonForm
from programs.models import Attachment
from programs.models.base import Record
from programs.views.base import ATTACHABLE, visible_or_404
from programs.views.forms import act_page

LISTS = {
    "allocationentry": "allocation_entry_list",
    "entryproposal": "proposal_list",
    "budgetyear": "budget_year_list",
    "idlereason": "idle_reason_list",
    "trainingclass": "training_class_list",
    "jobneed": "job_need_list",
    "jobplacement": "job_placement_list",
    "overseascontract": "overseas_contract_list",
    "jobaggregate": "job_aggregate_list",
    "housingcase": "housing_case_list",
    "housingcontribution": "housing_contribution_list",
    "fundtransaction": "fund_transaction_list",
    "supervisionvisit": "supervision_visit_list",
    "supervisionfinding": "supervision_finding_list",
    "directivenote": "directive_note_list",
}
"""The list of each kind of record, where its name is not the model's own."""


@requires(Permission.SIGNED_IN)
def attachment_create(request: Request, entity: str, pk: int) -> HttpResponse:
    row = _record(request, entity, pk)
    if not request.user.can(type(row).EDIT, row.where):
        raise PermissionDenied
    form = AttachmentForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        act=lambda: actions.attach(
            row=row,
            scan=form.cleaned_data["scan"],
            kind=form.cleaned_data["kind"],
            caption=form.cleaned_data["caption"],
            by=request.user,
            now=timezone.now(),
        ),
        title=_("Thêm giấy tờ, ảnh"),
        record=row,
        back=_list_of(entity),
        submit_label=_("Gửi tệp"),
        done=_("Đã lưu tệp."),
    )


@requires(Permission.SIGNED_IN)
def attachment_download(request: Request, pk: int) -> HttpResponse:
    attachment, row = _attachment(request, pk)
    return hand_over(attachment.paper, by=request.user, area_path=row.where.path)


@requires(Permission.SIGNED_IN)
def attachment_remove(request: Request, pk: int) -> HttpResponse:
    attachment, row = _attachment(request, pk)
    if not request.user.can(type(row).EDIT, row.where):
        raise PermissionDenied
    form = ReasonForm(request.POST or None, initial={"version": 1})
    return act_page(
        request,
        form=form,
        act=lambda: actions.detach(
            row=row,
            attachment=attachment,
            by=request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        ),
        title=_("Gỡ tệp: %(name)s") % {"name": attachment},
        record=row,
        back=_list_of(row._meta.model_name or ""),
        submit_label=_("Gỡ tệp"),
        done=_("Đã gỡ tệp."),
    )


def _record(request: Request, entity: str, pk: int) -> Record:
    model = ATTACHABLE.get(entity)
    if model is None:
        raise Http404
    rows: Any = model._default_manager
    found: Record = visible_or_404(rows.visible_to(request.user), pk)
    return found


def _attachment(request: Request, pk: int) -> tuple[Attachment, Record]:
    found = Attachment.objects.filter(pk=pk, removed_at=None).select_related("paper").first()
    if found is None:
        raise Http404
    return found, _record(request, found.entity, found.record_id)


def _list_of(entity: str) -> str:
    return LISTS.get(entity, f"{entity}_list")
