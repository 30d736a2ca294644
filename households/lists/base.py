"""What the lists share: columns of a household and its place, filters by household and place."""

from collections.abc import Callable
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from households.choices import PovertyClass
from households.models import Household, ReviewRound
from households.models.people import citizen_id_in, masked
from households.workflow import State
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.areas.models import Area
from povertyportal.ui.filters import ListFilterSet, TextFilter

NO_WRAP = {"td": {"class": "nowrap"}}
CLASS_TONES: dict[str, str] = {
    PovertyClass.POOR: "bad",
    PovertyClass.NEAR_POOR: "attention",
    PovertyClass.NOT_POOR: "good",
}
STATE_TONES: dict[str, str] = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "info",
    State.RETURNED: "bad",
    State.POSTED: "attention",
    State.RECOGNISED: "good",
}


def code_column(
    household: str = "household", *, link: Callable[[Any], str] | None = None
) -> tables.Column:
    """Return the column of the household's code, which leads to the household or to `link`."""

    def to_household(record: Any) -> str:
        for name in household.split("__"):
            record = getattr(record, name)
        return str(record.get_absolute_url())

    return tables.Column(
        verbose_name=_("Mã hộ"),
        accessor=f"{household}__code",
        linkify=link or to_household,
        attrs=NO_WRAP,
    )


def head_column(household: str = "household", *, look: str = "key") -> tables.Column:
    """Return the column of the head's name, in Vietnamese order of names."""
    path = f"{household}__" if household else ""
    return tables.Column(
        verbose_name=_("Chủ hộ"),
        accessor=f"{path}head__full_name",
        order_by=(f"{path}sort_key", "pk"),
        attrs={"td": {"class": look}},
    )


def ward_column(area: str = "area") -> tables.Column:
    """Return the column of the ward's short name."""
    return tables.Column(
        verbose_name=_("Phường, xã"), accessor=f"{area}__short_name", order_by=f"{area}__path"
    )


def village_column(village: str = "village", **kwargs: Any) -> tables.Column:
    """Return the column of the village's name."""
    return tables.Column(
        verbose_name=_("Thôn, tổ"),
        accessor=f"{village}__name",
        order_by=f"{village}__path",
        **kwargs,
    )


def round_column() -> tables.Column:
    """Return the column of the round's year."""
    return tables.Column(verbose_name=_("Đợt"), accessor="round__year", order_by="round__year")


def action_column() -> tables.Column:
    """Return the column of what the user can do with the row; the table renders it."""
    return tables.Column(
        verbose_name="",
        accessor="pk",
        orderable=False,
        exclude_from_export=True,
        attrs={"td": {"class": "row-action"}},
    )


def round_filter() -> django_filters.ModelChoiceFilter:
    """Return the filter by round of a list that shows the open one until another is chosen."""
    return django_filters.ModelChoiceFilter(
        queryset=ReviewRound.objects.all(), label=_("Đợt rà soát"), empty_label=_("Đợt đang mở")
    )


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


def offer_places(filterset: ListFilterSet, *, permission: Permission) -> None:
    """Offer only wards and villages of the user; a single one is not offered at all."""
    request = filterset.request
    user: Any = request.user
    wards, villages = place_choices(user, permission=permission, ward=request.GET.get("area", ""))
    for name, choices in (("area", wards), ("village", villages)):
        if name not in filterset.filters:
            continue
        filterset.filters[name].extra["choices"] = choices
        if len(choices) < 2 and not request.GET.get(name):
            filterset.filters[name].extra["widget"] = forms.HiddenInput


class HouseholdRowsFilter(ListFilterSet):
    """Search and place, for lists whose rows each belong to a household."""

    permission = Permission.REVIEW_VIEW
    q = TextFilter(
        method="search", label=_("Tìm hộ"), help_text=_("Tìm tên hoặc mã hộ… (không cần dấu)")
    )
    area = django_filters.ChoiceFilter(
        field_name="area", label=_("Phường, xã"), empty_label=_("Tất cả")
    )
    village = django_filters.ChoiceFilter(
        field_name="village", label=_("Thôn, tổ"), empty_label=_("Tất cả")
    )

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        offer_places(self, permission=self.permission)

    def concealed(self) -> dict[str, str]:
        """Return the search masked when it is a citizen id: addresses end up in logs."""
        number = citizen_id_in(self.data.get("q", "") if self.is_bound else "")
        return {"q": masked(number[-4:])} if number else {}

    def search(self, rows: Any, name: str, value: str) -> Any:
        """Keep the rows of households that match."""
        user: Any = self.request.user
        return rows.filter(household__in=Household.objects.matching(value, by=user))
