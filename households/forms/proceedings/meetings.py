"""A village meeting with its votes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.actions import MeetingData, VoteData
from households.choices import PovertyClass
from households.forms.proceedings.base import ChoosingForm, CountField
from households.models import Review
from povertyportal.ui.fields import DateField, TextField

PROPOSED = gettext_lazy("Như đề nghị")


class MeetingForm(ChoosingForm):
    """A meeting with a vote on each chosen review; empty votes stand for all who came."""

    held_on = DateField(label=gettext_lazy("Ngày họp"))
    place = TextField(label=gettext_lazy("Địa điểm"), max_length=200)
    chaired_by = TextField(label=gettext_lazy("Người chủ trì"), max_length=120)
    secretary = TextField(label=gettext_lazy("Thư ký"), max_length=120)
    invited = CountField(label=gettext_lazy("Số người được mời"))
    attended = CountField(label=gettext_lazy("Số người dự họp"))
    conclusion = TextField(
        label=gettext_lazy("Ý kiến và kết luận"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = [
        "held_on",
        "place",
        "chaired_by",
        "secretary",
        "invited",
        "attended",
        "conclusion",
        "scan",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scan"].label = _("Bản quét biên bản")
        self.voted = list(self.ready)
        if self.is_bound:
            ticked = {str(key) for key in self["review"].value() or ()}
            self.voted += [s.review for s in self.others if str(s.review.pk) in ticked]
        for review in self.voted:
            self._add_vote(review)

    def _add_vote(self, review: Review) -> None:
        code = review.household.code
        votes = CountField(label=_("%(code)s: số người đồng ý") % {"code": code}, required=False)
        agreed = forms.ChoiceField(
            label=_("%(code)s: diện thống nhất") % {"code": code},
            choices=[("", PROPOSED), *PovertyClass.choices],
            required=False,
        )
        note = TextField(
            label=_("%(code)s: ý kiến, lý do") % {"code": code}, max_length=500, required=False
        )
        for name, field in (("votes", votes), ("class", agreed), ("note", note)):
            self.fields[f"{name}_{review.pk}"] = field

    def typed_fields(self) -> list[forms.BoundField]:
        """Return the fields of the meeting itself."""
        return [self[name] for name in self.field_order]

    def _row(self, review: Review, obstacle: str, *, ticked: set[str]) -> dict[str, Any]:
        names = ("votes", "class", "note")
        fields = {name: self[f"{name}_{review.pk}"] for name in names}
        is_open = any(field.value() or field.errors for field in fields.values())
        row = super()._row(review, obstacle, ticked=ticked)
        return row | {"fields": fields, "is_open": is_open}

    def clean(self) -> dict[str, Any]:
        """Compare who came with who was asked, and each vote with who came."""
        values = super().clean() or {}
        invited, attended = values.get("invited"), values.get("attended")
        if invited is not None and attended is not None and not 1 <= attended <= invited:
            self.add_error("attended", _("Số người dự họp phải từ 1 đến số người được mời."))
        for key in values.get("review", ()):
            votes = values.get(f"votes_{key}")
            if attended is not None and votes is not None and votes > attended:
                self.add_error(f"votes_{key}", _("Nhiều hơn số người dự họp."))
        return values

    def meeting_data(self) -> MeetingData:
        """Return what the action writes about the meeting."""
        names = ("held_on", "place", "chaired_by", "secretary", "invited", "attended")
        values = {name: self.cleaned_data[name] for name in (*names, "conclusion")}
        return MeetingData(**values, submit_token=self.token)

    def votes(self) -> list[VoteData]:
        """Return the votes on the chosen reviews."""
        values, everybody = self.cleaned_data, self.cleaned_data["attended"]
        found = []
        for key in dict.fromkeys(values["review"]):
            votes = values.get(f"votes_{key}")
            found.append(
                VoteData(
                    review=key,
                    in_favour=everybody if votes is None else votes,
                    agreed_class=values.get(f"class_{key}", ""),
                    note=values.get(f"note_{key}", ""),
                )
            )
        return found
