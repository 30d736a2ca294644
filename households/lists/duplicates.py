"""The list of record pairs: its filters and its columns."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from households.choices import PairKind, PairState
from households.lists.base import offer_places
from households.models import DuplicatePair, DuplicatePairQuerySet
from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import ListFilterSet, MultipleChoiceFilter, TextFilter
from povertyportal.ui.tables import BadgeColumn, DateTimeColumn, PortalTable
from povertyportal.ui.text import fold

STATE_TONES: dict[str, str] = {
    PairState.OPEN: "attention",
    PairState.MERGED: "good",
    PairState.DIFFERENT: "neutral",
}
KIND_TONES: dict[str, str] = {PairKind.EXACT: "bad", PairKind.LIKELY: "info"}


class DuplicateFilter(ListFilterSet):
    """Search pairs by name, place, kind and state."""

    q = TextFilter(method="search", label=_("Tìm tên"), help_text=_("Tên người (không cần dấu)"))
    area = django_filters.ChoiceFilter(
        method="by_area", label=_("Phường, xã"), empty_label=_("Tất cả")
    )
    kind = MultipleChoiceFilter(
        field_name="kind", label=_("Cách phát hiện"), choices=PairKind.choices
    )
    state = MultipleChoiceFilter(
        field_name="state", label=_("Trạng thái"), choices=PairState.choices
    )

    class Meta:
        model = DuplicatePair
        fields: list[str] = []

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        offer_places(self, permission=Permission.DUPLICATE_DECIDE)

    def search(self, rows: DuplicatePairQuerySet, name: str, value: str) -> DuplicatePairQuerySet:
        """Keep the pairs of which one record bears every word."""
        first, second = Q(), Q()
        for word in fold(value).split():
            first &= Q(first__search_text__contains=word)
            second &= Q(second__search_text__contains=word)
        return rows.filter(first | second)

    def by_area(self, rows: DuplicatePairQuerySet, name: str, value: str) -> DuplicatePairQuerySet:
        """Keep the pairs with a record in the ward."""
        return rows.filter(Q(first_area=value) | Q(second_area=value))


class DuplicateTable(PortalTable):
    """Pairs with what makes them alike."""

    first = tables.Column(
        accessor="first__full_name",
        verbose_name=_("Hồ sơ thứ nhất"),
        order_by="first__sort_key",
        linkify=lambda record: reverse("duplicate_detail", args=[record.pk]),
        attrs={"td": {"class": "key"}},
    )
    second = tables.Column(
        accessor="second__full_name", verbose_name=_("Hồ sơ thứ hai"), order_by="second__sort_key"
    )
    areas = tables.Column(
        accessor="first_area__short_name",
        verbose_name=_("Phường, xã"),
        order_by=("first_area__path", "second_area__path"),
    )
    kind = BadgeColumn(tones=KIND_TONES)
    state = BadgeColumn(tones=STATE_TONES)
    found_at = DateTimeColumn()

    follows = ("second_area",)

    class Meta:
        model = DuplicatePair
        fields = ["kind", "reason", "state", "found_at"]
        sequence = ["first", "second", "areas", "kind", "reason", "state", "found_at"]

    def render_first(self, value: str, record: DuplicatePair) -> str:
        """Return the name with the year of birth."""
        return f"{value} ({record.first.birth_year})"

    def render_second(self, value: str, record: DuplicatePair) -> str:
        """Return the name with the year of birth."""
        return f"{value} ({record.second.birth_year})"

    def render_areas(self, value: str, record: DuplicatePair) -> str:
        """Return the wards of both records, once where they are the same."""
        return self.value_areas(value, record)

    def value_areas(self, value: str, record: DuplicatePair) -> str:
        """Return the same for the workbook."""
        names = dict.fromkeys([value, record.second_area.short_name])
        return "; ".join(names)
