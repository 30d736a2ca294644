"""The year and the ward of who is eligible under a leaf, and of what the money warns of."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.filters import DateFilter, ListFilterSet, YearFilter
from programs.filters.base import YEARS, WordsFilter, ward

ALERT_KINDS = (
    ("idle", _("Để lâu chưa phân bổ")),
    ("behind", _("Giải ngân chậm so với lịch")),
    ("year_end", _("Cuối năm còn tiền")),
)


class ChosenYearFilter(YearFilter):
    """A year that the view has looked at before: the rows are those of the year already."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep all rows."""
        return qs


class MatchFilter(ListFilterSet):
    """The year that is asked about, and one ward out of the user's own."""

    year = ChosenYearFilter(YEARS, label=_("Năm"))
    ward = ward(Permission.CAPITAL_VIEW)

    @property
    def area(self) -> Area | None:
        """Return the ward that is asked about, once the form is valid; None for all."""
        key = self.form.cleaned_data.get("ward")
        return Area.objects.filter(pk=key).first() if key else None


class UnservedHouseholdFilter(ListFilterSet):
    """Households that are eligible and not helped yet, by ward and words."""

    q = WordsFilter("search_text", label=_("Mã hộ hoặc tên"))
    year = ChosenYearFilter(YEARS, label=_("Năm"))
    ward = ward(Permission.HOUSEHOLD_VIEW)


class UnservedPersonFilter(ListFilterSet):
    """People who are eligible and not helped yet, by ward and words."""

    q = WordsFilter("person__search_text", "household__search_text", label=_("Họ tên hoặc mã hộ"))
    year = ChosenYearFilter(YEARS, label=_("Năm"))
    ward = ward(Permission.HOUSEHOLD_VIEW, field_name="household__area")


class AlertFilter(ListFilterSet):
    """What the money warns of, by kind and year."""

    alert = django_filters.ChoiceFilter(choices=ALERT_KINDS, method="keep_all", label=_("Cảnh báo"))
    year = YearFilter(YEARS, label=_("Năm"))
    as_of = DateFilter(method="keep_all", label=_("Tính đến ngày"))

    def keep_all(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Keep all rows: one allocation may warn of several things."""
        return rows
