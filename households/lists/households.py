"""The list of households: its filters and its columns."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import django_filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.choices import NeedCode, PovertyClass, ethnicity_choices
from households.lists.base import (
    CLASS_TONES,
    NO_WRAP,
    HouseholdRowsFilter,
    action_column,
    head_column,
    village_column,
    ward_column,
)
from households.models import Household, HouseholdQuerySet, Need, Review
from households.statuses import Status, keys_with_status, statuses_of
from households.workflow import EDITABLE, State
from povertyportal.accounts.models import User
from povertyportal.accounts.roles import Permission
from povertyportal.ui.filters import MultipleChoiceFilter, TextFilter
from povertyportal.ui.tables import EMPTY, BadgeColumn, CountColumn, PortalTable

NOT_REVIEWED = "none"
WITHOUT_CLASS = "none"


def sees_reviews(user: User) -> bool:
    """Tell whether the user may view the reviews of every household that the list shows them."""
    return all(
        user.can(Permission.REVIEW_VIEW, grant.area)
        for grant in user.grants
        if Permission.HOUSEHOLD_VIEW in grant.permissions
    )


class HouseholdFilter(HouseholdRowsFilter):
    """Search and narrow the households; the rows carry `with_current_review`."""

    permission = Permission.HOUSEHOLD_VIEW
    q = TextFilter(
        method="search",
        label=gettext_lazy("Tìm hộ"),
        help_text=gettext_lazy("Tìm tên, mã hộ, số định danh… (không cần dấu)"),
    )
    poverty_class = MultipleChoiceFilter(
        method="by_class",
        label=gettext_lazy("Diện hộ"),
        choices=[*PovertyClass.choices, (WITHOUT_CLASS, gettext_lazy("Chưa xếp diện"))],
    )
    status = MultipleChoiceFilter(
        method="by_status", label=gettext_lazy("Diễn biến"), choices=Status.choices
    )
    state = MultipleChoiceFilter(
        method="by_state",
        label=gettext_lazy("Trạng thái"),
        choices=[(NOT_REVIEWED, gettext_lazy("Chưa rà soát")), *State.choices],
    )
    ethnicity = django_filters.ChoiceFilter(
        field_name="head__ethnicity",
        label=gettext_lazy("Dân tộc"),
        choices=ethnicity_choices,
        empty_label=gettext_lazy("Tất cả"),
    )
    need = MultipleChoiceFilter(
        method="by_need", label=gettext_lazy("Nhu cầu"), choices=NeedCode.choices
    )

    class Meta:
        model = Household
        fields: ClassVar = ["q"]

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: HttpRequest, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        user: Any = request.user
        if not sees_reviews(user):
            del self.filters["state"], self.filters["need"]

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


class HouseholdTable(PortalTable):
    """Households with what the open round says about them."""

    code = tables.Column(linkify=True, attrs=NO_WRAP)
    head = head_column("")
    area = ward_column()
    village = village_column()
    poverty_class = BadgeColumn(tones=CLASS_TONES)
    standing = tables.Column(verbose_name=gettext_lazy("Diễn biến"), accessor="pk", orderable=False)
    current_b1 = CountColumn(verbose_name=gettext_lazy("Điểm B1"))
    current_b2 = CountColumn(verbose_name=gettext_lazy("Điểm B2"))
    size = CountColumn(verbose_name=gettext_lazy("Khẩu"))
    current_state = tables.Column(verbose_name=gettext_lazy("Đợt đang mở"), empty_values=())
    action = action_column()

    class Meta:
        model = Household
        fields = ["code", "poverty_class", "size"]
        sequence = [
            "code",
            "head",
            "area",
            "village",
            "poverty_class",
            "standing",
            "current_b1",
            "current_b2",
            "size",
            "current_state",
            "action",
        ]

    def body(self, records: Iterable[Any]) -> SafeString:
        """Return the rows, with the derived statuses of the page found at once."""
        shown = list(records)
        self.standings = statuses_of([row.pk for row in shown], day=timezone.localdate())
        return super().body(shown)

    def plain(self) -> list[tuple[str, Callable[[Any], Any]]]:
        """Return the columns, with the derived statuses of all rows found at once."""
        self.standings = statuses_of(self.data.data, day=timezone.localdate())
        return super().plain()

    def render_standing(self, value: int) -> str:
        """Return the derived status as a badge with its last day."""
        found = self.standings.get(value)
        if found is None:
            return EMPTY
        until = _("đến hết %(day)s") % {"day": f"{found.until:%d/%m/%Y}"} if found.until else ""
        return format_html(
            '<span class="badge badge-{}">{}</span> <span class="small muted">{}</span>',
            found.tone,
            found.label,
            until,
        )

    def value_standing(self, value: int) -> str:
        """Return the same in words, for the workbook."""
        found = self.standings.get(value)
        if found is None:
            return ""
        until = _("đến hết %(day)s") % {"day": f"{found.until:%d/%m/%Y}"} if found.until else ""
        return f"{found.label} {until}".strip()

    def render_current_state(self, value: str | None, record: Any) -> str:
        """Return the review's state, with the time of a draft saved today."""
        if record.round_year is None:
            return "–"
        if value == State.DRAFT:
            saved = timezone.localtime(record.current_updated_at)
            form = "%H:%M" if saved.date() == timezone.localdate() else "%d/%m"
            return f"{State.DRAFT.label} {saved:{form}}"
        return self.value_current_state(value)

    def value_current_state(self, value: str | None) -> str:
        """Return the review's state in words, for the workbook."""
        return str(State(value).label) if value else _("Chưa rà soát")

    def render_action(self, record: Any) -> str:
        """Return the link to the household's review of the open round, if the user has one."""
        user = self.request.user
        may_edit = user.has(Permission.REVIEW_EDIT)
        if record.round_year is None or not user.has(Permission.REVIEW_VIEW):
            return ""
        if record.current_state is None and not may_edit:
            return ""
        is_open = may_edit and record.current_state in (None, *EDITABLE)
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            reverse("review_edit", args=[record.code, record.round_year]),
            _("Rà soát") if is_open else _("Xem phiếu"),
            record.code,
        )


class WardHouseholdTable(HouseholdTable):
    """The same list for somebody who works in one ward: the ward needs no column."""

    class Meta(HouseholdTable.Meta):
        exclude = ["area"]


class PlainHouseholdTable(HouseholdTable):
    """The same list for somebody who may not view reviews: the recognised class alone."""

    class Meta(HouseholdTable.Meta):
        exclude = ["current_b1", "current_b2", "current_state", "action"]
