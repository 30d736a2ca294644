"""Filters of the budget chain."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.filters import ListFilterSet, YearFilter
from programs import choices, ledgers
from programs.filters.base import YEARS, components, one_of, since, until
from programs.models import Allocation, EntryProposal, IdleReason, Organisation


class RecipientFilter(django_filters.ChoiceFilter):
    """Keep what was given to one ward, the city itself or one of its offices, out of those seen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Đơn vị nhận"), **kwargs)

    def prepare(self, request: HttpRequest) -> None:
        """Fill the choices with the areas and offices that the user sees."""
        user: Any = request.user
        levels = [Area.Level.CITY, Area.Level.WARD]
        areas = user.areas(Permission.CAPITAL_VIEW).filter(level__in=levels).order_by("path")
        wards = [a for a in areas if a.level == Area.Level.WARD]
        cities = [a for a in areas if a.level == Area.Level.CITY]
        units = Organisation.objects.filter(area__in=cities) if cities else []
        self.extra["choices"] = [
            (_("Phường, xã"), [(ledgers.recipient_key(a), a.name) for a in wards]),
            (
                _("Cơ quan cấp thành phố"),
                [
                    *((ledgers.recipient_key(a), a.name) for a in cities),
                    *((f"unit-{unit.pk}", unit.name) for unit in units),
                ],
            ),
        ]

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Keep the rows of the recipient."""
        if not value:
            return qs
        what, _dash, key = value.partition("-")
        return qs.filter(unit=key) if what == "unit" else qs.filter(recipient=key, unit=None)


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
    unexplained = django_filters.BooleanFilter(
        method="keep_unexplained", label=_("Còn vốn chưa nêu lý do")
    )

    def keep_idle(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the rows with, or without, undistributed money."""
        idle = Q(assigned__gt=F("distributed"))
        return rows.filter(idle if value else ~idle)

    def keep_unexplained(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the rows with idle money that no open reason accounts for, or the others."""
        unexplained: Any = Allocation.objects.unexplained().order_by().values("pk")
        return rows.filter(pk__in=unexplained) if value else rows.exclude(pk__in=unexplained)


class AllocationEntryFilter(ListFilterSet):
    """Entries by kind and day."""

    year = YearFilter(YEARS, field_name="allocation__year", label=_("Năm vốn"))
    component = django_filters.ModelChoiceFilter(
        queryset=lambda _request: components(),
        field_name="allocation__component",
        label=_("Dự án"),
    )
    source = one_of("allocation__source", choices.Source, _("Nguồn vốn"))
    capital = one_of("allocation__kind", choices.CapitalKind, _("Loại vốn"))
    kind = one_of("kind", choices.EntryKind, _("Nội dung"))
    recipient = RecipientFilter()
    from_day = since("entry_on")
    to_day = until("entry_on")


class AllocationShareFilter(ListFilterSet):
    """What wards and offices were given, by year, leaf, source and kind; what is not spent."""

    recipient = RecipientFilter()
    year = YearFilter(YEARS, field_name="allocation__year", label=_("Năm vốn"))
    component = django_filters.ModelChoiceFilter(
        queryset=lambda _request: components(),
        field_name="allocation__component",
        label=_("Dự án"),
    )
    source = one_of("allocation__source", choices.Source, _("Nguồn vốn"))
    capital = one_of("allocation__kind", choices.CapitalKind, _("Loại vốn"))
    unspent = django_filters.BooleanFilter(method="keep_unspent", label=_("Còn vốn chưa giải ngân"))

    def keep_unspent(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the rows with, or without, money that is not paid out."""
        unspent = Q(distributed__gt=F("disbursed"))
        return rows.filter(unspent if value else ~unspent)


class IdleReasonFilter(ListFilterSet):
    """Reasons by cause, due day and whether they are still open."""

    reason = one_of("reason", choices.IdleCause, _("Lý do"))
    open = django_filters.BooleanFilter(
        field_name="closed_on", lookup_expr="isnull", label=_("Còn mở")
    )
    mine = django_filters.BooleanFilter(method="keep_own", label=_("Đơn vị của tôi xử lý"))
    from_day = since("due_on")
    to_day = until("due_on")

    def keep_own(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep the rows whose owner is an office of the user, or the others."""
        user: Any = self.request.user
        own: Any = IdleReason.objects.owned_by(user).order_by().values("pk")
        return rows.filter(pk__in=own) if value else rows.exclude(pk__in=own)


class EntryProposalFilter(ListFilterSet):
    """Proposals by state, leaf, kind and day; those that wait for the user."""

    mine = django_filters.BooleanFilter(method="keep_mine", label=_("Chờ tôi duyệt"))
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

    def keep_mine(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        """Keep what waits for the decision of whoever asks, or all the rest."""
        user: Any = self.request.user
        mine = EntryProposal.objects.to_be_decided_by(user).order_by().values("pk")
        return rows.filter(pk__in=mine) if value else rows.exclude(pk__in=mine)


class BudgetYearFilter(ListFilterSet):
    """Years, open or settled."""

    settled = django_filters.BooleanFilter(
        field_name="settled_on", lookup_expr="isnull", exclude=True, label=_("Đã quyết toán")
    )
