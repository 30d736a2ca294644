"""Filters of the lists of who is left out, served twice, or helped and still poor."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from households.choices import PovertyClass
from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import DateFilter, ListFilterSet, MultipleChoiceFilter
from programs.filters.base import WordsFilter, ward
from programs.filters.support import SupportFilter

LISTED = [PovertyClass.POOR, PovertyClass.NEAR_POOR]


class GapFilter(ListFilterSet):
    """Households by words, ward and class, as of a day."""

    q = WordsFilter("search_text", label=_("Mã hộ hoặc tên"))
    ward = ward(Permission.SUPPORT_VIEW)
    day_class = MultipleChoiceFilter(
        choices=[(each.value, each.label) for each in LISTED], label=_("Diện hộ")
    )
    day = DateFilter(method="as_of", label=_("Tính đến ngày"))

    def as_of(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Keep every row: the page has asked for them as of the day."""
        return rows


class RepeatedSupportFilter(SupportFilter):
    """Same supports by household, ward, kind, leaf and day of the later one."""
