"""The forms of plans. What is wrong is said at its field."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting.models import Target
from povertyportal.reporting.registry import Indicator, Theme, all_indicators, get_indicator
from povertyportal.reporting.units import Direction, Unit, is_additive, trimmed, written
from povertyportal.ui.fields import CountField, DateField, DecimalField, MoneyField, TextField
from povertyportal.ui.forms import Refusable

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


def by_theme(indicators: Iterable[Indicator]) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return the figures as choices, each with its unit, by theme."""
    found: dict[Theme, list[tuple[str, Any]]] = {}
    for indicator in indicators:
        words = f"{indicator.title} ({indicator.unit.label})"
        found.setdefault(indicator.theme, []).append((indicator.key, words))
    return [(str(theme.label), choices) for theme, choices in found.items()]


def planned(current: str = "") -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return the figures that plans are set for, by theme; the present one in any case."""
    return by_theme(
        indicator
        for indicator in all_indicators()
        if (indicator.direction is not Direction.NONE and not indicator.plan_key)
        or indicator.key == current
    )


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


class RemoveForm(Refusable, forms.Form):
    """Why a record entered by mistake is deleted."""

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
