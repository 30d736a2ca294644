"""Entry forms of the budget chain. They read what is typed; the rules are the actions'."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from povertyportal.areas.models import Area
from povertyportal.ui.fields import DateField, MoneyField, TextField
from programs.choices import EntryKind, IdleCause
from programs.models import Allocation, AllocationEntry, IdleReason

ACTS: dict[str, tuple[EntryKind, int, Any]] = {
    "assigned": (EntryKind.ASSIGNED, 1, _("Giao vốn")),
    "increase": (EntryKind.ADJUSTED, 1, _("Điều chỉnh tăng")),
    "decrease": (EntryKind.ADJUSTED, -1, _("Điều chỉnh giảm")),
    "carried_in": (EntryKind.CARRIED_OVER, 1, _("Nhận vốn năm trước chuyển sang")),
    "carried_out": (EntryKind.CARRIED_OVER, -1, _("Chuyển nguồn sang năm sau")),
    "returned": (EntryKind.RETURNED, 1, _("Nộp trả ngân sách cấp trên")),
    "distributed": (EntryKind.DISTRIBUTED, 1, _("Phân bổ cho đơn vị")),
    "disbursed": (EntryKind.DISBURSED, 1, _("Giải ngân")),
}
"""What a clerk chooses, as kind of entry and sign."""


class RecordForm(forms.Form):
    """A form that carries the token of its submission and takes errors from actions."""

    submit_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def refuse(self, error: ValidationError) -> None:
        """Show an action's refusal at its field, or above the form."""
        found = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: [error]}
        for name, errors in found.items():
            self.add_error(name if name in self.fields else None, errors)


class AllocationEntryForm(RecordForm):
    """One act on an allocation, with its document."""

    act = forms.ChoiceField(
        label=_("Nội dung"), choices=[(key, label) for key, (_k, _s, label) in ACTS.items()]
    )
    amount = MoneyField(label=_("Số tiền (đồng)"), lowest=1)
    entry_on = DateField(label=_("Ngày"))
    recipient = forms.ModelChoiceField(
        label=_("Đơn vị nhận"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("Không chọn (cơ quan cấp thành phố)"),
    )
    document_number = TextField(label=_("Số văn bản"), max_length=60)
    document_on = DateField(label=_("Ngày văn bản"))
    note = TextField(label=_("Ghi chú"), max_length=400, required=False)

    def __init__(self, *args: Any, allocation: Allocation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allocation = allocation
        field: Any = self.fields["recipient"]
        wards = Area.objects.under(allocation.area).wards()
        field.queryset = wards.valid_on(date(allocation.year, 12, 31))

    def entry(self) -> AllocationEntry:
        """Return the unsaved entry that was typed."""
        typed = dict(self.cleaned_data)
        kind, sign, _label = ACTS[typed.pop("act")]
        typed["amount"] *= sign
        return AllocationEntry(allocation=self.allocation, kind=kind, **typed)


class CorrectionForm(RecordForm):
    """Why an entry is taken back, and on which day."""

    entry_on = DateField(label=_("Ngày đính chính"))
    note = TextField(label=_("Lý do đính chính"), max_length=400)


class IdleReasonForm(RecordForm):
    """Why money is idle, who acts and until when."""

    reason = forms.ChoiceField(label=_("Lý do"), choices=IdleCause.choices)
    amount = MoneyField(label=_("Số tiền (đồng)"), lowest=1)
    owner = TextField(label=_("Người chịu trách nhiệm"), max_length=160)
    stated_on = DateField(label=_("Ngày nêu"))
    due_on = DateField(label=_("Hạn xử lý"))
    note = TextField(label=_("Ghi chú"), max_length=400, required=False)

    def idle_reason(self, allocation: Allocation) -> IdleReason:
        """Return the unsaved reason that was typed."""
        return IdleReason(allocation=allocation, **self.cleaned_data)
