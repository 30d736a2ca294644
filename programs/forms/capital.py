"""Entry forms of the budget chain. They read what is typed; the rules are the actions'."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from povertyportal.areas.models import Area
from povertyportal.ui.fields import DateField, MoneyField, TextField
from programs.choices import EntryKind
from programs.forms.base import PlainForm, RecordForm, leaves, organisations
from programs.models import Allocation, AllocationEntry, IdleReason, Organisation

ACTS: dict[str, tuple[EntryKind, int, Any]] = {
    "assigned": (EntryKind.ASSIGNED, 1, gettext_lazy("Giao vốn")),
    "increase": (EntryKind.ADJUSTED, 1, gettext_lazy("Cấp trên điều chỉnh tăng")),
    "decrease": (EntryKind.ADJUSTED, -1, gettext_lazy("Cấp trên điều chỉnh giảm")),
    "returned": (EntryKind.RETURNED, 1, gettext_lazy("Nộp trả ngân sách cấp trên")),
    "distributed": (EntryKind.DISTRIBUTED, 1, gettext_lazy("Phân bổ cho đơn vị")),
    "withdrawn": (EntryKind.WITHDRAWN, 1, gettext_lazy("Thu hồi phân bổ của đơn vị")),
    "advance": (EntryKind.ADVANCE, 1, gettext_lazy("Tạm ứng")),
    "payment": (EntryKind.PAYMENT, 1, gettext_lazy("Thanh toán")),
    "recovery": (EntryKind.RECOVERY, 1, gettext_lazy("Thu hồi tạm ứng")),
}
"""What a clerk chooses, as kind of entry and sign. Transfers and carry-over have own forms."""


class AllocationForm(RecordForm):
    """The account of one leaf, year, source and kind."""

    class Meta(RecordForm.Meta):
        model = Allocation
        fields = ["component", "year", "source", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("component", leaves())


class DocumentForm(PlainForm):
    """The amount of an act and the document it rests on."""

    amount = MoneyField(label=gettext_lazy("Số tiền (đồng)"), lowest=1)
    entry_on = DateField(label=gettext_lazy("Ngày"))
    document_number = TextField(label=gettext_lazy("Số văn bản"), max_length=60)
    document_on = DateField(label=gettext_lazy("Ngày văn bản"))
    note = TextField(label=gettext_lazy("Ghi chú"), max_length=400, required=False)


class AllocationEntryForm(DocumentForm):
    """One act on an allocation, with its document."""

    act = forms.ChoiceField(
        label=gettext_lazy("Nội dung"),
        choices=[(key, label) for key, (_kind, _sign, label) in ACTS.items()],
    )
    recipient = forms.ChoiceField(
        label=gettext_lazy("Đơn vị nhận"),
        required=False,
        help_text=gettext_lazy("Cần chọn khi phân bổ, thu hồi, tạm ứng hoặc thanh toán."),
    )
    field_order = ["act", "amount", "recipient", "entry_on", "document_number", "document_on"]

    def __init__(self, *args: Any, allocation: Allocation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allocation = allocation
        day = date(allocation.year, 12, 31)
        wards = Area.objects.under(allocation.area).wards().valid_on(day)
        units = organisations(day).filter(area=allocation.area)
        field: Any = self.fields["recipient"]
        field.choices = [
            ("", _("Không có")),
            (_("Phường, xã"), [(f"area-{ward.pk}", ward.name) for ward in wards]),
            (
                _("Cơ quan cấp thành phố"),
                [
                    (f"area-{allocation.area_id}", allocation.area.name),
                    *((f"unit-{unit.pk}", unit.name) for unit in units),
                ],
            ),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the recipient where the act gives to, or takes from, somebody."""
        typed = super().clean() or self.cleaned_data
        kind = ACTS[typed["act"]][0] if typed.get("act") in ACTS else None
        if kind in AllocationEntry.TO_SOMEBODY and not typed.get("recipient"):
            if "recipient" not in self.errors:
                self.add_error("recipient", _("Hãy chọn đơn vị nhận."))
        elif kind and kind not in AllocationEntry.TO_SOMEBODY and typed.get("recipient"):
            self.add_error("recipient", _("Nội dung này không có đơn vị nhận."))
        return typed

    def entry(self) -> AllocationEntry:
        """Return the unsaved entry that was typed."""
        typed = dict(self.cleaned_data)
        kind, sign, _label = ACTS[typed.pop("act")]
        typed["amount"] *= sign
        what, _dash, key = typed.pop("recipient").partition("-")
        if what == "area":
            typed["recipient_id"] = int(key)
        elif what == "unit":
            typed["unit_id"], typed["recipient_id"] = int(key), self.allocation.area_id
        return AllocationEntry(allocation=self.allocation, kind=kind, **typed)


class TransferForm(DocumentForm):
    """Money that goes over from this allocation to another one of the same year."""

    counterpart = forms.ModelChoiceField(
        label=gettext_lazy("Chuyển sang"), queryset=Allocation.objects.none()
    )
    field_order = ["counterpart", "amount", "entry_on", "document_number", "document_on"]

    def __init__(self, *args: Any, allocation: Allocation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Allocation.objects.filter(
            area=allocation.area, year=allocation.year, kind=allocation.kind
        )
        field: Any = self.fields["counterpart"]
        field.queryset = others.exclude(pk=allocation.pk).select_related("component")


class CarryOverForm(DocumentForm):
    """Money that goes over to the next year."""


class CorrectionForm(PlainForm):
    """Why an entry is taken back, and on which day."""

    entry_on = DateField(label=gettext_lazy("Ngày đính chính"))
    note = TextField(
        label=gettext_lazy("Lý do đính chính"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefusalForm(PlainForm):
    """Why a proposal is turned down."""

    reason = TextField(
        label=gettext_lazy("Lý do không duyệt"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReopeningForm(PlainForm):
    """Why a settled year is opened again."""

    reason = TextField(
        label=gettext_lazy("Lý do mở lại"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettlementForm(PlainForm):
    """The document that settles a year."""

    settled_on = DateField(label=gettext_lazy("Ngày quyết toán"))
    document_number = TextField(label=gettext_lazy("Số văn bản"), max_length=60)


class IdleReasonForm(RecordForm):
    """Why money is idle, who acts and until when."""

    class Meta(RecordForm.Meta):
        model = IdleReason
        fields = ["reason", "amount", "owner", "stated_on", "due_on", "note"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Offer the offices that exist, and those that existed in the year of the money."""
        super().__init__(*args, **kwargs)
        allocation: Allocation = self.instance.allocation
        first, last = date(allocation.year, 1, 1), date(allocation.year, 12, 31)
        existed = Organisation.objects.filter(valid_from__lte=last).exclude(valid_to__lt=first)
        self.offer("owner", (organisations(today) | existed).filter(area=allocation.area))


class IdleCloseForm(PlainForm):
    """When a reason ended, and how."""

    closed_on = DateField(label=gettext_lazy("Ngày đóng"))
    note = TextField(label=gettext_lazy("Kết quả xử lý"), max_length=400)
