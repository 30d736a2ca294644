"""Entry forms of houses and of what was given towards them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.fields import CountField, DateField
from programs.choices import GiverKind
from programs.forms.base import PlainForm, RecordForm
from programs.models import HousingCase, HousingContribution

MOST_DAYS = 10_000


class HousingCaseForm(RecordForm):
    """One house of the household that was chosen before."""

    class Meta(RecordForm.Meta):
        model = HousingCase
        fields = ["kind", "funding", "programme", "started_on", "finished_on", "accepted_on"]
        help_texts = {
            "programme": _("Ví dụ: Nhà đại đoàn kết, xoá nhà tạm. Thành phố không có Dự án 5."),
            "finished_on": _("Để trống khi nhà đang làm."),
            "accepted_on": _("Nhà chỉ được tính vào kết quả từ ngày nghiệm thu."),
        }


class FinishForm(PlainForm):
    """When a house was finished, and accepted where that has happened."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    finished_on = DateField(label=_("Ngày hoàn thành"))
    accepted_on = DateField(
        label=_("Ngày nghiệm thu"),
        required=False,
        help_text=_("Để trống khi chưa nghiệm thu; ghi sau cũng ở trang này."),
    )


class ContributionForm(RecordForm):
    """What one giver put into a house. The Fund's money is entered in the Fund's own ledger."""

    labour_days = CountField(
        label=_("Số ngày công"),
        lowest=1,
        highest=MOST_DAYS,
        required=False,
        help_text=_("Chỉ ghi khi hình thức là ngày công."),
    )

    class Meta(RecordForm.Meta):
        model = HousingContribution
        fields = ["source", "contributor", "form", "amount", "labour_days", "given_on"]
        help_texts = {
            "source": _("Tiền của Quỹ Vì người nghèo thì ghi ở Chi từ Quỹ, trên trang của nhà."),
            "contributor": _("Tên đơn vị, người hỗ trợ. Gia đình, dòng họ thì để trống cũng được."),
            "amount": _("Hiện vật và ngày công thì ghi trị giá quy ra tiền."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source: Any = self.fields["source"]
        source.choices = [c for c in source.choices if c[0] != GiverKind.FUND]
