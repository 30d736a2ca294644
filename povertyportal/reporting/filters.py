"""What the list of plans can be narrowed to."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting import splits
from povertyportal.reporting.models import Target
from povertyportal.reporting.registry import all_indicators
from povertyportal.ui.filters import DateFilter, ListFilterSet


def figures() -> list[tuple[str, Any]]:
    """Return every figure by its title."""
    return [(indicator.key, indicator.title) for indicator in all_indicators()]


class PlaceFilter(django_filters.ChoiceFilter):
    """Keep the plans of one city or ward of the user."""

    def prepare(self, request: HttpRequest) -> None:
        """Offer the areas whose plans the user may see."""
        user: Any = request.user
        levels = [Area.Level.CITY, Area.Level.WARD]
        areas = user.areas(Permission.TARGET_VIEW).filter(level__in=levels).order_by("path")
        self.extra["choices"] = [(str(area.pk), area.name) for area in areas]


class TargetFilter(ListFilterSet):
    """By figure, area, period, and whether the wards' plans add up."""

    key = django_filters.ChoiceFilter(choices=figures, label=_("Chỉ tiêu"))
    area = PlaceFilter(label=_("Địa bàn"))
    split = django_filters.ChoiceFilter(
        method="keep_split",
        choices=[("even", _("khớp")), ("uneven", _("lệch"))],
        label=_("Chia cho phường, xã"),
    )
    starts = DateFilter(field_name="period_from", lookup_expr="gte", label=_("Từ ngày"))
    ends = DateFilter(field_name="period_to", lookup_expr="lte", label=_("Đến ngày"))

    class Meta:
        model = Target
        fields = ["key", "area", "split", "starts", "ends"]

    def keep_split(self, rows: QuerySet[Target], name: str, value: str) -> QuerySet[Target]:
        """Keep the plans of the city whose parts add up, or do not."""
        keep = splits.even if value == "even" else splits.uneven
        return rows.filter(pk__in=keep(Target.objects.order_by()).values("pk"))
