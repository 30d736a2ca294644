"""Postings, complaints against them, and re-checks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from households.actions import ComplaintData, PostingData, RecheckData
from households.choices import Outcome
from households.forms.proceedings.base import ChoosingForm, PaperForm
from households.models import Review
from povertyportal.ui.fields import DateField, TextField


class PostingForm(ChoosingForm):
    """A posting of chosen reviews."""

    posted_on = DateField(label=gettext_lazy("Niêm yết từ ngày"))
    places = TextField(
        label=gettext_lazy("Nơi niêm yết"),
        max_length=300,
        help_text=gettext_lazy("Trụ sở UBND và nhà văn hoá thôn, tổ dân phố."),
    )
    is_broadcast = forms.BooleanField(
        label=gettext_lazy("Đã thông báo trên loa truyền thanh"), required=False
    )
    field_order = ["posted_on", "places", "is_broadcast", "scan"]

    def data_of(self) -> PostingData:
        """Return what the action writes."""
        values = self.cleaned_data
        return PostingData(
            posted_on=values["posted_on"],
            places=values["places"],
            is_broadcast=values["is_broadcast"],
            submit_token=self.token,
        )


class ComplaintForm(PaperForm):
    """A complaint against one posted review."""

    review = forms.TypedChoiceField(
        label=gettext_lazy("Hộ bị khiếu nại"),
        coerce=int,
        error_messages={"invalid_choice": gettext_lazy("Hộ này không đang niêm yết.")},
    )
    received_on = DateField(label=gettext_lazy("Ngày nhận"))
    complainant = TextField(
        label=gettext_lazy("Người khiếu nại"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Để trống nếu người khiếu nại không nêu tên."),
    )
    content = TextField(
        label=gettext_lazy("Nội dung khiếu nại"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ["review", "received_on", "complainant", "content", "scan"]

    def __init__(self, *args: Any, reviews: Sequence[Review], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(r.pk, f"{r.household.code} · {r.household.head.full_name}") for r in reviews]
        self.fields["review"].choices = [("", "—"), *names]  # type: ignore[attr-defined]

    def data_of(self) -> ComplaintData:
        """Return what the action writes."""
        values = self.cleaned_data
        return ComplaintData(
            received_on=values["received_on"],
            complainant=values["complainant"],
            content=values["content"],
            submit_token=self.token,
        )


class RecheckForm(forms.Form):
    """What a re-check found."""

    rechecked_on = DateField(label=gettext_lazy("Ngày phúc tra"))
    outcome = forms.ChoiceField(
        label=gettext_lazy("Kết quả phúc tra"),
        choices=Outcome.choices,
        widget=forms.RadioSelect(attrs={"class": "segmented"}),
    )
    finding = TextField(
        label=gettext_lazy("Kết luận phúc tra"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def data_of(self) -> RecheckData:
        """Return what the action writes."""
        return RecheckData(**self.cleaned_data)
