"""Filters of the budget chain."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from povertyportal.ui.filters import ListFilterSet, YearFilter
from programs import choices
from programs.filters.base import YEARS, components, one_of, since, until


class ComponentFilter(ListFilterSet):
    """Projects and sub-projects."""

    carries_money = django_filters.BooleanFilter(label=_("Được giao vốn"))


class AllocationFilter(ListFilterSet):
    """Money by year, leaf, source and kind; what still lies idle."""

    year = YearFilter(YEARS, label=_("Năm"))
    component = django_filters.ModelChoiceFilter(
        queryset=lambda _request: components(), label=_("Dự án")
    )
    source = one_of("source", choices.Source, _("Nguồn vốn"))
    kind = one_of("kind", choices.CapitalKind, _("Loại vốn"))
    idle = django_filters.BooleanFilter(method="keep_idle", label=_("Còn vốn chưa phân bổ"))

    def keep_idle(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the rows with, or without, undistributed money."""
        idle = Q(assigned__gt=F("distributed"))
        return rows.filter(idle if value else ~idle)


class AllocationEntryFilter(ListFilterSet):
    """Entries by kind and day."""

    year = YearFilter(YEARS, field_name="allocation__year", label=_("Năm vốn"))
    component = django_filters.ModelChoiceFilter(
        queryset=lambda _request: components(),
        field_name="allocation__component",
        label=_("Dự án"),
    )
    kind = one_of("kind", choices.EntryKind, _("Nội dung"))
    from_day = since("entry_on")
    to_day = until("entry_on")


class IdleReasonFilter(ListFilterSet):
    """Reasons by cause, due day and whether they are still open."""

    reason = one_of("reason", choices.IdleCause, _("Lý do"))
    open = django_filters.BooleanFilter(
        field_name="closed_on", lookup_expr="isnull", label=_("Còn mở")
    )
    from_day = since("due_on")
    to_day = until("due_on")


class EntryProposalFilter(ListFilterSet):
    """Proposals by state, leaf, kind and day."""

    state = one_of("state", choices.ProposalState, _("Tình trạng"))
    year = YearFilter(YEARS, field_name="allocation__year", label=_("Năm vốn"))
    component = django_filters.ModelChoiceFilter(
        queryset=lambda _request: components(),
        field_name="allocation__component",
        label=_("Dự án"),
    )
    kind = one_of("kind", choices.EntryKind, _("Nội dung"))
    from_day = since("entry_on")
    to_day = until("entry_on")


class BudgetYearFilter(ListFilterSet):
    """Years, open or settled."""

    settled = django_filters.BooleanFilter(
        field_name="settled_on", lookup_expr="isnull", exclude=True, label=_("Đã quyết toán")
    )
