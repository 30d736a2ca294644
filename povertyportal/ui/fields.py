"""Form fields that read what officers type: money, dates, numbers and clean text."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.parsing import parse_count, parse_date, parse_decimal, parse_money
from povertyportal.ui.text import clean, grouped


class TextField(forms.CharField):
    """Text in NFC without invisible marks or control characters."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "")


class MoneyField(forms.Field):
    """A whole amount of đồng of at least `lowest`."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(
        self, *, lowest: int = 0, min_value: Any = None, max_value: Any = None, **kwargs: Any
    ) -> None:
        """Take `lowest`; the limits a model field passes on are wider than the parser's own."""
        self.lowest = lowest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        amount = value if isinstance(value, int) else parse_money(str(value))
        if amount < self.lowest:
            raise ValidationError(_("Số tiền phải lớn hơn 0."), code="too_small")
        return amount

    def prepare_value(self, value: Any) -> Any:
        return grouped(value) if isinstance(value, int) else value


class CountField(forms.Field):
    """A whole number from `lowest` to `highest`, such as people or seats."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, *, lowest: int = 0, highest: int, **kwargs: Any) -> None:
        self.lowest, self.highest = lowest, highest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        count = value if isinstance(value, int) else parse_count(str(value))
        if not self.lowest <= count <= self.highest:
            raise ValidationError(
                _("Số phải từ %(lowest)s đến %(highest)s."),
                code="range",
                params={
                    "lowest": self.prepare_value(self.lowest),
                    "highest": self.prepare_value(self.highest),
                },
            )
        return count

    def prepare_value(self, value: Any) -> Any:
        return grouped(value) if isinstance(value, int) else value


class DateField(forms.DateField):
    """A day written dd/mm/yyyy."""

    widget = forms.DateInput(
        format="%d/%m/%Y",
        attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "dd/mm/yyyy"},
    )

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and value.strip():
            return parse_date(value)
        return super().to_python(value)


class DecimalField(forms.Field):
    """A number written with a decimal comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(
        self, *, lowest: Decimal | None = None, highest: Decimal | None = None, **kwargs: Any
    ) -> None:
        self.lowest, self.highest = lowest, highest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        parsed = value if isinstance(value, Decimal) else parse_decimal(str(value))
        if (self.lowest is not None and parsed < self.lowest) or (
            self.highest is not None and parsed > self.highest
        ):
            raise ValidationError(
                _("Số phải từ %(lowest)s đến %(highest)s."),
                code="range",
                params={
                    "lowest": self.prepare_value(self.lowest),
                    "highest": self.prepare_value(self.highest),
                },
            )
        return parsed

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value
