"""The forms of an exit plan: what is agreed, by whom, by when; a support done; giving up."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.actions import PlanData, SupportData
from households.choices import MemberOrganisation
from households.models import ExitPlan, ExitSupport
from households.outlook import INCOME, Outlook
from households.scoring import Standard
from povertyportal.ui.fields import DateField, TextField

MOST_SUPPORTS = 20
NEW_LINES = 2


class PlanForm(forms.Form):
    """When the household should be off the poor list, and who stands by it."""

    year = forms.TypedChoiceField(label=gettext_lazy("Năm"), coerce=int)
    month = forms.TypedChoiceField(
        label=gettext_lazy("Tháng hoàn thành"),
        coerce=int,
        choices=[(str(month), f"{month:02d}") for month in range(1, 13)],
    )
    organisation = forms.ChoiceField(
        label=gettext_lazy("Tổ chức giúp đỡ"),
        choices=[("", "—"), *MemberOrganisation.choices],
        help_text=gettext_lazy("Hội, đoàn thể chịu trách nhiệm chính với hộ này."),
    )
    note = TextField(
        label=gettext_lazy("Ghi chú"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
    submit_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(str(y), str(y)) for y in years]  # type: ignore[attr-defined]

    def data_with(self, supports: list[SupportData]) -> PlanData:
        """Return what the action saves."""
        values = self.cleaned_data
        return PlanData(
            year=values["year"],
            month=values["month"],
            organisation=values["organisation"],
            note=values["note"],
            supports=supports,
            submit_token=values["submit_token"],
        )

    @staticmethod
    def initial_of(plan: ExitPlan | None, *, year: int) -> dict[str, Any]:
        """Return the stored values, or the first ones of a new plan."""
        if plan is None:
            return {"year": str(year), "month": "11", "version": 0, "submit_token": uuid4()}
        return {
            "year": str(plan.year),
            "month": str(plan.month),
            "organisation": plan.organisation,
            "note": plan.note,
            "version": plan.version,
            "submit_token": plan.submit_token,
        }


class SupportForm(forms.Form):
    """One agreed support: what it ends, and what is done. A blank line is skipped."""

    key = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    aim = forms.ChoiceField(label=gettext_lazy("Nhằm vào"), required=False)
    text = TextField(
        label=gettext_lazy("Việc hỗ trợ"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Xoá trắng nếu không làm nữa."),
    )

    def __init__(self, *args: Any, aims: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["aim"].choices = [("", "—"), *aims]  # type: ignore[attr-defined]
        self.done_on: date | None = self.initial.get("done_on")

    def clean(self) -> dict[str, Any]:
        """Ask for both parts of a line that is not blank."""
        values = super().clean() or {}
        if values.get("text") and not values.get("aim"):
            self.add_error("aim", _("Chọn chỉ số thiếu hụt hoặc thu nhập mà việc này nhằm vào."))
        return values

    def support(self) -> SupportData | None:
        """Return what the action saves, or None for a blank line."""
        values = self.cleaned_data
        if not values.get("text"):
            return None
        return SupportData(key=values.get("key"), aim=values["aim"], text=values["text"])


class BaseSupportFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The agreed supports: at least one."""

    def clean(self) -> None:
        """Ask for one support at least."""
        if not any(self.errors) and not self.supports():
            raise ValidationError(_("Cần ghi ít nhất một việc hỗ trợ."), code="no_support")

    def supports(self) -> list[SupportData]:
        """Return the lines that were typed."""
        typed = [form.support() for form in self.forms]
        return [support for support in typed if support is not None]


def support_formset(extra: int) -> type[BaseSupportFormSet]:
    """Return the class of the list of supports with so many lines beside the stored ones."""
    return forms.formset_factory(  # type: ignore[return-value]
        SupportForm,
        formset=BaseSupportFormSet,
        extra=extra,
        max_num=MOST_SUPPORTS,
        absolute_max=MOST_SUPPORTS + 10,
        validate_max=True,
    )


def aim_choices(standard: Standard, stored: Sequence[ExitSupport] = ()) -> list[tuple[str, str]]:
    """Return what a support can aim at; an aim stored by an older standard stays on offer."""
    choices = [(INCOME, _("Thu nhập (điểm B1)"))]
    choices += [(i.code, i.name) for i in standard.indicators]
    known = {code for code, _name in choices}
    return choices + [(s.aim, s.aim) for s in stored if s.aim not in known]


def supports_from(outlook: Outlook | None) -> list[dict[str, Any]]:
    """Return the lines of a new plan: the simulated supports."""
    return [{"aim": s.aim, "text": s.text} for s in outlook.single] if outlook else []


def supports_of(plan: ExitPlan) -> list[dict[str, Any]]:
    """Return the stored supports as lines of the form."""
    return [
        {"key": s.pk, "aim": s.aim, "text": s.text, "done_on": s.done_on}
        for s in plan.supports.all()
    ]


class SupportDoneForm(forms.Form):
    """The day on which a support was done."""

    done_on = DateField(label=gettext_lazy("Xong ngày"))


class DropPlanForm(forms.Form):
    """Why a plan is given up."""

    version = forms.IntegerField(min_value=1, max_value=10**6, widget=forms.HiddenInput)
    reason = TextField(
        label=gettext_lazy("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
