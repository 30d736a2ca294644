"""The forms of official reports, of the figures they state, and of what explains a difference."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.compare import Status
from povertyportal.reporting.fields import PaperField
from povertyportal.reporting.forms.targets import LONG, by_theme, in_figures, number_field
from povertyportal.reporting.models import OfficialReport, Relation, ReportedFigure
from povertyportal.reporting.reconciling import Row
from povertyportal.reporting.registry import Theme, all_indicators, get_indicator, standards
from povertyportal.reporting.statements import Statement, read_statement
from povertyportal.reporting.units import Unit, is_additive, trimmed
from povertyportal.ui.fields import DateField, DecimalField, TextField
from povertyportal.ui.forms import Refusable

LOWEST_STEP = Decimal("0.0001")
NUMBERS = ("value", "step", "tolerance")
NUMBER_INPUT = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


class OfficialReportForm(Refusable, forms.Form):
    """An official report, new or to be put right; `version` is the state that was shown."""

    submit_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = TextField(label=_("Tên báo cáo"), max_length=200)
    area = forms.ModelChoiceField(
        label=_("Địa bàn"), queryset=Area.objects.none(), empty_label=_("Chọn địa bàn")
    )
    stated_on = DateField(label=_("Ngày báo cáo"))
    standard = forms.ChoiceField(label=_("Chuẩn nghèo"))
    period_from = DateField(label=_("Kỳ báo cáo từ"))
    period_to = DateField(label=_("Kỳ báo cáo đến"))
    source = TextField(
        label=_("Nguồn"),
        max_length=300,
        help_text=_("Số, ký hiệu văn bản hoặc nơi đăng, để người khác tìm lại được."),
    )
    scan = PaperField(label=_("Bản quét hoặc tệp của báo cáo"))

    def __init__(
        self, data: Any = None, files: Any = None, *, user: User, row: OfficialReport | None = None
    ) -> None:
        """Offer the areas whose reports the user may enter, and the known standards."""
        names = ("title", "area", "stated_on", "standard", "period_from", "period_to", "source")
        shown = {name: getattr(row, name) for name in (*names, "version")} if row else {}
        super().__init__(data, files, initial=shown)
        self.names = names
        levels = [Area.Level.CITY, Area.Level.WARD]
        areas = user.areas(Permission.REPORTED_EDIT).filter(level__in=levels).order_by("path")
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["standard"].choices = standards().choices  # type: ignore[attr-defined]
        if row is None:
            del self.fields["version"]
        elif row.paper:
            self.fields["scan"].help_text = _(
                "Để trống thì giữ tệp đang có. Chọn tệp khác thì tệp mới thay chỗ."
            )

    @property
    def typed(self) -> dict[str, Any]:
        """Return what was typed, by the name of the column."""
        return {name: self.cleaned_data[name] for name in self.names}


class ReportedFigureForm(Refusable, forms.Form):
    """One figure as a report states it. What is left empty is read from the statement."""

    NAMES = (
        *("key", "as_stated", "value", "relation", "step", "period_from", "period_to"),
        *("claims_plan_met", "tolerance", "note"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.ChoiceField(label=_("Chỉ tiêu"))
    as_stated = TextField(
        label=_("Nguyên văn số"),
        max_length=200,
        help_text=_("Chép đúng lời báo cáo, ví dụ: hơn 7,4 tỷ đồng."),
    )
    value = TextField(
        label=_("Số báo cáo"),
        max_length=30,
        required=False,
        help_text=_("Để trống thì đọc từ nguyên văn. Tiền ghi bằng đồng, tỷ lệ ghi dấu phẩy."),
        widget=NUMBER_INPUT,
    )
    relation = forms.ChoiceField(
        label=_("Cách nêu"),
        required=False,
        choices=[("", _("đọc từ nguyên văn")), *Relation.choices],
        help_text=_("Hơn: số thật bị cắt bớt. Gần: số thật được nâng lên."),
    )
    step = TextField(
        label=_("Độ lớn của chữ số cuối"),
        max_length=30,
        required=False,
        help_text=_("Hơn 7,4 tỷ thì chữ số cuối là 100.000.000 đồng. Để trống thì cổng tự đọc."),
        widget=NUMBER_INPUT,
    )
    tolerance = TextField(
        label=_("Chênh lệch chấp nhận"),
        max_length=30,
        required=False,
        help_text=_("Ngoài phần làm tròn của số nêu. Để trống là 0."),
        widget=NUMBER_INPUT,
    )
    period_from = DateField(label=_("Từ ngày"))
    period_to = DateField(label=_("Đến ngày"))
    claims_plan_met = forms.BooleanField(
        label=_("Báo cáo nói đạt kế hoạch mà không nêu kế hoạch là bao nhiêu"), required=False
    )
    note = TextField(label=_("Số này từ đâu"), max_length=1000, required=False, widget=LONG)

    def __init__(
        self,
        data: Any = None,
        *,
        user: User,
        report: OfficialReport,
        row: ReportedFigure | None = None,
        initial: Any = None,
    ) -> None:
        """Offer the figures that the user sees and the report does not state yet."""
        super().__init__(data, initial=initial or _shown(report, row))
        taken = {figure.key for figure in report.figures.all()} - {row.key if row else ""}
        choices: Any = by_theme(
            indicator
            for indicator in all_indicators()
            if indicator.key not in taken and user.can(indicator.permission, report.area)
        )
        self.fields["key"].choices = [("", _("Chọn chỉ tiêu")), *choices]  # type: ignore[attr-defined]
        if row is None:
            del self.fields["version"]

    def clean(self) -> dict[str, Any]:
        """Read the numbers in the figure's unit, and from the statement what was left empty."""
        data: dict[str, Any] = super().clean() or {}
        key = data.get("key")
        if not key or "as_stated" in self.errors:
            return data
        unit = get_indicator(key).unit
        for name in NUMBERS:
            data[name] = self._number(name, unit)
        if any(name in self.errors for name in (*NUMBERS, "relation")):
            return data
        data["tolerance"] = data["tolerance"] or Decimal(0)
        if data["value"] is None or not data["relation"] or not data["step"]:
            self._fill(data, unit)
        return data

    def _number(self, name: str, unit: str) -> Any:
        """Return a number typed, None where nothing was; what is wrong is said at the field."""
        typed = self.cleaned_data.get(name) or ""
        if not typed:
            return None
        try:
            return _field(name, unit).clean(typed)
        except ValidationError as error:
            self.add_error(name, error)
            return None

    def _fill(self, data: dict[str, Any], unit: str) -> None:
        """Put in what the statement says; a number that was typed stands for itself."""
        try:
            read = read_statement(data["as_stated"], unit=unit)
        except ValidationError as error:
            if data["value"] is None:
                self.add_error("value", error)
                return
            read = Statement(data["value"], Relation.EXACT, _own_digit(data["value"]))
        if data["value"] is not None and data["value"] != read.value:
            read = Statement(data["value"], read.relation, _own_digit(data["value"]))
        data["value"] = read.value
        data["relation"] = data["relation"] or read.relation
        data["step"] = data["step"] or read.step

    @property
    def typed(self) -> dict[str, Any]:
        """Return what was typed or read, by the name of the column."""
        return {name: self.cleaned_data[name] for name in self.NAMES}

    def as_read(self) -> dict[str, Any]:
        """Return what was sent, with what could be read of the statement put in."""
        sent = {name: self.data.get(name, "") for name in self.fields}
        read = {name: self.cleaned_data.get(name) for name in (*NUMBERS, "relation")}
        for name, value in read.items():
            if value and name not in self.errors:
                sent[name] = in_figures(Decimal(value)) if name in NUMBERS else value
        return sent


def _field(name: str, unit: str) -> forms.Field:
    """Return the field that reads the number; the last digit is never 0."""
    if name == "step" and not is_additive(unit):
        return DecimalField(lowest=LOWEST_STEP)
    if name == "step" and unit == Unit.DONG:
        return number_field(unit, lowest=1)
    return number_field(unit)


def _own_digit(value: Any) -> Decimal:
    """Return the size of the last digit of a number that was typed."""
    return Decimal(1).scaleb(int(trimmed(Decimal(value)).as_tuple().exponent))


def _shown(report: OfficialReport, row: ReportedFigure | None) -> dict[str, Any]:
    if row is None:
        return {"period_from": report.period_from, "period_to": report.period_to}
    names = (*ReportedFigureForm.NAMES, "version")
    return {name: getattr(row, name) for name in names} | {
        name: in_figures(getattr(row, name)) for name in NUMBERS
    }


class ExplanationForm(Refusable, forms.Form):
    """An officer's word on a difference; empty takes it back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    explanation = TextField(
        label=_("Giải trình"),
        max_length=2000,
        required=False,
        help_text=_("Vì sao số báo cáo khác số tính từ hồ sơ. Để trống là rút giải trình."),
        widget=LONG,
    )


class ReconcilingForm(forms.Form):
    """What the page of reported figures can be narrowed to; a wrong value keeps no row."""

    status = forms.ChoiceField(
        label=_("Kết quả"), required=False, choices=[("", _("Tất cả")), *Status.choices]
    )
    theme = forms.ChoiceField(
        label=_("Chủ đề"), required=False, choices=[("", _("Tất cả")), *Theme.choices]
    )
    explained = forms.ChoiceField(
        label=_("Giải trình"),
        required=False,
        choices=[("", _("Tất cả")), ("yes", _("đã giải trình")), ("no", _("còn phải giải trình"))],
    )
    all = forms.BooleanField(label=_("Hiện cả chỉ tiêu mà báo cáo không nêu"), required=False)

    def keeps(self, row: Row) -> bool:
        """Tell whether the row passes."""
        if not self.is_valid():
            return False
        data = self.cleaned_data
        explained = "yes" if row.is_explained else "no" if row.figure.is_open else "-"
        return (
            data["status"] in ("", row.figure.status)
            and data["theme"] in ("", row.figure.indicator.theme)
            and data["explained"] in ("", explained)
        )
