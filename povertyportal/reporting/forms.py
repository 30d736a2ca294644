"""The scope as a form, and the forms of plans. What is wrong is said at its field."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.models import Target
from povertyportal.reporting.questions import ask, report_for
from povertyportal.reporting.registry import Theme, all_indicators, get_indicator, standards
from povertyportal.reporting.scope import Scope
from povertyportal.reporting.units import Direction, Unit, is_additive, trimmed, written
from povertyportal.ui.fields import CountField, DateField, DecimalField, MoneyField, TextField
from povertyportal.ui.forms import Refusable

SCOPE_NAMES = ("place", "from", "to", "as_of", "standard")


class ScopeForm(forms.Form):
    """Choose what figures are asked for. Empty means: what the official report means."""

    place = forms.ChoiceField(label=_("Địa bàn"))
    standard = forms.ChoiceField(label=_("Chuẩn nghèo"))
    as_of = DateField(label=_("Tính đến ngày"))

    def __init__(self, data: QueryDict, *, user: User) -> None:
        levels = [Area.Level.CITY, Area.Level.WARD]
        visible = user.areas(Permission.FIGURE_VIEW).filter(level__in=levels)
        self.areas = {str(area.pk): area for area in visible}
        widest = min(self.areas.values(), key=lambda area: len(area.path), default=None)
        wanted = self.areas.get(data.get("place", ""), widest)
        self.report = report_for(wanted)
        today = timezone.localdate()
        filled = {
            "place": data.get("place") or (str(widest.pk) if widest else ""),
            "from": data.get("from", ""),
            "to": data.get("to", ""),
            "as_of": data.get("as_of") or _written(self.report.stated_on if self.report else today),
            "standard": data.get("standard")
            or (self.report.standard if self.report else standards().on(today)),
        }
        super().__init__(filled)
        self.fields["place"].choices = [(key, area.name) for key, area in self.areas.items()]  # type: ignore[attr-defined]
        self.fields["standard"].choices = standards().choices  # type: ignore[attr-defined]
        blank: dict[str, Any] = {"required": False, "help_text": _("Để trống: kỳ của báo cáo")}
        self.fields["from"] = DateField(label=_("Từ ngày"), **blank)
        self.fields["to"] = DateField(label=_("Đến ngày"), **blank)
        self.order_fields(["place", "from", "to", "as_of", "standard"])

    def clean(self) -> dict[str, Any]:
        """Ask for both ends of a period or none, in order, and not after the as-of day."""
        data: dict[str, Any] = super().clean() or {}
        start, end, as_of = data.get("from"), data.get("to"), data.get("as_of")
        if "from" in self.errors or "to" in self.errors:
            return data
        if bool(start) != bool(end):
            self.add_error("to" if start else "from", _("Ghi cả ngày đầu và ngày cuối của kỳ."))
        elif start and end and start > end:
            self.add_error("to", _("Ngày cuối phải sau ngày đầu của kỳ."))
        elif start and as_of and start > as_of:
            self.add_error("as_of", _("Ngày tính đến không được trước ngày đầu của kỳ."))
        return data

    def scope(self) -> Scope:
        """Return the scope of a valid form."""
        data = self.cleaned_data
        return ask(
            self.areas[data["place"]],
            today=data["as_of"],
            report=self.report,
            start=data.get("from"),
            end=data.get("to"),
            as_of=data["as_of"],
            standard=data["standard"],
        )


def _written(day: Any) -> str:
    return f"{day:%d/%m/%Y}"


HIGHEST_COUNT = 10**12
LONG = forms.Textarea(attrs={"rows": 3})


def number_field(unit: str, **kwargs: Any) -> forms.Field:
    """Return the field that reads a value in the unit: đồng, whole counts, percent with a comma."""
    if unit == Unit.DONG:
        return MoneyField(**kwargs)
    if is_additive(unit):
        return CountField(highest=HIGHEST_COUNT, **kwargs)
    return DecimalField(lowest=Decimal(0), highest=Decimal(100), **kwargs)


def in_figures(value: Decimal | None) -> str:
    """Return a value as it is typed: 1975000000 -> '1.975.000.000', 0.19 -> '0,19'."""
    return "" if value is None else written(trimmed(value))


def planned(current: str = "") -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return the figures that plans are set for, by theme; the present one in any case."""
    found: dict[Theme, list[tuple[str, Any]]] = {}
    for indicator in all_indicators():
        is_goal = indicator.direction is not Direction.NONE and not indicator.plan_key
        if is_goal or indicator.key == current:
            words = f"{indicator.title} ({indicator.unit.label})"
            found.setdefault(indicator.theme, []).append((indicator.key, words))
    return [(str(theme.label), choices) for theme, choices in found.items()]


class TargetForm(Refusable, forms.Form):
    """One plan, new or to be put right; `version` is the state that was shown."""

    submit_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.ChoiceField(label=_("Chỉ tiêu"))
    area = forms.ModelChoiceField(
        label=_("Địa bàn"), queryset=Area.objects.none(), empty_label=_("Chọn địa bàn")
    )
    period_from = DateField(label=_("Từ ngày"))
    period_to = DateField(label=_("Đến ngày"))
    value = TextField(
        label=_("Kế hoạch"),
        max_length=30,
        help_text=_(
            "Theo đơn vị của chỉ tiêu: tiền ghi bằng đồng, tỷ lệ ghi dấu phẩy. Có thể là 0."
        ),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    baseline = TextField(
        label=_("Mức xuất phát"),
        max_length=30,
        required=False,
        help_text=_("Để trống nếu kế hoạch tính từ 0. Có mức này thì mức đạt là phần đường đã đi."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    document = TextField(label=_("Quyết định giao"), max_length=300)
    note = TextField(
        label=_("Ghi chú"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, user: User, target: Target | None = None) -> None:
        """Offer the user's areas; show an existing plan in the figures it is typed in."""
        super().__init__(data, initial=_shown(target))
        if target is None:
            del self.fields["version"]
        levels = [Area.Level.CITY, Area.Level.WARD]
        areas = user.areas(Permission.TARGET_EDIT).filter(level__in=levels).order_by("path")
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        choices: Any = [("", _("Chọn chỉ tiêu")), *planned(target.key if target else "")]
        self.fields["key"].choices = choices  # type: ignore[attr-defined]

    def clean_value(self) -> Any:
        """Read the plan in the unit of the chosen figure."""
        return self._number("value")

    def clean_baseline(self) -> Any:
        """Read the start in the unit of the chosen figure; none where left empty."""
        return self._number("baseline") if self.cleaned_data["baseline"] else None

    def _number(self, name: str) -> Any:
        """Return the number typed; without a figure there is no unit to read it in."""
        typed, key = self.cleaned_data[name], self.cleaned_data.get("key")
        return number_field(get_indicator(key).unit).clean(typed) if key else None

    @property
    def typed(self) -> dict[str, Any]:
        """Return what was typed, by the name of the column."""
        names = ("key", "area", "period_from", "period_to", "value", "baseline", "document", "note")
        return {name: self.cleaned_data[name] for name in names}


def _shown(target: Target | None) -> dict[str, Any]:
    if target is None:
        return {}
    names = ("key", "area", "period_from", "period_to", "document", "note", "version")
    numbers = {"value": in_figures(target.value), "baseline": in_figures(target.baseline)}
    return {name: getattr(target, name) for name in names} | numbers


class TargetRemoveForm(Refusable, forms.Form):
    """Why a plan is deleted."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = TextField(label=_("Lý do"), max_length=400, widget=LONG)


class SplitForm(Refusable, forms.Form):
    """A plan of the city shared out, a field for each ward; `seen` is the state that was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    document = TextField(label=_("Quyết định giao"), max_length=300)

    def __init__(self, data: Any = None, *, wards: list[Area], unit: str, initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.wards = wards
        for ward in wards:
            self.fields[f"ward_{ward.pk}"] = number_field(unit, label=ward.name, required=False)

    @property
    def typed(self) -> dict[int, Decimal | None]:
        """Return the part of each ward, by its key."""
        return {ward.pk: self.cleaned_data[f"ward_{ward.pk}"] for ward in self.wards}
