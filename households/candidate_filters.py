"""Filters of the list of a round and of unlocks."""

from typing import Any

import django_filters
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from households.board import ASSIGNED, NOT_BEGUN, UNASSIGNED
from households.choices import CandidateSource, QuickResult
from households.filters import _concealed_citizen_id, _offer_places
from households.models import Candidate, CandidateQuerySet, Household, ReviewRound, Unlock
from households.workflow import State
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import DateFilter, ListFilterSet, MultipleChoiceFilter, TextFilter

WITHOUT_QUICK = "none"


class CandidateFilter(ListFilterSet):
    """Narrow the list of a round by place, reason, investigator and how far each is."""

    q = TextFilter(
        method="search", label=_("Tìm hộ"), help_text=_("Tìm tên hoặc mã hộ… (không cần dấu)")
    )
    round = django_filters.ModelChoiceFilter(
        queryset=ReviewRound.objects.all(), label=_("Đợt rà soát"), empty_label=_("Đợt đang mở")
    )
    area = django_filters.ChoiceFilter(
        field_name="area", label=_("Phường, xã"), empty_label=_("Tất cả")
    )
    village = django_filters.ChoiceFilter(
        field_name="village", label=_("Thôn, tổ"), empty_label=_("Tất cả")
    )
    source = MultipleChoiceFilter(
        field_name="source", label=_("Lý do vào danh sách"), choices=CandidateSource.choices
    )
    investigator = django_filters.ChoiceFilter(
        method="by_investigator", label=_("Rà soát viên"), empty_label=_("Tất cả")
    )
    state = MultipleChoiceFilter(
        method="by_state",
        label=_("Phiếu B"),
        choices=[(NOT_BEGUN, _("Chưa có phiếu")), *State.choices],
    )
    quick = MultipleChoiceFilter(
        method="by_quick",
        label=_("Phiếu A"),
        choices=[(WITHOUT_QUICK, _("Chưa có phiếu A")), *QuickResult.choices],
    )
    due_by = DateFilter(field_name="due_on", lookup_expr="lte", label=_("Hạn trả lời đến hết ngày"))

    class Meta:
        model = Candidate
        fields: list[str] = []

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        _offer_places(self, request, permission=Permission.REVIEW_VIEW)
        user: Any = request.user
        names = User.objects.filter(candidates__in=Candidate.objects.visible_to(user))
        self.filters["investigator"].extra["choices"] = [
            (UNASSIGNED, _("Chưa phân công")),
            (ASSIGNED, _("Đã phân công")),
            *((str(pk), name) for pk, name in names.distinct().values_list("pk", "full_name")),
        ]

    def concealed(self) -> dict[str, str]:
        """Keep a citizen id out of the links of the page."""
        return _concealed_citizen_id(self)

    def search(self, rows: CandidateQuerySet, name: str, value: str) -> CandidateQuerySet:
        """Keep the households that match."""
        user: Any = self.request.user
        return rows.filter(household__in=Household.objects.matching(value, by=user))

    def by_investigator(self, rows: CandidateQuerySet, name: str, value: str) -> CandidateQuerySet:
        """Keep those of one person, of anybody, or of nobody."""
        if value in (UNASSIGNED, ASSIGNED):
            return rows.filter(investigator__isnull=value == UNASSIGNED)
        return rows.filter(investigator=int(value))

    def by_state(self, rows: CandidateQuerySet, name: str, values: list[str]) -> CandidateQuerySet:
        """Keep the chosen states; 'none' stands for still to be begun, so not for the dropped."""
        if not values:
            return rows
        kept = Q(review_state__in=[value for value in values if value != NOT_BEGUN])
        if NOT_BEGUN in values:
            kept |= Q(review_state__isnull=True) & ~Q(quick_result=QuickResult.DROPPED)
        return rows.filter(kept)

    def by_quick(self, rows: CandidateQuerySet, name: str, values: list[str]) -> CandidateQuerySet:
        """Keep the chosen results of Phiếu A; 'none' stands for not filled in."""
        if not values:
            return rows
        return rows.filter(quick_result__in=["" if v == WITHOUT_QUICK else v for v in values])


class UnlockFilter(ListFilterSet):
    """Narrow the unlocks of closed wards by round and place."""

    round = django_filters.ModelChoiceFilter(
        field_name="ward_round__round",
        queryset=ReviewRound.objects.all(),
        label=_("Đợt rà soát"),
        empty_label=_("Tất cả"),
    )
    area = django_filters.ChoiceFilter(
        field_name="ward_round__area", label=_("Phường, xã"), empty_label=_("Tất cả")
    )
    village = django_filters.ChoiceFilter(
        field_name="household__village", label=_("Thôn, tổ"), empty_label=_("Tất cả")
    )

    class Meta:
        model = Unlock
        fields: list[str] = []

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        _offer_places(self, request, permission=Permission.REVIEW_VIEW)


class RoundFilter(ListFilterSet):
    """Narrow the rounds by kind and state."""

    kind = django_filters.ChoiceFilter(
        field_name="kind",
        label=_("Loại"),
        choices=ReviewRound.Kind.choices,
        empty_label=_("Tất cả"),
    )
    state = django_filters.ChoiceFilter(
        field_name="state",
        label=_("Trạng thái"),
        choices=ReviewRound.State.choices,
        empty_label=_("Tất cả"),
    )

    class Meta:
        model = ReviewRound
        fields: list[str] = []
