"""Reports to the city, its answers, and recognition decisions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.actions import AnswerData, DecisionData, OpinionData
from households.forms.proceedings.base import ChoosingForm
from households.models import OpinionEntry
from povertyportal.ui.fields import DateField, TextField


class OpinionForm(ChoosingForm):
    """A report of chosen reviews to the city."""

    number = TextField(label=gettext_lazy("Số báo cáo"), max_length=60)
    asked_on = DateField(label=gettext_lazy("Ngày báo cáo"))
    field_order = ["number", "asked_on", "scan"]

    def data_of(self) -> OpinionData:
        """Return what the action writes."""
        values = self.cleaned_data
        return OpinionData(
            number=values["number"], asked_on=values["asked_on"], submit_token=self.token
        )


class AnswerForm(forms.Form):
    """The city's answer to a report: agreed, but for the households that are ticked."""

    number = TextField(label=gettext_lazy("Số văn bản trả lời"), max_length=60)
    answered_on = DateField(label=gettext_lazy("Ngày trả lời"))
    answer = TextField(
        label=gettext_lazy("Ý kiến chung"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, entries: Sequence[OpinionEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries
        for entry in entries:
            code = entry.review.household.code
            self.fields[f"refuse_{entry.review_id}"] = forms.BooleanField(
                label=_("%(code)s: không thống nhất") % {"code": code}, required=False
            )
            self.fields[f"note_{entry.review_id}"] = TextField(
                label=_("%(code)s: ý kiến") % {"code": code}, max_length=500, required=False
            )

    def typed_fields(self) -> list[forms.BoundField]:
        """Return the fields of the answer itself."""
        return [self["number"], self["answered_on"], self["answer"]]

    def rows(self) -> list[dict[str, Any]]:
        """Return each household with its fields."""
        return [
            {
                "entry": entry,
                "refuse": self[f"refuse_{entry.review_id}"],
                "note": self[f"note_{entry.review_id}"],
            }
            for entry in self.entries
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the city's words where it refuses, and for the tick where it gives words."""
        values = super().clean() or {}
        for entry in self.entries:
            refused = values.get(f"refuse_{entry.review_id}")
            note = values.get(f"note_{entry.review_id}")
            if refused and not note:
                self.add_error(f"note_{entry.review_id}", _("Cần ghi ý kiến."))
            elif note and not refused:
                self.add_error(
                    f"refuse_{entry.review_id}",
                    _("Có ghi ý kiến: hãy đánh dấu không thống nhất, hoặc bỏ ý kiến."),
                )
        return values

    def data_of(self) -> AnswerData:
        """Return what the action writes."""
        values = self.cleaned_data
        return AnswerData(
            number=values["number"], answered_on=values["answered_on"], answer=values["answer"]
        )

    def refused(self) -> dict[int, str]:
        """Return the refused reviews with the city's words."""
        values = self.cleaned_data
        return {
            entry.review_id: values[f"note_{entry.review_id}"]
            for entry in self.entries
            if values.get(f"refuse_{entry.review_id}")
        }


class DecisionForm(ChoosingForm):
    """The decision that recognises chosen reviews."""

    number = TextField(label=gettext_lazy("Số quyết định"), max_length=60)
    decided_on = DateField(label=gettext_lazy("Ngày ký"))
    signer_title = TextField(label=gettext_lazy("Chức danh người ký"), max_length=120)
    field_order = ["number", "decided_on", "signer_title", "scan"]

    def data_of(self) -> DecisionData:
        """Return what the action writes."""
        values = self.cleaned_data
        return DecisionData(
            number=values["number"],
            decided_on=values["decided_on"],
            signer_title=values["signer_title"],
        )
