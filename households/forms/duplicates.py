"""Forms that decide about two records and certify or end a person's status."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.actions import LowIncomeData
from households.models import DuplicatePair, Person
from povertyportal.ui.fields import DateField, MoneyField, TextField

DIFFERENT, FIRST, SECOND = "different", "first", "second"
REASON_LENGTH = 500


class DuplicateForm(forms.Form):
    """One person or two; where one, which record stays; and why."""

    verdict = forms.ChoiceField(label=gettext_lazy("Kết luận"), widget=forms.RadioSelect)
    note = TextField(
        label=gettext_lazy("Lý do"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ví dụ: đã đối chiếu căn cước, đã hỏi trưởng thôn."),
    )

    def __init__(self, *args: Any, pair: DuplicatePair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        self.fields["verdict"].choices = [  # type: ignore[attr-defined]
            (FIRST, _("Là một người: giữ hồ sơ thứ nhất, gộp hồ sơ thứ hai vào")),
            (SECOND, _("Là một người: giữ hồ sơ thứ hai, gộp hồ sơ thứ nhất vào")),
            (DIFFERENT, _("Là hai người khác nhau: giữ cả hai hồ sơ")),
        ]

    @property
    def keep(self) -> Person | None:
        """Return the record that stays, None where they are two people."""
        verdict = self.cleaned_data["verdict"]
        return {FIRST: self.pair.first, SECOND: self.pair.second}.get(verdict)


class LowIncomeForm(forms.Form):
    """The certificate of a low-income worker."""

    income = MoneyField(
        label=gettext_lazy("Thu nhập bình quân của hộ (đồng/người/tháng)"), lowest=0
    )
    document = TextField(label=gettext_lazy("Số văn bản xác nhận"), max_length=200)
    valid_from = DateField(label=gettext_lazy("Từ ngày"))
    submit_token = forms.UUIDField(widget=forms.HiddenInput)

    @staticmethod
    def initial_on(day: date) -> dict[str, Any]:
        """Return what a fresh form shows."""
        return {"valid_from": day, "submit_token": uuid4()}

    def data_typed(self) -> LowIncomeData:
        """Return what the action saves."""
        return LowIncomeData(**self.cleaned_data)


class EndStatusForm(forms.Form):
    """The last day of a status and why it ends."""

    valid_to = DateField(label=gettext_lazy("Đến hết ngày"))
    note = TextField(
        label=gettext_lazy("Lý do"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
