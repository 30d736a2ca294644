"""Tables of households and reviews: what a list shows and exports."""

from collections.abc import Callable, Iterable
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from households.choices import PovertyClass
from households.models import Household, Review
from households.statuses import statuses_of
from households.workflow import EDITABLE, State
from povertyportal.accounts.roles import Permission
from povertyportal.ui.tables import EMPTY, BadgeColumn, CountColumn, DateColumn, PortalTable

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


class HouseholdTable(PortalTable):
    """Households with what the open round says about them."""

    code = tables.Column(linkify=True, attrs=NO_WRAP)
    head = tables.Column(
        verbose_name=gettext_lazy("Chủ hộ"),
        accessor="head__full_name",
        order_by=("sort_key", "pk"),
        attrs={"td": {"class": "key"}},
    )
    area = tables.Column(
        verbose_name=gettext_lazy("Phường, xã"), accessor="area__short_name", order_by="area__path"
    )
    village = tables.Column(
        verbose_name=gettext_lazy("Thôn, tổ"), accessor="village__name", order_by="village__path"
    )
    poverty_class = BadgeColumn(tones=CLASS_TONES)
    standing = tables.Column(verbose_name=gettext_lazy("Diễn biến"), accessor="pk", orderable=False)
    current_b1 = CountColumn(verbose_name=gettext_lazy("Điểm B1"))
    current_b2 = CountColumn(verbose_name=gettext_lazy("Điểm B2"))
    size = CountColumn(verbose_name=gettext_lazy("Khẩu"))
    current_state = tables.Column(verbose_name=gettext_lazy("Đợt đang mở"), empty_values=())
    action = tables.Column(
        verbose_name="",
        accessor="pk",
        orderable=False,
        exclude_from_export=True,
        attrs={"td": {"class": "row-action"}},
    )

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


class ReviewTable(PortalTable):
    """Reviews with their points, class and state."""

    code = tables.Column(
        attrs=NO_WRAP,
        verbose_name=gettext_lazy("Mã hộ"),
        accessor="household__code",
        linkify=lambda record: record.get_absolute_url(),
    )
    head = tables.Column(
        verbose_name=gettext_lazy("Chủ hộ"),
        accessor="household__head__full_name",
        order_by=("household__sort_key", "pk"),
        attrs={"td": {"class": "key"}},
    )
    area = tables.Column(
        verbose_name=gettext_lazy("Phường, xã"), accessor="area__short_name", order_by="area__path"
    )
    village = tables.Column(
        verbose_name=gettext_lazy("Thôn, tổ"), accessor="village__name", order_by="village__path"
    )
    year = tables.Column(
        verbose_name=gettext_lazy("Đợt"), accessor="round__year", order_by="round__year"
    )
    proposed_class = BadgeColumn(tones=CLASS_TONES)
    recognised_class = BadgeColumn(verbose_name=gettext_lazy("Được công nhận"), tones=CLASS_TONES)
    b1 = CountColumn()
    b2 = CountColumn()
    size = CountColumn(verbose_name=gettext_lazy("Khẩu"))
    state = BadgeColumn(tones=STATE_TONES)
    decided_on = DateColumn(
        verbose_name=gettext_lazy("Ngày quyết định"),
        accessor="decision__decided_on",
        order_by="decision__decided_on",
    )

    class Meta:
        model = Review
        fields = ["proposed_class", "recognised_class", "b1", "b2", "size", "state"]
        sequence = [
            "code",
            "head",
            "area",
            "village",
            "year",
            "proposed_class",
            "recognised_class",
            "b1",
            "b2",
            "size",
            "state",
            "decided_on",
        ]


class WardReviewTable(ReviewTable):
    """The same list for somebody who works in one ward."""

    class Meta(ReviewTable.Meta):
        exclude = ["area"]
