"""Filters of help to households."""

import django_filters
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import ListFilterSet
from programs import choices
from programs.filters.base import WordsFilter, components, one_of, since, until, ward


class SupportFilter(ListFilterSet):
    """Supports by household, ward, kind, component and day."""

    q = WordsFilter("search_text", "household__search_text", label=_("Mã hộ, tên hoặc nội dung"))
    ward = ward(Permission.SUPPORT_VIEW)
    kind = one_of("kind", choices.SupportKind, _("Hình thức"))
    component = django_filters.ModelChoiceFilter(
        queryset=lambda _request: components(), label=_("Dự án")
    )
    household_class = one_of("household_class", choices.BeneficiaryClass, _("Loại hộ"))
    from_day = since("provided_on")
    to_day = until("provided_on")
