"""Entry forms of help: to one household, or the same to many of a ward."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.fields import MoneyField
from programs.forms.base import HouseholdRecordForm, RecordForm, leaves
from programs.models import Support

AMOUNT = MoneyField(
    label=_("Trị giá (đồng)"),
    help_text=_("Trị giá cho mỗi hộ. Ghi 0 nếu hỗ trợ không tính được bằng tiền."),
)
COMPONENT_HELP = _("Để trống nếu tiền không lấy từ dự án nào của Chương trình.")


class SupportForm(HouseholdRecordForm):
    """Help to a household or one of its people."""

    class Meta(RecordForm.Meta):
        model = Support
        fields = ["kind", "component", "person", "provided_on", "amount", "note"]
        help_texts = {
            "component": COMPONENT_HELP,
            "person": _("Để trống nếu hỗ trợ cho cả hộ."),
        }

    amount = AMOUNT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("component", leaves())


class SupportBatchForm(RecordForm):
    """The same help to many households; which of them may be chosen is given."""

    households = forms.MultipleChoiceField(
        label=_("Các hộ được hỗ trợ"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Hãy đánh dấu ít nhất một hộ.")},
    )
    amount = AMOUNT

    class Meta(RecordForm.Meta):
        model = Support
        fields = ["kind", "component", "provided_on", "amount", "note"]
        help_texts = {"component": COMPONENT_HELP}

    def __init__(self, *args: Any, households: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("component", leaves())
        field: Any = self.fields["households"]
        field.choices = households
        self.order_fields([*(self._meta.fields or ()), "households"])
