"""Filters of houses and the Fund."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import ListFilterSet, SearchFilter
from povertyportal.ui.text import fold
from programs import choices
from programs.filters.base import WordsFilter, one_of, since, until, ward


class HousingCaseFilter(ListFilterSet):
    """Houses by household, ward, kind, funding and day."""

    q = WordsFilter("search_text", "household__search_text", label=_("Mã hộ, tên hoặc phong trào"))
    ward = ward(Permission.HOUSING_VIEW)
    kind = one_of("kind", choices.HouseKind, _("Hình thức"))
    funding = one_of("funding", choices.HouseFunding, _("Nguồn chính"))
    accepted = django_filters.BooleanFilter(
        field_name="accepted_on", lookup_expr="isnull", exclude=True, label=_("Đã nghiệm thu")
    )
    finished = django_filters.BooleanFilter(
        field_name="finished_on", lookup_expr="isnull", exclude=True, label=_("Đã hoàn thành")
    )
    from_day = since("started_on")
    to_day = until("started_on")


class HousingContributionFilter(ListFilterSet):
    """Contributions by giver, form and day."""

    q = WordsFilter("case__search_text", "case__household__search_text", label=_("Mã hộ hoặc tên"))
    ward = ward(Permission.HOUSING_VIEW, "case__area")
    source = one_of("source", choices.GiverKind, _("Nguồn"))
    form_given = one_of("form", choices.GivenAs, _("Hình thức"))
    funding = one_of("case__funding", choices.HouseFunding, _("Nguồn chính của nhà"))
    from_day = since("given_on")
    to_day = until("given_on")


class FundWordsFilter(SearchFilter):
    """Search the ledger by its words; who asked not to be named is found by no name."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep the rows with every word; of unnamed donors only by number, if a name is kept."""
        for word in fold(value).split() if value else []:
            found = Q(search_text__contains=word) & (Q(is_anonymous=False) | Q(party=""))
            qs = qs.filter(found | Q(document_number__icontains=word))
        return qs


class FundAccountFilter(ListFilterSet):
    """Funds by ward."""

    ward = ward(Permission.FUND_VIEW)


class FundTransactionFilter(ListFilterSet):
    """The ledger of the Fund by words, kind and day."""

    q = FundWordsFilter(label=_("Số chứng từ, người ủng hộ hoặc mục đích"))
    ward = ward(Permission.FUND_VIEW)
    kind = one_of("kind", choices.FundKind, _("Nội dung"))
    from_day = since("occurred_on")
    to_day = until("occurred_on")
