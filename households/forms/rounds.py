"""Forms of a round: which one, its days and steps; closing, reopening and unlocking."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.actions import RoundData, StepData
from households.choices import Stage, StandardKey
from households.models import ReviewRound
from households.procedure import StageRule
from povertyportal.accounts.roles import Role
from povertyportal.ui.fields import DateField, TextField

MONTHS = [(str(month), str(month)) for month in range(1, 13)]
OWNERS = [
    (role.value, role.label)
    for role in Role
    if role
    in (
        Role.INVESTIGATOR,
        Role.WARD_OFFICER,
        Role.WARD_CHAIR,
        Role.STANDING_OFFICE,
        Role.CITY_LEADER,
    )
]


class WhichRoundForm(forms.Form):
    """Which round to open: its kind, year and, for an ad hoc one, month."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=ReviewRound.Kind.choices)
    year = forms.IntegerField(
        label=gettext_lazy("Năm"),
        min_value=2015,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    month = forms.ChoiceField(
        label=gettext_lazy("Tháng (đợt thường xuyên)"), choices=MONTHS, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the month of an ad hoc round; a periodic one has none."""
        values = super().clean() or {}
        is_adhoc = values.get("kind") == ReviewRound.Kind.ADHOC
        if is_adhoc and not values.get("month"):
            self.add_error("month", _("Chọn tháng của đợt thường xuyên."))
        values["month"] = int(values.get("month") or 0) if is_adhoc else 0
        return values


class StepsForm(forms.Form):
    """The steps of a round, each with its owner and its deadline."""

    ends_on = DateField(label=gettext_lazy("Đến ngày"))
    seen = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rules: Iterable[StageRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = list(rules)
        for rule in self.rules:
            name = Stage(rule.stage).label
            self.fields[f"owner_{rule.stage}"] = forms.ChoiceField(
                label=_("Chủ trì: %(step)s") % {"step": name}, choices=OWNERS
            )
            self.fields[f"due_{rule.stage}"] = DateField(label=_("Hạn: %(step)s") % {"step": name})

    def rows(self) -> list[dict[str, Any]]:
        """Return each step with its two fields."""
        return [
            {
                "label": Stage(rule.stage).label,
                "owner": self[f"owner_{rule.stage}"],
                "due": self[f"due_{rule.stage}"],
            }
            for rule in self.rules
        ]

    def steps(self) -> list[StepData]:
        """Return the steps as the action takes them."""
        values = self.cleaned_data
        return [
            StepData(
                stage=rule.stage,
                owner=values[f"owner_{rule.stage}"],
                due_on=values[f"due_{rule.stage}"],
            )
            for rule in self.rules
        ]

    @staticmethod
    def initial_of(steps: Iterable[tuple[str, str, date]]) -> dict[str, Any]:
        """Return the initial owners and deadlines."""
        found: dict[str, Any] = {}
        for stage, owner, due in steps:
            found |= {f"owner_{stage}": owner, f"due_{stage}": due}
        return found


class RoundForm(StepsForm):
    """A round to be opened: its standard, days and steps, proposed by the procedure."""

    standard = forms.ChoiceField(label=gettext_lazy("Chuẩn nghèo"), choices=StandardKey.choices)
    starts_on = DateField(label=gettext_lazy("Từ ngày"))
    field_order = ["standard", "starts_on", "ends_on"]

    def data_for(self, which: Mapping[str, Any]) -> RoundData:
        """Return what the action opens."""
        values = self.cleaned_data
        return RoundData(
            year=which["year"],
            kind=which["kind"],
            month=which["month"],
            standard=values["standard"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            steps=self.steps(),
        )


class NoteForm(forms.Form):
    """A reason, where it has to be given."""

    note = TextField(
        label=gettext_lazy("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class UnlockForm(forms.Form):
    """Who may correct which household of a closed ward, for how long and why."""

    household = TextField(
        label=gettext_lazy("Mã hộ"),
        max_length=20,
        help_text=gettext_lazy("Ví dụ BK-012345. Chỉ mở đúng một hộ."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    user = forms.ChoiceField(label=gettext_lazy("Người được sửa"))
    hours = forms.IntegerField(
        label=gettext_lazy("Số giờ"),
        help_text=gettext_lazy("Từ 1 đến 72 giờ; hết giờ tự khoá lại."),
        error_messages={
            "invalid": gettext_lazy("Chọn từ 1 đến 72 giờ."),
            "min_value": gettext_lazy("Chọn từ 1 đến 72 giờ."),
            "max_value": gettext_lazy("Chọn từ 1 đến 72 giờ."),
        },
        min_value=1,
        max_value=72,
        initial=24,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = TextField(
        label=gettext_lazy("Lý do mở khoá"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [("", "—"), *people]  # type: ignore[attr-defined]

    def clean_household(self) -> str:
        """Return the code in capitals."""
        return str(self.cleaned_data["household"]).upper()


def say_at_fields(form: forms.Form, error: ValidationError) -> None:
    """Put what an action refused at the fields it speaks of, the rest above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))
