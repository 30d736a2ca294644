"""Forms of the papers of a ward: who is on the paper is chosen in the same form as what it says."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.actions import (
    AnswerData,
    ComplaintData,
    DecisionData,
    MeetingData,
    OpinionData,
    PostingData,
    RecheckData,
    VoteData,
)
from households.choices import Outcome, PovertyClass
from households.models import OpinionEntry, Review
from households.readiness import Standing
from households.workflow import Step
from povertyportal.reporting.fields import PaperField
from povertyportal.ui.fields import DateField, TextField

PROPOSED = gettext_lazy("Như đề nghị")


class CountField(forms.CharField):
    """A whole number of people from 0 to 9999; '1.000' or '1e2' is refused, not guessed."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = str(super().to_python(value) or "").strip()
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,4}", text):
            raise ValidationError(_("Ghi số nguyên từ 0 đến 9999."), code="count")
        return int(text)


class ChosenField(forms.TypedMultipleChoiceField):
    """The reviews that go on the paper, by key."""

    default_error_messages = {
        "required": gettext_lazy("Hãy chọn ít nhất một hộ."),
        "invalid_choice": gettext_lazy("Có hộ không thuộc địa bàn hoặc đợt này."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            coerce=int,
            label=gettext_lazy("Các hộ"),
            widget=forms.CheckboxSelectMultiple,
            **kwargs,
        )

    def valid_value(self, value: Any) -> bool:
        """Let every key through: the action names what is elsewhere or past the step.

        A form sent twice thus finds the paper that it made, though its reviews have moved on.
        """
        text = str(value)
        return text.isascii() and text.isdigit() and len(text) < 19


class PaperForm(forms.Form):
    """What every paper carries: the token of the form and the scan."""

    submit_token = forms.UUIDField(widget=forms.HiddenInput)
    scan = PaperField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submit_token", uuid4())

    @property
    def token(self) -> UUID:
        """Return the token that makes a second sending harmless."""
        token: UUID = self.cleaned_data["submit_token"]
        return token

    def refuse(self, error: ValidationError) -> None:
        """Show what the action refused, at its field where the form has that field."""
        fields = getattr(error, "error_dict", None)
        if fields is None or set(fields) <= set(self.fields):
            self.add_error(None, error)
        else:
            self.add_error(None, error.messages)

    def typed_fields(self) -> list[forms.BoundField]:
        """Return the fields above the list of households."""
        return [field for field in self.visible_fields() if field.name != "review"]


class ChoosingForm(PaperForm):
    """A paper on chosen reviews of a ward: those that are ready are ticked at first."""

    review = ChosenField()

    def __init__(
        self, *args: Any, standings: Sequence[Standing], asked: Sequence[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ready = [s.review for s in standings if s.is_ready]
        self.others = [s for s in standings if not s.is_ready]
        field = self.fields["review"]
        keys = [standing.review for standing in standings]
        field.choices = [(r.pk, r.household.code) for r in keys]  # type: ignore[attr-defined]
        ready = {r.pk for r in self.ready}
        self.initial["review"] = sorted(ready & set(asked) if asked else ready)

    def rows(self) -> list[dict[str, Any]]:
        """Return the reviews to choose from: the ready ones, and whatever else was ticked."""
        ticked = {str(key) for key in self["review"].value() or ()}
        late = [s for s in self.others if self.is_bound and str(s.review.pk) in ticked]
        rows = [self._row(review, "", ticked=ticked) for review in self.ready]
        return rows + [self._row(s.review, s.obstacle, ticked=ticked) for s in late]

    def _row(self, review: Review, obstacle: str, *, ticked: set[str]) -> dict[str, Any]:
        return {
            "review": review,
            "is_ticked": str(review.pk) in ticked,
            "obstacle": obstacle,
            "is_different": review.proposed_class != review.computed_class,
        }


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


class ScanForm(forms.Form):
    """The scan of a paper that has none yet."""

    scan = PaperField(required=True)


class BatchForm(forms.Form):
    """The reason of a step taken with many reviews."""

    note = TextField(
        label=gettext_lazy("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not step.needs_note:
            del self.fields["note"]


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
