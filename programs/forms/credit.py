"""Entry forms of loans and repayments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.fields import DateField, TextField
from programs.choices import BeneficiaryClass, LoanStatus
from programs.forms.base import HouseholdRecordForm, PlainForm, RecordForm
from programs.models import Loan, Repayment


class LoanForm(HouseholdRecordForm):
    """One disbursed loan. Class and rate are filled in from the records where left empty."""

    PERSON = "borrower"

    class Meta(RecordForm.Meta):
        model = Loan
        fields = [
            "product",
            "borrower",
            "contract_number",
            "amount",
            "disbursed_on",
            "months",
            "annual_rate",
            "union",
            "borrower_class",
            "override_reason",
        ]
        help_texts = {
            "annual_rate": _("Để trống thì lấy lãi suất của chương trình vào ngày vay."),
            "override_reason": _("Chỉ ghi khi chọn loại hộ khác với hồ sơ vào ngày vay."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["annual_rate"].required = False
        self.fields["borrower_class"] = forms.ChoiceField(
            label=self.fields["borrower_class"].label,
            choices=[("", _("Theo hồ sơ vào ngày vay")), *BeneficiaryClass.choices],
            required=False,
        )


class RepaymentForm(RecordForm):
    """Principal paid back."""

    class Meta(RecordForm.Meta):
        model = Repayment
        fields = ["amount", "paid_on", "document_number", "note"]


class RepaymentCorrectionForm(PlainForm):
    """Why a repayment is taken back, and on which day."""

    paid_on = DateField(label=_("Ngày đính chính"))
    note = TextField(
        label=_("Lý do đính chính"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class LoanStatusForm(PlainForm):
    """How a loan stands from a day on."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label=_("Tình trạng"),
        choices=[c for c in LoanStatus.choices if c[0] != LoanStatus.REPAID],
    )
    status_on = DateField(label=_("Từ ngày"))
    note = TextField(label=_("Ghi chú"), max_length=300)
