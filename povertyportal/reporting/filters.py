"""What the lists of plans and of filed reports can be narrowed to."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.reporting import splits
from povertyportal.reporting.models import FiledReport, OfficialReport, Target
from povertyportal.reporting.registry import all_indicators
from povertyportal.reporting.reports import all_reports
from povertyportal.ui.filters import DateFilter, ListFilterSet


def figures() -> list[tuple[str, Any]]:
    """Return every figure by its title."""
    return [(indicator.key, indicator.title) for indicator in all_indicators()]


def report_kinds() -> list[tuple[str, Any]]:
    """Return every kind of report by its title."""
    return [(kind.key, kind.title) for kind in all_reports()]


class PlaceFilter(django_filters.ChoiceFilter):
    """Keep the rows of one city or ward of the user."""

    def __init__(self, *, permission: Permission = Permission.TARGET_VIEW, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.permission = permission

    def prepare(self, request: HttpRequest) -> None:
        """Offer the areas in which the user may see such rows."""
        user: Any = request.user
        levels = [Area.Level.CITY, Area.Level.WARD]
        areas = user.areas(self.permission).filter(level__in=levels).order_by("path")
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


class OfficialReportFilter(ListFilterSet):
    """By area, and the period spoken of."""

    area = PlaceFilter(permission=Permission.FIGURE_VIEW, label=_("Địa bàn"))
    starts = DateFilter(field_name="period_from", lookup_expr="gte", label=_("Từ ngày"))
    ends = DateFilter(field_name="period_to", lookup_expr="lte", label=_("Đến ngày"))

    class Meta:
        model = OfficialReport
        fields = ["area", "starts", "ends"]


class FiledReportFilter(ListFilterSet):
    """By kind, area, period, and whether another one replaced it."""

    kind = django_filters.ChoiceFilter(choices=report_kinds, label=_("Loại báo cáo"))
    area = PlaceFilter(permission=Permission.REPORT_VIEW, label=_("Địa bàn"))
    replaced = django_filters.ChoiceFilter(
        method="keep_replaced",
        choices=[("no", _("bản đang dùng")), ("yes", _("đã có bản thay"))],
        label=_("Bản"),
    )
    starts = DateFilter(field_name="period_from", lookup_expr="gte", label=_("Từ ngày"))
    ends = DateFilter(field_name="period_to", lookup_expr="lte", label=_("Đến ngày"))

    class Meta:
        model = FiledReport
        fields = ["kind", "area", "replaced", "starts", "ends"]

    def keep_replaced(
        self, rows: QuerySet[FiledReport], name: str, value: str
    ) -> QuerySet[FiledReport]:
        """Keep the reports that stand, or those that another one replaced."""
        return rows.filter(replaced_by__isnull=value == "no")
