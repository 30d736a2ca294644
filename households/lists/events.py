"""The list of life events: its columns and filters."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from households import timeline
from households.choices import EventKind
from households.lists.base import NO_WRAP, offer_places
from households.models import Household, LifeEvent
from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import DateFilter, ListFilterSet, MultipleChoiceFilter, TextFilter
from povertyportal.ui.tables import DateColumn, PortalTable


class LifeEventTable(PortalTable):
    """Events with who and where."""

    happened_on = DateColumn()
    kind = tables.Column(attrs={"td": {"class": "key"}})
    household = tables.Column(
        accessor="household__code",
        linkify=lambda record: reverse("household_detail", args=[record.household.code]),
        attrs=NO_WRAP,
    )
    head = tables.Column(
        verbose_name=gettext_lazy("Chủ hộ"),
        accessor="household__head__full_name",
        order_by=("household__sort_key", "pk"),
    )
    persons = tables.Column(
        verbose_name=gettext_lazy("Người"), accessor="pk", orderable=False, empty_values=()
    )
    other = tables.Column(
        verbose_name=gettext_lazy("Hộ liên quan"),
        accessor="other__code",
        attrs=NO_WRAP,
    )
    area = tables.Column(accessor="area__short_name", order_by="area__path")
    where = tables.Column(
        verbose_name=gettext_lazy("Nơi đi, đến"), accessor="pk", orderable=False, empty_values=()
    )
    document = tables.Column()

    class Meta:
        model = LifeEvent
        fields = ["happened_on", "kind", "household", "other", "area", "document"]
        sequence = [
            "happened_on",
            "kind",
            "household",
            "head",
            "persons",
            "other",
            "area",
            "where",
            "document",
        ]

    def value_persons(self, record: Any) -> str:
        """Return the names of those it happened to."""
        return ", ".join(row.person.full_name for row in record.people.all())

    def render_persons(self, record: Any) -> str:
        """Return the names of those it happened to."""
        return self.value_persons(record) or "–"

    def value_where(self, record: Any) -> str:
        """Return from where or to where."""
        return timeline.where(record)

    def render_where(self, record: Any) -> str:
        """Return from where or to where."""
        return format_html("{}", timeline.where(record) or "–")


class LifeEventFilter(ListFilterSet):
    """Narrow the events by words, kind, ward and days."""

    q = TextFilter(
        method="search",
        label=gettext_lazy("Tìm hộ"),
        help_text=gettext_lazy("Tìm tên hoặc mã hộ… (không cần dấu)"),
    )
    kind = MultipleChoiceFilter(label=gettext_lazy("Sự kiện"), choices=EventKind.choices)
    area = django_filters.ChoiceFilter(
        method="by_ward", label=gettext_lazy("Phường, xã"), empty_label=gettext_lazy("Tất cả")
    )
    from_day = DateFilter(
        field_name="happened_on", lookup_expr="gte", label=gettext_lazy("Từ ngày")
    )
    to_day = DateFilter(field_name="happened_on", lookup_expr="lte", label=gettext_lazy("Đến ngày"))

    class Meta:
        model = LifeEvent
        fields: list[str] = []

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        offer_places(self, permission=Permission.HOUSEHOLD_VIEW)

    def search(self, rows: Any, name: str, value: str) -> Any:
        """Keep the events of households that match."""
        user: Any = self.request.user
        found = Household.objects.visible_to(user).matching(value, by=user)
        return rows.filter(Q(household__in=found) | Q(other__in=found))

    def by_ward(self, rows: Any, name: str, value: str) -> Any:
        """Keep what happened in the ward or led to it."""
        return rows.filter(Q(area=value) | Q(other_area=value)) if value else rows
