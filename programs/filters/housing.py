"""Filters of houses and the Fund."""

import django_filters
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import ListFilterSet
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


class FundTransactionFilter(ListFilterSet):
    """The ledger of the Fund by words, kind and day."""

    q = WordsFilter(label=_("Số chứng từ, người ủng hộ hoặc mục đích"))
    ward = ward(Permission.FUND_VIEW)
    kind = one_of("kind", choices.FundKind, _("Nội dung"))
    from_day = since("occurred_on")
    to_day = until("occurred_on")
