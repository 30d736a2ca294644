"""Filters of the household and review lists."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from households.choices import NeedCode, PovertyClass, ethnicity_choices
from households.models import (
    Household,
    HouseholdQuerySet,
    Need,
    Review,
    ReviewQuerySet,
    ReviewRound,
)
from households.models.people import citizen_id_in, masked
from households.statuses import Status, keys_with_status
from households.workflow import State
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.filters import ListFilterSet, MultipleChoiceFilter, TextFilter

NOT_REVIEWED = "none"
WITHOUT_CLASS = "none"


def place_choices(
    user: User, *, permission: Permission, ward: str
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the wards, and the villages of the chosen (or only) ward, by one query.

    Villages of a ward not chosen stay out: a province has thousands of them.
    """
    chosen = int(ward) if ward.isascii() and ward.isdigit() and len(ward) < 18 else 0
    held = user.areas(permission).filter(
        Q(level=Area.Level.WARD) | Q(level=Area.Level.VILLAGE, parent=chosen)
    )
    own_villages = [g.area.pk for g in user.grants if g.area.level == Area.Level.VILLAGE]
    if own_villages:
        held |= user.areas(permission).filter(pk__in=own_villages)
    only = {g.area.pk for g in user.grants if g.area.level == Area.Level.WARD}
    if only and not chosen:
        held = user.areas(permission).filter(level__in=[Area.Level.WARD, Area.Level.VILLAGE])
    areas = list(held.order_by("path"))
    wards = [(str(a.pk), a.name) for a in areas if a.level == Area.Level.WARD]
    villages = [(str(a.pk), a.name) for a in areas if a.level == Area.Level.VILLAGE]
    return wards, villages


def sees_reviews(user: User) -> bool:
    """Tell whether the user may view the reviews of every household that the list shows them."""
    return all(
        user.can(Permission.REVIEW_VIEW, grant.area)
        for grant in user.grants
        if Permission.HOUSEHOLD_VIEW in grant.permissions
    )


class HouseholdFilter(ListFilterSet):
    """Search and narrow the households; the rows carry `with_current_review`."""

    q = TextFilter(
        method="search",
        label=_("Tìm hộ"),
        help_text=_("Tìm tên, mã hộ, số định danh… (không cần dấu)"),
    )
    area = django_filters.ChoiceFilter(
        field_name="area", label=_("Phường, xã"), empty_label=_("Tất cả")
    )
    village = django_filters.ChoiceFilter(
        field_name="village", label=_("Thôn, tổ"), empty_label=_("Tất cả")
    )
    poverty_class = MultipleChoiceFilter(
        method="by_class",
        label=_("Diện hộ"),
        choices=[*PovertyClass.choices, (WITHOUT_CLASS, _("Chưa xếp diện"))],
    )
    status = MultipleChoiceFilter(method="by_status", label=_("Diễn biến"), choices=Status.choices)
    state = MultipleChoiceFilter(
        method="by_state",
        label=_("Trạng thái"),
        choices=[(NOT_REVIEWED, _("Chưa rà soát")), *State.choices],
    )
    ethnicity = django_filters.ChoiceFilter(
        field_name="head__ethnicity",
        label=_("Dân tộc"),
        choices=ethnicity_choices,
        empty_label=_("Tất cả"),
    )
    need = MultipleChoiceFilter(method="by_need", label=_("Nhu cầu"), choices=NeedCode.choices)

    class Meta:
        model = Household
        fields: list[str] = []

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        user: Any = request.user
        if not sees_reviews(user):
            del self.filters["state"], self.filters["need"]
        _offer_places(self, request, permission=Permission.HOUSEHOLD_VIEW)

    def concealed(self) -> dict[str, str]:
        """Keep a citizen id out of the links of the page."""
        return _concealed_citizen_id(self)

    def search(self, rows: HouseholdQuerySet, name: str, value: str) -> HouseholdQuerySet:
        """Keep the households whose code, members or citizen id match."""
        user: Any = self.request.user
        return rows.matching(value, by=user)

    def by_class(self, rows: HouseholdQuerySet, name: str, values: list[str]) -> HouseholdQuerySet:
        """Keep the chosen classes; 'none' stands for never classified."""
        if not values:
            return rows
        return rows.filter(poverty_class__in=["" if v == WITHOUT_CLASS else v for v in values])

    def by_status(self, rows: HouseholdQuerySet, name: str, values: list[str]) -> HouseholdQuerySet:
        """Keep the households with any of the derived statuses today."""
        if not values:
            return rows
        keys = keys_with_status(rows, values, day=timezone.localdate())
        return rows.filter(pk__in=keys)

    def by_state(self, rows: HouseholdQuerySet, name: str, values: list[str]) -> HouseholdQuerySet:
        """Keep the chosen states of the open round's review; 'none' stands for no review."""
        if not values:
            return rows
        wanted = Q(current_state__in=[v for v in values if v != NOT_REVIEWED])
        if NOT_REVIEWED in values:
            wanted |= Q(current_state=None)
        return rows.filter(wanted)

    def by_need(self, rows: HouseholdQuerySet, name: str, values: list[str]) -> HouseholdQuerySet:
        """Keep the households that asked for any of these in a review not later withdrawn."""
        if not values:
            return rows
        latest = (
            Review.objects.filter(household=OuterRef(OuterRef("pk")))
            .order_by("-round__year", "-round__standard")
            .values("pk")[:1]
        )
        return rows.filter(Exists(Need.objects.filter(review__in=latest, code__in=values)))


class ReviewFilter(ListFilterSet):
    """Search and narrow reviews by round, place, state and class."""

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
    state = MultipleChoiceFilter(field_name="state", label=_("Trạng thái"), choices=State.choices)
    proposed_class = MultipleChoiceFilter(
        field_name="proposed_class", label=_("Diện đề nghị"), choices=PovertyClass.choices
    )
    recognised_class = MultipleChoiceFilter(
        field_name="recognised_class", label=_("Được công nhận"), choices=PovertyClass.choices
    )
    override = django_filters.ChoiceFilter(
        method="by_override",
        label=_("Diện khác điểm"),
        choices=[("yes", _("Diện đề nghị khác kết quả chấm điểm"))],
        empty_label=_("Tất cả"),
    )

    class Meta:
        model = Review
        fields: list[str] = []

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        _offer_places(self, request, permission=Permission.REVIEW_VIEW)

    def by_override(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        """Keep the reviews whose class was set against the points."""
        return rows.overridden()

    def concealed(self) -> dict[str, str]:
        """Keep a citizen id out of the links of the page."""
        return _concealed_citizen_id(self)

    def search(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        """Keep the reviews of households that match."""
        user: Any = self.request.user
        return rows.filter(household__in=Household.objects.matching(value, by=user))


def _concealed_citizen_id(filterset: ListFilterSet) -> dict[str, str]:
    """Return the search masked when it is a citizen id: addresses end up in logs."""
    number = citizen_id_in(filterset.data.get("q", "") if filterset.is_bound else "")
    return {"q": masked(number[-4:])} if number else {}


def _offer_places(
    filterset: ListFilterSet, request: HttpRequest, *, permission: Permission
) -> None:
    """Offer only wards and villages of the user; a single ward is not offered at all."""
    user: Any = request.user
    wards, villages = place_choices(user, permission=permission, ward=request.GET.get("area", ""))
    filterset.filters["area"].extra["choices"] = wards
    filterset.filters["village"].extra["choices"] = villages
    for name, choices in (("area", wards), ("village", villages)):
        if len(choices) < 2 and not request.GET.get(name):
            filterset.filters[name].extra["widget"] = forms.HiddenInput
