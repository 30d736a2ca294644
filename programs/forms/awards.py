"""Entry forms of rewards and of the instructions of the leadership."""

from datetime import date
from typing import Any

from django import forms
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.areas.models import Area
from povertyportal.reporting.registry import Theme, all_indicators
from povertyportal.ui.fields import DateField, TextField
from programs.choices import DirectiveState, RecipientKind
from programs.forms.base import PlainForm, ReasonForm, RecordForm, areas_of
from programs.models import Award, Directive, DirectiveNote, Organisation

PAGES = {
    "dashboard": _("Bảng kết quả"),
    "idle_reason_list": _("Vốn chưa phân bổ"),
    "allocation_list": _("Vốn được giao"),
    "exit_plan_list": _("Kế hoạch thoát nghèo"),
    "exit_candidate_list": _("Hộ có khả năng thoát nghèo"),
    "supervision_visit_list": _("Giám sát"),
    "communication_list": _("Truyền thông"),
    "fund_transaction_list": _("Quỹ Vì người nghèo"),
    "housing_case_list": _("Nhà ở"),
    "loan_list": _("Vay vốn"),
    "training_class_list": _("Lớp nghề"),
    "job_need_list": _("Nhu cầu việc làm"),
    "support_list": _("Hỗ trợ khác"),
    "round_board": _("Tiến độ rà soát"),
}
"""The pages where an instruction may be carried out, by the name of their address."""


def address_of(page: str) -> str:
    """Return the address of the page where an instruction is carried out, if it has one."""
    try:
        return reverse(page) if page else ""
    except NoReverseMatch:
        return ""


class AwardForm(RecordForm):
    """A reward of a collective or of one person."""

    class Meta(RecordForm.Meta):
        model = Award
        fields = [
            "recipient_kind",
            "recipient",
            "area",
            "decision_number",
            "decided_on",
            "movement",
            "merit",
        ]
        help_texts = {"recipient": _("Tên tập thể hoặc họ tên người được khen.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("area", areas_of(self.user, Award))
        field: Any = self.fields["recipient_kind"]
        field.choices = [c for c in RecipientKind.choices if c[0] != RecipientKind.HOUSEHOLD]


class HouseholdAwardForm(RecordForm):
    """A reward of the household that was chosen before; its name is filled in."""

    class Meta(RecordForm.Meta):
        model = Award
        fields = ["recipient", "decision_number", "decided_on", "movement", "merit"]
        help_texts = {"recipient": _("Ghi như trong quyết định.")}


class AwardFigureForm(PlainForm):
    """Which figure earned the reward, where and in which period; the value is computed."""

    key = forms.ChoiceField(label=_("Chỉ tiêu"))
    area = forms.ModelChoiceField(
        label=_("Địa bàn"), queryset=Area.objects.none(), empty_label=None
    )
    period_from = DateField(label=_("Từ ngày"))
    period_to = DateField(label=_("Đến ngày"))

    def __init__(self, *args: Any, user: User, award: Award, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "area": award.area_id,
            "period_from": award.decided_on.replace(month=1, day=1),
            "period_to": award.decided_on,
        }
        super().__init__(*args, **kwargs)
        self.today = today
        area: Any = self.fields["area"]
        area.queryset = areas_of(user, Award)
        key: Any = self.fields["key"]
        known = [each for each in all_indicators() if user.has(each.permission)]
        key.choices = [
            (theme.label, [(each.key, each.title) for each in known if each.theme == theme])
            for theme in Theme
            if any(each.theme == theme for each in known)
        ]

    def clean(self) -> dict[str, Any]:
        """Demand a period in order that has ended."""
        typed = super().clean() or self.cleaned_data
        start, end = typed.get("period_from"), typed.get("period_to")
        if end and end > self.today:
            self.add_error("period_to", _("Kỳ này chưa kết thúc. Hãy chọn ngày đã qua."))
        elif start and end and start > end:
            self.add_error("period_to", _("Ngày cuối phải sau ngày đầu của kỳ."))
        return typed


class DirectiveForm(RecordForm):
    """What the leadership wants done, by whom and until when."""

    class Meta(RecordForm.Meta):
        model = Directive
        fields = [
            "title",
            "document",
            "instruction",
            "owner",
            "area",
            "issued_on",
            "due_on",
            "page",
        ]
        help_texts = {
            "document": _("Số, tên văn bản hoặc thông báo kết luận cuộc họp."),
            "page": _("Trang của cổng mà đơn vị mở ra để làm việc này."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = areas_of(self.user, Directive)
        self.offer("area", areas)
        self.offer("owner", Organisation.objects.filter(area__in=areas.order_by().values("pk")))
        label = self.fields["page"].label
        pages = {name: title for name, title in PAGES.items() if address_of(name)}
        if self.instance.page:
            pages.setdefault(self.instance.page, self.instance.page)
        choices = [("", _("Không có")), *pages.items()]
        self.fields["page"] = forms.ChoiceField(
            label=label,
            choices=choices,
            required=False,
            help_text=self.Meta.help_texts["page"],
        )


class DirectiveNoteForm(RecordForm):
    """How far the work is; who works in several wards says of which."""

    class Meta(RecordForm.Meta):
        model = DirectiveNote
        fields = ["area", "state", "noted_on", "note"]
        help_texts = {
            "state": _("Của phần việc đơn vị bạn. Người giao việc mới kết thúc cả chỉ đạo.")
        }

    def __init__(self, *args: Any, places: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].widget = forms.Textarea(attrs={"rows": 3})
        field: Any = self.fields["state"]
        field.choices = [c for c in DirectiveState.choices if c[0] != DirectiveState.CANCELLED]
        if len(places) > 1:
            self.offer("area", Area.objects.filter(pk__in=[place.pk for place in places]))
        else:
            self.instance.area = places[0]
            del self.fields["area"]


class DirectiveCloseForm(PlainForm):
    """How an instruction ended."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("Kết quả"),
        choices=[
            (state.value, state.label) for state in (DirectiveState.DONE, DirectiveState.CANCELLED)
        ],
    )
    closed_on = DateField(label=_("Ngày"))
    note = TextField(
        label=_("Kết quả hoặc lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DirectiveReopenForm(ReasonForm):
    """Why an instruction is taken up again."""
