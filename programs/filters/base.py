"""Words, ward, days, kind: the filters that most lists share, under the same names."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.filters import AreaFilter
from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import DateFilter, MultipleChoiceFilter, SearchFilter
from povertyportal.ui.text import fold
from programs.models import Component
from programs.models.base import reads_names

YEARS = range(2021, 2031)


class WordsFilter(SearchFilter):
    """Keep rows where every word is found in one of several folded columns.

    Who may not read names finds a household by its code alone, and no person at all.
    """

    def __init__(self, *columns: str, **kwargs: Any) -> None:
        self.columns = [f"{column}__contains" for column in columns or ("search_text",)]
        super().__init__(field_name=columns[0] if columns else "search_text", **kwargs)

    def prepare(self, request: Any) -> None:
        """Leave out the columns that hold names this user may not read."""
        named = any(word in column for column in self.columns for word in ("household", "person"))
        if not named or reads_names(request.user, self.model):
            return
        self.columns = [
            column.replace("household__search_text__contains", "household__code__icontains")
            for column in self.columns
            if not column.startswith("person__")
        ]
        self.label = _("Mã hộ hoặc nội dung")

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep the rows that contain every word somewhere."""
        for word in fold(value).split() if value else []:
            found = Q()
            for column in self.columns:
                found |= Q(**{column: word})
            qs = qs.filter(found)
        return qs


def ward(permission: Permission, field_name: str = "area") -> AreaFilter:
    """Return the filter by one of the user's wards."""
    return AreaFilter(permission=permission, field_name=field_name, label=_("Phường, xã"))


def since(field_name: str) -> DateFilter:
    """Return the filter by first day."""
    return DateFilter(field_name=field_name, lookup_expr="gte", label=_("Từ ngày"))


def until(field_name: str) -> DateFilter:
    """Return the filter by last day."""
    return DateFilter(field_name=field_name, lookup_expr="lte", label=_("Đến ngày"))


def one_of(field_name: str, values: Any, label: Any) -> MultipleChoiceFilter:
    """Return the filter that keeps any of the chosen values."""
    return MultipleChoiceFilter(field_name=field_name, choices=values.choices, label=label)


def components() -> QuerySet[Component]:
    """Return the leaves that carry money."""
    return Component.objects.filter(carries_money=True)
