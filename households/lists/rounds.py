"""The lists of rounds and of the unlocks of closed wards: their filters and their columns."""

from typing import Any

import django_filters
import django_tables2 as tables
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.lists.base import action_column, code_column, offer_places, ward_column
from households.models import ReviewRound, Unlock
from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import DateFilter, ListFilterSet
from povertyportal.ui.tables import BadgeColumn, DateColumn, DateTimeColumn, PortalTable


class RoundFilter(ListFilterSet):
    """Narrow the rounds by kind and state."""

    kind = django_filters.ChoiceFilter(
        field_name="kind",
        label=gettext_lazy("Loại"),
        choices=ReviewRound.Kind.choices,
        empty_label=gettext_lazy("Tất cả"),
    )
    state = django_filters.ChoiceFilter(
        field_name="state",
        label=gettext_lazy("Trạng thái"),
        choices=ReviewRound.State.choices,
        empty_label=gettext_lazy("Tất cả"),
    )

    class Meta:
        model = ReviewRound
        fields: list[str] = []


class RoundTable(PortalTable):
    """All rounds, the latest first."""

    name = tables.Column(
        verbose_name=gettext_lazy("Đợt"),
        accessor="pk",
        order_by=("year", "kind", "month"),
        linkify=lambda record: reverse("round_detail", args=[record.pk]),
        attrs={"td": {"class": "key"}},
    )
    state = BadgeColumn(tones={ReviewRound.State.OPEN: "good"})
    starts_on = DateColumn()
    ends_on = DateColumn()

    class Meta:
        model = ReviewRound
        fields = ["standard", "starts_on", "ends_on", "state"]
        sequence = ["name", "standard", "starts_on", "ends_on", "state"]

    def render_name(self, record: Any) -> str:
        """Return the round in words."""
        return str(record)

    def value_name(self, record: Any) -> str:
        """Return the round in words, for the workbook."""
        return str(record)


class UnlockFilter(ListFilterSet):
    """Narrow the unlocks of closed wards by round and place."""

    round = django_filters.ModelChoiceFilter(
        field_name="ward_round__round",
        queryset=ReviewRound.objects.all(),
        label=gettext_lazy("Đợt rà soát"),
        empty_label=gettext_lazy("Tất cả"),
    )
    area = django_filters.ChoiceFilter(
        field_name="ward_round__area",
        label=gettext_lazy("Phường, xã"),
        empty_label=gettext_lazy("Tất cả"),
    )
    village = django_filters.ChoiceFilter(
        field_name="household__village",
        label=gettext_lazy("Thôn, tổ"),
        empty_label=gettext_lazy("Tất cả"),
    )
    granted_from = DateFilter(
        field_name="granted_at", lookup_expr="date__gte", label=gettext_lazy("Mở từ ngày")
    )

    class Meta:
        model = Unlock
        fields: list[str] = []

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        offer_places(self, permission=Permission.REVIEW_VIEW)


class UnlockTable(PortalTable):
    """Unlocks of closed wards: who for whom, why, until when."""

    code = code_column()
    area = ward_column("ward_round__area")
    user = tables.Column(accessor="user__full_name", order_by="user__full_name")
    granted_by = tables.Column(accessor="granted_by__full_name", order_by="granted_by__full_name")
    granted_at = DateTimeColumn()
    expires_at = DateTimeColumn()
    state = tables.Column(
        verbose_name=gettext_lazy("Tình trạng"), accessor="pk", orderable=False, empty_values=()
    )
    action = action_column()

    class Meta:
        model = Unlock
        fields = ["user", "reason", "granted_by", "granted_at", "expires_at"]
        sequence = [
            "code",
            "area",
            "user",
            "reason",
            "granted_by",
            "granted_at",
            "expires_at",
            "state",
            "action",
        ]

    def render_state(self, record: Any) -> str:
        """Return whether the unlock holds now, as a badge."""
        tone = "attention" if _holds(record) else "neutral"
        return format_html('<span class="badge badge-{}">{}</span>', tone, _in_words(record))

    def value_state(self, record: Any) -> str:
        """Return whether the unlock holds now, for the workbook."""
        return _in_words(record)

    def render_action(self, record: Any) -> str:
        """Return the link that ends an unlock which still holds."""
        user = self.request.user
        may_end = user.pk == record.user_id or user.can(
            Permission.ROUND_MANAGE, record.ward_round.area
        )
        if not may_end or not _holds(record):
            return ""
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            reverse("unlock_end", args=[record.pk]),
            _("Khoá lại"),
            record.household.code,
        )


def _holds(record: Any) -> bool:
    return record.ended_at is None and record.expires_at > timezone.now()


def _in_words(record: Any) -> str:
    if _holds(record):
        return _("đang mở")
    return _("đã khoá lại") if record.ended_at else _("đã hết giờ")
