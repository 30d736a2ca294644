"""Entry forms of the Fund for the Poor: money in, money out, between levels, corrections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from povertyportal.areas.models import Area
from povertyportal.ui.fields import DateField, MoneyField, TextField
from povertyportal.ui.text import grouped
from programs.choices import FundKind
from programs.forms.base import PlainForm, RecordForm, areas_of
from programs.models import FundAccount, FundTransaction


class FundForm(RecordForm):
    """One entry of the Fund of an area where the user keeps the Fund; each shows what it holds."""

    def offer(self, name: str, rows: Any) -> None:
        """Offer these Funds, each with its balance."""
        super().offer(name, rows)
        held = dict(FundAccount.objects.filter(area__in=rows).values_list("area", "balance"))
        field: Any = self.fields[name]
        field.label_from_instance = lambda area: (
            _("%(place)s: còn %(balance)s đồng")
            % {"place": area.name, "balance": grouped(held.get(area.pk, 0))}
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("area", areas_of(self.user, FundTransaction))


class IncomeForm(FundForm):
    """Money that comes in: gifts, the opening balance, or from a Fund outside the portal."""

    KINDS = (FundKind.INCOME, FundKind.TRANSFER_IN, FundKind.OPENING)

    class Meta(RecordForm.Meta):
        model = FundTransaction
        fields = [
            "area",
            "kind",
            "amount",
            "occurred_on",
            "document_number",
            "party",
            "is_anonymous",
            "purpose",
        ]
        help_texts = {
            "kind": _(
                "Nhận từ cấp khác: chỉ khi tiền đến từ Quỹ cấp tỉnh, trung ương. Giữa thành phố và "
                "phường, xã thì dùng Chuyển giữa các Quỹ."
            ),
            "party": _("Để trống khi người ủng hộ không muốn nêu tên, và khi ghi số dư đầu kỳ."),
            "is_anonymous": _(
                "Tên người không muốn nêu tên thì phần mềm không lưu lại, ai cũng không xem được. "
                "Phiếu thu in ra có chỗ trống để ghi tay."
            ),
        }
        labels = {
            "party": _("Người, đơn vị ủng hộ"),
            "is_anonymous": _("Người ủng hộ không nêu tên"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [(each.value, each.label) for each in self.KINDS]


class SpendingForm(FundForm):
    """Money that goes out, for a house where one was chosen before."""

    class Meta(RecordForm.Meta):
        model = FundTransaction
        fields = ["area", "amount", "occurred_on", "document_number", "party", "purpose"]
        labels = {"party": _("Người, đơn vị nhận")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.instance.housing_case
        if case is not None:
            own = areas_of(self.user, FundTransaction)
            self.offer("area", own.filter(pk__in=[a.pk for a in own if a.contains(case.area)]))
            self.fields["party"].help_text = _("Để trống thì ghi tên chủ hộ.")


class TransferForm(FundForm):
    """Money from one Fund of the portal to that of another level."""

    to = forms.ModelChoiceField(Area.objects.none(), label=_("Chuyển đến Quỹ của"))

    class Meta(RecordForm.Meta):
        model = FundTransaction
        fields = ["area", "amount", "occurred_on", "document_number", "purpose"]
        labels = {"area": _("Chuyển từ Quỹ của")}

    field_order = ["area", "to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("to", areas_of(self.user, FundTransaction))


class FundCorrectionForm(PlainForm):
    """Why an entry is taken back, and on which day."""

    occurred_on = DateField(label=_("Ngày đính chính"))
    purpose = TextField(
        label=_("Lý do đính chính"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class OpeningCorrectionForm(PlainForm):
    """The right opening balance, and why it differs from what stands."""

    amount = MoneyField(label=_("Số dư đầu kỳ đúng (đồng)"))
    purpose = TextField(
        label=_("Lý do đính chính"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
