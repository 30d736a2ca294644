"""Filters of lists. An invalid value shows its error and no row: it never shows every row."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from povertyportal.ui import fields
from povertyportal.ui.text import fold

LONGEST_SEARCH = 120


class TextFilterField(fields.TextField):
    """A short text; a longer one is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_SEARCH, **kwargs)


class TextFilter(django_filters.Filter):
    """Compare a column with a clean text."""

    field_class = TextFilterField


class SearchFilter(django_filters.Filter):
    """Search a folded column: marks, case and the place of tones do not matter."""

    field_class = TextFilterField

    def __init__(self, field_name: str = "search_text", **kwargs: Any) -> None:
        super().__init__(field_name=field_name, lookup_expr="contains", **kwargs)

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep the rows that contain every word."""
        for word in fold(value).split() if value else []:
            qs = qs.filter(**{f"{self.field_name}__contains": word})
        return qs


class DateFilter(django_filters.Filter):
    """Compare a column with a day written dd/mm/yyyy."""

    field_class = fields.DateField


class AmountFilter(django_filters.Filter):
    """Compare a column with an amount of đồng."""

    field_class = fields.MoneyField


class YearFilter(django_filters.ChoiceFilter):
    """Keep one year; the years to choose from are given."""

    def __init__(self, years: range, **kwargs: Any) -> None:
        super().__init__(choices=[(str(year), str(year)) for year in years], **kwargs)


class MultipleChoiceFilter(django_filters.MultipleChoiceFilter):
    """Keep rows with any of the chosen values."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(*args, **kwargs)


class ListFilterSet(django_filters.FilterSet):
    """The filters of one list. Filters with a `prepare` method get the request first."""

    request: HttpRequest

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        for item in self.filters.values():
            if hasattr(item, "prepare"):
                item.prepare(request)

    def concealed(self) -> dict[str, str]:
        """Return the values that links may not carry on, each as it may be shown, by filter."""
        return {}

    @property
    def qs(self) -> QuerySet[Any]:
        """Return the rows that pass, or none where a value is invalid."""
        passed: QuerySet[Any] = self.queryset.none()
        if not self.is_bound or self.form.is_valid():
            passed = super().qs
        return passed
