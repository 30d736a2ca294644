"""The list of exit plans: its filters and its columns."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.choices import MemberOrganisation, PovertyClass
from households.lists.base import (
    HouseholdRowsFilter,
    code_column,
    head_column,
    village_column,
    ward_column,
)
from households.models import ExitPlan, ExitPlanQuerySet
from povertyportal.ui.filters import MultipleChoiceFilter
from povertyportal.ui.tables import DateColumn, PortalTable

UNKNOWN = "unknown"
RESULTS = [
    ("left", gettext_lazy("Đạt: không còn là hộ nghèo")),
    ("poor", gettext_lazy("Chưa đạt: vẫn là hộ nghèo")),
    (UNKNOWN, gettext_lazy("Chưa có kết quả rà soát")),
]


class ExitPlanFilter(HouseholdRowsFilter):
    """Search and narrow exit plans; the rows carry `with_result`."""

    village = django_filters.ChoiceFilter(
        field_name="household__village",
        label=gettext_lazy("Thôn, tổ"),
        empty_label=gettext_lazy("Tất cả"),
    )
    year = django_filters.ChoiceFilter(
        field_name="year", label=gettext_lazy("Năm"), empty_label=gettext_lazy("Tất cả")
    )
    organisation = MultipleChoiceFilter(
        field_name="organisation",
        label=gettext_lazy("Tổ chức giúp đỡ"),
        choices=MemberOrganisation.choices,
    )
    result = django_filters.ChoiceFilter(
        method="by_result",
        label=gettext_lazy("Kết quả"),
        choices=RESULTS,
        empty_label=gettext_lazy("Tất cả"),
    )
    dropped = django_filters.ChoiceFilter(
        method="by_dropped",
        label=gettext_lazy("Kế hoạch đã thôi"),
        choices=[("0", gettext_lazy("Không tính")), ("1", gettext_lazy("Chỉ kế hoạch đã thôi"))],
        empty_label=gettext_lazy("Tất cả"),
    )

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        years = ExitPlan.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = lambda: [(str(y), str(y)) for y in years]

    def by_result(self, rows: ExitPlanQuerySet, name: str, value: str) -> ExitPlanQuerySet:
        """Keep the plans with that result."""
        if value == UNKNOWN:
            return rows.filter(Q(result=None))
        if value == PovertyClass.POOR:
            return rows.filter(Q(result=PovertyClass.POOR))
        return rows.filter(Q(result__in=[PovertyClass.NEAR_POOR, PovertyClass.NOT_POOR]))

    def by_dropped(self, rows: ExitPlanQuerySet, name: str, value: str) -> ExitPlanQuerySet:
        """Keep the plans that were given up, or the others."""
        return rows.filter(dropped_at__isnull=value == "0")


class ExitPlanTable(PortalTable):
    """Exit plans with what was agreed, what is done, and what the review of the year said."""

    code = code_column(link=lambda record: record.get_absolute_url())
    head = head_column()
    area = ward_column()
    village = village_column("household__village")
    deadline = tables.Column(
        verbose_name=gettext_lazy("Hoàn thành"), accessor="pk", order_by=("year", "month", "pk")
    )
    done = tables.Column(
        verbose_name=gettext_lazy("Việc đã xong"), accessor="done", attrs={"td": {"class": "num"}}
    )
    result = tables.Column(
        verbose_name=gettext_lazy("Kết quả rà soát năm"), orderable=False, empty_values=()
    )
    dropped_at = DateColumn(verbose_name=gettext_lazy("Thôi ngày"))

    added = {
        "agreed": Count("supports", distinct=True),
        "done": Count("supports", filter=Q(supports__done_on__isnull=False), distinct=True),
    }

    class Meta:
        model = ExitPlan
        fields = ["organisation", "dropped_at"]
        sequence = [
            "code",
            "head",
            "area",
            "village",
            "deadline",
            "organisation",
            "done",
            "result",
            "dropped_at",
        ]

    def render_deadline(self, record: ExitPlan) -> str:
        """Return the month of the last support."""
        return f"{record.month:02d}/{record.year}"

    def value_deadline(self, record: ExitPlan) -> str:
        """Return the same for the workbook."""
        return f"{record.month:02d}/{record.year}"

    def render_done(self, record: Any) -> str:
        """Return how many of the agreed supports are done."""
        return f"{record.done}/{record.agreed}"

    def value_done(self, record: Any) -> str:
        """Return the same for the workbook."""
        return f"{record.done}/{record.agreed}"

    def render_result(self, value: str | None) -> str:
        """Return whether the household left, as the recognised review of the year says."""
        if not value:
            return format_html('<span class="muted">{}</span>', _("chưa có số liệu"))
        tone = "bad" if value == PovertyClass.POOR else "good"
        return format_html('<span class="badge badge-{}">{}</span>', tone, result_words(value))

    def value_result(self, value: str | None) -> str:
        """Return the same words for the workbook."""
        return result_words(value)


class WardExitPlanTable(ExitPlanTable):
    """The same list for somebody who works in one ward."""

    class Meta(ExitPlanTable.Meta):
        exclude = ["area"]


def result_words(result: str | None) -> str:
    """Return in words whether a plan was fulfilled."""
    if not result:
        return _("chưa có số liệu")
    if result == PovertyClass.POOR:
        return _("Chưa đạt: vẫn là hộ nghèo")
    return _("Đạt: %(class)s") % {"class": str(PovertyClass(result).label).lower()}
